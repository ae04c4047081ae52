using Microsoft.Extensions.Caching.Memory;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

/// <summary>Commands a database executes and requests a handler answers over ten requests, before and after the fix.</summary>
public sealed class UncachedReferenceDataTruth
{
    private const int Requests = 10;

    private const string Using = "using System.Net.Http; using Microsoft.Extensions.Caching.Memory;\n";

    /// <summary>Bodies of an action, whether they are reported, and the commands of ten requests before and after the fix.</summary>
    [Theory]
    [InlineData("(await db.Products.ToListAsync()).Count", true, Requests, 1)]
    [InlineData("(await db.Products.OrderBy(p => p.Name).ToListAsync()).Count", true, Requests, 1)]
    [InlineData("(await db.Products.Where(p => p.Price > 1).Select(p => p.Name).ToArrayAsync()).Length", true, Requests, 1)]
    [InlineData("(await db.Products.AsNoTracking().ToDictionaryAsync(p => p.Id)).Count", true, Requests, 1)]
    [InlineData("(await db.Products.Where(p => p.Id > id).ToListAsync()).Count", false, Requests, Requests)]
    [InlineData("(await db.Products.OrderBy(p => p.Id).Skip(id).Take(5).ToListAsync()).Count", false, Requests, Requests)]
    [InlineData("(await memory.GetOrCreateAsync(\"all\", _ => db.Products.AsNoTracking().ToListAsync()))!.Count", false, 1, 1)]
    public async Task Rows_are_queried_again(string body, bool isReported, int before, int after)
    {
        var source = Using + "public class C(ShopContext db, IMemoryCache memory) : Microsoft.AspNetCore.Mvc.ControllerBase {\npublic async Task<int> Get(int id) => " + body + ";\n" +
            "public string? Other(string k) => memory.Get<string>(k); }\npublic static class Truth { public static Task<int> Run(ShopContext db, IMemoryCache memory, int id) => new C(db, memory).Get(id); }";
        Assert.Equal(isReported, !(await Executed.Review<UncachedReferenceData>(source)).IsEmpty);
        var fixedSource = await Executed.Fix<UncachedReferenceData, UncachedReferenceDataFix>(source);
        Assert.Empty((await Executed.Review<UncachedReferenceData>(fixedSource)));
        var (commands, answer) = await Query(Executed.Load(source));
        var (fixedCommands, fixedAnswer) = await Query(Executed.Load(fixedSource));
        Assert.Equal((before, after, answer), (commands, fixedCommands, fixedAnswer));
    }

    [Theory]
    [InlineData("await http.GetStringAsync(\"http://rates/latest\")", true, Requests, 1)]
    [InlineData("await http.GetStringAsync(\"http://rates/\" + id)", false, Requests, Requests)]
    public async Task Another_machine_is_asked_again(string body, bool isReported, int before, int after)
    {
        var source = Using + "public class C(HttpClient http, IMemoryCache memory) : Microsoft.AspNetCore.Mvc.ControllerBase {\npublic async Task<string> Get(int id) => " + body + ";\n" +
            "public string? Other(string k) => memory.Get<string>(k); }\npublic static class Truth { public static Task<string> Run(HttpClient http, IMemoryCache memory, int id) => new C(http, memory).Get(id); }";
        Assert.Equal(isReported, !(await Executed.Review<UncachedReferenceData>(source)).IsEmpty);
        Assert.Equal(before, await Ask(source));
        Assert.Equal(after, await Ask(await Executed.Fix<UncachedReferenceData, UncachedReferenceDataFix>(source)));
    }

    /// <summary>A file that has changed meanwhile: who reads it again sees the change, who has read it once does not.</summary>
    [Fact]
    public async Task A_file_is_read_again()
    {
        var path = Path.GetTempFileName();
        var source = "public class C : Microsoft.AspNetCore.Mvc.ControllerBase {\npublic string Get() => System.IO.File.ReadAllText(\"" + path.Replace("\\", "\\\\", StringComparison.Ordinal) + "\");\n}\npublic static class Truth { public static string Run() => new C().Get(); }";
        Assert.Single(await Executed.Review<UncachedReferenceData>(source));
        var fixedSource = await Executed.Fix<UncachedReferenceData, UncachedReferenceDataFix>(source);
        Assert.Empty(await Executed.Review<UncachedReferenceData>(fixedSource));
        Assert.Equal(3, await Versions(source));
        Assert.Equal(1, await Versions(fixedSource));
        File.Delete(path);

        async Task<int> Versions(string text)
        {
            var code = Executed.Load(text);
            var seen = new HashSet<string>();
            for (var i = 0; i < 3; i++)
            {
                await File.WriteAllTextAsync(path, "version " + i);
                seen.Add((string)(await code.Run("Truth.Run"))!);
            }

            return seen.Count;
        }
    }

    private static async Task<(int Commands, int Answer)> Query(Executed code)
    {
        using var database = new ShopDatabase(20);
        using var memory = new MemoryCache(new MemoryCacheOptions());
        var answer = 0;
        for (var i = 0; i < Requests; i++)
        {
            await using var context = database.CreateContext();
            answer = (int)(await code.Run("Truth.Run", context, memory, 3))!;
        }

        return (database.Commands, answer);
    }

    private static async Task<int> Ask(string source)
    {
        var code = Executed.Load(source);
        using var handler = new Counting();
        using var http = new HttpClient(handler);
        using var memory = new MemoryCache(new MemoryCacheOptions());
        for (var i = 0; i < Requests; i++)
        {
            Assert.Equal("ok", await code.Run("Truth.Run", http, memory, i));
        }

        return handler.Requests;
    }

    private sealed class Counting : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent("ok") });
        }
    }
}
