using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.MissingCapacity, PerfAnalyzers.Allocation.MissingCapacityFix>;

namespace PerfAnalyzers.Tests;

public sealed class MissingCapacityTests
{
    public static readonly Cases Firing = new()
    {
        { "list from an array", In("""var all = new [|List|]<string>(); foreach (var word in words) { all.Add(word.ToUpperInvariant()); } Use(all);""") },
        { "list from a list", In("""var all = new [|List|]<int>(); foreach (var order in orders) { all.Add(order.Id); } Use(all);""") },
        { "target-typed", In("""List<int> all = [|new()|]; foreach (var order in orders) { all.Add(order.Id); } Use(all);""") },
        { "collection expression", In("""List<int> all = [|[]|]; foreach (var order in orders) { all.Add(order.Id); } Use(all);""") },
        { "counter over a list", In("""var all = new [|List|]<int>(); for (var i = 0; i < orders.Count; i++) { all.Add(orders[i].Id); } Use(all);""") },
        { "counter over an array", In("""var all = new [|List|]<int>(); for (int i = 0; i < words.Length; ++i) { all.Add(words[i].Length); } Use(all);""") },
        { "counter up to a local that is a length", In("""var end = words.Length; var all = new [|List|]<int>(); for (var i = 0; i < end; i++) { all.Add(words[i].Length); } Use(all);""") },
        { "constant", In("""var all = new [|List|]<int>(); for (var i = 0; i < 100; i++) { all.Add(i * i); } Use(all);""") },
        { "dictionary by Add", In("""var map = new [|Dictionary|]<int, Order>(); foreach (var order in orders) { map.Add(order.Id, order); } Use(map);""") },
        { "dictionary by indexer", In("""var map = new [|Dictionary|]<int, Order>(); foreach (var order in orders) { map[order.Id] = order; } Use(map);""") },
        { "dictionary with a comparer", In("""var map = new [|Dictionary|]<string, int>(StringComparer.OrdinalIgnoreCase); foreach (var word in words) { map[word] = word.Length; } Use(map);""") },
        { "set", In("""var ids = new [|HashSet|]<int>(); foreach (var order in orders) { ids.Add(order.Id); } Use(ids);""") },
        { "queue", In("""var open = new [|Queue|]<int>(); foreach (var order in orders) { open.Enqueue(order.Id); } Use(open);""") },
        { "stack", In("""var open = new [|Stack|]<int>(); foreach (var order in orders) { open.Push(order.Id); } Use(open);""") },
        { "characters", In("""var b = new [|StringBuilder|](); foreach (var c in text) { b.Append(char.ToLowerInvariant(c)); } Use(b);""") },
        { "one of two", In("""var all = new [|List|]<int>(); foreach (var order in orders) { if (order.IsPaid) { all.Add(order.Id); } else { all.Add(0); } } Use(all);""") },
        { "more work in the pass", In("""var all = new [|List|]<int>(); foreach (var order in orders) { var x = order.Id * 2; if (x > 3) { x++; } all.Add(x); } Use(all);""") },
        { "declared before other locals", In("""var all = new [|List|]<int>(); var sum = 0; foreach (var order in orders) { sum += order.Id; all.Add(sum); } Use(all);""") },
        { "values of a dictionary", In("""var all = new [|List|]<int>(); foreach (var order in byId.Values) { all.Add(order.Id); } Use(all);""") },
        { "pairs of a dictionary", In("""var all = new [|List|]<int>(); foreach (var pair in byId) { all.Add(pair.Key); } Use(all);""") },
        { "read-only list", "class C { List<int> M(IReadOnlyList<Order> orders) { var all = new [|List|]<int>(); foreach (var order in orders) { all.Add(order.Id); } return all; } }" },
        { "property of a parameter", "class C { List<int> M(Order order) { var all = new [|List|]<int>(); foreach (var line in order.Lines) { all.Add(line.ProductId); } return all; } }" },
        { "field", "class C { List<int> _ids = []; void M(Order[] orders) { _ids = new [|List|]<int>(); foreach (var order in orders) { _ids.Add(order.Id); } } }" },
        { "span", "class C { List<int> M(ReadOnlySpan<int> numbers) { var all = new [|List|]<int>(); foreach (var number in numbers) { all.Add(number + 1); } return all; } }" },
        { "per outer pass", In("""foreach (var order in orders) { var all = new [|List|]<int>(); foreach (var line in order.Lines) { all.Add(line.ProductId); } GC.KeepAlive(all); }""") },
        { "local assigned later", In("""List<int> all; all = new [|List|]<int>(); foreach (var order in orders) { all.Add(order.Id); } Use(all);""") },
        { "throws for the impossible", In("""var all = new [|List|]<int>(); foreach (var order in orders) { if (order.Id < 0) { throw new InvalidOperationException(); } all.Add(order.Id); } Use(all);""") },
        { "count loaded between", In("""var all = new [|List|]<int>(); var found = orders.FindAll(o => o.IsPaid); foreach (var order in found) { all.Add(order.Id); } Use(all);""") },
    };

