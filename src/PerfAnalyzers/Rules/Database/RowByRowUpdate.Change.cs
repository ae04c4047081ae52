using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>What happens to each row, as far as one command can do it.</content>
internal sealed partial class RowByRowUpdate
{
    private static bool IsScalar(ITypeSymbol? type) => type switch
    {
        null => false,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [{ } value] } => IsScalar(value),
        { TypeKind: TypeKind.Enum } => true,
        { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime } => true,
        { Name: "Guid" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "TimeSpan", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => true,
        _ => false,
    };

    /// <summary>The body of a loop over rows: assignments of columns, or the removal of the row, under at most one condition.</summary>
    private sealed class Change
    {
        private readonly ISymbol? _row;
        private readonly IOperation? _body;
        private INamedTypeSymbol? _entity;
        private ISymbol? _context;

        public Change(ISymbol row, IOperation body)
        {
            _row = row;
            _body = body;
        }

        /// <summary>Everything is removed.</summary>
        public Change(IInvocationOperation removal)
        {
            IsDelete = true;
            _body = removal;
        }

        public bool IsDelete { get; private set; }

        /// <summary>False when the command would need values that are computed here for each row, or read what it has just set.</summary>
        public bool CanFix { get; private set; } = true;

        /// <summary>The rows to change; null for all.</summary>
        public IOperation? Condition { get; private set; }

        /// <summary>Rows with the condition are left out.</summary>
        public bool IsNegated { get; private set; }

        public List<(IPropertySymbol Column, IOperation Operation)> Columns { get; } = [];

        public bool Read(ISymbol context, INamedTypeSymbol entity)
        {
            _context = context;
            _entity = entity;
            if (_row is null)
            {
                return _body is IInvocationOperation { Instance: { } target } && SymbolEqualityComparer.Default.Equals(ContextOf(target), context);
            }

            var statements = StatementsOf(_body!);
            if (statements is [IConditionalOperation { WhenFalse: null } only])
            {
                Condition = only.Condition;
                statements = StatementsOf(only.WhenTrue);
            }
            else if (statements is [IConditionalOperation { WhenFalse: null } first, ..] && StatementsOf(first.WhenTrue) is [IBranchOperation { BranchKind: BranchKind.Continue }])
            {
                Condition = first.Condition;
                IsNegated = true;
                statements.RemoveAt(0);
            }

            if (Condition is not null && !IsSql(Condition, isCondition: true))
            {
                return false;
            }

            foreach (var statement in statements)
            {
                if (statement is not IExpressionStatementOperation { Operation: var expression } || !ReadPart(expression))
                {
                    return false;
                }
            }

            return IsDelete ? Columns.Count == 0 : Columns.Count > 0;
        }

        private static List<IOperation> StatementsOf(IOperation body)
        {
            var statements = new List<IOperation>();
            if (body is IBlockOperation block)
            {
                foreach (var statement in block.Operations)
                {
                    if (statement is not IReturnOperation { IsImplicit: true })
                    {
                        statements.Add(statement);
                    }
                }
            }
            else
            {
                statements.Add(body);
            }

            return statements;
        }

        private bool ReadPart(IOperation expression)
        {
            switch (expression)
            {
                case ISimpleAssignmentOperation { IsRef: false } assignment:
                    return IsSql(assignment.Value, isCondition: false) && Assigns(assignment.Target, assignment);
                case ICompoundAssignmentOperation { OperatorMethod: null, IsChecked: false } compound:
                    CanFix &= compound.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply;
                    return IsSql(compound.Value, isCondition: false) && Assigns(compound.Target, compound);
                case IIncrementOrDecrementOperation { OperatorMethod: null } step:
                    return Assigns(step.Target, step);
                case IInvocationOperation { TargetMethod.Name: "Remove" or "Update", Arguments.Length: 1, Instance: { } target } call when IsOfEntityFramework(call.TargetMethod):
                    IsDelete |= call.TargetMethod.Name == "Remove";
                    return IsRow(call.Arguments[0].Value) && SymbolEqualityComparer.Default.Equals(ContextOf(target), _context);
                default:
                    return false;
            }
        }

        private bool Assigns(IOperation target, IOperation assignment)
        {
            if (target is not IPropertyReferenceOperation { Instance: { } instance, Property: var column } || !IsRow(instance) || !IsColumn(column) || column.SetMethod is null || IsKey(column))
            {
                return false;
            }

            foreach (var (earlier, _) in Columns)
            {
                CanFix &= !SymbolEqualityComparer.Default.Equals(earlier, column);
            }

            Columns.Add((column, assignment));
            return true;
        }

