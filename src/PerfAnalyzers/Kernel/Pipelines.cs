using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>One step in building a pipeline.</summary>
/// <param name="Name">The method: <c>UseRouting</c>.</param>
/// <param name="Call">The call that adds it, in whatever method.</param>
/// <param name="Entry">The call in the function that was asked about: <paramref name="Call"/>, or that of the project's own method which leads to it.</param>
/// <param name="Condition">When it is added, its way included.</param>
/// <param name="IsOpaque">What it adds is not known: a helper without source.</param>
internal readonly record struct PipelineStep(string Name, IInvocationOperation Call, IInvocationOperation Entry, CompositionCondition Condition, bool IsOpaque);

/// <summary>
/// The calls on one builder in the order in which they are made, the project's own methods that are given the builder opened. Middleware
/// runs in this order.
/// </summary>
internal sealed class Pipelines(Facts facts)
{
    private const int MaximumDepth = 5;

    /// <summary>The steps of the function around a call that go to the same builder, in order; empty when the builder is not a plain variable.</summary>
    public ImmutableArray<PipelineStep> Around(IInvocationOperation call, CancellationToken cancellation) =>
        Operations.Receiver(call) is { } receiver && BuilderOf(receiver) is { } builder ? Of(Operations.Function(call), builder, cancellation) : [];

    /// <summary>The steps of a function that go to one builder.</summary>
    public ImmutableArray<PipelineStep> Of(IOperation function, ISymbol builder, CancellationToken cancellation)
    {
        var steps = ImmutableArray.CreateBuilder<PipelineStep>();
        Collect(function, builder, null, CompositionCondition.Always, steps, 0, cancellation);
        return steps.ToImmutable();
    }

    /// <summary>Whether a method of the project is given a builder: its calls are steps, too. Cheap for all other methods.</summary>
    public static bool IsHelper(IMethodSymbol method, Facts facts)
    {
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, facts.Compilation.Assembly))
        {
            return false;
        }

        foreach (var parameter in method.OriginalDefinition.Parameters)
        {
            if (parameter.Type is { Name: "IApplicationBuilder" or "WebApplication" } or ITypeParameterSymbol { ConstraintTypes.IsEmpty: false } && (CompositionTypes.PartOf(parameter.Type) & CompositionPart.Pipeline) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a step of the name is made before a call on its builder.</summary>
    public bool HasBefore(IInvocationOperation call, string name, CancellationToken cancellation)
    {
        foreach (var step in Around(call, cancellation))
        {
            if (ReferenceEquals(step.Entry, call))
            {
                break;
            }

            if (step.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The variable behind a receiver: <c>app</c> of <c>app.UseRouting().UseCors()</c>; null when it is something else.</summary>
    public static ISymbol? BuilderOf(IOperation receiver)
    {
        while (true)
        {
            switch (Operations.Unconverted(receiver))
            {
                case IInvocationOperation call when (CompositionTypes.PartOf(call.Type) & CompositionPart.Pipeline) != 0 && Operations.Receiver(call) is { } inner && (CompositionTypes.PartOf(Operations.Unconverted(inner).Type) & CompositionPart.Pipeline) != 0:
                    receiver = inner;
                    continue;
                case ILocalReferenceOperation local:
                    return local.Local;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter;
                case IFieldReferenceOperation field:
                    return field.Field;
                case IPropertyReferenceOperation property:
                    return property.Property;
                default:
                    return null;
            }
        }
    }

    private void Collect(IOperation function, ISymbol builder, PipelineStep? way, CompositionCondition around, ImmutableArray<PipelineStep>.Builder steps, int depth, CancellationToken cancellation)
    {
        var calls = new List<IInvocationOperation>();
        Find(function, function, builder, calls);
        calls.Sort(static (left, right) => left.Syntax.Span.End.CompareTo(right.Syntax.Span.End));
        foreach (var call in calls)
        {
            var condition = CompositionConditions.And(around, CompositionConditions.Of(call));
            var step = new PipelineStep(call.TargetMethod.Name, call, way?.Entry ?? call, condition, false);
            if (depth < MaximumDepth && facts.IsOwn(call.TargetMethod) && ParameterFor(call, builder) is { } parameter && facts.Bodies.Of(call.TargetMethod, cancellation) is { } body && !ReferenceEquals(body, function))
            {
                Collect(body, parameter, step, condition, steps, depth + 1, cancellation);
                continue;
            }

            steps.Add(step with { IsOpaque = facts.IsOwn(call.TargetMethod) || call.TargetMethod.MethodKind == MethodKind.DelegateInvoke || !CompositionTypes.IsPlain(call.TargetMethod.ContainingAssembly) });
        }
    }

    private static void Find(IOperation operation, IOperation function, ISymbol builder, List<IInvocationOperation> calls)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                continue;
            }

            if (child is IInvocationOperation call && IsOn(call, builder))
            {
                calls.Add(call);
            }

            Find(child, function, builder, calls);
        }
    }

    private static bool IsOn(IInvocationOperation call, ISymbol builder)
    {
        if (Operations.Receiver(call) is { } receiver && (CompositionTypes.PartOf(Operations.Unconverted(receiver).Type) & CompositionPart.Pipeline) != 0)
        {
            return SymbolEqualityComparer.Default.Equals(BuilderOf(receiver), builder);
        }

        foreach (var argument in call.Arguments)
        {
            if (IsBuilder(argument.Value, builder))
            {
                return true;
            }
        }

        return false;
    }

    private static IParameterSymbol? ParameterFor(IInvocationOperation call, ISymbol builder)
    {
        foreach (var argument in call.Arguments)
        {
            if (IsBuilder(argument.Value, builder))
            {
                return argument.Parameter?.OriginalDefinition;
            }
        }

        return null;
    }

    private static bool IsBuilder(IOperation value, ISymbol builder) =>
        (CompositionTypes.PartOf(Operations.Unconverted(value).Type) & CompositionPart.Pipeline) != 0 && SymbolEqualityComparer.Default.Equals(BuilderOf(value), builder);
}
