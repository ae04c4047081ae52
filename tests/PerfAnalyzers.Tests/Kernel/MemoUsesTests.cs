namespace PerfAnalyzers.Tests;

public sealed class MemoUsesTests
{
    [Theory]
    [InlineData("string M(int k) { var d = [|new Dictionary<int, string>()|]; if (d.TryGetValue(k, out var v)) return v; return d[k] = \"\"; }", true)]
    [InlineData("string M(int k) { var d = [|new System.Collections.Concurrent.ConcurrentDictionary<int, string>()|]; return d.GetOrAdd(k, i => \"\"); }", true)]
    [InlineData("string M(int k) { var d = [|new Dictionary<int, string>()|]; d[k] = \"\"; return d[k]; }", false)]
    [InlineData("string M(List<int> ks) { var d = [|new Dictionary<int, string>()|]; foreach (var k in ks) { if (!d.ContainsKey(k)) d[k] = \"\"; } return \"\"; }", false)]
    [InlineData("Dictionary<int, string> M(int k) { var d = [|new Dictionary<int, string>()|]; if (!d.ContainsKey(k)) d[k] = \"\"; return d; }", false)]
    [InlineData("string M(int k) { var d = [|new Dictionary<int, string>()|]; string L(int i) => d.TryGetValue(i, out var v) ? v : d[i] = \"\"; return L(k); }", false)]
    public void Tells_memos_that_cannot_be_hit(string member, bool isUseless) =>
        Assert.Equal(isUseless, MemoUses.IsUselessLocal(Snippet.Of("class C { " + member + " }").Operation));
}
