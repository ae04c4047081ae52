using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What calling a method costs its caller.</summary>
/// <param name="RoundTrip">Round trips one call makes; <see cref="ApiEffects.None"/> when none is known.</param>
/// <param name="Path">Members called on the way as <c>Type.Member</c>, nearest first, ending with the name that makes the round trip.</param>
/// <param name="Sites">Where each of them is called.</param>
/// <param name="Parameters">Bit i is set when parameter i feeds the round trip.</param>
/// <param name="UsesReceiver">State of the receiver feeds it.</param>
/// <param name="Distance">Bodies on the way that do more than forward the call.</param>
/// <param name="IsCertain">Every call makes it, whatever it ends in; false when only some implementations do, or only under a condition.</param>
internal sealed record MethodSummary(
    ApiEffects RoundTrip, ImmutableArray<string> Path, ImmutableArray<Location> Sites, ulong Parameters, bool UsesReceiver, int Distance, bool IsCertain)
{
    /// <summary>Nothing of interest is known.</summary>
    public static readonly MethodSummary Silent = new(ApiEffects.None, [], [], 0, false, 0, true);

    public bool IsSilent => RoundTrip == ApiEffects.None;

    /// <summary>How messages name a member: <c>CustomerRepository.Find</c>.</summary>
    public static string NameOf(IMethodSymbol method)
    {
        var name = method.MethodKind == MethodKind.Constructor ? "new" : method.AssociatedSymbol?.Name ?? method.Name;
        return method.ContainingType is { IsImplicitClass: false, Name.Length: > 0 } type && method.MethodKind != MethodKind.LocalFunction ? type.Name + "." + name : name;
    }

    /// <summary>The values at a call that reach the round trip: arguments of <see cref="Parameters"/>, and the receiver.</summary>
    public IEnumerable<IOperation> Feeding(IOperation call)
    {
        switch (call)
        {
            case IInvocationOperation invocation:
                foreach (var argument in invocation.Arguments)
                {
                    if (argument.Parameter is { Ordinal: < 64 } parameter && (Parameters & (1UL << parameter.Ordinal)) != 0)
                    {
                        yield return argument.Value;
                    }
                }

                if (UsesReceiver && invocation.Instance is not null)
                {
                    yield return invocation.Instance;
                }

                break;
            case IObjectCreationOperation creation:
                foreach (var argument in creation.Arguments)
                {
                    if (argument.Parameter is { Ordinal: < 64 } parameter && (Parameters & (1UL << parameter.Ordinal)) != 0)
                    {
                        yield return argument.Value;
                    }
                }

                break;
            case IPropertyReferenceOperation { Instance: { } instance } when UsesReceiver:
                yield return instance;
                break;
            case IMethodReferenceOperation { Instance: { } target } when UsesReceiver:
                yield return target;
                break;
        }
    }
}

/// <summary>
/// Follows calls into bodies of this compilation, on demand: name filter, then binding, one walk, and the same again for the
/// calls found there. Results are kept for the life of the compilation; recursion ends where it meets itself; anything
/// unknown is silent.
/// </summary>
internal sealed class Summaries
{
    /// <summary>How many calls deep a round trip may hide.</summary>
    public const int MaximumDepth = 8;

    private readonly Facts _facts;
    private readonly Lazy<CallNames> _names;
    private readonly ConcurrentDictionary<ISymbol, MethodSummary> _summaries = new(SymbolEqualityComparer.Default);

    public Summaries(Facts facts)
    {
        _facts = facts;
        _names = new(() => new CallNames(facts.Compilation, Targets(), CancellationToken.None));
    }

    /// <summary>What a call of <paramref name="method"/> does, over all bodies it can end in.</summary>
    public MethodSummary Of(IMethodSymbol method, CancellationToken cancellation) => Of(method, [], out _, cancellation);

    private IEnumerable<string> Targets()
    {
        foreach (var name in _facts.Knowledge.NamesOf(ApiEffects.AnyRoundTrip))
        {
            yield return name;
        }

        if (_facts.Queries.HasMapper)
        {
            foreach (var name in _facts.Knowledge.NamesOf(ApiEffects.Terminal | ApiEffects.Consumes))
            {
                yield return name;
            }
        }
    }

    private MethodSummary Of(IMethodSymbol method, ImmutableStack<ISymbol> calls, out bool isPartial, CancellationToken cancellation)
    {
        isPartial = false;
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!_names.Value.MayReach(NameOf(method)) || _facts.Knowledge.Of(method) is not null)
        {
            return MethodSummary.Silent;
        }

