using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class AsyncTwinsTests
{
    private const string Types = """
        class Store
        {
            public int Get(int id) => 1;
            public Task<int> GetAsync(int id, CancellationToken stop = default) => Task.FromResult(1);
            public int Old() => 1;
            [Obsolete] public Task<int> OldAsync() => Task.FromResult(1);
            public int Other() => 1;
            public Task<string> OtherAsync() => Task.FromResult("");
            public int More() => 1;
            public Task<int> MoreAsync(string needed) => Task.FromResult(1);
            public int Void() => 1;
            public void VoidAsync() { }
            public int Alone() => 1;
            public T Typed<T>() => default!;
            public Task<T> TypedAsync<T>() => Task.FromResult(default(T)!);
            public object Save() => 1;
            public Task SaveAsync() => Task.CompletedTask;
            public ValueTask<int> LoadAsync() => default;
            public int Load() => 1;
        }
        class Base { public virtual int Get() => 1; public virtual Task<int> GetAsync() => Task.FromResult(Get()); }
        class OnlySync : Base { public override int Get() => 2; }
        class Late : Base { public override Task<int> GetAsync() => Task.FromResult(2); }
        class SyncOfLate : Late { public override int Get() => 2; }
        class Both : Base { public override int Get() => 2; public override Task<int> GetAsync() => Task.FromResult(2); }
        interface IRead { int Get(); Task<int> GetAsync(); }
        interface IStore : IRead { new int Get(); }
        static class Extensions { public static int Sum(this Store store) => 1; public static Task<int> SumAsync(this Store store, CancellationToken stop) => Task.FromResult(1); }

        """;

    [Theory]
    [InlineData("_ = [|s.Get(1)|];", "GetAsync", "stop")]
    [InlineData("_ = [|s.Old()|];", null)]
    [InlineData("_ = [|s.Other()|];", null)]
    [InlineData("[|s.Other()|];", "OtherAsync")]
    [InlineData("_ = [|s.More()|];", null)]
    [InlineData("_ = [|s.Void()|];", null)]
    [InlineData("_ = [|s.Alone()|];", null)]
    [InlineData("_ = [|s.Typed<long>()|];", "TypedAsync")]
    [InlineData("_ = [|s.Save()|];", null)]
    [InlineData("[|s.Save()|];", "SaveAsync")]
    [InlineData("_ = [|s.Load()|];", "LoadAsync")]
    [InlineData("_ = [|new Base().Get()|];", "GetAsync")]
    [InlineData("_ = [|new OnlySync().Get()|];", null)]
    [InlineData("_ = [|new Both().Get()|];", "GetAsync")]
    [InlineData("_ = [|new SyncOfLate().Get()|];", null)]
    [InlineData("_ = [|new FileStream(\"a\", FileMode.Open).Read(new byte[1], 0, 1)|];", "ReadAsync", "stop")]
    [InlineData("_ = [|i.Get()|];", "GetAsync")]
    [InlineData("_ = [|s.Sum()|];", "SumAsync", "stop")]
    [InlineData("_ = [|File.ReadAllText(\"a\")|];", "ReadAllTextAsync", "stop")]
    [InlineData("[|Thread.Sleep(1)|];", "Delay", "stop")]
    [InlineData("_ = [|db.Orders.ToList()|];", "ToListAsync", "stop")]
    [InlineData("_ = [|db.Orders.Find(1)|];", "FindAsync")]
    [InlineData("_ = [|db.Orders.Add(new Order())|];", null)]
    public void The_twin_of_a_call_is(string body, string? name, string? argument = null)
    {
        var snippet = Snippet.Of(Types + "class C { async Task M(Store s, IStore i, ShopContext db, CancellationToken stop) { await Task.Yield(); " + body + " } }");
        var call = (IInvocationOperation)(snippet.Operation is IExpressionStatementOperation statement ? statement.Operation : snippet.Operation);
        var twin = snippet.Facts.AsyncTwins.Of(call, AsyncTwins.TokenAt(call, snippet.Member), isKnown: false);
        Assert.Equal(name, twin?.Name);
        Assert.Equal(argument, twin?.Argument);
        Assert.True(twin is null || twin.IsBound);
    }

    [Theory]
    [InlineData("[|sqlite.Open()|];", null)]
    [InlineData("_ = [|file.Read(new byte[1], 0, 1)|];", "ReadAsync")]
    [InlineData("[|file.Flush()|];", "FlushAsync")]
    [InlineData("[|own.Open()|];", "OpenAsync")]
    [InlineData("_ = [|command.ExecuteNonQuery()|];", "ExecuteNonQueryAsync")]
    [InlineData("_ = [|reader.ReadLine()|];", "ReadLineAsync")]
    [InlineData("_ = [|onlySync.Read(new byte[1], 0, 1)|];", null)]
    public void An_overload_that_is_inherited_ends_in_one_that_is_overridden(string body, string? name)
    {
        const string Own = """
            abstract class Connection : DbConnection { public override void Open() { } public override Task OpenAsync(CancellationToken stop) => Task.CompletedTask; }
            abstract class Command : DbCommand { public override int ExecuteNonQuery() => 1; public override Task<int> ExecuteNonQueryAsync(CancellationToken stop) => Task.FromResult(1); }
            abstract class OnlySync : Stream { public override int Read(byte[] buffer, int offset, int count) => 0; }

            """;
        var snippet = Snippet.Of(Own + "class C { async Task M(SqliteConnection sqlite, FileStream file, Connection own, Command command, StreamReader reader, OnlySync onlySync) { await Task.Yield(); " + body + " } }");
        var call = (IInvocationOperation)(snippet.Operation is IExpressionStatementOperation statement ? statement.Operation : snippet.Operation);
        var twin = snippet.Facts.AsyncTwins.Of(call, null, isKnown: true);
        Assert.Equal(name, twin?.Name);
        Assert.True(twin is null || twin.IsBound);
    }

    [Theory]
    [InlineData("Task M(CancellationToken stop) { _ = [|F()|]; return Task.CompletedTask; }", "stop")]
    [InlineData("Func<Task> M(CancellationToken outer) => async () => { _ = [|F()|]; };", "outer")]
    [InlineData("Func<CancellationToken, Task> M(CancellationToken outer) => async inner => { _ = [|F()|]; };", "inner")]
    [InlineData("Func<Task> M(CancellationToken outer) => static async () => { _ = [|F()|]; };", null)]
    [InlineData("Task M(in CancellationToken stop) { _ = [|F()|]; return Task.CompletedTask; }", null)]
    [InlineData("Task M() { _ = [|F()|]; return Task.CompletedTask; }", null)]
    public void The_token_in_scope_is(string member, string? token)
    {
        var snippet = Snippet.Of("class C { static int F() => 1; " + member + " }");
        var function = Operations.Function(snippet.Operation);
        var holder = function is IAnonymousFunctionOperation ? snippet.Method("C.M") : snippet.Member;
        Assert.Equal(token, AsyncTwins.TokenAt(snippet.Operation, holder));
    }

    [Theory]
    [InlineData("M:Ledger.Post none twin=Async", Blocking.Yes)]
    [InlineData("M:Ledger.Post none twin=keep", Blocking.No)]
    [InlineData("M:Ledger.Post none twin=none", Blocking.Yes)]
    [InlineData("M:Ledger.Post none twin=Async level=info", Blocking.Perhaps)]
    [InlineData("T:Ledger none memory=yes", Blocking.No)]
    public void The_users_table_says_what_blocks(string line, object expected)
    {
        var snippet = Snippet.With(
            "class Ledger { public int Post() => 1; public Task<int> PostAsync() => Task.FromResult(1); } class C { async Task M(Ledger ledger) { await Task.Yield(); _ = [|ledger.Post()|]; } }", line + "\n");
        Assert.Equal((Blocking)expected, snippet.Facts.BlockingCalls.Of((IInvocationOperation)snippet.Operation, default));
    }

    [Theory]
    [InlineData("var m = new MemoryStream();", "m", true)]
    [InlineData("Stream m = new MemoryStream(); m = Given();", "m", false)]
    [InlineData("using var m = new StreamReader(new MemoryStream());", "m", true)]
    [InlineData("using var m = new StreamReader(Given());", "m", false)]
    [InlineData("Stream m = n > 1 ? new MemoryStream() : Stream.Null;", "m", true)]
    [InlineData("Stream m = n > 1 ? new MemoryStream() : Given();", "m", false)]
    [InlineData("Stream m = Own() ?? Stream.Null;", "m", false)]
    [InlineData("Stream? given = null; Stream m = given ?? new MemoryStream();", "m", false)]
    [InlineData("var z = new System.IO.Compression.ZipArchive(new MemoryStream()); var m = z.CreateEntry(\"a\").Open();", "m", true)]
    [InlineData("var z = new System.IO.Compression.ZipArchive(Given()); var m = z.CreateEntry(\"a\").Open();", "m", false)]
    [InlineData("", "Console.Out", true)]
    [InlineData("", "_memory", true)]
    [InlineData("", "_field", false)]
    public void A_receiver_is_in_memory(string body, string receiver, bool expected)
    {
        var snippet = Snippet.Of($"class C {{ private readonly MemoryStream _memory = new(); private readonly Stream _field = Given(); static Stream Given() => Stream.Null; static Stream? Own() => null; void M(int n) {{ {body} _ = [|{receiver}|]; }} }}");
        Assert.Equal(expected, InMemory.Is(snippet.Operation, snippet.Facts, default));
    }
}
