using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A call or loop that loads entities of a set, with everything in sight that its query is composed of.</summary>
/// <param name="Operation">The call that runs the query, or the <c>foreach</c> over it.</param>
/// <param name="Source">The query it runs.</param>
/// <param name="Query">The chain of the query; operators of conditional composition are in <paramref name="Operators"/> only.</param>
/// <param name="Operators">All operators that may compose it.</param>
/// <param name="Set">The set of the context it starts at.</param>
/// <param name="Entity">What the set holds.</param>
/// <param name="IsMany">Whether more than one row may come.</param>
internal sealed record EntityLoad(
    IOperation Operation, IOperation Source, QueryChain Query, ImmutableArray<IInvocationOperation> Operators, IOperation Set, INamedTypeSymbol Entity, bool IsMany)
{
    private const int MaximumDepth = 6;

    // Operators after which the entities of the set are there, all or some of them.
    private static readonly HashSet<string> s_keeping = new(StringComparer.Ordinal)
    {
        "Where", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Order", "OrderDescending", "Skip", "Take", "Distinct", "Reverse", "Include", "ThenInclude", "AsNoTracking", "AsNoTrackingWithIdentityResolution", "AsTracking",
        "AsSplitQuery", "AsSingleQuery", "IgnoreQueryFilters", "IgnoreAutoIncludes", "TagWith", "TagWithCallSite", "AsQueryable", "FromSql", "FromSqlRaw", "FromSqlInterpolated",
    };

    /// <summary>The load an operation makes; null when it makes none, when something else than entities comes out, or when part of the query is out of sight.</summary>
    public static EntityLoad? Of(Facts facts, IOperation operation)
    {
        IOperation source;
        bool isMany;
        switch (operation)
        {
            case IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: var name }, Arguments: { Length: > 0 } arguments } when IsLoad(name, out isMany):
                source = arguments[0].Value;
                break;
            case IForEachLoopOperation loop:
                source = loop.Collection;
                isMany = true;
                break;
            default:
                return null;
        }

        source = Operations.Unconverted(source);
        if (source is IInvocationOperation { TargetMethod.Name: "AsAsyncEnumerable", Arguments: [var inner] } && operation is ILoopOperation)
        {
            source = Operations.Unconverted(inner.Value);
        }

        if (!facts.Queries.IsQueryable(source.Type) || Operations.IsInExpressionTree(operation) || facts.Queries.Of(source) is not { Origin: QueryOrigin.Database } query)
        {
            return null;
        }

        var operators = ImmutableArray.CreateBuilder<IInvocationOperation>();
        IOperation? set = null;
        if (!Gather(facts, query, operators, ref set, 0) || set is null || EntityModel.ElementOf(source.Type) is not INamedTypeSymbol entity)
        {
            return null;
        }

        // A repository of any entity asks for db.Set<T>().
        var held = facts.Entities.EntityOf(set.Type);
        return held is ITypeParameterSymbol || SymbolEqualityComparer.Default.Equals(held, entity) ? new EntityLoad(operation, source, query, operators.ToImmutable(), set, entity, isMany) : null;
    }

    /// <summary>Whether one of the operators has a name.</summary>
    public bool Has(string name)
    {
        foreach (var step in Operators)
        {
            if (step.TargetMethod.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where to point at: the call's name, or what the loop goes through.</summary>
    public Location Location => Operation is IForEachLoopOperation loop ? Locations.OfExpression(loop.Collection.Syntax) : Locations.OfCall(Operation);

    /// <summary>How the load is called in a message.</summary>
    public string Name => Operation is IInvocationOperation call ? call.TargetMethod.Name : "foreach";

    /// <summary>Whether the query asks for one row by its key, or for a constant handful.</summary>
    public bool IsOfFew(Facts facts, int few)
    {
        var key = EntityKeys.Of(Entity, facts);
        foreach (var step in Operators)
        {
            if (step.TargetMethod.Name == "Take" && step.Arguments.Length == 2 && step.Arguments[1].Value.ConstantValue is { HasValue: true, Value: int count } && count <= few)
            {
                return true;
            }

            if (key is not null && step.TargetMethod.Name == "Where" && step.Arguments.Length == 2 && IsByKey(step.Arguments[1].Value, key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a predicate compares the key for equality, alone or beside other clauses.</summary>
    public static bool IsByKey(IOperation predicate, IPropertySymbol key)
    {
        foreach (var part in predicate.Descendants())
        {
            if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality && (IsKey(equality.LeftOperand, key) || IsKey(equality.RightOperand, key)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKey(IOperation value, IPropertySymbol key) =>
        Operations.Unconverted(value) is IPropertyReferenceOperation { Instance: IParameterReferenceOperation } property && SymbolEqualityComparer.Default.Equals(property.Property.OriginalDefinition, key.OriginalDefinition);

    /// <summary>Whether a method of this name runs a query for entities, and for more than one.</summary>
    public static bool IsLoad(string name, out bool isMany)
    {
        isMany = name is "ToList" or "ToListAsync" or "ToArray" or "ToArrayAsync" or "ToHashSet" or "ToHashSetAsync" or "AsEnumerable";
        return isMany || name is "First" or "FirstAsync" or "FirstOrDefault" or "FirstOrDefaultAsync" or "Single" or "SingleAsync" or "SingleOrDefault" or "SingleOrDefaultAsync";
    }

    private static bool Gather(Facts facts, QueryChain query, ImmutableArray<IInvocationOperation>.Builder operators, ref IOperation? set, int depth)
    {
        foreach (var step in query.Operators)
        {
            if (!AddStep(facts, step, operators))
            {
                return false;
            }
        }

        var root = query.Root;
        if (facts.Entities.EntityOf(root.Type) is not null && root is not ILocalReferenceOperation)
        {
            set ??= root;
            return true;
        }

        if (depth == MaximumDepth)
        {
            return false;
        }

        switch (root)
        {
            case ILocalReferenceOperation local:
                var values = LocalValues.Around(local).Of(local.Local);
                foreach (var (_, value) in values)
                {
                    // query = query.Where(…) adds to what the local held before.
                    if (value is null || facts.Queries.Of(value) is not { Origin: QueryOrigin.Database } part ||
                        !(part.Root is ILocalReferenceOperation self && SymbolEqualityComparer.Default.Equals(self.Local, local.Local) ? AddAll(facts, part, operators) : Gather(facts, part, operators, ref set, depth + 1)))
                    {
                        return false;
                    }
                }

                return values.Count > 0;
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return GatherValue(facts, choice.WhenTrue, operators, ref set, depth) && GatherValue(facts, otherwise, operators, ref set, depth);
            case IInvocationOperation or IPropertyReferenceOperation when Operations.Callee(root) is { } member && facts.IsOwn(member) && facts.Dispatch.Targets(member) is [{ } target]:
                return GatherReturned(facts, target, operators, ref set, depth);
            default:
                return false;
        }
    }

    private static bool GatherValue(Facts facts, IOperation value, ImmutableArray<IInvocationOperation>.Builder operators, ref IOperation? set, int depth) =>
        facts.Queries.Of(value) is { Origin: QueryOrigin.Database } part && Gather(facts, part, operators, ref set, depth + 1);

    private static bool GatherReturned(Facts facts, IMethodSymbol target, ImmutableArray<IInvocationOperation>.Builder operators, ref IOperation? set, int depth)
    {
        var body = facts.Bodies.Of(target, default) ?? (target.AssociatedSymbol is { } property ? facts.Bodies.Of(property, default) : null);
        var isFound = false;
        foreach (var part in body?.DescendantsAndSelf() ?? [])
        {
            if (part is IReturnOperation { ReturnedValue: { } returned } && (ReferenceEquals(Operations.Function(part), body) || ReferenceEquals(Operations.Function(part), Operations.Function(body!))))
            {
                if (!GatherValue(facts, returned, operators, ref set, depth))
                {
                    return false;
                }

                isFound = true;
            }
        }

        return isFound;
    }

    private static bool AddAll(Facts facts, QueryChain part, ImmutableArray<IInvocationOperation>.Builder operators)
    {
        foreach (var step in part.Operators)
        {
            if (!AddStep(facts, step, operators))
            {
                return false;
            }
        }

        return true;
    }

    // A filter of one's own hands on what it is given; what it does on the way counts.
    private static bool AddStep(Facts facts, IInvocationOperation step, ImmutableArray<IInvocationOperation>.Builder operators)
    {
        var method = step.TargetMethod;
        operators.Add(step);
        if (!facts.IsOwn(method))
        {
            return s_keeping.Contains(method.Name);
        }

        if (facts.Bodies.Of((method.ReducedFrom ?? method).OriginalDefinition, default) is not { } body)
        {
            return false;
        }

        foreach (var part in body.Descendants())
        {
            if (part is IInvocationOperation inner && facts.Queries.IsQueryable(inner.Type))
            {
                if (!s_keeping.Contains(inner.TargetMethod.Name))
                {
                    return false;
                }

                operators.Add(inner);
            }
        }

        return true;
    }
}
