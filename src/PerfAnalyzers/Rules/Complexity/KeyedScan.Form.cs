using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>What is made of the result of a scan, and how a lookup gives the same; null where no rewrite is safe.</summary>
internal static class KeyedScanForm
{
    /// <summary>A shape begins with it when the lookup goes on with the value it finds.</summary>
    public const string Found = KeyedScanShape.Found;

    public static string? Of(IInvocationOperation call, KeyEquality equality, KeyedSource source, bool isAssumed)
    {
        if (Down(call, source) is not { } down || !IsUsable(equality, out var mayBeNull))
        {
            return null;
        }

        var (kind, outer) = call.TargetMethod.Name == "Where" ? OfWhere(call, source) : OfSearch(call, equality, source);
        if (kind is null || outer is null || !equality.IsWhole && kind != Found || !Offers(call, source, ref kind))
        {
            return null;
        }

        if (((InvocationExpressionSyntax)call.Syntax).Expression is MemberBindingExpressionSyntax && (kind != KeyedScanShape.Has || !ReferenceEquals(outer, call)))
        {
            return null;
        }

        if (kind == KeyedScanShape.Value || kind == KeyedScanShape.Try)
        {
            kind += IsForgiven(outer) ? KeyedScanShape.Forgiving : "";
        }

        return Shape(kind, call, outer, down, source.Membership, isAssumed, source.Kind == KeyedKind.Dictionary && mayBeNull);
    }

    /// <summary>Of <c>set.Contains(x, comparer)</c> and <c>map.Keys.ToList().Contains(key)</c>.</summary>
    public static string? OfContains(IInvocationOperation call, KeyedSource source, bool isAssumed)
    {
        var argument = call.Arguments[call.Instance is null ? 1 : 0];
        var key = argument.Value;
        var kind = KeyedScanShape.Has;
        return Down(call, source) is { } down && IsSafe(key) && Offers(call, source, ref kind)
            ? Shape(kind, call, call, down, source.Membership, isAssumed, source.Kind == KeyedKind.Dictionary && MayBeNull(key, argument.Parameter!.Type))
            : null;
    }

    /// <summary>Whether the value of an equality can be looked up as it is written: of the key's type, without effects of its own.</summary>
    public static bool IsUsable(KeyEquality equality, out bool mayBeNull)
    {
        var key = Operations.Unconverted(equality.Key).Type;
        var needle = equality.Needle;
        while (needle is IConversionOperation { IsImplicit: true } conversion && !SymbolEqualityComparer.Default.Equals(needle.Type, key))
        {
            needle = conversion.Operand;
        }

        mayBeNull = key is not null && MayBeNull(needle, key);
        return key is not null && SymbolEqualityComparer.Default.Equals(needle.Type, key) && IsSafe(needle);
    }

    /// <summary>Whether code at a place can name a member of a collection's type.</summary>
    public static bool Has(IOperation place, ITypeSymbol? type, string member) =>
        type is not null && place.SemanticModel is { } model && !model.LookupSymbols(place.Syntax.SpanStart, type, member, includeReducedExtensionMethods: true).IsEmpty;

    /// <summary>Whether a value that may be null where the scan's was said not to be is used as if it were not.</summary>
    public static bool IsForgiven(IOperation value)
    {
        if (value.Type is not { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated } ||
            value.SemanticModel is not { } model || (model.GetNullableContext(value.Syntax.SpanStart) & NullableContext.WarningsEnabled) == 0)
        {
            return false;
        }

        return Operations.Consumer(value) switch
        {
            ICoalesceOperation or IIsPatternOperation or IIsTypeOperation or IConditionalAccessOperation => false,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => false,
            _ => true,
        };
    }

