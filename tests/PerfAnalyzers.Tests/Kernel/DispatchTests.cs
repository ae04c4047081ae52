using Microsoft.CodeAnalysis.Operations;

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

    [Theory]
    [InlineData("Func<int, int> f = x => x; _ = [|f(1)|];", "lambda")]
    [InlineData("Func<int, int> f = Twice; _ = [|f(1)|];", "C.Twice")]
    [InlineData("Func<int, int> f = x => x; f = Twice; _ = [|f(1)|];", null)]
    [InlineData("_ = [|_field(1)|];", "C.Twice")]
    [InlineData("_ = [|given(1)|];", null)]
    [InlineData("Func<int, int>? f = Twice; _ = f?[|.Invoke(1)|];", "C.Twice")]
    [InlineData("IStore s = new A(); _ = [|s.Load()|];", "A.Load")]
    [InlineData("IStore s = new A(); s = new B(); _ = [|s.Load()|];", "IStore.Load")]
    [InlineData("_ = [|store.Load()|];", "IStore.Load")]
    [InlineData("B b = new D(); _ = [|b.Size()|];", "D.Size")]
    [InlineData("_ = [|orders.Get(1)|];", "OrderCatalog.Get")]
    [InlineData("_ = [|strings.Get(1)|];", "ICatalog.Get")]
    [InlineData("_ = [|bus.Send(new Ask(1))|];", "AskHandler.Handle")]
    [InlineData("_ = [|bus.Send(new Told())|];", "IBus.Send")]
    [InlineData("_ = [|bus.Send(request)|];", "IBus.Send")]
    [InlineData("int x = [|new Box()|];", "Box.operator")]
    public void A_call_runs(string body, string? expected)
    {
        var snippet = Snippet.Of(Source + $$"""

            interface ICatalog<T> { T Get(int id); }
            class OrderCatalog : ICatalog<Order> { public Order Get(int id) => new(); }
            class WordCatalog : ICatalog<string> { public string Get(int id) => ""; }
            class LineCatalog : ICatalog<string> { public string Get(int id) => "-"; }
            interface IRequest<T> { }
            interface IRequestHandler<TRequest, T> where TRequest : IRequest<T> { T Handle(TRequest request); }
            interface IBus { T Send<T>(IRequest<T> request); }
            record Ask(int Id) : IRequest<int>;
            record Told : IRequest<int>;
            class AskHandler : IRequestHandler<Ask, int> { public int Handle(Ask request) => 1; }
            class OneToldHandler : IRequestHandler<Told, int> { public int Handle(Told request) => 1; }
            class OtherToldHandler : IRequestHandler<Told, int> { public int Handle(Told request) => 2; }
            class Box { public static implicit operator int(Box box) => 1; }
            class C
            {
                private readonly Func<int, int> _field;
                C() => _field = Twice;
                static int Twice(int x) => x * 2;
                void M(Func<int, int> given, IStore store, ICatalog<Order> orders, ICatalog<string> strings, IBus bus, IRequest<int> request) { {{body}} }
            }
            """);
        var operation = snippet.Operation;
        var callee = snippet.Facts.Dispatch.Callee(operation is IObjectCreationOperation { Parent: IConversionOperation conversion } ? conversion : operation);
        callee = callee is null ? null : snippet.Facts.Dispatch.Narrow(operation, callee);
        Assert.Equal(expected, callee is null ? null : MethodSummary.NameOf(callee));
    }

    [Theory]
    [InlineData("services.AddScoped<IStore, A>();", "A.Load")]
    [InlineData("services.AddScoped<IStore>(provider => new A());", "A.Load")]
    [InlineData("services.AddSingleton(typeof(IStore), typeof(A));", "A.Load")]
    [InlineData("services.AddTransient<IStore>(provider => provider.GetRequiredService<A>());", "A.Load")]
    [InlineData("services.AddScoped<IStore, A>(); services.AddScoped<IStore, B>();", "A.Load", "B.IStore.Load")]
    [InlineData("services.AddScoped<IStore, A>(); services.AddScoped<IStore>(provider => Make());", "A.Load", "B.IStore.Load")]
    [InlineData("services.AddScoped<A>();", "A.Load", "B.IStore.Load")]
    [InlineData("services.AddScoped<IStore>(provider => Make());", "A.Load", "B.IStore.Load")]
    public void Registrations_narrow_implementations(string registrations, params string[] targets)
    {
        var snippet = Snippet.Of("using Microsoft.Extensions.DependencyInjection;\n" + Source + $$"""

            static class Setup
            {
                static void Register(IServiceCollection services) { {{registrations}} }
                static IStore Make() => new B();
            }
            """);
        Assert.Equal(targets.Order(), snippet.Facts.Dispatch.Targets(snippet.Method("IStore.Load")).Select(static target => target.ContainingType.Name + "." + target.Name).Order());
    }

    [Fact]
    public void Library_members_end_nowhere_here()
    {
        var snippet = Snippet.Of("class C : IDisposable { public void Dispose() { } public int M(List<int> list) => list.IndexOf(1); }");
        Assert.Empty(snippet.Facts.Dispatch.Targets((Microsoft.CodeAnalysis.IMethodSymbol)snippet.Model.Compilation.GetTypeByMetadataName("System.IDisposable")!.GetMembers("Dispose")[0]));
        Assert.Empty(snippet.Facts.Dispatch.Targets((Microsoft.CodeAnalysis.IMethodSymbol)snippet.Model.Compilation.GetTypeByMetadataName("System.Collections.Generic.List`1")!.GetMembers("IndexOf")[0]));
    }
}
