using System.Text.Json;

namespace PerfAnalyzers.PackageTests;

/// <summary>The main job on a real application: the review, the fixes, and what was gained. Counts, never time.</summary>
[Collection(PackageCollection.Name)]
public sealed class StorefrontTests(Storefront sample) : IClassFixture<Storefront>
{
    /// <summary>Endpoints that build something anew for every request, or box in their loops.</summary>
    private static readonly string[] s_leaner =
    [
    ];

    [Fact]
    public void The_review_finds_what_the_sample_holds()
    {
        Assert.True(sample.Before.Results.Count >= 8, string.Join('\n', sample.Before.Summary));
        Assert.Equal(
            ["PERF1001", "PERF1102"],
            sample.Before.Results.Select(static r => r.GetProperty("ruleId").GetString()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reports_that_have_a_fix_say_which() =>
        Assert.Contains(sample.Before.Results, static r => FixOf(r) is not null);

    [Fact]
    public void Formatting_removes_every_finding_that_has_a_fix() =>
        Assert.DoesNotContain(sample.After.Results, static r => FixOf(r) is not null);

    [Fact]
    public void Formatting_brings_no_new_finding() =>
        Assert.True(sample.After.Results.Count < sample.Before.Results.Count, string.Join('\n', sample.After.Summary));

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
        Assert.All(s_leaner, endpoint => Assert.True(pairs[endpoint].After.Bytes < pairs[endpoint].Before.Bytes, pairs[endpoint].ToString()));
    }

    private IEnumerable<(Measurement Before, Measurement After)> Pairs() => sample.MeasuredBefore.Zip(sample.MeasuredAfter);

    private static string? FixOf(JsonElement result) =>
        result.TryGetProperty("properties", out var properties) &&
        properties.TryGetProperty("customProperties", out var custom) &&
        custom.TryGetProperty("fix", out var fix) ? fix.GetString() : null;
}
