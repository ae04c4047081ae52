using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>What waits while a completing call runs the code that awaits the task.</summary>
internal enum HeldUp
{
    /// <summary>Nothing: the completion is the last thing a work item of the pool or a thread does, or it is made when something ends or fails.</summary>
    Nothing,

    /// <summary>The code behind the call, or the caller: a loop, an event's source, whoever signals.</summary>
    Code,

    /// <summary>Whoever wants the lock that is held.</summary>
    Lock,
}

/// <summary>Judges what a completion of a task source holds up.</summary>
internal sealed class CompletingCall(Facts facts, CancellationToken cancellation)
{
    // Callers of callers.
    private const int MaximumDepth = 3;

    private static readonly string[] s_ends = ["Abort", "Close", "Dispose", "Exit", "OnClose", "OnExit", "OnStop", "PostStop", "Shutdown", "ShutDown", "Stop", "Terminate"];

    // What gets a function to run it on a thread of its own choice, with nothing behind it.
    private static readonly string[] s_queues = ["BeginInvoke", "Continue", "Dispatch", "Enqueue", "Execute", "Fork", "InvokeAsync", "Post", "Queue", "Run", "Schedule", "Spawn", "Start", "Submit", "TryEnqueue", "UnsafeQueue"];

    /// <summary>Judges a completing call, or the method group that stands for one.</summary>
    public HeldUp Of(IOperation completion) => completion is IMethodReferenceOperation ? OfDelegate(completion, 0) : OfCode(completion, 0);

    private HeldUp OfCode(IOperation operation, int depth)
    {
        var isLast = true;
        var isResumed = false;
        IOperation child = operation;
        for (var parent = operation.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case ILockOperation:
                    return HeldUp.Lock;
                case ITryOperation { Finally: { } end } when !ReferenceEquals(end, child) && Releases(end):
                    return HeldUp.Lock;
                case ICatchClauseOperation:
                    return HeldUp.Nothing;
                case ILoopOperation loop:
                    isLast &= Loops.LeavesAfter(operation, Repetition.OfLoop(loop));
                    isResumed |= HasAwait(loop, loop.Syntax.Span.End);
                    break;
                case IBlockOperation block:
                    isLast &= IsLast(block.Operations, child);
                    break;
                case ISwitchCaseOperation part:
                    isLast &= IsLast(part.Body, child);
                    break;
                case IAnonymousFunctionOperation lambda:
                    if (!isLast)
                    {
                        return HeldUp.Code;
                    }

                    // A function that was resumed runs on the pool: what is behind it is whoever awaits it.
                    return lambda.Symbol.IsAsync && (isResumed || HasAwait(lambda, operation.Syntax.SpanStart)) ? HeldUp.Nothing : OfDelegate(lambda, depth);
                case ILocalFunctionOperation local:
                    return !isLast ? HeldUp.Code : OfMentions(local.Symbol, Operations.Root(local), depth);
            }
        }

        if (child.SemanticModel?.GetDeclaredSymbol(child.Syntax, cancellation) is not IMethodSymbol method)
        {
            return HeldUp.Code;
        }

