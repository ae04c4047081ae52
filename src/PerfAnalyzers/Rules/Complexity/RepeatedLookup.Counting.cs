using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A number under a key that is read and written back larger or smaller.</summary>
/// <param name="Before">The statement that reads it; null when the assignment does.</param>
/// <param name="IsSafe">Nothing between reading and writing can move the place of the value.</param>
internal sealed record CountedKey(IOperation? Before, bool IsSafe)
{
    public static CountedKey? Of(IAssignmentOperation assignment, DictionaryRead written)
    {
        if (!IsNumber(written.Operation.Type))
        {
            return null;
        }

        switch (Operations.Unconverted(assignment.Value))
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum when Unchanged(sum, written):
                if (Operations.Unconverted(sum.LeftOperand) is IInvocationOperation { TargetMethod.Name: "GetValueOrDefault" } read)
                {
                    return Asks(read, written) && read.Arguments.Length == (read.Instance is null ? 2 : 1) ? new CountedKey(null, IsPlain(sum.RightOperand)) : null;
                }

                return Operations.Unconverted(sum.LeftOperand) is ILocalReferenceOperation old && BeforeOf(assignment) is { } before && Reads(before, old.Local, written) && IsUsedOnce(old, assignment)
                    ? new CountedKey(before, IsPlain(sum.RightOperand))
                    : null;

            // map.TryGetValue(key, out var n) ? n + 1 : 1
            case IConditionalOperation { Condition: IInvocationOperation { TargetMethod.Name: "TryGetValue" } asked, WhenFalse: { } otherwise } choice when Asks(asked, written) &&
                Operations.Unconverted(choice.WhenTrue) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } more && Unchanged(more, written) && Operations.Unconverted(more.LeftOperand) is ILocalReferenceOperation found &&
                Declares(asked, found.Local) && SameCode.Is(Operations.Unconverted(more.RightOperand), Operations.Unconverted(otherwise)):
                return new CountedKey(null, IsPlain(otherwise));
            default:
                return null;
        }
    }

    // byte + int is int and converted back: another addition than +=.
    private static bool Unchanged(IBinaryOperation sum, DictionaryRead written) => sum.OperatorMethod is null && SymbolEqualityComparer.Default.Equals(sum.Type, written.Operation.Type) || sum.Type?.SpecialType == SpecialType.System_Decimal && written.Operation.Type?.SpecialType == SpecialType.System_Decimal;

    private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Decimal or (>= SpecialType.System_Int32 and <= SpecialType.System_UInt64);

    // Of the dictionary, or of an extension method that is given it.
    private static bool Asks(IInvocationOperation call, DictionaryRead written)
    {
        var shift = call.Instance is null ? 1 : 0;
        return Operations.Receiver(call) is { } map && call.Arguments.Length > shift && SameCode.Is(Operations.Unconverted(map), Operations.Unconverted(written.Map)) && SameCode.Is(Operations.Unconverted(call.Arguments[shift].Value), Operations.Unconverted(written.Key));
    }

    private static IOperation? BeforeOf(IOperation assignment)
    {
        if (assignment.Parent is not { Parent: IBlockOperation block } statement)
        {
            return null;
        }

        var index = block.Operations.IndexOf(statement);
        return index > 0 ? block.Operations[index - 1] : null;
    }

    private static bool Reads(IOperation statement, ILocalSymbol local, DictionaryRead written) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "TryGetValue" } call } && Asks(call, written) && Declares(call, local);

    private static bool Declares(IInvocationOperation call, ILocalSymbol local) =>
        call.Arguments[call.Arguments.Length - 1].Value is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } && SymbolEqualityComparer.Default.Equals(declared.Local, local);

    private static bool IsUsedOnce(ILocalReferenceOperation use, IOperation assignment)
    {
        foreach (var part in Operations.Root(assignment).Descendants())
        {
            if (part is ILocalReferenceOperation other && SymbolEqualityComparer.Default.Equals(other.Local, use.Local) && !ReferenceEquals(other, use) && other.Parent is not IDeclarationExpressionOperation)
            {
                return false;
            }
        }

        return true;
    }

    // What is added is read while the place is held: it must not change the dictionary.
    private static bool IsPlain(IOperation added)
    {
        foreach (var part in added.DescendantsAndSelf())
        {
            if (part is not (ILiteralOperation or ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IInstanceReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } or IBinaryOperation or IConversionOperation or IUnaryOperation or IParenthesizedOperation or IConditionalOperation))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>An enumeration of keys whose body looks each key up.</summary>
/// <param name="First">The first lookup.</param>
/// <param name="IsOffered">All lookups can be written as the value of the pair.</param>
internal sealed record KeyEnumeration(IOperation First, bool IsOffered)
{
    public static KeyEnumeration? Of(IForEachLoopOperation loop, IOperation map)
    {
        if (!DictionaryRead.IsStable(map) || loop.LoopControlVariable is not IVariableDeclaratorOperation { Symbol: { } key })
        {
            return null;
        }

        IOperation? first = null;
        DictionaryRead? read = null;
        var isOffered = true;
        foreach (var part in loop.Body.Descendants())
        {
            if (part is not IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } asked, Arguments: [var argument] } || !SameCode.Is(asked, map) || argument.Value is not ILocalReferenceOperation { Local: var wanted } || !SymbolEqualityComparer.Default.Equals(wanted, key))
            {
                continue;
            }

            if (part.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, part) || part.Parent is IIncrementOrDecrementOperation)
            {
                return null;
            }

            first ??= part;
            read ??= DictionaryRead.Of(part);
            isOffered &= ReferenceEquals(Operations.Function(part), Operations.Function(loop));
        }

        if (first is null || read is null)
        {
            return null;
        }

        foreach (var part in loop.Body.Descendants())
        {
            if (read.IsChangedBy(part, null))
            {
                return null;
            }
        }

        return new KeyEnumeration(first, isOffered);
    }
}
