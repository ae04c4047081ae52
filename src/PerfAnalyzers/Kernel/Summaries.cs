using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Follows calls into bodies of this compilation, on demand: name filter, then binding, one walk, and the same again for the
/// calls found there. Results are kept for the life of the compilation; recursion ends where it meets itself; anything
/// unknown is silent.
/// </summary>
internal sealed partial class Summaries
{
    /// <summary>What databases are asked for; that calls open connections for it says nothing more.</summary>
    public const ApiEffects Database = ApiEffects.AnyRoundTrip & ~(ApiEffects.Connect | ApiEffects.Remote);

    /// <summary>How many members long a path may be.</summary>
    public const int MaximumDepth = 8;

    /// <summary>How many bodies a call may end in, to be followed.</summary>
    public const int MaximumTargets = 8;

    /// <summary>How many bodies with work of their own may lie between a call and what it likely does.</summary>
    public const int NearDistance = 2;

    // In the order in which a call is judged by them: what a call does first is what its reviewer would speak of.
    private static readonly ApiEffects[] s_kinds = [ApiEffects.Query, ApiEffects.Command, ApiEffects.Save, ApiEffects.RowCommand, ApiEffects.Remote];

    private readonly Facts _facts;
    private readonly ConcurrentDictionary<(IMethodSymbol, Reach), ImmutableArray<MethodSummary>> _summaries = new(QuestionComparer.Instance);

    /// <param name="facts">The compilation.</param>
    /// <param name="effects">The round trips to look for: <see cref="Database"/>, saves or remote calls.</param>
    public Summaries(Facts facts, ApiEffects effects)
    {
        _facts = facts;
        Effects = effects;
    }

    /// <summary>The round trips that are looked for.</summary>
    public ApiEffects Effects { get; }

    private CallNames Names => Effects switch
    {
        ApiEffects.Remote => _facts.RoundTripNames.Remote,
        ApiEffects.Save => _facts.RoundTripNames.Saves,
        _ => _facts.RoundTripNames.Database,
    };

    /// <summary>The first of the round trips a call of <paramref name="method"/> makes that is one of <paramref name="wanted"/>; silent when there is none.</summary>
    public MethodSummary Of(IMethodSymbol method, ApiEffects wanted, CancellationToken cancellation) => First(Of(method, cancellation), wanted);

    /// <summary>As <see cref="Of(IMethodSymbol, ApiEffects, CancellationToken)"/>, of those that <see cref="Near(IMethodSymbol, CancellationToken)"/> names.</summary>
    public MethodSummary Near(IMethodSymbol method, ApiEffects wanted, CancellationToken cancellation) => First(Near(method, cancellation), wanted);

    private static MethodSummary First(ImmutableArray<MethodSummary> summaries, ApiEffects wanted)
    {
        foreach (var summary in summaries)
        {
            if ((summary.RoundTrip & wanted) != 0)
            {
                return summary;
            }
        }

        return MethodSummary.Silent;
    }

    /// <summary>
    /// What a call of <paramref name="method"/> does, over all bodies it can end in: one summary for each kind of round trip, queries
    /// first, then commands, saves, row commands and remote calls.
    /// </summary>
    public ImmutableArray<MethodSummary> Of(IMethodSymbol method, CancellationToken cancellation) => Of(method, Reach.Everything, cancellation);

    /// <summary>
    /// What a call of <paramref name="method"/> certainly does, or likely. What may happen under some condition behind more than
    /// <see cref="NearDistance"/> bodies is not looked for, which spares binding many of the bodies that <see cref="Of(IMethodSymbol, CancellationToken)"/>
    /// reads; of saves nothing is that far away, since what lies there is a service that happens to save.
    /// </summary>
    public ImmutableArray<MethodSummary> Near(IMethodSymbol method, CancellationToken cancellation) => Of(method, new Reach(NearDistance, Effects != ApiEffects.Save), cancellation);

    private ImmutableArray<MethodSummary> Of(IMethodSymbol method, Reach reach, CancellationToken cancellation) =>
        MayReach(method) ? new Search(this, cancellation).Of(method, reach, out _) : [];

