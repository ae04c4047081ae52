using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>When a call of the composition is made: see <see cref="CompositionCondition"/>.</summary>
internal static class CompositionConditions
{
    /// <summary>The condition of an operation within the member it lies in.</summary>
    public static CompositionCondition Of(IOperation operation)
    {
        var condition = IsCompiledSometimes(operation.Syntax) ? CompositionCondition.Sometimes : CompositionCondition.Always;
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IConditionalOperation choice when !ReferenceEquals(child, choice.Condition):
                    condition = And(condition, OfBranch(choice.Condition, ReferenceEquals(child, choice.WhenTrue)));
                    break;
                case ISwitchCaseOperation or ISwitchExpressionArmOperation or ICatchClauseOperation or ICoalesceOperation:
                case IConditionalAccessOperation access when ReferenceEquals(child, access.WhenNotNull):
                    condition = And(condition, CompositionCondition.Sometimes);
                    break;
                case IInvocationOperation { TargetMethod.Name: "UseWhen" or "MapWhen" or "Map" } when child is IArgumentOperation { Value: IDelegateCreationOperation }:
                    condition = And(condition, CompositionCondition.Sometimes);
                    break;
            }
        }

        return condition;
    }

    /// <summary>The condition of what is made under both.</summary>
    public static CompositionCondition And(CompositionCondition left, CompositionCondition right) => left > right ? left : right;

    private static CompositionCondition OfBranch(IOperation condition, bool isTrue)
    {
        condition = Operations.Unconverted(condition);
        return condition switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => OfBranch(not.Operand, !isTrue),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when isTrue => And(OfBranch(both.LeftOperand, true), OfBranch(both.RightOperand, true)),
            _ => isTrue && IsDevelopment(condition) ? CompositionCondition.Development : CompositionCondition.Sometimes,
        };
    }

    private static bool IsDevelopment(IOperation condition) => condition switch
    {
        IInvocationOperation { TargetMethod.Name: "IsDevelopment" } => true,
        IInvocationOperation { TargetMethod.Name: "IsEnvironment" } call => HasDevelopment(call),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } => HasDevelopment(condition),
        ILocalReferenceOperation local => IsDevelopmentName(local.Local.Name),
        IPropertyReferenceOperation property => IsDevelopmentName(property.Property.Name),
        IFieldReferenceOperation field => IsDevelopmentName(field.Field.Name),
        IParameterReferenceOperation parameter => IsDevelopmentName(parameter.Parameter.Name),
        _ => false,
    };

    private static bool IsDevelopmentName(string name) =>
        name.TrimStart('_') is { } plain && (plain.Equals("isDevelopment", StringComparison.OrdinalIgnoreCase) || plain.Equals("isDev", StringComparison.OrdinalIgnoreCase));

    private static bool HasDevelopment(IOperation condition)
    {
        foreach (var part in condition.Descendants())
        {
            if (part.ConstantValue is { HasValue: true, Value: string text } && text.Equals("Development", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // Between #if and #endif.
    private static bool IsCompiledSometimes(SyntaxNode code)
    {
        var root = code.SyntaxTree.GetRoot();
        if (!root.ContainsDirectives)
        {
            return false;
        }

        var depth = 0;
        for (var directive = root.GetFirstDirective(); directive is not null && directive.SpanStart < code.SpanStart; directive = directive.GetNextDirective())
        {
            depth += directive.Kind() switch { SyntaxKind.IfDirectiveTrivia => 1, SyntaxKind.EndIfDirectiveTrivia => -1, _ => 0 };
        }

        return depth > 0;
    }
}
