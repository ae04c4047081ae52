using PerfAnalyzers.Async;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.SyncOverAsync, PerfAnalyzers.Async.SyncOverAsyncFix>;

namespace PerfAnalyzers.Tests;

/// <summary>Waits that a lambda, a time-out or Dispose stands around: what the fix makes of them, and what it leaves.</summary>
public sealed class SyncOverAsyncShapesTests
{
    private const string Work = " static Task<int> Work(int n) => Task.Run(() => n); ", All = " readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> _all = new();";

    public static TheoryData<string, string> Refusals { get; } = new()
    {
        { "ForEach that returns early", "class C {" + Work + "public void M(List<int> ids) { ids.ForEach(x => { if (x == 0) { return; } Work(x).[|Wait|](); }); } }" },
        { "ForEach as an expression body", "class C {" + Work + "public void M(List<int> ids) => ids.ForEach(x => Work(x).[|Wait|]()); }" },
        { "ForEach of another type", "class L { public void ForEach(Action<int> a) => a(1); } class C {" + Work + "public void M(L ids) { ids.ForEach(x => Work(x).[|Wait|]()); } }" },
        { "ForEach with a comment", "class C {" + Work + "public void M(List<int> ids) { ids /* all */ .ForEach(x => Work(x).[|Wait|]()); } }" },
        { "ForEach in a lock", "class C {" + Work + "public void M(List<int> ids) { lock (this) { ids.ForEach(x => Work(x).[|Wait|]()); } } }" },
        { "ForEach in a constructor", "class C {" + Work + "public C(List<int> ids) { ids.ForEach(x => Work(x).[|Wait|]()); } }" },
        { "ForEach where AggregateException is caught", "class C {" + Work + "public void M(List<int> ids) { try { ids.ForEach(x => Work(x).[|Wait|]()); } catch (AggregateException) { } } }" },
        { "deferred Select", "class C {" + Work + "public IEnumerable<int> M(List<int> ids) { return ids.Select(x => Work(x).[|Result|]); } }" },
        { "Select that is filtered", "class C {" + Work + "public List<int> M(List<int> ids) { return ids.Select(x => Work(x).[|Result|]).Where(n => n > 0).ToList(); } }" },
        { "Select within a call", "class C {" + Work + "public int M(List<int> ids) { return Math.Abs(ids.Select(x => Work(x).[|Result|]).ToList()[0]); } }" },
        { "Select with the index", "class C {" + Work + "public List<int> M(List<int> ids) { return ids.Select((x, i) => Work(x).[|Result|] + i).ToList(); } }" },
        { "Select in parallel", "class C {" + Work + "public List<int> M(List<int> ids) { return ids.AsParallel().Select(x => Work(x).[|Result|]).ToList(); } }" },
        { "Select to a dictionary", "class C {" + Work + "public Dictionary<int, int> M(List<int> ids) { return ids.ToDictionary(x => x, x => Work(x).[|Result|]); } }" },
        { "Where", "class C {" + Work + "public List<int> M(List<int> ids) { return ids.Where(x => Work(x).[|Result|] > 0).ToList(); } }" },
        { "Select to anonymous objects", "class C {" + Work + "public int M(List<int> ids) { var all = ids.Select(x => new { N = Work(x).[|Result|] }).ToList(); return all.Count; } }" },
        { "Select in a property", "class C(List<int> ids) {" + Work + "public List<int> All => ids.Select(x => Work(x).[|Result|]).ToList(); }" },
        { "time-out whose answer is kept", "class C {" + Work + "public bool M() { var ok = Work(1).[|Wait|](5); return ok; } }" },
        { "time-out that goes on", "class C {" + Work + "public int M() { var t = Work(1); var n = 0; if (!t.[|Wait|](5)) { n++; } return n; } }" },
        { "time-out with an else", "class C {" + Work + "public int M() { var t = Work(1); if (!t.[|Wait|](5)) { return 1; } else { return 2; } } }" },
        { "time-out with a token", "class C {" + Work + "public int M(CancellationToken stop) { var t = Work(1); if (!t.[|Wait|](5, stop)) { return 1; } return 2; } }" },
        { "time-out that is asked the other way", "class C {" + Work + "public int M() { var t = Work(1); if (t.[|Wait|](5)) { return 1; } return 2; } }" },
        { "time-out within a condition", "class C {" + Work + "public int M(bool b) { var t = Work(1); if (b && !t.[|Wait|](5)) { return 1; } return 2; } }" },
        { "lazy value read by a property", "class C {" + Work + "readonly Lazy<int> _n = new(() => Work(1).[|Result|]); public int N => _n.Value; }" },
        { "lazy value that others see", "class C {" + Work + "internal readonly Lazy<int> N = new(() => Work(1).[|Result|]); public int M() => N.Value; }" },
        { "lazy value that can be replaced", "class C {" + Work + "Lazy<int> _n = new(() => Work(1).[|Result|]); public int M() { _n = new(() => 1); return _n.Value; } }" },
        { "lazy value that is handed on", "class C {" + Work + "readonly Lazy<int> _n = new(() => Work(1).[|Result|]); public Lazy<int> M() => _n; public int N() => _n.Value; }" },
        { "lazy value that is asked whether it is there", "class C {" + Work + "readonly Lazy<int> _n = new(() => Work(1).[|Result|]); public int M() => _n.IsValueCreated ? _n.Value : 0; }" },
        { "lazy value that tries again", "class C {" + Work + "readonly Lazy<int> _n = new(() => Work(1).[|Result|], LazyThreadSafetyMode.PublicationOnly); public int M() => _n.Value; }" },
        { "lazy value read in a lock", "class C {" + Work + "readonly Lazy<int> _n = new(() => Work(1).[|Result|]); public int M() { lock (this) { return _n.Value; } } }" },
        { "lazy value of two constructors", "class C {" + Work + "readonly Lazy<int> _n; public C() { _n = new(() => Work(1).[|Result|]); } public C(int n) { _n = new(() => n); } public int M() => _n.Value; }" },
        { "lazy local", "class C {" + Work + "public int M() { var n = new Lazy<int>(() => Work(1).[|Result|]); return n.Value; } }" },
        { "GetOrAdd of a key that is made", "class C {" + All + Work + "static int Next() => 1; public int M() => _all.GetOrAdd(Next(), x => Work(x).[|Result|]); }" },
        { "GetOrAdd of a key of another type", "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<long, int> _all = new();" + Work + "public int M(int id) => _all.GetOrAdd(id, x => Work((int)x).[|Result|]); }" },
        { "GetOrAdd with a block", "class C {" + All + Work + "public int M(int id) => _all.GetOrAdd(id, x => { Console.WriteLine(x); return Work(x).[|Result|]; }); }" },
        { "GetOrAdd with an argument for the lambda", "class C {" + All + Work + "public int M(int id) => _all.GetOrAdd(id, (x, y) => Work(x + y).[|Result|], 3); }" },
        { "GetOrAdd of a dictionary that can be replaced", "class C { System.Collections.Concurrent.ConcurrentDictionary<int, int> _all = new();" + Work + "public void Clear() => _all = new(); public int M(int id) => _all.GetOrAdd(id, x => Work(x).[|Result|]); }" },
        { "GetOrAdd whose answer nobody wants", "class C {" + All + Work + "public void M(int id) { _all.GetOrAdd(id, x => Work(x).[|Result|]); } }" },
        { "GetOrAdd in a lock", "class C {" + All + Work + "public int M(int id) { lock (this) { return _all.GetOrAdd(id, x => Work(x).[|Result|]); } } }" },
        { "GetOrAdd of another type", "class L { public int GetOrAdd(int id, Func<int, int> make) => make(id); } class C(L all) {" + Work + "public int M(int id) => all.GetOrAdd(id, x => Work(x).[|Result|]); }" },
        { "Dispose of what can be derived from, and is", "class C : IDisposable {" + Work + "public void Dispose() { Work(1).[|Wait|](); } } class D : C { }" },
        { "virtual Dispose", "class C : IDisposable {" + Work + "public virtual void Dispose() { Work(1).[|Wait|](); } }" },
        { "Dispose of a struct", "readonly struct S : IDisposable {" + Work + "public void Dispose() { Work(1).[|Wait|](); } }" },
        { "Dispose without the interface", "class C {" + Work + "public void Dispose() { Work(1).[|Wait|](); } }" },
        { "Dispose by a base interface", "interface I : IDisposable { } class C : I {" + Work + "public void Dispose() { Work(1).[|Wait|](); } }" },
        { "Dispose under a lock", "sealed class C : IDisposable {" + Work + "public void Dispose() { lock (this) { Work(1).[|Wait|](); } } }" },
        { "Dispose(bool)", "class C : IDisposable {" + Work + "public void Dispose() { Dispose(true); } protected virtual void Dispose(bool disposing) { Work(1).[|Wait|](); } }" },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        {
            "ForEach",
            "class C {" + Work + "public void M(List<int> ids) { ids.ForEach(x => Work(x).[|Wait|]()); } }",
            "class C {" + Work + "public async Task MAsync(List<int> ids) { foreach (var x in ids) { await Work(x); } } }"
        },
        {
            "ForEach with a block",
            "class C {" + Work + "public async Task M(List<int> ids) { await Work(0); ids.ForEach((int x) => { Console.WriteLine(x); Work(x).[|Wait|](); }); } }",
            "class C {" + Work + "public async Task M(List<int> ids) { await Work(0); foreach (int x in ids) { Console.WriteLine(x); await Work(x); } } }"
        },
        {
            "Select to a list",
            "class C {" + Work + "public int M(List<int> ids) { var all = ids.Select(x => Work(x).[|Result|]).ToList(); return all.Count; } }",
            "class C {" + Work + "public async Task<int> MAsync(List<int> ids) { var all = new List<int>(); foreach (var x in ids) { all.Add(await Work(x)); } return all.Count; } }"
        },
        {
            "Select to an array, beside results",
            "class C {" + Work + "public int[] M(List<int> results) { return results.Select(x => Work(x).[|Result|] + 1).ToArray(); } }",
            "class C {" + Work + "public async Task<int[]> MAsync(List<int> results) { var results2 = new List<int>(); foreach (var x in results) { results2.Add(await Work(x) + 1); } return results2.ToArray(); } }"
        },
        {
            "call in a Select",
            "class C {" + Work + "static int Load(int n) => Work(n).[|Result|]; public List<int> M(List<int> ids) { return ids.Select(x => Load(x)).ToList(); } }",
            "class C {" + Work + "static async Task<int> LoadAsync(int n) => await Work(n); public async Task<List<int>> MAsync(List<int> ids) { var results = new List<int>(); foreach (var x in ids) { results.Add(await LoadAsync(x)); } return results; } }"
        },
        {
            "time-out",
            "class C {" + Work + "public int M() { var t = Work(1); if (!t.[|Wait|](500)) { throw new TimeoutException(); } return t.Result; } }",
            "class C {" + Work + "public async Task<int> MAsync() { var t = Work(1); if (await Task.WhenAny(t, Task.Delay(500)) != t) { throw new TimeoutException(); } await t; return t.Result; } }"
        },
        {
            "time-out of a call",
            "class C {" + Work + "public void M(TimeSpan limit) { if (!Work(1).[|Wait|](limit)) throw new TimeoutException(); Console.WriteLine(); } }",
            "class C {" + Work + "public async Task MAsync(TimeSpan limit) { var task = Work(1); if (await Task.WhenAny(task, Task.Delay(limit)) != task) throw new TimeoutException(); await task; Console.WriteLine(); } }"
        },
        {
            "lazy value",
            "class C {" + Work + "readonly Lazy<int> _n = new(() => Work(1).[|Result|]); public int M() => _n.Value + 1; public async Task<int> A() => this._n.Value; }",
            "class C {" + Work + "readonly Lazy<Task<int>> _n = new(async () => await Work(1)); public async Task<int> MAsync() => await _n.Value + 1; public async Task<int> A() => await this._n.Value; }"
        },
        {
            "lazy value of a constructor",
            "class C {" + Work + "readonly System.Lazy<string> _n; public C(int n) { _n = new System.Lazy<string>(() => Work(n).[|Result|].ToString()); } public int M() => _n.Value.Length; }",
            "class C {" + Work + "readonly System.Lazy<Task<string>> _n; public C(int n) { _n = new System.Lazy<Task<string>>(async () => (await Work(n)).ToString()); } public async Task<int> MAsync() => (await _n.Value).Length; }"
        },
        {
            "GetOrAdd",
            "class C {" + All + Work + "public int M(int id) => _all.GetOrAdd(id, x => Work(x).[|Result|]); }",
            "class C {" + All + Work + "public async Task<int> MAsync(int id) => _all.TryGetValue(id, out var value) ? value : _all.GetOrAdd(id, await Work(id)); }"
        },
        {
            "GetOrAdd within a sum, of a constant key",
            "class C {" + All + Work + "public async Task<int> M(int value) { await Work(0); return this._all.GetOrAdd(7, static (int x) => Work(x).[|Result|] + x) * value; } }",
            "class C {" + All + Work + "public async Task<int> M(int value) { await Work(0); return (this._all.TryGetValue(7, out var value2) ? value2 : this._all.GetOrAdd(7, await Work(7) + 7)) * value; } }"
        },
        {
            "GetOrAdd of a task that the key starts",
            "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _all = new(); public string M(string path) { var text = _all.GetOrAdd(path, p => p.Length == 0 ? p : File.ReadAllTextAsync(p).GetAwaiter().[|GetResult|]()); return text; } }",
            "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _all = new(); public async Task<string> MAsync(string path) { var text = _all.TryGetValue(path, out var value) ? value : _all.GetOrAdd(path, path.Length == 0 ? path : await File.ReadAllTextAsync(path)); return text; } }"
        },
        {
            "call in a GetOrAdd",
            "class C {" + All + Work + "static int Load(int n) => Work(n).[|Result|]; public int M(int id) => _all.GetOrAdd(id, x => Load(x)); }",
            "class C {" + All + Work + "static async Task<int> LoadAsync(int n) => await Work(n); public async Task<int> MAsync(int id) => _all.TryGetValue(id, out var value) ? value : _all.GetOrAdd(id, await LoadAsync(id)); }"
        },
        {
            "Dispose",
            "sealed class C(Stream s) : IDisposable { public void Dispose() => s.DisposeAsync().AsTask().[|Wait|](); }",
            "sealed class C(Stream s) : IDisposable, IAsyncDisposable { public void Dispose() => s.DisposeAsync().AsTask().Wait(); public async ValueTask DisposeAsync() => await s.DisposeAsync(); }"
        },
    };