    public static readonly Cases Quiet = new()
    {
        { "few by their name", "class C { List<string> M(Dictionary<string, string> settings) { var all = new List<string>(); foreach (var setting in settings) { all.Add(setting.Key + setting.Value); } return all; } }" },
        { "only in debug builds", "#define DEBUG\nclass C { void M(Order[] all) {\n#if DEBUG\nvar ids = new List<int>(); foreach (var o in all) { ids.Add(o.Id * 2); } Console.WriteLine(ids.Count);\n#endif\n} }" },
        { "capacity given", In("""var all = new List<int>(orders.Count); foreach (var order in orders) { all.Add(order.Id); } Use(all);""") },
        { "copy of a collection", In("""var all = new List<Order>(more); foreach (var order in orders) { all.Add(order); } Use(all);""") },
        { "only some", In("""var all = new List<int>(); foreach (var order in orders) { if (order.IsPaid) { all.Add(order.Id); } } Use(all);""") },
        { "skipped by continue", In("""var all = new List<int>(); foreach (var order in orders) { if (!order.IsPaid) { continue; } all.Add(order.Id); } Use(all);""") },
        { "left by break", In("""var all = new List<int>(); foreach (var order in orders) { all.Add(order.Id); if (order.Id == 7) { break; } } Use(all);""") },
        { "left by return", In("""var all = new List<int>(); foreach (var order in orders) { if (order.Id == 7) { return; } all.Add(order.Id); } Use(all);""") },
        { "several each", In("""var all = new List<int>(); foreach (var order in orders) { all.Add(order.Id); all.Add(order.CustomerId); } Use(all);""") },
        { "inner loop", In("""var all = new List<int>(); foreach (var order in orders) { foreach (var line in order.Lines) { all.Add(line.Id); } } Use(all);""") },
        { "copied as they are", In("""var all = new List<Order>(); foreach (var order in orders) { all.Add(order); } Use(all);""") },
        { "copied by index", In("""var all = new List<Order>(); for (var i = 0; i < orders.Count; i++) { all.Add(orders[i]); } Use(all);""") },
        { "lazy source", In("""var all = new List<int>(); foreach (var order in orders.Where(o => o.IsPaid)) { all.Add(order.Id); } Use(all);""") },
        { "sequence of unknown length", In("""var all = new List<int>(); foreach (var order in more) { all.Add(order.Id); } Use(all);""") },
        { "number from elsewhere", In("""var all = new List<int>(); for (var i = 0; i < n; i++) { all.Add(i * i); } Use(all);""") },
        { "few", In("""var all = new List<int>(); for (var i = 0; i < 8; i++) { all.Add(i * i); } Use(all);""") },
        { "few words", In("""var all = new List<int>(); foreach (var word in new[] { "a", "b", "c" }) { all.Add(word.Length); } Use(all);""") },
        { "counter starts elsewhere", In("""var all = new List<int>(); for (var i = 1; i < orders.Count; i++) { all.Add(orders[i].Id); } Use(all);""") },
        { "counter in steps", In("""var all = new List<int>(); for (var i = 0; i < orders.Count; i += 2) { all.Add(orders[i].Id); } Use(all);""") },
        { "bound that moves", In("""var all = new List<int>(); for (var i = 0; i < orders.Count; i++) { all.Add(orders[i].Id); orders.RemoveAt(i); } Use(all);""") },
        { "counter that is moved", In("""var all = new List<int>(); for (var i = 0; i < orders.Count; i++) { all.Add(orders[i].Id); i++; } Use(all);""") },
        { "filled before", In("""var all = new List<int>(); all.Add(0); foreach (var order in orders) { all.Add(order.Id); } Use(all);""") },
        { "filled by itself", In("""var all = new List<int>(); for (var i = 0; i < all.Count; i++) { all.Add(i); } Use(all);""") },
        { "emptied in the loop", In("""var all = new List<int>(); foreach (var order in orders) { all.Add(order.Id); if (all.Count == 10) { Use(all); all.Clear(); } }""") },
        { "handed on in the loop", In("""var all = new List<int>(); foreach (var order in orders) { all.Add(order.Id); Use(all); }""") },
        { "begun with elements", In("""var all = new List<int> { 0 }; foreach (var order in orders) { all.Add(order.Id); } Use(all);""") },
        { "used as a condition", In("""var seen = new HashSet<int>(); foreach (var order in orders) { if (seen.Add(order.Id)) { Use(order); } }""") },
        { "sorted set has no capacity", In("""var ids = new SortedSet<int>(); foreach (var order in orders) { ids.Add(order.Id); } Use(ids);""") },
        { "linked list has no capacity", In("""var ids = new LinkedList<int>(); foreach (var order in orders) { ids.AddLast(order.Id); } Use(ids);""") },
        { "texts", In("""var b = new StringBuilder(); foreach (var word in words) { b.Append(word); } Use(b);""") },
        { "interface", In("""IList<int> all = []; foreach (var order in orders) { all.Add(order.Id); } Use(all);""") },
        { "while", In("""var all = new List<string>(); while (reader.ReadLine() is { } line) { all.Add(line.Trim()); } Use(all);""") },
        { "a loop without Add between", In("""var all = new List<int>(); foreach (var word in words) { n += word.Length; } foreach (var order in orders) { all.Add(order.Id); } Use(all);""") },
        { "waits in the loop", "class C { async Task<List<int>> M(List<Order> orders, Func<Order, Task<int>> load) { var all = new List<int>(); foreach (var order in orders) { all.Add(await load(order)); } return all; } }" },
        { "queries in the loop", "class C { List<int> M(ShopContext db, List<Order> orders) { var all = new List<int>(); foreach (var order in orders) { all.Add(db.Lines.Count(l => l.OrderId == order.Id)); } return all; } }" },
        { "start-up", "class Program { static void Main(string[] args) { var all = new List<int>(); foreach (var arg in args) { all.Add(arg.Length); } System.Console.WriteLine(all.Count); } }" },
        { "in a lambda", In("""var all = new List<int>(); orders.ForEach(order => all.Add(order.Id)); Use(all);""") },
        { "count takes a lock", In("""var all = new List<int>(); foreach (var pair in shared) { all.Add(pair.Key); } Use(all);""") },
        { "made by a call", In("""var all = new List<int>(); foreach (var order in Load()) { all.Add(order.Id); } Use(all);""") },
        { "list of its own kind", "class Names : List<string> { } class C { Names M(string[] words) { var all = new Names(); foreach (var word in words) { all.Add(word.Trim()); } return all; } }" },
        { "keys of which there are few", "enum Kind { A, B } class C { Dictionary<Kind, int> M(List<Kind> kinds) { var all = new Dictionary<Kind, int>(); foreach (var kind in kinds) { all[kind] = 1; } return all; } }" },
        { "tasks", "class C { Task M(List<Order> orders, Func<Order, Task> send) { var all = new List<Task>(); foreach (var order in orders) { all.Add(send(order)); } return Task.WhenAll(all); } }" },
        { "queries in a method", "class C(ShopContext db) { List<Customer?> M(List<Order> orders) { var all = new List<Customer?>(); foreach (var order in orders) { all.Add(Find(order.CustomerId)); } return all; } Customer? Find(int id) => db.Customers.FirstOrDefault(c => c.Id == id); }" },
        { "strings put together as keys", In("""var seen = new HashSet<string>(); foreach (var order in orders) { seen.Add(order.CustomerId + "|" + order.Id); } n = seen.Count;""") },
        { "grouped", In("""var all = new Dictionary<int, List<Order>>(); foreach (var order in orders) { var list = all.TryGetValue(order.CustomerId, out var known) ? known : []; all[order.CustomerId] = list; } Use(all);""") },
        { "counted by key", In("""var all = new Dictionary<int, int>(); foreach (var order in orders) { all[order.CustomerId] = all.GetValueOrDefault(order.CustomerId) + 1; } Use(all);""") },
        { "matches that are found on the way", "class C { List<string> M(string text) { var all = new List<string>(); foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(text, \"a+\")) { all.Add(match.Value); } return all; } }" },
        { "in a branch", In("""var all = new List<int>(); if (n > 0) { foreach (var order in orders) { all.Add(order.Id); } } Use(all);""") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_grows_and_to_what() => Verify.Says(
        In("""var all = new [|List|]<int>(); foreach (var order in orders) { all.Add(order.Id); } Use(all);"""),
        "'all' takes one element for every element of 'orders' and is copied whenever it is full; create it with the capacity 'orders.Count'");

    public static readonly TheoryData<string, string> Rewrites = new()
    {
        { "var all = new [|List|]<int>(); foreach (var order in orders) { all.Add(order.Id); } Use(all);", "var all = new List<int>(orders.Count); foreach (var order in orders) { all.Add(order.Id); } Use(all);" },
        { "List<int> all = [|new()|]; foreach (var order in orders) { all.Add(order.Id); } Use(all);", "List<int> all = new(orders.Count); foreach (var order in orders) { all.Add(order.Id); } Use(all);" },
        { "List<int> all = [|[]|]; foreach (var word in words) { all.Add(word.Length); } Use(all);", "List<int> all = new(words.Length); foreach (var word in words) { all.Add(word.Length); } Use(all);" },
        { "var all = new [|Dictionary|]<string, int>(StringComparer.Ordinal); foreach (var word in words) { all[word] = 1; } Use(all);", "var all = new Dictionary<string, int>(words.Length, StringComparer.Ordinal); foreach (var word in words) { all[word] = 1; } Use(all);" },
        { "var all = new [|List|]<int>(); for (var i = 0; i < 1_000; i++) { all.Add(i * i); } Use(all);", "var all = new List<int>(1_000); for (var i = 0; i < 1_000; i++) { all.Add(i * i); } Use(all);" },
        { "var end = words.Length; var all = new [|List|]<int>(); for (var i = 0; i < end; i++) { all.Add(words[i].Length); } Use(all);", "var end = words.Length; var all = new List<int>(end); for (var i = 0; i < end; i++) { all.Add(words[i].Length); } Use(all);" },
        { "var all = new [|List|]<int>(); var sum = 0; foreach (var order in orders) { all.Add(sum += order.Id); } Use(all);", "var all = new List<int>(orders.Count); var sum = 0; foreach (var order in orders) { all.Add(sum += order.Id); } Use(all);" },
        { "var all = new [|List|]<int>(); foreach (var order in byId.Values) { all.Add(order.Id); } Use(all);", "var all = new List<int>(byId.Values.Count); foreach (var order in byId.Values) { all.Add(order.Id); } Use(all);" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Gives_the_capacity(string before, string after) => Verify.Fixes(In(before), In(after));

    [Fact]
    public Task Leaves_what_is_not_known_there() => Verify.RefusesToFix(
        In("""var all = new [|List|]<int>(); var found = orders.FindAll(o => o.IsPaid); foreach (var order in found) { all.Add(order.Id); } Use(all);"""));

    [Fact]
    public Task Leaves_what_may_be_null_there() => Verify.RefusesToFix(
        "class C { List<int> M(List<Order>? orders) { var all = new [|List|]<int>(); Check(orders); foreach (var order in orders) { all.Add(order.Id); } return all; } static void Check(object? o) { } }");

    [Fact]
    public Task Leaves_comments() => Verify.RefusesToFix(
        In("""var all = new [|List|]<int>(/* grows */); foreach (var order in orders) { all.Add(order.Id); } Use(all);"""));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("""
            foreach (var order in orders)
                    {
                        var all = new [|List|]<int>();
                        foreach (var line in order.Lines)
                        {
                            all.Add(line.Id);
                        }

                        HashSet<int> ids = [|[]|];
                        for (var i = 0; i < order.Lines.Count; i++)
                        {
                            ids.Add(order.Lines[i].ProductId);
                        }

                        GC.KeepAlive(all);
                        GC.KeepAlive(ids);
                    }
            """), In("""
            foreach (var order in orders)
                    {
                        var all = new List<int>(order.Lines.Count);
                        foreach (var line in order.Lines)
                        {
                            all.Add(line.Id);
                        }

                        HashSet<int> ids = new(order.Lines.Count);
                        for (var i = 0; i < order.Lines.Count; i++)
                        {
                            ids.Add(order.Lines[i].ProductId);
                        }

                        GC.KeepAlive(all);
                        GC.KeepAlive(ids);
                    }
            """)),
        ("class D { Queue<int> M(int[] all) { var open = new [|Queue|]<int>(); foreach (var one in all) { open.Enqueue(one + 1); } return open; } }",
            "class D { Queue<int> M(int[] all) { var open = new Queue<int>(all.Length); foreach (var one in all) { open.Enqueue(one + 1); } return open; } }"),
    ]);

    private static string In(string body) =>
        "class C { void M(List<Order> orders, IEnumerable<Order> more, string[] words, string text, int n, Dictionary<int, Order> byId, System.Collections.Concurrent.ConcurrentDictionary<int, Order> shared, TextReader reader) { " + body + " } List<Order> Load() => []; void Use(object o) { } }";
}
