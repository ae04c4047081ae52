using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Bytes allocated for messages nobody writes: all levels are off. Reported loops allocate on every pass, fixed ones nothing.</summary>
public sealed class LogFormattingInLoopTruth
{
    private const string Loggers = """
        namespace NLog { public interface ILogger { bool IsTraceEnabled { get; } bool IsDebugEnabled { get; } bool IsInfoEnabled { get; } void Trace(string message); void Debug(string message); void Debug(string message, params object?[] args); void Debug<T>(string message, T argument); void Info(string message, params object?[] args); void Warn(string message); } }
        namespace log4net { public interface ILog { bool IsDebugEnabled { get; } bool IsInfoEnabled { get; } void Debug(object message); void DebugFormat(string format, object arg0); } }
        namespace Serilog.Events { public enum LogEventLevel { Verbose, Debug, Information } }
        namespace Serilog { public interface ILogger { bool IsEnabled(Events.LogEventLevel level); void Debug(string template, object? a, object? b); void Information(string template, params object?[] values); void Debug<T>(string template, T value); } }
        public sealed class Off : NLog.ILogger, log4net.ILog, Serilog.ILogger
        {
            public bool IsTraceEnabled => false;
            public bool IsDebugEnabled => false;
            public bool IsInfoEnabled => false;
            public bool IsEnabled(Serilog.Events.LogEventLevel level) => false;
            public void Trace(string message) { }
            public void Debug(string message) { }
            public void Debug(object message) { }
            public void Debug(string message, params object?[] args) { }
            public void Debug(string template, object? a, object? b) { }
            public void Debug<T>(string message, T argument) { }
            public void DebugFormat(string format, object arg0) { }
            public void Info(string message, params object?[] args) { }
            public void Information(string template, params object?[] values) { }
            public void Warn(string message) { }
        }
        """;

    // Name, whether each pass allocates, the type of the logger, the loop.
    private static readonly (string Name, bool Allocates, string Logger, string Body)[] s_cases =
    [
        ("interpolated", true, "NLog.ILogger", "foreach (var n in all) { log.Debug($\"at {n}\"); }"),
        ("added", true, "NLog.ILogger", "foreach (var n in all) { log.Trace(\"at \" + n); }"),
        ("format", true, "NLog.ILogger", "foreach (var n in all) { log.Debug(string.Format(\"at {0}\", n)); }"),
        ("joined", true, "NLog.ILogger", "foreach (var n in all) { log.Debug(string.Join(\",\", all)); }"),
        ("text of a number", true, "NLog.ILogger", "foreach (var n in all) { log.Debug(n.ToString()); }"),
        ("boxed", true, "NLog.ILogger", "foreach (var n in all) { log.Info(\"{0} {1}\", n, n); }"),
        ("counted", true, "NLog.ILogger", "for (var i = 0; i < all.Count; i++) { log.Info(\"{0}\", i); }"),
        ("object message", true, "log4net.ILog", "foreach (var n in all) { log.Debug($\"at {n}\"); }"),
        ("format of log4net", true, "log4net.ILog", "foreach (var n in all) { log.DebugFormat(\"{0}\", n); }"),
        ("serilog", true, "Serilog.ILogger", "foreach (var n in all) { log.Debug(\"{A} {B}\", n, n); }"),
        ("serilog, more values", true, "Serilog.ILogger", "foreach (var n in all) { log.Information(\"{A} {B} {C}\", n, n, n); }"),

        ("guarded", false, "NLog.ILogger", "foreach (var n in all) { if (log.IsDebugEnabled) { log.Debug($\"at {n}\"); } }"),
        ("constant", false, "NLog.ILogger", "foreach (var n in all) { log.Trace(\"next\"); }"),
        ("generic", false, "NLog.ILogger", "foreach (var n in all) { log.Debug(\"{0}\", n); }"),
        ("generic of serilog", false, "Serilog.ILogger", "foreach (var n in all) { log.Debug(\"{0}\", n); }"),
    ];

    [Fact]
    public async Task Reported_loops_allocate_and_fixed_ones_do_not()
    {
        var source = string.Join('\n', s_cases.Select(static (test, i) =>
            $$"""public static class Case{{i}} { static void Run({{test.Logger}} log, List<int> all) { {{test.Body}} } public static void Start(List<int> all) => Run(new Off(), all); }""")) + "\n" + Loggers;
        var reported = (await Executed.Review<LogFormattingInLoop>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet();
        var fixedSource = await Executed.FixLines<LogFormattingInLoop>(source, new LogFormattingInLoopFix());
        Assert.Empty(await Executed.Review<LogFormattingInLoop>(fixedSource));
        var (code, fixedCode) = (Executed.Load(source), Executed.Load(fixedSource));
        for (var i = 0; i < s_cases.Length; i++)
        {
            var (before, after) = (code.Delegate<Action<List<int>>>($"Case{i}.Start"), fixedCode.Delegate<Action<List<int>>>($"Case{i}.Start"));
            Assert.Equal((s_cases[i].Name, s_cases[i].Allocates), (s_cases[i].Name, reported.Contains(i)));
            Assert.Equal((s_cases[i].Name, s_cases[i].Allocates), (s_cases[i].Name, Growth(before) >= 24 * 1_000));
            Assert.Equal((s_cases[i].Name, 0L), (s_cases[i].Name, Growth(after)));
        }
    }

    // Bytes of a thousand passes more.
    private static long Growth(Action<List<int>> code) => Bytes(code, 2_000) - Bytes(code, 1_000);

    private static long Bytes(Action<List<int>> code, int size)
    {
        var all = Enumerable.Range(10_000, size).ToList();
        code(all);
        return AllocatedBytes.Of(() => code(all));
    }
}
