using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What a database makes of a lambda that runs in memory.</summary>
internal enum Translation
{
    /// <summary>It cannot run it, or nobody knows.</summary>
    None,

    /// <summary>It compares text, by its own collation.</summary>
    Text,

    /// <summary>The same.</summary>
    Exact,
}

/// <summary>
/// Whether Entity Framework Core translates what a lambda computes from an entity: columns, comparisons, arithmetic, text and
/// membership. Narrow: what is not known to be translated is not.
/// </summary>
/// <param name="facts">The compilation.</param>
/// <param name="includes">Navigations that the query loads; others are empty in memory and are not in the database.</param>
internal sealed class Translations(Facts facts, IReadOnlyCollection<string> includes)
{
    private IParameterSymbol? _row;

    /// <summary>Whether all that was judged may stand in an expression tree as it is written.</summary>
    public bool FitsTree { get; private set; } = true;

    /// <summary>The lambda an argument is; null for method groups, stored delegates and what has an index.</summary>
    public static IAnonymousFunctionOperation? Lambda(IOperation argument)
    {
        argument = Operations.Unconverted(argument);
        var function = argument is IDelegateCreationOperation creation ? creation.Target : argument;
        return function is IAnonymousFunctionOperation { Symbol: { Parameters.Length: 1, IsAsync: false } } lambda ? lambda : null;
    }

    /// <summary>What becomes of the value a lambda returns.</summary>
    /// <param name="argument">The lambda.</param>
    /// <param name="isOrdered">Its values are sorted or compared with each other, which is a comparison of text where they are text.</param>
    public Translation Of(IOperation argument, bool isOrdered)
    {
        if (Lambda(argument) is not { Body.Operations: [IReturnOperation { ReturnedValue: { } value }] } lambda)
        {
            return Translation.None;
        }

        FitsTree &= lambda.Syntax is LambdaExpressionSyntax { ExpressionBody: not null };
        _row = lambda.Symbol.Parameters[0];
        return isOrdered && (IsText(value.Type) || !IsComparable(value.Type) || IsUnorderedDecimal(value.Type)) ? Least(Of(value), IsText(value.Type) ? Translation.Text : Translation.None) : Of(value);
    }

