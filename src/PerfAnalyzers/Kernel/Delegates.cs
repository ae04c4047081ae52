using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What delegates stand for, and what methods of this compilation do with delegates they are given: call them once, now
/// (a retry, a guard), or once per element of a sequence they are given as well (<c>Each</c>).
/// </summary>
internal sealed class Delegates(Facts facts)
{
    // A delegate handed on is followed this far.
    private const int MaximumDepth = 4;

    private readonly ConcurrentDictionary<ISymbol, ApiEffects> _uses = new(SymbolEqualityComparer.Default);

    /// <summary>The member a call of a delegate runs: a lambda or the method of a method group; null when that is not known.</summary>
    public IMethodSymbol? Target(IInvocationOperation call) => Value(call.Instance) switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        // Parameters of extension methods are shifted.
        IMethodReferenceOperation { Method: { IsExtensionMethod: false } method } => method,
        _ => null,
    };

    /// <summary>
    /// The only value of a delegate expression: what a local, or a readonly field or property is given, when it is given one
    /// value. Null when there are several, or none is visible.
    /// </summary>
    public IOperation? Value(IOperation? expression)
    {
        for (var depth = 0; expression is not null && depth < MaximumDepth; depth++)
        {
            expression = Operations.Unconverted(expression);
            switch (expression)
            {
                case IDelegateCreationOperation creation:
                    expression = creation.Target;
                    break;
                case IConditionalAccessInstanceOperation access:
                    expression = Accessed(access);
                    break;
                case ILocalReferenceOperation local:
                    expression = Writes.OnlyValue(local.Local, Operations.Root(local));
                    break;
                case IFieldReferenceOperation { Field: { IsReadOnly: true } field }:
                    expression = OfField(field);
                    break;
                case IPropertyReferenceOperation { Property: { SetMethod: null, IsVirtual: false, IsAbstract: false } property }:
                    expression = facts.Bodies.Of(property, default) is IPropertyInitializerOperation initializer ? initializer.Value : null;
                    break;
                default:
                    return expression;
            }
        }

        return null;
    }

    /// <summary>What the method that receives a delegate value does with it: <c>Immediate</c>, <c>PerElement</c> or nothing known.</summary>
    public ApiEffects Use(IOperation function)
    {
        var current = function.Parent;
        while (current is IDelegateCreationOperation or IParenthesizedOperation or IConversionOperation)
        {
            current = current.Parent;
        }

        return current is IArgumentOperation { Parameter: { } parameter } ? Use(parameter, 0) : ApiEffects.None;
    }

    private ApiEffects Use(IParameterSymbol parameter, int depth)
    {
        parameter = parameter.OriginalDefinition;
        if (parameter.ContainingSymbol is IMethodSymbol { ReducedFrom: { } whole })
        {
            parameter = whole.OriginalDefinition.Parameters[parameter.Ordinal + 1];
        }

        if (depth > MaximumDepth || parameter.Type.TypeKind != TypeKind.Delegate || parameter.DeclaringSyntaxReferences.IsEmpty ||
            parameter.ContainingSymbol is not IMethodSymbol { IsVirtual: false, IsAbstract: false, IsOverride: false } method)
        {
            return ApiEffects.None;
        }

        if (!_uses.TryGetValue(parameter, out var use))
        {
            use = facts.Bodies.Of(method, default) is { } body ? UseIn(body, parameter, depth) : ApiEffects.None;
            _uses.TryAdd(parameter, use);
        }

        return use;
    }

    private ApiEffects UseIn(IOperation body, IParameterSymbol parameter, int depth)
    {
        var found = ApiEffects.None;
        foreach (var operation in body.Descendants())
        {
            if (operation is not IParameterReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Parameter.OriginalDefinition, parameter) || IsNullCheck(reference))
            {
                continue;
            }

            var use = Calls(reference) is { } call ? OfCall(call, body) : Loops.CallReceiving(reference) is { } receiver ? Handed(reference, receiver, depth) : ApiEffects.None;
            if (use == ApiEffects.None || found != ApiEffects.None && found != use)
            {
                return ApiEffects.None;
            }

            found = use;
        }

        return found;
    }

    // Where the body calls it: behind a cache nobody knows how often; in a loop over another parameter per element.
    private ApiEffects OfCall(IInvocationOperation call, IOperation body)
    {
        if (facts.MemoGuards.Guard(call, body))
        {
            return ApiEffects.None;
        }

        if (Operations.Function(call) is { } function && !ReferenceEquals(function, body) && !ReferenceEquals(function.Parent, body) &&
            function is ILocalFunctionOperation or IAnonymousFunctionOperation && facts.Loops.ImmediateCall(function) is null && facts.Loops.PerElementCall(function) is null)
        {
            return ApiEffects.None;
        }

        for (var loop = facts.Loops.Around(call); loop is not null; loop = facts.Loops.Around(loop.Owner))
        {
            if (Loops.LeavesAfter(call, loop) || Loops.LeavesOnFirstPass(loop))
            {
                continue;
            }

            return loop.Source is { } source && IsMadeFromParameter(source) ? ApiEffects.PerElement : ApiEffects.None;
        }

        return ApiEffects.Immediate;
    }

    // items.Select(action), strategy.Execute(work), Inner(items, action).
    private ApiEffects Handed(IOperation reference, IInvocationOperation receiver, int depth)
    {
        var known = facts.Knowledge.EffectsOf(receiver.TargetMethod) & (ApiEffects.PerElement | ApiEffects.Immediate);
        if (known == ApiEffects.None && reference.Parent is IArgumentOperation { Parameter: { } inner })
        {
            known = Use(inner, depth + 1);
        }

        return known != ApiEffects.None && facts.Loops.Around(receiver) is null ? known : ApiEffects.None;
    }

    private static bool IsMadeFromParameter(IOperation source)
    {
        foreach (var part in source.DescendantsAndSelf())
        {
            if (part is IParameterReferenceOperation or IInstanceReferenceOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNullCheck(IOperation reference) => Operations.Consumer(reference) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IIsPatternOperation => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "ThrowIfNull" or "NotNull" } } } => true,
        _ => false,
    };

    // work()   work.Invoke()   work?.Invoke()
    private static IInvocationOperation? Calls(IOperation reference) => reference.Parent switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call when ReferenceEquals(call.Instance, reference) => call,
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call } access when ReferenceEquals(access.Operation, reference) => call,
        _ => null,
    };

    private static IOperation? Accessed(IOperation instance)
    {
        for (var current = instance.Parent; current is not null; current = current.Parent)
        {
            if (current is IConditionalAccessOperation access && !Operations.IsWithin(instance, access.Operation))
            {
                return access.Operation;
            }
        }

        return null;
    }

    private IOperation? OfField(IFieldSymbol field)
    {
        if (facts.Bodies.Of(field, default) is IFieldInitializerOperation initializer)
        {
            return initializer.Value;
        }

        IOperation? only = null;
        foreach (var constructor in field.IsStatic ? field.ContainingType.StaticConstructors : field.ContainingType.InstanceConstructors)
        {
            if (facts.Bodies.Of(constructor, default) is { } body)
            {
                var value = Writes.OnlyValue(field.OriginalDefinition, body);
                if (value is null && Writes.Any(field.OriginalDefinition, body) || value is not null && only is not null)
                {
                    return null;
                }

                only ??= value;
            }
        }

        return only;
    }
}
