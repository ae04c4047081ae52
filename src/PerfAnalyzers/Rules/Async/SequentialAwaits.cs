using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Calls that could wait side by side wait one after the other.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SequentialAwaits() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2004", Categories.Async, DiagnosticSeverity.Info,
        title: "Independent calls are awaited one after the other",
        message: "'{0}' begins only when {1} has ended, and needs nothing of it; {2}",
        description: "The waiting times add up. Calls that are started together and then awaited take as long as the slowest of them.");

    /// <summary>Keys of the fix's shapes: awaits in a row, an await per element.</summary>
    public const string RowShape = "row", ElementsShape = "elements";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Threading.Tasks.Task") is not null && context.Facts.Type("BenchmarkDotNet.Attributes.BenchmarkAttribute") is null)
        {
            context.On(static site => OnBlock(site, (IBlockOperation)site.Operation), OperationKind.Block);
            context.On(static site => OnLoop(site), OperationKind.Loop);
        }
    }

    private static void OnBlock(Site site, IBlockOperation block)
    {
        if (!AwaitPlaces.IsInAsyncFunction(block.Operations.IsEmpty ? block : block.Operations[0], site.ContainingSymbol))
        {
            return;
        }

        foreach (var row in new AwaitRows(site.Facts, site.Cancellation).Of(block))
        {
            if (RareCode.Is(site) || IsOrdered(row.Calls[0]) || IsTold(site, row.Calls))
            {
                continue;
            }

            var others = ImmutableArray.CreateBuilder<Location>();
            for (var i = 0; i < row.Calls.Length; i++)
            {
                if (i != 1)
                {
                    others.Add(Locations.OfCall(row.Calls[i]));
                }
            }

            site.Report(
                Rule, Locations.OfCall(row.Calls[1]), others.ToImmutable(), IsFixable(block, row, site.Facts) ? FixProperties.Of(RowShape) : null,
                row.Calls[1].TargetMethod.Name,
                "'" + row.Calls[0].TargetMethod.Name + "'",
                $"start {(row.Calls.Length == 2 ? "both" : "all " + row.Calls.Length)} and await 'Task.WhenAll'");
        }
    }

    private static void OnLoop(Site site)
    {
        if (site.Operation is not IForEachLoopOperation { IsAsynchronous: false } loop || !AwaitPlaces.IsInAsyncFunction(loop, site.ContainingSymbol) || CallPerElement(site, loop) is not { } call)
        {
            return;
        }

        var repetition = Repetition.OfLoop(loop);
        var isFew = site.Facts.Loops.TripCount(repetition, site.Cancellation) is <= Heat.SmallTripCount and > 1;
        if (!isFew && (site.Facts.Loops.TripCount(repetition, site.Cancellation) <= 1 || site.Facts.RemoteSummaries.MayReach(call.TargetMethod)) ||
            !Varies(call, loop) || RareCode.Is(site) || IsOrdered(call) || IsTold(site, [call]))
        {
            return;
        }

        site.Report(
            Rule, Locations.OfCall(call), [repetition.Location], isFew && IsFixable(loop, call) ? FixProperties.Of(ElementsShape) : null,
            call.TargetMethod.Name,
            "that of the element before",
            isFew ? "start all and await 'Task.WhenAll'" : "run a few at a time with 'Parallel.ForEachAsync'");
    }

    // The only await of a body that otherwise keeps what it gives: in a local, a list or a dictionary.
    private static IInvocationOperation? CallPerElement(Site site, IForEachLoopOperation loop)
    {
        if (loop.Body is not IBlockOperation { Operations: { IsEmpty: false } statements })
        {
            return null;
        }

        IInvocationOperation? found = null;
        foreach (var statement in statements)
        {
            foreach (var part in statement.DescendantsAndSelf())
            {
                if (part is IAwaitOperation wait)
                {
                    if (found is not null || TaskSource.Of(wait.Operation, site.Facts) is not IInvocationOperation call)
                    {
                        return null;
                    }

                    found = call;
                }
                else if (part is IBranchOperation or IReturnOperation or ITryOperation or IConditionalOperation or ISwitchOperation or ILoopOperation or IUsingDeclarationOperation or IUsingOperation)
                {
                    return null;
                }
            }
        }

        if (found is null || !site.Facts.ConcurrentReads.Is(found, site.Cancellation))
        {
            return null;
        }

        foreach (var statement in statements)
        {
            if (!IsKeeping(site, statement, loop))
            {
                return null;
            }
        }

        return found;
    }

    private static bool IsKeeping(Site site, IOperation statement, IForEachLoopOperation loop)
    {
        var value = statement switch
        {
            IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [var declarator] }] } => declarator.GetVariableInitializer()?.Value,
            IExpressionStatementOperation { Operation: IInvocationOperation { Instance: ILocalReferenceOperation { Local: var list }, TargetMethod.Name: "Add", Arguments: [.., var added] } }
                when Collections.Is(list.Type) && !Operations.IsDeclaredIn(list, loop.Syntax) => added.Value,
            IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: 1, Instance: ILocalReferenceOperation { Local: var table } } } assignment }
                when Collections.Is(table.Type) && !Operations.IsDeclaredIn(table, loop.Syntax) => assignment.Value,
            _ => null,
        };
        return value is not null && site.Facts.ConcurrentReads.IsHarmless(value, site.Cancellation);
    }

    private static bool Varies(IInvocationOperation call, IForEachLoopOperation loop)
    {
        var roots = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Flow.Roots(call, LocalValues.Around(call), roots);
        foreach (var local in loop.Locals)
        {
            if (roots.Contains(local))
            {
                return true;
            }
        }

        return false;
    }

    // A transaction, a limit on calls at once, or a wait between them: the order is meant.
    private static bool IsOrdered(IOperation operation)
    {
        foreach (var part in Operations.Root(operation).Descendants())
        {
            switch (part)
            {
                case IObjectCreationOperation { Type.Name: "TransactionScope" }:
                case IInvocationOperation { TargetMethod.Name: "BeginTransaction" or "BeginTransactionAsync" or "AcquireAsync" }:
                case IInvocationOperation { TargetMethod: { Name: "Wait" or "WaitAsync", ContainingType.Name: "SemaphoreSlim" } }:
                    return true;
            }
        }

        return false;
    }

    // One report per line: what each element costs, and objects built per call, come first.
    private static bool IsTold(Site site, ImmutableArray<IInvocationOperation> calls)
    {
        foreach (var call in calls)
        {
            if (site.Facts.Loops.Around(call) is not null &&
                (site.Facts.PerElement.Of(call, ApiEffects.Remote, site.Cancellation) is not null || site.Facts.PerElement.Of(call, ApiEffects.AnyRoundTrip & ~ApiEffects.Remote, site.Cancellation) is not null))
            {
                return true;
            }

            foreach (var part in call.Descendants())
            {
                if (part is IObjectCreationOperation { Constructor: { } constructor } && (site.Facts.Knowledge.EffectsOf(constructor) & ApiEffects.Costly) != 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsFixable(IBlockOperation block, AwaitRow row, Facts facts)
    {
        if (block.Syntax is not BlockSyntax syntax || !IsImported(block, "Task"))
        {
            return false;
        }

        StatementSyntax? first = null;
        StatementSyntax? last = null;
        foreach (var wait in row.Awaits)
        {
            last = wait.Syntax.FirstAncestorOrSelf<StatementSyntax>();
            first ??= last;
            if (Operations.SymbolOf(TaskSource.Of(wait.Operation, facts)) is not IMethodSymbol { ReturnType.Name: "Task" } || last?.Parent != syntax || last is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })
            {
                return false;
            }
        }

        for (var i = syntax.Statements.IndexOf(first!); i <= syntax.Statements.IndexOf(last!); i++)
        {
            if (syntax.Statements[i].ContainsDirectives || syntax.Statements[i] is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })
            {
                return false;
            }
        }

        return true;
    }

    // foreach (var x in xs) { list.Add(await LoadAsync(x)); }
    private static bool IsFixable(IForEachLoopOperation loop, IInvocationOperation call) =>
        loop is { LoopControlVariable: IVariableDeclaratorOperation, Syntax: ForEachStatementSyntax { Type.IsVar: true, ContainsDirectives: false }, Body: IBlockOperation { Operations: [IExpressionStatementOperation { Operation: IInvocationOperation add }] } } &&
        add is { Instance: { Type: INamedTypeSymbol { Name: "List", TypeArguments: [var element] } list }, Arguments: [{ Value: IAwaitOperation wait }] } &&
        list.ContainingNamespace is { Name: "Generic" } && call.Type is { Name: "Task" } && SymbolEqualityComparer.Default.Equals(element, wait.Type) && SymbolEqualityComparer.Default.Equals(element, Operations.Awaited(call.Type)) &&
        !HasComments(loop.Syntax) && IsImported(loop, "Task") && IsImported(loop, "Enumerable");

    private static bool HasComments(SyntaxNode node)
    {
        foreach (var trivia in node.DescendantTrivia())
        {
            if (node.Span.Contains(trivia.Span) && trivia.ToString().StartsWith("/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsImported(IOperation operation, string name) =>
        operation.SemanticModel?.LookupNamespacesAndTypes(operation.Syntax.SpanStart, name: name) is { IsEmpty: false } found && found[0] is INamedTypeSymbol { ContainingNamespace.Name: "Tasks" or "Linq" };
}
