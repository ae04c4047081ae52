using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfAnalyzers.Async;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.SyncOverAsync, PerfAnalyzers.Async.SyncOverAsyncFix>;

namespace PerfAnalyzers.Tests;

/// <summary>How far the fix reaches: what else a function awaits once it is async, whose names stay, and callers in other projects.</summary>
public sealed class SyncOverAsyncReachTests
{
    private const string Work = " static Task<int> Work(int n) => Task.Run(() => n); ";

    public static TheoryData<string, string, string> Upgrades { get; } = new()
    {
        { "file", "Work(1).[|Wait|](); return File.ReadAllText(path).Length;", "await Work(1); return (await File.ReadAllTextAsync(path)).Length;" },
        { "query", "return Work(1).[|Result|] + db.Orders.Where(o => o.IsPaid).ToList().Count;", "return await Work(1) + (await db.Orders.Where(o => o.IsPaid).ToListAsync()).Count;" },
        { "save", "Work(1).[|Wait|](); return db.SaveChanges();", "await Work(1); return await db.SaveChangesAsync();" },
        { "rows of a query", "var n = Work(1).[|Result|]; foreach (var o in db.Orders) { n += o.Id; } return n;", "var n = await Work(1); await foreach (var o in db.Orders.AsAsyncEnumerable()) { n += o.Id; } return n;" },
        { "pause", "Thread.Sleep(500); return Work(1).[|Result|];", "await Task.Delay(500); return await Work(1);" },
        { "file that is ended", "using var file = File.OpenRead(path); return Work(1).[|Result|] + (int)file.Length;", "await using var file = File.OpenRead(path); return await Work(1) + (int)file.Length;" },
        { "file that is ended behind a block", "using (var file = new FileStream(path, FileMode.Open)) { return Work(1).[|Result|]; }", "await using (var file = new FileStream(path, FileMode.Open)) { return await Work(1); }" },
        { "reader, which has no asynchronous end", "using var r = new StreamReader(path); Work(1).[|Wait|](); return r.ReadToEnd().Length;", "using var r = new StreamReader(path); await Work(1); return (await r.ReadToEndAsync()).Length;" },
        { "memory, which ends at once", "using var m = new MemoryStream(); m.WriteByte(1); m.Flush(); return Work(1).[|Result|];", "using var m = new MemoryStream(); m.WriteByte(1); m.Flush(); return await Work(1);" },
        { "what a lock holds", "Work(1).[|Wait|](); lock (db) { return File.ReadAllText(path).Length; }", "await Work(1); lock (db) { return File.ReadAllText(path).Length; }" },
        { "what runs elsewhere", "Work(1).[|Wait|](); Func<string> text = () => File.ReadAllText(path); return text().Length;", "await Work(1); Func<string> text = () => File.ReadAllText(path); return text().Length;" },
        { "what is configured", "Work(1).ConfigureAwait(false).GetAwaiter().[|GetResult|](); using var file = File.OpenRead(path); return File.ReadAllText(path).Length;", "await Work(1).ConfigureAwait(false); using var file = File.OpenRead(path); return (await File.ReadAllTextAsync(path).ConfigureAwait(false)).Length;" },
    };

    public static TheoryData<string, string, string> Names { get; } = new()
    {
        {
            "page",
            "public class Index : Microsoft.AspNetCore.Mvc.RazorPages.PageModel {" + Work + "public int N; public void OnGet() { N = Load(); } static int Load() => Work(1).[|Result|]; }",
            "public class Index : Microsoft.AspNetCore.Mvc.RazorPages.PageModel {" + Work + "public int N; public async Task OnGet() { N = await LoadAsync(); } static async Task<int> LoadAsync() => await Work(1); }"
        },
        {
            "action of a controller without attributes",
            "public class Home : Microsoft.AspNetCore.Mvc.ControllerBase {" + Work + "public int Show() => Work(1).[|Result|]; }",
            "public class Home : Microsoft.AspNetCore.Mvc.ControllerBase {" + Work + "public async Task<int> Show() => await Work(1); }"
        },
        {
            "test",
            "namespace Xunit { class FactAttribute : Attribute { } } static class C {" + Work + "internal static int Load() => Work(1).[|Result|]; } class Loading { [Xunit.Fact] public void Loads_one() { if (C.Load() != 1) { throw new InvalidOperationException(); } } }",
            "namespace Xunit { class FactAttribute : Attribute { } } static class C {" + Work + "internal static async Task<int> LoadAsync() => await Work(1); } class Loading { [Xunit.Fact] public async Task Loads_one() { if (await C.LoadAsync() != 1) { throw new InvalidOperationException(); } } }"
        },
        {
            "middleware",
            "class Once(Microsoft.AspNetCore.Http.RequestDelegate next) {" + Work + "public Task Invoke(Microsoft.AspNetCore.Http.HttpContext c) { Work(1).[|Wait|](); return next(c); } }",
            "class Once(Microsoft.AspNetCore.Http.RequestDelegate next) {" + Work + "public async Task Invoke(Microsoft.AspNetCore.Http.HttpContext c) { await Work(1); await next(c); } }"
        },
    };

    [Theory, MemberData(nameof(Upgrades))]
    public Task Awaits_what_else_blocks(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(
            "class C {" + Work + "public int M(ShopContext db, string path) { " + before + " } }",
            "class C {" + Work + "public async Task<int> MAsync(ShopContext db, string path) { " + after + " } }");
    }

    [Theory, MemberData(nameof(Names))]
    public Task Keeps_names_that_are_found(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(before, after);
    }

