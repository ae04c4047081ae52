using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Follows calls into bodies of this compilation, on demand: name filter, then binding, one walk, and the same again for the
/// calls found there. Results are kept for the life of the compilation; recursion ends where it meets itself; anything
/// unknown is silent.
/// </summary>
internal sealed class Summaries
{
    /// <summary>How many members long a path may be.</summary>
    public const int MaximumDepth = 8;

    private readonly Facts _facts;
    private readonly Lazy<CallNames> _names;
    private readonly ConcurrentDictionary<ISymbol, MethodSummary> _summaries = new(SymbolEqualityComparer.Default);

    public Summaries(Facts facts)
    {
        _facts = facts;
        _names = new(() => new CallNames(facts.Compilation, Targets(), Operators(), CancellationToken.None));
    }

    /// <summary>What a call of <paramref name="method"/> does, over all bodies it can end in.</summary>
    public MethodSummary Of(IMethodSymbol method, CancellationToken cancellation) => new Search(this, cancellation).Of(method, out _);

    /// <summary>Whether a member can make a round trip, judged by names alone: the filter before its body is bound.</summary>
    public bool MayReach(IMethodSymbol method) => _names.Value.MayReach(NameOf(method));

    private IEnumerable<string> Targets()
    {
        foreach (var name in _facts.Knowledge.NamesOf(ApiEffects.Query | ApiEffects.Command | ApiEffects.RowCommand | ApiEffects.Save))
        {
            yield return name;
        }

        if (_facts.Queries.HasMapper)
        {
            foreach (var name in _facts.Knowledge.NamesOf(ApiEffects.Terminal))
            {
                if (name.EndsWith("Async", StringComparison.Ordinal))
                {
                    yield return name;
                }
            }
        }
    }

    private IEnumerable<string> Operators()
    {
        if (_facts.Queries.HasMapper)
        {
            foreach (var name in _facts.Knowledge.NamesOf(ApiEffects.Terminal | ApiEffects.Consumes))
            {
                yield return name;
            }
        }
    }

    private static string NameOf(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.Constructor => method.ContainingType.Name,
        MethodKind.PropertyGet or MethodKind.PropertySet => method.AssociatedSymbol?.Name ?? method.Name,
        MethodKind.ExplicitInterfaceImplementation when method.ExplicitInterfaceImplementations.Length > 0 => method.ExplicitInterfaceImplementations[0].Name,
        _ => method.Name,
    };

    // The nearest of the round trips most tied to the parameters: what is found first must not depend on what was asked before.
    private static bool IsBetter(MethodSummary candidate, MethodSummary? best)
    {
        if (best is null || best.IsSilent)
        {
            return !candidate.IsSilent;
        }

        var order = Weight(candidate) - Weight(best);
        order = order != 0 ? order : best.Distance - candidate.Distance;
        order = order != 0 ? order : best.Path.Length - candidate.Path.Length;
        return order > 0;
    }

    private static int Weight(MethodSummary summary) => (summary.Parameters != 0 ? 4 : 0) + (summary.UsesReceiver ? 2 : 0) + (summary.IsCertain ? 1 : 0);

    /// <summary>
    /// One question and all it leads to. A method met while it is being read adds nothing to itself. Every answer comes with the
    /// depth of the outermost method it was cut at (<see cref="Whole"/> when at none): it is kept once that method is known,
    /// and forgotten before, so that answers do not depend on the order of questions.
    /// </summary>
    private sealed class Search(Summaries summaries, CancellationToken cancellation)
    {
        /// <summary>Nothing was cut.</summary>
        public const int Whole = int.MaxValue;

        private const int MaximumRecursion = 100;

        private readonly Facts _facts = summaries._facts;
        private readonly Dictionary<ISymbol, (MethodSummary? Summary, int Cut)> _met = new(SymbolEqualityComparer.Default);
        private readonly List<ISymbol> _cut = [];
        private int _depth;

        public Facts Facts => _facts;

        public MethodSummary Of(IMethodSymbol method, out int cut)
        {
            cut = Whole;
            method = (method.ReducedFrom ?? method).OriginalDefinition;
            if (!summaries._names.Value.MayReach(NameOf(method)) || _facts.Knowledge.Of(method) is not null)
            {
                return MethodSummary.Silent;
            }

            if (summaries._summaries.TryGetValue(method, out var known))
            {
                return known;
            }

            if (_met.TryGetValue(method, out var met))
            {
                cut = met.Cut;
                return met.Summary ?? MethodSummary.Silent;
            }

            if (_depth >= MaximumRecursion)
            {
                cut = 0;
                return MethodSummary.Silent;
            }

            var depth = _depth++;
            var first = _cut.Count;
            _met.Add(method, (null, depth));
            var result = OfTargets(method, ref cut);
            _depth--;
            if (cut < depth)
            {
                _met[method] = (result, cut);
                _cut.Add(method);
                return result;
            }

            cut = Whole;
            summaries._summaries.TryAdd(method, result);
            _met.Remove(method);
            for (var i = first; i < _cut.Count; i++)
            {
                _met.Remove(_cut[i]);
            }

            _cut.RemoveRange(first, _cut.Count - first);
            return result;
        }

