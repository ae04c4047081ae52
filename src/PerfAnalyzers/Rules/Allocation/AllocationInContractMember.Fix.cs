using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace PerfAnalyzers.Allocation;

/// <summary>Compares and hashes what is there.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class AllocationInContractMemberFix() : AllocationRewriteFix(false)
{
    protected override string Title(string shape) => "Compare with 'StringComparison.OrdinalIgnoreCase'";
}

/// <summary>The same where hash codes and comparisons of the type have to agree.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class AllocationInContractMemberAssumingFix() : AllocationRewriteFix(true)
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => shape switch
    {
        AllocationRewrites.CombineText => "Use 'HashCode.Combine', if 'Equals' compares the same members",
        AllocationRewrites.Hash => "Hash with 'StringComparer.OrdinalIgnoreCase', if 'Equals' compares so",
        _ => "Compare with 'StringComparison.OrdinalIgnoreCase', if no language decides about case",
    };
}

/// <summary>Writes the comparison or the hash code without what was allocated for it.</summary>
internal abstract class AllocationRewriteFix(bool isAssuming) : PerfFix("PERF4303")
{
    protected override SyntaxNode? Find(SyntaxNode reported, string shape)
    {
        if (shape.EndsWith(AllocationRewrites.Assuming, StringComparison.Ordinal) != isAssuming)
        {
            return null;
        }

        if (shape is AllocationRewrites.Equal or AllocationRewrites.EqualAssuming)
        {
            return reported.FirstAncestorOrSelf<BinaryExpressionSyntax>(static both => both.IsKind(SyntaxKind.EqualsExpression) || both.IsKind(SyntaxKind.NotEqualsExpression));
        }

        return reported.FirstAncestorOrSelf<InvocationExpressionSyntax>(static call => call is { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetHashCode" } });
    }

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) =>
        editor.ReplaceNode(node, (current, _) => (shape switch
        {
            AllocationRewrites.Equal or AllocationRewrites.EqualAssuming => current is BinaryExpressionSyntax both ? Equality(both) : null,
            _ => current is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var hashed } } ? HashOf(hashed, shape) : null,
        })?.WithTriviaFrom(current) ?? current);

    private static ExpressionSyntax? Equality(BinaryExpressionSyntax both)
    {
        if (Receiver(both.Left) is not { } left || Receiver(both.Right) is not { } right)
        {
            return null;
        }

        var call = SyntaxFactory.ParseExpression($"string.Equals({left}, {right}, System.StringComparison.OrdinalIgnoreCase)");
        var comparison = ((InvocationExpressionSyntax)call).ArgumentList.Arguments[2].Expression;
        call = call.ReplaceNode(comparison, comparison.WithAdditionalAnnotations(Simplifier.Annotation));
        return both.IsKind(SyntaxKind.NotEqualsExpression) ? SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, call) : call;
    }

    private static ExpressionSyntax? Receiver(ExpressionSyntax call) => call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Expression.WithoutTrivia() : null;

    private static ExpressionSyntax? HashOf(ExpressionSyntax hashed, string shape)
    {
        while (hashed is ParenthesizedExpressionSyntax parenthesized)
        {
            hashed = parenthesized.Expression;
        }

        if (shape == AllocationRewrites.Hash)
        {
            return Receiver(hashed) is { } text ? Called("System.StringComparer.OrdinalIgnoreCase.GetHashCode", [text]) : null;
        }

        var parts = AllocationRewrites.PartsOf(hashed);
        return parts is null or [] ? null : Called("System.HashCode.Combine", parts);
    }

    private static ExpressionSyntax Called(string method, List<ExpressionSyntax> arguments)
    {
        var call = (InvocationExpressionSyntax)SyntaxFactory.ParseExpression($"{method}({string.Join(", ", arguments.Select(static argument => argument.WithoutTrivia().ToString()))})");
        var access = (MemberAccessExpressionSyntax)call.Expression;
        return call.WithExpression(access.WithExpression(access.Expression.WithAdditionalAnnotations(Simplifier.Annotation)));
    }
}