    [Theory, MemberData(nameof(Refusals))]
    public Task Leaves_it_as_it_is(string name, string code)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(code);
    }

    [Theory, MemberData(nameof(Rewrites))]
    public Task Rewrites_it(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(before, after);
    }

    [Fact]
    public Task Keeps_lines() => Verify.Fixes(
        """
        public sealed class Feed(System.Net.Http.HttpClient client) : IDisposable
        {
            private readonly List<string> _urls = new();

            public List<int> Sizes() =>
                _urls.Where(u => u.Length > 0).Select(u => client.GetStringAsync(u).[|Result|].Length).ToList();

            public void Warm()
            {
                // All of them.
                _urls.ForEach(u =>
                {
                    // One by one.
                    client.GetStringAsync(u).[|Wait|]();
                });
                var first = client.GetStringAsync(_urls[0]);
                if (!first.[|Wait|](TimeSpan.FromSeconds(5)))
                {
                    throw new TimeoutException();
                }

                Console.WriteLine(first.Result);
            }

            public void Dispose()
            {
                // The last word.
                client.DeleteAsync("/").GetAwaiter().[|GetResult|]();
                client.Dispose();
            }
        }
        """,
        """
        public sealed class Feed(System.Net.Http.HttpClient client) : IDisposable, IAsyncDisposable
        {
            private readonly List<string> _urls = new();

            public async Task<List<int>> SizesAsync()
            {
                var results = new List<int>();
                foreach (var u in _urls.Where(u => u.Length > 0))
                {
                    results.Add((await client.GetStringAsync(u)).Length);
                }
                return results;
            }

            public async Task WarmAsync()
            {
                // All of them.
                foreach (var u in _urls)
                {
                    // One by one.
                    await client.GetStringAsync(u);
                }
                var first = client.GetStringAsync(_urls[0]);
                if (await Task.WhenAny(first, Task.Delay(TimeSpan.FromSeconds(5))) != first)
                {
                    throw new TimeoutException();
                }
                await first;

                Console.WriteLine(first.Result);
            }

            public void Dispose()
            {
                // The last word.
                client.DeleteAsync("/").GetAwaiter().GetResult();
                client.Dispose();
            }

            public async ValueTask DisposeAsync()
            {
                // The last word.
                await client.DeleteAsync("/");
                client.Dispose();
            }
        }
        """);

    [Fact]
    public async Task Dispose_waits_as_before_and_DisposeAsync_does_not()
    {
        const string Source = """
            using PerfAnalyzers.Tests;
            public static class Truth
            {
                public static object Sync() { var file = new LogFile(); file.Dispose(); return file.Lines; }
                public static object Async() => After(new LogFile());
                static async Task<object> After(IDisposable file) { if (file is IAsyncDisposable later) { await later.DisposeAsync(); } else { file.Dispose(); } return ((LogFile)file).Lines; }
            }
            public sealed class LogFile : IDisposable
            {
                public int Lines;
                public void Dispose()
                {
                    Lines += Work.Start(3).Result;
                    Work.Start(1).Wait();
                    Lines++;
                }
            }
            """;
        Assert.Equal(2, (await Executed.Review<SyncOverAsync>(Source)).Length);
        var fixedSource = await Executed.Fix<SyncOverAsync, SyncOverAsyncFix>(Source);
        Assert.Empty(await Executed.Review<SyncOverAsync>(fixedSource));
        Assert.Equal((4, 2), Run(Source, "Sync"));
        Assert.Equal((4, 2), Run(Source, "Async"));
        Assert.Equal((4, 2), Run(fixedSource, "Sync"));
        Assert.Equal((4, 0), Run(fixedSource, "Async"));

        static (object? Result, int Blocked) Run(string source, string method)
        {
            var code = Executed.Load(source);
            return OneThread.Run(() => code.Delegate<Func<object>>("Truth." + method)());
        }
    }
}
