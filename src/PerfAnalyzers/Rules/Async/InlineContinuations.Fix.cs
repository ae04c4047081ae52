using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace PerfAnalyzers.Async;

/// <summary>Passes <c>TaskCreationOptions.RunContinuationsAsynchronously</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class InlineContinuationsFix() : PerfFix("PERF2008")
{
    protected override string Title(string shape) => "Run continuations asynchronously";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var option = SyntaxFactory.ParseExpression("global::System.Threading.Tasks.TaskCreationOptions.RunContinuationsAsynchronously").WithAdditionalAnnotations(Simplifier.Annotation);
        if (shape == InlineContinuations.WidenShape)
        {
            foreach (var argument in ((BaseObjectCreationExpressionSyntax)node).ArgumentList!.Arguments)
            {
                if (editor.SemanticModel.GetTypeInfo(argument.Expression, cancellation).Type?.Name == "TaskCreationOptions")
                {
                    editor.ReplaceNode(argument.Expression, (current, _) => SyntaxFactory.BinaryExpression(
                        SyntaxKind.BitwiseOrExpression, ((ExpressionSyntax)current).WithoutTrailingTrivia(), SyntaxFactory.Token(SyntaxKind.BarToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space), option)
                        .WithTrailingTrivia(current.GetTrailingTrivia()));
                }
            }

            return;
        }

        editor.ReplaceNode(node, (current, _) =>
        {
            var creation = (BaseObjectCreationExpressionSyntax)current;
            var list = creation.ArgumentList!;
            var arguments = list.Arguments.Count == 0
                ? list.Arguments.Add(SyntaxFactory.Argument(option))
                : SyntaxFactory.SeparatedList<ArgumentSyntax>(list.Arguments.GetWithSeparators()
                    .Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)).Add(SyntaxFactory.Argument(option)));
            return creation.WithArgumentList(list.WithArguments(arguments));
        });
    }
}
