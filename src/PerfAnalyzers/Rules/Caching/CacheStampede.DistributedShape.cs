using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Caching;

/// <summary>
/// The statements of a look into a cache elsewhere, up to the <c>return</c> of what was found or loaded: <c>var known = await Get(key);
/// if (known is not null) { return known; } var value = await Load(); await Set(key, value); return value;</c>, or with the load in the branch.
/// </summary>
/// <param name="Get">The look.</param>
/// <param name="Check">Whether it found something.</param>
/// <param name="Loads">What is done when it did not, before the entry is set.</param>
/// <param name="Hit">What is answered when it did.</param>
/// <param name="Result">The answer when it did not.</param>
/// <param name="Last">The last statement of all.</param>
internal sealed record DistributedShape(LocalDeclarationStatementSyntax Get, IfStatementSyntax Check, ImmutableArray<StatementSyntax> Loads, ExpressionSyntax Hit, IdentifierNameSyntax Result, StatementSyntax Last)
{
    /// <summary>The variable that holds what was found.</summary>
    public string Name => Get.Declaration.Variables[0].Identifier.ValueText;

    /// <summary>Empty text counts as nothing.</summary>
    public bool IsEmptyMissing => Check.Condition.ToString().Contains("IsNullOr");

    /// <summary>The shape around the statement that sets the entry; null when it is another one.</summary>
    public static DistributedShape? Around(StatementSyntax set)
    {
        if (set.Parent is not BlockSyntax { Statements: var statements } block || statements.IndexOf(set) is var index && index + 2 != statements.Count || statements[index + 1] is not ReturnStatementSyntax { Expression: IdentifierNameSyntax result } last)
        {
            return null;
        }

        if (block.Parent is IfStatementSyntax { Else: null, Parent: BlockSyntax { Statements: var outer } } branch)
        {
            var at = outer.IndexOf(branch);
            return at > 0 && at + 2 == outer.Count && outer[at - 1] is LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } get && outer[at + 1] is ReturnStatementSyntax { Expression: { } hit } end &&
                IsFound(branch.Condition, get.Declaration.Variables[0].Identifier.ValueText) == false
                ? new DistributedShape(get, branch, ToArray(statements, 0, index), hit, result, end)
                : null;
        }

        for (var at = index - 1; at > 0; at--)
        {
            if (statements[at] is IfStatementSyntax check)
            {
                return check.Else is null && statements[at - 1] is LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } get && HitOf(check.Statement) is { } hit &&
                    IsFound(check.Condition, get.Declaration.Variables[0].Identifier.ValueText) == true
                    ? new DistributedShape(get, check, ToArray(statements, at + 1, index), hit, result, last)
                    : null;
            }
        }

        return null;
    }

    private static ImmutableArray<StatementSyntax> ToArray(SyntaxList<StatementSyntax> statements, int from, int to)
    {
        var some = ImmutableArray.CreateBuilder<StatementSyntax>(to - from);
        for (var i = from; i < to; i++)
        {
            some.Add(statements[i]);
        }

        return some.MoveToImmutable();
    }

    // { return found; } { var value = Read(found); return value; }
    private static ExpressionSyntax? HitOf(StatementSyntax body) => body switch
    {
        ReturnStatementSyntax { Expression: { } found } => found,
        BlockSyntax { Statements: [ReturnStatementSyntax { Expression: { } found }] } => found,
        BlockSyntax { Statements: [LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: { } value } read] }, ReturnStatementSyntax { Expression: { } found }] } when Bare(found) is IdentifierNameSyntax { Identifier.ValueText: var name } && name == read.Identifier.ValueText => value,
        _ => null,
    };

    /// <summary>An expression without <c>!</c> and parentheses.</summary>
    public static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax inner:
                    expression = inner.Expression;
                    break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure:
                    expression = sure.Operand;
                    break;
                default:
                    return expression;
            }
        }
    }

    // known is not null, known != null, !string.IsNullOrEmpty(known), and their opposites; null for other questions.
    private static bool? IsFound(ExpressionSyntax condition, string name) => condition switch
    {
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: { } operand } => !IsFound(operand, name),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsNullOrEmpty" or "IsNullOrWhiteSpace" }, ArgumentList.Arguments: [{ Expression: { } asked }] } when Is(asked, name) => false,
        BinaryExpressionSyntax { Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } binary when Is(binary.Left, name) => binary.Kind() switch
        {
            SyntaxKind.NotEqualsExpression => true,
            SyntaxKind.EqualsExpression => false,
            _ => null,
        },
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } } pattern when Is(pattern.Expression, name) => false,
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } } } pattern when Is(pattern.Expression, name) => true,
        _ => null,
    };

    private static bool Is(ExpressionSyntax expression, string name) => expression is IdentifierNameSyntax { Identifier.ValueText: var text } && text == name;
}
