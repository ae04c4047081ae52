using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.NeedlessMaterialization, PerfAnalyzers.Allocation.NeedlessMaterializationFix>;

namespace PerfAnalyzers.Tests;

public sealed class NeedlessMaterializationTests
{
    public static readonly Cases Firing = new()
    {
        { "counted", In("return orders.Where(o => o.IsPaid).[|ToList|]().Count;") },
        { "counted, array", In("return orders.Where(o => o.IsPaid).[|ToArray|]().Length;") },
        { "list counted", In("return orders.[|ToList|]().Count;") },
        { "asked whether there is any", In("return orders.Where(o => o.IsPaid).[|ToList|]().Count > 0 ? 1 : 0;") },
        { "asked whether there is none", In("if (orders.Where(o => o.IsPaid).[|ToList|]().Count == 0) { return 1; } return 0;") },
        { "Any", In("return orders.Where(o => o.IsPaid).[|ToList|]().Any() ? 1 : 0;") },
        { "Any with a predicate", In("return orders.Select(o => o.Id).[|ToList|]().Any(id => id > n) ? 1 : 0;") },
        { "First", In("return orders.Where(o => o.IsPaid).[|ToList|]().First().Id;") },
        { "FirstOrDefault", In("return orders.Where(o => o.IsPaid).[|ToArray|]().FirstOrDefault()?.Id ?? 0;") },
        { "Sum", In("return orders.Where(o => o.IsPaid).[|ToList|]().Sum(o => o.Id);") },
        { "Max", In("return orders.Select(o => o.Id).[|ToArray|]().Max();") },
        { "Contains", In("return orders.Select(o => o.Id).[|ToList|]().Contains(n) ? 1 : 0;") },
        { "Exists", In("return orders.Where(o => o.IsPaid).[|ToList|]().Exists(o => o.Id == n) ? 1 : 0;") },
        { "Find", In("return orders.Where(o => o.IsPaid).[|ToList|]().Find(o => o.Id == n)?.Id ?? 0;") },
        { "TrueForAll", In("return orders.Where(o => o.IsPaid).[|ToList|]().TrueForAll(o => o.Id > n) ? 1 : 0;") },
        { "filtered and copied again", In("return orders.Where(o => o.IsPaid).[|ToList|]().Select(o => o.Id).ToArray()[0];") },
        { "filtered, then a dictionary", In("Use(orders.Where(o => o.IsPaid).[|ToList|]().ToDictionary(o => o.Id)); return 0;") },
        { "enumerated", In("foreach (var order in orders.Where(o => o.IsPaid).[|ToList|]()) { n += order.Id; } return n;") },
        { "list enumerated", In("foreach (var order in orders.[|ToList|]()) { n += order.Id; } return n;") },
        { "enumerated into another list", In("var all = new List<int>(); foreach (var order in orders.Where(o => o.IsPaid).[|ToArray|]()) { all.Add(order.Id); } return all.Count;") },
        { "values enumerated", In("foreach (var order in map.Values.[|ToList|]()) { n += order.Id; } return n;") },
        { "sorted and enumerated", In("foreach (var order in orders.OrderBy(o => o.Id).[|ToList|]()) { n += order.Id * n; } return n;") },
        { "through a local", In("var paid = orders.Where(o => o.IsPaid).[|ToList|](); foreach (var order in paid) { n += order.Id; } return n;") },
        { "through a local, counted", In("var paid = orders.Where(o => o.IsPaid).[|ToList|](); return paid.Count;") },
        { "through a local, asked", In("var paid = orders.Where(o => o.IsPaid).[|ToList|](); if (paid.Any()) { n++; } return n;") },
        { "joined", In("Use(string.Join(\", \", orders.Select(o => o.Customer!.Name).[|ToArray|]())); return 0;") },
        { "joined, list", In("Use(string.Join(',', words.Where(w => w.Length > 0).[|ToList|]())); return 0;") },
        { "added to a set", In("var ids = new HashSet<int>(); ids.UnionWith(orders.Select(o => o.Id).[|ToList|]()); return ids.Count;") },
        { "filtered field", "class C { readonly List<Order> _orders = []; int M() => _orders.Where(o => o.IsPaid).[|ToList|]().Count; }" },
        { "in a loop", In("foreach (var order in orders) { n += order.Lines.Where(l => l.Quantity > 1).[|ToList|]().Count; } return n;").Replace("order.Lines", "Lines(order)", StringComparison.Ordinal).Replace("Lines(order).Where", "words.Where", StringComparison.Ordinal).Replace("l => l.Quantity > 1", "l => l.Length > order.Id", StringComparison.Ordinal) },
    };

