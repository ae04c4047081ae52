using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Monitoring.HighCardinalityTag, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class HighCardinalityTagTests
{
    public static readonly Cases Firing = new()
    {
        { "identifier", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"basket\", [|id|]));") },
        { "new one", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"key\", [|Guid.NewGuid().ToString(\"N\")|]));") },
        { "among others", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"kind\", \"web\"), new KeyValuePair<string, object?>(\"basket\", [|id.ToString()|]));") },
        { "target-typed", In("s_orders.Add(1, new(\"kind\", \"web\"), new(\"basket\", [|id|]));") },
        { "time", In("s_took.Record(1.5, new KeyValuePair<string, object?>(\"at\", [|DateTime.UtcNow|]));") },
        { "trace identifier", In("s_took.Record(1, new KeyValuePair<string, object?>(\"request\", [|context.TraceIdentifier|]));") },
        { "path", In("s_took.Record(1, new KeyValuePair<string, object?>(\"path\", [|context.Request.Path.Value|]));") },
        { "path as text", In("s_took.Record(1, new KeyValuePair<string, object?>(\"path\", [|context.Request.Path.ToString()|]));") },
        { "message of an error", In("try { s_open.Add(1); } catch (Exception e) { s_orders.Add(1, new KeyValuePair<string, object?>(\"error\", [|e.Message|])); throw; }") },
        { "user", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"user\", [|context.User.Identity?.Name|]));") },
        { "by its name", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"user.id\", [|number|]));") },
        { "by its name, other style", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"CustomerId\", [|text|]));") },
        { "list", In("var tags = new System.Diagnostics.TagList { { \"kind\", \"web\" }, { \"basket\", [|id|] } }; s_orders.Add(1, tags);") },
        { "list that is filled", In("System.Diagnostics.TagList tags = default; tags.Add(\"basket\", [|id|]); s_took.Record(2, in tags);") },
        { "up and down", In("s_open.Add(-1, new KeyValuePair<string, object?>(\"connection\", [|context.Connection.Id|]));") },
        { "measurement", In("s_meter.CreateObservableGauge(\"depth\", () => new Measurement<int>(1, new KeyValuePair<string, object?>(\"of\", [|id|])));") },
        { "part of a text", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"key\", [|$\"basket-{id}\"|]));") },
        { "kept in a local", In("var key = id.ToString(); s_orders.Add(1, new KeyValuePair<string, object?>(\"basket\", [|key|]));") },
        { "trace", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"trace\", [|System.Diagnostics.Activity.Current?.TraceId|]));") },
    };

    public static readonly Cases Quiet = new()
    {
        { "constant", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"kind\", \"web\"));") },
        { "status", In("s_took.Record(1, new KeyValuePair<string, object?>(\"status\", context.Response.StatusCode));") },
        { "flag", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"user.id\", number > 5));") },
        { "day of the week", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"day\", DateTime.UtcNow.DayOfWeek));") },
        { "year", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"year\", DateTime.UtcNow.ToString(\"yyyy\")));") },
        { "type of an error", In("try { s_open.Add(1); } catch (Exception e) { s_orders.Add(1, new KeyValuePair<string, object?>(\"error\", e.GetType().Name)); throw; }") },
        { "method", In("s_took.Record(1, new KeyValuePair<string, object?>(\"method\", context.Request.Method));") },
        { "host", In("s_took.Record(1, new KeyValuePair<string, object?>(\"scheme\", context.Request.Scheme));") },
        { "region", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"region\", text));") },
        { "span", In("using var activity = new System.Diagnostics.Activity(\"a\"); activity.SetTag(\"user.id\", number); activity.AddTag(\"basket\", id);") },
        { "event of a span", In("System.Diagnostics.Activity.Current?.AddEvent(new System.Diagnostics.ActivityEvent(\"placed\", tags: new System.Diagnostics.ActivityTagsCollection { new KeyValuePair<string, object?>(\"basket\", id) }));") },
        { "dictionary", In("var all = new Dictionary<string, object?> { [\"basket\"] = id }; Console.WriteLine(all.Count.ToString());") },
        { "log scope", In("var scope = new List<KeyValuePair<string, object?>> { new KeyValuePair<string, object?>(\"basket\", id) }; Console.WriteLine(scope.Count.ToString());") },
        { "list for a span", In("var tags = new System.Diagnostics.TagList { { \"basket\", id } }; Console.WriteLine(tags.Count.ToString());") },
        { "value, not tag", In("s_took.Record(DateTime.UtcNow.Ticks);") },
        { "enumeration", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"level\", StringComparison.Ordinal));") },
        { "route", In("s_took.Record(1, new KeyValuePair<string, object?>(\"route\", Route(context)));", "static string Route(Microsoft.AspNetCore.Http.HttpContext context) => context.GetHashCode() > 5 ? \"/orders/{id}\" : \"/\";") },
        { "length of the path", In("s_took.Record(1, new KeyValuePair<string, object?>(\"long\", context.Request.Path.Value!.Length > 100));") },
        { "has a path", In("s_took.Record(1, new KeyValuePair<string, object?>(\"rooted\", context.Request.Path.HasValue));") },
        { "constant under that name", In("s_orders.Add(1, new KeyValuePair<string, object?>(\"user.id\", \"anonymous\"));") },
        { "own counter", "class Counter { public void Add(int n, KeyValuePair<string, object?> tag) { } } class C { void M(Counter c, Guid id) => c.Add(1, new KeyValuePair<string, object?>(\"a\", id)); }" },
        { "meter's own tags", In("using var own = new Meter(\"Shop\", \"1\", new[] { new KeyValuePair<string, object?>(\"instance\", id) });") },
        { "other pair", In("var pair = new KeyValuePair<Guid, int>(id, 1); Console.WriteLine(pair.Value.ToString());") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_a_tag_starts() => Verify.Says(
        In("s_took.Record(1, new KeyValuePair<string, object?>(\"request\", [|context.TraceIdentifier|]));"),
        "Tag 'request' takes one value for each request, and each value starts a time series that stays in memory here and in the backend; tag with what has few values (route, status, kind), and put this into a log or a span");

    private static string In(string body, string members = "") => $$"""
        using System.Diagnostics.Metrics;
        class C
        {
            static readonly Meter s_meter = new("Shop");
            static readonly Counter<int> s_orders = s_meter.CreateCounter<int>("orders");
            static readonly Histogram<double> s_took = s_meter.CreateHistogram<double>("took");
            static readonly UpDownCounter<int> s_open = s_meter.CreateUpDownCounter<int>("open");
            {{members}}
            void M(Microsoft.AspNetCore.Http.HttpContext context, Guid id, int number, string text)
            {
                {{body}}
            }
        }
        """;
}
