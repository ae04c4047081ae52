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
        { "field, completed with ?.", "class C { private TaskCompletionSource? _t; public Task Start() { _t = new [|TaskCompletionSource|](); return _t.Task; } public void Set() => _t?.TrySetResult(); }" },
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
        { "method group", "class C { public Task M(CancellationToken t) { var c = new [|TaskCompletionSource|](); t.Register(c.SetCanceled); return c.Task; } }" },
        { "local function as handler", "class C { public Task M(Timer t, FileSystemWatcher w) { var c = new [|TaskCompletionSource|](); w.Changed += On; return c.Task; void On(object s, FileSystemEventArgs e) => c.TrySetResult(); } }" },
        { "with a state", "class C { public Task M(FileSystemWatcher w) { var c = new [|TaskCompletionSource|]<int>(w); w.Changed += (_, _) => c.TrySetResult(1); return c.Task; } }" },
        { "with other options", "class C { public Task M(FileSystemWatcher w) { var c = new [|TaskCompletionSource|]<int>(TaskCreationOptions.AttachedToParent); w.Changed += (_, _) => c.TrySetResult(1); return c.Task; } }" },
        { "argument of TryAdd", """
            class Client
            {
                private readonly System.Collections.Concurrent.ConcurrentDictionary<int, TaskCompletionSource<string>> _all = new();
                public Task<string> Ask(int id) { var reply = new [|TaskCompletionSource|]<string>(); _all.TryAdd(id, reply); return reply.Task; }
                public void Receive(int id, string text) { if (_all.TryRemove(id, out var reply)) { reply.TrySetResult(text); } }
            }
            """ },
        { "factory of GetOrAdd", """
            class Signals
            {
                private readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource<int>> _all = new();
                public Task<int> Wait(string name) => _all.GetOrAdd(name, static _ => new [|TaskCompletionSource|]<int>()).Task;
                public void Set(string name, int value) => _all.GetOrAdd(name, static _ => new [|TaskCompletionSource|]<int>()).TrySetResult(value);
            }
            """ },
        { "property of a work item, completed by the loop that takes them", """
            class Item { public int Id { get; set; } public TaskCompletionSource<int> Done { get; } = [|new|](); }
            class Worker
            {
                private readonly System.Threading.Channels.Channel<Item> _items = System.Threading.Channels.Channel.CreateUnbounded<Item>();
                public async Task<int> Ask(int id) { var item = new Item { Id = id }; await _items.Writer.WriteAsync(item); return await item.Done.Task; }
                private async Task Run() { await foreach (var item in _items.Reader.ReadAllAsync()) { item.Done.SetResult(item.Id * 2); } }
                public Task Start() => _ = Run();
            }
            """ },
        { "the last thing a method does, which a loop calls", """
            class Item { public Func<Task> Work { get; set; } = () => Task.CompletedTask; public TaskCompletionSource Done { get; } = [|new|](); }
            class Worker
            {
                private readonly System.Threading.Channels.Channel<Item> _items = System.Threading.Channels.Channel.CreateUnbounded<Item>();
                public Task Add(Item item) { _items.Writer.TryWrite(item); return item.Done.Task; }
                public async Task Run() { while (true) { var item = await _items.Reader.ReadAsync(); await Process(item); } }
                private static async Task Process(Item item) { try { await item.Work(); } finally { item.Done.TrySetResult(); } }
            }
            """ },
        { "handed to a constructor", """
            class Request(TaskCompletionSource<string> reply) { public void Answer(string text) { reply.TrySetResult(text); Console.Beep(); } }
            class Client
            {
                private readonly Queue<Request> _requests = new();
                public Task<string> Ask() { var reply = new [|TaskCompletionSource|]<string>(); _requests.Enqueue(new Request(reply)); return reply.Task; }
            }
            """ },
        { "handed to a constructor that keeps it", """
            class Stage
            {
                private readonly TaskCompletionSource<int> _done;
                public Stage(TaskCompletionSource<int> done) => _done = done;
                public void Push(int x) { _done.TrySetResult(x); Complete(); }
                private void Complete() => Console.WriteLine();
            }
            class Graph { public (Stage, Task<int>) Make() { var done = new [|TaskCompletionSource|]<int>(); return (new Stage(done), done.Task); } }
            """ },
        { "positional record", """
            record Message(string Text, TaskCompletionSource<bool> Reply);
            class Box
            {
                private readonly Queue<Message> _all = new();
                public Task<bool> Send(string text) { var reply = new [|TaskCompletionSource|]<bool>(); _all.Enqueue(new Message(text, reply)); return reply.Task; }
                public void Drain() { while (_all.TryDequeue(out var m)) { m.Reply.SetResult(m.Text.Length > 0); } }
            }
            """ },
        { "handed to a method", """
            class C
            {
                public Task<int> M(FileSystemWatcher w) { var c = new [|TaskCompletionSource|]<int>(); Watch(w, c); return c.Task; }
                private static void Watch(FileSystemWatcher watcher, TaskCompletionSource<int> found) => watcher.Changed += (_, _) => found.TrySetResult(1);
            }
            """ },
        { "waiters in a queue, released one by one", """
            class Gate
            {
                private readonly Queue<TaskCompletionSource> _waiting = new();
                public Task Enter() { lock (_waiting) { var turn = new [|TaskCompletionSource|](); _waiting.Enqueue(turn); return turn.Task; } }
                public void Leave() { TaskCompletionSource? next; lock (_waiting) { _waiting.TryDequeue(out next); } next?.SetResult(); }
            }
            """ },
        { "waiters in a list, released together", """
            class Event
            {
                private List<TaskCompletionSource<int>> _waiting = new();
                public Task<int> Next() { var c = new [|TaskCompletionSource|]<int>(); _waiting.Add(c); return c.Task; }
                public void Raise(int x) { var all = _waiting; _waiting = new(); foreach (var c in all) { c.TrySetResult(x); } }
            }
            """ },
        { "under a semaphore", """
            class Store
            {
                private readonly SemaphoreSlim _one = new(1);
                private TaskCompletionSource _filled = [|new|]();
                public Task Filled => _filled.Task;
                public async Task Fill(Stream s) { await _one.WaitAsync(); try { await s.FlushAsync(); _filled.TrySetResult(); } finally { _one.Release(); } }
            }
            """ },
        { "replaced by Interlocked", """
            class Refresher
            {
                private TaskCompletionSource<bool> _signal = new [|TaskCompletionSource|]<bool>();
                public void Signal() => _signal.TrySetResult(true);
                public async Task Run(Func<Task> refresh)
                {
                    while (true)
                    {
                        await Task.WhenAny(_signal.Task, Task.Delay(1000));
                        Interlocked.Exchange(ref _signal, new [|TaskCompletionSource|]<bool>());
                        await refresh();
                    }
                }
            }
            """ },
        { "work on the pool that goes on", "class C { public async Task M(Action rest) { var c = new [|TaskCompletionSource|]<int>(); ThreadPool.QueueUserWorkItem(_ => { c.SetResult(1); rest(); }); await c.Task; } }" },
        { "a thread of its own that goes on", "class C { public Task M() { var ready = new [|TaskCompletionSource|](); new Thread(() => { ready.SetResult(); while (true) { Console.ReadLine(); } }).Start(); return ready.Task; } }" },
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
        { "completers nobody sees: a public property", "class Job { public TaskCompletionSource<int> Done { get; } = new(); }" },
        { "completers nobody sees: returned", "class C { public TaskCompletionSource<int> Make() => new TaskCompletionSource<int>(); }" },
        { "completers nobody sees: added", "class C { readonly System.Collections.Concurrent.ConcurrentDictionary<int, TaskCompletionSource> _all = new(); public bool Add(int id) => _all.TryAdd(id, new TaskCompletionSource()); }" },
        { "completers nobody sees: a delegate", "class C { public Task<int> M(Action<TaskCompletionSource<int>> start) { var c = new TaskCompletionSource<int>(); start(c); return c.Task; } }" },
        { "the last thing on the pool", "class C { public async Task M() { var c = new TaskCompletionSource<int>(); ThreadPool.QueueUserWorkItem(_ => c.SetResult(1)); await c.Task; } }" },
        { "the last thing of a task", "class C { public Task<int> M(Func<int> f) { var c = new TaskCompletionSource<int>(); Task.Run(() => { try { c.SetResult(f()); } catch (Exception e) { c.SetException(e); } }); return c.Task; } }" },
        { "the last thing of a continuation", "class C { public Task<int> M(Task<string> t) { var c = new TaskCompletionSource<int>(); t.ContinueWith(x => { if (x.IsFaulted) c.SetException(x.Exception!); else c.SetResult(x.Result.Length); }); return c.Task; } }" },
        { "the last thing of a thread", """
            class Pool
            {
                private readonly TaskCompletionSource _ended = new();
                public Task Ended => _ended.Task;
                public void Start() => new Thread(Run).Start();
                private void Run() { try { Console.ReadLine(); } finally { _ended.TrySetResult(); } }
            }
            """ },
        { "the last thing of a timer", "class C { public Task M() { var c = new TaskCompletionSource(); _ = new Timer(_ => c.TrySetResult(), null, 10, -1); return c.Task; } }" },
        { "the last thing of a handler that was resumed", "class C { public Task M(FileSystemWatcher w) { var c = new TaskCompletionSource(); w.Changed += async (_, _) => { await Task.Delay(10); c.TrySetResult(); }; return c.Task; } }" },
        { "the last thing of a task that is dropped", "class C { private readonly TaskCompletionSource _c = new(); public Task Done => _c.Task; public void Start() { _ = Work(); } private async Task Work() { await Task.Delay(10); _c.TrySetResult(); } }" },
        { "the last thing of a task that runs on the pool", "class C { private readonly TaskCompletionSource _c = new(); public Task Done => _c.Task; public void Start(Action other) { Task.Run(() => Work().ConfigureAwait(false)); other.Invoke(); } private async Task Work() { await Task.Delay(10); _c.TrySetResult(); } class Other { void Work() { } void M() { Work(); M(); } } }" },
        { "the last thing of a local function that calls itself", "class C { public Task M(int n) { var c = new TaskCompletionSource(); Task.Run(() => Step(n)); return c.Task; void Step(int left) { if (left > 0) { Step(left - 1); } else { c.TrySetResult(); } } } }" },
        { "the last thing of a method that calls itself", "class C { private readonly TaskCompletionSource _c = new(); public Task Done => _c.Task; public void Start() => new Thread(() => Step(3)).Start(); private void Step(int left) { if (left > 0) { Step(left - 1); } else { _c.TrySetResult(); } } }" },
        { "when all ends", "class C : IDisposable { private readonly TaskCompletionSource _ended = new(); public Task Ended => _ended.Task; public void Dispose() { _ended.TrySetResult(); GC.SuppressFinalize(this); Console.WriteLine(); } }" },
        { "when it is stopped", "class C { private readonly TaskCompletionSource _ended = new(); public Task Ended => _ended.Task; public void StopAll() => _ended.TrySetResult(); }" },
        { "on failure only", "class C { public Task<int> M(FileSystemWatcher w) { var c = new TaskCompletionSource<int>(); w.Error += (_, e) => c.TrySetException(e.GetException()); return c.Task; } }" },
        { "a continuation that asked to run there", "class C { public void M(FileSystemWatcher w) { var c = new TaskCompletionSource<int>(); w.Changed += (_, _) => c.TrySetResult(1); c.Task.ContinueWith(t => Console.WriteLine(t.Result), TaskContinuationOptions.ExecuteSynchronously); } }" },
        { "made and completed in one go, in a lock", """
            class State
            {
                private readonly object _lock = new();
                private TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
                public Task<bool> Ready => _ready.Task;
                public void Set() { lock (_lock) { _ready.TrySetResult(true); } }
                public void Fail(bool anew) { lock (_lock) { if (anew) { _ready = new TaskCompletionSource<bool>(); } _ready.SetResult(false); } }
            }
            """ },
        { "only asked whether it is over", "class C { private readonly TaskCompletionSource _c = new(); public void Set() { _c.TrySetResult(); Console.WriteLine(); } public bool IsSet => _c.Task.IsCompleted; }" },
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
        "class Job { private readonly TaskCompletionSource<int> _done = [|new|](); public Task<int> Done => _done.Task; public void Set(int x) => _done.TrySetResult(x); }",
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
        $"class C {{ private TaskCompletionSource<int>? _c; public Task<int> M() {{ _c = {before}; return _c.Task; }} public void Set(int x) => _c!.TrySetResult(x); }}",
        $"class C {{ private TaskCompletionSource<int>? _c; public Task<int> M() {{ _c = {after}; return _c.Task; }} public void Set(int x) => _c!.TrySetResult(x); }}");

    [Fact]
    public Task Adds_the_option_where_the_namespace_is_not_imported() => Verify.FixesAll(
    [
        ("class C { private System.Threading.Tasks.TaskCompletionSource<int> _c = new System.Threading.Tasks.[|TaskCompletionSource|]<int>(); public object M() => _c.Task; public void Set() => _c.SetResult(1); }",
            "class C { private System.Threading.Tasks.TaskCompletionSource<int> _c = new System.Threading.Tasks.TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously); public object M() => _c.Task; public void Set() => _c.SetResult(1); }"),
        ("class D { private readonly TaskCompletionSource<object> _o, _i; public D() { _o = new [|TaskCompletionSource|]<object>(_i = new [|TaskCompletionSource|]<object>()); } public Task A => Task.WhenAny(_o.Task, _i.Task); public void Set() { _o.SetResult(1); _i.SetResult(2); } }",
            "class D { private readonly TaskCompletionSource<object> _o, _i; public D() { _o = new TaskCompletionSource<object>(_i = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously), TaskCreationOptions.RunContinuationsAsynchronously); } public Task A => Task.WhenAny(_o.Task, _i.Task); public void Set() { _o.SetResult(1); _i.SetResult(2); } }"),
    ]);

    [Fact]
    public Task Refuses_where_nothing_can_be_added() => Verify.RefusesToFix(
        "class C { private readonly TaskCompletionSource<int> _c = new [|TaskCompletionSource|]<int> { }; public Task<int> M() => _c.Task; public void Set() => _c.SetResult(1); }");
}
