using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.RetryStorm, PerfAnalyzers.Scaling.RetryStormFix>;

namespace PerfAnalyzers.Tests;

public sealed class RetryStormTests
{
    public static readonly Cases Firing = new()
    {
        { "for ever", In("while (true) { try { return await client.[|GetStringAsync|](uri); } catch (HttpRequestException) { } }") },
        { "logged", In("while (true) { try { return await client.[|GetStringAsync|](uri); } catch (Exception e) { Console.WriteLine(e); } }") },
        { "for", In("for (;;) { try { var text = await client.[|GetStringAsync|](uri); return text; } catch (HttpRequestException) { continue; } }") },
        { "until it succeeds", In("while (true) { var response = await client.[|GetAsync|](uri); if (response.IsSuccessStatusCode) { return await response.Content.ReadAsStringAsync(); } }") },
        { "break on success", In("string text; while (true) { try { text = await client.[|GetStringAsync|](uri); break; } catch (HttpRequestException) { Console.WriteLine(1); } } return text;") },
        { "flag", In("var done = false; while (!done) { try { await client.[|DeleteAsync|](uri); done = true; } catch (HttpRequestException) { } } return \"\";") },
        { "many attempts", In("for (var i = 0; i < 50; i++) { try { return await client.[|GetStringAsync|](uri); } catch (HttpRequestException) { } } return \"\";") },
        { "attempts from settings", In("var left = int.Parse(uri); while (left-- > 0) { try { return await client.[|GetStringAsync|](uri); } catch (HttpRequestException) { } } return \"\";") },
        { "opens a connection", "class C { void M(SqliteConnection connection) { while (true) { try { connection.[|Open|](); return; } catch (SqliteException) { } } } }" },
        { "own request each time", In("while (true) { try { using var request = new HttpRequestMessage(HttpMethod.Post, uri); using var response = await client.[|SendAsync|](request); return \"\"; } catch (HttpRequestException) { } }") },
        { "cancelled", In("while (true) { token.ThrowIfCancellationRequested(); try { return await client.[|GetStringAsync|](uri, token); } catch (HttpRequestException) { } }") },
    };

    public static readonly Cases Suggested = new()
    {
        { "three attempts", In("for (var i = 0; i < 3; i++) { try { return await client.[|GetStringAsync|](uri); } catch (HttpRequestException) { } } return \"\";") },
        { "no jitter", Polly("new [|RetryStrategyOptions|] { MaxRetryAttempts = 5, Delay = TimeSpan.FromSeconds(1) }") },
        { "jitter off", Polly("new [|RetryStrategyOptions|] { UseJitter = false }") },
        { "defaults", Polly("new [|RetryStrategyOptions|]()") },
        { "with a result", Polly("new [|RetryStrategyOptions|]<int> { MaxRetryAttempts = 4 }") },
        { "no time-out", In("s_own ??= new HttpClient { Timeout = [|Timeout.InfiniteTimeSpan|] }; return await s_own.GetStringAsync(uri);", "static HttpClient? s_own;") },
        { "no time-out, milliseconds", In("client.Timeout = [|TimeSpan.FromMilliseconds(-1)|]; return await client.GetStringAsync(uri);") },
    };

