using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.NestedLoopJoin, PerfAnalyzers.Complexity.NestedLoopJoinFix>;

namespace PerfAnalyzers.Tests;

public sealed class NestedLoopJoinTests
{
    public static readonly Cases Firing = new()
    {
        { "orders of customers", In("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { Use(o.Id); } } }") },
        { "the other way round", In("foreach (var c in customers) { [|foreach (var o in orders)|] { if (c.Id == o.CustomerId) { Use(o.Id); } } }") },
        { "without blocks", In("foreach (var c in customers) [|foreach (var o in orders)|] if (o.CustomerId == c.Id) Use(o.Id);") },
        { "another clause", In("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.IsPaid && o.CustomerId == c.Id) { Use(o.Id); } } }") },
        { "first that fits", In("foreach (var o in orders) { Customer? found = null; [|foreach (var c in customers)|] { if (c.Id == o.CustomerId) { found = c; break; } } Use(found); }") },
        { "the others are passed over", In("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId != c.Id) { continue; } Use(o.Id); } }") },
        { "for around", In("for (var i = 0; i < customers.Count; i++) { [|foreach (var o in orders)|] { if (o.CustomerId == customers[i].Id) { Use(o.Id); } } }") },
        { "in a lambda", In("customers.ForEach(c => { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { Use(o.Id); } } });") },
        { "arrays", "class C { public static int M(Customer[] customers, Order[] orders) { var n = 0; foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { n++; } } } return n; } }" },
        { "fields", "class C { private readonly List<Order> _orders = new(); public int M(List<Customer> customers) { var n = 0; foreach (var c in customers) { [|foreach (var o in _orders)|] { if (o.CustomerId == c.Id) { n++; } } } return n; } }" },
        { "Equals", In("foreach (var name in names) { [|foreach (var p in products)|] { if (string.Equals(p.Sku, name, StringComparison.OrdinalIgnoreCase)) { Use(p); } } }") },
        { "query", In("Use((from c in customers from o in orders [|where|] o.CustomerId == c.Id select o.Id).ToList());") },
        { "query with another clause", In("Use((from c in customers from o in orders [|where|] c.IsActive && c.Id == o.CustomerId select o.Id).ToList());") },
        { "counter inside", In("foreach (var c in customers) { [|for (var i = 0; i < orders.Count; i++)|] { if (orders[i].CustomerId == c.Id) { Use(orders[i].Total); } } }") },
        { "counters around and inside", In("for (var i = 0; i < customers.Count; i++) { [|for (int j = 0; j < orders.Count; ++j)|] { if (customers[i].Id == orders[j].CustomerId) { Use(j); } } }") },
        { "counter over an array", "class C { public static int M(Customer[] customers, Order[] orders) { var n = 0; foreach (var c in customers) { [|for (var i = 0; i < orders.Length; i++)|] { if (orders[i].CustomerId == c.Id) { n++; break; } } } return n; } }" },
        { "counter and a local for the element", In("foreach (var c in customers) { [|for (var i = 0; i < orders.Count; i++)|] { var o = orders[i]; if (o.CustomerId == c.Id) { Use(o); } } }") },
        { "counter, the others are passed over", In("foreach (var c in customers) { [|for (var i = 0; i < orders.Count; i++)|] { if (orders[i].CustomerId != c.Id) { continue; } Use(i); } }") },
        { "counter, another clause", In("foreach (var c in customers) { [|for (var i = 0; i < orders.Count; i++)|] { if (orders[i].IsPaid && orders[i].CustomerId == c.Id) { Use(i); } } }") },
        { "two lookups beside each other", In("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { Use(o.Id); } } [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { Use(o.Total); } } }") },
    };

