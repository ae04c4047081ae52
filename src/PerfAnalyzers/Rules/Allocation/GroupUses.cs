using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>What becomes of groups.</summary>
internal static class GroupUses
{
    /// <summary>Whether groups are used here and now, and nobody asks them for their key.</summary>
    public static bool AreWithoutKey(IInvocationOperation groups)
    {
        IOperation current = groups;
        while (true)
        {
            switch (Sequences.User(current))
            {
                case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var group } } loop:
                    return IsGroup(group.Type) ? OnlyElements(loop.Body, group) : ReferenceEquals(current, groups) is false;
                case IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation next } when Sequences.IsOperator(next.TargetMethod):
                    if (!LambdasOnlyReadElements(next) || TakesFirst(next))
                    {
                        return false;
                    }

                    if (!HoldsGroups(next.Type))
                    {
                        return true;
                    }

                    current = next;
                    continue;
                default:
                    return false;
            }
        }
    }

    private static bool IsGroup(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "IGrouping" };

    private static bool HoldsGroups(ITypeSymbol? type)
    {
        if (IsGroup(type))
        {
            return true;
        }

        if (type is IArrayTypeSymbol array)
        {
            return HoldsGroups(array.ElementType);
        }

        if (type is INamedTypeSymbol { TypeArguments: { IsEmpty: false } arguments })
        {
            foreach (var argument in arguments)
            {
                if (HoldsGroups(argument))
                {
                    return true;
                }
            }
        }

        return type is { IsAnonymousType: true } && type.GetMembers().Any(static member => member is IPropertySymbol property && IsGroup(property.Type));
    }

    private static bool LambdasOnlyReadElements(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { Type.TypeKind: TypeKind.Delegate })
            {
                continue;
            }

            var function = Operations.Unconverted(argument.Value);
            if ((function is IDelegateCreationOperation creation ? creation.Target : function) is not IAnonymousFunctionOperation lambda)
            {
                return false;
            }

            foreach (var parameter in lambda.Symbol.Parameters)
            {
                if (IsGroup(parameter.Type) && !OnlyElements(lambda.Body, parameter))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // groups.Select(g => g.First()): there is an operator for that.
    private static bool TakesFirst(IInvocationOperation call)
    {
        foreach (var part in call.Descendants())
        {
            if (call.TargetMethod.Name == "Select" && part is IReturnOperation { ReturnedValue: IInvocationOperation { TargetMethod.Name: "First" or "FirstOrDefault", Arguments.Length: 1 } })
            {
                return true;
            }
        }

        return false;
    }

    // As a sequence of its elements.
    private static bool OnlyElements(IOperation code, ISymbol group)
    {
        foreach (var part in code.Descendants())
        {
            if (part is ILocalReferenceOperation or IParameterReferenceOperation && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), group) && Sequences.User(part) is not
                (IForEachLoopOperation or IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } }))
            {
                return false;
            }
        }

        return true;
    }
}