    public static readonly Cases Quiet = new()
    {
        { "waits", In("while (true) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { await Task.Delay(1000); } }") },
        { "waits behind", In("while (true) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { } await Task.Delay(1000); }") },
        { "waits by a helper", In("while (true) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { } await Pause(); }", "static Task Pause() => Task.Delay(5);") },
        { "sleeps", In("while (true) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { Thread.Sleep(1000); } }") },
        { "waits on failure", In("while (true) { var response = await client.GetAsync(uri); if (response.IsSuccessStatusCode) { return \"\"; } await Task.Delay(1000); }") },
        { "gives up", In("while (true) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { throw; } }") },
        { "gives up by breaking", In("while (true) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { break; } } return \"\";") },
        { "next server", In("var servers = new Queue<string>(uri.Split(',')); while (servers.Count > 0) { var server = servers.Dequeue(); try { return await client.GetStringAsync(server); } catch (HttpRequestException) { } } return \"\";") },
        { "falls back", In("var address = uri; while (true) { try { return await client.GetStringAsync(address); } catch (HttpRequestException) { address = uri + \"/backup\"; } }") },
        { "index of servers", In("var servers = uri.Split(','); for (var i = 0; i < servers.Length; i++) { try { return await client.GetStringAsync(servers[i]); } catch (HttpRequestException) { } } return \"\";") },
        { "pages", In("var page = 0; while (true) { var response = await client.GetAsync(uri + page); page++; if (!response.IsSuccessStatusCode) { return \"\"; } }") },
        { "per element", In("foreach (var one in uri.Split(',')) { try { return await client.GetStringAsync(one); } catch (HttpRequestException) { } } return \"\";") },
        { "every turn", In("while (!token.IsCancellationRequested) { try { Console.WriteLine(await client.GetStringAsync(uri)); } catch (HttpRequestException) { } await Task.Delay(1000); } return \"\";") },
        { "asks for a new token", In("while (true) { try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { await Login(); } }", "static Task Login() => Task.CompletedTask;") },
        { "no loop", In("try { return await client.GetStringAsync(uri); } catch (HttpRequestException) { return \"\"; }") },
        { "local work", In("while (true) { try { return int.Parse(uri).ToString(); } catch (FormatException) { } }") },
        { "jitter", Polly("new RetryStrategyOptions { UseJitter = true }") },
        { "delays of one's own", Polly("new RetryStrategyOptions { DelayGenerator = _ => default }") },
        { "no attempts", Polly("new RetryStrategyOptions { MaxRetryAttempts = 0 }") },
        { "jitter set later", "class C { object M() { var o = new Polly.Retry.RetryStrategyOptions(); o.UseJitter = true; return o; } }" + PollyLibrary },
        { "for HTTP", Polly("new HttpRetryStrategyOptions()") },
        { "own options", "class RetryStrategyOptions { } class C { object M() => new RetryStrategyOptions(); }" },
        { "time-out", In("client.Timeout = TimeSpan.FromSeconds(10); return await client.GetStringAsync(uri);") },
        { "no time-out for a stream", "using System.Net.Http; class EventStream { HttpClient Make() => new HttpClient { Timeout = Timeout.InfiniteTimeSpan }; }" },
        { "each call has one", In("var own = new HttpClient { Timeout = Timeout.InfiniteTimeSpan }; using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5)); return await own.GetStringAsync(uri, limit.Token);") },
        { "resilience handler", "using System.Net.Http; using Microsoft.Extensions.DependencyInjection; class C { void M(IServiceCollection services) { services.AddHttpClient(\"a\", c => c.Timeout = Timeout.InfiniteTimeSpan).AddStandardResilienceHandler(); } } static class X { public static IHttpClientBuilder AddStandardResilienceHandler(this IHttpClientBuilder b) => b; }" },
        { "long poll", "using System.Net.Http; class C { HttpClient LongPoll() => new HttpClient { Timeout = Timeout.InfiniteTimeSpan }; }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_a_retry_does() => Verify.Says(
        In("while (true) { try { return await client.[|GetStringAsync|](uri); } catch (HttpRequestException) { } }"),
        "'GetStringAsync' is tried again at once until it succeeds: every client calls the failing service as fast as it can; wait before each attempt, longer each time and by chance a little more or less, and give up");

    [Fact]
    public Task Switches_jitter_on() => Verify.Fixes(
        Polly("new [|RetryStrategyOptions|]\n        {\n            MaxRetryAttempts = 5, // enough\n        }"),
        Polly("new RetryStrategyOptions\n        {\n            UseJitter = true,\n            MaxRetryAttempts = 5, // enough\n        }"),
        DiagnosticSeverity.Info);

    [Theory]
    [InlineData("while (true) { try { return await client.[|GetStringAsync|](uri); } catch (HttpRequestException) { } }")]
    [InlineData("for (;;) { try { return await client.[|GetStringAsync|](uri); } catch { } }")]
    public Task Leaves_loops_to_you(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (Polly("new [|RetryStrategyOptions|] { UseJitter = false }"), Polly("new RetryStrategyOptions { UseJitter = true }")),
        ("class D { object M() => new [|Polly.Retry.RetryStrategyOptions|](); }", "class D { object M() => new Polly.Retry.RetryStrategyOptions { UseJitter = true }; }"),
    ], DiagnosticSeverity.Info);

    private static string In(string body, string members = "") => $$"""
        using System.Net.Http;
        class C
        {
            {{members}}
            async Task<string> M(HttpClient client, string uri, CancellationToken token)
            {
                {{body}}
            }
        }
        """;

    private static string Polly(string options) => $"using Polly.Retry;\nclass C\n{{\n    object M() => {options};\n}}\n{PollyLibrary}";

    private const string PollyLibrary = """

        namespace Polly.Retry
        {
            public class RetryStrategyOptions<T> { public int MaxRetryAttempts { get; set; } = 3; public TimeSpan Delay { get; set; } public bool UseJitter { get; set; } public Func<object, ValueTask<TimeSpan?>>? DelayGenerator { get; set; } }
            public class RetryStrategyOptions : RetryStrategyOptions<object> { }
            public class HttpRetryStrategyOptions : RetryStrategyOptions<string> { }
        }
        """;
}
