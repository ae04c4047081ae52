using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.SyncOverAsync, PerfAnalyzers.Async.SyncOverAsyncFix>;

namespace PerfAnalyzers.Tests;

/// <summary>Where a method must stay synchronous for some callers, the others get an asynchronous one beside it.</summary>
public sealed class SyncOverAsyncTwinTests
{
    private const string Work = " static Task<int> Work(int n) => Task.Run(() => n); ";

    private const string Library =
        "public override int Read(byte[] b, int o, int c) => 1; public override bool CanRead => true; public override bool CanSeek => true; public override bool CanWrite => true; public override long Length => 1; public override long Position { get; set; } public override void Flush() { } public override long Seek(long o, SeekOrigin s) => 1; public override void SetLength(long n) { } public override void Write(byte[] b, int o, int c) { } ";

    private const string Caller = " public async Task<int> Later() { await Work(1); return Load(2); } ";

    private const string Awaits = " public async Task<int> Later() { await Work(1); return await LoadAsync(2); } ";

    public static TheoryData<string, string> Refusals { get; } = new()
    {
        { "nobody who can await", "class C {" + Work + "int Load(int n) => Work(n).[|Result|]; public int N => Load(1); public IEnumerable<int> M(List<int> ids) => ids.Select(Load); }" },
        { "a caller in a lock", "class C {" + Work + Caller + "int Load(int n) => Work(n).[|Result|]; public int M() { lock (this) { return Load(1); } } }" },
        { "a caller that holds a monitor", "class C {" + Work + Caller + "int Load(int n) => Work(n).[|Result|]; public int M() { Monitor.Enter(this); try { return Load(1); } finally { Monitor.Exit(this); } } }" },
        { "a body that takes a lock", "class C {" + Work + Caller + "int Load(int n) { var r = Work(n).[|Result|]; lock (this) { return r; } } public int N => Load(1); }" },
        { "a body that calls what takes a lock", "class C {" + Work + Caller + "int Load(int n) { var r = Work(n).[|Result|]; return Keep(r); } int Keep(int r) { lock (this) { return r; } } public int N => Load(1); }" },
        { "a synchronous caller that looks into exceptions", "class C {" + Work + Caller + "int Load(int n) => Work(n).[|Result|]; public int N { get { try { return Load(1); } catch (AggregateException e) { return e.InnerExceptions.Count; } } } }" },
        { "the name is taken", "class C {" + Work + Caller + "int Load(int n) => Work(n).[|Result|]; public int N => Load(1); public int LoadAsync(string s) => s.Length; }" },
        { "a twin exists", "class C {" + Work + "internal int Load(int n) => Work(n).[|Result|] + 1; internal async Task<int> LoadAsync(int n) => await Work(n) + 1; public int N => Load(1); public async Task<int> Later() { await Work(1); return Load(2); } }" },
        { "what a derived class overrides", "class C : Stream {" + Work + Library + "public override int ReadByte() => Work(1).[|Result|]; public async Task<int> Later() { await Work(1); return ReadByte(); } } class D : C { public override int ReadByte() => 2; }" },
        { "a name of the language", "class C {" + Work + "public IEnumerator<int> GetEnumerator() { Work(1).[|Wait|](); return new List<int>().GetEnumerator(); } public async Task<int> Later() { await Work(1); return GetEnumerator().Current; } }" },
        { "object.ToString", "class C {" + Work + "public override string ToString() => Work(1).[|Result|].ToString(); public async Task<string> Later() { await Work(1); return ToString(); } }" },
        { "out parameter", "class C {" + Work + "bool Load(out int n) { n = Work(1).[|Result|]; return true; } public async Task<int> Later() { await Work(1); return Load(out var n) ? n : 0; } }" },
        { "a user interface", "namespace System.Windows.Forms { class Control { } } class C {" + Work + Caller + "int Load(int n) => Work(n).[|Result|]; public int N => Load(1); }" },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        {
            "property", "class C {" + Work + Caller + "int Load(int n) => Work(n).[|Result|]; public int N => Load(1); }",
            "class C {" + Work + Awaits + "int Load(int n) => LoadAsync(n).GetAwaiter().[|GetResult|](); async Task<int> LoadAsync(int n) => await Work(n).ConfigureAwait(false); public int N => Load(1); }"
        },
        {
            "method group", "class C {" + Work + Caller + "int Load(int n) => Work(n).[|Result|]; public List<int> M(List<int> ids) => ids.ConvertAll(Load); }",
            "class C {" + Work + Awaits + "int Load(int n) => LoadAsync(n).GetAwaiter().[|GetResult|](); async Task<int> LoadAsync(int n) => await Work(n).ConfigureAwait(false); public List<int> M(List<int> ids) => ids.ConvertAll(Load); }"
        },
        {
            "interface of a library", "class C : IComparer<string> {" + Work + "public int Compare(string? a, string? b) => Work(1).[|Result|]; public async Task<int> Later(IComparer<string> o) { await Work(1); return Compare(\"a\", \"b\") + o.Compare(\"a\", \"b\"); } }",
            "class C : IComparer<string> {" + Work + "public int Compare(string? a, string? b) => CompareAsync(a, b).GetAwaiter().[?|GetResult|](); public async Task<int> CompareAsync(string? a, string? b) => await Work(1).ConfigureAwait(false); public async Task<int> Later(IComparer<string> o) { await Work(1); return await CompareAsync(\"a\", \"b\") + o.Compare(\"a\", \"b\"); } }"
        },
        {
            "override of a library", "class C : Stream {" + Work + Library + "public override int ReadByte() { var n = Work(1).[|Result|]; return n; } public async Task<int> Later() { await Work(1); return ReadByte(); } }",
            "class C : Stream {" + Work + Library + "public override int ReadByte() => ReadByteAsync().GetAwaiter().[?|GetResult|](); public async Task<int> ReadByteAsync() { var n = await Work(1).ConfigureAwait(false); return n; } public async Task<int> Later() { await Work(1); return await ReadByteAsync(); } }"
        },
        {
            "attribute", "class C {" + Work + Caller + "[System.Runtime.Serialization.OnDeserialized] int Load(int n) => Work(n).[|Result|]; }",
            "class C {" + Work + Awaits + "[System.Runtime.Serialization.OnDeserialized] int Load(int n) => LoadAsync(n).GetAwaiter().[|GetResult|](); async Task<int> LoadAsync(int n) => await Work(n).ConfigureAwait(false); }"
        },
        {
            "without a result", "class C {" + Work + "void Save() => Work(1).[|Wait|](); public int N { get { Save(); return 1; } } public async Task Later() { await Work(1); Save(); } }",
            "class C {" + Work + "void Save() => SaveAsync().GetAwaiter().[|GetResult|](); async Task SaveAsync() => await Work(1).ConfigureAwait(false); public int N { get { Save(); return 1; } } public async Task Later() { await Work(1); await SaveAsync(); } }"
        },
        {
            "generic with constraints", "class C {" + Work + "T Load<T>(T n) where T : class { Work(1).[|Wait|](); return n; } public string N => Load(\"a\"); public async Task<string> Later() { await Work(1); return Load(\"b\"); } }",
            "class C {" + Work + "T Load<T>(T n) where T : class => LoadAsync<T>(n).GetAwaiter().[|GetResult|](); async Task<T> LoadAsync<T>(T n) where T : class { await Work(1).ConfigureAwait(false); return n; } public string N => Load(\"a\"); public async Task<string> Later() { await Work(1); return await LoadAsync(\"b\"); } }"
        },
        {
            "extension", "static class C {" + Work + "static int Load(this string s, int n = 3) => Work(n).[|Result|] + s.Length; static int N => \"a\".Load(); static async Task<int> Later() { await Work(1); return \"b\".Load(); } }",
            "static class C {" + Work + "static int Load(this string s, int n = 3) => LoadAsync(s, n).GetAwaiter().[|GetResult|](); static async Task<int> LoadAsync(this string s, int n = 3) => await Work(n).ConfigureAwait(false) + s.Length; static int N => \"a\".Load(); static async Task<int> Later() { await Work(1); return await \"b\".LoadAsync(); } }"
        },
        {
            "what it calls becomes async", "class C {" + Work + "int Load(int n) => Read(n) + 1; int Read(int n) => Work(n).[|Result|]; public int N => Load(1); public async Task<int> Later() { await Work(1); return Load(2); } }",
            "class C {" + Work + "int Load(int n) => LoadAsync(n).GetAwaiter().[|GetResult|](); async Task<int> LoadAsync(int n) => await ReadAsync(n).ConfigureAwait(false) + 1; async Task<int> ReadAsync(int n) => await Work(n).ConfigureAwait(false); public int N => Load(1); public async Task<int> Later() { await Work(1); return await LoadAsync(2); } }"
        },
        {
            "who calls it becomes async", "class C {" + Work + "int Load(int n) => Work(n).[|Result|]; int Mid() => Load(3); public int N => Load(1); public async Task<int> Later() { await Work(1); return Mid(); } }",
            "class C {" + Work + "int Load(int n) => LoadAsync(n).GetAwaiter().[|GetResult|](); async Task<int> LoadAsync(int n) => await Work(n).ConfigureAwait(false); async Task<int> MidAsync() => await LoadAsync(3); public int N => Load(1); public async Task<int> Later() { await Work(1); return await MidAsync(); } }"
        },
        {
            "who calls it for nobody stays", "class C {" + Work + Caller + "int Load(int n) => Work(n).[|Result|]; public int Mid() => Load(3); public int N => Mid(); }",
            "class C {" + Work + Awaits + "int Load(int n) => LoadAsync(n).GetAwaiter().[|GetResult|](); async Task<int> LoadAsync(int n) => await Work(n).ConfigureAwait(false); public int Mid() => Load(3); public int N => Mid(); }"
        },
        {
            "interface with several implementations",
            "interface I { int Load(int n); } class A : I {" + Work + "public int Load(int n) => Work(n).[|Result|]; } class B : I { public int Load(int n) { return n; } } class D(I i) { public int N => i.Load(1); public async Task<int> Later() { await Task.Yield(); return i.Load(2); } }",
            "interface I { int Load(int n); Task<int> LoadAsync(int n); } class A : I {" + Work + "public int Load(int n) => LoadAsync(n).GetAwaiter().[?|GetResult|](); public async Task<int> LoadAsync(int n) => await Work(n).ConfigureAwait(false); } class B : I { public int Load(int n) { return n; } public Task<int> LoadAsync(int n) => Task.FromResult(Load(n)); } class D(I i) { public int N => i.Load(1); public async Task<int> Later() { await Task.Yield(); return await i.LoadAsync(2); } }"
        },
        {
            "virtual without a result",
            "class A {" + Work + "public virtual void Save(int n) => Work(n).[|Wait|](); public int N { get { Save(1); return 1; } } public async Task Later() { await Work(1); Save(2); } } class B : A { public override void Save(int n) { } }",
            "class A {" + Work + "public virtual void Save(int n) => SaveAsync(n).GetAwaiter().[?|GetResult|](); public virtual async Task SaveAsync(int n) => await Work(n).ConfigureAwait(false); public int N { get { Save(1); return 1; } } public async Task Later() { await Work(1); await SaveAsync(2); } } class B : A { public override void Save(int n) => SaveAsync(n).GetAwaiter().[?|GetResult|](); public override Task SaveAsync(int n) { return Task.CompletedTask; } }"
        },
    };

