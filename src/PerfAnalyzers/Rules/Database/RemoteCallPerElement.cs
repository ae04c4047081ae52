using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RemoteCallPerElement() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1009", Categories.Database, DiagnosticSeverity.Info,
        title: "Another machine is asked once per element, each answer awaited before the next question",
        message: "'{0}' waits for an answer from the network for every {1}{2}: {3}",
        description: "The waiting times add up. A call that takes all keys waits once; independent calls that are started together, a few at a time, wait for the slowest.");

    protected override void Start(RuleContext context)
    {
        foreach (var _ in context.Facts.Knowledge.MembersOf(ApiEffects.Remote))
        {
            context.On(static site => Analyze(site), OperationKind.Invocation);
            break;
        }
    }

    private static void Analyze(Site site)
    {
        // Where one call takes all keys of a cache, that is told as such.
        if (RemoteElementCalls.Of(site) is not { IsMultiGet: false } found)
        {
            return;
        }

        var call = (IInvocationOperation)site.Operation;
        var form = call.Arguments.Length > 0 ? found.Entry.Value("many") : null;
        var path = found.RoundTrip.Path;
        site.Report(
            Rule, Locations.OfCall(call), found.RoundTrip.Sites, null,
            path[0],
            found.RoundTrip.Loop.Phrase,
            path.Length > 1 ? $" ({string.Join(" -> ", path)})" : "",
            form is null ? "the calls are independent; start them together, a few at a time, and await them with 'Task.WhenAll'" : $"ask for all keys at once with '{form}'");
    }
}
