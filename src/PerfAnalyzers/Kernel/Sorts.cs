using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What is wrong with a sort.</summary>
internal enum SortWaste
{
    /// <summary>One element is taken: the smallest, the largest, or the first that fits.</summary>
    One,

    /// <summary>What is asked does not depend on the order.</summary>
    Unordered,

    /// <summary>Elements are sorted before some are left out.</summary>
    Filtered,

    /// <summary>The result is sorted again.</summary>
    Resorted,
}

/// <summary>A sort that does more than is needed.</summary>
/// <param name="Waste">Why.</param>
/// <param name="Sort">The sorting operator, <c>OrderBy</c>.</param>
/// <param name="Top">The last <c>ThenBy</c>, or the sort itself.</param>
/// <param name="User">What shows that: the operator that follows, the indexer, the loop, or the first use of the local.</param>
/// <param name="IsCertain">False where the order of two steps costs a factor, not more.</param>
internal sealed record WastedSort(SortWaste Waste, IInvocationOperation Sort, IInvocationOperation Top, IOperation User, bool IsCertain);

/// <summary>
/// Which sorts of sequences do more than is needed. <c>First()</c>, <c>Last()</c>, <c>Any()</c>, <c>Count()</c>, <c>Take</c> and
/// <c>ElementAt</c> right behind a sort do not sort; a condition, a copy or a loop in between does.
/// </summary>
internal sealed class Sorts(Facts facts)
{
    /// <summary>Why a sort, the call of <c>OrderBy</c> or its like, is more than is needed; null when nothing shows that.</summary>
    public WastedSort? Of(IInvocationOperation sort)
    {
        IInvocationOperation top = sort;
        while (Sequences.Next(top) is { TargetMethod.Name: "ThenBy" or "ThenByDescending" } then)
        {
            top = then;
        }

        switch (Sequences.User(top))
        {
            case IForEachLoopOperation { IsAsynchronous: false } loop when Loops.LeavesOnFirstPass(Repetition.OfLoop(loop)):
                return new(SortWaste.One, sort, top, loop, true);
            case IArgumentOperation:
                return Sequences.Next(top) is { } next ? OfOperator(sort, top, next) : null;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation local }:
                return OfLocal(sort, top, local, isCopy: false);
            default:
                return null;
        }
    }

    private WastedSort? OfOperator(IInvocationOperation sort, IInvocationOperation top, IInvocationOperation next)
    {
        var arguments = next.TargetMethod.Parameters.Length;
        switch (next.TargetMethod.Name)
        {
            case "First" or "FirstOrDefault" when HasPredicate(next):
                return new(SortWaste.One, sort, top, next, true);
            case "Where" when !IsIndexed(next):
                return new(SortWaste.Filtered, sort, top, next, IsOneTaken(next));
            case "OrderBy" or "OrderByDescending" or "Order" or "OrderDescending":
                return new(SortWaste.Resorted, sort, top, next, true);
            case "ToList" or "ToArray":
                return OfCopy(sort, top, next);
            case "Select" or "Distinct" when !IsIndexed(next):
                // The same question behind operators that keep the order.
                return Sequences.Next(next) is { } last && (IsUnordered(last) || last.TargetMethod.Name == "Contains" && next.TargetMethod.Name == "Select" && last.TargetMethod.Parameters.Length == 2)
                    ? new(SortWaste.Unordered, sort, top, last, true)
                    : null;
            default:
                return IsUnordered(next) || IsScanned(next) && arguments == 2 ? new(SortWaste.Unordered, sort, top, next, true) : null;
        }
    }

    private static bool HasPredicate(IInvocationOperation call) => call.TargetMethod.Parameters.Length >= 2 && Operations.Argument(call, 1)?.Type is { TypeKind: TypeKind.Delegate };

    private static bool IsIndexed(IInvocationOperation call) =>
        Operations.Argument(call, 1)?.Type is INamedTypeSymbol { Name: "Func", TypeArguments.Length: 3 };

    // First and its like behind conditions: the same as First with one.
    private static bool IsOneTaken(IInvocationOperation filter)
    {
        var next = Sequences.Next(filter);
        while (next is { TargetMethod.Name: "Where" })
        {
            next = Sequences.Next(next);
        }

        return next is { TargetMethod.Name: "First" or "FirstOrDefault" } || next is not null && IsUnordered(next) || next is { TargetMethod.Name: "Any" or "Count" or "LongCount" };
    }

    // Answers that are the same in any order. Sums of floating-point numbers are not.
    private static bool IsUnordered(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Any" or "Count" or "LongCount" or "All" or "Single" or "SingleOrDefault" => HasPredicate(call),
        "Sum" or "Average" => !IsFloating(call),
        "Max" or "Min" => call.TargetMethod.Parameters.Length == 1 || HasPredicate(call),
        _ => false,
    };

    private static bool IsFloating(IInvocationOperation call)
    {
        foreach (var parameter in call.TargetMethod.Parameters)
        {
            if (parameter.Type is INamedTypeSymbol { TypeArguments: { Length: > 0 } arguments } && Plain(arguments[arguments.Length - 1]).SpecialType is SpecialType.System_Double or SpecialType.System_Single)
            {
                return true;
            }
        }

        return false;

        static ITypeSymbol Plain(ITypeSymbol type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type;
    }

    // Newer runtimes look through the sort.
    private bool IsScanned(IInvocationOperation call) =>
        call.TargetMethod.Name == "Contains" && facts.Type("System.Linq.Enumerable") is { } operators && operators.GetMembers("LeftJoin").IsEmpty;

    private WastedSort? OfCopy(IInvocationOperation sort, IInvocationOperation top, IInvocationOperation copy)
    {
        switch (Sequences.User(copy))
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation local }:
                return OfLocal(sort, top, local, isCopy: true);
            case { } user when Taken(copy) is { } waste:
                return new(waste, sort, top, user is IArgumentOperation argument ? argument.Parent! : user, true);
            default:
                return null;
        }
    }

    // What one use of a sorted copy asks for: null when it wants the order.
    private static SortWaste? Taken(IOperation copy)
    {
        switch (Sequences.User(copy))
        {
            case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] } element when ReferenceEquals(Operations.Unconverted(element.Instance!), Operations.Unconverted(copy)) && !IsWritten(element):
                return IsEnd(index.Value, copy) ? SortWaste.One : null;
            case IArrayElementReferenceOperation { Indices: [var index] } element when ReferenceEquals(Operations.Unconverted(element.ArrayReference), Operations.Unconverted(copy)) && !IsWritten(element):
                return IsEnd(index, copy) ? SortWaste.One : null;
            case IImplicitIndexerReferenceOperation element when ReferenceEquals(Operations.Unconverted(element.Instance), Operations.Unconverted(copy)) && !IsWritten(element):
                return IsEnd(element.Argument, copy) ? SortWaste.One : null;
            case IArgumentOperation when Sequences.Next(copy) is { } next:
                return next.TargetMethod.Name switch
                {
                    "First" or "FirstOrDefault" or "Last" or "LastOrDefault" => SortWaste.One,
                    "OrderBy" or "OrderByDescending" or "Order" or "OrderDescending" => SortWaste.Resorted,
                    _ => IsUnordered(next) ? SortWaste.Unordered : null,
                };
            case IInvocationOperation { TargetMethod.Name: "Find" } found when ReferenceEquals(found.Instance, copy):
                return SortWaste.One;
            default:
                return null;
        }
    }

    private static bool IsWritten(IOperation element) => element.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, element) || element.Parent is IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None };

    // 0, ^1, Count - 1.
    private static bool IsEnd(IOperation index, IOperation copy)
    {
        index = Operations.Unconverted(index);
        return index switch
        {
            { ConstantValue: { HasValue: true, Value: 0 } } => true,
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand.ConstantValue: { HasValue: true, Value: 1 } } => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, RightOperand.ConstantValue: { HasValue: true, Value: 1 }, LeftOperand: var length } =>
                Operations.Unconverted(length) is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } owner } && SameCode.Is(Operations.Unconverted(owner), Operations.Unconverted(copy)),
            _ => false,
        };
    }

    // A local that is nothing but asked for its ends.
    private static WastedSort? OfLocal(IInvocationOperation sort, IInvocationOperation top, IVariableDeclaratorOperation declarator, bool isCopy)
    {
        if (!isCopy || LocalValues.Around(declarator).Of(declarator.Symbol).Count != 1)
        {
            return null;
        }

        IOperation? first = null;
        foreach (var part in Operations.Function(declarator).Descendants())
        {
            if (part is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol))
            {
                continue;
            }

            if (Taken(reference) == SortWaste.One)
            {
                first ??= Sequences.User(reference);
            }
            else if (!IsCounted(reference))
            {
                return null;
            }
        }

        return first is null ? null : new(SortWaste.One, sort, top, first is IArgumentOperation argument ? argument.Parent! : first, true);
    }

    /// <summary>Whether a use of a sorted list takes its first or last element.</summary>
    public static bool IsEndTaken(IOperation reference) => Taken(reference) == SortWaste.One && Sequences.User(reference) is not IInvocationOperation;

    /// <summary>Whether a use of a sorted list asks how many elements it has: <c>if (sorted.Count > 0)</c>, <c>if (sorted.Any())</c>.</summary>
    public static bool IsCounted(IOperation reference) => Sequences.User(reference) switch
    {
        IPropertyReferenceOperation { Property.Name: "Count" or "Length" } => true,
        IArgumentOperation => Sequences.Next(reference) is { TargetMethod: { Name: "Any" or "Count", Parameters.Length: 1 } },
        _ => false,
    };
}
