using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What an async function without a task leaves behind.</summary>
internal enum AsyncVoid
{
    /// <summary>It waits for nothing that has not ended.</summary>
    Complete,

    /// <summary>It goes on after its caller has; what is thrown then is caught within.</summary>
    Caught,

    /// <summary>It goes on after its caller has; what is thrown then belongs to nobody.</summary>
    Open,
}

/// <summary>Async functions that become delegates without a result.</summary>
internal sealed class AsyncVoids(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 3;

    /// <summary>The function behind a delegate, when it is an async lambda or method without a task; else null.</summary>
    public static IMethodSymbol? Target(IDelegateCreationOperation creation) => creation.Target switch
    {
        IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } lambda } => lambda,
        IMethodReferenceOperation { Method: { IsAsync: true, ReturnsVoid: true } method } => method,
        _ => null,
    };

    /// <summary>What a delegate's function leaves behind; <see cref="AsyncVoid.Complete"/> when its body is not visible.</summary>
    public AsyncVoid Of(IDelegateCreationOperation creation)
    {
        var body = creation.Target switch
        {
            IAnonymousFunctionOperation lambda => lambda.Body,
            IMethodReferenceOperation method => facts.Bodies.Of(method.Method, cancellation),
            _ => null,
        };

        // The operation of a local function is its declaration.
        return body is ILocalFunctionOperation { Body: { } inner } ? In(inner, inner, 0) : body is null ? AsyncVoid.Complete : In(body, body, 0);
    }

    /// <summary>The argument a delegate is or lies in; null when it is stored, returned or an event's.</summary>
    public static IArgumentOperation? Argument(IDelegateCreationOperation creation)
    {
        var parent = creation.Parent;
        while (parent is IParenthesizedOperation or IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation)
        {
            parent = parent.Parent;
        }

        return parent as IArgumentOperation;
    }

    /// <summary>One report per line: whether something repeated per element is reported on the line where a function begins.</summary>
    public bool IsTold(IDelegateCreationOperation creation)
    {
        var line = LineOf(creation.Target.Syntax);
        foreach (var operation in creation.Descendants())
        {
            if (operation is IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation && EndsFrom(operation, line) &&
                (facts.PerElement.Of(operation, ApiEffects.AnyRoundTrip & ~ApiEffects.Remote, cancellation) is not null ||
                facts.PerElement.Of(operation, ApiEffects.Remote, cancellation) is not null ||
                new RepeatedConnections(facts, cancellation).Of(operation) is not null))
            {
                return true;
            }
        }

        return creation.Target is IMethodReferenceOperation method &&
            (facts.PerElement.Of(method, ApiEffects.AnyRoundTrip & ~ApiEffects.Remote, cancellation) is not null || facts.PerElement.Of(method, ApiEffects.Remote, cancellation) is not null);
    }

    private static bool EndsFrom(IOperation operation, int line) => Locations.LineOf(operation) == line;

    private static int LineOf(SyntaxNode syntax) => syntax.GetLocation().GetLineSpan().StartLinePosition.Line;

    private AsyncVoid In(IOperation operation, IOperation body, int depth)
    {
        var found = !Waits(operation) ? AsyncVoid.Complete : IsCaughtWhole(operation, body) || IsCaughtBelow(operation, depth) ? AsyncVoid.Caught : AsyncVoid.Open;
        foreach (var child in operation.ChildOperations)
        {
            if (found == AsyncVoid.Open)
            {
                break;
            }

            if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation) && In(child, body, depth) is var inner && inner > found)
            {
                found = inner;
            }
        }

        return found;
    }

    private bool Waits(IOperation operation) => operation switch
    {
        IAwaitOperation wait => Operations.SymbolOf(Operations.Unconverted(wait.Operation)) is not { } symbol || (facts.Knowledge.EffectsOf(symbol) & ApiEffects.Completes) == 0,
        IForEachLoopOperation loop => loop.IsAsynchronous,
        IUsingOperation scope => scope.IsAsynchronous,
        IUsingDeclarationOperation declaration => declaration.IsAsynchronous,
        _ => false,
    };

    // await SendAsync() of a method of the project that catches what it awaits.
    private bool IsCaughtBelow(IOperation operation, int depth)
    {
        if (depth >= MaximumDepth || operation is not IAwaitOperation { Operation: var awaited } || TaskSource.Of(awaited, facts) is not IInvocationOperation { TargetMethod: { IsAsync: true, IsVirtual: false, IsAbstract: false, IsOverride: false } method })
        {
            return false;
        }

        var body = facts.Bodies.Of(method, cancellation);
        body = body is ILocalFunctionOperation { Body: { } inner } ? inner : body;
        return body is not null && In(body, body, depth + 1) != AsyncVoid.Open;
    }

    // catch { } or catch (Exception) around it that does not throw again.
    private static bool IsCaughtWhole(IOperation operation, IOperation body)
    {
        for (var current = operation; current is not null && !ReferenceEquals(current, body); current = current.Parent)
        {
            if (current.Parent is not ITryOperation guarded || !ReferenceEquals(guarded.Body, current))
            {
                continue;
            }

            foreach (var handler in guarded.Catches)
            {
                if (handler.Filter is null && handler.ExceptionType is null or { Name: "Exception" or "Object" } && !Throws(handler.Handler))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Throws(IOperation handler)
    {
        foreach (var operation in handler.Descendants())
        {
            if (operation is IThrowOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where a function begins, on one line: the <c>async</c> of a lambda, the name of a method group.</summary>
    public static Location LocationOf(IDelegateCreationOperation creation) => creation.Target.Syntax switch
    {
        AnonymousFunctionExpressionSyntax lambda when lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) => lambda.AsyncKeyword.GetLocation(),
        _ => Locations.OfCall(creation.Target),
    };
}
