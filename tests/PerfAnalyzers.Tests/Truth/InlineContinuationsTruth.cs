using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Counts the continuations that run on the thread that completes a task source, before the completing call returns.</summary>
public sealed class InlineContinuationsTruth
{
    private const string Source = """
        public static class Work
        {
            private static readonly object s_lock = new();
            private static readonly Dictionary<int, TaskCompletionSource<int>> s_pending = new();

            // How many of the waiting functions went on inside the completing calls, and what all of them received.
            public static (int Inline, int Sum) Run()
            {
                var completer = Environment.CurrentManagedThreadId;
                var inline = 0;

                // The thread that completes is this one: what runs on it before Answer returns was run by Answer.
                var isCompleting = false;
                var waiting = new List<Task<int>>();
                for (var i = 0; i < 20; i++)
                {
                    waiting.Add(Wait(Ask(i)));
                }

                isCompleting = true;
                for (var i = 0; i < 20; i++)
                {
                    Answer(i);
                }

                isCompleting = false;
                Task.WaitAll(waiting.ToArray());
                return (inline, waiting.Sum(t => t.Result));

                async Task<int> Wait(Task<int> answer)
                {
                    var value = await answer;
                    if (Environment.CurrentManagedThreadId == completer && isCompleting && Monitor.IsEntered(s_lock))
                    {
                        Interlocked.Increment(ref inline);
                    }

                    return value;
                }
            }

            private static Task<int> Ask(int id)
            {
                var answer = new TaskCompletionSource<int>();
                s_pending[id] = answer;
                return answer.Task;
            }

            private static void Answer(int id)
            {
                lock (s_lock)
                {
                    s_pending[id].SetResult(id);
                }
            }
        }
        """;

    [Fact]
    public async Task Continuations_leave_the_completing_thread()
    {
        Assert.Single(await Executed.Review<InlineContinuations>(Source));
        var (inline, sum) = OnOwnThread(Source);
        Assert.Equal(20, inline);

        var fixedSource = await Executed.Fix<InlineContinuations, InlineContinuationsFix>(Source);
        Assert.Empty(await Executed.Review<InlineContinuations>(fixedSource));
        var (left, fixedSum) = OnOwnThread(fixedSource);
        Assert.Equal(0, left);
        Assert.Equal(sum, fixedSum);
    }

    // No context and no pool thread: continuations are free to run anywhere but here.
    private static (int Inline, int Sum) OnOwnThread(string source)
    {
        var run = Executed.Load(source).Delegate<Func<(int, int)>>("Work.Run");
        (int, int) result = default;
        var thread = new Thread(() => result = run());
        thread.Start();
        thread.Join();
        return result;
    }
}
