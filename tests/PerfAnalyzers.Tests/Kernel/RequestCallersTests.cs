using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

public sealed class RequestCallersTests
{
    [Theory]
    [InlineData("a private helper", "class HomeController : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get() { Run(); } private void Run() { [|Work.Do()|]; } }", "Run")]
    [InlineData("another type", "class HomeController : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get() { new Jobs().Run(); } } class Jobs { public void Run() { [|Work.Do()|]; } }", "Run")]
    [InlineData("two levels", "class HomeController(Jobs jobs) : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get() => jobs.Outer(); } class Jobs { public void Outer() => Run(); void Run() { [|Work.Do()|]; } }", "Outer Run")]
    [InlineData("an interface", "interface IJobs { void Run(); } class HomeController(IJobs jobs) : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get() => jobs.Run(); } class Jobs : IJobs { public void Run() { [|Work.Do()|]; } }", "Run")]
    [InlineData("an extension", "class HomeController : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get() => 3.Run(); } static class Jobs { public static void Run(this int x) { [|Work.Do()|]; } }", "Run")]
    [InlineData("nobody", "class Jobs { public void Run() { [|Work.Do()|]; } }", "")]
    [InlineData("a type that serves nothing", "class Screen { public void Open() { new Jobs().Run(); } } class Jobs { public void Run() { [|Work.Do()|]; } }", "")]
    [InlineData("start-up", "class Program { static void Main() { new Jobs().Run(); } } class Jobs { public void Run() { [|Work.Do()|]; } }", "")]
    [InlineData("the first time only", "class HomeController : Microsoft.AspNetCore.Mvc.ControllerBase { static bool s_done; public void Get() { if (s_done) { return; } s_done = true; Run(); } private void Run() { [|Work.Do()|]; } }", "")]
    [InlineData("the same name elsewhere", "class HomeController(Other other) : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get() => other.Run(); } class Other { public void Run() { } } class Jobs { public void Run() { [|Work.Do()|]; } }", "")]
    [InlineData("itself", "class Jobs { public void Run() { [|Work.Do()|]; Run(); } }", "")]
    [InlineData("four levels", "class HomeController(Jobs jobs) : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get() => jobs.A(); } class Jobs { public void A() => B(); void B() => D(); void D() => E(); void E() { [|Work.Do()|]; } }", "")]
    public void Request_code_is_found_upwards(string from, string code, string path)
    {
        var snippet = Snippet.Of(code + " static class Work { public static void Do() { } }");
        var calls = new RequestCallers(snippet.Facts, default).To((IMethodSymbol)snippet.Member);
        Assert.True(path == string.Join(' ', calls.Select(static call => call.TargetMethod.Name)), from);
    }
}
