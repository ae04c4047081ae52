using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SharedContextConcurrency() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2006", Categories.Async, DiagnosticSeverity.Warning,
        title: "Tasks that run at once share one context or connection",
        message: "'{0}' {1} on one {2}{3}, which {4}; {5}",
        description: "A DbContext and a connection do one thing at a time. The second operation throws, or the two read each other's rows: await one after the other, or give each task a context of its own.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.UsesDatabase && context.Facts.Type("System.Threading.Tasks.Task") is not null)
        {
            context.On(static site => Analyze(site), OperationKind.Invocation, OperationKind.MethodReference, OperationKind.Loop);
        }
    }

    private static void Analyze(Site site)
    {
        if (site.Facts.SharedContexts.Of(site.Operation, site.Cancellation) is not { IsFirst: true } found || Operations.IsInExpressionTree(site.Operation))
        {
            return;
        }

        var type = found.Use.Context.Type!;
        var isConnection = Connections.Is(type);
        object?[] arguments =
        [
            found.Use.Path[0],
            found.Other is { } other ? $"starts while '{other.Path[0]}' may still run" : $"runs at once for every {found.Repetition!.Phrase}",
            type.Name,
            found.Use.Path.Length > 1 ? $" ({string.Join(" -> ", found.Use.Path)})" : "",
            isConnection ? "takes one command at a time" : "throws at a second operation",
            found.Repetition is null
                ? isConnection ? "await one after the other, or open a connection for each" : "await one after the other, or create a context for each"
                : isConnection ? "ask for all with one command, or open a connection for each" : "ask for all with one query, or create a context for each",
        ];
        var location = site.Operation is IForEachLoopOperation loop ? Locations.OfExpression(loop.Collection.Syntax) : Locations.OfCall(site.Operation);
        if (found.IsProven)
        {
            site.Report(Rule, location, found.Sites, null, arguments);
        }
        else if (site.Facts.PerElement.Of(site.Operation, ApiEffects.AnyRoundTrip & ~ApiEffects.Remote, site.Cancellation) is null)
        {
            site.Suggest(Rule, location, found.Sites, null, arguments);
        }
    }
}
