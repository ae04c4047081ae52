using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What operations do to what is known of a target: awaits and waits end it, writes forget it.</summary>
internal static class Joins
{
    private const int MaximumDepth = 6;

    /// <summary>What is known after an operation of a flow graph.</summary>
    public static bool After(IOperation copy, bool state, Target target, Completion completion, CompletionFlow flow, int depth)
    {
        switch (copy)
        {
            case IAwaitOperation:
                return state || (completion.OriginalOf(copy) is IAwaitOperation wait && Ends(wait.Operation, target, completion, 0));
            case IPropertyReferenceOperation { Property: { } property } when completion.Facts.Knowledge.Of(property) is { } known && known.Has(ApiEffects.Blocks):
                return state || (completion.OriginalOf(copy) is IPropertyReferenceOperation { Instance: { } instance } && Ends(instance, target, completion, 0));
            case IInvocationOperation:
                return completion.OriginalOf(copy) is IInvocationOperation call && AfterCall(call, state, target, completion);
            case ISimpleAssignmentOperation assignment:
                return AfterAssignment(assignment, state, target, completion, flow, depth);
            case IIsPatternOperation pattern:
                return state && !Declares(pattern.Pattern, target);
            case IDeconstructionAssignmentOperation deconstruction:
                return state && !DeclaresOrNames(deconstruction.Target, target);
            case ICompoundAssignmentOperation compound:
                return state && !Place.DependsOn(target.Place, Operations.SymbolOf(compound.Target));
            case IIncrementOrDecrementOperation increment:
                return state && !Place.DependsOn(target.Place, Operations.SymbolOf(increment.Target));
            default:
                return state;
        }
    }

    /// <summary>Whether a sequence of tasks contains the target, or is the target's collection.</summary>
    public static bool Covers(IOperation tasks, Target target, Completion completion, int depth = 0) => Covers(tasks, "", target, completion, depth);

    private static bool Covers(IOperation tasks, string path, Target target, Completion completion, int depth)
    {
        if (depth > MaximumDepth)
        {
            return false;
        }

        tasks = TaskSource.Of(tasks, completion.Facts);
        Place.Normalize(ref tasks, ref path);
        if (target.IsCollection && path == target.Path && Place.Same(tasks, target.Place, completion.Facts))
        {
            return true;
        }

        switch (tasks)
        {
            case IArrayCreationOperation { Initializer: { } initializer }:
                return AnyCovers(initializer.ElementValues, path, target, completion, depth);
            case ICollectionExpressionOperation expression:
                return AnyCovers(expression.Elements, path, target, completion, depth);
            case IObjectCreationOperation { Initializer: not null } when TaskSource.Elements(tasks) is { } elements:
                return AnyCovers(elements, path, target, completion, depth);
            case IInvocationOperation call when TaskSource.ProjectionOf(call) is { } projection:
                return projection.Path is { } member && Covers(projection.Source, Place.Join(member, path), target, completion, depth + 1);
            case IInvocationOperation { TargetMethod.Name: "Append" or "Prepend" or "Concat" or "Union" } call:
                foreach (var argument in call.Arguments)
                {
                    if (Covers(argument.Value, path, target, completion, depth + 1) || (!target.IsCollection && Place.Same(argument.Value, target.Place, completion.Facts)))
                    {
                        return true;
                    }
                }

                return false;
            case IInvocationOperation call when TaskSource.PassedThrough(call) is { } source:
                return Covers(source, path, target, completion, depth + 1);
            case ILocalReferenceOperation local:
                return (Writes.OnlyValue(local.Local, completion.Root) is { } value && Covers(value, path, target, completion, depth + 1)) ||
                    (!target.IsCollection && path.Length == 0 && IsPutInto(tasks, target, completion));
            case IFieldReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation:
                return !target.IsCollection && path.Length == 0 && IsPutInto(tasks, target, completion);
            default:
                return false;
        }
    }

