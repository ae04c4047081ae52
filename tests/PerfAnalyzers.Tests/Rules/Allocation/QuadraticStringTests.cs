using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.QuadraticString, PerfAnalyzers.Allocation.QuadraticStringFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class QuadraticStringTests
{
    public static readonly Cases Firing = new()
    {
        { "compound assignment", In("""var csv = ""; foreach (var order in orders) { [|csv|] += order.Id + ";"; } return csv;""") },
        { "sum", In("""string html = "<ul>"; foreach (var name in names) { [|html|] = html + "<li>" + name + "</li>"; } return html + "</ul>";""") },
        { "put in front", In("""var trail = ""; foreach (var name in names) { [|trail|] = name + "/" + trail; } return trail;""") },
        { "wrapped", In("""var nested = "x"; foreach (var name in names) { [|nested|] = "(" + nested + " " + name + ")"; } return nested;""") },
        { "string.Concat", In("""var all = ""; foreach (var name in names) { [|all|] = string.Concat(all, name, ","); } return all;""") },
        { "interpolation", In("""var all = ""; foreach (var name in names) { [|all|] = $"{all}, {name}"; } return all;""") },
        { "string.Format", In("""var all = ""; foreach (var name in names) { [|all|] = string.Format("{0};{1}", all, name); } return all;""") },
        { "Insert", In("""var all = ""; foreach (var name in names) { [|all|] = all.Insert(0, name); } return all;""") },
        { "counted loop", In("""var line = ""; for (var i = 0; i < names.Count; i++) { if (i > 0) { [|line|] += ","; } line += names[i]; } return line;""") },
        { "while", In("""var all = ""; string? line; while ((line = reader.ReadLine()) != null) { [|all|] += line + "\n"; } return all;""") },
        { "do", In("""var all = ""; var i = 0; do { [|all|] += names[i]; i++; } while (i < names.Count); return all;""") },
        { "characters", In("""var digits = ""; foreach (var c in text) { if (char.IsDigit(c)) { [|digits|] += c; } } return digits;""") },
        { "parameter", In("foreach (var name in names) { [|text|] += name; } return text;") },
        { "field", "class Report { private string _body = \"\"; public void Add(List<Order> orders) { foreach (var order in orders) { [|_body|] += order.Id; } } public override string ToString() => _body; }" },
        { "field of an object", "class Page { public string Html = \"\"; } class C { void M(Page page, string[] rows) { foreach (var row in rows) { [|page.Html|] += \"<tr>\" + row; } } }" },
        { "property", "class Letter { public string Text { get; set; } = \"\"; public void Fill(IEnumerable<Customer> all) { foreach (var customer in all) { [|Text|] += customer.Name + \", \"; } } }" },
        { "property of a local", "class Label { public string Text { get; set; } = \"\"; } class C { Label M(IEnumerable<string> all) { var label = new Label(); foreach (var one in all) { [|label.Text|] += one; } return label; } }" },
        { "static field", "static class Log { static string s_all = \"\"; public static void Add(IEnumerable<string> lines) { foreach (var line in lines) { [|s_all|] += line; } } }" },
        { "slot of an array", In("""var cells = new string[2]; foreach (var name in names) { [|cells[0]|] += name; } return cells[0];""") },
        { "slot of the outer pass", In("""var rows = new string[names.Count]; for (var i = 0; i < rows.Length; i++) { foreach (var order in orders) { [|rows[i]|] += order.Id; } } return rows[0];""") },
        { "nested loops", In("""var all = ""; foreach (var order in orders) { foreach (var line in order.Lines) { [|all|] += line.ProductId; } all += "\n"; } return all;""") },
        { "inner loop, begun anew outside of it", In("""var sum = 0; foreach (var order in orders) { var row = ""; foreach (var line in order.Lines) { [|row|] += line.Quantity + ","; } sum += row.Length; } return sum.ToString();""") },
        { "few in many", In("""var all = ""; foreach (var order in orders) { for (var i = 0; i < 3; i++) { [|all|] += order.Id; } } return all;""") },
        { "first one apart", In("""var all = ""; foreach (var name in names) { if (all == "") { all = name; } else { [|all|] += ", " + name; } } return all;""") },
        { "first one apart by a flag", In("""var all = ""; var first = true; foreach (var name in names) { if (first) { all = name; first = false; } else { [|all|] += ", " + name; } } return all;""") },
        { "separator by length", In("""var all = ""; foreach (var name in names) { [|all|] += (all.Length > 0 ? ", " : "") + name; } return all;""") },
        { "asks whether it is empty", In("""var all = ""; foreach (var name in names) { if (!string.IsNullOrEmpty(all)) { [|all|] += ", "; } all += name; } return all;""") },
        { "ForEach", In("""var all = ""; names.ForEach(name => [|all|] += name); return all;""") },
        { "ForEach of an array", In("""var all = ""; Array.ForEach(text.Split(' '), word => { [|all|] += word; }); return all;""") },
        { "leaves with it", In("""var all = ""; foreach (var name in names) { [|all|] += name; if (name == "end") { return all; } } return "";""") },
        { "async stream", "class C { async Task<string> M(IAsyncEnumerable<string> lines) { var all = \"\"; await foreach (var line in lines) { [|all|] += line; } return all; } }" },
        { "rows of a database", "class C { async Task<string> M(SqliteCommand command) { var csv = \"\"; using var rows = await command.ExecuteReaderAsync(); while (await rows.ReadAsync()) { [|csv|] += rows.GetString(0) + \",\"; } return csv; } }" },
        { "Aggregate", In("""return names.[|Aggregate|]((all, name) => all + ", " + name);""") },
        { "Aggregate with a seed", In("""return names.[|Aggregate|]("", (all, name) => all + name);""") },
        { "Aggregate with a result", In("""return names.[|Aggregate|]("", (all, name) => $"{all}{name};", all => all.Trim());""") },
        { "Aggregate in front", In("""return names.[|Aggregate|]((all, name) => name + "." + all);""") },
        { "Aggregate, the first one apart", In("""return names.[|Aggregate|]("", (all, name) => all == "" ? name : all + "," + name);""") },
        { "Aggregate by string.Concat", In("""return names.Where(n => n != text).[|Aggregate|]("", (all, name) => string.Concat(all, name));""") },
        { "cut from the front", In("""var sum = 0; while (text.Length > 0) { sum += text[0]; [|text|] = text.Substring(1); } return sum.ToString();""") },
        { "cut by a range", In("""var sum = 0; while (text != "") { sum += text[0]; [|text|] = text[1..]; } return sum.ToString();""") },
        { "cut by Remove", In("""var sum = 0; while (!string.IsNullOrEmpty(text)) { sum += text[0]; [|text|] = text.Remove(0, 2); } return sum.ToString();""") },
        { "cut from the end", In("""var sum = 0; while (text.Length > 0) { sum += text[^1]; [|text|] = text.Substring(0, text.Length - 1); } return sum.ToString();""") },
        { "length of a builder's text", In("""var b = new StringBuilder(); foreach (var name in names) { b.Append(name); if (b.[|ToString|]().Length > 80) { b.AppendLine(); } } return b.ToString();""") },
        { "emptiness of a builder's text", In("""var b = new StringBuilder(); foreach (var name in names) { if (b.[|ToString|]() != "") { b.Append(','); } b.Append(name); } return b.ToString();""") },
        { "emptiness of a builder's text, by IsNullOrEmpty", In("""var b = new StringBuilder(); foreach (var name in names) { if (!string.IsNullOrEmpty(b.[|ToString|]())) { b.Append(','); } b.Append(name).Append(' '); } return b.ToString();""") },
    };

    public static readonly Cases Suggested = new()
    {
        { "repeated text", In("""var indent = ""; for (var i = 0; i < n; i++) { [|indent|] += "  "; } return indent;""") },
        { "errors", In("""var errorText = ""; foreach (var name in names) { if (name.Length > 80) { [|errorText|] += name + " is too long. "; } } return errorText;""") },
        { "errors by Aggregate", "class C { string M(List<string> errors) => errors.[|Aggregate|]((a, b) => a + \"; \" + b); }" },
        { "tokens that are found", In("""var sum = 0; int at; while (text.Length > 0) { at = text.IndexOf(','); if (at < 0) { break; } sum += at; [|text|] = text.Substring(at + 1); } return sum.ToString();""") },
        { "builder's text, handed on", In("""var b = new StringBuilder(); foreach (var name in names) { b.Append(name); Console.WriteLine(b.[|ToString|]()); } return "";""") },
        { "end of a builder's text", In("""var b = new StringBuilder(); foreach (var name in names) { b.Append(name); if (!b.[|ToString|]().EndsWith(",")) { b.Append(','); } } return b.ToString();""") },
        { "builder filled from its end", In("""var b = new StringBuilder(); foreach (var name in names) { b.[|Insert|](0, name); } return b.ToString();""") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs_and_what_to_do() => Verify.Says(
        In("""var csv = ""; foreach (var order in orders) { [|csv|] += order.Id; } return csv;"""),
        "'csv' is copied whole for every element of 'orders'; append to a 'StringBuilder' and take its text once, after the loop");

    [Fact]
    public Task Says_how_to_fill_from_the_front() => Verify.Says(
        In("""var trail = ""; for (var i = n; i > 0; i--) { [|trail|] = names[i] + trail; } return trail;"""),
        "'trail' is copied whole for every pass of the loop; collect the parts in a list and join them once, in reverse order");

    [Fact]
    public Task Says_how_to_read_on() => Verify.Says(
        In("""while (text.Length > 0) { Console.Write(text[0]); [|text|] = text.Substring(1); } return text;"""),
        "'text' is copied whole for every pass of the loop; keep an index into it, or cut a 'ReadOnlySpan<char>'");

    [Theory, MemberData(nameof(Rewrites))]
    public Task Uses_a_builder(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(In(before), In(after));
    }

    [Theory, MemberData(nameof(Kept))]
    public Task Leaves_what_would_change(string name, string body)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(In(body));
    }

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("""
            var ids = "";
                    var lines = "";
                    foreach (var order in orders)
                    {
                        [|ids|] += order.Id;
                        foreach (var line in order.Lines)
                        {
                            [|lines|] += line.Id + ids.Length;
                        }
                    }

                    for (var i = 0; i < n; i++)
                    {
                        [|text|] += i;
                    }

                    for (var i = 0; i < n; i++)
                    {
                        [|text|] += names[i] + ids.Length;
                    }

                    return ids + lines + text;
            """),
            In("""
            var ids = new StringBuilder();
                    var lines = new StringBuilder();
                    foreach (var order in orders)
                    {
                        ids.Append(order.Id);
                        foreach (var line in order.Lines)
                        {
                            lines.Append(line.Id + ids.Length);
                        }
                    }

                    var textBuilder = new StringBuilder(text);
                    for (var i = 0; i < n; i++)
                    {
                        textBuilder.Append(i);
                    }
                    text = textBuilder.ToString();

                    var textBuilder2 = new StringBuilder(text);
                    for (var i = 0; i < n; i++)
                    {
                        textBuilder2.Append(names[i]).Append(ids.Length);
                    }
                    text = textBuilder2.ToString();

                    return ids.ToString() + lines.ToString() + text;
            """)),
        (In("""var all = ""; foreach (var name in names) { [|all|] += name; } return all;""").Replace("Writer", "Other", StringComparison.Ordinal),
            In("""var all = new StringBuilder(); foreach (var name in names) { all.Append(name); } return all.ToString();""").Replace("Writer", "Other", StringComparison.Ordinal)),
    ]);

    private static string In(string body) => $$"""
        class Writer
        {
            public string M(List<string> names, List<Order> orders, TextReader reader, string text, int n)
            {
                {{body}}
            }
        }
        """;
}
