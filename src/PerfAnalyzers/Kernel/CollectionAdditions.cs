using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Code that adds to collections which a field or property keeps.</summary>
internal static class CollectionAdditions
{
    /// <summary>The collection that a call or assignment adds to, in whatever form; null when it adds to none.</summary>
    public static IOperation? Collection(IOperation write) => write switch
    {
        IInvocationOperation { Instance: { } instance, TargetMethod.Name: "Add" or "TryAdd" or "AddRange" or "Insert" or "Enqueue" or "Push" or "AddOrUpdate" or "AddFirst" or "AddLast", Arguments.IsEmpty: false } => instance,
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } } => instance,
        _ => null,
    };

    /// <summary>
    /// The member that keeps a collection, or keeps it as the element of another: <c>s_carts</c>, <c>s_carts[user]</c>,
    /// <c>s_carts.GetOrAdd(user, …)</c>; null for others.
    /// </summary>
    public static IMemberReferenceOperation? Holder(IOperation collection, out bool isElement)
    {
        isElement = false;
        collection = Operations.Unconverted(collection);
        var outer = collection switch
        {
            IInvocationOperation { TargetMethod.Name: "GetOrAdd" or "GetValueOrDefault", Instance: { } instance } => instance,
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } => instance,
            _ => null,
        };
        if (outer is not null)
        {
            isElement = true;
            collection = Operations.Unconverted(outer);
        }

        return collection is IFieldReferenceOperation or IPropertyReferenceOperation ? (IMemberReferenceOperation)collection : null;
    }

    /// <summary>Whether a write adds something for which <paramref name="asks"/> says yes: as key, value or element.</summary>
    public static bool Adds<TState>(IOperation write, TState state, Func<IOperation, TState, bool> asks)
    {
        var arguments = write switch
        {
            IInvocationOperation call => call.Arguments,
            IAssignmentOperation { Target: IPropertyReferenceOperation element } => element.Arguments,
            _ => [],
        };
        foreach (var argument in arguments)
        {
            if (asks(argument.Value, state))
            {
                return true;
            }
        }

        return write is IAssignmentOperation assignment && asks(assignment.Value, state);
    }
}
