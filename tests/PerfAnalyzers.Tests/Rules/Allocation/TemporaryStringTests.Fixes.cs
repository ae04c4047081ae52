using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.TemporaryString, PerfAnalyzers.Allocation.TemporaryStringFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class TemporaryStringTests
{
    /// <summary>Name, before, after: what stands in a loop over <c>lines</c>.</summary>
    public static readonly TheoryData<string, string, string> Rewrites = new()
    {
        { "comparison", "if (line.[|Substring|](0, 3) == \"ERR\") { n++; }", "if (line.AsSpan(0, 3).SequenceEqual(\"ERR\")) { n++; }" },
        { "inequality", "if (n > 0 && line.[|Substring|](0, 3) != \"ERR\") { n++; }", "if (n > 0 && !line.AsSpan(0, 3).SequenceEqual(\"ERR\")) { n++; }" },
        { "other side", "if (\"ERR\" == line.[|Substring|](0, 3)) { n++; }", "if (line.AsSpan(0, 3).SequenceEqual(\"ERR\")) { n++; }" },
        { "other side, inequality", "if (\"ERR\" != line.[|Substring|](0, 3)) { n++; }", "if (!line.AsSpan(0, 3).SequenceEqual(\"ERR\")) { n++; }" },
        { "range", "if ([|line[..3]|] == \"ERR\") { n++; }", "if (line.AsSpan()[..3].SequenceEqual(\"ERR\")) { n++; }" },
        { "Equals", "if (line.[|Substring|](1).Equals(\"x\")) { n++; }", "if (line.AsSpan(1).SequenceEqual(\"x\")) { n++; }" },
        { "Equals without case", "if (line.[|Substring|](1).Equals(\"x\", StringComparison.OrdinalIgnoreCase)) { n++; }", "if (line.AsSpan(1).Equals(\"x\", StringComparison.OrdinalIgnoreCase)) { n++; }" },
        { "static Equals", "if (string.Equals(line.[|Substring|](1), text)) { n++; }", "if (line.AsSpan(1).SequenceEqual(text)) { n++; }" },
        { "static Equals without case", "if (string.Equals(line.[|Substring|](1), \"x\", StringComparison.OrdinalIgnoreCase)) { n++; }", "if (line.AsSpan(1).Equals(\"x\", StringComparison.OrdinalIgnoreCase)) { n++; }" },
        { "StartsWith keeps its culture", "if (line.[|Substring|](1).StartsWith(\"x\")) { n++; }", "if (line.AsSpan(1).StartsWith(\"x\", StringComparison.CurrentCulture)) { n++; }" },
        { "StartsWith keeps its comparison", "if (line.[|Substring|](1).StartsWith(\"x\", StringComparison.Ordinal)) { n++; }", "if (line.AsSpan(1).StartsWith(\"x\", StringComparison.Ordinal)) { n++; }" },
        { "Contains is ordinal", "if (line.[|Substring|](1).Contains(\"x\")) { n++; }", "if (line.AsSpan(1).Contains(\"x\", StringComparison.Ordinal)) { n++; }" },
        { "IndexOf of a character", "n += line.[|Substring|](1).IndexOf(',');", "n += line.AsSpan(1).IndexOf(',');" },
        { "IndexOf of a text keeps its culture", "n += line.[|Substring|](1).IndexOf(\"a\");", "n += line.AsSpan(1).IndexOf(\"a\", StringComparison.CurrentCulture);" },
        { "Length", "n += line.[|Substring|](1).Length;", "n += line.AsSpan(1).Length;" },
        { "element", "n += line.[|Substring|](1)[0];", "n += line.AsSpan(1)[0];" },
        { "trimmed and parsed", "n += int.Parse(line.[|Substring|](2, 5).Trim());", "n += int.Parse(line.AsSpan(2, 5).Trim());" },
        { "trimmed, cut and compared", "if (line.[|Substring|](2).Trim().Substring(1) == \"x\") { n++; }", "if (line.AsSpan(2).Trim().Slice(1).SequenceEqual(\"x\")) { n++; }" },
        { "pattern", "if (line.[|Substring|](0, 2) is \"ab\" or \"cd\") { n++; }", "if (line.AsSpan(0, 2) is \"ab\" or \"cd\") { n++; }" },
        { "switch", "switch (line.[|Substring|](0, 2)) { case \"ab\": n++; break; /* other */ default: break; }", "switch (line.AsSpan(0, 2)) { case \"ab\": n++; break; /* other */ default: break; }" },
        { "switch expression", "n += line.[|Substring|](0, 2) switch { \"ab\" => 1, _ => 0 };", "n += line.AsSpan(0, 2) switch { \"ab\" => 1, _ => 0 };" },
        { "local", "var kind = line.[|Substring|](0, 3); if (kind == \"abc\" || kind != \"def\") { n++; }", "var kind = line.AsSpan(0, 3); if (kind.SequenceEqual(\"abc\") || !kind.SequenceEqual(\"def\")) { n++; }" },
        { "local with its type", "string rest = line.[|Substring|](3).Trim(); if (rest.StartsWith(\"x\") || rest.Length > 2) { n += int.Parse(rest); }", "var rest = line.AsSpan(3).Trim(); if (rest.StartsWith(\"x\", StringComparison.CurrentCulture) || rest.Length > 2) { n += int.Parse(rest); }" },
        { "text of a span", "var span = line.AsSpan(2); if (span.[|ToString|]() == \"x\") { n++; }", "var span = line.AsSpan(2); if (span.SequenceEqual(\"x\")) { n++; }" },
        { "first part", "names.Add(line.[|Split|](',')[0]);", "names.Add(line[..(line.IndexOf(',') is var end and >= 0 ? end : line.Length)]);" },
        { "last part", "names.Add(line.[|Split|]('.')[^1]);", "names.Add(line.Substring(line.LastIndexOf('.') + 1));" },
        { "last part by Last", "names.Add(line.[|Split|](\"'\").Last());", "names.Add(line.Substring(line.LastIndexOf('\\'') + 1));" },
        { "number of parts", "n += 2 * line.[|Split|](',').Length;", "n += 2 * (line.AsSpan().Count(',') + 1);" },
        { "number of parts, given", "names.Add(string.Concat(line.[|Split|]('\\t').Length));", "names.Add(string.Concat(line.AsSpan().Count('\\t') + 1));" },
        { "characters", "foreach (var c in line.[|ToCharArray|]()) { n += c; }", "foreach (var c in line) { n += c; }" },
        { "characters in a local", "char[] all = line.[|ToCharArray|](); for (var i = 0; i < all.Length; i++) { n += all[i]; }", "string all = line; for (var i = 0; i < all.Length; i++) { n += all[i]; }" },
        { "size in bytes", "n += Encoding.UTF8.[|GetBytes|](line).Length;", "n += Encoding.UTF8.GetByteCount(line);" },
        { "size in bytes, by Count", "n += Encoding.UTF8.[|GetBytes|](line).Count();", "n += Encoding.UTF8.GetByteCount(line);" },
        { "character", "if (line[0].[|ToString|]() == \"\\\"\") { n++; }", "if (line[0] == '\"') { n++; }" },
        { "character, other side", "if (\"'\" != line[0].[|ToString|]()) { n++; }", "if ('\\'' != line[0]) { n++; }" },
    };

    public static readonly TheoryData<string, string, string> SuggestedRewrites = new()
    {
        { "blank", "if (line.[|Trim|]() == \"\") { n++; }", "if (string.IsNullOrWhiteSpace(line)) { n++; }" },
        { "not blank", "if (n > 0 && line.[|Trim|]() != string.Empty) { n++; }", "if (n > 0 && !string.IsNullOrWhiteSpace(line)) { n++; }" },
        { "blank by length", "if (line.[|Trim|]().Length == 0) { n++; }", "if (string.IsNullOrWhiteSpace(line)) { n++; }" },
        { "trimmed and parsed", "n += int.Parse(line.[|Trim|]());", "n += int.Parse(line.AsSpan().Trim());" },
        { "trimmed and tried", "if (double.TryParse(line.[|TrimEnd|]('%'), out var d)) { n += (int)d; }", "if (double.TryParse(line.AsSpan().TrimEnd('%'), out var d)) { n += (int)d; }" },
        { "start of the trimmed keeps its culture", "if (line.[|TrimStart|]().StartsWith(\"//\")) { n++; }", "if (line.AsSpan().TrimStart().StartsWith(\"//\", StringComparison.CurrentCulture)) { n++; }" },
        { "cut and trimmed", "foreach (var name in names) { text = line.[|Substring|](5).Trim(); }", "foreach (var name in names) { text = line.AsSpan(5).Trim().ToString(); }" },
    };

    public static readonly TheoryData<string, string> Kept = new()
    {
        { "part in the middle", "names.Add(line.[|Split|](',')[1]);" },
        { "parts without the empty ones", "names.Add(line.[|Split|](',', StringSplitOptions.RemoveEmptyEntries)[0]);" },
        { "long separator", "names.Add(line.[|Split|](\"--\")[0]);" },
        { "computed text", "names.Add((line + text).[|Split|](',')[0]);" },
        { "through a local", "var parts = line.[|Split|](','); names.Add(parts[0]);" },
        { "digit", "n += int.Parse(line[0].[|ToString|]());" },
        { "comment", "if (line.[|Substring|](0 /* the kind */, 3) == \"ERR\") { n++; }" },
        { "other side evaluated first", "if (text == line.[|Substring|](n++)) { n++; }" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Looks_at_the_string_itself(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(Hot("foreach (var line in lines) { " + before + " }"), Hot("foreach (var line in lines) { " + after + " }"));
    }

    [Theory, MemberData(nameof(SuggestedRewrites))]
    public Task Looks_at_the_string_itself_where_suggested(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(In("foreach (var line in lines) { " + before + " }"), In("foreach (var line in lines) { " + after + " }"), DiagnosticSeverity.Info);
    }

    [Theory, MemberData(nameof(Kept))]
    public Task Leaves_what_would_change(string name, string body)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(Hot("foreach (var line in lines) { " + body + " }"));
    }

    [Fact]
    public Task Leaves_what_may_be_null() => Verify.RefusesToFix(
        "#nullable disable\nclass C { int M(List<string> lines) { var n = 0; foreach (var line in lines) { if (line.[|Trim|]() == \"\") { n++; } } return n; } }", DiagnosticSeverity.Info);

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        ("""
            class C
            {
                int M(List<string> lines, List<string> names)
                {
                    var n = 0;
                    foreach (var line in lines)
                    {
                        names.Add(line.[|Split|](',')[0]);
                        names.Add(line.[|Split|](';')[0]);
                        if (line.[|Substring|](0, 2) == "ab" || n > 0)
                        {
                            foreach (var c in line.[|ToCharArray|]())
                            {
                                n += c;
                            }

                            n += Encoding.UTF8.[|GetBytes|](line).Length;
                        }
                    }

                    return n;
                }
            }
            """, """
            class C
            {
                int M(List<string> lines, List<string> names)
                {
                    var n = 0;
                    foreach (var line in lines)
                    {
                        names.Add(line[..(line.IndexOf(',') is var end and >= 0 ? end : line.Length)]);
                        names.Add(line[..(line.IndexOf(';') is var end2 and >= 0 ? end2 : line.Length)]);
                        if (line.AsSpan(0, 2).SequenceEqual("ab") || n > 0)
                        {
                            foreach (var c in line)
                            {
                                n += c;
                            }

                            n += Encoding.UTF8.GetByteCount(line);
                        }
                    }

                    return n;
                }
            }
            """),
        ("class D { int M(IEnumerable<string> all) => all.Count(one => one.[|Substring|](1).Equals(\"x\")); }",
            "class D { int M(IEnumerable<string> all) => all.Count(one => one.AsSpan(1).SequenceEqual(\"x\")); }"),
    ], DiagnosticSeverity.Info);
}
