using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>Loops that compare two collections, or look for a value in one, and are left with the answer.</summary>
internal static class ElementQuestions
{
    private const int MostValues = 3;

    /// <summary>The plan for <c>if (a[i] == x) return i;</c> and its like.</summary>
    public static ElementPlan? Of(ElementRange range, IConditionalOperation choice, Site site)
    {
        if (Answer.Of(range, choice.WhenTrue) is not { } answer)
        {
            return null;
        }

        return OfComparison(range, choice.Condition, answer, site) ?? OfSearch(range, choice.Condition, answer, site);
    }

    // if (a[i] != b[i]) { return false; }
    private static ElementPlan? OfComparison(ElementRange range, IOperation condition, Answer answer, Site site)
    {
        if (range.End is not { } end || answer.IsIndex || condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, OperatorMethod: null, IsLifted: false } comparison ||
            ElementSlot.Of(Operations.Unconverted(comparison.LeftOperand), range) is not { } left || ElementSlot.Of(Operations.Unconverted(comparison.RightOperand), range) is not { } right ||
            !IsComparable(left) || !IsComparable(right) || !SymbolEqualityComparer.Default.Equals(left.Element, right.Element) || left.IsOfSame(right) ||
            !ElementBounds.IsCounted(range, left, right) || !ElementBounds.Holds(range, left) || !ElementBounds.Holds(range, right) || !ElementPlan.HasSpans(site, "SequenceEqual"))
        {
            return null;
        }

        var (from, count) = (range.FromText(left), range.CountText());
        var text = $"{View(left, Part(left))}.SequenceEqual({(Part(right) is null && right.Holder is not ElementHolder.Text ? right.Owner.Syntax.ToString() : View(right, Part(right)))})";
        return new ElementPlan("compares elements", "SequenceEqual", answer.Shape, (answer.Hit == true ? "!" : "") + text, [left.Owner, right.Owner]);

