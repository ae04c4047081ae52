using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.LogFormattingInLoop, PerfAnalyzers.Allocation.LogFormattingInLoopFix>;
using VerifyAssuming = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.LogFormattingInLoop, PerfAnalyzers.Allocation.LogFormattingInLoopAssumingFix>;

namespace PerfAnalyzers.Tests;

public sealed class LogFormattingInLoopTests
{
    // The loggers of these libraries, as far as the cases use them.
    private const string Loggers = """
        namespace NLog { public interface ILogger { bool IsTraceEnabled { get; } bool IsDebugEnabled { get; } bool IsInfoEnabled { get; } void Trace(string message); void Debug(string message); void Debug(string message, params object?[] args); void Debug<T>(string message, T argument); void Info(string message); void Info(string message, params object?[] args); void Warn(string message); void Error(string message, params object?[] args); } }
        namespace log4net { public interface ILog { bool IsDebugEnabled { get; } bool IsInfoEnabled { get; } void Debug(object message); void DebugFormat(string format, object arg0); void InfoFormat(string format, params object?[] args); void Warn(object message); } }
        namespace Serilog.Events { public enum LogEventLevel { Verbose, Debug, Information, Warning } }
        namespace Serilog { public interface ILogger { bool IsEnabled(Events.LogEventLevel level); void Debug(string template); void Debug<T>(string template, T value); void Debug(string template, params object?[] values); void Information(string template, params object?[] values); void Verbose(string template, params object?[] values); void Warning(string template, params object?[] values); } }
        """;

