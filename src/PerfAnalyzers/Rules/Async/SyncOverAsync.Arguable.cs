using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Waits that block, and that may not matter where they stand, or that nobody can change there.</summary>
internal static class ArguableWaits
{
    public static bool Is(Site site, IOperation wait) =>
        IsFacade(site, wait) || IsRare(site, wait) || IsOfLibraryCallback(site, wait) || FollowsProcess(wait) || RareCode.IsNamed(site.ContainingSymbol);

    // Load() beside a LoadAsync() that everybody can call: what it costs, its callers choose.
    private static bool IsFacade(Site site, IOperation wait) =>
        site.ContainingSymbol is IMethodSymbol method && (method.DeclaredAccessibility is not (Accessibility.Private or Accessibility.Internal) || method.ExplicitInterfaceImplementations.Length > 0) &&
        ReferenceEquals(Operations.Function(wait), Operations.Root(wait)) && (WayOut.TwinOf(method, wait) is not null || IsOverloadOf(method, wait));

    // Stop(control) => Stop().GetAwaiter().GetResult().
    private static bool IsOverloadOf(IMethodSymbol method, IOperation wait)
    {
        foreach (var part in wait.Descendants())
        {
            if (part is IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod: var called } && called.Name == method.Name &&
                called.DeclaredAccessibility == method.DeclaredAccessibility && SymbolEqualityComparer.Default.Equals(called.ContainingType, method.ContainingType))
            {
                return true;
            }
        }

        return false;
    }

    // Once per process, mostly before anybody is served.
    private static bool IsRare(Site site, IOperation wait)
    {
        if (Operations.Function(wait) is IAnonymousFunctionOperation lambda)
        {
            return Loops.CallReceiving(lambda) is { } call && (site.Facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Cold) != 0;
        }

        if (site.ContainingSymbol is not IMethodSymbol method || !ReferenceEquals(Operations.Function(wait), Operations.Root(wait)))
        {
            return false;
        }

        switch (method)
        {
            case { MethodKind: MethodKind.Constructor }:
                return site.Facts.Registrations.IsSingleton(method.ContainingType) || IsServiceOfOthers(site, method.ContainingType);
            case { MethodKind: MethodKind.PropertyGet }:
                return IsOnceOfSingleton(site, method, wait);
            case { MethodKind: not MethodKind.Ordinary }:
                return false;
            case { Name: "Dispose" or "DisposeCore" }:
                return false;
            default:
                return method.ContainingType.Name.EndsWith("Startup", StringComparison.Ordinal) || method.ContainingType.Name == "Program" || site.Facts.Heat.OfMember(method) == HeatLevel.Cold ||
                    IsOnceOfSingleton(site, method, wait);
        }
    }

    // What the only one of its kind loads when it is asked first, and keeps.
    private static bool IsOnceOfSingleton(Site site, IMethodSymbol method, IOperation wait) =>
        site.Facts.Registrations.IsSingleton(method.ContainingType) &&
        (IsKept(wait) || CalledOnce.IsInProject(method, site.Facts.Compilation, site.Cancellation));

    // _all ??= Load().Result.
    private static bool IsKept(IOperation wait)
    {
        for (var parent = wait.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ICoalesceAssignmentOperation { Target: IFieldReferenceOperation })
            {
                return true;
            }
        }

        return false;
    }

    // class Prices : IPrices that this project neither registers nor says how long it lives.
    private static bool IsServiceOfOthers(Site site, INamedTypeSymbol type)
    {
        foreach (var contract in type.Interfaces)
        {
            if (contract.Name.Length == type.Name.Length + 1 && contract.Name.EndsWith(type.Name, StringComparison.Ordinal))
            {
                return !site.Facts.Registrations.Has(type);
            }
        }

        return false;
    }

    // A library that asks for an Action or a value in one of its properties has no asynchronous form of it.
    private static bool IsOfLibraryCallback(Site site, IOperation wait)
    {
        if (Operations.Function(wait) is not IAnonymousFunctionOperation { Symbol: var lambda } function || Operations.IsTask(lambda.ReturnType))
        {
            return false;
        }

        var parent = function.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property } } && !site.Facts.IsOwn(property);
    }

    // A process that has ended has written all: its end is what the thread was held for.
    private static bool FollowsProcess(IOperation wait)
    {
        var function = Operations.Function(wait);
        foreach (var operation in function.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "WaitForExit", ContainingType.Name: "Process" } } && operation.Syntax.SpanStart < wait.Syntax.SpanStart && ReferenceEquals(Operations.Function(operation), function))
            {
                return true;
            }
        }

        return false;
    }
}
