using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.LoopInvariantCall, PerfAnalyzers.Caching.LoopInvariantCallFix>;
using VerifyAssuming = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.LoopInvariantCall, PerfAnalyzers.Caching.LoopInvariantCallAssumingFix>;

namespace PerfAnalyzers.Tests;

public sealed class LoopInvariantCallTests
{
    public static readonly Cases Firing = new()
    {
        { "sum of all, per element", In("foreach (var o in orders) { Use(o.Id, o.Total / orders.[|Sum|](x => x.Total)); }") },
        { "largest in a filter", In("var best = orders.Where(o => o.Total == orders.[|Max|](x => x.Total)).ToList();\nUse(best, n);") },
        { "smallest in a selection", In("var shares = orders.Select(o => o.Total - orders.[|Min|](x => x.Total)).ToArray();\nUse(shares, n);") },
        { "average in a count", In("Use(orders.Count(o => o.Total > orders.[|Average|](x => x.Total)), n);") },
        { "average in query syntax", In("var above = from o in orders where o.Total > orders.[|Average|](x => x.Total) select o;\nUse(above.ToList(), n);") },
        { "counted by a condition", In("foreach (var c in customers) { Use(c.Id, orders.[|Count|](o => o.IsPaid)); }") },
        { "counted behind a filter", In("foreach (var c in customers) { Use(c.Id, orders.Where(o => o.IsPaid).[|Count|]()); }") },
        { "copied per pass", In("foreach (var c in customers)\n{\nforeach (var o in orders.[|ToList|]()) { Use(c.Id, o.Id); }\n}") },
        { "array per pass", In("for (var i = 0; i < n; i++) { Use(i, orders.[|ToArray|]()[i].Id); }") },
        { "array in the condition", In("for (var i = 0; i < orders.[|ToArray|]().Length; i++) { Use(i, orders[i].Id); }") },
        { "list in the condition", In("var i = 0;\nwhile (i < orders.Where(o => o.IsPaid).[|ToList|]().Count) { Use(i++, n); }") },
        { "set per pass", In("foreach (var c in customers)\n{\nvar ids = orders.Select(o => o.CustomerId).[|ToHashSet|]();\nif (ids.Contains(c.Id)) { Use(c.Id, n); }\n}") },
        { "dictionary per pass", In("foreach (var c in customers)\n{\nvar byId = orders.[|ToDictionary|](o => o.Id);\nUse(c.Id, byId.ContainsKey(c.Id));\n}") },
        { "lookup per pass", In("foreach (var c in customers) { Use(c.Id, orders.[|ToLookup|](o => o.CustomerId)[c.Id].Count()); }") },
        { "largest object per pass", In("foreach (var c in customers) { Use(c.Id, orders.[|MaxBy|](o => o.Total)!.Id); }") },
        { "outer loop, both invariant", In("foreach (var c in customers) { for (var i = 0; i < c.Id; i++) { Use(i, orders.[|Sum|](o => o.Total)); } }") },
        { "field", "class Report(List<Order> all) { readonly List<Order> _all = all; public decimal Share(List<int> ids) { var s = 0m; foreach (var id in ids) { s += id / _all.[|Sum|](o => o.Total); } return s; } }" },
        { "property that copies", "class Shelf { readonly List<Order> _all = []; public Order[] All => _all.ToArray(); public void Print() { for (var i = 0; i < [|All|].Length; i++) { Console.WriteLine(i); } } }" },
        { "method that copies, in the condition", "class Shelf { readonly List<Order> _all = []; List<Order> GetOpen() => _all.Where(o => !o.IsPaid).ToList(); public void Print() { for (var i = 0; i < [|GetOpen|]().Count; i++) { Console.WriteLine(i); } } }" },
        { "property that copies, per element", "class Shelf { readonly List<int> _ids = []; public IReadOnlyList<int> Ids { get { return _ids.ToList(); } } public int Hits(int[] keys) { var hits = 0; foreach (var k in keys) { hits += this.[|Ids|][k]; } return hits; } }" },
        { "array of integers", "class C { double M(int[] all) { var d = 0.0; foreach (var x in all) { d += x - all.[|Average|](); } return d; } }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "lower case of a parameter", In("foreach (var c in customers) { if (c.Name == text.[|ToLowerInvariant|]()) { Use(c, n); } }") },
        { "upper case in a filter", In("Use(customers.Where(c => c.Name.ToUpper() == text.[|ToUpper|]()).ToList(), n);") },
        { "split in a condition", In("for (var i = 0; i < text.[|Split|](',').Length; i++) { Use(i, n); }") },
        { "split in an inner loop", In("foreach (var c in customers) { foreach (var part in text.[|Split|](';')) { Use(c.Id, part); } }") },
        { "replaced per pass", In("foreach (var c in customers) { Use(c.Id, text.[|Replace|](\"-\", \"\")); }") },
        { "joined per pass", In("foreach (var c in customers) { Use(c.Id, string.[|Join|](\",\", orders)); }") },
        { "enum names", In("foreach (var c in customers) { if (Enum.[|GetNames|]<DayOfWeek>().Contains(c.Name)) { Use(c, n); } }") },
        { "enum values", In("foreach (var c in customers) { foreach (var day in Enum.[|GetValues|]<DayOfWeek>()) { Use(c, day); } }") },
        { "enum parsed", In("foreach (var c in customers) { Use(c.Id, Enum.[|Parse|]<DayOfWeek>(text)); }") },
        { "properties of a type", "class C { void M<T>(List<T> rows) { foreach (var row in rows) { foreach (var p in typeof(T).[|GetProperties|]()) { Console.WriteLine(p.GetValue(row)); } } } }" },
        { "one property of a type", "class C { void M(List<Order> rows, string name) { foreach (var row in rows) { Console.WriteLine(typeof(Order).[|GetProperty|](name)!.GetValue(row)); } } }" },
        { "attributes", "using System.Reflection; class C { void M(Type type, int[] ids) { foreach (var id in ids) { if (type.[|GetCustomAttribute|]<ObsoleteAttribute>() is not null) { Console.WriteLine(id); } } } }" },
        { "types of an assembly", "using System.Reflection; class C { void M(Assembly assembly, string[] names) { foreach (var name in names) { if (assembly.[|GetTypes|]().Length > name.Length) { Console.WriteLine(name); } } } }" },
        { "number parsed", In("foreach (var c in customers) { if (c.Id == int.[|Parse|](text)) { Use(c, n); } }") },
        { "environment variable", In("foreach (var c in customers) { Use(c.Id, Environment.[|GetEnvironmentVariable|](\"REGION\")!); }") },
        { "some passes", In("foreach (var c in customers) { if (c.IsActive) { Use(c.Id, orders.[|Sum|](o => o.Total)); } }") },
        { "behind another condition", In("Use(orders.Where(o => o.IsPaid && o.Total == orders.[|Max|](x => x.Total)).ToList(), n);") },
        { "text beside calls nobody can see into", "class C { void M(List<Customer> all, string text, Action<string> seen) { foreach (var c in all) { seen(text.[|ToUpper|]()); } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "sum of the element's own", In("foreach (var c in customers) { Use(c.Id, c.Orders.Sum(o => o.Total)); }") },
        { "condition with the element", In("foreach (var c in customers) { Use(c.Id, orders.Count(o => o.CustomerId == c.Id)); }") },
        { "before the loop", In("var sum = orders.Sum(o => o.Total);\nforeach (var o in orders) { Use(o.Id, o.Total / sum); }") },
        { "source of the loop", In("foreach (var o in orders.ToList()) { orders.Remove(o); }") },
        { "start of a counted loop", In("for (var i = orders.Sum(o => o.Lines.Count); i > 0; i--) { Use(i, n); }") },
        { "count of a list", In("for (var i = 0; i < orders.Count(); i++) { Use(i, n); }") },
        { "list changes in the loop", In("while (orders.Sum(o => o.Total) > 100) { orders.RemoveAt(0); }") },
        { "elements change in the loop", In("foreach (var o in orders) { o.Total = o.Total / orders.Sum(x => x.Total); }") },
        { "elements change in a method", "class C { static void Round(Order o) { o.Total = decimal.Round(o.Total); } void M(List<Order> all) { foreach (var o in all) { Round(o); Console.WriteLine(all.Sum(x => x.Total)); } } }" },
        { "copy that is changed", In("foreach (var c in customers) { var rest = orders.ToList(); rest.RemoveAll(o => o.CustomerId != c.Id); Use(c.Id, rest.Count); }") },
        { "copy that is handed on", In("foreach (var c in customers) { Use(c.Id, orders.ToArray()); }") },
        { "copy that is kept", In("var all = new List<List<Order>>();\nforeach (var c in customers) { all.Add(orders.ToList()); }") },
        { "array that is written", In("foreach (var c in customers) { var characters = text.ToCharArray(); characters[0] = c.Name[0]; Use(c, new string(characters)); }") },
        { "parts that are changed", In("foreach (var c in customers) { var parts = text.Split(','); parts[0] = c.Name; Use(c, string.Join(',', parts)); }") },
        { "text of the element", In("foreach (var c in customers) { Use(c.Id, c.Name.ToLower().Split(' ').Length); }") },
        { "text that grows", In("foreach (var c in customers) { text += c.Name; Use(c.Id, text.ToUpper()); }") },
        { "no loop", In("Use(orders.Sum(o => o.Total), text.Split(',').Length);") },
        { "left after the call", In("foreach (var c in customers) { if (c.IsActive) { Use(c.Id, orders.Sum(o => o.Total)); return; } }") },
        { "two passes", In("for (var i = 0; i < 2; i++) { Use(i, orders.Sum(o => o.Total)); }") },
        { "a few constants", In("var few = new[] { 1, 2, 3 };\nforeach (var c in customers) { Use(c.Id, few.Max()); }") },
        { "remembered", In("int? max = null;\nforeach (var c in customers) { max ??= orders.Max(o => o.Id); Use(c.Id, max); }") },
        { "database", "class C(ShopContext db) { public void M(List<Customer> all) { foreach (var c in all) { Console.WriteLine(db.Orders.Sum(o => o.Total) + c.Id); } } }" },
        { "database rows", "class C(ShopContext db) { public void M(List<Customer> all) { foreach (var c in all) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Id + c.Id); } } } }" },
        { "query of a database in a local", "class C(ShopContext db) { public void M(List<Customer> all) { IEnumerable<Order> rows = db.Orders; foreach (var c in all) { Console.WriteLine(rows.Sum(o => o.Total) + c.Id); } } }" },
        { "expression tree", "class C { IQueryable<Customer> M(IQueryable<Customer> all, string text, List<int> ids) => all.Where(c => c.Name.ToLower() == text.ToLower() && c.Id < ids.Max()); }" },
        { "lazy sequence in a local", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, open.Sum(o => o.Total)); }") },
        { "sorted", In("foreach (var c in customers) { Use(c.Id, orders.OrderBy(o => o.Id).Sum(o => o.Total)); }") },
        { "search by key", In("foreach (var c in customers) { Use(c.Id, orders.First(o => o.CustomerId == c.Id)); }") },
        { "random numbers", In("var random = new Random();\nforeach (var c in customers) { Use(c.Id, orders.Sum(o => random.Next(3))); }") },
        { "clock", In("foreach (var c in customers) { Use(c.Id, orders.Count(o => o.PlacedAt < DateTime.Now)); }") },
        { "what an unknown call may change", "class C { void M(List<Order> all, int[] ids, Action<int> seen) { foreach (var id in ids) { seen(id); Console.WriteLine(all.Sum(o => o.Total)); } } }" },
        { "property that is the list", "class Shelf { readonly List<Order> _all = []; public List<Order> All => _all; public void Print() { for (var i = 0; i < All.Count; i++) { Console.WriteLine(i); } } }" },
        { "automatic property", "class Shelf { public Order[] All { get; } = []; public void Print() { for (var i = 0; i < All.Length; i++) { Console.WriteLine(i); } } }" },
        { "property that copies, of each element", "class Shelf { readonly List<Order> _all = []; public Order[] All => _all.ToArray(); } class C { void M(List<Shelf> shelves) { foreach (var s in shelves) { Console.WriteLine(s.All.Length); } } }" },
        { "property that copies, as source", "class Shelf { readonly List<Order> _all = []; public Order[] All => _all.ToArray(); public void Clean() { foreach (var o in All) { if (o.IsPaid) { _all.Remove(o); } } } }" },
        { "property that copies what the loop fills", "class Shelf { readonly List<int> _all = []; public int[] All => _all.ToArray(); public void Fill(int[] ids) { foreach (var id in ids) { _all.Add(id); Console.WriteLine(All.Length); } } }" },
        { "virtual property", "class Shelf { protected readonly List<int> _all = []; public virtual int[] All => _all.ToArray(); public void Print() { for (var i = 0; i < All.Length; i++) { Console.WriteLine(i); } } } class Other : Shelf { public override int[] All => []; }" },
        { "cached property", "class Shelf { readonly List<int> _all = []; int[]? _array; public int[] All => _array ??= _all.ToArray(); public void Print() { for (var i = 0; i < All.Length; i++) { Console.WriteLine(i); } } }" },
        { "own Sum", "class Sums { int _n; public int Sum() => _n++; } class C { void M(Sums s, int[] ids) { foreach (var id in ids) { Console.WriteLine(s.Sum() + id); } } }" },
        { "own extension ToArray", "static class X { public static int[] ToArray(this string s) => [s.Length]; } class C { void M(string s, int[] ids) { foreach (var id in ids) { Console.WriteLine(s.ToArray().Length + id); } } }" },
        { "shared list between awaits", "class C { readonly List<Order> _all = []; async Task M(int[] ids) { foreach (var id in ids) { await Task.Yield(); Console.WriteLine(_all.Sum(o => o.Total) + id); } } }" },
        { "message loop", "class C { async Task M(List<Order> all, string text, CancellationToken token) { while (!token.IsCancellationRequested) { await Task.Delay(1000, token); Console.WriteLine(all.Sum(o => o.Total) + text.ToUpper()); } } }" },
        { "an iterator's passes", "class C { IEnumerable<decimal> M(List<Order> all, int[] ids) { foreach (var id in ids) { yield return all.Sum(o => o.Total) * id; } } }" },
        { "start-up", "using Microsoft.AspNetCore.Builder; static class Warm { public static void UseOrders(IApplicationBuilder app, List<Order> all, int[] ids) { foreach (var id in ids) { Console.WriteLine(all.Sum(o => o.Total) * id); } } }" },
        { "on failure", In("foreach (var c in customers) { try { Use(c, n); } catch (Exception) { Use(c, orders.Sum(o => o.Total)); throw; } }") },
        { "migration", "class MigrateOrders { public void Run(List<Order> all, int[] ids, string text) { foreach (var id in ids) { Console.WriteLine(all.Sum(o => o.Total) * id + text.ToUpper()); } } }" },
        { "type that varies", "class C { void M(List<object> rows) { foreach (var row in rows) { foreach (var p in row.GetType().GetProperties()) { Console.WriteLine(p.GetValue(row)); } } } }" },
        { "array written through its name", "class C { void M(int[] all, int[] keys) { foreach (var k in keys) { Array.Reverse(all); Console.WriteLine(all.Sum() + k); } } void N(int[] all) { for (var i = 0; i < all.Length; i++) { all[i] = all[i] - all.Min(); } } }" },
        { "concurrent dictionary", "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<int, Order> _all = new(); void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(_all.Values.Sum(o => o.Total) + id); } } }" },
        { "of what the element may have", In("foreach (var c in customers) { var ids = c.Orders?.Where(o => o.IsPaid)?.Select(o => o.Id).ToArray(); if (ids?.Length > 0) { Use(c.Id, ids[0]); } }") },
        { "nameof", In("foreach (var c in customers) { Use(c.Id, nameof(orders)); }") },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "count", In("foreach (var c in customers)\n{\n    Console.WriteLine(c.Id + orders.[|Count|](o => o.IsPaid));\n}"), In("var count = orders.Count(o => o.IsPaid);\nforeach (var c in customers)\n{\n    Console.WriteLine(c.Id + count);\n}") },
        { "list in an inner loop", In("foreach (var c in customers)\n{\n    foreach (var o in orders.Where(o => o.IsPaid).[|ToList|]()) { Console.WriteLine(c.Id + o.Id); }\n}"), In("var list = orders.Where(o => o.IsPaid).ToList();\nforeach (var c in customers)\n{\n    foreach (var o in list) { Console.WriteLine(c.Id + o.Id); }\n}") },
        { "set in a local", In("foreach (var c in customers)\n{\n    var ids = orders.Select(o => o.CustomerId).[|ToHashSet|]();\n    Console.WriteLine(ids.Contains(c.Id));\n}"), In("var ids = orders.Select(o => o.CustomerId).ToHashSet();\nforeach (var c in customers)\n{\n    Console.WriteLine(ids.Contains(c.Id));\n}") },
        { "in the condition", In("for (var i = 0; i < orders.[|ToArray|]().Length; i++) { Console.WriteLine(i); }"), In("var array = orders.ToArray();\nfor (var i = 0; i < array.Length; i++) { Console.WriteLine(i); }") },
    };

