namespace PerfAnalyzers.Tests;

public sealed class CallersTests
{
    [Theory]
    [InlineData("class C { private void M() { } void N() { M(); this.M(); } }", 2)]
    [InlineData("class C { public static void M() { } } class D { void N() { C.M(); Action a = C.M; } }", 1)]
    [InlineData("class C { private void M() { } void M(int n) { M(n - 1); } }", 0)]
    [InlineData("interface I { void M(); } class C : I { public void M() { } } class D { void N(I i, I? j) { i.M(); j?.M(); } }", 2)]
    public void Calls_are_found_by_name_and_bound(string source, int count)
    {
        var snippet = Snippet.Of(source + " class R { int V = [|1|]; }");
        var method = (Microsoft.CodeAnalysis.IMethodSymbol)snippet.Model.Compilation.GetTypeByMetadataName("C")!.GetMembers("M").First(static member => ((Microsoft.CodeAnalysis.IMethodSymbol)member).Parameters.Length == 0);
        Assert.Equal(count, new Callers(snippet.Facts, default).Of(method).Count);
    }

    [Fact]
    public void A_local_function_is_called_in_its_member()
    {
        var snippet = Snippet.OfBody("[|F2(1)|]; F2(2); int F2(int x) => x;");
        Assert.Equal(2, new Callers(snippet.Facts, default).Of(((Microsoft.CodeAnalysis.Operations.IInvocationOperation)snippet.Operation).TargetMethod).Count);
    }
}
