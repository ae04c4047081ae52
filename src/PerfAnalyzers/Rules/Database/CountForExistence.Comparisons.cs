using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>Where a result goes, and which comparisons only ask whether it is empty.</content>
internal sealed partial class CountForExistence
{
    private readonly record struct Test(IOperation Operation, bool AsksForAny);

    private static Test? TestOf(IOperation value, Asked asked) => asked == Asked.First ? NullTest(value) : ZeroTest(value);

    /// <summary>The comparison that tells zero from all other counts; null for any other use and for named thresholds.</summary>
    private static Test? ZeroTest(IOperation? value)
    {
        switch (value?.Parent)
        {
            case IBinaryOperation { IsLifted: false, OperatorMethod: null } comparison:
                var isLeft = ReferenceEquals(comparison.LeftOperand, value);
                var kind = isLeft ? comparison.OperatorKind : Mirrored(comparison.OperatorKind);
                return AsksForAny(kind, isLeft ? comparison.RightOperand : comparison.LeftOperand) is { } any ? new Test(comparison, any) : null;
            case IIsPatternOperation match when ReferenceEquals(match.Value, value):
                return AsksForAny(match.Pattern) is { } matched ? new Test(match, matched) : null;
            case IInvocationOperation { TargetMethod: { Name: "Equals", Parameters: [{ Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 }] } } equals
                when ReferenceEquals(equals.Instance, value) && equals.Arguments.Length == 1:
                return AsksForAny(BinaryOperatorKind.Equals, equals.Arguments[0].Value) is { } equal ? new Test(equals, equal) : null;
            default:
                return null;
        }
    }

    private static Test? NullTest(IOperation value)
    {
        switch (value.Parent)
        {
            case IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                var other = ReferenceEquals(comparison.LeftOperand, value) ? comparison.RightOperand : comparison.LeftOperand;
                return IsNull(other) ? new Test(comparison, comparison.OperatorKind == BinaryOperatorKind.NotEquals) : null;
            case IIsPatternOperation { Pattern: IConstantPatternOperation constant } match when IsNull(constant.Value):
                return new Test(match, AsksForAny: false);
            case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } match when IsNull(constant.Value):
                return new Test(match, AsksForAny: true);
            case IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: null, PropertySubpatterns.Length: 0, DeconstructionSubpatterns.Length: 0 } pattern } match
                when SymbolEqualityComparer.Default.Equals(pattern.MatchedType, pattern.InputType):
                return new Test(match, AsksForAny: true);
            default:
                return null;
        }
    }

    private static bool IsNull(IOperation value) => Operations.Unconverted(value) is ILiteralOperation { ConstantValue: { HasValue: true, Value: null } };

    private static bool? AsksForAny(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation constant => AsksForAny(BinaryOperatorKind.Equals, constant.Value),
        IRelationalPatternOperation relation => AsksForAny(relation.OperatorKind, relation.Value),
        INegatedPatternOperation negated => !AsksForAny(negated.Pattern),
        _ => null,
    };

    // Only literals: a named constant is a threshold that may change.
    private static bool? AsksForAny(BinaryOperatorKind kind, IOperation constant)
    {
        long? number = Operations.Unconverted(constant) is ILiteralOperation
            ? constant.ConstantValue.Value switch { int small => small, long large => large, _ => null }
            : null;
        return (kind, number) switch
        {
            (BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, 0) or (BinaryOperatorKind.GreaterThanOrEqual, 1) => true,
            (BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual, 0) or (BinaryOperatorKind.LessThan, 1) => false,
            _ => null,
        };
    }

    private static BinaryOperatorKind Mirrored(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        _ => kind,
    };

    private static ILocalSymbol? Receives(IOperation value, out bool isDeclaration)
    {
        isDeclaration = value.Parent is IVariableInitializerOperation;
        return value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: IExpressionStatementOperation } => target.Local,
            _ => null,
        };
    }

    private static bool IsOnlyTested(ILocalSymbol local, IOperation value, Asked asked, List<Test> tests, ref bool canFix)
    {
        if (local.IsRef)
        {
            return false;
        }

        var writes = 0;
        var scope = Operations.Function(value);
        foreach (var operation in scope.DescendantsAndSelf())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
            {
                writes += declarator.GetVariableInitializer() is null ? 0 : 1;
            }

            if (operation is not ILocalReferenceOperation use || !SymbolEqualityComparer.Default.Equals(use.Local, local))
            {
                continue;
            }

            if (use.Parent is ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } write && ReferenceEquals(write.Target, use))
            {
                writes++;
                continue;
            }

            IOperation compared = asked == Asked.Rows && use.Parent is IPropertyReferenceOperation { Property.Name: "Count" or "Length" } length ? length : use;
            var question = asked == Asked.Rows ? Asked.Number : asked;
            if (Operations.Outcome(compared) is { } outcome && TestOf(outcome, question) is { } test)
            {
                tests.Add(test);
            }
            else if (asked == Asked.Rows && NullTest(Operations.Outcome(use) ?? use) is not null)
            {
                canFix = false;
            }
            else
            {
                return false;
            }
        }

        canFix &= writes == 1;

        // A local of an outer function may be used where this one does not see it.
        return tests.Count > 0 && SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, FunctionSymbol(scope) ?? local.ContainingSymbol);
    }

    private static ISymbol? FunctionSymbol(IOperation function) => function switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => null,
    };
}
