using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.InlineContinuations, PerfAnalyzers.Async.InlineContinuationsFix>;

namespace PerfAnalyzers.Tests;

public sealed class InlineContinuationsTests
{
    public static readonly Cases Firing = new()
    {
        { "completed by an event", """
            class Tool
            {
                public Task<int> Exit(System.Diagnostics.Process p)
                {
                    var ended = new [|TaskCompletionSource|]<int>();
                    p.Exited += (_, _) => ended.TrySetResult(p.ExitCode);
                    return ended.Task;
                }
            }
            """ },
        { "requests that wait for their answer", """
            class Client
            {
                private readonly Dictionary<int, TaskCompletionSource<string>> _pending = new();
                public Task<string> Ask(int id)
                {
                    var answer = new [|TaskCompletionSource|]<string>();
                    lock (_pending) { _pending[id] = answer; }
                    return answer.Task;
                }
                public void Receive(int id, string text) { lock (_pending) { _pending[id].SetResult(text); } }
            }
            """ },
        { "argument of TryAdd", "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<int, TaskCompletionSource> _all = new(); public bool Add(int id) => _all.TryAdd(id, new [|TaskCompletionSource|]()); }" },
        { "factory of GetOrAdd", "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<int, TaskCompletionSource<int>> _all = new(); public Task<int> Get(int id) => _all.GetOrAdd(id, static _ => new [|TaskCompletionSource|]<int>()).Task; }" },
        { "field, completed in a lock", """
            class Gate
            {
                private readonly object _lock = new();
                private TaskCompletionSource _open = [|new|]();
                public Task Wait() { lock (_lock) { return _open.Task; } }
                public void Open() { lock (_lock) { _open.TrySetResult(); } }
            }
            """ },
        { "field that is made anew", """
            class Event
            {
                private volatile TaskCompletionSource<bool> _set = new [|TaskCompletionSource|]<bool>();
                public Task Wait() => _set.Task;
                public void Set() => _set.TrySetResult(true);
                public void Reset() { if (_set.Task.IsCompleted) { _set = new [|TaskCompletionSource|]<bool>(); } }
            }
            """ },
        { "field, completed with ?.", "class C { private TaskCompletionSource? _t; public Task Start() { _t = new [|TaskCompletionSource|](); return _t.Task; } public void Stop() => _t?.TrySetResult(); }" },
        { "property others complete", "class Job { public TaskCompletionSource<int> Done { get; } = [|new|](); }" },
        { "cancellation callback", """
            static class Extensions
            {
                public static async Task WhenCancelled(this CancellationToken token)
                {
                    var cancelled = new [|TaskCompletionSource|]<bool>();
                    using (token.Register(s => ((TaskCompletionSource<bool>)s!).TrySetResult(true), cancelled)) { await cancelled.Task; }
                }
            }
            """ },
        { "continuation that is not queued", "class C { public void M(FileSystemWatcher w) { var c = new [|TaskCompletionSource|]<int>(); w.Changed += (_, _) => c.TrySetResult(1); c.Task.ContinueWith(t => Console.WriteLine(t.Result), TaskContinuationOptions.ExecuteSynchronously); } }" },
        { "method group", "class C { public Task M(CancellationToken t) { var c = new [|TaskCompletionSource|](); t.Register(c.SetCanceled); return c.Task; } }" },
        { "work on the pool", "class C { public async Task M() { var c = new [|TaskCompletionSource|]<int>(); ThreadPool.QueueUserWorkItem(_ => c.SetResult(1)); await c.Task; } }" },
        { "local function as handler", "class C { public Task M(Timer t, FileSystemWatcher w) { var c = new [|TaskCompletionSource|](); w.Changed += On; return c.Task; void On(object s, FileSystemEventArgs e) => c.TrySetResult(); } }" },
        { "with a state", "class C { public Task M(FileSystemWatcher w) { var c = new [|TaskCompletionSource|]<int>(w); w.Changed += (_, _) => c.TrySetResult(1); return c.Task; } }" },
        { "with other options", "class C { public Task M(FileSystemWatcher w) { var c = new [|TaskCompletionSource|]<int>(TaskCreationOptions.AttachedToParent); w.Changed += (_, _) => c.TrySetResult(1); return c.Task; } }" },
        { "handed out", "class C { public TaskCompletionSource<int> Make() => new [|TaskCompletionSource|]<int>(); }" },
        { "task kept for others, completed after an await", """
            class Loader
            {
                private Task? _current;
                public async Task Load()
                {
                    var done = new [|TaskCompletionSource|]();
                    _current = done.Task;
                    await Task.Delay(10);
                    done.SetResult();
                }
                public Task Current => _current ?? Task.CompletedTask;
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "has the option", "class C { public Task M(FileSystemWatcher w) { var c = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously); w.Changed += (_, _) => c.TrySetResult(); return c.Task; } }" },
        { "has the option among others", "class C { public TaskCompletionSource<int> M() => new(TaskCreationOptions.RunContinuationsAsynchronously | TaskCreationOptions.AttachedToParent); }" },
        { "has the option behind a state", "class C { public TaskCompletionSource<int> M(object o) => new(o, TaskCreationOptions.RunContinuationsAsynchronously); }" },
        { "None was written", "class C { public TaskCompletionSource<int> M() => new(TaskCreationOptions.None); }" },
        { "options that are given", "class C { public TaskCompletionSource<int> M(TaskCreationOptions o) => new(o); }" },
        { "completed where it is made", "class C { public Task<int> M(Func<int> f) { var c = new TaskCompletionSource<int>(); try { c.SetResult(f()); } catch (Exception e) { c.SetException(e); } return c.Task; } }" },
        { "completed in a loop where it is made", "class C { public Task<int> M(List<int> all) { var c = new TaskCompletionSource<int>(); foreach (var i in all) { c.TrySetResult(i); } return c.Task; } }" },
        { "completed per element, now", "class C { public Task<int> M(List<int> all) { var c = new TaskCompletionSource<int>(); all.ForEach(i => c.TrySetResult(i)); return c.Task; } }" },
        { "completed by a local function that is called", "class C { public Task<int> M() { var c = new TaskCompletionSource<int>(); Set(); return c.Task; void Set() => c.SetResult(1); } }" },
        { "never ends", "class C { public Task M() => new TaskCompletionSource().Task; }" },
        { "never ends, in a local", "class C { public async Task M(Task t) { var never = new TaskCompletionSource<int>(); await Task.WhenAny(t, never.Task); } }" },
        { "a thread waits for it", "class C { public int M(FileSystemWatcher w) { var c = new TaskCompletionSource<int>(); w.Changed += (_, _) => c.TrySetResult(1); return c.Task.Result; } }" },
        { "a thread waits for it, awaiter", "class C { public void M(FileSystemWatcher w) { var c = new TaskCompletionSource<int>(); w.Changed += (_, _) => c.TrySetResult(1); c.Task.GetAwaiter().GetResult(); } }" },
        { "continuation that is queued", "class C { public void M(FileSystemWatcher w) { var c = new TaskCompletionSource<int>(); w.Changed += (_, _) => c.TrySetResult(1); c.Task.ContinueWith(t => Console.WriteLine(t.Result)); } }" },
        { "field a thread waits for", "class C { private readonly TaskCompletionSource _c = new(); public void Set() => _c.SetResult(); public void Wait() => _c.Task.Wait(); public bool IsSet => _c.Task.IsCompleted; }" },
        { "field that is made anew, a thread waits for it", "class C { private TaskCompletionSource _c = new(); public void Set() => _c.SetResult(); public void Reset() => _c = new(); public void Wait() => _c.Task.Wait(); }" },
        { "field completed by the constructor", "class C { private readonly TaskCompletionSource<int> _c = new(); public C(int x) { _c.SetResult(x); } public Task<int> Value => _c.Task; }" },
        { "field completed where it is made", "class C { private TaskCompletionSource<int>? _c; public Task<int> M(int x) { _c = new TaskCompletionSource<int>(); _c.SetResult(x); return _c.Task; } }" },
        { "field nobody completes", "class C { private readonly TaskCompletionSource _never = new(); public Task M(Task t) => Task.WhenAny(t, _never.Task); }" },
        { "static gate that is made once", "class C { private static readonly TaskCompletionSource s_ready = new(); public static Task Ready => s_ready.Task; public static void Set() => s_ready.TrySetResult(); }" },
        { "start-up", "class Program { static async Task Main() { var stop = new TaskCompletionSource(); Console.CancelKeyPress += (_, _) => stop.TrySetResult(); await stop.Task; } }" },
        { "a type of its own with the same name", "class TaskCompletionSource<T> { public void SetResult(T x) { } } class C { public TaskCompletionSource<int> M() => new TaskCompletionSource<int>(); }" },
        { "thrown away", "class C { public void M() { _ = new TaskCompletionSource(); } }" },
        { "expression tree", "class C { public Expression<Func<object>> M() => () => new TaskCompletionSource<int>(); }" },
        { "window", """
            namespace System.Windows.Forms { public class Control { public event EventHandler? Click; public void On() => Click?.Invoke(this, EventArgs.Empty); } }
            class Dialog : System.Windows.Forms.Control { public Task Show() { var c = new TaskCompletionSource(); Click += (_, _) => c.TrySetResult(); return c.Task; } }
            """ },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_who_runs_what() => Verify.Says(
        "class Job { public TaskCompletionSource<int> Done { get; } = [|new|](); }",
        "Whoever completes this TaskCompletionSource runs the code that awaits it first; pass 'TaskCreationOptions.RunContinuationsAsynchronously'");

    [Fact]
    public Task Says_that_a_lock_is_held() => Verify.Says(
        "class Gate { private readonly TaskCompletionSource _open = [|new|](); public Task Wait() => _open.Task; public void Open() { lock (this) { _open.TrySetResult(); } } }",
        "Whoever completes this TaskCompletionSource runs the code that awaits it first, while it holds a lock; pass 'TaskCreationOptions.RunContinuationsAsynchronously'");

    [Theory]
    [InlineData("[|new|]()", "new(TaskCreationOptions.RunContinuationsAsynchronously)")]
    [InlineData("new [|TaskCompletionSource|]<int>()", "new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)")]
    [InlineData("new System.Threading.Tasks.[|TaskCompletionSource|]<int>( /* none */ )", "new System.Threading.Tasks.TaskCompletionSource<int>( /* none */ TaskCreationOptions.RunContinuationsAsynchronously)")]
    [InlineData("new [|TaskCompletionSource|]<int>(this)", "new TaskCompletionSource<int>(this, TaskCreationOptions.RunContinuationsAsynchronously)")]
    [InlineData("[|new|](state: this)", "new(state: this, TaskCreationOptions.RunContinuationsAsynchronously)")]
    [InlineData("new [|TaskCompletionSource|]<int>(TaskCreationOptions.AttachedToParent /* kept */)", "new TaskCompletionSource<int>(TaskCreationOptions.AttachedToParent | TaskCreationOptions.RunContinuationsAsynchronously /* kept */)")]
    [InlineData("new [|TaskCompletionSource|]<int>(this, TaskCreationOptions.AttachedToParent)", "new TaskCompletionSource<int>(this, TaskCreationOptions.AttachedToParent | TaskCreationOptions.RunContinuationsAsynchronously)")]
    public Task Adds_the_option(string before, string after) => Verify.Fixes(
        $"class C {{ public TaskCompletionSource<int> M() => {before}; }}",
        $"class C {{ public TaskCompletionSource<int> M() => {after}; }}");

    [Fact]
    public Task Adds_the_option_where_the_namespace_is_not_imported() => Verify.FixesAll(
    [
        ("class C { public object M() => F(new System.Threading.Tasks.[|TaskCompletionSource|]<int>()); static object F(object o) => o; }",
            "class C { public object M() => F(new System.Threading.Tasks.TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)); static object F(object o) => o; }"),
        ("class D { public TaskCompletionSource<object> A() => new [|TaskCompletionSource|]<object>(new [|TaskCompletionSource|]<object>().Also()); } static class E { public static T Also<T>(this T x) => x; }",
            "class D { public TaskCompletionSource<object> A() => new TaskCompletionSource<object>(new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously).Also(), TaskCreationOptions.RunContinuationsAsynchronously); } static class E { public static T Also<T>(this T x) => x; }"),
    ]);

    [Fact]
    public Task Refuses_where_nothing_can_be_added() => Verify.RefusesToFix(
        "class C { public TaskCompletionSource<int> M() => new [|TaskCompletionSource|]<int> { }; }");
}