    public static readonly Cases Firing = new()
    {
        { "text put together", NLog("foreach (var n in all) { log.[|Debug|]($\"at {n}\"); }") },
        { "text added up", NLog("foreach (var n in all) { log.[|Trace|](\"at \" + n); }") },
        { "text of a format", NLog("foreach (var n in all) { log.[|Debug|](string.Format(\"at {0}\", n)); }") },
        { "joined", NLog("foreach (var n in all) { log.[|Info|](string.Join(\",\", all)); }") },
        { "boxed", NLog("foreach (var n in all) { log.[|Debug|](\"{0} of {1}\", n, all.Count); }") },
        { "counted loop", NLog("for (var i = 0; i < all.Count; i++) { log.[|Info|](\"{0} {1}\", i, all[i]); }") },
        { "while reading", NLog("using var reader = new StringReader(names[0]); while (reader.ReadLine() is { } line) { log.[|Debug|](\"read \" + line); }") },
        { "number as text", NLog("foreach (var n in all) { log.[|Debug|](n.ToString()); }") },
        { "lambda per element", NLog("all.ForEach(n => log.[|Debug|]($\"at {n}\"));") },
        { "nested", NLog("foreach (var a in all) { foreach (var b in all) { log.[|Debug|]($\"{a} {b}\"); } }") },
        { "field", Loggers + "class C { private readonly NLog.ILogger _log = null!; void M(List<Order> orders) { foreach (var o in orders) { _log.[|Info|]($\"order {o.Id}\"); } } }" },
        { "log4net", Log4Net("foreach (var n in all) { log.[|Debug|](\"at \" + n); }") },
        { "log4net format", Log4Net("foreach (var n in all) { log.[|DebugFormat|](\"at {0}\", n); }") },
        { "log4net formats", Log4Net("foreach (var n in all) { log.[|InfoFormat|](\"at {0} {1}\", n, n); }") },
        { "serilog", Serilog("foreach (var n in all) { log.[|Debug|]($\"at {n}\"); }") },
        { "serilog boxes", Serilog("foreach (var n in all) { log.[|Information|](\"at {A} {B}\", n, all.Count); }") },
        { "serilog, most detailed", Serilog("foreach (var n in all) { log.[|Verbose|](\"at {A}\", n); }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "not in a loop", NLog("log.Debug($\"all {all.Count}\");") },
        { "before the loop", NLog("log.Debug($\"all {all.Count}\"); foreach (var n in all) { Console.WriteLine(n); }") },
        { "guarded", NLog("foreach (var n in all) { if (log.IsDebugEnabled) { log.Debug($\"at {n}\"); } }") },
        { "guarded around", NLog("if (log.IsDebugEnabled) { foreach (var n in all) { log.Debug($\"at {n}\"); } }") },
        { "guarded by a local", NLog("var isDebug = log.IsDebugEnabled; foreach (var n in all) { if (isDebug) { log.Debug($\"at {n}\"); } }") },
        { "left before", NLog("if (!log.IsDebugEnabled) { return; } foreach (var n in all) { log.Debug($\"at {n}\"); }") },
        { "guarded with another question", Serilog("foreach (var n in all) { if (n > 3 && log.IsEnabled(Serilog.Events.LogEventLevel.Debug)) { log.Debug($\"at {n}\"); } }") },
        { "constant", NLog("foreach (var n in all) { log.Debug(\"next\"); }") },
        { "constant put together", NLog("const string name = \"a\"; foreach (var n in all) { log.Debug(\"next \" + name + $\"{name}\"); }") },
        { "nothing is boxed", NLog("foreach (var name in names) { log.Debug(\"{0} {1}\", name, names); }") },
        { "generic", NLog("foreach (var n in all) { log.Debug(\"{0}\", n); }") },
        { "serilog generic", Serilog("foreach (var n in all) { log.Debug(\"{N}\", n); }") },
        { "a warning", NLog("foreach (var n in all) { log.Warn($\"at {n}\"); }") },
        { "an error", NLog("foreach (var n in all) { log.Error(\"{0}\", n, n); }") },
        { "serilog warning", Serilog("foreach (var n in all) { log.Warning(\"{A}\", n); }") },
        { "log4net warning", Log4Net("foreach (var n in all) { log.Warn($\"at {n}\"); }") },
        { "now and then", NLog("foreach (var n in all) { if (n == 7) { log.Debug($\"at {n}\"); } }") },
        { "skipped before", NLog("foreach (var n in all) { if (n != 7) { continue; } log.Debug($\"at {n}\"); }") },
        { "on failure", NLog("foreach (var n in all) { try { Console.WriteLine(n); } catch (Exception) { log.Debug($\"at {n}\"); } }") },
        { "few passes", NLog("foreach (var n in new[] { 1, 2, 3 }) { log.Debug($\"at {n}\"); }") },
        { "retry", NLog("for (var i = 0; i < 3; i++) { log.Debug($\"attempt {i}\"); }") },
        { "once per query", Loggers + "class C(ShopContext db, NLog.ILogger log) { void M(List<int> ids) { foreach (var id in ids) { log.Debug($\"at {id}\"); Console.WriteLine(db.Orders.First(o => o.Id == id).Total); } } }" },
        { "once per message", Loggers + "class C(NLog.ILogger log) { async Task M(System.Threading.Channels.ChannelReader<int> messages) { await foreach (var m in messages.ReadAllAsync()) { log.Debug($\"at {m}\"); } } }" },
        { "once per request to another machine", Loggers + "class C(NLog.ILogger log, System.Net.Http.HttpClient http) { async Task M(List<string> urls) { foreach (var url in urls) { log.Debug($\"get {url}\"); await http.GetStringAsync(url); } } }" },
        { "once per something awaited", Loggers + "class C(NLog.ILogger log) { async Task M(List<Task> all) { foreach (var one in all) { log.Debug($\"wait {one.Id}\"); await one; } } }" },
        { "service loop", NLog("while (true) { Thread.Sleep(1000); log.Debug($\"tick {Environment.TickCount}\"); }") },
        { "start-up", Loggers + "class Program { static void Main(string[] args) { NLog.ILogger log = null!; foreach (var a in args) { log.Debug($\"arg {a}\"); } } }" },
        { "own type of the same name", "class Log { public void Debug(string text) { } } class C { void M(Log log, List<int> all) { foreach (var n in all) { log.Debug($\"at {n}\"); } } }" },
        { "to the console", NLog("foreach (var n in all) { Console.WriteLine($\"at {n}\"); }") },
        { "left to the SDK", "using Microsoft.Extensions.Logging; class C(ILogger<C> log) { void M(List<int> all) { foreach (var n in all) { log.LogDebug(\"at {N}\", n); log.LogInformation($\"at {n}\"); log.LogTrace(\"at \" + n); } } }" },
        { "warning of the extensions", "using Microsoft.Extensions.Logging; class C(ILogger<C> log) { void M(List<int> all) { foreach (var n in all) { log.LogWarning(\"at {N}\", n); } } }" },
        { "source generated", "using Microsoft.Extensions.Logging; static partial class Logs { public static void At(ILogger log, int n) { } } class C(ILogger<C> log) { void M(List<int> all) { foreach (var n in all) { Logs.At(log, n); } } }" },
        { "deferred", NLog("foreach (var n in all) { _later.Add(() => log.Debug($\"at {n}\")); }") },
    };

    private static readonly (string, string)[] s_withoutSdk = [("dotnet_diagnostic.CA1873.severity", "none"), ("dotnet_diagnostic.CA2254.severity", "none")];

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory]
    [InlineData("log.[|LogDebug|](\"at {N}\", n);")]
    [InlineData("log.[|LogInformation|]($\"at {n}\");")]
    [InlineData("log.[|LogTrace|](\"at \" + n);")]
    [InlineData("log.[|LogDebug|](\"at {A} {B}\", n, n.ToString());")]
    public Task Speaks_where_the_sdk_is_told_not_to(string call) => Verify.Fires(Microsoft(call), s_withoutSdk);

