using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Moves the load behind the operators, where the database means the same by them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class FilterAfterMaterializationFix() : PerfFix("PERF1101")
{
    protected override string Title(string shape) => "Let the database do it before the rows are loaded";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == FilterAfterMaterialization.MovedShape ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) =>
        FilterAfterMaterializationMove.Edit(editor, diagnostic);
}

/// <summary>Moves the load where text is compared: the database may not tell apart what the code does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class FilterAfterMaterializationTextFix() : PerfFix("PERF1101")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Let the database do it before the rows are loaded (assumes that its collation compares text as the code does)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == FilterAfterMaterialization.TextShape ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) =>
        FilterAfterMaterializationMove.Edit(editor, diagnostic);
}

/// <summary>The edit of both fixes.</summary>
internal static class FilterAfterMaterializationMove
{
    public static void Edit(DocumentEditor editor, Diagnostic diagnostic)
    {
        var steps = int.Parse(diagnostic.Properties[FilterAfterMaterialization.StepsKey]!, CultureInfo.InvariantCulture);
        var last = (ExpressionSyntax)editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[1].SourceSpan, getInnermostNodeForTie: true);
        if (FilterAfterMaterialization.Moved(last, steps) is not { } move)
        {
            return;
        }

        // What nests in the arguments has been rewritten by then.
        var isOuter = move.Replaced != last;
        editor.ReplaceNode(move.Replaced, (current, _) =>
        {
            var now = isOuter ? ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)current).Expression).Expression : (ExpressionSyntax)current;
            return FilterAfterMaterialization.Moved(now, steps) is { } moved ? SyntaxFactory.ParseExpression(moved.Text).WithTriviaFrom(current) : current;
        });
    }
}
