using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Tests;

public sealed class InitializerEditsTests
{
    [Theory]
    [InlineData("new A()", "new A { X = 1 }")]
    [InlineData("new A(5)", "new A(5) { X = 1 }")]
    [InlineData("new()", "new() { X = 1 }")]
    [InlineData("new A { }", "new A { X = 1 }")]
    [InlineData("new A { Y = 2 }", "new A { X = 1, Y = 2 }")]
    [InlineData("new A\n{\n    Y = 2,\n}", "new A\n{\n    X = 1,\n    Y = 2,\n}")]
    [InlineData("new A { /* none */ }", null)]
    public void A_setting_is_added_in_the_form_of_the_others(string before, string? after)
    {
        var root = CSharpSyntaxTree.ParseText("A a = " + before + ";").GetRoot();
        var edits = InitializerEdits.Add(root.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>().Single(), "X = 1");
        Assert.Equal(after is null, edits is null);
        if (edits is not null)
        {
            var changes = PlannedEdits.Read(edits.ToProperties("a")).Edits.Select(static edit => new TextChange(edit.Span, edit.Before));
            Assert.Equal("A a = " + after + ";", root.SyntaxTree.GetText().WithChanges(changes).ToString());
        }
    }
}
