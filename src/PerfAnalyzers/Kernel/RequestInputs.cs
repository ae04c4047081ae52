using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What a request brings along: parameters that are bound from it, and what its context holds. Services that are handed in are none.</summary>
internal static class RequestInputs
{
    /// <summary>Whether a value is made of parameters that carry data, or of the state of a request.</summary>
    public static bool Feed(IOperation value, Facts facts)
    {
        var roots = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Flow.Roots(value, LocalValues.Around(value), roots);
        foreach (var root in roots)
        {
            if (root is IParameterSymbol parameter && (IsData(parameter, facts) || RequestState.IsHolder(parameter.Type)))
            {
                return true;
            }
        }

        return new RequestState(facts).Source(value) is not null;
    }

    /// <summary>Whether a parameter is data: a number, a text, a collection, or an object of the project with properties to fill.</summary>
    public static bool IsData(IParameterSymbol parameter, Facts facts)
    {
        var type = parameter.Type;
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "FromServicesAttribute" or "FromKeyedServicesAttribute")
            {
                return false;
            }
        }

        return type switch
        {
            { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Interface or TypeKind.Delegate } => Collections.Is(type),
            { IsValueType: true } => !Operations.IsToken(type),
            { SpecialType: SpecialType.System_String } or IArrayTypeSymbol => true,
            INamedTypeSymbol { IsRecord: true } => true,
            INamedTypeSymbol named when facts.IsOwn(named) => HasSettable(named),
            _ => Collections.Is(type),
        };
    }

    private static bool HasSettable(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, SetMethod.DeclaredAccessibility: Accessibility.Public } property && Operations.IsAutomatic(property))
            {
                return true;
            }
        }

        return false;
    }
}
