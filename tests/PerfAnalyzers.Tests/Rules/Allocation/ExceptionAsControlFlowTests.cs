using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.ExceptionAsControlFlow, PerfAnalyzers.Allocation.ExceptionAsControlFlowFix>;
using VerifyAssuming = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.ExceptionAsControlFlow, PerfAnalyzers.Allocation.ExceptionAsControlFlowAssumingFix>;

namespace PerfAnalyzers.Tests;

public sealed class ExceptionAsControlFlowTests
{
    public static readonly Cases Firing = new()
    {
        { "number or zero", In("try { return int.[|Parse|](text); } catch { return 0; }") },
        { "number or zero, of the named exceptions", In("try { return int.[|Parse|](text); } catch (FormatException) { return 0; } catch (OverflowException) { return 0; }") },
        { "one exception of several", In("try { return int.[|Parse|](text); } catch (FormatException) { return 0; }") },
        { "filter", In("try { return int.[|Parse|](text); } catch (Exception e) when (e is FormatException or OverflowException) { return 0; }") },
        { "filter of two tests", In("try { return int.[|Parse|](text); } catch (Exception e) when (e is FormatException || e is OverflowException) { return 0; }") },
        { "named and unused", In("try { return int.[|Parse|](text); } catch (Exception ex) { return 0; }") },
        { "assigned", In("int n; try { n = int.[|Parse|](text); } catch (FormatException) { n = -1; } return n;") },
        { "nothing is done", In("var n = 0; try { n = int.[|Parse|](text); } catch { } return n;") },
        { "asked whether it is one", "class C { bool IsId(string text) { try { Guid.[|Parse|](text); return true; } catch (FormatException) { return false; } } }" },
        { "object made to ask", "class C { bool IsId(string text) { try { new [|Guid|](text); return true; } catch { return false; } } }" },
        { "in a loop", "class C { int Sum(List<string> all) { var sum = 0; foreach (var one in all) { try { sum += int.[|Parse|](one); } catch (FormatException) { } } return sum; } }" },
        { "next of a loop", "class C { int Sum(List<string> all) { var sum = 0; foreach (var one in all) { try { var n = int.[|Parse|](one); sum += n; } catch (FormatException) { continue; } } return sum; } }" },
        { "with a culture", In("try { return (int)decimal.[|Parse|](text, System.Globalization.CultureInfo.InvariantCulture); } catch (FormatException) { return 0; }") },
        { "with styles", In("try { return int.[|Parse|](text, System.Globalization.NumberStyles.HexNumber); } catch (Exception) { return 0; }") },
        { "date of a format", "class C { DateTime? Of(string text) { try { return DateTime.[|ParseExact|](text, \"yyyyMMdd\", null); } catch (FormatException) { return null; } } }" },
        { "enum", "class C { DayOfWeek Of(string text) { try { return (DayOfWeek)Enum.[|Parse|](typeof(DayOfWeek), text, true); } catch (ArgumentException) { return DayOfWeek.Monday; } } }" },
        { "enum, generic", "class C { DayOfWeek Of(string text) { try { return Enum.[|Parse|]<DayOfWeek>(text); } catch { return DayOfWeek.Monday; } } }" },
        { "enum of a type parameter", "class C { T Of<T>(string text) where T : struct, Enum { try { return Enum.[|Parse|]<T>(text); } catch (ArgumentException) { return default; } } }" },
        { "converted", In("try { return Convert.[|ToInt32|](text); } catch (FormatException) { return 0; }") },
        { "address", "class C { System.Net.IPAddress? Of(string text) { try { return System.Net.IPAddress.[|Parse|](text); } catch (FormatException) { return null; } } }" },
        { "uri", "class C { Uri? Of(string text) { try { return new [|Uri|](text); } catch (UriFormatException) { return null; } } }" },
        { "version", "class C { Version Of(string text) { try { return new [|Version|](text); } catch (Exception) { return new Version(); } } }" },
        { "key", "class C { string? Of(Dictionary<int, string> names, int id) { try { return [|names[id]|]; } catch (KeyNotFoundException) { return null; } } }" },
        { "key of an interface", "class C { string Of(IReadOnlyDictionary<string, string> names, string id) { try { return [|names[id]|]; } catch (KeyNotFoundException) { return id; } } }" },
        { "key, everything swallowed", "class C { private readonly Dictionary<int, string> _names = new(); string Of(int id) { try { return [|_names[id]|]; } catch { return \"\"; } } }" },
        { "queue", "class C { int Next(Queue<int> queue) { try { return queue.[|Dequeue|](); } catch (InvalidOperationException) { return -1; } } }" },
        { "json property", "class C { string? Name(System.Text.Json.JsonElement e) { try { return e.[|GetProperty|](\"name\").GetString(); } catch (KeyNotFoundException) { return null; } } }" },
        { "json number", "class C { int Number(System.Text.Json.JsonElement e) { try { return e.[|GetInt32|](); } catch (FormatException) { return 0; } } }" },
        { "two at once", "record Point(int X, int Y); class C { Point? Of(string a, string b) { try { return new Point(int.[|Parse|](a), int.Parse(b)); } catch (FormatException) { return null; } } }" },
        { "cut before", In("try { return int.[|Parse|](text.Trim()); } catch { return 0; }") },
        { "part of a text", In("try { return int.[|Parse|](text.Substring(3)); } catch (FormatException) { return 0; }") },
        { "told without the exception", In("try { return int.[|Parse|](text); } catch (FormatException) { Console.WriteLine(\"not a number\"); return 0; }") },
        { "in a request", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { public Microsoft.AspNetCore.Mvc.IActionResult Get(string id) { Guid key; try { key = Guid.[|Parse|](id); } catch (FormatException) { return BadRequest(); } return Ok(key); } }" },
        { "in a lambda", "class C { List<int> Of(List<string> all) => all.Select(one => { try { return int.[|Parse|](one); } catch { return 0; } }).ToList(); }" },
        { "property", "class C { string Raw { get; set; } = \"\"; int Value { get { try { return int.[|Parse|](Raw); } catch { return 0; } } } }" },
        { "added to a list", "class C { List<int> Of(string[] all) { var list = new List<int>(); foreach (var one in all) { try { list.Add(int.[|Parse|](one)); } catch (FormatException) { } } return list; } }" },
        { "under a condition", In("var n = 0; try { if (text.Length > 0) { n = int.[|Parse|](text); } } catch (FormatException) { n = -1; } return n;") },
    };

    public static readonly Cases Suggested = new()
    {
        { "logged", "using Microsoft.Extensions.Logging; class C(ILogger<C> logger) { int Of(string text) { try { return int.[|Parse|](text); } catch (FormatException ex) { logger.LogWarning(ex, \"bad\"); return 0; } } }" },
        { "logged without the exception", "using Microsoft.Extensions.Logging; class C(ILogger<C> logger) { int Of(string text) { try { return int.[|Parse|](text); } catch (FormatException) { logger.LogWarning(\"bad\"); return 0; } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "thrown by a helper", "static class Throw { [System.Diagnostics.CodeAnalysis.DoesNotReturn] public static void Format(string text) => throw new FormatException(text); } class C { int Of(string text) { try { return int.Parse(text); } catch (FormatException) { Throw.Format(text); return default; } } }" },
        { "thrown by a helper of that name", "class C { static void ThrowBad(string text) => throw new FormatException(text); int Of(string text) { try { return int.Parse(text); } catch (FormatException) { ThrowBad(text); return 0; } } }" },
        { "the Try form", In("return int.TryParse(text, out var n) ? n : 0;") },
        { "thrown again", In("try { return int.Parse(text); } catch (FormatException) { throw; }") },
        { "thrown as another", In("try { return int.Parse(text); } catch (FormatException e) { throw new InvalidOperationException(\"bad\", e); }") },
        { "thrown as another, without the first", In("try { return int.Parse(text); } catch { throw new ArgumentException(\"bad\"); }") },
        { "the message is shown", In("try { return int.Parse(text); } catch (FormatException e) { Console.WriteLine(e.Message); return 0; }") },
        { "the exception is kept", "class C { Exception? _last; int Of(string text) { try { return int.Parse(text); } catch (FormatException e) { _last = e; return 0; } } }" },
        { "the exception is returned", "class C { object Of(string text) { try { return int.Parse(text); } catch (FormatException e) { return e; } } }" },
        { "whatever is logged", "using Microsoft.Extensions.Logging; class C(ILogger<C> logger) { int Of(string text) { try { return int.Parse(text); } catch (Exception ex) { logger.LogError(ex, \"bad\"); return 0; } } }" },
        { "not caught", In("return int.Parse(text);") },
        { "another exception", In("try { return int.Parse(text); } catch (IOException) { return 0; }") },
        { "finally only", In("try { return int.Parse(text); } finally { Console.WriteLine(text); }") },
        { "catch and finally", In("try { return int.Parse(text); } catch { return 0; } finally { Console.WriteLine(text); }") },
        { "filter of a value", In("try { return int.Parse(text); } catch (FormatException) when (text.Length > 3) { return 0; }") },
        { "different answers", In("try { return int.Parse(text); } catch (FormatException) { return 0; } catch (OverflowException) { return int.MaxValue; }") },
        { "reads a file, everything swallowed", In("try { return int.Parse(File.ReadAllText(text)); } catch { return 0; }") },
        { "reads a file beside", In("try { var all = File.ReadAllText(text); return int.Parse(all); } catch (Exception) { return 0; }") },
        { "own method makes the text", "class C { string Next() => throw new FormatException(); int Of() { try { return int.Parse(Next()); } catch (FormatException) { return 0; } } }" },
        { "own method takes the number", "class C { void Use(int n) { if (n > 3) { throw new FormatException(); } } void Of(string text) { try { Use(int.Parse(text)); } catch (FormatException) { } } }" },
        { "part of a text, everything swallowed", In("try { return int.Parse(text.Substring(3)); } catch { return 0; }") },
        { "element of an array, everything swallowed", In("var parts = text.Split(','); try { return int.Parse(parts[3]); } catch { return 0; }") },
        { "what may be null, everything swallowed", "class Node { public Node? Next; public string Text = \"\"; } class C { int Of(Node node) { try { return int.Parse(node.Next!.Next!.Text); } catch { return 0; } } }" },
        { "member of a collection that may be null", "#nullable disable\nclass Node { public string Text; public Node Next() => null; } class C { int Of(Node node) { try { return int.Parse(node.Next().Text); } catch (Exception) { return 0; } } int Of2(List<string> all) { try { return int.Parse(all[3]); } catch { return 0; } } }" },
        { "all parts at once", In("try { return text.Split(',').Sum(part => int.Parse(part)); } catch (FormatException) { return 0; }") },
        { "a loop in the try", In("var sum = 0; try { foreach (var part in text.Split(',')) { sum += int.Parse(part); } } catch (FormatException) { return -1; } return sum;") },
        { "awaited", "class C { async Task<int> Of(TextReader reader) { try { return int.Parse(await reader.ReadLineAsync() ?? \"\"); } catch (FormatException) { return 0; } } }" },
        { "division, everything swallowed", In("try { return 100 / int.Parse(text); } catch { return 0; }") },
        { "checked sum", In("try { return checked(int.Parse(text) + 1); } catch (OverflowException) { return 0; }") },
        { "cast of an object, everything swallowed", "class C { int Of(object value) { try { return int.Parse((string)value); } catch { return 0; } } }" },
        { "json of another kind, everything swallowed", "class C { int Number(System.Text.Json.JsonElement e) { try { return e.GetInt32(); } catch { return 0; } } }" },
        { "property of what may be no object", "class C { string? Name(System.Text.Json.JsonElement e) { try { return e.GetProperty(\"name\").GetString(); } catch { return null; } } }" },
        { "written key", "class C { void Of(IDictionary<int, string> names, int id) { try { names[id] = \"a\"; } catch (Exception) { } } }" },
        { "no other form", In("try { return new System.Text.RegularExpressions.Regex(text).GroupNumberFromName(\"a\"); } catch (ArgumentException) { return 0; }") },
        { "object converted", "class C { int Of(object value) { try { return Convert.ToInt32(value); } catch { return 0; } } }" },
        { "own Parse", "class Money { public static Money Parse(string text) => throw new FormatException(); } class C { Money? Of(string text) { try { return Money.Parse(text); } catch (FormatException) { return null; } } }" },
        { "time zone, whose other form throws inside", "class C { TimeZoneInfo Zone(string id) { try { return TimeZoneInfo.FindSystemTimeZoneById(id); } catch (TimeZoneNotFoundException) { return TimeZoneInfo.Utc; } } }" },
        { "own dictionary", "class Map : Dictionary<int, string> { public new string this[int key] => throw new KeyNotFoundException(); } class C { string Of(Map map) { try { return map[1]; } catch (KeyNotFoundException) { return \"\"; } } }" },
        { "start-up", "class Program { static void Main(string[] args) { var port = 80; try { port = int.Parse(args[0]); } catch (FormatException) { } Console.WriteLine(port); } }" },
        { "static constructor", "class C { static readonly int s_limit; static C() { try { s_limit = int.Parse(Environment.MachineName); } catch (FormatException) { s_limit = 3; } } }" },
        { "on failure", "class C { int Of(string text) { try { return File.ReadAllText(text).Length; } catch (IOException) { try { return int.Parse(text); } catch { return 0; } } } }" },
        { "handler that tries again", In("try { return int.Parse(text); } catch (FormatException) { try { return File.ReadAllLines(text).Length; } catch (IOException) { return 0; } }") },
        { "process ends", In("try { return int.Parse(text); } catch (FormatException) { Environment.Exit(2); return 0; }") },
        { "local function in the try", In("try { return Inner(); int Inner() => int.Parse(text); } catch (FormatException) { return 0; }") },
        { "lambda in the try", "class C { Func<int> Of(string text) { try { return () => int.Parse(text); } catch (FormatException) { return () => 0; } } }" },
        { "delegate called", "class C { int Of(Func<string> next) { try { return int.Parse(next()); } catch (FormatException) { return 0; } } }" },
        { "much else in the try", In("try { var a = text.Length; var b = text.Trim(); var c = b.Length; var d = a + c; return int.Parse(b) + d; } catch (FormatException) { return 0; }") },
        { "queue that another empties", "class C { int Next(System.Collections.Concurrent.ConcurrentQueue<int> queue) { try { queue.TryDequeue(out var n); return n; } catch (InvalidOperationException) { return -1; } } }" },
    };

    public static TheoryData<string, string> Rewrites { get; } = new()
    {
        { "try { return int.[|Parse|](text); } catch { return 0; }", "return int.TryParse(text, out var parsed) ? parsed : 0;" },
        { "try { return int.[|Parse|](text) * 2; } catch (Exception) { return -1; }", "return int.TryParse(text, out var parsed) ? parsed * 2 : -1;" },
        { "int n; try { n = int.[|Parse|](text); } catch { n = -1; } return n;", "int n; n = int.TryParse(text, out var parsed) ? parsed : -1; return n;" },
        { "var n = 0; try { n = int.[|Parse|](text); } catch { } return n;", "var n = 0; if (int.TryParse(text, out var parsed)) { n = parsed; } return n;" },
        { "var n = 0; try { n += int.[|Parse|](text); } catch { n--; } return n;", "var n = 0; if (int.TryParse(text, out var parsed)) { n += parsed; } else { n--; } return n;" },
        { "try { return int.[|Parse|](text, System.Globalization.CultureInfo.InvariantCulture); } catch { return 0; }", "return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;" },
        { "try { return int.[|Parse|](text, System.Globalization.NumberStyles.HexNumber); } catch { return 0; }", "return int.TryParse(text, System.Globalization.NumberStyles.HexNumber, null, out var parsed) ? parsed : 0;" },
        { "try { return int.[|Parse|](text); } catch (FormatException) { return 0; } catch (OverflowException) { return 0; }", "return int.TryParse(text, out var parsed) ? parsed : 0;" },
        { "try { return (int)Enum.[|Parse|]<DayOfWeek>(text); } catch { return 0; }", "return Enum.TryParse<DayOfWeek>(text, out var parsed) ? (int)parsed : 0;" },
        { "try { return (int)(DayOfWeek)Enum.[|Parse|](typeof(DayOfWeek), text, true); } catch { return 0; }", "return Enum.TryParse<DayOfWeek>(text, true, out var parsed) ? (int)parsed : 0;" },
        { "try { return Convert.[|ToInt32|](text); } catch { return 0; }", "return int.TryParse(text, out var parsed) ? parsed : 0;" },
        { "try { return DateTime.[|ParseExact|](text, \"yyyy\", null).Year; } catch { return 0; }", "return DateTime.TryParseExact(text, \"yyyy\", null, System.Globalization.DateTimeStyles.None, out var parsed) ? parsed.Year : 0;" },
        { "try { new [|Guid|](text); return 1; } catch { return 0; }", "if (Guid.TryParse(text, out _)) { return 1; } else { return 0; }" },
        { "var all = new Dictionary<int, int>(); try { return [|all[3]|]; } catch (KeyNotFoundException) { return 0; }", "var all = new Dictionary<int, int>(); return all.TryGetValue(3, out var found) ? found : 0;" },
        { "var all = new Queue<int>(); try { return all.[|Dequeue|](); } catch (InvalidOperationException) { return 0; }", "var all = new Queue<int>(); return all.TryDequeue(out var found) ? found : 0;" },
        { "var parsed = 3; try { return int.[|Parse|](text) + parsed; } catch { return 0; }", "var parsed = 3; return int.TryParse(text, out var parsed2) ? parsed2 + parsed : 0;" },
        { "try\n        {\n            var n = int.[|Parse|](text);\n            // twice\n            return n * n;\n        }\n        catch (Exception)\n        {\n            // nothing\n            return 0;\n        }", "if (int.TryParse(text, out var n))\n        {\n            // twice\n            return n * n;\n        }\n        else\n        {\n            // nothing\n            return 0;\n        }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Asks_instead(string before, string after) => Verify.Fixes(In(before), In(after));

    [Fact]
    public Task Asks_whether_it_is_one() => Verify.Fixes(
        "class C { bool M(string text) { try { var id = Guid.[|Parse|](text); return true; } catch { return false; } } }",
        "class C { bool M(string text) { return Guid.TryParse(text, out _); } }");

    [Fact]
    public Task Keeps_a_wider_result() => Verify.Fixes(
        "class C { int? M(string text) { try { return int.[|Parse|](text); } catch { return null; } } }",
        "class C { int? M(string text) { if (int.TryParse(text, out var parsed)) { return parsed; } else { return null; } } }");

    [Theory]
    [InlineData("try { return int.[|Parse|](text); } catch (FormatException) { return 0; }", "return int.TryParse(text, out var parsed) ? parsed : 0;")]
    [InlineData("try { return Convert.[|ToInt32|](text); } catch (FormatException) { return 0; }", "return int.TryParse(text, out var parsed) ? parsed : 0;")]
    public async Task Asks_on_request_where_not_all_is_caught(string before, string after)
    {
        await Verify.RefusesToFix(In(before));
        await VerifyAssuming.Fixes(In(before), In(after));
    }

    [Theory]
    [InlineData("try { return int.[|Parse|](text) + int.Parse(text + 1); } catch (FormatException) { return 0; }")]
    [InlineData("try { if (text.Length > 0) { return int.[|Parse|](text); } return 1; } catch { return 0; }")]
    [InlineData("try { return text.Length > 0 ? int.[|Parse|](text) : 1; } catch { return 0; }")]
    [InlineData("try { return int.[|Parse|](s: text); } catch { return 0; }")]
    [InlineData("try { return int.[|Parse|](text); } /* else */ catch { return 0; }")]
    [InlineData("if (text.Length > 3) try { return int.[|Parse|](text); } catch { return 0; } return 1;")]
    public Task Leaves_what_it_cannot_write(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Says_what_it_costs_and_what_to_use() => Verify.Says(
        In("try { return Convert.[|ToInt32|](text); } catch { return 0; }"),
        "'ToInt32' throws when there is no answer, and the exception is swallowed: microseconds and an object with its stack trace each time; use 'Int32.TryParse'");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("var n = 0;\n        foreach (var part in text.Split(','))\n        {\n            try\n            {\n                n += int.[|Parse|](part);\n            }\n            catch\n            {\n                n--;\n            }\n        }\n        try { return int.[|Parse|](text); } catch { return n; }"),
            In("var n = 0;\n        foreach (var part in text.Split(','))\n        {\n            if (int.TryParse(part, out var parsed))\n            {\n                n += parsed;\n            }\n            else\n            {\n                n--;\n            }\n        }\n        return int.TryParse(text, out var parsed2) ? parsed2 : n;")),
        (In("try { return int.[|Parse|](text); } catch { return 0; }").Replace("class C", "class D", StringComparison.Ordinal), In("return int.TryParse(text, out var parsed) ? parsed : 0;").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    private static string In(string body) => $$"""
        class C
        {
            int M(string text)
            {
                {{body}}
            }
        }
        """;
}
