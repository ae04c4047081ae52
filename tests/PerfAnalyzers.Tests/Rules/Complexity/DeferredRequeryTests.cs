using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.DeferredRequery, PerfAnalyzers.Complexity.DeferredRequeryFix>;
using VerifyAssuming = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.DeferredRequery, PerfAnalyzers.Complexity.DeferredRequeryAssumingFix>;

namespace PerfAnalyzers.Tests;

public sealed class DeferredRequeryTests
{
    public static readonly Cases Firing = new()
    {
        { "counted per pass", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, [|open|].Count()); }") },
        { "counted in a loop's condition", In("var open = orders.Where(o => !o.IsPaid);\nfor (var i = 0; i < [|open|].Count(); i++) { Use(i, n); }") },
        { "summed per pass", In("var totals = orders.Where(o => o.IsPaid).Select(o => o.Total);\nfor (var i = 0; i < n; i++) { Use(i, [|totals|].Sum()); }") },
        { "largest per pass", In("IEnumerable<decimal> totals = orders.Select(o => o.Total);\nforeach (var c in customers) { Use(c.Id, [|totals|].Max()); }") },
        { "walked in an inner loop", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers)\n{\nforeach (var o in [|open|]) { Use(c.Id, o.Id); }\n}") },
        { "walked in an inner loop, sorted", In("var byDate = orders.OrderBy(o => o.PlacedAt);\nforeach (var c in customers)\n{\nforeach (var o in [|byDate|]) { Use(c.Id, o.Id); }\n}") },
        { "listed per pass", In("var ids = orders.Select(o => o.CustomerId).Distinct();\nwhile (n-- > 0) { var all = [|ids|].ToList(); Use(all.Count, n); }") },
        { "filtered further and counted", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, [|open|].Select(o => o.Total).Sum()); }") },
        { "joined to text per pass", In("var names = customers.Select(c => c.Name);\nforeach (var o in orders) { Use(o.Id, string.Join(\", \", [|names|])); }") },
        { "added to a list per pass", In("var names = customers.Where(c => c.IsActive).Select(c => c.Name);\nforeach (var o in orders) { var all = new List<string>(); all.AddRange([|names|]); Use(o.Id, all); }") },
        { "copied by a constructor per pass", In("var names = customers.Select(c => c.Name).Distinct();\nforeach (var o in orders) { var all = new HashSet<string>([|names|]); Use(o.Id, all); }") },
        { "spread per pass", In("var names = customers.Select(c => c.Name);\nforeach (var o in orders) { string[] all = [.. [|names|]]; Use(o.Id, all); }") },
        { "query syntax", In("var open = from o in orders where !o.IsPaid select o.Total;\nforeach (var c in customers) { Use(c.Id, [|open|].Sum()); }") },
        { "in a lambda per element", In("var paid = orders.Where(o => o.IsPaid);\nvar shares = customers.Select(c => c.Id * [|paid|].Count()).ToList();\nUse(shares, n);") },
        { "in ForEach", In("var paid = orders.Where(o => o.IsPaid);\ncustomers.ForEach(c => Use(c, [|paid|].Last()));") },
        { "groups per pass", In("var groups = orders.GroupBy(o => o.CustomerId);\nforeach (var c in customers) { foreach (var g in [|groups|]) { Use(c.Id, g.Key); } }") },
        { "iterator", "class C { static IEnumerable<int> Primes(int[] all) { foreach (var x in all) { if (x % 2 == 1) { yield return x; } } } void M(int[] all, List<int> ids) { var primes = Primes(all); foreach (var id in ids) { Console.WriteLine(id + [|primes|].Count()); } } }" },
        { "chain that a method returns", "class C { static IEnumerable<Order> Open(List<Order> all) => all.Where(o => !o.IsPaid); void M(List<Order> all, List<int> ids) { var open = Open(all); foreach (var id in ids) { Console.WriteLine(id + [|open|].Count()); } } }" },
        { "property", "class Shelf(List<Order> all) { readonly List<Order> _all = all; IEnumerable<Order> Open => _all.Where(o => !o.IsPaid); void M(List<int> ids) { foreach (var id in ids) { Console.WriteLine(id + [|Open|].Count()); } } }" },
        { "property of this", "class Shelf { readonly List<Order> _all = []; public IEnumerable<decimal> Totals { get { return _all.Select(o => o.Total); } } public decimal M(int[] ids) { var sum = 0m; foreach (var id in ids) { sum += this.[|Totals|].Sum() * id; } return sum; } }" },
        { "field given in the constructor", "class Shelf { readonly IEnumerable<string> _names; public Shelf(List<Customer> all) { _names = all.Select(c => c.Name); } public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(id + string.Join(',', [|_names|])); } } }" },
        { "two levels of locals", In("var open = orders.Where(o => !o.IsPaid);\nvar totals = open.Select(o => o.Total);\nforeach (var c in customers) { Use(c.Id, [|totals|].Average()); }") },
        { "reported once per loop", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers)\n{\nUse(c.Id, [|open|].Count());\nUse(c.Id, open.Sum(o => o.Total));\n}") },
        { "array as source", "class C { void M(int[] all, List<int> ids) { var even = all.Where(x => x % 2 == 0); for (int i = 0; i < ids.Count; i++) { Console.WriteLine(ids[i] * [|even|].Sum()); } } }" },
        { "handed to a private method", "class C { void N(List<Order> all, List<int> ids) => M(all.Where(o => !o.IsPaid), ids); private void M(IEnumerable<Order> open, List<int> ids) { foreach (var id in ids) { Console.WriteLine([|open|].Count() + id); } } }" },
        { "handed to a method of the project, in a local", "class D { void N(List<Order> all, List<int> ids) { var open = all.Where(o => !o.IsPaid); C.M(open, ids); } } class C { public static void M(IEnumerable<Order> open, List<int> ids) { foreach (var id in ids) { Console.WriteLine([|open|].Count() + id); } } }" },
        { "handed to a local function", In("M(orders.Where(o => o.IsPaid));\nvoid M(IEnumerable<Order> paid) { foreach (var c in customers) { Use(c.Id, [|paid|].Sum(o => o.Total)); } }") },
        { "condition and body", In("var open = orders.Where(o => !o.IsPaid);\nvar i = 0;\nwhile (i < [|open|].Count()) { Use(i++, n); }") },
    };

    public static readonly Cases Suggested = new()
    {
        { "some passes", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { if (c.IsActive) { Use(c.Id, [|open|].Count()); } }") },
        { "first of a filter", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, [|open|].First()); }") },
        { "any of a filter", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, [|open|].Any()); }") },
        { "a few of a filter", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, [|open|].Take(5).ToList()); }") },
        { "loop that may stop", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { foreach (var o in [|open|]) { if (o.Total > c.Id) { break; } Use(c.Id, o); } }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "list", In("var open = orders.Where(o => !o.IsPaid).ToList();\nforeach (var c in customers) { Use(c.Id, open.Count()); }") },
        { "array behind an interface", In("IEnumerable<Order> open = orders.Where(o => !o.IsPaid).ToArray();\nforeach (var c in customers) { Use(c.Id, open.Count()); }") },
        { "used once", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var o in open) { Use(o.Id, n); }") },
        { "used twice, in no loop", In("var open = orders.Where(o => !o.IsPaid);\nUse(open.Count(), n);\nforeach (var o in open) { Use(o.Id, n); }") },
        { "declared in the loop", In("foreach (var c in customers) { var own = orders.Where(o => o.CustomerId == c.Id); Use(c.Id, own.Count()); }") },
        { "written in place", In("foreach (var c in customers) { Use(c.Id, orders.Where(o => o.CustomerId == c.Id).Count()); }") },
        { "first of a selection", In("var totals = orders.Select(o => o.Total);\nforeach (var c in customers) { Use(c.Id, totals.First()); }") },
        { "any of a selection", In("var totals = orders.Select(o => o.Total);\nwhile (totals.Any()) { orders.Clear(); }") },
        { "source is drained", In("var open = orders.Where(o => !o.IsPaid);\nwhile (open.Any()) { orders.Remove(open.First()); }") },
        { "source grows", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { orders.Add(new Order { CustomerId = c.Id }); Use(c.Id, open.Count()); }") },
        { "elements change", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { foreach (var o in open) { o.IsPaid = o.CustomerId == c.Id; } }") },
        { "elements change in a method", "class C { static void Pay(Order o) { o.IsPaid = true; } void M(List<Order> orders, List<Customer> customers) { var open = orders.Where(o => !o.IsPaid); foreach (var c in customers) { Pay(orders[c.Id]); Console.WriteLine(open.Count()); } } }" },
        { "what the filter compares with changes", In("var limit = 0m;\nvar above = orders.Where(o => o.Total > limit);\nforeach (var c in customers) { limit += c.Id; Use(c.Id, above.Count()); }") },
        { "given another value in the loop", In("IEnumerable<Order> rest = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { rest = rest.Where(o => o.CustomerId != c.Id); Use(c.Id, rest.Count()); }") },
        { "chosen before the loop", In("IEnumerable<Order> some = orders.Where(o => !o.IsPaid);\nif (n > 3) { some = orders; }\nforeach (var c in customers) { Use(c.Id, some.Count()); }") },
        { "handed on", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, open); }") },
        { "composed in the loop, not run", In("var open = orders.Where(o => !o.IsPaid);\nvar all = new List<IEnumerable<Order>>();\nforeach (var c in customers) { all.Add(open.Where(o => o.CustomerId == c.Id)); }") },
        { "parameter that is given a list", "class C { void N(List<Order> all, List<int> ids) => M(all.Where(o => !o.IsPaid).ToList(), ids); private void M(IEnumerable<Order> open, List<int> ids) { foreach (var id in ids) { Console.WriteLine(open.Count() + id); } } }" },
        { "parameter that is kept", "class C { void N(List<Order> all, List<int> ids) => M(all.Where(o => !o.IsPaid), ids); private void M(IEnumerable<Order> open, List<int> ids) { open = open.ToList(); foreach (var id in ids) { Console.WriteLine(open.Count() + id); } } }" },
        { "parameter walked once", "class C { void N(List<Order> all, List<int> ids) => M(all.Where(o => !o.IsPaid), ids); private void M(IEnumerable<Order> open, List<int> ids) { foreach (var o in open) { Console.WriteLine(ids.Count + o.Id); } } }" },
        { "parameter of an overload", "class C { void N(List<Order> all, List<int> ids) => M(all.Where(o => !o.IsPaid), ids.Count); private void M(IEnumerable<Order> open, int n) => Console.WriteLine(open.Count() + n); private void M(IEnumerable<Order> open, List<int> ids) { foreach (var id in ids) { Console.WriteLine(open.Count() + id); } } }" },
        { "parameter", "class C { void M(IEnumerable<Order> open, List<int> ids) { foreach (var id in ids) { Console.WriteLine(open.Count() + id); } } }" },
        { "list that was hidden", "class C { static IEnumerable<Order> Open(List<Order> all) => all.Where(o => !o.IsPaid).ToList(); void M(List<Order> all, List<int> ids) { var open = Open(all); foreach (var id in ids) { Console.WriteLine(id + open.Count()); } } }" },
        { "list as a sequence", In("var all = orders.AsEnumerable();\nforeach (var c in customers) { Use(c.Id, all.Count()); }") },
        { "cast list", In("IEnumerable<object> all = orders;\nforeach (var c in customers) { Use(c.Id, all.Count()); }") },
        { "a few constants", In("var few = new[] { 1, 2, 3 }.Select(x => x * n);\nforeach (var c in customers) { Use(c.Id, few.Sum()); }") },
        { "a few taken", In("var few = orders.Where(o => o.IsPaid).Take(3);\nforeach (var c in customers) { Use(c.Id, few.Count()); }") },
        { "enum values", In("var days = Enum.GetValues<DayOfWeek>().Where(d => (int)d > n);\nforeach (var c in customers) { Use(c.Id, days.Count()); }") },
        { "three passes", In("var open = orders.Where(o => !o.IsPaid);\nfor (var i = 0; i < 3; i++) { Use(i, open.Count()); }") },
        { "leaves after the count", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { if (c.IsActive) { Use(c.Id, open.Count()); return; } }") },
        { "source of the loop", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var o in open) { Use(o.Id, n); }\nforeach (var o in open.Take(n)) { Use(o.Id, n); }") },
        { "database query", "class C(ShopContext db) { public void M(List<Customer> customers) { var open = db.Orders.Where(o => !o.IsPaid); foreach (var c in customers) { Console.WriteLine(c.Id + open.Count()); } } public void N(List<Customer> customers) { IEnumerable<Order> open = db.Orders.Where(o => !o.IsPaid); foreach (var c in customers) { Console.WriteLine(c.Id + open.Count()); } } }" },
        { "database rows behind AsEnumerable", "class C(ShopContext db) { public void M(List<Customer> customers) { var open = db.Orders.AsEnumerable().Where(o => !o.IsPaid); foreach (var c in customers) { Console.WriteLine(c.Id + open.Count()); } } }" },
        { "tasks", "class C { static async Task<int> Load(int id) { await Task.Yield(); return id; } async Task M(List<int> ids) { var tasks = ids.Select(id => Load(id)); foreach (var id in ids) { await Task.WhenAll(tasks); Console.WriteLine(tasks.Count()); } } }" },
        { "random numbers", In("var random = new Random();\nvar dice = orders.Select(o => random.Next(6));\nforeach (var c in customers) { Use(c.Id, dice.Sum()); }") },
        { "clock", In("var ages = orders.Select(o => DateTime.Now - o.PlacedAt);\nforeach (var c in customers) { Use(c.Id, ages.Max()); }") },
        { "counter in the selector", In("var next = 0;\nvar numbers = orders.Select(o => next++);\nforeach (var c in customers) { Use(c.Id, numbers.Last()); }") },
        { "message loop", "class C { async Task M(List<Order> all, CancellationToken token) { var open = all.Where(o => !o.IsPaid); while (!token.IsCancellationRequested) { await Task.Delay(100, token); Console.WriteLine(open.Count()); } } }" },
        { "property that is a list", "class Shelf { readonly List<Order> _all = []; IEnumerable<Order> All => _all; void M(List<int> ids) { foreach (var id in ids) { Console.WriteLine(id + All.Count()); } } }" },
        { "property of another object", "class Shelf { readonly List<Order> _all = []; public IEnumerable<Order> Open => _all.Where(o => !o.IsPaid); } class C { void M(List<Shelf> shelves) { foreach (var s in shelves) { Console.WriteLine(s.Open.Count()); } } }" },
        { "property whose source is filled in the loop", "class Shelf { readonly List<int> _all = []; IEnumerable<int> Even => _all.Where(x => x % 2 == 0); void M(int[] ids) { foreach (var id in ids) { _all.Add(id); Console.WriteLine(Even.Count()); } } }" },
        { "virtual property", "class Shelf { readonly List<int> _all = []; protected virtual IEnumerable<int> Even => _all.Where(x => x % 2 == 0); void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(Even.Count() + id); } } }" },
        { "field that may be set again", "class Shelf { IEnumerable<string> _names = []; public void Set(List<Customer> all) { _names = all.Select(c => c.Name); } public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(id + string.Join(',', _names)); } } }" },
        { "own sequence type", "class Names : IEnumerable<string> { public IEnumerator<string> GetEnumerator() { yield return \"a\"; } System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); } class C { void M(Names names, int[] ids) { foreach (var id in ids) { Console.WriteLine(id + names.Count()); } } }" },
        { "range", In("var numbers = Enumerable.Range(0, n);\nforeach (var c in customers) { foreach (var i in numbers) { Use(c.Id, i); } }") },
        { "what an unknown call may change", "class C { void M(List<Order> all, List<Customer> customers, Action<Customer> seen) { var open = all.Where(o => !o.IsPaid); foreach (var c in customers) { seen(c); Console.WriteLine(open.Count()); } } }" },
        { "asked without enumerating", In("var open = orders.Select(o => o.Id);\nforeach (var c in customers) { if (open.TryGetNonEnumeratedCount(out var count)) { Use(c.Id, count); } }") },
        { "search by key", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, open.FirstOrDefault(o => o.CustomerId == c.Id) is null); }") },
        { "remembered", In("var open = orders.Where(o => !o.IsPaid);\nint? count = null;\nforeach (var c in customers) { count ??= open.Count(); Use(c.Id, count); }") },
        { "an iterator's passes", "class C { IEnumerable<int> M(List<Order> all, List<int> ids) { var open = all.Where(o => !o.IsPaid); foreach (var id in ids) { yield return open.Count() + id; } } }" },
        { "start-up", "using Microsoft.AspNetCore.Builder; static class Warm { public static void UseOrders(IApplicationBuilder app, List<Order> all, int[] ids) { var open = all.Where(o => !o.IsPaid); foreach (var id in ids) { Console.WriteLine(open.Count() + id); } } }" },
        { "on failure", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { try { Use(c.Id, n); } catch (Exception) { Use(c.Id, open.Count()); throw; } }") },
        { "migration", "class MigrateOrders { public void Run(List<Order> all, int[] ids) { var open = all.Where(o => !o.IsPaid); foreach (var id in ids) { Console.WriteLine(open.Count() + id); } } }" },
        { "by its place", In("var totals = orders.Select(o => o.Total);\nfor (var i = 0; i < n; i++) { Use(i, totals.ElementAt(i)); }") },
        { "pages", In("var totals = orders.Select(o => o.Total);\nfor (var i = 0; i < n; i++) { Use(i, totals.Skip(i * 10).Take(10).ToList()); }") },
        { "nameof", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, nameof(open)); }") },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "counted", In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Count()); }"), In("var open = orders.Where(o => !o.IsPaid).ToList();\nforeach (var c in customers) { Console.WriteLine(c.Id + open.Count()); }") },
        { "declared with its type", In("IEnumerable<decimal> totals = orders.Where(o => o.IsPaid).Select(o => o.Total);\nforeach (var c in customers) { Console.WriteLine(c.Id + [|totals|].Sum()); }"), In("IEnumerable<decimal> totals = orders.Where(o => o.IsPaid).Select(o => o.Total).ToList();\nforeach (var c in customers) { Console.WriteLine(c.Id + totals.Sum()); }") },
        { "query syntax", In("var totals = from o in orders where o.IsPaid select o.Total;\nforeach (var c in customers) { Console.WriteLine(c.Id + [|totals|].Sum()); }"), In("var totals = (from o in orders where o.IsPaid select o.Total).ToList();\nforeach (var c in customers) { Console.WriteLine(c.Id + totals.Sum()); }") },
        { "inner loop", In("var open = orders\n    .Where(o => !o.IsPaid)\n    .OrderBy(o => o.Id);\nforeach (var c in customers)\n{\n    foreach (var o in [|open|])\n    {\n        Console.WriteLine(c.Id + o.Id);\n    }\n}"), In("var open = orders\n    .Where(o => !o.IsPaid)\n    .OrderBy(o => o.Id).ToList();\nforeach (var c in customers)\n{\n    foreach (var o in open)\n    {\n        Console.WriteLine(c.Id + o.Id);\n    }\n}") },
    };

    private const string Handed = "class C\n{\n    public void N(List<Order> all, List<int> ids) => M(all.Where(o => !o.IsPaid), ids);\n\n    private static void M(IEnumerable<Order> open, List<int> ids)\n    {\n        Console.WriteLine(ids.Count);\n\n        // Each of them.\n        foreach (var id in ids)\n        {\n            Console.WriteLine([|open|].Count() + id);\n            foreach (var o in open)\n            {\n                Console.WriteLine(o.Id);\n            }\n        }\n    }\n}\n";

    private const string HandedFixed = "class C\n{\n    public void N(List<Order> all, List<int> ids) => M(all.Where(o => !o.IsPaid), ids);\n\n    private static void M(IEnumerable<Order> open, List<int> ids)\n    {\n        Console.WriteLine(ids.Count);\n\n        var openList = open.ToList();\n        // Each of them.\n        foreach (var id in ids)\n        {\n            Console.WriteLine(openList.Count() + id);\n            foreach (var o in openList)\n            {\n                Console.WriteLine(o.Id);\n            }\n        }\n    }\n}\n";

    [Fact]
    public Task Keeps_the_elements_of_a_parameter() => Verify.Fixes(Handed, HandedFixed);

    [Fact]
    public Task Keeps_the_elements_of_parameters_in_several_files() => Verify.FixesAll(
    [
        (Handed, HandedFixed),
        (Handed.Replace("class C", "class D", StringComparison.Ordinal), HandedFixed.Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    [Fact]
    public Task Keeps_the_elements_of_a_parameter_on_request_where_others_may_call() => VerifyAssuming.Fixes(
        Handed.Replace("private static", "internal static", StringComparison.Ordinal), HandedFixed.Replace("private static", "internal static", StringComparison.Ordinal));

    [Theory]
    [InlineData("Console.WriteLine([|open|].Count() + id);", "Console.WriteLine([|open|].Count() + id); var same = open; Console.WriteLine(same is null);")]
    [InlineData("Console.WriteLine([|open|].Count() + id);", "Console.WriteLine([|open|].Reverse().Count() + id);")]
    [InlineData("Console.WriteLine(o.Id);", "Console.WriteLine(ids.Exists(open => open > o.Id));")]
    public async Task Leaves_a_parameter_that_is_more_than_walked(string before, string after)
    {
        var code = Handed.Replace(before, after, StringComparison.Ordinal);
        await Verify.RefusesToFix(code);
        await VerifyAssuming.RefusesToFix(code);
    }

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Keeps_the_elements(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(before, after);
    }

    [Theory]
    [InlineData("var open = orders.Where(o => Seen(o));\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Count()); }")]
    [InlineData("var open = orders.Where(o => o.Lines[0].Quantity > 1);\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Count()); }")]
    [InlineData("var lines = orders.Select(o => new OrderLine { OrderId = o.Id });\nforeach (var c in customers) { Console.WriteLine(c.Id + [|lines|].Count()); }")]
    [InlineData("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Count()); }\norders.Clear();\nConsole.WriteLine(open.Count());")]
    [InlineData("var open = orders.Where(o => !o.IsPaid);\norders.Add(new Order());\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Count()); }")]
    [InlineData("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Count()); }\nUse(open, n);")]
    [InlineData("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Reverse().Count()); }")]
    [InlineData("var open = orders /* unpaid */ .Where(o => !o.IsPaid);\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Count()); }")]
    [InlineData("IOrderedEnumerable<Order> open = orders.OrderBy(o => o.Id);\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Sum(o => o.Total)); }")]
    public Task Leaves_what_may_differ(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Keeps_what_has_effects_on_request() => VerifyAssuming.Fixes(
        In("var open = orders.Where(o => Seen(o));\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Count()); }"),
        In("var open = orders.Where(o => Seen(o)).ToList();\nforeach (var c in customers) { Console.WriteLine(c.Id + open.Count()); }"));

    [Fact]
    public Task Says_what_is_computed_again() => Verify.Says(
        In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Use(c.Id, [|open|].Count()); }"),
        "'open' is lazy: 'Count' computes it again for every element of 'customers'; keep its elements, with 'ToList()'");

    [Fact]
    public Task Says_how_a_property_is_kept() => Verify.Says(
        "class Shelf(List<Order> all) { readonly List<Order> _all = all; IEnumerable<Order> Open => _all.Where(o => !o.IsPaid); void M(List<int> ids) { foreach (var id in ids) { foreach (var o in [|Open|]) { Console.WriteLine(id + o.Id); } } } }",
        "'Open' is lazy: 'foreach' computes it again for every element of 'ids'; keep its elements in a local before the loop, with 'ToList()'");

    [Fact]
    public Task Fixes_all_nested_and_of_several_files() => Verify.FixesAll(
    [
        (In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers)\n{\n    var names = customers.Select(x => x.Name);\n    foreach (var o in [|open|])\n    {\n        Console.WriteLine(string.Join(',', [|names|]) + o.Id + c.Id);\n    }\n}"),
            In("var open = orders.Where(o => !o.IsPaid).ToList();\nforeach (var c in customers)\n{\n    var names = customers.Select(x => x.Name).ToList();\n    foreach (var o in open)\n    {\n        Console.WriteLine(string.Join(',', names) + o.Id + c.Id);\n    }\n}")),
        (In("var open = orders.Where(o => !o.IsPaid);\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Count()); }\nforeach (var c in customers) { Console.WriteLine(c.Id + [|open|].Sum(o => o.Total)); }").Replace("class C", "class D", StringComparison.Ordinal),
            In("var open = orders.Where(o => !o.IsPaid).ToList();\nforeach (var c in customers) { Console.WriteLine(c.Id + open.Count()); }\nforeach (var c in customers) { Console.WriteLine(c.Id + open.Sum(o => o.Total)); }").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    private static string In(string body) => $$"""
        class C
        {
            public void M(List<Order> orders, List<Customer> customers, int n)
            {
        {{string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line))}}
            }

            private static void Use<T1, T2>(T1 a, T2 b) => Console.WriteLine(a?.ToString() + b?.ToString());

            private static bool Seen(Order o) => o.Lines.First().Id > o.Id;
        }
        """;
}