        // What EF Core translates and what means the same there.
        private bool IsSql(IOperation value, bool isCondition)
        {
            if (value.ConstantValue.HasValue)
            {
                return true;
            }

            switch (value)
            {
                case IConversionOperation { OperatorMethod: null, IsTryCast: false } conversion:
                    CanFix &= conversion.IsImplicit || IsScalar(conversion.Operand.Type);
                    return IsSql(conversion.Operand, isCondition);
                case IParenthesizedOperation parenthesized:
                    return IsSql(parenthesized.Operand, isCondition);
                case ILiteralOperation or IDefaultValueOperation:
                    return true;
                case ILocalReferenceOperation or IParameterReferenceOperation:
                    CanFix &= value is not IParameterReferenceOperation { Parameter.RefKind: not RefKind.None } and not ILocalReferenceOperation { Local.RefKind: not RefKind.None };
                    return !IsRow(value);
                case IFieldReferenceOperation field:
                    return field.Instance is null or IInstanceReferenceOperation || IsCaptured(field.Instance);
                case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                    return IsSqlProperty(property, isCondition);
                case IBinaryOperation binary:
                    // Text is compared by the rules of the database there.
                    CanFix &= !(isCondition && IsText(binary.LeftOperand)) && !IsNegatedComparison(binary) && !binary.IsChecked &&
                        (binary.OperatorMethod is null || isCondition && IsScalar(binary.OperatorMethod.ContainingType));
                    return IsOperator(binary) && IsSql(binary.LeftOperand, isCondition) && IsSql(binary.RightOperand, isCondition);
                case IUnaryOperation { OperatorMethod: null, OperatorKind: UnaryOperatorKind.Not or UnaryOperatorKind.Minus } unary:
                    CanFix &= unary.OperatorKind == UnaryOperatorKind.Minus || unary.Operand is IPropertyReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation;
                    return IsSql(unary.Operand, isCondition);
                case IConditionalOperation { WhenFalse: { } otherwise } choice:
                    CanFix &= !choice.IsRef;
                    return IsSql(choice.Condition, isCondition: true) && IsSql(choice.WhenTrue, isCondition) && IsSql(otherwise, isCondition);
                case ICoalesceOperation coalesce:
                    return IsSql(coalesce.Value, isCondition) && IsSql(coalesce.WhenNull, isCondition);
                default:
                    return false;
            }
        }

        private bool IsSqlProperty(IPropertyReferenceOperation property, bool isCondition)
        {
            if (property.Instance is null)
            {
                // DateTime.UtcNow would be the server's clock.
                CanFix &= property.Property.ContainingType.SpecialType != SpecialType.System_DateTime && property.Property.ContainingType.Name != "DateTimeOffset";
                return true;
            }

            if (IsRow(property.Instance))
            {
                foreach (var (column, _) in Columns)
                {
                    CanFix &= !SymbolEqualityComparer.Default.Equals(column, property.Property);
                }

                return IsColumn(property.Property);
            }

            if (property is { Property: { Name: "Value" or "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } })
            {
                return IsSql(property.Instance, isCondition);
            }

            return property.Instance is IInstanceReferenceOperation || IsCaptured(property.Instance);
        }

        // request.Filter.Status: nothing of the row, nothing that is called.
        private bool IsCaptured(IOperation value) => Operations.Unconverted(value) switch
        {
            ILocalReferenceOperation or IParameterReferenceOperation => !IsRow(value),
            IInstanceReferenceOperation => true,
            IFieldReferenceOperation field => field.Instance is null || IsCaptured(field.Instance),
            IPropertyReferenceOperation { Arguments.Length: 0 } property => property.Instance is null || IsCaptured(property.Instance),
            _ => false,
        };

        private static bool IsOperator(IBinaryOperation binary) => binary.OperatorKind is
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder or
            BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or
            BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr or
            BinaryOperatorKind.And or BinaryOperatorKind.Or &&
            (IsScalar(Operations.Unconverted(binary.LeftOperand).Type) || Operations.Unconverted(binary.LeftOperand).ConstantValue.HasValue);

        // Not (null > 1) is true here and unknown there.
        private bool IsNegatedComparison(IBinaryOperation binary) => IsNegated && binary.IsLifted && binary.OperatorKind is not (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals);

        private static bool IsText(IOperation operand) => Operations.Unconverted(operand).Type?.SpecialType == SpecialType.System_String;

        private bool IsRow(IOperation value) => Operations.Unconverted(value) switch
        {
            ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, _row),
            IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, _row),
            _ => false,
        };

        private bool IsColumn(IPropertySymbol property)
        {
            if (property.IsStatic || property.IsIndexer || !IsScalar(property.Type) || property.ContainingType.TypeKind != TypeKind.Class || _entity is null)
            {
                return false;
            }

            foreach (var attribute in property.GetAttributes())
            {
                if (attribute.AttributeClass?.Name == "NotMappedAttribute")
                {
                    return false;
                }
            }

            return property.DeclaringSyntaxReferences.Length == 0 || IsAutomatic(property);
        }

        private static bool IsAutomatic(IPropertySymbol property)
        {
            foreach (var member in property.ContainingType.GetMembers())
            {
                if (member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property.OriginalDefinition))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
