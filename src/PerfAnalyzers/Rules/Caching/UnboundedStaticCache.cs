using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>A cache of the process that grows with what requests bring, that threads fill without a lock, or that is asked and never filled.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnboundedStaticCache() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3106", Categories.Caching, DiagnosticSeverity.Info,
        title: "A static cache grows without a bound, is filled without a lock, or is never filled",
        message: "{0}",
        description: "What a static dictionary holds stays until the process ends. Keyed by what callers send it is a leak, shared by threads without a lock it loses entries or breaks, and a memo that nobody assigns computes its answer each time.");

    protected override void Start(RuleContext context)
    {
        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnAssignment(site, (ISimpleAssignmentOperation)site.Operation), OperationKind.SimpleAssignment);
        context.On(static site => OnCheck(site, ((IConditionalOperation)site.Operation).Condition, ((IConditionalOperation)site.Operation).WhenTrue), OperationKind.Conditional);
        context.On(static site => OnCoalesce(site, (ICoalesceOperation)site.Operation), OperationKind.Coalesce);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        switch (call.TargetMethod.Name)
        {
            case "GetOrAdd" or "TryAdd" or "Add" or "AddOrUpdate" when call is { Instance: IFieldReferenceOperation field, Arguments.Length: > 0 } && IsCollection(field.Type):
                OnFill(site, field, call.Arguments[0].Value);
                break;
            case "TryGetValue" when call.Instance is IFieldReferenceOperation memo && IsCollection(memo.Type):
                OnAsked(site, memo);
                break;
        }
    }

    // s_prices[id] = price;
    private static void OnAssignment(Site site, ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IFieldReferenceOperation field, Arguments: [var key] } && IsCollection(field.Type))
        {
            OnFill(site, field, key.Value);
        }
    }

    private static void OnFill(Site site, IFieldReferenceOperation reference, IOperation key)
    {
        if (SharedFills.Of(site, reference, key) is { } fault)
        {
            site.Suggest(Rule, reference.Syntax.GetLocation(), null, null, fault);
        }
    }

    // if (s_memo.TryGetValue(key, out var known)) { return known; }   and nobody adds.
    private static void OnAsked(Site site, IFieldReferenceOperation memo)
    {
        var field = memo.Field;
        if (field.DeclaredAccessibility != Accessibility.Private || !field.GetAttributes().IsEmpty || !IsEmptyAtFirst(field, site))
        {
            return;
        }

        var first = true;
        foreach (var (use, _) in new FieldUses(site.Facts, site.Cancellation).Of(field))
        {
            if (MemoUses.UseOf(use) is not (MemoUse.Ask or MemoUse.Read) || use.Parent is IPropertyReferenceOperation { Parent: IAssignmentOperation })
            {
                return;
            }

            if (first && !ReferenceEquals(use.Syntax, memo.Syntax))
            {
                return;
            }

            first = false;
        }

        site.Suggest(Rule, memo.Syntax.GetLocation(), null, null, $"'{field.Name}' is asked and never filled, so the answer is computed each time; add it when it was computed");
    }

    // if (_rate != null) { return _rate; } return Load();
    private static void OnCheck(Site site, IOperation condition, IOperation whenTrue)
    {
        var tested = Operations.Unconverted(condition) switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, RightOperand: var right } comparison when IsNull(right) => comparison.LeftOperand,
            IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } pattern when IsNull(value) => pattern.Value,
            IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } nullable } => nullable,
            _ => null,
        };
        if (tested is not null && Operations.Unconverted(tested) is IFieldReferenceOperation memo && Returns(whenTrue, memo.Field))
        {
            OnMemo(site, memo);
        }
    }

    // return _rate ?? Load();
    private static void OnCoalesce(Site site, ICoalesceOperation coalesce)
    {
        if (Operations.Unconverted(coalesce.Value) is IFieldReferenceOperation memo && Operations.Consumer(coalesce) is IReturnOperation && Computes(coalesce.WhenNull))
        {
            OnMemo(site, memo);
        }
    }

    private static void OnMemo(Site site, IFieldReferenceOperation memo)
    {
        var field = memo.Field;
        if (field.DeclaredAccessibility != Accessibility.Private || field.IsReadOnly || field.IsConst || !field.GetAttributes().IsEmpty || Operations.IsThreadStatic(field) ||
            site.Facts.Bodies.Of(field, site.Cancellation) is IFieldInitializerOperation { Value: { } initial } && !IsNull(initial))
        {
            return;
        }

        foreach (var (use, _) in new FieldUses(site.Facts, site.Cancellation).Of(field))
        {
            var isCleared = use.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, use) && IsNull(assignment.Value);
            if (!isCleared && (use.Parent is IAssignmentOperation target && ReferenceEquals(target.Target, use) || use.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None } or IAddressOfOperation or ITupleOperation or IVariableInitializerOperation { Syntax.Parent: RefExpressionSyntax } or INameOfOperation))
            {
                return;
            }
        }

        site.Suggest(Rule, memo.Syntax.GetLocation(), null, null, $"'{field.Name}' is checked and never assigned, so the answer is computed each time; assign it: '{field.Name} ??= …'");
    }

    private static bool IsNull(IOperation value) => Operations.Unconverted(value) is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation;

    private static bool Returns(IOperation? branch, IFieldSymbol field)
    {
        while (branch is IBlockOperation { Operations: [var only] })
        {
            branch = only;
        }

        return branch is IReturnOperation { ReturnedValue: { } returned } && Mentions(returned, field);
    }

    private static bool Mentions(IOperation returned, IFieldSymbol field)
    {
        returned = Operations.Unconverted(returned);
        if (returned is IPropertyReferenceOperation { Property.Name: "Value", Instance: { } nullable })
        {
            returned = Operations.Unconverted(nullable);
        }

        return returned is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field, field);
    }

    private static bool Computes(IOperation value)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is IInvocationOperation or IAwaitOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCollection(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Dictionary" or "ConcurrentDictionary" or "HashSet", Arity: 1 or 2, ContainingNamespace: { Name: "Generic" or "Concurrent", ContainingNamespace.Name: "Collections" } };

    private static bool IsEmptyAtFirst(IFieldSymbol field, Site site) =>
        site.Facts.Bodies.Of(field, site.Cancellation) is IFieldInitializerOperation { Value: var value } &&
        Operations.Unconverted(value) is IObjectCreationOperation { Initializer: null } creation && !HasSource(creation);

    private static bool HasSource(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Type.Name is "IEnumerable" or "IDictionary")
            {
                return true;
            }
        }

        return false;
    }
}
