using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Code that serves a request waits for a second thread-pool thread to do what it could do itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TaskRunInRequest() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2007", Categories.Async, DiagnosticSeverity.Info,
        title: "A request waits for work that Task.Run moves to another pool thread",
        message: "'{0}' takes a second thread-pool thread {1}; {2}",
        description: "Requests run on the thread pool already. Task.Run and an await at once give up one pool thread to take another: queueing, a switch, a closure, and no thread saved. A blocking call is not made asynchronous by it.");

    /// <summary>What is left of the call: the task it starts; the work, done here; the asynchronous twin of the work.</summary>
    public const string TaskShape = "task", WorkShape = "work", TwinShape = "twin";

    /// <summary>Name of the twin, and the token to pass.</summary>
    public const string NameKey = "name", ArgumentKey = "argument";

    private static readonly string[] s_userInterface =
        ["System.Windows.DependencyObject", "System.Windows.Forms.Control", "Microsoft.UI.Xaml.DependencyObject", "Microsoft.Maui.Controls.BindableObject", "Avalonia.AvaloniaObject", "Android.App.Activity"];

    protected override void Start(RuleContext context)
    {
        foreach (var name in s_userInterface)
        {
            if (context.Facts.Type(name) is not null)
            {
                return;
            }
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (!IsPlainRun(call, out var hasToken) || FunctionOf(call) is not { } function)
        {
            return;
        }

        var wait = WaitFor(call);
        if (wait is null || Operations.IsInExpressionTree(call) || site.Heat == HeatLevel.Cold)
        {
            return;
        }

        var isRequest = site.Facts.Heat.IsInRequest(call, site.ContainingSymbol);
        var work = TaskSource.BodyOf(function) is { } value ? Operations.Unconverted(value) : OnlyStatement(function);
        if (!isRequest && !(work is IInvocationOperation && IsWrapper(site, wait)) || WaitsForTasks(function, site))
        {
            return;
        }

        var blocking = work is IInvocationOperation inner && site.Facts.BlockingCalls.Of(inner, site.Cancellation) == Blocking.Yes ? inner : null;
        if (blocking is not null)
        {
            OnBlocking(site, call, wait, blocking, function);
        }
        else if (isRequest)
        {
            var isTask = function.Symbol.IsAsync || Operations.IsTask(function.Symbol.ReturnType);
            var shape = hasToken || work is null || Comments.In(call.Syntax, work.Syntax) || Declares(work) ? null : isTask ? TaskShapeOf(call, wait, work) : WorkShapeOf(site, call, wait, work, function);
            site.Report(Rule, Locations.OfCall(call), null, shape is null ? null : FixProperties.Of(shape), call.TargetMethod.Name,
                isTask ? "to start work that is asynchronous by itself" : "for work the request waits for", isTask ? "await that work directly" : "do it here");
        }
    }

    private static void OnBlocking(Site site, IInvocationOperation call, IOperation wait, IInvocationOperation blocking, IAnonymousFunctionOperation function)
    {
        if (site.Facts.AsyncTwins.Of(blocking, AsyncTwins.TokenAt(blocking, site.ContainingSymbol), isKnown: true) is not { } twin)
        {
            return;
        }

        var isTask = SymbolEqualityComparer.Default.Equals(twin.Member.ReturnType, call.Type);
        var fix = twin is { IsBound: true, Callee: null, Import: null } && (isTask || (wait is IAwaitOperation && blocking.Parent is not IExpressionStatementOperation)) && !Comments.In(call.Syntax, blocking.Syntax) && !Declares(blocking) && !function.Symbol.IsAsync
            ? FixProperties.Of(TwinShape).Add(NameKey, twin.Name).Add(ArgumentKey, twin.Argument)
            : null;
        site.Report(Rule, Locations.OfCall(call), null, fix, call.TargetMethod.Name, $"and blocks it in '{blocking.TargetMethod.Name}'", $"await '{twin.Name}'");
    }

    // Task.Run, or StartNew that means the same.
    private static bool IsPlainRun(IInvocationOperation call, out bool hasToken)
    {
        hasToken = false;
        var isRun = call.TargetMethod is { Name: "Run", ContainingType: { Name: "Task", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } } };
        if (!isRun && call is not { TargetMethod: { Name: "StartNew", ContainingType: { Name: "TaskFactory", ContainingNamespace.Name: "Tasks" } }, Instance: IPropertyReferenceOperation { Property: { Name: "Factory", ContainingType.Name: "Task" } } })
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            switch (argument.Parameter?.Type.Name)
            {
                case "CancellationToken":
                    hasToken |= Operations.Unconverted(argument.Value) is not (IPropertyReferenceOperation { Property.Name: "None" } or IDefaultValueOperation);
                    break;
                case "TaskCreationOptions" when argument.Value.ConstantValue is not { HasValue: true, Value: 0 or 8 }:
                case "TaskScheduler" when Operations.Unconverted(argument.Value) is not IPropertyReferenceOperation { Property.Name: "Default" }:
                case "Object":
                    return false;
            }
        }

        return isRun || FunctionOf(call) is { Symbol: { IsAsync: false, ReturnType: var result } } && !Operations.IsTask(result);
    }

    private static IAnonymousFunctionOperation? FunctionOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == 0)
            {
                return TaskSource.LambdaOf(argument.Value);
            }
        }

        return null;
    }

    private static IOperation? OnlyStatement(IAnonymousFunctionOperation function) =>
        function.Body is { Operations: [IExpressionStatementOperation { Operation: var only }, ..] } body && (body.Operations.Length == 1 || body.Operations[1] is IReturnOperation { IsImplicit: true }) ? Operations.Unconverted(only) : null;

    // The await of the call, or the return of its task.
    private static IOperation? WaitFor(IInvocationOperation call)
    {
        var use = Operations.Consumer(call);
        if (use is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
        {
            use = Operations.Consumer(use);
        }

        return use is IAwaitOperation or IReturnOperation { Kind: OperationKind.Return } && !(use is IReturnOperation && Operations.Function(call) is IAnonymousFunctionOperation) ? use : null;
    }

    // Task<T> FindAsync(…) => Task.Run(() => Find(…)): all the member does, in a project that serves requests.
    private static bool IsWrapper(Site site, IOperation wait)
    {
        var statement = wait is IAwaitOperation ? Operations.Consumer(wait) : wait;
        return statement is IReturnOperation or IExpressionStatementOperation && statement.Parent is IBlockOperation { Parent: IMethodBodyOperation, Operations: var all } && (all.Length == 1 || (all.Length == 2 && all[1].IsImplicit)) &&
            site.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } && site.Facts.Type("Microsoft.AspNetCore.Http.HttpContext") is not null;
    }

    // Waiting for tasks on a thread of the pool is another fault, and told as such.
    private static bool WaitsForTasks(IAnonymousFunctionOperation function, Site site)
    {
        foreach (var operation in function.Body.Descendants())
        {
            if (operation is IInvocationOperation or IPropertyReferenceOperation && Operations.SymbolOf(operation) is { } member && site.Facts.Knowledge.Of(member) is { } known &&
                (known.Has(ApiEffects.Blocks) || (known.Has(ApiEffects.Terminal) && Operations.Consumer(operation) is IBinaryOperation)))
            {
                return true;
            }
        }

        return false;
    }

    private static string? TaskShapeOf(IInvocationOperation call, IOperation wait, IOperation work)
    {
        var task = work is IAwaitOperation inner ? Operations.Unconverted(inner.Operation) : work;
        if (task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured, Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } })
        {
            task = Operations.Unconverted(configured);
        }

        if (task is not IInvocationOperation || !Operations.IsTask(task.Type) || task.Syntax is not InvocationExpressionSyntax)
        {
            return null;
        }

        var isSame = SymbolEqualityComparer.Default.Equals(task.Type, call.Type);
        return isSame || (wait is IAwaitOperation && work is IAwaitOperation && SymbolEqualityComparer.Default.Equals(ResultOf(task.Type), ResultOf(call.Type))) ? TaskShape : null;
    }

    private static string? WorkShapeOf(Site site, IInvocationOperation call, IOperation wait, IOperation work, IAnonymousFunctionOperation function)
    {
        // Without another await the method would be async for nothing.
        if (wait is not IAwaitOperation || !HasOtherAwait(wait) || Blocks(function, site))
        {
            return null;
        }

        return wait.Parent is IExpressionStatementOperation
            ? work is IInvocationOperation or IAssignmentOperation or IIncrementOrDecrementOperation or IObjectCreationOperation ? WorkShape : null
            : SymbolEqualityComparer.Default.Equals(work.Type, ResultOf(call.Type)) && work.Type is { IsRefLikeType: false } ? WorkShape : null;
    }

    private static ITypeSymbol? ResultOf(ITypeSymbol? task) => task is INamedTypeSymbol { TypeArguments: [var result] } ? result : null;

    private static bool HasOtherAwait(IOperation wait)
    {
        var function = Operations.Function(wait);
        foreach (var operation in function.Descendants())
        {
            if (operation is IAwaitOperation other && !ReferenceEquals(other, wait) && ReferenceEquals(Operations.Function(other), function) && !IsRun(other.Operation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRun(IOperation task)
    {
        task = Operations.Unconverted(task);
        return task is IInvocationOperation call && (call.TargetMethod.Name is "Run" or "StartNew" || (call.TargetMethod.Name == "ConfigureAwait" && call.Instance is { } inner && IsRun(inner)));
    }

    private static bool Blocks(IAnonymousFunctionOperation function, Site site)
    {
        foreach (var operation in function.Body.Descendants())
        {
            if (operation is IInvocationOperation call && (site.Facts.BlockingCalls.Of(call, site.Cancellation) == Blocking.Yes || site.Facts.BlockingCalls.WithinHelper(call.TargetMethod, site.Cancellation) is not null))
            {
                return true;
            }
        }

        return false;
    }

    // Names of the lambda may mean something else outside.
    private static bool Declares(IOperation work)
    {
        foreach (var node in work.Syntax.DescendantNodes())
        {
            if (node is SingleVariableDesignationSyntax or AwaitExpressionSyntax && node != work.Syntax)
            {
                return true;
            }
        }

        return false;
    }
}