    private static bool AnyCovers(System.Collections.Immutable.ImmutableArray<IOperation> elements, string path, Target target, Completion completion, int depth)
    {
        foreach (var element in elements)
        {
            if (element is ISpreadOperation spread
                ? Covers(spread.Operand, path, target, completion, depth + 1)
                : path.Length == 0 && Ends(element, target, completion, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    // tasks.Add(task), tasks[i] = task.
    private static bool IsPutInto(IOperation collection, Target target, Completion completion)
    {
        foreach (var operation in completion.Root.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IInvocationOperation { Instance: { } receiver, TargetMethod.Name: "Add" or "Enqueue" or "Push" or "TryAdd" or "Insert" } call
                    when Place.Same(receiver, collection, completion.Facts):
                    foreach (var argument in call.Arguments)
                    {
                        if (Place.Same(argument.Value, target.Place, completion.Facts))
                        {
                            return true;
                        }
                    }

                    break;
                case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation or IPropertyReferenceOperation { Arguments.Length: > 0 } } assignment
                    when Place.Same(assignment.Value, target.Place, completion.Facts):
                    var owner = assignment.Target is IArrayElementReferenceOperation element ? element.ArrayReference : ((IPropertyReferenceOperation)assignment.Target).Instance;
                    if (Place.Same(owner, collection, completion.Facts))
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    /// <summary>Whether the target has ended when what <paramref name="awaited"/> stands for has.</summary>
    public static bool Ends(IOperation awaited, Target target, Completion completion, int depth)
    {
        if (depth > MaximumDepth)
        {
            return false;
        }

        awaited = TaskSource.Of(awaited, completion.Facts);
        if (!target.IsCollection && Place.Same(awaited, target.Place, completion.Facts))
        {
            return true;
        }

        switch (awaited)
        {
            case IAwaitOperation wait:
                return Ends(wait.Operation, target, completion, depth + 1);
            case ILocalReferenceOperation local when Writes.OnlyValue(local.Local, completion.Root) is { } value:
                return Ends(value, target, completion, depth + 1);
            case IInvocationOperation call:
                return CallEnds(call, target, completion, depth);
            default:
                return false;
        }
    }

    // WhenAll; a continuation of the task; or a helper that is given the task and awaited (WithTimeout, SuppressThrowing).
    private static bool CallEnds(IInvocationOperation call, Target target, Completion completion, int depth)
    {
        var known = completion.Facts.Knowledge.Of(call.TargetMethod);
        if (known?.Value("result") == "ended")
        {
            return false;
        }

        if (call.Instance is not null && !target.IsCollection && Ends(call.Instance, target, completion, depth + 1))
        {
            return true;
        }

        foreach (var argument in call.Arguments)
        {
            if (Covers(argument.Value, target, completion, depth + 1) || (!target.IsCollection && Ends(argument.Value, target, completion, depth + 1)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AfterCall(IInvocationOperation call, bool state, Target target, Completion completion)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out } && DeclaresOrNames(argument.Value, target))
            {
                return false;
            }
        }

        var known = completion.Facts.Knowledge.Of(call.TargetMethod);
        if (target.IsCollection && call.Instance is not null && Place.Same(call.Instance, target.Place, completion.Facts))
        {
            // What is put in has not been waited for.
            return state && call.TargetMethod.Name is not ("Add" or "AddRange" or "TryAdd" or "Insert" or "InsertRange" or "Enqueue" or "Push" or "AddOrUpdate" or "GetOrAdd");
        }

        if (state)
        {
            return true;
        }

        if (known is not null && known.Has(ApiEffects.Blocks) && !IsTimed(call))
        {
            return known.Value("on") switch
            {
                "receiver" => call.Instance is not null && Ends(call.Instance, target, completion, 0),
                "all" => call.Arguments.Length > 0 && Covers(call.Arguments[0].Value, target, completion),
                "argument" => call.Arguments.Length > 0 && Ends(call.Arguments[0].Value, target, completion, 0),
                _ => false,
            };
        }

        switch (known?.Value("ends"))
        {
            case "this":
                return !target.IsCollection && Place.Same(call.Instance, target.Place, completion.Facts);
            case "Task":
                return !target.IsCollection && target.Place is IPropertyReferenceOperation { Property.Name: "Task" } task && Place.Same(task.Instance, call.Instance, completion.Facts);
        }

        return Asserts(call, target, completion);
    }

    /// <summary>Whether a blocking call gives up by itself.</summary>
    internal static bool IsTimed(IInvocationOperation call)
    {
        foreach (var parameter in call.TargetMethod.Parameters)
        {
            if (parameter.Type is { SpecialType: SpecialType.System_Int32 } or { Name: "TimeSpan" })
            {
                return Constant(call, parameter) != -1;
            }
        }

        return false;
    }

    private static int? Constant(IInvocationOperation call, IParameterSymbol parameter) =>
        Operations.Argument(call, parameter.Ordinal)?.ConstantValue is { HasValue: true, Value: int milliseconds } ? milliseconds : null;

    // Debug.Assert(task.IsCompleted).
    private static bool Asserts(IInvocationOperation call, Target target, Completion completion)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { Type.SpecialType: SpecialType.System_Boolean } parameter)
            {
                foreach (var attribute in parameter.GetAttributes())
                {
                    if (attribute is { AttributeClass.Name: "DoesNotReturnIfAttribute", ConstructorArguments: { Length: 1 } arguments } && arguments[0].Value is bool outcome)
                    {
                        return Guards.Prove(argument.Value, !outcome, target, completion, null);
                    }
                }
            }
        }

        return false;
    }

    private static bool AfterAssignment(ISimpleAssignmentOperation assignment, bool state, Target target, Completion completion, CompletionFlow flow, int depth)
    {
        if (target.IsCollection && assignment.Target is IArrayElementReferenceOperation or IPropertyReferenceOperation { Arguments.Length: > 0 })
        {
            var owner = assignment.Target is IArrayElementReferenceOperation element ? element.ArrayReference : ((IPropertyReferenceOperation)assignment.Target).Instance;
            return state && !Place.Same(owner, target.Place, completion.Facts);
        }

        if (!Place.DependsOn(target.Place, Operations.SymbolOf(assignment.Target)) && !Place.Same(assignment.Target, target.Place, completion.Facts))
        {
            return state;
        }

        return Place.Same(assignment.Target, target.Place, completion.Facts) && !target.IsCollection &&
            completion.HasEnded(completion.OriginalOf(assignment.Value), new Point(assignment, flow), depth + 2);
    }

    private static bool DeclaresOrNames(IOperation value, Target target)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (Place.Is(part) && Place.DependsOn(target.Place, Operations.SymbolOf(part)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Declares(IPatternOperation pattern, Target target)
    {
        foreach (var part in pattern.DescendantsAndSelf())
        {
            var declared = part switch
            {
                IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
                IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
                _ => null,
            };
            if (declared is not null && Place.DependsOn(target.Place, declared))
            {
                return true;
            }
        }

        return false;
    }
}
