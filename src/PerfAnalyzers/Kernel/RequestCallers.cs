using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The way from code that serves requests down to a method of the project, found upwards: by name first, then bound. Costs a
/// look at the words of all files per level, so ask where what is asked for is rare.
/// </summary>
internal sealed class RequestCallers(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 3;

    /// <summary>
    /// The calls from request code down to <paramref name="method"/>, outermost first; empty when none is seen. Calls that run the
    /// first time only do not count, and neither do calls that start-up or tests make.
    /// </summary>
    public ImmutableArray<IInvocationOperation> To(IMethodSymbol method)
    {
        if (!CanServe())
        {
            return [];
        }

        var path = ImmutableArray.CreateBuilder<IInvocationOperation>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (!Find(method, path, seen, 0))
        {
            return [];
        }

        path.Reverse();
        return path.ToImmutable();
    }

    private bool CanServe() =>
        facts.Type("Microsoft.AspNetCore.Http.HttpContext") is not null || facts.Type("Microsoft.AspNetCore.Mvc.ControllerBase") is not null ||
        facts.Type("MediatR.IRequestHandler`2") is not null || facts.Type("Grpc.Core.BindServiceMethodAttribute") is not null || facts.Type("MassTransit.IConsumer`1") is not null;

    private bool Find(IMethodSymbol method, ImmutableArray<IInvocationOperation>.Builder path, HashSet<ISymbol> seen, int depth)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (depth == MaximumDepth || method.MethodKind != MethodKind.Ordinary || method.IsOverride || !seen.Add(method))
        {
            return false;
        }

        var calls = new CallSites(facts, cancellation).Of(method, isOnly: true);
        foreach (var (call, caller) in calls)
        {
            if (facts.Heat.IsInRequest(call, caller) && facts.Heat.Of(call, caller) != HeatLevel.Cold && !OnceGuards.Holds(call, facts))
            {
                path.Add(call);
                return true;
            }
        }

        foreach (var (call, caller) in calls)
        {
            if (caller is IMethodSymbol next && Operations.Function(call).Parent is null && facts.Heat.Of(call, caller) != HeatLevel.Cold && !OnceGuards.Holds(call, facts))
            {
                path.Add(call);
                if (Find(next, path, seen, depth + 1))
                {
                    return true;
                }

                path.RemoveAt(path.Count - 1);
            }
        }

        return false;
    }
}
