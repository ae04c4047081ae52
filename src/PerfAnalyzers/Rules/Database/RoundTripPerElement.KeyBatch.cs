using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A lookup per element of a loop that one query before the loop can answer for all elements.</summary>
/// <param name="Lookup">The query, in the loop or in <paramref name="Targets"/>.</param>
/// <param name="Call">The operation in the loop.</param>
/// <param name="Replaced">What the answer from memory takes the place of: the call, with its await.</param>
/// <param name="Loop">The loop.</param>
/// <param name="Key">The key as the call writes it.</param>
/// <param name="Collected">The key as made from the element alone.</param>
/// <param name="Targets">The methods that hold the query, when the loop calls one; with the lookup of each.</param>
internal sealed record KeyBatch(
    KeyLookup Lookup, IOperation Call, IOperation Replaced, ElementLoop Loop, IOperation Key, IOperation Collected, ImmutableArray<(IMethodSymbol Method, KeyLookup Lookup)> Targets)
{
    private const int MaximumHops = 3;

    /// <summary>The shape that diagnostics are marked with.</summary>
    public const string Shape = "batch";

    /// <summary>A dictionary holds at most one row per key; a lookup any number, and keeps what the operators throw.</summary>
    public bool UsesDictionary => UsesDictionaryFor(Lookup) && Key.Type is { } type && !IsNullable(type);

    /// <summary>The batch a per-element operation can become; null when it is not provably right.</summary>
    public static KeyBatch? Of(IOperation call, Repetition repetition, Facts facts, CancellationToken cancellation)
    {
        if (ReferenceEquals(call, repetition.Owner) || call.SemanticModel is null || HasComments(call is IForEachLoopOperation each ? each.Collection.Syntax : call.Syntax))
        {
            return null;
        }

        foreach (var loop in ElementLoop.Of(repetition, facts))
        {
            if (Of(call, loop, facts, cancellation) is { } batch)
            {
                return batch;
            }
        }

        return null;
    }

    /// <summary>Whether the rows of a lookup fit into a dictionary that says the same.</summary>
    public static bool UsesDictionaryFor(KeyLookup lookup) => lookup.Answer is LookupAnswer.FirstOrDefault or LookupAnswer.SingleOrDefault
        ? lookup.IsUnique && !lookup.IsColumnNullable && !lookup.IsKeyNullable && (lookup.Value is null || KeyLookup.BodyOf(lookup.Value)?.Type is { } type && !IsNullable(type))
        : lookup.Answer >= LookupAnswer.Count;

    private static KeyBatch? Of(IOperation call, ElementLoop loop, Facts facts, CancellationToken cancellation)
    {
        bool Varies(ISymbol symbol) => loop.Declares(symbol, call.Syntax);

        KeyLookup? lookup;
        IOperation key;
        var targets = ImmutableArray<(IMethodSymbol, KeyLookup)>.Empty;
        if (facts.RoundTrips.Of(call) is not null)
        {
            lookup = KeyLookup.Of(call, facts, Varies);
            if (lookup is null)
            {
                return null;
            }

            key = lookup.Key;
        }
        else if (LookupMethods.Of(call, facts, Varies, cancellation) is { } found)
        {
            targets = found.Targets;
            lookup = targets[0].Item2;
            key = found.Key;
        }
        else
        {
            return null;
        }

        // Groups and sets are asked with a key that is there.
        if (!lookup.AnswersRows && key.Type is { } type && IsNullable(type))
        {
            return null;
        }

        var conditions = new LoopConditions(facts, loop, call, cancellation);
        return Collect(key, loop, call, 0) is { } collected && conditions.IsFree() && ReplacedBy(call, lookup.IsAsync) is { } replaced &&
            conditions.Allow(lookup, replaced, collected) && HasOperators(call, lookup, facts)
                ? new KeyBatch(lookup, call, replaced, loop, key, collected, targets)
                : null;
    }

    private static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    // The key, through locals of the pass that are set once: order.CustomerId of var id = order.CustomerId.
    private static IOperation? Collect(IOperation key, ElementLoop loop, IOperation call, int hops)
    {
        var dereferenced = 0;
        for (var current = key; ; )
        {
            switch (current)
            {
                case IConversionOperation { OperatorMethod: null } conversion when !conversion.IsImplicit || SymbolEqualityComparer.Default.Equals(conversion.Type, conversion.Operand.Type):
                    current = conversion.Operand;
                    break;
                case ILocalReferenceOperation or IParameterReferenceOperation when SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(current), loop.Element):
                    // One null on the way may be an element; a second dereference may be guarded by the loop.
                    return dereferenced <= 1 ? key : null;
                case ILocalReferenceOperation local when ReferenceEquals(current, Unconverted(key)) && hops < MaximumHops && !local.Local.IsRef &&
                    loop.Declares(local.Local, call.Syntax) && Writes.OnlyValue(local.Local, loop.Region) is { } value:
                    return SymbolEqualityComparer.Default.Equals(value.Type, key.Type) ? Collect(value, loop, call, hops + 1) : null;
                case IPropertyReferenceOperation { Instance: { } owner, Arguments.Length: 0 } property when ElementLoop.IsStored(property.Property):
                    dereferenced += owner.Type is { IsValueType: true } ? 0 : 1;
                    current = owner;
                    break;
                case IFieldReferenceOperation { Instance: { } owner }:
                    dereferenced += owner.Type is { IsValueType: true } ? 0 : 1;
                    current = owner;
                    break;
                default:
                    return null;
            }
        }
    }

    private static IOperation Unconverted(IOperation operation) => operation is IConversionOperation conversion ? Unconverted(conversion.Operand) : operation;

    /// <summary>The call with its await; null when a task is kept.</summary>
    private static IOperation? ReplacedBy(IOperation call, bool isAsync)
    {
        if (call is IForEachLoopOperation loop)
        {
            return loop.Collection;
        }

        if (!isAsync)
        {
            return call;
        }

        var value = call;
        if (value.Parent is IInvocationOperation { TargetMethod: { Name: "ConfigureAwait" } } wait && ReferenceEquals(wait.Instance, value))
        {
            value = wait;
        }

        return value.Parent is IAwaitOperation { Syntax: AwaitExpressionSyntax } awaited ? awaited : null;
    }

    // What the batch is written with has to be in scope; nothing is added to the usings.
    private static bool HasOperators(IOperation call, KeyLookup lookup, Facts facts)
    {
        var sequence = facts.Type("System.Collections.Generic.IEnumerable`1")?.Construct(lookup.Row);
        var queryable = facts.Type("System.Linq.IQueryable`1")?.Construct(lookup.Row);
        return sequence is not null && queryable is not null && facts.Type("System.Collections.Generic.CollectionExtensions") is not null &&
            Sees(call, sequence, "ToLookup") && Sees(lookup.Operation, sequence, "ToLookup") && (!lookup.IsAsync || Sees(lookup.Operation, queryable, "ToListAsync"));

        static bool Sees(IOperation place, ITypeSymbol type, string name) =>
            place.SemanticModel is { } model && !model.LookupSymbols(place.Syntax.SpanStart, type, name, includeReducedExtensionMethods: true).IsEmpty;
    }

    /// <summary>A comment inside what is rewritten would be lost.</summary>
    public static bool HasComments(SyntaxNode node)
    {
        foreach (var trivia in node.DescendantTrivia())
        {
            if ((trivia.IsDirective || trivia.ToString() is ['/', ..]) && node.Span.Contains(trivia.Span))
            {
                return true;
            }
        }

        return false;
    }
}
