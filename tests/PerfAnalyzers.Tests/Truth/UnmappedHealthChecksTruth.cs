using PerfAnalyzers.Scaling;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>What a load balancer is told, before and after the fix.</summary>
public sealed class UnmappedHealthChecksTruth
{
    [Theory]
    [InlineData("Healthy", 404, 200)]
    [InlineData("Unhealthy", 404, 503)]
    public async Task A_balancer_is_told_nothing_without_an_endpoint(string state, int before, int after)
    {
        var source = Program($"builder.Services.AddHealthChecks().AddCheck(\"store\", () => Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.{state}());", "app.MapGet(\"/\", () => 1);");
        Assert.Single(await Executed.Review<UnmappedHealthChecks>(source));
        var repaired = await Executed.Fix<UnmappedHealthChecks, UnmappedHealthChecksFix>(source);
        Assert.Empty(await Executed.Review<UnmappedHealthChecks>(repaired));
        Assert.Equal(before, await TruthHost.Ask(source, Probe));
        Assert.Equal(after, await TruthHost.Ask(repaired, Probe));
    }

    private static async Task<int> Probe(TruthHost host) => (int)(await host.Get("/healthz")).Response.StatusCode;
}
