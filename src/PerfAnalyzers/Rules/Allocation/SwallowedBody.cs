using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>What the statements of a <c>try</c> block may throw: whether the exceptions that are swallowed come from members with a Try form alone.</summary>
internal sealed class SwallowedBody(Facts facts, TryForms forms, Swallows swallows, CancellationToken cancellation)
{
    private readonly ThrowFree _throwFree = new(facts, cancellation);

    /// <summary>Whether nothing but <paramref name="known"/> throws what is swallowed.</summary>
    public bool HasNoOther(IOperation body, List<TryForm> known)
    {
        foreach (var child in body.ChildOperations)
        {
            if (!IsPlain(child, known) || !HasNoOther(child, known))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsPlain(IOperation operation, List<TryForm> known)
    {
        foreach (var form in known)
        {
            if (ReferenceEquals(form.Operation, operation) || ReferenceEquals(form.Value, operation))
            {
                return true;
            }
        }

        switch (operation)
        {
            case IInvocationOperation call:
                return IsPlainCall(call);
            case IObjectCreationOperation creation:
                return creation.Constructor is { } constructor && (!facts.IsOwn(constructor) || constructor.IsImplicitlyDeclared || IsPrimary(constructor)) && !swallows.IsGeneral;
            case IPropertyReferenceOperation property:
                return IsPlainProperty(property, known);
            case IFieldReferenceOperation field:
                return field.Instance is null or IInstanceReferenceOperation || field.Instance.Type is { IsValueType: true } || !swallows.IsGeneral || ThrowFree.IsNotNull(field.Instance);
            case IArrayCreationOperation { Initializer: not null }:
                return true;
            case IArrayElementReferenceOperation or IArrayCreationOperation or IImplicitIndexerReferenceOperation or IRangeOperation:
                return !swallows.IsGeneral;
            case IConversionOperation conversion:
                return !conversion.IsChecked && (conversion.Conversion.IsImplicit && conversion.OperatorMethod is null || conversion.Conversion.IsNumeric || conversion.Operand.Type?.TypeKind == TypeKind.Enum || conversion.Type?.TypeKind == TypeKind.Enum || conversion.IsTryCast || !swallows.IsGeneral);
            case IBinaryOperation binary:
                return !binary.IsChecked && (!swallows.IsGeneral || binary.OperatorKind is not (BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder)) && (binary.OperatorMethod is not { } method || !facts.IsOwn(method));
            case ICompoundAssignmentOperation compound:
                return !compound.IsChecked && (!swallows.IsGeneral || compound.OperatorKind is not (BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder)) && (compound.OperatorMethod is not { } method2 || !facts.IsOwn(method2));
            case IUnaryOperation unary:
                return !unary.IsChecked;
            case ISimpleAssignmentOperation or ICoalesceAssignmentOperation or IIncrementOrDecrementOperation { IsChecked: false } or IExpressionStatementOperation or IReturnOperation or IBranchOperation or IBlockOperation or IConditionalOperation or
                IVariableDeclarationGroupOperation or IVariableDeclarationOperation or IVariableDeclaratorOperation or IVariableInitializerOperation or IArgumentOperation or IParenthesizedOperation or ICoalesceOperation or ITupleOperation or
                ILiteralOperation or ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation or IDefaultValueOperation or ITypeOfOperation or INameOfOperation or IInterpolatedStringOperation or
                IInterpolatedStringTextOperation or IInterpolationOperation or IIsPatternOperation or IConstantPatternOperation or INegatedPatternOperation or ITypePatternOperation or IRelationalPatternOperation or IBinaryPatternOperation or
                IIsTypeOperation or IObjectOrCollectionInitializerOperation or IArrayInitializerOperation or IConditionalAccessOperation or IConditionalAccessInstanceOperation or IEmptyOperation or IDiscardOperation:
                return true;
            default:
                return operation.ConstantValue.HasValue;
        }
    }

    private bool IsPlainProperty(IPropertyReferenceOperation property, List<TryForm> known)
    {
        // A member of the result: DateTime.Parse(text).Year
        if (!property.Property.IsIndexer && property.Instance is { Type.IsValueType: true } instance && !facts.IsOwn(property.Property) && known.Exists(form => ReferenceEquals(form.Value, instance)))
        {
            return true;
        }

        if (!swallows.IsGeneral)
        {
            return !property.Property.IsIndexer || IsWritten(property) || forms.Of(property) is not { } form || !Catches(form);
        }

        return IsWritten(property)
            ? !property.Property.IsIndexer && (property.Instance is null or IInstanceReferenceOperation or ILocalReferenceOperation || ThrowFree.IsNotNull(property.Instance))
            : _throwFree.Is(property);
    }

    private bool Catches(TryForm form)
    {
        foreach (var type in forms.Raised(form))
        {
            if (swallows.Catches(type))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsPlainCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (facts.IsOwn(method) || method.MethodKind == MethodKind.DelegateInvoke)
        {
            return false;
        }

        if (Collections.Is(method.ContainingType) && method.Name is "Add" or "Enqueue" or "Push" or "TryAdd")
        {
            return !swallows.IsGeneral || call.Instance is { } collection && (ThrowFree.IsNotNull(collection) || collection is IFieldReferenceOperation or ILocalReferenceOperation) && !method.ContainingType.Name.Contains("Dictionary");
        }

        return swallows.IsGeneral ? _throwFree.Is(call) : forms.Of(call) is { } form ? !Catches(form) : IsQuietType(method.ContainingType) && method.Name is not ("Format" or "AppendFormat" or "Parse" or "ParseExact");
    }

    private static bool IsQuietType(INamedTypeSymbol type) =>
        type.SpecialType is SpecialType.System_String or (>= SpecialType.System_Boolean and <= SpecialType.System_Double) ||
        type is { Name: "Math" or "Path" or "MemoryExtensions" or "StringBuilder" or "Span" or "ReadOnlySpan" or "Group" or "Match" or "Nullable" or "TimeSpan" or "DateTime" or "Object" or "Task" or "Regex" or "JsonElement", ContainingNamespace: { } space } && IsSystem(space);

    private static bool IsSystem(INamespaceSymbol space)
    {
        while (!space.IsGlobalNamespace && !space.ContainingNamespace.IsGlobalNamespace)
        {
            space = space.ContainingNamespace;
        }

        return space.Name == "System";
    }

    private static bool IsPrimary(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences is [var declaration] && declaration.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax;

    private static bool IsWritten(IPropertyReferenceOperation property) => property.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, property);
}