    private static (string? Kind, IOperation? Outer) OfSearch(IInvocationOperation call, KeyEquality equality, KeyedSource source)
    {
        var isPair = source is { Kind: KeyedKind.Dictionary, IsKeys: false };
        switch (call.TargetMethod.Name)
        {
            case "Any":
                return equality.IsWhole ? (KeyedScanShape.Has, call)
                    : isPair && KeyEquality.Lambda(call.Arguments[1].Value) is { } lambda && KeyEquality.Body(lambda) is { } body && IsFirst(body, equality) && UsesPairByParts(body, equality) ? (Found, call)
                    : default;
            case "All":
                return (KeyedScanShape.HasNot, call);
            case "Count" or "LongCount":
                return OfCount(call);
            case "First" or "Single" or "Last" when isPair:
                return ValueOf(call) is { } value ? (KeyedScanShape.Index, value) : default;
            case "FirstOrDefault" or "SingleOrDefault" or "LastOrDefault" when isPair && call.Arguments.Length == 2:
                return ValueOf(call) is { } orNone ? (KeyedScanShape.Value, orNone) : default;
            case "First" or "Single" or "Last" when source is { Kind: KeyedKind.Lookup, IsKeys: false }:
                return (KeyedScanShape.Group, call);
            default:
                return default;
        }
    }

    // map.Where(key).Any()   map.Where(key).First().Value   map.Where(key).Select(p => p.Value).First()   lookup.Where(key).SelectMany(g => g)
    private static (string? Kind, IOperation? Outer) OfWhere(IInvocationOperation call, KeyedSource source)
    {
        if (Next(call) is not { } next)
        {
            return default;
        }

        var isPair = source is { Kind: KeyedKind.Dictionary, IsKeys: false };
        switch (next.TargetMethod.Name, next.Arguments.Length)
        {
            case ("Any", 1):
                return (KeyedScanShape.Has, next);
            case ("Count" or "LongCount", 1):
                return OfCount(next);
            case ("Select", 2) when isPair && IsSelector(next.Arguments[1].Value, "Value") && Next(next) is { Arguments.Length: 1 } last:
                return KindOfFirst(last.TargetMethod.Name) is { } selected ? (selected, last) : default;
            case (_, 1) when isPair && KindOfFirst(next.TargetMethod.Name) is { } kind && ValueOf(next) is { } value:
                return (kind, value);
            case ("SelectMany", 2) when source is { Kind: KeyedKind.Lookup, IsKeys: false } && IsSelector(next.Arguments[1].Value, null):
                return (KeyedScanShape.Group, next);
            default:
                return default;
        }
    }

    private static string? KindOfFirst(string name) => name switch
    {
        "First" or "Single" or "Last" => KeyedScanShape.Index,
        "FirstOrDefault" or "SingleOrDefault" or "LastOrDefault" => KeyedScanShape.Value,
        _ => null,
    };

