using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.CompositeStringKey, PerfAnalyzers.Allocation.CompositeStringKeyFix>;
using VerifyAssuming = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.CompositeStringKey, PerfAnalyzers.Allocation.CompositeStringKeyAssumingFix>;

namespace PerfAnalyzers.Tests;

public sealed class CompositeStringKeyTests
{
    public static readonly Cases Firing = new()
    {
        { "set of interpolated strings", In("""var seen = new [|HashSet|]<string>(); foreach (var o in orders) { if (seen.Add($"{o.CustomerId}|{o.Id}")) { n++; } }""") },
        { "set of sums", In("""var seen = new [|HashSet|]<string>(); foreach (var o in orders) { if (seen.Add(o.CustomerId + "-" + o.Id)) { n++; } }""") },
        { "set of joined texts", In("var seen = new [|HashSet|]<string>();\nforeach (var o in orders) { if (!seen.Contains(string.Join(\"|\", o.CustomerId, o.Id))) { n++; } }") },
        { "dictionary", In("""var sums = new [|Dictionary|]<string, decimal>(); foreach (var o in orders) { sums[$"{o.CustomerId}:{o.IsPaid}"] = o.Total; } n = sums.Count;""") },
        { "key in a local", In("""var sums = new [|Dictionary|]<string, decimal>(); foreach (var o in orders) { var key = $"{o.CustomerId}:{o.IsPaid}"; if (!sums.TryGetValue(key, out var sum)) { sum = 0; } sums[key] = sum + o.Total; } foreach (var sum in sums.Values) { n += (int)sum; }""") },
        { "filled and asked in two loops", In("""var map = new [|Dictionary|]<string, Order>(); foreach (var o in orders) { map[o.CustomerId + "|" + o.Id] = o; } foreach (var o in others) { if (map.ContainsKey(o.CustomerId + "|" + o.Id)) { n++; } }""") },
        { "texts", In("""var seen = new [|HashSet|]<string>(); foreach (var c in customers) { if (seen.Add($"{c.Name}|{c.Email}")) { n++; } }""") },
        { "text of a number", In("""var seen = new [|HashSet|]<string>(); foreach (var o in orders) { seen.Add(o.CustomerId.ToString() + "/" + o.Id.ToString()); } n = seen.Count;""") },
        { "three values", In("""var seen = new [|HashSet|]<string>(); foreach (var o in orders) { seen.Add($"{o.CustomerId};{o.Id};{n}"); } n = seen.Count;""") },
        { "target-typed", In("""HashSet<string> seen = [|new()|]; foreach (var o in orders) { seen.Add($"{o.CustomerId}|{o.Id}"); } n = seen.Count;""") },
        { "collection expression", In("""HashSet<string> seen = [|[]|]; foreach (var o in orders) { seen.Add($"{o.CustomerId}|{o.Id}"); } n = seen.Count;""") },
        { "field", "class C { readonly Dictionary<string, int> _counts = [|new()|]; void M(List<Order> orders) { foreach (var o in orders) { _counts.TryAdd($\"{o.CustomerId}|{o.Id}\", 1); } } int Of(int customer, int id) => _counts.TryGetValue(customer + \"|\" + id, out var found) ? found : 0; }" },
        { "distinct by", In("""n = orders.[|DistinctBy|](o => $"{o.CustomerId}|{o.Id}").Count();""") },
        { "distinct by, returned", "class C { IEnumerable<Order> M(List<Order> orders) => orders.[|DistinctBy|](o => o.CustomerId + \"|\" + o.IsPaid); }" },
        { "groups without key", In("""n = orders.[|GroupBy|](o => $"{o.CustomerId}|{o.IsPaid}").Select(g => g.Sum(o => o.Id)).ToList().Count;""") },
        { "groups counted", In("""n = orders.[|GroupBy|](o => o.CustomerId + "|" + o.IsPaid).Count(g => g.Count() > 1);""") },
        { "groups enumerated", In("""foreach (var g in orders.[|GroupBy|](o => o.CustomerId + "|" + o.IsPaid)) { n += g.Count(); }""") },
        { "compared in a loop", In("""foreach (var o in orders) { if ([|$"{o.CustomerId}|{o.Id}" == $"{n}|{n}"|]) { n++; } }""") },
        { "compared in a lambda", In("""n = orders.Count(o => [|o.CustomerId + "|" + o.Id != n + "|" + n|]);""") },
        { "in a request", "[Microsoft.AspNetCore.Mvc.ApiController] class OrdersController : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> s_hits = [|new()|]; public int Get(int shop, int id) { s_hits.TryAdd($\"{shop}|{id}\", 1); return s_hits.Count; } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "single values", In("""var seen = new HashSet<string>(); foreach (var c in customers) { if (seen.Add(c.Name)) { n++; } }""") },
        { "one value and a prefix", In("""var seen = new HashSet<string>(); foreach (var c in customers) { if (seen.Add("c:" + c.Id)) { n++; } }""") },
        { "some keys are plain", In("""var seen = new HashSet<string>(); foreach (var o in orders) { seen.Add($"{o.CustomerId}|{o.Id}"); seen.Add("all"); } n = seen.Count;""") },
        { "different values", In("""var seen = new HashSet<string>(); foreach (var o in orders) { seen.Add($"{o.CustomerId}|{o.IsPaid}"); seen.Add($"{o.CustomerId}|{o.Id}"); } n = seen.Count;""") },
        { "keys are shown", In("""var sums = new Dictionary<string, int>(); foreach (var o in orders) { sums[$"{o.CustomerId}|{o.Id}"] = 1; } foreach (var pair in sums) { Console.WriteLine(pair.Key); }""") },
        { "handed on", In("""var seen = new HashSet<string>(); foreach (var o in orders) { seen.Add($"{o.CustomerId}|{o.Id}"); } Use(seen);""") },
        { "returned", "class C { HashSet<string> M(List<Order> orders) { var seen = new HashSet<string>(); foreach (var o in orders) { seen.Add($\"{o.CustomerId}|{o.Id}\"); } return seen; } }" },
        { "key is used otherwise", In("""var seen = new HashSet<string>(); foreach (var o in orders) { var key = $"{o.CustomerId}|{o.Id}"; if (seen.Add(key)) { Console.WriteLine(key); } }""") },
        { "without case", In("""var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase); foreach (var c in customers) { seen.Add($"{c.Name}|{c.Email}"); } n = seen.Count;""") },
        { "formatted", In("""var seen = new HashSet<string>(); foreach (var o in orders) { seen.Add($"{o.PlacedAt:yyyy-MM}|{o.Id}"); } n = seen.Count;""") },
        { "moments", In("""var seen = new HashSet<string>(); foreach (var o in orders) { seen.Add($"{o.PlacedAt}|{o.Id}"); } n = seen.Count;""") },
        { "fractions", In("""var seen = new HashSet<string>(); foreach (var o in orders) { seen.Add($"{o.Total}|{o.Id}"); } n = seen.Count;""") },
        { "objects", In("""var seen = new HashSet<string>(); foreach (var o in orders) { seen.Add($"{o}|{o.Id}"); } n = seen.Count;""") },
        { "outside of loops", In("""var seen = new HashSet<string>(); seen.Add($"{n}|{n + 1}"); n = seen.Count;""") },
        { "cache that is shared", "class C(Microsoft.Extensions.Caching.Memory.IMemoryCache cache) { void M(List<Order> orders) { foreach (var o in orders) { Microsoft.Extensions.Caching.Memory.CacheExtensions.Set(cache, $\"{o.CustomerId}|{o.Id}\", o); } } }" },
        { "public field", "class C { public readonly Dictionary<string, int> Counts = new(); void M(List<Order> orders) { foreach (var o in orders) { Counts[$\"{o.CustomerId}|{o.Id}\"] = 1; } } }" },
        { "field that is written out", "class C { readonly Dictionary<string, int> _counts = new(); void M(List<Order> orders) { foreach (var o in orders) { _counts[$\"{o.CustomerId}|{o.Id}\"] = 1; } } string Json() => System.Text.Json.JsonSerializer.Serialize(_counts); }" },
        { "field that another gives a key", "class C { readonly Dictionary<string, int> _counts = new(); void M(List<Order> orders) { foreach (var o in orders) { _counts[$\"{o.CustomerId}|{o.Id}\"] = 1; } } int Of(string key) => _counts[key]; }" },
        { "field of a nested type's use", "class C { readonly Dictionary<string, int> _counts = new(); void M(List<Order> orders) { foreach (var o in orders) { _counts[$\"{o.CustomerId}|{o.Id}\"] = 1; } } class D { int Of(C c, string key) => c._counts[key]; } }" },
        { "groups by their key", In("""foreach (var g in orders.GroupBy(o => $"{o.CustomerId}|{o.IsPaid}")) { Console.WriteLine(g.Key); }""") },
        { "groups with their key", In("""n = orders.GroupBy(o => $"{o.CustomerId}|{o.IsPaid}").ToDictionary(g => g.Key, g => g.Count()).Count;""") },
        { "first of each group, which is DistinctBy", In("""n = orders.GroupBy(o => $"{o.CustomerId}|{o.IsPaid}").Select(g => g.First()).ToList().Count;""") },
        { "groups returned", "class C { IEnumerable<IGrouping<string, Order>> M(List<Order> orders) => orders.GroupBy(o => $\"{o.CustomerId}|{o.IsPaid}\"); }" },
        { "groups kept", In("""var groups = orders.GroupBy(o => $"{o.CustomerId}|{o.IsPaid}").ToList(); Use(groups);""") },
        { "query", "class C { int M(ShopContext db) => db.Orders.GroupBy(o => o.CustomerId + \"|\" + o.IsPaid).Select(g => g.Count()).Count(); }" },
        { "compared with a text", In("""foreach (var c in customers) { if (c.Name + "|" + c.Email == text) { n++; } }""") },
        { "compared once", In("""if (n + "|" + text == text + "|" + n) { n++; }""") },
        { "compared, put together differently", In("""foreach (var o in orders) { if ($"{o.CustomerId}|{o.Id}" == $"{n}:{n}") { n++; } }""") },
        { "keyed by a tuple", In("""var seen = new HashSet<(int, int)>(); foreach (var o in orders) { if (seen.Add((o.CustomerId, o.Id))) { n++; } }""") },
        { "assigned again", In("""var seen = new HashSet<string>(); foreach (var o in orders) { seen.Add($"{o.CustomerId}|{o.Id}"); if (seen.Count > 9) { seen = new HashSet<string>(); } }""") },
        { "start-up", "class Program { static void Main(string[] args) { var seen = new HashSet<string>(); foreach (var arg in args) { seen.Add($\"{arg}|{arg}\"); } System.Console.WriteLine(seen.Count); } }" },
    };

    public static readonly TheoryData<string, string> Rewrites = new()
    {
        { """var seen = new [|HashSet|]<string>(); foreach (var o in orders) { if (seen.Add($"{o.CustomerId}|{o.Id}")) { n++; } }""", """var seen = new HashSet<(int, int)>(); foreach (var o in orders) { if (seen.Add((o.CustomerId, o.Id))) { n++; } }""" },
        { """HashSet<string> seen = [|[]|]; foreach (var o in orders) { seen.Add(o.CustomerId + "|" + o.IsPaid); } n = seen.Count;""", """HashSet<(int, bool)> seen = []; foreach (var o in orders) { seen.Add((o.CustomerId, o.IsPaid)); } n = seen.Count;""" },
        { """Dictionary<string, Order> map = new [|Dictionary|]<string, Order>(); foreach (var o in orders) { string key = $"{o.CustomerId}|{o.Id}"; if (!map.ContainsKey(key)) { map.Add(key, o); } } foreach (var o in others) { if (map.ContainsKey(o.CustomerId.ToString() + "|" + o.Id)) { n++; } }""",
            """Dictionary<(int, int), Order> map = new Dictionary<(int, int), Order>(); foreach (var o in orders) { var key = (o.CustomerId, o.Id); if (!map.ContainsKey(key)) { map.Add(key, o); } } foreach (var o in others) { if (map.ContainsKey((o.CustomerId, o.Id))) { n++; } }""" },
        { """n = orders.[|DistinctBy|](o => $"{o.CustomerId}|{o.Id}").Count();""", """n = orders.DistinctBy(o => (o.CustomerId, o.Id)).Count();""" },
        { """n = orders.[|GroupBy|](o => o.CustomerId + "|" + o.IsPaid).Count(g => g.Count() > 1);""", """n = orders.GroupBy(o => (o.CustomerId, o.IsPaid)).Count(g => g.Count() > 1);""" },
        { """foreach (var o in orders) { if ([|$"{o.CustomerId}|{o.Id}" == $"{n}|{n}"|]) { n++; } }""", """foreach (var o in orders) { if ((o.CustomerId, o.Id) == (n, n)) { n++; } }""" },
    };

    public static readonly TheoryData<string, string> AssumingRewrites = new()
    {
        { """var seen = new [|HashSet|]<string>(); foreach (var c in customers) { if (seen.Add($"{c.Name}|{c.Email}")) { n++; } }""", """var seen = new HashSet<(string, string)>(); foreach (var c in customers) { if (seen.Add((c.Name, c.Email))) { n++; } }""" },
        { """var seen = new [|HashSet|]<string>(); foreach (var o in orders) { if (seen.Add($"{o.CustomerId}{o.Id}")) { n++; } }""", """var seen = new HashSet<(int, int)>(); foreach (var o in orders) { if (seen.Add((o.CustomerId, o.Id))) { n++; } }""" },
        { """var seen = new [|HashSet|]<string>(); foreach (var o in orders) { if (seen.Add($"{o.CustomerId}-{o.Id}")) { n++; } }""", """var seen = new HashSet<(int, int)>(); foreach (var o in orders) { if (seen.Add((o.CustomerId, o.Id))) { n++; } }""" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Uses_a_tuple(string before, string after) => Verify.Fixes(In(before), In(after));

    [Theory, MemberData(nameof(AssumingRewrites))]
    public async Task Uses_a_tuple_on_request(string before, string after)
    {
        await Verify.RefusesToFix(In(before));
        await VerifyAssuming.Fixes(In(before), In(after));
    }

    [Fact]
    public Task Leaves_comments() => Verify.RefusesToFix(In("""var seen = new [|HashSet|]<string>(); foreach (var o in orders) { if (seen.Add(o.CustomerId /* who */ + "|" + o.Id)) { n++; } }"""));

    [Fact]
    public Task Says_what_is_put_together() => Verify.Says(
        In("""var seen = new [|HashSet|]<string>(); foreach (var o in orders) { if (seen.Add($"{o.CustomerId}|{o.Id}")) { n++; } }"""),
        "The key of 'seen' is a string that is put together each time from 2 values; use a tuple of them as key");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        ("class C { readonly HashSet<string> _seen = [|new()|]; int M(List<Order> orders) { var map = new [|Dictionary|]<string, Order>(); foreach (var o in orders) { if (_seen.Add($\"{o.CustomerId}|{o.Id}\")) { map[o.CustomerId + \"|\" + o.IsPaid] = o; } } return map.Count; } }",
            "class C { readonly HashSet<(int, int)> _seen = new(); int M(List<Order> orders) { var map = new Dictionary<(int, bool), Order>(); foreach (var o in orders) { if (_seen.Add((o.CustomerId, o.Id))) { map[(o.CustomerId, o.IsPaid)] = o; } } return map.Count; } }"),
        ("class D { int M(Order[] all) => all.[|DistinctBy|](x => x.CustomerId + \"|\" + x.Id).Count(); }", "class D { int M(Order[] all) => all.DistinctBy(x => (x.CustomerId, x.Id)).Count(); }"),
    ]);

    private static string In(string body) =>
        "class C { int M(List<Order> orders, List<Order> others, List<Customer> customers, string text, int n) { " + body + " return n; } void Use(object o) { } }";
}
