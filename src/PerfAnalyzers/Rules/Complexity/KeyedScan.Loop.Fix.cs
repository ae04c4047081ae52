using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Complexity;

/// <summary>Writes a lookup in place of a loop that does something for one key.</summary>
internal static class KeyedScanLoopRewrite
{
    public static StatementSyntax? Write(CommonForEachStatementSyntax loop, KeyedScanShape shape)
    {
        if ((loop.Statement is BlockSyntax { Statements: [var only] } ? only : loop.Statement) is not IfStatementSyntax { Else: null } choice ||
            Element(loop) is not var (element, named) || KeyedScanRewrite.Collection(loop.Expression, shape.Down) is not { } collection ||
            KeyedScanRewrite.KeyIn(choice.Condition, element) is not { } key || Comments.In(loop, choice.Statement))
        {
            return null;
        }

        key = key.WithoutTrivia();
        var name = named ?? KeyedScanRewrite.NameOfValue(loop);
        var usesValue = shape.Member == "ContainsKey" && Uses(choice, element, named);
        var lookup = usesValue
            ? KeyedScanRewrite.Call(collection.WithoutTrivia(), "TryGetValue", SyntaxFactory.Argument(key), KeyedScanRewrite.Out(name))
            : KeyedScanRewrite.Call(collection.WithoutTrivia(), shape.Member, SyntaxFactory.Argument(key));
        if (KeyedScanRewrite.WithoutEquality(choice.Condition, lookup.WithTriviaFrom(choice.Condition)) is not { } condition)
        {
            return null;
        }

        var then = WithoutBreak(choice.Statement);
        var written = choice.WithCondition(condition).WithStatement(then);
        written = Replace(written, lookup, element, named, name, key);

        // One level further out.
        var text = loop.SyntaxTree.GetText();
        var inner = new Layout(choice.SpanStart, loop.SyntaxTree);
        var outer = new Layout(loop.SpanStart, loop.SyntaxTree);
        if (!inner.IsOneLine && !outer.IsOneLine && inner.Indent.Length > outer.Indent.Length && inner.Indent.StartsWith(outer.Indent, StringComparison.Ordinal))
        {
            var lines = written.WithoutLeadingTrivia().WithoutTrailingTrivia().ToFullString().Replace(inner.NewLine + inner.Indent, inner.NewLine + outer.Indent);
            return SyntaxFactory.ParseStatement(lines).WithTriviaFrom(loop);
        }

        return written.WithTriviaFrom(loop);
    }

    private static (string Element, string? Value)? Element(CommonForEachStatementSyntax loop) => loop switch
    {
        ForEachStatementSyntax each => (each.Identifier.ValueText, null),
        ForEachVariableStatementSyntax { Variable: DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax { Variables: [SingleVariableDesignationSyntax key, var value] } } } => (key.Identifier.ValueText, (value as SingleVariableDesignationSyntax)?.Identifier.ValueText ?? ""),
        _ => null,
    };

    private static bool Uses(IfStatementSyntax choice, string element, string? named) => named is null
        ? choice.DescendantNodes().Any(node => IsPart(node, element, "Value"))
        : named.Length > 0 && BlockingCalls.Mentions(choice, named);

    private static bool IsPart(SyntaxNode node, string element, string part) =>
        node is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name.Identifier.ValueText: var name } && owner.Identifier.ValueText == element && name == part;

    private static IfStatementSyntax Replace(IfStatementSyntax choice, ExpressionSyntax lookup, string element, string? named, string name, ExpressionSyntax key) => choice.ReplaceNodes(
        choice.DescendantNodes().Where(node => named is null && IsPart(node, element, "Value") || named is null && IsPart(node, element, "Key") || IsElement(node, element)),
        (original, current) => named is null && IsPart(original, element, "Value") ? SyntaxFactory.IdentifierName(name).WithTriviaFrom(original)
            : named is null && IsPart(original, element, "Key") ? key.WithTriviaFrom(original)
            : original.Parent is MemberAccessExpressionSyntax owner && owner.Expression == original && (IsPart(owner, element, "Value") || IsPart(owner, element, "Key")) && named is null ? current
            : key.WithTriviaFrom(original));

    private static bool IsElement(SyntaxNode node, string element) =>
        node is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == element && !(node.Parent is MemberAccessExpressionSyntax member && member.Name == node);

    private static StatementSyntax WithoutBreak(StatementSyntax then) =>
        then is BlockSyntax { Statements: [.., BreakStatementSyntax] } block ? block.WithStatements(block.Statements.RemoveAt(block.Statements.Count - 1)) : then;
}
