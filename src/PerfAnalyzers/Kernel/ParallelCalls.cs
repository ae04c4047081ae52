using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Calls that run a delegate on several threads at once.</summary>
internal static class ParallelCalls
{
    /// <summary>Whether a call runs its delegate for several elements at once: <c>Parallel.For</c> and its like, PLINQ.</summary>
    public static bool IsLoop(IInvocationOperation call) => call.TargetMethod switch
    {
        { Name: "For" or "ForEach" or "ForAsync" or "ForEachAsync", ContainingType: { Name: "Parallel", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } } } => true,
        { Name: not ("Aggregate" or "AsSequential"), ContainingType: { Name: "ParallelEnumerable", ContainingNamespace.Name: "Linq" } } => true,
        _ => false,
    };

    /// <summary>Whether a method has the name of one that starts parallel work: the cheap test before <see cref="IsStart"/>.</summary>
    public static bool IsName(string name) => name is "For" or "ForEach" or "ForAsync" or "ForEachAsync" or "Invoke" or "ForAll" or "AsParallel";

    /// <summary>Whether a call runs delegates on several threads, or makes a sequence whose operators do: all of <c>Parallel</c>, <c>ForAll</c>, <c>AsParallel</c>.</summary>
    public static bool IsStart(IInvocationOperation call) => call.TargetMethod.ContainingType switch
    {
        { Name: "Parallel", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } } => true,
        { Name: "ParallelEnumerable", ContainingNamespace.Name: "Linq" } => call.TargetMethod.Name is "ForAll" or "AsParallel",
        _ => false,
    };

    /// <summary>How a message names such a call: <c>Parallel.ForEach</c>, <c>AsParallel</c>.</summary>
    public static string NameOf(IInvocationOperation call) => call.TargetMethod.ContainingType.Name == "Parallel" ? "Parallel." + call.TargetMethod.Name : call.TargetMethod.Name;

    /// <summary>
    /// The delegate values that are all a call runs at once: one for a loop, the actions of <c>Invoke</c>. Empty where there is more
    /// to it: a state per thread, operators before <c>ForAll</c>, a source that is parallel itself.
    /// </summary>
    public static ImmutableArray<IOperation> Bodies(IInvocationOperation call)
    {
        if (call.TargetMethod.Name == "Invoke")
        {
            return call.Arguments.Length > 0 && TaskSource.Elements(call.Arguments[call.Arguments.Length - 1].Value) is { Length: > 1 } actions ? actions : [];
        }

        if (call.TargetMethod.Name == "AsParallel" || call.Arguments.Length < 2 || !IsPlainSource(call))
        {
            return [];
        }

        IOperation? body = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.TypeKind == TypeKind.Delegate)
            {
                if (body is not null)
                {
                    return [];
                }

                body = argument.Value;
            }
        }

        return body is null ? [] : [body];
    }

    /// <summary>Whether the call says that one thread is enough.</summary>
    public static bool IsOneAtATime(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            foreach (var part in argument.Value.DescendantsAndSelf())
            {
                switch (part)
                {
                    case IAnonymousFunctionOperation:
                        break;
                    case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "MaxDegreeOfParallelism" }, Value.ConstantValue: { HasValue: true, Value: 1 } }:
                    case IInvocationOperation { TargetMethod.Name: "WithDegreeOfParallelism", Arguments: [_, { Value.ConstantValue: { HasValue: true, Value: 1 } }] }:
                        return true;
                    case ILocalReferenceOperation { Type.Name: "ParallelOptions" } options when Writes.OnlyValue(options.Local, Operations.Root(call)) is { } made:
                        return SaysOne(made);
                }
            }
        }

        return false;
    }

    /// <summary>The <c>Parallel.Invoke</c> that runs a delegate beside the others it is given.</summary>
    public static IInvocationOperation? InvokeReceiving(IOperation function)
    {
        var parent = function.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation or IArgumentOperation)
        {
            parent = parent.Parent;
        }

        return parent is IInvocationOperation { TargetMethod: { Name: "Invoke", ContainingType: { Name: "Parallel", ContainingNamespace.Name: "Tasks" } } } call ? call : null;
    }

    // items.AsParallel().WithDegreeOfParallelism(4).ForAll(…), and nothing that computes in between.
    private static bool IsPlainSource(IInvocationOperation call)
    {
        var source = Operations.Unconverted(call.Arguments[0].Value);
        if (call.TargetMethod.Name != "ForAll")
        {
            return source.Type?.Name is not ("ParallelQuery" or "OrderedParallelQuery");
        }

        while (source is IInvocationOperation { TargetMethod: { Name: var name, ContainingType.Name: "ParallelEnumerable" }, Arguments: { IsEmpty: false } arguments })
        {
            if (name == "AsParallel")
            {
                return true;
            }

            if (!name.StartsWith("With", StringComparison.Ordinal) && name is not ("AsOrdered" or "AsUnordered"))
            {
                return false;
            }

            source = Operations.Unconverted(arguments[0].Value);
        }

        return false;
    }

    private static bool SaysOne(IOperation options)
    {
        foreach (var part in options.DescendantsAndSelf())
        {
            if (part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "MaxDegreeOfParallelism" } } assignment)
            {
                return assignment.Value.ConstantValue is { HasValue: true, Value: 1 };
            }
        }

        return false;
    }
}