    public static readonly Cases Quiet = new()
    {
        { "kept", In("var paid = orders.Where(o => o.IsPaid).ToList(); Use(paid); return paid.Count;") },
        { "returned", "class C { List<Order> M(List<Order> orders) => orders.Where(o => o.IsPaid).ToList(); }" },
        { "enumerated twice", In("var paid = orders.Where(o => o.IsPaid).ToList(); foreach (var o in paid) { n += o.Id; } foreach (var o in paid) { n -= o.Id; } return n;") },
        { "counted and enumerated", In("var paid = orders.Where(o => o.IsPaid).ToList(); n = paid.Count; foreach (var o in paid) { n += o.Id; } return n;") },
        { "removes from the source", In("foreach (var order in orders.Where(o => o.IsPaid).ToList()) { orders.Remove(order); } return n;") },
        { "adds to the source", In("foreach (var order in orders.ToList()) { orders.Add(order); } return n;") },
        { "removes keys", In("foreach (var key in map.Keys.ToList()) { map.Remove(key); } return n;") },
        { "writes values under the keys", In("foreach (var key in map.Keys.ToArray()) { map[key] = new Order(); } return n;") },
        { "changes what is asked", In("foreach (var order in orders.Where(o => !o.IsPaid).ToList()) { order.IsPaid = true; } return n;") },
        { "calls what may change it", In("foreach (var order in orders.ToList()) { done(order); } return n;") },
        { "calls a method that removes", "class C { readonly List<Order> _all = []; void M(List<Order> orders) { foreach (var order in orders.ToList()) { Drop(order); } } void Drop(Order order) => _all.Remove(order); }" },
        { "elements are collections that a method changes", "class C { void M(List<List<int>> all) { foreach (var one in all.ToList()) { Empty(one); } } void Empty(List<int> one) => one.Clear(); }" },
        { "elements leave by themselves", "class C { void M(System.Xml.Linq.XElement root) { foreach (var element in root.Elements().ToList()) { element.Remove(); } } }" },
        { "elements are disposed of", "class C { void M(List<IDisposable> all) { foreach (var one in all.ToList()) { one.Dispose(); } } }" },
        { "field, a snapshot", "class C { readonly List<Order> _orders = []; int M() { var n = 0; foreach (var order in _orders.ToList()) { n += order.Id; } return n; } }" },
        { "field filtered, a snapshot", "class C { readonly List<Order> _orders = []; int M() { var n = 0; foreach (var order in _orders.Where(o => o.IsPaid).ToList()) { n += order.Id; } return n; } }" },
        { "static list", "class C { static readonly List<Order> s_orders = []; int M() => s_orders.Where(o => o.IsPaid).ToList().Count; }" },
        { "under a lock", "class C { readonly object _gate = new(); readonly List<Order> _orders = []; int M() { List<Order> copy; lock (_gate) { copy = _orders.ToList(); } var n = 0; foreach (var order in copy) { n += order.Id; } return n; } }" },
        { "waits in the loop", "class C { async Task M(List<Order> orders, Func<Order, Task> save) { foreach (var order in orders.Where(o => o.IsPaid).ToList()) { await save(order); } } }" },
        { "yields in the loop", "class C { IEnumerable<int> M(List<Order> orders) { foreach (var order in orders.ToList()) { yield return order.Id; } } }" },
        { "query", "class C { int M(ShopContext db) { var n = 0; foreach (var order in db.Orders.Where(o => o.IsPaid).ToList()) { n += order.Id; } return n; } }" },
        { "query behind a local", "class C { int M(ShopContext db) { var query = db.Orders.Where(o => o.IsPaid); var n = 0; foreach (var order in query.ToList()) { n += order.Id; } return n; } }" },
        { "rows counted", "class C { int M(ShopContext db) => db.Orders.AsEnumerable().Where(o => o.IsPaid).ToList().Count; }" },
        { "sequence of unknown origin", "class C { int M(IEnumerable<Order> orders) { var n = 0; foreach (var order in orders.ToList()) { n += order.Id; } return n; } }" },
        { "iterator", "class C { int M() => All().ToList().Count; IEnumerable<int> All() { yield return 1; Console.WriteLine(); } }" },
        { "selector that does something", In("return orders.Select(o => Save(o)).ToList().Any(x => x > 1) ? 1 : 0;") },
        { "selector that creates", In("foreach (var o in orders.Select(o => new Order { Id = o.Id }).ToList()) { o.IsPaid = true; } return n;") },
        { "concurrent", "class C { int M(System.Collections.Concurrent.ConcurrentDictionary<int, Order> all) { var n = 0; foreach (var pair in all.ToArray()) { n += pair.Key; } return n; } }" },
        { "lazy again", "class C { IEnumerable<int> M(List<Order> orders) => orders.Where(o => o.IsPaid).ToList().Select(o => o.Id); }" },
        { "indexed", In("return orders.Where(o => o.IsPaid).ToList()[0].Id;") },
        { "handed on", In("Use(orders.Where(o => o.IsPaid).ToList()); return n;") },
        { "sorted in place", In("var paid = orders.Where(o => o.IsPaid).ToList(); paid.Sort((a, b) => a.Id - b.Id); return n;") },
        { "ForEach", In("orders.Where(o => o.IsPaid).ToList().ForEach(o => n += o.Id); return n;") },
        { "something happens between", In("var paid = orders.Where(o => o.IsPaid).ToList(); orders.Clear(); foreach (var order in paid) { n += order.Id; } return n;") },
        { "used in a lambda", In("var paid = orders.Where(o => o.IsPaid).ToList(); Func<int> count = () => paid.Count; return count();") },
        { "the same list is filled", In("var all = new HashSet<int>(); all.UnionWith(all.Select(x => x + 1).ToList()); return all.Count;") },
        { "list of tasks", "class C { async Task M(List<Func<Task>> work) { var tasks = work.Select(w => w()).ToList(); await Task.WhenAll(tasks); } }" },
        { "expression tree", "class C { IQueryable<int> M(ShopContext db) => db.Customers.Select(c => c.Orders.Where(o => o.IsPaid).ToList().Count); }" },
        { "start-up", "class Program { static void Main(string[] args) { Console.WriteLine(args.Where(a => a.Length > 1).ToList().Count); } }" },
        { "keys searched", In("return map.Keys.ToList().Contains(n) ? 1 : 0;") },
        { "sorted for the first", In("return orders.OrderBy(o => o.Id).ToList().First().Id;") },
        { "searched in a loop", In("foreach (var word in words) { if (orders.Where(o => o.Id > word.Length).ToList().Exists(o => o.Id == n)) { n++; } } return n;") },
        { "few", In("return new[] { 1, 2, 3 }.Where(x => x > n).ToList().Count;") },
    };

