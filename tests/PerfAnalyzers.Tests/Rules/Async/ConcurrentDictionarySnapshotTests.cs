using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.ConcurrentDictionarySnapshot, PerfAnalyzers.Async.ConcurrentDictionarySnapshotFix>;

namespace PerfAnalyzers.Tests;

public sealed class ConcurrentDictionarySnapshotTests
{
    public static readonly Cases Firing = new()
    {
        { "key looked for", Action("return s_all.[|Keys|].Contains(id) ? 1 : 0;") },
        { "counted keys", Action("return s_all.[|Keys|].Count;") },
        { "counted values, as a sequence", Action("return s_all.[|Values|].Count();") },
        { "any", Action("return s_all.[|Keys|].Any() ? 1 : 0;") },
        { "empty, by its count", Action("return s_all.[|Count|] == 0 ? 1 : 0;") },
        { "not empty, by its count", Action("if (s_all.[|Count|] > 0) { return 1; } return 0;") },
        { "in a loop", In("foreach (var id in ids) { if (_all.[|Keys|].Contains(id)) { Use(id); } }") },
        { "counted per pass", In("foreach (var id in ids) { Use(_all.[|Keys|].Count); }") },
    };

    public static readonly Cases Suggested = new()
    {
        { "keys per request", Action("foreach (var key in s_all.[|Keys|]) { Console.WriteLine(key); } return 0;") },
        { "values per request", Action("foreach (var o in s_all.[|Values|]) { Console.WriteLine(o.Id); } return 0;") },
        { "with its type", Action("foreach (Order o in s_all.[|Values|]) { Console.WriteLine(o.Id); } return 0;") },
        { "first that fits", Action("return s_all.[|Values|].FirstOrDefault(o => o.IsPaid)?.Id ?? 0;") },
        { "filtered", Action("return s_all.[|Values|].Where(o => o.IsPaid).ToList().Count;") },
        { "looked for in a lambda per element", In("Use(ids.Count(id => _all.[|Values|].Any(o => o.Id == id)));") },
        { "count in a loop's condition", In("while (_all.[|Count|] > n) { foreach (var id in ids) { _all.TryRemove(id, out _); } }") },
        { "removes what it meets", Action("foreach (var key in s_all.[|Keys|]) { s_all.TryRemove(key, out _); } return 0;") },
        { "hub", "class H : Microsoft.AspNetCore.SignalR.Hub { static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> s_users = new(); public List<string> Names() => s_users.[|Keys|].Where(k => k.Length > 0).ToList(); }" },
        { "field of a base class, inherited type", "class Map : System.Collections.Concurrent.ConcurrentDictionary<int, Order> { } class C : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly Map s_all = new(); public int Get() => s_all.[|Values|].Sum(o => o.Id); }" },
        { "values, somewhere", In("foreach (var o in _all.[|Values|]) { Use(o.Id); }") },
        { "key looked for, somewhere", In("Use(_all.[|Keys|].Contains(n) ? 1 : 0);") },
        { "query, somewhere", In("Use(_all.[|Values|].Max(o => o.Id));") },
    };

