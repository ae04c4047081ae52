using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Counts how often work is started.</summary>
public sealed class ReenumeratedTasksTruth
{
    private const int Elements = 6;

    [Theory]
    [InlineData("var all = await Task.WhenAll(tasks); return all.Sum() + tasks.Count();")]
    [InlineData("await Task.WhenAll(tasks); var sum = 0; foreach (var t in tasks) { sum += await t; } return sum;")]
    [InlineData("var all = await Task.WhenAll(tasks); return all.Length + tasks.Select(t => t.Id > 0 ? 1 : 0).ToList().Count;")]
    [InlineData("var a = await Task.WhenAll(tasks); var b = await Task.WhenAll(tasks); return a.Sum() + b.Sum();")]
    public async Task Work_is_started_twice_and_once_after_the_fix(string rest)
    {
        var source = $$"""
            public static class Truth
            {
                static int s_started;
                public static int Started() => s_started;

                static async Task<int> Load(int n)
                {
                    Interlocked.Increment(ref s_started);
                    await Task.Yield();
                    return n;
                }

                public static async Task<int> Run(List<int> ids)
                {
                    var tasks = ids.Select(id => Load(id));
                    {{rest}}
                }
            }
            """;
        Assert.Single(await Executed.Review<ReenumeratedTasks>(source));
        var before = await Run(source);
        var after = await Run(await Executed.Fix<ReenumeratedTasks, ReenumeratedTasksFix>(source));
        Assert.Equal((Elements * 2, Elements), (before.Started, after.Started));
        Assert.Equal(before.Result, after.Result);
    }

    [Theory]
    [InlineData("return tasks.Sum(t => t.Result);")]
    [InlineData("var sum = 0; foreach (var t in tasks) { sum += t.GetAwaiter().GetResult(); } return sum;")]
    [InlineData("return tasks.ToList().Select(t => t.Result).Sum();")]
    public async Task Results_that_block_no_longer_do_after_the_fix(string rest)
    {
        var source = $$"""
            using PerfAnalyzers.Tests;
            public static class Truth
            {
                public static async Task<int> Run()
                {
                    var tasks = Enumerable.Range(1, {{Elements}}).Select(async n => await Work.Start(n));
                    await Task.WhenAll(tasks);
                    {{rest}}
                }
            }
            """;
        Assert.Single(await Executed.Review<ReenumeratedTasks>(source));
        Assert.Empty(await Executed.Review<SyncOverAsync>(source));
        var before = OneThread.Run(Executed.Load(source).Delegate<Func<object>>("Truth.Run"));
        var after = OneThread.Run(Executed.Load(await Executed.Fix<ReenumeratedTasks, ReenumeratedTasksFix>(source)).Delegate<Func<object>>("Truth.Run"));
        Assert.InRange(before.Blocked, 1, Elements);
        Assert.Equal(0, after.Blocked);
        Assert.Equal(before.Result, after.Result);
    }

    [Fact]
    public async Task A_materialised_sequence_starts_its_work_once()
    {
        const string Source = """
            public static class Truth
            {
                static int s_started;
                public static int Started() => s_started;
                static async Task<int> Load(int n) { Interlocked.Increment(ref s_started); await Task.Yield(); return n; }
                public static async Task<int> Run(List<int> ids) { var tasks = ids.Select(Load).ToList(); await Task.WhenAll(tasks); return tasks.Count(); }
            }
            """;
        Assert.Empty(await Executed.Review<ReenumeratedTasks>(Source));
        Assert.Equal(Elements, (await Run(Source)).Started);
    }

    private static async Task<(int Started, object? Result)> Run(string source)
    {
        var code = Executed.Load(source);
        var result = await code.Run("Truth.Run", Enumerable.Range(1, Elements).ToList());
        return (code.Delegate<Func<int>>("Truth.Started")(), result);
    }
}
