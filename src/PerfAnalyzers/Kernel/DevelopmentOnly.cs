using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Code that only runs on a developer's machine: behind <c>IsDevelopment()</c>, an attached debugger, or in <c>#if DEBUG</c>.</summary>
internal static class DevelopmentOnly
{
    public static bool Is(IOperation operation) => IsBehindCondition(operation) || IsInDebugRegion(operation.Syntax);

    private static bool IsBehindCondition(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation choice && !ReferenceEquals(choice.Condition, child) && Asks(choice.Condition, out var isNegated) && ReferenceEquals(isNegated ? choice.WhenFalse : choice.WhenTrue, child))
            {
                return true;
            }
        }

        return false;
    }

    // Of IsDevelopment() && …, too.
    private static bool Asks(IOperation condition, out bool isNegated)
    {
        isNegated = false;
        condition = Operations.Unconverted(condition);
        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand })
        {
            isNegated = true;
            condition = Operations.Unconverted(operand);
        }

        return condition switch
        {
            IInvocationOperation { TargetMethod.Name: "IsDevelopment" } => true,
            IInvocationOperation { TargetMethod.Name: "IsEnvironment", Arguments: [.., { Value.ConstantValue.Value: "Development" or "Local" }] } => true,
            IPropertyReferenceOperation { Property: { Name: "IsAttached", ContainingType.Name: "Debugger" } } => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when !isNegated => Asks(both.LeftOperand, out var left) && !left || Asks(both.RightOperand, out var right) && !right,
            _ => false,
        };
    }

    private static bool IsInDebugRegion(SyntaxNode code)
    {
        var root = code.SyntaxTree.GetRoot();
        if (!root.ContainsDirectives)
        {
            return false;
        }

        var isDebug = new Stack<bool>();
        for (var directive = root.GetFirstDirective(); directive is not null && directive.SpanStart < code.SpanStart; directive = directive.GetNextDirective())
        {
            switch (directive)
            {
                case IfDirectiveTriviaSyntax opened:
                    isDebug.Push(IsDebug(opened.Condition));
                    break;
                case ElifDirectiveTriviaSyntax other when isDebug.Count > 0:
                    isDebug.Pop();
                    isDebug.Push(IsDebug(other.Condition));
                    break;
                case ElseDirectiveTriviaSyntax when isDebug.Count > 0:
                    isDebug.Pop();
                    isDebug.Push(false);
                    break;
                case EndIfDirectiveTriviaSyntax when isDebug.Count > 0:
                    isDebug.Pop();
                    break;
            }
        }

        return isDebug.Contains(true);
    }

    private static bool IsDebug(ExpressionSyntax condition) => condition switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText == "DEBUG",
        ParenthesizedExpressionSyntax inner => IsDebug(inner.Expression),
        BinaryExpressionSyntax both => both.IsKind(SyntaxKind.LogicalAndExpression) && (IsDebug(both.Left) || IsDebug(both.Right)),
        _ => false,
    };
}
