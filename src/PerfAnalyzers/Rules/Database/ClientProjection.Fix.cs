using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Writes what the method computes into the projection.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ClientProjectionFix() : PerfFix("PERF1106")
{
    protected override string Title(string shape) => "Compute it in the projection";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported switch
    {
        { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access } when access.Name == reported && call.Expression == access => call,
        { Parent: MemberAccessExpressionSyntax access } when access.Name == reported => access,
        { Parent: InvocationExpressionSyntax call } when call.Expression == reported => call,
        _ => null,
    };

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) =>
        editor.ReplaceNode(node, SyntaxFactory.ParseExpression(diagnostic.Properties[ClientProjection.TextKey]!).WithTriviaFrom(node));
}