        if (_summaries.TryGetValue(method, out var known))
        {
            return known;
        }

        if (Contains(calls, method) || Depth(calls) >= MaximumDepth)
        {
            isPartial = true;
            return MethodSummary.Silent;
        }

        MethodSummary? found = null;
        var silent = 0;
        foreach (var target in _facts.Dispatch.Targets(method))
        {
            var summary = OfBody(target, calls.Push(method), ref isPartial, cancellation);
            if (summary.IsSilent)
            {
                silent++;
            }
            else if (found is null || Weight(summary) > Weight(found))
            {
                found = summary;
            }
        }

        var result = found is null ? MethodSummary.Silent : silent > 0 ? found with { IsCertain = false } : found;

        // What was cut short inside a cycle is only right for the method the cycle started with.
        if (!isPartial || !result.IsSilent || calls.IsEmpty)
        {
            _summaries.TryAdd(method, result);
        }

        return result;
    }

    private MethodSummary OfBody(IMethodSymbol method, ImmutableStack<ISymbol> calls, ref bool isPartial, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var best = MethodSummary.Silent;
        var code = method.AssociatedSymbol is IPropertySymbol property && Bodies.SyntaxOf(method, cancellation) is null ? property : (ISymbol)method;
        Read(code, ref isPartial);
        if (method.MethodKind == MethodKind.Constructor)
        {
            // Initializers run with the constructor and see the parameters of a primary one.
            foreach (var member in method.ContainingType.GetMembers())
            {
                if (!member.IsStatic && member is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol { IsIndexer: false, GetMethod: not null } && Bodies.SyntaxOf(member, cancellation) is EqualsValueClauseSyntax)
                {
                    Read(member, ref isPartial);
                }
            }
        }

        return best;

        void Read(ISymbol member, ref bool isPartial)
        {
            if (_facts.Bodies.Of(member, cancellation) is { } body)
            {
                var walk = new Walk(this, method, body, calls, cancellation);
                walk.Visit(body);
                isPartial |= walk.IsPartial;
                if (walk.Best is { } found && (best.IsSilent || Weight(found) > Weight(best)))
                {
                    best = found;
                }
            }
        }
    }

    private static int Weight(MethodSummary summary) => (summary.Parameters != 0 ? 4 : 0) + (summary.UsesReceiver ? 2 : 0) + (summary.IsCertain ? 1 : 0);

    private static string NameOf(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.Constructor => method.ContainingType.Name,
        MethodKind.PropertyGet or MethodKind.PropertySet => method.AssociatedSymbol?.Name ?? method.Name,
        MethodKind.ExplicitInterfaceImplementation when method.ExplicitInterfaceImplementations.Length > 0 => method.ExplicitInterfaceImplementations[0].Name,
        _ => method.Name,
    };

    private static bool Contains(ImmutableStack<ISymbol> calls, ISymbol method)
    {
        foreach (var call in calls)
        {
            if (SymbolEqualityComparer.Default.Equals(call, method))
            {
                return true;
            }
        }

        return false;
    }

    private static int Depth(ImmutableStack<ISymbol> calls)
    {
        var depth = 0;
        foreach (var _ in calls)
        {
            depth++;
        }

        return depth;
    }

    /// <summary>One walk over one body, keeping the round trip most tied to the parameters.</summary>
    private sealed class Walk(Summaries summaries, IMethodSymbol method, IOperation body, ImmutableStack<ISymbol> calls, CancellationToken cancellation)
    {
        private readonly Facts _facts = summaries._facts;

        public MethodSummary? Best { get; private set; }

        public bool IsPartial { get; private set; }

        public void Visit(IOperation operation)
        {
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
            var callee = operation switch
            {
                IInvocationOperation call => call.TargetMethod,
                IObjectCreationOperation creation => creation.Constructor,
                IPropertyReferenceOperation property when property.Parent is not IAssignmentOperation { Target: var target } || !ReferenceEquals(target, property) => property.Property.GetMethod,
                IMethodReferenceOperation reference when _facts.Loops.PerElementCall(reference) is not null => reference.Method,
                _ => null,
            };
            if (callee is null)
            {
                return;
            }

            var summary = summaries.Of(callee, calls, out var isPartial, cancellation);
            IsPartial |= isPartial;
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
            if (_facts.MemoGuards.Guard(operation, body))
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

            var offer = new MethodSummary(effects, path, sites, parameters, usesReceiver, distance + (IsForwarding(body) ? 0 : 1), isCertain && !IsConditional(operation));
            if (Best is null || Weight(offer) > Weight(Best))
            {
                Best = offer;
            }
        }
    }
}
