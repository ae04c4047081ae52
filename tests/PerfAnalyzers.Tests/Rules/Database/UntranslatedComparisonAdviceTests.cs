using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>CA1862 is taken back where it speaks of a query, and nowhere else.</summary>
public sealed class UntranslatedComparisonAdviceTests
{
    [Theory]
    [InlineData("class C { List<Customer> M(ShopContext db, string name) => db.Customers.Where(c => c.Name.ToLower() == name.ToLower()).ToList(); }")]
    [InlineData("class C { bool M(ShopContext db, string name) => db.Customers.Any(c => name.ToUpper() == c.Name.ToUpper()); }")]
    [InlineData("class C { object M(ShopContext db, string name) => (from c in db.Customers where c.Name.ToLower() == name select c).ToList(); }")]
    [InlineData("class C { Expression<Func<Customer, bool>> M(string name) => c => c.Name.ToLower() == name; }")]
    [InlineData("class C { object M(ShopContext db, string name) => db.Orders.Select(o => new { o.Id, Same = o.Customer!.Name.ToLower() == name }).ToList(); }")]
    [InlineData("class C { object M(ShopContext db, string name) => db.Customers.Where(c => c.Orders.Any(o => o.Customer!.Name.ToLower() == name)).ToList(); }")]
    public async Task Takes_it_back_in_a_query(string source) => Assert.All(await Reports(source), static report => Assert.True(report.IsSuppressed));

    [Theory]
    [InlineData("class C { bool M(string a, string b) => a.ToLower() == b.ToLower(); }")]
    [InlineData("class C { List<Customer> M(List<Customer> all, string name) => all.Where(c => c.Name.ToLower() == name).ToList(); }")]
    [InlineData("class C { List<Customer> M(ShopContext db, string name) => db.Customers.AsEnumerable().Where(c => c.Name.ToLower() == name).ToList(); }")]
    [InlineData("class C { void M(ShopContext db, string name) { foreach (var c in db.Customers.ToList()) { if (c.Name.ToLower() == name) { Console.WriteLine(c.Id); } } } }")]
    [InlineData("class C { readonly bool _same = \"a\".ToLower() == \"A\"; }")]
    public async Task Leaves_it_elsewhere(string source) => Assert.All(await Reports(source), static report => Assert.False(report.IsSuppressed));

    [Fact]
    public void Says_what_it_takes_back()
    {
        var suppression = Assert.Single(new UntranslatedComparisonAdvice().SupportedSuppressions);
        Assert.Equal("PERFS1862", suppression.Id);
        Assert.Equal("CA1862", suppression.SuppressedDiagnosticId);
        Assert.Contains(suppression.Id, Repository.Read("docs/configuration.md"), StringComparison.Ordinal);
    }

    private static async Task<ImmutableArray<Diagnostic>> Reports(string source)
    {
        var run = AllRules.Prepared().AddSyntaxTrees(AllRules.Parse(source))
            .WithAnalyzers([new ComparisonAdvice(), new UntranslatedComparisonAdvice()], new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([]), onAnalyzerException: static (exception, _, _) => throw exception, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true));
        var reports = (await run.GetAnalyzerDiagnosticsAsync()).RemoveAll(static report => report.Id != "CA1862");
        Assert.Single(reports);
        return reports;
    }

    // Stands for the analyzer of the SDK: it reports where it does.
#pragma warning disable RS1001, RS1026, RS1029, RS1036, RS2008 // lives in this test only
    private sealed class ComparisonAdvice : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor s_rule = new("CA1862", "Title", "Message", "Performance", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [s_rule];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSyntaxNodeAction(
                static node =>
                {
                    if (((BinaryExpressionSyntax)node.Node).ToString() is var text && (text.Contains("ToLower", StringComparison.Ordinal) || text.Contains("ToUpper", StringComparison.Ordinal)))
                    {
                        node.ReportDiagnostic(Diagnostic.Create(s_rule, node.Node.GetLocation()));
                    }
                },
                SyntaxKind.EqualsExpression);
        }
    }
#pragma warning restore RS1001, RS1026, RS1029, RS1036, RS2008
}
