using System.Globalization;

namespace PerfAnalyzers.Tests;

/// <summary>Each report is bytes on every pass; fixed code takes none of them and answers the same, in any culture.</summary>
public sealed class TemporaryStringTruth
{
    // Name, what stands in the loop, bytes that stay after the fix.
    private static readonly (string Name, string Body, int Left)[] s_cases =
    [
        ("Prefix", "if (line.Substring(0, 3) == \"ERR\") { n++; }", 0),
        ("OtherPrefix", "if (line.Substring(0, 3) != \"ERR\") { n++; }", 0),
        ("FromTheOtherSide", "if (\"ERR\" != line.Substring(0, 3)) { n++; }", 0),
        ("Range", "if (line[1..4] == \"RRO\") { n++; }", 0),
        ("OneCharacter", "for (var i = 0; i < line.Length; i++) { if (line.Substring(i, 1) == \"I\") { n++; } }", 0),
        ("EqualsOrdinal", "if (line.Substring(2).Equals(\"x\")) { n++; }", 0),
        ("EqualsWithoutCase", "if (line.Substring(0, 3).Equals(\"err\", StringComparison.OrdinalIgnoreCase)) { n++; }", 0),
        ("EqualsByCulture", "if (line.Substring(3, 1).Equals(\"I\", StringComparison.CurrentCultureIgnoreCase)) { n++; }", 0),
        ("StaticEquals", "if (string.Equals(line.Substring(0, 3), \"err\", StringComparison.InvariantCultureIgnoreCase)) { n++; }", 0),
        ("StartsByCulture", "if (line.Substring(1).StartsWith(\"R\")) { n++; }", 0),
        ("StartsOrdinal", "if (line.Substring(1).StartsWith(\"I\", StringComparison.Ordinal)) { n++; }", 0),
        ("EndsByCulture", "if (line.Substring(1).EndsWith(\"i\")) { n++; }", 0),
        ("Holds", "if (line.Substring(1).Contains(\"i,\")) { n++; }", 0),
        ("HoldsCharacter", "if (line.Substring(1).Contains('.')) { n++; }", 0),
        ("FoundByCulture", "n += line.Substring(1).IndexOf(\"I\");", 0),
        ("FoundCharacter", "n += line.Substring(1).IndexOf('i') + line.Substring(2).LastIndexOf('.');", 0),
        ("Measured", "n += line.Substring(2).Length;", 0),
        ("Element", "n += line.Substring(2)[0];", 0),
        ("Parsed", "n += int.Parse(line.Substring(line.Length - 4, 3).Trim());", 0),
        ("Pattern", "n += line.Substring(0, 1) is \"E\" or \"I\" ? 1 : 0;", 0),
        ("Switch", "switch (line.Substring(0, 1)) { case \"E\": n++; break; case \"i\": n += 2; break; default: n += 3; break; }", 0),
        ("Local", "var kind = line.Substring(0, 3); if (kind == \"ERR\" || kind == \"END\") { n += kind.Length; }", 0),
        ("SpanText", "var rest = line.AsSpan(1); if (rest.ToString() == \"RR\") { n++; }", 0),
        ("FirstPart", "n += line.Split(',')[0].Length;", 64),
        ("LastPart", "n += line.Split(',')[^1].Length;", 64),
        ("PartCount", "n += line.Split(',').Length;", 0),
        ("Characters", "foreach (var c in line.ToCharArray()) { n += c; }", 0),
        ("CharactersInLocal", "var all = line.ToCharArray(); for (var i = 0; i < all.Length; i++) { n += all[i]; }", 0),
        ("Bytes", "n += Encoding.UTF8.GetBytes(line).Length;", 0),
        ("CharacterText", "foreach (var c in line) { if (c.ToString() == \"İ\") { n++; } }", 0),
        ("Blank", "if (line.Trim() == \"\") { n++; }", 0),
        ("NotBlank", "if (line.Trim().Length > 0) { n++; }", 0),
        ("TrimmedStart", "if (line.TrimStart().StartsWith(\"E\")) { n++; }", 0),
        ("TrimmedText", "if (line.Trim() == \"END\") { n++; }", 0),
        ("CutAndTrimmed", "for (var j = 0; j < n % 2 + 1; j++) { n += Keep(line.Substring(4).Trim()); }", 200),
    ];

    private static readonly string s_source = "public static class Truth\n{\n    private static string s_kept = \"\";\n    private static int Keep(string text) { s_kept = text; return text.Length; }\n" + string.Concat(s_cases.Select(static one =>
        $"    public static int {one.Name}(string[] lines, int count) {{ var n = 0; for (var k = 0; k < count; k++) {{ var line = lines[k % lines.Length]; {one.Body} }} return n; }}\n")) + "}\n";

    private static readonly Lazy<Task<(Executed Before, Executed After, string Text, HashSet<int> Lines)>> s_code = new(static async () =>
    {
        var (text, reports) = await AllocatedBytes.FixAll<PerfAnalyzers.Allocation.TemporaryString, PerfAnalyzers.Allocation.TemporaryStringFix>(s_source);
        return (Executed.Load(s_source), Executed.Load(text), text, reports.Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet());
    });

    public static readonly TheoryData<string> Names = [.. s_cases.Select(static one => one.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Allocates_on_every_pass_until_fixed(string name)
    {
        var (before, after, text, lines) = await s_code.Value;
        Assert.Contains(Array.FindIndex(s_source.Split('\n'), line => line.Contains($" {name}(string[]", StringComparison.Ordinal)), lines);
        string[] data = ["ERR, i. 12, it is done;  7 \t", "  END of the story, I. 3, x  8  "];
        var bad = AllocatedBytes.PerPass(count => before.Delegate<Func<string[], int, int>>("Truth." + name)(data, count));
        var good = AllocatedBytes.PerPass(count => after.Delegate<Func<string[], int, int>>("Truth." + name)(data, count));
        Assert.True(bad >= 24, $"{bad} bytes");
        Assert.True(good <= s_cases.First(one => one.Name == name).Left && good < bad, $"{bad} bytes before, {good} after\n{text}");
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Answers_the_same_in_any_culture(string name)
    {
        var (before, after, text, _) = await s_code.Value;
        Func<string[], int, int> old = before.Delegate<Func<string[], int, int>>("Truth." + name), changed = after.Delegate<Func<string[], int, int>>("Truth." + name);
        var culture = CultureInfo.CurrentCulture;
        var random = new Random(17);
        try
        {
            foreach (var tag in new[] { "", "tr-TR", "de-DE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(tag);
                for (var round = 0; round < 300; round++)
                {
                    string[] data = [Text(random), Text(random), Text(random)];
                    Assert.True(Result(old, data) == Result(changed, data), $"{tag}: {string.Join('|', data)}\n{text}");
                }
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    // What is thrown for a text that is too short is the same, too.
    private static string Result(Func<string[], int, int> code, string[] data)
    {
        try
        {
            return code(data, data.Length).ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception exception)
        {
            return exception.GetType().Name;
        }
    }

    private static string Text(Random random) => random.Next(4) switch
    {
        0 => new string(' ', random.Next(4)) + (random.Next(2) == 0 ? "END" : "ERR") + new string('\t', random.Next(3)),
        1 => string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => "EeRIiıİ,., 17\u0301\0\u200d"[random.Next(16)])),
        2 => "ERRI" + random.Next(100) + "," + random.Next(1000) + " ,",
        _ => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => " \t\u00a0\u2003\u200b,"[random.Next(6)])),
    };
}
