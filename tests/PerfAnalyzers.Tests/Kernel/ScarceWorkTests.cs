using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class ScarceWorkTests
{
    [Theory]
    [InlineData("[|http.GetStringAsync(\"u\")|]", Scarce.Network, "GetStringAsync")]
    [InlineData("[|db.Orders.ToListAsync()|]", Scarce.Database, "ToListAsync")]
    [InlineData("[|File.ReadAllTextAsync(\"f\")|]", Scarce.Files, "ReadAllTextAsync")]
    [InlineData("[|Load()|]", Scarce.Network, "Load GetStringAsync")]
    [InlineData("[|Count()|]", Scarce.Database, "Count CountAsync")]
    [InlineData("[|Task.Delay(1)|]", null, null)]
    [InlineData("[|Task.FromResult(1)|]", null, null)]
    [InlineData("[|File.ReadAllText(\"f\")|]", null, null)]
    [InlineData("[|Plain()|]", null, null)]
    public void A_call_takes_of_what_runs_out(string call, object? scarce, string? path)
    {
        var snippet = In("_ = " + call + ";");
        var work = new ScarceWork(snippet.Facts, default).Of((IInvocationOperation)snippet.Operation);
        Assert.Equal((scarce, path), ((object?)work?.Scarce, work is null ? null : string.Join(' ', work.Path)));
    }

    [Theory]
    [InlineData("await http.GetStringAsync(x);", true, null)]
    [InlineData("await Plain(); await Load();", true, null)]
    [InlineData("await wide.WaitAsync(); try { await http.GetStringAsync(x); } finally { wide.Release(); }", true, 5000)]
    [InlineData("await gate.WaitAsync(); try { await http.GetStringAsync(x); } finally { gate.Release(); }", false, null)]
    [InlineData("if (x.Length > 3) { await http.GetStringAsync(x); }", false, null)]
    [InlineData("await Task.Delay(50); await http.GetStringAsync(x);", false, null)]
    [InlineData("Func<Task> later = () => http.GetStringAsync(x); await Plain();", false, null)]
    [InlineData("await Plain();", false, null)]
    public void A_function_may_start_it_without_a_limit(string body, bool isUnlimited, int? limit)
    {
        var snippet = In("var wide = new SemaphoreSlim(5000); var gate = new SemaphoreSlim(8); Func<string, Task> f = [|async x => { " + body + " }|];");
        var work = new ScarceWork(snippet.Facts, default).In(snippet.Operation.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().First(), out var found);
        Assert.Equal((isUnlimited, isUnlimited ? limit : null), (work is not null, isUnlimited ? found : null));
    }

    private static Snippet In(string body) => Snippet.Of($$"""
        class C(System.Net.Http.HttpClient http, ShopContext db)
        {
            Task<string> Load() => http.GetStringAsync("u");
            async Task<int> Count() => await db.Orders.CountAsync();
            async Task Plain() => await Task.Yield();
            void M() { {{body}} }
        }
        """);
}