    public static readonly Cases Quiet = new()
    {
        { "the dictionary itself", Action("foreach (var (key, o) in s_all) { Console.WriteLine(key + o.Id); } return 0;") },
        { "pairs", Action("foreach (var pair in s_all) { Console.WriteLine(pair.Key); } return s_all.Select(p => p.Value).Count(o => o.IsPaid);") },
        { "ContainsKey", Action("return s_all.ContainsKey(id) ? 1 : 0;") },
        { "IsEmpty", Action("return s_all.IsEmpty ? 0 : 1;") },
        { "a count that is asked for", Action("return s_all.Count;") },
        { "a count that is compared", Action("return s_all.Count > 100 ? 1 : 0;") },
        { "copy that is asked for: list", Action("var ids = s_all.Keys.ToList(); return ids.Count;") },
        { "copy that is asked for: array", Action("return s_all.Values.ToArray().Length;") },
        { "copy that is asked for: set", Action("return s_all.Keys.ToHashSet().Count;") },
        { "copy of the pairs", Action("foreach (var pair in s_all.ToArray()) { s_all.TryAdd(pair.Key + 1, pair.Value); } return 0;") },
        { "keys that are handed on", Action("return Take(s_all.Keys); static int Take(ICollection<int> all) => all.Count;") },
        { "keys that are kept", Action("var keys = s_all.Keys; return keys.Count;") },
        { "keys that are returned", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly System.Collections.Concurrent.ConcurrentDictionary<int, Order> s_all = new(); public ICollection<int> Get() => s_all.Keys; }" },
        { "adds while it goes", Action("foreach (var key in s_all.Keys) { s_all.TryAdd(key + 1, new Order()); } return 0;") },
        { "sets while it goes", Action("foreach (var key in s_all.Keys) { s_all[key] = new Order(); } return 0;") },
        { "updates while it goes", Action("foreach (var key in s_all.Keys) { s_all.AddOrUpdate(key, k => new Order(), (k, o) => o); } return 0;") },
        { "dictionary of the method", In("var own = new System.Collections.Concurrent.ConcurrentDictionary<int, int>(); Parallel.ForEach(ids, id => own.TryAdd(id, id)); foreach (var id in own.Keys) { Use(id); } Use(own.Values.Sum());") },
        { "plain dictionary", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly Dictionary<int, Order> s_all = new(); public int Get(int id) { foreach (var o in s_all.Values) { id += o.Id; } return s_all.Keys.Contains(id) ? s_all.Keys.Count : 0; } }" },
        { "interface", "class C(IDictionary<int, Order> all) : Microsoft.AspNetCore.Mvc.ControllerBase { public int Get(int id) => all.Keys.Contains(id) ? all.Values.Count() : all.Count == 0 ? 1 : 2; }" },
        { "concurrent bag and queue", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly System.Collections.Concurrent.ConcurrentQueue<int> s_all = new(); public int Get() => s_all.Count; }" },
        { "own type's members", "class Map { public List<int> Keys { get; } = new(); public int Count => 1; } class C : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly Map s_all = new(); public int Get(int id) { foreach (var k in s_all.Keys) { id += k; } return s_all.Count == 0 ? 1 : id; } }" },
        { "empty, by its count, somewhere", In("if (_all.Count == 0) { Use(1); }") },
        { "count of a loop that does not ask again", In("for (var i = _all.Count; i > 0; i--) { Use(i); }") },
        { "start-up", "using Microsoft.AspNetCore.Builder; static class Warm { static readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> s_all = new(); public static void ConfigureData(IApplicationBuilder app) { foreach (var k in s_all.Keys) { Console.WriteLine(k); } } }" },
        { "on failure", In("try { Use(n); } catch (Exception) { foreach (var k in _all.Keys) { Use(k); } throw; }") },
        { "expression tree", "class C { static readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> s_all = new(); public Expression<Func<int, bool>> M() => k => s_all.Keys.Contains(k); }" },
        { "nameof", Action("return nameof(s_all.Keys).Length;") },
        { "migration", "class MigrateUsers { readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> _all = new(); public void Run(int[] ids) { foreach (var id in ids) { if (_all.Keys.Contains(id)) { Console.WriteLine(id); } } } }" },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "keys", Action("foreach (var id2 in s_all.[|Keys|]) { Console.WriteLine(id2); } return 0;"), Action("foreach (var (id2, _) in s_all) { Console.WriteLine(id2); } return 0;") },
        { "values", Action("foreach (Order o in s_all.[|Values|]) { Console.WriteLine(o.Id); } return 0;"), Action("foreach (var (_, o) in s_all) { Console.WriteLine(o.Id); } return 0;") },
        { "Contains", Action("return s_all.[|Keys|].Contains(id) ? 1 : 0;"), Action("return s_all.ContainsKey(id) ? 1 : 0;") },
        { "Count", Action("return s_all.[|Keys|].Count + 1;"), Action("return s_all.Count + 1;") },
        { "Count()", Action("return s_all.[|Values|].Count();"), Action("return s_all.Count;") },
        { "Any", Action("return s_all.[|Keys|].Any() ? 1 : 0;"), Action("return !s_all.IsEmpty ? 1 : 0;") },
        { "not Any", Action("return !s_all.[|Keys|].Any() ? 1 : 0;"), Action("return s_all.IsEmpty ? 1 : 0;") },
        { "member of Any", Action("return s_all.[|Keys|].Any().ToString().Length;"), Action("return (!s_all.IsEmpty).ToString().Length;") },
        { "count is zero", Action("return s_all.[|Count|] == 0 ? 1 : 0;"), Action("return s_all.IsEmpty ? 1 : 0;") },
        { "count is not zero", Action("if (s_all.[|Count|] != 0) { return 1; } return 0;"), Action("if (!s_all.IsEmpty) { return 1; } return 0;") },
        { "count is below one", Action("if (s_all.[|Count|] < 1) { return 1; } return 0;"), Action("if (s_all.IsEmpty) { return 1; } return 0;") },
        { "query over values", Action("return s_all.[|Values|].Where(o => o.IsPaid).ToList().Count;"), Action("return s_all.Select(pair => pair.Value).Where(o => o.IsPaid).ToList().Count;") },
        { "query over keys beside a pair", Action("var pair = 1; return s_all.[|Keys|].Max() + pair;"), Action("var pair = 1; return s_all.Select(entry => entry.Key).Max() + pair;") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Asks_the_dictionary(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        var isSuggestion = name is "keys" or "values" || name.StartsWith("query", StringComparison.Ordinal);
        return Verify.Fixes(before, after, isSuggestion ? DiagnosticSeverity.Info : null);
    }

    [Theory]
    [InlineData("return s_all?.[|Keys|].Count ?? 0;", false)]
    [InlineData("return s_all /* all */ .[|Keys|].Count;", false)]
    [InlineData("return s_all.[|Keys|] /* now */ .Contains(id) ? 1 : 0;", false)]
    [InlineData("return (int)s_all.[|Values|].LongCount();", true)]
    [InlineData("foreach (object o in s_all.[|Values|]) { Console.WriteLine(o); } return 0;", true)]
    [InlineData("int pair = 1, entry = 2; return s_all.[|Keys|].Max() + pair + entry;", true)]
    [InlineData("while (s_all.[|Count|] > id) { s_all.TryRemove(id, out _); } return 0;", true)]
    public Task Leaves_what_it_cannot_write(string body, bool isSuggestion) => Verify.RefusesToFix(Action(body), isSuggestion ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning);

    [Fact]
    public Task Says_what_it_costs_and_what_to_ask() => Verify.Says(
        Action("return s_all.[|Keys|].Contains(id) ? 1 : 0;"),
        "'Keys' takes every lock of the dictionary and copies all it holds; ask 'ContainsKey'");

    [Fact]
    public Task Says_that_a_count_copies_nothing() => Verify.Says(
        Action("return s_all.[|Count|] == 0 ? 1 : 0;"),
        "'Count' takes every lock of the dictionary; ask 'IsEmpty'");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (Action("if (s_all.[|Keys|].Contains(id))\n{\n    // each\n    return s_all.[|Values|].Count + (s_all.[|Keys|].Any() ? 1 : 0);\n}\nreturn 0;"),
            Action("if (s_all.ContainsKey(id))\n{\n    // each\n    return s_all.Count + (!s_all.IsEmpty ? 1 : 0);\n}\nreturn 0;")),
        (Action("return s_all.[|Count|] == 0 ? 1 : 0;").Replace("class C", "class D", StringComparison.Ordinal), Action("return s_all.IsEmpty ? 1 : 0;").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    [Fact]
    public Task Fixes_all_suggestions() => Verify.FixesAll(
    [
        (Action("foreach (var o in s_all.[|Values|])\n{\n    // each\n    return s_all.[|Values|].Count(x => x.Id == o.Id);\n}\nreturn 0;"),
            Action("foreach (var (_, o) in s_all)\n{\n    // each\n    return s_all.Select(pair => pair.Value).Count(x => x.Id == o.Id);\n}\nreturn 0;")),
    ], DiagnosticSeverity.Info);

    private static string Action(string body) => $$"""
        using System.Collections.Concurrent;
        class C : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            private static readonly ConcurrentDictionary<int, Order> s_all = new();

            public int Get(int id)
            {
                {{body}}
            }
        }
        """;

    private static string In(string body) => $$"""
        using System.Collections.Concurrent;
        class Cache
        {
            private readonly ConcurrentDictionary<int, Order> _all = new();

            public void M(List<int> ids, int n)
            {
                {{body}}
            }

            private static void Use(int n) { }
        }
        """;
}
