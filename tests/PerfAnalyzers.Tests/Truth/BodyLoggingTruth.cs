using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PerfAnalyzers.Monitoring;

namespace PerfAnalyzers.Tests;

/// <summary>A real server logs requests with bodies of 10,000 characters: how many characters reach the log?</summary>
public sealed class BodyLoggingTruth
{
    private const int Requests = 5, Length = 10_000;

    [Theory]
    [InlineData("HttpLoggingFields.All", true, 2)]
    [InlineData("HttpLoggingFields.Request", true, 1)]
    [InlineData("HttpLoggingFields.ResponsePropertiesAndHeaders | HttpLoggingFields.ResponseBody", true, 1)]
    [InlineData("HttpLoggingFields.RequestPropertiesAndHeaders", false, 0)]
    public async Task Reported_fields_log_every_body(string fields, bool isReported, int bodies)
    {
        var source = $"using Microsoft.AspNetCore.HttpLogging; public static class Truth {{ public static void Run(HttpLoggingOptions o) {{ o.LoggingFields = {fields}; }} }}";
        Assert.Equal(isReported, !(await Executed.Review<BodyLogging>(source)).IsEmpty);
        Assert.Equal(bodies * Requests, await LoggedBodies(source));
        var fixedSource = await Executed.Fix<BodyLogging, BodyLoggingFix>(source);
        Assert.Empty(await Executed.Review<BodyLogging>(fixedSource));
        Assert.Equal(0, await LoggedBodies(fixedSource));
    }

    private static async Task<int> LoggedBodies(string source)
    {
        var configure = Executed.Load(source).Delegate<Action<Microsoft.AspNetCore.HttpLogging.HttpLoggingOptions>>("Truth.Run");
        var log = new Log();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore().AddHttpLogging(configure);
        builder.Services.AddLogging(logging => logging.AddProvider(log));
        await using var app = builder.Build();
        app.UseHttpLogging();
        app.Run(static async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var text = await reader.ReadToEndAsync();
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(text);
        });
        await app.StartAsync();
        using var client = new HttpClient();
        for (var i = 0; i < Requests; i++)
        {
            using var response = await client.PostAsync(app.Urls.First(), new StringContent(new string('x', Length)));
            Assert.Equal(Length, (await response.Content.ReadAsStringAsync()).Length);
        }

        await app.StopAsync();
        return log.Texts.Count(static text => text.Contains(new string('x', Length), StringComparison.Ordinal));
    }

    private sealed class Log : ILoggerProvider, ILogger
    {
        public ConcurrentBag<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName.Contains("HttpLogging", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Texts.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
