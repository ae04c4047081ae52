namespace PerfAnalyzers.Tests;

/// <summary>What is copied to build a string grows with the square of its pieces where the rule says so, and only there.</summary>
public sealed class QuadraticStringTruth
{
    private const string Bad = """
        using Counted;

        public sealed class Sheet
        {
            private string _text = "";
            public string Html { get; set; } = "";
            public string Note = "";

            public string Fill(Data data) { foreach (var word in data.Words) { _text += word + ";"; } return _text; }
            public string FillProperty(Data data) { foreach (var word in data.Words) { Html += word; } return Html; }
            public static string FillNote(Data data) { var sheet = new Sheet(); foreach (var word in data.Words) { sheet.Note += word; } return sheet.Note; }
        }

        public static class Truth
        {
            public static object? Compound(Data data) { var s = ""; foreach (var word in data.Words) { s += word; } return s; }
            public static object? OfNumbers(Data data) { var s = "<"; foreach (var number in data.Numbers) { s += number + ";"; } return s + ">"; }
            public static object? Sum(Data data) { var s = ""; foreach (var row in data.Rows) { s = s + row.Name + "," + row.Price; } return s; }
            public static object? ByIndex(Data data) { var s = ""; for (var i = 0; i < data.Words.Count; i++) { if (i > 0) { s += ","; } s += data.Words[i]; } return s; }
            public static object? Characters(Data data) { var s = ""; foreach (var c in string.Join(",", data.Words)) { if (c != ',') { s += c; } } return s; }
            public static object? Separated(Data data) { var s = ""; foreach (var word in data.Words) { s += (s.Length > 0 ? ", " : "") + word; } return s; }
            public static object? Asked(Data data) { var s = ""; foreach (var word in data.Words) { if (!string.IsNullOrEmpty(s)) { s += ", "; } s += word; } return s.Length > 3 ? s.Substring(0, 3) : "short"; }
            public static object? Nested(Data data) { var s = ""; foreach (var row in data.Rows) { foreach (var c in "ab") { s += c; } s += row.Number; } return s; }
            public static object? Inner(Data data) { var sum = 0; for (var i = 0; i < 2; i++) { var s = ""; foreach (var word in data.Words) { s += word; } sum += s.Length; } return sum; }
            public static object? Joined(Data data) { var s = ""; foreach (var word in data.Words) { s = string.Concat(s, word, ";"); } return s; }
            public static object? Each(Data data) { var s = ""; data.Words.ForEach(word => s += word); return s; }
            public static object? Leaves(Data data) { var s = ""; foreach (var word in data.Words) { s += word; if (s.Length < 0) { return s; } } return s; }
            public static object? OfParameter(Data data) { return AppendAll(data.Words, "x"); }
            public static object? Values(Data data) { var s = ""; foreach (var number in data.Numbers) { s += (DayOfWeek)(number % 7); s += number / 7.5; s += TimeSpan.FromDays(number); s += number % 2 == 0; s += 'c'; } return s; }
            public static object? Lines(Data data) { var s = ""; var reader = new StringReader(string.Join("\n", data.Words)); string? line; while ((line = reader.ReadLine()) != null) { s += line + "\n"; } return s; }
            public static object? Field(Data data) { return new Sheet().Fill(data); }
            public static object? Begun(Data data) { Warm(); return data.Words.Aggregate("", (all, word) => all + word); }
            public static object? BegunNumbers(Data data) { Warm(); return data.Numbers.Aggregate("", (all, number) => string.Concat(all, number)); }

            public static object? Interpolated(Data data) { var s = ""; foreach (var word in data.Words) { s = $"{s}, {word}"; } return s; }
            public static object? Formatted(Data data) { var s = ""; foreach (var word in data.Words) { s = string.Format("{0};{1}", s, word); } return s; }
            public static object? Front(Data data) { var s = ""; foreach (var word in data.Words) { s = word + s; } return s; }
            public static object? Inserted(Data data) { var s = ""; foreach (var word in data.Words) { s = s.Insert(0, word); } return s; }
            public static object? Slot(Data data) { var s = new string[] { "" }; foreach (var word in data.Words) { s[0] += word; } return s[0]; }
            public static object? Property(Data data) { return new Sheet().FillProperty(data); }
            public static object? FieldOfOther(Data data) { return Sheet.FillNote(data); }
            public static object? FirstApart(Data data) { var s = ""; foreach (var word in data.Words) { if (s == "") { s = word; } else { s += "," + word; } } return s; }
            public static object? Folded(Data data) { return data.Words.Aggregate((all, word) => all + ", " + word); }
            public static object? FoldedInFront(Data data) { return data.Words.Aggregate((all, word) => word + "." + all); }
            public static object? CutByOne(Data data) { var s = string.Join(",", data.Words); var sum = 0; while (s.Length > 0) { sum += s[0]; s = s.Substring(1); } return sum; }
            public static object? CutByRange(Data data) { var s = string.Join(",", data.Words); var sum = 0; while (s != "") { sum += s[0]; s = s[1..]; } return sum; }
            public static object? CutFromEnd(Data data) { var s = string.Join(",", data.Words); var sum = 0; while (s.Length > 0) { sum += s[^1]; s = s.Remove(s.Length - 1); } return sum; }
            public static object? Consumed(Data data) { var s = string.Join(",", data.Words); var sum = 0; while (s.Length > 0) { var at = s.IndexOf(','); if (at < 0) { break; } sum += at; s = s.Substring(at + 1); } return sum; }
            public static object? LengthOfText(Data data) { var b = new StringBuilder(); foreach (var word in data.Words) { b.Append(word); if (b.ToString().Length < 0) { b.Append('!'); } } return b.Length; }
            public static object? EmptinessOfText(Data data) { var b = new StringBuilder(); foreach (var word in data.Words) { if (b.ToString() != "") { b.Append(','); } b.Append(word); } return b.Length; }
            public static object? EndOfText(Data data) { var b = new StringBuilder(); foreach (var word in data.Words) { if (!b.ToString().EndsWith(',')) { b.Append(','); } b.Append(word); } return b.Length; }

            // string.Concat rents its buffers, and keeps them for the next call.
            private static void Warm() => _ = string.Concat(Enumerable.Repeat("word", 2048));

            private static string AppendAll(List<string> words, string text) { foreach (var word in words) { text += word; } return text; }
        }
        """;

