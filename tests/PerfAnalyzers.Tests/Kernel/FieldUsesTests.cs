namespace PerfAnalyzers.Tests;

public sealed class FieldUsesTests
{
    [Fact]
    public void Finds_uses_in_bodies_initializers_and_nested_types()
    {
        var snippet = Snippet.Of("class C { int _a = 1; int P => _a; int Q { get; } int R { get => _a; set => _a = value; } C() { _a = 2; Q = _a; } int M() { int L() => _a; return L(); } class D { int N(C c) => c._a; } int S(int _b) => _b; }");
        var field = (Microsoft.CodeAnalysis.IFieldSymbol)snippet.Model.Compilation.GetTypeByMetadataName("C")!.GetMembers("_a")[0];
        Assert.Equal(7, new FieldUses(snippet.Facts, default).Of(field).Count);
    }
}