    public static TheoryData<string, string, string> AssumingRewrites { get; } = new()
    {
        { "largest in a filter", In("var best = orders.Where(o => o.Total == orders.[|Max|](x => x.Total)).ToList();\nUse(best, n);"), In("var max = orders.Max(x => x.Total);\nvar best = orders.Where(o => o.Total == max).ToList();\nUse(best, n);") },
        { "sum that may overflow", In("foreach (var o in orders)\n{\n    Use(o.Id, o.Total / orders.[|Sum|](x => x.Total));\n}"), In("var sum = orders.Sum(x => x.Total);\nforeach (var o in orders)\n{\n    Use(o.Id, o.Total / sum);\n}") },
        { "property that copies", "class Shelf { readonly List<Order> _all = []; public Order[] All => _all.ToArray(); public void Print() { for (var i = 0; i < [|All|].Length; i++) { Console.WriteLine(i); } } }", "class Shelf { readonly List<Order> _all = []; public Order[] All => _all.ToArray(); public void Print() { var all = All; for (var i = 0; i < all.Length; i++) { Console.WriteLine(i); } } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Calls_once(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(before, after);
    }

    [Theory, MemberData(nameof(AssumingRewrites))]
    public Task Calls_once_on_request(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return VerifyAssuming.Fixes(before, after);
    }

    [Fact]
    public Task Lowers_once() => Verify.Fixes(
        In("foreach (var c in customers)\n{\n    if (c.Name == text.[|ToLowerInvariant|]()) { Use(c, n); }\n}"),
        In("var lower = text.ToLowerInvariant();\nforeach (var c in customers)\n{\n    if (c.Name == lower) { Use(c, n); }\n}"),
        DiagnosticSeverity.Info);

    [Theory]
    [InlineData("foreach (var o in orders) { Use(o.Id, o.Total / orders.[|Sum|](x => x.Total)); }")]
    [InlineData("foreach (var c in customers) { Use(c.Id, maybe!.[|Count|](o => o.IsPaid)); }")]
    [InlineData("foreach (var c in customers) { Use(c.Id, orders.[|Count|](o => o.Lines[0].Quantity > 1)); }")]
    [InlineData("foreach (var c in customers) { lock (orders) { Use(c.Id, orders.[|Count|](o => o.IsPaid)); } }")]
    [InlineData("foreach (var c in customers) { Use(c.Id, orders /* paid */ .[|Count|](o => o.IsPaid)); }")]
    public Task Leaves_what_may_differ(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Leaves_bodies_of_one_expression() => Verify.RefusesToFix("class C { List<Order> M(List<Order> all) => all.Where(o => o.Id > all.[|Count|](x => x.IsPaid)).ToList(); }");

    [Fact]
    public Task Leaves_what_is_not_run_at_once() => Verify.RefusesToFix("class C { IEnumerable<Order> M(List<Order> all) { return all.Where(o => o.Id > all.[|Count|](x => x.IsPaid)); } }");

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        In("foreach (var o in orders) { Use(o.Id, o.Total / orders.[|Sum|](x => x.Total)); }"),
        "'Sum' goes through all elements again for every element of 'orders', with the same result; keep it in a local before the loop");

    [Fact]
    public Task Fixes_all_nested_and_of_several_files() => Verify.FixesAll(
    [
        (In("foreach (var c in customers)\n{\n    for (var i = 0; i < c.Id; i++)\n    {\n        Console.WriteLine(orders.[|Count|](o => o.IsPaid) + orders.[|Count|](o => !o.IsPaid) + i);\n    }\n}"),
            In("var count = orders.Count(o => o.IsPaid);\nvar count2 = orders.Count(o => !o.IsPaid);\nforeach (var c in customers)\n{\n    for (var i = 0; i < c.Id; i++)\n    {\n        Console.WriteLine(count + count2 + i);\n    }\n}")),
        (In("foreach (var c in customers)\n{\n    Console.WriteLine(c.Id + orders.[|Count|](o => o.IsPaid));\n}").Replace("class C", "class D", StringComparison.Ordinal),
            In("var count = orders.Count(o => o.IsPaid);\nforeach (var c in customers)\n{\n    Console.WriteLine(c.Id + count);\n}").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    private static string In(string body) => $$"""
        class C
        {
            public void M(List<Order> orders, List<Customer> customers, List<Order>? maybe, string text, int n)
            {
        {{string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line))}}
            }

            private static void Use<T1, T2>(T1 a, T2 b) => Console.WriteLine(a?.ToString() + b?.ToString());
        }
        """;
}