    [Fact]
    public Task Hands_the_token_on_to_what_else_blocks() => Verify.Fixes(
        "class C {" + Work + "public string M(string path, CancellationToken stop) { Work(1).[|Wait|](); return File.ReadAllText(path); } }",
        "class C {" + Work + "public async Task<string> MAsync(string path, CancellationToken stop) { await Work(1); return await File.ReadAllTextAsync(path, stop); } }");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reaches_callers_in_other_projects(bool isFixAll)
    {
        const string Store = "public interface IStore { int Load(int n); }\npublic class Store : IStore { public int Load(int n) => Later(n).Result; static Task<int> Later(int n) => Task.Run(() => n); }\n";
        const string Shop = "public class Fixed : IStore { public int Load(int n) => n; }\npublic class Cart(IStore store) { public int Total() => store.Load(1) + store.Load(2); }\n";
        const string Site = "public class CartController(Cart cart) : Microsoft.AspNetCore.Mvc.ControllerBase { [Microsoft.AspNetCore.Mvc.HttpGet] public int Get() => cart.Total(); }\n";
        using var workspace = new AdhocWorkspace();
        var (store, shop, site) = (Executed.Project(workspace).Id, Executed.Project(workspace).Id, Executed.Project(workspace).Id);
        var (storeFile, shopFile, siteFile) = (DocumentId.CreateNewId(store), DocumentId.CreateNewId(shop), DocumentId.CreateNewId(site));
        var solution = workspace.CurrentSolution;
        foreach (var (project, file, text) in new[] { (store, storeFile, Store), (shop, shopFile, Shop), (site, siteFile, Site) })
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(project), "Usings.cs", Library.Usings).AddDocument(file, "Case.cs", text).WithProjectAssemblyName(project, "Truth" + file.Id.ToString("N"));
        }

        solution = solution.AddProjectReference(shop, new ProjectReference(store)).AddProjectReference(site, new ProjectReference(store)).AddProjectReference(site, new ProjectReference(shop));
        Assert.Empty(await Errors(solution));
        var reports = await (await solution.GetProject(store)!.GetCompilationAsync())!.WithAnalyzers([new SyncOverAsync()]).GetAnalyzerDiagnosticsAsync();
        var fix = new SyncOverAsyncFix();
        CodeAction? action = null;
        if (isFixAll)
        {
            action = await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(solution.GetDocument(storeFile)!, fix, FixAllScope.Solution, "PERF2001.await", ["PERF2001"], new Reports(store, reports), default));
        }
        else
        {
            await fix.RegisterCodeFixesAsync(new CodeFixContext(solution.GetDocument(storeFile)!, Assert.Single(reports), (offered, _) => action = offered, default));
        }

        var changed = (await action!.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

        Assert.Empty(await Errors(changed));
        Assert.Equal("public interface IStore { Task<int> LoadAsync(int n); }\npublic class Store : IStore { public async Task<int> LoadAsync(int n) => await Later(n); static Task<int> Later(int n) => Task.Run(() => n); }\n", await Text(storeFile));
        Assert.Equal("public class Fixed : IStore { public Task<int> LoadAsync(int n) => Task.FromResult(n); }\npublic class Cart(IStore store) { public async Task<int> TotalAsync() => await store.LoadAsync(1) + await store.LoadAsync(2); }\n", await Text(shopFile));
        Assert.Equal("public class CartController(Cart cart) : Microsoft.AspNetCore.Mvc.ControllerBase { [Microsoft.AspNetCore.Mvc.HttpGet] public async Task<int> Get() => await cart.TotalAsync(); }\n", await Text(siteFile));

        async Task<string> Text(DocumentId id) => (await changed.GetDocument(id)!.GetTextAsync()).ToString();
    }

    [Theory]
    [InlineData("Index.cshtml", "<p>@Html.Total(3)</p>", false)]
    [InlineData("Index.razor", "<p>@(Shop.Total(3))</p>", false)]
    [InlineData("Index.cshtml", "<p>@Html.TotalOf(3)</p>", true)]
    [InlineData("notes.txt", "Total(3)", true)]
    public async Task Leaves_what_views_call(string name, string view, bool isOffered)
    {
        using var workspace = new AdhocWorkspace();
        var document = Executed.Project(workspace).AddDocument("Case.cs", "public static class Shop { public static int Total(this object html, int n) => Later(n).Result; static Task<int> Later(int n) => Task.Run(() => n); }");
        document = document.Project.AddAdditionalDocument(name, view, filePath: "/views/" + name).Project.GetDocument(document.Id)!;
        var reports = await (await document.Project.GetCompilationAsync())!.WithAnalyzers([new SyncOverAsync()]).GetAnalyzerDiagnosticsAsync();
        CodeAction? action = null;

        await new SyncOverAsyncFix().RegisterCodeFixesAsync(new CodeFixContext(document, Assert.Single(reports), (offered, _) => action = offered, default));

        Assert.Equal(isOffered, action is not null);
    }

    private static async Task<List<Diagnostic>> Errors(Solution solution)
    {
        var found = new List<Diagnostic>();
        foreach (var project in solution.Projects)
        {
            found.AddRange((await project.GetCompilationAsync())!.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id == "CS4014"));
        }

        return found;
    }

    private sealed class Reports(ProjectId project, ImmutableArray<Diagnostic> all) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project asked, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(asked.Id == project ? all : []);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => GetAllDiagnosticsAsync(document.Project, cancellationToken);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project asked, CancellationToken cancellationToken) => GetAllDiagnosticsAsync(asked, cancellationToken);
    }
}
