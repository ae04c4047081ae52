using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What is wrong with sorting a list or an array in place.</summary>
internal enum InPlaceWaste
{
    /// <summary>It is sorted again after each element that is added.</summary>
    Added,

    /// <summary>It is sorted again although nothing has changed it.</summary>
    Unchanged,

    /// <summary>Only its first or last element is read.</summary>
    Ends,
}

/// <summary>A sort in place that does more than is needed.</summary>
/// <param name="Waste">Why.</param>
/// <param name="Related">The loop, or where an end is read.</param>
/// <param name="IsRead">The list is read in the loop as well.</param>
/// <param name="IsMovable">Sorting once behind the loop gives the same list.</param>
internal sealed record InPlaceSort(InPlaceWaste Waste, IOperation Related, bool IsRead, bool IsMovable);

/// <summary>Which calls of <c>List.Sort</c> and <c>Array.Sort</c> do more than is needed.</summary>
internal sealed class InPlaceSorts(Facts facts, CancellationToken cancellation)
{
    /// <summary>What a call sorts as a whole; null when it is no such call.</summary>
    public static IOperation? SortedBy(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.Name != "Sort" || method.ContainingType?.ContainingNamespace is not { } space)
        {
            return null;
        }

        return method switch
        {
            { IsStatic: false, ContainingType: { Name: "List", Arity: 1 }, Parameters.Length: <= 1 } when space.Name == "Generic" => Operations.Unconverted(call.Instance!),
            { IsStatic: true, ContainingType.SpecialType: SpecialType.System_Array } when call.Arguments.Length == 1 || call.Arguments.Length == 2 && Operations.Argument(call, 1)?.Type is not IArrayTypeSymbol and not { SpecialType: SpecialType.System_Array } =>
                Operations.Argument(call, 0) is { } array ? Operations.Unconverted(array) : null,
            _ => null,
        };
    }

    /// <summary>Why a call sorts more than is needed; null when nothing shows that.</summary>
    public InPlaceSort? Of(IInvocationOperation call)
    {
        if (SortedBy(call) is not { } sorted || OwnerOf(sorted) is not { } owner || Operations.SymbolOf(sorted) is not { } symbol)
        {
            return null;
        }

        return facts.Loops.Repeating(call, cancellation) is { } loop && !Operations.IsDeclaredIn(owner, loop.Region.Syntax) && !facts.Loops.IsServiceLoop(loop)
            ? OfLoop(call, symbol, loop)
            : OfEnds(call, symbol);
    }

    // What has to stay for the list to stay: itself, or the object whose property it is.
    private static ISymbol? OwnerOf(IOperation list) => list switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } => Operations.SymbolOf(list),
        IPropertyReferenceOperation { Arguments.Length: 0, Instance: null or IInstanceReferenceOperation } => Operations.SymbolOf(list),
        IPropertyReferenceOperation { Arguments.Length: 0, Instance: ILocalReferenceOperation or IParameterReferenceOperation } property => Operations.SymbolOf(property.Instance!),
        _ => null,
    };

    private static bool Is(IOperation part, ISymbol symbol) =>
        part is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), symbol);

    private InPlaceSort? OfLoop(IInvocationOperation call, ISymbol symbol, Repetition loop)
    {
        if (loop.Lambda is null && loop.Owner is not ILoopOperation)
        {
            return null;
        }

        // Sorted where it is added to, not now and then.
        var block = Operations.Consumer(call)?.Parent;
        var isAdded = false;
        var isRead = false;
        foreach (var part in loop.Region.Descendants())
        {
            switch (part)
            {
                case IAwaitOperation or ILockOperation when symbol is IFieldSymbol or IPropertySymbol:
                case { Kind: OperationKind.YieldReturn }:
                    return null;
            }

            if (!Is(part, symbol))
            {
                continue;
            }

            switch (Use(part, call))
            {
                case ListUse.Sort:
                    break;
                case ListUse.Addition when ReferenceEquals(facts.Loops.Around(part)?.Owner, loop.Owner) && block is not null && Operations.IsWithin(part, block):
                    isAdded = true;
                    break;
                case ListUse.Read:
                    isRead = true;
                    break;
                case ListUse.Removal:
                    isRead = true;
                    break;
                default:
                    return null;
            }
        }

        if (isAdded)
        {
            return new(InPlaceWaste.Added, loop.Owner, isRead, !isRead && IsMovable(call, symbol, loop));
        }

        if (Runs.Conditionally(call, loop.Region))
        {
            return null;
        }

        // Elements that change between passes need another sort.
        var changes = new StateChanges(facts, cancellation).Add(loop.Region);
        var isSame = !changes.MayWrite && !ChangesElements(symbol, changes) && (call.Arguments.Length == (call.TargetMethod.IsStatic ? 1 : 0) || HoldsComparer(call, loop, changes));
        return isSame && !HasRemoval(loop, symbol, call) ? new(InPlaceWaste.Unchanged, loop.Owner, isRead, false) : null;
    }

    private bool HoldsComparer(IInvocationOperation call, Repetition loop, StateChanges changes) =>
        call.Arguments.Length > 0 && new Invariance(facts, loop.Region, changes, cancellation).Holds(call.Arguments[call.Arguments.Length - 1].Value);

    private static bool HasRemoval(Repetition loop, ISymbol symbol, IInvocationOperation call)
    {
        foreach (var part in loop.Region.Descendants())
        {
            if (Is(part, symbol) && Use(part, call) == ListUse.Removal)
            {
                return true;
            }
        }

        return false;
    }

    private enum ListUse
    {
        Other,
        Sort,
        Addition,
        Removal,
        Read,
    }

    private static ListUse Use(IOperation reference, IInvocationOperation sort)
    {
        switch (Operations.Consumer(reference))
        {
            case IInvocationOperation call when ReferenceEquals(call, sort):
            case IArgumentOperation { Parent: IInvocationOperation staticCall } when ReferenceEquals(staticCall, sort):
                return ListUse.Sort;
            case IInvocationOperation call when ReferenceEquals(Operations.Unconverted(call.Instance!), reference):
                return call.TargetMethod.Name switch
                {
                    "Add" or "Insert" => ListUse.Addition,
                    "RemoveAt" or "Remove" => ListUse.Removal,
                    _ => Collections.IsRead(call.TargetMethod) && call.TargetMethod.Name is not "ForEach" ? ListUse.Read : ListUse.Other,
                };
            case IPropertyReferenceOperation or IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation:
                return Operations.Consumer(reference) is { Parent: IAssignmentOperation or IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None } } element &&
                    !(element.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Value, element)) ? ListUse.Other : ListUse.Read;
            case IForEachLoopOperation:
                return ListUse.Read;
            case IArgumentOperation { Parent: IInvocationOperation call } when Sequences.IsOperator(call.TargetMethod) && !Sequences.IsLazy(call.TargetMethod) ||
                call.TargetMethod.ContainingType?.SpecialType == SpecialType.System_Array && Collections.IsRead(call.TargetMethod):
                return ListUse.Read;
            default:
                return ListUse.Other;
        }
    }

    // Equal elements cannot be told apart, the list starts empty, and every pass reaches the end.
    private static bool IsMovable(IInvocationOperation call, ISymbol symbol, Repetition loop)
    {
        if (symbol is not ILocalSymbol local || !HasPlainElements(symbol) || call.Arguments.Length != 0 || loop.Owner is not ILoopOperation { Body: IBlockOperation body } statement ||
            call.Parent is not IExpressionStatementOperation { Parent: var parent } || !ReferenceEquals(parent, body) || Operations.IsCaught(statement, Operations.Function(statement)) ||
            LocalValues.Around(call).Of(local) is not [(IVariableDeclaratorOperation declarator, { } value)] || !IsEmpty(Operations.Unconverted(value)) ||
            statement.Syntax.Parent is not Microsoft.CodeAnalysis.CSharp.Syntax.BlockSyntax)
        {
            return false;
        }

        foreach (var part in statement.Descendants())
        {
            if (part is IReturnOperation or IBranchOperation or IThrowOperation or IAnonymousFunctionOperation)
            {
                return false;
            }
        }

        foreach (var part in Operations.Function(call).Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && reference.Syntax.SpanStart < statement.Syntax.SpanStart)
            {
                return false;
            }
        }

        // A loop around both would meet a list that is filled already.
        for (var current = statement.Parent; current is not null; current = current.Parent)
        {
            if (current is ILoopOperation && !Operations.IsWithin(declarator, current))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsEmpty(IOperation value) => value is IObjectCreationOperation { Arguments.Length: 0, Initializer: null } or ICollectionExpressionOperation { Elements.Length: 0 };

    private static ITypeSymbol? ElementOf(ISymbol symbol)
    {
        var type = symbol switch { ILocalSymbol local => local.Type, IParameterSymbol parameter => parameter.Type, IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, _ => null };
        return Sequences.ElementOf(type);
    }

    private static bool ChangesElements(ISymbol symbol, StateChanges changes)
    {
        for (var type = ElementOf(symbol); type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IFieldSymbol or IPropertySymbol && changes.Changes(member))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasPlainElements(ISymbol symbol) =>
        ElementOf(symbol) is { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_Decimal or SpecialType.System_DateTime } or { Name: "Guid" or "DateOnly" or "TimeSpan", ContainingNamespace.Name: "System" };

    // A list of the method's own, of which nothing but the ends is read once it is sorted.
    private static InPlaceSort? OfEnds(IInvocationOperation call, ISymbol symbol)
    {
        if (symbol is not ILocalSymbol local || LocalValues.Around(call).Of(local) is not [(IVariableDeclaratorOperation, { } value)] || !IsOwn(Operations.Unconverted(value)))
        {
            return null;
        }

        IOperation? end = null;
        var function = Operations.Function(call);
        foreach (var part in function.Descendants())
        {
            if (part is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                continue;
            }

            if (!ReferenceEquals(Operations.Function(part), function))
            {
                return null;
            }

            var use = Use(part, call);
            if (use == ListUse.Sort || use != ListUse.Other && part.Syntax.SpanStart < call.Syntax.SpanStart)
            {
                continue;
            }

            if (Sorts.IsEndTaken(part))
            {
                end ??= part;
            }
            else if (!Sorts.IsCounted(part))
            {
                return null;
            }
        }

        return end is null ? null : new(InPlaceWaste.Ends, end, true, false);
    }

    private static bool IsOwn(IOperation value) => value is IObjectCreationOperation or ICollectionExpressionOperation or IArrayCreationOperation ||
        value is IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" } method } && Sequences.IsOperator(method);
}
