using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.Polling, PerfAnalyzers.Async.PollingFix>;

namespace PerfAnalyzers.Tests;

public sealed class PollingTests
{
    public static readonly Cases Firing = new()
    {
        { "task", "class C { public async Task M(Task t) { [|while (!t.IsCompleted)|] { await Task.Delay(10); } } }" },
        { "task, compared", "class C { public async Task M(Task<int> t) { [|while (t.IsCompleted == false)|] await Task.Delay(10).ConfigureAwait(false); } }" },
        { "task of a source", "class C { public async Task M(TaskCompletionSource t, CancellationToken stop) { [|while (!t.Task.IsCompleted)|] { await Task.Delay(TimeSpan.FromMilliseconds(5), stop); } } }" },
        { "task, spinning", "class C { public async Task M(Task t) { [|while (!t.IsCompleted)|] { await Task.Yield(); } } }" },
        { "task, sleeping", "class C { public void M(Task t) { [|while (!t.IsCompleted)|] { Thread.Sleep(10); } } }" },
        { "task, do", "class C { public async Task M(Task t) { [|do|] { await Task.Delay(10); } while (!t.IsCompleted); } }" },
        { "task or token", "class C { public async Task M(Task t, CancellationToken stop) { [|while (!t.IsCompleted && !stop.IsCancellationRequested)|] { await Task.Delay(10); } } }" },
        { "token", "class C { public async Task M(CancellationToken stop) { [|while (!stop.IsCancellationRequested)|] { await Task.Delay(1000); } } }" },
        { "token of a service", "class Worker : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken stop) { [|while (!stop.IsCancellationRequested)|] { await Task.Delay(1000, stop); } } }" },
        { "process", "class C { public async Task M(System.Diagnostics.Process p) { [|while (!p.HasExited)|] { await Task.Delay(100); } } }" },
        { "thread", "class C { public void M(Thread t) { [|while (t.IsAlive)|] { Thread.Sleep(100); } } }" },
        { "event", "class C { public void M(ManualResetEventSlim e) { [|while (!e.IsSet)|] { Thread.Sleep(1); } } }" },
        { "empty queue", """
            class C
            {
                private readonly System.Collections.Concurrent.ConcurrentQueue<int> _all = new();
                public void Add(int x) => _all.Enqueue(x);
                public async Task<int> Take() { int x; [|while (!_all.TryDequeue(out x))|] { await Task.Delay(50); } return x; }
                public void Wait() { [|while (_all.IsEmpty)|] { Thread.Sleep(50); } }
                public void Count() { [|while (_all.Count == 0)|] { Thread.Sleep(50); } }
            }
            """ },
        { "channel", "class C { public async Task<int> M(System.Threading.Channels.ChannelReader<int> r) { int x; [|while (!r.TryRead(out x))|] { await Task.Delay(1); } return x; } }" },
        { "field another method sets", """
            class Job
            {
                private volatile bool _done;
                public void Finish() => _done = true;
                public async Task Wait() { [|while (!_done)|] { await Task.Delay(20); } }
            }
            """ },
        { "field, sleeping", "class Job { private bool _running = true; public void Stop() { _running = false; } public void Wait() { [|while (_running)|] Thread.Sleep(100); } }" },
        { "field, read volatile", "class Job { private bool _done; public void Finish() => Volatile.Write(ref _done, true); public void Wait() { [|while (!Volatile.Read(ref _done))|] { Thread.Sleep(1); } } }" },
        { "property", "class Job { public bool IsDone { get; private set; } public void Finish() => IsDone = true; public async Task Wait(CancellationToken stop) { [|while (!IsDone)|] { stop.ThrowIfCancellationRequested(); await Task.Delay(20); } } }" },
        { "counter", "class Job { private int _open; public void Enter() => Interlocked.Increment(ref _open); public void Leave() => _open--; public async Task Drain() { [|while (_open > 0)|] { await Task.Delay(20); } } }" },
        { "local a callback sets", "class C { public async Task M(FileSystemWatcher w) { var seen = false; w.Changed += (_, _) => seen = true; [|while (!seen)|] { await Task.Delay(20); } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "does something", "class C { public async Task M(Task t) { while (!t.IsCompleted) { Console.Write('.'); await Task.Delay(500); } } }" },
        { "periodic job", "class Worker(Stream s) : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken stop) { while (!stop.IsCancellationRequested) { await s.FlushAsync(stop); await Task.Delay(1000, stop); } } }" },
        { "file", "class C { public async Task M(string p) { while (!File.Exists(p)) { await Task.Delay(500); } } }" },
        { "server", "class C { private async Task<bool> IsReady() { await Task.Yield(); return true; } public async Task M() { while (!await IsReady()) { await Task.Delay(500); } } }" },
        { "state of something else", "class C { public async Task M(DbConnection c) { while (c.State != System.Data.ConnectionState.Open) { await Task.Delay(500); } } }" },
        { "limited by time", "class Job { private bool _done; public void Finish() => _done = true; public async Task Wait() { var w = System.Diagnostics.Stopwatch.StartNew(); while (!_done && w.ElapsedMilliseconds < 5000) { await Task.Delay(20); } } }" },
        { "limited by the clock", "class Job { private bool _done; public void Finish() => _done = true; public void Wait(DateTime end) { while (!_done && DateTime.UtcNow < end) { Thread.Sleep(20); } } }" },
        { "limited by attempts", "class Job { private bool _done; public void Finish() => _done = true; public void Wait() { var n = 0; while (!_done && n++ < 10) { Thread.Sleep(20); } } }" },
        { "attempts in a for", "class C { public async Task M(Task t) { for (var i = 0; i < 10 && !t.IsCompleted; i++) { await Task.Delay(20); } } }" },
        { "longer and longer", "class Job { private bool _done; public void Finish() => _done = true; public async Task Wait() { var d = 1; while (!_done) { await Task.Delay(d); d *= 2; } } }" },
        { "endless", "class C { public async Task M() { while (true) { await Task.Delay(1000); } } }" },
        { "time passes", "class C { public void M(DateTime end) { while (DateTime.UtcNow < end) { Thread.Sleep(10); } } }" },
        { "field nobody else sets", "class Job { private bool _done; public async Task Wait() { _done = false; while (!_done) { await Task.Delay(20); } } }" },
        { "field of the constructor", "class Job { private bool _on; public Job(bool on) { _on = on; } public async Task Wait() { while (_on) { await Task.Delay(20); } } }" },
        { "local nobody else sets", "class C { public async Task M(bool go) { var on = go; while (on) { await Task.Delay(20); } } }" },
        { "field of another object", "class Job { public bool Done; } class C { public async Task M(Job j) { while (!j.Done) { await Task.Delay(20); } } }" },
        { "computed property", "class Job { private DateTime _end; private bool IsOver => DateTime.UtcNow > _end; public void Start() => _end = DateTime.UtcNow; public async Task Wait() { while (!IsOver) { await Task.Delay(20); } } }" },
        { "virtual property", "class Job { protected virtual bool Done { get; set; } public void Finish() => Done = true; public async Task Wait() { while (!Done) { await Task.Delay(20); } } }" },
        { "runs while the task runs", "class C { public async Task M(Task t) { while (t.IsCompleted) { await Task.Delay(10); } } }" },
        { "another task each time", "class C { Task Next() => Task.Delay(1); public async Task M() { while (!Next().IsCompleted) { await Task.Delay(10); } } }" },
        { "sleep in an async function: told as such", "class C { public async Task M(Task t) { while (!t.IsCompleted) { Thread.Sleep(10); } await t; } }" },
        { "lock by compare and exchange", "class C { private int _l; public void M() { while (Interlocked.CompareExchange(ref _l, 1, 0) != 0) { Thread.Sleep(0); } _l = 0; } }" },
        { "spinning for a moment", "class C { private volatile bool _set; public void Set() => _set = true; public void M() { var s = new SpinWait(); while (!_set) { s.SpinOnce(); } } }" },
        { "timer", "class C { public async Task M(PeriodicTimer t) { while (await t.WaitForNextTickAsync()) { Console.WriteLine(); } } }" },
        { "catch block", "class C { public async Task M(Task t) { try { await t; } catch (Exception) { while (!t.IsCompleted) { await Task.Delay(10); } } } }" },
        { "start-up", "class Program { static async Task Main() { var stop = new CancellationTokenSource(); while (!stop.IsCancellationRequested) { await Task.Delay(1000); } } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_to_await() => Verify.Says(
        "class C { public async Task M(Task t) { [|while (!t.IsCompleted)|] { await Task.Delay(10); } } }",
        "This loop wakes up again and again to ask for 'IsCompleted'; await the task");

    [Theory]
    [InlineData("await Task.Delay(100);", "await 'WaitForExitAsync'", "!p.HasExited", "HasExited")]
    [InlineData("Thread.Sleep(100);", "call 'WaitForExit'", "!p.HasExited", "HasExited")]
    [InlineData("Thread.Sleep(100);", "call 'Join'", "t.IsAlive", "IsAlive")]
    [InlineData("await Task.Delay(100);", "let the thread complete a 'TaskCompletionSource' and await its task", "t.IsAlive", "IsAlive")]
    [InlineData("Thread.Sleep(100);", "call 'Wait'", "!e.IsSet", "IsSet")]
    [InlineData("await Task.Delay(100);", "let a 'TaskCompletionSource' be the signal and await its task", "!e.IsSet", "IsSet")]
    [InlineData("Thread.Sleep(100);", "use a 'BlockingCollection' and take from it", "q.IsEmpty", "IsEmpty")]
    [InlineData("await Task.Delay(100);", "use a 'Channel' and await its reader", "q.IsEmpty", "IsEmpty")]
    [InlineData("Thread.Sleep(100);", "wait for the 'WaitHandle' of the token", "!s.IsCancellationRequested", "IsCancellationRequested")]
    [InlineData("await Task.Delay(100);", "await 'Task.Delay(Timeout.Infinite, …)' with the token", "!s.IsCancellationRequested", "IsCancellationRequested")]
    [InlineData("Thread.Sleep(100);", "wait for the task", "!k.IsCompleted", "IsCompleted")]
    [InlineData("Thread.Sleep(100);", "let what changes it set a 'ManualResetEventSlim' and wait for that", "_on", "_on")]
    [InlineData("await Task.Delay(100);", "let what changes it complete a 'TaskCompletionSource' and await its task", "_on", "_on")]
    public Task Says_the_way_out(string pause, string way, string condition, string name) => Verify.Says(
        $"class C {{ private bool _on; public void Off() => _on = false; public {(pause.StartsWith("await", StringComparison.Ordinal) ? "async Task" : "void")} M(System.Diagnostics.Process p, Thread t, ManualResetEventSlim e, System.Collections.Concurrent.ConcurrentQueue<int> q, CancellationToken s, Task k) {{ [|while ({condition})|] {{ {pause} }} }} }}",
        $"This loop wakes up again and again to ask for '{name}'; {way}");

    [Theory]
    [InlineData("[|while (!t.IsCompleted)|] { await Task.Delay(10); }", "await Task.WhenAny(t);")]
    [InlineData("[|while (!t.IsCompleted)|] await Task.Yield(); // kept", "await Task.WhenAny(t); // kept")]
    [InlineData("[|while (!t.IsCompleted)|] { await Task.Delay(10).ConfigureAwait(false); }", "await Task.WhenAny(t).ConfigureAwait(false);")]
    [InlineData("[|while (!t.IsCompleted)|] { await Task.Delay(10, stop).ConfigureAwait(false); }", "await Task.WhenAny(t).WaitAsync(stop).ConfigureAwait(false);")]
    [InlineData("[|while (!s.Task.IsCompleted)|] { await Task.Delay(10); }", "await Task.WhenAny(s.Task);")]
    [InlineData("[|while (!p.HasExited)|] { await Task.Delay(10); }", "await p.WaitForExitAsync();")]
    [InlineData("[|while (!p.HasExited)|] { await Task.Delay(10, stop); }", "await p.WaitForExitAsync(stop);")]
    public Task Awaits_what_happens(string before, string after)
    {
        const string Code = "class C { public async Task M(Task<int> t, TaskCompletionSource<int> s, System.Diagnostics.Process p, CancellationToken stop) { await Task.Yield();\n$\n} }";
        return Verify.Fixes(Code.Replace("$", before, StringComparison.Ordinal), Code.Replace("$", after, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[|while (!t.IsCompleted && !stop.IsCancellationRequested)|] { await Task.Delay(10); }")]
    [InlineData("[|while (!t.IsCompleted)|] { stop.ThrowIfCancellationRequested(); await Task.Delay(10); }")]
    [InlineData("[|while (!t.IsCompleted)|] { /* a moment */ await Task.Delay(10); }")]
    [InlineData("[|while (!stop.IsCancellationRequested)|] { await Task.Delay(10); }")]
    [InlineData("[|do|] { await Task.Delay(10); } while (!t.IsCompleted);")]
    [InlineData("[|while (!t.IsCompleted)|] { await Task.Delay(TimeSpan.Zero, TimeProvider.System); }")]
    public Task Refuses(string code) => Verify.RefusesToFix(
        "class C { public async Task M(Task t, CancellationToken stop) {\n$\n} }".Replace("$", code, StringComparison.Ordinal));
}
