using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.SyncOverAsync, PerfAnalyzers.Async.SyncOverAsyncFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class SyncOverAsyncTests
{
    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "Result", "return Load(1).[|Result|];", "return await Load(1);" },
        { "Result of a member", "return Text().[|Result|].Length;", "return (await Text()).Length;" },
        { "Result of an element", "return Text().[|Result|][0];", "return (await Text())[0];" },
        { "Result, conditionally", "return Text().[|Result|]?.Length ?? 0;", "return (await Text())?.Length ?? 0;" },
        { "Result, not null", "return Text().[|Result|]!.Length;", "return (await Text())!.Length;" },
        { "Result in a condition", "if (Flag().[|Result|] && !Flag().[|Result|]) { return 1; } return 0;", "if (await Flag() && !await Flag()) { return 1; } return 0;" },
        { "Result, cast", "return (int)(long)Load(1).[|Result|];", "return (int)(long)await Load(1);" },
        { "Result, negated", "return -Load(1).[|Result|];", "return -await Load(1);" },
        { "Result, switched", "return Load(1).[|Result|] switch { 1 => 2, _ => 3 };", "return (await Load(1)) switch { 1 => 2, _ => 3 };" },
        { "Result, matched", "return Load(1).[|Result|] is 1 ? 2 : 3;", "return await Load(1) is 1 ? 2 : 3;" },
        { "Result, interpolated", "return $\"{Load(1).[|Result|]:N2} {Text().[|Result|]}\".Length;", "return $\"{await Load(1):N2} {await Text()}\".Length;" },
        { "Result as argument", "return Load(Load(1).[|Result|]).[|Result|];", "return await Load(await Load(1));" },
        { "nested tasks", "return Nested().[|Result|].[|Result|];", "return await (await Nested());" },
        { "Result of a choice", "return (flag ? Load(1) : Load(2)).[|Result|];", "return await (flag ? Load(1) : Load(2));" },
        { "Result of a ValueTask", "return Value().[|Result|] + 1;", "return await Value() + 1;" },
        { "discarded", "_ = Load(1).[|Result|]; return 0;", "_ = await Load(1); return 0;" },
        { "Wait", "Load(1).[|Wait|](); return 0;", "await Load(1); return 0;" },
        { "Wait, then Result", "var t = Load(1); t.[|Wait|](); return t.Result;", "var t = Load(1); await t; return t.Result;" },
        { "Wait with a token", "Load(1).[|Wait|](stop); return 0;", "await Load(1).WaitAsync(stop); return 0;" },
        { "GetResult", "return Load(1).GetAwaiter().[|GetResult|]();", "return await Load(1);" },
        { "GetResult, configured", "return Load(1).ConfigureAwait(false).GetAwaiter().[|GetResult|]();", "return await Load(1).ConfigureAwait(false);" },
        { "GetResult, member", "return Text().ConfigureAwait(false).GetAwaiter().[|GetResult|]().Length;", "return (await Text().ConfigureAwait(false)).Length;" },
        { "GetResult as a statement", "Value().GetAwaiter().[|GetResult|](); return 0;", "await Value(); return 0;" },
        { "WaitAll", "var a = Load(1); var b = Load(2); Task.[|WaitAll|](a, b); return a.Result + b.Result;", "var a = Load(1); var b = Load(2); await Task.WhenAll(a, b); return a.Result + b.Result;" },
        { "WaitAll of an array", "var all = new[] { Load(1), Load(2) }; Task.[|WaitAll|](all); return all[0].Result;", "var all = new[] { Load(1), Load(2) }; await Task.WhenAll(all); return all[0].Result;" },
        { "in a local function", "return await F(); async Task<int> F() { await Task.Yield(); return Load(1).[|Result|]; }", "return await F(); async Task<int> F() { await Task.Yield(); return await Load(1); }" },
        { "in a lambda", "Func<Task<int>> f = async () => Load(1).[|Result|] + 1; return await f();", "Func<Task<int>> f = async () => await Load(1) + 1; return await f();" },
        { "in a using", "using (var s = new MemoryStream()) { return Load(1).[|Result|]; }", "using (var s = new MemoryStream()) { return await Load(1); }" },
        { "in catch and finally", "try { return 1; } catch (Exception) { return Load(1).[|Result|]; } finally { Load(2).[|Wait|](); }", "try { return 1; } catch (Exception) { return await Load(1); } finally { await Load(2); }" },
        { "in a try that logs", "try { return Load(1).[|Result|]; } catch (InvalidOperationException e) { Console.WriteLine(e); return 0; }", "try { return await Load(1); } catch (InvalidOperationException e) { Console.WriteLine(e); return 0; }" },
        { "source of a query", "return (from x in Many().[|Result|] where x > 1 select x).Count();", "return (from x in await Many() where x > 1 select x).Count();" },
        { "loop source", "var n = 0; foreach (var x in Many().[|Result|]) { n += x; } return n;", "var n = 0; foreach (var x in await Many()) { n += x; } return n;" },
    };

    public static TheoryData<string, string> Refusals { get; } = new()
    {
        { "in a lock", "lock (this) { return Load(1).[|Result|]; }" },
        { "in a filter", "try { return 1; } catch (Exception) when (Flag().[|Result|]) { return 2; }" },
        { "in a query clause", "return (from x in new[] { 1 } where Flag().[|Result|] select x).Count();" },
        { "in a select clause", "return (from x in new[] { 1 } select Load(x).[|Result|]).Count();" },
        { "in unsafe code", "unsafe { return Load(1).[|Result|]; }" },
        { "in a lambda that is not async", "return new[] { 1 }.Sum(x => Load(x).[|Result|]);" },
        { "in a local function that is not async", "return F(); int F() => Load(1).[|Result|];" },
        { "behind ?.", "C? c = null; return c?.Load(1).[|Result|] ?? 0;" },
        { "with a timeout", "return Load(1).[|Wait|](100) ? 1 : 0;" },
        { "WaitAny", "var a = Load(1); return Task.[|WaitAny|](a);" },
        { "WaitAll in time", "var a = Load(1); return Task.[|WaitAll|](new[] { a }, 100) ? 1 : 0;" },
        { "stored awaiter", "var awaiter = Load(1).GetAwaiter(); return awaiter.[|GetResult|]();" },
        { "AggregateException caught", "try { return Load(1).[|Result|]; } catch (AggregateException) { return 0; }" },
        { "inner exception read", "try { return Load(1).[|Result|]; } catch (Exception e) { return e.InnerException is null ? 0 : 1; }" },
        { "span in the method", "Span<int> span = stackalloc int[1]; span[0] = 1; return span[0] + Load(1).[|Result|];" },
        { "ref local in the method", "var array = new int[1]; ref var first = ref array[0]; first = Load(1).[|Result|]; return first;" },
        { "comment between", "return Load(1) // loads\n            .[|Result|];" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Awaits(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(InAsync(before), InAsync(after));
    }

    [Theory, MemberData(nameof(Refusals))]
    public Task Does_not_await(string name, string code)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(InAsync(code));
    }

    [Fact]
    public Task Does_not_await_in_a_method_that_is_not_async() =>
        Verify.RefusesToFix("class C { public int M() => Task.Delay(1).ContinueWith(_ => 1).[|Result|]; }");

    [Fact]
    public Task Keeps_comments_and_lines() => Verify.Fixes(
        """
        class C(System.Net.Http.HttpClient client)
        {
            public async Task<string> Load(string url)
            {
                await Task.Yield();

                // The header first.
                var head = client
                    .GetStringAsync(url + "/head")
                    .[|Result|]; // small

                return head + /* then the body */ client.GetStringAsync(
                    url)
                    .ConfigureAwait(false)
                    .GetAwaiter()
                    .[|GetResult|]();
            }
        }
        """,
        """
        class C(System.Net.Http.HttpClient client)
        {
            public async Task<string> Load(string url)
            {
                await Task.Yield();

                // The header first.
                var head = await client
                    .GetStringAsync(url + "/head"); // small

                return head + /* then the body */ await client.GetStringAsync(
                    url)
                    .ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task Fixes_all_documents() => Verify.FixesAll(
    [
        (
            "class A { public async Task<int> M(Func<int, Task<int>> f) { await Task.Yield(); return f(f(f(1).[|Result|]).[|Result|]).[|Result|]; } }",
            "class A { public async Task<int> M(Func<int, Task<int>> f) { await Task.Yield(); return await f(await f(await f(1))); } }"
        ),
        (
            "class B { public async Task M(Task t) { t.[|Wait|](); Task.[|WaitAll|](Task.Delay(1), t); await t; } }",
            "class B { public async Task M(Task t) { await t; await Task.WhenAll(Task.Delay(1), t); await t; } }"
        ),
    ]);

    [Fact]
    public Task Says_what_to_do() => Verify.Says(
        "class Prices { public string Load() => Text().[|Result|]; private static Task<string> Text() => File.ReadAllTextAsync(\"a\"); }",
        "'Result' holds a thread until 'Text' has ended, and under load requests queue for threads; make 'Load' and its callers async, and await it");

    [Theory]
    [InlineData("class C { public C(Task t) { t.[|Wait|](); } }", "'t'", "await it in a static factory method that then constructs 'C'")]
    [InlineData("class C(Task t) : IDisposable { public void Dispose() => t.[|Wait|](); }", "'t'", "implement IAsyncDisposable and await it in 'DisposeAsync'")]
    [InlineData("class C { public int N => File.ReadAllTextAsync(\"a\").[|Result|].Length; }", "'ReadAllTextAsync'", "make 'N' an async method and await it")]
    [InlineData("class C { private int Load() => LoadAsync().[|Result|]; private async Task<int> LoadAsync() { await Task.Yield(); return Load(); } }", "'LoadAsync'", "let the callers of 'Load' await 'LoadAsync'")]
    [InlineData("class C { public void M(Task t) { lock (this) { t.[|Wait|](); } } }", "'t'", "await it before the lock is taken, or guard with SemaphoreSlim.WaitAsync")]
    [InlineData("class C { private readonly string _a = File.ReadAllTextAsync(\"a\").[|Result|]; }", "'ReadAllTextAsync'", "keep the task and await it where the value is used")]
    [InlineData("class C { private readonly Lazy<string> _a = new(() => File.ReadAllTextAsync(\"a\").[|Result|]); }", "'ReadAllTextAsync'", "make it a Lazy<Task<…>> and await its value")]
    [InlineData("class C : IComparer<int> { public int Compare(int a, int b) { Task.Delay(a).[|Wait|](); return 0; } }", "the task", "make 'Compare', the member it implements and its callers async, and await it")]
    public Task Names_the_way_out(string source, string task, string wayOut) => Verify.Says(
        source,
        $"'{(source.Contains("[|Wait|]", StringComparison.Ordinal) ? "Wait" : "Result")}' holds a thread until {task} has ended, and under load requests queue for threads; {wayOut}");

    private static string InAsync(string body) => $$"""
        class C
        {
            public async Task<int> M(bool flag, CancellationToken stop)
            {
                await Task.Yield();
                {{body}}
            }

            private Task<int> Load(int n) => Task.Run(() => n);
            private static Task<bool> Flag() => Task.Run(() => true);
            private static Task<string> Text() => Task.Run(() => "");
            private static Task<int[]> Many() => Task.Run(() => new int[1]);
            private static Task<Task<int>> Nested() => Task.Run(() => 1).ContinueWith(t => t);
            private static async ValueTask<int> Value() { await Task.Yield(); return 1; }
        }
        """;
}
