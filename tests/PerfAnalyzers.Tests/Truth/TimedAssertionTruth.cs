using PerfAnalyzers.Measurement;

namespace PerfAnalyzers.Tests;

/// <summary>The same work is tested on a machine that is busy, which the work knows nothing of: does the test still pass?</summary>
public sealed class TimedAssertionTruth
{
    [Theory]
    [InlineData("Check.True(watch.ElapsedMilliseconds < 1);", true, false)]
    [InlineData("Check.True(watch.Elapsed < TimeSpan.FromMilliseconds(1));", true, false)]
    [InlineData("Check.True(calls < 5);", false, true)]
    public async Task Reported_tests_fail_when_something_else_takes_the_time(string assertion, bool isReported, bool passes)
    {
        var source = $$"""
            public class FactAttribute : Attribute { }
            public static class Check { public static bool Passed; public static void True(bool b) => Passed = b; }
            public static class Truth
            {
                [Fact] public static void Test(Action others) { var calls = 0; var watch = System.Diagnostics.Stopwatch.StartNew(); calls++; others(); {{assertion}} }
                public static bool Run(Action others) { Test(others); return Check.Passed; }
            }
            """;
        Assert.Equal(isReported, !(await Executed.Review<TimedAssertion>(source)).IsEmpty);
        var run = Executed.Load(source).Delegate<Func<Action, bool>>("Truth.Run");
        Assert.Equal(passes, run(static () => Thread.Sleep(20)));
    }
}
