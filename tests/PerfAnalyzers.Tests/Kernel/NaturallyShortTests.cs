namespace PerfAnalyzers.Tests;

public sealed class NaturallyShortTests
{
    [Theory]
    [InlineData("foreach (var t in typeof(C).GetInterfaces()) { [|F(1)|]; }", true)]
    [InlineData("foreach (var m in typeof(C).GetMethods()) { [|F(1)|]; }", true)]
    [InlineData("foreach (var b in System.Security.Cryptography.SHA256.HashData(bytes)) { [|F(b)|]; }", true)]
    [InlineData("var hash = System.Security.Cryptography.SHA256.HashData(bytes); for (var i = 0; i < hash.Length; i++) { [|F(i)|]; }", true)]
    [InlineData("for (var t = typeof(C); t != null; t = t.BaseType) { [|F(1)|]; }", true)]
    [InlineData("while (e.InnerException != null) { e = e.InnerException; [|F(1)|]; }", true)]
    [InlineData("while (n > 0) { n /= 10; [|F(n)|]; }", true)]
    [InlineData("while (n > 0) { n = n >> 1; [|F(n)|]; }", true)]
    [InlineData("while (path.Length > 0) { path = path.Substring(0, path.LastIndexOf('/')); [|F(1)|]; }", true)]
    [InlineData("foreach (var b in bytes) { [|F(b)|]; }", false)]
    [InlineData("while (n > 0) { n--; [|F(n)|]; }", false)]
    [InlineData("for (var i = 0; i < n; i++) { [|F(i)|]; }", false)]
    [InlineData("while (node != null) { node = node.Next; [|F(1)|]; }", false)]
    [InlineData("while (path.Length > 0) { path = path.Substring(0, path.Length - 1); [|F(1)|]; }", false)]
    public void Some_loops_run_a_few_times(string body, bool isShort)
    {
        var snippet = Snippet.Of($$"""class Node { public Node? Next; } class C { int F(int x) => x; void M(byte[] bytes, Exception e, int n, string path, Node? node) { {{body}} } }""");
        Assert.Equal(isShort, NaturallyShort.Is(snippet.Facts.Loops.Around(snippet.Operation)!));
    }

    [Theory]
    [InlineData("path.Split('/')", true)]
    [InlineData("path.Split(\".\")", true)]
    [InlineData("path.Split(',')", false)]
    [InlineData("path.Split('\\n')", false)]
    public void Names_have_few_parts(string source, bool isShort) =>
        Assert.Equal(isShort, NaturallyShort.IsPartsOfName(Snippet.Of($$"""class C { string[] M(string path) => [|{{source}}|]; }""").Operation));
}
