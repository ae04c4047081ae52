using System.Text.Json;

namespace PerfAnalyzers.PackageTests;

/// <summary>The main job on a real application: the review, the fixes, and what was gained. Counts, never time.</summary>
[Collection(PackageCollection.Name)]
public sealed class StorefrontTests(Storefront sample) : IClassFixture<Storefront>
{
    /// <summary>Endpoints that built something anew for every request, or boxed in a loop over many rows.</summary>
    private static readonly string[] s_leaner =
    [
        // Not the price list of a category: its queries are awaited afterwards, which takes some of what it saves.
        "GET /orders/17",
        "POST /orders/quote",
        "GET /reports/customers",
        "GET /reports/sales.csv",
        "GET /reports/sales.txt",
        "GET /reports/feed.xml",
    ];

    [Fact]
    public void The_review_finds_what_the_sample_holds() =>
        Assert.Equal(
            [
                // The currency is written in capitals for each product.
                "note PERF3003 PricingService.cs",
                "note PERF4001 SalesReport.cs",
                "note PERF4001 SalesReport.cs",
                "note PERF4001 SalesReport.cs",

                // Measured without what the first calls have shown, so that figures stay the same.
                "note PERF6201 Program.cs",
                "warning PERF1001 CustomerReport.cs",
                "warning PERF1001 OrderService.cs",
                "warning PERF1001 OrderService.cs",
                "warning PERF1001 QuoteService.cs",
                "warning PERF1001 StockService.cs",
                "warning PERF1001 StockService.cs",
                "warning PERF1101 CustomerService.cs",
                "warning PERF1102 CatalogService.cs",
                "warning PERF1102 CustomerRepository.cs",
                "warning PERF1102 CustomerRepository.cs",
                "warning PERF2001 CustomerService.cs",
                "warning PERF2001 PricingService.cs",
                "warning PERF3001 CustomerReport.cs",
                "warning PERF3001 OrderEndpoints.cs",
                "warning PERF3001 PricingService.cs",
                "warning PERF3001 ProductFeed.cs",
                "warning PERF3001 QuoteService.cs",
                "warning PERF4001 SalesReport.cs",
            ],
            Files(sample.Before));

    [Fact]
    public void The_readme_shows_what_the_build_prints()
    {
        var readme = File.ReadAllText(Repository.At("README.md"));
        var shown = readme[readme.IndexOf("<!-- sample -->", StringComparison.Ordinal)..readme.IndexOf("<!-- /sample -->", StringComparison.Ordinal)]
            .Split('\n').Where(static line => line.Contains(": warning ", StringComparison.Ordinal)).ToList();
        Assert.Equal(sample.Before.Warnings(sample.Project).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Formatting_leaves_what_only_a_person_can_change() =>
        Assert.Equal(
            [
                // The count that became a question is one that the next query answers.
                "note PERF1006 CatalogService.cs",
                "note PERF4001 SalesReport.cs",

                // Without a query on each pass the growth of the lists is worth a word.
                "note PERF4106 CustomerReport.cs",
                "note PERF4106 OrderService.cs",
                "note PERF6201 Program.cs",
                "warning PERF1001 StockService.cs",
                "warning PERF1001 StockService.cs",
                "warning PERF1101 CustomerService.cs",
            ],
            Files(sample.After));

    [Fact]
    public void What_formatting_removes_is_what_said_that_it_has_a_fix()
    {
        Assert.Equal(18, sample.Before.Results.Count(static r => FixOf(r) is not null));
        Assert.Equal(sample.Before.Results.Count - 18 + 3, sample.After.Results.Count);
        Assert.All(sample.After.Results.Where(static r => FixOf(r) is not null), static r => Assert.Equal("PERF4106", r.GetProperty("ruleId").GetString()));
    }

    /// <summary>A query per element became one for all: directly in the loop, in a private helper, and behind a repository's interface.</summary>
    [Theory]
    [InlineData("GET /orders", 41, 2)]
    [InlineData("GET /orders/open", 28, 2)]
    [InlineData("POST /orders/quote", 5, 1)]
    [InlineData("GET /reports/customers", 41, 2)]
    public void A_query_per_element_becomes_one_for_all(string endpoint, int before, int after)
    {
        var pair = Pairs().Single(pair => pair.Before.Endpoint == endpoint);
        Assert.Equal((before, after), (pair.Before.Commands, pair.After.Commands));
    }

    [Fact]
    public void Every_response_stays_the_same() =>
        Assert.Equal(
            sample.MeasuredBefore.Select(static m => (m.Endpoint, m.Sha256)),
            sample.MeasuredAfter.Select(static m => (m.Endpoint, m.Sha256)));

    [Fact]
    public void No_endpoint_sends_more_commands() =>
        Assert.All(Pairs(), static pair => Assert.True(pair.After.Commands <= pair.Before.Commands, pair.ToString()));

    [Fact]
    public void Endpoints_with_a_fixed_finding_allocate_less()
    {
        var pairs = Pairs().ToDictionary(static p => p.Before.Endpoint);
        Assert.All(s_leaner, endpoint => Assert.True(pairs[endpoint].Before.Bytes - pairs[endpoint].After.Bytes > 1_000, pairs[endpoint].ToString()));
    }

    // What one request allocates differs by some hundred bytes from one run to the next.
    [Fact]
    public void No_endpoint_pays_for_it() =>
        Assert.All(Pairs(), static pair => Assert.True(pair.After.Bytes < pair.Before.Bytes * 1.02, pair.ToString()));

    private IEnumerable<(Measurement Before, Measurement After)> Pairs() => sample.MeasuredBefore.Zip(sample.MeasuredAfter);

    // Without lines: a fix moves what stands below it.
    private static IEnumerable<string> Files(Sarif report) => report.Summary.Select(static finding => finding[..finding.LastIndexOf(':')]);

    private static string? FixOf(JsonElement result) =>
        result.TryGetProperty("properties", out var properties) &&
        properties.TryGetProperty("customProperties", out var custom) &&
        custom.TryGetProperty("fix", out var fix) ? fix.GetString() : null;
}
