namespace PerfAnalyzers.Tests;

public sealed class OnceGuardsTests
{
    [Theory]
    [InlineData("if (_started) { return; } _started = true; [|Start()|];", true)]
    [InlineData("if (!_started) { [|Start()|]; _started = true; }", true)]
    [InlineData("if (_started) { throw new InvalidOperationException(); } else { _started = true; } [|Start()|];", true)]
    [InlineData("if (Interlocked.Exchange(ref _flag, 1) == 0) { [|Start()|]; }", true)]
    [InlineData("if (Interlocked.CompareExchange(ref _flag, 1, 0) != 0) { return; } [|Start()|];", true)]
    [InlineData("if (_seen.Add(id)) { [|Start()|]; }", true)]
    [InlineData("if (_worker is { IsAlive: true }) { return; } [|Start()|];", true)]
    [InlineData("_cached ??= [|Start()|];", true)]
    [InlineData("_cached = _cached ?? [|Start()|];", true)]
    [InlineData("[|Start()|]; _started = true;", false)]
    [InlineData("if (_started) { [|Start()|]; }", false)]
    [InlineData("if (_enabled) { [|Start()|]; }", false)]
    [InlineData("if (id > 3) { return; } [|Start()|]; _started = true;", false)]
    [InlineData("if (_started) { id++; } [|Start()|]; _started = true;", false)]
    [InlineData("var local = false; if (local) { return; } local = true; [|Start()|];", false)]
    [InlineData("if (id > 0) { [|Start()|]; }", false)]
    public void Code_may_run_the_first_time_only(string body, bool isOnce)
    {
        var snippet = Snippet.Of($$"""
            class C
            {
                bool _started; readonly bool _enabled = true; int _flag; object? _cached; Thread? _worker; readonly HashSet<int> _seen = [];
                object Start() { _worker = new Thread(() => { }); return _worker; }
                void M(int id) { {{body}} }
            }
            """);

        Assert.Equal(isOnce, OnceGuards.Holds(snippet.Operation, snippet.Facts));
    }
}
