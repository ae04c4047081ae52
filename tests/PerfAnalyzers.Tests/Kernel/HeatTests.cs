using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

public sealed class HeatTests
{
    [Theory]
    [InlineData("class C { void M(int n) { [|n++|]; } }", nameof(HeatLevel.Neutral))]
    [InlineData("class C { public C(int n) { [|n++|]; } }", nameof(HeatLevel.Neutral))]
    [InlineData("class C { private int _x = [|Environment.TickCount|]; }", nameof(HeatLevel.Neutral))]
    [InlineData("class C { void M(int n) { foreach (var x in new int[n]) { [|n++|]; } } }", nameof(HeatLevel.Loop))]
    [InlineData("class C { void M(List<int> xs) { xs.ForEach(x => [|x++|]); } }", nameof(HeatLevel.Loop))]
    [InlineData("class C { void M(int n) { foreach (var x in new[] { 1, 2, 3 }) { [|n++|]; } } }", nameof(HeatLevel.Neutral))]
    [InlineData("class C { void M(int n) { foreach (var x in new int[n]) { [|n++|]; break; } } }", nameof(HeatLevel.Neutral))]
    [InlineData("class C { void M(int n) { foreach (var x in new int[n]) { foreach (var y in new int[n]) { [|n++|]; } } } }", nameof(HeatLevel.Hot))]
    [InlineData("class C { void M(List<int> xs) { foreach (var x in xs) { _ = xs.Any(y => [|y + x|] > 3); } } }", nameof(HeatLevel.Hot))]
    [InlineData("class C { void M(int n) { foreach (var x in new int[n]) { foreach (var y in new[] { 1, 2 }) { [|n++|]; } } } }", nameof(HeatLevel.Loop))]
    [InlineData("class C { void M(int n) { foreach (var x in new int[n]) { Action later = () => [|n++|]; } } }", nameof(HeatLevel.Neutral))]
    public void Loops_make_code_warm(string source, string level) => Assert.Equal(level, Of(source));

    [Theory]
    [InlineData("class C { static readonly int s_x = [|Environment.TickCount|]; }")]
    [InlineData("class C { static C() { var n = 0; [|n++|]; } }")]
    [InlineData("class Program { static void Main(string[] args) { foreach (var a in args) { [|a.Trim()|]; } } }")]
    [InlineData("class Program { static async Task Main() { var n = 0; await Task.Yield(); [|n++|]; } }")]
    [InlineData("class C { void M(int n) { try { } catch { [|n++|]; } } }")]
    [InlineData("class C { void M(int n) { foreach (var x in new int[n]) { throw new Exception([|n.ToString()|]); } } }")]
    [InlineData("class C { int M(string? s) => s?.Length ?? throw new Exception([|Environment.NewLine|]); }")]
    [InlineData("class Failed : Exception { public Failed(int n) : base([|n.ToString()|]) { } }")]
    [InlineData("class C : IDisposable { public void Dispose() { var n = 0; [|n++|]; } }")]
    [InlineData("class C { void M(ShopContext db) { _ = db.Orders.Where(o => [|o.Id + 1|] > 2); } }")]
    [InlineData("class C : DbContext { protected override void OnModelCreating(ModelBuilder b) { foreach (var e in b.Model.GetEntityTypes()) { [|e.GetKeys()|]; } } }")]
    [InlineData("class C { static void NameTables(ModelBuilder b) { foreach (var e in b.Model.GetEntityTypes()) { [|e.GetKeys()|]; } } }")]
    [InlineData("class C { void ConfigureShop(Microsoft.Extensions.DependencyInjection.IServiceCollection s) { [|s.ToString()|]; } }")]
    [InlineData("using Microsoft.Extensions.DependencyInjection; class C { void M(IServiceCollection s) { s.AddSingleton<object>(_ => [|Environment.NewLine|]); } }")]
    [InlineData("class M1 : Microsoft.EntityFrameworkCore.Migrations.Migration { protected override void Up(Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder m) { [|m.Sql(\"\")|]; } }")]
    [InlineData("class C { [Obsolete([|\"a\" + \"b\"|])] void M() { } }")]
    public void Start_up_and_failures_are_cold(string source) => Assert.Equal(nameof(HeatLevel.Cold), Of(source));

    [Theory]
    [InlineData("public class OrdersController : Microsoft.AspNetCore.Mvc.ControllerBase { public int Get(int n) { [|n++|]; return n; } }")]
    [InlineData("[Microsoft.AspNetCore.Mvc.ApiController] public class Orders { public int Get(int n) { [|n++|]; return n; } }")]
    [InlineData("public class Page : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public void OnGet(int n) { [|n++|]; } }")]
    [InlineData("public class Chat : Microsoft.AspNetCore.SignalR.Hub { public Task Send(int n) { [|n++|]; return Task.CompletedTask; } }")]
    [InlineData("class M(Microsoft.AspNetCore.Http.RequestDelegate next) { public Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext c) => [|next(c)|]; }")]
    [InlineData("class M : Microsoft.AspNetCore.Http.IMiddleware { public Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext c, Microsoft.AspNetCore.Http.RequestDelegate next) => [|next(c)|]; }")]
    [InlineData("using Microsoft.AspNetCore.Builder; class C { void M(WebApplication app) { app.MapGet(\"/\", (int n) => [|n + 1|]); } }")]
    [InlineData("using Microsoft.AspNetCore.Builder; class C { void M(WebApplication app) { app.MapPost(\"/\", async (ShopContext db) => { await [|db.SaveChangesAsync()|]; }); } }")]
    [InlineData("static class Endpoints { static Microsoft.AspNetCore.Http.IResult Get(int n) { [|n++|]; return Microsoft.AspNetCore.Http.Results.Ok(n); } }")]
    [InlineData("static class Endpoints { static async Task<Microsoft.AspNetCore.Http.IResult> Get(int n) { await Task.Yield(); [|n++|]; return Microsoft.AspNetCore.Http.Results.Ok(n); } }")]
    public void Requests_are_hot(string source) => Assert.Equal(nameof(HeatLevel.Hot), Of(source));

