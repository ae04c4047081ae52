using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

internal sealed partial class Summaries
{
    /// <summary>One walk over one body, keeping of each kind the round trip most tied to the parameters.</summary>
    private sealed class Walk(Search search, IMethodSymbol method, IOperation body, Reach reach, Kinds best)
    {
        private readonly Facts _facts = search.Facts;
        private Kinds _best = best;
        private LocalValues? _locals;

        public Kinds Best => _best;

        public int Cut { get; private set; } = Search.Whole;

        public void Visit(IOperation operation)
        {
            switch (operation)
            {
                case IAnonymousFunctionOperation lambda when !ReferenceEquals(operation, body) && _facts.Loops.PerElementCall(lambda) is null && _facts.Loops.ImmediateCall(lambda) is null:
                case ILocalFunctionOperation when !ReferenceEquals(operation, body):
                case IThrowOperation or ICatchClauseOperation or INameOfOperation or ILiteralOperation:
                    return;
            }

            if (_facts.RoundTrips.Of(operation) is { } roundTrip)
            {
                if ((roundTrip.Effects & search.Effects) != 0)
                {
                    Offer(roundTrip.Effects, [roundTrip.Name], [Locations.OfCall(roundTrip.Operation)], roundTrip.Operation, RoundTrips.Feeding(roundTrip, body), 0, true);
                }
            }
            else
            {
                Follow(operation);
            }

            foreach (var child in operation.ChildOperations)
            {
                Visit(child);
            }
        }

        private void Follow(IOperation operation)
        {
            var callee = operation is IMethodReferenceOperation && _facts.Loops.PerElementCall(operation) is null ? null : _facts.Dispatch.Callee(operation);
            if (callee is null || !search.MayReach(callee))
            {
                return;
            }

            var behind = reach.Behind(OwnDistance, reach.IsCertainWanted && !IsConditional(operation));
            if (behind.IsEmpty || _facts.MemoGuards.Guard(operation, body))
            {
                return;
            }

            var summaries = search.Of(_facts.Dispatch.Narrow(operation, callee), behind, out var cut);
            Cut = Math.Min(Cut, cut);
            foreach (var summary in summaries)
            {
                if (!IsBeaten(summary.RoundTrip, summary.Distance, summary.Path.Length + 1))
                {
                    Offer(
                        summary.RoundTrip,
                        summary.Path.Insert(0, MethodSummary.NameOf(callee)),
                        summary.Sites.Insert(0, Locations.OfCall(operation)),
                        operation,
                        summary.Feeding(operation),
                        summary.Distance,
                        summary.IsCertain);
                }
            }
        }

        // What only forwards a call adds nothing to the way.
        private int OwnDistance => IsForwarding() ? 0 : 1;

        private bool IsForwarding() => body switch
        {
            IMethodBodyOperation own => IsForwarding(own.BlockBody ?? own.ExpressionBody),
            ILocalFunctionOperation local => IsForwarding(local.Body),
            IAnonymousFunctionOperation lambda => IsForwarding(lambda.Body),
            _ => IsForwarding(body as IBlockOperation),
        };

        private static bool IsForwarding(IBlockOperation? block) => block is { Operations.Length: 1 };

        private bool IsConditional(IOperation operation)
        {
            for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(child, body); child = parent, parent = parent.Parent!)
            {
                switch (parent)
                {
                    case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child):
                    case ISwitchCaseOperation or ISwitchExpressionArmOperation:
                    case ICoalesceOperation coalesce when ReferenceEquals(coalesce.WhenNull, child):
                    case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when ReferenceEquals(both.RightOperand, child):
                        return true;
                }
            }

            return false;
        }

        // Nothing further away is better than what is certain and made from a parameter.
        private bool IsBeaten(ApiEffects kind, int distance, int length) =>
            _best[kind] is { Parameters: not 0, IsCertain: true } best && best.Distance <= distance + OwnDistance && best.Path.Length <= length;

        private void Offer(ApiEffects effects, ImmutableArray<string> path, ImmutableArray<Location> sites, IOperation operation, IEnumerable<IOperation> feeding, int distance, bool isCertain)
        {
            if (IsBeaten(effects, distance, path.Length))
            {
                return;
            }

            isCertain = isCertain && !IsConditional(operation);
            if (!reach.Holds(distance + OwnDistance, isCertain) || _facts.MemoGuards.Guard(operation, body))
            {
                return;
            }

            _locals ??= LocalValues.Around(body);
            var roots = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            foreach (var value in feeding)
            {
                Flow.Roots(value, _locals, roots);
            }

            ulong parameters = 0;
            var usesReceiver = false;
            foreach (var root in roots)
            {
                if (root is IParameterSymbol parameter && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, method.OriginalDefinition))
                {
                    parameters |= parameter.Ordinal < 64 ? 1UL << parameter.Ordinal : 0;
                }
                else if (root is ITypeSymbol || root is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } })
                {
                    usesReceiver = true;
                }
            }

            _best.Offer(new MethodSummary(effects, path, sites, parameters, usesReceiver, distance + OwnDistance, isCertain));
        }
    }
}
