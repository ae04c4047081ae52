using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>Loops that copy, set or add elements.</summary>
internal static class ElementMoves
{
    /// <summary>The plan for <c>a[i] = …</c>.</summary>
    public static ElementPlan? OfAssignment(ElementRange range, ISimpleAssignmentOperation assignment, Site site)
    {
        if (range.Collection is not null || ElementSlot.Of(assignment.Target, range) is not { Holder: ElementHolder.Array or ElementHolder.Span } target)
        {
            return null;
        }

        return ElementSlot.Of(assignment.Value, range) is { } source ? Copy(range, target, source, site) : Fill(range, target, assignment.Value, site);
    }

    /// <summary>The plan for <c>list.Add(a[i])</c>.</summary>
    public static ElementPlan? OfCall(ElementRange range, IInvocationOperation call, Site site)
    {
        if (call is not { TargetMethod: { Name: "Add" } add, Instance: { Type: { } type } list, Arguments: [{ Value: var added }] } || ElementSlot.KindOf(type) != ElementHolder.List || !ReferenceEquals(add.OriginalDefinition.ContainingType, type.OriginalDefinition) ||
            !range.IsStable(list) || ElementSlot.Of(added, range) is not { Offset: null } source || !range.IsFromZero || source.Holder == ElementHolder.Text || SameCode.Is(Operations.Unconverted(source.Owner), list) ||
            !IsIndependent(list, source.Owner, range) || range.End is { } end && (range.IsInclusive || !ElementBounds.IsLengthOf(end, source.Owner)) || site.Facts.Queries.IsQueryable(source.Owner.Type) || CopiesOf(source, site) is not { } copies)
        {
            return null;
        }

        return new ElementPlan("adds elements", "AddRange", ElementwiseLoop.LoopShape, $"{list.Syntax}.AddRange({source.Owner.Syntax})", [source.Owner], copies ? "" : ElementwiseLoop.AssumesCopy);
    }

    // The list is looked at before the collection, no longer behind it: that makes no difference where the collection runs no code, or the list is in a local that it leaves alone.
    private static bool IsIndependent(IOperation list, IOperation collection, ElementRange range) =>
        range.IsStable(collection) || list is ILocalReferenceOperation { Local: var local } && !Writes.Any(local, range.Loop) || list is IParameterReferenceOperation { Parameter: var parameter } && !Writes.Any(parameter, range.Loop);

