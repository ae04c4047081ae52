using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Looks the entity up with <c>Find</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class QueryForKeyLookupFix() : PerfFix("PERF1112")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Find it by its key (a tracked entity is returned as it is in memory)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var call = (InvocationExpressionSyntax)node;
        var set = (ExpressionSyntax)editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true);
        var isAsync = ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText.EndsWith("Async", StringComparison.Ordinal);
        var value = diagnostic.Properties[QueryForKeyLookup.ValueKey]!;
        var arguments = diagnostic.Properties.TryGetValue(QueryForKeyLookup.TokenKey, out var token) && token is not null ? $"(new object[] {{ {value} }}, {token})" : $"({value})";
        editor.ReplaceNode(call, SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, set.WithoutTrivia(), SyntaxFactory.IdentifierName(isAsync ? "FindAsync" : "Find")),
            SyntaxFactory.ParseArgumentList(arguments)).WithTriviaFrom(call));
    }
}