        string? Part(ElementSlot slot) => from is null && ElementBounds.IsLengthOf(end, slot.Owner) ? null : $"{from ?? "0"}, {count}";
    }

    // if (a[i] == x) { return i; }
    private static ElementPlan? OfSearch(ElementRange range, IOperation condition, Answer answer, Site site)
    {
        var values = new List<(IOperation Value, ITypeSymbol Type)>();
        var isExcept = IsExcept(condition);
        ElementSlot? slot = null;
        if (!Collect(condition, isExcept, range, values, ref slot) || slot is null || values.Count is 0 or > MostValues || slot.Offset is not null || !ElementBounds.Holds(range, slot) || answer.IsIndex && range.Collection is not null ||
            slot.Holder is ElementHolder.None || slot.Holder == ElementHolder.List && (isExcept || values.Count > 1))
        {
            return null;
        }

        var member = values.Count == 1 && !isExcept ? (answer.IsIndex ? "IndexOf" : slot.Holder == ElementHolder.Array ? "IndexOf" : "Contains") : (answer.IsIndex ? "IndexOfAny" : "ContainsAny") + (isExcept ? "Except" : "");
        if (values.Count > 1 || isExcept)
        {
            if (!ElementPlan.HasSpans(site, member) && !ElementPlan.HasSpans(site, member = "IndexOfAny" + (isExcept ? "Except" : "")))
            {
                return null;
            }
        }
        else if (!ElementPlan.Has(site, "System.MemoryExtensions", "IndexOf"))
        {
            // An older runtime: its calls look at elements one by one, too.
            return null;
        }

        var name = slot.Holder == ElementHolder.Array && member == "IndexOf" ? "Array.IndexOf" : member;
        return new ElementPlan("looks at elements", name, answer.Shape, range.IsFromZero && IsPrimary(slot.Owner.Syntax) ? SearchText(slot, values, member, answer, site) : null, [slot.Owner]);
    }

    // What a member can be called of as it is written.
    private static bool IsPrimary(SyntaxNode owner) => owner is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax;

    private static string? SearchText(ElementSlot slot, List<(IOperation Value, ITypeSymbol Type)> values, string member, Answer answer, Site site)
    {
        var texts = new List<string>(values.Count);
        foreach (var (value, type) in values)
        {
            texts.Add(SymbolEqualityComparer.Default.Equals(type, slot.Element) ? value.Syntax.ToString() : $"({Keyword(slot.Element)}){(value.Syntax is BinaryExpressionSyntax ? $"({value.Syntax})" : value.Syntax.ToString())}");
        }

        var arguments = string.Join(", ", texts);

        if (member == "Contains" && slot.Holder == ElementHolder.Text && !HasContains(slot.Owner.Type!))
        {
            member = "IndexOf";
        }

        var call = slot.Holder == ElementHolder.Array && member == "IndexOf"
            ? $"{ElementPlan.ArrayName(site)}.IndexOf({slot.Owner.Syntax}, {arguments})"
            : $"{(values.Count > 1 || member is not ("IndexOf" or "Contains") ? View(slot, null) : slot.Owner.Syntax.ToString())}.{member}({arguments})";
        var isPosition = member.StartsWith("IndexOf", StringComparison.Ordinal);
        return answer.IsIndex ? call : isPosition ? call + (answer.Hit == true ? " >= 0" : " < 0") : (answer.Hit == true ? "" : "!") + call;
    }

    private static bool HasContains(ITypeSymbol text)
    {
        foreach (var member in text.GetMembers("Contains"))
        {
            if (member is IMethodSymbol { Parameters: [{ Type.SpecialType: SpecialType.System_Char }] })
            {
                return true;
            }
        }

        return false;
    }

    // != x, or != x && != y: whatever is none of them.
    private static bool IsExcept(IOperation condition) => condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals or BinaryOperatorKind.ConditionalAnd } ||
        condition is IIsPatternOperation { Pattern: INegatedPatternOperation };

    private static bool Collect(IOperation condition, bool isExcept, ElementRange range, List<(IOperation Value, ITypeSymbol Type)> values, ref ElementSlot? slot)
    {
        switch (condition)
        {
            case IParenthesizedOperation inner:
                return Collect(inner.Operand, isExcept, range, values, ref slot);
            case IBinaryOperation { OperatorKind: var kind } both when kind == (isExcept ? BinaryOperatorKind.ConditionalAnd : BinaryOperatorKind.ConditionalOr):
                return Collect(both.LeftOperand, isExcept, range, values, ref slot) && Collect(both.RightOperand, isExcept, range, values, ref slot);
            case IBinaryOperation { OperatorMethod: null, IsLifted: false, OperatorKind: var kind } comparison when kind == (isExcept ? BinaryOperatorKind.NotEquals : BinaryOperatorKind.Equals):
                return Add(comparison.LeftOperand, comparison.RightOperand, range, values, ref slot) || Add(comparison.RightOperand, comparison.LeftOperand, range, values, ref slot);
            case IIsPatternOperation { Value: var value, Pattern: var pattern }:
                return CollectPattern(value, isExcept ? (pattern as INegatedPatternOperation)?.Pattern : pattern, range, values, ref slot);
            default:
                return false;
        }
    }

    private static bool CollectPattern(IOperation value, IPatternOperation? pattern, ElementRange range, List<(IOperation Value, ITypeSymbol Type)> values, ref ElementSlot? slot) => pattern switch
    {
        IConstantPatternOperation { Value: var constant } => Add(value, constant, range, values, ref slot),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => CollectPattern(value, either.LeftPattern, range, values, ref slot) && CollectPattern(value, either.RightPattern, range, values, ref slot),
        _ => false,
    };

    private static bool Add(IOperation element, IOperation value, ElementRange range, List<(IOperation Value, ITypeSymbol Type)> values, ref ElementSlot? slot)
    {
        if (ElementSlot.Of(Unwidened(element), range) is not { } found || !IsComparable(found) || slot is not null && !(slot.IsOfSame(found) && SameCode.Is(slot.Offset, found.Offset)))
        {
            return false;
        }

        var bare = Unwidened(value);
        if (bare.Type is not { } type || !range.IsStable(bare) || !(SymbolEqualityComparer.Default.Equals(type, found.Element) || value.ConstantValue.HasValue && Fits(value.ConstantValue.Value, found.Element.SpecialType)))
        {
            return false;
        }

        slot = found;
        values.Add((bare, type));
        return true;
    }

    // Bytes and characters are compared as integers.
    private static IOperation Unwidened(IOperation operand) => operand is IConversionOperation { OperatorMethod: null, Conversion: { IsNumeric: true, IsImplicit: true } } conversion ? conversion.Operand : operand;

    private static bool Fits(object? value, SpecialType type)
    {
        var number = value switch
        {
            char character => character,
            sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
            _ => long.MinValue,
        };
        return type switch
        {
            SpecialType.System_SByte => number is >= sbyte.MinValue and <= sbyte.MaxValue,
            SpecialType.System_Byte => number is >= 0 and <= byte.MaxValue,
            SpecialType.System_Int16 => number is >= short.MinValue and <= short.MaxValue,
            SpecialType.System_UInt16 or SpecialType.System_Char => number is >= 0 and <= ushort.MaxValue,
            SpecialType.System_Int32 => number is >= int.MinValue and <= int.MaxValue,
            SpecialType.System_UInt32 => number is >= 0 and <= uint.MaxValue,
            SpecialType.System_Int64 => number != long.MinValue,
            SpecialType.System_UInt64 => number >= 0,
            _ => false,
        };
    }

    private static string Keyword(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_SByte => "sbyte",
        SpecialType.System_Byte => "byte",
        SpecialType.System_Int16 => "short",
        SpecialType.System_UInt16 => "ushort",
        SpecialType.System_Char => "char",
        SpecialType.System_UInt32 => "uint",
        SpecialType.System_Int64 => "long",
        SpecialType.System_UInt64 => "ulong",
        _ => "int",
    };

    // Numbers, characters and truth values: by their bits. Enums lack what the calls ask of a type.
    private static bool IsComparable(ElementSlot slot) => slot.Element.TypeKind != TypeKind.Enum && LinearSearches.IsVectorised(slot.Element);

    private static string View(ElementSlot slot, string? part)
    {
        var owner = slot.Owner.Syntax.ToString();
        return slot.Holder is ElementHolder.Span or ElementHolder.ReadOnlySpan ? part is null ? owner : $"{owner}.Slice({part})" : $"{owner}.AsSpan({part})";
    }

    /// <summary>What a loop answers when an element fits, and what is answered behind it when none does.</summary>
    /// <param name="IsIndex">The counter, or -1.</param>
    /// <param name="Hit">The truth value of a hit; the other one stands for a miss.</param>
    /// <param name="Shape">How it is answered: see <see cref="ElementwiseLoop"/>.</param>
    private sealed record Answer(bool IsIndex, bool? Hit, string Shape)
    {
        public static Answer? Of(ElementRange range, IOperation hit)
        {
            if (range.Loop.Parent is not IBlockOperation block || block.Operations.IndexOf(range.Loop) is var place && place < 0)
            {
                return null;
            }

            while (hit is IBlockOperation { Operations: [var only] })
            {
                hit = only;
            }

            if (hit is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } found })
            {
                return place + 1 < block.Operations.Length && block.Operations[place + 1] is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } missed } ? Of(range, found, missed, ElementwiseLoop.ReturnShape) : null;
            }

            // var found = false; for (…) { if (…) { found = true; break; } }
            return hit is IBlockOperation { Operations: [IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Value: { } set } }, IBranchOperation { BranchKind: BranchKind.Break }] } &&
                place > 0 && block.Operations[place - 1] is IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: var declared } declarator] }] } && SymbolEqualityComparer.Default.Equals(local, declared) &&
                declarator.GetVariableInitializer()?.Value is { } initial
                ? Of(range, set, initial, ElementwiseLoop.LocalShape)
                : null;
        }

        private static Answer? Of(ElementRange range, IOperation hit, IOperation miss, string shape)
        {
            // What is cast would have to be cast again.
            if (hit is IConversionOperation { IsImplicit: false })
            {
                return null;
            }

            (hit, miss) = (Operations.Unconverted(hit), Operations.Unconverted(miss));
            if (hit.ConstantValue is { HasValue: true, Value: bool found } && miss.ConstantValue is { HasValue: true, Value: bool missed })
            {
                return found != missed ? new Answer(false, found, shape) : null;
            }

            return hit is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, range.Variable) && miss.ConstantValue is { HasValue: true, Value: -1 } ? new Answer(true, null, shape) : null;
        }
    }
}
