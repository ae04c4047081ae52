using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Monitoring.InstrumentPerCall, PerfAnalyzers.Monitoring.InstrumentPerCallFix>;

namespace PerfAnalyzers.Tests;

public sealed class InstrumentPerCallTests
{
    public static readonly Cases Firing = new()
    {
        { "meter in a method", In("var meter = new [|Meter|](\"Shop\"); var orders = meter.CreateCounter<int>(\"orders\"); orders.Add(1);") },
        { "meter that is disposed", In("using var meter = new [|Meter|](\"Shop\", \"1.0\"); meter.CreateCounter<int>(\"orders\").Add(1);") },
        { "meter in place", In("new [|Meter|](\"Shop\").CreateHistogram<double>(\"took\").Record(1.5);") },
        { "source in a method", In("using var source = new [|ActivitySource|](\"Shop\"); using var activity = source.StartActivity(\"Place\"); Work();") },
        { "source in place", In("using var activity = new [|ActivitySource|](\"Shop\").StartActivity(\"Place\"); Work();") },
        { "with a name of its own", "using System.Diagnostics; class C { void M(string name) { var source = new [|ActivitySource|](name); source.StartActivity(\"a\")?.Dispose(); } }" },
        { "in a loop", In("foreach (var id in ids) { using var meter = new [|Meter|](\"Shop\"); meter.CreateCounter<int>(\"orders\").Add(id); }") },
        { "in an action", "using System.Diagnostics; class C : Microsoft.AspNetCore.Mvc.ControllerBase { public int Get() { using var source = new [|ActivitySource|](\"Shop\"); using var activity = source.StartActivity(); return 1; } }" },
        { "observable for each request", "using System.Diagnostics.Metrics; class C(Meter meter) : Microsoft.AspNetCore.Mvc.ControllerBase { public int Get() { meter.[|CreateObservableGauge|](\"depth\", () => 1); return 1; } }" },
        { "written with new()", In("Meter meter = [|new(\"Shop\")|]; meter.CreateCounter<int>(\"orders\").Add(1);") },
    };

