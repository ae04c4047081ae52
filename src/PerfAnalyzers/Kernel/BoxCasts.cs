using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>Casts that box.</summary>
internal static class BoxCasts
{
    /// <summary>The expression without a cast that boxes it.</summary>
    public static ExpressionSyntax Unboxed(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax { Expression: CastExpressionSyntax or ParenthesizedExpressionSyntax } parenthesized)
        {
            expression = parenthesized.Expression;
        }

        return expression is CastExpressionSyntax { Type: PredefinedTypeSyntax { Keyword: var keyword } } cast && keyword.IsKind(SyntaxKind.ObjectKeyword) ? cast.Expression : expression;
    }
}
