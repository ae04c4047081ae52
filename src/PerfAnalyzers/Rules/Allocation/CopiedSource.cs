using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Whether it makes no difference when the elements of a sequence are computed: at once for a copy, or one by one.</summary>
internal sealed class CopiedSource(Facts facts, CancellationToken cancellation)
{
    private readonly PlainFunctions _functions = new(facts, cancellation);

    /// <summary>Whether a sequence is a chain of operators that only look, over a collection in memory that nobody else has a hand in.</summary>
    /// <param name="source">The sequence.</param>
    /// <param name="isInterleaved">Code of the user's runs between two elements.</param>
    public bool IsHarmless(IOperation source, bool isInterleaved)
    {
        var steps = 0;
        var current = Sequences.Bare(source);
        while (current is IInvocationOperation call && Sequences.IsOperator(call.TargetMethod))
        {
            if (!Sequences.IsLazy(call.TargetMethod) || call.TargetMethod.Name is "Cast" && isInterleaved || facts.Queries.IsQueryable(call.Type) || !AreFunctionsPlain(call))
            {
                return false;
            }

            if (Sequences.Source(call) is not { } next)
            {
                return call.TargetMethod.Name is "Range" or "Repeat";
            }

            steps++;
            current = next;
        }

        return IsCollection(current, steps > 0, isInterleaved);
    }

    /// <summary>Whether a loop over a sequence changes nothing that the rest of the sequence is made of.</summary>
    public bool StaysIn(IOperation source, IForEachLoopOperation loop)
    {
        var changes = new StateChanges(facts, cancellation).Add(loop.Body);
        if (changes.MayWrite || !new Invariance(facts, loop.Body, changes, cancellation).Holds(source))
        {
            return false;
        }

        foreach (var part in loop.Body.Descendants())
        {
            switch (part)
            {
                case IAwaitOperation or ILockOperation or IUsingOperation or IUsingDeclarationOperation or IEventAssignmentOperation or IDynamicInvocationOperation:
                case { Kind: OperationKind.YieldReturn }:
                case IInvocationOperation call when !IsCalm(call):
                    return false;
            }
        }

        return true;
    }

    private bool AreFunctionsPlain(IInvocationOperation call)
    {
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            var value = Operations.Unconverted(call.Arguments[i].Value);
            if (call.Arguments[i].Parameter?.Ordinal == 0 && call.TargetMethod.IsExtensionMethod)
            {
                continue;
            }

            if (call.Arguments[i].Parameter?.Type is { TypeKind: TypeKind.Delegate } ? !_functions.Is(value) : !_functions.IsValue(value) || Collections.Is(value.Type))
            {
                return false;
            }
        }

        return true;
    }

    // A member may be changed by others meanwhile, and a copy of it is how to be safe from them.
    private bool IsCollection(IOperation root, bool isFiltered, bool isInterleaved)
    {
        if (root.Type is not { } type || facts.Queries.IsQueryable(type) || type.ContainingNamespace is { Name: "Concurrent" or "Immutable" or "ObjectModel" } || type.Name is "ParallelQuery" || !HasElements(type))
        {
            return false;
        }

        return root switch
        {
            ILocalReferenceOperation or IParameterReferenceOperation => true,
            IPropertyReferenceOperation { Property.Name: "Keys" or "Values", Instance: ILocalReferenceOperation or IParameterReferenceOperation } => true,
            IFieldReferenceOperation { Field.IsStatic: false } or IPropertyReferenceOperation { Property.IsStatic: false, Arguments.Length: 0 } => isFiltered && !isInterleaved && _functions.IsValue(root),
            _ => false,
        };
    }

    private static bool HasElements(ITypeSymbol type) => type is IArrayTypeSymbol || type.SpecialType == SpecialType.System_String || LoopCount.SizeOf(type) is not null;

    // Removing, closing and the like reach from an element back to where it is kept.
    private bool IsCalm(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (facts.IsOwn(method))
        {
            foreach (var argument in call.Arguments)
            {
                if (Collections.Is(Operations.Unconverted(argument.Value).Type))
                {
                    return false;
                }
            }

            var changes = new StateChanges(facts, cancellation).AddCall(method);
            return !changes.MayWrite && !changes.HasWritten;
        }

        if (method.IsStatic || call.Instance is not { Type: { } type } receiver)
        {
            return !method.IsExtensionMethod || Sequences.IsOperator(method) || method.ContainingNamespace?.Name is "System" or "Linq" or "Generic";
        }

        return type.IsValueType || type.SpecialType == SpecialType.System_String || Collections.IsRead(method) || type.Name is "StringBuilder" or "StringWriter" or "StreamWriter" or "TextWriter" or "BinaryWriter" ||
            (facts.Knowledge.EffectsOf(method) & ApiEffects.Pure) != 0 || method.Name is "ToString" or "Equals" or "GetHashCode" or "CompareTo" ||
            Collections.Is(type) && Operations.Unconverted(receiver) is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(call)) is { } made && Operations.Unconverted(made) is IObjectCreationOperation or ICollectionExpressionOperation;
    }
}
