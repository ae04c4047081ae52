using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SyncOverAsync() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2001", Categories.Async, DiagnosticSeverity.Warning,
        title: "A thread is blocked until a task ends",
        message: "'{0}' holds a thread until {1} has ended, and under load requests queue for threads; {2}",
        description: "A blocked thread-pool thread serves nobody. The pool adds threads slowly, so a burst of requests that block waits for seconds while the processor idles.");

    /// <summary>Keys of the fix's shapes.</summary>
    public const string AwaitShape = "await", AwaitAllShape = "await-all", AwaitTokenShape = "await-token", AwaitAnyShape = "await-any", AwaitTimeShape = "await-time", AwaitHandedShape = "await-handed", DisposeShape = "dispose";

    /// <summary>Before the shape where the function, and who calls it, must become async first.</summary>
    public const string ChainPrefix = "chain-";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Threading.Tasks.Task") is not null && !Benchmarks.IsProject(context.Facts, default))
        {
            context.On(static site => OnProperty(site, (IPropertyReferenceOperation)site.Operation), OperationKind.PropertyReference);
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnProperty(Site site, IPropertyReferenceOperation property)
    {
        if (property.Instance is { } task && site.Facts.Knowledge.Of(property.Property) is { } known && known.Has(ApiEffects.Blocks) && known.Value("on") == "receiver")
        {
            Analyze(site, property, task);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (site.Facts.Knowledge.Of(call.TargetMethod) is not { } known)
        {
            if (WaitHelpers.TaskOf(call, site.Facts, site.Cancellation) is { } handed)
            {
                Analyze(site, call, handed);
            }

            return;
        }

        if (!known.Has(ApiEffects.Blocks) || IsPoll(call))
        {
            return;
        }

        switch (known.Value("on"))
        {
            case "receiver" when call.Instance is { } task:
                Analyze(site, call, task);
                break;
            case "argument" when call.Arguments.Length > 0:
                Analyze(site, call, call.Arguments[0].Value);
                break;
            case "all" or "any" when call.Arguments.Length > 0:
                if (!IsQuiet(site, call) && !Completion.HaveEnded(call, known.Value("on") == "any", site.Facts, site.Cancellation))
                {
                    Report(site, call, null, ArguableWaits.Is(site, call));
                }

                break;
        }
    }

    private static void Analyze(Site site, IOperation wait, IOperation task)
    {
        if (!IsQuiet(site, wait) && !IsHandedOver(site, wait, task) && !Completion.HasEnded(task, site.Facts, site.Cancellation))
        {
            // The result of a task that others' code started is mostly asked for when it is known to be there.
            task = TaskSource.Of(task, site.Facts);
            if ((Operations.SymbolOf(wait)?.Name == "Wait" || IsStartedHere(task, Operations.Root(wait), site.Facts, 0)) && !new TaskEnumerations(site.Facts).IsStartedAnew(task))
            {
                Report(site, wait, task, ArguableWaits.Is(site, wait) || Completion.MayHaveEnded(task, site.Facts, site.Cancellation));
            }
        }
    }

    private static void Report(Site site, IOperation wait, IOperation? task, bool isSuggestion)
    {
        // Calls that fail beside each other come first.
        if (site.Facts.SharedContexts.HoldsWithin(wait, site.Cancellation))
        {
            return;
        }

        var fix = Awaiting.FixOf(wait, site);
        var name = Operations.SymbolOf(wait)?.Name;
        if (isSuggestion)
        {
            site.Suggest(Rule, Locations.OfCall(wait), null, fix, name, NameOf(site, wait, task), WayOut.Of(wait, site));
        }
        else
        {
            site.Report(Rule, Locations.OfCall(wait), null, fix, name, NameOf(site, wait, task), WayOut.Of(wait, site));
        }
    }

    // Tasks that come from fields and parameters' insides may have ended long ago; whoever calls Wait expects that they have not.
    private static bool IsStartedHere(IOperation task, IOperation root, Facts facts, int depth)
    {
        switch (task)
        {
            case IPropertyReferenceOperation { Instance: { } outer } property when facts.Knowledge.EffectsOf(property.Property) is var effects && (effects & ApiEffects.Blocks) != 0:
                return IsStartedHere(TaskSource.Of(outer, facts), root, facts, depth + 1);
            case IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation:
                return Place.RootOf(task, facts) is ILocalReferenceOperation owner && depth < 4 && IsStartedHere(owner, root, facts, depth + 1);
            case ILocalReferenceOperation local when depth < 4:
                return Place.LoopOf(local.Local, root) is { } loop
                    ? IsStartedHere(TaskSource.Of(loop.Collection, facts), root, facts, depth + 1)
                    : Writes.OnlyValue(local.Local, root) is not { } value || IsStartedHere(TaskSource.Of(value, facts), root, facts, depth + 1);
            case IInvocationOperation call when (TaskSource.IsElementOperator(call) || TaskSource.PassedThrough(call) is not null) && depth < 4 && Operations.Receiver(call) is { } source:
                return IsStartedHere(TaskSource.Of(source, facts), root, facts, depth + 1);
            case IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } parameter when depth < 4:
                for (IOperation? current = task.Parent; current is not null; current = current.Parent)
                {
                    if (current is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, parameter.Parameter.ContainingSymbol))
                    {
                        return Loops.CallReceiving(lambda) is { } caller && (caller.Instance ?? (caller.Arguments.Length > 0 ? caller.Arguments[0].Value : null)) is { } elements &&
                            IsStartedHere(TaskSource.Of(elements, facts), root, facts, depth + 1);
                    }
                }

                return false;
            case IParameterReferenceOperation parameter:
                return Operations.IsTask(parameter.Type);
            default:
                return true;
        }
    }

    // Wait(0) asks and goes on.
    private static bool IsPoll(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (Operations.IsZero(argument.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsQuiet(Site site, IOperation wait)
    {
        var insideFunction = false;
        for (IOperation child = wait, parent = wait.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case INameOfOperation:
                    return true;
                case IConditionalOperation conditional when AsyncFlag.IsSynchronousArm(conditional, child):
                    return true;
                case IAnonymousFunctionOperation lambda:
                    insideFunction = true;
                    if (RunsOnOwnThread(site, lambda))
                    {
                        return true;
                    }

                    break;
                case ILocalFunctionOperation:
                    insideFunction = true;
                    break;
            }
        }

        return Operations.IsInExpressionTree(wait) || IsQuietMember(site, wait, insideFunction) || Benchmarks.Has(site.ContainingSymbol, site.Facts);
    }

    private static bool IsQuietMember(Site site, IOperation wait, bool insideFunction)
    {
        if (site.ContainingSymbol is not IMethodSymbol method)
        {
            return IsPlumbing(site, site.ContainingSymbol.ContainingType);
        }

        if (!insideFunction && SymbolEqualityComparer.Default.Equals(site.Facts.Compilation.GetEntryPoint(site.Cancellation), method))
        {
            return true;
        }

        // Who can await disposes asynchronously; the only one of its kind ends with the process; a bounded wait is meant.
        if (method is { Name: "Dispose" or "DisposeCore", ReturnsVoid: true } &&
            (Knowledge.Inherits(method.ContainingType, site.Facts.Type("System.IAsyncDisposable")) || site.Facts.Registrations.IsSingleton(method.ContainingType) || IsBounded(wait)))
        {
            return true;
        }

        return IsPlumbing(site, method.ContainingType) || AsyncFlag.IsSynchronousPart(method, wait) || WaitHelpers.Is(method, site.Facts, site.Cancellation) ||
            (!insideFunction && MethodGroups.StartsThread(method, site.Cancellation));
    }

    private static bool IsBounded(IOperation wait) => wait is IInvocationOperation { TargetMethod: { Name: "Wait", Parameters: [{ Type.Name: "Int32" or "TimeSpan" }, ..] } };

    // Awaiters, schedulers and synchronization contexts are what waiting is made of.
    private static bool IsPlumbing(Site site, INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.Name.EndsWith("Awaiter", StringComparison.Ordinal) || type.Name.EndsWith("MethodBuilder", StringComparison.Ordinal) ||
                type.Name.IndexOf("SyncContext", StringComparison.Ordinal) >= 0 || type.Name.IndexOf("SynchronizationContext", StringComparison.Ordinal) >= 0 ||
                Knowledge.Inherits(type, site.Facts.Type("System.Runtime.CompilerServices.INotifyCompletion")) ||
                Knowledge.Inherits(type, site.Facts.Type("System.Threading.Tasks.TaskScheduler")) ||
                Knowledge.Inherits(type, site.Facts.Type("System.Threading.Tasks.Sources.IValueTaskSource")) ||
                Knowledge.Inherits(type, site.Facts.Type("System.Threading.Tasks.Sources.IValueTaskSource`1")))
            {
                return true;
            }
        }

        return false;
    }

    private static bool RunsOnOwnThread(Site site, IOperation function)
    {
        var parent = function.Parent;
        while (parent is IDelegateCreationOperation or IParenthesizedOperation or IConversionOperation)
        {
            parent = parent.Parent;
        }

        return parent is IArgumentOperation argument && argument.Parent switch
        {
            IObjectCreationOperation { Constructor: { } constructor } => site.Facts.Knowledge.Of(constructor)?.Value("thread") == "own",
            IInvocationOperation call => IsLongRunning(call),
            _ => false,
        };
    }

    private static bool IsLongRunning(IInvocationOperation call)
    {
        const int LongRunning = 2;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type is { Name: "TaskCreationOptions" or "TaskContinuationOptions" } &&
                argument.Value.ConstantValue is { HasValue: true, Value: int options } && (options & LongRunning) != 0)
            {
                return true;
            }
        }

        return false;
    }

    // Tasks that others' code hands to a callback have mostly ended: that is why it is called.
    private static bool IsHandedOver(Site site, IOperation wait, IOperation task)
    {
        task = TaskSource.Of(task, site.Facts);
        if (Place.RootOf(task, site.Facts) is not IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol owner } parameter } root ||
            (!ReferenceEquals(root, task) && owner.MethodKind != MethodKind.AnonymousFunction))
        {
            return false;
        }

        return owner.MethodKind switch
        {
            MethodKind.AnonymousFunction => !IsElement(site, wait, parameter),
            MethodKind.LocalFunction or MethodKind.Ordinary => MethodGroups.IsHandedOver(owner, site.Cancellation),
            _ => false,
        };
    }

    private static bool IsElement(Site site, IOperation wait, IParameterSymbol parameter)
    {
        for (var current = wait.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, parameter.ContainingSymbol))
            {
                return site.Facts.Loops.PerElementCall(lambda) is not null;
            }
        }

        return false;
    }

    // What is waited for, in the user's words.
    private static string NameOf(Site site, IOperation wait, IOperation? task)
    {
        if (task is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value && TaskSource.Of(value, site.Facts) is IInvocationOperation started)
        {
            task = started;
        }

        return task switch
        {
            null => Operations.SymbolOf(wait)?.Name == "WaitAny" ? "one of the tasks" : "the last task",
            IInvocationOperation { TargetMethod: { ContainingType.Name: "Task" or "TaskFactory" } } => "the task",
            IInvocationOperation call => $"'{call.TargetMethod.Name}'",
            ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation => $"'{Operations.SymbolOf(task)!.Name}'",
            IPropertyReferenceOperation { Property: { IsIndexer: false, Name: not "Result" } property } => $"'{property.Name}'",
            _ => "the task",
        };
    }
}
