using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A query that returns the same on every pass.</summary>
/// <param name="Loop">The outermost loop in which it stays the same.</param>
/// <param name="Path">Members on the way from the call to the query; the call's own name first.</param>
/// <param name="Sites">Loop, then every hop.</param>
/// <param name="IsCertain">It runs on every pass, and every call of the way runs it.</param>
/// <param name="UsesInnerLocals">It is made from locals of the pass.</param>
/// <param name="Direct">The query, when the operation runs it itself.</param>
/// <param name="IsMovable">The call itself stays the same; false where only a query inside it does.</param>
internal sealed record RepeatedQuery(
    Repetition Loop, ImmutableArray<string> Path, ImmutableArray<Location> Sites, bool IsCertain, bool UsesInnerLocals, RoundTrip? Direct, bool IsMovable);

/// <summary>Finds queries whose answer cannot change while the loop around them runs.</summary>
internal sealed class RepeatedQueries(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 3;

    private readonly ElementGuards _guards = new(facts);

    /// <summary>The invariant query an operation runs on every pass of a loop; null when it runs none, or something may change its answer.</summary>
    public RepeatedQuery? Of(IOperation operation)
    {
        if (operation is IMethodReferenceOperation || !Loops.MayBeIn(operation))
        {
            return null;
        }

        var callee = facts.Dispatch.Callee(operation);
        var isKnown = (operation is IPropertyReferenceOperation property ? property.Property : callee as ISymbol) is { } member && facts.Knowledge.Of(member) is not null;
        if (!isKnown && operation is not ILoopOperation && (callee is null || !facts.Summaries.MayReach(callee)) ||
            _guards.Repeated(facts.Loops.Around(operation), cancellation) is not { } innermost)
        {
            return null;
        }

        var direct = facts.RoundTrips.Of(operation);
        MethodSummary? summary = null;
        if (direct is { } roundTrip)
        {
            if (roundTrip.Effects != ApiEffects.Query || !IsAsked(roundTrip))
            {
                return null;
            }
        }
        else
        {
            if (isKnown || callee is null || !facts.Summaries.MayFollow(callee) || !StaysReceiver(operation, innermost) || IsRight(operation, null, innermost) || Operations.IsInExpressionTree(operation) || facts.Summaries.Near(callee, ApiEffects.Query, cancellation) is not { IsSilent: false } found)
            {
                return null;
            }

            if (IsRandom(found))
            {
                return null;
            }

            summary = found;
        }

        if (Operations.IsInExpressionTree(operation))
        {
            return null;
        }

        Repetition? outermost = null;
        var usesInner = false;
        var isMovable = true;
        for (var loop = innermost; loop is not null; loop = _guards.Repeated(facts.Loops.Around(loop.Owner), cancellation))
        {
            // What the loop changes is asked last: it binds what the loop calls.
            if (IsRight(operation, direct, loop) || !Stays(operation, direct, callee, loop, new StateChanges(facts, cancellation), out _, out _))
            {
                break;
            }

            var changes = new StateChanges(facts, cancellation).Add(loop.Region);
            if (changes.MayWrite || !Stays(operation, direct, callee, loop, changes, out var inner, out var moves))
            {
                break;
            }

            outermost = loop;
            usesInner = inner;
            isMovable = moves;
        }

        if (outermost is null)
        {
            return null;
        }

        var isCertain = !Runs.Conditionally(operation, innermost.Region) && summary is null or { IsCertain: true, Distance: <= Summaries.NearDistance };
        var path = direct is { } own ? ImmutableArray.Create(own.Name) : summary!.Path.Insert(0, MethodSummary.NameOf(callee!));
        return new RepeatedQuery(outermost, path, (summary?.Sites ?? []).Insert(0, outermost.Location), isCertain, usesInner, direct, isMovable);
    }

    // GetRandomGenre: another row each time is the point.
    private static bool IsRandom(MethodSummary summary)
    {
        foreach (var hop in summary.Path)
        {
            if (hop.IndexOf("Random", StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // Retries, walks, searches and answers kept; loops that visit nothing and whose end a query may decide.
    private bool IsRight(IOperation operation, RoundTrip? direct, Repetition loop)
    {
        if (facts.MemoGuards.Guard(operation, loop.Region) || Loops.LeavesAfter(operation, loop))
        {
            return true;
        }

        if (loop.Owner is not ILoopOperation statement)
        {
            return false;
        }

        // Whoever enumerates an iterator runs between its passes.
        foreach (var part in statement.Body.Descendants())
        {
            if (part.Kind == OperationKind.YieldReturn)
            {
                return true;
            }
        }

        // for (var i = 0; i < db.Orders.Count(); i++) asks for a bound, it does not search.
        if (statement is IForLoopOperation { AtLoopBottom.Length: > 0, Condition: IBinaryOperation { RightOperand: { } bound } } && Operations.IsWithin(operation, bound))
        {
            return false;
        }

        return ElementGuards.EndsWithAnswer(operation, statement) || statement is not IForEachLoopOperation && direct is { Query: { } query } && IsPage(query);
    }

    private static bool IsPage(QueryChain query)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is "Skip" or "Take")
            {
                return true;
            }
        }

        return false;
    }

    private bool Stays(IOperation operation, RoundTrip? direct, IMethodSymbol? callee, Repetition loop, StateChanges changes, out bool usesInner, out bool isMovable)
    {
        var invariance = new Invariance(facts, loop.Region, changes, cancellation);
        var stays = direct is { } roundTrip ? StaysDirect(roundTrip, loop.Region, invariance) : StaysCall(operation, callee!, invariance);
        usesInner = invariance.UsesInnerLocals;
        isMovable = stays;
        return stays || direct is null && StaysInside(operation, callee!, invariance, 0);
    }

    // Before bodies are bound: what is called on another object each time asks for something else.
    private bool StaysReceiver(IOperation operation, Repetition loop) =>
        operation is not IInvocationOperation { Instance: var receiver } || new Invariance(facts, loop.Region, new StateChanges(facts, cancellation), cancellation).Holds(receiver);

    private static bool StaysDirect(RoundTrip roundTrip, IOperation region, Invariance invariance)
    {
        if (roundTrip.Operation is IInvocationOperation { Instance: { } command } call && RoundTrips.IsCommand(command.Type))
        {
            return RoundTrips.TextOf(call) is { } text && SqlText.OnlyReads(text) && StaysCommand(roundTrip, command, region, invariance);
        }

        if (roundTrip.Operation is IInvocationOperation sql && !StateChanges.RunsNoStatement(sql))
        {
            return false;
        }

        foreach (var value in RoundTrips.Feeding(roundTrip, region))
        {
            if (!(ReferenceEquals(value, roundTrip.Operation) && value is IInvocationOperation run ? HoldsArguments(run, invariance) : invariance.Holds(value)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HoldsArguments(IInvocationOperation call, Invariance invariance)
    {
        foreach (var argument in call.Arguments)
        {
            if (!invariance.Holds(argument.Value))
            {
                return false;
            }
        }

        return invariance.Holds(call.Instance);
    }

    // The command may belong to the pass; its connection, text and parameters decide.
    private static bool StaysCommand(RoundTrip roundTrip, IOperation command, IOperation region, Invariance invariance)
    {
        if (Operations.Unconverted(command) is not ILocalReferenceOperation local)
        {
            return false;
        }

        var isSame = true;
        Writes.ForEach(local.Local, region, 0, (value, _) =>
        {
            isSame &= value is not null && Operations.Unconverted(value) switch
            {
                IInvocationOperation { TargetMethod.Name: "CreateCommand", Instance: { } connection } => invariance.Holds(connection),
                IObjectCreationOperation creation => HoldsAll(creation.Arguments, invariance),
                _ => false,
            };
            return isSame;
        });
        foreach (var value in RoundTrips.Feeding(roundTrip, region))
        {
            isSame &= ReferenceEquals(value, roundTrip.Operation) || invariance.Holds(value);
        }

        return isSame;
    }

    private static bool HoldsAll(ImmutableArray<IArgumentOperation> arguments, Invariance invariance)
    {
        foreach (var argument in arguments)
        {
            if (!invariance.Holds(argument.Value))
            {
                return false;
            }
        }

        return true;
    }

    private bool StaysCall(IOperation operation, IMethodSymbol callee, Invariance invariance)
    {
        var stays = operation switch
        {
            IInvocationOperation call => HoldsArguments(call, invariance),
            IPropertyReferenceOperation property => HoldsAll(property.Arguments, invariance) && invariance.Holds(property.Instance),
            _ => false,
        };
        return stays && AnswersTheSame(callee);
    }

    // Nothing on the way keeps a cursor, reads a clock or writes.
    private bool AnswersTheSame(IMethodSymbol callee)
    {
        var inner = new StateChanges(facts, cancellation).AddCall(callee);
        return !inner.MayWrite && !inner.IsVolatile && !inner.HasWritten;
    }

    // Price(order) asks for the settings on each call: the call varies, a query inside it does not.
    private bool StaysInside(IOperation operation, IMethodSymbol callee, Invariance invariance, int depth)
    {
        if (depth >= MaximumDepth || operation is not IInvocationOperation call || !invariance.Holds(call.Instance) ||
            facts.Dispatch.Targets(callee) is not [{ } target] || facts.Bodies.Of(target, cancellation) is not { } body)
        {
            return false;
        }

        // The whole body runs again: parameters that are given something else vary, fields do not.
        var given = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && parameter.Ordinal < target.Parameters.Length && invariance.Holds(argument.Value))
            {
                given.Add(target.Parameters[parameter.Ordinal]);
            }
        }

        return HasStaying(body, given, new StateChanges(facts, cancellation), depth) &&
            new StateChanges(facts, cancellation).Add(body) is { MayWrite: false } changes && HasStaying(body, given, changes, depth);
    }

    private bool HasStaying(IOperation body, HashSet<ISymbol> given, StateChanges changes, int depth)
    {
        var inside = new Invariance(facts, body, changes, cancellation, given);
        foreach (var part in body.Descendants())
        {
            if (part is not IInvocationOperation next || !facts.RoundTrips.IsKnown(part, facts.Dispatch.Callee(part)) && !facts.Summaries.MayReach(next.TargetMethod) || !ReferenceEquals(Operations.Function(part), body) || Runs.Conditionally(part, body) || facts.Loops.Around(part) is not null ||
                facts.MemoGuards.Guard(part, body) || Operations.IsInExpressionTree(part))
            {
                continue;
            }

            if (facts.RoundTrips.Of(part) is { Effects: ApiEffects.Query } query)
            {
                if (IsAsked(query) && StaysDirect(query, body, inside))
                {
                    return true;
                }
            }
            else if (facts.Knowledge.Of(next.TargetMethod) is null && !facts.Summaries.Near(next.TargetMethod, ApiEffects.Query, cancellation).IsSilent &&
                (StaysCall(next, next.TargetMethod, inside) || StaysInside(next, next.TargetMethod, inside, depth + 1)))
            {
                return true;
            }
        }

        return false;
    }

    // Find answers from the change tracker; Reload and Load are asked to look again.
    private static bool IsAsked(RoundTrip roundTrip) => roundTrip.Operation is not IInvocationOperation { Instance: not null } call || RoundTrips.IsCommand(call.Instance.Type) ||
        call.TargetMethod.Name is not ("Find" or "FindAsync" or "Reload" or "ReloadAsync" or "Load" or "LoadAsync" or "GetDatabaseValues" or "GetDatabaseValuesAsync");
}
