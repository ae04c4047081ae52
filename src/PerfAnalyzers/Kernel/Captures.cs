using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What a lambda takes along from the code around it. The compiler keeps a delegate without captures for good, and one whose variables
/// all live outside of the loop as long as these variables; any other is made anew each time.
/// </summary>
internal sealed class Captures
{
    private Captures()
    {
    }

    /// <summary>Members of the object around it, or parameters of its primary constructor.</summary>
    public bool This { get; private set; }

    /// <summary>Parameters of the primary constructor, which the compiler keeps in a field without a name.</summary>
    public bool ConstructorParameters { get; private set; }

    /// <summary>It calls a local function, which may capture on its own account, or a member of <c>base</c>.</summary>
    public bool IsUnclear { get; private set; }

    /// <summary>Locals and parameters, each once, in the order of their first use.</summary>
    public List<ISymbol> Variables { get; } = [];

    public bool IsEmpty => !This && !IsUnclear && Variables.Count == 0;

    /// <summary>What a lambda captures.</summary>
    public static Captures Of(IAnonymousFunctionOperation lambda)
    {
        var captures = new Captures();
        captures.Add(lambda);
        return captures;
    }

    /// <summary>Adds what another lambda captures.</summary>
    public void Add(IAnonymousFunctionOperation lambda)
    {
        foreach (var part in lambda.Body.Descendants())
        {
            switch (part)
            {
                case ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation when IsNamed(part):
                    break;
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                    This = true;
                    IsUnclear |= part.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.BaseExpressionSyntax;
                    break;
                case ILocalReferenceOperation { Local: { IsConst: false } local } when !Operations.IsDeclaredIn(local, lambda.Syntax):
                    AddVariable(local);
                    break;
                case IParameterReferenceOperation { Parameter: var parameter } when !Operations.IsDeclaredIn(parameter, lambda.Syntax):
                    if (IsOfFunctionAround(parameter, lambda))
                    {
                        AddVariable(parameter);
                    }
                    else
                    {
                        This = ConstructorParameters = true;
                    }

                    break;
                case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction, IsStatic: false } function } when !Operations.IsDeclaredIn(function, lambda.Syntax):
                case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction, IsStatic: false } group } when !Operations.IsDeclaredIn(group, lambda.Syntax):
                    IsUnclear = true;
                    break;
            }
        }
    }

    /// <summary>Whether one of the variables begins anew on every pass of a repetition.</summary>
    public bool VaryIn(Repetition loop)
    {
        foreach (var variable in Variables)
        {
            if (Operations.IsDeclaredIn(variable, loop.Region.Syntax))
            {
                return true;
            }
        }

        return false;
    }

    private void AddVariable(ISymbol variable)
    {
        foreach (var known in Variables)
        {
            if (SymbolEqualityComparer.Default.Equals(known, variable))
            {
                return;
            }
        }

        Variables.Add(variable);
    }

    // nameof(order.Id)
    private static bool IsNamed(IOperation part)
    {
        while (part.Parent is IMemberReferenceOperation member)
        {
            part = member;
        }

        return part.Parent is INameOfOperation;
    }

    private static bool IsOfFunctionAround(IParameterSymbol parameter, IAnonymousFunctionOperation lambda)
    {
        for (var symbol = lambda.Symbol.ContainingSymbol; symbol is IMethodSymbol; symbol = symbol.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(symbol, parameter.ContainingSymbol))
            {
                return true;
            }
        }

        return false;
    }
}
