using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>An assignment that copies all of a collection to add to it.</summary>
/// <param name="Target">The collection.</param>
/// <param name="Added">What comes behind it, in order; a sequence whose elements are added is an <see cref="ISpreadOperation"/> or an argument.</param>
/// <param name="IsLazy">Nothing is copied: one more iterator is put around the others.</param>
/// <param name="IsPlain">Everything is added behind, and duplicates stay.</param>
internal sealed record CopyGrowth(IOperation Target, ImmutableArray<IOperation> Added, bool IsLazy, bool IsPlain)
{
    /// <summary>Reads an assignment or a call of <c>Array.Resize</c>; null when it copies nothing, or something else.</summary>
    public static CopyGrowth? Of(IOperation operation)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment:
                return OfValue(Operations.Unconverted(assignment.Value), assignment.Target);
            case IInvocationOperation { TargetMethod: { Name: "Resize", ContainingType.SpecialType: SpecialType.System_Array }, Arguments.Length: 2 } resize
                when IsLittleMore(resize.Arguments[1].Value, resize.Arguments[0].Value):
                return new(resize.Arguments[0].Value, [], false, false);
            default:
                return null;
        }
    }

    private static CopyGrowth? OfValue(IOperation value, IOperation target)
    {
        switch (value)
        {
            case ICollectionExpressionOperation collection:
                return OfElements(collection, target);
            case IInvocationOperation { TargetMethod: { ContainingType: { Name: "ImmutableArray", ContainingNamespace.Name: "Immutable" }, Name: "Add" or "AddRange" or "Insert" or "InsertRange" or "Remove" or "RemoveAt" } method, Instance: { } instance } call
                when Accumulation.Same(instance, target):
                var isPlain = method.Name is "Add" or "AddRange" && call.Arguments.Length == 1;
                return new(target, isPlain ? [call.Arguments[0]] : [], false, isPlain);
            case IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } method } call:
                return OfChain(call, method.Name, target);
            case IObjectCreationOperation { Arguments: [var argument], Initializer.Initializers.Length: > 0 } creation when IsList(creation.Type) && Accumulation.Same(argument.Value, target):
                return new(target, [], false, false);
            default:
                return null;
        }
    }

    private static CopyGrowth? OfElements(ICollectionExpressionOperation collection, IOperation target)
    {
        for (var i = 0; i < collection.Elements.Length; i++)
        {
            if (collection.Elements[i] is ISpreadOperation spread && Accumulation.Same(spread.Operand, target))
            {
                return collection.Elements.Length > 1 ? new(target, i == 0 ? collection.Elements.RemoveAt(0) : [], false, i == 0) : null;
            }
        }

        return null;
    }

    // a.Append(x).ToArray(), a.Concat(b).ToList(), a.Concat(b)
    private static CopyGrowth? OfChain(IInvocationOperation call, string name, IOperation target)
    {
        var isCopied = name is "ToArray" or "ToList";
        var isPlain = isCopied;
        var added = ImmutableArray.CreateBuilder<IOperation>();
        var step = isCopied ? Operations.Unconverted(call.Arguments[0].Value) : call;
        for (; step is IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } operation, Arguments.Length: 2 } inner; step = Operations.Unconverted(inner.Arguments[0].Value))
        {
            switch (operation.Name)
            {
                case "Append" or "Concat":
                    added.Insert(0, inner.Arguments[1]);
                    break;
                case "Prepend" or "Union":
                    isPlain = false;
                    break;
                default:
                    return null;
            }
        }

        if (ReferenceEquals(step, call) || !Accumulation.Same(step, target))
        {
            return null;
        }

        // Append and Prepend of a lazy sequence are kept in one list by the library.
        return isCopied ? added.Count > 0 || !isPlain ? new(target, isPlain ? added.ToImmutable() : [], false, isPlain) : null
            : name is "Concat" or "Union" ? new(target, [], true, false) : null;
    }

    private static bool IsLittleMore(IOperation length, IOperation array) =>
        Operations.Unconverted(length) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, RightOperand.ConstantValue.HasValue: true, LeftOperand: IPropertyReferenceOperation { Property.Name: "Length", Instance: { } counted } } &&
        Accumulation.Same(counted, array);

    private static bool IsList(ITypeSymbol? type) => type is { Name: "List", ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } };
}