    /// <summary>Whether a call of <paramref name="method"/> can make a round trip, judged by its name: the cheap test before <see cref="Of(IMethodSymbol, CancellationToken)"/>.</summary>
    public bool MayReach(IMethodSymbol method) => Names.MayReach(CallNames.NameOf(method));

    /// <summary>Whether a call of <paramref name="method"/> leads to a body to look into, by the names of the bodies it can end in.</summary>
    public bool MayFollow(IMethodSymbol method)
    {
        if (MayReach(method) && _facts.Knowledge.Of(method) is null)
        {
            foreach (var target in _facts.Dispatch.Targets(method))
            {
                if (Names.MayReach(target))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Reads the names now: threads that need them would wait for the first of them.</summary>
    public void Prepare() => _ = Names;

    /// <summary>Whether the code of a method itself can make a round trip, or call what does.</summary>
    public bool ReachesItself(IMethodSymbol? method) => method is null || Names.MayReach(method);

    /// <summary>Whether a method that <see cref="ReachesItself"/> can come back to itself, judged by names.</summary>
    public bool MayRecur(IMethodSymbol method) => Names.MayRecur(CallNames.NameOf(method));

    // The nearest of the round trips most tied to the parameters: what is found first must not depend on what was asked before.
    private static bool IsBetter(MethodSummary candidate, MethodSummary? best)
    {
        if (best is null)
        {
            return true;
        }

        var order = Weight(candidate) - Weight(best);
        order = order != 0 ? order : best.Distance - candidate.Distance;
        order = order != 0 ? order : best.Path.Length - candidate.Path.Length;
        return order > 0;
    }

    private static int Weight(MethodSummary summary) => (summary.Parameters != 0 ? 4 : 0) + (summary.UsesReceiver ? 2 : 0) + (summary.IsCertain ? 1 : 0);

    /// <summary>The best summary of each kind.</summary>
    private struct Kinds
    {
        private MethodSummary?[]? _best;

        public readonly MethodSummary? this[ApiEffects kind] => _best?[Array.IndexOf(s_kinds, kind)];

        public void Offer(MethodSummary candidate)
        {
            var index = Array.IndexOf(s_kinds, candidate.RoundTrip);
            _best ??= new MethodSummary?[s_kinds.Length];
            if (index >= 0 && IsBetter(candidate, _best[index]))
            {
                _best[index] = candidate;
            }
        }

        public readonly ImmutableArray<MethodSummary> ToArray()
        {
            if (_best is null)
            {
                return [];
            }

            var found = ImmutableArray.CreateBuilder<MethodSummary>();
            foreach (var summary in _best)
            {
                if (summary is not null && summary.Path.Length <= MaximumDepth)
                {
                    found.Add(summary);
                }
            }

            return found.ToImmutable();
        }
    }

    /// <summary>How far a question goes.</summary>
    /// <param name="Bodies">How many bodies with work of their own may lie before a round trip.</param>
    /// <param name="IsCertainWanted">What is certain counts at any distance.</param>
    private readonly record struct Reach(int Bodies, bool IsCertainWanted)
    {
        public static Reach Everything => new(int.MaxValue, true);

        public bool IsEmpty => Bodies < 0 && !IsCertainWanted;

        public bool Holds(int distance, bool isCertain) => distance <= Bodies || IsCertainWanted && isCertain;

        /// <summary>What is left of it behind a call.</summary>
        public Reach Behind(int bodies, bool isCertain) => this == Everything ? this : new(Math.Max(Bodies - bodies, -1), IsCertainWanted && isCertain);
    }

    private sealed class QuestionComparer : IEqualityComparer<(IMethodSymbol Method, Reach Reach)>
    {
        public static QuestionComparer Instance { get; } = new();

        public bool Equals((IMethodSymbol Method, Reach Reach) x, (IMethodSymbol Method, Reach Reach) y) => x.Reach == y.Reach && SymbolEqualityComparer.Default.Equals(x.Method, y.Method);

        public int GetHashCode((IMethodSymbol Method, Reach Reach) question) => SymbolEqualityComparer.Default.GetHashCode(question.Method) * 31 + question.Reach.GetHashCode();
    }

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
        private readonly Dictionary<ISymbol, int> _open = new(SymbolEqualityComparer.Default);
        private readonly Dictionary<(IMethodSymbol, Reach), (ImmutableArray<MethodSummary> Summaries, int Cut)> _met = new(QuestionComparer.Instance);
        private readonly List<(IMethodSymbol, Reach)> _cut = [];

        public Facts Facts => _facts;

        public ApiEffects Effects => summaries.Effects;

        public bool MayReach(IMethodSymbol method) => summaries.MayReach(method);

        public ImmutableArray<MethodSummary> Of(IMethodSymbol method, Reach reach, out int cut)
        {
            cut = Whole;
            method = (method.ReducedFrom ?? method).OriginalDefinition;
            if (!summaries.MayReach(method) || _facts.Knowledge.Of(method) is not null)
            {
                return [];
            }

            var question = (method, reach);
            if (summaries._summaries.TryGetValue(question, out var known))
            {
                return known;
            }

            if (_open.TryGetValue(method, out cut))
            {
                return [];
            }

            if (_met.TryGetValue(question, out var met))
            {
                cut = met.Cut;
                return met.Summaries;
            }

            var depth = _open.Count;
            if (depth >= MaximumRecursion)
            {
                cut = 0;
                return [];
            }

            cut = Whole;
            var first = _cut.Count;
            _open.Add(method, depth);
            var result = OfTargets(method, reach, ref cut);
            _open.Remove(method);
            if (cut < depth)
            {
                _met[question] = (result, cut);
                _cut.Add(question);
                return result;
            }

            cut = Whole;
            summaries._summaries.TryAdd(question, result);
            for (var i = first; i < _cut.Count; i++)
            {
                _met.Remove(_cut[i]);
            }

            _cut.RemoveRange(first, _cut.Count - first);
            return result;
        }

        private ImmutableArray<MethodSummary> OfTargets(IMethodSymbol method, Reach reach, ref int cut)
        {
            var targets = _facts.Dispatch.Targets(method);
            if (targets.Length == 1)
            {
                return OfBody(targets[0], reach, ref cut);
            }

            // Rules, handlers, plug-ins: each does something else, and nothing is certain of the call.
            if (targets.Length > MaximumTargets)
            {
                return [];
            }

            Kinds best = default;
            Dictionary<ApiEffects, int>? counts = null;
            foreach (var target in targets)
            {
                foreach (var summary in OfBody(target, reach, ref cut))
                {
                    best.Offer(summary);
                    counts ??= [];
                    counts[summary.RoundTrip] = counts.TryGetValue(summary.RoundTrip, out var count) ? count + 1 : 1;
                }
            }

            if (counts is null)
            {
                return [];
            }

            // What some implementations do not do is not certain.
            var result = ImmutableArray.CreateBuilder<MethodSummary>();
            foreach (var summary in best.ToArray())
            {
                var isCertain = summary.IsCertain && counts[summary.RoundTrip] == targets.Length;
                if (reach.Holds(summary.Distance, isCertain))
                {
                    result.Add(summary with { IsCertain = isCertain });
                }
            }

            return result.ToImmutable();
        }

        private ImmutableArray<MethodSummary> OfBody(IMethodSymbol method, Reach reach, ref int cut)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!summaries.Names.MayReach(method))
            {
                return [];
            }

            Kinds best = default;
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

            return best.ToArray();

            void Read(ISymbol member, ref int cut)
            {
                if ((reach.Bodies > 0 || reach.IsCertainWanted || Bodies.MayForward(member, cancellation)) && _facts.Bodies.Of(member, cancellation) is { } body)
                {
                    var walk = new Walk(this, method, body, reach, best);
                    walk.Visit(body);
                    cut = Math.Min(cut, walk.Cut);
                    best = walk.Best;
                }
            }
        }
    }
}
