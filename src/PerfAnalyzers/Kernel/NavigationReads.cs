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
    private readonly ConcurrentDictionary<ITypeSymbol, bool> _candidates = new(SymbolEqualityComparer.Default);

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
                    !IsAssigned(reference.Property, body!) && !IsSelected(reference.Property, body!) && Trace(instance) is { Parameter: { } parameter } rows)
                {
                    reads.Add(new(OrdinalOf(parameter), rows.Path.Add(reference.Property), rows.Loop is not null, reference.Syntax.GetLocation()));
                }
            }
            else if (depth < MaximumDepth && operation is IInvocationOperation or IPropertyReferenceOperation && TakesEntities(operation) && Operations.Callee(operation) is { } callee && !Operations.IsInExpressionTree(operation))
            {
                foreach (var inner in Of(callee, depth + 1, cancellation))
                {
                    if (HandedIn(operation, inner.Parameter) is { } value && !IsSelected(inner.Path[inner.Path.Length - 1], body!) && Trace(value) is { Parameter: { } parameter } rows)
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
                return IsOwn(property) && IsCandidate(instance.Type) && !EntityModel.LooksLikeNavigation(property) && IsComputed(property);
            // What composes a query reads no rows.
            case IInvocationOperation call when IsOwn(call.TargetMethod):
                return (call.Instance is { Type: { } receiver } && IsCandidate(receiver) || TakesCandidate(call)) && !facts.Queries.IsQueryable(call.Type);
            default:
                return false;
        }
    }

    private bool TakesCandidate(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (IsCandidate(argument.Value.Type))
            {
                return true;
            }
        }

        return false;
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

    /// <summary>Whether the code names the navigation to something that loads it: <c>Load(order, o =&gt; o.Customer)</c>.</summary>
    public static bool IsSelected(IPropertySymbol navigation, IOperation scope)
    {
        foreach (var operation in scope.Descendants())
        {
            if (operation is IReturnOperation { ReturnedValue: { } value, Parent.Parent: IAnonymousFunctionOperation { Parent: IConversionOperation or IDelegateCreationOperation } lambda } &&
                Operations.Unconverted(value) is IPropertyReferenceOperation selected && SymbolEqualityComparer.Default.Equals(selected.Property.OriginalDefinition, navigation.OriginalDefinition) &&
                Operations.IsInExpressionTree(selected) && CallOf(lambda) is { } call && !IsOperator(call))
            {
                return true;
            }
        }

        return false;
    }

    private static IInvocationOperation? CallOf(IOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IConversionOperation or IDelegateCreationOperation or IArgumentOperation)
        {
            parent = parent.Parent;
        }

        return parent as IInvocationOperation;
    }

    private static bool IsOperator(IInvocationOperation call) => call.TargetMethod.ContainingType is { Name: "Queryable" };

    private static int OrdinalOf(ISymbol parameter) => parameter is IParameterSymbol handed ? handed.Ordinal : NavigationRead.Receiver;

    /// <summary>Whether values of a type, or the elements of a sequence type, may be entities that have navigations.</summary>
    public bool IsCandidate(ITypeSymbol? type)
    {
        if (type is null || type.SpecialType != SpecialType.None || type.TypeKind is not (TypeKind.Class or TypeKind.Interface or TypeKind.Array))
        {
            return false;
        }

        if (!_candidates.TryGetValue(type, out var isCandidate))
        {
            isCandidate = HasNavigations(EntityModel.ElementOf(type) ?? type);
            _candidates.TryAdd(type, isCandidate);
        }

        return isCandidate;
    }

    // A class with navigations: everything else cannot be an entity worth asking about.
    private static bool HasNavigations(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None })
        {
            return false;
        }

        for (ITypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
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
