using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>How a type is written at a place.</summary>
internal static class NamesInScope
{
    /// <summary>
    /// The name, and the namespace that has to be imported for it; the name is qualified when another type has it there. Null when the
    /// compilation does not reference the type.
    /// </summary>
    /// <param name="operation">The place.</param>
    /// <param name="metadataName">The type, not generic.</param>
    /// <param name="facts">The compilation.</param>
    public static (string Name, string? Import)? At(IOperation operation, string metadataName, Facts facts)
    {
        if (facts.Type(metadataName) is not { } type || operation.SemanticModel is not { } model)
        {
            return null;
        }

        var named = model.LookupNamespacesAndTypes(operation.Syntax.SpanStart, name: type.Name);
        if (named.IsEmpty)
        {
            return (type.Name, metadataName.Substring(0, metadataName.LastIndexOf('.')));
        }

        return (named.Length == 1 && SymbolEqualityComparer.Default.Equals(named[0], type) ? type.Name : "global::" + metadataName, null);
    }
}
