using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <content>Whether anybody reads them.</content>
internal static partial class IncludeUses
{
    /// <summary>Whether all uses of the loaded entities are in sight, and none reads the navigation.</summary>
    public static bool IsNeverRead(Facts facts, IInvocationOperation include, IncludePath path, QueryChain query)
    {
        if (query.Root is ILocalReferenceOperation or IConditionalOperation || End(include) is not { } end || !facts.Entities.IsNavigation(path.Steps[0]) || facts.Entities.IsAutoIncluded(path.Steps[0]))
        {
            return false;
        }

        // A filter or an order by the navigation joins it in any case; it does not need the Include.
        var function = Operations.Function(include);
        if (IsSaved(function))
        {
            return false;
        }

        if (end is IForEachLoopOperation loop)
        {
            return loop.Locals is [{ } row] && AreColumns(row, loop.Body);
        }

        var outcome = Operations.Outcome(end);
        if (outcome?.Parent is IForEachLoopOperation { Locals: [{ } element] } over)
        {
            return AreColumns(element, over.Body);
        }

        return outcome?.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } &&
            (EntityModel.ElementOf(declarator.Symbol.Type) is null ? AreColumns(declarator.Symbol, function) : AreRowsOfColumns(declarator.Symbol, function));
    }

    /// <summary>Whether the entities are returned, all callers of the method are in sight, and none of them reads the navigation.</summary>
    public static bool IsReadByNoCaller(Facts facts, IInvocationOperation include, IncludePath path, CancellationToken cancellation)
    {
        if (End(include) is not IInvocationOperation end || !IsReturned(end) || Operations.Function(include).Parent is not null || !facts.Entities.IsNavigation(path.Steps[0]) || facts.Entities.IsAutoIncluded(path.Steps[0]) ||
            Operations.MemberAround(include) is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || IsSaved(include) ||
            facts.Entities.ReturnedLoads.Of(method, cancellation) is not { } load || !ReferenceEquals(load.Operation.Syntax, end.Syntax) ||
            new CallSites(facts, cancellation).AllOf(method) is not { Count: > 0 } calls)
        {
            return false;
        }

        foreach (var (call, _) in calls)
        {
            var uses = EntityUses.OfCall(facts, call, load.IsMany, cancellation);
            if (!uses.OnlyReads || uses.IsReturned || uses.IsServed || uses.Columns.Count == 0 || uses.Navigations.Contains(path.Steps[0].OriginalDefinition) || IsSaved(call))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsReturned(IOperation end)
    {
        var consumer = Operations.Consumer(end);
        while (consumer is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
        {
            consumer = Operations.Consumer(consumer);
        }

        return consumer is IReturnOperation;
    }

    // The call or loop that runs the query, in the same expression.
    private static IOperation? End(IInvocationOperation include)
    {
        for (IOperation current = include; ; )
        {
            if (Next(current) is not { } call)
            {
                var parent = current.Parent;
                while (parent is IConversionOperation { IsImplicit: true })
                {
                    parent = parent.Parent;
                }

                return parent is IForEachLoopOperation ? parent : null;
            }

            switch (call.TargetMethod.Name)
            {
                case "ToList" or "ToListAsync" or "ToArray" or "ToArrayAsync" or "First" or "FirstAsync" or "FirstOrDefault" or "FirstOrDefaultAsync" or "Single" or "SingleAsync" or "SingleOrDefault" or "SingleOrDefaultAsync":
                    return call;
                case "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Skip" or "Take" or "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "AsSplitQuery" or "AsSingleQuery" or "IgnoreQueryFilters" or "Include" or "ThenInclude"
                    when IsOfQueries(call):
                    current = call;
                    continue;
                default:
                    return null;
            }
        }
    }

    // What is saved may need what hangs on it: rows that are deleted along, foreign keys that are cleared.
    private static bool IsSaved(IOperation function)
    {
        foreach (var part in Operations.Root(function).Descendants())
        {
            if (part is IInvocationOperation { TargetMethod.Name: { } name } && (name.StartsWith("Save", StringComparison.Ordinal) || name.StartsWith("Commit", StringComparison.Ordinal) || name is "Remove" or "RemoveRange" or "Update"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an entity is used for nothing but its columns, or compared with null.</summary>
    private static bool AreColumns(ILocalSymbol entity, IOperation scope)
    {
        var reads = 0;
        foreach (var part in scope.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, entity))
            {
                if (!IsColumnRead(use))
                {
                    return false;
                }

                reads++;
            }
        }

        return reads > 0;
    }

    private static bool IsColumnRead(IOperation use)
    {
        var parent = use.Parent;
        while (parent is IConversionOperation { IsImplicit: true } or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IPropertyReferenceOperation { Property.SetMethod: not null } property => Translations.IsScalar(property.Type) && !(property.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, property)),
            IConditionalAccessOperation { WhenNotNull: IPropertyReferenceOperation { Property.SetMethod: not null } property } => Translations.IsScalar(property.Type),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => true,
            IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } => true,
            _ => false,
        };
    }

    private static bool AreRowsOfColumns(ILocalSymbol rows, IOperation scope)
    {
        var reads = 0;
        foreach (var part in scope.DescendantsAndSelf())
        {
            if (part is not ILocalReferenceOperation use || !SymbolEqualityComparer.Default.Equals(use.Local, rows))
            {
                continue;
            }

            var parent = use.Parent;
            while (parent is IConversionOperation { IsImplicit: true })
            {
                parent = parent.Parent;
            }

            switch (parent)
            {
                case IForEachLoopOperation { Locals: [{ } element] } loop when AreColumns(element, loop.Body):
                    reads++;
                    continue;
                case IPropertyReferenceOperation { Property.Name: "Count" or "Length" }:
                    continue;
                default:
                    return false;
            }
        }

        return reads > 0;
    }
}
