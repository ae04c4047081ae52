using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Collections that are used as a memo: asked for an answer first, and given it when they had none.</summary>
internal static class MemoUses
{
    /// <summary>
    /// Whether a collection in a local is a memo that cannot be hit: it is asked before anything was put in, once per call, and nobody
    /// else has it.
    /// </summary>
    public static bool IsUselessLocal(IOperation built)
    {
        if (built is IObjectCreationOperation { Initializer.Initializers.Length: > 0 } || Operations.Consumer(built) is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            return false;
        }

        var asks = 0;
        var fills = 0;
        foreach (var operation in Operations.Function(declarator).Descendants())
        {
            if (operation is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol))
            {
                continue;
            }

            var use = UseOf(reference);
            if (use == MemoUse.Other || Operations.IsRepeated(reference, declarator) || use == MemoUse.Fill && asks == 0)
            {
                return false;
            }

            asks += use is MemoUse.Ask or MemoUse.AskOrFill ? 1 : 0;
            fills += use is MemoUse.Fill or MemoUse.AskOrFill ? 1 : 0;
        }

        return asks == 1 && fills > 0;
    }

    /// <summary>Whether an object in a local is used in a loop or a lambda, so that one call asks it more than once.</summary>
    public static bool ServesLoop(IOperation built)
    {
        if (Operations.Consumer(built) is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            return false;
        }

        foreach (var operation in Operations.Function(declarator).Descendants())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol) && Operations.IsRepeated(reference, declarator))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a private collection that an object builds for itself is only used as a memo, once per call.</summary>
    public static bool IsMemoField(IOperation built, Facts facts, CancellationToken cancellation)
    {
        var kept = Operations.Consumer(built) switch
        {
            IFieldInitializerOperation { InitializedFields: [var field] } => (ISymbol)field,
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation assigned } => assigned.Field,
            _ => null,
        };
        if (kept is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsStatic: false } own)
        {
            return false;
        }

        var (asks, fills) = (0, 0);
        foreach (var (reference, _) in new FieldUses(facts, cancellation).Of(own))
        {
            if (reference.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, reference))
            {
                continue;
            }

            var use = UseOf(reference);
            if (use == MemoUse.Other || Operations.IsRepeated(reference, Operations.Root(reference)))
            {
                return false;
            }

            asks += use is MemoUse.Ask or MemoUse.AskOrFill ? 1 : 0;
            fills += use is MemoUse.Fill or MemoUse.AskOrFill ? 1 : 0;
        }

        return asks > 0 && fills > 0;
    }

    /// <summary>What a use of a collection does for a memo.</summary>
    public static MemoUse UseOf(IOperation reference) => reference.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey" or "Contains" } call when ReferenceEquals(call.Instance, reference) => MemoUse.Ask,
        IInvocationOperation { TargetMethod.Name: "GetOrAdd" or "AddOrUpdate" } call when ReferenceEquals(call.Instance, reference) => MemoUse.AskOrFill,
        IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" } call when ReferenceEquals(call.Instance, reference) => MemoUse.Fill,
        IPropertyReferenceOperation { Property.IsIndexer: true, Parent: ISimpleAssignmentOperation assignment } element when ReferenceEquals(assignment.Target, element) => MemoUse.Fill,
        IPropertyReferenceOperation { Property.IsIndexer: true } => MemoUse.Read,
        IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod: { Name: "TryAdd", IsExtensionMethod: true } } } => MemoUse.Fill,
        IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod: { Name: "GetValueOrDefault", IsExtensionMethod: true } } } => MemoUse.Ask,
        _ => MemoUse.Other,
    };
}

/// <summary>What a use of a collection does for a memo.</summary>
internal enum MemoUse
{
    /// <summary>Nothing a memo needs: it is enumerated, counted, emptied or handed on.</summary>
    Other,

    /// <summary>It is asked whether it has an answer.</summary>
    Ask,

    /// <summary>An answer is put in.</summary>
    Fill,

    /// <summary>Both.</summary>
    AskOrFill,

    /// <summary>An answer is taken out.</summary>
    Read,
}
