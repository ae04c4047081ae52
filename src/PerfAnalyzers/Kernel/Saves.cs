using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Saves and commits that run once per element, directly or through calls. Unlike a query, a save costs the same whatever it
/// is given, so nothing has to depend on the element.
/// </summary>
internal static class Saves
{
    /// <summary>The repeated save an operation makes; null when it makes none, or when it is right as it is.</summary>
    public static ElementRoundTrip? Of(Facts facts, IOperation operation, CancellationToken cancellation)
    {
        if (operation is not IMethodReferenceOperation && !Loops.MayBeIn(operation))
        {
            return null;
        }

        var callee = facts.Dispatch.Callee(operation);
        if (callee is null || (facts.Knowledge.Of(callee) is null && !facts.SaveSummaries.MayReach(callee)))
        {
            return null;
        }

        var loop = operation is IMethodReferenceOperation method ? facts.Loops.AroundMethodGroup(method) : facts.Loops.Around(operation);
        var guards = new SaveGuards(facts, cancellation);
        if (guards.Repeated(operation, loop) is not { } repeated || Operations.IsInExpressionTree(operation))
        {
            return null;
        }

        RoundTrip? direct = operation is IInvocationOperation call ? Direct(facts, call) : null;
        MethodSummary? summary = null;
        if (direct is null)
        {
            if (IsOther(callee) || guards.IsRightPlace(operation, null, repeated) || facts.SaveSummaries.Near(facts.Dispatch.Narrow(operation, callee), ApiEffects.Save, cancellation) is not { IsSilent: false } found)
            {
                return null;
            }

            summary = found;
        }
        else if (direct.Value.Effects != ApiEffects.Save)
        {
            return null;
        }

        // What saves only sometimes, among much else, is no finding; nor is what tells others, or runs once.
        if (summary is not null && ((!summary.IsCertain && !guards.IsThin(callee)) || IsOther(summary.Path) || guards.MindsItself(callee)))
        {
            return null;
        }

        // One call, one report: what it asks the database for comes first.
        if (summary is not null && facts.PerElement.Of(operation, ApiEffects.Query | ApiEffects.Command, cancellation) is not null)
        {
            return null;
        }

        var verdict = guards.Judge(operation, direct, summary is null ? null : callee, repeated);
        if (verdict == SaveVerdict.Right || facts.SharedContexts.Holds(operation, cancellation))
        {
            return null;
        }

        return new ElementRoundTrip(
            operation,
            repeated,
            ApiEffects.Save,
            summary is null ? [direct!.Value.Name] : summary.Path.Insert(0, MethodSummary.NameOf(callee)),
            (summary?.Sites ?? []).Insert(0, repeated.Location),
            verdict == SaveVerdict.Wrong && (summary is null || (summary.IsCertain && summary.Distance < Summaries.NearDistance && guards.IsThin(callee))));
    }

    /// <summary>
    /// The save a call makes itself. A member of the user's own interface that a context implements with the library's member
    /// (<c>IShopContext.SaveChangesAsync</c>) has no body to look at and is one too.
    /// </summary>
    public static RoundTrip? Direct(Facts facts, IInvocationOperation call)
    {
        if (facts.RoundTrips.Of(call) is { } known)
        {
            return known;
        }

        var method = call.TargetMethod;
        if (method.ContainingType?.TypeKind == TypeKind.Interface && method.Name is "SaveChanges" or "SaveChangesAsync")
        {
            foreach (var target in facts.Dispatch.Targets(method))
            {
                if ((facts.Knowledge.EffectsOf(target) & ApiEffects.Save) != 0)
                {
                    return new RoundTrip(ApiEffects.Save, call, method.Name, null);
                }
            }
        }

        return null;
    }

    private static bool IsOther(IMethodSymbol callee) =>
        callee.Name is "Dispose" or "DisposeAsync" || SaveGuards.IsEffect(callee.Name) || RareCode.IsName(callee.Name) || RareCode.IsName(callee.ContainingType?.Name ?? "");

    private static bool IsOther(ImmutableArray<string> path)
    {
        foreach (var hop in path)
        {
            // What is disposed of may save; which of the things disposed of does is not known.
            if (hop.EndsWith("Dispose", StringComparison.Ordinal) || hop.EndsWith("DisposeAsync", StringComparison.Ordinal) || RareCode.IsName(hop) || SaveGuards.IsEffect(hop.Substring(hop.LastIndexOf('.') + 1)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a save is a commit: it ends a transaction instead of flushing what a context tracks.</summary>
    public static bool IsCommit(string name) => name.IndexOf("Commit", StringComparison.Ordinal) >= 0;
}
