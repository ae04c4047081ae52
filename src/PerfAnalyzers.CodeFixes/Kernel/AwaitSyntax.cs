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
}
