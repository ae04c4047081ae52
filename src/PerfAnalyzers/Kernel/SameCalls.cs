using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Two calls of one function that give the same: the same method with the same arguments, the first made whenever the second is,
/// and nothing between them that changes what they are given.
/// </summary>
internal sealed class SameCalls(Facts facts, CancellationToken cancellation)
{
    /// <summary>All calls that give what the first of them gave, in the order of the code, <paramref name="call"/> among them; empty when it is the only one.</summary>
    public List<IInvocationOperation> Of(IInvocationOperation call)
    {
        var function = Operations.Function(call);
        var all = new List<IInvocationOperation>();
        foreach (var part in function.Descendants())
        {
            if (part is IInvocationOperation other && SymbolEqualityComparer.Default.Equals(other.TargetMethod, call.TargetMethod) && (ReferenceEquals(other, call) || ReferenceEquals(Operations.Function(other), function) && SameCode.Is(other, call)))
            {
                all.Add(other);
            }
        }

        if (all.Count < 2)
        {
            return [];
        }

        all.Sort(static (left, right) => left.Syntax.SpanStart.CompareTo(right.Syntax.SpanStart));
        for (var first = 0; first < all.Count - 1; first++)
        {
            var same = new List<IInvocationOperation> { all[first] };
            for (var next = first + 1; next < all.Count; next++)
            {
                if (Leads(all[first], all[next]) && Stays(all[first], all[next], function))
                {
                    same.Add(all[next]);
                }
            }

            if (same.Count > 1 && same.Contains(call))
            {
                return same;
            }
        }

        return [];
    }

    /// <summary>Whether an operation may be passed over within <paramref name="region"/>: it lies on one of several ways, or what it is in may fail and go on.</summary>
    public static bool IsOnOneWay(IOperation operation, IOperation region)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(child, region); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child):
                case ISwitchCaseOperation or ISwitchExpressionArmOperation or ICatchClauseOperation or ITryOperation:
                case ICoalesceOperation coalesce when ReferenceEquals(coalesce.WhenNull, child):
                case ICoalesceAssignmentOperation assignment when ReferenceEquals(assignment.Value, child):
                case IConditionalAccessOperation access when ReferenceEquals(access.WhenNotNull, child):
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when ReferenceEquals(both.RightOperand, child):
                case ILoopOperation loop when ReferenceEquals(loop.Body, child):
                    return true;
            }
        }

        return false;
    }

    private bool Leads(IInvocationOperation first, IInvocationOperation second)
    {
        var shared = first.Parent;
        while (shared is not null && !Operations.IsWithin(second, shared))
        {
            shared = shared.Parent;
        }

        return shared is not null && !ReferenceEquals(first, second) && !Operations.IsWithin(second, first) && !IsOnOneWay(first, shared) && ReferenceEquals(facts.Loops.Around(first)?.Owner, facts.Loops.Around(second)?.Owner);
    }

    private bool Stays(IInvocationOperation first, IInvocationOperation second, IOperation function)
    {
        var isShared = false;
        var functions = new PlainFunctions(facts, cancellation);
        foreach (var part in first.Descendants())
        {
            switch (part)
            {
                case IInvocationOperation inner when facts.Knowledge.Of(inner.TargetMethod)?.Value("repeats") is null && (facts.Knowledge.EffectsOf(inner.TargetMethod) & ApiEffects.Pure) == 0 && !functions.IsValue(inner) && !Sequences.IsLazy(inner.TargetMethod):
                case IAwaitOperation or IInvalidOperation or IObjectCreationOperation or IAssignmentOperation or IIncrementOrDecrementOperation or IConditionalAccessInstanceOperation or IDynamicInvocationOperation:
                case ILocalReferenceOperation { IsDeclaration: true } or IDeclarationPatternOperation:
                case IAnonymousFunctionOperation when !functions.Is(part):
                    return false;
                case IFieldReferenceOperation { Field: { IsConst: false } field }:
                    isShared |= !field.IsReadOnly || !IsPlain(field.Type);
                    break;
                case IPropertyReferenceOperation property:
                    if (StateChanges.IsClock(property.Property) || (facts.Knowledge.EffectsOf(property.Property) & ApiEffects.Advances) != 0 || facts.IsOwn(property.Property) && !functions.IsValue(property))
                    {
                        return false;
                    }

                    isShared |= !IsPlain(property.Instance?.Type);
                    break;
                case ILocalReferenceOperation or IParameterReferenceOperation:
                    isShared |= !IsPlain(part.Type);
                    break;
            }
        }

        return !IsChanged(first, second, function, isShared);
    }

    // Text, numbers and types change with the variable that holds them alone; what others hold, too, changes with any code that runs between.
    private bool IsChanged(IInvocationOperation first, IInvocationOperation second, IOperation function, bool isShared)
    {
        var symbols = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var rows = new List<ITypeSymbol>();
        foreach (var part in first.Descendants())
        {
            if (Operations.SymbolOf(part) is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol && Operations.SymbolOf(part) is { } symbol && !Operations.IsDeclaredIn(symbol, first.Syntax))
            {
                symbols.Add(symbol);
                if (part.Type is { } type && !IsPlain(type))
                {
                    rows.Add(type);
                }
            }
        }

        var (start, end) = (first.Syntax.Span.End, second.Syntax.SpanStart);
        foreach (var part in function.Descendants())
        {
            var isNested = !ReferenceEquals(Operations.Function(part), function);
            if (!isNested && (part.Syntax.SpanStart < start || part.Syntax.SpanStart >= end))
            {
                continue;
            }

            if (Operations.SymbolOf(part) is { } symbol && symbols.Contains(symbol) && (IsWrite(part) || !isNested && Collections.Is(part.Type) && (!OneResult.IsReadUse(part, false) || HoistPlans.Stores(part))))
            {
                return true;
            }

            if (isShared && !isNested && (part is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true } || part.Kind == OperationKind.YieldReturn || part is IInvocationOperation call && (facts.IsOwn(call.TargetMethod) || call.TargetMethod.MethodKind == MethodKind.DelegateInvoke || !StateChanges.IsLibrary(call.TargetMethod)) ||
                part is IObjectCreationOperation { Constructor: { IsImplicitlyDeclared: false } constructor } && facts.IsOwn(constructor) || part is IAssignmentOperation { Target: IPropertyReferenceOperation or IFieldReferenceOperation } set && Operations.SymbolOf(set.Target)?.ContainingType is { } owner && Holds(rows, owner)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(List<ITypeSymbol> rows, INamedTypeSymbol owner)
    {
        foreach (var row in rows)
        {
            if (Knowledge.Inherits(Sequences.ElementOf(row) ?? row, owner.OriginalDefinition) || Knowledge.Inherits(row, owner.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWrite(IOperation part)
    {
        var user = Operations.Consumer(part);
        return user is IAssignmentOperation assignment && Operations.IsWithin(part, assignment.Target) && ReferenceEquals(Operations.Unconverted(assignment.Target), part) || user is IIncrementOrDecrementOperation or ITupleOperation { Parent: IDeconstructionAssignmentOperation } or IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out };
    }

    private static bool IsPlain(ITypeSymbol? type) => type is { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime or SpecialType.System_Char } or { TypeKind: TypeKind.Enum } or { IsValueType: true, ContainingNamespace.Name: "System" } or
        { Name: "Type" or "CultureInfo" or "Encoding" or "Assembly" or "MemberInfo" or "PropertyInfo" or "MethodInfo" or "FieldInfo", ContainingNamespace.Name: "System" or "Globalization" or "Text" or "Reflection" };
}
