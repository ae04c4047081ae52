using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Async;

/// <summary>Starts the tasks once, where the sequence is declared.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ReenumeratedTasksFix() : PerfFix("PERF2012")
{
    protected override string Title(string shape) => "Start the tasks once, with 'ToArray()'";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape)
    {
        if (reported is not IdentifierNameSyntax name)
        {
            return null;
        }

        // The declaration stands in a block around the use, as a statement before it.
        for (var block = name.FirstAncestorOrSelf<BlockSyntax>(); block is not null; block = block.Parent?.FirstAncestorOrSelf<BlockSyntax>())
        {
            foreach (var statement in block.Statements)
            {
                if (statement is not LocalDeclarationStatementSyntax declaration)
                {
                    continue;
                }

                foreach (var variable in declaration.Declaration.Variables)
                {
                    if (variable.Identifier.ValueText == name.Identifier.ValueText)
                    {
                        return variable.Initializer?.Value;
                    }
                }
            }
        }

        return null;
    }

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) =>
        editor.ReplaceNode(node, static (current, _) =>
        {
            var sequence = (ExpressionSyntax)current;
            var receiver = sequence.WithoutTrailingTrivia();
            return SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression,
                sequence is InvocationExpressionSyntax or ParenthesizedExpressionSyntax ? receiver : SyntaxFactory.ParenthesizedExpression(receiver),
                SyntaxFactory.IdentifierName("ToArray"))).WithTrailingTrivia(sequence.GetTrailingTrivia());
        });
}
