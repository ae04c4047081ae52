using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.SyncOverAsync, PerfAnalyzers.Async.SyncOverAsyncFix>;

namespace PerfAnalyzers.Tests;

/// <summary>How the fix writes a whole chain, and where it leaves everything as it is.</summary>
public sealed class SyncOverAsyncChainTests
{
    private const string Work = " static Task<int> Work(int n) => Task.Run(() => n); ";

    public static TheoryData<string, string> Refusals { get; } = new()
    {
        { "interface of a library", "class C : IComparer<string> {" + Work + "public int Compare(string? a, string? b) => Work(1).[|Result|]; }" },
        { "base class of a library", "class C : Stream {" + Work + "public override int Read(byte[] b, int o, int c) => Work(1).[|Result|]; public override bool CanRead => true; public override bool CanSeek => true; public override bool CanWrite => true; public override long Length => 1; public override long Position { get; set; } public override void Flush() { } public override long Seek(long o, SeekOrigin s) => 1; public override void SetLength(long n) { } public override void Write(byte[] b, int o, int c) { } }" },
        { "object.ToString", "class C {" + Work + "public override string ToString() => Work(1).[|Result|] + \"\"; }" },
        { "method group", "class C {" + Work + "int Load(int n) => Work(n).[|Result|]; public List<int> M(List<int> ids) => ids.ConvertAll(Load); }" },
        { "event handler", "class C {" + Work + "event EventHandler? E; public C() => E += On; void On(object? s, EventArgs e) => Work(1).[|Wait|](); public void Raise() => E?.Invoke(this, EventArgs.Empty); }" },
        { "a method group of a caller", "class C {" + Work + "int Load(int n) => Work(n).[|Result|]; int Twice(int n) => Load(n) * 2; public IEnumerable<int> M(List<int> ids) => ids.Select(Twice); }" },
        { "property", "class C {" + Work + "public int N => Work(1).[|Result|]; }" },
        { "called from a property", "class C {" + Work + "int Load() => Work(1).[|Result|]; public int N => Load(); }" },
        { "called from a constructor", "class C {" + Work + "readonly int _n; public C() { _n = Load(); } static int Load() => Work(1).[|Result|]; public int N => _n; }" },
        { "called from an operator", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public static int operator +(C a, C b) => Load(); }" },
        { "called from a finalizer", "class C {" + Work + "static void Load() => Work(1).[|Wait|](); ~C() => Load(); }" },
        { "called from a field initializer", "class C {" + Work + "static int Load() => Work(1).[|Result|]; readonly int _n = Load(); public int N => _n; }" },
        { "called from a base initializer", "class B(int n) { public int N = n; } class C() : B(Load()) {" + Work + "static int Load() => Work(1).[|Result|]; }" },
        { "called in a lock", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public int M() { lock (this) { return Load(); } } }" },
        { "called in an iterator", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public IEnumerable<int> M() { yield return Load(); } }" },
        { "iterator", "class C {" + Work + "public IEnumerable<int> M() { yield return Work(1).[|Result|]; } }" },
        { "out", "class C {" + Work + "public bool Try(out int n) { n = Work(1).[|Result|]; return n > 0; } }" },
        { "ref", "class C {" + Work + "public void Add(ref int n) { n += Work(1).[|Result|]; } }" },
        { "span", "class C {" + Work + "public int Sum(ReadOnlySpan<int> all) => all.Length + Work(1).[|Result|]; }" },
        { "called with out", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public bool Try(out int n) { n = Load(); return n > 0; } }" },
        { "called in an expression tree", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public Expression<Func<int>> M() => () => Load(); }" },
        { "called in a filter", "class C {" + Work + "static bool Is() => Work(1).[|Result|] == 1; public int M() { try { return 1; } catch (Exception) when (Is()) { return 2; } } }" },
        { "called in a query", "class C {" + Work + "static bool Is(int n) => Work(n).[|Result|] == 1; public int M() => (from x in new[] { 1 } where Is(x) select x).Count(); }" },
        { "called in a synchronous lambda", "class C {" + Work + "static bool Is(int n) => Work(n).[|Result|] == 1; public int M() => new[] { 1 }.Count(x => Is(x)); }" },
        { "in a synchronous lambda", "class C {" + Work + "public int M() => new[] { 1 }.Count(x => Work(x).[|Result|] == 1); }" },
        { "caller catches AggregateException", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public int M() { try { return Load(); } catch (AggregateException) { return 2; } } }" },
        { "caller further up looks inside", "class C {" + Work + "static int Load() => Work(1).[|Result|]; static int Mid() => Load(); public int M() { try { return Mid(); } catch (Exception e) { return e.InnerException is null ? 1 : 2; } } }" },
        { "called behind ?.", "class C {" + Work + "int Load() => Work(1).[|Result|]; public int M(C? c) => c?.Load() ?? 0; }" },
        { "caller holds a span", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public int M() { Span<int> s = stackalloc int[2]; s[0] = Load(); return s[0]; } }" },
        { "caller is unsafe", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public unsafe int M(int n) { int* p = &n; return *p + Load(); } }" },
        { "caller holds a monitor", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public int M() { Monitor.Enter(this); try { return Load(); } finally { Monitor.Exit(this); } } }" },
        { "thread static", "class C {" + Work + "[ThreadStatic] static int s_n; public int M() { s_n = 1; var n = Work(1).[|Result|]; return n + s_n; } }" },
        { "mutable struct", "struct S { int _n;" + Work + "public void Load() { _n = Work(1).[|Result|]; } public int N => _n; }" },
        { "collection initializer", "class C : System.Collections.IEnumerable {" + Work + "public void Add(int n) => Work(n).[|Wait|](); public System.Collections.IEnumerator GetEnumerator() => null!; public static C M() => new() { 1, 2 }; }" },
        { "called by its name", "class C {" + Work + "public int Load() => 1; public void Dispose() => Work(1).[|Wait|](); }" },
        { "synchronized", "class C {" + Work + "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.Synchronized)] public int M() => Work(1).[|Result|]; }" },
        { "called by a serializer", "class C {" + Work + "[System.Runtime.Serialization.OnDeserialized] void M(System.Runtime.Serialization.StreamingContext c) => Work(1).[|Wait|](); }" },
        { "looked up by name", "class C {" + Work + "public static int Load() => Work(1).[|Result|]; public object? M() => typeof(C).GetMethod(nameof(Load))!.Invoke(null, null); }" },
        { "a task that nobody awaits", "class C {" + Work + "Task<int> Load() { var n = Work(1).[|Result|]; return Task.FromResult(n); } public void M() { Load(); } }" },
        { "no task to return", "class C {" + Work + "public Task<string>? Load() { if (Work(1).[|Result|] == 0) { return null; } return Task.FromResult(\"a\"); } }" },
        { "its asynchronous twin exists", "class C {" + Work + "internal int Load(int n) => Work(n).[|Result|] + 1; internal async Task<int> LoadAsync(int n) => await Work(n) + 1; }" },
        { "its asynchronous twin takes a token, too", "class C {" + Work + "internal int Load(int n) => Work(n).[|Result|] + 1; internal async Task<int> LoadAsync(int n, CancellationToken stop = default) => await Work(n) + 1; }" },
        { "its asynchronous twin has overloads", "class C {" + Work + "internal void Set(int n, string s) => Work(n).[|Wait|](); internal Task SetAsync(int a, int b, string s) => Work(a); internal async Task SetAsync(int n, string s) => await Work(n); }" },
        { "the twin of the interface takes a token", "interface I { int Load(int n); Task<int> LoadAsync(int n, CancellationToken stop = default); } class A : I {" + Work + "int I.Load(int n) => Work(n).[|Result|]; async Task<int> I.LoadAsync(int n, CancellationToken stop) => await Work(n); } class D(I i) { public int M() => i.Load(1); }" },
        { "filters of a template engine", "static class Filters {" + Work + "public static int Price(int n) => Work(n).[|Result|]; } class Engine { public static void Register(Type filters) { } public void M() => Register(typeof(Filters)); }" },
        { "an interface that a class of a library implements", "class C : IFormattable {" + Work + "public string ToString(string? f, IFormatProvider? p) => Text(); public string Text() => Work(1).[|Result|].ToString(); }" },
        { "a generic twin exists", "class C {" + Work + "internal int Load<T>(T n) { Work(1).[|Wait|](); return 1; } internal async Task<int> LoadAsync<T>(T n) => await Work(1) + 1; }" },
        { "a helper that is handed more", "static class Tasks { public static T Await<T>(this Task<T> task, bool flow) => task.Result; } class C {" + Work + "public int M() => Work(1).[|Await|](true); }" },
        { "a helper that runs a method group", "static class Tasks { public static T RunSync<T>(Func<Task<T>> work) => Task.Run(work).Result; } class C {" + Work + "static Task<int> One() => Work(1); public int M() => Tasks.[|RunSync|](One); }" },
        { "a helper that runs statements", "static class Tasks { public static T RunSync<T>(Func<Task<T>> work) => Task.Run(work).Result; } class C {" + Work + "public int M() => Tasks.[|RunSync|](async () => { var n = await Work(1); return n; }); }" },
        { "a delegate", "class C {" + Work + "public Func<int> M() => () => Work(1).[|Result|]; }" },
        { "a lazy value", "class C {" + Work + "readonly Lazy<int> _n = new(() => Work(1).[|Result|]); public int N => _n.Value; }" },
        { "transaction", "class C {" + Work + "public int M() { using var t = new System.Transactions.TransactionScope(); var n = Work(1).[|Result|]; t.Complete(); return n; } }" },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        {
            "a helper in extension form",
            "static class Tasks { public static T Await<T>(this Task<T> task) => task.GetAwaiter().GetResult(); } class C {" + Work + "int Load(int n) => Work(n).[|Await|]() + 1; public async Task<int> M() { await Task.Yield(); return Load(1); } }",
            "static class Tasks { public static T Await<T>(this Task<T> task) => task.GetAwaiter().GetResult(); } class C {" + Work + "async Task<int> LoadAsync(int n) => await Work(n) + 1; public async Task<int> M() { await Task.Yield(); return await LoadAsync(1); } }"
        },
        {
            "a helper that runs a lambda",
            "static class Tasks { public static T RunSync<T>(Func<Task<T>> work) => Task.Run(work).Result; } class C {" + Work + "int Load(int n) => Tasks.[|RunSync|](() => Work(n)) + 1; public async Task<int> M() { await Task.Yield(); return Load(1); } }",
            "static class Tasks { public static T RunSync<T>(Func<Task<T>> work) => Task.Run(work).Result; } class C {" + Work + "async Task<int> LoadAsync(int n) => await Work(n) + 1; public async Task<int> M() { await Task.Yield(); return await LoadAsync(1); } }"
        },
        {
            "a helper without a result, in async code",
            "static class Tasks { public static void Await(this Task task) => task.Wait(); } class C {" + Work + "public async Task M() { await Task.Yield(); Work(1).[|Await|](); } }",
            "static class Tasks { public static void Await(this Task task) => task.Wait(); } class C {" + Work + "public async Task M() { await Task.Yield(); await Work(1); } }"
        },
        { "method", "class C {" + Work + "public int M() => Work(1).[|Result|]; }", "class C {" + Work + "public async Task<int> MAsync() => await Work(1); }" },
        { "every wait of the chain", "class C {" + Work + "int A() { Work(1).[|Wait|](); return Work(2).[|Result|]; } public int M() => A() + Work(3).[|Result|]; }", "class C {" + Work + "async Task<int> AAsync() { await Work(1); return await Work(2); } public async Task<int> MAsync() => await AAsync() + await Work(3); }" },
        { "entry point", "class P {" + Work + "static int Load() => Work(1).[|Result|]; static void Main() { Load(); } }", "class P {" + Work + "static async Task<int> LoadAsync() => await Work(1); static async Task Main() { await LoadAsync(); } }" },
        { "action", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase {" + Work + "[Microsoft.AspNetCore.Mvc.HttpGet] public int Get() => Load(); static int Load() => Work(1).[|Result|]; }", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase {" + Work + "[Microsoft.AspNetCore.Mvc.HttpGet] public async Task<int> Get() => await LoadAsync(); static async Task<int> LoadAsync() => await Work(1); }" },
        { "hub", "public class H : Microsoft.AspNetCore.SignalR.Hub {" + Work + "public void Send() { Work(1).[|Wait|](); } }", "public class H : Microsoft.AspNetCore.SignalR.Hub {" + Work + "public async Task Send() { await Work(1); } }" },
        { "configured", "class C {" + Work + "static int Load() => Work(1).ConfigureAwait(false).GetAwaiter().[|GetResult|](); public string M() => Load().ToString(); }", "class C {" + Work + "static async Task<int> LoadAsync() => await Work(1).ConfigureAwait(false); public async Task<string> MAsync() => (await LoadAsync().ConfigureAwait(false)).ToString(); }" },
        { "cref and nameof", "/// <summary><see cref=\"Load\"/> and <see cref=\"C.Load(int)\"/></summary>\nclass C {" + Work + "static int Load(int n) => Work(n).[|Result|]; public string M() => nameof(Load); }", "/// <summary><see cref=\"LoadAsync\"/> and <see cref=\"C.LoadAsync(int)\"/></summary>\nclass C {" + Work + "static async Task<int> LoadAsync(int n) => await Work(n); public string M() => nameof(LoadAsync); }" },
        { "interface and its implementations", "interface I { int Load(int n); } class A : I {" + Work + "public int Load(int n) => Work(n).[|Result|]; } class B : I { public int Load(int n) { return n; } } class D(I i) { public int M() => i.Load(1); }", "interface I { Task<int> LoadAsync(int n); } class A : I {" + Work + "public async Task<int> LoadAsync(int n) => await Work(n); } class B : I { public Task<int> LoadAsync(int n) { return Task.FromResult(n); } } class D(I i) { public async Task<int> MAsync() => await i.LoadAsync(1); }" },
        { "minimal API", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public static void M(Microsoft.AspNetCore.Builder.WebApplication app) { Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(app, \"/\", (int n) => Load() + n); } }", "class C {" + Work + "static async Task<int> LoadAsync() => await Work(1); public static void M(Microsoft.AspNetCore.Builder.WebApplication app) { Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(app, \"/\", async (int n) => await LoadAsync() + n); } }" },
        { "minimal API whose lambda names its result", "class C {" + Work + "static int Load() => Work(1).[|Result|]; public static void M(Microsoft.AspNetCore.Builder.WebApplication app) { Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(app, \"/\", long (int n) => Load() + n); } }", "class C {" + Work + "static async Task<int> LoadAsync() => await Work(1); public static void M(Microsoft.AspNetCore.Builder.WebApplication app) { Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(app, \"/\", async Task<long> (int n) => await LoadAsync() + n); } }" },
        { "token", "class C(System.Net.Http.HttpClient http) { public string M(string url, CancellationToken stop) => http.GetStringAsync(url).[|Result|]; }", "class C(System.Net.Http.HttpClient http) { public async Task<string> MAsync(string url, CancellationToken stop) => await http.GetStringAsync(url, stop); }" },
        { "token of an optional parameter", "class C {" + Work + "static Task<int> Ask(int n = 1, int m = 2, CancellationToken ct = default) => Work(n); public int M(CancellationToken stop) => Ask(3).[|Result|]; }", "class C {" + Work + "static Task<int> Ask(int n = 1, int m = 2, CancellationToken ct = default) => Work(n); public async Task<int> MAsync(CancellationToken stop) => await Ask(3, ct: stop); }" },
        { "a name that is taken", "class C {" + Work + "public int Load() => Work(1).[|Result|]; public int LoadAsync(int n) => n; }", "class C {" + Work + "public async Task<int> Load() => await Work(1); public int LoadAsync(int n) => n; }" },
        { "laundered", "class C {" + Work + "public int M() => Task.Run(() => Work(1)).[|Result|]; }", "class C {" + Work + "public async Task<int> MAsync() => await Work(1); }" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public Task Leaves_the_chain_as_it_is(string name, string code)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(code);
    }

    [Theory, MemberData(nameof(Rewrites))]
    public Task Makes_the_chain_async(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(before, after);
    }

    [Fact]
    public Task Keeps_comments_and_lines() => Verify.Fixes(
        """
        public interface IPrices
        {
            /// <summary>Loads. See <see cref="Prices.Load"/>.</summary>
            decimal Load(int id); // by id

            void Reset();
        }

        public sealed class Prices(System.Net.Http.HttpClient client) : IPrices
        {
            // Loads one.
            public decimal Load(int id)
            {
                // The text first.
                var text = client
                    .GetStringAsync("/" + id)
                    .[|Result|]; // small

                return decimal.Parse(text);
            }

            public void Reset()
            {
                Load(0);
            }
        }

        public sealed class Fixed : IPrices
        {
            public decimal Load(int id)
            {
                return 1; // always
            }

            public void Reset()
            {
                // nothing
            }
        }
        """,
        """
        public interface IPrices
        {
            /// <summary>Loads. See <see cref="Prices.LoadAsync"/>.</summary>
            Task<decimal> LoadAsync(int id); // by id

            Task ResetAsync();
        }

        public sealed class Prices(System.Net.Http.HttpClient client) : IPrices
        {
            // Loads one.
            public async Task<decimal> LoadAsync(int id)
            {
                // The text first.
                var text = await client
                    .GetStringAsync("/" + id); // small

                return decimal.Parse(text);
            }

            public async Task ResetAsync()
            {
                await LoadAsync(0);
            }
        }

        public sealed class Fixed : IPrices
        {
            public Task<decimal> LoadAsync(int id)
            {
                return Task.FromResult<decimal>(1); // always
            }

            public Task ResetAsync()
            {
                // nothing
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public Task Leaves_an_empty_line_behind_a_block() => Verify.Fixes(
        """
        public interface IPrices
        {
            void Reset(int n);
        }

        public sealed class Prices(System.Net.Http.HttpClient client) : IPrices
        {
            public void Reset(int n)
            {
                client.GetStringAsync("/" + n).[|Wait|]();
            }
        }

        public sealed class Fixed : IPrices
        {
            public void Reset(int n)
            {
                if (n > 0)
                {
                    Console.Write(n);
                }
            }
        }

        public sealed class Counted : IPrices
        {
            public void Reset(int n)
            {
                while (n > 0)
                {
                    n--;
                }

                // done
            }
        }
        """,
        """
        public interface IPrices
        {
            Task ResetAsync(int n);
        }

        public sealed class Prices(System.Net.Http.HttpClient client) : IPrices
        {
            public async Task ResetAsync(int n)
            {
                await client.GetStringAsync("/" + n);
            }
        }

        public sealed class Fixed : IPrices
        {
            public Task ResetAsync(int n)
            {
                if (n > 0)
                {
                    Console.Write(n);
                }

                return Task.CompletedTask;
            }
        }

        public sealed class Counted : IPrices
        {
            public Task ResetAsync(int n)
            {
                while (n > 0)
                {
                    n--;
                }

                // done
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public Task Keeps_public_methods_where_told() => Verify.RefusesToFix("public class C {" + Work + "public int M() => Work(1).[|Result|]; }", ("perfanalyzers.public_api", "keep"));

    [Fact]
    public Task Fixes_all_documents_at_once() => Verify.FixesAll(
    [
        (
            "public interface IStore { int Load(int n); } public class Store : IStore { public int Load(int n) => Slow.Work(n).[|Result|]; }",
            "public interface IStore { Task<int> LoadAsync(int n); } public class Store : IStore { public async Task<int> LoadAsync(int n) => await Slow.Work(n); }"
        ),
        (
            "public class Cart(IStore store) { public int Total() => store.Load(1) + Slow.Work(2).[|Result|]; }",
            "public class Cart(IStore store) { public async Task<int> TotalAsync() => await store.LoadAsync(1) + await Slow.Work(2); }"
        ),
        (
            "public static class Slow { public static Task<int> Work(int n) => Task.Run(() => n); public static async Task<string> Print(Cart c) { await Work(1); return c.Total().ToString(); } }",
            "public static class Slow { public static Task<int> Work(int n) => Task.Run(() => n); public static async Task<string> Print(Cart c) { await Work(1); return (await c.TotalAsync()).ToString(); } }"
        ),
    ]);
}
