using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Where <c>await</c> can stand in place of a call that waits.</summary>
internal static class AwaitPlaces
{
    /// <summary>Whether the function around an operation is async; <paramref name="member"/> is the member it lies in.</summary>
    public static bool IsInAsyncFunction(IOperation wait, ISymbol member) => Operations.Function(wait) switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol.IsAsync,
        ILocalFunctionOperation local => local.Symbol.IsAsync,
        _ => member is IMethodSymbol { IsAsync: true },
    };

    /// <summary>Whether the language allows <c>await</c> at an operation, with nothing lost.</summary>
    public static bool IsLegal(IOperation wait)
    {
        var function = Operations.Function(wait);
        for (IOperation child = wait, parent = wait.Parent!; parent is not null && !ReferenceEquals(child, function); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ILockOperation:
                case ICatchClauseOperation clause when ReferenceEquals(clause.Filter, child):
                case IInterpolatedStringHandlerCreationOperation { HandlerCreation.Type.Name: not "DefaultInterpolatedStringHandler" }:
                    return false;
            }
        }

        for (var node = wait.Syntax.Parent; node is not null && node != function.Syntax.Parent; node = node.Parent)
        {
            if (node is UnsafeStatementSyntax or FixedStatementSyntax or SelectOrGroupClauseSyntax || (node is QueryClauseSyntax && node is not FromClauseSyntax { Parent: QueryExpressionSyntax }) ||
                (node is MemberDeclarationSyntax member && member.Modifiers.Any(SyntaxKind.UnsafeKeyword)))
            {
                return false;
            }
        }

        return !IsConditional(wait.Syntax) && !DropsComments(wait.Syntax) && !HoldsReferences(wait, function);
    }

    // a?.LoadAsync().Result has nothing to await where a is null.
    private static bool IsConditional(SyntaxNode syntax)
    {
        while (true)
        {
            switch (syntax)
            {
                case InvocationExpressionSyntax invocation:
                    syntax = invocation.Expression;
                    continue;
                case MemberAccessExpressionSyntax access:
                    syntax = access.Expression;
                    continue;
                case ElementAccessExpressionSyntax element:
                    syntax = element.Expression;
                    continue;
                case PostfixUnaryExpressionSyntax postfix:
                    syntax = postfix.Operand;
                    continue;
                default:
                    return syntax is MemberBindingExpressionSyntax or ElementBindingExpressionSyntax;
            }
        }
    }

    // The rewrite drops ".Result" and what stands before it.
    private static bool DropsComments(SyntaxNode syntax)
    {
        if (Awaited(syntax) is not { } task)
        {
            return false;
        }

        foreach (var trivia in syntax.DescendantTrivia())
        {
            if (trivia.SpanStart >= task.Span.End && trivia.Span.End <= syntax.Span.End && Comments.Is(trivia))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The expression that stays: <c>task</c> of <c>task.Result</c>, <c>task.Wait()</c> and <c>task.GetAwaiter().GetResult()</c>.</summary>
    public static ExpressionSyntax? Awaited(SyntaxNode wait) => wait switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" } access } => access.Expression,
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "GetResult",
                Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter" } awaiter }
            }
        } => awaiter.Expression,
        _ => null,
    };

    /// <summary>The task that a helper is handed alone: <c>task</c> of <c>task.Await()</c>, <c>Helper.Await(task)</c> and <c>Helper.RunSync(() => task)</c>.</summary>
    public static ExpressionSyntax? Handed(SyntaxNode wait) => wait switch
    {
        InvocationExpressionSyntax { ArgumentList.Arguments: [], Expression: MemberAccessExpressionSyntax access } => access.Expression,
        InvocationExpressionSyntax { ArgumentList.Arguments: [{ RefKindKeyword.RawKind: 0, Expression: var argument }], Expression: MemberAccessExpressionSyntax } => argument switch
        {
            ParenthesizedLambdaExpressionSyntax { AsyncKeyword.RawKind: 0, ExpressionBody: { } body } => body,
            InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax => argument,
            _ => null,
        },
        _ => null,
    };

    // References and spans cannot live across an await; whether they would is left to the reader.
    private static bool HoldsReferences(IOperation wait, IOperation function)
    {
        foreach (var operation in function.Descendants())
        {
            if (operation is IVariableDeclaratorOperation { Symbol: { } local } && (local.RefKind != RefKind.None || local.Type.IsRefLikeType))
            {
                return true;
            }
        }

        var statement = wait;
        while (statement.Parent is { } parent and not IBlockOperation)
        {
            statement = parent;
        }

        foreach (var operation in statement.Descendants())
        {
            if ((operation.Type?.IsRefLikeType == true || operation is IInvocationOperation { TargetMethod.RefKind: not RefKind.None } or IPropertyReferenceOperation { Property.RefKind: not RefKind.None }) &&
                !wait.Syntax.Span.Contains(operation.Syntax.Span))
            {
                return true;
            }
        }

        return false;
    }
}