        return method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor || IsEnd(method.Name) ? HeldUp.Nothing
            : !isLast ? HeldUp.Code
            : method is { IsAsync: true, ReturnsVoid: true } && (isResumed || HasAwait(child, operation.Syntax.SpanStart)) ? HeldUp.Nothing
            : OfMethod(method, depth);
    }

    // Behind the last thing a private method does is what its callers do next.
    private HeldUp OfMethod(IMethodSymbol method, int depth)
    {
        if (method.DeclaredAccessibility != Accessibility.Private || method.MethodKind != MethodKind.Ordinary)
        {
            return HeldUp.Code;
        }

        if (depth >= MaximumDepth)
        {
            return HeldUp.Nothing;
        }

        HeldUp? worst = null;
        foreach (var declaration in method.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var node in declaration.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is IdentifierNameSyntax name && name.Identifier.ValueText == method.Name && MentionAt(name) is { } mention && OfMention(mention, method, depth) is var found && !(found < worst))
                {
                    worst = found;
                }
            }
        }

        return worst ?? HeldUp.Code;
    }

    private HeldUp OfMentions(IMethodSymbol function, IOperation root, int depth)
    {
        if (depth >= MaximumDepth)
        {
            return HeldUp.Nothing;
        }

        var worst = HeldUp.Nothing;
        foreach (var operation in root.Descendants())
        {
            if (operation is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod, function) || operation is IMethodReferenceOperation group && SymbolEqualityComparer.Default.Equals(group.Method, function))
            {
                worst = OfMention(operation, function, depth) is var found && found > worst ? found : worst;
            }
        }

        return worst;
    }

    private IOperation? MentionAt(IdentifierNameSyntax name)
    {
        var access = Access(name);
        return facts.Bodies.At(access.Parent is InvocationExpressionSyntax call && call.Expression == access ? call : access, cancellation);
    }

    // Where the method is called, or given to something that calls it.
    private HeldUp OfMention(IOperation? mention, IMethodSymbol method, int depth)
    {
        if (!SymbolEqualityComparer.Default.Equals((mention is null ? null : Operations.SymbolOf(mention))?.OriginalDefinition, method.OriginalDefinition))
        {
            return HeldUp.Nothing;
        }

        if (mention is not IInvocationOperation call)
        {
            return OfDelegate(mention!, depth);
        }

        if (!Operations.IsTask(method.ReturnType))
        {
            return OfCode(call, depth + 1);
        }

        // Nobody waits for a task that is dropped.
        var task = call;
        while (Operations.Consumer(task) is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured)
        {
            task = configured;
        }

        var use = Operations.Consumer(task);
        return use is IAwaitOperation ? OfCode(use, depth + 1) : use is IExpressionStatementOperation or IAssignmentOperation { Target: IDiscardOperation } || IsQueued(task) ? HeldUp.Nothing : HeldUp.Code;
    }

    // () => RunAsync() given to a queue.
    private static bool IsQueued(IInvocationOperation call) =>
        Operations.Consumer(call) is IReturnOperation && Operations.Function(call) is IAnonymousFunctionOperation lambda && IsQueue(Receiver(lambda));

    private HeldUp OfDelegate(IOperation function, int depth)
    {
        if (Loops.CallReceiving(function) is { } call)
        {
            if (facts.Loops.PerElementCall(function) is not null)
            {
                return HeldUp.Code;
            }

            if (facts.Loops.ImmediateCall(function) is not null)
            {
                return OfCode(call, depth + 1);
            }
        }

        return IsQueue(Receiver(function)) ? HeldUp.Nothing : HeldUp.Code;
    }

    // The call or creation a delegate is given to; null for events, fields and the like.
    private static IMethodSymbol? Receiver(IOperation function)
    {
        var parent = function.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent is IArgumentOperation { Parent: { } receiver }
            ? (receiver as IInvocationOperation)?.TargetMethod ?? (receiver as IObjectCreationOperation)?.Constructor
            : null;
    }

    private static bool IsQueue(IMethodSymbol? method) => method is not null && (method.MethodKind == MethodKind.Constructor
        ? method.ContainingType.Name is "Thread" or "Timer" or "Task" or "ActionBlock"
        : StartsWith(method.Name, s_queues));

    private static bool IsEnd(string name)
    {
        var dot = name.LastIndexOf('.');
        return StartsWith(dot < 0 ? name : name.Substring(dot + 1), s_ends);
    }

    private static bool StartsWith(string name, string[] words)
    {
        foreach (var word in words)
        {
            if (name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || !char.IsLower(name[word.Length]) || word is "Dispose" or "Continue" or "Schedule"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAwait(IOperation region, int end)
    {
        foreach (var operation in region.Descendants())
        {
            if (operation is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true } && operation.Syntax.SpanStart < end)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLast(IEnumerable<IOperation> statements, IOperation statement)
    {
        var isBehind = false;
        foreach (var other in statements)
        {
            if (isBehind && Works(other))
            {
                return false;
            }

            isBehind |= ReferenceEquals(other, statement);
        }

        return true;
    }

    // Setting flags, logging and cleaning up take no time.
    private static bool Works(IOperation statement)
    {
        if (statement is ILocalFunctionOperation)
        {
            return false;
        }

        if (statement is IReturnOperation { ReturnedValue: not IAwaitOperation })
        {
            return false;
        }

        foreach (var operation in statement.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IAwaitOperation or ILoopOperation or IEventAssignmentOperation:
                case IInvocationOperation call when !IsTrivial(call.TargetMethod):
                    return true;
            }
        }

        return false;
    }

    private static bool IsTrivial(IMethodSymbol method) =>
        method.Name is "Dispose" or "Set" or "Reset" or "Cancel" or "SetException" or "TrySetException" or "SetCanceled" or "TrySetCanceled" || method.ContainingType.Name.IndexOf("Log", StringComparison.Ordinal) >= 0 || method.ContainingType.Name is "Debug" or "Trace" or "Interlocked" or "Volatile" or "GC" or "Stopwatch";

    // finally { _mutex.Release(); }
    private static bool Releases(IOperation end)
    {
        foreach (var operation in end.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "Exit" or "Release" or "ReleaseMutex" or "ExitWriteLock" or "ExitReadLock" or "ExitUpgradeableReadLock", ContainingType.ContainingNamespace.Name: "Threading" } })
            {
                return true;
            }
        }

        return false;
    }

    internal static SyntaxNode Access(IdentifierNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => access,
        MemberBindingExpressionSyntax binding => binding,
        _ => name,
    };
}
