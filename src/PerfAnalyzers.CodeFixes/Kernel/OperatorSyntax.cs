using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>Operators in place of calls.</summary>
internal static class OperatorSyntax
{
    /// <summary><c>left == right</c> or its like, in parentheses where the place needs them.</summary>
    /// <param name="kind">The kind of the operation.</param>
    /// <param name="left">The left operand as written.</param>
    /// <param name="right">The right operand as written.</param>
    /// <param name="parent">What the operation will stand in.</param>
    public static ExpressionSyntax Binary(SyntaxKind kind, ExpressionSyntax left, ExpressionSyntax right, SyntaxNode? parent)
    {
        var comparison = SyntaxFactory.BinaryExpression(kind, Operand(left).WithTrailingTrivia(SyntaxFactory.Space), Operand(right).WithLeadingTrivia(SyntaxFactory.Space));
        return NeedsParentheses(parent) ? SyntaxFactory.ParenthesizedExpression(comparison) : comparison;
    }

    /// <summary>An expression as an operand: without trivia, in parentheses where its own operator could bind less tightly.</summary>
    public static ExpressionSyntax Operand(ExpressionSyntax expression)
    {
        var value = expression.WithoutTrivia();
        return value is IdentifierNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax
            or ThisExpressionSyntax or ConditionalAccessExpressionSyntax or PrefixUnaryExpressionSyntax or CastExpressionSyntax or TypeOfExpressionSyntax or DefaultExpressionSyntax
            ? value
            : SyntaxFactory.ParenthesizedExpression(value);
    }

    /// <summary>An expression as the operand of a cast.</summary>
    public static ExpressionSyntax CastOperand(ExpressionSyntax expression) => Operand(expression) switch
    {
        PrefixUnaryExpressionSyntax or ConditionalAccessExpressionSyntax => SyntaxFactory.ParenthesizedExpression(expression.WithoutTrivia()),
        var operand => operand,
    };

    private static bool NeedsParentheses(SyntaxNode? parent) => parent is not (ArgumentSyntax or ParenthesizedExpressionSyntax or IfStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax
        or ReturnStatementSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax or AssignmentExpressionSyntax or LambdaExpressionSyntax or YieldStatementSyntax or InterpolationSyntax
        or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression });
}