    [Fact]
    public Task Leaves_what_one_of_both_still_reports() => Verify.Silent(Microsoft("log.LogInformation($\"at {n}\");"), s_withoutSdk[..1]);

    [Theory]
    [InlineData("foreach (var n in all) { log.[|Debug|]($\"at {n}\"); }", "foreach (var n in all) { if (log.IsDebugEnabled) { log.Debug($\"at {n}\"); } }")]
    [InlineData("foreach (var n in all)\n        {\n            // tell\n            log.[|Info|](\"{0} {1}\", n, n); // all\n            Console.WriteLine(n);\n        }", "foreach (var n in all)\n        {\n            // tell\n            if (log.IsInfoEnabled)\n            {\n                log.Info(\"{0} {1}\", n, n);\n            } // all\n            Console.WriteLine(n);\n        }")]
    [InlineData("foreach (var n in all)\n            log.[|Trace|](\"at \" + n);", "foreach (var n in all)\n            if (log.IsTraceEnabled)\n            {\n                log.Trace(\"at \" + n);\n            }")]
    public Task Asks_first(string before, string after) => Verify.Fixes(NLog(before), NLog(after));

    [Fact]
    public Task Asks_for_a_level() => Verify.Fixes(
        Serilog("foreach (var n in all) { log.[|Verbose|](\"at {A}\", n); }"),
        Serilog("foreach (var n in all) { if (log.IsEnabled(Serilog.Events.LogEventLevel.Verbose)) { log.Verbose(\"at {A}\", n); } }"));

    [Fact]
    public Task Asks_for_an_imported_level() => Verify.FixesWith(
        Microsoft("log.[|LogDebug|](\"at {N}\", n);"), Microsoft("if (log.IsEnabled(LogLevel.Debug)) { log.LogDebug(\"at {N}\", n); }"), s_withoutSdk);

    [Fact]
    public async Task Asks_on_request_where_arguments_call_code()
    {
        const string Before = "foreach (var n in all) { log.[|Debug|](\"at \" + Next(n)); } int Next(int n) => n + 1;";
        await Verify.RefusesToFix(NLog(Before));
        await VerifyAssuming.Fixes(NLog(Before), NLog("foreach (var n in all) { if (log.IsDebugEnabled) { log.Debug(\"at \" + Next(n)); } } int Next(int n) => n + 1;"));
    }

    [Theory]
    [InlineData("all.ForEach(n => log.[|Debug|]($\"at {n}\"));")]
    [InlineData("foreach (var n in all) { Log().[|Debug|]($\"at {n}\"); } NLog.ILogger Log() => log;")]
    [InlineData("foreach (var n in all) { log?.[|Debug|]($\"at {n}\"); }")]
    public Task Leaves_what_it_cannot_write(string body) => Verify.RefusesToFix(NLog(body));

    [Fact]
    public Task Says_what_is_wasted() => Verify.Says(
        NLog("foreach (var n in all) { log.[|Debug|](\"{0} of {1}\", n, all.Count); }"),
        "'Debug' boxes 2 values for every element of 'all', also when the level is off; ask 'IsDebugEnabled' first");

    [Fact]
    public Task Says_which_level() => Verify.Says(
        Serilog("foreach (var n in all) { log.[|Debug|]($\"at {n}\"); }"),
        "'Debug' puts strings together for every element of 'all', also when the level is off; ask 'IsEnabled(LogEventLevel.Debug)' first");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (NLog("foreach (var a in all) { log.[|Debug|]($\"at {a}\"); foreach (var b in all) { log.[|Info|]($\"at {a} {b}\"); } }"),
            NLog("foreach (var a in all) { if (log.IsDebugEnabled) { log.Debug($\"at {a}\"); } foreach (var b in all) { if (log.IsInfoEnabled) { log.Info($\"at {a} {b}\"); } } }")),
        ("class D(NLog.ILogger log) { void M(List<int> all) { foreach (var n in all) { log.[|Debug|]($\"at {n}\"); } } }",
            "class D(NLog.ILogger log) { void M(List<int> all) { foreach (var n in all) { if (log.IsDebugEnabled) { log.Debug($\"at {n}\"); } } } }"),
    ]);

    private static string NLog(string body) => In("NLog.ILogger", body);

    private static string Log4Net(string body) => In("log4net.ILog", body);

    private static string Serilog(string body) => In("Serilog.ILogger", body);

    private static string Microsoft(string call) => $"using Microsoft.Extensions.Logging; class C(ILogger<C> log) {{ void M(List<int> all) {{ foreach (var n in all) {{ {call} }} }} }}";

    private static string In(string type, string body) => Loggers + $$"""

        class C
        {
            private readonly List<Action> _later = new();

            void M({{type}} log, List<int> all, List<string> names)
            {
                {{body}}
            }
        }
        """;
}
