using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Complexity;

/// <summary>Calls the one operator.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class LinqShapeFix() : SolutionFix("PERF5011")
{
    protected override string Title(string shape) => shape switch
    {
        LinqShape.DistinctShape => "Use 'DistinctBy'",
        LinqShape.CountsShape or LinqShape.CountedShape => "Use 'CountBy'",
        LinqShape.SumShape => "Use 'AggregateBy'",
        LinqShape.OrderShape => "Use 'Order'",
        LinqShape.LastShape => "Take it from the other end",
        LinqShape.SupersetShape => "Use 'IsSupersetOf'",
        LinqShape.OverlapsShape => "Use 'Overlaps'",
        _ => "Use 'Chunk'",
    };

    protected override Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) => Task.FromResult(Rewrite(reported, shape) is not null);

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && Rewrite(reported, shape) is var (replaced, written)
            ? document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root.ReplaceNode(replaced, written.WithTriviaFrom(replaced)))
            : null;

    private static (ExpressionSyntax Replaced, ExpressionSyntax Written)? Rewrite(SyntaxNode reported, string shape)
    {
        if (reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax member } call)
        {
            return null;
        }

        if (shape == LinqShape.OrderShape)
        {
            var arguments = call.ArgumentList.Arguments;
            return Comments.In(call.ArgumentList) ? null : (call, Named(call, member.Name.Identifier.ValueText == "OrderBy" ? "Order" : "OrderDescending").WithArgumentList(arguments.Count == 1 ? SyntaxFactory.ArgumentList() : SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(arguments[1]))));
        }

        if (call.Parent is not MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } after || Comments.In(next, call))
        {
            return null;
        }

        switch (shape)
        {
            case LinqShape.DistinctShape:
                return (next, Named(call, "DistinctBy"));
            case LinqShape.CountsShape:
                return (next, next.WithExpression(after.WithExpression(Named(call, "CountBy"))).WithArgumentList(SyntaxFactory.ArgumentList()));
            case LinqShape.CountedShape:
                return next.ArgumentList.Arguments is [{ Expression: SimpleLambdaExpressionSyntax lambda } argument]
                    ? (next, next.WithExpression(after.WithExpression(Named(call, "CountBy"))).WithArgumentList(next.ArgumentList.ReplaceNode(lambda, Counted(lambda))))
                    : null;
            case LinqShape.SumShape:
                return Summed(call, after, next);
            case LinqShape.LastShape:
                return member.Expression is { } source ? (next, next.WithExpression(after.WithExpression(source).WithName(SyntaxFactory.IdentifierName(LinqChain.Opposite(after.Name.Identifier.ValueText))))) : null;
            case LinqShape.OverlapsShape or LinqShape.SupersetShape:
                return Asked(call, member, next, shape);
            default:
                return Chunked(call, member, next, shape);
        }
    }

    private static InvocationExpressionSyntax Named(InvocationExpressionSyntax call, string name)
    {
        var member = (MemberAccessExpressionSyntax)call.Expression;
        return call.WithExpression(member.WithName(SyntaxFactory.IdentifierName(name).WithTriviaFrom(member.Name)));
    }

    private static SimpleLambdaExpressionSyntax Counted(SimpleLambdaExpressionSyntax lambda)
    {
        var group = lambda.Parameter.Identifier.ValueText;
        return lambda.ReplaceNodes(
            lambda.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(count => count.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count", Expression: IdentifierNameSyntax owner } && owner.Identifier.ValueText == group),
            static (count, _) => ((MemberAccessExpressionSyntax)count.Expression).WithName(SyntaxFactory.IdentifierName("Value")).WithTriviaFrom(count));
    }

    // AggregateBy(x => x.Key, 0m, (sum, x) => sum + x.Price).ToDictionary()
    private static (ExpressionSyntax Replaced, ExpressionSyntax Written)? Summed(InvocationExpressionSyntax call, MemberAccessExpressionSyntax after, InvocationExpressionSyntax next)
    {
        if (next.ArgumentList.Arguments is not [_, { Expression: LambdaExpressionSyntax { ExpressionBody: InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: SimpleLambdaExpressionSyntax { ExpressionBody: { } added } selector }] } } }])
        {
            return null;
        }

        var sum = Layout.FreeName(next, "sum");
        var isSimple = added is MemberAccessExpressionSyntax or IdentifierNameSyntax or InvocationExpressionSyntax or LiteralExpressionSyntax || added is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression };
        var body = isSimple ? $"{added.WithoutTrivia()}" : $"({added.WithoutTrivia()})";
        var arguments = call.ArgumentList.Arguments;
        List<ArgumentSyntax> written =
        [
            arguments[0].WithoutTrivia(),
            SyntaxFactory.Argument(SyntaxFactory.ParseExpression("0m")),
            SyntaxFactory.Argument(SyntaxFactory.ParseExpression($"({sum}, {selector.Parameter.Identifier.ValueText}) => {sum} + {body}")),
            .. arguments.Skip(1).Select(static argument => argument.WithoutTrivia()),
        ];
        var list = SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(written, Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), written.Count - 1)));
        return (next, next.WithExpression(after.WithExpression(Named(call, "AggregateBy").WithArgumentList(list))).WithArgumentList(SyntaxFactory.ArgumentList()));
    }

    // set.IsSupersetOf(xs)   set.Overlaps(xs)
    private static (ExpressionSyntax Replaced, ExpressionSyntax Written)? Asked(InvocationExpressionSyntax call, MemberAccessExpressionSyntax member, InvocationExpressionSyntax next, string shape)
    {
        var set = call.ArgumentList.Arguments[0].Expression.WithoutTrivia();
        if (Comments.In(next) || set is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ThisExpressionSyntax or ElementAccessExpressionSyntax))
        {
            return null;
        }

        var isSuperset = shape == LinqShape.SupersetShape;
        ExpressionSyntax asked = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, set, SyntaxFactory.IdentifierName(isSuperset ? "IsSupersetOf" : "Overlaps")),
            SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(member.Expression.WithoutTrivia()))));
        if (!isSuperset)
        {
            return (next, asked);
        }

        return next.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not
            ? (not, asked)
            : (next, next.Parent is MemberAccessExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, asked)) : SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, asked));
    }

    // xs.Chunk(3)   xs.Chunk(3).Select(chunk => chunk.ToList())
    private static (ExpressionSyntax Replaced, ExpressionSyntax Written)? Chunked(InvocationExpressionSyntax call, MemberAccessExpressionSyntax member, InvocationExpressionSyntax next, string shape)
    {
        if (member.Expression is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax numbered } || Comments.In(next, numbered.Expression) ||
            call.ArgumentList.Arguments is not [{ Expression: LambdaExpressionSyntax { ExpressionBody: BinaryExpressionSyntax division } }])
        {
            return null;
        }

        var chunk = SyntaxFactory.InvocationExpression(
            numbered.WithName(SyntaxFactory.IdentifierName("Chunk")), SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(division.Right.WithoutTrivia()))));
        if (shape == LinqShape.ChunkShape)
        {
            return (next, chunk);
        }

        var name = Layout.FreeName(next, "chunk");
        return (next, next.WithExpression(((MemberAccessExpressionSyntax)next.Expression).WithExpression(chunk.WithTriviaFrom(call)))
            .WithArgumentList(SyntaxFactory.ParseArgumentList($"({name} => {name}.ToList())")));
    }
}