        private MethodSummary OfTargets(IMethodSymbol method, ref int cut)
        {
            MethodSummary? best = null;
            var isSilent = false;
            foreach (var target in _facts.Dispatch.Targets(method))
            {
                var summary = OfBody(target, ref cut);
                isSilent |= summary.IsSilent;
                if (IsBetter(summary, best))
                {
                    best = summary;
                }
            }

            return best is null || best.Path.Length > MaximumDepth ? MethodSummary.Silent : isSilent ? best with { IsCertain = false } : best;
        }

        private MethodSummary OfBody(IMethodSymbol method, ref int cut)
        {
            cancellation.ThrowIfCancellationRequested();
            var best = MethodSummary.Silent;
            Read(method.AssociatedSymbol is IPropertySymbol property && Bodies.SyntaxOf(method, cancellation) is null ? property : method, ref cut);
            if (method.MethodKind == MethodKind.Constructor)
            {
                // Initializers run with the constructor and see the parameters of a primary one.
                foreach (var member in method.ContainingType.GetMembers())
                {
                    if (!member.IsStatic && member is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol { IsIndexer: false, GetMethod: not null } && Bodies.SyntaxOf(member, cancellation) is EqualsValueClauseSyntax)
                    {
                        Read(member, ref cut);
                    }
                }
            }

            return best;

            void Read(ISymbol member, ref int cut)
            {
                if (_facts.Bodies.Of(member, cancellation) is { } body)
                {
                    var walk = new Walk(this, method, body);
                    walk.Visit(body);
                    cut = Math.Min(cut, walk.Cut);
                    if (walk.Best is { } found && IsBetter(found, best))
                    {
                        best = found;
                    }
                }
            }
        }
    }

    /// <summary>One walk over one body, keeping the round trip most tied to the parameters.</summary>
    private sealed class Walk(Search search, IMethodSymbol method, IOperation body)
    {
        private readonly Facts _facts = search.Facts;

        public MethodSummary? Best { get; private set; }

        public int Cut { get; private set; } = Search.Whole;

        public void Visit(IOperation operation)
        {
            // Nothing better can follow a query of the body's own, made from a parameter, that runs on every call.
            if (Best is { Parameters: not 0, IsCertain: true, Path.Length: 1 })
            {
                return;
            }

            switch (operation)
            {
                case IAnonymousFunctionOperation lambda when _facts.Loops.PerElementCall(lambda) is null && _facts.Loops.ImmediateCall(lambda) is null:
                case ILocalFunctionOperation when !ReferenceEquals(operation, body):
                case IThrowOperation or ICatchClauseOperation or INameOfOperation:
                    return;
            }

            if (_facts.RoundTrips.Of(operation) is { } roundTrip)
            {
                Offer(roundTrip.Effects, [roundTrip.Name], [Locations.OfCall(roundTrip.Operation)], roundTrip.Operation, RoundTrips.Feeding(roundTrip, body), 0, true);
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
            if (callee is null)
            {
                return;
            }

            var summary = search.Of(callee, out var cut);
            Cut = Math.Min(Cut, cut);
            if (!summary.IsSilent)
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

        private static bool IsForwarding(IOperation body) => body switch
        {
            IMethodBodyOperation method => IsForwarding(method.BlockBody ?? method.ExpressionBody),
            ILocalFunctionOperation local => IsForwarding(local.Body),
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

        private void Offer(ApiEffects effects, ImmutableArray<string> path, ImmutableArray<Location> sites, IOperation operation, IEnumerable<IOperation> feeding, int distance, bool isCertain)
        {
            distance += IsForwarding(body) ? 0 : 1;
            if (Best is { Parameters: not 0, IsCertain: true } && Best.Distance <= distance && Best.Path.Length <= path.Length || _facts.MemoGuards.Guard(operation, body))
            {
                return;
            }

            var roots = new List<ISymbol>();
            foreach (var value in feeding)
            {
                Flow.Roots(value, body, roots);
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

            var offer = new MethodSummary(effects, path, sites, parameters, usesReceiver, distance, isCertain && !IsConditional(operation));
            if (IsBetter(offer, Best))
            {
                Best = offer;
            }
        }
    }
}
