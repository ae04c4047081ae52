using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

public sealed class CalledOnceTests
{
    [Theory]
    [InlineData("string? _x; public string X => _x ??= Get();", true)]
    [InlineData("string? _x; public string X => this._x ??= Get();", true)]
    [InlineData("string? _x; public string X => _x ??= Two(); string Two() => Get() + Get();", true)]
    [InlineData("string _x; public C() { _x = Get(); }", true)]
    [InlineData("readonly Lazy<string> _x; public C() { _x = new Lazy<string>(Get); }", true)]
    [InlineData("readonly Lazy<string> _x; public C() { _x = new Lazy<string>(() => Get()); }", true)]
    [InlineData("", false)]
    [InlineData("readonly Timer _x; public C() { _x = new Timer(_ => Get()); }", false)]
    [InlineData("event Func<string>? X; public C() { X += Get; }", false)]
    [InlineData("public string X => Get();", false)]
    [InlineData("public string X(string? x) => x ??= Get();", false)]
    [InlineData("string? _x; public string X => _x ??= Get(); public string Again() => Get();", false)]
    [InlineData("string? _x; public string X => _x ??= Two(); public string Two() => Get();", false)]
    [InlineData("public Func<string> X; public C() { X = () => Get(); }", false)]
    [InlineData("public C() { while (true) { Get(); } }", false)]
    [InlineData("string Get(int n) => n > 0 ? Get(n - 1) : Get();", false)]
    public void Private_members_may_be_called_once(string members, bool isOnce)
    {
        var snippet = Snippet.Of("class C { " + members + " string Get() { return [|Environment.GetEnvironmentVariable(\"a\")|]!; } }");
        var method = ((IMethodSymbol?)snippet.Operation.SemanticModel!.GetEnclosingSymbol(snippet.Operation.Syntax.SpanStart))!;
        Assert.Equal(isOnce, CalledOnce.Is(method, CancellationToken.None));
    }
}
