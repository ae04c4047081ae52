using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Measurement.TimedAssertion, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class TimedAssertionTests
{
    public static readonly Cases Firing = new()
    {
        { "milliseconds", In("Work(); Assert.[|True|](watch.ElapsedMilliseconds < 500);") },
        { "the other way round", In("Work(); Assert.[|True|](500 >= watch.ElapsedMilliseconds, \"too slow\");") },
        { "span", In("Work(); Assert.[|True|](watch.Elapsed < TimeSpan.FromSeconds(1));") },
        { "part of a span", In("Work(); Assert.[|IsTrue|](watch.Elapsed.TotalSeconds <= 0.5);") },
        { "kept", In("Work(); watch.Stop(); var taken = watch.Elapsed; Assert.[|True|](taken.TotalMilliseconds < 100);") },
        { "timestamp", In("var start = Stopwatch.GetTimestamp(); Work(); Assert.[|True|](Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(50));") },
        { "constraint", In("Work(); Assert.[|That|](watch.ElapsedMilliseconds, Is.LessThan(500));") },
        { "condition for That", In("Work(); Assert.[|That|](watch.ElapsedMilliseconds < 500);") },
        { "Less", In("Work(); Assert.[|Less|](watch.ElapsedMilliseconds, 500);") },
        { "fluent", In("Work(); watch.Elapsed.Should().[|BeLessThan|](TimeSpan.FromSeconds(1));") },
        { "fluent, short", In("Work(); watch.ElapsedMilliseconds.[|ShouldBeLessThan|](500);") },
        { "between", In("Work(); Assert.[|True|](watch.ElapsedMilliseconds > 10 && watch.ElapsedMilliseconds < 500);") },
        { "range", In("Work(); Assert.[|InRange|](watch.ElapsedMilliseconds, 0, 500);") },
        { "limit in a local", In("var limit = TimeSpan.FromSeconds(2); Work(); Assert.[|True|](watch.Elapsed < limit);") },
        { "theory", In("", "[Theory] public void T(int n) { var watch = Stopwatch.StartNew(); Work(); Assert.[|True|](watch.ElapsedMilliseconds < n * 0 + 500); }").Replace("n * 0 + 500", "500") },
        { "MSTest", In("", "[TestMethod] public void T() { var watch = Stopwatch.StartNew(); Work(); Assert.[|IsTrue|](watch.ElapsedMilliseconds < 500); }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "at least", In("Thread.Sleep(10); Assert.True(watch.ElapsedMilliseconds >= 10);") },
        { "more than", In("Thread.Sleep(10); Assert.True(watch.Elapsed > TimeSpan.Zero);") },
        { "at least, fluent", In("Work(); watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromMilliseconds(1));") },
        { "does not hang", In("Work(); Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30));") },
        { "does not hang, milliseconds", In("Work(); Assert.True(watch.ElapsedMilliseconds < 60_000);") },
        { "relation", In("var first = watch.ElapsedMilliseconds; Work(); Assert.True(watch.ElapsedMilliseconds < first * 10);") },
        { "count", In("Assert.True(_calls < 500);") },
        { "no test", In("", "public bool IsFast() { var watch = Stopwatch.StartNew(); Work(); Assert.True(watch.ElapsedMilliseconds < 500); return true; }") },
        { "no assertion", In("Work(); if (watch.ElapsedMilliseconds < 500) { Console.WriteLine(); }") },
        { "printed", In("Work(); Console.WriteLine(watch.Elapsed.ToString());") },
        { "time span of one's own", In("var span = TimeSpan.FromSeconds(_calls); Assert.True(span < TimeSpan.FromSeconds(5));") },
        { "token", In("using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1)); Work(); Assert.True(!limit.IsCancellationRequested || _calls > 0);") },
        { "equal", In("Assert.True(watch.ElapsedMilliseconds == _calls || _calls > 5);") },
        { "greater constraint", In("Assert.That(watch.ElapsedMilliseconds, Is.GreaterThan(1));") },
        { "length", In("var text = \"abc\"; Assert.True(text.Length < 500);") },
        { "date", In("Assert.True(DateTime.UtcNow < new DateTime(2100, 1, 1));") },
        { "own elapsed", In("Assert.True(_calls < Limit);", "const int Limit = 5;") },
        { "limit from outside", In("Assert.True(watch.ElapsedMilliseconds < int.Parse(Environment.GetEnvironmentVariable(\"LIMIT\")!));") },
        { "helper of tests", In("", "static void Check(Stopwatch watch) => Assert.True(watch.ElapsedMilliseconds < 500);") },
        { "timed code of the product", "class C { bool Ready() { var watch = System.Diagnostics.Stopwatch.StartNew(); return watch.ElapsedMilliseconds < 500; } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_depends_on() => Verify.Says(
        In("Work(); Assert.[|True|](watch.ElapsedMilliseconds < 500);"),
        "This test fails when the machine is busy, and passes on a faster one when the code has become slower; assert what can be counted (calls, queries, bytes), and measure time with BenchmarkDotNet");

    private static string In(string body, string members = "") => $$"""
        using System.Diagnostics;
        using Frameworks;
        class Tests
        {
            int _calls;
            void Work() => _calls++;
            {{members}}
            [Fact]
            public void It_is_fast()
            {
                var watch = Stopwatch.StartNew();
                {{body}}
            }
        }
        namespace Frameworks
        {
            class FactAttribute : Attribute { }
            class TheoryAttribute : FactAttribute { }
            class TestMethodAttribute : Attribute { }
            class Constraint { }
            static class Is { public static Constraint LessThan(object o) => new(); public static Constraint GreaterThan(object o) => new(); }
            static class Assert { public static void True(bool b, string? message = null) { } public static void IsTrue(bool b) { } public static void That(bool b) { } public static void That<T>(T value, Constraint c) { } public static void Less(long a, long b) { } public static void InRange(long value, long low, long high) { } }
            class Claim { public void BeLessThan(TimeSpan limit) { } public void BeGreaterThan(TimeSpan limit) { } }
            static class Fluent { public static Claim Should(this TimeSpan span) => new(); public static void ShouldBeLessThan(this long value, long limit) { } }
        }
        """;
}
