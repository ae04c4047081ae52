using System.Net;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Requests whose answers take a millisecond: one after the other, and ten at a time.</summary>
[Page("PERF1009")]
public class RemoteCallPerElementBenchmark
{
    private HttpClient _http = null!;
    private int[] _ids = [];

    [Params(10, 100)]
    public int Elements { get; set; }

    [GlobalSetup]
    public void Start()
    {
        _http = new HttpClient(new Server()) { BaseAddress = new Uri("http://localhost/") };
        _ids = Enumerable.Range(1, Elements).ToArray();
    }

    [GlobalCleanup]
    public void Stop() => _http.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<int> InTurn()
    {
        var length = 0;
        foreach (var id in _ids)
        {
            length += (await _http.GetStringAsync("rows/" + id)).Length;
        }

        return length;
    }

    [Benchmark]
    public async Task<int> TenAtATime()
    {
        var length = 0;
        foreach (var chunk in _ids.Chunk(10))
        {
            foreach (var text in await Task.WhenAll(chunk.Select(id => _http.GetStringAsync("rows/" + id))))
            {
                length += text.Length;
            }
        }

        return length;
    }

    private sealed class Server : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("answer") };
        }
    }
}
