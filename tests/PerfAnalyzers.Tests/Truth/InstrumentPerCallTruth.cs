using System.Diagnostics;
using System.Diagnostics.Metrics;
using PerfAnalyzers.Monitoring;

namespace PerfAnalyzers.Tests;

/// <summary>A listener counts the instruments and sources that ten calls make.</summary>
public sealed class InstrumentPerCallTruth
{
    private const int Calls = 10;

    [Theory]
    [InlineData("using var meter = new Meter(\"{0}\"); meter.CreateCounter<int>(\"orders\").Add(1);", Calls)]
    [InlineData("var meter = new Meter(\"{0}\"); var took = meter.CreateHistogram<double>(\"took\"); took.Record(1);", Calls)]
    [InlineData("s_kept.CreateCounter<int>(\"orders\").Add(1);", 1)]
    public async Task Meters_are_made_once(string body, int made)
    {
        var name = "Truth." + Guid.NewGuid().ToString("N");
        var source = Source(body.Replace("{0}", name, StringComparison.Ordinal), name);
        Assert.NotEmpty(await Executed.Review<InstrumentPerCall>(source));
        Assert.Equal(made, await Instruments(source, name));
        var fixedSource = await Executed.Fix<InstrumentPerCall, InstrumentPerCallFix>(source);
        Assert.Empty(await Executed.Review<InstrumentPerCall>(fixedSource));
        Assert.Equal(1, await Instruments(fixedSource, name));
    }

    [Fact]
    public async Task Observable_instruments_stay()
    {
        var name = "Truth." + Guid.NewGuid().ToString("N");
        var source = Source("foreach (var n in new List<int>(numbers)) { s_kept.CreateObservableGauge(\"depth\", () => 1); }", name);
        Assert.NotEmpty(await Executed.Review<InstrumentPerCall>(source));
        Assert.Equal(Calls * 2, await Instruments(source, name));
    }

    [Fact]
    public async Task Sources_are_made_once()
    {
        var name = "Truth." + Guid.NewGuid().ToString("N");
        var source = Source($"using var source = new ActivitySource(\"{name}\"); using var activity = source.StartActivity(\"a\");", name);
        Assert.NotEmpty(await Executed.Review<InstrumentPerCall>(source));
        var fixedSource = await Executed.Fix<InstrumentPerCall, InstrumentPerCallFix>(source);
        Assert.Empty(await Executed.Review<InstrumentPerCall>(fixedSource));
        Assert.Equal((Calls, 1), (Sources(source, name), Sources(fixedSource, name)));
    }

    private static async Task<int> Instruments(string source, string name)
    {
        // Meters in static fields of code that ran before are still there.
        var fresh = "Truth." + Guid.NewGuid().ToString("N");
        source = source.Replace(name, fresh, StringComparison.Ordinal);
        var instruments = new HashSet<Instrument>(ReferenceEqualityComparer.Instance);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == fresh)
            {
                instruments.Add(instrument);
            }
        };
        listener.Start();
        var code = Executed.Load(source);
        for (var i = 0; i < Calls; i++)
        {
            await code.Run("Truth.Place", [(List<int>)[1, 2]]);
        }

        return instruments.Count;
    }

    private static int Sources(string source, string name)
    {
        var sources = new HashSet<ActivitySource>(ReferenceEqualityComparer.Instance);
        using var listener = new ActivityListener
        {
            ShouldListenTo = made =>
            {
                if (made.Name == name)
                {
                    sources.Add(made);
                }

                return false;
            },
        };
        ActivitySource.AddActivityListener(listener);
        var run = Executed.Load(source).Delegate<Action<List<int>>>("Truth.Place");
        for (var i = 0; i < Calls; i++)
        {
            run([1, 2]);
        }

        return sources.Count;
    }

    private static string Source(string body, string name) =>
        $"using System.Diagnostics; using System.Diagnostics.Metrics; public class Truth {{ private static readonly Meter s_kept = new Meter(\"{name}\"); public static void Place(List<int> numbers) {{ {body} }} }}";
}
