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

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var inlined = SyntaxFactory.ParseExpression(diagnostic.Properties[ClientProjection.TextKey]!);

        // new { p.Id, p.FullName }: the member keeps its name.
        if (node is MemberAccessExpressionSyntax access && node.Parent is AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } member)
        {
            var name = SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName(access.Name.Identifier.WithoutTrivia()).WithTrailingTrivia(SyntaxFactory.Space)).WithTrailingTrivia(SyntaxFactory.Space);
            editor.ReplaceNode(member, SyntaxFactory.AnonymousObjectMemberDeclarator(name, inlined).WithTriviaFrom(member));
            return;
        }

        editor.ReplaceNode(node, inlined.WithTriviaFrom(node));
    }
}
