using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Faults of a call that weigh more than the thread it holds or the token it lacks: it is made per element or per level, for all elements at once, once more,
/// for nothing, or where it fails. One line has one report, and that one is told.
/// </summary>
internal sealed class WorseFaults(Facts facts, CancellationToken cancellation)
{
    /// <summary>Whether a call, or a loop over the rows of a query, has such a fault; <paramref name="member"/> is the member it lies in.</summary>
    public bool Has(IOperation operation, ISymbol member) =>
        operation is IInvocationOperation call && (IsExistenceCheck(call) || IsEarly(call)) || IsAskedTooOften(operation, member) || new FanOuts(facts, cancellation).Holds(operation);

    /// <summary>Whether a query is sent per element, per level, once more, or where it fails: whatever is wrong with it comes after that.</summary>
    public bool IsAskedTooOften(IOperation operation, ISymbol member) =>
        new RepeatedQueries(facts, cancellation).Of(operation) is not null || IsNeedless(operation) || facts.SharedContexts.Holds(operation, cancellation) ||
        IsPerElement(operation) || IsPerLevel(operation, member);

    /// <summary>Whether an operator works on rows that were loaded too early: the database can do it.</summary>
    public bool IsFilteredTooLate(IInvocationOperation reducer) => facts.Queries.HasMapper && EarlyLoads.IsCandidate(reducer) && EarlyLoads.LoadBefore(reducer) is { } load && IsEarly(load);

    /// <summary>Whether one of the calls an expression is made of, on the line of its name, has such a fault.</summary>
    public bool HasWithin(IOperation expression, ISymbol member)
    {
        var line = Locations.LineOf(expression);
        foreach (var part in expression.Descendants())
        {
            if (part is IInvocationOperation or IMethodReferenceOperation && Locations.LineOf(part) == line && Has(part, member))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsPerElement(IOperation operation) =>
        facts.PerElement.MayBe(operation, cancellation) && facts.PerElement.Of(operation, ApiEffects.AnyRoundTrip & ~ApiEffects.Remote, cancellation) is not null ||
        facts.Loops.Around(operation) is not null && facts.PerElement.Of(operation, ApiEffects.Remote, cancellation) is not null;

    private bool IsPerLevel(IOperation operation, ISymbol member) =>
        facts.UsesDatabase && facts.RoundTrips.Of(operation) is not null && facts.Recursion.CallsBack(member.OriginalDefinition, Operations.Root(operation), cancellation).Length > 0;

    // ToList().Where(…): rows are loaded that nobody wants.
    private bool IsEarly(IInvocationOperation call) => facts.Queries.HasMapper && EarlyLoads.IsLoad(call) && new EarlyLoads(facts, cancellation).Of(call) is not null;

    // Count() > 0 asks for more than it needs.
    private static bool IsExistenceCheck(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("Count" or "LongCount" or "CountAsync" or "LongCountAsync"))
        {
            return false;
        }

        var use = Operations.Consumer(call);
        while (use is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
        {
            use = Operations.Consumer(use);
        }

        return use is IBinaryOperation { OperatorKind: not (BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide) } comparison &&
            (comparison.LeftOperand.ConstantValue.HasValue || comparison.RightOperand.ConstantValue.HasValue);
    }

    // The query, or the same one again in its statement.
    private bool IsNeedless(IOperation operation)
    {
        var pairs = new QueryPairs(facts, cancellation);
        if (pairs.Of(operation) is not null)
        {
            return true;
        }

        if (operation is not IInvocationOperation call)
        {
            return false;
        }

        var statement = operation;
        while (statement.Parent is { } parent and not IBlockOperation)
        {
            statement = parent;
        }

        foreach (var other in statement.Descendants())
        {
            if (other is IInvocationOperation same && !ReferenceEquals(same, call) && same.TargetMethod.Name == call.TargetMethod.Name && pairs.Of(same) is not null)
            {
                return true;
            }
        }

        return false;
    }
}
