using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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

    /// <summary>A sequence that was handed in: read it once, a chunk at a time.</summary>
    Sequence,
}

/// <summary>A loop statement or per-element lambda whose elements are known before it starts.</summary>
/// <param name="Region">What is repeated: the loop, or the lambda.</param>
/// <param name="Body">All code that runs from the statement's start to its end.</param>
/// <param name="Statement">The statement before which a query for all elements can stand.</param>
/// <param name="Elements">The collection of the elements, as the statement writes it.</param>
/// <param name="Element">The variable that holds one.</param>
/// <param name="Source">How they are visited twice.</param>
internal sealed record ElementLoop(IOperation Region, IOperation Body, StatementSyntax Statement, IOperation Elements, ISymbol Element, ElementSource Source)
{
    /// <summary>The loop around it whose elements hold the elements: <c>foreach (var line in order.Lines)</c> in a loop over orders.</summary>
    public ElementLoop? Outer { get; init; }

    /// <summary>How many elements there are is not visible, and they need not fit into one query: a caller's sequence, or a query without a limit.</summary>
    public bool IsUnbounded { get; init; }

    /// <summary>The outermost: where the query goes, and what must let it go there.</summary>
    public ElementLoop Whole => Outer?.Whole ?? this;

    /// <summary>The loop alone, and where possible with the loops around it first.</summary>
    public static IEnumerable<ElementLoop> Of(Repetition repetition, Facts facts)
    {
        if (repetition.Owner is IForEachLoopOperation loop)
        {
            if (OfStatement(loop, facts) is { } alone)
            {
                if (Enclosed(alone, loop, facts) is { } enclosed)
                {
                    yield return enclosed;
                }

                yield return alone;
            }
        }
        else if (repetition is { Lambda: { } lambda, Owner: IInvocationOperation call, Source: { } source } && OfLambda(lambda, call, source, facts) is { } perElement)
        {
            yield return perElement;
        }
    }

    /// <summary>A local or parameter that a pass makes: declared in what is repeated, and not by the query itself.</summary>
    public bool Declares(ISymbol symbol, SyntaxNode call)
    {
        var region = Whole.Region.Syntax;
        return symbol.DeclaringSyntaxReferences is [{ } reference] && reference.SyntaxTree == region.SyntaxTree && region.Span.Contains(reference.Span) &&
            (symbol is ILocalSymbol || !call.Span.Contains(reference.Span));
    }

