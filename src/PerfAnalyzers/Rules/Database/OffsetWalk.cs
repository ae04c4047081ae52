using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A table is walked page by page with an offset that grows: each page reads all rows before it again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class OffsetWalk() : PerfRule(Rule)
{
    /// <summary>Fix shape: the page starts behind the last key of the one before.</summary>
    public const string KeysetShape = "keyset";

    /// <summary>Key of the property the rows are ordered by.</summary>
    public const string KeyKey = "key";

    /// <summary>Key of the type of that property, as a keyword.</summary>
    public const string TypeKey = "type";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1109", Categories.Database, DiagnosticSeverity.Warning,
        title: "A table is walked by a growing offset",
        message: "Each pass reads and skips all rows before '{0}' again; remember the last key and ask for the rows behind it",
        description: "An offset is counted, not looked up: the database reads every row up to it. A walk over n pages reads in proportion to n squared; one that goes on behind the last key reads each row once.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Queries.HasMapper)
        {
            context.On(static site => Check(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void Check(Site site, IInvocationOperation skip)
    {
        if (skip is not { TargetMethod: { Name: "Skip", IsExtensionMethod: true, ContainingType.Name: "Queryable" }, Arguments: [{ } source, { } offset] } || offset.Value.ConstantValue.HasValue || Operations.IsInExpressionTree(skip) ||
            site.Facts.Loops.Around(skip) is not { Owner: ILoopOperation loop } repetition || site.Facts.Queries.Of(source.Value) is not { Origin: QueryOrigin.Database } query || RareCode.Is(site))
        {
            return;
        }

        if (GrowingIn(offset.Value, loop) is not { } counter || site.Facts.Loops.TripCount(repetition, site.Cancellation) <= ElementGuards.FewElements || Loops.LeavesOnFirstPass(repetition) || RunOf(skip) is not { } run)
        {
            return;
        }

        var text = Locations.ShortText(offset.Value.Syntax) ?? counter.Name;
        site.Report(Rule, Locations.OfCall(skip), [repetition.Location], FixFor(skip, run, query, loop), text);
    }

    // page++, skip += size, page = page + 1: in the loop, or in the head of a for.
    private static ILocalSymbol? GrowingIn(IOperation offset, ILoopOperation loop)
    {
        foreach (var part in offset.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation { Local: var local } && !Operations.IsDeclaredIn(local, loop.Body.Syntax) && Grows(local, loop))
            {
                return local;
            }
        }

        return null;
    }

    private static bool Grows(ILocalSymbol local, ILoopOperation loop)
    {
        var isGrown = false;
        foreach (var part in loop.Descendants())
        {
            switch (part)
            {
                case IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: ILocalReferenceOperation target } when Is(target, local):
                case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Target: ILocalReferenceOperation added } when Is(added, local):
                    isGrown = true;
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation set } assignment when Is(set, local):
                    if (Operations.Unconverted(assignment.Value) is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum || !Operations.Mentions(sum, local))
                    {
                        return false;
                    }

                    isGrown = true;
                    break;
            }
        }

        return isGrown;
    }

    private static bool Is(ILocalReferenceOperation reference, ILocalSymbol local) => SymbolEqualityComparer.Default.Equals(reference.Local, local);

    // The call that runs the query, in the same expression.
    private static IInvocationOperation? RunOf(IOperation operation)
    {
        while (true)
        {
            var parent = operation.Parent;
            while (parent is IConversionOperation { IsImplicit: true })
            {
                parent = parent.Parent;
            }

            if (parent is not IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } call })
            {
                return null;
            }

            switch (call.TargetMethod.Name)
            {
                case "ToList" or "ToListAsync" or "ToArray" or "ToArrayAsync":
                    return call;
                case "Take" or "Select" or "AsNoTracking" or "Include" or "ThenInclude" or "AsSplitQuery" or "Where" or "TagWith":
                    operation = call;
                    continue;
                default:
                    return null;
            }
        }
    }

    private static ImmutableDictionary<string, string?>? FixFor(IInvocationOperation skip, IInvocationOperation run, QueryChain query, ILoopOperation loop)
    {
        // Ordered by one number of the entity, whose rows come back as they are.
        IInvocationOperation? order = null;
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Select" or "SelectMany" or "GroupBy" or "Skip" || step.TargetMethod.Name == "OrderBy" && order is not null)
            {
                return null;
            }

            order = step.TargetMethod.Name == "OrderBy" ? step : order;
        }

        for (IInvocationOperation? after = run; after is not null && !ReferenceEquals(after, skip); after = Operations.Unconverted(after.Arguments[0].Value) as IInvocationOperation)
        {
            if (after.TargetMethod.Name is "Select" or "Where")
            {
                return null;
            }
        }

        if (order is null || Operations.Unconverted(skip.Arguments[0].Value) != order || KeyOf(order) is not { } key || Operations.Outcome(run) is not { Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } } ||
            declarator.Syntax.Parent?.Parent is not LocalDeclarationStatementSyntax { Parent: BlockSyntax body } || body != loop.Body.Syntax || loop.Syntax.Parent is not BlockSyntax ||
            skip.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } || order.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } || Comments.In(skip.Syntax))
        {
            return null;
        }

        return FixProperties.Of(KeysetShape).Add(KeyKey, key.Name).Add(TypeKey, key.Type.SpecialType == SpecialType.System_Int32 ? "int" : "long");
    }

    private static IPropertySymbol? KeyOf(IInvocationOperation order)
    {
        foreach (var part in order.Arguments[order.Arguments.Length - 1].Descendants())
        {
            if (part is IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: IPropertyReferenceOperation { Instance: IParameterReferenceOperation } property }] })
            {
                return property.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 ? property.Property : null;
            }
        }

        return null;
    }
}
