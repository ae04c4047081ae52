using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.KeyedScan, PerfAnalyzers.Complexity.KeyedScanFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class KeyedScanTests
{
    public static readonly Cases Firing = new()
    {
        { "first pair", In("Dictionary<int, Order> orders, int id", "return orders.[|First|](o => o.Key == id).Value;", "Order") },
        { "first pair or none", In("Dictionary<int, Order> orders, int id", "return orders.[|FirstOrDefault|](o => o.Key == id).Value;", "Order?") },
        { "the only pair", In("IReadOnlyDictionary<Guid, Customer> customers, Guid id", "return customers.[|Single|](c => id == c.Key).Value.Name;", "string") },
        { "any", In("IDictionary<string, decimal> prices, string sku", "return prices.[|Any|](p => p.Key == sku);", "bool") },
        { "any, with Equals", In("Dictionary<string, decimal> prices, string sku", "return prices.[|Any|](p => p.Key.Equals(sku));", "bool") },
        { "any, with the static Equals", In("Dictionary<string, decimal> prices, string sku", "return prices.[|Any|](p => string.Equals(p.Key, sku, StringComparison.Ordinal));", "bool") },
        { "any, and more", In("Dictionary<int, Order> orders, int id", "return orders.[|Any|](o => o.Key == id && o.Value.IsPaid);", "bool") },
        { "any, more first", In("Dictionary<int, Order> orders, int id", "return orders.[|Any|](o => o.Value.IsPaid && o.Key == id);", "bool") },
        { "none", In("Dictionary<DayOfWeek, int> hours, DayOfWeek day", "return hours.[|All|](h => h.Key != day);", "bool") },
        { "none, said otherwise", In("Dictionary<long, int> hits, long user", "return hits.[|All|](h => !(h.Key == user));", "bool") },
        { "counted", In("SortedDictionary<int, string> names, int id", "return names.[|Count|](n => n.Key == id) > 0;", "bool") },
        { "filtered and taken", In("Dictionary<int, string> names, int id", "return names.[|Where|](n => n.Key == id).Select(n => n.Value).FirstOrDefault();", "string?") },
        { "filtered, over lines", In("Dictionary<int, string> names, int id", "return names\n    .[|Where|](n => n.Key == id)\n    .Select(n => n.Value)\n    .First();", "string") },
        { "filtered pairs", In("Dictionary<int, string> names, int id", "foreach (var n in names.[|Where|](n => n.Key == id)) { Console.WriteLine(n.Value); }", "void") },
        { "filtered, then asked", In("Dictionary<int, string> names, int id", "return names.[|Where|](n => n.Key == id).Any();", "bool") },
        { "keys asked", In("Dictionary<int, string> names, int id", "return names.Keys.[|Any|](k => k == id);", "bool") },
        { "first key", In("IDictionary<string, int> stock, string sku", "return stock.Keys.[|First|](k => k == sku);", "string") },
        { "copied keys", In("Dictionary<char, int> letters, char c", "return letters.Keys.ToList().[|Contains|](c);", "bool") },
        { "copied keys, as an array", In("Dictionary<string, int> letters, string c", "return letters.Keys.ToArray().[|Contains|](c);", "bool") },
        { "selected keys", In("IReadOnlyDictionary<int, string> names, int id", "return names.Select(n => n.Key).[|Contains|](id);", "bool") },
        { "copied pairs", In("Dictionary<int, string> names, int id", "return names.ToList().[|First|](n => n.Key == id).Value;", "string") },
        { "query syntax", In("Dictionary<int, string> names, int id", "return (from n in names [|where n.Key == id|] select n.Value).FirstOrDefault();", "string?") },
        { "behind ?.", In("Dictionary<int, string>? names, int id", "return names?.[|Any|](n => n.Key == id) == true;", "bool") },
        { "parameter with a conversion", In("Dictionary<int, string> names, int? id", "return names.[|Any|](n => n.Key == id);", "bool") },
        { "set", In("HashSet<int> seen, int id", "return seen.[|Any|](s => s == id);", "bool") },
        { "set of an interface", In("IReadOnlySet<string> seen, string name", "return seen.[|Any|](s => s.Equals(name));", "bool") },
        { "set, not in it", In("ISet<Guid> seen, Guid id", "return !seen.[|Any|](s => s == id);", "bool") },
        { "set, counted", In("SortedSet<int> seen, int id", "return seen.[|Count|](s => s == id) != 0;", "bool") },
        { "set, first", In("HashSet<string> seen, string name", "return seen.[|FirstOrDefault|](s => s == name);", "string?") },
        { "frozen set", In("System.Collections.Frozen.FrozenSet<int> seen, int id", "return seen.[|Any|](s => s == id);", "bool") },
        { "immutable dictionary", In("System.Collections.Immutable.ImmutableDictionary<int, string> names, int id", "return names.[|FirstOrDefault|](n => n.Key == id).Value;", "string?") },
        { "concurrent dictionary", In("System.Collections.Concurrent.ConcurrentDictionary<int, string> names, int id", "return names.[|FirstOrDefault|](n => n.Key == id).Value;", "string?") },
        { "sorted list", In("SortedList<DateOnly, decimal> rates, DateOnly day", "return rates.[|SingleOrDefault|](r => r.Key == day).Value;", "decimal") },
        { "lookup", In("ILookup<int, Order> byCustomer, int id", "return byCustomer.[|First|](g => g.Key == id).Count();", "int") },
        { "lookup, asked", In("ILookup<int, Order> byCustomer, int id", "return byCustomer.[|Any|](g => g.Key == id);", "bool") },
        { "lookup, flattened", In("ILookup<int, Order> byCustomer, int id", "return byCustomer.[|Where|](g => g.Key == id).SelectMany(g => g).ToList();", "List<Order>") },
        { "own dictionary", "class Names : Dictionary<int, string> { } class C { string M(Names names, int id) => names.[|First|](n => n.Key == id).Value; }" },
        { "ignoring case, as it was built", "class C { private readonly Dictionary<string, int> _stock = new(StringComparer.OrdinalIgnoreCase); int M(string sku) => _stock.[|FirstOrDefault|](s => string.Equals(s.Key, sku, StringComparison.OrdinalIgnoreCase)).Value; }" },
        { "route values, ignoring case", In("Microsoft.AspNetCore.Routing.RouteValueDictionary values", "return values.[|Any|](v => v.Key.Equals(\"area\", StringComparison.OrdinalIgnoreCase));", "bool") },
        { "set with its own comparer", "class C { private static readonly HashSet<string> s_words = new(StringComparer.OrdinalIgnoreCase); bool M(string w) => s_words.[|Contains|](w, StringComparer.OrdinalIgnoreCase); }" },
        { "loop that leaves with the value", In("Dictionary<int, string> names, int id", "[|foreach (var n in names)|] { if (n.Key == id) { return n.Value; } } return \"\";", "string") },
        { "loop that breaks", In("Dictionary<int, string> names, int id", "var name = \"\"; [|foreach (var n in names)|] { if (n.Key == id) { name = n.Value; break; } } return name;", "string") },
        { "loop over deconstructed pairs", In("Dictionary<int, string> names, int id", "[|foreach (var (key, name) in names)|] { if (key == id) { return name; } } return \"\";", "string") },
        { "loop that skips the others", In("Dictionary<int, List<Order>> orders, int id", "[|foreach (var o in orders)|] { if (o.Key != id) { continue; } o.Value.Clear(); Console.WriteLine(id); }", "void") },
        { "loop over keys", In("Dictionary<int, string> names, int id", "[|foreach (var k in names.Keys)|] { if (k == id) { return true; } } return false;", "bool") },
        { "loop over a set", In("HashSet<string> names, string name", "[|foreach (var n in names)|] if (n == name) return true; return false;", "bool") },
        { "record as key", "record Cell(int X, int Y); class C { bool M(Dictionary<Cell, int> cells, Cell cell) => cells.[|Any|](c => c.Key == cell); }" },
        { "key of a pair of loops", In("Dictionary<int, string> names, List<Order> orders", "return orders.Select(o => names.[|First|](n => n.Key == o.CustomerId).Value).ToList();", "List<string>") },
    };

    public static readonly Cases Suggested = new()
    {
        { "set with a comparer of another kind", "class C { private readonly HashSet<string> _words = new(); bool M(string w) => _words.[|Contains|](w, StringComparer.OrdinalIgnoreCase); }" },
        { "set with a comparer, nobody knows its own", In("ISet<string> words, string w", "return words.[|Contains|](w, StringComparer.OrdinalIgnoreCase);", "bool") },
        { "keys with a comparer", In("Dictionary<string, int> words, string w", "return words.Keys.[|Contains|](w, StringComparer.OrdinalIgnoreCase);", "bool") },
        { "route values, as they are written", In("Microsoft.AspNetCore.Routing.RouteValueDictionary values", "return values.[|Any|](v => v.Key == \"area\");", "bool") },
        { "strings sorted by culture", "class C { private readonly SortedDictionary<string, int> _stock = new(); bool M(string sku) => _stock.[|Any|](s => s.Key == sku); }" },
        { "built ignoring case, asked otherwise", "class C { private readonly Dictionary<string, int> _stock = new(StringComparer.OrdinalIgnoreCase); bool M(string sku) => _stock.[|Any|](s => s.Key == sku); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "indexer", In("Dictionary<int, Order> orders, int id", "return orders[id];", "Order") },
        { "TryGetValue", In("Dictionary<int, Order> orders, int id", "return orders.TryGetValue(id, out var order) ? order : null;", "Order?") },
        { "ContainsKey", In("Dictionary<int, Order> orders, int id", "return orders.ContainsKey(id);", "bool") },
        { "keys that are asked for one", In("Dictionary<int, Order> orders, int id", "return orders.Keys.Contains(id);", "bool") },
        { "set that is asked", In("HashSet<int> seen, int id", "return seen.Contains(id);", "bool") },
        { "by value", In("Dictionary<int, Order> orders, decimal total", "return orders.First(o => o.Value.Total == total).Key;", "int") },
        { "values", In("Dictionary<int, Order> orders, int id", "return orders.Values.FirstOrDefault(o => o.Id == id);", "Order?") },
        { "ContainsValue", In("Dictionary<int, string> names, string name", "return names.ContainsValue(name);", "bool") },
        { "all keys but one", In("Dictionary<int, Order> orders, int id", "return orders.Where(o => o.Key != id).ToList().Count;", "int") },
        { "any other key", In("Dictionary<int, Order> orders, int id", "return orders.Any(o => o.Key != id);", "bool") },
        { "all have the key", In("Dictionary<int, Order> orders, int id", "return orders.All(o => o.Key == id);", "bool") },
        { "two keys", In("Dictionary<int, Order> orders, int a, int b", "return orders.Where(o => o.Key == a || o.Key == b).Count();", "int") },
        { "range of keys", In("SortedDictionary<DateTime, decimal> rates, DateTime day", "return rates.Last(r => r.Key <= day).Value;", "decimal") },
        { "prefix of a key", In("Dictionary<string, int> stock, string prefix", "return stock.Where(s => s.Key.StartsWith(prefix)).Sum(s => s.Value);", "int") },
        { "part of a key", In("Dictionary<(int Year, int Month), decimal> sales, int year", "return sales.Where(s => s.Key.Year == year).Sum(s => s.Value);", "decimal") },
        { "made from the key", In("Dictionary<string, int> stock, string sku", "return stock.FirstOrDefault(s => s.Key.ToLower() == sku).Value;", "int") },
        { "length of the key", In("Dictionary<string, int> stock, int n", "return stock.Count(s => s.Key.Length == n);", "int") },
        { "ignoring case, nobody knows its comparer", In("Dictionary<string, int> stock, string sku", "return stock.Any(s => s.Key.Equals(sku, StringComparison.OrdinalIgnoreCase));", "bool") },
        { "ignoring case, built without", "class C { private readonly Dictionary<string, int> _stock = new(); bool M(string sku) => _stock.Any(s => string.Equals(s.Key, sku, StringComparison.OrdinalIgnoreCase)); }" },
        { "as the culture compares", In("Dictionary<string, int> stock, string sku", "return stock.Any(s => string.Equals(s.Key, sku, StringComparison.CurrentCultureIgnoreCase));", "bool") },
        { "by a comparer of one's own", In("Dictionary<string, int> stock, string sku, IEqualityComparer<string> comparer", "return stock.Any(s => comparer.Equals(s.Key, sku));", "bool") },
        { "key compared with the value", In("Dictionary<int, int> parents", "return parents.Count(p => p.Key == p.Value);", "int") },
        { "key of another dictionary per pair", In("Dictionary<int, Order> orders", "return orders.Count(o => o.Key == o.Value.Id);", "int") },
        { "floating point", In("Dictionary<double, string> labels, double x", "return labels.First(l => l.Key == x).Value;", "string") },
        { "references of a type with Equals", "class Point { public override bool Equals(object? other) => true; public override int GetHashCode() => 0; } class C { bool M(Dictionary<Point, int> map, Point p) => map.Any(m => m.Key == p); }" },
        { "references of any object", In("Dictionary<object, int> map, object o", "return map.Any(m => m.Key == o);", "bool") },
        { "member of a set's elements", In("HashSet<Order> orders, int id", "return orders.FirstOrDefault(o => o.Id == id);", "Order?") },
        { "list", In("List<KeyValuePair<int, string>> pairs, int id", "return pairs.First(p => p.Key == id).Value;", "string") },
        { "array of pairs", In("KeyValuePair<string, string>[] pairs, string name", "return pairs.FirstOrDefault(p => p.Key == name).Value;", "string?") },
        { "sequence of pairs", In("IEnumerable<KeyValuePair<int, string>> pairs, int id", "return pairs.Any(p => p.Key == id);", "bool") },
        { "groups that are no lookup", In("List<Order> orders, int id", "return orders.GroupBy(o => o.CustomerId).FirstOrDefault(g => g.Key == id)?.Count() ?? 0;", "int") },
        { "rest of the pairs", In("Dictionary<int, string> names, int id", "return names.Where(n => n.Value.Length > 3).Any(n => n.Key == id);", "bool") },
        { "expression tree", "class C { Expression<Func<int, bool>> M(Dictionary<int, string> names) => id => names.Any(n => n.Key == id); }" },
        { "query of a database", "class C { List<Order> M(ShopContext db, Dictionary<int, string> names) => db.Orders.Where(o => names.Any(n => n.Key == o.Id)).ToList(); }" },
        { "queryable", In("Dictionary<int, string> names, int id", "return names.AsQueryable().First(n => n.Key == id).Value;", "string") },
        { "parallel", In("Dictionary<int, string> names, int id", "return names.AsParallel().Any(n => n.Key == id);", "bool") },
        { "own method of the name", "static class X { public static bool Any(this Dictionary<int, string> all, Func<KeyValuePair<int, string>, bool> test) => true; } class C { bool M(Dictionary<int, string> names, int id) => names.Any(n => n.Key == id); }" },
        { "delegate that is handed in", In("Dictionary<int, string> names, Func<KeyValuePair<int, string>, bool> test", "return names.First(test).Value;", "string") },
        { "with an index", In("Dictionary<int, string> names, int id", "return names.Where((n, i) => n.Key == id && i > 2).Count();", "int") },
        { "loop over all", In("Dictionary<int, string> names, int id", "foreach (var n in names) { if (n.Key == id) { Console.WriteLine(1); } else { Console.WriteLine(n.Value); } }", "void") },
        { "loop that does more", In("Dictionary<int, string> names, int id", "foreach (var n in names) { if (n.Key == id) { Console.WriteLine(1); } Console.WriteLine(n.Value); }", "void") },
        { "loop that looks for a value", In("Dictionary<int, string> names, string name", "foreach (var n in names) { if (n.Value == name) { return n.Key; } } return 0;", "int") },
        { "loop that skips one", In("Dictionary<int, string> names, int id", "foreach (var n in names) { if (n.Key == id) { continue; } Console.WriteLine(n.Value); }", "void") },
        { "loop whose key moves on", In("Dictionary<int, int> next, int id", "foreach (var n in next) { if (n.Key == id) { id = n.Value; } } return id;", "int") },
        { "loop that asks a method", In("Dictionary<int, string> names", "foreach (var n in names) { if (n.Key == Next()) { Console.WriteLine(n.Value); } } static int Next() => 1;", "void") },
        { "loop with an alternative", In("Dictionary<int, string> names, int a, int b", "foreach (var n in names) { if (n.Key == a || n.Key == b) { Console.WriteLine(n.Value); } }", "void") },
        { "loop over a list", In("List<int> ids, int id", "foreach (var i in ids) { if (i == id) { return true; } } return false;", "bool") },
        { "loop that compares with the value", In("Dictionary<int, int> parents", "foreach (var (child, parent) in parents) { if (child == parent) { return child; } } return 0;", "int") },
        { "set of a set's members", In("HashSet<string> words, string w", "return words.Any(x => x.StartsWith(w));", "bool") },
        { "start-up", "static class Program { static void Main() { var names = new Dictionary<int, string>(); Console.WriteLine(names.First(n => n.Key == 1).Value); } }" },
        { "on failure", In("Dictionary<int, string> names, int id", "try { return names[id]; } catch (KeyNotFoundException) { return names.First(n => n.Key == id).Value; }", "string") },
        { "seeding", "class SeedRoles { string M(Dictionary<int, string> names, int id) => names.First(n => n.Key == id).Value; }" },
        { "null is no key", In("HashSet<string?> words", "return words.Contains(null);", "bool") },
        { "items that are no dictionary", "class Options { public string Name => \"\"; public KeyValuePair<string, int>[] Keys => []; } class C { bool M(Options options) => options.Keys.Any(o => o.Key == \"page\"); }" },
        { "concurrent keys", In("System.Collections.Concurrent.ConcurrentDictionary<int, int> all, int id", "return all.Keys.Any(k => k == id);", "bool") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_walked_and_whom_to_ask() => Verify.Says(
        In("Dictionary<int, Order> orders, int id", "return orders.[|FirstOrDefault|](o => o.Key == id).Value;", "Order?"),
        "'FirstOrDefault' walks the whole dictionary to find one key; ask 'TryGetValue'");

    [Fact]
    public Task Says_it_of_sets() => Verify.Says(
        In("HashSet<int> seen, int id", "return seen.[|Any|](s => s == id);", "bool"),
        "'Any' walks the whole set to find one key; ask 'Contains'");

    [Fact]
    public Task Says_it_of_loops() => Verify.Says(
        In("Dictionary<int, string> names, int id", "[|foreach (var n in names)|] { if (n.Key == id) { return n.Value; } } return \"\";", "string"),
        "'foreach' walks the whole dictionary to find one key; ask 'TryGetValue'");

    private static string In(string parameters, string body, string type) => $$"""
        class C
        {
            {{type}} M({{parameters}})
            {
                {{body}}
            }
        }
        """;
}
