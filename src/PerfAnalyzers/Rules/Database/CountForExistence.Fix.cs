using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Asks <c>Any</c>: the comparison becomes the call, or the local that was compared becomes a <c>bool</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class CountForExistenceFix() : PerfFix("PERF1102")
{
    protected override string Title(string shape) => "Ask whether there are any rows";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported as SimpleNameSyntax;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var method = SyntaxFactory.Identifier(diagnostic.Properties[CountForExistence.MethodKey]!);
        var answers = diagnostic.Properties[CountForExistence.AnswersKey]!;
        if (shape != CountForExistence.PropertyShape)
        {
            editor.ReplaceNode(node, (current, _) => ((SimpleNameSyntax)current).WithIdentifier(method.WithTriviaFrom(((SimpleNameSyntax)current).Identifier)));
        }

        if (!diagnostic.Properties.TryGetValue(CountForExistence.LocalKey, out var local) || local is null)
        {
            var isRight = Comparison(editor, diagnostic.AdditionalLocations[0]) is BinaryExpressionSyntax binary && binary.Right.Span.Contains(node.Span);
            Answer(editor, diagnostic.AdditionalLocations[0], answers[0], comparison => Operand(comparison, isRight, shape, method));
            return;
        }

        var declarator = node.FirstAncestorOrSelf<VariableDeclaratorSyntax>()!;
        editor.ReplaceNode(declarator, (current, _) => Declared((VariableDeclaratorSyntax)current, local, shape, method));
        if (declarator.Parent is VariableDeclarationSyntax { Type.IsVar: false } declaration)
        {
            editor.ReplaceNode(declaration.Type, (current, _) =>
                SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.BoolKeyword)).WithTriviaFrom(current));
        }

        for (var i = 0; i < answers.Length; i++)
        {
            Answer(editor, diagnostic.AdditionalLocations[i], answers[i], _ => SyntaxFactory.IdentifierName(local));
        }
    }

    private static void Answer(DocumentEditor editor, Location location, char answer, Func<ExpressionSyntax, ExpressionSyntax> operand)
    {
        var replaced = CountForExistence.Replaced(Comparison(editor, location));
        editor.ReplaceNode(replaced, (current, _) =>
        {
            var isAny = answer == 'y';
            var comparison = (ExpressionSyntax)current;
            if (comparison is PrefixUnaryExpressionSyntax negation)
            {
                isAny = !isAny;
                comparison = negation.Operand;
            }

            var asked = operand(Bare(comparison)).WithoutTrivia();
            return (isAny ? asked : SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, asked)).WithTriviaFrom(current);
        });
    }

    private static ExpressionSyntax Operand(ExpressionSyntax comparison, bool isRight, string shape, SyntaxToken method) => Asked(comparison switch
    {
        BinaryExpressionSyntax binary => isRight ? binary.Right : binary.Left,
        IsPatternExpressionSyntax match => match.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax equals } => equals.Expression,
        _ => comparison,
    }, shape, method);

    private static ExpressionSyntax Asked(ExpressionSyntax value, string shape, SyntaxToken method) => (shape, Bare(value)) switch
    {
        (CountForExistence.ListShape, MemberAccessExpressionSyntax count) => Bare(count.Expression),
        (CountForExistence.PropertyShape, MemberAccessExpressionSyntax count) => SyntaxFactory.InvocationExpression(count.WithName(SyntaxFactory.IdentifierName(method))),
        (_, var bare) => bare,
    };

    private static VariableDeclaratorSyntax Declared(VariableDeclaratorSyntax declarator, string local, string shape, SyntaxToken method)
    {
        var value = declarator.Initializer!.Value;
        return declarator
            .WithIdentifier(SyntaxFactory.Identifier(local).WithTriviaFrom(declarator.Identifier))
            .WithInitializer(declarator.Initializer.WithValue(Asked(value, shape, method).WithTriviaFrom(value)));
    }

    private static ExpressionSyntax Comparison(DocumentEditor editor, Location location) =>
        (ExpressionSyntax)editor.OriginalRoot.FindNode(location.SourceSpan, getInnermostNodeForTie: true);

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
        {
            expression = parenthesized.Expression;
        }

        return expression;
    }
}
