using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Allocation;

/// <summary>Whether a method's parameter can become a type parameter by a fix: what calls it is in this project.</summary>
internal static class GenericMethodPlan
{
    /// <summary>Whether the method is out of reach of other assemblies and is declared once.</summary>
    public static bool IsOffered(IMethodSymbol method, Facts facts)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        return facts.IsOwn(method) && method.DeclaringSyntaxReferences.Length == 1 && method.PartialDefinitionPart is null && method.PartialImplementationPart is null && (method.MethodKind == MethodKind.LocalFunction || !IsVisible(method));
    }

    private static bool IsVisible(ISymbol symbol)
    {
        for (var current = symbol; current is not null and not INamespaceSymbol; current = current.ContainingSymbol)
        {
            if (current.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
            {
                return false;
            }
        }

        return true;
    }
}
