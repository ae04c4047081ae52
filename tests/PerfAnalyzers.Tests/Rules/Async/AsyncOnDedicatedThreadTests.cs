using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.AsyncOnDedicatedThread, PerfAnalyzers.Async.AsyncOnDedicatedThreadFix>;

namespace PerfAnalyzers.Tests;

public sealed class AsyncOnDedicatedThreadTests
{
    public static readonly Cases Firing = new()
    {
        { "loop that awaits", """
            class Pump(CancellationToken stop)
            {
                private Task? _loop;
                public void Start() => _loop = Task.Factory.[|StartNew|](async () =>
                {
                    while (!stop.IsCancellationRequested) { await Task.Delay(1000, stop); Console.WriteLine("tick"); }
                }, stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            """ },
        { "fire and forget", "class C { public void M(Stream s) { Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning); } }" },
        { "unwrapped", "class C { public Task<int> M(Stream s, byte[] b) => Task.Factory.[|StartNew|](async () => await s.ReadAsync(b, 0, 1), TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "awaited twice", "class C { public async Task M(Stream s) => await await Task.Factory.[|StartNew|](async () => { await s.FlushAsync(); }, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach); }" },
        { "async method by name", "class C { public Task M() => Task.Factory.[|StartNew|](Run, TaskCreationOptions.LongRunning).Unwrap(); async Task Run() { await Task.Yield(); } }" },
        { "lambda that calls an async method", "class C { public void M() { Task.Factory.[|StartNew|](() => Run(1), TaskCreationOptions.LongRunning); } async Task Run(int x) { while (x > 0) { await Task.Delay(x); } } }" },
        { "async local function", "class C { public void M() { Task.Factory.[|StartNew|](Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Current); async Task Run() { await Task.Yield(); } } }" },
        { "await foreach", "class C { public void M(IAsyncEnumerable<int> all) { Task.Factory.[|StartNew|](async () => { await foreach (var x in all) { Console.WriteLine(x); } }, TaskCreationOptions.LongRunning); } }" },
        { "awaits each of what it takes", """
            class C(System.Collections.Concurrent.BlockingCollection<int> all)
            {
                public void M() => Task.Factory.[|StartNew|](async () => { foreach (var x in all.GetConsumingEnumerable()) { await Task.Delay(x); } }, TaskCreationOptions.LongRunning);
            }
            """ },
        { "with a state", "class C { public void M(Stream s) { Task.Factory.[|StartNew|](async o => await ((Stream)o!).FlushAsync(), s, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default); } }" },
        { "the outer task is awaited", "class C { public async Task M(Stream s) { await Task.Factory.[|StartNew|](async () => { await s.FlushAsync(); }); Console.WriteLine(); } }" },
        { "the outer task is awaited, configured", "class C { public async Task M(Stream s) { await Task.Factory.[|StartNew|](async () => { await s.FlushAsync(); }, CancellationToken.None).ConfigureAwait(false); } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "synchronous function", "class C { public Task M(System.Collections.Concurrent.BlockingCollection<int> all) => Task.Factory.StartNew(() => { foreach (var x in all.GetConsumingEnumerable()) { Console.WriteLine(x); } }, TaskCreationOptions.LongRunning); }" },
        { "synchronous function that waits for a task", "class C { public Task M(Task t) => Task.Factory.StartNew(() => { t.Wait(); }, TaskCreationOptions.LongRunning); }" },
        { "Task.Run", "class C { public Task M(Stream s) => Task.Run(async () => await s.FlushAsync()); }" },
        { "no thread, unwrapped", "class C { public Task M(Stream s) => Task.Factory.StartNew(async () => await s.FlushAsync()).Unwrap(); }" },
        { "no thread, nobody waits anyway", "class C { public void M(Stream s) { Task.Factory.StartNew(async () => await s.FlushAsync()); } }" },
        { "no thread, awaited twice", "class C { public async Task M(Stream s) => await await Task.Factory.StartNew(async () => await s.FlushAsync()); }" },
        { "no thread, both tasks are kept", "class C { public async Task M(Stream s) { Task inner = await Task.Factory.StartNew(async () => await s.FlushAsync()); await inner; } }" },
        { "another scheduler", "class C { public Task M(TaskScheduler ui, Stream s) => Task.Factory.StartNew(async () => await s.FlushAsync(), CancellationToken.None, TaskCreationOptions.LongRunning, ui).Unwrap(); }" },
        { "another factory", "class C { readonly TaskFactory _own = new(TaskScheduler.Default); public Task M(Stream s) => _own.StartNew(async () => await s.FlushAsync(), TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "options that are given", "class C { public Task M(TaskCreationOptions o, Stream s) => Task.Factory.StartNew(async () => await s.FlushAsync(), o).Unwrap(); }" },
        { "long work first, one await at the end", "class C { public Task M(int[] all, Stream s) => Task.Factory.StartNew(async () => { foreach (var x in all) { Console.WriteLine(x); } await s.FlushAsync(); }, TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "blocks first, one await at the end", "class C { public Task M(ManualResetEventSlim e, Stream s) => Task.Factory.StartNew(async () => { e.Wait(); await s.FlushAsync(); }, TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "async without await", "class C { public Task M() => Task.Factory.StartNew(async () => { Console.WriteLine(); }, TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "the await is another function's", "class C { public Task M(Stream s) => Task.Factory.StartNew(async () => { Func<Task> f = async () => await s.FlushAsync(); Console.WriteLine(f); }, TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "method that may be any", "abstract class C { public Task M() => Task.Factory.StartNew(Run, TaskCreationOptions.LongRunning).Unwrap(); protected abstract Task Run(); }" },
        { "virtual method", "class C { public Task M() => Task.Factory.StartNew(Run, TaskCreationOptions.LongRunning).Unwrap(); protected virtual async Task Run() { await Task.Yield(); } }" },
        { "library method", "class C { public Task M(Stream s) => Task.Factory.StartNew(() => s.FlushAsync(), TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "method that is not async", "class C { public Task M() => Task.Factory.StartNew(Run, TaskCreationOptions.LongRunning).Unwrap(); Task Run() { for (;;) { Console.ReadLine(); } } }" },
        { "awaits a delegate that may do all before", "class C { public Task M(Func<Task> f) => Task.Factory.StartNew(async () => { using var s = new MemoryStream(); await f(); }, TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "awaits a member that may do all before", "interface IJob { Task RunAsync(); } class C(IJob job) { public Task M() => Task.Factory.StartNew(async () => await job.RunAsync(), TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "awaits what returns a task", "class C { Task Run() { for (;;) { Console.ReadLine(); } } public Task M() => Task.Factory.StartNew(async () => await Run(), TaskCreationOptions.LongRunning).Unwrap(); }" },
        { "thread of its own", "class C { public void M(Task t) => new Thread(() => t.Wait()).Start(); }" },
        { "a type of its own with the same name", "class TaskFactory { public void StartNew(Func<Task> f, TaskCreationOptions o) { } } class C { public void M(TaskFactory t, Stream s) => t.StartNew(async () => await s.FlushAsync(), TaskCreationOptions.LongRunning); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_happens_to_the_thread() => Verify.Says(
        "class C { public void M(Stream s) { Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning); } }",
        "A thread is created for this async function and ends at its first await; use 'Task.Run'");

    [Fact]
    public Task Says_that_nobody_waits() => Verify.Says(
        "class C { public async Task M(Stream s) { await Task.Factory.[|StartNew|](async () => await s.FlushAsync()); } }",
        "This task ends at the first await of the async function: nobody waits for the rest; use 'Task.Run'");

    [Theory]
    [InlineData("Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning);", "Task.Run(async () => await s.FlushAsync());")]
    [InlineData("_ = Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning);", "_ = Task.Run(async () => await s.FlushAsync());")]
    [InlineData("Task.Factory.[|StartNew|](async () => await s.FlushAsync(), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);", "Task.Run(async () => await s.FlushAsync(), stop);")]
    [InlineData("Task.Factory.[|StartNew|](async () => await s.FlushAsync(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);", "Task.Run(async () => await s.FlushAsync());")]
    [InlineData("Task.Factory.[|StartNew|](async () => await s.FlushAsync(), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);", "Task.Run(async () => await s.FlushAsync());")]
    [InlineData("await Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning).Unwrap();", "await Task.Run(async () => await s.FlushAsync());")]
    [InlineData("await (await Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning));", "await (Task.Run(async () => await s.FlushAsync()));")]
    [InlineData("var n = await await Task.Factory.[|StartNew|](async () => await s.ReadAsync(new byte[1], 0, 1), TaskCreationOptions.LongRunning);", "var n = await Task.Run(async () => await s.ReadAsync(new byte[1], 0, 1));")]
    [InlineData("System.Threading.Tasks.Task.Factory.[|StartNew|]<Task>(async () => await s.FlushAsync(), TaskCreationOptions.LongRunning);", "System.Threading.Tasks.Task.Run(async () => await s.FlushAsync());")]
    [InlineData("Task.Factory.[|StartNew|](creationOptions: TaskCreationOptions.LongRunning, function: async () => await s.FlushAsync());", "Task.Run(async () => await s.FlushAsync());")]
    [InlineData("Task.Factory.[|StartNew|](Run, TaskCreationOptions.LongRunning);", "Task.Run(Run);")]
    [InlineData("/* a */ Task.Factory.[|StartNew|](/* b */ async () => /* c */ await s.FlushAsync(), TaskCreationOptions.LongRunning); // d", "/* a */ Task.Run(/* b */ async () => /* c */ await s.FlushAsync()); // d")]
    public Task Runs_it_in_the_pool(string before, string after)
    {
        const string Code = "class C { async Task Run() { await Task.Yield(); } public async Task M(Stream s, CancellationToken stop) { await Task.Yield();\n$\n} }";
        return Verify.Fixes(Code.Replace("$", before, StringComparison.Ordinal), Code.Replace("$", after, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Task t = Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning);")]
    [InlineData("await Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning);")]
    [InlineData("await Task.Factory.[|StartNew|](async () => await s.FlushAsync());")]
    [InlineData("Task.Factory.[|StartNew|](async o => await ((Stream)o!).FlushAsync(), s, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);")]
    [InlineData("Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning | TaskCreationOptions.AttachedToParent);")]
    [InlineData("Task.Factory.[|StartNew|](async () => { for (;;) { await s.FlushAsync(); Thread.Sleep(100); } }, TaskCreationOptions.LongRunning);")]
    public Task Refuses(string code) => Verify.RefusesToFix(
        "class C { public async Task M(Stream s) { await Task.Yield();\n$\n} }".Replace("$", code, StringComparison.Ordinal));

    [Fact]
    public Task Fixes_nested_calls_in_two_documents() => Verify.FixesAll(
    [
        ("class C { public void M(Stream s) { Task.Factory.[|StartNew|](async () => { Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning); await s.FlushAsync(); }, TaskCreationOptions.LongRunning); } }",
            "class C { public void M(Stream s) { Task.Run(async () => { Task.Run(async () => await s.FlushAsync()); await s.FlushAsync(); }); } }"),
        ("class D { public Task M(Stream s) => Task.Factory.[|StartNew|](async () => await s.FlushAsync(), TaskCreationOptions.LongRunning).Unwrap(); }",
            "class D { public Task M(Stream s) => Task.Run(async () => await s.FlushAsync()); }"),
    ]);
}