    private static (string? Kind, IOperation? Outer) OfCount(IInvocationOperation count) =>
        Operations.Consumer(count) is IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: var limit } } comparison && ReferenceEquals(Operations.Unconverted(comparison.LeftOperand), count)
            ? (comparison.OperatorKind, limit) switch
            {
                (BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, 0 or 0L) or (BinaryOperatorKind.GreaterThanOrEqual, 1 or 1L) => (KeyedScanShape.Has, comparison),
                (BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual, 0 or 0L) or (BinaryOperatorKind.LessThan, 1 or 1L) => (KeyedScanShape.HasNot, comparison),
                _ => default,
            }
            : default;

    private static IOperation? ValueOf(IOperation pair) =>
        pair.Parent is IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "KeyValuePair" } } value ? value : null;

    private static IInvocationOperation? Next(IInvocationOperation call) =>
        Operations.Consumer(call) is IArgumentOperation { Parent: IInvocationOperation next } argument && ReferenceEquals(next.Arguments[0], argument) && KeyedScan.IsLinq(next.TargetMethod) ? next : null;

    // p => p.Value, or g => g
    private static bool IsSelector(IOperation selector, string? member) =>
        KeyEquality.Lambda(selector) is { Symbol.Parameters: [var element] } lambda && KeyEquality.Body(lambda) is { } body &&
        (member is null ? Operations.Unconverted(body) : (Operations.Unconverted(body) as IPropertyReferenceOperation) is { } property && property.Property.Name == member ? property.Instance : null) is IParameterReferenceOperation { Parameter: var used } &&
        SymbolEqualityComparer.Default.Equals(used, element);

    /// <summary>Whether the equality comes first in a condition, so that what else is asked is asked of the one with the key only.</summary>
    public static bool IsFirst(IOperation condition, KeyEquality equality)
    {
        while (Operations.Unconverted(condition) is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both)
        {
            condition = both.LeftOperand;
        }

        return ReferenceEquals(Operations.Unconverted(condition), equality.Comparison);
    }

    private static bool UsesPairByParts(IOperation condition, KeyEquality equality)
    {
        foreach (var part in condition.Descendants())
        {
            if (part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, equality.Element) &&
                reference.Parent is not IPropertyReferenceOperation { Property.Name: "Value", Syntax: MemberAccessExpressionSyntax } && !Operations.IsWithin(reference, equality.Comparison))
            {
                return false;
            }
        }

        return true;
    }

    private static string Shape(string kind, IInvocationOperation call, IOperation outer, int down, string member, bool isAssumed, bool mayBeNull)
    {
        var up = 0;
        for (var node = call.Syntax; node is not null && node != outer.Syntax; node = node.Parent)
        {
            up++;
        }

        var assumes = (isAssumed ? "c" : "") + (mayBeNull ? "n" : "") + (kind == KeyedScanShape.Index ? "e" : kind == KeyedScanShape.Group && call.TargetMethod.Name != "Where" ? "k" : "");
        return new KeyedScanShape(kind, up, down, member, assumes).ToString();
    }

    private static int? Down(IInvocationOperation call, KeyedSource source) => call.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => Steps(member.Expression, source),
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax } when source is { IsDirect: true, IsKeys: false } => 0,
        _ => null,
    };

    /// <summary>How many calls and members stand between what is walked and the collection; null when they are not written as one chain.</summary>
    public static int? Steps(ExpressionSyntax walked, KeyedSource source)
    {
        for (var steps = 0; ; steps++)
        {
            if (walked == source.Collection.Syntax)
            {
                return steps;
            }

            switch (walked)
            {
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax copied }:
                    walked = copied.Expression;
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Keys" } member:
                    walked = member.Expression;
                    break;
                default:
                    return null;
            }
        }
    }

    private static bool Offers(IOperation place, KeyedSource source, ref string kind)
    {
        var type = source.Collection.Type;
        switch (kind)
        {
            case KeyedScanShape.Has or KeyedScanShape.HasNot:
                return Has(place, type, source.Membership);
            case Found:
                return Has(place, type, "TryGetValue");
            case KeyedScanShape.Value when !Has(place, type, "GetValueOrDefault"):
                kind = KeyedScanShape.Try;
                return Has(place, type, "TryGetValue");
            case KeyedScanShape.Index or KeyedScanShape.Group:
                return Has(place, type, "this[]");
            default:
                return true;
        }
    }

    private static bool MayBeNull(IOperation needle, ITypeSymbol key)
    {
        if (key.IsValueType && key.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T || needle.ConstantValue is { HasValue: true, Value: not null })
        {
            return false;
        }

        return needle.SemanticModel?.GetTypeInfo(needle.Syntax).Nullability.FlowState != NullableFlowState.NotNull;
    }

    // Evaluated once, and even if there is no element to compare it with.
    private static bool IsSafe(IOperation needle)
    {
        foreach (var part in needle.DescendantsAndSelf())
        {
            switch (part)
            {
                case IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation or IThrowOperation or IDynamicInvocationOperation:
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }:
                case IInvocationOperation { TargetMethod: var method } when !KeyedScan.IsLinq(method) && method.ContainingType.SpecialType == SpecialType.None && method.Name is not ("ToString" or "Trim"):
                    return false;
            }
        }

        return true;
    }
}
