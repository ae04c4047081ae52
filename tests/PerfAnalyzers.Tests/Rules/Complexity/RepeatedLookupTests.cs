using Assumed = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.RepeatedLookup, PerfAnalyzers.Complexity.RepeatedLookupAliasedFix>;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.RepeatedLookup, PerfAnalyzers.Complexity.RepeatedLookupFix>;

namespace PerfAnalyzers.Tests;

public sealed class RepeatedLookupTests
{
    public static readonly Cases Firing = new()
    {
        { "words counted", In("foreach (var word in words) { [|counts[word]|] = counts.GetValueOrDefault(word) + 1; }") },
        { "words counted with a default", In("foreach (var word in words) { [|counts[word]|] = (counts.TryGetValue(word, out var n) ? n + 1 : 1); }") },
        { "words counted in two statements", In("foreach (var word in words) { counts.TryGetValue(word, out var n); [|counts[word]|] = n + 1; }") },
        { "lengths added up", In("for (var i = 0; i < words.Count; i++) { var word = words[i]; [|counts[word]|] = counts.GetValueOrDefault(word) + word.Length; }") },
        { "stock taken", In("foreach (var word in words) { [|counts[word]|] = counts.GetValueOrDefault(word) - 2; }") },
        { "totals of customers", "class C { private readonly Dictionary<int, decimal> _totals = new(); void M(List<Order> orders) { foreach (var o in orders) { [|_totals[o.CustomerId]|] = _totals.GetValueOrDefault(o.CustomerId) + o.Total; } } }" },
        { "counted in a lambda", In("words.ForEach(word => { [|counts[word]|] = counts.GetValueOrDefault(word) + 1; });") },
        { "counted while read", In("while (Console.ReadLine() is { } line) { counts.TryGetValue(line, out int n); [|counts[line]|] = n + 1; }") },
        { "keys and their values", In("foreach (var key in counts.[|Keys|]) { Console.WriteLine(key + counts[key]); }") },
        { "keys, with its type", In("foreach (string key in counts.[|Keys|]) { if (counts[key] > 3) { Console.WriteLine(key); } }") },
        { "keys of a field", "class C { private readonly Dictionary<int, Order> _orders = new(); decimal M() { var sum = 0m; foreach (var id in _orders.[|Keys|]) { sum += _orders[id].Total; } return sum; } }" },
        { "keys of an interface", "class C { int M(IReadOnlyDictionary<Guid, int> points) { var best = 0; foreach (var id in points.[|Keys|]) { best = Math.Max(best, points[id]); } return best; } }" },
        { "keys of a sorted dictionary", "class C { void M(SortedDictionary<int, string> names) { foreach (var id in names.[|Keys|]) Console.WriteLine(names[id]); } }" },
        { "keys of a member", "class Box { public Dictionary<string, string> Tags { get; } = new(); } class C { void M(Box box) { foreach (var tag in box.Tags.[|Keys|]) { Console.WriteLine($\"{tag}={box.Tags[tag]}\"); } } }" },
        { "keys, several lookups", In("foreach (var key in counts.[|Keys|]) { if (counts[key] > 1) { Console.WriteLine(counts[key]); } }") },
        { "removed when found", In("if (counts.[|TryGetValue|](name, out var n)) { counts.Remove(name); Console.WriteLine(n); }") },
        { "removed when found, without a block", In("if (counts.[|TryGetValue|](name, out var n)) counts.Remove(name);") },
        { "pending call taken out", "class C { private readonly Dictionary<int, Action> _pending = new(); void Done(int id) { if (_pending.[|TryGetValue|](id, out var callback)) { _pending.Remove(id); callback(); } } }" },
        { "read three times per element", In("foreach (var word in words) { Console.WriteLine([|counts[word]|]); Console.WriteLine(counts[word] * 2); Console.WriteLine(counts[word] * 3); }") },
        { "members of a value", "class C { decimal M(Dictionary<int, Order> orders, List<int> ids) { var sum = 0m; foreach (var id in ids) { if ([|orders[id]|].IsPaid && orders[id].Lines.Count > 0) { sum += orders[id].Total; } } return sum; } }" },
        { "read three times per request", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { private static readonly Dictionary<string, Order> s_orders = new(); public string Get(string id) { var order = [|s_orders[id]|].Id; return order + s_orders[id].CustomerId.ToString() + s_orders[id].Total; } }" },
        { "read in a nested block", In("foreach (var word in words) { var n = [|counts[word]|]; if (n > 3) { Console.WriteLine(counts[word] + counts[word]); } }") },
        { "set and read of another key", In("foreach (var word in words) { Console.WriteLine([|counts[word]|] + counts[word] + counts[word]); Console.WriteLine(counts[name]); }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "counted by reference", In("foreach (var word in words) { System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++; }") },
        { "incremented where it is", In("foreach (var word in words) { counts[word]++; counts[word] += 2; }") },
        { "ContainsKey, which CA1854 reports", In("foreach (var word in words) { if (counts.ContainsKey(word)) { counts[word]++; } else { counts[word] = 1; } }") },
        { "ContainsKey before a new entry", In("foreach (var word in words) { if (!counts.ContainsKey(word)) { counts[word] = 0; } counts[word]++; }") },
        { "ContainsKey, then Add", In("foreach (var word in words) { if (counts.ContainsKey(word)) { counts[word] += 2; } else { counts.Add(word, 2); } }") },
        { "ContainsKey, then Remove", In("if (counts.ContainsKey(name)) { counts.Remove(name); }") },
        { "counted once", In("counts[name] = counts.GetValueOrDefault(name) + 1;") },
        { "counted for a few", In("foreach (var word in new[] { \"a\", \"b\" }) { counts[word] = counts.GetValueOrDefault(word) + 1; }") },
        { "another key is written", In("foreach (var word in words) { counts[name] = counts.GetValueOrDefault(word) + 1; }") },
        { "another dictionary is written", In("var other = new Dictionary<string, int>(); foreach (var word in words) { other[word] = counts.GetValueOrDefault(word) + 1; }") },
        { "other arithmetic", In("foreach (var word in words) { counts[word] = counts.GetValueOrDefault(word) * 2; }") },
        { "largest kept", In("foreach (var word in words) { counts[word] = Math.Max(counts.GetValueOrDefault(word), word.Length); }") },
        { "text under a key", "class C { void M(Dictionary<int, string> names, List<Order> orders) { foreach (var o in orders) { names[o.Id] = names.GetValueOrDefault(o.Id) + \"x\"; } } }" },
        { "small numbers", "class C { void M(Dictionary<int, byte> levels, List<int> ids) { foreach (var id in ids) { levels[id] = (byte)(levels.GetValueOrDefault(id) + 1); } } }" },
        { "another default", In("foreach (var word in words) { counts[word] = counts.GetValueOrDefault(word, 10) + 1; }") },
        { "another value for a new key", In("foreach (var word in words) { counts[word] = counts.TryGetValue(word, out var n) ? n + 1 : 5; }") },
        { "the old value is used", In("foreach (var word in words) { counts.TryGetValue(word, out var n); counts[word] = n + 1; Console.WriteLine(n); }") },
        { "something between", In("foreach (var word in words) { counts.TryGetValue(word, out var n); Console.WriteLine(word); counts[word] = n + 1; }") },
        { "concurrent, counted", "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _hits = new(); void M(List<string> words) { foreach (var w in words) { _hits[w] = _hits.GetValueOrDefault(w) + 1; } } }" },
        { "interface, counted", "class C { void M(IDictionary<string, int> hits, List<string> words) { foreach (var w in words) { hits.TryGetValue(w, out var n); hits[w] = n + 1; } } }" },
        { "array counted", "class C { void M(int[] hits, List<int> days) { foreach (var d in days) { hits[d] = hits[d] + 1; } } }" },
        { "pairs", In("foreach (var (key, n) in counts) { Console.WriteLine(key + n); }") },
        { "keys alone", In("foreach (var key in counts.Keys) { Console.WriteLine(key); }") },
        { "keys looked up elsewhere", "class C { void M(Dictionary<int, string> names, Dictionary<int, int> ages) { foreach (var id in names.Keys) { Console.WriteLine(ages[id]); } } }" },
        { "keys, another one looked up", In("foreach (var key in counts.Keys) { Console.WriteLine(counts[name] + key); }") },
        { "keys copied to write", In("foreach (var key in counts.Keys.ToList()) { counts[key] = counts[key] + 1; }") },
        { "keys, values written", In("foreach (var key in counts.Keys) { if (key.Length > 3) { counts[key] = 0; } }") },
        { "keys, read and removed", In("foreach (var key in counts.Keys) { if (counts[key] == 0) { counts.Remove(key); } }") },
        { "keys of a concurrent dictionary", "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _hits = new(); void M() { foreach (var k in _hits.Keys) { Console.WriteLine(_hits[k]); } } }" },
        { "keys of something else", "class Map { public List<int> Keys { get; } = new(); public int this[int key] => key; } class C { void M(Map map) { foreach (var k in map.Keys) { Console.WriteLine(map[k]); } } }" },
        { "removed at once", In("if (counts.Remove(name, out var n)) { Console.WriteLine(n); }") },
        { "removed under a condition", In("if (counts.TryGetValue(name, out var n)) { if (n == 0) { counts.Remove(name); } }") },
        { "removed later", In("if (counts.TryGetValue(name, out var n)) { Console.WriteLine(n); counts.Remove(name); }") },
        { "another key removed", In("if (counts.TryGetValue(name, out var n)) { counts.Remove(\"x\"); }") },
        { "removed when not found", In("if (!counts.TryGetValue(name, out var n)) { counts.Remove(name); }") },
        { "removed from another one", "class C { void M(Dictionary<int, int> a, Dictionary<int, int> b, int id) { if (a.TryGetValue(id, out var n)) { b.Remove(id); } } }" },
        { "removed, asked for more", In("if (counts.TryGetValue(name, out var n) && n > 3) { counts.Remove(name); }") },
        { "concurrent, removed", "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _hits = new(); void M(string w) { if (_hits.TryGetValue(w, out var n)) { _hits.TryRemove(w, out _); } } }" },
        { "read twice", In("foreach (var word in words) { Console.WriteLine(counts[word]); Console.WriteLine(counts[word] * 2); }") },
        { "read three times, once", In("Console.WriteLine(counts[name]); Console.WriteLine(counts[name] * 2); Console.WriteLine(counts[name] * 3);") },
        { "three keys", In("foreach (var word in words) { Console.WriteLine(counts[word] + counts[name] + counts[\"x\"]); }") },
        { "written between", In("foreach (var word in words) { Console.WriteLine(counts[word]); counts[word] = 3; Console.WriteLine(counts[word] + counts[word]); }") },
        { "incremented between", In("foreach (var word in words) { Console.WriteLine(counts[word]); counts[word]++; Console.WriteLine(counts[word] + counts[word]); }") },
        { "key moves on", In("foreach (var word in words) { var w = word; Console.WriteLine(counts[w]); w = name; Console.WriteLine(counts[w] + counts[w]); }") },
        { "handed on", In("foreach (var word in words) { Console.WriteLine(counts[word]); Change(counts); Console.WriteLine(counts[word] + counts[word]); } static void Change(Dictionary<string, int> map) { }") },
        { "field, own method between", "class C { private readonly Dictionary<int, int> _n = new(); void M(List<int> ids) { foreach (var id in ids) { Console.WriteLine(_n[id]); Bump(id); Console.WriteLine(_n[id] + _n[id]); } } void Bump(int id) => _n[id]++; }" },
        { "asked first, which CA1854 reports", In("foreach (var word in words) { if (counts.ContainsKey(word)) { Console.WriteLine(counts[word] + counts[word] + counts[word]); } }") },
        { "list by index", In("for (var i = 0; i < words.Count; i++) { Console.WriteLine(words[i] + words[i] + words[i]); }") },
        { "in different cases", In("foreach (var word in words) { switch (word.Length) { case 1: Console.WriteLine(counts[word]); break; } }") },
        { "from a method", "class C { Dictionary<int, int> Map() => new(); void M(List<int> ids) { foreach (var id in ids) { Console.WriteLine(Map()[id] + Map()[id] + Map()[id]); } } }" },
        { "expression tree", "class C { Expression<Func<int, int>> M(Dictionary<int, int> map) => id => map[id] + map[id] + map[id]; }" },
        { "start-up", "static class Program { static void Main() { var n = new Dictionary<string, int>(); foreach (var w in Environment.GetCommandLineArgs()) { n[w] = n.GetValueOrDefault(w) + 1; } } }" },
        { "seeding", "class SeedCounts { void M(Dictionary<string, int> n) { foreach (var k in n.Keys) { Console.WriteLine(n[k]); } } }" },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "count", "foreach (var word in words) { [|counts[word]|] = counts.GetValueOrDefault(word) + 1; }", "foreach (var word in words) { CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++; }" },
        { "count down", "foreach (var word in words) { [|counts[word]|] = counts.GetValueOrDefault(word) - 1; }", "foreach (var word in words) { CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)--; }" },
        { "count more", "foreach (var word in words) { [|counts[word]|] = counts.GetValueOrDefault(word) + word.Length; }", "foreach (var word in words) { CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _) += word.Length; }" },
        { "count with a default", "foreach (var word in words) { [|counts[word]|] = counts.TryGetValue(word, out var n) ? n + 1 : 1; }", "foreach (var word in words) { CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++; }" },
        { "count in two statements", "foreach (var word in words)\n        {\n            // each\n            counts.TryGetValue(word, out var n);\n            [|counts[word]|] = n + 1;\n        }", "foreach (var word in words)\n        {\n            // each\n            CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;\n        }" },
        { "pairs", "foreach (var key in counts.[|Keys|]) { Console.WriteLine(key + counts[key]); }", "foreach (var (key, value) in counts) { Console.WriteLine(key + value); }" },
        { "pairs with a type", "foreach (string key in counts.[|Keys|]) { if (counts[key] > 3) { Console.WriteLine(key); } }", "foreach (var (key, value) in counts) { if (value > 3) { Console.WriteLine(key); } }" },
        { "pairs with the name at hand", "foreach (var key in counts.[|Keys|])\n        {\n            var n = counts[key];\n            Console.WriteLine(key + n);\n        }", "foreach (var (key, n) in counts)\n        {\n            Console.WriteLine(key + n);\n        }" },
        { "pairs, name taken", "var value = 3; foreach (var key in counts.[|Keys|]) { Console.WriteLine(value + counts[key]); }", "var value = 3; foreach (var (key, value2) in counts) { Console.WriteLine(value + value2); }" },
        { "remove", "if (counts.[|TryGetValue|](name, out var n))\n        {\n            counts.Remove(name);\n            Console.WriteLine(n);\n        }", "if (counts.Remove(name, out var n))\n        {\n            Console.WriteLine(n);\n        }" },
        { "local", "foreach (var word in words)\n        {\n            // each\n            Console.WriteLine([|counts[word]|]);\n            Console.WriteLine(counts[word] * 2 + counts[word]);\n        }", "foreach (var word in words)\n        {\n            // each\n            var value = counts[word];\n            Console.WriteLine(value);\n            Console.WriteLine(value * 2 + value);\n        }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Looks_up_once(string name, string before, string after)
    {
        var import = name.StartsWith("count", StringComparison.Ordinal) ? "using System.Runtime.InteropServices;\n\n" : "";
        return Verify.Fixes(In(before), import + In(after));
    }

    [Theory]
    [InlineData("foreach (var word in words) { [|counts[word]|] = counts.GetValueOrDefault(word) + Next(counts); } static int Next(Dictionary<string, int> map) => 1;")]
    [InlineData("foreach (var word in words) { [|counts[word]|] = counts.GetValueOrDefault(word) + /* one */ 1; }")]
    [InlineData("foreach (var key in counts.[|Keys|]) { Console.WriteLine(words.Count(w => w.Length == counts[key])); }")]
    [InlineData("foreach (var word in words) { if (word.Length > 2 && [|counts[word]|] > 1) { Console.WriteLine(counts[word] + counts[word]); } }")]
    [InlineData("foreach (var word in words) { Console.WriteLine(Console.ReadLine() + [|counts[word]|]); Console.WriteLine(counts[word] + counts[word]); }")]
    public Task Leaves_what_it_cannot_write(string body) => Verify.RefusesToFix(In(body));

    public static TheoryData<string> Aliased { get; } = new()
    {
        "var other = counts; foreach (var word in words) { Console.WriteLine([|counts[word]|]); other[word] = 3; Console.WriteLine(counts[word] + counts[word]); }",
        "IDictionary<string, int> other = counts; foreach (var word in words) { Console.WriteLine([|counts[word]|]); other.Remove(name); Console.WriteLine(counts[word] + counts[word]); }",
        "Action change = counts.Clear; foreach (var word in words) { Console.WriteLine([|counts[word]|]); change(); Console.WriteLine(counts[word] + counts[word]); }",
        "_kept = counts; foreach (var word in words) { Console.WriteLine([|counts[word]|]); Forget(); Console.WriteLine(counts[word] + counts[word]); }",
    };

    // Another name for the dictionary may change what the key leads to.
    [Theory, MemberData(nameof(Aliased))]
    public Task Leaves_dictionaries_with_another_name(string body) => Verify.RefusesToFix(In(body));

    [Theory, MemberData(nameof(Aliased))]
    public Task Keeps_the_value_under_an_assumption(string body)
    {
        var changed = body.Replace("[|counts[word]|]", "value", StringComparison.Ordinal).Replace("counts[word]", "value", StringComparison.Ordinal);
        return Assumed.Fixes(In(body), In(changed.Replace("{ Console", "{ var value = counts[word]; Console", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("var own = new Dictionary<string, int> { [name] = 1 }; foreach (var word in words) { Console.WriteLine([|own[word]|]); counts[word] = 3; Forget(); Console.WriteLine(own[word] + own[word]); }", "var own = new Dictionary<string, int> { [name] = 1 }; foreach (var word in words) { var value = own[word]; Console.WriteLine(value); counts[word] = 3; Forget(); Console.WriteLine(value + value); }")]
    [InlineData("var sum = new Dictionary<string, int>(); foreach (var word in words) { Console.WriteLine([|counts[word]|]); sum[word] = 3; Console.WriteLine(counts[word] + counts[word]); } Console.WriteLine(sum.Count);", "var sum = new Dictionary<string, int>(); foreach (var word in words) { var value = counts[word]; Console.WriteLine(value); sum[word] = 3; Console.WriteLine(value + value); } Console.WriteLine(sum.Count);")]
    public Task Knows_dictionaries_of_its_own(string before, string after) => Verify.Fixes(In(before), In(after));

    [Fact]
    public Task Says_what_is_repeated() => Verify.Says(
        In("foreach (var word in words) { [|counts[word]|] = counts.GetValueOrDefault(word) + 1; }"),
        "The key is looked up twice to count once; 'CollectionsMarshal.GetValueRefOrAddDefault' finds its place once");

    [Fact]
    public Task Says_it_of_keys() => Verify.Says(
        In("foreach (var key in counts.[|Keys|]) { Console.WriteLine(key + counts[key]); }"),
        "The key is looked up for each key that is enumerated; enumerate the pairs of the dictionary");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("foreach (var a in counts.[|Keys|])\n        {\n            foreach (var b in counts.[|Keys|])\n            {\n                Console.WriteLine(counts[a] * counts[b]);\n            }\n        }"),
            In("foreach (var (a, value) in counts)\n        {\n            foreach (var (b, value2) in counts)\n            {\n                Console.WriteLine(value * value2);\n            }\n        }")),
        (In("if (counts.[|TryGetValue|](name, out var n)) { counts.Remove(name); Console.WriteLine(n); }").Replace("class C", "class D", StringComparison.Ordinal), In("if (counts.Remove(name, out var n)) { Console.WriteLine(n); }").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    private static string In(string body) => $$"""
        class C
        {
            private Dictionary<string, int> _kept = new();

            void M(Dictionary<string, int> counts, List<string> words, string name)
            {
                {{body}}
            }

            private void Forget() => _kept.Clear();
        }
        """;
}