    private static ElementLoop? OfStatement(IForEachLoopOperation loop, Facts facts) =>
        loop is { IsAsynchronous: false, LoopControlVariable: IVariableDeclaratorOperation { Symbol: { } element } } &&
        loop.Syntax is ForEachStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } statement &&
        (statement.Type.IsVar || SymbolEqualityComparer.Default.Equals(ElementOf(Operations.Unconverted(loop.Collection).Type), element.Type)) &&
        !KeyBatch.HasComments(statement.Expression) && SourceOf(loop.Collection, loop.Body, facts) is { } source &&
        IsOpenEnded(loop.Collection, source, facts) is var isUnbounded && !(isUnbounded && StopsEarly(loop))
            ? new ElementLoop(loop, loop.Body, statement, Operations.Unconverted(loop.Collection), element, source) { IsUnbounded = isUnbounded }
            : null;

    private static bool IsOpenEnded(IOperation elements, ElementSource source, Facts facts)
    {
        if (source != ElementSource.Query)
        {
            return source == ElementSource.Sequence;
        }

        foreach (var step in facts.Queries.Of(elements)?.Operators ?? [])
        {
            if (step.TargetMethod.Name is "Take" or "TakeLast")
            {
                return false;
            }
        }

        return true;
    }

    // Left from within a chunk, the loop would go on with the next one.
    private static bool StopsEarly(IForEachLoopOperation loop)
    {
        foreach (var operation in loop.Body.Descendants())
        {
            if (operation is IBranchOperation { BranchKind: BranchKind.Break } jump && SymbolEqualityComparer.Default.Equals(jump.Target, loop.ExitLabel))
            {
                return true;
            }
        }

        return false;
    }

    // Nothing in the outer pass decides whether the inner loop runs, or what is in its collection (rows that are loaded may appear there).
    private static ElementLoop? Enclosed(ElementLoop inner, IForEachLoopOperation loop, Facts facts)
    {
        if (loop.Parent is not IBlockOperation { Parent: IForEachLoopOperation outerLoop } block || inner.Source != ElementSource.Collection ||
            inner.Elements is not IMemberReferenceOperation { Instance: ILocalReferenceOperation owner } || OfStatement(outerLoop, facts) is not { } outer ||
            !SymbolEqualityComparer.Default.Equals(owner.Local, outer.Element) || Operations.SymbolOf(inner.Elements) is not { } collection || inner.Elements.Type?.NullableAnnotation == NullableAnnotation.Annotated)
        {
            return null;
        }

        foreach (var earlier in block.Operations)
        {
            if (ReferenceEquals(earlier, loop))
            {
                return inner with { Outer = outer };
            }

            foreach (var operation in earlier.DescendantsAndSelf())
            {
                if (operation is IBranchOperation or IReturnOperation or IThrowOperation || facts.RoundTrips.Of(operation) is not null ||
                    operation is IMemberReferenceOperation member && SymbolEqualityComparer.Default.Equals(member.Member, collection) ||
                    operation is IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.Length: > 0 })
                {
                    return null;
                }
            }
        }

        return null;
    }

    // lines.Select(l => …).ToList(), in a statement of its own.
    private static ElementLoop? OfLambda(IAnonymousFunctionOperation lambda, IInvocationOperation call, IOperation elements, Facts facts)
    {
        if (lambda.Symbol is not { IsAsync: false, Parameters: [{ } element] } || !IsSequenceOperator(call) ||
            SourceOf(elements, lambda, facts) is not ElementSource.Collection || !RunsAtOnce(call, out var last))
        {
            return null;
        }

        for (var current = last; current is not null; current = current.Parent!)
        {
            switch (current)
            {
                case IVariableDeclarationGroupOperation or IExpressionStatementOperation or IReturnOperation { Kind: OperationKind.Return }:
                    return current.Syntax is StatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } statement
                        ? new ElementLoop(lambda, current, statement, elements, element, ElementSource.Collection)
                        : null;
                case IInvocationOperation or IArgumentOperation or IVariableInitializerOperation or IVariableDeclaratorOperation or IVariableDeclarationOperation or ISimpleAssignmentOperation or
                    IConversionOperation or IObjectCreationOperation:
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool RunsAtOnce(IInvocationOperation call, out IOperation last)
    {
        last = call;
        var current = call;
        while (IsSequenceOperator(current))
        {
            last = current;
            if (current.TargetMethod.Name is "ToList" or "ToArray" or "ToDictionary" or "ToHashSet" or "ToLookup" or "Sum" or "Count" or "Max" or "Min" or "Average")
            {
                return true;
            }

            if (current.Parent is not IArgumentOperation { Parent: IInvocationOperation { Arguments.Length: > 0 } next } argument || !ReferenceEquals(next.Arguments[0], argument))
            {
                return false;
            }

            current = next;
        }

        return false;
    }

    private static bool IsSequenceOperator(IInvocationOperation call) =>
        call.TargetMethod is { IsExtensionMethod: true, ContainingType: { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } } };

    private static ElementSource? SourceOf(IOperation elements, IOperation body, Facts facts)
    {
        var source = Operations.Unconverted(elements);
        if (source.Type is null)
        {
            return null;
        }

        if (facts.Queries.IsQueryable(source.Type))
        {
            return facts.Queries.Of(source) is { Origin: QueryOrigin.Database } ? ElementSource.Query : null;
        }

        if (!IsCollection(source.Type))
        {
            return IsHandedIn(source) ? ElementSource.Sequence : null;
        }

        for (var current = source; ; )
        {
            switch (current)
            {
                case ILocalReferenceOperation local:
                    return local.Local.IsRef || Writes.Any(local.Local, body) ? null : ElementSource.Collection;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter.RefKind != RefKind.None || Writes.Any(parameter.Parameter, body) ? null : ElementSource.Collection;
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

    // A parameter, or what an object holds: made by others, who do not see what the loop does. A local may be filtered by what the loop changes.
    private static bool IsHandedIn(IOperation source)
    {
        if (source.Type?.OriginalDefinition.SpecialType != SpecialType.System_Collections_Generic_IEnumerable_T)
        {
            return false;
        }

        while (source is IPropertyReferenceOperation { Instance: { } owner, Arguments.Length: 0 } property && IsStored(property.Property))
        {
            source = owner;
        }

        return source is IParameterReferenceOperation { Parameter: { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } } };
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

    /// <summary>What a collection holds, where its type shows it.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [{ } only] } => only,
        _ => null,
    };

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
}
