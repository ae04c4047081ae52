using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Which source methods a call can end in.</summary>
internal sealed class Dispatch
{
    private readonly Facts _facts;
    private readonly Lazy<Dictionary<ISymbol, List<INamedTypeSymbol>>> _implementers;
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IMethodSymbol>> _targets = new(SymbolEqualityComparer.Default);

    public Dispatch(Facts facts)
    {
        _facts = facts;
        _implementers = new(FindImplementers);
    }

    /// <summary>The member whose code an operation runs; null when it runs none that is known.</summary>
    public IMethodSymbol? Callee(IOperation operation) => Operations.Callee(operation);

    /// <summary>Whether a concrete type of this compilation derives from a type or implements it.</summary>
    public bool HasDerived(INamedTypeSymbol type) => _implementers.Value.ContainsKey(type.OriginalDefinition);

    /// <summary>
    /// The bodies in this compilation a call of <paramref name="method"/> can run: itself, or for interface and virtual members
    /// the implementations and overrides. Empty when there is none, or when some lie elsewhere and none here.
    /// </summary>
    public ImmutableArray<IMethodSymbol> Targets(IMethodSymbol method)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!_targets.TryGetValue(method, out var targets))
        {
            targets = Find(method);
            _targets.TryAdd(method, targets);
        }

        return targets;
    }

    private ImmutableArray<IMethodSymbol> Find(IMethodSymbol method)
    {
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _facts.Compilation.Assembly))
        {
            // Interfaces of other projects are often implemented here (ports and adapters); other members are not ours.
            return method.ContainingType?.TypeKind == TypeKind.Interface && !IsFramework(method.ContainingAssembly) ? Implementations(method) : [];
        }

        if (method.ContainingType?.TypeKind == TypeKind.Interface && !method.IsStatic)
        {
            return Implementations(method);
        }

        if (!method.IsVirtual && !method.IsAbstract && !method.IsOverride || method.IsSealed || method.ContainingType is { IsSealed: true })
        {
            return [method];
        }

        var targets = ImmutableArray.CreateBuilder<IMethodSymbol>();
        if (!method.IsAbstract)
        {
            targets.Add(method);
        }

        if (_implementers.Value.TryGetValue(method.ContainingType!.OriginalDefinition, out var derived))
        {
            foreach (var type in derived)
            {
                foreach (var member in type.GetMembers(method.Name))
                {
                    if (member is IMethodSymbol { IsOverride: true, IsAbstract: false } candidate && Overrides(candidate, method))
                    {
                        targets.Add(candidate);
                    }
                }
            }
        }

        return targets.ToImmutable();
    }

    private ImmutableArray<IMethodSymbol> Implementations(IMethodSymbol method)
    {
        var targets = ImmutableArray.CreateBuilder<IMethodSymbol>();
        if (!method.IsAbstract)
        {
            targets.Add(method);
        }

        if (!_implementers.Value.TryGetValue(method.ContainingType.OriginalDefinition, out var types))
        {
            return targets.ToImmutable();
        }

        foreach (var type in types)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (!SymbolEqualityComparer.Default.Equals(contract.OriginalDefinition, method.ContainingType.OriginalDefinition))
                {
                    continue;
                }

                foreach (var member in contract.GetMembers(method.Name))
                {
                    if (SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, method) &&
                        type.FindImplementationForInterfaceMember(member) is IMethodSymbol { IsAbstract: false } implementation &&
                        !targets.Contains(implementation.OriginalDefinition, SymbolEqualityComparer.Default) &&
                        implementation.ContainingType.TypeKind != TypeKind.Interface)
                    {
                        targets.Add(implementation.OriginalDefinition);
                    }
                }
            }
        }

        return targets.ToImmutable();
    }

    // Every concrete source type under each of its base types and interfaces; filled once, on the first virtual call asked about.
    private Dictionary<ISymbol, List<INamedTypeSymbol>> FindImplementers()
    {
        var implementers = new Dictionary<ISymbol, List<INamedTypeSymbol>>(SymbolEqualityComparer.Default);
        Visit(_facts.Compilation.Assembly.GlobalNamespace);
        return implementers;

        void Visit(INamespaceOrTypeSymbol container)
        {
            foreach (var member in container.GetMembers())
            {
                if (member is INamespaceSymbol inner)
                {
                    Visit(inner);
                }
                else if (member is INamedTypeSymbol type)
                {
                    if (type.TypeKind is TypeKind.Class or TypeKind.Struct)
                    {
                        for (var current = type.BaseType; current is { SpecialType: SpecialType.None }; current = current.BaseType)
                        {
                            Register(current, type);
                        }

                        foreach (var contract in type.AllInterfaces)
                        {
                            if (!IsFramework(contract.ContainingAssembly))
                            {
                                Register(contract, type);
                            }
                        }
                    }

                    Visit(type);
                }
            }
        }

        void Register(INamedTypeSymbol contract, INamedTypeSymbol type)
        {
            if (!implementers.TryGetValue(contract.OriginalDefinition, out var list))
            {
                implementers.Add(contract.OriginalDefinition, list = []);
            }

            list.Add(type);
        }
    }

    private static bool IsFramework(IAssemblySymbol? assembly) =>
        assembly is not null && (assembly.Name is "mscorlib" or "netstandard" || assembly.Name.StartsWith("System.", StringComparison.Ordinal));

    private static bool Overrides(IMethodSymbol candidate, IMethodSymbol method)
    {
        for (var current = candidate.OverriddenMethod; current is not null; current = current.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, method))
            {
                return true;
            }
        }

        return false;
    }
}
