using System.Diagnostics.Metrics;
using PerfAnalyzers.Monitoring;

namespace PerfAnalyzers.Tests;

/// <summary>A listener that keeps time series as an exporter does counts them over a hundred calls.</summary>
public sealed class HighCardinalityTagTruth
{
    private const int Calls = 100;

    [Theory]
    [InlineData("new KeyValuePair<string, object?>(\"basket\", Guid.NewGuid())", true, Calls)]
    [InlineData("new KeyValuePair<string, object?>(\"user.id\", n)", true, Calls)]
    [InlineData("new KeyValuePair<string, object?>(\"error\", new InvalidOperationException($\"order {n}\").Message)", true, Calls)]
    [InlineData("new KeyValuePair<string, object?>(\"kind\", n % 2 == 0 ? \"web\" : \"shop\")", false, 2)]
    [InlineData("new KeyValuePair<string, object?>(\"large\", n > 5)", false, 2)]
    public async Task Reported_tags_start_a_time_series_for_each_value(string tag, bool isReported, int series)
    {
        var name = "Truth." + Guid.NewGuid().ToString("N");
        var source = $"using System.Diagnostics.Metrics; public static class Truth {{ static readonly Meter s_meter = new(\"{name}\"); static readonly Counter<int> s_orders = s_meter.CreateCounter<int>(\"orders\"); public static void Place(int n) {{ s_orders.Add(1, {tag}); }} }}";
        Assert.Equal(isReported, !(await Executed.Review<HighCardinalityTag>(source)).IsEmpty);

        var kept = new HashSet<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, _, tags, _) => kept.Add(tags[0].Key + "=" + tags[0].Value));
        listener.Start();
        var place = Executed.Load(source).Delegate<Action<int>>("Truth.Place");
        for (var n = 1; n <= Calls; n++)
        {
            place(n);
        }

        Assert.Equal(series, kept.Count);
    }
}