    public static readonly TheoryData<string, string> Rewrites = new()
    {
        { "return orders.Where(o => o.IsPaid).[|ToList|]().Count;", "return orders.Where(o => o.IsPaid).Count();" },
        { "return words.[|ToList|]().Count;", "return words.Length;" },
        { "if (orders.Where(o => o.IsPaid).[|ToList|]().Count > 0) { n++; } return n;", "if (orders.Where(o => o.IsPaid).Any()) { n++; } return n;" },
        { "if (n > 1 && orders.Where(o => o.IsPaid).[|ToList|]().Count == 0) { n++; } return n;", "if (n > 1 && !orders.Where(o => o.IsPaid).Any()) { n++; } return n;" },
        { "return orders.Where(o => o.IsPaid).[|ToList|]().Exists(o => o.Id == n) ? 1 : 0;", "return orders.Where(o => o.IsPaid).Any(o => o.Id == n) ? 1 : 0;" },
        { "return orders.Where(o => o.IsPaid).[|ToList|]().Find(o => o.Id == n)?.Id ?? 0;", "return orders.Where(o => o.IsPaid).FirstOrDefault(o => o.Id == n)?.Id ?? 0;" },
        { "return orders.Select(o => o.Id).[|ToList|]().Contains(n) ? 1 : 0;", "return orders.Select(o => o.Id).Contains(n) ? 1 : 0;" },
        { "return orders.Where(o => o.IsPaid).[|ToList|]().Sum(o => o.Id);", "return orders.Where(o => o.IsPaid).Sum(o => o.Id);" },
        { "foreach (var order in orders.Where(o => o.IsPaid).[|ToList|]()) { n += order.Id; } return n;", "foreach (var order in orders.Where(o => o.IsPaid)) { n += order.Id; } return n;" },
        { "var paid = orders.Where(o => o.IsPaid).[|ToList|](); foreach (var order in paid) { n += order.Id; } return n;", "var paid = orders.Where(o => o.IsPaid); foreach (var order in paid) { n += order.Id; } return n;" },
        { "var paid = orders.Where(o => o.IsPaid).[|ToList|](); return paid.Count;", "var paid = orders.Where(o => o.IsPaid); return paid.Count();" },
        { "Use(string.Join(\", \", words.Where(w => w.Length > n).[|ToArray|]())); return 0;", "Use(string.Join(\", \", words.Where(w => w.Length > n))); return 0;" },
    };

