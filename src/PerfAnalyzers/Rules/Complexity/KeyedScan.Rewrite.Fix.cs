using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Complexity;

/// <summary>Writes lookups in place of scans.</summary>
internal static class KeyedScanRewrite
{
    public static string Title(string shape)
    {
        var parsed = KeyedScanShape.Parse(shape)!;
        var title = parsed.Kind.TrimEnd(KeyedScanShape.Forgiving) switch
        {
            KeyedScanShape.Index or KeyedScanShape.Group => "Look the key up with the indexer",
            KeyedScanShape.Value => "Look the key up with 'GetValueOrDefault'",
            KeyedScanShape.Try or KeyedScanShape.Found => "Look the key up with 'TryGetValue'",
            KeyedScanShape.Each => "Look the key up",
            _ => $"Ask '{parsed.Member}'",
        };
        var assumptions = new List<string>(parsed.Assumes.Length);
        foreach (var letter in parsed.Assumes)
        {
            assumptions.Add(letter switch
            {
                'c' => "that keys are compared in the usual way",
                'n' => "that the key is not null",
                'k' => "that the key is there",
                _ => "that nobody catches the exception of a missing key",
            });
        }

        return assumptions.Count == 0 ? title : $"{title} (assumes {string.Join(", ", assumptions)})";
    }

    /// <summary>Whether a fix can write the lookup.</summary>
    public static bool IsOffered(SyntaxNode reported, string shape, bool isAssumed) =>
        KeyedScanShape.Parse(shape) is { } parsed && parsed.Assumes.Length > 0 == isAssumed && Rewrite(reported, parsed) is not null;

