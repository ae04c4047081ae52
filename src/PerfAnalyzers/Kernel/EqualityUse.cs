using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>How often a use compares.</summary>
internal enum EqualityCost
{
    /// <summary>One comparison.</summary>
    Once,

    /// <summary>Each element is compared or hashed.</summary>
    Each,

    /// <summary>A collection is made for lookups, each of which hashes and compares.</summary>
    Lookup,
}

/// <summary>A place that compares values by the equality of their type.</summary>
/// <param name="Compared">The type of what is compared.</param>
/// <param name="Cost">How often.</param>
/// <param name="MayCompareBits">Values that are their bits are compared as such, without boxes.</param>
internal readonly record struct EqualityUse(ITypeSymbol Compared, EqualityCost Cost, bool MayCompareBits = false)
{
    /// <summary>The use a call, creation, collection expression or comparison makes; null when it makes none, or is given a comparer (<c>equates=</c> in the API tables).</summary>
    public static EqualityUse? Of(IOperation operation, Facts facts) => operation switch
    {
        IInvocationOperation call => OfMember(call.TargetMethod, call.Arguments, facts),
        IObjectCreationOperation { Constructor: { } constructor } creation => OfMember(constructor, creation.Arguments, facts),
        ICollectionExpressionOperation { Type: INamedTypeSymbol { Name: "HashSet", TypeArguments: [var element], ContainingNamespace.Name: "Generic" } } => new EqualityUse(element, EqualityCost.Lookup),
        IBinaryOperation { OperatorMethod: { MethodKind: MethodKind.UserDefinedOperator, IsImplicitlyDeclared: true, ContainingType: { IsRecord: true } record } } => new EqualityUse(record, EqualityCost.Once),
        _ => null,
    };

    private static EqualityUse? OfMember(IMethodSymbol method, System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments, Facts facts)
    {
        if (facts.Knowledge.Of(method) is not { } known || known.Value("equates") is not { } parameter || TypeOf(method, parameter) is not { } compared)
        {
            return null;
        }

        foreach (var argument in arguments)
        {
            if (argument.Parameter?.Type.Name is "IEqualityComparer" && argument.Value.ConstantValue is not { HasValue: true, Value: null } && argument.ArgumentKind != ArgumentKind.DefaultValue)
            {
                return null;
            }
        }

        return new EqualityUse(compared, known.Value("compares") switch { "lookup" => EqualityCost.Lookup, "each" => EqualityCost.Each, _ => EqualityCost.Once }, known.Value("bits") is not null);
    }

    private static ITypeSymbol? TypeOf(IMethodSymbol method, string parameter)
    {
        for (var i = 0; i < method.TypeParameters.Length; i++)
        {
            if (method.TypeParameters[i].Name == parameter)
            {
                return method.TypeArguments[i];
            }
        }

        var type = method.ContainingType;
        for (var i = 0; i < type.TypeParameters.Length; i++)
        {
            if (type.TypeParameters[i].Name == parameter)
            {
                return type.TypeArguments[i];
            }
        }

        return null;
    }
}
