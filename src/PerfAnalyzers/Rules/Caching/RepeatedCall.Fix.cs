using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Caching;

/// <summary>Calls once, and keeps the result in a local.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class RepeatedCallFix() : PerfFix("PERF3004")
{
    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => shape == RepeatedCall.ReuseShape ? "Use the local that has the result" : "Keep the result in a local";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var calls = diagnostic.AdditionalLocations.Select(location => (ExpressionSyntax)editor.OriginalRoot.FindNode(location.SourceSpan, getInnermostNodeForTie: true)).ToList();
        var local = diagnostic.Properties[RepeatedCall.LocalKey]!;
        if (shape == RepeatedCall.LocalShape)
        {
            var place = calls[0].FirstAncestorOrSelf<StatementSyntax>()!;
            Hoisted.Value(editor, calls[0], place, local);
            var named = editor.GetChangedRoot().DescendantNodes().OfType<VariableDeclaratorSyntax>().LastOrDefault(variable => variable.Identifier.ValueText.StartsWith(local, StringComparison.Ordinal) && SyntaxFactory.AreEquivalent(variable.Initializer?.Value.WithoutTrivia(), calls[0].WithoutTrivia()));
            local = named?.Identifier.ValueText ?? local;
        }

        foreach (var call in calls.Skip(1))
        {
            editor.ReplaceNode(call, (current, _) => SyntaxFactory.IdentifierName(local).WithTriviaFrom(current));
        }
    }
}
