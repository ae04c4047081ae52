using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <content>The contexts and the sets they have.</content>
internal sealed partial class EntityModel
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, HashSet<ISymbol>> _sets = new(SymbolEqualityComparer.Default);

    /// <summary>Contexts declared in this compilation.</summary>
    public IReadOnlyList<INamedTypeSymbol> Contexts => _contexts.Value;

    public bool IsContext(ITypeSymbol? type) => Knowledge.Inherits(type, _dbContext);

    /// <summary>The context a set belongs to: the one that declares or returns it, else the only one here that has such a set.</summary>
    public INamedTypeSymbol? ContextOf(ITypeSymbol? owner, ITypeSymbol? entity)
    {
        if (owner is INamedTypeSymbol { TypeKind: TypeKind.Class } declared && IsContext(declared) && !SymbolEqualityComparer.Default.Equals(declared, _dbContext))
        {
            return declared;
        }

        INamedTypeSymbol? only = null;
        foreach (var context in Contexts)
        {
            if (owner?.TypeKind == TypeKind.Interface ? !context.AllInterfaces.Contains(owner, SymbolEqualityComparer.Default) : entity is not null && !HasSet(context, entity) && Contexts.Count > 1)
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = context;
        }

        return only;
    }

    /// <summary>Whether the context is declared here, so that its configuration is in view.</summary>
    public bool IsDeclaredHere(ITypeSymbol? context) =>
        context is not null && SymbolEqualityComparer.Default.Equals(context.ContainingAssembly, _facts.Compilation.Assembly);

    private bool HasSet(INamedTypeSymbol context, ITypeSymbol entity)
    {
        if (!_sets.TryGetValue(context, out var sets))
        {
            sets = SetsOf(context);
            _sets.TryAdd(context, sets);
        }

        return sets.Contains(entity);
    }

    private HashSet<ISymbol> SetsOf(INamedTypeSymbol context)
    {
        var sets = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (var type = context; type is not null && !SymbolEqualityComparer.Default.Equals(type, _dbContext); type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol property && EntityOf(property.Type) is { } entity)
                {
                    sets.Add(entity);
                }
            }
        }

        return sets;
    }

    private List<INamedTypeSymbol> FindContexts()
    {
        var contexts = new List<INamedTypeSymbol>();
        if (_dbContext is not null)
        {
            Visit(_facts.Compilation.Assembly.GlobalNamespace);
        }

        return contexts;

        void Visit(INamespaceOrTypeSymbol container)
        {
            foreach (var member in container.GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                {
                    if (inner is INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false } type && IsContext(type))
                    {
                        contexts.Add(type);
                    }

                    Visit(inner);
                }
            }
        }
    }
}
