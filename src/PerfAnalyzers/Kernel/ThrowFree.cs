using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether computing a value can throw: what cannot may be computed where it was not before.</summary>
internal sealed class ThrowFree(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 16;

    private readonly PlainFunctions _functions = new(facts, cancellation);

    /// <summary>Whether computing the value never throws, as far as the nullability that the code declares is right.</summary>
    public bool Is(IOperation value) => Is(value, 0);

    private bool Is(IOperation? value, int depth)
    {
        if (value is null || value.ConstantValue.HasValue)
        {
            return true;
        }

        if (depth > MaximumDepth)
        {
            return false;
        }

        switch (value)
        {
            case ITranslatedQueryOperation query:
                return Is(query.Operation, depth + 1);
            case IConversionOperation { Conversion.IsImplicit: true, OperatorMethod: null } or IArgumentOperation or IParenthesizedOperation or IArrayCreationOperation or IArrayInitializerOperation or ICollectionExpressionOperation:
                return Parts(value, depth);
            case ITypeOfOperation or IInstanceReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation or IDefaultValueOperation:
                return true;
            case IDelegateCreationOperation or IAnonymousFunctionOperation:
                return _functions.Is(value);
            case IFieldReferenceOperation field:
                return field.Instance is null || IsNotNull(field.Instance) && Is(field.Instance, depth + 1);
            case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                return _functions.IsValue(property) && (property.Instance is null || IsNotNull(property.Instance) && Is(property.Instance, depth + 1));
            case IInvocationOperation call:
                return IsQuiet(call) && (call.Instance is null || IsNotNull(call.Instance)) && Parts(call, depth) && AreNotNull(call);
            default:
                return false;
        }
    }

    private bool Parts(IOperation value, int depth)
    {
        foreach (var part in value.ChildOperations)
        {
            if (!Is(part, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsQuiet(IInvocationOperation call) =>
        facts.Knowledge.Of(call.TargetMethod)?.Value("throws") == "no" || Sequences.IsLazy(call.TargetMethod) && call.TargetMethod.Name is not ("Cast" or "Chunk" or "Range" or "Repeat") ||
        call.TargetMethod is { Name: "FirstOrDefault" or "LastOrDefault" or "ElementAtOrDefault" or "Any" or "All" or "Contains" } method && Sequences.IsOperator(method);

    private static bool AreNotNull(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type is { IsReferenceType: true } && argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter?.NullableAnnotation != NullableAnnotation.Annotated && !IsNotNull(argument.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a value is not null, as far as the nullability that the code declares is right.</summary>
    public static bool IsNotNull(IOperation value)
    {
        value = Sequences.Bare(value);
        if (value.ConstantValue.HasValue)
        {
            return value.ConstantValue.Value is not null;
        }

        return value switch
        {
            { Type.IsValueType: true } => value.Type is not INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T },
            ITypeOfOperation or IInstanceReferenceOperation or IObjectCreationOperation or IArrayCreationOperation or ICollectionExpressionOperation or IAnonymousFunctionOperation or IDelegateCreationOperation or
                IInterpolatedStringOperation or IMethodReferenceOperation => true,
            IParameterReferenceOperation { Parameter.NullableAnnotation: NullableAnnotation.NotAnnotated } => true,
            IFieldReferenceOperation { Field.NullableAnnotation: NullableAnnotation.NotAnnotated } => true,
            IPropertyReferenceOperation { Property.NullableAnnotation: NullableAnnotation.NotAnnotated } => true,
            IInvocationOperation { TargetMethod.ReturnNullableAnnotation: NullableAnnotation.NotAnnotated } => true,
            ILocalReferenceOperation { Local: var local } => Writes.OnlyValue(local, Operations.Root(value)) is { } only && only is not ILocalReferenceOperation && IsNotNull(only),
            _ => false,
        };
    }
}
