namespace PerfAnalyzers.Tests;

public sealed class DispatchTests
{
    private const string Source = """
        interface IStore { int Load(); int Twice() => Load() * 2; }
        class A : IStore { public int Load() => 1; }
        class B : IStore { int IStore.Load() => 2; public virtual int Size() => 0; }
        class D : B { public override int Size() => 1; }
        sealed class E : B { public override int Size() => 2; }
        interface IRepository<T> { T Get(int id); }
        class Repository<T> : IRepository<T> { public T Get(int id) => default!; public static int Count() => 0; private void Own() { } }
        abstract class Shape { public abstract int Area(); public int Twice() => Area() * 2; }
        class Square : Shape { public override int Area() => 1; }
        """;

    [Theory]
    [InlineData("IStore.Load", "A.Load", "B.IStore.Load")]
    [InlineData("IStore.Twice", "IStore.Twice")]
    [InlineData("A.Load", "A.Load")]
    [InlineData("B.Size", "B.Size", "D.Size", "E.Size")]
    [InlineData("E.Size", "E.Size")]
    [InlineData("Shape.Area", "Square.Area")]
    [InlineData("Shape.Twice", "Shape.Twice")]
    [InlineData("IRepository`1.Get", "Repository.Get")]
    [InlineData("Repository`1.Count", "Repository.Count")]
    [InlineData("Repository`1.Own", "Repository.Own")]
    public void A_call_ends_in(string method, params string[] targets)
    {
        var snippet = Snippet.Of(Source);
        var found = snippet.Facts.Dispatch.Targets(snippet.Method(method)).Select(static target => target.ContainingType.Name + "." + target.Name);
        Assert.Equal(targets.Order(), found.Order());
    }

    [Fact]
    public void Library_members_end_nowhere_here()
    {
        var snippet = Snippet.Of("class C : IDisposable { public void Dispose() { } public int M(List<int> list) => list.IndexOf(1); }");
        Assert.Empty(snippet.Facts.Dispatch.Targets((Microsoft.CodeAnalysis.IMethodSymbol)snippet.Model.Compilation.GetTypeByMetadataName("System.IDisposable")!.GetMembers("Dispose")[0]));
        Assert.Empty(snippet.Facts.Dispatch.Targets((Microsoft.CodeAnalysis.IMethodSymbol)snippet.Model.Compilation.GetTypeByMetadataName("System.Collections.Generic.List`1")!.GetMembers("IndexOf")[0]));
    }
}
