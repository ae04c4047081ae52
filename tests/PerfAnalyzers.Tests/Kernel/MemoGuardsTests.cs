namespace PerfAnalyzers.Tests;

public sealed class MemoGuardsTests
{
    [Theory]
    [InlineData("if (!known.TryGetValue(id, out var x)) { x = [|Load(id)|]; }")]
    [InlineData("if (!known.ContainsKey(id)) { known[id] = [|Load(id)|]; }")]
    [InlineData("if (known.TryGetValue(id, out var x)) { return; } known[id] = [|Load(id)|];")]
    [InlineData("foreach (var i in ids) { if (known.ContainsKey(i)) { continue; } known[i] = [|Load(i)|]; }")]
    [InlineData("_one ??= [|Load(id)|];")]
    [InlineData("if (_one == null) { _one = [|Load(id)|]; }")]
    [InlineData("if (_one is not null) { return; } _one = [|Load(id)|];")]
    [InlineData("var x = known.GetValueOrDefault(id) ?? [|Load(id)|];")]
    [InlineData("var x = known.TryGetValue(id, out var y) ? y : [|Load(id)|];")]
    [InlineData("shared.GetOrAdd(id, key => [|Load(key)|]);")]
    [InlineData("if (seen.Add(id)) { [|Load(id)|]; }")]
    [InlineData("var x = known.GetValueOrDefault(id); if (x != null) { return; } known[id] = [|Load(id)|];")]
    [InlineData("var x = known.GetValueOrDefault(id); if (x is null) { x = [|Load(id)|]; }")]
    [InlineData("if (!TryGetCached(id, out var x)) { [|Load(id)|]; }")]
    [InlineData("var x = known.GetValueOrDefault(id); if (x == null) { var y = [|Load(id)|]; }")]
    [InlineData("var x = known.GetValueOrDefault(id); if (x is not null) { Load(1); } else { [|Load(id)|]; }")]
    public void Guarded(string body) => Assert.True(Guards(body));

    [Theory]
    [InlineData("[|Load(id)|];")]
    [InlineData("if (id > 3) { [|Load(id)|]; }")]
    [InlineData("if (id > 3) { return; } [|Load(id)|];")]
    [InlineData("var x = _one ?? [|Load(id)|];")]
    [InlineData("if (known.Count == 0) { [|Load(id)|]; }")]
    [InlineData("var x = ids.Length > 3 ? ids : null; if (x != null) { return; } [|Load(id)|];")]
    [InlineData("if (_one is null) { [|Load(id)|]; }")]
    [InlineData("var x = known.GetValueOrDefault(id); if (x != null) { [|Load(id)|]; }")]
    [InlineData("var x = known.GetValueOrDefault(id); if (x is null) { Load(1); } else { [|Load(id)|]; }")]
    [InlineData("[|Load(id)|]; if (known.ContainsKey(id)) { return; }")]
    [InlineData("if (int.TryParse(\"1\", out var x)) { [|Load(x)|]; }")]
    public void Not_guarded(string body) => Assert.False(Guards(body));

    private static bool Guards(string body)
    {
        var snippet = Snippet.Of($$"""
            class C
            {
                private Order? _one;
                private readonly System.Collections.Concurrent.ConcurrentDictionary<int, Order> shared = new();

                void M(int id, int[] ids, Dictionary<int, Order> known, HashSet<int> seen)
                {
                    {{body}}
                }

                Order Load(int id) => new();
                bool TryGetCached(int id, out Order? order) { order = null; return false; }
            }
            """);
        var root = snippet.Operation;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        return snippet.Facts.MemoGuards.Guard(snippet.Operation, root);
    }
}
