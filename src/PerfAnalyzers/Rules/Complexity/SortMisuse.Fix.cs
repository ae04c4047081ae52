using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Complexity;

/// <summary>Sorts less, with the same result.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class SortMisuseFix() : PerfFix("PERF5007")
{
    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => shape switch
    {
        SortMisuse.ConditionShape or SortMisuse.FilterShape => "Filter before the sort",
        SortMisuse.DropShape => "Remove the sort",
        SortMisuse.ThenByShape => "Sort once, with 'ThenBy'",
        SortMisuse.CopyShape => "Take it from the sorted sequence, without a copy",
        SortMisuse.ElementShape => "Take it with 'ElementAt', without a copy",
        SortMisuse.BehindShape => "Sort once, behind the loop",
        _ => "Sort once, before the loop",
    };

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape switch
    {
        SortMisuse.HoistShape => reported,
        SortMisuse.HoistAlwaysShape => null,
        SortMisuse.BehindShape => reported.FirstAncestorOrSelf<ExpressionStatementSyntax>(),
        _ => SortOf(reported) is { } sort ? Whole(sort, shape) : null,
    };

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        switch (shape)
        {
            case SortMisuse.HoistShape:
                Hoisted.Value(editor, diagnostic);
                break;
            case SortMisuse.BehindShape:
                var statement = (ExpressionStatementSyntax)node;
                var loop = statement.Parent!.Parent!;
                editor.InsertAfter(loop, statement.WithoutTrivia().WithLeadingTrivia(loop.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))).WithTrailingTrivia(loop.GetTrailingTrivia()).WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation));
                Hoisted.Remove(editor, statement);
                break;
            default:
                // Found again in what fixes of inner reports have made of it.
                var depth = Depth(node, SortOf(editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true))!);
                editor.ReplaceNode(node, (current, _) => Rewrite((ExpressionSyntax)current, depth, shape).WithTriviaFrom(current));
                break;
        }
    }

    private static InvocationExpressionSyntax? SortOf(SyntaxNode reported) =>
        reported is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax sort } access } && access.Name == reported ? sort : null;

    // The call behind a call: xs.First() of xs.
    private static InvocationExpressionSyntax? Next(ExpressionSyntax call) => call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } access && access.Expression == call ? next : null;

    private static InvocationExpressionSyntax Top(InvocationExpressionSyntax sort)
    {
        while (Next(sort) is { } next && NameOf(next) is "ThenBy" or "ThenByDescending")
        {
            sort = next;
        }

        return sort;
    }

    private static string NameOf(InvocationExpressionSyntax call) => ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText;

    // The expression that is rewritten.
    private static ExpressionSyntax? Whole(InvocationExpressionSyntax sort, string shape)
    {
        var top = Top(sort);
        return shape switch
        {
            SortMisuse.DropShape => top,
            SortMisuse.ThenByShape => Next(top) is { } second ? Top(second) : null,
            SortMisuse.ElementShape => Next(top)?.Parent as ElementAccessExpressionSyntax,
            _ => Next(top),
        };
    }

    // How many calls and accesses lie above the sort.
    private static int Depth(SyntaxNode whole, InvocationExpressionSyntax sort)
    {
        var depth = 0;
        for (SyntaxNode? current = whole; current != sort; current = Inner((ExpressionSyntax)current!))
        {
            depth++;
        }

        return depth;
    }

    private static ExpressionSyntax Inner(ExpressionSyntax outer) => outer switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Expression,
        ElementAccessExpressionSyntax element => element.Expression,
        _ => throw new InvalidOperationException(),
    };

    private static ExpressionSyntax Rewrite(ExpressionSyntax whole, int depth, string shape)
    {
        var calls = new List<ExpressionSyntax>();
        for (var current = whole; calls.Count <= depth; current = Inner(current))
        {
            calls.Insert(0, current);
        }

        // From the sort outwards.
        var source = Inner(calls[0]);
        switch (shape)
        {
            case SortMisuse.DropShape:
                return source.WithoutTrailingTrivia();
            case SortMisuse.FilterShape:
                var where = calls[calls.Count - 1];
                return Chain(source, [(where, calls[0]), (calls[0], where), .. Own(calls.Skip(1).Take(calls.Count - 2))]);
            case SortMisuse.ConditionShape:
                var first = (InvocationExpressionSyntax)calls[calls.Count - 1];
                var condition = first.ArgumentList.Arguments[0];
                var filter = first
                    .WithExpression(((MemberAccessExpressionSyntax)first.Expression).WithName(SyntaxFactory.IdentifierName("Where")))
                    .WithArgumentList(first.ArgumentList.WithArguments(SyntaxFactory.SingletonSeparatedList(condition.WithNameColon(null))));
                var rest = first.WithArgumentList(first.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(first.ArgumentList.Arguments.Skip(1))));
                return Chain(source, [(filter, calls[0]), (calls[0], first), .. Own(calls.Skip(1).Take(calls.Count - 2)), (rest, first)]);
            case SortMisuse.ThenByShape:
                var second = calls.FindIndex(1, static call => NameOf((InvocationExpressionSyntax)call) is "OrderBy" or "OrderByDescending" or "Order" or "OrderDescending");
                return Chain(source, [(calls[second], calls[0]), .. Own(calls.Skip(second + 1)), (ThenBy((InvocationExpressionSyntax)calls[0]), calls[second]), .. Own(calls.Take(second).Skip(1))]);
            case SortMisuse.CopyShape:
                return Inner(whole).WithoutTrailingTrivia();
            default:
                var element = (ElementAccessExpressionSyntax)whole;
                var copy = (InvocationExpressionSyntax)element.Expression;
                return copy
                    .WithExpression(((MemberAccessExpressionSyntax)copy.Expression).WithName(SyntaxFactory.IdentifierName("ElementAt")))
                    .WithArgumentList(SyntaxFactory.ArgumentList(element.ArgumentList.Arguments));
        }
    }

    private static InvocationExpressionSyntax ThenBy(InvocationExpressionSyntax sort)
    {
        var access = (MemberAccessExpressionSyntax)sort.Expression;
        var name = access.Name.Identifier.ValueText == "OrderBy" ? "ThenBy" : "ThenByDescending";
        return sort.WithExpression(access.WithName(access.Name.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(access.Name.Identifier))));
    }

    private static IEnumerable<(ExpressionSyntax Call, ExpressionSyntax Place)> Own(IEnumerable<ExpressionSyntax> calls) => calls.Select(static call => (call, call));

    // source.A(…).B(…): each call with the layout of the one in whose place it stands.
    private static ExpressionSyntax Chain(ExpressionSyntax source, List<(ExpressionSyntax Call, ExpressionSyntax Place)> calls)
    {
        foreach (var (call, at) in calls)
        {
            var invocation = (InvocationExpressionSyntax)call;
            var access = (MemberAccessExpressionSyntax)invocation.Expression;
            var place = (MemberAccessExpressionSyntax)((InvocationExpressionSyntax)at).Expression;
            source = invocation.WithExpression(access.WithExpression(source.WithTrailingTrivia(place.Expression.GetTrailingTrivia())).WithOperatorToken(place.OperatorToken));
        }

        return source.WithoutTrailingTrivia();
    }
}

/// <summary>Sorts before the loop what may throw there, or is not needed on every pass.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class SortMisuseAssumingFix() : PerfFix("PERF5007")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Sort once, before the loop, as it may also be sorted when it is not needed";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == SortMisuse.HoistAlwaysShape ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => Hoisted.Value(editor, diagnostic);
}
