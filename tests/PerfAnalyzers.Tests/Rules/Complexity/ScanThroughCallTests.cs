using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.ScanThroughCall, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class ScanThroughCallTests
{
    public static readonly Cases Firing = new()
    {
        { "method of a catalog", In("foreach (var line in lines) { Use(catalog.[|Find|](line.ProductId)); }") },
        { "in a projection", In("Use(lines.Select(l => catalog.[|Find|](l.ProductId).Price * l.Quantity).Sum());") },
        { "method group", In("Use(lines.Select(l => l.ProductId).Select(catalog.[|Find|]).ToList());") },
        { "query syntax", In("Use((from l in lines select catalog.[|Find|](l.ProductId)).ToList());") },
        { "own method", "class C { private readonly List<Product> _products = new(); public decimal Total(List<OrderLine> lines) { var total = 0m; foreach (var l in lines) { total += [|Price|](l.ProductId); } return total; } decimal Price(int id) => _products.First(p => p.Id == id).Price; }" },
        { "static helper over a parameter", "class C { public static int M(List<OrderLine> lines, List<Product> products) { var n = 0; foreach (var l in lines) { if ([|Knows|](products, l.ProductId)) { n++; } } return n; } static bool Knows(List<Product> all, int id) => all.Any(p => p.Id == id); }" },
        { "extension", "static class Products { public static Product? ById(this IEnumerable<Product> all, int id) => all.FirstOrDefault(p => p.Id == id); } class C { public static int M(List<OrderLine> lines, List<Product> products) => lines.Sum(l => products.[|ById|](l.ProductId)!.Stock); }" },
        { "local function", "class C { public static int M(List<OrderLine> lines, List<Product> products) { var n = 0; foreach (var l in lines) { n += [|Stock|](l.ProductId); } return n;\nint Stock(int id) => products.First(p => p.Id == id).Stock; } }" },
        { "indexer", "class Book { private readonly List<Customer> _all = new(); public Customer this[int id] => _all.Single(c => c.Id == id); } class C { public static int M(List<Order> orders, Book book) => orders.Count(o => [|book[o.CustomerId]|].IsActive); }" },
        { "property of one of its like", "class Span { public int Id { get; set; } public int ParentId { get; set; } public Trace Trace { get; set; } = null!; public Span? Parent => Trace.Spans.FirstOrDefault(s => s.Id == ParentId); } class Trace { public List<Span> Spans { get; } = new(); } class C { public static int M(Trace trace) { var n = 0; foreach (var s in trace.Spans) { if (s.[|Parent|] is null) { n++; } } return n; } }" },
        { "children of one of its like", "class Node { public int Id; public int ParentId; public Tree Tree = null!; public IEnumerable<Node> Children() => Tree.All.Where(n => n.ParentId == Id); } class Tree { public List<Node> All = new(); } class C { public static int M(Tree tree) => tree.All.Sum(n => n.[|Children|]().Count()); }" },
        { "two calls away", "class Store { private readonly List<Customer> _all = new(); public Customer? Get(int id) => _all.Find(c => c.Id == id); } class Service(Store store) { public string Name(int id) => store.Get(id)!.Name; } class C { public static List<string> M(List<Order> orders, Service service) { var names = new List<string>(); foreach (var o in orders.Where(o => o.IsPaid)) { names.Add(service.[|Name|](o.CustomerId)); } return names; } }" },
        { "a loop that looks for it", "class Store { private readonly List<Customer> _all = new(); public Customer? Get(int id) { foreach (var c in _all) { if (c.Id == id) { return c; } } return null; } } class C { public static int M(List<Order> orders, Store store) { var n = 0; foreach (var o in orders) { n += store.[|Get|](o.CustomerId)!.Orders.Count; } return n; } }" },
        { "static list", "static class Cities { private static readonly List<Product> s_all = new(); public static Product? ByCode(string code) => s_all.FirstOrDefault(p => p.Sku == code); } class C { public static int M(List<string> codes) => codes.Count(c => Cities.[|ByCode|](c) != null); }" },
        { "primary constructor", "class Store(IReadOnlyList<Customer> all) { public Customer Get(int id) => all.First(c => c.Id == id); } class C { public static int M(List<Order> orders, Store store) { var n = 0; for (var i = 0; i < orders.Count; i++) { n += store.[|Get|](orders[i].CustomerId).Id; } return n; } }" },
        { "through an interface with one implementation", "interface IStore { Customer Get(int id); } class Store : IStore { private readonly List<Customer> _all = new(); public Customer Get(int id) => _all.First(c => c.Id == id); } class C(IStore store) { public int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += store.[|Get|](o.CustomerId).Id; } return n; } }" },
        { "equality that looks for aliases", "class Alias(List<Product> known) : IEqualityComparer<string> { public bool Equals(string? x, string? y) => x == y; public int GetHashCode(string x) => known.First(k => k.Sku == x).Id; }\nclass C { public static int M(List<string> skus, List<Product> known) => skus.[|Distinct|](new Alias(known)).Count(); }" },
        { "dictionary by such an equality", "class Alias(List<Product> known) : IEqualityComparer<string> { public bool Equals(string? x, string? y) => x == y; public int GetHashCode(string x) => known.First(k => k.Sku == x).Id; }\nclass C { public static Dictionary<string, Order> M(List<Order> orders, List<Product> known) => orders.[|ToDictionary|](o => o.Id.ToString(), new Alias(known)); }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "comparer of a sort", "class ByRank(List<string> ranks) : IComparer<Product> { public int Compare(Product? x, Product? y) => ranks.IndexOf(x!.Sku).CompareTo(ranks.IndexOf(y!.Sku)); } class C { public static void M(List<Product> products, List<string> ranks) => products.[|Sort|](new ByRank(ranks)); }" },
        { "comparer in a local", "class ByRank : IComparer<string> { private readonly List<string> _ranks = File.ReadAllLines(\"ranks\").ToList(); public int Compare(string? x, string? y) => _ranks.IndexOf(x!) - _ranks.IndexOf(y!); } class C { public static List<Product> M(List<Product> products) { var byRank = new ByRank(); return products.[|OrderBy|](p => p.Sku, byRank).ToList(); } }" },
        { "comparer of an array's sort", "class ByRank(List<string> ranks) : Comparer<string> { public override int Compare(string? x, string? y) => ranks.IndexOf(x!).CompareTo(ranks.IndexOf(y!)); } class C { public static void M(string[] words, List<string> ranks) => Array.[|Sort|](words, new ByRank(ranks)); }" },
        { "order of elements among a static list", "class Level : IComparable<Level> { private static readonly List<string> s_names = File.ReadAllLines(\"levels\").ToList(); public string Name = \"\"; public int CompareTo(Level? other) => s_names.IndexOf(Name).CompareTo(s_names.IndexOf(other!.Name)); } class C { public static void M(List<Level> levels) => levels.[|Sort|](); }" },
        { "order of a key", "class Level : IComparable<Level> { private static readonly List<string> s_names = File.ReadAllLines(\"levels\").ToList(); public string Name = \"\"; public int CompareTo(Level? other) => s_names.IndexOf(Name).CompareTo(s_names.IndexOf(other!.Name)); } class Step { public Level Level = new(); } class C { public static List<Step> M(List<Step> steps) => steps.[|OrderBy|](s => s.Level).ToList(); }" },
        { "hash code among a static list", "class Word { private static readonly List<string> s_words = File.ReadAllLines(\"words\").ToList(); public string Text = \"\"; public override bool Equals(object? other) => other is Word w && w.Text == Text; public override int GetHashCode() => s_words.IndexOf(Text); } class C { public static HashSet<Word> M(List<Word> words) => words.[|ToHashSet|](); }" },
        { "names", "class Blocked { private readonly List<string> _names = new(); public bool Holds(string name) => _names.Contains(name); } class C { public static int M(List<string> words, Blocked blocked) => words.Count(w => blocked.[|Holds|](w)); }" },
        { "only sometimes", "class Store { private readonly List<Customer> _all = new(); public Customer? Get(int id) { if (id > 10) { return _all.Find(c => c.Id == id); } return null; } } class C { public static int M(List<Order> orders, Store store) { var n = 0; foreach (var o in orders) { n += store.[|Get|](o.CustomerId) is null ? 1 : 0; } return n; } }" },
        { "method group over names", "class C { private readonly string[] _stops = File.ReadAllLines(\"stops\"); private bool IsStop(string word) => _stops.Contains(word); public List<string> M(List<string> words) => words.Where([|IsStop|]).ToList(); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "each pass waits", "class Store { private readonly List<Customer> _all = new(); public Customer? Get(int id) => _all.Find(c => c.Id == id); } class C { public static async Task M(List<Order> orders, Store store) { foreach (var o in orders) { await Task.Yield(); Console.WriteLine(store.Get(o.CustomerId)); } } }" },
        { "what one entity holds", "class Album { public int AlbumId { get; set; } public List<string> Marks { get; set; } = new(); } class C { static bool Has(Album album, string mark) => album.Marks.Contains(mark); public static int M(List<string> marks, Album album) { var n = 0; foreach (var mark in marks) { if (Has(album, mark)) { n++; } } return n; } }" },
        { "table of constants", "class C { private static readonly string[] s_known = [" + string.Join(", ", Enumerable.Range(0, 40).Select(static i => "\"k" + i + "\"")) + "]; static bool IsKnown(string word) => s_known.Contains(word); public static int M(List<string> words) => words.Count(w => IsKnown(w)); }" },
        { "taken out one by one", "class Jobs { private readonly List<Customer> _all = new(); public void Add(Customer c) => _all.Add(c); public void Stop(Customer c) { _all.Remove(c); Console.WriteLine(c.Name); } } class C { public static void M(Jobs jobs, List<Customer> gone) { foreach (var c in gone) { jobs.Stop(c); } } }" },
        { "asks until one fits", "class Blocked { private readonly List<string> _names = new(); public bool Holds(string name) => _names.Contains(name); } class C { public static bool M(List<string> words, Blocked blocked) => words.Any(w => blocked.Holds(w)); }" },
        { "position among the providers", "class C { static int Position(string[] order, string name) => Array.IndexOf(order, name); public static List<string> M(List<string> names, string[] providers) => names.OrderBy(n => Position(providers, n)).ToList(); }" },
        { "plugins of the type", "class Plugin { public int Id; } class Plugins { private readonly List<Plugin> _all = new(); public Plugin? Find(int id) => _all.Find(p => p.Id == id); } class C { public static int M(Plugins plugins, List<int> ids) { var n = 0; foreach (var id in ids) { n += plugins.Find(id)!.Id; } return n; } }" },
        { "once", In("Use(catalog.Find(1));") },
        { "the same each time", In("foreach (var line in lines) { Use(catalog.Find(1)); }") },
        { "three times", In("for (var i = 0; i < 3; i++) { Use(catalog.Find(i)); }") },
        { "loop over few", In("foreach (var id in new[] { 1, 2, 3 }) { Use(catalog.Find(id)); }") },
        { "left at once", In("foreach (var line in lines) { return catalog.Find(line.ProductId); }").Replace("void M", "object? M", StringComparison.Ordinal).Replace("/*end*/", "return null;", StringComparison.Ordinal) },
        { "catalog of the element", "class Cart { public List<OrderLine> Lines = new(); public OrderLine? Find(int id) => Lines.FirstOrDefault(l => l.ProductId == id); } class C { public static int M(List<Cart> carts) => carts.Count(c => c.Find(3) != null); }" },
        { "catalog of the element, for another element", "class Cart { public List<OrderLine> Lines = new(); public OrderLine? Find(int id) => Lines.FirstOrDefault(l => l.ProductId == id); } class C { public static int M(List<Cart> carts, List<int> ids) { var n = 0; foreach (var cart in carts) { foreach (var id in ids) { n += cart.Find(id) is null ? 0 : 1; } } return n; } }" },
        { "dictionary", "class Catalog { private readonly Dictionary<int, Product> _all = new(); public Product Find(int id) => _all[id]; } class C { public static int M(List<int> ids, Catalog catalog) => ids.Sum(id => catalog.Find(id).Stock); }" },
        { "set", "class Catalog { private readonly HashSet<int> _all = new(); public bool Has(int id) => _all.Contains(id); } class C { public static int M(List<int> ids, Catalog catalog) => ids.Count(id => catalog.Has(id)); }" },
        { "set behind an interface", "class Catalog { private readonly ICollection<int> _all = new HashSet<int>(); public bool Has(int id) => _all.Contains(id); } class C { public static int M(List<int> ids, Catalog catalog) => ids.Count(id => catalog.Has(id)); }" },
        { "kept answers", "class Catalog { private readonly List<Product> _all = new(); private readonly Dictionary<int, Product> _known = new(); public Product Find(int id) { if (_known.TryGetValue(id, out var p)) { return p; } p = _all.First(x => x.Id == id); _known[id] = p; return p; } } class C { public static int M(List<int> ids, Catalog catalog) => ids.Sum(id => catalog.Find(id).Stock); }" },
        { "kept in a field", "class Node { public int Id; private Node? _parent; public Tree Tree = null!; public Node? Parent => _parent ??= Tree.All.FirstOrDefault(n => n.Id == Id); } class Tree { public List<Node> All = new(); } class C { public static int M(Tree tree) => tree.All.Count(n => n.Parent is null); }" },
        { "cached by the caller", In("var known = new Dictionary<int, Product>(); foreach (var line in lines) { if (!known.TryGetValue(line.ProductId, out var p)) { p = catalog.Find(line.ProductId); known.Add(line.ProductId, p); } Use(p); }") },
        { "constants", "class C { private static readonly string[] s_units = [\"kg\", \"m\", \"s\"]; static bool IsUnit(string text) => s_units.Contains(text); public static int M(List<string> words) => words.Count(w => IsUnit(w)); }" },
        { "constants in a static helper's argument", "class C { static bool Knows(string[] all, string text) => all.Contains(text); public static int M(List<string> words) { var units = new[] { \"kg\", \"m\" }; return words.Count(w => Knows(units, w)); } }" },
        { "enums", "class C { private readonly List<DayOfWeek> _days = new(); bool IsOpen(DayOfWeek day) => _days.Contains(day); public int M(List<DateTime> dates) => dates.Count(d => IsOpen(d.DayOfWeek)); }" },
        { "set handed to a helper", "class C { static bool Knows(IEnumerable<string> all, string text) => all.Contains(text); public static int M(List<string> words, HashSet<string> units) => words.Count(w => Knows(units, w)); }" },
        { "nothing is looked for", "class Catalog { private readonly List<Product> _all = new(); public Product First() => _all.First(); public int Count() => _all.Count(p => p.Id == 1); } class C { public static void M(List<int> ids, Catalog catalog) { foreach (var id in ids) { Console.WriteLine(catalog.First().Id + catalog.Count() + id); } } }" },
        { "needle is not the argument", "class Catalog { private readonly List<Product> _all = new(); public int Wanted { get; set; } public Product Find(string log) { Console.WriteLine(log); return _all.First(p => p.Id == Wanted); } } class C { public static void M(List<string> logs, Catalog catalog) { foreach (var log in logs) { catalog.Find(log); } } }" },
        { "range", "class Rates { private readonly List<Order> _all = new(); public Order At(DateTime day) => _all.First(r => r.PlacedAt <= day); } class C { public static int M(List<DateTime> days, Rates rates) => days.Sum(d => rates.At(d).Id); }" },
        { "list of the call", "class C { static bool Has(Order o, int id) { var ids = o.Lines.Select(l => l.ProductId).ToList(); return ids.Contains(id); } public static int M(List<Order> orders) => orders.Count(o => Has(o, o.Id)); }" },
        { "lines of the argument", "class C { static bool Has(Order o, int id) => o.Lines.Any(l => l.ProductId == id); public static int M(List<Order> orders) => orders.Count(o => Has(o, o.Id)); }" },
        { "query", "class Catalog(ShopContext db) { public Product Find(int id) => db.Products.First(p => p.Id == id); } class C { public static int M(List<int> ids, Catalog catalog) { var n = 0; foreach (var id in ids) { n += catalog.Find(id).Stock; } return n; } }" },
        { "property that is stored", "class C { public List<Product> All { get; } = new(); public int M(List<int> ids) { var n = 0; foreach (var id in ids) { n += All.Count + id; } return n; } }" },
        { "start-up", "class Program { static readonly List<Product> s_all = new(); static Product Find(int id) => s_all.First(p => p.Id == id); static void Main() { foreach (var line in File.ReadAllLines(\"x\")) { Console.WriteLine(Find(line.Length).Name); } } }" },
        { "on failure", In("try { Use(1); } catch (Exception) { foreach (var line in lines) { Use(catalog.Find(line.ProductId)); } throw; }") },
        { "expression tree", "class Catalog { private readonly List<Product> _all = new(); public Product Find(int id) => _all.First(p => p.Id == id); } class C { public static IQueryable<OrderLine> M(ShopContext db, Catalog catalog) => db.Lines.Where(l => catalog.Find(l.ProductId) != null); }" },
        { "several implementations", "interface IStore { Customer Get(int id); } class ListStore : IStore { private readonly List<Customer> _all = new(); public Customer Get(int id) => _all.First(c => c.Id == id); } class MapStore : IStore { private readonly Dictionary<int, Customer> _all = new(); public Customer Get(int id) => _all[id]; } class C { public static int M(List<Order> orders, IStore store) => orders.Sum(o => store.Get(o.CustomerId).Id); }" },
        { "method of a library", "class C { public static int M(List<string> words, string text) => words.Count(w => text.Contains(w)); }" },
        { "comparison of the pass's own", In("foreach (var line in lines) { var own = new Catalog(); Use(own.Find(line.ProductId)); }") },
        { "service loop", "class Catalog { private readonly List<Product> _all = new(); public Product Find(int id) => _all.First(p => p.Id == id); } class C { public static async Task M(System.Threading.Channels.ChannelReader<int> reader, Catalog catalog) { await foreach (var id in reader.ReadAllAsync()) { Console.WriteLine(catalog.Find(id).Name); } } }" },
        { "a loop that does more", "class Store { private readonly List<Customer> _all = new(); public int Sum(int id) { var sum = 0; foreach (var c in _all) { sum += c.Id * id; } return sum; } } class C { public static int M(List<Order> orders, Store store) => orders.Sum(o => store.Sum(o.CustomerId)); }" },
        { "assertion", In("foreach (var line in lines) { System.Diagnostics.Debug.Assert(catalog.Find(line.ProductId) != null); }") },
        { "calls itself", "class C { private readonly List<Order> _all = new(); public int Depth(int id) { var deepest = 0; foreach (var child in _all.Where(o => o.CustomerId == id).ToList()) { deepest = Math.Max(deepest, Depth(child.Id) + 1); } return deepest; } }" },
        { "comparer that compares", "class ById : IComparer<Product> { public int Compare(Product? x, Product? y) => x!.Id.CompareTo(y!.Id); } class C { public static void M(List<Product> products) => products.Sort(new ById()); }" },
        { "comparer that asks a dictionary", "class ByRank(Dictionary<string, int> ranks) : IComparer<Product> { public int Compare(Product? x, Product? y) => ranks[x!.Sku].CompareTo(ranks[y!.Sku]); } class C { public static void M(List<Product> products, Dictionary<string, int> ranks) => products.Sort(new ByRank(ranks)); }" },
        { "comparer with a few ranks", "class ByRank : IComparer<string> { private static readonly string[] s_ranks = [\"low\", \"mid\", \"high\"]; public int Compare(string? x, string? y) => Array.IndexOf(s_ranks, x).CompareTo(Array.IndexOf(s_ranks, y)); } class C { public static void M(List<string> words) => words.Sort(new ByRank()); }" },
        { "comparer of a few elements", "class ByRank(List<string> ranks) : IComparer<string> { public int Compare(string? x, string? y) => ranks.IndexOf(x!).CompareTo(ranks.IndexOf(y!)); } class C { public static void M(List<string> ranks) { var words = new[] { \"a\", \"b\", \"c\" }; Array.Sort(words, new ByRank(ranks)); } }" },
        { "comparer of a library", "class C { public static void M(List<string> words) => words.Sort(StringComparer.Ordinal); }" },
        { "comparer nobody knows", "class C { public static void M(List<string> words, IComparer<string> comparer) => words.Sort(comparer); }" },
        { "no comparer", "class C { public static void M(List<string> words) => words.Sort((IComparer<string>?)null); }" },
        { "comparer made and not used", "class ByRank(List<string> ranks) : IComparer<string> { public int Compare(string? x, string? y) => ranks.IndexOf(x!).CompareTo(ranks.IndexOf(y!)); } class C { public static object M(List<string> ranks) => new ByRank(ranks); }" },
        { "order asked once", "class ByRank(List<string> ranks) : IComparer<string> { public int Compare(string? x, string? y) => ranks.IndexOf(x!).CompareTo(ranks.IndexOf(y!)); } class C { public static int M(List<string> ranks, string a, string b) => new ByRank(ranks).Compare(a, b); }" },
        { "parts of an element are compared", "class Basket { public List<int> Items = new(); public override bool Equals(object? other) => other is Basket b && b.Items.Contains(Items[0]); public override int GetHashCode() => Items.Count; } class C { public static int M(List<Basket> all) => all.Distinct().Count(); }" },
        { "equality is not asked by a sort", "class Level : IComparable<Level> { private static readonly List<string> s_names = File.ReadAllLines(\"levels\").ToList(); public string Name = \"\"; public int CompareTo(Level? other) => Name.Length - other!.Name.Length; public override bool Equals(object? o) => o is Level l && s_names.IndexOf(l.Name) == s_names.IndexOf(Name); public override int GetHashCode() => 0; } class C { public static void M(List<Level> levels) => levels.Sort(); }" },
        { "sort by a selected number", "class Level : IComparable<Level> { private static readonly List<string> s_names = File.ReadAllLines(\"levels\").ToList(); public string Name = \"\"; public int Rank; public int CompareTo(Level? other) => s_names.IndexOf(Name).CompareTo(s_names.IndexOf(other!.Name)); } class C { public static List<Level> M(List<Level> levels) => levels.OrderBy(l => l.Rank).ToList(); }" },
        { "sort by a comparison of its own", "class Level : IComparable<Level> { private static readonly List<string> s_names = File.ReadAllLines(\"levels\").ToList(); public string Name = \"\"; public int Rank; public int CompareTo(Level? other) => s_names.IndexOf(Name).CompareTo(s_names.IndexOf(other!.Name)); } class C { public static void M(List<Level> levels) => levels.Sort((a, b) => a.Rank - b.Rank); }" },
        { "lambda nobody knows the runs of", In("Func<int, Product> find = id => catalog.Find(id); Use(find);") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_where_the_search_is() => Verify.Says(
        In("foreach (var line in lines) { Use(catalog.[|Find|](line.ProductId)); }"),
        "'Find' goes through '_products' for each element of the loop (Catalog.Find -> First); let it answer from a Dictionary by 'Id'");

    private static string In(string body) => $$"""
        class Catalog
        {
            private readonly List<Product> _products = new();

            public Product Find(int id) => _products.First(p => p.Id == id);
        }

        class C
        {
            public void M(List<OrderLine> lines, Catalog catalog)
            {
                {{body}}
                /*end*/
            }

            private static void Use<T>(T value) => Console.WriteLine(value?.ToString());
        }
        """;
}
