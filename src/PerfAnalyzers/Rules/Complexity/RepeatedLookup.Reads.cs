using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary><c>map[key]</c>, where map and key are what they are: locals, parameters, fields, properties, constants.</summary>
/// <param name="Operation">The whole expression.</param>
/// <param name="Map">The dictionary.</param>
/// <param name="Key">The key.</param>
internal sealed record DictionaryRead(IPropertyReferenceOperation Operation, IOperation Map, IOperation Key)
{
    /// <summary>The dictionary is a <c>Dictionary</c> itself.</summary>
    public bool IsDictionary => IsDictionaryType(Map.Type);

    public static DictionaryRead? Of(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } map, Arguments: [var key] } read && IsStable(map) && IsStable(key.Value) ? new DictionaryRead(read, map, key.Value) : null;

    public static bool IsDictionaryType(ITypeSymbol? type) => type is { Name: "Dictionary", ContainingNamespace: { Name: "Generic", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } } };

    /// <summary>Whether another operation asks the same key of the same dictionary.</summary>
    public bool IsSame(IOperation other) => other is IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var key], Instance: { } map } && SameCode.Is(map, Map) && SameCode.Is(key.Value, Key);

    /// <summary>Whether an expression is a path of names, or a constant: reading it runs no code that matters.</summary>
    public static bool IsStable(IOperation operation)
    {
        operation = Operations.Unconverted(operation);
        return operation.ConstantValue.HasValue || operation switch
        {
            ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation => true,
            IFieldReferenceOperation field => field.Instance is null || IsStable(field.Instance),
            IPropertyReferenceOperation { Property.IsIndexer: false } property => property.Instance is null || IsStable(property.Instance),
            _ => false,
        };
    }

    /// <summary>Whether an operation may change what a key of the dictionary leads to, or what the names in it stand for.</summary>
    public bool IsChangedBy(IOperation operation, Facts? facts)
    {
        switch (operation)
        {
            case IAssignmentOperation assignment:
                return Targets(assignment.Target);
            case IIncrementOrDecrementOperation increment:
                return Targets(increment.Target);
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                return Targets(argument.Value);

            // The dictionary as receiver of something that is no question, or handed to somebody.
            case IInvocationOperation { Instance: { } receiver } call when SameCode.Is(receiver, Map):
                return !Collections.IsRead(call.TargetMethod);
            case IInvocationOperation call:
                return facts is not null && IsReachable() && (facts.IsOwn(call.TargetMethod) || call.TargetMethod.MethodKind == MethodKind.DelegateInvoke);
            case IAwaitOperation or IReturnOperation { Kind: OperationKind.YieldReturn }:
                return IsReachable();
            default:
                return operation is IArgumentOperation { Parent: IInvocationOperation or IObjectCreationOperation } handed && SameCode.Is(Operations.Unconverted(handed.Value), Map) &&
                    !(handed.Parent is IInvocationOperation { TargetMethod: var asked } && Collections.IsRead(asked));
        }
    }

    private bool Targets(IOperation target)
    {
        if (target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } map } && SameCode.Is(map, Map))
        {
            return true;
        }

        return Operations.SymbolOf(target) is { } symbol && (Operations.Mentions(Map, symbol) || Operations.Mentions(Key, symbol));
    }

    // Others may see it: it is no local and no parameter.
    private bool IsReachable() => Operations.Unconverted(Map) is not (ILocalReferenceOperation or IParameterReferenceOperation);
}

/// <summary>A value that a block reads again and again.</summary>
/// <param name="Count">How often.</param>
/// <param name="Others">The reads after the first.</param>
/// <param name="IsOffered">A local before the statement with the first read is the same.</param>
internal sealed record RepeatedReads(int Count, IReadOnlyList<IOperation> Others, bool IsOffered)
{
    /// <summary>The reads of which this is the first in its block; null for others, and where something may change meanwhile.</summary>
    public static RepeatedReads? Of(DictionaryRead first, Facts facts)
    {
        if (IsTarget(first.Operation) || BlockAround(first.Operation) is not var (block, statement))
        {
            return null;
        }

        var others = new List<IOperation>();
        var isBefore = true;
        foreach (var part in block.Descendants())
        {
            if (ReferenceEquals(part, first.Operation))
            {
                isBefore = false;
            }
            else if (first.IsSame(part))
            {
                if (isBefore || IsTarget(part) || IsInFunction(part, block))
                {
                    return null;
                }

                others.Add(part);
            }
            else if (first.IsChangedBy(part, facts) || part is IInvocationOperation { TargetMethod.Name: "ContainsKey", Instance: { } asked } && SameCode.Is(asked, first.Map))
            {
                return null;
            }
        }

        return others.Count == 0 || IsAskedAround(block, first) || IsDeclaredIn(first, statement) ? null : new RepeatedReads(others.Count + 1, others, !Runs.Conditionally(first.Operation, block) && !IsInFunction(first.Operation, block) && IsEarly(first.Operation, statement));
    }

