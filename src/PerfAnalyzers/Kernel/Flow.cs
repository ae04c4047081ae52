using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>How a value relates to the passes of a repetition.</summary>
internal enum Variation
{
    /// <summary>The same on every pass.</summary>
    Invariant,

    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Made from the element or from something each pass changes.</summary>
    Varies,
}

/// <summary>Whether values change from pass to pass, and what a value is made of.</summary>
internal sealed class Flow(Facts facts)
{
    private const int MaximumDepth = 12;

    /// <summary>How <paramref name="value"/>, used in <paramref name="repetition"/>, relates to its passes.</summary>
    public Variation Of(IOperation? value, Repetition repetition) => Of(value, repetition, 0);

    /// <summary>
    /// Collects the parameters and fields (and the containing type for <c>this</c>) a value is made of, followed through locals:
    /// tells which parameters of a method feed an operation.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="locals">What the locals around it are given.</param>
    /// <param name="roots">Receives the symbols, and the locals on the way.</param>
    public static void Roots(IOperation value, LocalValues locals, HashSet<ISymbol> roots)
    {
        switch (value)
        {
            case ILocalReferenceOperation local:
                if (roots.Add(local.Local))
                {
                    foreach (var (_, written) in locals.Of(local.Local))
                    {
                        if (written is not null)
                        {
                            Roots(written, locals, roots);
                        }
                    }
                }

                break;
            case IParameterReferenceOperation parameter:
                roots.Add(parameter.Parameter);
                break;
            case IFieldReferenceOperation field:
                roots.Add(field.Field);
                break;
            case IInstanceReferenceOperation { Type: { } type }:
                roots.Add(type);
                break;
        }

        foreach (var child in value.ChildOperations)
        {
            Roots(child, locals, roots);
        }
    }

    private Variation Of(IOperation? value, Repetition repetition, int depth)
    {
        if (value is null || value.ConstantValue.HasValue)
        {
            return Variation.Invariant;
        }

        if (depth > MaximumDepth)
        {
            return Variation.Unknown;
        }

        switch (value)
        {
            case ILocalReferenceOperation local:
                return OfSymbol(local.Local, value, repetition, depth);
            case IParameterReferenceOperation parameter:
                return OfSymbol(parameter.Parameter, value, repetition, depth);
            case IInstanceReferenceOperation or ITypeOfOperation or ISizeOfOperation or IDefaultValueOperation or ILiteralOperation:
                return Variation.Invariant;
            case IFieldReferenceOperation field:
                return OfMember(field.Field, field.Field.IsReadOnly || field.Field.IsConst, field.Instance, repetition, depth);
            case IPropertyReferenceOperation property:
                if ((facts.Knowledge.EffectsOf(property.Property) & ApiEffects.Advances) != 0)
                {
                    return Variation.Varies;
                }

                return Worst(
                    OfMember(property.Property, IsStable(property.Property), property.Instance, repetition, depth),
                    OfChildren(property, repetition, depth));
            case IInvocationOperation call:
                var effects = facts.Knowledge.EffectsOf(call.TargetMethod);
                if ((effects & ApiEffects.Advances) != 0)
                {
                    return Variation.Varies;
                }

                var operands = OfChildren(call, repetition, depth);
                return operands == Variation.Invariant && (effects & ApiEffects.Pure) == 0 ? Variation.Unknown : operands;
            case IObjectCreationOperation or IArrayElementReferenceOperation or IAwaitOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation:
                var parts = OfChildren(value, repetition, depth);
                return parts == Variation.Invariant && value is not IObjectCreationOperation ? Variation.Unknown : parts;
            default:
                return OfChildren(value, repetition, depth);
        }
    }

    private Variation OfChildren(IOperation value, Repetition repetition, int depth)
    {
        var result = Variation.Invariant;
        foreach (var child in value.ChildOperations)
        {
            result = Worst(result, Of(child, repetition, depth + 1));
            if (result == Variation.Varies)
            {
                break;
            }
        }

        return result;
    }

    private Variation OfSymbol(ISymbol symbol, IOperation use, Repetition repetition, int depth)
    {
        if (repetition.IsElement(symbol) && repetition.Owner is not IWhileLoopOperation)
        {
            return Variation.Varies;
        }

        if (Operations.IsBoundWithin(symbol, use, repetition.Region))
        {
            return Variation.Invariant;
        }

        if (repetition.Region is IInvocationOperation)
        {
            return Variation.Invariant;
        }

        var isLocalOfPass = Operations.IsDeclaredIn(symbol, repetition.Region.Syntax);
        var state = new WriteState(this, repetition, depth);
        var isWritten = !Writes.ForEach(symbol, repetition.Region, state, static (written, s) =>
        {
            s.Worst = Worst(s.Worst, written is null ? Variation.Varies : s.Flow.Of(written, s.Repetition, s.Depth + 1));
            s.Writes++;
            return s.Worst != Variation.Varies;
        }) || state.Writes > 0;

        if (!isWritten)
        {
            return isLocalOfPass ? Variation.Unknown : Variation.Invariant;
        }

        // A local that outlives the pass and is assigned in it carries something over, whatever it is assigned. Which of several
        // values a local of the pass holds may depend on the pass.
        return !isLocalOfPass ? Variation.Varies : state.Writes > 1 ? Worst(state.Worst, Variation.Unknown) : state.Worst;
    }

    private Variation OfMember(ISymbol member, bool isStable, IOperation? instance, Repetition repetition, int depth)
    {
        var owner = Of(instance, repetition, depth + 1);
        if (owner == Variation.Varies)
        {
            return Variation.Varies;
        }

        if (isStable)
        {
            return owner;
        }

        return repetition.Region is not IInvocationOperation && Writes.Any(member, repetition.Region) ? Variation.Varies : Variation.Unknown;
    }

    private static bool IsStable(IPropertySymbol property)
    {
        if (property.ContainingType.SpecialType == SpecialType.System_String || property.ContainingType.IsAnonymousType)
        {
            return true;
        }

        return property.SetMethod is null && !property.IsVirtual && !property.IsAbstract && Operations.HasField(property);
    }

    private static Variation Worst(Variation left, Variation right) => left > right ? left : right;

    private sealed class WriteState(Flow flow, Repetition repetition, int depth)
    {
        public Flow Flow => flow;

        public Repetition Repetition => repetition;

        public int Depth => depth;

        public Variation Worst { get; set; }

        public int Writes { get; set; }
    }
}
