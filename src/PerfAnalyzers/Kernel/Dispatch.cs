using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which source methods a call can end in: overrides, implementations (narrowed by what is known of the receiver, by type
/// arguments and by the project's registrations), handlers of requests, and what delegates stand for.
/// </summary>
internal sealed class Dispatch
{
    private readonly Facts _facts;
    private readonly Lazy<Dictionary<ISymbol, List<INamedTypeSymbol>>> _implementers;
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IMethodSymbol>> _targets = new(SymbolEqualityComparer.Default);
    private readonly Registrations _registrations;
    private readonly Mediators _mediators;

    public Dispatch(Facts facts)
    {
        _facts = facts;
        _implementers = new(FindImplementers);
        _registrations = facts.Registrations;
        _mediators = new(_implementers);
    }

    /// <summary>The member whose code an operation runs; null when it runs none that is known.</summary>
    public IMethodSymbol? Callee(IOperation operation) => operation switch
    {
        IInvocationOperation call => Called(call),
        IConversionOperation conversion => conversion.OperatorMethod,
        IBinaryOperation binary => binary.OperatorMethod,
        IUnaryOperation unary => unary.OperatorMethod,
        _ => Operations.Callee(operation),
    };

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

    private IMethodSymbol? Called(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return _facts.Delegates.Target(call);
        }

        if (_mediators.HandlerOf(call) is { } handler)
        {
            return handler;
        }

        return method;
    }

    /// <summary>
    /// The one implementation a call runs, where the code shows which: a receiver that is created here, or the only one for
    /// these type arguments. Else <paramref name="method"/> itself. Ask after the cheap tests.
    /// </summary>
    public IMethodSymbol Narrow(IOperation operation, IMethodSymbol method)
    {
        var isContract = method.ContainingType is { TypeKind: TypeKind.Interface };
        if (operation is not IInvocationOperation { Instance: { } receiver } || !isContract && !method.IsVirtual && !method.IsAbstract && !method.IsOverride || Targets(method).Length < 2)
        {
            return method;
        }

        // new SqlStore() in a local or readonly field is what it says.
        if (receiver is ILocalReferenceOperation or IFieldReferenceOperation && _facts.Delegates.Value(receiver) is IObjectCreationOperation { Type: INamedTypeSymbol created })
        {
            return Member(created, method) ?? method;
        }

        return isContract && method.ContainingType.IsGenericType ? Closed(method) ?? method : method;
    }

    // What a call on exactly this type runs.
    private static IMethodSymbol? Member(INamedTypeSymbol type, IMethodSymbol method)
    {
        if (method.ContainingType.TypeKind == TypeKind.Interface)
        {
            return type.FindImplementationForInterfaceMember(method) as IMethodSymbol;
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers(method.Name))
            {
                if (member is IMethodSymbol candidate && (SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, method.OriginalDefinition) || Overrides(candidate, method.OriginalDefinition)))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    // ICatalog<Product> has its own implementation beside those of other type arguments.
    private IMethodSymbol? Closed(IMethodSymbol method)
    {
        IMethodSymbol? only = null;
        foreach (var type in _implementers.Value.TryGetValue(method.ContainingType.OriginalDefinition, out var types) ? types : [])
        {
            if (type.IsAbstract || !type.AllInterfaces.Contains(method.ContainingType, SymbolEqualityComparer.Default))
            {
                continue;
            }

            if (type.FindImplementationForInterfaceMember(method) is not IMethodSymbol implementation || only is not null && !SymbolEqualityComparer.Default.Equals(only, implementation))
            {
                return null;
            }

            only = implementation;
        }

        return only;
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

        var seen = new HashSet<ISymbol>(targets, SymbolEqualityComparer.Default);
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
                        implementation.ContainingType.TypeKind != TypeKind.Interface && seen.Add(implementation.OriginalDefinition))
                    {
                        targets.Add(implementation.OriginalDefinition);
                    }
                }
            }
        }

        return targets.Count < 2 ? targets.ToImmutable() : Narrow(method, targets);
    }

    // A decorator that keeps answers stands before the others; else those count that the project registers.
    private ImmutableArray<IMethodSymbol> Narrow(IMethodSymbol method, ImmutableArray<IMethodSymbol>.Builder targets)
    {
        var registered = ImmutableArray.CreateBuilder<IMethodSymbol>();
        foreach (var target in targets)
        {
            if (IsCachingDecorator(target, method))
            {
                return [target];
            }

            if (_registrations.Holds(method.ContainingType, target.ContainingType) == true)
            {
                registered.Add(target);
            }
        }

        return registered.Count > 0 ? registered.ToImmutable() : targets.ToImmutable();
    }

    private bool IsCachingDecorator(IMethodSymbol target, IMethodSymbol method)
    {
        if (!IsGivenInner(target.ContainingType, method.ContainingType) || _facts.Bodies.Of(target, default) is not { } body)
        {
            return false;
        }

        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method))
            {
                return _facts.MemoGuards.Guard(call, body);
            }
        }

        return false;
    }

    private static bool IsGivenInner(INamedTypeSymbol type, INamedTypeSymbol contract)
    {
        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var parameter in constructor.Parameters)
            {
                if (SymbolEqualityComparer.Default.Equals(parameter.Type.OriginalDefinition, contract.OriginalDefinition))
                {
                    return true;
                }
            }
        }

        return false;
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

    /// <summary>Whether an assembly is part of .NET.</summary>
    public static bool IsFramework(IAssemblySymbol? assembly) =>
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
