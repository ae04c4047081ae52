using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A member that throws for an answer, where it is used.</summary>
/// <param name="Operation">The call, creation or indexer.</param>
/// <param name="Value">What becomes the result of the other form: the operation, or a cast around it.</param>
/// <param name="Known">Its line of the table.</param>
/// <param name="Type">The type that has the other form.</param>
/// <param name="Name">The name of the other form.</param>
/// <param name="Fillers">Arguments it needs behind the same ones; null when it cannot be given the same arguments.</param>
internal sealed record TryForm(IOperation Operation, IOperation Value, ApiEntry Known, ITypeSymbol Type, string Name, ImmutableArray<string>? Fillers);

/// <summary>Finds the form of a member that answers false where the member throws. See the head of try-forms.txt.</summary>
internal sealed class TryForms(Facts facts)
{
    /// <summary>The other form of what an operation calls; null when the table or the framework has none.</summary>
    public TryForm? Of(IOperation operation)
    {
        var (symbol, arguments) = operation switch
        {
            IInvocationOperation call => ((ISymbol?)call.TargetMethod, call.Arguments),
            IObjectCreationOperation { Initializer: null } creation => (creation.Constructor, creation.Arguments),
            IPropertyReferenceOperation { Property.IsIndexer: true } property when !IsWritten(property) => (property.Property, property.Arguments),
            _ => (null, ImmutableArray<IArgumentOperation>.Empty),
        };
        if (symbol is null || facts.Knowledge.Of(symbol) is not { } known || known.Value("tries") is not { } name || operation.Type is not { } result)
        {
            return null;
        }

        if (symbol.ContainingType.SpecialType == SpecialType.System_Enum)
        {
            return OfEnum((IInvocationOperation)operation, known, name);
        }

        var type = known.Value("of") is { } other ? facts.Type(other) : symbol.ContainingType;
        return type is not null && Has(type, name) ? new TryForm(operation, operation, known, type, name, FillersOf(type, name, arguments, result, known)) : null;
    }

    /// <summary>The exceptions the other form answers false for.</summary>
    public IEnumerable<INamedTypeSymbol> Raised(TryForm form) => Types(form.Known.Value("raises"));

    /// <summary>The exceptions that both forms throw.</summary>
    public IEnumerable<INamedTypeSymbol> Kept(TryForm form) => Types(form.Known.Value("keeps"));

    private IEnumerable<INamedTypeSymbol> Types(string? names)
    {
        foreach (var name in (names ?? "").Split(','))
        {
            if (name.Length > 0 && facts.Type(name.IndexOf('.') < 0 ? "System." + name : name) is { } type)
            {
                yield return type;
            }
        }
    }

    // (Color)Enum.Parse(typeof(Color), text, true), Enum.Parse<Color>(text)
    private static TryForm? OfEnum(IInvocationOperation call, ApiEntry known, string name)
    {
        if (call.TargetMethod is { IsGenericMethod: true, TypeArguments: [var argument] })
        {
            return new TryForm(call, call, known, argument, name, AreInOrder(call.Arguments) ? [] : null);
        }

        if (call.Arguments is not [{ Value: ITypeOfOperation { TypeOperand: var type } }, ..])
        {
            return null;
        }

        var isCast = call.Parent is IConversionOperation { IsImplicit: false } cast && SymbolEqualityComparer.Default.Equals(cast.Type, type);
        return new TryForm(call, isCast ? call.Parent! : call, known, type, name, isCast && type.IsValueType && AreInOrder(call.Arguments) ? [] : null);
    }

    private static bool Has(ITypeSymbol type, string name)
    {
        foreach (var member in type.GetMembers(name))
        {
            if (member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public, ReturnType.SpecialType: SpecialType.System_Boolean })
            {
                return true;
            }
        }

        return false;
    }

    // The overload that takes the same, and the fewest arguments more.
    private static ImmutableArray<string>? FillersOf(ITypeSymbol type, string name, ImmutableArray<IArgumentOperation> arguments, ITypeSymbol result, ApiEntry known)
    {
        ImmutableArray<string>? best = null;
        if (!AreInOrder(arguments))
        {
            return null;
        }

        foreach (var member in type.GetMembers(name))
        {
            if (member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public, ReturnType.SpecialType: SpecialType.System_Boolean, Arity: 0, Parameters: { Length: > 0 } parameters } &&
                parameters[parameters.Length - 1] is { RefKind: RefKind.Out, Type: var given } && SymbolEqualityComparer.Default.Equals(given, result) &&
                Match(arguments, parameters, known) is { } fillers && (best is null || fillers.Length < best.Value.Length))
            {
                best = fillers;
            }
        }

        return best;
    }

    private static ImmutableArray<string>? Match(ImmutableArray<IArgumentOperation> arguments, ImmutableArray<IParameterSymbol> parameters, ApiEntry known)
    {
        var fillers = ImmutableArray.CreateBuilder<string>();
        var given = 0;
        for (var i = 0; i < parameters.Length - 1; i++)
        {
            if (given < arguments.Length && arguments[given].ArgumentKind == ArgumentKind.Explicit && SymbolEqualityComparer.Default.Equals(arguments[given].Parameter?.Type, parameters[i].Type))
            {
                // Nothing may be put between them.
                if (fillers.Count > 0)
                {
                    return null;
                }

                given++;
            }
            else if (FillerOf(parameters[i].Type, known) is { } filler)
            {
                fillers.Add(filler);
            }
            else
            {
                return null;
            }
        }

        while (given < arguments.Length && arguments[given].ArgumentKind == ArgumentKind.DefaultValue)
        {
            given++;
        }

        return given == arguments.Length ? fillers.ToImmutable() : null;
    }

    private static string? FillerOf(ITypeSymbol type, ApiEntry known) => type.Name switch
    {
        "IFormatProvider" => "null",
        "DateTimeStyles" => "System.Globalization.DateTimeStyles.None",
        "UriKind" => "System." + known.Value("fill"),
        _ => null,
    };

    private static bool AreInOrder(ImmutableArray<IArgumentOperation> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Parameter?.Ordinal != i || arguments[i].Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.ArgumentSyntax { NameColon: not null })
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWritten(IPropertyReferenceOperation property) => property.Parent switch
    {
        IAssignmentOperation assignment => ReferenceEquals(assignment.Target, property),
        IIncrementOrDecrementOperation => true,
        _ => false,
    };
}
