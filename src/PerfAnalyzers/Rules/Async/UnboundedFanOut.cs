using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Requests, queries or file accesses start for all elements of a sequence of any length at once.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnboundedFanOut() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2005", Categories.Async, DiagnosticSeverity.Info,
        title: "Work on something scarce starts for all elements at once",
        message: "'{0}' starts for every {1} at once, {2}: {3}; run a few at a time with 'Parallel.ForEachAsync'",
        description: "Tasks that are all started before the first is awaited take as many connections or files as there are elements. The other side, the pool or the process runs out of them, and everybody else who needs one waits too.");

    /// <summary>Keys of the fix's shapes: no results, results in order.</summary>
    public const string EachShape = "each", ResultsShape = "results";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Threading.Tasks.Task") is not null && !Benchmarks.IsProject(context.Facts, default))
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
            context.On(static site => OnLoop(site), OperationKind.Loop);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (FanOuts.IsName(call.TargetMethod.Name) && new FanOuts(site.Facts, site.Cancellation).Of(call) is { } found && !IsQuiet(site, found))
        {
            Report(site, found, null, FixOf(call, found, site.Facts));
        }
    }

    private static void OnLoop(Site site)
    {
        if (site.Operation is IForEachLoopOperation loop && new FanOuts(site.Facts, site.Cancellation).Of(loop) is { } found && !IsQuiet(site, found))
        {
            Report(site, found, Locations.OfLoop(loop.Syntax), null);
        }
    }

    private static void Report(Site site, FanOut found, Location? loop, ImmutableDictionary<string, string?>? fix)
    {
        var path = found.Work.Path;
        site.Report(
            Rule, Locations.OfCall(found.Start), loop is null ? [Locations.OfCall(found.Work.Call)] : [loop, Locations.OfCall(found.Work.Call)], fix,
            path.Length == 1 ? path[0] : string.Join(" -> ", path),
            found.Element,
            found.Limit is { } limit ? $"and a limit of {limit.ToString(CultureInfo.InvariantCulture)} limits nothing" : "however many there are",
            found.Work.Scarce switch
            {
                Scarce.Database => "the connection pool runs empty for everybody",
                Scarce.Files => "open files and pending reads pile up",
                _ => "sockets pile up and the other side is flooded",
            });
    }

    // One report per line: what blocks on it, or reads its source synchronously, comes first.
    private static bool IsQuiet(Site site, FanOut found)
    {
        if (RareCode.Is(site) || Operations.IsInExpressionTree(found.Start) || Benchmarks.Has(site.ContainingSymbol, site.Facts))
        {
            return true;
        }

        for (var parent = found.Start.Parent; parent is not null and not (IBlockOperation or IAnonymousFunctionOperation); parent = parent.Parent)
        {
            if (parent is IInvocationOperation { TargetMethod.Name: "WaitAll" or "WaitAny" or "Wait" or "GetResult" or "RunSynchronously" } or IPropertyReferenceOperation { Property.Name: "Result" })
            {
                return true;
            }
        }

        var line = Locations.LineOf(found.Start);
        foreach (var part in found.Start.Descendants())
        {
            if (part is IInvocationOperation call && Locations.LineOf(call) == line && site.Facts.BlockingCalls.Of(call, site.Cancellation) == Blocking.Yes)
            {
                return true;
            }
        }

        return false;
    }

    // await Task.WhenAll(urls.Select(async url => …)); as a statement, or as the value of a local.
    private static ImmutableDictionary<string, string?>? FixOf(IInvocationOperation select, FanOut found, Facts facts)
    {
        if (found.Limit is not null || select.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var function }], Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax whenAll } } } ||
            whenAll.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WhenAll", Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" } } || select.Syntax.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || Comments.In(statement, function) || !IsPlain(function))
        {
            return null;
        }

        var awaited = whenAll.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured } ? configured : whenAll;
        if (awaited.Parent is not AwaitExpressionSyntax wait || statement.ContainsDirectives)
        {
            return null;
        }

        return statement switch
        {
            ExpressionStatementSyntax { Expression: var expression } when expression == wait && Has(facts, "ForEachAsync") && IsStatement(function, select) => FixProperties.Of(EachShape),
            LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: var value }], Parent: BlockSyntax } when value == wait && Has(facts, "ForAsync") && ReturnsOnce(function) && ResultOf(select) is { IsAnonymousType: false } => FixProperties.Of(ResultsShape),
            _ => null,
        };
    }

    private static bool Has(Facts facts, string name) => facts.Type("System.Threading.Tasks.Parallel") is { } type && type.GetMembers(name).Length > 0;

    private static bool IsPlain(ExpressionSyntax function) => function switch
    {
        SimpleLambdaExpressionSyntax { AsyncKeyword.RawKind: 0, Block: not null } => false,
        SimpleLambdaExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax => true,
        _ => false,
    };

    private static ITypeSymbol? ResultOf(IInvocationOperation select) =>
        select.TargetMethod.TypeArguments is [_, INamedTypeSymbol { Name: "Task", TypeArguments: [var result] }] ? result : null;

    // What an async function without a result may be: no value is returned from it.
    private static bool IsStatement(ExpressionSyntax function, IInvocationOperation select) => ResultOf(select) is null || function switch
    {
        SimpleLambdaExpressionSyntax { ExpressionBody: AwaitExpressionSyntax } => true,
        SimpleLambdaExpressionSyntax lambda => lambda.Block is null && !lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
        _ => true,
    };

    // The value is the last thing the function gives.
    private static bool ReturnsOnce(ExpressionSyntax function)
    {
        if (function is not LambdaExpressionSyntax { Block: { } block })
        {
            return true;
        }

        var returns = 0;
        foreach (var node in block.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)))
        {
            returns += node is ReturnStatementSyntax ? 1 : 0;
        }

        return returns == 1 && block.Statements.Count > 0 && block.Statements[block.Statements.Count - 1] is ReturnStatementSyntax { Expression: not null };
    }
}