    /// <summary>Whether a value may be handed to a query: it is computed before the query runs.</summary>
    public bool IsParameter(IOperation value)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation or IIsPatternOperation or ISwitchExpressionOperation or IConditionalAccessOperation or ITupleOperation or IThrowOperation:
                case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IAnonymousFunctionOperation or IInterpolatedStringOperation or IRangeOperation or IDeclarationExpressionOperation or ICollectionExpressionOperation:
                case IArgumentOperation { ArgumentKind: ArgumentKind.DefaultValue } or IArgumentOperation { Parameter.RefKind: not RefKind.None }:
                case IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction }:
                case { Type.IsRefLikeType: true }:
                    return false;
                case IParameterReferenceOperation { Parameter.RefKind: not RefKind.None }:
                    return false;
            }
        }

        return true;
    }

    // Before version 10 nobody promises that SQLite sorts and adds up decimals.
    private bool IsUnorderedDecimal(ITypeSymbol? type) =>
        Bare(type)?.SpecialType == SpecialType.System_Decimal && facts.Type("Microsoft.EntityFrameworkCore.SqliteDbContextOptionsBuilderExtensions") is not null &&
        facts.Type("Microsoft.EntityFrameworkCore.DbSet`1")?.ContainingAssembly.Identity.Version.Major < 10;

    private static Translation Least(Translation left, Translation right) => left < right ? left : right;

    private Translation Of(IOperation value)
    {
        if (_row is null || !Operations.Mentions(value, _row))
        {
            return IsParameter(value) ? Translation.Exact : Translation.None;
        }

        switch (value)
        {
            case IParenthesizedOperation parenthesized:
                return Of(parenthesized.Operand);
            case IParameterReferenceOperation row:
                return IsScalar(row.Type) ? Translation.Exact : Translation.None;
            case IPropertyReferenceOperation { Instance: { } instance, Property.IsIndexer: false } property:
                return OfProperty(property, instance);
            case IBinaryOperation binary:
                return OfBinary(binary);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not or UnaryOperatorKind.Minus, OperatorMethod: null } unary:
                return Of(unary.Operand);
            case IConversionOperation conversion:
                return (conversion.OperatorMethod is null or { ContainingType.SpecialType: SpecialType.System_Decimal }) && (IsScalar(conversion.Type) || conversion.IsImplicit && IsText(conversion.Operand.Type)) && !conversion.IsTryCast ? Of(conversion.Operand) : Translation.None;
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Least(Of(choice.Condition), Least(Of(choice.WhenTrue), Of(otherwise)));
            case ICoalesceOperation coalesce:
                return Least(Of(coalesce.Value), Of(coalesce.WhenNull));
            case IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } match:
                FitsTree = false;
                return IsText(match.Value.Type) && !IsNullTest(match.Pattern) ? Least(Of(match.Value), Translation.Text) : Of(match.Value);
            case IInvocationOperation call:
                return OfCall(call);
            default:
                return Translation.None;
        }
    }

    private Translation OfProperty(IPropertyReferenceOperation property, IOperation instance)
    {
        instance = Operations.Unconverted(instance);
        var owner = property.Property.ContainingType;
        if (owner.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            return Of(instance);
        }

        if (owner.SpecialType == SpecialType.System_String)
        {
            return property.Property.Name == "Length" ? Of(instance) : Translation.None;
        }

        if (owner.SpecialType == SpecialType.System_DateTime)
        {
            return property.Property.Name is "Date" or "Year" or "Month" or "Day" or "Hour" or "Minute" or "Second" or "DayOfYear" ? Of(instance) : Translation.None;
        }

        if (!IsScalar(property.Type))
        {
            return Translation.None;
        }

        if (owner.IsAnonymousType)
        {
            return instance is IParameterReferenceOperation ? Translation.Exact : Translation.None;
        }

        return facts.Entities.IsColumn(property.Property) && (instance is IParameterReferenceOperation || IsIncluded(instance)) ? Translation.Exact : Translation.None;
    }

    // o.Customer.Name where the query includes Customer: without it there is nothing in memory.
    private bool IsIncluded(IOperation instance)
    {
        var steps = new List<string>();
        while (instance is IPropertyReferenceOperation { Instance: { } inner } navigation)
        {
            if (!facts.Entities.IsNavigation(navigation.Property))
            {
                return false;
            }

            steps.Add(navigation.Property.Name);
            instance = Operations.Unconverted(inner);
        }

        if (instance is not IParameterReferenceOperation || steps.Count == 0)
        {
            return false;
        }

        steps.Reverse();
        var path = string.Join(".", steps);
        foreach (var include in includes)
        {
            if (include == path || include.StartsWith(path + ".", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private Translation OfBinary(IBinaryOperation binary)
    {
        var operands = Least(Of(binary.LeftOperand), Of(binary.RightOperand));
        var type = Bare(Operations.Unconverted(binary.LeftOperand).Type) is { SpecialType: not SpecialType.System_Object } left ? left : Bare(Operations.Unconverted(binary.RightOperand).Type);
        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.And or BinaryOperatorKind.Or
                when binary.Type?.SpecialType == SpecialType.System_Boolean:
                return operands;
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals when IsNull(binary.LeftOperand) || IsNull(binary.RightOperand):
                return operands;
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals when IsText(type):
                return Least(operands, Translation.Text);
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals:
                return IsScalar(type) ? operands : Translation.None;
            case BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual:
                return IsComparable(type) ? operands : Translation.None;
            case BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply:
                return IsNumber(type) && !binary.IsChecked ? operands : Translation.None;
            default:
                return Translation.None;
        }
    }

    private Translation OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var arguments = call.Arguments;
        if (method.ContainingType.SpecialType == SpecialType.System_String)
        {
            var isKnown = method.Name switch
            {
                "Contains" or "StartsWith" or "EndsWith" or "Equals" => arguments.Length == (method.IsStatic ? 2 : 1) && IsText(arguments[0].Value.Type) && IsText(arguments[arguments.Length - 1].Value.Type),
                "IsNullOrEmpty" or "IsNullOrWhiteSpace" => arguments.Length == 1,
                "ToLower" or "ToUpper" or "Trim" => arguments.Length == 0,
                _ => false,
            };
            return isKnown ? Least(OfParts(call), method.Name.StartsWith("IsNull", StringComparison.Ordinal) ? Translation.Exact : Translation.Text) : Translation.None;
        }

        // ids.Contains(o.CustomerId)
        if (method.Name == "Contains" && Operations.Receiver(call) is { } collection && !Operations.Mentions(collection, _row!) && arguments[arguments.Length - 1].Parameter?.Ordinal == (call.Instance is null ? 1 : 0) &&
            Operations.Unconverted(collection).Type is { } type && EntityModel.ElementOf(type) is { } element && IsScalar(element) && !facts.Queries.IsQueryable(type))
        {
            // Spans of arrays are new to the translator.
            var item = Of(arguments[arguments.Length - 1].Value);
            FitsTree &= call.Instance is not null || method.ContainingType.Name == "Enumerable";
            return IsParameter(Operations.Unconverted(collection)) ? Least(item, IsText(element) ? Translation.Text : Translation.Exact) : Translation.None;
        }

        if (method is { Name: "HasFlag", ContainingType.SpecialType: SpecialType.System_Enum } && call.Instance is { } flags)
        {
            return Least(Of(Operations.Unconverted(flags)), Of(Operations.Unconverted(arguments[0].Value)));
        }

        return Translation.None;
    }

    private Translation OfParts(IInvocationOperation call)
    {
        var result = call.Instance is { } instance ? Of(instance) : Translation.Exact;
        foreach (var argument in call.Arguments)
        {
            result = Least(result, Of(argument.Value));
        }

        return result;
    }

    private static bool IsNullTest(IPatternOperation pattern) =>
        (pattern is INegatedPatternOperation negated ? negated.Pattern : pattern) is IConstantPatternOperation { Value: { } value } && IsNull(value);

    private static bool IsNull(IOperation value) => Operations.Unconverted(value).ConstantValue is { HasValue: true, Value: null };

    private static bool IsText(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_String;

    private static ITypeSymbol? Bare(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type;

    /// <summary>Whether values of a type are stored in one column by every provider.</summary>
    public static bool IsScalar(ITypeSymbol? type)
    {
        type = Bare(type);
        return type is not null && (type.TypeKind == TypeKind.Enum || IsText(type) || IsNumber(type) ||
            type.SpecialType is SpecialType.System_Boolean or SpecialType.System_DateTime || IsSystem(type, "Guid") || IsSystem(type, "DateOnly") || IsSystem(type, "TimeOnly"));
    }

    // SQLite keeps unsigned longs, times with offsets and durations in forms it cannot order.
    private static bool IsComparable(ITypeSymbol? type)
    {
        type = Bare(type);
        return type is not null && (IsNumber(type) || type.SpecialType == SpecialType.System_DateTime || IsSystem(type, "DateOnly"));
    }

    private static bool IsNumber(ITypeSymbol? type) => Bare(type)?.SpecialType is
        SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32 or SpecialType.System_UInt32 or
        SpecialType.System_Int64 or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal;

    private static bool IsSystem(ITypeSymbol type, string name) => type.Name == name && type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true };

    /// <summary>Whether a value of a query's lambda is made of its row.</summary>
    public static bool MentionsRow(IOperation value)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } })
            {
                return true;
            }
        }

        return false;
    }
}
