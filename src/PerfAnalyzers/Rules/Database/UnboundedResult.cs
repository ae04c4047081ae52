using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>An endpoint answers with every row of a table that grows with the data.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnboundedResult() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1108", Categories.Database, DiagnosticSeverity.Info,
        title: "A response holds every row of a table that grows",
        message: "'{0}' loads every '{1}' there is for one response, and there are more every day; ask for a page ('OrderBy', 'Skip' and 'Take', or 'Where' by the last key and 'Take')",
        description: "A table that is written as things happen has no bound. What answers with all of it takes longer each month, holds all rows in memory at once, and once no longer answers.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed)
        {
            context.On(static site => Check(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void Check(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod.Name is "ToList" or "ToListAsync" or "ToArray" or "ToArrayAsync" && WholeTables.ServedBy(site.Facts, call, site.ContainingSymbol, site.Cancellation) is { } entity && !RareCode.Is(site) && LazyEntities.Of(site.Facts, entity, call, LoadedRows.None) is null &&
            !LoadFaults.HasWorse(site.Facts, call, site.ContainingSymbol, site.Cancellation))
        {
            site.Report(Rule, Locations.OfCall(call), null, null, call.TargetMethod.Name, entity.Name);
        }
    }
}
