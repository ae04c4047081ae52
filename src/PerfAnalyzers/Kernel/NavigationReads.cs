using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A navigation that a method reads of an entity it is given.</summary>
/// <param name="Parameter">Ordinal of the parameter; <see cref="Receiver"/> for <c>this</c>.</param>
/// <param name="Path">Navigations from the entity, the read one last.</param>
/// <param name="IsPerElement">The parameter is a sequence, and its elements are visited.</param>
/// <param name="Site">Where it is read.</param>
internal readonly record struct NavigationRead(int Parameter, ImmutableArray<IPropertySymbol> Path, bool IsPerElement, Location Site)
{
    public const int Receiver = -1;
}

/// <summary>Which navigations methods and getters of this compilation read of the entities they are called with.</summary>
internal sealed class NavigationReads(Facts facts)
{
    private const int MaximumDepth = 4;
    private const int MaximumReads = 8;

    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<NavigationRead>> _reads = new(SymbolEqualityComparer.Default);

    /// <summary>What a call of the method reads; empty where several bodies can run, or none is known.</summary>
    public ImmutableArray<NavigationRead> Of(IMethodSymbol method, CancellationToken cancellation) => Of(method, 0, cancellation);

    private ImmutableArray<NavigationRead> Of(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        if (depth > MaximumDepth || facts.Dispatch.Targets(method) is not { Length: 1 } targets)
        {
            return [];
        }

        if (!_reads.TryGetValue(targets[0], out var reads))
        {
            reads = Read(targets[0], depth, cancellation);
            if (depth == 0)
            {
                _reads.TryAdd(targets[0], reads);
            }
        }

        return reads;
    }

    private ImmutableArray<NavigationRead> Read(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        var body = facts.Bodies.Of(method, cancellation) ?? (method.AssociatedSymbol is { } property ? facts.Bodies.Of(property, cancellation) : null);
        var reads = ImmutableArray.CreateBuilder<NavigationRead>();
        foreach (var operation in body?.Descendants() ?? [])
        {
            if (reads.Count >= MaximumReads)
            {
                break;
            }

            if (operation is IPropertyReferenceOperation reference && reference.Instance is { } instance && EntityModel.LooksLikeNavigation(reference.Property))
            {
                if (IsRead(reference) && !Operations.IsInExpressionTree(reference) && facts.Entities.IsNavigation(reference.Property) &&
                    !IsAssigned(reference.Property, body!) && Trace(instance) is { Parameter: { } parameter } rows)
                {
                    reads.Add(new(OrdinalOf(parameter), rows.Path.Add(reference.Property), rows.Loop is not null, reference.Syntax.GetLocation()));
                }
            }
            else if (depth < MaximumDepth && operation is IInvocationOperation or IPropertyReferenceOperation && TakesEntities(operation) && Operations.Callee(operation) is { } callee && !Operations.IsInExpressionTree(operation))
            {
                foreach (var inner in Of(callee, depth + 1, cancellation))
                {
                    if (HandedIn(operation, inner.Parameter) is { } value && Trace(value) is { Parameter: { } parameter } rows)
                    {
                        reads.Add(new(OrdinalOf(parameter), rows.Path.AddRange(inner.Path), rows.Loop is not null || inner.IsPerElement, inner.Site));
                    }
                }
            }
        }

        return reads.ToImmutable();

        LoadedRows? Trace(IOperation value) =>
            new RowTrace(facts, cancellation).Of(value) is { Parameter: { } parameter } rows &&
            (parameter is ITypeSymbol || SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, method.OriginalDefinition)) ? rows : null;
    }

    /// <summary>The value a call hands in for what it reads.</summary>
    public static IOperation? HandedIn(IOperation call, int parameter) => call switch
    {
        IPropertyReferenceOperation property => parameter == NavigationRead.Receiver ? property.Instance : null,
        IInvocationOperation invocation => parameter == NavigationRead.Receiver ? invocation.Instance : Operations.Argument(invocation, parameter),
        _ => null,
    };

    /// <summary>Whether a call is given entities or a sequence of them, to a body of this compilation: the test before its body is read.</summary>
    public bool TakesEntities(IOperation operation)
    {
        switch (operation)
        {
            case IPropertyReferenceOperation { Property: { IsIndexer: false, IsStatic: false } property, Instance: { } instance }:
                return IsCandidate(instance.Type) && !EntityModel.LooksLikeNavigation(property) && IsOwn(property) && IsComputed(property);
            case IInvocationOperation call when IsOwn(call.TargetMethod):
                if (call.Instance is { Type: { } receiver } && IsCandidate(receiver))
                {
                    return true;
                }

                foreach (var argument in call.Arguments)
                {
                    if (IsCandidate(EntityModel.ElementOf(argument.Value.Type) ?? argument.Value.Type))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    /// <summary>Whether a navigation is read, not written or named.</summary>
    public static bool IsRead(IPropertyReferenceOperation reference) => Operations.Consumer(reference) switch
    {
        IAssignmentOperation assignment => !ReferenceEquals(Operations.Unconverted(assignment.Target), reference),
        INameOfOperation => false,
        IMemberInitializerOperation => false,
        _ => true,
    };

    /// <summary>Whether the code itself gives the navigation a value.</summary>
    public static bool IsAssigned(IPropertySymbol navigation, IOperation scope)
    {
        foreach (var operation in scope.Descendants())
        {
            if (operation is IAssignmentOperation { Target: IPropertyReferenceOperation target } && SymbolEqualityComparer.Default.Equals(target.Property.OriginalDefinition, navigation.OriginalDefinition) &&
                target.Instance is not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver })
            {
                return true;
            }
        }

        return false;
    }

    private static int OrdinalOf(ISymbol parameter) => parameter is IParameterSymbol handed ? handed.Ordinal : NavigationRead.Receiver;

    // A class with navigations: everything else cannot be an entity worth asking about.
    private static bool IsCandidate(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None })
        {
            return false;
        }

        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol property && EntityModel.LooksLikeNavigation(property))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsOwn(ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, facts.Compilation.Assembly);

    private static bool IsComputed(IPropertySymbol property) =>
        property.GetMethod is { } getter && (Bodies.SyntaxOf(getter, default) is not null || Bodies.SyntaxOf(property, default) is Microsoft.CodeAnalysis.CSharp.Syntax.ArrowExpressionClauseSyntax);
}
