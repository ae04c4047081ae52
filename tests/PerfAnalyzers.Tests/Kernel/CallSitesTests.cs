using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

public sealed class CallSitesTests
{
    [Theory]
    [InlineData("private", "class A { void Run() { [|Work.Do()|]; } void M() { Run(); this.Run(); } }", 2)]
    [InlineData("internal", "class A { internal void Run() { [|Work.Do()|]; } } class B(A a) { void M() => a.Run(); void N() => a?.Run(); }", 2)]
    [InlineData("public, of an internal type", "class A { public void Run() { [|Work.Do()|]; } } class B(A a) { void M() => a.Run(); }", 1)]
    [InlineData("by its interface", "interface I { void Run(); } class A : I { public void Run() { [|Work.Do()|]; } } class Other : I { public void Run() { } } class B(I i, Other o) { void M() { i.Run(); o.Run(); } }", 1)]
    [InlineData("extension", "static class A { internal static void Run(this int x) { [|Work.Do()|]; } } class B { void M() { 3.Run(); A.Run(4); } }", 2)]
    [InlineData("nobody", "class A { internal void Run() { [|Work.Do()|]; } }", 0)]
    public void All_calls_are_seen(string what, string code, int calls) => Assert.True(calls == All(code)?.Count, what);

    [Theory]
    [InlineData("public", "public class A { public void Run() { [|Work.Do()|]; } void M() => Run(); }")]
    [InlineData("protected", "public class A { protected void Run() { [|Work.Do()|]; } void M() => Run(); }")]
    [InlineData("virtual", "class A { internal virtual void Run() { [|Work.Do()|]; } void M() => Run(); }")]
    [InlineData("contract of a library", "class A : IDisposable { public void Dispose() { [|Work.Do()|]; } void M() => Dispose(); }")]
    [InlineData("method group", "class A { internal void Run() { [|Work.Do()|]; } void M() { Run(); Action a = Run; } }")]
    public void There_may_be_more(string what, string code) => Assert.True(All(code) is null, what);

    [Theory]
    [InlineData("class C { private void M() { } void N() { M(); this.M(); } }", 2)]
    [InlineData("class C { public static void M() { } } class D { void N() { C.M(); Action a = C.M; } }", 1)]
    [InlineData("class C { private void M() { } void M(int n) { M(n - 1); } }", 0)]
    [InlineData("interface I { void M(); } class C : I { public void M() { } } class D { void N(I i, I? j) { i.M(); j?.M(); } }", 2)]
    public void Calls_are_found_by_name_and_bound(string source, int count)
    {
        var snippet = Snippet.Of(source + " class R { int V = [|1|]; }");
        var method = (IMethodSymbol)snippet.Model.Compilation.GetTypeByMetadataName("C")!.GetMembers("M").First(static member => ((IMethodSymbol)member).Parameters.Length == 0);
        Assert.Equal(count, new CallSites(snippet.Facts, default).Of(method, isOnly: true).Count);
    }

    [Fact]
    public void A_local_function_is_called_in_its_member()
    {
        var snippet = Snippet.OfBody("[|F2(1)|]; F2(2); int F2(int x) => x;");
        Assert.Equal(2, new CallSites(snippet.Facts, default).Of(((Microsoft.CodeAnalysis.Operations.IInvocationOperation)snippet.Operation).TargetMethod, isOnly: true).Count);
    }

    private static List<(Microsoft.CodeAnalysis.Operations.IInvocationOperation, ISymbol)>? All(string code)
    {
        var snippet = Snippet.Of(code + " static class Work { public static void Do() { } }");
        return new CallSites(snippet.Facts, default).AllOf((IMethodSymbol)snippet.Member);
    }
}
