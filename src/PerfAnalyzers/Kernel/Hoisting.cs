using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What is to be minded when a value is computed once instead of every time.</summary>
[Flags]
internal enum HoistTraits
{
    None = 0,

    /// <summary>It depends on a type argument: one value per type, not one value.</summary>
    PerTypeArgument = 1 << 0,

    /// <summary>It holds an object built for it: a converter, a resolver.</summary>
    BuildsInstances = 1 << 1,

    /// <summary>It cannot be written as the initializer of a static field of the type as it stands.</summary>
    Immovable = 1 << 2,
}

/// <summary>
/// Whether a value is the same whenever it is computed: made of constants, <c>typeof</c>, static readonly fields, and objects
/// that keep no state (API words <c>pure</c>, <c>inert</c>, <c>costly</c>).
/// </summary>
internal sealed partial class Hoisting(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 32;

    /// <summary>Whether <paramref name="value"/> never changes; adds what is to be minded to <paramref name="traits"/>.</summary>
    public bool IsFixed(IOperation? value, ref HoistTraits traits) => IsFixed(value, ref traits, 0);

    /// <summary>Whether everything an object or a call is made from never changes: arguments, receiver, initializer.</summary>
    public bool HasFixedInputs(IOperation built, ref HoistTraits traits)
    {
        foreach (var child in built.ChildOperations)
        {
            if (!IsFixed(child, ref traits, 0))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsFixed(IOperation? value, ref HoistTraits traits, int depth)
    {
        if (value is null || (value.ConstantValue.HasValue && value is not ILocalReferenceOperation))
        {
            return true;
        }

        if (depth > MaximumDepth)
        {
            return false;
        }

        switch (value)
        {
            case IConversionOperation conversion:
                return (conversion.OperatorMethod is not { } converter || !IsOwn(converter)) && IsFixed(conversion.Operand, ref traits, depth + 1);
            case IArgumentOperation { Parameter.RefKind: RefKind.None or RefKind.In } or IParenthesizedOperation or IArrayInitializerOperation or ISpreadOperation
                or IObjectOrCollectionInitializerOperation or IInterpolatedStringTextOperation or IConditionalOperation or ICoalesceOperation:
                return AreFixed(value, ref traits, depth);
            case IArrayCreationOperation or ICollectionExpressionOperation:
                Mind(value.Type, ref traits);
                return AreFixed(value, ref traits, depth);
            case ITypeOfOperation type:
                Mind(type.TypeOperand, ref traits);
                return true;
            case ILiteralOperation or IDefaultValueOperation:
                Mind(value.Type, ref traits);
                return true;
            case IBinaryOperation { OperatorMethod: null } or IUnaryOperation { OperatorMethod: null }:
                return AreFixed(value, ref traits, depth);
            case IInterpolatedStringOperation:
                return AreFixed(value, ref traits, depth);
            case IInterpolationOperation { Alignment: null, FormatString: null, Expression.Type.SpecialType: SpecialType.System_String } hole:
                return IsFixed(hole.Expression, ref traits, depth + 1);
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } } target } assignment:
                return AreFixed(target.Arguments, ref traits, depth) && IsFixed(assignment.Value, ref traits, depth + 1);
            case IMemberInitializerOperation member:
                return IsFixed(member.Initializer, ref traits, depth + 1);
            case IInvocationOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } } added:
                return AreFixed(added.Arguments, ref traits, depth);
            case IFieldReferenceOperation field:
                return IsFixedField(field, ref traits);
            case IPropertyReferenceOperation { Property: { IsStatic: true, Parameters.Length: 0 } } property:
                return IsFixedProperty(property, ref traits, depth);
            case IPropertyReferenceOperation { Instance: { } owner, Arguments.Length: 0 } property when (facts.Knowledge.EffectsOf(property.Property) & ApiEffects.Pure) != 0:
                return IsFixed(owner, ref traits, depth + 1);
            case ILocalReferenceOperation local:
                return IsFixedLocal(local, ref traits, depth);
            case IInvocationOperation call:
                return IsFixedCall(call, ref traits, depth);
            case IObjectCreationOperation { Constructor: { } constructor } creation:
                return IsFixedObject(creation, constructor, ref traits) && AreFixed(creation, ref traits, depth);
            case IDelegateCreationOperation creation:
                Mind(creation.Type, ref traits);
                return IsFixed(creation.Target, ref traits, depth + 1);
            case IMethodReferenceOperation { Method.IsStatic: true } method:
                if (method.Method.MethodKind == MethodKind.LocalFunction)
                {
                    traits |= HoistTraits.Immovable;
                }

                return true;
            case IAnonymousFunctionOperation lambda:
                return !Captures(lambda, ref traits);
            default:
                return false;
        }
    }

    private bool AreFixed(IOperation parent, ref HoistTraits traits, int depth)
    {
        foreach (var child in parent.ChildOperations)
        {
            if (!IsFixed(child, ref traits, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreFixed<T>(IEnumerable<T> values, ref HoistTraits traits, int depth)
        where T : IOperation
    {
        foreach (var value in values)
        {
            if (!IsFixed(value, ref traits, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsFixedField(IFieldReferenceOperation reference, ref HoistTraits traits)
    {
        var field = reference.Field;
        if (!field.IsStatic || !field.IsReadOnly || Operations.IsThreadStatic(field))
        {
            return false;
        }

        Mind(field.ContainingType, ref traits);
        MindOrder(field, reference, ref traits);
        return true;
    }

    private bool IsFixedProperty(IPropertyReferenceOperation reference, ref HoistTraits traits, int depth)
    {
        var property = reference.Property;
        Mind(property.ContainingType, ref traits);
        if ((facts.Knowledge.EffectsOf(property) & ApiEffects.Pure) != 0)
        {
            return true;
        }

        if (!IsOwn(property) || property.SetMethod is not null || property.GetMethod is not { } getter)
        {
            return false;
        }

        if (Operations.HasField(property))
        {
            MindOrder(property, reference, ref traits);
            return true;
        }

        return ReturnsFixed(getter, ref traits, depth);
    }

    // static Expression<…> IsActive => o => o.Active: computed, and always the same.
    private bool ReturnsFixed(IMethodSymbol method, ref HoistTraits traits, int depth)
    {
        if (facts.Bodies.Of(method, cancellation) is not { } body)
        {
            return false;
        }

        IOperation? only = null;
        foreach (var operation in body.Descendants())
        {
            if (operation is IReturnOperation { ReturnedValue: { } returned } && ReferenceEquals(Operations.Function(operation), Operations.Function(body)))
            {
                if (only is not null)
                {
                    return false;
                }

                only = returned;
            }
        }

        var inner = HoistTraits.None;
        if (only is null || !IsFixed(only, ref inner, depth + 1))
        {
            return false;
        }

        traits |= inner & ~HoistTraits.Immovable;
        return true;
    }

    private bool IsFixedLocal(ILocalReferenceOperation reference, ref HoistTraits traits, int depth)
    {
        var root = (IOperation)reference;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        // An object reached through its local may be changed through it.
        if (Writes.OnlyValue(reference.Local, root) is not { } value ||
            !(IsImmutable(reference.Local.Type) || IsOnlyUse(reference, root)) || !IsFixed(value, ref traits, depth + 1))
        {
            return false;
        }

        if (value.Parent is not IVariableInitializerOperation || value.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.InitializerExpressionSyntax)
        {
            traits |= HoistTraits.Immovable;
        }

        return true;
    }

    private static bool IsOnlyUse(ILocalReferenceOperation use, IOperation root)
    {
        foreach (var operation in root.Descendants())
        {
            if (operation is ILocalReferenceOperation other && !ReferenceEquals(other, use) && SymbolEqualityComparer.Default.Equals(other.Local, use.Local))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsFixedCall(IInvocationOperation call, ref HoistTraits traits, int depth)
    {
        if (facts.Knowledge.Of(call.TargetMethod) is { } known && known.Has(ApiEffects.Pure | ApiEffects.Costly))
        {
            if (known.Has(ApiEffects.Costly) || known.Value("builds") is not null)
            {
                traits |= HoistTraits.BuildsInstances;
            }

            Mind(call.Type, ref traits);
            return AreFixed(call, ref traits, depth);
        }

        return call.TargetMethod is { IsStatic: true, Parameters.Length: 0, MethodKind: MethodKind.Ordinary } && IsOwn(call.TargetMethod) &&
            Operations.IsExpressionTree(call.Type) && ReturnsFixed(call.TargetMethod, ref traits, depth);
    }

    private bool IsFixedObject(IObjectCreationOperation creation, IMethodSymbol constructor, ref HoistTraits traits)
    {
        var type = constructor.ContainingType;
        Mind(type, ref traits);
        if (type is { IsValueType: true, IsReadOnly: true } && !IsOwn(type))
        {
            return true;
        }

        var inert = facts.Knowledge.OfType(type);
        if ((facts.Knowledge.Of(constructor) is { } known && known.Value("share") == "static") || (inert is not null && inert.Has(ApiEffects.Inert) && HoldsNothing(type)))
        {
            traits |= inert?.Value("fresh") == "no" ? HoistTraits.None : HoistTraits.BuildsInstances;
            return creation.Type is not null;
        }

        return false;
    }
}
