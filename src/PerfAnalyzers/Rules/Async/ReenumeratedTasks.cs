using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>A lazy sequence of tasks is enumerated more than once: each time all its work starts again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ReenumeratedTasks() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2012", Categories.Async, DiagnosticSeverity.Warning,
        title: "A lazy sequence of tasks is enumerated more than once",
        message: "'{0}' is enumerated again here and starts all its tasks anew; keep the started tasks with 'ToArray()'",
        description: "A Select that makes tasks runs its function each time it is enumerated: after Task.WhenAll the second look at the sequence starts other tasks, which nobody has awaited.");

    /// <summary>Key of the fix's shape.</summary>
    public const string ArrayShape = "array";

    protected override void Start(RuleContext context) =>
        context.On(static site => OnLocal(site, (ILocalReferenceOperation)site.Operation), OperationKind.LocalReference);

    private static void OnLocal(Site site, ILocalReferenceOperation reference)
    {
        if (reference.Local.Type is not INamedTypeSymbol { Name: "IEnumerable", TypeArguments: [var element] } || !Operations.IsTask(element) ||
            new TaskEnumerations(site.Facts).Of(reference.Local, reference) is not { } found || !ReferenceEquals(found.Second, reference))
        {
            return;
        }

        var fix = found.IsSimple ? FixProperties.Of(ArrayShape) : null;
        site.Report(Rule, reference.Syntax.GetLocation(), [found.Declaration.Syntax.GetLocation(), found.First.Syntax.GetLocation()], fix, reference.Local.Name);
    }
}
