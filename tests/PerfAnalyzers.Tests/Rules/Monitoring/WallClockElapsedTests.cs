using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Monitoring.WallClockElapsed, PerfAnalyzers.Monitoring.WallClockElapsedFix>;

namespace PerfAnalyzers.Tests;

public sealed class WallClockElapsedTests
{
    public static readonly Cases Firing = new()
    {
        { "now minus now", In("var start = DateTime.Now; Work(); Console.WriteLine([|DateTime.Now - start|]);") },
        { "universal", In("var start = DateTime.UtcNow; Work(); var taken = ([|DateTime.UtcNow - start|]).TotalMilliseconds; Console.WriteLine(taken.ToString());") },
        { "with offset", In("DateTimeOffset start = DateTimeOffset.UtcNow; Work(); TimeSpan taken = [|DateTimeOffset.UtcNow - start|]; Console.WriteLine(taken.ToString());") },
        { "Subtract", In("var start = DateTime.UtcNow; Work(); Console.WriteLine(DateTime.UtcNow.[|Subtract|](start).ToString());") },
        { "both are kept", In("var start = DateTime.UtcNow; Work(); var end = DateTime.UtcNow; Console.WriteLine(([|end - start|]).ToString());") },
        { "time-out", In("var start = DateTime.UtcNow; while ([|DateTime.UtcNow - start|] < TimeSpan.FromSeconds(5)) { Work(); }") },
        { "started anew", In("var last = DateTime.UtcNow; for (;;) { Work(); if (([|DateTime.UtcNow - last|]).TotalSeconds > 5) { last = DateTime.UtcNow; } }") },
        { "in a lambda", In("var start = DateTime.Now; Action done = () => Console.WriteLine(([|DateTime.Now - start|]).ToString()); Work(); done();") },
        { "across awaits", "class C { async Task<double> M(Task t) { var s = DateTimeOffset.Now; await t; return ([|DateTimeOffset.Now - s|]).TotalSeconds; } }" },
        { "kept for the log, too", In("var start = DateTime.UtcNow; Work(); Console.WriteLine(start.ToString()); Console.WriteLine(([|DateTime.UtcNow - start|]).ToString());") },
    };

