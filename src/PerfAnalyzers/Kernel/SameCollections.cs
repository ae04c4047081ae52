using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether an expression stands for the same collection on each pass of a repetition. What the collection holds may change: a list
/// that grows in the loop is the same list. A collection that a pass makes, is given or reaches through its element is not.
/// </summary>
internal static class SameCollections
{
    private const int MaximumDepth = 8;

    /// <summary>Whether the expression stands for the same collection on each pass.</summary>
    public static bool Is(IOperation collection, Repetition loop, Facts facts, CancellationToken cancellation) => Is(collection, loop, facts, cancellation, 0);

    private static bool Is(IOperation? value, Repetition loop, Facts facts, CancellationToken cancellation, int depth)
    {
        if (value is null || depth > MaximumDepth)
        {
            return value is null;
        }

        value = Operations.Unconverted(value);
        if (value.ConstantValue.HasValue)
        {
            return true;
        }

        switch (value)
        {
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return true;
            case ILocalReferenceOperation { Local: var local }:
                return Operations.IsDeclaredIn(local, loop.Region.Syntax)
                    ? !loop.IsElement(local) && !local.IsForEach && Writes.OnlyValue(local, loop.Region) is { } only && Is(LinearSearches.Root(only), loop, facts, cancellation, depth + 1)
                    : !Writes.Any(local, loop.Region);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return !loop.IsElement(parameter) && !Operations.IsBoundWithin(parameter, value, loop.Region) && !IsOfFunctionIn(parameter, loop.Region) && !Writes.Any(parameter, loop.Region);
            case IFieldReferenceOperation field:
                return Is(field.Instance, loop, facts, cancellation, depth + 1) && (field.Field.IsReadOnly || !Writes.Any(field.Field, loop.Region));
            case IPropertyReferenceOperation property:
                return (facts.Knowledge.EffectsOf(property.Property) & ApiEffects.Advances) == 0 && Is(property.Instance, loop, facts, cancellation, depth + 1) &&
                    HaveSame(property.Arguments, loop, facts, cancellation, depth) && !Writes.Any(property.Property, loop.Region) && IsStored(property.Property, facts, cancellation);
            case IArrayElementReferenceOperation element:
                return Is(element.ArrayReference, loop, facts, cancellation, depth + 1) && HaveSame(element.Indices, loop, facts, cancellation, depth);
            case IConditionalAccessInstanceOperation when Operations.AccessedBy(value) is { } accessed:
                return Is(accessed, loop, facts, cancellation, depth + 1);
            case IConditionalAccessOperation access:
                return Is(access.WhenNotNull, loop, facts, cancellation, depth + 1);
            case ICoalesceOperation coalesce:
                return Is(coalesce.Value, loop, facts, cancellation, depth + 1);
            default:
                return false;
        }
    }

    private static bool HaveSame<T>(IEnumerable<T> values, Repetition loop, Facts facts, CancellationToken cancellation, int depth)
        where T : IOperation
    {
        foreach (var value in values)
        {
            if (!Is(value, loop, facts, cancellation, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    // The parameter of a lambda or local function that lies in the loop.
    private static bool IsOfFunctionIn(IParameterSymbol parameter, IOperation region) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction } && Operations.IsDeclaredIn(parameter.ContainingSymbol, region.Syntax) &&
        !ReferenceEquals(parameter.ContainingSymbol.DeclaringSyntaxReferences[0].GetSyntax(), region.Syntax);

    // A property that hands out what it keeps, or whose code lies elsewhere. One that computes answers with a new collection each time.
    internal static bool IsStored(IPropertySymbol property, Facts facts, CancellationToken cancellation)
    {
        if (property.GetMethod is not { } getter || !facts.IsOwn(property) || property.IsAbstract || property.ContainingType.TypeKind == TypeKind.Interface)
        {
            return true;
        }

        var body = facts.Bodies.Of(getter, cancellation) ?? facts.Bodies.Of(property, cancellation);
        return body switch
        {
            null or IPropertyInitializerOperation => true,
            IBlockOperation { Operations: [IReturnOperation { ReturnedValue: { } returned }] } => IsKept(returned),
            IMethodBodyOperation { BlockBody: { Operations: [IReturnOperation { ReturnedValue: { } returned }] } } => IsKept(returned),
            IMethodBodyOperation { ExpressionBody: { Operations: [IReturnOperation { ReturnedValue: { } returned }] } } => IsKept(returned),
            _ => false,
        };
    }

    // _lines, _lines ?? [], _lines ??= Load(), _inner.Lines.
    private static bool IsKept(IOperation returned) => Operations.Unconverted(returned) switch
    {
        IFieldReferenceOperation or IPropertyReferenceOperation or ICoalesceAssignmentOperation => true,
        ICoalesceOperation { Value: { } kept } => IsKept(kept),
        IArrayCreationOperation or ICollectionExpressionOperation => true,
        _ => false,
    };
}
