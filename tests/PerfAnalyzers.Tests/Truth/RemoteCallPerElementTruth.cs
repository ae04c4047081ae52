using System.Net;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Requests to a server in this process that counts how often it is asked while nobody else is waiting: each such request adds
/// its whole waiting time. A method is reported exactly when that number grows with the elements.
/// </summary>
public sealed class RemoteCallPerElementTruth
{
    private const string Source = """
        using System.Net.Http;
        using System.Net.Http.Json;

        public static class Truth
        {
            public static async Task<int> One_after_the_other(HttpClient http, int n)
            {
                var length = 0;
                foreach (var id in Enumerable.Range(1, n).ToList()) { length += (await http.GetStringAsync("rows/" + id)).Length; }
                return length;
            }

            public static async Task<int> Json_one_after_the_other(HttpClient http, int n)
            {
                var sum = 0;
                for (var id = 1; id <= n; id++)
                {
                    using var response = await http.GetAsync($"rows/{id}");
                    sum += await response.Content.ReadFromJsonAsync<int>();
                }

                return sum;
            }

            public static async Task<int> Through_a_client(HttpClient http, int n)
            {
                var client = new RowClient(http);
                var length = 0;
                foreach (var id in Enumerable.Range(1, n).ToArray()) { length += (await client.Load(id)).Length; }
                return length;
            }

            public static async Task<int> All_together(HttpClient http, int n)
            {
                var texts = await Task.WhenAll(Enumerable.Range(1, n).Select(id => http.GetStringAsync("rows/" + id)));
                return texts.Sum(text => text.Length);
            }

            public static async Task<int> Collected(HttpClient http, int n)
            {
                var tasks = new List<Task<string>>();
                foreach (var id in Enumerable.Range(1, n).ToArray()) { tasks.Add(http.GetStringAsync("rows/" + id)); }
                return (await Task.WhenAll(tasks)).Sum(text => text.Length);
            }

            public static async Task<int> One_for_all(HttpClient http, int n) =>
                (await http.GetStringAsync("rows/" + string.Join(',', Enumerable.Range(1, n)))).Length;

            public static async Task<int> Remembered(HttpClient http, int n)
            {
                var known = new Dictionary<int, string>();
                var length = 0;
                foreach (var id in Enumerable.Range(1, n).ToArray())
                {
                    if (!known.TryGetValue(id % 3, out var text)) { known[id % 3] = text = await http.GetStringAsync("rows/" + id % 3); }
                    length += text.Length;
                }

                return length;
            }
        }

        public class RowClient(HttpClient http) { public Task<string> Load(int id) => http.GetStringAsync("rows/" + id); }
        """;

    [Theory]
    [InlineData("One_after_the_other", true)]
    [InlineData("Json_one_after_the_other", true)]
    [InlineData("Through_a_client", true)]
    [InlineData("All_together", false)]
    [InlineData("Collected", false)]
    [InlineData("One_for_all", false)]
    [InlineData("Remembered", false)]
    public async Task Reported_exactly_when_waits_add_up(string method, bool grows)
    {
        var code = Executed.Load(Source);
        var few = await Waits(code, method, 12);
        var many = await Waits(code, method, 36);
        Assert.Equal(grows, many > few);

        var start = Source.IndexOf(" " + method + "(", StringComparison.Ordinal);
        var end = Source.IndexOf("public static", start, StringComparison.Ordinal) is var next and > 0 ? next : Source.Length;
        var reports = await Executed.Review<RemoteCallPerElement>(Source);
        Assert.Equal(grows, reports.Any(report => report.Location.SourceSpan.Start > start && report.Location.SourceSpan.Start < end));
    }

    private static async Task<int> Waits(Executed code, string method, int elements)
    {
        using var server = new Server();
        using var http = new HttpClient(server) { BaseAddress = new Uri("http://localhost/") };
        await code.Run("Truth." + method, http, elements);
        return server.Waits;
    }

    private sealed class Server : HttpMessageHandler
    {
        private int _waiting;

        /// <summary>Requests that came while no other was open.</summary>
        public int Waits { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _waiting) == 1)
            {
                Waits++;
            }

            // Long enough for those that are started together to have started.
            await Task.Delay(20, cancellationToken);
            Interlocked.Decrement(ref _waiting);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("7") };
        }
    }
}