    public static async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, bool isAssumed, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return root is not null && KeyedScanShape.Parse(shape) is { } parsed && parsed.Assumes.Length > 0 == isAssumed && Rewrite(reported, parsed) is var (replaced, written)
            ? document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root.ReplaceNode(replaced, written))
            : null;
    }

    /// <summary>The collection below what is walked.</summary>
    public static ExpressionSyntax? Collection(ExpressionSyntax? walked, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            walked = walked switch
            {
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax copied } => copied.Expression,
                MemberAccessExpressionSyntax member => member.Expression,
                _ => null,
            };
        }

        return walked;
    }

    /// <summary>The value that an equality, the first of a condition, compares the element with.</summary>
    public static ExpressionSyntax? KeyIn(ExpressionSyntax condition, string element)
    {
        while (true)
        {
            switch (condition)
            {
                case ParenthesizedExpressionSyntax parenthesized:
                    condition = parenthesized.Expression;
                    continue;
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not:
                    condition = not.Operand;
                    continue;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both:
                    condition = both.Left;
                    continue;
                case BinaryExpressionSyntax comparison:
                    return BlockingCalls.Mentions(comparison.Left, element) ? comparison.Right : comparison.Left;
                case InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } call:
                    if (!BlockingCalls.Mentions(arguments[0], element))
                    {
                        return arguments[0].Expression;
                    }

                    return arguments.Count > 1 && !arguments[1].Expression.ToString().Contains("StringComparison.") ? arguments[1].Expression : (call.Expression as MemberAccessExpressionSyntax)?.Expression;
                default:
                    return null;
            }
        }
    }

    /// <summary>A call of a member of the collection.</summary>
    public static InvocationExpressionSyntax Call(ExpressionSyntax collection, string member, params ArgumentSyntax[] arguments) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, collection.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName(member)), Arguments(arguments));

    /// <summary><c>out var found</c></summary>
    public static ArgumentSyntax Out(string name) => SyntaxFactory.Argument(
        null,
        SyntaxFactory.Token(SyntaxKind.OutKeyword).WithTrailingTrivia(SyntaxFactory.Space),
        SyntaxFactory.DeclarationExpression(SyntaxFactory.IdentifierName("var").WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.SingleVariableDesignation(SyntaxFactory.Identifier(name))));

    /// <summary>A name for the value; <c>value</c> where setters do not mean something else by it.</summary>
    public static string NameOfValue(SyntaxNode place) => Layout.FreeName(
        place,
        place.FirstAncestorOrSelf<AccessorDeclarationSyntax>() is { RawKind: not (int)SyntaxKind.GetAccessorDeclaration } ? "found" : "value");

    private static (SyntaxNode Replaced, SyntaxNode Written)? Rewrite(SyntaxNode reported, KeyedScanShape shape)
    {
        if (shape.Kind == KeyedScanShape.Each)
        {
            return reported.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is { } loop && KeyedScanLoopRewrite.Write(loop, shape) is { } lookup ? (loop, lookup) : null;
        }

        if (reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call)
        {
            return null;
        }

        SyntaxNode? replaced = call;
        for (var i = 0; i < shape.Up; i++)
        {
            replaced = replaced?.Parent;
        }

        var collection = Collection((call.Expression as MemberAccessExpressionSyntax)?.Expression, shape.Down);
        var argument = call.ArgumentList.Arguments is { Count: > 0 } arguments ? arguments[0].Expression : null;
        var predicate = argument as LambdaExpressionSyntax;
        var key = predicate is null ? argument : Parameter(predicate) is { } element && Body(predicate) is { } condition ? KeyIn(condition, element) : null;
        if (replaced is not ExpressionSyntax whole || key is null || collection is null && call.Expression is not MemberBindingExpressionSyntax || Comments.In(whole, collection))
        {
            return null;
        }

        key = key.WithoutTrivia();
        var written = Written(whole, call, collection, key, predicate, shape);
        return written is null ? null : (whole, written.WithTriviaFrom(whole));
    }

    private static ExpressionSyntax? Written(ExpressionSyntax whole, InvocationExpressionSyntax call, ExpressionSyntax? collection, ExpressionSyntax key, LambdaExpressionSyntax? predicate, KeyedScanShape shape)
    {
        var isForgiving = shape.Kind[shape.Kind.Length - 1] == KeyedScanShape.Forgiving;
        switch (shape.Kind.TrimEnd(KeyedScanShape.Forgiving))
        {
            case KeyedScanShape.Has when collection is null:
                return call.WithExpression(((MemberBindingExpressionSyntax)call.Expression).WithName(SyntaxFactory.IdentifierName(shape.Member))).WithArgumentList(Arguments(SyntaxFactory.Argument(key)));
            case KeyedScanShape.Has:
                return Call(collection!, shape.Member, SyntaxFactory.Argument(key));
            case KeyedScanShape.HasNot:
                ExpressionSyntax denied = SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, Call(collection!, shape.Member, SyntaxFactory.Argument(key)));
                return whole.Parent is PrefixUnaryExpressionSyntax or MemberAccessExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(denied) : denied;
            case KeyedScanShape.Index or KeyedScanShape.Group:
                return SyntaxFactory.ElementAccessExpression(collection!.WithoutTrailingTrivia(), SyntaxFactory.BracketedArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(key))));
            case KeyedScanShape.Value:
                ExpressionSyntax value = Call(collection!, "GetValueOrDefault", SyntaxFactory.Argument(key));
                return isForgiving ? SyntaxFactory.PostfixUnaryExpression(SyntaxKind.SuppressNullableWarningExpression, value) : value;
            case KeyedScanShape.Try:
                var name = NameOfValue(whole);
                var tried = SyntaxFactory.ParseExpression($"{Call(collection!.WithoutTrivia(), "TryGetValue", SyntaxFactory.Argument(key), Out(name)).ToFullString()} ? {name} : default{(isForgiving ? "!" : "")}");
                return whole.Parent is EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ArgumentSyntax or ParenthesizedExpressionSyntax or AssignmentExpressionSyntax ? tried : SyntaxFactory.ParenthesizedExpression(tried);
            case KeyedScanShape.Found:
                return predicate is not null && Parameter(predicate) is { } element && Body(predicate) is { } condition ? Going(whole, collection!, key, condition, element) : null;
            default:
                return null;
        }
    }

    // map.TryGetValue(key, out var value) && value.IsActive
    private static ExpressionSyntax? Going(ExpressionSyntax whole, ExpressionSyntax collection, ExpressionSyntax key, ExpressionSyntax condition, string element)
    {
        var name = NameOfValue(whole);
        var lookup = Call(collection, "TryGetValue", SyntaxFactory.Argument(key), Out(name));
        if (WithoutEquality(condition, lookup) is not { } test)
        {
            return null;
        }

        var written = test.ReplaceNodes(
            test.DescendantNodes().Where(node => node is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name.Identifier.ValueText: "Value" } && owner.Identifier.ValueText == element && !lookup.Contains(node)),
            (_, current) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(current));
        return whole.Parent is EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ArgumentSyntax or ParenthesizedExpressionSyntax or AssignmentExpressionSyntax or IfStatementSyntax or WhileStatementSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } || whole.Parent is ConditionalExpressionSyntax choice && choice.Condition == whole
            ? written
            : SyntaxFactory.ParenthesizedExpression(written.WithoutTrivia());
    }

    /// <summary>A condition with something else in place of its first clause.</summary>
    public static ExpressionSyntax? WithoutEquality(ExpressionSyntax condition, ExpressionSyntax lookup)
    {
        var first = condition;
        while (first is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both)
        {
            first = both.Left;
        }

        return first == condition ? lookup : condition.ReplaceNode(first, lookup.WithTriviaFrom(first));
    }

    private static ArgumentListSyntax Arguments(params ArgumentSyntax[] arguments) => SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
        arguments, Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), arguments.Length - 1)));

    private static string? Parameter(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [var only] } => only.Identifier.ValueText,
        _ => null,
    };

    private static ExpressionSyntax? Body(LambdaExpressionSyntax lambda) =>
        lambda.ExpressionBody ?? (lambda.Block?.Statements is [ReturnStatementSyntax { Expression: { } value }] ? value : null);
}
