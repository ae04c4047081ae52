using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Database;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class SaveChangesPerElement() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1003", Categories.Database, DiagnosticSeverity.Warning,
        title: "Changes are saved once per element",
        message: "'{0}' {1} for every {2}{3}: a round trip and a transaction each time; {4}",
        description: "Each save waits for the database to make one change durable. One save after the loop sends all changes in batches and commits once.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.UsesDatabase)
        {
            context.On(static site => Analyze(site), OperationKind.Invocation, OperationKind.MethodReference);
        }
    }

    private static void Analyze(Site site)
    {
        if (!site.Facts.PerElement.MayBe(site.Operation, site.Cancellation) || RareCode.Is(site) || Saves.Of(site.Facts, site.Operation, site.Cancellation) is not { } found)
        {
            return;
        }

        var isCommit = Saves.IsCommit(found.Path[found.Path.Length - 1]);
        object?[] arguments =
        [
            found.Path[0],
            isCommit ? "commits a transaction" : "saves changes",
            found.Loop.Phrase,
            found.Path.Length > 1 ? $" ({string.Join(" -> ", found.Path)})" : "",
            isCommit ? "commit once after the loop" : "save once after the loop",
        ];
        if (found.IsProven)
        {
            site.Report(Rule, Locations.OfCall(site.Operation), found.Sites, WayOut(site, found), arguments);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(site.Operation), found.Sites, null, arguments);
        }
    }
}
