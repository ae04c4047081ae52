using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A call during which a thread waits for the disk, a database, another machine or another thread.</summary>
/// <param name="Name">What is called.</param>
/// <param name="Path">Members called on the way as <c>Type.Member</c>, ending with what waits; empty where the call waits itself.</param>
/// <param name="Sites">Where each of them is called.</param>
/// <param name="IsCertain">False when it waits only sometimes, or in some implementations.</param>
internal sealed record WaitingCall(string Name, ImmutableArray<string> Path, ImmutableArray<Location> Sites, bool IsCertain);

/// <summary>Which synchronous calls wait: by the API tables, and by following calls into this project.</summary>
internal sealed class WaitsForOthers(Facts facts, CancellationToken cancellation)
{
    /// <summary>The wait an operation makes itself; null when it makes none. Waits for tasks are not among them.</summary>
    public WaitingCall? Direct(IOperation operation) => operation switch
    {
        IInvocationOperation call when !Operations.IsTask(call.Type) && (facts.Knowledge.EffectsOf(call.TargetMethod).HasFlag(ApiEffects.Io) || facts.BlockingCalls.Of(call, cancellation) == Blocking.Yes) => Itself(call.TargetMethod.Name),
        IObjectCreationOperation { Constructor: { } constructor } when facts.Knowledge.EffectsOf(constructor).HasFlag(ApiEffects.Io) => Itself(constructor.ContainingType.Name),
        IForEachLoopOperation { IsAsynchronous: false } loop when facts.UsesDatabase && facts.RoundTrips.Of(loop) is not null => Itself("foreach"),
        _ => null,
    };

    /// <summary>The wait a call of a member of this project leads to; null when it leads to none that is known.</summary>
    public WaitingCall? Followed(IOperation operation)
    {
        if (operation is not (IInvocationOperation or IObjectCreationOperation) || facts.Dispatch.Callee(operation) is not { } method || !facts.IsOwn(method) || Operations.IsTask(operation.Type))
        {
            return null;
        }

        if (facts.BlockingCalls.WithinHelper(method, cancellation) is { } inner)
        {
            return new WaitingCall(method.Name, [MethodSummary.NameOf(method), inner], [], method.ContainingType is not { TypeKind: TypeKind.Interface });
        }

        return Followed(facts.UsesDatabase ? facts.Summaries : null, method) ?? Followed(facts.RemoteSummaries, method);
    }

    private WaitingCall? Followed(Summaries? summaries, IMethodSymbol method)
    {
        if (summaries is null || !summaries.MayReach(method))
        {
            return null;
        }

        foreach (var summary in summaries.Of(method, cancellation))
        {
            if (!summary.IsSilent && !summary.Path.IsEmpty && !summary.Path[summary.Path.Length - 1].EndsWith("Async", StringComparison.Ordinal))
            {
                return new WaitingCall(method.Name, summary.Path.Insert(0, MethodSummary.NameOf(method)), summary.Sites, summary.IsCertain);
            }
        }

        return null;
    }

    private static WaitingCall Itself(string name) => new(name, [], [], true);
}
