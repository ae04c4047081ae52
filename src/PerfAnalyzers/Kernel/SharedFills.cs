using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Additions to collections of the process: keyed by what callers send they grow without a bound, and without a lock they lose entries.</summary>
internal static class SharedFills
{
    /// <summary>What is wrong with the first addition to a collection that outlives requests; null when nothing is seen to be.</summary>
    /// <param name="site">A call or assignment that adds.</param>
    /// <param name="reference">The field it adds to.</param>
    /// <param name="key">Under which key.</param>
    public static string? Of(Site site, IFieldReferenceOperation reference, IOperation key)
    {
        var field = reference.Field;
        if (!OutlivesRequests(field, site.Facts) || RareCode.Is(site) || Operations.IsThreadStatic(field) || site.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor })
        {
            return null;
        }

        var callers = new CallerInputs(site.Facts, site.Cancellation);
        var isConcurrent = field.Type.Name.StartsWith("Concurrent", StringComparison.Ordinal);
        var input = callers.Of(key, site.ContainingSymbol);
        var isShared = !isConcurrent && !IsLocked(reference, site) && callers.Serves(reference, site.ContainingSymbol);
        if (input is null && !isShared)
        {
            return null;
        }

        // One report for a field, at its first addition.
        var uses = new FieldUses(site.Facts, site.Cancellation).Of(field);
        var isFirst = false;
        var isMemo = false;
        foreach (var (use, member) in uses)
        {
            var kind = MemoUses.UseOf(use);
            if (kind is MemoUse.Fill or MemoUse.AskOrFill && !isMemo && !isFirst && member is not IMethodSymbol { MethodKind: MethodKind.StaticConstructor or MethodKind.Constructor })
            {
                isFirst = ReferenceEquals(use.Syntax, reference.Syntax);
                isMemo = true;
            }

            if (kind == MemoUse.Other)
            {
                return null;
            }
        }

        if (!isFirst || IsToldOtherwise(site))
        {
            return null;
        }

        var isAsked = uses.Exists(static use => MemoUses.UseOf(use.Reference) is MemoUse.Ask or MemoUse.AskOrFill or MemoUse.Read);
        return isShared && isAsked
            ? $"Requests fill '{field.Name}' without a lock: threads lose each other's entries, or break it; make it a 'ConcurrentDictionary'{(input is null ? "" : ", with a bound")}"
            : input is not null ? $"'{field.Name}' keeps an entry for each {input} until the process ends; use a cache with a size limit or an expiry" : null;
    }

    // What is wrong with the value, or lost on other instances, weighs more than how long it stays.
    private static bool IsToldOtherwise(Site site) =>
        site.Operation is IInvocationOperation call && CacheUse.Of(call, site.Facts) is { } use && CacheFaults.HasWorse(use, site) ||
        ByDeployment.Speaks(site, always: true) && (KeepsForRequests(site, site.Operation) || site.Operation.Parent is IInvocationOperation onElement && KeepsForRequests(site, onElement));

    private static bool KeepsForRequests(Site site, IOperation write) => CollectionAdditions.Collection(write) is { } collection &&
        (RequestElements.Connections(site, write, collection) is not null || RequestElements.Of(site, write, collection) is not null);

    private static bool OutlivesRequests(IFieldSymbol field, Facts facts) =>
        field.DeclaredAccessibility == Accessibility.Private && (field.IsStatic || facts.Registrations.IsSingleton(field.ContainingType));

    // In a lock, between Enter and Exit, or in a private method that is only called so.
    private static bool IsLocked(IOperation operation, Site site)
    {
        if (IsLockedHere(operation) || site.ContainingSymbol is IMethodSymbol method && (method.MethodImplementationFlags & System.Reflection.MethodImplAttributes.Synchronized) != 0)
        {
            return true;
        }

        if (site.ContainingSymbol is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private } helper || new Lifetimes(site.Facts, site.Cancellation).UsesOf(helper) is not { } uses)
        {
            return false;
        }

        return uses.TrueForAll(static use => IsLockedHere(use.Site));
    }

    private static bool IsLockedHere(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILockOperation)
            {
                return true;
            }
        }

        if (HeldLocks.At(operation) is not null)
        {
            return true;
        }

        foreach (var part in Operations.Function(operation).Descendants())
        {
            if (part is IInvocationOperation { TargetMethod.Name: "Wait" or "WaitAsync" or "WaitOne" or "Enter" or "TryEnter" or "EnterScope" or "EnterWriteLock" or "TryEnterWriteLock" or "EnterUpgradeableReadLock" or "AcquireAsync" or "LockAsync", Instance: { } gate } && !Operations.IsTask(gate.Type))
            {
                return true;
            }
        }

        return false;
    }
}
