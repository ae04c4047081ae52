using System.Net;
using PerfAnalyzers.Scaling;
using Polly;
using Polly.Retry;

namespace PerfAnalyzers.Tests;

/// <summary>Counts the calls that reach a service which fails, before its clients have waited at all, and the delays that many clients choose.</summary>
public sealed class RetryStormTruth
{
    private const int Enough = 1000;

    [Theory]
    [InlineData("while (true) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { } }", true, Enough)]
    [InlineData("while (true) { var response = await client.GetAsync(uri); if (response.IsSuccessStatusCode) { return \"\"; } }", true, Enough)]
    [InlineData("for (var i = 0; i < 4; i++) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { } } return \"\";", true, 4)]
    [InlineData("while (true) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { await Task.Delay(60_000); } }", false, 1)]
    public async Task Reported_loops_call_a_failing_service_without_a_pause(string body, bool isReported, int calls)
    {
        var source = $"using System.Net.Http; public static class Truth {{ public static async Task<string> Run(HttpClient client, string uri) {{ {body} }} }}";
        Assert.Equal(isReported, !(await Executed.Review<RetryStorm>(source)).IsEmpty);
        var service = new Service();
        var run = Executed.Load(source).Delegate<Func<HttpClient, string, Task<string>>>("Truth.Run");
        _ = run(new HttpClient(service), "http://service/");
        Assert.Equal(calls, service.Calls);
    }

    [Theory]
    [InlineData("new RetryStrategyOptions { Delay = TimeSpan.FromMilliseconds(1) }", true, false)]
    [InlineData("new RetryStrategyOptions { UseJitter = true, Delay = TimeSpan.FromMilliseconds(1) }", false, true)]
    public async Task Without_jitter_all_clients_wait_equally_long(string options, bool isReported, bool useJitter)
    {
        var source = $"using Polly.Retry; class C {{ object M() => {options}; }} namespace Polly.Retry {{ public class RetryStrategyOptions<T> {{ public TimeSpan Delay {{ get; set; }} public bool UseJitter {{ get; set; }} }} public class RetryStrategyOptions : RetryStrategyOptions<object> {{ }} }}";
        Assert.Equal(isReported, !(await Executed.Review<RetryStorm>(source)).IsEmpty);

        var delays = new HashSet<TimeSpan>();
        for (var client = 0; client < 20; client++)
        {
            var retry = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
            {
                UseJitter = useJitter,
                Delay = TimeSpan.FromMilliseconds(1),
                MaxRetryAttempts = 1,
                OnRetry = attempt =>
                {
                    delays.Add(attempt.RetryDelay);
                    return default;
                },
            }).Build();
            await Assert.ThrowsAsync<HttpRequestException>(async () => await retry.ExecuteAsync(static _ => throw new HttpRequestException()));
        }

        Assert.Equal(useJitter, delays.Count > 1);
    }

    /// <summary>Fails at once, until it has failed often enough.</summary>
    private sealed class Service : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(++Calls < Enough ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK) { Content = new StringContent("") });
    }
}
