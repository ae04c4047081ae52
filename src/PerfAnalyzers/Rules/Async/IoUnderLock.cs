using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>A thread that holds a lock waits for something slow, and all that need the lock wait with it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class IoUnderLock() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2101", Categories.Async, DiagnosticSeverity.Warning,
        title: "A lock is held while its thread waits for a disk, a database, a network or another thread",
        message: "'{0}' waits{1} while {2} is locked, and every thread that needs the lock waits with it; move it out of the lock",
        description: "However many processors there are, the code under the lock runs at the speed of the disk or network, one thread at a time. Under load the pool's threads all stand in the queue for the lock.");

    protected override void Start(RuleContext context)
    {
        context.On(static site => OnLock(site, (ILockOperation)site.Operation), OperationKind.Lock);
        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    // The first wait under the lock speaks for all others.
    private static void OnLock(Site site, ILockOperation held)
    {
        if (IsQuiet(site, held.LockedValue))
        {
            return;
        }

        var waits = new WaitsForOthers(site.Facts, site.Cancellation);
        var function = Operations.Function(held);
        IOperation? followed = null;
        WaitingCall? path = null;
        foreach (var operation in held.Body.Descendants())
        {
            if (operation is not (IInvocationOperation or IObjectCreationOperation or IForEachLoopOperation) || !ReferenceEquals(Operations.Function(operation), function) || LockRegions.Statement(operation) is { Taken: var inner } && !ReferenceEquals(inner, held))
            {
                continue;
            }

            if (waits.Direct(operation) is { } direct)
            {
                if (!IsOwed(site, operation, held.Body))
                {
                    Report(site, operation, direct with { IsCertain = !IsFile(site, operation) || !LockPurpose.HoldsNoState(held.Body) }, held, held.LockedValue);
                    return;
                }
            }
            else if (followed is null && waits.Followed(operation) is { } found && !IsOwed(site, operation, held.Body))
            {
                (followed, path) = (operation, found);
            }
        }

        if (followed is not null)
        {
            Report(site, followed, path!, held, held.LockedValue);
        }
    }

    // Locks that calls take and release.
    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (site.Facts.Knowledge.Of(call.TargetMethod) is null || new WaitsForOthers(site.Facts, site.Cancellation).Direct(call) is not { } wait ||
            LockRegions.Holding(call) is not { Kind: LockKind.Exclusive or LockKind.Write or LockKind.Upgradeable or LockKind.Mutex or LockKind.Spin, Taken: IInvocationOperation taken } held ||
            IsQuiet(site, held.Locked) || IsOwed(site, call, Operations.Function(call)))
        {
            return;
        }

        Report(site, call, wait with { IsCertain = !IsFile(site, call) || !LockPurpose.HoldsNoState(Operations.Function(call)) }, taken, held.Locked);
    }

    private static bool IsFile(Site site, IOperation wait) => wait switch
    {
        IInvocationOperation { TargetMethod: var method } => site.Facts.Knowledge.EffectsOf(method).HasFlag(ApiEffects.Io) || method.ContainingNamespace is { Name: "IO", ContainingNamespace.Name: "System" },
        IObjectCreationOperation { Constructor: { } constructor } => site.Facts.Knowledge.EffectsOf(constructor).HasFlag(ApiEffects.Io),
        _ => false,
    };

    private static void Report(Site site, IOperation operation, WaitingCall wait, IOperation taken, IOperation? locked)
    {
        var location = operation is IForEachLoopOperation loop ? Locations.OfExpression(loop.Collection.Syntax) : Locations.OfCall(operation);
        var place = taken is ILockOperation held ? Locations.OfExpression(held.LockedValue.Syntax) : Locations.OfCall(taken);
        var name = locked is not null && Operations.SymbolOf(Operations.Unconverted(locked)) is { } symbol ? $"'{symbol.Name}'" : "an object";
        object?[] arguments = [wait.Name, wait.Path.IsEmpty ? "" : $" ({string.Join(" -> ", wait.Path)})", name];
        if (wait.IsCertain)
        {
            site.Report(Rule, location, wait.Sites.Insert(0, place), null, arguments);
        }
        else
        {
            site.Suggest(Rule, location, wait.Sites.Insert(0, place), null, arguments);
        }
    }

    // An object of this very call is nobody else's; what runs once, or at the end, has no queue behind it.
    private static bool IsQuiet(Site site, IOperation? locked)
    {
        if (locked is not null && Operations.Unconverted(locked) is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(locked)) is { } value && Operations.Unconverted(value) is IObjectCreationOperation)
        {
            return true;
        }

        return site.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor } or
            IMethodSymbol { Name: "Dispose" or "DisposeAsync" or "Close" or "Stop" or "StopAsync" or "Shutdown" or "Finalize" or "Initialize" or "Init" or "Main" } || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, site.Facts) || CalledOnce.Is(site.ContainingSymbol, site.Cancellation);
    }

    // Under this lock, once; or on what the lock is there for.
    private static bool IsOwed(Site site, IOperation wait, IOperation scope) =>
        IsInCatch(wait, scope) || site.Facts.MemoGuards.Guard(wait, scope) || LockPurpose.IsInitialization(wait, scope) || LockPurpose.IsResource(wait, site.Facts) ||
        new WorseFaults(site.Facts, site.Cancellation).Has(wait, site.ContainingSymbol);

    private static bool IsInCatch(IOperation operation, IOperation scope)
    {
        for (var parent = operation.Parent; parent is not null && !ReferenceEquals(parent, scope); parent = parent.Parent)
        {
            if (parent is ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }
}
