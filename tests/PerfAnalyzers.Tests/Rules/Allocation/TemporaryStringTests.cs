using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.TemporaryString, PerfAnalyzers.Allocation.TemporaryStringFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class TemporaryStringTests
{
    public static readonly Cases Firing = new()
    {
        { "prefix compared", Hot("""foreach (var line in lines) { if (line.[|Substring|](0, 3) == "ERR") { n++; } }""") },
        { "rest compared", Hot("""foreach (var line in lines) { if (line.[|Substring|](3) != text) { n++; } }""") },
        { "compared from the other side", Hot("""foreach (var line in lines) { if ("ERR" == line.[|Substring|](0, 3)) { n++; } }""") },
        { "range compared", Hot("""foreach (var line in lines) { if ([|line[..3]|] == "ERR") { n++; } }""") },
        { "one character as a string", Hot("""for (var i = 0; i < text.Length; i++) { if (text.[|Substring|](i, 1) == ";") { n++; } }""") },
        { "Equals", Hot("""foreach (var line in lines) { if (line.[|Substring|](1).Equals("x")) { n++; } }""") },
        { "Equals, without case", Hot("""foreach (var line in lines) { if (line.[|Substring|](1).Equals("x", StringComparison.OrdinalIgnoreCase)) { n++; } }""") },
        { "static Equals", Hot("""foreach (var line in lines) { if (string.Equals(line.[|Substring|](1), "x", StringComparison.OrdinalIgnoreCase)) { n++; } }""") },
        { "start of the rest", Hot("""foreach (var line in lines) { if (line.[|Substring|](n).StartsWith("//")) { n++; } }""") },
        { "searched", Hot("""foreach (var line in lines) { n += line.[|Substring|](n).IndexOf(','); }""") },
        { "contains", Hot("""foreach (var line in lines) { if (line.[|Substring|](5, 10).Contains("x")) { n++; } }""") },
        { "measured", Hot("""foreach (var line in lines) { n += line.[|Substring|](2).Length; }""") },
        { "first character of the rest", Hot("""foreach (var line in lines) { if (line.[|Substring|](2)[0] == 'x') { n++; } }""") },
        { "trimmed and parsed", Hot("""foreach (var line in lines) { n += int.Parse(line.[|Substring|](2, 5).Trim()); }""") },
        { "trimmed and compared", Hot("""foreach (var line in lines) { if (line.[|Substring|](2, 5).Trim() == "x") { n++; } }""") },
        { "matched", Hot("""foreach (var line in lines) { if (line.[|Substring|](0, 2) is "ab" or "cd") { n++; } }""") },
        { "switched on", Hot("""foreach (var line in lines) { switch (line.[|Substring|](0, 2)) { case "ab": n++; break; case "cd": n--; break; default: n = 0; break; } }""") },
        { "switch expression", Hot("""foreach (var line in lines) { n += line.[|Substring|](0, 2) switch { "ab" => 1, "cd" => 2, _ => 0 }; }""") },
        { "in a lambda per element", Hot("""n = lines.Count(line => line.[|Substring|](0, 3) == "ERR");""") },
        { "text of a span", Hot("""foreach (var line in lines) { var span = line.AsSpan(2); if (span.[|ToString|]() == "x") { n++; } }""") },
        { "text of a span, parsed", Hot("""foreach (var line in lines) { var span = line.AsSpan(2); n += int.Parse(span.[|ToString|]()); }""") },
        { "local, compared twice", Hot("""foreach (var line in lines) { var kind = line.[|Substring|](0, 3); if (kind == "abc" || kind == "def") { n++; } }""") },
        { "local, parsed and measured", Hot("""foreach (var line in lines) { string rest = line.[|Substring|](3).Trim(); if (rest.Length > 0) { n += int.Parse(rest); } }""") },
        { "local, appended", Hot("""var b = new StringBuilder(); foreach (var line in lines) { var rest = [|line[3..]|]; b.Append(rest); } return b.Length;""") },
        { "first part", Hot("""foreach (var line in lines) { names.Add(line.[|Split|](',')[0]); }""") },
        { "last part", Hot("""foreach (var line in lines) { names.Add(line.[|Split|]('.')[^1]); }""") },
        { "last part by Last", Hot("""foreach (var line in lines) { names.Add(line.[|Split|]('.').Last()); }""") },
        { "first part by First", Hot("""foreach (var line in lines) { names.Add(line.[|Split|](new[] { ' ' }).First()); }""") },
        { "second part", Hot("""foreach (var line in lines) { names.Add(line.[|Split|](';')[1]); }""") },
        { "part, nothing empty", Hot("""foreach (var line in lines) { names.Add(line.[|Split|](' ', StringSplitOptions.RemoveEmptyEntries)[2]); }""") },
        { "number of parts", Hot("""foreach (var line in lines) { n += line.[|Split|](',').Length; }""") },
        { "number of parts, by Count", Hot("""foreach (var line in lines) { n += line.[|Split|](", ").Count(); }""") },
        { "first part through a local", Hot("""foreach (var line in lines) { var parts = line.[|Split|](','); names.Add(parts[0]); }""") },
        { "part per element", Hot("""return lines.Select(line => line.[|Split|]('=')[1]).ToList().Count;""") },
        { "characters of a word", Hot("""foreach (var line in lines) { foreach (var c in line.[|ToCharArray|]()) { n += c; } }""") },
        { "characters by index", Hot("""foreach (var line in lines) { var chars = line.[|ToCharArray|](); for (var i = 0; i < chars.Length; i++) { if (chars[i] == 'x') { n++; } } }""") },
        { "first character", Hot("""foreach (var line in lines) { n += line.[|ToCharArray|]()[0]; }""") },
        { "size in bytes", Hot("""foreach (var line in lines) { n += Encoding.UTF8.[|GetBytes|](line).Length; }""") },
        { "character compared as text", Hot("""foreach (var c in text) { if (c.[|ToString|]() == ",") { n++; } }""") },
        { "parsed, where CA1846 sees no overload", Hot("""foreach (var line in lines) { n += int.Parse(line.[|Substring|](2)); }""") },
        { "range, parsed", Hot("""foreach (var line in lines) { n += int.Parse([|line[2..]|]); }""") },
        { "digit parsed", Hot("""foreach (var c in text) { n += int.Parse(c.[|ToString|]()); }""") },
        { "lines of a text", Hot("""foreach (var line in text.Split('\n')) { if (line.StartsWith('i')) { n += int.Parse(line.[|Substring|](2)); } }""") },
        { "parts of each line", Hot("""foreach (var line in lines) { foreach (var part in line.Split(',')) { n += int.Parse(part.[|Substring|](2)); } }""") },
        { "nested", Hot("""foreach (var name in names) { foreach (var line in lines) { if (line.[|Substring|](1) == "x") { n += name.Length; } } }""") },
        { "while reading", Hot("""string? line; while ((line = reader.ReadLine()) != null) { if (line.[|Substring|](0, 1) == "#") { n++; } }""") },
        { "condition of a loop", Hot("""var at = 0; while (at < text.Length && text.[|Substring|](at, 1) != ";") { at++; } return at;""") },
    };

    public static readonly Cases Suggested = new()
    {
        { "compared in a plain loop", In("""foreach (var line in lines) { if (line.[|Substring|](0, 3) == "ERR") { n++; } }""") },
        { "part taken in a plain loop", In("""foreach (var line in lines) { names.Add(line.[|Split|](',')[0]); }""") },
        { "one of the parts of a text", In("""foreach (var part in text.Split(',')) { if (part.StartsWith('i')) { n = int.Parse(part.[|Substring|](2)); } }""") },
        { "blank by comparison", In("""foreach (var line in lines) { if (line.[|Trim|]() == "") { n++; } }""") },
        { "blank by Empty", In("""foreach (var line in lines) { if (line.[|Trim|]() != string.Empty) { n++; } }""") },
        { "blank by length", In("""foreach (var line in lines) { if (line.[|Trim|]().Length > 0) { n++; } }""") },
        { "blank by IsNullOrEmpty", In("""foreach (var line in lines) { if (string.IsNullOrEmpty(line.[|Trim|]())) { n++; } }""") },
        { "trimmed only, and parsed", In("""foreach (var line in lines) { n += int.Parse(line.[|Trim|]()); }""") },
        { "trimmed and tried", In("""foreach (var line in lines) { if (double.TryParse(line.[|Trim|](), out var d)) { n += (int)d; } }""") },
        { "trimmed and appended", In("""var b = new StringBuilder(); foreach (var line in lines) { b.Append(line.[|TrimEnd|]()); } return b.Length;""") },
        { "trimmed only, and compared", In("""foreach (var line in lines) { if (line.[|Trim|]() == "END") { n++; } }""") },
        { "start of the trimmed", In("""foreach (var line in lines) { if (line.[|TrimStart|]().StartsWith("//")) { n++; } }""") },
        { "first character of the trimmed", In("""foreach (var line in lines) { if (line.[|TrimEnd|](';')[0] == 'x') { n++; } }""") },
        { "end in lower case", In("""foreach (var line in lines) { if (line.[|ToLower|]().EndsWith(".txt")) { n++; } }""") },
        { "equal in upper case", In("""foreach (var line in lines) { if (line.[|ToUpperInvariant|]().Equals("END")) { n++; } }""") },
        { "cut and trimmed in nested loops", In("""foreach (var line in lines) { foreach (var name in names) { text = line.[|Substring|](name.Length).Trim(); } }""") },
        { "range, trimmed, in a request", "[Microsoft.AspNetCore.Mvc.ApiController] class LinesController : Microsoft.AspNetCore.Mvc.ControllerBase { readonly List<string> _all = []; public void Get(List<string> lines) { foreach (var line in lines) { _all.Add([|line[5..]|].TrimStart()); } } }" },
        { "declared hot", "class C { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)] bool Is(string text) => text.[|Substring|](0, 2) == \"x:\"; }" },
        { "pass that waits", "class C { async Task<int> M(List<string> lines, Func<Task> pause) { var n = 0; foreach (var line in lines) { if (line.[|Substring|](0, 2) == \"x:\") { n++; } await pause(); } return n; } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "model of a database", "class C { int Names(Microsoft.EntityFrameworkCore.ModelBuilder model, List<string> lines) { var n = 0; foreach (var line in lines) { if (line.Substring(0, 3) == \"Old\") { n++; } } return n; } }" },
        { "several separators", In("""foreach (var line in lines) { names.Add(line.Split(',', ';')[0]); }""") },
        { "contract member, of which every allocation is told", "class Key(string text) : IComparable<Key> { readonly string _text = text; public int CompareTo(Key? other) => _text.Substring(1) == \"x\" ? 0 : 1; }" },
        { "outside of loops", In("""if (text.Substring(0, 3) == "ERR") { n++; }""") },
        { "kept", In("""foreach (var line in lines) { names.Add(line.Substring(3)); }""") },
        { "local, kept and compared", In("""foreach (var line in lines) { var key = line.Substring(3); if (key == "x") { names.Add(key); } }""") },
        { "argument, which CA1846 reports", In("""foreach (var line in lines) { if (int.TryParse(line.Substring(3), out var x)) { n += x; } }""") },
        { "appended, which CA1846 reports", In("""var b = new StringBuilder(); foreach (var line in lines) { b.Append(line.Substring(3)); } return b.Length;""") },
        { "concatenated, which CA1845 reports", In("""foreach (var line in lines) { names.Add("x" + line.Substring(3)); }""") },
        { "lower case, which CA1862 reports", In("""foreach (var line in lines) { if (line.ToLower() == text.ToLower()) { n++; } }""") },
        { "character appended, which CA1830 reports", In("""var b = new StringBuilder(); foreach (var c in text) { b.Append(c.ToString()); } return b.Length;""") },
        { "local in a lambda", In("""foreach (var line in lines) { var kind = line.Substring(0, 3); n += names.Count(name => kind == "abc"); }""") },
        { "local that is assigned again", In("""foreach (var line in lines) { var kind = line.Substring(0, 3); if (kind == "abc") { kind = ""; } if (kind == "x") { n++; } }""") },
        { "local in an asynchronous method", "class C { async Task<int> M(List<string> lines, Func<Task> pause) { await pause(); var n = 0; foreach (var line in lines) { var kind = line.Substring(0, 3); if (kind == \"abc\") { n++; } } return n; } }" },
        { "searched in a set", In("""var set = new HashSet<string>(names); foreach (var line in lines) { if (set.Contains(line.Substring(3))) { n++; } }""") },
        { "key of a dictionary", In("""var map = new Dictionary<string, int>(); foreach (var line in lines) { n += map[line.Substring(3)]; }""") },
        { "split and read", In("""foreach (var line in lines) { var parts = line.Split(','); names.Add(parts[0]); names.Add(parts[1]); }""") },
        { "split with a limit", In("""foreach (var line in lines) { names.Add(line.Split('=', 2)[1]); }""") },
        { "split and enumerated", In("""foreach (var line in lines) { foreach (var part in line.Split(',')) { names.Add(part); } }""") },
        { "split by a variable index", In("""foreach (var line in lines) { names.Add(line.Split(',')[n]); }""") },
        { "split and handed on", In("""foreach (var line in lines) { names.AddRange(line.Split(',')); }""") },
        { "split, one written", In("""foreach (var line in lines) { var parts = line.Split(','); parts[0] = "x"; names.Add(string.Join(",", parts)); }""") },
        { "split once", In("""return text.Split(',').Length;""") },
        { "same text on every pass", In("""foreach (var line in lines) { n += text.Split(',').Length; }""") },
        { "characters that are sorted", In("""foreach (var line in lines) { var chars = line.ToCharArray(); Array.Sort(chars); names.Add(new string(chars)); }""") },
        { "characters that are written", In("""foreach (var line in lines) { var chars = line.ToCharArray(); chars[0] = 'x'; names.Add(new string(chars)); }""") },
        { "characters by reference", In("""foreach (var line in lines) { var chars = line.ToCharArray(); ref var first = ref chars[0]; first = 'x'; }""") },
        { "characters handed on", In("""foreach (var line in lines) { names.Add(new string(line.ToCharArray())); }""") },
        { "characters in LINQ", In("""foreach (var line in lines) { n += line.ToCharArray().Count(char.IsDigit); }""") },
        { "bytes that are kept", In("""foreach (var line in lines) { var bytes = Encoding.UTF8.GetBytes(line); n += bytes.Length + bytes[0]; }""") },
        { "compared with what may be null", "class C { int M(List<string> lines, string? text) { var n = 0; foreach (var line in lines) { if (line.Substring(1) == text) { n++; } } return n; } }" },
        { "compared with null", In("""foreach (var line in lines) { if (line.Trim() == null) { n++; } }""") },
        { "trimmed and kept", In("""foreach (var line in lines) { names.Add(line.Trim()); }""") },
        { "trimmed by several", In("""foreach (var line in lines) { if (line.Trim('a', 'b') == "x") { n++; } }""") },
        { "cut and trimmed in a plain loop", In("""foreach (var line in lines) { names.Add(line.Substring(5).Trim()); }""") },
        { "trimmed twice", In("""foreach (var line in lines) { names.Add(line.TrimStart('(').TrimEnd(')')); }""") },
        { "compared by order", In("""foreach (var line in lines) { n += string.Compare(line.Substring(1), text, StringComparison.Ordinal); }""") },
        { "replaced", In("""foreach (var line in lines) { names.Add(line.Substring(1).Replace("a", "b")); }""") },
        { "optional text", "class C { int M(List<string?> lines) { var n = 0; foreach (var line in lines) { if (line?.Substring(1) == \"x\") { n++; } } return n; } }" },
        { "few passes", In("""for (var i = 0; i < 3; i++) { if (text.Substring(i) == "x") { n++; } }""") },
        { "leaves the loop", In("""foreach (var line in lines) { if (line.Length > 3) { n = line.Substring(0, 3) == "ERR" ? 1 : 2; break; } } return n;""") },
        { "pattern that keeps it", In("""foreach (var line in lines) { if (line.Substring(1) is { Length: > 2 } rest) { names.Add(rest); } }""") },
        { "expression tree", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => c.Name.Substring(0, 1) == \"A\"); }" },
        { "rows of a query", "class C { List<bool> M(ShopContext db) => db.Customers.Select(c => c.Name.Trim() == \"\").ToList(); }" },
        { "awaited for", "class C { async Task<int> M(List<string> lines, Func<Task<string>> next) { var n = 0; foreach (var line in lines) { if (line.Substring(1).Equals(await next())) { n++; } } return n; } }" },
        { "round trip on each pass", "class C { int M(ShopContext db, List<string> lines) { var n = 0; foreach (var line in lines) { if (line.Substring(0, 2) == \"x:\") { n += db.Orders.Count(); } } return n; } }" },
        { "start-up", "class Program { static int Main(string[] args) { var n = 0; foreach (var arg in args) { if (arg.Substring(0, 2) == \"--\") { n++; } } return n; } }" },
        { "failure", In("""foreach (var line in lines) { if (line == "") { throw new InvalidOperationException(line.Substring(1) == "x" ? "a" : "b"); } }""") },
        { "logged", "class C(Microsoft.Extensions.Logging.ILogger logger) { void M(List<string> lines) { foreach (var line in lines) { Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(logger, \"{Is}\", line.Substring(1) == \"x\"); } } }" },
        { "a type's own Substring", "class Rope { public string Substring(int at) => \"\"; } class C { int M(List<Rope> ropes) { var n = 0; foreach (var rope in ropes) { if (rope.Substring(1) == \"x\") { n++; } } return n; } }" },
        { "numbers as text", In("""for (var i = 0; i < n; i++) { if (i.ToString() == text) { return i; } } return 0;""") },
        { "character compared with longer text", In("""foreach (var c in text) { if (c.ToString() == "ab") { n++; } }""") },
        { "character kept as text", In("""foreach (var c in text) { names.Add(c.ToString()); }""") },
        { "text for people", "class C(List<string> lines) { readonly List<string> _lines = lines; public override string ToString() { foreach (var line in _lines) { if (line.Substring(0, 1) == \"#\") { return \"x\"; } } return \"\"; } }" },
        { "span already", In("""foreach (var line in lines) { if (line.AsSpan(1).SequenceEqual("x")) { n++; } }""") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_made_and_what_does_without() => Verify.Says(
        Hot("""foreach (var line in lines) { if (line.[|Substring|](0, 3) == "ERR") { n++; } }"""),
        "'Substring' makes a string for every element of 'lines', only to compare it; compare 'AsSpan' with 'SequenceEqual'");

    [Fact]
    public Task Says_what_splits() => Verify.Says(
        Hot("""foreach (var line in lines) { names.Add(line.[|Split|]('.')[^1]); }"""),
        "'Split' makes an array of all parts for every element of 'lines', only to take the last; cut it off at 'LastIndexOf'");

    // In nested loops, per request or where the code says so nothing is to argue about.
    private static string Hot(string body) => In(body).Replace("int M(", "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)] int M(", StringComparison.Ordinal);

    private static string In(string body) =>
        "class C { int M(List<string> lines, List<string> names, string text, int n, TextReader reader) { " + body + (body.Contains("} return", StringComparison.Ordinal) || body.StartsWith("return", StringComparison.Ordinal) ? "" : " return n;") + " } }";
}