    /// <summary>Whether something in the block may change the dictionary under another name. Looks into what is called.</summary>
    public static bool AreAliased(DictionaryRead first, Facts facts, CancellationToken cancellation)
    {
        if (BlockAround(first.Operation) is not var (block, _))
        {
            return true;
        }

        foreach (var part in block.Descendants())
        {
            if (!ReferenceEquals(part, first.Operation) && !first.IsSame(part) && ChangesAnother(part, first, facts, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    // Another dictionary, which may be the same one, is written, or code of the project runs that writes something.
    private static bool ChangesAnother(IOperation part, DictionaryRead read, Facts facts, CancellationToken cancellation)
    {
        switch (part)
        {
            case IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } written } }:
                return MayBeSame(written, read, facts);
            case IInvocationOperation { Instance: { } changed, TargetMethod: { MethodKind: not MethodKind.DelegateInvoke } method } when !facts.IsOwn(method):
                return !Collections.IsRead(method) && MayBeSame(changed, read, facts);
            case IInvocationOperation { TargetMethod: var called } when facts.IsOwn(called):
                var changes = new StateChanges(facts, cancellation).AddCall(called);
                return (changes.MayWrite || changes.HasWritten) && !IsFresh(read.Map);
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } or IAwaitOperation:
                return !IsFresh(read.Map);
            default:
                return false;
        }
    }

    private static bool MayBeSame(IOperation other, DictionaryRead read, Facts facts) =>
        KeyedCollections.KindOf(other.Type, facts) == KeyedKind.Dictionary && !SameCode.Is(other, read.Map) && !IsFresh(other) && !IsFresh(read.Map);

    // Made in this function and given to nobody.
    private static bool IsFresh(IOperation map)
    {
        if (Operations.Unconverted(map) is not ILocalReferenceOperation { Local: var local } || LocalValues.Around(map).Of(local) is not [(_, { } value)] || Operations.Unconverted(value) is not IObjectCreationOperation)
        {
            return false;
        }

        foreach (var part in Operations.Root(map).Descendants())
        {
            if (part is ILocalReferenceOperation { IsDeclaration: false } reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !IsHeld(reference))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHeld(IOperation reference) => reference.Parent is IPropertyReferenceOperation || reference.Parent is IInvocationOperation call && ReferenceEquals(call.Instance, reference) ||
        Operations.Consumer(reference) is IForEachLoopOperation;

    private static (IBlockOperation Block, IOperation Statement)? BlockAround(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IBlockOperation block:
                    return (block, child);
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    // Whoever asks whether the key is there is told by CA1854.
    private static bool IsAskedAround(IOperation block, DictionaryRead read)
    {
        for (var current = block.Parent; current is not null; current = current.Parent)
        {
            if (current is IConditionalOperation choice)
            {
                foreach (var part in choice.Condition.DescendantsAndSelf())
                {
                    if (part is IInvocationOperation { TargetMethod.Name: "ContainsKey", Instance: { } asked } && SameCode.Is(asked, read.Map))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // What the key is made of must be known before the statement.
    private static bool IsDeclaredIn(DictionaryRead read, IOperation statement)
    {
        foreach (var part in read.Operation.Descendants())
        {
            if (part is ILocalReferenceOperation local && Operations.IsDeclaredIn(local.Local, statement.Syntax) || part is IParameterReferenceOperation parameter && Operations.IsDeclaredIn(parameter.Parameter, statement.Syntax))
            {
                return true;
            }
        }

        return false;
    }

    // Nothing with effects runs in the statement before the read: a missing key throws at the same moment.
    private static bool IsEarly(IOperation read, IOperation statement)
    {
        if (statement is ILoopOperation)
        {
            return false;
        }

        foreach (var part in statement.Descendants())
        {
            if (part.Syntax.Span.End <= read.Syntax.SpanStart && part is IInvocationOperation or IAssignmentOperation or IObjectCreationOperation or IAwaitOperation && part.Syntax.Span.End <= read.Syntax.SpanStart)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsTarget(IOperation read) => read.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, read) || read.Parent is IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out };

    private static bool IsInFunction(IOperation read, IOperation block)
    {
        var function = Operations.Function(read);
        return !ReferenceEquals(function, block) && Operations.IsWithin(function, block);
    }
}