    [Theory, MemberData(nameof(Refusals))]
    public Task Leaves_it(string name, string code)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(code);
    }

    [Theory, MemberData(nameof(Rewrites))]
    public Task Puts_a_twin_beside_it(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(before, after);
    }

    [Fact]
    public Task Keeps_comments_attributes_and_documentation() => Verify.Fixes(
        """
        public sealed class Prices(System.Net.Http.HttpClient client) : IComparer<string>
        {
            /// <summary>Compares by price.</summary>
            /// <param name="x">One.</param>
            /// <param name="y">Another.</param>
            [Obsolete]
            public int Compare(string? x, string? y)
            {
                // The text first.
                var text = client.GetStringAsync("/" + x).[|Result|]; // small

                return text.CompareTo(y);
            } // done

            public async Task<bool> Is(string a, string b)
            {
                await Task.Yield();
        #pragma warning disable CS0612
                return /* smaller */ Compare(a, b) < 0;
            }
        }
        """,
        """
        public sealed class Prices(System.Net.Http.HttpClient client) : IComparer<string>
        {
            /// <summary>Compares by price.</summary>
            /// <param name="x">One.</param>
            /// <param name="y">Another.</param>
            [Obsolete]
            public int Compare(string? x, string? y) => CompareAsync(x, y).GetAwaiter().[?|GetResult|]();

            /// <summary>Compares by price.</summary>
            /// <param name="x">One.</param>
            /// <param name="y">Another.</param>
            public async Task<int> CompareAsync(string? x, string? y)
            {
                // The text first.
                var text = await client.GetStringAsync("/" + x).ConfigureAwait(false); // small

                return text.CompareTo(y);
            } // done

            public async Task<bool> Is(string a, string b)
            {
                await Task.Yield();
        #pragma warning disable CS0612
                return /* smaller */ await CompareAsync(a, b) < 0;
            }
        }
        """);

    [Fact]
    public Task Keeps_public_methods_and_adds_to_them_where_told() => Verify.FixesWith(
        "public class C {" + Work + "public int Load(int n) => Work(n).[|Result|]; public async Task<int> Later() { await Work(1); return Load(2); } }",
        "public class C {" + Work + "public int Load(int n) => LoadAsync(n).GetAwaiter().[?|GetResult|](); public async Task<int> LoadAsync(int n) => await Work(n).ConfigureAwait(false); public async Task<int> Later() { await Work(1); return await LoadAsync(2); } }",
        ("perfanalyzers.public_api", "keep"));

    [Fact]
    public Task Adds_nothing_to_a_public_interface_that_is_kept() => Verify.RefusesToFix(
        "public interface I { int Load(int n); } public class A : I {" + Work + "public int Load(int n) => Work(n).[|Result|]; public async Task<int> Later() { await Work(1); return Load(2); } }",
        ("perfanalyzers.public_api", "keep"));

    [Fact]
    public Task Fixes_all_documents_at_once() => Verify.FixesAll(
    [
        (
            "public class Store { internal int Load(int n) => Slow.Work(n).[|Result|] + Slow.Work(3).[|Result|]; public int N => Load(1); }",
            "public class Store { internal int Load(int n) => LoadAsync(n).GetAwaiter().[|GetResult|](); internal async Task<int> LoadAsync(int n) => await Slow.Work(n).ConfigureAwait(false) + await Slow.Work(3).ConfigureAwait(false); public int N => Load(1); }"
        ),
        (
            "public class Cart(Store store) { public int Total() => store.Load(1); public async Task<int> Later() { await Slow.Work(1); return Total(); } }",
            "public class Cart(Store store) { public async Task<int> TotalAsync() => await store.LoadAsync(1); public async Task<int> Later() { await Slow.Work(1); return await TotalAsync(); } }"
        ),
        (
            "public static class Slow { public static Task<int> Work(int n) => Task.Run(() => n); }",
            "public static class Slow { public static Task<int> Work(int n) => Task.Run(() => n); }"
        ),
    ]);
}
