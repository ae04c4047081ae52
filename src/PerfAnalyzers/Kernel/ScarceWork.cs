using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>An asynchronous call that takes a share of something scarce while it runs.</summary>
/// <param name="Call">The call.</param>
/// <param name="Scarce">What of: connections to another machine, connections of the database's pool, open files.</param>
/// <param name="Path">Members on the way, the call's own name first.</param>
internal sealed record ScarceCall(IOperation Call, Scarce Scarce, ImmutableArray<string> Path);

/// <summary>What runs out.</summary>
internal enum Scarce
{
    Network,
    Database,
    Files,
}

/// <summary>Finds the input and output that code certainly starts, where nothing limits how often it may run at once.</summary>
internal sealed class ScarceWork(Facts facts, CancellationToken cancellation)
{
    /// <summary>Counts that limit nothing.</summary>
    public const int NoLimit = 1000;

    private static readonly string[] s_throttles = ["WaitAsync", "AcquireAsync", "LockAsync", "RateLimiter", "Throttle", "ThrottleAsync", "SemaphoreSlim", "BulkheadPolicy"];

    /// <summary>The first such call of a function that runs per element; null when there is none, some are limited, or worse is to be said of one.</summary>
    public ScarceCall? In(IOperation function, out int? limit)
    {
        limit = null;
        ScarceCall? found = null;
        foreach (var part in function.Descendants())
        {
            if (part is not IInvocationOperation call || !RunsIn(part, function))
            {
                continue;
            }

            if (IsThrottle(call, out var count))
            {
                if (count is null)
                {
                    return null;
                }

                limit = count;
                continue;
            }

            if (found is null && !IsConditional(call, function) && Of(call) is { } one && !facts.MemoGuards.Guard(call, function))
            {
                found = one;
            }
        }

        return found is null || limit is null && facts.Loops.Calls(function is IAnonymousFunctionOperation lambda ? lambda.Body : function, ApiEffects.Waits) ? null : found;
    }

    /// <summary>What an asynchronous call takes; null when nothing is known, or another fault of it is told.</summary>
    public ScarceCall? Of(IInvocationOperation call)
    {
        if (!Operations.IsTask(call.Type))
        {
            return null;
        }

        if (facts.Knowledge.Of(call.TargetMethod)?.Value("scarce") == "files")
        {
            return new ScarceCall(call, Scarce.Files, [call.TargetMethod.Name]);
        }

        if (facts.RoundTrips.Of(call) is { } trip)
        {
            return Judge(call, trip.Effects, [call.TargetMethod.Name]);
        }

        var method = call.TargetMethod;
        if (facts.RemoteSummaries.MayReach(method) && Summary(facts.RemoteSummaries, call, ApiEffects.Remote) is { } remote)
        {
            return Judge(call, ApiEffects.Remote, remote.Path.Insert(0, method.Name));
        }

        const ApiEffects Database = ApiEffects.AnyRoundTrip & ~(ApiEffects.Remote | ApiEffects.Connect);
        return facts.UsesDatabase && facts.Summaries.MayReach(method) && Summary(facts.Summaries, call, Database) is { } query ? Judge(call, query.RoundTrip, query.Path.Insert(0, method.Name)) : null;
    }

    private ScarceCall? Judge(IInvocationOperation call, ApiEffects effects, ImmutableArray<string> path)
    {
        if ((effects & ApiEffects.Remote) != 0)
        {
            return BlockingCalls.Mentions(call.Syntax.SyntaxTree.GetRoot(cancellation), "MaxConnectionsPerServer") ? null : new ScarceCall(call, Scarce.Network, path);
        }

        // A query per element is told, and so is one context that tasks share.
        return (effects & ApiEffects.AnyRoundTrip & ~ApiEffects.Connect) == 0 || facts.SharedContexts.Of(call, cancellation) is not null ||
            facts.PerElement.Of(call, ApiEffects.AnyRoundTrip & ~ApiEffects.Remote, cancellation) is not null
            ? null
            : new ScarceCall(call, Scarce.Database, path);
    }

    private MethodSummary? Summary(Summaries summaries, IInvocationOperation call, ApiEffects wanted)
    {
        var summary = summaries.Of(facts.Dispatch.Narrow(call, call.TargetMethod), wanted, cancellation);
        if (summary.IsSilent || !summary.IsCertain)
        {
            return null;
        }

        // The methods on the way may limit themselves.
        foreach (var site in summary.Sites)
        {
            if (site.SourceTree is { } tree && tree.GetRoot(cancellation).FindNode(site.SourceSpan).FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member)
            {
                foreach (var word in s_throttles)
                {
                    if (BlockingCalls.Mentions(member, word))
                    {
                        return null;
                    }
                }
            }
        }

        return summary;
    }

    /// <summary>Whether a call waits for its turn; <paramref name="limit"/> is the count of a semaphore that limits nothing.</summary>
    public bool IsThrottle(IInvocationOperation call, out int? limit)
    {
        limit = null;
        switch (call.TargetMethod)
        {
            case { Name: "Wait" or "WaitAsync", ContainingType: { Name: "SemaphoreSlim", ContainingNamespace.Name: "Threading" } }:
                if (facts.Delegates.Value(call.Instance) is IObjectCreationOperation creation && Operations.Argument(creation.Arguments, 0)?.ConstantValue is { HasValue: true, Value: int count and >= NoLimit })
                {
                    limit = count;
                }

                return true;
            case { Name: "AcquireAsync" or "LockAsync" or "EnterAsync" or "ThrottleAsync" or "Throttle" }:
            case { Name: "ExecuteAsync", ContainingType: { } type } when IsPolicy(type):
                return true;
            default:
                return false;
        }
    }

    // Policies of Polly and what else may hold a call back.
    private static bool IsPolicy(INamedTypeSymbol type) =>
        type.Name.IndexOf("Polic", StringComparison.Ordinal) >= 0 || type.Name.IndexOf("Pipeline", StringComparison.Ordinal) >= 0 || type.Name.IndexOf("Limit", StringComparison.Ordinal) >= 0;

    // Functions within run when nobody knows, unless they are handed to the pool at once.
    private static bool RunsIn(IOperation part, IOperation function)
    {
        for (var parent = part.Parent; parent is not null && !ReferenceEquals(parent, function); parent = parent.Parent)
        {
            if (parent is ILocalFunctionOperation || parent is IAnonymousFunctionOperation lambda && !(Loops.CallReceiving(lambda) is { } call && ContextUses.IsTaskRun(call)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsConditional(IOperation part, IOperation function)
    {
        for (IOperation child = part, parent = part.Parent!; parent is not null && !ReferenceEquals(parent, function); child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation conditional && !ReferenceEquals(conditional.Condition, child) || parent is ISwitchOperation or ISwitchExpressionArmOperation or ICatchClauseOperation or ICoalesceOperation)
            {
                return true;
            }
        }

        return false;
    }
}
