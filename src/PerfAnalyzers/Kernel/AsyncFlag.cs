using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Parameters that ask a method to work asynchronously or not: <c>bool async</c>, <c>useAsync</c>, <c>sync</c>.</summary>
internal static class AsyncFlag
{
    /// <summary>What true means: asynchronous (true) or synchronous (false); null when the parameter is no such flag.</summary>
    public static bool? MeaningOf(IParameterSymbol parameter)
    {
        if (parameter.Type.SpecialType != SpecialType.System_Boolean)
        {
            return null;
        }

        return parameter.Name switch
        {
            "async" or "isAsync" or "useAsync" or "runAsync" or "asynchronous" or "doAsync" or "executeAsync" or "asyncFlag" => true,
            "sync" or "isSync" or "useSync" or "runSync" or "synchronous" or "synchronously" or "runSynchronously" or "executeSynchronously" => false,
            _ => null,
        };
    }

    /// <summary>Whether code of a method that does its work either way runs where it is asked to work synchronously: outside the arm that is asynchronous.</summary>
    public static bool IsSynchronousPart(IMethodSymbol method, IOperation code)
    {
        foreach (var parameter in method.Parameters)
        {
            if (MeaningOf(parameter) is { } trueMeansAsync)
            {
                return !IsInArm(code, parameter, trueMeansAsync);
            }
        }

        return false;
    }

    /// <summary>The same of one choice, also in lambdas and local functions, whose flag is a parameter of theirs or of the method around them.</summary>
    public static bool IsSynchronousArm(IConditionalOperation choice, IOperation arm) =>
        FlagOf(choice, out var isNegated) is { } flag && MeaningOf(flag) is { } trueMeansAsync && ReferenceEquals(trueMeansAsync == isNegated ? choice.WhenTrue : choice.WhenFalse, arm);

    private static bool IsInArm(IOperation code, IParameterSymbol flag, bool value)
    {
        for (IOperation child = code, parent = code.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation choice && SymbolEqualityComparer.Default.Equals(FlagOf(choice, out var isNegated), flag) &&
                ReferenceEquals(value != isNegated ? choice.WhenTrue : choice.WhenFalse, child))
            {
                return true;
            }
        }

        return false;
    }

    private static IParameterSymbol? FlagOf(IConditionalOperation choice, out bool isNegated)
    {
        var condition = Operations.Unconverted(choice.Condition);
        isNegated = false;
        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand })
        {
            isNegated = true;
            condition = Operations.Unconverted(operand);
        }

        return condition is IParameterReferenceOperation { Parameter: var flag } ? flag : null;
    }
}