    public static readonly Cases Quiet = new()
    {
        { "cut-off date", In("var oldest = DateTime.UtcNow - TimeSpan.FromDays(30); Console.WriteLine(oldest.ToString());") },
        { "age of an order", "class C { TimeSpan M(Order order) => DateTime.UtcNow - order.PlacedAt; }" },
        { "parameter", "class C { TimeSpan M(DateTime start) => DateTime.UtcNow - start; }" },
        { "field", "class C { readonly DateTime _start = DateTime.UtcNow; TimeSpan UpTime => DateTime.UtcNow - _start; }" },
        { "today", In("var today = DateTime.Today; Console.WriteLine((DateTime.Now - today).ToString());") },
        { "end of a window", In("var from = DateTime.UtcNow.AddDays(-1); Console.WriteLine((DateTime.UtcNow - from).ToString());") },
        { "birthday", In("var now = DateTime.Now; var born = new DateTime(1990, 1, 1); Console.WriteLine((now - born).ToString());") },
        { "stopwatch", In("var start = System.Diagnostics.Stopwatch.GetTimestamp(); Work(); Console.WriteLine(System.Diagnostics.Stopwatch.GetElapsedTime(start).ToString());") },
        { "time until the end", In("var end = DateTime.UtcNow.AddMinutes(1); while (end - DateTime.UtcNow > TimeSpan.Zero) { Work(); }") },
        { "read from a file", In("var written = File.GetLastWriteTimeUtc(\"a\"); Console.WriteLine((DateTime.UtcNow - written).ToString());") },
        { "either", In("var start = DateTime.UtcNow; if (Environment.ProcessId > 5) { start = DateTime.MinValue; } Console.WriteLine((DateTime.UtcNow - start).ToString());") },
        { "parsed", In("if (DateTime.TryParse(Console.ReadLine(), out var start)) { Console.WriteLine((DateTime.Now - start).ToString()); }") },
        { "unix time", In("var start = DateTime.UtcNow; Work(); Console.WriteLine((start - DateTime.UnixEpoch).TotalSeconds.ToString());") },
        { "pattern", "class C { string M(object o) => o is DateTime start ? (DateTime.Now - start).ToString() : \"\"; }" },
        { "days", In("var now = DateTime.Now; Console.WriteLine((now.Date - DateTime.Today).Days.ToString());") },
        { "provider", "class C { TimeSpan M(TimeProvider time) { var start = time.GetUtcNow(); Thread.Sleep(1); return time.GetUtcNow() - start; } }" },
        { "numbers", In("var now = Environment.TickCount64; Work(); Console.WriteLine((Environment.TickCount64 - now).ToString());") },
        { "own clock", "static class Clock { public static DateTime UtcNow => DateTime.UnixEpoch; } class C { TimeSpan M() { var start = Clock.UtcNow; return Clock.UtcNow - start; } }" },
        { "own type of that name", "namespace N { class DateTime { public static System.DateTime Now => default; } class C { System.TimeSpan M() { var start = DateTime.Now; return DateTime.Now - start; } } }" },
        { "foreach", "class C { TimeSpan M(List<DateTime> all) { var sum = TimeSpan.Zero; foreach (var one in all) { sum += DateTime.UtcNow - one; } return sum; } }" },
        { "out of a tuple", "class C { TimeSpan M((DateTime, int) pair) { var (start, _) = pair; return DateTime.UtcNow - start; } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_the_clock_does() => Verify.Says(
        In("var start = DateTime.UtcNow; Work(); Console.WriteLine(([|DateTime.UtcNow - start|]).ToString());"),
        "'DateTime.UtcNow' is set while the program runs (time servers, summer time) and ticks coarsely: the difference to 'start' is not how long it took; use 'Stopwatch.GetTimestamp()' and 'Stopwatch.GetElapsedTime(start)'");

    [Fact]
    public Task Measures_with_a_stopwatch() => Verify.Fixes(
        In("var start = DateTime.UtcNow; // begin\n        Work();\n        var taken = ([|DateTime.UtcNow - start|]).TotalMilliseconds;\n        Console.WriteLine(taken.ToString());"),
        "using System.Diagnostics;\n\n" + In("var start = Stopwatch.GetTimestamp(); // begin\n        Work();\n        var taken = Stopwatch.GetElapsedTime(start).TotalMilliseconds;\n        Console.WriteLine(taken.ToString());"));

    [Fact]
    public Task Writes_the_type_of_ticks() => Verify.Fixes(
        "using System.Diagnostics;\n" + In("DateTime start = DateTime.Now; Work(); if (DateTime.Now.[|Subtract|](start) > TimeSpan.FromSeconds(1)) { start = DateTime.Now; }"),
        "using System.Diagnostics;\n" + In("long start = Stopwatch.GetTimestamp(); Work(); if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(1)) { start = Stopwatch.GetTimestamp(); }"));

    [Theory]
    [InlineData("var start = DateTime.UtcNow; Work(); Console.WriteLine(start.ToString()); Console.WriteLine(([|DateTime.UtcNow - start|]).ToString());")]
    [InlineData("var start = DateTime.Now; Work(); Console.WriteLine(([|DateTime.UtcNow - start|]).ToString());")]
    [InlineData("var start = DateTime.UtcNow; Work(); var end = DateTime.UtcNow; Console.WriteLine(([|end - start|]).ToString());")]
    [InlineData("DateTime start = DateTime.UtcNow, other = start; Work(); Console.WriteLine(([|DateTime.UtcNow - start|]).ToString() + other.ToString());")]
    [InlineData("var start = DateTime.UtcNow; Work(); Console.WriteLine(([|DateTime.UtcNow /* now */ - start|]).ToString());")]
    public Task Leaves_what_it_cannot_write(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        ("using System.Diagnostics;\n" + In("var a = DateTime.UtcNow; Work(); Console.WriteLine(([|DateTime.UtcNow - a|]).ToString());\n        Console.WriteLine(([|DateTime.UtcNow - a|]).Seconds.ToString());"),
            "using System.Diagnostics;\n" + In("var a = Stopwatch.GetTimestamp(); Work(); Console.WriteLine(Stopwatch.GetElapsedTime(a).ToString());\n        Console.WriteLine(Stopwatch.GetElapsedTime(a).Seconds.ToString());")),
        ("using System.Diagnostics;\nclass D { double M() { var b = DateTime.Now; return ([|DateTime.Now - b|]).TotalSeconds; } }", "using System.Diagnostics;\nclass D { double M() { var b = Stopwatch.GetTimestamp(); return Stopwatch.GetElapsedTime(b).TotalSeconds; } }"),
    ]);

    private static string In(string body) => $$"""
        class C
        {
            static void Work() => Thread.Yield();

            void M()
            {
                {{body}}
            }
        }
        """;
}
