using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Counts how often a request's work is begun on another thread than the request's.</summary>
public sealed class TaskRunInRequestTruth
{
    private static readonly (string Name, int Hops, string Body)[] s_cases =
    [
        ("asynchronous work", 1, "return await Task.Run(() => WorkAsync(1));"),
        ("async lambda", 1, "return await Task.Run(async () => await WorkAsync(1));"),
        ("synchronous work", 1, "await Task.CompletedTask; return await Task.Run(() => Work(1));"),
        ("two of them", 2, "await Task.CompletedTask; return await Task.Run(() => Work(1)) + await Task.Run(() => Work(2));"),
        ("direct", 0, "return await WorkAsync(1);"),
        ("direct, synchronous", 0, "await Task.CompletedTask; return Work(1);"),
        ("beside other work", 1, "var other = Task.Run(() => Work(1)); return await WorkAsync(2) + await other;"),
    ];

    [Fact]
    public async Task Reported_work_changes_threads()
    {
        var source = string.Join('\n', s_cases.Select(static (test, i) => $$"""
            public class Case{{i}} : Microsoft.AspNetCore.Mvc.ControllerBase { static int s_hops; static int s_request; static int Work(int x) { if (Environment.CurrentManagedThreadId != Volatile.Read(ref s_request)) { Interlocked.Increment(ref s_hops); } return x; } static Task<int> WorkAsync(int x) => Task.FromResult(Work(x)); public static object Run() { Volatile.Write(ref s_request, Environment.CurrentManagedThreadId); return new Case{{i}}().Get(); } public static int Hops() => s_hops; public async Task<int> Get() { {{test.Body}} } }
            """));
        var reported = new int[s_cases.Length];
        foreach (var report in await Executed.Review<TaskRunInRequest>(source))
        {
            reported[report.Location.GetLineSpan().StartLinePosition.Line]++;
        }

        var fixedSource = await Executed.Fix<TaskRunInRequest, TaskRunInRequestFix>(source);
        Assert.Empty(await Executed.Review<TaskRunInRequest>(fixedSource));
        var code = Executed.Load(source);
        var fixedCode = Executed.Load(fixedSource);
        for (var i = 0; i < s_cases.Length; i++)
        {
            var (result, hops) = OnOneThread(code, i);
            var (fixedResult, left) = OnOneThread(fixedCode, i);
            var isBeside = s_cases[i].Name == "beside other work";
            Assert.True(result == fixedResult, s_cases[i].Name);
            Assert.True(isBeside ? reported[i] == 0 && hops == left : reported[i] == hops && left == 0, $"{s_cases[i].Name}: {hops} hops, {reported[i]} reports, {left} left");
            Assert.Equal((s_cases[i].Name, s_cases[i].Hops), (s_cases[i].Name, hops));
        }
    }

    // A context that brings every continuation back to the request's thread: only Task.Run leaves it.
    private static (int Result, int Hops) OnOneThread(Executed code, int number)
    {
        var (result, _) = OneThread.Run(() => code.Delegate<Func<object>>($"Case{number}.Run")());
        return ((int)result!, code.Delegate<Func<int>>($"Case{number}.Hops")());
    }
}
