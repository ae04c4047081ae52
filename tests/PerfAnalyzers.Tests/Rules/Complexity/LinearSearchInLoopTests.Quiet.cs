namespace PerfAnalyzers.Tests;

public sealed partial class LinearSearchInLoopTests
{
    public static readonly Cases Quiet = new()
    {
        { "numbers nobody knows the number of", In("Use(orders.Where(o => ids.Contains(o.Id)).ToList());") },

        // Of some things there are few however much data there is.
        { "subset", In("Use(names.All(n => words.Contains(n)) ? 1 : 0);") },
        { "rows of roles", "class Role { public int Id { get; set; } } class Grant { public int RoleId { get; set; } } class Db : DbContext { public DbSet<Role> Roles => Set<Role>(); public DbSet<Grant> Grants => Set<Grant>(); } class C { public static async Task<int> M(Db db) { var grants = await db.Grants.ToListAsync();\nvar roles = await db.Roles.ToListAsync();\nvar count = 0; foreach (var role in roles) { if (grants.Any(g => g.RoleId == role.Id)) { count++; } } return count; } }" },
        { "one of two short lists", In("Use(names.Any(n => words.Contains(n)) ? 1 : 0);") },
        { "first of a few keys", In("foreach (var n in names) { var found = words.Find(w => w == n); if (found != null) { Use(found.Length); return; } }") },
        { "paths of options", "class PathOptions { public List<string> Paths { get; set; } = new(); } class C { public static int M(PathOptions options, List<Customer> customers) { var paths = options.Paths.Where(p => p.Length > 1).ToList(); return customers.Count(c => paths.Contains(c.Name)); } }" },
        { "kinds of a query", "class OrderQuery { public string[] Kinds { get; set; } = []; } class C { public static int M(OrderQuery query, List<Customer> customers) => customers.Count(c => query.Kinds.Contains(c.Name)); }" },
        { "what one entity holds", "class Album { public int Id { get; set; } public List<string> Marks { get; set; } = new(); } class C { public static int M(Album album, List<Customer> customers) => customers.Count(c => album.Marks.Contains(c.Name)); }" },
        { "what an entity of any kind holds", "interface IMarked { List<string> Marks { get; } } class Entity { public int Id { get; set; } } class C { public static int M<T>(T album, List<Customer> customers) where T : Entity, IMarked => customers.Count(c => album.Marks.Contains(c.Name)); }" },
        { "what an entity makes of itself", "class Album { public int Id { get; set; } public IEnumerable<string> Marks() { yield return Id.ToString(); } public int M(List<Customer> customers) { var marks = Marks().ToList(); return customers.Count(c => marks.Contains(c.Name)); } }" },
        { "for what one entity holds", "class Album { public int Id { get; set; } public List<string> Marks { get; set; } = new(); } class C { public static int M(Album album, List<string> known) { var n = 0; foreach (var mark in album.Marks) { if (known.Contains(mark)) { n++; } } return n; } }" },
        { "for the parts of a text", "class C { public static int M(string text, List<Customer> customers) { var n = 0; foreach (var part in text.Split(',')) { if (customers.FirstOrDefault(c => c.Name == part) != null) { n++; } } return n; } }" },
        { "for the fields of a request", "class C { public static int M(Microsoft.AspNetCore.Http.IQueryCollection query, List<string> known) => query.Keys.Count(k => known.Contains(k)); }" },
        { "table of constants", "class C { private static readonly string[] s_known = [" + string.Join(", ", Enumerable.Range(0, 40).Select(static i => "\"k" + i + "\"")) + "]; public static int M(List<Customer> customers) => customers.Count(c => s_known.Contains(c.Name)); }" },
        { "numbers, for each row of a query", "class C { public static async Task<int> M(ShopContext db, List<int> ids) { var products = await db.Products.ToListAsync();\nvar sum = 0; foreach (var p in products) { if (ids.Contains(p.Id)) { sum += p.Stock; } } return sum; } }" },
        { "each pass waits for something", "class C { public static async Task M(List<Order> orders, List<Customer> customers, HttpClient http) { foreach (var o in orders) { await http.GetStringAsync(customers.First(c => c.Id == o.CustomerId).Email); } } } class HttpClient { public Task<string> GetStringAsync(string s) => Task.FromResult(s); }" },
        { "roles of a user", "class C { public static int M(List<string> userRoles, List<Customer> customers) => customers.Count(c => userRoles.Contains(c.Name)); }" },
        { "for each role", "class C { public static int M(List<int> selectedIds, List<int> allCustomerRoleIds) { var n = 0; foreach (var roleId in allCustomerRoleIds) { if (selectedIds.Contains(roleId)) { n++; } } return n; } }" },
        { "plugins by their name", "class Plugin { public string Name = \"\"; } class C { public static int M(List<Plugin> loaded, List<string> names) { var n = 0; foreach (var name in names) { n += loaded.FindIndex(p => p.Name == name); } return n; } }" },
        { "attributes of a product", "class Filter { public string AttributeName = \"\"; } class C { public static int M(List<Filter> all, List<string> names) => names.Count(n => all.Any(f => f.AttributeName == n)); }" },
        { "order of the providers", "class C { public static List<string> M(string[] providerOrder, List<string> names) => names.OrderBy(n => Array.IndexOf(providerOrder, n)).ToList(); }" },
        { "languages by an underscore", "class C { private readonly List<string> _languages = new(); public void Add(string l) => _languages.Add(l); public int M(List<string> names) => names.Count(n => _languages.Contains(n)); }" },
        { "versions of an item", "class C { public static int M(List<string> names, List<string> versionsOfItem) => names.Count(n => versionsOfItem.Contains(n)); }" },
        { "copy of the columns", "class C { public static int M(List<string> names, string[] columns) { var all = columns.ToList(); return names.Count(n => all.Contains(n)); } }" },

        // Answers at once.
        { "set", In("var known = new HashSet<string>(names); foreach (var c in customers) { if (known.Contains(c.Name)) { Use(c.Id); } }") },
        { "set behind a sequence", In("IEnumerable<string> known = names.ToHashSet(); foreach (var c in customers) { if (known.Contains(c.Name)) { Use(c.Id); } }") },
        { "set behind a collection", In("ICollection<string> known = new SortedSet<string>(names); foreach (var c in customers) { if (known.Contains(c.Name)) { Use(c.Id); } }") },
        { "frozen set", "class C(System.Collections.Frozen.FrozenSet<string> known) { public int M(List<string> words) => words.Count(w => known.Contains(w)); }" },
        { "sequence of unknown kind", "class C { public static int M(List<string> words, IEnumerable<string> stops) => words.Count(w => stops.Contains(w)); }" },
        { "read-only collection of unknown kind", "class C { public static int M(List<string> words, IReadOnlyCollection<string> stops) => words.Count(w => stops.Contains(w)); }" },
        { "collection of unknown kind", "class C { public static int M(List<string> words, ICollection<string> stops) => words.Count(w => stops.Contains(w)); }" },
        { "keys of a dictionary", "class C { public static int M(List<string> words, Dictionary<string, int> stops) => words.Count(w => stops.Keys.Contains(w)); }" },
        { "dictionary", "class C { public static int M(List<int> ids, Dictionary<int, Customer> all) { var n = 0; foreach (var id in ids) { if (all.ContainsKey(id) && all.TryGetValue(id, out _)) { n++; } } return n; } }" },
        { "dictionary by predicate is another matter", "class C { public static int M(List<int> ids, Dictionary<int, Customer> all) => ids.Count(id => all.Any(pair => pair.Key == id)); }" },
        { "set by predicate is another matter", "class C { public static int M(List<int> ids, HashSet<int> all) => ids.Count(id => all.Any(x => x == id)); }" },
        { "lookup", In("var byCustomer = orders.ToLookup(o => o.CustomerId); foreach (var c in customers) { Use(byCustomer[c.Id].Count()); Use(byCustomer.Contains(c.Id)); }") },
        { "keyed collection", "class Products : System.Collections.ObjectModel.KeyedCollection<int, Product> { protected override int GetKeyForItem(Product item) => item.Id; } class C { public static int M(List<int> ids, Products all) => ids.Count(id => all.Contains(id)); }" },
        { "own collection", "class Names { public bool Contains(string name) => name.Length > 3; } class C { public static int M(List<string> words, Names names) => words.Count(w => names.Contains(w)); }" },
        { "own collection that is a sequence", "class Names : List<string> { public new bool Contains(string name) => name.Length > 3; } class C { public static int M(List<string> words, Names names) => words.Count(w => names.Contains(w)); }" },

        // Not a loop, or not one over many.
        { "once", In("Use(customers.First(c => c.Id == ids[0]));") },
        { "source of a loop", In("foreach (var o in orders.Where(o => o.CustomerId == ids[0])) { Use(o.Id); }") },
        { "three times", In("for (var i = 0; i < 3; i++) { Use(customers.First(c => c.Id == i)); }") },
        { "loop over few", In("foreach (var name in new[] { \"a\", \"b\", \"c\" }) { Use(customers.FirstOrDefault(c => c.Email == name)); }") },
        { "loop over enum values", In("foreach (var day in Enum.GetValues<DayOfWeek>()) { Use(orders.Count(o => o.PlacedAt.DayOfWeek == day)); }") },
        { "loop over a cut", In("foreach (var o in orders.Take(5)) { Use(customers.First(c => c.Id == o.CustomerId)); }") },
        { "loop that is left", In("foreach (var o in orders) { Use(customers.First(c => c.Id == o.CustomerId)); break; }") },
        { "left once it is found", In("foreach (var o in orders) { if (o.IsPaid) { Use(customers.First(c => c.Id == o.CustomerId)); return; } }") },
        { "retry", In("while (true) { try { Use(customers.First(c => c.Id == ids[0])); return; } catch (InvalidOperationException) { Thread.Sleep(10); } }") },
        { "service loop", "class C { public static async Task M(System.Threading.Channels.ChannelReader<int> reader, List<Customer> customers) { await foreach (var id in reader.ReadAllAsync()) { Console.WriteLine(customers.First(c => c.Id == id).Name); } } }" },
        { "lambda nobody knows the runs of", In("Func<int, Customer> find = id => customers.First(c => c.Id == id); Use(find);") },
        { "event handler", "class C { event Action<int>? Changed; public void M(List<Customer> customers) { Changed += id => Console.WriteLine(customers.First(c => c.Id == id).Name); } }" },

        // Short, and known to be.
        { "constant array", In("var vowels = new[] { \"a\", \"e\", \"i\", \"o\", \"u\" }; foreach (var name in names) { if (vowels.Contains(name)) { Use(name); } }") },
        { "constant field", "class C { private static readonly string[] s_images = { \".png\", \".jpg\", \".gif\" }; public static int M(List<string> files) => files.Count(f => s_images.Contains(Path.GetExtension(f))); }" },
        { "constant list in a field", "class C { private static readonly List<string> s_images = new() { \".png\", \".jpg\" }; public static int M(List<string> files) => files.Count(f => s_images.Contains(Path.GetExtension(f))); }" },
        { "collection expression in a field", "class C { private readonly List<string> _images = [\".png\", \".jpg\"]; public int M(List<string> files) => files.Count(f => _images.Contains(Path.GetExtension(f))); }" },
        { "constant property", "class C { private static string[] Images => [\".png\", \".jpg\"]; public static int M(List<string> files) => files.Count(f => Images.Contains(Path.GetExtension(f))); }" },
        { "property with a constant", "class C { public static IReadOnlyList<string> Images { get; } = new[] { \".png\", \".jpg\" }; public static int M(List<string> files) => files.Count(f => Images.Contains(Path.GetExtension(f))); }" },
        { "params", "class C { public static int M(List<string> files, params string[] extensions) => files.Count(f => extensions.Contains(Path.GetExtension(f))); }" },
        { "split of a constant", In("var stops = \"a,an,the\".Split(','); foreach (var name in names) { if (stops.Contains(name)) { Use(name); } }") },
        { "first few", In("var top = customers.Take(10).ToList(); foreach (var o in orders) { if (top.Any(c => c.Id == o.CustomerId)) { Use(o.Id); } }") },
        { "enums", "enum Status { Open, Paid } class C { public static int M(List<Status> all, List<Status> wanted) => all.Count(s => wanted.Contains(s)); }" },
        { "list of enums by key", "enum Kind { A, B } record Rule(Kind Kind, int Weight); class C { public static int M(List<Kind> all, List<Rule> rules) => all.Sum(k => rules.First(r => r.Kind == k).Weight); }" },
        { "types", "class C { public static int M(List<object> all, List<Type> known) => all.Count(x => known.Contains(x.GetType())); }" },
        { "reflection", "class C { public static int M(List<string> names) { var properties = typeof(Order).GetProperties(); return names.Count(n => properties.Any(p => p.Name == n)); } }" },
        { "characters", In("var invalid = Path.GetInvalidFileNameChars(); foreach (var name in names) { Use(name.Count(c => invalid.Contains(c))); }") },
        { "characters of a text", In("foreach (var name in names) { if (\"aeiou\".Contains(name[0])) { Use(name); } }") },
        { "settings", "class MailSettings { public List<string> Recipients { get; set; } = new(); } class C(MailSettings settings) { public int M(List<string> words) => words.Count(w => settings.Recipients.Contains(w)); }" },
        { "one of two constants", In("var list = ids.Count > 3 ? new[] { \"a\", \"b\" } : new[] { \"c\" }; foreach (var name in names) { if (list.Contains(name)) { Use(name); } }") },

        // Another collection each time.
        { "lines of the order", In("foreach (var o in orders) { Use(o.Lines.Any(l => l.ProductId == o.Id)); }") },
        { "lines of the order, per product", In("foreach (var o in orders) { foreach (var p in products) { Use(o.Lines.Any(l => l.ProductId == p.Id)); } }") },
        { "removed while it is walked is another matter", In("foreach (var o in orders.ToList()) { if (o.IsPaid) { orders.Remove(o); } }") },
        { "list of the pass", In("foreach (var o in orders) { var own = o.Lines.Select(l => l.ProductId).ToList(); Use(own.Contains(o.Id)); }") },
        { "result of a call with the element", In("foreach (var o in orders) { Use(Load(o).First(c => c.Id == o.CustomerId)); } static List<Customer> Load(Order o) => new();") },
        { "result of a call", In("foreach (var o in orders) { Use(Load().First(c => c.Id == o.CustomerId)); } static List<Customer> Load() => new();") },
        { "assigned in the loop", In("var current = customers; foreach (var o in orders) { current = current.Where(c => c.IsActive).ToList(); Use(current.Any(c => c.Id == o.CustomerId)); }") },
        { "dictionary of lists by the element", "class C { public static int M(List<Order> orders, Dictionary<int, List<Product>> by) => orders.Count(o => by[o.CustomerId].Any(p => p.Id == o.Id)); }" },
        { "parameter of a lambda", In("Func<List<Customer>, int, bool> has = (all, id) => all.Any(c => c.Id == id); foreach (var o in orders) { Use(has(customers, o.CustomerId)); }") },
        { "inner list of a nested sequence", In("Use(customers.Count(c => c.Orders.Any(o => o.CustomerId == c.Id)));") },
        { "children of children", In("foreach (var c in customers) { foreach (var o in c.Orders) { Use(c.Orders.Count(x => x.Id == o.CustomerId)); } }") },

        // Nothing of the element is looked for, or there is no key.
        { "the same each time", In("foreach (var o in orders) { Use(customers.Any(c => c.Id == ids[0])); }") },
        { "range", In("foreach (var o in orders) { Use(customers.Any(c => c.Id < o.CustomerId)); }") },
        { "part of a text", In("foreach (var name in names) { Use(customers.Any(c => c.Name.StartsWith(name))); }") },
        { "other than", In("foreach (var o in orders) { Use(customers.Any(c => c.Id != o.CustomerId)); }") },
        { "one of two", In("foreach (var o in orders) { Use(customers.Any(c => c.Id == o.CustomerId || c.IsActive)); }") },
        { "no predicate", In("foreach (var o in orders) { Use(customers.First()); Use(customers.Any()); Use(customers.Count()); }") },
        { "both sides of the element", In("foreach (var o in orders) { Use(orders.Any(x => x.Id == x.CustomerId)); }") },
        { "filter that nobody asks", In("var queries = new List<IEnumerable<Order>>(); foreach (var c in customers) { queries.Add(orders.Where(o => o.CustomerId == c.Id)); } Use(queries);") },

        // Queries of a database.
        { "query", "class C { public static async Task M(ShopContext db, List<int> ids) { Console.WriteLine(await db.Orders.Where(o => ids.Contains(o.Id)).ToListAsync()); } }" },
        { "query per element is another matter", "class C { public static void M(ShopContext db, List<Order> orders) { foreach (var o in orders) { Console.WriteLine(db.Customers.First(c => c.Id == o.CustomerId).Name); } } }" },
        { "subquery", "class C { public static IQueryable<Order> M(ShopContext db) => db.Orders.Where(o => db.Customers.Any(c => c.Id == o.CustomerId)); }" },
        { "expression tree", "class C { public static Expression<Func<Order, bool>> M(List<int> ids) => o => ids.Contains(o.CustomerId); }" },
        { "query in memory", "class C { public static List<Order> M(List<Order> orders, List<Customer> customers) => orders.AsQueryable().Where(o => customers.Any(c => c.Id == o.CustomerId)).ToList(); }" },

        // Rare.
        { "start-up", "class Program { static void Main() { var names = new List<string>(); var words = new List<string>(); foreach (var w in File.ReadAllLines(\"w\")) { if (!names.Contains(w)) { names.Add(w); } } } }" },
        { "on failure", In("try { Use(1); } catch (Exception) { foreach (var o in orders) { Use(customers.First(c => c.Id == o.CustomerId)); } throw; }") },
        { "seeding", "class SeedData { public static void Run(List<Order> orders, List<Customer> customers) { foreach (var o in orders) { Console.WriteLine(customers.First(c => c.Id == o.CustomerId).Name); } } }" },
        { "assertion", In("foreach (var o in orders) { System.Diagnostics.Debug.Assert(customers.Any(c => c.Id == o.CustomerId)); }") },
        { "behind a cache", In("var cache = new Dictionary<int, Customer>(); foreach (var o in orders) { if (!cache.TryGetValue(o.CustomerId, out var c)) { c = customers.First(x => x.Id == o.CustomerId); cache[o.CustomerId] = c; } Use(c); }") },
        { "nameof", In("foreach (var o in orders) { Use(nameof(names.Contains) + o.Id); }") },
        { "text", In("foreach (var name in names) { Use(name.Contains('a')); Use(words[0].IndexOf(name)); }") },
        { "binary search", In("names.Sort(); foreach (var c in customers) { Use(names.BinarySearch(c.Name)); }") },
    };
}
