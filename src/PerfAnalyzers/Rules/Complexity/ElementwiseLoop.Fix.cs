using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Complexity;

/// <summary>Puts one call in the place of the loop where it does the same.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ElementwiseLoopFix() : PerfFix("PERF5012")
{
    protected override string Title(string shape) => "Replace the loop by one call";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape.IndexOf('@') < 0 ? ElementwiseLoopRewrite.Find(reported, shape) : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => ElementwiseLoopRewrite.Edit(editor, node, shape, diagnostic);
}

/// <summary>Puts one call in the place of the loop where it does the same if what the code does not show is so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ElementwiseLoopAssumedFix() : PerfFix("PERF5012")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Replace the loop by one call, assuming that " + shape.Substring(shape.IndexOf('@')) switch
    {
        ElementwiseLoop.AssumesCopy => "the collection copies what it enumerates",
        ElementwiseLoop.AssumesApart => "the range lies within both and they do not overlap",
        _ => "the range lies within the collections",
    };

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape.IndexOf('@') >= 0 ? ElementwiseLoopRewrite.Find(reported, shape) : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => ElementwiseLoopRewrite.Edit(editor, node, shape, diagnostic);
}

/// <summary>The rewrite both fixes share.</summary>
internal static class ElementwiseLoopRewrite
{
    public static SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<StatementSyntax>() is var loop and (ForStatementSyntax or ForEachStatementSyntax) && Beside(loop, shape) is not null ? loop : null;

    public static void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic)
    {
        var (loop, text) = ((StatementSyntax)node, diagnostic.Properties[ElementwiseLoop.TextKey]!);
        switch (shape)
        {
            case ElementwiseLoop.ReturnShape:
                editor.ReplaceNode(loop, SyntaxFactory.ParseStatement($"return {text};").WithLeadingTrivia(loop.GetLeadingTrivia()).WithTrailingTrivia(Beside(loop, shape)!.GetTrailingTrivia()));
                editor.RemoveNode(Beside(loop, shape)!, SyntaxRemoveOptions.KeepNoTrivia);
                break;
            case ElementwiseLoop.LocalShape:
                var value = ((LocalDeclarationStatementSyntax)Beside(loop, shape)!).Declaration.Variables[0].Initializer!.Value;
                editor.ReplaceNode(value, SyntaxFactory.ParseExpression(text).WithTriviaFrom(value));
                editor.RemoveNode(loop, SyntaxRemoveOptions.KeepNoTrivia);
                break;
            default:
                editor.ReplaceNode(loop, SyntaxFactory.ParseStatement(text + ";").WithTriviaFrom(loop));
                break;
        }
    }

    // The statement that is rewritten with the loop: the return behind it, the declaration before it. Comments there would be lost.
    private static StatementSyntax? Beside(StatementSyntax loop, string shape)
    {
        if (shape is not (ElementwiseLoop.ReturnShape or ElementwiseLoop.LocalShape))
        {
            return loop;
        }

        if (loop.Parent is not BlockSyntax { Statements: var statements })
        {
            return null;
        }

        var place = statements.IndexOf(loop);
        return shape == ElementwiseLoop.ReturnShape
            ? place + 1 < statements.Count && statements[place + 1] is ReturnStatementSyntax answer && !Comments.In(answer) && !answer.GetLeadingTrivia().Any(Comments.Is) && !loop.GetTrailingTrivia().Any(Comments.Is) ? answer : null
            : place > 0 && statements[place - 1] is LocalDeclarationStatementSyntax declared && !Comments.In(declared) && !loop.GetLeadingTrivia().Any(Comments.Is) && !loop.GetTrailingTrivia().Any(Comments.Is) ? declared : null;
    }
}
