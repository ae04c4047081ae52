using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.QuadraticString, PerfAnalyzers.Allocation.QuadraticStringFix>;

namespace PerfAnalyzers.Tests;

/// <content>What the fix writes, and what it leaves.</content>
public sealed partial class QuadraticStringTests
{
    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        {
            "the variable becomes a builder",
            """var csv = ""; foreach (var order in orders) { [|csv|] += order.Id; csv += ";"; } return csv;""",
            """var csv = new StringBuilder(); foreach (var order in orders) { csv.Append(order.Id); csv.Append(";"); } return csv.ToString();"""
        },
        {
            "declared as string, with a text",
            """string html = "<ul>"; foreach (var name in names) { [|html|] += "<li>" + name + "</li>"; } return html + "</ul>";""",
            """StringBuilder html = new StringBuilder("<ul>"); foreach (var name in names) { html.Append("<li>").Append(name).Append("</li>"); } return html.ToString() + "</ul>";"""
        },
        {
            "string.Empty, sum, in lines",
            """
            string csv = string.Empty;
                    // all of them
                    foreach (var order in orders)
                    {
                        if (order.IsPaid) // paid only
                            [|csv|] = csv + order.Id
                                + ";"
                                + order.Total;
                    }

                    return csv;
            """,
            """
            StringBuilder csv = new StringBuilder();
                    // all of them
                    foreach (var order in orders)
                    {
                        if (order.IsPaid) // paid only
                            csv.Append(order.Id)
                                .Append(";")
                                .Append(order.Total);
                    }

                    return csv.ToString();
            """
        },
        {
            "nested loops share the builder",
            """var all = ""; foreach (var order in orders) { foreach (var line in order.Lines) { [|all|] += line.ProductId; } all += "\n"; } return all;""",
            """var all = new StringBuilder(); foreach (var order in orders) { foreach (var line in order.Lines) { all.Append(line.ProductId); } all.Append("\n"); } return all.ToString();"""
        },
        {
            "questions and an end that is cut",
            """var all = ""; foreach (var name in names) { if (all != "") { [|all|] += ","; } all += name; } if (!string.IsNullOrEmpty(all)) { all += "."; } return all.Substring(0, all.Length - 1);""",
            """var all = new StringBuilder(); foreach (var name in names) { if (all.Length > 0) { all.Append(","); } all.Append(name); } if (all.Length > 0) { all.Append("."); } return all.ToString().Substring(0, all.Length - 1);"""
        },
        {
            "separator by length",
            """var all = ""; foreach (var name in names) { [|all|] += (all.Length > 0 ? ", " : "") + name; } return all;""",
            """var all = new StringBuilder(); foreach (var name in names) { all.Append(all.Length > 0 ? ", " : "").Append(name); } return all.ToString();"""
        },
        {
            "string.Concat",
            """var all = ""; foreach (var name in names) { [|all|] = string.Concat(all, name, ","); } return all;""",
            """var all = new StringBuilder(); foreach (var name in names) { all.Append(name).Append(","); } return all.ToString();"""
        },
        {
            "text of an interpolation",
            """var all = ""; foreach (var name in names) { [|all|] += $"{name,5};"; } return $"<{all}>";""",
            """var all = new StringBuilder(); foreach (var name in names) { all.Append($"{name,5};"); } return $"<{all.ToString()}>";"""
        },
        {
            "values that Append writes differently",
            """var all = ""; foreach (var order in orders) { [|all|] += order.PlacedAt; all += order.PlacedAt - DateTime.MinValue; all += (DayOfWeek)(order.Id % 7); } return all;""",
            """var all = new StringBuilder(); foreach (var order in orders) { all.Append(order.PlacedAt.ToString()); all.Append((order.PlacedAt - DateTime.MinValue).ToString()); all.Append(((DayOfWeek)(order.Id % 7)).ToString()); } return all.ToString();"""
        },
        {
            "ForEach",
            """var all = ""; names.ForEach(name => [|all|] += name); return all;""",
            """var all = new StringBuilder(); names.ForEach(name => all.Append(name)); return all.ToString();"""
        },
        {
            "leaves with it",
            """var all = ""; foreach (var name in names) { [|all|] += name; if (name == "end") { return all; } } return "";""",
            """var all = new StringBuilder(); foreach (var name in names) { all.Append(name); if (name == "end") { return all.ToString(); } } return "";"""
        },
        {
            "parameter",
            """foreach (var name in names) { [|text|] += name; } return text;""",
            """
            var textBuilder = new StringBuilder(text);
                    foreach (var name in names) { textBuilder.Append(name); }
                    text = textBuilder.ToString(); return text;
            """
        },
        {
            "beside a variable that is read often",
            """
            var all = "";
                    foreach (var name in names)
                    {
                        [|all|] += name;
                    }

                    if (all.Contains('x') || all.Contains('y'))
                    {
                        all = all.Trim();
                    }

                    return all;
            """,
            """
            var all = "";
                    var allBuilder = new StringBuilder(all);
                    foreach (var name in names)
                    {
                        allBuilder.Append(name);
                    }
                    all = allBuilder.ToString();

                    if (all.Contains('x') || all.Contains('y'))
                    {
                        all = all.Trim();
                    }

                    return all;
            """
        },
        {
            "beside a variable that leaves",
            """var all = ""; foreach (var name in names) { [|all|] += name; if (all.Length > 80) { return all; } } all = all.Trim(); return all;""",
            """var all = ""; var allBuilder = new StringBuilder(all); foreach (var name in names) { allBuilder.Append(name); if (allBuilder.Length > 80) { return allBuilder.ToString(); } } all = allBuilder.ToString(); all = all.Trim(); return all;"""
        },
        {
            "its own characters",
            """var all = "abc"; foreach (var c in all) { [|all|] += c; } all = all.Trim(); return all;""",
            """var all = "abc"; var allBuilder = new StringBuilder(all); foreach (var c in all) { allBuilder.Append(c); } all = allBuilder.ToString(); all = all.Trim(); return all;"""
        },
        {
            "two strings of one loop",
            """var ids = ""; var totals = ""; foreach (var order in orders) { [|ids|] += order.Id + ids.Length; [|totals|] += order.Total; } return ids + totals;""",
            """var ids = new StringBuilder(); var totals = new StringBuilder(); foreach (var order in orders) { ids.Append(order.Id + ids.Length); totals.Append(order.Total); } return ids.ToString() + totals.ToString();"""
        },
        {
            "Aggregate",
            """return names.[|Aggregate|]("", (all, name) => all + name);""",
            """return string.Concat(names);"""
        },
        {
            "Aggregate of a query",
            """return orders.Select(o => o.Id).[|Aggregate|]("", (all, id) => string.Concat(all, id)).Trim();""",
            """return string.Concat(orders.Select(o => o.Id)).Trim();"""
        },
        {
            "length of a builder's text",
            """var b = new StringBuilder(); foreach (var name in names) { b.Append(name); if (b.[|ToString|]().Length > 80) { b.AppendLine(); } } return b.ToString();""",
            """var b = new StringBuilder(); foreach (var name in names) { b.Append(name); if (b.Length > 80) { b.AppendLine(); } } return b.ToString();"""
        },
        {
            "emptiness of a builder's text",
            """var b = new StringBuilder(); foreach (var name in names) { if (!string.IsNullOrEmpty(b.[|ToString|]()) && name != "") { b.Append(','); } b.Append(name); } return b.ToString();""",
            """var b = new StringBuilder(); foreach (var name in names) { if (b.Length > 0 && name != "") { b.Append(','); } b.Append(name); } return b.ToString();"""
        },
    };

    public static readonly TheoryData<string, string> Kept = new()
    {
        { "in front", """var all = ""; foreach (var name in names) { [|all|] = name + all; } return all;""" },
        { "may be null", """string? all = null; foreach (var name in names) { [|all|] += name; } return all ?? "none";""" },
        { "may be null, given later", """string? all = n > 0 ? null : ""; foreach (var name in names) { [|all|] += name; } return all!;""" },
        { "captured", """var all = ""; Func<int> length = () => all.Length; foreach (var name in names) { [|all|] += name; } return all + length();""" },
        { "given to a local function", """var all = ""; foreach (var name in names) { [|all|] += name; Next(); } return all; void Next() => Console.WriteLine(all);""" },
        { "seen by a catch", """try { foreach (var name in names) { [|text|] += name.Trim(); } } catch (Exception) { Console.WriteLine(text); } return text;""" },
        { "half appended when it fails", """var all = ""; try { foreach (var name in names) { [|all|] += name + int.Parse(name); } } catch (Exception) { } return all;""" },
        { "array of characters", """var all = ""; foreach (var name in names) { [|all|] += name.ToCharArray(); } return all;""" },
        { "comment", """var all = ""; foreach (var name in names) { [|all|] += /* trimmed */ name + ";" /* end */ + name; } return all;""" },
        { "looks at what is there", """var all = ""; foreach (var name in names) { [|all|] += name + all.Length; } return all;""" },
        { "looks at what is there while it is written", """var all = ""; foreach (var name in names) { [|all|] += $"{name}{all.Length}"; } return all;""" },
        { "jumps out", """var all = ""; foreach (var name in names) { [|all|] += name; if (name == "") { goto done; } } done: return all.Trim() + all + all;""" },
        { "slot", """var cells = new string[2]; foreach (var name in names) { [|cells[0]|] += name; } return cells[0];""" },
        { "without a block", """if (n > 0) foreach (var name in names) { [|text|] += name; } return text;""" },
        { "the first one apart", """var all = ""; foreach (var name in names) { if (all == "") { all = name; } else { [|all|] += ", " + name; } } return all;""" },
        { "dynamic", """var all = ""; dynamic d = n; foreach (var name in names) { [|all|] += d.Name + name; } return all;""" },
        { "Aggregate of what may be empty", """return names.[|Aggregate|]((all, name) => all + ", " + name);""" },
        { "Aggregate with a first text", """return names.[|Aggregate|]("x", (all, name) => all + name);""" },
        { "cut", """while (text.Length > 0) { Console.Write(text[0]); [|text|] = text.Substring(1); } return text;""" },
    };

    [Theory]
    [InlineData("class C { private string _all = \"\"; public void M(int[] n) { foreach (var x in n) { [|_all|] += x; } } }", "class C { private string _all = \"\"; public void M(int[] n) { var allBuilder = new StringBuilder(_all); foreach (var x in n) { allBuilder.Append(x); } _all = allBuilder.ToString(); } }")]
    [InlineData("class C { private string _all = \"\"; public void M(int[] n) { foreach (var x in n) { [|this._all|] = this._all + x.ToString(\"x\"); } } }", "class C { private string _all = \"\"; public void M(int[] n) { var allBuilder = new StringBuilder(this._all); foreach (var x in n) { allBuilder.Append(x.ToString(\"x\")); } this._all = allBuilder.ToString(); } }")]
    public Task Builds_a_field_beside_it(string before, string after) => Verify.Fixes(before, after);

    [Theory]
    [InlineData("class C { public string All = \"\"; public void M(int[] n) { foreach (var x in n) { [|All|] += x; } } }")]
    [InlineData("class C { private string? _all; public void M(int[] n) { foreach (var x in n) { [|_all|] += x; } } }")]
    [InlineData("class C { private string _all = \"\"; public void M(int[] n) { foreach (var x in n) { [|_all|] += x; Show(); } } void Show() => Console.WriteLine(_all); }")]
    [InlineData("class C { private string _all = \"\"; public void M(int[] n, Action done) { foreach (var x in n) { [|_all|] += x; done(); } } }")]
    [InlineData("class C { private string _all = \"\"; public void M(object[] n) { foreach (var x in n) { [|_all|] += x.ToString(); } } }")]
    [InlineData("class C { private string _all = \"\"; public async Task M(Task<int>[] n) { foreach (var x in n) { [|_all|] += await x; } } }")]
    [InlineData("class C { private string _all = \"\"; public IEnumerable<int> M(int[] n) { foreach (var x in n) { [|_all|] += x; yield return x; } } }")]
    [InlineData("class C { private string _all = \"\"; public int M(int[] n) { foreach (var x in n) { [|_all|] += x; if (x > 9) { return x; } } return 0; } }")]
    [InlineData("class C { private string _all = \"\"; private string _other = \"\"; public string Text { get => _all; set => _all = value; } public void M(C c, int[] n) { foreach (var x in n) { [|c._all|] += x; } } }")]
    [InlineData("class C { public string Text { get; set; } = \"\"; public void M(int[] n) { foreach (var x in n) { [|Text|] += x; } } }")]
    [InlineData("class C { string M<T>(T[] n) { var s = \"\"; foreach (var x in n) { [|s|] += x; } return s; } }")]
    [InlineData("class C { string M(string s, int[] n, StringBuilder b) { foreach (var x in n) {\n#if X\nx++;\n#endif\n [|s|] += x; } return s; } }")]
    public Task Leaves_what_others_may_see(string source) => Verify.RefusesToFix(source);

    [Theory]
    [InlineData("// about this file\nusing System;\n\nclass C { string M(int[] numbers) { var s = \"\"; foreach (var n in numbers) { s += n; } return s; } }", "// about this file\nusing System;\nusing System.Text;\n\nclass C { string M(int[] numbers) { var s = new StringBuilder(); foreach (var n in numbers) { s.Append(n); } return s.ToString(); } }")]
    [InlineData("class C { string M(int[] numbers) { var s = \"\"; foreach (var n in numbers) { s += n; } return s; } }", "using System.Text;\n\nclass C { string M(int[] numbers) { var s = new StringBuilder(); foreach (var n in numbers) { s.Append(n); } return s.ToString(); } }")]
    public async Task Imports_the_namespace(string before, string after)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Plain", "Plain", LanguageNames.CSharp, metadataReferences: Library.References));
        var document = project.AddDocument("C.cs", before);
        var reports = await (await document.Project.GetCompilationAsync())!.WithAnalyzers([new PerfAnalyzers.Allocation.QuadraticString()]).GetAnalyzerDiagnosticsAsync();
        Microsoft.CodeAnalysis.CodeActions.CodeAction? action = null;
        await new PerfAnalyzers.Allocation.QuadraticStringFix().RegisterCodeFixesAsync(new(document, Assert.Single(reports), (offered, _) => action = offered, default));
        var changed = (await action!.GetOperationsAsync(default)).OfType<Microsoft.CodeAnalysis.CodeActions.ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        Assert.Equal(after, (await changed.GetTextAsync()).ToString());
    }
}
