using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.LinearSearchInLoop, PerfAnalyzers.Complexity.LinearSearchInLoopFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class LinearSearchInLoopTests
{
    public static readonly Cases Firing = new()
    {
        { "customer of each order", In("foreach (var order in orders) { var c = customers.[|First|](c => c.Id == order.CustomerId); Use(c.Name); }") },
        { "customer of each order, or none", In("foreach (var order in orders) { Use(customers.[|FirstOrDefault|](c => c.Id == order.CustomerId)?.Name); }") },
        { "in a projection", In("Use(orders.Select(o => customers.[|Single|](c => c.Id == o.CustomerId).Name).ToList());") },
        { "in a filter", In("Use(orders.Where(o => customers.[|Any|](c => c.Id == o.CustomerId)).Count());") },
        { "in query syntax", In("Use((from o in orders where customers.[|Any|](c => c.Id == o.CustomerId) select o.Id).ToList());") },
        { "let in query syntax", In("Use((from o in orders let c = customers.[|First|](c => o.CustomerId == c.Id) select c.Name + o.Id).ToList());") },
        { "Find of a list", In("foreach (var order in orders) { Use(customers.[|Find|](c => c.Id == order.CustomerId)); }") },
        { "Exists of a list", In("for (var i = 0; i < orders.Count; i++) { if (customers.[|Exists|](c => c.Id == orders[i].CustomerId)) { Use(i); } }") },
        { "index of the row", In("foreach (var order in orders) { Use(customers.[|FindIndex|](c => c.Id == order.CustomerId)); }") },
        { "in an array", "class C { public static string[] Names(Order[] orders, Customer[] customers) { var names = new string[orders.Length]; for (var i = 0; i < orders.Length; i++) { names[i] = Array.[|Find|](customers, c => c.Id == orders[i].CustomerId)!.Name; } return names; } }" },
        { "orders of each customer", In("foreach (var c in customers) { Use(orders.[|Where|](o => o.CustomerId == c.Id).Sum(o => o.Total)); }") },
        { "orders of each customer, walked", In("foreach (var c in customers) { foreach (var o in orders.[|Where|](o => o.CustomerId == c.Id)) { Use(o.Id); } }") },
        { "number of orders of each customer", In("foreach (var c in customers) { Use(orders.[|Count|](o => o.CustomerId == c.Id)); }") },
        { "All that must not be", In("foreach (var o in orders) { if (customers.[|All|](c => c.Id != o.CustomerId)) { Use(o.Id); } }") },
        { "more than the key", In("foreach (var o in orders) { Use(customers.[|FirstOrDefault|](c => c.IsActive && c.Id == o.CustomerId)); }") },
        { "Equals of the key", In("foreach (var o in orders) { Use(products.[|FirstOrDefault|](p => p.Sku.Equals(o.Id.ToString(), StringComparison.OrdinalIgnoreCase))); }") },
        { "static Equals of the key", In("foreach (var name in names) { Use(products.[|FirstOrDefault|](p => string.Equals(p.Sku, name, StringComparison.Ordinal))); }") },
        { "field", "class Basket { private readonly List<Product> _products = new(); public decimal Total(List<OrderLine> lines) { var total = 0m; foreach (var line in lines) { total += _products.[|First|](p => p.Id == line.ProductId).Price * line.Quantity; } return total; } }" },
        { "primary constructor", "class Basket(IReadOnlyList<Product> products) { public decimal Total(List<OrderLine> lines) => lines.Sum(line => products.[|First|](p => p.Id == line.ProductId).Price); }" },
        { "own property", "class Basket { public List<Product> Products { get; } = new(); public decimal Total(List<OrderLine> lines) => lines.Sum(line => Products.[|First|](p => p.Id == line.ProductId).Price); }" },
        { "sequence without a type", "class Basket { public static decimal Total(IEnumerable<OrderLine> lines, IEnumerable<Product> products) => lines.Sum(line => products.[|First|](p => p.Id == line.ProductId).Price); }" },
        { "immutable array", "class Basket { public static decimal Total(List<OrderLine> lines, System.Collections.Immutable.ImmutableArray<Product> products) { var sum = 0m; foreach (var line in lines) { sum += products.[|First|](p => p.Id == line.ProductId).Price; } return sum; } }" },
        { "list that grows with the loop", In("var seen = new List<string>(); foreach (var name in names) { if (!seen.[|Contains|](name)) { seen.Add(name); } } Use(seen);") },
        { "list of numbers that grows with the loop", In("var seen = new List<int>(); foreach (var o in orders) { if (!seen.[|Contains|](o.CustomerId)) { seen.Add(o.CustomerId); } } Use(seen);") },
        { "objects that grow with the loop", In("var found = new List<Order>(); foreach (var o in orders) { if (!found.[|Any|](f => f.CustomerId == o.CustomerId)) { found.Add(o); } } Use(found);") },
        { "flattened", In("Use(customers.SelectMany(c => orders.[|Where|](o => o.CustomerId == c.Id)).ToList());") },
        { "duplicates among themselves", In("foreach (var o in orders) { if (orders.[|Count|](x => x.CustomerId == o.CustomerId) > 1) { Use(o.Id); } }") },
        { "rows of a query, for rows of another", "class C { public static async Task<int> M(ShopContext db) { var known = await db.Products.Select(p => p.Sku).ToListAsync(); var names = await db.Customers.Select(c => c.Name).ToListAsync(); var count = 0; foreach (var name in names) { if (known.[|Contains|](name)) { count++; } } return count; } }" },
        { "in a while loop", "class C { public static int M(Queue<Order> open, List<Customer> customers) { var count = 0; while (open.Count > 0) { var o = open.Dequeue(); if (customers.[|Any|](c => c.Id == o.CustomerId)) { count++; } } return count; } }" },
        { "the inner of two loops", In("foreach (var o in orders) { foreach (var line in o.Lines) { Use(products.[|First|](p => p.Id == line.ProductId)); } }") },
        { "through a local of the pass", In("foreach (var o in orders) { var key = o.CustomerId; var all = customers; Use(all.[|First|](c => c.Id == key)); }") },
        { "values of a dictionary by something else", "class C { private readonly Dictionary<int, Customer> _byId = new(); public void M(List<Order> orders, Dictionary<int, Product> products) { foreach (var o in orders) { Console.WriteLine(products.Values.[|First|](p => p.Sku == o.Id.ToString()).Name); } } }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "names nobody knows the number of", In("foreach (var c in customers) { if (names.[|Contains|](c.Name)) { Use(c.Id); } }") },
        { "array", "class C { public static List<string> Allowed(List<string> words, string[] banned) { var left = new List<string>(); foreach (var word in words) { if (Array.[|IndexOf|](banned, word) < 0) { left.Add(word); } } return left; } }" },
        { "method group", In("Use(orders.Select(o => o.Customer!.Name).Where(names.[|Contains|]).ToList());") },
        { "comparer", In("foreach (var c in customers) { if (names.[|Contains|](c.Name, StringComparer.OrdinalIgnoreCase)) { Use(c.Id); } }") },
        { "sorted by a position", In("Use(customers.OrderBy(c => names.[|IndexOf|](c.Name)).ToList());") },
        { "comparison of a sort", In("customers.Sort((a, b) => names.[|IndexOf|](a.Name).CompareTo(names.[|IndexOf|](b.Name)));") },
        { "objects", In("foreach (var o in orders) { foreach (var c in customers) { if (vips.[|Contains|](c)) { Use(o.Id); } } }") },
        { "removed one by one", In("foreach (var o in orders) { if (o.IsPaid) { vips.[|Remove|](o.Customer!); } }") },
        { "made of a list", In("foreach (var name in names) { if (customers.Select(c => c.Name).[|Contains|](name)) { Use(name.Length); } }") },
        { "span", "class C { public static int M(List<string> words, string[] stops) { var n = 0; foreach (var word in words) { if (stops.AsSpan().[|Contains|](word)) { n++; } } return n; } }" },
        { "collection interface", "class C { public static int M(List<string> words, IList<string> stops) => words.Count(w => stops.[|Contains|](w)); }" },
        { "linked list and queue", "class C { public static int M(List<string> words, LinkedList<string> one, Queue<string> two) { var n = 0; foreach (var w in words) { if (one.[|Contains|](w)) { n++; } } foreach (var w in words) { if (two.[|Contains|](w)) { n++; } } return n; } }" },
        { "not a key by its name", In("foreach (var name in names) { Use(customers.[|FirstOrDefault|](c => c.Name == name)); }") },
        { "of another object", "class Cart { public List<OrderLine> Lines { get; } = new(); } class C { public static int M(Cart cart, List<Product> products) => products.Count(p => cart.Lines.[|Any|](l => l.ProductId == p.Id)); }" },
        { "list filled in another loop", In("var paid = new List<string>(); foreach (var c in customers) { if (c.IsActive) { paid.Add(c.Email); } } foreach (var name in names) { if (paid.[|Contains|](name)) { Use(name); } }") },
        { "rows of a query", "class C { public static async Task<int> M(ShopContext db, List<string> skus) { var known = await db.Products.Select(p => p.Sku).ToListAsync(); var count = 0; foreach (var sku in skus) { if (known.[|Contains|](sku)) { count++; } } return count; } }" },
        { "lines of a file", "class C { public static int M(List<string> names) { var banned = File.ReadAllLines(\"banned.txt\"); return names.Count(name => banned.[|Contains|](name)); } }" },
        { "what another object holds, copied", "class Basket { public List<OrderLine> Lines { get; } = new(); } class C { public static void M(Basket one, List<OrderLine> lines) { var all = one.Lines.ToList(); foreach (var line in lines) { if (!all.[|Any|](l => l.ProductId == line.ProductId)) { all.Add(line); } } } }" },
        { "words like those of which there are few", In("foreach (var name in names) { var customerTypeList = products; Use(customerTypeList.[|FirstOrDefault|](p => p.Name == name)); }").Replace("customerTypeList", "typewriters", StringComparison.Ordinal) },
        { "kept by the type", "class Registry { private readonly List<string> _names = new(); public void Add(string name) => _names.Add(name); public int Known(List<string> words) => words.Count(w => _names.[|Contains|](w)); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    internal static string In(string body) => $$"""
        class C
        {
            public void M(List<Order> orders, List<Customer> customers, List<Product> products, List<string> names, List<string> words, List<int> ids, List<Customer> vips)
            {
                {{body}}
            }

            private static void Use<T>(T value) => Console.WriteLine(value?.ToString());
        }
        """;
}
