namespace PerfAnalyzers.Tests;

public sealed class TimeSpansTests
{
    [Theory]
    [InlineData("TimeSpan.FromSeconds(3)", 3000.0)]
    [InlineData("TimeSpan.FromMinutes(0.5)", 30_000.0)]
    [InlineData("TimeSpan.FromMilliseconds(250)", 250.0)]
    [InlineData("TimeSpan.FromDays(1)", 86_400_000.0)]
    [InlineData("new TimeSpan(0, 1, 2)", 62_000.0)]
    [InlineData("TimeSpan.Zero", 0.0)]
    [InlineData("Timeout.InfiniteTimeSpan", -1.0)]
    [InlineData("TimeSpan.FromSeconds(n)", null)]
    [InlineData("TimeSpan.Parse(\"1\")", null)]
    [InlineData("TimeSpan.MaxValue", null)]
    public void Written_times_are_read(string time, double? milliseconds) =>
        Assert.Equal(milliseconds, TimeSpans.Milliseconds(Snippet.Of($"class C {{ TimeSpan M(int n) => [|{time}|]; }}").Operation));
}
