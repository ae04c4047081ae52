using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <content>Which queries operators can be added to.</content>
internal sealed partial class EarlyLoads
{
    /// <summary>Whether operators may be added to a query: its rows are those of tables, not pages, groups or what a statement returns.</summary>
    private bool IsComposable(QueryChain query, List<string> includes)
    {
        if (!AreComposable(query.Operators, includes))
        {
            return false;
        }

        switch (query.Root)
        {
            case IInvocationOperation root:
                return !IsRawSql(root.TargetMethod);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return IsComposed(choice.WhenTrue, includes) && IsComposed(otherwise, includes);
            case ILocalReferenceOperation local:
                foreach (var (_, value) in LocalValues.Around(local).Of(local.Local))
                {
                    if (value is null || !IsComposed(value, includes))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return true;
        }
    }

    // What a local holds, or one of two branches.
    private bool IsComposed(IOperation value, List<string> includes) =>
        facts.Queries.Of(value) is { } part && AreComposable(part.Operators, includes) &&
        (part.Root is not IConditionalOperation { WhenFalse: { } otherwise } choice || IsComposed(choice.WhenTrue, includes) && IsComposed(otherwise, includes));

    private bool AreComposable(IEnumerable<IInvocationOperation> operators, List<string> includes)
    {
        var previous = "";
        foreach (var step in operators)
        {
            switch (step.TargetMethod.Name)
            {
                case "Include" or "ThenInclude":
                    previous = LoadedRows.IncludedBy(step, previous);
                    includes.Add(previous);
                    break;
                case "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Select" or "SelectMany" or "Join" or "Distinct" or "OfType" or "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or
                    "AsTracking" or "AsSplitQuery" or "AsSingleQuery" or "IgnoreQueryFilters" or "IgnoreAutoIncludes" or "TagWith" or "TagWithCallSite" or "AsQueryable":
                    break;
                default:
                    // A filter of one's own that hands on what it is given.
                    if (!facts.IsOwn(step.TargetMethod) || !SymbolEqualityComparer.Default.Equals(EntityModel.ElementOf(step.Type), EntityModel.ElementOf(step.Arguments[0].Value.Type)) || IsPage(step.TargetMethod.Name))
                    {
                        return false;
                    }

                    break;
            }
        }

        return true;
    }

    private static bool IsPage(string name) => name.IndexOf("Page", StringComparison.Ordinal) >= 0 || name.IndexOf("Paginate", StringComparison.Ordinal) >= 0 || name.IndexOf("Take", StringComparison.Ordinal) >= 0 || name.IndexOf("Sql", StringComparison.Ordinal) >= 0;

    private static bool IsRawSql(IMethodSymbol method) => method.Name.StartsWith("FromSql", StringComparison.Ordinal) || method.Name.StartsWith("SqlQuery", StringComparison.Ordinal);

    private static bool IsOrdered(QueryChain query)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name.StartsWith("OrderBy", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // Select(o => Describe(o)) is computed as rows arrive, and cannot be filtered by. Columns under other names can.
    private static bool IsProjectedInMemory(QueryChain query)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is not ("Select" or "SelectMany" or "Join"))
            {
                continue;
            }

            foreach (var part in step.Arguments[step.Arguments.Length - 1].Descendants())
            {
                if (part is IInvocationOperation or IObjectCreationOperation { Arguments.Length: > 0 } or IConditionalOperation)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Different texts of which those without content are left out: two rows at most.
    private static bool IsOfAFew(IOperation operation, QueryChain query)
    {
        var isDifferent = false;
        foreach (var step in query.Operators)
        {
            isDifferent |= step.TargetMethod.Name == "Distinct";
        }

        return isDifferent && operation is IInvocationOperation { TargetMethod.Name: "Where", Arguments: [_, { Value: { } argument }] } && ContentTests.Is(argument);
    }

    private bool IsByKey(QueryChain query)
    {
        if (FiltersByKey(query.Operators))
        {
            return true;
        }

        if (query.Root is ILocalReferenceOperation local)
        {
            foreach (var (_, value) in LocalValues.Around(local).Of(local.Local))
            {
                if (value is not null && facts.Queries.Of(value) is { } part && FiltersByKey(part.Operators))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool FiltersByKey(IEnumerable<IInvocationOperation> operators)
    {
        foreach (var step in operators)
        {
            if (step.TargetMethod.Name == "Where" && step.TargetMethod.TypeArguments is [{ } entity] && EntityKeys.Of(entity, facts) is { } key)
            {
                foreach (var part in step.Arguments[step.Arguments.Length - 1].Descendants())
                {
                    if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality && (IsKey(equality.LeftOperand, key) || IsKey(equality.RightOperand, key)))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
