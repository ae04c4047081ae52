using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Async;

/// <summary>Asks the dictionary what it answers without a lock.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ConcurrentDictionarySnapshotFix() : PerfFix("PERF2102")
{
    protected override string Title(string shape) => shape switch
    {
        ConcurrentDictionarySnapshot.EachShape => "Enumerate the dictionary itself",
        ConcurrentDictionarySnapshot.ContainsShape => "Ask 'ContainsKey'",
        ConcurrentDictionarySnapshot.CountShape => "Ask 'Count' of the dictionary",
        ConcurrentDictionarySnapshot.QueryShape => "Query the pairs of the dictionary",
        _ => "Ask 'IsEmpty'",
    };

    protected override SyntaxNode? Find(SyntaxNode reported, string shape)
    {
        if (reported is not IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax copy } || copy.Name != reported)
        {
            return null;
        }

        ExpressionSyntax? outer = shape switch
        {
            ConcurrentDictionarySnapshot.EachShape or ConcurrentDictionarySnapshot.QueryShape => copy,
            ConcurrentDictionarySnapshot.EmptyShape => copy.Parent as BinaryExpressionSyntax,
            _ => copy.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } ? call : copy.Parent as MemberAccessExpressionSyntax,
        };
        SyntaxNode? found = shape == ConcurrentDictionarySnapshot.EachShape ? copy.Parent as ForEachStatementSyntax
            : shape == ConcurrentDictionarySnapshot.AnyShape && outer?.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not ? not
            : outer;
        return found is null || Comments.In(found is ForEachStatementSyntax loop ? loop.Expression : found, shape == ConcurrentDictionarySnapshot.ContainsShape ? (outer as InvocationExpressionSyntax)?.ArgumentList : copy.Expression) ||
            shape == ConcurrentDictionarySnapshot.QueryShape && NameOfPair(copy) is null
            ? null
            : found;
    }

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => editor.ReplaceNode(node, (current, _) => shape switch
    {
        ConcurrentDictionarySnapshot.EachShape => Each((ForEachStatementSyntax)current),
        ConcurrentDictionarySnapshot.QueryShape => Pairs((MemberAccessExpressionSyntax)current, NameOfPair((ExpressionSyntax)node)!),
        ConcurrentDictionarySnapshot.ContainsShape => ((InvocationExpressionSyntax)current).WithExpression(Member(Dictionary(((InvocationExpressionSyntax)current).Expression), "ContainsKey")),
        ConcurrentDictionarySnapshot.CountShape => Member(Dictionary(current is InvocationExpressionSyntax call ? call.Expression : (ExpressionSyntax)current), "Count").WithTriviaFrom(current),
        ConcurrentDictionarySnapshot.AnyShape => current is PrefixUnaryExpressionSyntax { Operand: InvocationExpressionSyntax negated }
            ? Member(Dictionary(negated.Expression), "IsEmpty").WithTriviaFrom(current)
            : Not(Member(Dictionary(((InvocationExpressionSyntax)current).Expression), "IsEmpty"), node.Parent).WithTriviaFrom(current),
        _ => Emptiness((BinaryExpressionSyntax)current, node.Parent),
    });

    private static ForEachVariableStatementSyntax Each(ForEachStatementSyntax loop)
    {
        var copy = (MemberAccessExpressionSyntax)loop.Expression;
        var variable = SyntaxFactory.SingleVariableDesignation(loop.Identifier.WithoutTrivia());
        VariableDesignationSyntax other = SyntaxFactory.DiscardDesignation();
        var pair = copy.Name.Identifier.ValueText == "Keys" ? new[] { variable, other } : [other, variable];
        var designation = SyntaxFactory.ParenthesizedVariableDesignation(SyntaxFactory.SeparatedList(pair, [SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)]));
        var declaration = SyntaxFactory.DeclarationExpression(SyntaxFactory.IdentifierName("var").WithLeadingTrivia(loop.Type.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space), designation.WithTrailingTrivia(loop.Identifier.TrailingTrivia));
        return SyntaxFactory.ForEachVariableStatement(loop.AttributeLists, loop.AwaitKeyword, loop.ForEachKeyword, loop.OpenParenToken, declaration, loop.InKeyword, copy.Expression.WithTriviaFrom(copy), loop.CloseParenToken, loop.Statement);
    }

    // _all.Select(pair => pair.Value)
    private static InvocationExpressionSyntax Pairs(MemberAccessExpressionSyntax copy, string name)
    {
        var lambda = SyntaxFactory.SimpleLambdaExpression(
            SyntaxFactory.Parameter(SyntaxFactory.Identifier(name)), Member(SyntaxFactory.IdentifierName(name), copy.Name.Identifier.ValueText == "Keys" ? "Key" : "Value"))
            .WithArrowToken(SyntaxFactory.Token(SyntaxKind.EqualsGreaterThanToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space));
        return SyntaxFactory.InvocationExpression(
            copy.WithName(SyntaxFactory.IdentifierName("Select")).WithTrailingTrivia(),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(lambda)))).WithTrailingTrivia(copy.GetTrailingTrivia());
    }

    private static string? NameOfPair(ExpressionSyntax copy)
    {
        var member = (SyntaxNode?)copy.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? copy;
        return !BlockingCalls.Mentions(member, "pair") ? "pair" : !BlockingCalls.Mentions(member, "entry") ? "entry" : null;
    }

    private static ExpressionSyntax Emptiness(BinaryExpressionSyntax comparison, SyntaxNode? parent)
    {
        var isEmpty = Member(((MemberAccessExpressionSyntax)comparison.Left).Expression, "IsEmpty");
        return (comparison.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.LessThanExpression ? isEmpty : Not(isEmpty, parent)).WithTriviaFrom(comparison);
    }

    private static ExpressionSyntax Not(ExpressionSyntax value, SyntaxNode? parent)
    {
        ExpressionSyntax negated = SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, value);
        return parent is MemberAccessExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(negated) : negated;
    }

    // _all of _all.Keys.Contains
    private static ExpressionSyntax Dictionary(ExpressionSyntax called) => ((MemberAccessExpressionSyntax)((MemberAccessExpressionSyntax)called).Expression).Expression;

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax owner, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName(name));
}