    public static readonly TheoryData<string> Kept = new()
    {
        "return orders.Where(o => o.IsPaid).[|ToList|](/* all */).Count;",
        "return Enumerable.[|ToList|](orders.Where(o => o.IsPaid)).Count;",
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Does_without_the_copy(string before, string after) => Verify.Fixes(In(before), In(after));

    [Theory, MemberData(nameof(Kept))]
    public Task Leaves_other_forms(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Says_what_it_is_for() => Verify.Says(
        In("return orders.Where(o => o.IsPaid).[|ToList|]().Count > 0 ? 1 : 0;"),
        "'ToList' makes a copy of all elements that is only asked whether it is empty; ask 'Any()'");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("foreach (var order in orders.Where(o => o.IsPaid).[|ToList|]()) { foreach (var word in words.Where(w => w.Length > order.Id).[|ToArray|]()) { n += word.Length; } } return words.Where(w => w.Length > n).[|ToList|]().Count;"),
            In("foreach (var order in orders.Where(o => o.IsPaid)) { foreach (var word in words.Where(w => w.Length > order.Id)) { n += word.Length; } } return words.Where(w => w.Length > n).Count();")),
        ("class D { int M(int[] all) => all.Where(x => x > 1).[|ToArray|]().Max(); }", "class D { int M(int[] all) => all.Where(x => x > 1).Max(); }"),
    ]);

    private static string In(string body) =>
        "class C { int M(List<Order> orders, string[] words, int n, Dictionary<int, Order> map, Action<Order> done) { " + body + " } void Use(object o) { } static int s_saved; static int Save(Order o) => s_saved++; }";
}
