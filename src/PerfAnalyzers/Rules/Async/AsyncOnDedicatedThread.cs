using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>A thread is started for an async function, which leaves it at its first await; or a task of a task is awaited once.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class AsyncOnDedicatedThread() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2009", Categories.Async, DiagnosticSeverity.Warning,
        title: "A dedicated thread is started for an async function",
        message: "{0}; use 'Task.Run'",
        description: "TaskCreationOptions.LongRunning creates a thread. An async function leaves it at its first await, goes on in the thread pool, and the thread ends: it was created for nothing. StartNew does not know async functions: its task ends when the first await is reached.");

    /// <summary>What the fix replaces: the call, the call with its <c>Unwrap</c>, or the inner one of two awaits.</summary>
    public const string CallShape = "call", UnwrapShape = "unwrap", AwaitShape = "await";

    // PreferFairness, LongRunning, DenyChildAttach, HideScheduler: what Task.Run does by itself or does not need.
    private const int LongRunning = 2, Droppable = 1 | LongRunning | 8 | 16;

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Threading.Tasks.TaskFactory") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call is not { TargetMethod: { Name: "StartNew", ContainingType: { Name: "TaskFactory", ContainingNamespace.Name: "Tasks" } }, Type: INamedTypeSymbol { TypeArguments: [var outer] } } || !Operations.IsTask(outer) ||
            !IsDefaultFactory(call) || Options(call) is not { } options || FunctionOf(call) is not { } function || !IsOnDefaultScheduler(call) ||
            Body(function, site) is not { } body || FirstAwait(body) is not { } first || Operations.IsInExpressionTree(call))
        {
            return;
        }

        var isOwnThread = (options & LongRunning) != 0;
        if (isOwnThread ? WorksBefore(first, body, site) : !IsAwaitedOnce(call))
        {
            return;
        }

        var shape = isOwnThread && (options & ~Droppable) == 0 && !Blocks(body, site) ? ShapeOf(call) : null;
        site.Report(Rule, Locations.OfCall(call), [first.Syntax.GetLocation()], shape is null ? null : FixProperties.Of(shape),
            isOwnThread ? "A thread is created for this async function and ends at its first await" : "This task ends at the first await of the async function: nobody waits for the rest");
    }

    private static bool IsDefaultFactory(IInvocationOperation call) =>
        call.Instance is IPropertyReferenceOperation { Property: { Name: "Factory", IsStatic: true, ContainingType: { Name: "Task", Arity: 0 } } };

    // 0 where none are passed; null where they are not constant.
    private static int? Options(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.Name == "TaskCreationOptions")
            {
                return argument.Value.ConstantValue is { HasValue: true, Value: int value } ? value : null;
            }
        }

        return 0;
    }

    // Another scheduler gets the continuations, too: its thread may be the one that was asked for.
    private static bool IsOnDefaultScheduler(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.Name == "TaskScheduler")
            {
                return Operations.Unconverted(argument.Value) is IPropertyReferenceOperation { Property: { Name: "Default" or "Current", ContainingType.Name: "TaskScheduler" } };
            }
        }

        return true;
    }

    private static IOperation? FunctionOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == 0)
            {
                return Operations.Unconverted(argument.Value) is IDelegateCreationOperation { Target: var target } ? target : null;
            }
        }

        return null;
    }

    // The async code that runs: of the lambda, of the async method it calls and no more, or of the method that is named.
    private static IOperation? Body(IOperation function, Site site)
    {
        switch (function)
        {
            case IAnonymousFunctionOperation { Symbol.IsAsync: true } lambda:
                return lambda.Body;
            case IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } value }, ..] }:
                return Operations.Unconverted(value) is IInvocationOperation call ? BodyOf(call.TargetMethod, call.Instance, site) : null;
            case IMethodReferenceOperation method:
                return BodyOf(method.Method, method.Instance, site);
            default:
                return null;
        }
    }

    private static IOperation? BodyOf(IMethodSymbol method, IOperation? receiver, Site site) =>
        method.IsAsync && (!method.IsVirtual && !method.IsOverride || receiver is IInstanceReferenceOperation { Type.IsSealed: true }) ? site.Facts.Bodies.Of(method, site.Cancellation) : null;

    private static IOperation? FirstAwait(IOperation body)
    {
        IOperation? first = null;
        foreach (var operation in body.Descendants())
        {
            if (operation is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true } or IUsingOperation { IsAsynchronous: true } or IUsingDeclarationOperation { IsAsynchronous: true } &&
                (first is null || operation.Syntax.SpanStart < first.Syntax.SpanStart) && IsOwn(operation, body) && !IsUnknown(operation))
            {
                first = operation;
            }
        }

        return first;
    }

    // A delegate, or a member that may be any, may do its work before it returns a task.
    private static bool IsUnknown(IOperation operation)
    {
        if (operation is not IAwaitOperation wait)
        {
            return false;
        }

        var task = Operations.Unconverted(wait.Operation);
        if (task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured })
        {
            task = Operations.Unconverted(configured);
        }

        return task is IInvocationOperation { TargetMethod: var method } && (method.MethodKind == MethodKind.DelegateInvoke ||
            (!method.IsAsync && Operations.IsOwn(method, wait.SemanticModel!.Compilation)) || method is { Name: "FromResult" });
    }

    private static bool IsOwn(IOperation operation, IOperation body) =>
        ReferenceEquals(Operations.Function(operation), body is ILocalFunctionOperation ? body : Operations.Function(body));

    // Long work before the only awaits is what a thread of its own is for.
    private static bool WorksBefore(IOperation first, IOperation body, Site site)
    {
        for (var parent = first.Parent; parent is not null && !ReferenceEquals(parent, body); parent = parent.Parent)
        {
            if (parent is ILoopOperation)
            {
                return false;
            }
        }

        if (first is IForEachLoopOperation)
        {
            return false;
        }

        foreach (var operation in body.Descendants())
        {
            if (operation.Syntax.SpanStart < first.Syntax.SpanStart && operation is ILoopOperation or IInvocationOperation && IsOwn(operation, body) &&
                (operation is ILoopOperation || operation is IInvocationOperation call && site.Facts.BlockingCalls.Of(call, site.Cancellation) == Blocking.Yes))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Blocks(IOperation body, Site site)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation call && (call.TargetMethod.Name is "GetConsumingEnumerable" or "Take" && call.TargetMethod.ContainingType.Name == "BlockingCollection" ||
                (site.Facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Blocks) != 0 || site.Facts.BlockingCalls.Of(call, site.Cancellation) == Blocking.Yes))
            {
                return true;
            }
        }

        return false;
    }

    // await StartNew(…); and the inner task is dropped.
    private static bool IsAwaitedOnce(IInvocationOperation call)
    {
        var use = Operations.Consumer(call);
        if (use is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
        {
            use = Operations.Consumer(use);
        }

        return use is IAwaitOperation { Parent: IExpressionStatementOperation };
    }

    private static string? ShapeOf(IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: MemberAccessExpressionSyntax } } || HasState(call))
        {
            return null;
        }

        return Operations.Consumer(call) switch
        {
            IExpressionStatementOperation or IAssignmentOperation { Target: IDiscardOperation } => CallShape,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Unwrap", ContainingType.Name: "TaskExtensions" }, Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } } } => UnwrapShape,
            IAwaitOperation inner when Operations.Consumer(inner) is IAwaitOperation => AwaitShape,
            _ => null,
        };
    }

    private static bool HasState(IInvocationOperation call) => call.TargetMethod.Parameters is not [{ Type: INamedTypeSymbol { TypeArguments.Length: 1 } }, ..];
}