    private const string Good = """
        using Counted;

        public static class Truth
        {
            public static object? Built(Data data) { var b = new StringBuilder(); foreach (var word in data.Words) { b.Append(word).Append(';'); } return b.ToString(); }
            public static object? AllJoined(Data data) => string.Join(", ", data.Words);
            public static object? AllConcatenated(Data data) => string.Concat(data.Words.Select(word => word + ";"));
            public static object? PerElement(Data data) { var sum = 0; foreach (var word in data.Words) { var s = word; s += ";"; s += sum % 9; sum += s.Length; } return sum; }
            public static object? OfRows(Data data) { var rows = data.Words.ToArray(); for (var i = 0; i < rows.Length; i++) { rows[i] += ";"; } return rows.Length; }
            public static object? BegunAnew(Data data) { var s = ""; var sum = 0; foreach (var word in data.Words) { s += word; if (s.Length > 80) { sum += s.Length; s = ""; } } return sum; }
            public static object? SplitWords(Data data) { var all = new List<string>(); var s = ""; foreach (var c in string.Join(" ", data.Words)) { if (c == ' ') { all.Add(s); s = ""; } else { s += c; } } return all.Count; }
            public static object? FewPasses(Data data) { var s = ""; for (var i = 0; i < 10; i++) { s += data.Size; } return s; }
            public static object? Leaves(Data data) { var s = "x"; foreach (var word in data.Words) { if (word.Length > 3) { s += word; break; } } return s; }
            public static object? Renamed(Data data) { var name = data.Words[0]; while (data.Words.Contains(name)) { name += "_"; } return name; }
            public static object? Padded(Data data) { var s = data.Size.ToString(); while (s.Length < 12) { s = "0" + s; } return s; }
            public static object? Digits(Data data) { var s = ""; var n = data.Size; while (n > 0) { s = n % 10 + s; n /= 10; } return s; }
            public static object? Trimmed(Data data) { var sum = 0; foreach (var word in data.Words) { var s = "//" + word; while (s.StartsWith('/')) { s = s.Substring(1); } sum += s.Length; } return sum; }
            public static object? Buffer(Data data) { var s = ""; foreach (var word in data.Words) { s += word; if (s.Length > 40) { s = s.Substring(20); } } return s; }
            public static object? Cleared(Data data) { var b = new StringBuilder(); var sum = 0; foreach (var word in data.Words) { b.Append(word); if (b.ToString().Length > 3) { sum++; } b.Clear(); } return sum; }
            public static object? TakenAtTheEnd(Data data) { var b = new StringBuilder(); foreach (var word in data.Words) { b.Append(word); if (b.Length > 1_000_000) { return b.ToString(); } } return b.Length; }
            public static object? Indexed(Data data) { var s = string.Join(",", data.Words); var sum = 0; for (var i = 0; i < s.Length; i++) { sum += s[i]; } return sum; }
            public static object? OfSpan(Data data) { ReadOnlySpan<char> s = string.Join(",", data.Words); var sum = 0; while (s.Length > 0) { sum += s[0]; s = s[1..]; } return sum; }
            public static object? LongestOf(Data data) => data.Words.Aggregate((a, b) => a.Length > b.Length ? a : b);
            public static object? HashText(Data data) { var hex = ""; foreach (var b in System.Security.Cryptography.SHA256.HashData(new byte[data.Size])) { hex += b.ToString("x2"); } return hex; }
            public static object? TypeName(Data data) { var name = ""; foreach (var type in data.GetType().GetInterfaces()) { name += type.Name; } return name; }
        }
        """;

    private static readonly Complexity s_bad = new(Bad, "PERF4201", Meter.Bytes);

    private static readonly Complexity s_good = new(Good, "PERF4201", Meter.Bytes);

    public static TheoryData<string> Reported => s_bad.Methods;

    public static TheoryData<string> Silent => s_good.Methods;

    [Theory, MemberData(nameof(Reported))]
    public Task Grows_with_the_square(string method) => s_bad.Agrees(method);

    [Theory, MemberData(nameof(Silent))]
    public Task Does_not(string method) => s_good.Agrees(method);

    [Theory]
    [InlineData("Compound")]
    [InlineData("OfNumbers")]
    [InlineData("Sum")]
    [InlineData("ByIndex")]
    [InlineData("Characters")]
    [InlineData("Separated")]
    [InlineData("Asked")]
    [InlineData("Nested")]
    [InlineData("Inner")]
    [InlineData("Joined")]
    [InlineData("Each")]
    [InlineData("Leaves")]
    [InlineData("OfParameter")]
    [InlineData("Values")]
    [InlineData("Lines")]
    [InlineData("Field")]
    [InlineData("Begun")]
    [InlineData("BegunNumbers")]
    [InlineData("LengthOfText")]
    [InlineData("EmptinessOfText")]
    public Task Fixes_make_it_linear(string method) => s_bad.IsFixed(method);
}
