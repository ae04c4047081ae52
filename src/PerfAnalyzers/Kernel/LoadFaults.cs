using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Faults of a call or loop that loads entities that weigh more than how much of them it loads: one line has one report.</summary>
internal static class LoadFaults
{
    /// <summary>Whether a load is sent too often or too early, blocks or cannot be cancelled, or joins what nobody reads.</summary>
    public static bool HasWorse(Facts facts, EntityLoad load, ISymbol member, CancellationToken cancellation) =>
        HasIncludeFault(facts, load) || HasWorse(facts, load.Operation, member, cancellation);

    /// <summary>As above, of a call or loop whose query holds no entities, or is not followed.</summary>
    public static bool HasWorse(Facts facts, IOperation operation, ISymbol member, CancellationToken cancellation)
    {
        if (operation is IInvocationOperation call && (Blocks(facts, call, member, cancellation) || LacksToken(facts, call, member)) ||
            operation is IForEachLoopOperation { IsAsynchronous: false } && AwaitPlaces.IsInAsyncFunction(operation, member))
        {
            return true;
        }

        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILockOperation)
            {
                return true;
            }
        }

        return new WorseFaults(facts, cancellation).Has(operation, member);
    }

    private static bool Blocks(Facts facts, IInvocationOperation call, ISymbol member, CancellationToken cancellation) =>
        AwaitPlaces.IsInAsyncFunction(call, member) && facts.BlockingCalls.Of(call, cancellation) == Blocking.Yes;

    private static bool LacksToken(Facts facts, IInvocationOperation call, ISymbol member)
    {
        foreach (var argument in call.Arguments)
        {
            if (Operations.IsToken(argument.Parameter?.Type))
            {
                return argument.ArgumentKind == ArgumentKind.DefaultValue && new TokensInReach(facts).At(call, member) is not null;
            }
        }

        return false;
    }

    private static bool HasIncludeFault(Facts facts, EntityLoad load)
    {
        if (IncludePaths.Of(load.Operators) is not { Count: > 0 } paths)
        {
            return false;
        }

        var collections = 0;
        foreach (var path in paths)
        {
            collections += EntityModel.ElementOf(path.Steps[path.Steps.Length - 1].Type) is null ? 0 : 1;
        }

        return collections > 1 && !load.Has("AsSplitQuery") && !load.Has("AsSingleQuery") && !facts.Entities.SplitsQueries ||
            IncludeUses.DroppedBy(paths[0].Call) is not null || IncludeUses.IsNeverRead(facts, paths[0].Call, paths[0], load.Query);
    }
}
