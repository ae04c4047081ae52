using Microsoft.CodeAnalysis;
using Assumed = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.KeyedScan, PerfAnalyzers.Complexity.KeyedScanAssumedFix>;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.KeyedScan, PerfAnalyzers.Complexity.KeyedScanFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class KeyedScanTests
{
    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "Dictionary<int, string> map, int id", "return map.[|Any|](p => p.Key == id) ? 1 : 0;", "return map.ContainsKey(id) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return !map.[|Any|](p => p.Key == id) ? 1 : 0;", "return !map.ContainsKey(id) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return map.[|All|](p => p.Key != id) ? 1 : 0;", "return !map.ContainsKey(id) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return !map.[|All|](p => p.Key != id) ? 1 : 0;", "return !(!map.ContainsKey(id)) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return map.[|Count|](p => p.Key == id) > 0 ? 1 : 0;", "return map.ContainsKey(id) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return map.[|Count|](p => id == p.Key) == 0 ? 1 : 0;", "return !map.ContainsKey(id) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return map.[|Where|](p => p.Key == id).Any() ? 1 : 0;", "return map.ContainsKey(id) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return map.[|Any|](p => p.Key == id && p.Value.Length > 3) ? 1 : 0;", "return map.TryGetValue(id, out var value) && value.Length > 3 ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "if (map.[|Any|](p => p.Key.Equals(id) && p.Value.Length > 3)) { return 1; } return 0;", "if (map.TryGetValue(id, out var value) && value.Length > 3) { return 1; } return 0;" },
        { "Dictionary<int, string> map, int value", "if (map.[|Any|](p => p.Key == value && p.Value != null)) { return 1; } return 0;", "if (map.TryGetValue(value, out var value2) && value2 != null) { return 1; } return 0;" },
        { "Dictionary<Guid, int> map, Guid id", "return map.[|FirstOrDefault|](p => p.Key == id).Value;", "return map.GetValueOrDefault(id);" },
        { "Dictionary<int, string> map, int id", "return map.[|FirstOrDefault|](p => p.Key == id).Value.Length;", "return map.GetValueOrDefault(id)!.Length;" },
        { "Dictionary<int, string> map, int id", "return map.[|FirstOrDefault|](p => p.Key == id).Value?.Length ?? 0;", "return map.GetValueOrDefault(id)?.Length ?? 0;" },
        { "Dictionary<int, string> map, int id", "return map.[|SingleOrDefault|](p => p.Key == id).Value == null ? 1 : 0;", "return map.GetValueOrDefault(id) == null ? 1 : 0;" },
        { "Dictionary<int, int> map, int id", "return map.[|Where|](p => p.Key == id).Select(p => p.Value).FirstOrDefault();", "return map.GetValueOrDefault(id);" },
        { "Dictionary<int, int> map, int id", "return map\n            .[|Where|](p => p.Key == id)\n            .Select(p => p.Value)\n            .SingleOrDefault();", "return map.GetValueOrDefault(id);" },
        { "Dictionary<int, int> map, int id", "return map.[|Where|](p => p.Key == id).FirstOrDefault().Value;", "return map.GetValueOrDefault(id);" },
        { "IDictionary<int, int> map, int id", "return map.[|FirstOrDefault|](p => p.Key == id).Value;", "return map.TryGetValue(id, out var value) ? value : default;" },
        { "IDictionary<int, int> map, int id", "return 1 + map.[|FirstOrDefault|](p => p.Key == id).Value;", "return 1 + (map.TryGetValue(id, out var value) ? value : default);" },
        { "Dictionary<int, string> map, int id", "return map.Keys.[|Any|](k => k == id) ? 1 : 0;", "return map.ContainsKey(id) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return map.Keys.ToList().[|Contains|](id + 1) ? 1 : 0;", "return map.ContainsKey(id + 1) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return map.Keys.ToArray().[|Contains|](id + 1) ? 1 : 0;", "return map.ContainsKey(id + 1) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return map.Select(p => p.Key).[|Contains|](id) ? 1 : 0;", "return map.ContainsKey(id) ? 1 : 0;" },
        { "Dictionary<int, string> map, int id", "return map.Select(p => p.Key).[|Any|](k => k == id) ? 1 : 0;", "return map.ContainsKey(id) ? 1 : 0;" },
        { "HashSet<int> set, int id", "return set.[|Any|](x => x == id) ? 1 : 0;", "return set.Contains(id) ? 1 : 0;" },
        { "HashSet<int>? set, int id", "return set?.[|Any|](x => x == id) == true ? 1 : 0;", "return set?.Contains(id) == true ? 1 : 0;" },
        { "IReadOnlySet<int> set, int id", "return set.ToArray().[|Count|](x => x == id) >= 1 ? 1 : 0;", "return set.Contains(id) ? 1 : 0;" },
        { "ILookup<int, int> map, int id", "return map.[|Any|](g => g.Key == id) ? 1 : 0;", "return map.Contains(id) ? 1 : 0;" },
        { "ILookup<int, int> map, int id", "return map.[|Where|](g => g.Key == id).SelectMany(g => g).Sum();", "return map[id].Sum();" },
        { "int id", "var set = new HashSet<string>(); return set.[|Any|](x => x == \"a\") ? 1 : id;", "var set = new HashSet<string>(); return set.Contains(\"a\") ? 1 : id;" },
        { "string name", "var map = new Dictionary<string, int>(); return map.[|FirstOrDefault|](p => p.Key == name).Value;", "var map = new Dictionary<string, int>(); return map.GetValueOrDefault(name);" },
        { "List<Order> all, string name", "var map = all.ToDictionary(o => o.Id.ToString(), StringComparer.OrdinalIgnoreCase); return map.[|Any|](p => name.Equals(p.Key, StringComparison.OrdinalIgnoreCase)) ? 1 : 0;", "var map = all.ToDictionary(o => o.Id.ToString(), StringComparer.OrdinalIgnoreCase); return map.ContainsKey(name) ? 1 : 0;" },
        { "Dictionary<int, int> map, int id", "[|foreach (var p in map)|]\n        {\n            if (p.Key == id)\n            {\n                // found\n                return p.Value;\n            }\n        }\n\n        return 0;", "if (map.TryGetValue(id, out var value))\n        {\n            // found\n            return value;\n        }\n\n        return 0;" },
        { "Dictionary<int, int> map, int id", "var n = 0; [|foreach (var p in map)|] { if (p.Key == id) { n = p.Value; break; } } return n;", "var n = 0; if (map.TryGetValue(id, out var value)) { n = value; } return n;" },
        { "Dictionary<int, int> map, int id", "[|foreach (var (key, hits) in map)|] { if (key == id) { return hits + key; } } return 0;", "if (map.TryGetValue(id, out var hits)) { return hits + id; } return 0;" },
        { "Dictionary<int, string> map, int id", "[|foreach (var p in map)|] { if (p.Key == id && p.Value.Length > 2) { return p.Value.Length + p.Key; } } return 0;", "if (map.TryGetValue(id, out var value) && value.Length > 2) { return value.Length + id; } return 0;" },
        { "Dictionary<int, int> map, int id", "[|foreach (var k in map.Keys)|] { if (k == id) { return 1; } } return 0;", "if (map.ContainsKey(id)) { return 1; } return 0;" },
        { "HashSet<int> set, int id", "[|foreach (var x in set)|] if (x == id) return x; return 0;", "if (set.Contains(id)) return id; return 0;" },
    };

    public static TheoryData<string, string, string> AssumedRewrites { get; } = new()
    {
        { "Dictionary<int, int> map, int id", "return map.[|First|](p => p.Key == id).Value;", "return map[id];" },
        { "Dictionary<int, int> map, int id", "return map.[|Where|](p => p.Key == id).Select(p => p.Value).Single();", "return map[id];" },
        { "Dictionary<string, int> map, string id", "return map.[|Any|](p => p.Key == id) ? 1 : 0;", "return map.ContainsKey(id) ? 1 : 0;" },
        { "Dictionary<string, int> map, string? id", "return map.[|FirstOrDefault|](p => p.Key == id).Value;", "return map.GetValueOrDefault(id);" },
        { "ILookup<int, int> map, int id", "return map.[|First|](g => g.Key == id).Sum();", "return map[id].Sum();" },
        { "ISet<string> set, string name", "return set.[|Any|](x => string.Equals(x, name)) ? 1 : 0;", "return set.Contains(name) ? 1 : 0;" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Looks_the_key_up(string parameters, string before, string after) => Verify.Fixes(In(parameters, before, "int"), In(parameters, after, "int"));

    [Theory, MemberData(nameof(AssumedRewrites))]
    public Task Looks_the_key_up_and_says_what_it_assumes(string parameters, string before, string after)
    {
        var allows = parameters.Contains("string? id", StringComparison.Ordinal) ? "#nullable disable\n" : "";
        return Assumed.Fixes(allows + In(parameters.Replace("?", "", StringComparison.Ordinal), before, "int"), allows + In(parameters.Replace("?", "", StringComparison.Ordinal), after, "int"));
    }

    [Theory]
    [InlineData("Dictionary<int, int> map, int id", "var pair = map.[|FirstOrDefault|](p => p.Key == id); return pair.Value;")]
    [InlineData("Dictionary<int, int> map, int id", "return map.[|Count|](p => p.Key == id);")]
    [InlineData("Dictionary<int, int> map, int id", "return map.[|Any|](p => p.Value > 3 && p.Key == id) ? 1 : 0;")]
    [InlineData("Dictionary<int, int> map, int id", "return map.[|Any|](p => p.Key == id && Ask(p)) ? 1 : 0; static bool Ask(KeyValuePair<int, int> pair) => true;")]
    [InlineData("Dictionary<int, int> map, long id", "return map.[|Any|](p => p.Key == id) ? 1 : 0;")]
    [InlineData("Dictionary<int, int> map, int? id", "return map.[|Any|](p => p.Key == id) ? 1 : 0;")]
    [InlineData("Dictionary<int, int> map", "return map.[|Any|](p => p.Key == Next()) ? 1 : 0; static int Next() => 1;")]
    [InlineData("Dictionary<int, int> map, int id", "return map.[|Where|](p => p.Key == id).Select(p => p.Value + 1).First();")]
    [InlineData("Dictionary<int, int> map, int id", "return map /* all */.Keys /* of them */.[|Any|](k => k == id) ? 1 : 0;")]
    [InlineData("Dictionary<int, int> map, int id", "return Enumerable.[|Any|](map, p => p.Key == id) ? 1 : 0;")]
    [InlineData("HashSet<string> set, string id", "return set.[|First|](x => x == id).Length;")]
    [InlineData("Dictionary<int, int> map, int id", "[|foreach (var p in map)|] { if (p.Key == id) { if (p.Value > 1) { break; } return p.Value; } } return 0;")]
    [InlineData("Dictionary<int, int> map, int id", "[|foreach (var p in map)|] { if (p.Key != id) { continue; } return p.Value; } return 0;")]
    [InlineData("Dictionary<int, int> map, int id", "[|foreach (var p in map)|] { if (p.Key == id) { Use(p); } } return 0; static void Use(KeyValuePair<int, int> pair) { }")]
    public async Task Leaves_what_it_cannot_write(string parameters, string body)
    {
        await Verify.RefusesToFix(In(parameters, body, "int"));
        await Assumed.RefusesToFix(In(parameters, body, "int"));
    }

    [Fact]
    public Task Leaves_what_it_only_suggests() => Verify.RefusesToFix(
        "class C { private readonly HashSet<string> _words = new(); bool M(string w) => _words.[|Contains|](w, StringComparer.OrdinalIgnoreCase); }", DiagnosticSeverity.Info);

    [Fact]
    public Task Drops_a_comparer_that_is_the_set_s_own() => Verify.Fixes(
        "class C { private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase); bool M(string w) => _words.[|Contains|](w, StringComparer.OrdinalIgnoreCase); }",
        "class C { private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase); bool M(string w) => _words.Contains(w); }");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        ("class C { int M(Dictionary<int, int> a, Dictionary<int, int> b, int id)\n{\n    if (a.[|Any|](p => p.Key == b.[|FirstOrDefault|](q => q.Key == id).Value))\n    {\n        return a.Keys.[|Any|](k => k == id) ? 1 : 0;\n    }\n    if (a.[|Any|](p => p.Key == id && p.Value > 1)) { return 1; }\n    return b.[|Any|](p => p.Key == id && p.Value > 2) ? 1 : 0;\n} }",
            "class C { int M(Dictionary<int, int> a, Dictionary<int, int> b, int id)\n{\n    if (a.ContainsKey(b.GetValueOrDefault(id)))\n    {\n        return a.ContainsKey(id) ? 1 : 0;\n    }\n    if (a.TryGetValue(id, out var value) && value > 1) { return 1; }\n    return b.TryGetValue(id, out var value2) && value2 > 2 ? 1 : 0;\n} }"),
        (In("HashSet<int> set, int id", "return set.[|Any|](x => x == id) ? 1 : 0;", "int").Replace("class C", "class D", StringComparison.Ordinal), In("HashSet<int> set, int id", "return set.Contains(id) ? 1 : 0;", "int").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);
}
