using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.SortMisuse, PerfAnalyzers.Complexity.SortMisuseFix>;
using VerifyAssuming = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.SortMisuse, PerfAnalyzers.Complexity.SortMisuseAssumingFix>;

namespace PerfAnalyzers.Tests;

public sealed class SortMisuseTests
{
    public static readonly Cases Firing = new()
    {
        { "first that fits", In("return orders.[|OrderBy|](o => o.PlacedAt).First(o => o.IsPaid);") },
        { "first that fits, or none", In("return orders.[|OrderByDescending|](o => o.Total).FirstOrDefault(o => o.CustomerId == n);") },
        { "first that fits, by two keys", In("return orders.[|OrderBy|](o => o.CustomerId).ThenBy(o => o.Id).First(o => o.Lines.Count > n);") },
        { "first of a filter behind the sort", In("return orders.[|OrderBy|](o => o.PlacedAt).Where(o => o.IsPaid).First();") },
        { "first element of a sorted list", In("return orders.[|OrderBy|](o => o.Total).ToList()[0];") },
        { "last element of a sorted array", In("return orders.[|OrderBy|](o => o.Total).ToArray()[^1];") },
        { "first of a sorted copy", In("return orders.[|OrderBy|](o => o.Total).ToList().First();") },
        { "last of a sorted copy", In("return orders.[|OrderBy|](o => o.Id).ToArray().LastOrDefault();") },
        { "found in a sorted copy", In("return orders.[|OrderBy|](o => o.Id).ToList().Find(o => o.IsPaid);") },
        { "sorted local asked for its first element", In("var sorted = orders.[|OrderBy|](o => o.PlacedAt).ToList();\nreturn sorted[0];") },
        { "sorted local asked for both ends", In("var byTotal = orders.Where(o => o.IsPaid).[|OrderBy|](o => o.Total).ToList();\nif (byTotal.Count == 0) { return null; }\nConsole.WriteLine(byTotal[byTotal.Count - 1].Total);\nreturn byTotal.First();") },
        { "sorted array asked for its first element", In("var sorted = numbers.[|Order|]().ToArray();\nConsole.WriteLine(sorted[0]);\nreturn null;") },
        { "loop that takes the first", In("foreach (var o in orders.[|OrderBy|](o => o.PlacedAt)) { return o; }\nreturn null;") },
        { "any", In("return orders.[|OrderBy|](o => o.Id).Any(o => o.IsPaid);") },
        { "all", In("return orders.[|OrderBy|](o => o.Id).All(o => o.IsPaid);") },
        { "counted", In("return orders.[|OrderBy|](o => o.Id).Count(o => o.IsPaid);") },
        { "summed", In("return orders.[|OrderBy|](o => o.Id).Sum(o => o.Total);") },
        { "largest value of a sorted sequence", In("return orders.[|OrderBy|](o => o.Total).Max(o => o.Total);") },
        { "largest of selected values", In("return orders.[|OrderBy|](o => o.Id).Select(o => o.Total).Max();") },
        { "single", In("return orders.[|OrderBy|](o => o.Id).SingleOrDefault(o => o.Id == n);") },
        { "contained in selected values", In("return orders.[|OrderBy|](o => o.Id).Select(o => o.Id).Contains(n);") },
        { "sum of a sorted list", In("return numbers.[|Order|]().ToList().Sum();") },
        { "counted behind a filter", In("return orders.[|OrderBy|](o => o.Id).Where(o => o.IsPaid).Count();") },
        { "sorted twice", In("return orders.[|OrderBy|](o => o.Total).OrderBy(o => o.CustomerId).ToList();") },
        { "sorted twice by the same", In("return orders.[|OrderBy|](o => o.Id).OrderBy(o => o.Id).ToList();") },
        { "sorted, copied, sorted", In("return orders.[|OrderBy|](o => o.Id).ToList().OrderByDescending(o => o.Total).ToList();") },
        { "query syntax", In("return (from o in orders orderby [|o.PlacedAt|] select o).First(o => o.IsPaid);") },
        { "sorted on every pass", In("foreach (var c in customers)\n{\nvar recent = orders.[|OrderByDescending|](o => o.PlacedAt).ToList();\nUse(c, recent);\n}\nreturn null;") },
        { "inner loop over a sorted sequence", In("foreach (var c in customers)\n{\nforeach (var o in orders.[|OrderBy|](o => o.PlacedAt)) { if (o.CustomerId == c.Id) { Use(c, n); } }\n}\nreturn null;") },
        { "filtered and sorted on every pass", In("for (var i = 0; i < customers.Count; i++)\n{\nvar open = orders.Where(o => !o.IsPaid).[|OrderBy|](o => o.Id).ToArray();\nUse(customers[i], open[i].Id);\n}\nreturn null;") },
        { "sorted per element of a query", In("return customers.Select(c => orders.[|OrderBy|](o => o.Total).ToList().FindIndex(o => o.CustomerId == c.Id)).ToList();") },
        { "sorted after each addition", In("var best = new List<int>();\nforeach (var x in numbers)\n{\nbest.Add(x);\nbest.[|Sort|]();\n}\nreturn best;") },
        { "list kept in order by sorting", In("var open = new List<int> { n };\nwhile (open.Count > 0)\n{\nvar next = open[0];\nopen.RemoveAt(0);\nif (next < 1000) { open.Add(next * 2); }\nopen.[|Sort|]();\n}\nreturn null;") },
        { "parameter sorted after each insertion", "class Scores { public void Merge(List<int> all, int[] added) { foreach (var s in added) { all.Insert(0, s);\n all.[|Sort|]((a, b) => b.CompareTo(a)); } } }" },
        { "sorted after each addition of those that fit", In("var all = new List<int>();\nforeach (var x in numbers)\n{\nif (x < 0) { continue; }\nall.Add(x);\nall.[|Sort|]();\n}\nreturn all;") },
        { "sorted again although nothing changed", In("foreach (var c in customers)\n{\nnumbers.[|Sort|]();\nUse(c, numbers[^1]);\n}\nreturn null;") },
        { "list of an object sorted on every pass", "class Shelf { public List<int> Sizes { get; } = []; } class C { int M(Shelf shelf, List<int> keys) { var n = 0; foreach (var k in keys) { shelf.Sizes.[|Sort|](); n += shelf.Sizes.BinarySearch(k); } return n; } }" },
        { "array sorted on every pass", "class C { int M(int[] all, List<int> keys) { var hits = 0; foreach (var k in keys) { Array.[|Sort|](all); if (Array.BinarySearch(all, k) >= 0) { hits++; } } return hits; } }" },
        { "list sorted for its largest element", In("var totals = orders.Select(o => o.Total).ToList();\ntotals.[|Sort|]();\nreturn totals[^1];") },
        { "list sorted for its smallest element", In("var ages = new List<int>();\nforeach (var o in orders) { ages.Add(o.Lines.Count); }\nages.[|Sort|]();\nreturn ages.First();") },
        { "field of the class", "class Board(List<Order> all) { readonly List<Order> _all = all; public Order? Oldest() => _all.[|OrderBy|](o => o.PlacedAt).FirstOrDefault(o => !o.IsPaid); }" },
        { "property, expression body", "class Board { public List<Order> All { get; } = []; public Order Cheapest => All.[|OrderBy|](o => o.Total).ToList()[0]; }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "one of the plugins", "class Plugin { public int Version; public bool IsOn; } class C(List<Plugin> plugins) { public Plugin? M() => plugins.[|OrderByDescending|](p => p.Version).FirstOrDefault(p => p.IsOn); }" },
        { "sorted before the filter", In("return orders.[|OrderBy|](o => o.PlacedAt).Where(o => o.IsPaid).ToList();") },
        { "sorted before the filter of a loop", In("foreach (var o in orders.[|OrderByDescending|](o => o.Total).Where(o => o.IsPaid)) { Use(o, n); }\nreturn null;") },
        { "query syntax, sorted before the filter", In("var paid = from o in orders orderby [|o.PlacedAt|] where o.IsPaid select o.Id;\nreturn paid.ToList();") },
        { "sorted on some passes", In("foreach (var c in customers)\n{\nif (c.IsActive) { Use(c, orders.[|OrderBy|](o => o.Id).ToList()); }\n}\nreturn null;") },
    };

    public static readonly Cases Quiet = new()
    {
        { "first of a sort, which does not sort", In("return orders.OrderBy(o => o.PlacedAt).First();") },
        { "last of a sort", In("return orders.OrderBy(o => o.PlacedAt).LastOrDefault();") },
        { "last that fits goes through once", In("return orders.OrderBy(o => o.PlacedAt).Last(o => o.IsPaid);") },
        { "any of a sort", In("return orders.OrderBy(o => o.Id).Any();") },
        { "count of a sort", In("return orders.OrderBy(o => o.Id).Count();") },
        { "contained in a sort", In("return numbers.Order().Contains(n);") },
        { "a few of a sort", In("return orders.OrderBy(o => o.Total).Take(3).ToList();") },
        { "a page of a sort", In("return orders.OrderBy(o => o.Id).Skip(n).Take(20).ToArray();") },
        { "one element of a sort", In("return orders.OrderBy(o => o.Id).ElementAt(n);") },
        { "first of what is selected", In("return orders.OrderBy(o => o.Total).Select(o => o.Id).First();") },
        { "sorted list", In("return orders.OrderBy(o => o.Total).ToList();") },
        { "sorted list that is walked", In("var sorted = orders.OrderBy(o => o.Total).ToList();\nforeach (var o in sorted) { Use(o, sorted[0].Id); }\nreturn null;") },
        { "median", In("var sorted = numbers.Order().ToList();\nreturn sorted[sorted.Count / 2];") },
        { "every element by its place", In("var sorted = orders.OrderBy(o => o.Id).ToArray();\nfor (var i = 1; i < sorted.Length; i++) { Use(sorted[i], sorted[0].Id); }\nreturn null;") },
        { "sorted list that is returned", In("var sorted = orders.OrderBy(o => o.Id).ToList();\nUse(sorted[0], n);\nreturn sorted;") },
        { "sorted list that is handed on", In("var sorted = orders.OrderBy(o => o.Id).ToList();\nUse(sorted, n);\nreturn sorted[0];") },
        { "sorted list that is changed", In("var sorted = orders.OrderBy(o => o.Id).ToList();\nsorted.RemoveAt(0);\nreturn sorted[0];") },
        { "loop over a sort", In("foreach (var o in orders.OrderBy(o => o.Id)) { Use(o, n); }\nreturn null;") },
        { "loop that stops when it has enough", In("foreach (var o in orders.OrderBy(o => o.Id)) { if (n-- < 0) { break; } Use(o, n); }\nreturn null;") },
        { "second key", In("return orders.OrderBy(o => o.CustomerId).ThenByDescending(o => o.Total).ToList();") },
        { "filter before the sort", In("return orders.Where(o => o.IsPaid).OrderBy(o => o.PlacedAt).ToList();") },
        { "filter by place", In("return orders.OrderBy(o => o.Id).Where((o, i) => i % 2 == 0).ToList();") },
        { "filter behind a cut", In("return orders.OrderBy(o => o.Total).Take(10).Where(o => o.IsPaid).ToList();") },
        { "sum of floating-point numbers", "class C { double M(List<double> all) => all.Order().Sum(); float N(List<float> all) => all.OrderBy(x => x).Select(x => x * 2).Sum(); }" },
        { "joined in order", In("return string.Join(\", \", orders.OrderBy(o => o.Id).Select(o => o.Id));") },
        { "groups in order", In("return orders.OrderBy(o => o.PlacedAt).GroupBy(o => o.CustomerId).ToList();") },
        { "first of each group", In("return orders.GroupBy(o => o.CustomerId).Select(g => g.OrderBy(o => o.PlacedAt).First()).ToList();") },
        { "sorted within each element", In("foreach (var c in customers) { foreach (var o in c.Orders.OrderBy(o => o.Id)) { Use(o, n); } }\nreturn null;") },
        { "sorted by the element", In("foreach (var c in customers) { Use(c, orders.OrderBy(o => Math.Abs(o.CustomerId - c.Id)).ToList()); }\nreturn null;") },
        { "sorted per pass because it changes", In("foreach (var c in customers)\n{\norders.Add(new Order { CustomerId = c.Id });\nUse(c, orders.OrderBy(o => o.Id).ToList());\n}\nreturn null;") },
        { "sorted per pass because its keys change", In("foreach (var c in customers)\n{\nforeach (var o in orders) { o.Total += c.Id; }\nUse(c, orders.OrderBy(o => o.Total).ToList());\n}\nreturn null;") },
        { "sorted per pass of what is built in the pass", In("foreach (var c in customers)\n{\nvar own = c.Orders.ToList();\nown.Sort((a, b) => a.Id.CompareTo(b.Id));\nUse(c, own);\n}\nreturn null;") },
        { "sorted once behind the loop", In("var ids = new List<int>();\nforeach (var o in orders) { ids.Add(o.Id); }\nids.Sort();\nreturn ids;") },
        { "sorted when it is full", In("var best = new List<int>();\nforeach (var x in numbers)\n{\nbest.Add(x);\nif (best.Count > 1000) { best.Sort(); best.RemoveRange(100, best.Count - 100); }\n}\nreturn best;") },
        { "refilled on every pass", In("var buffer = new List<int>();\nforeach (var c in customers)\n{\nbuffer.Clear();\nforeach (var o in c.Orders) { buffer.Add(o.Id); }\nbuffer.Sort();\nUse(c, buffer[0]);\n}\nreturn null;") },
        { "list sorted and walked", In("var ids = orders.Select(o => o.Id).ToList();\nids.Sort();\nfor (var i = 1; i < ids.Count; i++) { if (ids[i] == ids[i - 1]) { return ids[0]; } }\nreturn null;") },
        { "list sorted and searched", In("var ids = orders.Select(o => o.Id).ToList();\nids.Sort();\nreturn ids.BinarySearch(n) >= 0 ? ids[0] : 0;") },
        { "parameter sorted for its caller", "class C { int M(List<int> all) { all.Sort(); return all[0]; } }" },
        { "sorted loop that returns at once", In("foreach (var c in customers) { var sorted = orders.OrderBy(o => o.Total).ToList(); return sorted; }\nreturn null;") },
        { "a few constants", In("return new[] { 3, 1, 2 }.OrderBy(x => x).First(x => x > n);") },
        { "enum values", In("return Enum.GetValues<DayOfWeek>().OrderBy(d => d).First(d => (int)d > n);") },
        { "database rows", "class C(ShopContext db) { public Order? M(int id) => db.Orders.OrderBy(o => o.PlacedAt).FirstOrDefault(o => o.CustomerId == id); public List<Order> N() => db.Orders.OrderBy(o => o.Id).Where(o => o.IsPaid).ToList(); }" },
        { "expression tree", "class C { Expression<Func<Customer, bool>> M() => c => c.Orders.OrderBy(o => o.Id).Any(o => o.IsPaid); }" },
        { "parallel query", In("return orders.AsParallel().OrderBy(o => o.Id).First(o => o.IsPaid);") },
        { "own extension of the same name", "static class X { public static IEnumerable<Order> OrderBy(this List<Order> all, int by) => all; } class C { bool M(List<Order> orders) => orders.OrderBy(3).Any(o => o.IsPaid); }" },
        { "own type's Sort", "class Board { readonly List<int> _all = []; public void Add(int x) => _all.Add(x); public void Sort() { } } class C { void M(Board b, int[] xs) { foreach (var x in xs) { b.Add(x); b.Sort(); } } }" },
        { "list of each element", "class Shelf { public List<int> Sizes { get; } = []; } class C { void M(List<Shelf> shelves) { foreach (var s in shelves) { s.Sizes.Sort(); } } void N(List<Shelf> shelves, int[] added) { foreach (var a in added) { var s = shelves[a]; s.Sizes.Add(a); s.Sizes.Sort(); } } }" },
        { "part of an array", "class C { void M(int[] all, int n) { for (var i = 1; i < n; i++) { Array.Sort(all, 0, i); } } }" },
        { "comparer that changes", "class C { void M(List<Order> all, List<int> keys) { foreach (var k in keys) { all.Sort((a, b) => (a.Id ^ k).CompareTo(b.Id ^ k)); Console.WriteLine(all[0].Id); } } }" },
        { "start-up", "using Microsoft.AspNetCore.Builder; static class Warm { static readonly List<Order> s_all = []; public static void UseOrders(IApplicationBuilder app) { Console.WriteLine(s_all.OrderBy(o => o.Id).First(o => o.IsPaid)); } }" },
        { "on failure", In("try { return n; } catch (Exception) { Console.WriteLine(orders.OrderBy(o => o.Id).First(o => o.IsPaid)); throw; }") },
        { "migration", "class MigrateOrders { public bool Run(List<Order> all) => all.OrderBy(o => o.Id).Any(o => o.IsPaid); }" },
        { "main", "class Program { static void Main(string[] args) { Console.WriteLine(args.OrderBy(a => a).First(a => a.Length > 1)); } }" },
        { "kept after the first time", "class C { readonly Dictionary<int, List<Order>> _sorted = []; void M(List<Order> all, List<Customer> customers) { foreach (var c in customers) { if (!_sorted.TryGetValue(1, out var s)) { s = all.OrderBy(o => o.Id).ToList(); _sorted.Add(1, s); } Console.WriteLine(s.Count); } } }" },
        { "sort of what an unknown call may change", "class C { void M(List<Order> all, List<Customer> customers, Action<Customer> seen) { foreach (var c in customers) { seen(c); Console.WriteLine(string.Join(',', all.OrderBy(o => o.Id).Select(o => o.Id))); } } }" },
        { "message loop", "class C { async Task M(CancellationToken token, List<Order> all) { while (!token.IsCancellationRequested) { await Task.Delay(1000, token); Console.WriteLine(all.OrderBy(o => o.Id).ToList().Count); } } }" },
        { "three passes", In("for (var i = 0; i < 3; i++) { Use(n, orders.OrderBy(o => o.Id).ToList()); }\nreturn null;") },
        { "walked between awaits, shared", "class C { List<Order> _all = []; async Task M(List<int> ids) { foreach (var id in ids) { await Task.Yield(); foreach (var o in _all.OrderBy(o => o.Id)) { Console.WriteLine(o.Id + id); } } } }" },
        { "an iterator's passes", "class C { IEnumerable<int> M(List<Order> all, List<int> ids) { foreach (var id in ids) { yield return all.OrderBy(o => o.Id).ToList().IndexOf(all[id]); } } }" },
        { "nullable access", "class C { bool? M(List<Order>? orders) => orders?.OrderBy(o => o.Id).Any(); }" },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "condition", In("return orders.[|OrderBy|](o => o.PlacedAt).First(o => o.IsPaid);"), In("return orders.Where(o => o.IsPaid).OrderBy(o => o.PlacedAt).First();") },
        { "condition, two keys", In("return orders.[|OrderBy|](o => o.CustomerId).ThenByDescending(o => o.Id).FirstOrDefault(o => o.CustomerId == n);"), In("return orders.Where(o => o.CustomerId == n).OrderBy(o => o.CustomerId).ThenByDescending(o => o.Id).FirstOrDefault();") },
        { "condition and default", In("return numbers.[|Order|]().FirstOrDefault(x => x > n, -1);"), In("return numbers.Where(x => x > n).Order().FirstOrDefault(-1);") },
        { "filter behind the sort, one taken", In("return orders.[|OrderBy|](o => o.PlacedAt).Where(o => o.IsPaid).First();"), In("return orders.Where(o => o.IsPaid).OrderBy(o => o.PlacedAt).First();") },
        { "over lines", In("return orders\n    .[|OrderBy|](o => o.PlacedAt)\n    .Where(o => o.IsPaid)\n    .First();"), In("return orders\n    .Where(o => o.IsPaid)\n    .OrderBy(o => o.PlacedAt)\n    .First();") },
        { "over lines, from the first call on", In("return orders.[|OrderBy|](o => o.PlacedAt)\n    .Where(o => o.IsPaid)\n    .First();"), In("return orders.Where(o => o.IsPaid)\n    .OrderBy(o => o.PlacedAt)\n    .First();") },
        { "over lines, two to a line", In("return orders\n    .[|OrderBy|](o => o.PlacedAt).ThenBy(o => o.Id)\n    .Where(o => o.IsPaid)\n    .First();"), In("return orders\n    .Where(o => o.IsPaid)\n    .OrderBy(o => o.PlacedAt).ThenBy(o => o.Id)\n    .First();") },
        { "condition over lines", In("return orders\n    .[|OrderBy|](o => o.PlacedAt)\n    .First(o => o.IsPaid);"), In("return orders\n    .Where(o => o.IsPaid)\n    .OrderBy(o => o.PlacedAt)\n    .First();") },
        { "condition behind a line", In("return orders.[|OrderBy|](o => o.PlacedAt)\n    .First(o => o.IsPaid);"), In("return orders.Where(o => o.IsPaid)\n    .OrderBy(o => o.PlacedAt)\n    .First();") },
        { "sorted twice over lines", In("return orders.[|OrderBy|](o => o.Total)\n    .OrderByDescending(o => o.CustomerId)\n    .ToList();"), In("return orders.OrderByDescending(o => o.CustomerId)\n    .ThenBy(o => o.Total)\n    .ToList();") },
        { "any", In("return orders.[|OrderBy|](o => o.Id).ThenBy(o => o.Total).Any(o => o.IsPaid);"), In("return orders.Any(o => o.IsPaid);") },
        { "sum", In("return orders.Where(o => o.IsPaid).[|OrderBy|](o => o.Id).Sum(o => o.Total);"), In("return orders.Where(o => o.IsPaid).Sum(o => o.Total);") },
        { "largest of selected", In("return orders.[|OrderBy|](o => o.Id).Select(o => o.Total).Max();"), In("return orders.Select(o => o.Total).Max();") },
        { "element of a list", In("return orders.[|OrderBy|](o => o.Total).ToList()[0];"), In("return orders.OrderBy(o => o.Total).ElementAt(0);") },
        { "last element of a list", In("return orders.[|OrderBy|](o => o.Total).ToList()[^1].Id;"), In("return orders.OrderBy(o => o.Total).ElementAt(^1).Id;") },
        { "first of a copy", In("return orders.[|OrderBy|](o => o.Total).ToArray().First();"), In("return orders.OrderBy(o => o.Total).First();") },
        { "local", In("var sorted = orders.[|OrderBy|](o => o.Total).ToList();\nreturn sorted.LastOrDefault();"), In("var sorted = orders.OrderBy(o => o.Total);\nreturn sorted.LastOrDefault();") },
        { "sorted twice", In("return orders.[|OrderBy|](o => o.Total).OrderByDescending(o => o.CustomerId).ToList();"), In("return orders.OrderByDescending(o => o.CustomerId).ThenBy(o => o.Total).ToList();") },
        { "sorted twice, more keys", In("return orders.[|OrderByDescending|](o => o.Total).ThenBy(o => o.Id).OrderBy(o => o.CustomerId).ThenBy(o => o.PlacedAt).ToList();"), In("return orders.OrderBy(o => o.CustomerId).ThenBy(o => o.PlacedAt).ThenByDescending(o => o.Total).ThenBy(o => o.Id).ToList();") },
        { "sorted twice by the same", In("return orders.[|OrderBy|](o => o.Id).OrderBy(x => x.Id).ToList();"), In("return orders.OrderBy(x => x.Id).ToList();") },
        { "sorted on every pass", In("foreach (var c in customers)\n{\n    var recent = orders.[|OrderByDescending|](o => o.PlacedAt).ToList();\n    Console.WriteLine(c.Id + recent.Count);\n}\n\nreturn null;"), In("var recent = orders.OrderByDescending(o => o.PlacedAt).ToList();\nforeach (var c in customers)\n{\n    Console.WriteLine(c.Id + recent.Count);\n}\n\nreturn null;") },
        { "loop over a sort", In("foreach (var c in customers)\n{\n    foreach (var o in orders.[|OrderBy|](o => o.PlacedAt)) { Console.WriteLine(c.Id + o.Id); }\n}\n\nreturn null;"), In("var sorted = orders.OrderBy(o => o.PlacedAt).ToList();\nforeach (var c in customers)\n{\n    foreach (var o in sorted) { Console.WriteLine(c.Id + o.Id); }\n}\n\nreturn null;") },
        { "per element of a query", In("return customers.Select(c => orders.[|OrderBy|](o => o.Total).ToList().FindIndex(o => o.CustomerId == c.Id)).ToList();"), In("var sorted = orders.OrderBy(o => o.Total).ToList();\nreturn customers.Select(c => sorted.FindIndex(o => o.CustomerId == c.Id)).ToList();") },
        { "after each addition", In("var all = new List<int>();\nforeach (var x in numbers)\n{\n    all.Add(x * n);\n    all.[|Sort|]();\n}\n\nreturn all;"), In("var all = new List<int>();\nforeach (var x in numbers)\n{\n    all.Add(x * n);\n}\nall.Sort();\n\nreturn all;") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Sorts_less(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(before, after);
    }

    [Fact]
    public Task Filters_first() => Verify.Fixes(
        In("return orders.[|OrderBy|](o => o.PlacedAt).ThenBy(o => o.Id).Where(o => o.IsPaid).Select(o => o.Id).ToList();"),
        In("return orders.Where(o => o.IsPaid).OrderBy(o => o.PlacedAt).ThenBy(o => o.Id).Select(o => o.Id).ToList();"),
        DiagnosticSeverity.Info);

    [Theory]
    [InlineData("return orders.[|OrderBy|](o => o.PlacedAt).First(o => Seen(o));")]
    [InlineData("return orders.[|OrderBy|](o => Next()).First(o => o.IsPaid);")]
    [InlineData("return orders.[|OrderBy|](o => o.PlacedAt).First(o => 10 / o.Id > 1);")]
    [InlineData("return orders.[|OrderBy|](o => o.PlacedAt).Any(o => o.Lines[0].Quantity > 1);")]
    [InlineData("return orders.[|OrderBy|](o => o.PlacedAt) /* oldest */ .First(o => o.IsPaid);")]
    [InlineData("return Enumerable.[|OrderBy|](orders, o => o.PlacedAt).First(o => o.IsPaid);")]
    [InlineData("return orders.[|OrderBy|](o => o.Id).ToArray()[0];")]
    [InlineData("return orders.[|OrderBy|](o => o.Id).Max(o => o.Customer);")]
    [InlineData("var sorted = orders.[|OrderBy|](o => o.Id).ToList();\norders.Clear();\nreturn sorted.First();")]
    [InlineData("foreach (var o in orders.[|OrderBy|](o => o.PlacedAt)) { return o; }\nreturn null;")]
    [InlineData("return numbers.[|Order|]().OrderBy(x => x % 10).ToList();")]
    [InlineData("return (from o in orders orderby [|o.PlacedAt|] select o).First(o => o.IsPaid);")]
    [InlineData("var all = new List<int> { n };\nforeach (var x in numbers) { all.Add(x); all.[|Sort|](); }\nreturn all;")]
    [InlineData("var all = new List<int>();\nforeach (var x in numbers) { if (x < 0) { continue; } all.Add(x); all.[|Sort|](); }\nreturn all;")]
    [InlineData("var all = new List<string>();\nforeach (var x in numbers) { all.Add(x.ToString()); all.[|Sort|](StringComparer.OrdinalIgnoreCase); }\nreturn all;")]
    [InlineData("foreach (var c in customers) { var mine = orders.[|OrderBy|](o => o.Id).ToList(); mine.RemoveAll(o => o.CustomerId != c.Id); Use(c, mine); }\nreturn null;")]
    [InlineData("foreach (var c in customers) { Use(c, orders.[|OrderBy|](o => o.Id).ToList()); }\nreturn null;")]
    [InlineData("foreach (var c in customers) { lock (orders) { foreach (var o in orders.[|OrderBy|](o => o.Id)) { Console.WriteLine(o.Id + c.Id); } } }\nreturn null;")]
    public Task Leaves_what_may_differ(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Moves_what_may_throw_on_request() => VerifyAssuming.Fixes(
        In("foreach (var c in customers)\n{\n    var first = orders.[|OrderBy|](o => o.PlacedAt).First();\n    Console.WriteLine(c.Id + first.Id);\n}\n\nreturn null;"),
        In("var first = orders.OrderBy(o => o.PlacedAt).First();\nforeach (var c in customers)\n{\n    Console.WriteLine(c.Id + first.Id);\n}\n\nreturn null;"));

    [Fact]
    public Task Says_that_a_filter_makes_the_sort_cheap() => Verify.Says(
        In("return orders.[|OrderBy|](o => o.PlacedAt).First(o => o.IsPaid);"),
        "'OrderBy' sorts all elements, and one is taken; filter first: 'Where(…).OrderBy(…).First()' does not sort");

    [Fact]
    public Task Says_that_order_does_not_matter() => Verify.Says(
        In("return orders.[|OrderBy|](o => o.Id).Count(o => o.IsPaid);"),
        "'OrderBy' sorts all elements for 'Count', which gives the same in any order; remove the sort");

    [Fact]
    public Task Says_what_repeats() => Verify.Says(
        In("foreach (var c in customers)\n{\nforeach (var o in orders.[|OrderBy|](o => o.PlacedAt)) { Use(c, o.Id); }\n}\nreturn null;"),
        "'OrderBy' sorts the same elements for every element of 'customers'; sort once, before the loop");

    [Fact]
    public Task Fixes_all_nested_and_of_several_files() => Verify.FixesAll(
    [
        (In("return orders.[|OrderBy|](o => o.Id).First(o => o.Lines.[|OrderBy|](l => l.Id).Any(l => l.Quantity > n));"),
            In("return orders.Where(o => o.Lines.Any(l => l.Quantity > n)).OrderBy(o => o.Id).First();")),
        (In("foreach (var c in customers)\n{\n    foreach (var o in orders.[|OrderBy|](o => o.PlacedAt)) { Console.WriteLine(c.Id + o.Id); }\n    foreach (var o in orders.[|OrderBy|](o => o.Total)) { Console.WriteLine(c.Id + o.Id); }\n}\n\nreturn null;").Replace("class C", "class D", StringComparison.Ordinal),
            In("var sorted = orders.OrderBy(o => o.PlacedAt).ToList();\nvar sorted2 = orders.OrderBy(o => o.Total).ToList();\nforeach (var c in customers)\n{\n    foreach (var o in sorted) { Console.WriteLine(c.Id + o.Id); }\n    foreach (var o in sorted2) { Console.WriteLine(c.Id + o.Id); }\n}\n\nreturn null;").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    private static string In(string body) => $$"""
        class C
        {
            private int _next;

            public object? M(List<Order> orders, List<Customer> customers, List<int> numbers, int n)
            {
        {{Indented(body)}}
            }

            private static void Use<T1, T2>(T1 a, T2 b) => Console.WriteLine(a?.ToString() + b?.ToString());

            private bool Seen(Order o) => _next++ > o.Id;

            private int Next() => _next++;
        }
        """;

    private static string Indented(string body) => string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line));
}
