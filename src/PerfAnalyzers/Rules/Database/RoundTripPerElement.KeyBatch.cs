using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>How the elements of a loop can be visited twice.</summary>
internal enum ElementSource
{
    /// <summary>A collection that is there: read it twice.</summary>
    Collection,

    /// <summary>A call that returns a collection: keep it in a local.</summary>
    Computed,

    /// <summary>A query: fetch it into a local.</summary>
    Query,
}

/// <summary>A lookup per element of a loop that one query before the loop can answer for all elements.</summary>
/// <param name="Lookup">The query, in the loop or in <paramref name="Targets"/>.</param>
/// <param name="Call">The operation in the loop.</param>
/// <param name="Replaced">What the answer from memory takes the place of: the call, with its await.</param>
/// <param name="Loop">The loop.</param>
/// <param name="Element">Its variable.</param>
/// <param name="Source">How its elements are visited twice.</param>
/// <param name="Key">The key as the call writes it.</param>
/// <param name="Collected">The key as made from the element alone.</param>
/// <param name="Targets">The methods that hold the query, when the loop calls one; with the lookup of each.</param>
internal sealed record KeyBatch(
    KeyLookup Lookup,
    IOperation Call,
    IOperation Replaced,
    IForEachLoopOperation Loop,
    ILocalSymbol Element,
    ElementSource Source,
    IOperation Key,
    IOperation Collected,
    ImmutableArray<(IMethodSymbol Method, KeyLookup Lookup)> Targets)
{
    private const int MaximumHops = 3;

    /// <summary>The shape that diagnostics are marked with.</summary>
    public const string Shape = "batch";

    /// <summary>A dictionary holds at most one row per key; a lookup any number, and keeps what the operators throw.</summary>
    public bool UsesDictionary => UsesDictionaryFor(Lookup) && Key.Type?.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T;

    /// <summary>The batch a per-element operation can become; null when it is not provably right.</summary>
    public static KeyBatch? Of(IOperation call, Repetition repetition, Facts facts, CancellationToken cancellation)
    {
        if (repetition.Owner is not IForEachLoopOperation { IsAsynchronous: false, LoopControlVariable: IVariableDeclaratorOperation { Symbol: { } element } } loop ||
            ReferenceEquals(call, loop) || loop.Syntax is not ForEachStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } statement ||
            call.SemanticModel is not { } model || HasComments(call.Syntax))
        {
            return null;
        }

        bool Varies(ISymbol symbol) => IsDeclaredIn(symbol, loop.Syntax, call.Syntax);

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

        var conditions = new LoopConditions(facts, loop, element, call, cancellation);
        if (Collect(key, element, loop, 0) is not { } collected || IsKeyTakenFromNull(lookup, key) || !conditions.IsFree(collected) || SourceOf(loop, statement, element, facts) is not { } source ||
            ReplacedBy(call, lookup.IsAsync) is not { } replaced || !conditions.Allow(lookup, replaced, collected) || !HasOperators(model, call, lookup, facts))
        {
            return null;
        }

        return new KeyBatch(lookup, call, replaced, loop, element, source, key, collected, targets);
    }

    /// <summary>Whether the rows of a lookup fit into a dictionary that says the same.</summary>
    public static bool UsesDictionaryFor(KeyLookup lookup) => lookup.Answer is LookupAnswer.FirstOrDefault or LookupAnswer.SingleOrDefault
        ? lookup.IsUnique && !lookup.IsColumnNullable && !lookup.IsKeyNullable && (lookup.Value is null || KeyLookup.BodyOf(lookup.Value)?.Type is { } type && !IsNullable(type))
        : lookup.Answer >= LookupAnswer.Count;

    private static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    // Groups and sets are asked with a key that is there.
    private static bool IsKeyTakenFromNull(KeyLookup lookup, IOperation key) => !lookup.AnswersRows && key.Type is { } type && IsNullable(type);

    /// <summary>A local or parameter that a pass makes: declared in the loop, and not by the query itself.</summary>
    private static bool IsDeclaredIn(ISymbol symbol, SyntaxNode loop, SyntaxNode call)
    {
        if (symbol.DeclaringSyntaxReferences is not [{ } reference] || reference.SyntaxTree != loop.SyntaxTree || !loop.Span.Contains(reference.Span))
        {
            return false;
        }

        return symbol is ILocalSymbol || !call.Span.Contains(reference.Span);
    }

    // The key, through locals of the pass that are set once: order.CustomerId of var id = order.CustomerId.
    private static IOperation? Collect(IOperation key, ILocalSymbol element, IForEachLoopOperation loop, int hops)
    {
        var derefenced = 0;
        for (var current = key; ; )
        {
            switch (current)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    current = conversion.Operand;
                    break;
                case ILocalReferenceOperation local when SymbolEqualityComparer.Default.Equals(local.Local, element):
                    // One null on the way may be an element; a second dereference may be guarded by the loop.
                    return derefenced <= 1 ? key : null;
                case ILocalReferenceOperation local when ReferenceEquals(current, Unconverted(key)) && hops < MaximumHops && !local.Local.IsRef &&
                    Writes.OnlyValue(local.Local, loop) is { } value && IsDeclaredIn(local.Local, loop.Syntax, key.Syntax):
                    return SymbolEqualityComparer.Default.Equals(value.Type, key.Type) ? Collect(value, element, loop, hops + 1) : null;
                case IPropertyReferenceOperation { Instance: { } owner, Arguments.Length: 0 } property when IsStored(property.Property):
                    derefenced += owner.Type is { IsValueType: true } ? 0 : 1;
                    current = owner;
                    break;
                case IFieldReferenceOperation { Instance: { } owner }:
                    derefenced += owner.Type is { IsValueType: true } ? 0 : 1;
                    current = owner;
                    break;
                default:
                    return null;
            }
        }
    }

    private static IOperation Unconverted(IOperation operation) => operation is IConversionOperation conversion ? Unconverted(conversion.Operand) : operation;

    /// <summary>Reading the property twice gives the same: it is backed by a field, or not ours to look into.</summary>
    public static bool IsStored(IPropertySymbol property)
    {
        if (property.DeclaringSyntaxReferences.Length == 0)
        {
            return property.Name != "Result";
        }

        foreach (var reference in property.DeclaringSyntaxReferences)
        {
            switch (reference.GetSyntax())
            {
                case ParameterSyntax:
                    return true;
                case PropertyDeclarationSyntax { AccessorList: { } accessors, ExpressionBody: null }:
                    foreach (var accessor in accessors.Accessors)
                    {
                        if (accessor.Body is not null || accessor.ExpressionBody is not null)
                        {
                            return false;
                        }
                    }

                    return !property.IsAbstract;
            }
        }

        return property.ContainingType.IsAnonymousType;
    }

    private static ElementSource? SourceOf(IForEachLoopOperation loop, ForEachStatementSyntax statement, ILocalSymbol element, Facts facts)
    {
        var source = Operations.Unconverted(loop.Collection);
        if (source.Type is null || HasComments(statement.Expression) || !statement.Type.IsVar && !SymbolEqualityComparer.Default.Equals(ElementOf(source.Type), element.Type))
        {
            return null;
        }

        if (facts.Queries.IsQueryable(source.Type))
        {
            return facts.Queries.Of(source) is { Origin: QueryOrigin.Database } ? ElementSource.Query : null;
        }

        if (!IsCollection(source.Type))
        {
            return null;
        }

        for (var current = source; ; )
        {
            switch (current)
            {
                case ILocalReferenceOperation local:
                    return local.Local.IsRef || Writes.Any(local.Local, loop.Body) ? null : ElementSource.Collection;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter.RefKind != RefKind.None || Writes.Any(parameter.Parameter, loop.Body) ? null : ElementSource.Collection;
                case IInstanceReferenceOperation:
                    return ElementSource.Collection;
                case IPropertyReferenceOperation { Instance: { } owner, Arguments.Length: 0 } property when IsStored(property.Property):
                    current = owner;
                    break;
                case IFieldReferenceOperation { Instance: { } owner }:
                    current = owner;
                    break;
                default:
                    return ElementSource.Computed;
            }
        }
    }

    // All elements are there, and enumerating them changes nothing.
    private static bool IsCollection(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } || IsOne(type))
        {
            return true;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (IsOne(contract))
            {
                return true;
            }
        }

        return false;

        static bool IsOne(ITypeSymbol candidate) => candidate.OriginalDefinition.SpecialType is
            SpecialType.System_Collections_Generic_ICollection_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T or
            SpecialType.System_Collections_Generic_IList_T or SpecialType.System_Collections_Generic_IReadOnlyList_T;
    }

    public static ITypeSymbol? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [{ } only] } => only,
        _ => null,
    };

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
    private static bool HasOperators(SemanticModel model, IOperation call, KeyLookup lookup, Facts facts)
    {
        var sequence = facts.Type("System.Collections.Generic.IEnumerable`1")?.Construct(lookup.Row);
        var queryable = facts.Type("System.Linq.IQueryable`1")?.Construct(lookup.Row);
        if (sequence is null || queryable is null || facts.Type("System.Collections.Generic.CollectionExtensions") is null ||
            model.LookupSymbols(call.Syntax.SpanStart, sequence, "ToLookup", includeReducedExtensionMethods: true).IsEmpty)
        {
            return false;
        }

        var query = lookup.Operation;
        return query.SemanticModel is { } there &&
            !there.LookupSymbols(query.Syntax.SpanStart, sequence, "ToLookup", includeReducedExtensionMethods: true).IsEmpty &&
            (!lookup.IsAsync || !there.LookupSymbols(query.Syntax.SpanStart, queryable, "ToListAsync", includeReducedExtensionMethods: true).IsEmpty);
    }

    /// <summary>A comment inside what is rewritten would be lost.</summary>
    public static bool HasComments(SyntaxNode node)
    {
        foreach (var trivia in node.DescendantTrivia())
        {
            if (trivia.IsDirective || trivia.ToString() is ['/', ..] && node.Span.Contains(trivia.Span))
            {
                return true;
            }
        }

        return false;
    }
}
