using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Methods a rule listens for, resolved once per compilation. Membership is tested by name first, then by symbol.</summary>
internal sealed class MethodSet
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<IMethodSymbol> _methods = new(SymbolEqualityComparer.Default);

    /// <summary>All overloads with one of <paramref name="names"/> declared by <paramref name="type"/>; empty when the type is missing.</summary>
    public MethodSet(INamedTypeSymbol? type, params string[] names)
    {
        if (type is null)
        {
            return;
        }

        foreach (var name in names)
        {
            foreach (var member in type.GetMembers(name))
            {
                if (member is IMethodSymbol method)
                {
                    _names.Add(name);
                    _methods.Add(method.OriginalDefinition);
                }
            }
        }
    }

    public bool IsEmpty => _methods.Count == 0;

    public void UnionWith(MethodSet other)
    {
        _names.UnionWith(other._names);
        _methods.UnionWith(other._methods);
    }

    public bool Contains(IMethodSymbol method) =>
        _names.Contains(method.Name) && _methods.Contains((method.ReducedFrom ?? method).OriginalDefinition);
}
