using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>Questions about chains of LINQ operators and the lambdas in them.</summary>
internal static class LinqChain
{
    public static bool IsLinq(IMethodSymbol method) =>
        method is { IsExtensionMethod: true, ContainingType: { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } } };

    /// <summary>Whether the referenced framework has an operator.</summary>
    public static bool Has(Facts facts, string name) => !facts.Type("System.Linq.Enumerable")!.GetMembers(name).IsEmpty;

    /// <summary>Whether pairs can be made a dictionary without saying how.</summary>
    public static bool HasPlainToDictionary(Facts facts)
    {
        foreach (var member in facts.Type("System.Linq.Enumerable")!.GetMembers("ToDictionary"))
        {
            if (member is IMethodSymbol { Parameters.Length: 1 })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The operator that is given the result of another one.</summary>
    public static IInvocationOperation? Next(IInvocationOperation call) =>
        Operations.Consumer(call) is IArgumentOperation { Parent: IInvocationOperation next } argument && ReferenceEquals(next.Arguments[0], argument) && IsLinq(next.TargetMethod) ? next : null;

    public static string Opposite(string name) => name switch
    {
        "First" => "Last",
        "FirstOrDefault" => "LastOrDefault",
        "Last" => "First",
        _ => "FirstOrDefault",
    };

    /// <summary>The lambda of one parameter and one expression that an argument is.</summary>
    public static IAnonymousFunctionOperation? LambdaOf(IArgumentOperation argument) =>
        KeyEquality.Lambda(argument.Value) is { Symbol.Parameters.Length: 1 } lambda && KeyEquality.Body(lambda) is not null ? lambda : null;

    /// <summary>Whether elements are grouped as they are: by a key, with or without a comparer.</summary>
    public static bool IsByKey(IInvocationOperation groups)
    {
        foreach (var argument in groups.Arguments)
        {
            if (argument.Parameter?.Name is not ("source" or "keySelector" or "comparer"))
            {
                return false;
            }
        }

        return groups.Arguments.Length >= 2;
    }

    /// <summary>Whether keys cannot be null: <c>CountBy</c> allows no null.</summary>
    public static bool IsKeyOfValue(IInvocationOperation groups) =>
        groups.TargetMethod.TypeArguments is [_, { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T }];

    /// <summary>Whether an expression is one of some operators over the group alone: <c>g.First()</c>.</summary>
    public static bool IsOfGroup(IOperation body, IAnonymousFunctionOperation lambda, string name, string? orName = null) =>
        Operations.Unconverted(body) is IInvocationOperation { Arguments.Length: 1 } call && (call.TargetMethod.Name == name || call.TargetMethod.Name == orName) && IsLinq(call.TargetMethod) && IsElement(call.Arguments[0].Value, lambda);

    /// <summary>Whether a lambda is <c>g => g.Key</c>.</summary>
    public static bool IsKeyOfGroup(IAnonymousFunctionOperation lambda) =>
        Operations.Unconverted(KeyEquality.Body(lambda)!) is IPropertyReferenceOperation { Property: { Name: "Key", ContainingType.Name: "IGrouping" }, Instance: { } group } && IsElement(group, lambda);

    /// <summary>The type of the sum that a lambda computes of its group, with a lambda of its own: <c>g => g.Sum(x => x.Price)</c>.</summary>
    public static SpecialType? IsSumOfGroup(IOperation body, IAnonymousFunctionOperation lambda) =>
        Operations.Unconverted(body) is IInvocationOperation { TargetMethod.Name: "Sum", Arguments: [var group, var selector] } sum && IsLinq(sum.TargetMethod) && IsElement(group.Value, lambda) && LambdaOf(selector) is { Syntax: SimpleLambdaExpressionSyntax { ExpressionBody: not null } } &&
        sum.Type?.SpecialType is { } type && type is SpecialType.System_Decimal or SpecialType.System_Double or SpecialType.System_Int32 or SpecialType.System_Int64
            ? sum.Type!.SpecialType
            : null;

    /// <summary>Whether a lambda asks its group for its key and its count only, and for its count.</summary>
    public static bool UsesKeyAndCount(IAnonymousFunctionOperation lambda)
    {
        var counts = false;
        foreach (var part in lambda.Body.Descendants())
        {
            if (part is not IParameterReferenceOperation || !IsElement(part, lambda))
            {
                continue;
            }

            var use = Operations.Consumer(part);
            if (use is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Count", Arguments.Length: 1, Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax } } } count } && IsLinq(count.TargetMethod))
            {
                counts = true;
            }
            else if (use is not IPropertyReferenceOperation { Property.Name: "Key" })
            {
                return false;
            }
        }

        return counts;
    }

    /// <summary>Whether groups are those of numbered elements by their number divided by a constant: chunks.</summary>
    public static bool IsChunk(IInvocationOperation groups, IOperation body, IAnonymousFunctionOperation lambda, out string? shape)
    {
        shape = null;
        if (groups.Arguments.Length != 2 || LambdaOf(groups.Arguments[1]) is not { } key ||
            Operations.Unconverted(KeyEquality.Body(key)!) is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide, RightOperand.ConstantValue: { HasValue: true, Value: int and > 0 } } division ||
            Operations.Unconverted(groups.Arguments[0].Value) is not IInvocationOperation { TargetMethod.Name: "Select", Arguments: [_, var selector] } numbered || !IsLinq(numbered.TargetMethod) ||
            KeyEquality.Lambda(selector.Value) is not { Symbol.Parameters: [var element, var index] } pair || KeyEquality.Body(pair) is not { } made || Parts(made) is not var (value, number, valueName) ||
            !Is(value, element) || !Is(number, index) || !IsMember(division.LeftOperand, key, valueName, isValue: false))
        {
            return false;
        }

        // g => g.Select(p => p.x), with or without ToList or ToArray.
        var rest = Operations.Unconverted(body);
        var end = "";
        if (rest is IInvocationOperation { TargetMethod.Name: "ToList" or "ToArray", Arguments.Length: 1 } copy && IsLinq(copy.TargetMethod))
        {
            end = copy.TargetMethod.Name;
            rest = Operations.Unconverted(copy.Arguments[0].Value);
        }

        if (rest is IInvocationOperation { TargetMethod.Name: "Select", Arguments: [var group, var taken] } select && IsLinq(select.TargetMethod) && IsElement(group.Value, lambda) && LambdaOf(taken) is { } taker &&
            IsMember(KeyEquality.Body(taker)!, taker, valueName, isValue: true) && numbered.Syntax is InvocationExpressionSyntax)
        {
            shape = end == "ToArray" ? LinqShape.ChunkShape : end == "ToList" ? LinqShape.ChunkShape + end : null;
        }

        return true;
    }

    /// <summary>Whether a chain runs to its end where it stands: nobody changes the source while somebody walks the result.</summary>
    public static bool EndsNow(IInvocationOperation call)
    {
        while (Next(call) is { } next)
        {
            if (next.Type is not INamedTypeSymbol { TypeKind: TypeKind.Interface })
            {
                return true;
            }

            call = next;
        }

        return Operations.Consumer(call) is IArgumentOperation { Parent: IObjectCreationOperation or IInvocationOperation { TargetMethod: { Name: "Join", ContainingType.SpecialType: SpecialType.System_String } } };
    }

    private static (IOperation Value, IOperation Number, string? ValueName)? Parts(IOperation made) => Operations.Unconverted(made) switch
    {
        ITupleOperation { Elements: [var value, var number] } tuple => (value, number, (tuple.Type as INamedTypeSymbol)?.TupleElements[0].Name),
        IAnonymousObjectCreationOperation { Initializers: [ISimpleAssignmentOperation first, ISimpleAssignmentOperation second] } => (first.Value, second.Value, (first.Target as IPropertyReferenceOperation)?.Property.Name),
        _ => null,
    };

    private static bool IsMember(IOperation value, IAnonymousFunctionOperation lambda, string? valueName, bool isValue) => Operations.Unconverted(value) switch
    {
        IFieldReferenceOperation { Instance: { } owner } field => IsElement(owner, lambda) && (field.Field.Name == valueName || field.Field.Name == "Item1") == isValue,
        IPropertyReferenceOperation { Instance: { } owner } property => IsElement(owner, lambda) && property.Property.Name == valueName == isValue,
        _ => false,
    };

    private static bool Is(IOperation value, ISymbol parameter) => SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(value)), parameter);

    private static bool IsElement(IOperation value, IAnonymousFunctionOperation lambda) => Operations.Unconverted(value) is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter, lambda.Symbol.Parameters[0]);
}
