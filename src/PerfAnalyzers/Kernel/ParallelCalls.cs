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
