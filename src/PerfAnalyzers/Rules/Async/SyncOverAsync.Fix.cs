using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Async;

/// <summary>Awaits in place, in functions that are async already.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class SyncOverAsyncFix() : PerfFix("PERF2001")
{
    protected override string Title(string shape) => shape switch
    {
        SyncOverAsync.AwaitAllShape => "Await Task.WhenAll",
        SyncOverAsync.AwaitTokenShape => "Await WaitAsync",
        _ => "Await the task",
    };

    protected override SyntaxNode? Find(SyntaxNode reported, string shape)
    {
        var access = reported.FirstAncestorOrSelf<MemberAccessExpressionSyntax>();
        if (access is null || access.Name != reported)
        {
            return null;
        }

        ExpressionSyntax? wait = access.Name.Identifier.ValueText == "Result" ? access : access.Parent as InvocationExpressionSyntax;
        return wait is not null && (shape != SyncOverAsync.AwaitShape || Awaiting.Awaited(wait) is not null) ? wait : null;
    }

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var binds = BindsTighter((ExpressionSyntax)node);
        editor.ReplaceNode(node, (current, _) => Rewrite((ExpressionSyntax)current, shape, binds));
    }

    private static SyntaxNode Rewrite(ExpressionSyntax wait, string shape, bool parenthesize)
    {
        var task = shape switch
        {
            SyncOverAsync.AwaitAllShape => Renamed((InvocationExpressionSyntax)wait, "WhenAll"),
            SyncOverAsync.AwaitTokenShape => Renamed((InvocationExpressionSyntax)wait, "WaitAsync"),
            _ => Awaiting.Awaited(wait),
        };
        if (task is null)
        {
            return wait;
        }

        ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space),
            task.WithoutLeadingTrivia().WithoutTrailingTrivia());
        return (parenthesize ? SyntaxFactory.ParenthesizedExpression(awaited) : awaited)
            .WithLeadingTrivia(wait.GetLeadingTrivia())
            .WithTrailingTrivia(wait.GetTrailingTrivia());
    }

    private static ExpressionSyntax? Renamed(InvocationExpressionSyntax call, string name) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => call.WithExpression(access.WithName(
            SyntaxFactory.IdentifierName(SyntaxFactory.Identifier(name).WithTriviaFrom(access.Name.Identifier)))),
        _ => null,
    };

    // await binds like a unary operator: what follows a primary expression needs it in parentheses.
    private static bool BindsTighter(ExpressionSyntax wait) => wait.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == wait,
        ElementAccessExpressionSyntax element => element.Expression == wait,
        InvocationExpressionSyntax invocation => invocation.Expression == wait,
        ConditionalAccessExpressionSyntax conditional => conditional.Expression == wait,
        PostfixUnaryExpressionSyntax or SwitchExpressionSyntax or WithExpressionSyntax => true,
        _ => false,
    };
}
