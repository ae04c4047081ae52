using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CountForExistence() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1102", Categories.Database, DiagnosticSeverity.Warning,
        title: "Rows are counted to learn whether there are any",
        message: "'{0}' makes the database count every matching row to answer whether one exists; ask '{1}'",
        description: "COUNT reads all matching rows, EXISTS stops at the first.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Queries.HasMapper)
        {
            context.On(static site => Analyze(site, (IBinaryOperation)site.Operation), OperationKind.Binary);
        }
    }

    private static void Analyze(Site site, IBinaryOperation comparison)
    {
        if (comparison.OperatorKind == BinaryOperatorKind.GreaterThan && comparison.RightOperand.ConstantValue is { HasValue: true, Value: 0 } &&
            Operations.Unconverted(comparison.LeftOperand) is IInvocationOperation { TargetMethod.Name: "Count" } call && site.Facts.RoundTrips.Of(call) is not null)
        {
            site.Report(Rule, Locations.OfCall(call), null, FixProperties.Of("any"), "Count", "Any");
        }
    }
}