    [Theory]
    [InlineData("public class OrdersController : Microsoft.AspNetCore.Mvc.ControllerBase { public OrdersController(int n) { [|n++|]; } }")]
    [InlineData("public class OrdersController : Microsoft.AspNetCore.Mvc.ControllerBase { private int Help(int n) { [|n++|]; return n; } }")]
    [InlineData("public class Orders { public int Get(int n) { [|n++|]; return n; } }")]
    public void Members_beside_requests_are_not(string source) => Assert.Equal(nameof(HeatLevel.Neutral), Of(source));

    [Theory]
    [InlineData("class C { public override int GetHashCode() => [|Environment.TickCount|]; }")]
    [InlineData("class C { public override bool Equals(object? o) => [|o is C|]; }")]
    [InlineData("class C : IEquatable<C> { public bool Equals(C? o) => [|o is C|]; }")]
    [InlineData("class C : IComparable<C> { public int CompareTo(C? o) => [|Environment.TickCount|]; }")]
    [InlineData("class C : IComparer<int> { public int Compare(int x, int y) => [|x - y|]; }")]
    [InlineData("class C : IEqualityComparer<int> { public bool Equals(int x, int y) => x == y; public int GetHashCode(int x) => [|x * 3|]; }")]
    public void Members_that_collections_call_are_contract_members(string source) => Assert.Equal(nameof(HeatLevel.Contract), Of(source));

    [Theory]
    [InlineData("class C { public int Compare(int x, int y) => [|x - y|]; public bool MoveNext() => true; }")]
    [InlineData("class C { public bool Equals(int x) => [|x == 3|]; }")]
    public void Members_of_the_same_name_are_not(string source) => Assert.Equal(nameof(HeatLevel.Neutral), Of(source));

    [Theory]
    [InlineData("class C { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)] int M(int n) => [|n + 1|]; }")]
    [InlineData("namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class C { [BenchmarkDotNet.Attributes.Benchmark] public int M(int n) => [|n + 1|]; }")]
    public void Code_can_declare_itself_hot(string source) => Assert.Equal(nameof(HeatLevel.Declared), Of(source));

    [Theory]
    [InlineData("Price")]
    [InlineData("Other, Price")]
    [InlineData("Engine")]
    [InlineData("M:Shop.Engine.Price(System.Int32)")]
    [InlineData("T:Shop.Engine")]
    public void Options_can_declare_members_hot(string value)
    {
        const string Source = "namespace Shop { class Engine { int Price(int n) => [|n + 1|]; } }";
        Assert.Equal(nameof(HeatLevel.Declared), Of(Source, (Heat.HotMembers.Key, value)));
        Assert.Equal(nameof(HeatLevel.Neutral), Of(Source, (Heat.HotMembers.Key, "M:Shop.Engine.Price, Pri, engine")));
    }

    [Theory]
    [InlineData("class Job : IJob { public void Run(int n) { [|n++|]; } }")]
    [InlineData("class Job : JobBase { public override void Run(int n) { [|n++|]; } }")]
    public void Options_can_name_request_types(string source)
    {
        source += " interface IJob { void Run(int n); } abstract class JobBase { public abstract void Run(int n); }";
        Assert.Equal(nameof(HeatLevel.Neutral), Of(source));
        Assert.Equal(nameof(HeatLevel.Hot), Of(source, (Heat.RequestTypes.Key, "Missing.Type, IJob, JobBase")));
    }

    [Fact]
    public void Users_can_describe_entry_points()
    {
        const string Source = "public interface IHandle<T> { void Handle(T t); } class H : IHandle<int> { public void Handle(int t) { [|t++|]; } public void Other(int t) { [|t++|]; } }";
        var snippet = Snippet.With(Source, "T:IHandle`1 request member=Handle");
        Assert.Equal([HeatLevel.Hot, HeatLevel.Neutral], snippet.Marked.Select(marked => snippet.Facts.Heat.Of(marked, snippet.Model.GetEnclosingSymbol(marked.Syntax.SpanStart)!)));
    }

    // A name, because the levels are internal and theories are public.
    private static string Of(string source, params (string Key, string Value)[] options)
    {
        var snippet = Snippet.Of(source, options);
        var member = snippet.Member;
        if (member is INamedTypeSymbol type)
        {
            member = type.GetMembers().First(field => field.DeclaringSyntaxReferences.Any(reference => reference.Span.Contains(snippet.Operation.Syntax.SpanStart)));
        }

        while (member is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction })
        {
            member = member.ContainingSymbol;
        }

        return snippet.Facts.Heat.Of(snippet.Operation, member).ToString();
    }
}
