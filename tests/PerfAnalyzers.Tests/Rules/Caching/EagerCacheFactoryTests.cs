using Microsoft.CodeAnalysis;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

using State = Verify<EagerCacheFactory, EagerCacheFactoryStateFix>;
using Verify = Verify<EagerCacheFactory, EagerCacheFactoryFix>;

public sealed class EagerCacheFactoryTests
{
    public static readonly Cases Firing = new()
    {
        { "new list", In("public void M(string id, int n) { _lists.[|GetOrAdd|](id, new List<int>()).Add(n); }") },
        { "new collection expression", In("public void M(string id, int n) { _lists.[|GetOrAdd|](id, []).Add(n); }") },
        { "new semaphore", In("readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(); public SemaphoreSlim M(string id) => _gates.[|GetOrAdd|](id, new SemaphoreSlim(1, 1));") },
        { "query", In("public List<int> M(string id) => _lists.[|GetOrAdd|](id,\n        db.Orders.Where(o => o.Total > id.Length).Select(o => o.Id).ToList());") },
        { "file", In("public string M(string path) => _texts.[|GetOrAdd|](path,\n        File.ReadAllText(path));") },
        { "awaited", In("public async Task<string> M(string path) => _texts.[|GetOrAdd|](path,\n        await File.ReadAllTextAsync(path));") },
        { "helper that asks the database", In("List<int> Load(string id) => db.Orders.Where(o => o.Total > id.Length).Select(o => o.Id).ToList();\n    public List<int> M(string id) => _lists.[|GetOrAdd|](id, Load(id));") },
        { "captured key", In("public string M(string id) => _texts.[|GetOrAdd|](id, _ => id.ToUpperInvariant());") },
        { "captured object", In("readonly string _suffix = \"!\"; public string M(string id) => _texts.[|GetOrAdd|](id, i => i + _suffix);") },
        { "captured service", In("public List<int> M(string id, Func<string, List<int>> load) => _lists.[|GetOrAdd|](id, i => load(i));") },
        { "looked for and written", In("public void M(string id) { if (!_lists.[|ContainsKey|](id)) { _lists[id] = new List<int>(); } }") },
        { "looked for and added", In("public void M(string id) { if (!_lists.[|ContainsKey|](id)) { _lists.TryAdd(id, new List<int>()); } }") },
        { "asked for and written", In("public List<int> M(string id) { if (!_lists.[|TryGetValue|](id, out var list)) { list = new List<int>(); _lists[id] = list; } return list; }") },
        { "asked for and written at once", In("public List<int> M(string id) { if (!_lists.[|TryGetValue|](id, out var list)) { _lists[id] = list = new List<int>(); } return list; }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "static lambda", In("public List<int> M(string id) => _lists.GetOrAdd(id, static _ => new List<int>());") },
        { "while the model is built", "using System.Collections.Concurrent; using Microsoft.EntityFrameworkCore.Storage.ValueConversion; class Ids(ValueConverterSelectorDependencies d) : ValueConverterSelector(d) { readonly ConcurrentDictionary<string, string> _known = new(); public override IEnumerable<ValueConverterInfo> Select(Type model, Type? provider = null) { Console.WriteLine(_known.GetOrAdd(model.Name, _ => model.FullName!)); return base.Select(model, provider); } }" },
        { "lambda that captures nothing", In("public string M(string id) => _texts.GetOrAdd(id, i => i.Trim());") },
        { "method group", In("static string Trim(string text) => text.Trim(); public string M(string id) => _texts.GetOrAdd(id, Trim);") },
        { "with an argument", In("public string M(string id, int width) => _texts.GetOrAdd(id + width, static (i, w) => i.PadLeft(w), width);") },
        { "value at hand", In("public string M(string id, string text) => _texts.GetOrAdd(id, text);") },
        { "constant", In("public string M(string id) => _texts.GetOrAdd(id, \"\");") },
        { "number", In("readonly ConcurrentDictionary<string, int> _numbers = new(); public int M(string id) => _numbers.GetOrAdd(id, id.Length);") },
        { "cheap call", In("public string M(string id) => _texts.GetOrAdd(id, id.Trim());") },
        { "behind a miss", In("public List<int> M(string id) { if (!_lists.TryGetValue(id, out var list)) { list = _lists.GetOrAdd(id, new List<int>()); } return list; }") },
        { "behind an answer", In("public string M(string id, int width) { if (_texts.TryGetValue(id, out var known)) { return known; } return _texts.GetOrAdd(id, i => i.PadLeft(width)); }") },
        { "asked for, then added by TryAdd", In("public List<int> M(string id) { if (!_lists.TryGetValue(id, out var list)) { list = new List<int>(); _lists.TryAdd(id, list); } return list; }") },
        { "loaded in between", In("public async Task<string> M(string path) { if (!_texts.TryGetValue(path, out var text)) { text = await File.ReadAllTextAsync(path); _texts[path] = text; } return text; }") },
        { "equal texts", In("public string M(string id) { if (!_texts.TryGetValue(id, out var text)) { text = id.ToUpperInvariant(); _texts[id] = text; } return text; }") },
        { "under a lock", In("readonly object _sync = new(); public void M(string id) { lock (_sync) { if (!_lists.ContainsKey(id)) { _lists[id] = new List<int>(); } } }") },
        { "another key", In("public void M(string id, string other) { if (!_lists.ContainsKey(id)) { _lists[other] = new List<int>(); } }") },
        { "replaced when there", In("public void M(string id) { if (_lists.ContainsKey(id)) { _lists[id] = new List<int>(); } }") },
        { "looked for only", In("public bool M(string id) => !_lists.ContainsKey(id);") },
        { "plain dictionary", "class C { readonly Dictionary<string, List<int>> _lists = new(); public void M(string id) { if (!_lists.ContainsKey(id)) { Console.WriteLine(id); } } }" },
        { "dictionary of one thread", In("public int M(List<string> ids) { var seen = new ConcurrentDictionary<string, List<int>>(); var id = ids[0]; if (!seen.ContainsKey(id)) { seen[id] = new List<int>(); } return seen.Count; }") },
        { "lambda in a loop, which is told of the loop", In("public void M(List<string> ids, int width) { foreach (var id in ids) { var own = width + id.Length; Console.WriteLine(_lists.Count + own); } }") },
        { "update", In("readonly ConcurrentDictionary<string, int> _numbers = new(); public int M(string id) => _numbers.AddOrUpdate(id, 1, static (_, n) => n + 1);") },
        { "start-up", "using System.Collections.Concurrent;\nstatic class Program { static readonly ConcurrentDictionary<string, List<int>> s_lists = new();\n    static void Main(string[] args) { s_lists.GetOrAdd(args[0], new List<int>()); } }" },
        { "own GetOrAdd", "class Bag { public List<int> GetOrAdd(string key, List<int> value) => value; } class C { public List<int> M(Bag bag, string id) => bag.GetOrAdd(id, new List<int>()); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_helps_where_the_lambda_assigns() => Verify.Says(
        In("public bool M(string id) { var made = false; _texts.[|GetOrAdd|](id, i => { made = true; return i.Trim(); }); return made; }"),
        "'GetOrAdd' makes a delegate on every call, found or not, because its lambda captures 'made'; ask with 'TryGetValue' first");

    [Fact]
    public Task Says_what_is_computed() => Verify.Says(
        In("public void M(string id, int n) { _lists.[|GetOrAdd|](id, new List<int>()).Add(n); }"),
        "'GetOrAdd' computes 'new List<int>()' on every call and keeps it on the first one only; hand it a delegate that computes it");

    [Theory]
    [InlineData("public void M(string id, int n) { _lists.[|GetOrAdd|](id, new List<int>()).Add(n); }", "public void M(string id, int n) { _lists.GetOrAdd(id, static _ => new List<int>()).Add(n); }")]
    [InlineData("public string M(string path) => _texts.[|GetOrAdd|](path, File.ReadAllText(path));", "public string M(string path) => _texts.GetOrAdd(path, static k => File.ReadAllText(k));")]
    [InlineData("public string M(string id) => _texts.[|GetOrAdd|](id, _ => id.ToUpperInvariant());", "public string M(string id) => _texts.GetOrAdd(id, static k => k.ToUpperInvariant());")]
    [InlineData("public string M(string id) => _texts.[|GetOrAdd|](id, i => id + i);", "public string M(string id) => _texts.GetOrAdd(id, static i => i + i);")]
    [InlineData("public void M(string id)\n    {\n        if (!_lists.[|ContainsKey|](id))\n        {\n            _lists[id] = new List<int>();\n        }\n    }", "public void M(string id)\n    {\n        _lists.GetOrAdd(id, static _ => new List<int>());\n    }")]
    [InlineData("public List<int> M(string id) { if (!_lists.[|TryGetValue|](id, out var list)) { _lists[id] = list = new List<int>(id.Length); } return list; }", "public List<int> M(string id) { var list = _lists.GetOrAdd(id, static k => new List<int>(k.Length)); return list; }")]
    public Task Lets_it_be_made_when_missing(string member, string expected) => Verify.Fixes(In(member), In(expected));

    [Fact]
    public Task Passes_what_is_captured() => State.Fixes(
        In("readonly string _suffix = \"!\"; public string M(string id) => _texts.[|GetOrAdd|](id, i => i + _suffix);"),
        In("readonly string _suffix = \"!\"; public string M(string id) => _texts.GetOrAdd(id, static (i, self) => i + self._suffix, this);"));

    [Theory]
    [InlineData("public async Task<string> M(string path) => _texts.[|GetOrAdd|](path, await File.ReadAllTextAsync(path));")]
    [InlineData("public void M(string id, int n) { _lists.[|GetOrAdd|](id, /* none yet */ new List<int> { /* none */ }).Add(n); }")]
    [InlineData("public void M(string id) { if (!_lists.[|ContainsKey|](id)) { Console.WriteLine(id); _lists[id] = new List<int>(); } }")]
    public Task Leaves_what_it_cannot_write(string member) => Verify.RefusesToFix(In(member));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("public void M(string id, int n) { _lists.[|GetOrAdd|](id, new List<int>()).Add(n);\n        _lists.[|GetOrAdd|](\"all\", new List<int>()).Add(n); }"),
            In("public void M(string id, int n) { _lists.GetOrAdd(id, static _ => new List<int>()).Add(n);\n        _lists.GetOrAdd(\"all\", static _ => new List<int>()).Add(n); }")),
        ("class D\n{\n    readonly ConcurrentDictionary<int, object> _all = new();\n    public object M(int id) => _all.[|GetOrAdd|](id, new object());\n}",
            "class D\n{\n    readonly ConcurrentDictionary<int, object> _all = new();\n    public object M(int id) => _all.GetOrAdd(id, static _ => new object());\n}"),
    ]);

    private static string In(string member) => $$"""
        global using System.Collections.Concurrent;
        class C(ShopContext db)
        {
            readonly ConcurrentDictionary<string, List<int>> _lists = new();
            readonly ConcurrentDictionary<string, string> _texts = new();
            public ShopContext Db => db;
            {{member}}
        }
        """;
}