    public static readonly Cases Suggested = new()
    {
        { "counter of a kept meter", Kept("var orders = s_meter.[|CreateCounter|]<int>(\"orders\"); orders.Add(1);") },
        { "histogram in place", Kept("s_meter.[|CreateHistogram|]<double>(\"took\").Record(2);") },
        { "up and down", Kept("var open = s_meter.[|CreateUpDownCounter|]<long>(\"open\", \"1\", \"open carts\"); open.Add(1);") },
        { "meter that is given", "using System.Diagnostics.Metrics; class C { void M(Meter meter) { meter.[|CreateCounter|]<int>(\"orders\").Add(1); } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "static field", "using System.Diagnostics.Metrics; class C { static readonly Meter s_meter = new(\"Shop\"); static readonly Counter<int> s_orders = s_meter.CreateCounter<int>(\"orders\"); void M() => s_orders.Add(1); }" },
        { "property initializer", "using System.Diagnostics; class C { public static ActivitySource Source { get; } = new(\"Shop\"); }" },
        { "constructor", "using System.Diagnostics.Metrics; class C { readonly Counter<int> _orders; public C() { var meter = new Meter(\"Shop\"); _orders = meter.CreateCounter<int>(\"orders\"); } void M() => _orders.Add(1); }" },
        { "meter factory", "using System.Diagnostics.Metrics; class C { readonly Counter<int> _orders; public C(IMeterFactory factory) { var meter = factory.Create(\"Shop\"); _orders = meter.CreateCounter<int>(\"orders\"); } }" },
        { "made when it is needed", "using System.Diagnostics.Metrics; class C { Meter? _meter; Meter M() => _meter ??= new Meter(\"Shop\"); }" },
        { "set up", "using System.Diagnostics.Metrics; class C { Counter<int>? _orders; public void Enable() { var meter = new Meter(\"Shop\"); _orders = meter.CreateCounter<int>(\"orders\"); } }" },
        { "returned", "using System.Diagnostics; static class Sources { public static ActivitySource Make(string name) => new ActivitySource(name); }" },
        { "handed on", In("Register(new Meter(\"Shop\")); static void Register(Meter meter) { }") },
        { "registered", "using System.Diagnostics.Metrics; using Microsoft.Extensions.DependencyInjection; class C { void AddTelemetry(IServiceCollection services) { services.AddSingleton(_ => new Meter(\"Shop\")); } }" },
        { "kept in a dictionary", "using System.Diagnostics.Metrics; class C { readonly Dictionary<string, Meter> _meters = new(); void M(string name) { var meter = new Meter(name); _meters[name] = meter; } }" },
        { "kept per name", "using System.Collections.Concurrent; using System.Diagnostics.Metrics; class C { readonly ConcurrentDictionary<string, Counter<int>> _all = new(); void M(Meter meter, string name) => _all.GetOrAdd(name, n => meter.CreateCounter<int>(n)).Add(1); }" },
        { "main", "using System.Diagnostics; class Program { static void Main() { using var source = new ActivitySource(\"Tool\"); using var activity = source.StartActivity(\"Run\"); Console.WriteLine(); } }" },
        { "background service", "using System.Diagnostics.Metrics; class Pump : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken token) { using var meter = new Meter(\"Pump\"); var turns = meter.CreateCounter<int>(\"turns\"); while (!token.IsCancellationRequested) { turns.Add(1); await Task.Delay(1000, token); } } }" },
        { "for a loop", In("using var meter = new Meter(\"Import\"); var rows = meter.CreateCounter<int>(\"rows\"); foreach (var id in ids) { rows.Add(id); }") },
        { "observable, once", "using System.Diagnostics.Metrics; class C { void Register(Meter meter) { meter.CreateObservableGauge(\"depth\", () => 1); } }" },
        { "listener", In("using var listener = new MeterListener(); listener.Start();") },
        { "activity of a kept source", "using System.Diagnostics; class C { static readonly ActivitySource s_source = new(\"Shop\"); void M() { using var activity = s_source.StartActivity(\"Place\"); Console.WriteLine(); } }" },
        { "own meter", "class Meter(string name) { public string Name => name; } class C { string M() { var meter = new Meter(\"Shop\"); return meter.Name; } }" },
        { "started once", In("Start(); void Start() { }", "Counter<int>? _c; public void Start(Meter meter) { _c = meter.CreateCounter<int>(\"a\"); }") },
        { "extension for start-up", "using System.Diagnostics.Metrics; using Microsoft.AspNetCore.Builder; static class X { public static void UseMeters(this IApplicationBuilder app) { using var meter = new Meter(\"Shop\"); meter.CreateCounter<int>(\"starts\").Add(1); } }" },
        { "a unit is not asked for", "using System.Diagnostics.Metrics; class C { static readonly Meter s_meter = new(\"Shop\"); static readonly Histogram<double> s_took = s_meter.CreateHistogram<double>(\"orders.duration\"); void M() => s_took.Record(1); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory]
    [InlineData("s_meter.[|CreateHistogram|]<double>(\"orders.duration\")")]
    [InlineData("s_meter.[|CreateHistogram|]<long>(\"upload_size\", null, \"how much\")")]
    [InlineData("s_meter.[|CreateCounter|]<long>(\"sent.bytes\")")]
    public Task Suggests_a_unit_when_asked_to(string made) => Verify.Suggests(
        $"using System.Diagnostics.Metrics; class C {{ static readonly Meter s_meter = new(\"Shop\"); static readonly object s_made = {made}; }}", ("perfanalyzers.instrument_units", "true"));

    [Theory]
    [InlineData("s_meter.CreateHistogram<double>(\"orders.duration\", \"ms\")")]
    [InlineData("s_meter.CreateCounter<long>(\"orders\")")]
    [InlineData("s_meter.CreateCounter<long>(\"oversize\")")]
    public Task Has_no_unit_to_suggest(string made) => Verify.Silent(
        $"using System.Diagnostics.Metrics; class C {{ static readonly Meter s_meter = new(\"Shop\"); static readonly object s_made = {made}; }}", ("perfanalyzers.instrument_units", "true"));

    [Fact]
    public Task Says_what_a_meter_costs() => Verify.Says(
        In("using var meter = new [|Meter|](\"Shop\"); meter.CreateCounter<int>(\"orders\").Add(1);"),
        "A 'Meter' for each call makes its instruments anew, tells every listener of them and starts time series of their own; keep one in a static field");

    [Fact]
    public Task Keeps_a_source_in_a_field() => Verify.Fixes(
        "using System.Diagnostics;\n\nclass C\n{\n    public void M()\n    {\n        // one per call\n        using var source = new [|ActivitySource|](\"Shop\");\n        using var activity = source.StartActivity(\"Place\");\n        Console.WriteLine();\n    }\n}",
        "using System.Diagnostics;\n\nclass C\n{\n    private static readonly ActivitySource s_activitySource = new ActivitySource(\"Shop\");\n\n    public void M()\n    {\n        // one per call\n        using var activity = s_activitySource.StartActivity(\"Place\");\n        Console.WriteLine();\n    }\n}");

    [Fact]
    public Task Keeps_a_counter_behind_its_meter() => Verify.Fixes(
        "using System.Diagnostics.Metrics;\n\nclass C\n{\n    private static readonly Meter Shop = new(\"Shop\");\n    private int _n;\n\n    public void M()\n    {\n        var orders = Shop.[|CreateCounter|]<int>(\"orders\");\n        orders.Add(_n++);\n    }\n}",
        "using System.Diagnostics.Metrics;\n\nclass C\n{\n    private static readonly Meter Shop = new(\"Shop\");\n    private static readonly Counter<int> Orders = Shop.CreateCounter<int>(\"orders\");\n    private int _n;\n\n    public void M()\n    {\n        Orders.Add(_n++);\n    }\n}",
        DiagnosticSeverity.Info);

    [Theory]
    [InlineData("using System.Diagnostics; class C { void M(string name) { var source = new [|ActivitySource|](name); source.StartActivity(\"a\")?.Dispose(); } }")]
    [InlineData("using System.Diagnostics; class C<T> { void M() { var source = new [|ActivitySource|](\"a\"); source.StartActivity(\"a\")?.Dispose(); } }")]
    [InlineData("using System.Diagnostics; class C { void M() { using (var source = new [|ActivitySource|](\"a\")) { source.StartActivity(\"a\")?.Dispose(); } } }")]
    public Task Leaves_what_it_cannot_write(string source) => Verify.RefusesToFix(source);

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        ("using System.Diagnostics;\n\nclass C\n{\n    public void M()\n    {\n        using var activity = new [|ActivitySource|](\"Shop\").StartActivity(\"Place\");\n        Console.WriteLine();\n    }\n\n    public void N()\n    {\n        using var activity = new [|ActivitySource|](\"Shop\").StartActivity(\"Take\");\n        Console.WriteLine();\n    }\n}",
            "using System.Diagnostics;\n\nclass C\n{\n    private static readonly ActivitySource s_activitySource = new ActivitySource(\"Shop\");\n\n    public void M()\n    {\n        using var activity = s_activitySource.StartActivity(\"Place\");\n        Console.WriteLine();\n    }\n\n    public void N()\n    {\n        using var activity = s_activitySource.StartActivity(\"Take\");\n        Console.WriteLine();\n    }\n}"),
        ("using System.Diagnostics; class D { void M() { using var activity = new [|ActivitySource|](\"D\").StartActivity(\"a\"); } }",
            "using System.Diagnostics; class D { private static readonly ActivitySource s_activitySource = new ActivitySource(\"D\"); void M() { using var activity = s_activitySource.StartActivity(\"a\"); } }"),
    ]);

    private static string In(string body, string members = "") => $$"""
        using System.Diagnostics;
        using System.Diagnostics.Metrics;
        class C
        {
            static void Work() => Thread.Yield();
            {{members}}
            public void M(List<int> ids)
            {
                {{body}}
            }
        }
        """;

    private static string Kept(string body) => In(body, "static readonly Meter s_meter = new(\"Shop\");");
}
