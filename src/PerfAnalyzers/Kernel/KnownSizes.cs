using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Collections that are small however much data there is: written out in the code, cut to a constant, made of a constant text, or of
/// elements of which there are only few (enums, what reflection tells).
/// </summary>
internal static class KnownSizes
{
    /// <summary>From so many elements on a set pays for strings and objects.</summary>
    public const int Few = Heat.SmallTripCount;

    /// <summary>From so many elements on a set pays for numbers, which are compared many at a time.</summary>
    public const int FewNumbers = 64;

    private const int MaximumDepth = 6;

    /// <summary>Whether the code shows that a collection has at most <paramref name="limit"/> elements.</summary>
    public static bool IsFew(IOperation collection, int limit, Facts facts, CancellationToken cancellation) => IsFew(collection, limit, facts, cancellation, 0);

    /// <summary>Whether there are only few elements of a type, wherever they come from.</summary>
    public static bool IsFewKind(ITypeSymbol? element)
    {
        switch (element)
        {
            case null:
                return false;
            case { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Char }:
                return true;
        }

        for (var current = element; current is not null; current = current.BaseType)
        {
            if (current is { Name: "Type" or "Attribute" or "CultureInfo" or "TimeZoneInfo" or "Encoding" or "DriveInfo", ContainingNamespace: { Name: "System" or "Globalization" or "Text" or "IO" } } ||
                current.ContainingNamespace is { Name: "Reflection", ContainingNamespace.Name: "System" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFew(IOperation collection, int limit, Facts facts, CancellationToken cancellation, int depth)
    {
        collection = Operations.Unconverted(collection);
        if (depth > MaximumDepth)
        {
            return false;
        }

        switch (collection)
        {
            case IInvocationOperation call:
                return OfCall(call, limit, facts, cancellation, depth);
            case ILocalReferenceOperation local:
                return OfLocal(local, limit, facts, cancellation, depth);
            case IParameterReferenceOperation { Parameter: { } parameter }:
                return parameter.IsParams;
            case IFieldReferenceOperation { Field: { } field }:
                return facts.IsOwn(field) && facts.Bodies.Of(field, cancellation) is IFieldInitializerOperation { Value: { } initial } && IsWrittenOut(initial, limit, facts, cancellation, depth) &&
                    (field.IsReadOnly || !field.IsStatic && field.DeclaredAccessibility == Accessibility.Private || field is { IsStatic: true, DeclaredAccessibility: Accessibility.Private });
            case IPropertyReferenceOperation { Property: { IsVirtual: false, IsAbstract: false } property }:
                return OfProperty(property, limit, facts, cancellation, depth);
            case IConditionalOperation { WhenFalse: { } other } choice:
                return IsFew(choice.WhenTrue, limit, facts, cancellation, depth + 1) && IsFew(other, limit, facts, cancellation, depth + 1);
            case ICoalesceOperation choice:
                return IsFew(choice.Value, limit, facts, cancellation, depth + 1) && IsFew(choice.WhenNull, limit, facts, cancellation, depth + 1);
            case IConditionalAccessInstanceOperation when Operations.AccessedBy(collection) is { } accessed:
                return IsFew(accessed, limit, facts, cancellation, depth + 1);
            default:
                return facts.Loops.IsFew(collection, limit, cancellation);
        }
    }

    // What filters, orders and converts makes nothing longer; Take cuts.
    private static bool OfCall(IInvocationOperation call, int limit, Facts facts, CancellationToken cancellation, int depth)
    {
        var method = call.TargetMethod;
        if (method is { Name: "Take" or "TakeLast", ContainingType: { Name: "Enumerable" or "Queryable" } } && Operations.Argument(call, 1) is { ConstantValue: { HasValue: true, Value: int count } })
        {
            return count <= limit;
        }

        switch (method)
        {
            case { Name: "Split", ContainingType.SpecialType: SpecialType.System_String }:
                return call.Instance?.ConstantValue is { HasValue: true, Value: string text } && text.Length <= limit * 16;
            case { Name: "GetValues" or "GetNames" or "GetValuesAsUnderlyingType", ContainingType.SpecialType: SpecialType.System_Enum }:
                return true;
            case { ContainingType.Name: "Enumerable" or "ImmutableArrayExtensions", Name: "Concat" or "Union" or "Append" or "Prepend" or "SelectMany" or "Range" or "Repeat" or "Join" or "GroupJoin" or "Zip" }:
                return facts.Loops.IsFew(call, limit, cancellation);
            case { ContainingType.Name: "Enumerable" or "ImmutableArrayExtensions" or "ImmutableArray" or "ImmutableList" or "MemoryExtensions" or "Array" or "CollectionsMarshal" }:
                return call.Arguments.Length > 0 && Operations.Argument(call, 0) is { } source &&
                    (Collections.Is(source.Type) || source.Type?.Name is "Span" or "ReadOnlySpan") && IsFew(source, limit, facts, cancellation, depth + 1);
            case { Name: "AsReadOnly" or "ToList" or "ToArray" or "ToImmutable" or "AsSpan" or "ConvertAll" or "FindAll" }:
                return call.Instance is { } instance && IsFew(instance, limit, facts, cancellation, depth + 1);
            default:
                return false;
        }
    }

    // A local of one value that nobody adds to: see Loops; or one whose values are all short.
    private static bool OfLocal(ILocalReferenceOperation local, int limit, Facts facts, CancellationToken cancellation, int depth)
    {
        if (facts.Loops.IsFew(local, limit, cancellation))
        {
            return true;
        }

        if (IsAddedTo(local))
        {
            return false;
        }

        var values = LocalValues.Around(local).Of(local.Local);
        foreach (var (_, value) in values)
        {
            if (value is null || !IsFew(value, limit, facts, cancellation, depth + 1))
            {
                return false;
            }
        }

        return values.Count > 0;
    }

    private static bool IsAddedTo(ILocalReferenceOperation local)
    {
        if (local.Type is IArrayTypeSymbol)
        {
            return false;
        }

        foreach (var operation in Operations.Root(local).Descendants())
        {
            if (operation is IInvocationOperation { Instance: ILocalReferenceOperation receiver, TargetMethod: { } method } && SymbolEqualityComparer.Default.Equals(receiver.Local, local.Local) && !Collections.IsRead(method))
            {
                return true;
            }
        }

        return false;
    }

    private static bool OfProperty(IPropertySymbol property, int limit, Facts facts, CancellationToken cancellation, int depth)
    {
        if (!facts.IsOwn(property) || property.SetMethod is { DeclaredAccessibility: not Accessibility.Private })
        {
            return false;
        }

        return facts.Bodies.Of(property, cancellation) switch
        {
            IPropertyInitializerOperation { Value: { } initial } => IsWrittenOut(initial, limit, facts, cancellation, depth),
            IBlockOperation { Operations: [IReturnOperation { ReturnedValue: { } returned }] } => IsFew(returned, limit, facts, cancellation, depth + 1),
            _ => false,
        };
    }

    // A field that starts empty is filled later.
    private static bool IsWrittenOut(IOperation initial, int limit, Facts facts, CancellationToken cancellation, int depth)
    {
        initial = Operations.Unconverted(initial);
        return TaskSource.Elements(initial) is { Length: var count } ? count > 0 && count <= limit : initial is not (ICollectionExpressionOperation or IObjectCreationOperation or IArrayCreationOperation) && IsFew(initial, limit, facts, cancellation, depth + 1);
    }
}