    // Whether adding all at once copies a block: certainly, or, for collections behind an interface, in all likelihood; null when it does not.
    private static bool? CopiesOf(ElementSlot source, Site site)
    {
        switch (source.Holder)
        {
            case ElementHolder.Array or ElementHolder.List:
                return true;
            case ElementHolder.Span or ElementHolder.ReadOnlySpan:
                return ElementPlan.Has(site, "System.Collections.Generic.CollectionExtensions", "AddRange") ? true : null;
        }

        var type = source.Owner.Type!;
        if (type is { TypeKind: TypeKind.Interface, Name: "IList" or "ICollection" or "IReadOnlyList" or "IReadOnlyCollection" })
        {
            return false;
        }

        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } && type is { TypeKind: not TypeKind.Interface, ContainingNamespace.Name: not "Concurrent" } && !site.Facts.IsOwn(type))
            {
                return IsCollectionOf(type, source.Element) ? true : null;
            }
        }

        return null;
    }

    private static bool IsCollectionOf(ITypeSymbol type, ITypeSymbol element)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (contract is { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_ICollection_T, TypeArguments: [var held] } && SymbolEqualityComparer.Default.Equals(held, element))
            {
                return true;
            }
        }

        return false;
    }

    private static ElementPlan? Copy(ElementRange range, ElementSlot target, ElementSlot source, Site site)
    {
        if (!SymbolEqualityComparer.Default.Equals(target.Element, source.Element) || source.Holder == ElementHolder.List && target.Holder != ElementHolder.Array)
        {
            return null;
        }

        var isSame = target.IsOfSame(source);
        if (isSame && Ahead(source, target) is not > 0)
        {
            return null;
        }

        // Arrays that are one array copy each element onto itself; spans, and arrays at other places, may reach into each other.
        var isApart = isSame || ElementBounds.IsFresh(target.Owner) || ElementBounds.IsFresh(source.Owner) || source.Holder is ElementHolder.Text or ElementHolder.List ||
            source.Holder == ElementHolder.Array && target.Holder == ElementHolder.Array && SameCode.Is(source.Offset, target.Offset);
        var isCertain = ElementBounds.IsCounted(range, target, source) && ElementBounds.Holds(range, target) && ElementBounds.Holds(range, source);
        var (text, member) = CopyText(range, target, source, site);
        return new ElementPlan("copies elements", member, ElementwiseLoop.LoopShape, text, [target.Owner, source.Owner], isApart && isCertain ? "" : isApart ? ElementwiseLoop.AssumesRange : ElementwiseLoop.AssumesApart);
    }

    // By how much the source is ahead of the target; null when that is not constant.
    private static int? Ahead(ElementSlot source, ElementSlot target) =>
        ElementRange.Constant(source.Offset) is { } from && ElementRange.Constant(target.Offset) is { } to ? (source.IsMinus ? -from : from) - (target.IsMinus ? -to : to) : null;

    private static (string? Text, string Member) CopyText(ElementRange range, ElementSlot target, ElementSlot source, Site site)
    {
        var (from, to, count) = (range.FromText(source), range.FromText(target), range.CountText());
        var (a, b) = (source.Owner.Syntax.ToString(), target.Owner.Syntax.ToString());
        switch (source.Holder, target.Holder)
        {
            case (ElementHolder.Array, ElementHolder.Array):
                return ($"{ElementPlan.ArrayName(site)}.Copy({a}, {(from ?? to) switch { null => b, _ => $"{from ?? "0"}, {b}, {to ?? "0"}" }}, {count})", "Array.Copy");
            case (ElementHolder.List, _):
                return (from is null && to is null && ElementBounds.IsLengthOf(range.End!, source.Owner) && !range.IsInclusive ? $"{a}.CopyTo({b})" : $"{a}.CopyTo({from ?? "0"}, {b}, {to ?? "0"}, {count})", "CopyTo");
            case (ElementHolder.Text, ElementHolder.Array):
                return ($"{a}.CopyTo({from ?? "0"}, {b}, {to ?? "0"}, {count})", "CopyTo");
        }

        if (!ElementPlan.HasSpans(site, "AsSpan"))
        {
            return (null, "CopyTo");
        }

        var isWhole = from is null && !range.IsInclusive && ElementBounds.IsLengthOf(range.End!, source.Owner);
        var isView = source.Holder is ElementHolder.Span or ElementHolder.ReadOnlySpan;
        var read = isWhole ? isView ? a : $"{a}.AsSpan()" : $"{a}.{(isView ? "Slice" : "AsSpan")}({from ?? "0"}, {count})";
        var written = to is null ? b : target.Holder == ElementHolder.Span ? $"{b}.Slice({to})" : $"{b}.AsSpan({to})";
        return ($"{read}.CopyTo({written})", "CopyTo");
    }

    private static ElementPlan? Fill(ElementRange range, ElementSlot target, IOperation value, Site site)
    {
        var isDefault = IsDefault(value);
        var bare = value is IConversionOperation { OperatorMethod: null, IsChecked: false, ConstantValue.HasValue: true } constant ? constant.Operand : value;
        if (!isDefault && (!IsSimple(target.Element) || !range.IsStable(bare) || !SymbolEqualityComparer.Default.Equals(value.Type, target.Element)))
        {
            return null;
        }

        var isCertain = ElementBounds.IsCounted(range, target) && ElementBounds.Holds(range, target);
        return new ElementPlan("sets elements", isDefault ? "Clear" : "Fill", ElementwiseLoop.LoopShape, FillText(range, target, value, isDefault, site), [target.Owner], isCertain ? "" : ElementwiseLoop.AssumesRange);
    }

    private static string? FillText(ElementRange range, ElementSlot target, IOperation value, bool isDefault, Site site)
    {
        var (to, count, a) = (range.FromText(target), range.CountText(), target.Owner.Syntax.ToString());
        var isWhole = to is null && !range.IsInclusive && ElementBounds.IsLengthOf(range.End!, target.Owner);
        if (target.Holder == ElementHolder.Array)
        {
            var array = ElementPlan.ArrayName(site);
            if (isDefault)
            {
                return $"{array}.Clear({a}, {to ?? "0"}, {count})";
            }

            if (!ElementPlan.Has(site, "System.Array", "Fill"))
            {
                return null;
            }

            if (SymbolEqualityComparer.Default.Equals(Operations.Unconverted(value).Type, target.Element))
            {
                return isWhole ? $"{array}.Fill({a}, {value.Syntax})" : $"{array}.Fill({a}, {value.Syntax}, {to ?? "0"}, {count})";
            }

            if (!ElementPlan.HasSpans(site, "AsSpan"))
            {
                return null;
            }

            return isWhole ? $"{a}.AsSpan().Fill({value.Syntax})" : $"{a}.AsSpan({to ?? "0"}, {count}).Fill({value.Syntax})";
        }

        var view = isWhole ? a : $"{a}.Slice({to ?? "0"}, {count})";
        return isDefault ? $"{view}.Clear()" : $"{view}.Fill({value.Syntax})";
    }

    // All bits are zero.
    private static bool IsDefault(IOperation value) => Operations.Unconverted(value) switch
    {
        IDefaultValueOperation when value is IDefaultValueOperation or IConversionOperation { OperatorMethod: null } => true,
        { ConstantValue: { HasValue: true, Value: null } } when value is not IConversionOperation { OperatorMethod: not null } => true,
        _ => value.ConstantValue is { HasValue: true, Value: 0 or 0L or 0u or 0ul or (byte)0 or (sbyte)0 or (short)0 or (ushort)0 or '\0' or false } ||
            value.ConstantValue is { HasValue: true, Value: double real } && BitConverter.DoubleToInt64Bits(real) == 0 || value.ConstantValue is { HasValue: true, Value: float single } && BitConverter.DoubleToInt64Bits(single) == 0,
    };

    private static bool IsSimple(ITypeSymbol type) => LinearSearches.IsVectorised(type) || type.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal or SpecialType.System_DateTime ||
        type is { Name: "Guid" or "TimeSpan" or "Half", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
