using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.RepeatedCall, PerfAnalyzers.Caching.RepeatedCallFix>;

namespace PerfAnalyzers.Tests;

public sealed class RepeatedCallTests
{
    public static readonly Cases Firing = new()
    {
        { "sum twice", In("var share = order.Total / orders.Sum(o => o.Total); var rest = 1 - order.Total / orders.[|Sum|](o => o.Total); return share + rest;") },
        { "asked and returned", In("if (orders.Max(o => o.Total) > 100) { return orders.[|Max|](o => o.Total); } return 0;") },
        { "in one expression", In("return orders.Average(o => o.Total) > 3 ? orders.[|Average|](o => o.Total) : 0;") },
        { "both sides of and", In("return orders.Sum(o => o.Total) > 3 && orders.[|Sum|](o => o.Total) < 9 ? 1 : 0;") },
        { "filtered and summed", In("var a = orders.Where(o => o.IsPaid).Sum(o => o.Total); var b = orders.Where(o => o.IsPaid).[|Sum|](o => o.Total); return a * b;") },
        { "kept and asked again", In("var paid = orders.Where(o => o.IsPaid).ToList(); var n = orders.Where(o => o.IsPaid).[|ToList|]()[0].Id; return paid.Count + n;") },
        { "three times", In("var a = orders.Sum(o => o.Total); var b = orders.[|Sum|](o => o.Total); var c = orders.Sum(o => o.Total); return a + b + c;") },
        { "of a field, nothing between", "class C { readonly List<Order> _all = new(); decimal M() { if (_all.Max(o => o.Total) > 3) { return _all.[|Max|](o => o.Total); } return 0; } }" },
        { "of a parameter's member", "class Cart { public List<Order> Orders { get; } = new(); } class C { decimal M(Cart cart) => cart.Orders.Sum(o => o.Total) > 3 ? cart.Orders.[|Sum|](o => o.Total) : 0; }" },
        { "parts of a text, in a loop", In("var n = 0m; foreach (var line in lines) { n += line.Split(',')[0].Length; n += line.[|Split|](',')[1].Length; } return n;") },
        { "case of a text, in a loop", In("var n = 0m; foreach (var line in lines) { if (line.ToLower() == \"a\" || line.[|ToLower|]() == \"b\") { n++; } } return n;") },
        { "in a lambda per element", In("return lines.Count(line => line.Split(',')[0] == \"a\" && line.[|Split|](',')[1] == \"b\");") },
        { "per request", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { public string Get(string path) { var first = path.Split('/')[0]; var second = path.[|Split|]('/')[1]; return first + second; } }" },
        { "reflection per request", "using System.Reflection; class C : Microsoft.AspNetCore.Mvc.ControllerBase { public string Get(int id) { if (typeof(Order).GetCustomAttribute<ObsoleteAttribute>() != null) { return typeof(Order).[|GetCustomAttribute|]<ObsoleteAttribute>()!.Message!; } return \"\"; } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "once", In("return orders.Sum(o => o.Total);") },
        { "kept in a local", In("var sum = orders.Sum(o => o.Total); return sum * sum;") },
        { "another selector", In("return orders.Sum(o => o.Total) + orders.Sum(o => o.Id);") },
        { "another collection", In("var other = orders.ToList(); return orders.Sum(o => o.Total) + other.Sum(o => o.Total);") },
        { "another captured value", In("var a = orders.Count(o => o.Total > order.Total); order = orders[0]; var b = orders.Count(o => o.Total > order.Total); return a + b;") },
        { "added between", In("var a = orders.Sum(o => o.Total); orders.Add(order); return a - orders.Sum(o => o.Total);") },
        { "element set between", In("var a = orders.Sum(o => o.Total); orders[0] = order; return a - orders.Sum(o => o.Total);") },
        { "changed between", In("var a = orders.Sum(o => o.Total); order.Total = 3; return a - orders.Sum(o => o.Total);") },
        { "another list between", In("var a = orders.Sum(o => o.Total); orders = new List<Order>(); return a - orders.Sum(o => o.Total);") },
        { "handed to a method between", In("var a = orders.Sum(o => o.Total); Fill(orders); return a - orders.Sum(o => o.Total);") },
        { "own code between", In("var a = orders.Sum(o => o.Total); Fill(null!); return a - orders.Sum(o => o.Total);") },
        { "delegate between", In("var a = orders.Sum(o => o.Total); then(); return a - orders.Sum(o => o.Total);") },
        { "awaited between", "class C { readonly List<Order> _all = new(); async Task<decimal> M() { var a = _all.Sum(o => o.Total); await Task.Delay(3); return a - _all.Sum(o => o.Total); } }" },
        { "two ways", In("if (order.IsPaid) { return orders.Sum(o => o.Total); } else { return orders.Sum(o => o.Total) * 2; }") },
        { "cases", In("switch (order.Id) { case 1: return orders.Sum(o => o.Total); default: return orders.Sum(o => o.Total) + 1; }") },
        { "arms", In("return order.Id switch { 1 => orders.Sum(o => o.Total), _ => orders.Sum(o => o.Total) + 1 };") },
        { "one way, then all", In("var a = 0m; if (order.IsPaid) { a = orders.Sum(o => o.Total); } return a + orders.Sum(o => o.Total);") },
        { "behind a condition that may not be reached", In("return order.IsPaid && orders.Sum(o => o.Total) > 3 || orders.Sum(o => o.Total) < 9 ? 1 : 0;") },
        { "one way, then failure", In("try { return orders.Sum(o => o.Total); } catch (OverflowException) { return orders.Sum(o => o.Total / 2); }") },
        { "before a loop and in it, where it changes", In("var a = orders.Sum(o => o.Total); foreach (var id in lines) { orders.Add(order); a += orders.Sum(o => o.Total); } return a;") },
        { "in a loop, the same on each pass", In("var a = 0m; foreach (var line in lines) { a += orders.Sum(o => o.Total); a -= orders.Sum(o => o.Total); } return a;") },
        { "changed by a lambda", In("Action set = () => orders = new List<Order>(); var a = orders.Sum(o => o.Total); set(); return a - orders.Sum(o => o.Total);") },
        { "copies that are changed", In("var a = orders.ToList(); var b = orders.ToList(); a.Clear(); return b.Count;") },
        { "copies that are returned", "class C { (List<Order>, List<Order>) M(List<Order> all) => (all.ToList(), all.ToList()); }" },
        { "lazy sequence", "class C { decimal M(IEnumerable<Order> orders) => orders.Sum(o => o.Total) - orders.Sum(o => o.Total); }" },
        { "rows", "class C { decimal M(ShopContext db) => db.Orders.Sum(o => o.Total) - db.Orders.Sum(o => o.Total); }" },
        { "rows kept as a query", "class C { decimal M(ShopContext db) { var paid = db.Orders.Where(o => o.IsPaid); return paid.Sum(o => o.Total) - paid.Sum(o => o.Total); } }" },
        { "count of a list", In("return orders.Count() + orders.Count();") },
        { "few elements", In("var all = new[] { 1, 2, 3 }; return all.Sum() + all.Max() + all.Sum();") },
        { "parts of a text, once", In("return order.Id.ToString().Split(',').Length + lines[0].Split(',').Length + lines[0].Split(',').Length;") },
        { "parts at another separator", In("foreach (var line in lines) { Console.WriteLine(line.Split(',')[0] + line.Split(';')[0]); } return 0;") },
        { "text that is read on", In("foreach (var name in lines) { var line = name; var a = line.Split(',')[0]; line = line.Substring(3); Console.WriteLine(a + line.Split(',')[0]); } return 0;") },
        { "random", "class C { int M(List<int> all) { var random = new Random(); return all.Max(n => random.Next()) + all.Max(n => random.Next()); } }" },
        { "own code in the selector", In("return orders.Sum(o => Price(o)) + orders.Sum(o => Price(o)); decimal Price(Order o) { Console.WriteLine(o); return 3; }") },
        { "property that computes", "class Cart { int _n; public List<int> Next { get { _n++; return new List<int> { _n }; } } } class C { int M(Cart cart) => cart.Next.Sum() + cart.Next.Sum(); }" },
        { "clock", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { public string Get() => DateTime.Now.ToString().Split(' ')[0] + DateTime.Now.ToString().Split(' ')[1]; }" },
        { "local function and its function", In("var a = orders.Sum(o => o.Total); return a + Again(); decimal Again() => orders.Sum(o => o.Total);") },
        { "start-up", "class Program { static void Main(string[] args) { Console.WriteLine(args.Sum(a => a.Length) + args.Sum(a => a.Length)); } }" },
        { "on failure", In("try { Fill(orders); } catch (Exception) { return orders.Sum(o => o.Total) + orders.Sum(o => o.Total); } return 0;") },
    };

    public static TheoryData<string, string> Rewrites { get; } = new()
    {
        { "if (orders.Max(o => o.Total) > 100)\n        {\n            return orders.[|Max|](o => o.Total);\n        }\n        return 0;", "var max = orders.Max(o => o.Total);\n        if (max > 100)\n        {\n            return max;\n        }\n        return 0;" },
        { "var sum = orders.Sum(o => o.Total);\n        return sum + orders.[|Sum|](o => o.Total);", "var sum = orders.Sum(o => o.Total);\n        return sum + sum;" },
        { "var n = orders.Sum(o => o.Total) + 1;\n        n += orders.[|Sum|](o => o.Total);\n        return n * orders.Sum(o => o.Total);", "var sum = orders.Sum(o => o.Total);\n        var n = sum + 1;\n        n += sum;\n        return n * sum;" },
        { "foreach (var line in lines)\n        {\n            // first two\n            Console.WriteLine(line.Split(',')[0]);\n            Console.WriteLine(line.[|Split|](',')[1]);\n        }\n        return 0;", "foreach (var line in lines)\n        {\n            var parts = line.Split(',');\n            // first two\n            Console.WriteLine(parts[0]);\n            Console.WriteLine(parts[1]);\n        }\n        return 0;" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Calls_once(string before, string after) => Verify.Fixes(In(before), In(after));

    [Theory]
    [InlineData("while (orders.Sum(o => o.Total) > 3 && orders.[|Sum|](o => o.Total) < 9) { orders.Clear(); } return 0;")]
    [InlineData("return order.IsPaid ? orders.Sum(o => o.Total) > 3 ? orders.[|Sum|](o => o.Total) : 1 : 0;")]
    [InlineData("return lines.Count(line => line.Split(',')[0] == \"a\" && line.[|Split|](',')[1] == \"b\");")]
    [InlineData("return orders.Sum(o => o.Total /* all */) + orders.[|Sum|](o => o.Total);")]
    public Task Leaves_what_it_cannot_write(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Says_what_is_done_again() => Verify.Says(
        In("return orders.Average(o => o.Total) > 3 ? orders.[|Average|](o => o.Total) : 0;"),
        "'Average' goes through all elements again, with the same result as before; keep it in a local");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("if (orders.Max(o => o.Total) > orders.Min(o => o.Total))\n        {\n            return orders.[|Max|](o => o.Total)\n                - orders.[|Min|](o => o.Total);\n        }\n        return 0;"),
            In("var max = orders.Max(o => o.Total);\n        var min = orders.Min(o => o.Total);\n        if (max > min)\n        {\n            return max\n                - min;\n        }\n        return 0;")),
        ("class D { decimal M(List<Order> orders) { var sum = orders.Sum(o => o.Total); return sum + orders.[|Sum|](o => o.Total); } }",
            "class D { decimal M(List<Order> orders) { var sum = orders.Sum(o => o.Total); return sum + sum; } }"),
    ]);

    private static string In(string body) => $$"""
        class C
        {
            static void Fill(List<Order> all) => all.Clear();

            decimal M(List<Order> orders, Order order, List<string> lines, Action then)
            {
                {{body}}
            }
        }
        """;
}
