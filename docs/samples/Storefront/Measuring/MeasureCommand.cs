using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Storefront.Data;

namespace Storefront.Measuring;

public record Measurement(string Endpoint, int Commands, long Bytes, double Milliseconds, string Sha256);

/// <summary>Sends requests to every endpoint, in process, and prints what one request costs.</summary>
public static class MeasureCommand
{
    private const int WarmUpRounds = 4;
    private const int RequestsPerRound = 25;

    private static readonly string Quote =
        """
        {"lines":[{"productId":3,"quantity":2},{"productId":14,"quantity":1},{"productId":15,"quantity":4},
                  {"productId":27,"quantity":1},{"productId":3,"quantity":1}],"coupon":"SPRING-15"}
        """;

    private static readonly (HttpMethod Method, string Path, string? Body)[] Endpoints =
    [
        (HttpMethod.Get, "/products?search=lamp", null),
        (HttpMethod.Get, "/products/category/Garden?currency=EUR", null),
        (HttpMethod.Get, "/products/stock", null),
        (HttpMethod.Get, "/orders", null),
        (HttpMethod.Get, "/orders/open", null),
        (HttpMethod.Get, "/orders/17", null),
        (HttpMethod.Post, "/orders/quote", Quote),
        (HttpMethod.Get, "/customers", null),
        (HttpMethod.Get, "/customers/7", null),
        (HttpMethod.Get, "/reports/customers", null),
        (HttpMethod.Get, "/reports/reorder", null),
        (HttpMethod.Get, "/reports/sales.csv", null),
        (HttpMethod.Get, "/reports/sales.txt", null),
        (HttpMethod.Get, "/reports/feed.xml", null),
    ];

    /// <summary>Replaces the server by one without a socket, and counts the commands that go to the database.</summary>
    public static void PrepareMeasuring(this WebApplicationBuilder builder, string connectionString)
    {
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<CommandCounter>();
        builder.Services.AddSingleton<IInterceptor, CountingInterceptor>();
        builder.Services.AddSingleton<IConnectionFactory>(services =>
            new CountingConnectionFactory(connectionString, services.GetRequiredService<CommandCounter>()));
    }

    public static async Task RunAsync(WebApplication app, bool json)
    {
        await app.StartAsync();
        using var client = app.GetTestClient();
        var counter = app.Services.GetRequiredService<CommandCounter>();

        for (var round = 0; round < WarmUpRounds; round++)
        {
            foreach (var (method, path, body) in Endpoints)
            {
                await MeasureAsync(client, counter, method, path, body);
            }

            // Lets the runtime compile in the background what the round has shown to be hot.
            await Task.Delay(500);
        }

        var measurements = new List<Measurement>();
        foreach (var (method, path, body) in Endpoints)
        {
            measurements.Add(await MeasureAsync(client, counter, method, path, body));
        }

        await app.StopAsync();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(measurements, JsonSerializerOptions.Web));
        }
        else
        {
            PrintTable(measurements);
        }
    }

    private static async Task<Measurement> MeasureAsync(HttpClient client, CommandCounter counter, HttpMethod method, string path, string? body)
    {
        var response = Array.Empty<byte>();
        var bytes = new long[RequestsPerRound];
        var ticks = new long[RequestsPerRound];
        var commandsBefore = counter.Count;
        for (var i = 0; i < RequestsPerRound; i++)
        {
            var bytesBefore = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            response = await SendAsync(client, method, path, body);
            ticks[i] = Stopwatch.GetElapsedTime(start).Ticks;
            bytes[i] = GC.GetTotalAllocatedBytes(precise: true) - bytesBefore;
        }

        return new Measurement(
            $"{method} {path}",
            (counter.Count - commandsBefore) / RequestsPerRound,
            Median(bytes),
            Math.Round(TimeSpan.FromTicks(Median(ticks)).TotalMilliseconds, 2),
            Convert.ToHexStringLower(SHA256.HashData(response)));
    }

    // The runtime's own work in the background disturbs a few of the requests: a mean would show it.
    private static long Median(long[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static async Task<byte[]> SendAsync(HttpClient client, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync();
    }

    private static void PrintTable(List<Measurement> measurements)
    {
        Console.WriteLine($"{"endpoint",-45} {"SQL commands",12} {"allocated bytes",16} {"elapsed ms",11}");
        foreach (var m in measurements)
        {
            Console.WriteLine($"{m.Endpoint,-45} {m.Commands,12} {m.Bytes,16} {m.Milliseconds,11:0.00}");
        }
    }
}
