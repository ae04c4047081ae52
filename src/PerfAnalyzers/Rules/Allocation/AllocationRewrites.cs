using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>How code that compares or hashes what it allocates for that can do without.</summary>
internal static class AllocationRewrites
{
    /// <summary>Fix shapes: hash the parts of a text; compare and hash texts by a comparer. Those that assume something end with <see cref="Assuming"/>.</summary>
    public const string CombineText = "combine-text" + Assuming, Equal = "equal", EqualAssuming = "equal" + Assuming, Hash = "hash" + Assuming;

    public const string Assuming = "-assuming";

    private const int MostParts = 8;

    /// <summary>The shape of the fix for what is allocated; null when there is none.</summary>
    public static string? ShapeOf(IOperation operation, Facts facts)
    {
        if (operation.Syntax.ContainsDirectives || Comments.In(operation.Syntax))
        {
            return null;
        }

        if (Operations.Consumer(operation) is IInvocationOperation { TargetMethod: { Name: "GetHashCode", Parameters.Length: 0 }, Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } } && facts.Type("System.HashCode") is not null)
        {
            return operation switch
            {
                IInterpolatedStringOperation or IBinaryOperation when PartsOf(operation.Syntax) is { Count: > 0 and <= MostParts } => CombineText,
                IInvocationOperation { Instance: not null, Arguments.Length: 0 } call when IsCase(call.TargetMethod) => Hash,
                _ => null,
            };
        }

        return operation is IInvocationOperation { Instance: { } left, Arguments.Length: 0 } first && IsCase(first.TargetMethod) && first.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, Syntax: BinaryExpressionSyntax } both &&
            ReferenceEquals(both.LeftOperand, first) && both.RightOperand is IInvocationOperation { Instance: { } right, Arguments.Length: 0, Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } } second &&
            SymbolEqualityComparer.Default.Equals(first.TargetMethod, second.TargetMethod) && first.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } && !Comments.In(both.Syntax)
            ? first.TargetMethod.Name == "ToUpperInvariant" && ThrowFree.IsNotNull(left) && ThrowFree.IsNotNull(right) ? Equal : EqualAssuming
            : null;
    }

    /// <summary>The values a text is put together of; null when some are formatted in a way of their own.</summary>
    public static List<ExpressionSyntax>? PartsOf(SyntaxNode text)
    {
        var parts = new List<ExpressionSyntax>();
        return Add(text, parts) ? parts : null;
    }

    private static bool Add(SyntaxNode text, List<ExpressionSyntax> parts)
    {
        switch (text)
        {
            case ParenthesizedExpressionSyntax parenthesized:
                return Add(parenthesized.Expression, parts);
            case LiteralExpressionSyntax:
                return true;
            case BinaryExpressionSyntax sum:
                return Add(sum.Left, parts) && Add(sum.Right, parts);
            case InterpolatedStringExpressionSyntax interpolated:
                foreach (var content in interpolated.Contents)
                {
                    if (content is InterpolationSyntax hole)
                    {
                        if (hole.AlignmentClause is not null || hole.FormatClause is not null)
                        {
                            return false;
                        }

                        parts.Add(hole.Expression);
                    }
                }

                return true;
            case ExpressionSyntax value:
                parts.Add(value);
                return true;
            default:
                return false;
        }
    }

    private static bool IsCase(IMethodSymbol method) => method is { Name: "ToUpper" or "ToLower" or "ToUpperInvariant" or "ToLowerInvariant", ContainingType.SpecialType: SpecialType.System_String };
}
