using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>How awaits are written.</summary>
internal static class AwaitSyntax
{
    /// <summary>Whether an expression needs parentheses once it is awaited: await binds like a unary operator, what follows a primary expression binds tighter.</summary>
    public static bool NeedsParentheses(ExpressionSyntax call) => call.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == call,
        ElementAccessExpressionSyntax element => element.Expression == call,
        InvocationExpressionSyntax invocation => invocation.Expression == call,
        ConditionalAccessExpressionSyntax conditional => conditional.Expression == call,
        PostfixUnaryExpressionSyntax or SwitchExpressionSyntax or WithExpressionSyntax => true,
        _ => false,
    };

    /// <summary><c>task</c> of <c>task.ConfigureAwait(…)</c>; everything else as it is.</summary>
    public static ExpressionSyntax Unconfigured(ExpressionSyntax task) =>
        task is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var configured } } ? configured : task;

    /// <summary>What is below awaits, parentheses and calls of one member: <c>task</c> of <c>(await task.Unwrap())</c>.</summary>
    /// <param name="code">The expression.</param>
    /// <param name="member">The name of the member; null for none.</param>
    public static ExpressionSyntax Unwrapped(ExpressionSyntax code, string? member)
    {
        while (true)
        {
            switch (code)
            {
                case AwaitExpressionSyntax wait:
                    code = wait.Expression;
                    break;
                case ParenthesizedExpressionSyntax parenthesized:
                    code = parenthesized.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } access } when name == member:
                    code = access.Expression;
                    break;
                default:
                    return code;
            }
        }
    }

    /// <summary>The call of an <see cref="AsyncTwin"/> in place of a synchronous call or property: its name or callee, and its argument.</summary>
    public static ExpressionSyntax Twin(ExpressionSyntax call, string name, string? callee, string? argument)
    {
        var arguments = call is InvocationExpressionSyntax { ArgumentList: { } list } ? list : SyntaxFactory.ArgumentList();
        if (argument is not null)
        {
            var parsed = SyntaxFactory.ParseArgumentList("(" + argument + ")").Arguments[0];
            arguments = arguments.Arguments.Count == 0
                ? arguments.AddArguments(parsed)
                : arguments.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(arguments.Arguments.GetWithSeparators().Add(
                    SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)).Add(parsed)));
        }

        var target = call is InvocationExpressionSyntax { Expression: var expression } ? expression : call.WithoutTrailingTrivia();
        target = callee is not null ? SyntaxFactory.ParseExpression(callee).WithTriviaFrom(target) : AsyncTwins.Renamed(target, name) ?? target;
        return SyntaxFactory.InvocationExpression(target, arguments);
    }

    /// <summary>An awaited task in place of an expression, with the trivia of that.</summary>
    /// <param name="old">What it replaces.</param>
    /// <param name="task">What is awaited.</param>
    /// <param name="isConfigured">Write <c>ConfigureAwait(false)</c>; see <see cref="IsConfigured"/>.</param>
    /// <param name="parenthesize">See <see cref="NeedsParentheses"/>.</param>
    public static ExpressionSyntax Awaited(ExpressionSyntax old, ExpressionSyntax task, bool isConfigured, bool parenthesize)
    {
        task = task.WithoutLeadingTrivia().WithoutTrailingTrivia();
        ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), isConfigured ? Configured(task) : task);
        return (parenthesize ? SyntaxFactory.ParenthesizedExpression(awaited) : awaited)
            .WithLeadingTrivia(old.GetLeadingTrivia())
            .WithTrailingTrivia(old.GetTrailingTrivia());
    }

    /// <summary><c>task.ConfigureAwait(false)</c>.</summary>
    public static ExpressionSyntax Configured(ExpressionSyntax task) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, task, SyntaxFactory.IdentifierName("ConfigureAwait")),
        SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression)))));

    /// <summary>Whether most awaits of a file say <c>ConfigureAwait(false)</c>.</summary>
    public static bool IsConfigured(SyntaxNode root)
    {
        var balance = 0;
        foreach (var node in root.DescendantNodes())
        {
            if (node is AwaitExpressionSyntax wait)
            {
                balance += wait.Expression is InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" },
                    ArgumentList.Arguments: [{ Expression: var argument }],
                } && argument.IsKind(SyntaxKind.FalseLiteralExpression) ? 1 : -1;
            }
        }

        return balance > 0;
    }
}
