using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether code runs only when an answer is not known yet: behind a cache lookup, <c>??=</c>, or a null check that fills what it checks.</summary>
internal sealed class MemoGuards(Facts facts)
{
    /// <summary>Whether <paramref name="operation"/> is guarded inside <paramref name="scope"/> (a loop's body or a function).</summary>
    public bool Guard(IOperation operation, IOperation scope)
    {
        if (IsInCacheFactory(operation))
        {
            return true;
        }

        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ICoalesceAssignmentOperation assignment when ReferenceEquals(assignment.Value, child):
                    return true;
                case ICoalesceOperation coalesce when ReferenceEquals(coalesce.WhenNull, child) && Asks(coalesce.Value):
                    return true;
                case IConditionalOperation conditional when !ReferenceEquals(conditional.Condition, child) && (Asks(conditional.Condition) || FillsWhatItChecks(conditional) || IsMiss(conditional, child)):
                    return true;
                case IBlockOperation block when FollowsAnsweredLookup(block, child):
                    return true;
            }

            if (ReferenceEquals(parent, scope))
            {
                return false;
            }
        }

        return false;
    }

    // if (cache.TryGetValue(key, out var known)) return known;   …then the expensive way.
    private bool FollowsAnsweredLookup(IBlockOperation block, IOperation statement)
    {
        foreach (var earlier in block.Operations)
        {
            if (ReferenceEquals(earlier, statement))
            {
                return false;
            }

            if (earlier is IConditionalOperation { WhenFalse: null } conditional && Operations.Jumps(conditional.WhenTrue) &&
                (Asks(conditional.Condition) || IsNotNullCheckOfMember(conditional.Condition) || ChecksAnswer(conditional.Condition)))
            {
                return true;
            }
        }

        return false;
    }

    // var known = cache.Get(key); if (known != null) return known;
    private bool ChecksAnswer(IOperation condition)
    {
        if (!IsNullCheck(condition))
        {
            return false;
        }

        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Function(local)) is { } answer && Asks(answer))
            {
                return true;
            }
        }

        return false;
    }

    // var known = cache.Get(key); if (known is null) { … }
    private bool IsMiss(IConditionalOperation conditional, IOperation branch) =>
        SaysNull(conditional.Condition) is { } isNull && ReferenceEquals(isNull ? conditional.WhenTrue : conditional.WhenFalse, branch) && ChecksAnswer(conditional.Condition);

    private static bool? SaysNull(IOperation condition) => condition switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !SaysNull(not.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: null } } => false,
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } } => false,
        IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" } => true,
        _ => NullChecked(condition) is not null ? true : null,
    };

    private bool Asks(IOperation condition) => facts.Loops.Calls(condition, ApiEffects.Lookup) || CallsUserLookup(condition);

    // Caches of the user's own: TryGet… on something.
    private static bool CallsUserLookup(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: var name, ReturnType.SpecialType: SpecialType.System_Boolean } method } &&
                name.StartsWith("TryGet", StringComparison.Ordinal) && HasOut(method))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasOut(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind == RefKind.Out)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether code lies in a delegate that a cache runs on a miss: the user's caches are known by their type's name.</summary>
    public bool IsInCacheFactory(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda && Loops.CallReceiving(lambda) is { } call &&
                ((facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Memoizes) != 0 ||
                    call.TargetMethod.Name.StartsWith("Get", StringComparison.Ordinal) && Operations.Receiver(call)?.Type?.Name.IndexOf("Cache", StringComparison.Ordinal) >= 0))
            {
                return true;
            }
        }

        return false;
    }

    // if (_x is null) { _x = …; }   if (_x is null) { Load(); }   if (!_isLoaded) { … }
    private static bool FillsWhatItChecks(IConditionalOperation conditional)
    {
        if (OwnMember(conditional.Condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not ? not.Operand : null) is { } flag &&
            (flag.Name.IndexOf("load", StringComparison.OrdinalIgnoreCase) >= 0 || flag.Name.IndexOf("init", StringComparison.OrdinalIgnoreCase) >= 0))
        {
            return true;
        }

        if (NullChecked(conditional.Condition) is { } value && OwnMember(value) is not null && CallsOwnMethod(conditional.WhenTrue))
        {
            return true;
        }

        foreach (var part in conditional.Condition.DescendantsAndSelf())
        {
            if (part is IFieldReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation &&
                Operations.SymbolOf(part) is { } symbol && IsNullCheck(conditional.Condition) && Writes.Any(symbol, conditional.WhenTrue) && !IsDeclaredAtOnce(part))
            {
                return true;
            }
        }

        return false;
    }

    private static ISymbol? OwnMember(IOperation? value) => value is null ? null : Operations.Unconverted(value) switch
    {
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property => property.Property,
        _ => null,
    };

    private static IOperation? NullChecked(IOperation condition) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand.ConstantValue: { HasValue: true, Value: null } } comparison => comparison.LeftOperand,
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } match => match.Value,
        _ => null,
    };

    private static bool CallsOwnMethod(IOperation branch)
    {
        foreach (var part in branch.DescendantsAndSelf())
        {
            if (part is IInvocationOperation { Instance: IInstanceReferenceOperation, Arguments.Length: 0 })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDeclaredAtOnce(IOperation part) => part is ILocalReferenceOperation { IsDeclaration: true };

    private static bool IsNotNullCheckOfMember(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IFieldReferenceOperation { Field.IsConst: false } && IsNullCheck(condition))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNullCheck(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part.ConstantValue is { HasValue: true, Value: null } || part is IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" })
            {
                return true;
            }
        }

        return false;
    }
}
