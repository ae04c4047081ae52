using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>Keys that are equal where the values are not, and keys that are never equal.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class IncompleteCacheKey() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3103", Categories.Caching, DiagnosticSeverity.Warning,
        title: "A cache key does not tell the values apart that are stored under it",
        message: "The key of '{0}' {1}; {2}",
        description: "A key that misses what the value depends on answers one caller with the value of another. A key that is compared by reference is never found again: each call loads, and adds an entry.");

    protected override void Start(RuleContext context)
    {
        var names = context.Facts.Knowledge.NamesWith("cache");
        context.On(site => Analyze(site, names), OperationKind.Invocation);
    }

    private static void Analyze(Site site, HashSet<string> names)
    {
        var call = (IInvocationOperation)site.Operation;
        if (!CacheUse.MayBe(call, names) || CacheUse.Of(call, site.Facts) is not { } use || KeyFaults.Of(use, site) is not { } fault)
        {
            return;
        }

        Location[] related = fault.Where is { } where ? [where.Syntax.GetLocation()] : [];
        if (fault.IsCertain)
        {
            site.Report(Rule, Locations.OfCall(call), related, null, call.TargetMethod.Name, fault.What, fault.WayOut);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(call), related, null, call.TargetMethod.Name, fault.What, fault.WayOut);
        }
    }
}
