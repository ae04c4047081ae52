using System.Net;
using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>How many requests are under way at the same time: a gate holds every answer until all that can be asked has been asked.</summary>
public sealed class SequentialAwaitsTruth
{
    [Theory]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); return a + b;", 2)]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var n = a.Length; var b = await http.GetStringAsync(\"b\"); var c = await http.GetStringAsync(\"c\"); return a + b + c + n;", 3)]
    [InlineData("return (await http.GetStringAsync(\"a\")).Trim() + await http.GetStringAsync(\"b\");", 2)]
    [InlineData("var a = await Client.Load(http, 1); var b = await Client.Load(http, 2); return a + b;", 2)]
    [InlineData("var all = new List<string>(); foreach (var name in new[] { \"a\", \"b\", \"c\", \"d\" }) { all.Add(await http.GetStringAsync(name)); } return string.Concat(all);", 4)]
    public async Task One_request_at_a_time_before_the_fix_and_all_after_it(string body, int requests)
    {
        var source = Source(body);
        Assert.Single(await Executed.Review<SequentialAwaits>(source));
        var before = await Run(source);
        var after = await Run(await Executed.Fix<SequentialAwaits, SequentialAwaitsFix>(source));
        Assert.Equal((1, requests), (before.Peak, before.Requests));
        Assert.Equal((requests, requests), (after.Peak, after.Requests));
        Assert.Equal(before.Result, after.Result);
    }

    [Theory]
    [InlineData("var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(a); return a + b;")]
    [InlineData("var a = await http.GetStringAsync(\"a\"); if (a == \"\") { return a; } var b = await http.GetStringAsync(\"b\"); return a + b;")]
    public async Task What_needs_the_first_answer_is_not_reported(string body) => Assert.Empty(await Executed.Review<SequentialAwaits>(Source(body)));

    [Fact]
    public async Task After_the_fix_the_others_run_to_their_end_when_one_fails()
    {
        var source = Source("var a = await http.GetStringAsync(\"fail\"); var b = await http.GetStringAsync(\"b\"); return a + b;");
        var fixedSource = await Executed.Fix<SequentialAwaits, SequentialAwaitsFix>(source);
        foreach (var (code, requests) in new[] { (source, 1), (fixedSource, 2) })
        {
            using var gate = new Gate();
            using var http = new HttpClient(gate) { BaseAddress = new Uri("http://shop/") };
            var run = Executed.Load(code).Run("Truth.M", http);
            gate.AnswerAll(run);
            await Assert.ThrowsAsync<HttpRequestException>(() => run);
            Assert.Equal(requests, gate.Requests);
        }
    }

    private static string Source(string body) => $$"""
        using System.Net.Http;
        public static class Client { public static async Task<string> Load(HttpClient http, int id) { var text = await http.GetStringAsync("item/" + id); return text.Trim(); } }
        public static class Truth
        {
            public static async Task<string> M(HttpClient http)
            {
                {{body}}
            }
        }
        """;

    private static async Task<(int Peak, int Requests, object? Result)> Run(string source)
    {
        using var gate = new Gate();
        using var http = new HttpClient(gate) { BaseAddress = new Uri("http://shop/") };
        var run = Executed.Load(source).Run("Truth.M", http);
        gate.AnswerAll(run);
        return (gate.Peak, gate.Requests, await run);
    }
}

/// <summary>A server that answers when it is told to.</summary>
internal sealed class Gate : HttpMessageHandler
{
    private readonly Queue<(TaskCompletionSource<HttpResponseMessage> Answer, string Path)> _waiting = new();

    public int Requests { get; private set; }

    /// <summary>The most requests that waited at the same time.</summary>
    public int Peak { get; private set; }

    /// <summary>Answers one request after the other until a task ends; its code runs on this thread, in between.</summary>
    public void AnswerAll(Task run)
    {
        while (_waiting.TryDequeue(out var request))
        {
            if (request.Path == "/fail")
            {
                request.Answer.SetException(new HttpRequestException("fail"));
            }
            else
            {
                request.Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(request.Path) });
            }
        }

        Assert.True(run.IsCompleted);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        _waiting.Enqueue((answer, request.RequestUri!.AbsolutePath));
        Requests++;
        Peak = Math.Max(Peak, _waiting.Count);
        return answer.Task;
    }
}
