using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Tests;

public sealed class TextEditsTests
{
    [Theory]
    [InlineData("class C { }", "using System.Threading.Tasks;\n\nclass D { }")]
    [InlineData("using System;\nusing System.Xml;\n\nclass C { }", "using System;\nusing System.Threading.Tasks;\nusing System.Xml;\n\nclass D { }")]
    [InlineData("using System.Threading.Tasks;\n\nclass C { }", "using System.Threading.Tasks;\n\nclass D { }")]
    [InlineData("// Head.\n\nusing System;\n\nnamespace N;\n\nclass C { }", "// Head.\n\nusing System;\nusing System.Threading.Tasks;\n\nnamespace N;\n\nclass D { }")]
    public async Task Imports_beside_other_edits(string before, string after)
    {
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject("P", LanguageNames.CSharp).AddDocument("C.cs", SourceText.From(before));
        var edits = new TextEdits();
        edits.Replace(document.Id, new TextSpan(before.IndexOf("class C", StringComparison.Ordinal) + 6, 1), "D");
        edits.Import(document.Id, "System.Threading.Tasks");
        edits.Import(document.Id, "System.Threading.Tasks");

        var changed = await edits.Apply(document.Project.Solution, default);

        Assert.Equal(after, (await changed!.GetDocument(document.Id)!.GetTextAsync()).ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Writes_before_what_it_replaces_whatever_is_told_first(bool isInsertedFirst)
    {
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject("P", LanguageNames.CSharp).AddDocument("C.cs", SourceText.From("class C { }"));
        var edits = new TextEdits();
        foreach (var (length, text) in isInsertedFirst ? [(0, "Long"), (1, "D")] : new[] { (1, "D"), (0, "Long") })
        {
            edits.Replace(document.Id, new TextSpan(6, length), text);
        }

        var changed = await edits.Apply(document.Project.Solution, default);

        Assert.Equal("class LongD { }", (await changed!.GetDocument(document.Id)!.GetTextAsync()).ToString());
    }
}
