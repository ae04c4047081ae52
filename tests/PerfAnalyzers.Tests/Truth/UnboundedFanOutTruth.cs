using System.Net;
using Microsoft.AspNetCore.Mvc;
using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>
/// How many requests are under way at the same time: nobody is answered before as many have come as are expected. What is reported
/// sends one for every element before the first answer; after the fix there are eight at a time, with the same results in the same order.
/// </summary>
public sealed class UnboundedFanOutTruth
{
    private const int Elements = 40;
    private const int Limit = 8;

    [Theory]
    [InlineData("await Task.WhenAll(urls.Select(url => http.GetStringAsync(url))); return [];", true)]
    [InlineData("await Task.WhenAll(urls.Select(async url => { var text = await http.GetStringAsync(url); Keep(text); })); return [];", true)]
    [InlineData("await Task.WhenAll(urls.Select(Load)); return [];", true)]
    [InlineData("var all = await Task.WhenAll(urls.Select(url => http.GetStringAsync(url))); return all;", true)]
    [InlineData("var all = await Task.WhenAll(urls.Select(async url => { var text = await http.GetStringAsync(url); return text + \"!\"; })); return all;", true)]
    [InlineData("var all = await Task.WhenAll(urls.Where(url => url.Length > 0).Select(Load)); return all;", true)]
    [InlineData("var tasks = urls.Select(url => http.GetStringAsync(url)).ToList(); return await Task.WhenAll(tasks);", false)]
    [InlineData("var tasks = new List<Task<string>>(); foreach (var url in urls) { tasks.Add(Load(url)); } return await Task.WhenAll(tasks);", false)]
    public async Task All_requests_at_once_before_the_fix_and_a_few_after_it(string body, bool isFixed)
    {
        var source = Source(body);
        Assert.Single(await Executed.Review<UnboundedFanOut>(source));
        var (peak, before) = await Run(source, Elements);
        Assert.Equal(Elements, peak);
        var repaired = await Executed.Fix<UnboundedFanOut, UnboundedFanOutFix>(source);
        Assert.Equal(isFixed, repaired != source);
        if (isFixed)
        {
            var (limited, after) = await Run(repaired, Limit);
            Assert.Equal(Limit, limited);
            Assert.Equal(before, after);
            Assert.Empty(await Executed.Review<UnboundedFanOut>(repaired));
        }
    }

    [Fact]
    public async Task A_limit_of_thousands_limits_nothing()
    {
        var source = Source("await Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = 5000 }, async (url, ct) => await http.GetStringAsync(url, ct)); return [];");
        Assert.Single(await Executed.Review<UnboundedFanOut>(source));
        Assert.Equal(Elements, (await Run(source, Elements)).Peak);
    }

    [Theory]
    [InlineData("await Parallel.ForEachAsync(urls, async (url, ct) => await http.GetStringAsync(url, ct)); return [];")]
    [InlineData("await Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = -1 }, async (url, ct) => await http.GetStringAsync(url, ct)); return [];")]
    public async Task Without_a_limit_a_parallel_loop_has_that_of_the_processors(string body)
    {
        var source = Source(body);
        Assert.Empty(await Executed.Review<UnboundedFanOut>(source));
        Assert.Equal(Environment.ProcessorCount, (await Run(source, Environment.ProcessorCount)).Peak);
    }

    [Theory]
    [InlineData("foreach (var chunk in urls.Chunk(8)) { await Task.WhenAll(chunk.Select(url => http.GetStringAsync(url))); } return [];")]
    [InlineData("using var gate = new SemaphoreSlim(8); await Task.WhenAll(urls.Select(async url => { await gate.WaitAsync(); try { await http.GetStringAsync(url); } finally { gate.Release(); } })); return [];")]
    public async Task What_is_silent_sends_a_few_at_a_time(string body)
    {
        var source = Source(body);
        Assert.Empty(await Executed.Review<UnboundedFanOut>(source));
        Assert.Equal(Limit, (await Run(source, Limit)).Peak);
    }

    private static string Source(string body) => $$"""
        using System.Net.Http;
        using Microsoft.AspNetCore.Mvc;
        public class Mirror(HttpClient http) : ControllerBase
        {
            [HttpPost]
            public async Task<string[]> Run(List<string> urls)
            {
                {{body}}
            }

            private async Task<string> Load(string url) => await http.GetStringAsync(url);

            private static void Keep(string text) { }
        }

        public static class Truth
        {
            public static Task<string[]> Run(HttpClient http, List<string> urls) => new Mirror(http).Run(urls);
        }
        """;

    private static async Task<(int Peak, string[] Results)> Run(string source, int expected)
    {
        using var gate = new Waiting(expected);
        using var http = new HttpClient(gate) { BaseAddress = new Uri("http://mirror/") };
        var urls = Enumerable.Range(0, Elements).Select(static i => "page/" + i).ToList();
        var results = await Executed.Load(source).Run("Truth.Run", http, urls).WaitAsync(TimeSpan.FromMinutes(1));
        return (gate.Peak, (string[])results!);
    }

    /// <summary>Answers once as many requests wait as are expected, or as are left.</summary>
    private sealed class Waiting(int expected) : HttpMessageHandler
    {
        private readonly Lock _gate = new();
        private readonly List<(TaskCompletionSource<HttpResponseMessage> Answer, string Path)> _open = [];
        private int _answered;

        public int Peak { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                _open.Add((answer, request.RequestUri!.AbsolutePath));
                Peak = Math.Max(Peak, _open.Count);
                if (_open.Count >= Math.Min(expected, Elements - _answered))
                {
                    // The last that came is answered first: order is not that of the answers.
                    for (var i = _open.Count - 1; i >= 0; i--)
                    {
                        _open[i].Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(_open[i].Path) });
                    }

                    _answered += _open.Count;
                    _open.Clear();
                }
            }

            return answer.Task;
        }
    }
}
