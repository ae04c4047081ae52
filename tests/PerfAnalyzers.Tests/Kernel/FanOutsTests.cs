using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class FanOutsTests
{
    [Theory]
    [InlineData("await Task.WhenAll([|File.ReadAllLines(\"urls\").Select(u => http.GetStringAsync(u))|]);", "GetStringAsync Network")]
    [InlineData("await Task.WhenAll([|(await db.Orders.ToListAsync()).Select(o => http.GetStringAsync(\"x\" + o.Id))|]);", "GetStringAsync Network")]
    [InlineData("await Task.WhenAll([|Directory.GetFiles(\".\").Select(f => File.ReadAllTextAsync(f))|]);", "ReadAllTextAsync Files")]
    [InlineData("await Task.WhenAll([|Directory.GetFiles(\".\").Select(Load)|]);", "Load Network")]
    [InlineData("await [|Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 5000 }, async (id, c) => await http.GetStringAsync(\"x\" + id))|];", "GetStringAsync Network 5000")]
    [InlineData("await Task.WhenAll([|ids.Select(id => http.GetStringAsync(\"x\" + id))|]);", null)]
    [InlineData("await Task.WhenAll([|File.ReadAllLines(\"urls\").Take(8).Select(u => http.GetStringAsync(u))|]);", null)]
    [InlineData("await Task.WhenAll([|File.ReadAllLines(\"urls\").Select(async u => { await gate.WaitAsync(); try { return await http.GetStringAsync(u); } finally { gate.Release(); } })|]);", null)]
    [InlineData("await Task.WhenAll([|File.ReadAllLines(\"urls\").Select(u => Task.FromResult(u))|]);", null)]
    [InlineData("await [|Parallel.ForEachAsync(ids, async (id, c) => await http.GetStringAsync(\"x\" + id))|];", null)]
    [InlineData("await [|Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = -1 }, async (id, c) => await http.GetStringAsync(\"x\" + id))|];", null)]
    public void Work_may_start_for_all_elements_at_once(string body, string? work)
    {
        var snippet = Snippet.Of($$"""
            class C(System.Net.Http.HttpClient http, ShopContext db)
            {
                Task<string> Load(string path) => http.GetStringAsync(path);
                async Task M(List<int> ids, SemaphoreSlim gate) { {{body}} }
            }
            """);

        var found = new FanOuts(snippet.Facts, default).Of((IInvocationOperation)snippet.Operation);
        Assert.Equal(work, found is null ? null : $"{found.Work.Path[0]} {found.Work.Scarce}{(found.Limit is { } limit ? " " + limit : "")}");
    }

    [Theory]
    [InlineData("foreach (var f in Directory.GetFiles(\".\")) { tasks.Add(File.ReadAllTextAsync(f)); }", true)]
    [InlineData("foreach (var f in Directory.GetFiles(\".\")) { var t = http.GetStringAsync(f); tasks.Add(t); }", true)]
    [InlineData("foreach (var f in Directory.GetFiles(\".\")) { tasks.Add(File.ReadAllTextAsync(f)); if (tasks.Count > 50) { await Task.WhenAll(tasks); tasks.Clear(); } }", false)]
    [InlineData("foreach (var f in Directory.GetFiles(\".\")) { await gate.WaitAsync(); tasks.Add(http.GetStringAsync(f)); }", false)]
    [InlineData("foreach (var f in new[] { \"a\", \"b\" }) { tasks.Add(File.ReadAllTextAsync(f)); }", false)]
    [InlineData("foreach (var f in Directory.GetFiles(\".\")) { await File.ReadAllTextAsync(f); }", false)]
    public void A_loop_may_keep_what_it_starts(string body, bool isFanOut)
    {
        var snippet = Snippet.Of($$"""class C(System.Net.Http.HttpClient http) { async Task M(SemaphoreSlim gate) { var tasks = new List<Task<string>>(); [|{{body}}|] await Task.WhenAll(tasks); } }""");
        Assert.Equal(isFanOut, new FanOuts(snippet.Facts, default).Of((IForEachLoopOperation)snippet.Operation) is not null);
    }
}
