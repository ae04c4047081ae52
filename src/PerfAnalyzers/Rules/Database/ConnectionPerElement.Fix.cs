using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Declares the connection, and opens it, before the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ConnectionPerElementFix() : PerfFix("PERF1005")
{
    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => "Open the connection once, before the loop";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var declaration = (LocalDeclarationStatementSyntax)node;
        var body = (BlockSyntax)declaration.Parent!;
        var loop = editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[0].SourceSpan).FirstAncestorOrSelf<StatementSyntax>()!;
        var name = declaration.Declaration.Variables[0].Identifier.ValueText;
        var next = body.Statements.IndexOf(declaration) + 1;
        Hoisted.Insert(editor, loop, declaration);
        if (next < body.Statements.Count && body.Statements[next] is ExpressionStatementSyntax open && Opens(open.Expression, name))
        {
            Hoisted.Insert(editor, loop, open);
            Hoisted.Remove(editor, declaration, open);
        }
        else
        {
            if (shape == ConnectionPerElement.HoistAndOpenShape)
            {
                Hoisted.Insert(editor, loop, SyntaxFactory.ParseStatement(declaration.AwaitKeyword.IsKind(SyntaxKind.None) ? name + ".Open();" : "await " + name + ".OpenAsync();")
                    .WithTrailingTrivia(declaration.GetTrailingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))));
            }

            Hoisted.Remove(editor, declaration);
        }
    }

    private static bool Opens(ExpressionSyntax expression, string name)
    {
        while (true)
        {
            switch (expression)
            {
                case AwaitExpressionSyntax wait:
                    expression = wait.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } configured }:
                    expression = configured.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Open" or "OpenAsync", Expression: IdentifierNameSyntax local } }:
                    return local.Identifier.ValueText == name;
                default:
                    return false;
            }
        }
    }
}