    public static readonly Cases Suggested = new()
    {
        { "names", In("foreach (var name in names) { [|foreach (var p in products)|] { if (p.Name == name) { Use(p); } } }") },
        { "values", In("foreach (var c in customers) { [|foreach (var name in names)|] { if (name == c.Name) { Use(c); } } }") },
        { "each pass waits", "class C { public static async Task M(List<Customer> customers, List<Order> orders) { foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { await Task.Yield(); } } } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "pairs of one list", In("for (var i = 0; i < orders.Count; i++) { for (var j = i + 1; j < orders.Count; j++) { if (orders[i].CustomerId == orders[j].CustomerId) { Use(j); } } }") },
        { "counter down", In("foreach (var c in customers) { for (var i = orders.Count - 1; i >= 0; i--) { if (orders[i].CustomerId == c.Id) { orders.RemoveAt(i); } } }") },
        { "counter over a part", In("foreach (var c in customers) { for (var i = 0; i < c.Id; i++) { if (orders[i].CustomerId == c.Id) { Use(i); } } }") },
        { "counter of another list", In("foreach (var c in customers) { for (var i = 0; i < orders.Count; i++) { if (products[i].Id == c.Id) { Use(i); } } }") },
        { "neighbour of the counter", In("foreach (var c in customers) { for (var i = 0; i < orders.Count; i++) { if (orders[i + 1].CustomerId == c.Id) { Use(i); } } }") },
        { "counter moved in the body", In("foreach (var c in customers) { for (var i = 0; i < orders.Count; i++) { if (orders[i].CustomerId == c.Id) { orders.RemoveAt(i--); } } }") },
        { "counter that is compared", In("foreach (var c in customers) { for (var i = 0; i < orders.Count; i++) { if (i == c.Id) { Use(i); } } }") },
        { "counter in what is looked for", In("foreach (var c in customers) { for (var i = 0; i < orders.Count; i++) { if (orders[i].CustomerId == c.Id + i) { Use(i); } } }") },
        { "counter over children of the element", In("foreach (var c in customers) { for (var i = 0; i < c.Orders.Count; i++) { if (c.Orders[i].CustomerId == c.Id) { Use(i); } } }") },
        { "counter over a text", In("foreach (var name in names) { foreach (var c in customers) { for (var i = 0; i < name.Length; i++) { if (name[i] == c.Id) { Use(i); } } } }") },
        { "counter, few around", In("foreach (var id in new[] { 1, 2 }) { for (var i = 0; i < orders.Count; i++) { if (orders[i].CustomerId == id) { Use(i); } } }") },
        { "counter, work before the test", In("foreach (var c in customers) { for (var i = 0; i < orders.Count; i++) { Use(i); if (orders[i].CustomerId == c.Id) { Use(c); } } }") },
        { "containers of a profile", "class C { public static bool M(List<string> inputs, string[] profileContainers) { foreach (var input in inputs) { foreach (var profile in profileContainers) { if (string.Equals(profile, input, StringComparison.OrdinalIgnoreCase)) { return true; } } } return false; } }" },
        { "one loop", In("foreach (var o in orders) { if (o.CustomerId == customers[0].Id) { Use(o.Id); } }") },
        { "children of the element", In("foreach (var c in customers) { foreach (var o in c.Orders) { if (o.CustomerId == c.Id) { Use(o.Id); } } }") },
        { "lookup", In("var by = orders.ToLookup(o => o.CustomerId); foreach (var c in customers) { foreach (var o in by[c.Id]) { Use(o.Id); } }") },
        { "everything with everything", In("foreach (var c in customers) { foreach (var o in orders) { Use(c.Id * o.Id); } }") },
        { "range", In("foreach (var c in customers) { foreach (var o in orders) { if (o.Id > c.Id) { Use(o.Id); } } }") },
        { "other than", In("foreach (var c in customers) { foreach (var o in orders) { if (o.CustomerId != c.Id) { Use(o.Id); } } }") },
        { "work before the test", In("foreach (var c in customers) { foreach (var o in orders) { Use(o.Id); if (o.CustomerId == c.Id) { Use(c.Id); } } }") },
        { "what does not fit is used, too", In("foreach (var c in customers) { foreach (var o in orders) { if (o.CustomerId == c.Id) { Use(o.Id); } else { Use(c.Id); } } }") },
        { "work behind the test", In("foreach (var c in customers) { foreach (var o in orders) { if (o.CustomerId == c.Id) { Use(c.Id); } Use(o.Id); } }") },
        { "the same key each time", In("foreach (var c in customers) { foreach (var o in orders) { if (o.CustomerId == customers[0].Id) { Use(c.Id); } } }") },
        { "few around", In("foreach (var id in new[] { 1, 2 }) { foreach (var o in orders) { if (o.CustomerId == id) { Use(o.Id); } } }") },
        { "few inside", In("foreach (var c in customers) { foreach (var id in new[] { 1, 2 }) { if (id == c.Id) { Use(c.Id); } } }") },
        { "enum inside", In("foreach (var o in orders) { foreach (var day in Enum.GetValues<DayOfWeek>()) { if (day == o.PlacedAt.DayOfWeek) { Use(day); } } }") },
        { "list of the pass", In("foreach (var c in customers) { var own = c.Orders.ToList(); foreach (var o in own) { if (o.CustomerId == c.Id) { Use(o.Id); } } }") },
        { "call that may answer another list", In("foreach (var c in customers) { foreach (var o in Load()) { if (o.CustomerId == c.Id) { Use(o.Id); } } } List<Order> Load() => orders;") },
        { "left at once", In("foreach (var c in customers) { foreach (var o in orders) { if (o.CustomerId == c.Id) { Use(o.Id); } } break; }") },
        { "dictionary", In("var by = new Dictionary<int, Order>(); foreach (var c in customers) { foreach (var pair in by) { if (pair.Key == c.Id) { Use(pair.Value); } } }") },
        { "query of a database", "class C { public static List<int> M(ShopContext db) => (from c in db.Customers from o in db.Orders where o.CustomerId == c.Id select o.Id).ToList(); }" },
        { "loop over a query", "class C { public static void M(ShopContext db, List<Customer> customers) { foreach (var c in customers) { foreach (var o in db.Orders) { if (o.CustomerId == c.Id) { Console.WriteLine(o.Id); } } } } }" },
        { "query over children", In("Use((from c in customers from o in c.Orders where o.CustomerId == c.Id select o.Id).ToList());") },
        { "query without a key", In("Use((from c in customers from o in orders where o.Total > c.Id select o.Id).ToList());") },
        { "query with a constant", In("Use((from c in customers from o in orders where o.CustomerId == 3 select c.Id + o.Id).ToList());") },
        { "query with join", In("Use((from c in customers join o in orders on c.Id equals o.CustomerId select o.Id).ToList());") },
        { "start-up", "class Program { static void Main() { var orders = new List<Order>(); var customers = new List<Customer>(); foreach (var c in customers) { foreach (var o in orders) { if (o.CustomerId == c.Id) { Console.WriteLine(o.Id); } } } } }" },
        { "seeding", "class SeedOrders { public void M(List<Order> orders, List<Customer> customers) { foreach (var c in customers) { foreach (var o in orders) { if (o.CustomerId == c.Id) { Console.WriteLine(o.Id); } } } } }" },
        { "asynchronous", "class C { public static async Task M(List<Customer> customers, IAsyncEnumerable<Order> orders) { foreach (var c in customers) { await foreach (var o in orders) { if (o.CustomerId == c.Id) { Console.WriteLine(o.Id); } } } } }" },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "test that goes", "foreach (var c in customers)\n{\n    foreach (var o in orders)\n    {\n        if (o.CustomerId == c.Id)\n        {\n            Use(o.Id);\n        }\n    }\n}",
            "var ordersByCustomerId = orders.ToLookup(o => o.CustomerId);\nforeach (var c in customers)\n{\n    foreach (var o in ordersByCustomerId[c.Id])\n    {\n        Use(o.Id);\n    }\n}" },
        { "clause that stays", "// Each.\nforeach (var c in customers)\n{\n    foreach (var o in orders)\n    {\n        if (o.CustomerId == c.Id && o.IsPaid)\n        {\n            Use(o.Id); // paid\n        }\n    }\n}",
            "var ordersByCustomerId = orders.ToLookup(o => o.CustomerId);\n// Each.\nforeach (var c in customers)\n{\n    foreach (var o in ordersByCustomerId[c.Id])\n    {\n        if (o.IsPaid)\n        {\n            Use(o.Id); // paid\n        }\n    }\n}" },
        { "passing over", "foreach (var c in customers)\n{\n    foreach (var o in orders)\n    {\n        if (o.CustomerId != c.Id)\n        {\n            continue;\n        }\n\n        Use(o.Id);\n    }\n}",
            "var ordersByCustomerId = orders.ToLookup(o => o.CustomerId);\nforeach (var c in customers)\n{\n    foreach (var o in ordersByCustomerId[c.Id])\n    {\n        Use(o.Id);\n    }\n}" },
        { "first that fits", "foreach (var o in orders)\n{\n    foreach (var c in customers)\n    {\n        if (c.Id == o.CustomerId)\n        {\n            Use(c.Name);\n            break;\n        }\n    }\n}",
            "var customersById = customers.ToLookup(c => c.Id);\nforeach (var o in orders)\n{\n    foreach (var c in customersById[o.CustomerId])\n    {\n        Use(c.Name);\n        break;\n    }\n}" },
        { "ignoring case", "foreach (var name in names)\n{\n    foreach (var p in products)\n    {\n        if (string.Equals(p.Sku, name, StringComparison.OrdinalIgnoreCase))\n        {\n            Use(p);\n        }\n    }\n}",
            "var productsBySku = products.ToLookup(p => p.Sku, StringComparer.OrdinalIgnoreCase);\nforeach (var name in names)\n{\n    foreach (var p in productsBySku[name])\n    {\n        Use(p);\n    }\n}" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Builds_a_lookup(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(In(Mark(Indented(before))), In(Indented(after)));
    }

    [Theory]
    [InlineData("Use((from c in customers from o in orders [|where|] o.CustomerId == c.Id select o.Id).ToList());", "Use((from c in customers join o in orders on c.Id equals o.CustomerId select o.Id).ToList());")]
    [InlineData("Use((from c in customers from o in orders [|where|] c.Id == o.CustomerId select o.Id).Sum());", "Use((from c in customers join o in orders on c.Id equals o.CustomerId select o.Id).Sum());")]
    [InlineData("Use((from c in customers from o in orders [|where|] c.IsActive && c.Id == o.CustomerId select o.Id).ToList());", "Use((from c in customers join o in orders on c.Id equals o.CustomerId where c.IsActive select o.Id).ToList());")]
    [InlineData("Use((from c in customers from o in orders [|where|] o.CustomerId == c.Id && o.IsPaid && c.IsActive orderby o.Id select o).Count());", "Use((from c in customers join o in orders on c.Id equals o.CustomerId where o.IsPaid && c.IsActive orderby o.Id select o).Count());")]
    [InlineData("Use((from c in customers\n     from Order o in orders\n     [|where|] o.CustomerId == c.Id\n     select o.Id).ToArray());", "Use((from c in customers\n     join Order o in orders on c.Id equals o.CustomerId\n     select o.Id).ToArray());")]
    public Task Uses_a_join_clause(string before, string after) => Verify.Fixes(In(Indented(before)), In(Indented(after)));

    [Theory]
    [InlineData("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { o.CustomerId = 0; } } }")]
    [InlineData("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { c.Id = 0; } } }")]
    [InlineData("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { Use(o); } } orders.Add(new Order()); }")]
    [InlineData("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { Use(o); } } Change(orders); } static void Change(List<Order> all) => all.Clear();")]
    [InlineData("foreach (var c in customers) [|foreach (var o in orders)|] if (o.CustomerId == c.Id) Use(o.Id);")]
    [InlineData("foreach (var c in customers) { [|foreach (var o in orders)|] { if (Key(o).CustomerId == c.Id) { Use(o); } } } static Order Key(Order o) => o;")]
    [InlineData("foreach (var c in customers) { if (orders != null) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { Use(o); } } } }")]
    [InlineData("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == Next(c)) { Use(o); } } } static int Next(Customer c) => c.Id++;")]
    [InlineData("foreach (var c in customers) { [|for (var i = 0; i < orders.Count; i++)|] { if (orders[i].CustomerId == c.Id) { Use(i); } } }")]
    [InlineData("Use(from c in customers from o in orders [|where|] o.CustomerId == c.Id select o.Id);")]
    [InlineData("Use((from c in customers from o in orders [|where|] o.CustomerId == c.Id select Change(o)).ToList()); static int Change(Order o) => o.CustomerId = 0;")]
    [InlineData("Use((from c in customers from o in orders /* all */ [|where|] o.CustomerId == c.Id select o.Id).ToList());")]
    public Task Leaves_what_might_change(string body) => Verify.RefusesToFix(In(body));

    // A join leaves out keys that are null, a condition does not.
    [Fact]
    public Task Leaves_keys_that_may_be_missing() => Verify.RefusesToFix(In("Use((from name in names from p in products [?|where|] p.Name == name select p.Id).ToList());").Replace("[?|", "[|", StringComparison.Ordinal), Microsoft.CodeAnalysis.DiagnosticSeverity.Info);

    [Fact]
    public Task Says_what_to_build() => Verify.Says(
        In("foreach (var c in customers) { [|foreach (var o in orders)|] { if (o.CustomerId == c.Id) { Use(o.Id); } } }"),
        "All of 'orders' is gone through for each element of the outer loop to find those whose 'CustomerId' fits; build a lookup by 'CustomerId' once before the loops");

    [Fact]
    public Task Fixes_all_of_nested_loops_and_several_files() => Verify.FixesAll(
    [
        (In(Indented("foreach (var c in customers)\n{\n    [|foreach (var o in orders)|]\n    {\n        if (o.CustomerId == c.Id)\n        {\n            [|foreach (var p in products)|]\n            {\n                if (p.Id == o.Id)\n                {\n                    Use(p);\n                }\n            }\n        }\n    }\n}")),
            In(Indented("var ordersByCustomerId = orders.ToLookup(o => o.CustomerId);\nvar productsById = products.ToLookup(p => p.Id);\nforeach (var c in customers)\n{\n    foreach (var o in ordersByCustomerId[c.Id])\n    {\n        foreach (var p in productsById[o.Id])\n        {\n            Use(p);\n        }\n    }\n}"))),
        (In(Mark(Indented("foreach (var c in customers)\n{\n    foreach (var o in orders)\n    {\n        if (o.CustomerId == c.Id)\n        {\n            Use(o.Id);\n        }\n    }\n}"))).Replace("class C", "class D", StringComparison.Ordinal),
            In(Indented("var ordersByCustomerId = orders.ToLookup(o => o.CustomerId);\nforeach (var c in customers)\n{\n    foreach (var o in ordersByCustomerId[c.Id])\n    {\n        Use(o.Id);\n    }\n}")).Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    // The inner loop.
    private static string Mark(string code)
    {
        var start = code.LastIndexOf("foreach", StringComparison.Ordinal);
        var end = code.IndexOf('\n', start);
        return code[..start] + "[|" + code[start..end] + "|]" + code[end..];
    }

    private static string Indented(string code) => code.Replace("\n", "\n        ", StringComparison.Ordinal).Replace("\n        \n", "\n\n", StringComparison.Ordinal);

    private static string In(string body) => $$"""
        class C
        {
            public void M(List<Order> orders, List<Customer> customers, List<Product> products, List<string> names)
            {
                {{body}}
            }

            private static void Use<T>(T value) => Console.WriteLine(value?.ToString());
        }
        """;
}
