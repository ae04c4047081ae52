using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Whether <c>await</c> may stand where a wait stands, and in which form.</summary>
internal static class Awaiting
{
    /// <summary>
    /// <c>keep</c>: the fix changes no method that other assemblies can call. <c>change</c>: it does. By default it keeps what is
    /// public where the project tracks its public API (<c>PublicAPI.Shipped.txt</c>), and changes it elsewhere.
    /// </summary>
    public static readonly PerfOption<string> PublicApi = PerfOption.List("public_api");

    /// <summary>What the fix needs to know; null when no rewrite is safe.</summary>
    public static ImmutableDictionary<string, string?>? FixOf(IOperation wait, Site site)
    {
        if (ShapeOf(wait) is not { } shape || !IsPossible(wait))
        {
            return null;
        }

        return IsInAsyncFunction(wait, site.ContainingSymbol) ? FixProperties.Of(shape)
            : CanBecomeAsync(wait, site.ContainingSymbol) ? FixProperties.Of(SyncOverAsync.ChainPrefix + shape)
            : null;
    }

    /// <summary>Whether <c>await</c> may replace or surround this call or wait, once its function is async.</summary>
    public static bool IsPossible(IOperation call) => IsLegal(call) && !ObservesAggregate(call) && !Operations.IsInExpressionTree(call);

    // Only what the function itself tells; the rest of the chain is left to the fix.
    private static bool CanBecomeAsync(IOperation wait, ISymbol member) => Operations.Function(wait) switch
    {
        IAnonymousFunctionOperation => true,
        ILocalFunctionOperation local => HasPlainParameters(local.Symbol),
        _ => member is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method && HasPlainParameters(method),
    };

    /// <summary>No parameter or result that an async method cannot have.</summary>
    public static bool HasPlainParameters(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType || parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)
            {
                return false;
            }
        }

        return method.RefKind == RefKind.None && !method.ReturnType.IsRefLikeType && method.ReturnType.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer);
    }

    private static string? ShapeOf(IOperation wait)
    {
        switch (wait)
        {
            case IPropertyReferenceOperation:
                return SyncOverAsync.AwaitShape;
            case IInvocationOperation { TargetMethod: { Name: "Wait" } } call:
                if (call.Arguments.Length == 0)
                {
                    return SyncOverAsync.AwaitShape;
                }

                return call.Arguments is [{ Parameter.Type.Name: "CancellationToken" }] && call.TargetMethod.ContainingType.GetMembers("WaitAsync").Length > 0
                    ? SyncOverAsync.AwaitTokenShape
                    : null;
            case IInvocationOperation { TargetMethod.Name: "GetResult", Instance: { } awaiter }:
                // A stored awaiter cannot be awaited.
                return Operations.Unconverted(awaiter) is IInvocationOperation { TargetMethod: { Name: "GetAwaiter", IsExtensionMethod: false } } ? SyncOverAsync.AwaitShape : null;
            case IInvocationOperation { TargetMethod: { Name: "WaitAll", ReturnsVoid: true, Parameters.Length: 1 } } call:
                return call.Parent is IExpressionStatementOperation ? SyncOverAsync.AwaitAllShape : null;
            case IInvocationOperation { TargetMethod: { Name: "WaitAny", Parameters.Length: 1 } } call:
                // The index is found again where the tasks have a name.
                return call.Parent is IExpressionStatementOperation || call.Arguments is [{ ArgumentKind: ArgumentKind.Explicit, Value: var tasks }] && tasks.Type is IArrayTypeSymbol &&
                    Operations.Unconverted(tasks) is ILocalReferenceOperation or IParameterReferenceOperation ? SyncOverAsync.AwaitAnyShape : null;
            default:
                return null;
        }
    }

    private static bool IsInAsyncFunction(IOperation wait, ISymbol member) => Operations.Function(wait) switch
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
            if (trivia.SpanStart >= task.Span.End && trivia.Span.End <= syntax.Span.End &&
                !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia))
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

    // Wait and Result throw AggregateException, await what is in it.
    private static bool ObservesAggregate(IOperation wait)
    {
        for (IOperation child = wait, parent = wait.Parent!; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation tried && ReferenceEquals(tried.Body, child))
            {
                foreach (var handler in tried.Catches)
                {
                    foreach (var node in handler.Syntax.DescendantNodes())
                    {
                        if (node is IdentifierNameSyntax { Identifier.ValueText: "AggregateException" or "InnerException" or "InnerExceptions" or "Flatten" or "GetBaseException" })
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }
}
