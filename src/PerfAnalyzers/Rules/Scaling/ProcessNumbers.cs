using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>Counters of a process whose values become the names of things.</summary>
internal static class ProcessNumbers
{
    private const int MaximumDepth = 6;

    private static readonly string[] s_local = ["request", "trace", "thread", "correlation", "connection", "message", "span", "worker", "instance", "debug", "log", "test"];

    private static readonly string[] s_names = ["Id", "ID", "Number", "No", "Code", "Sequence", "SequenceNumber", "Reference"];

    /// <summary>The property, parameter or method that a counter's new value names something by; null when there is none.</summary>
    /// <param name="count">The operation that counts.</param>
    /// <param name="counter">What is counted.</param>
    /// <param name="member">The member it stands in.</param>
    public static string? Numbered(IOperation count, IFieldSymbol counter, ISymbol member) =>
        IsLocal(counter.Name) || IsLocal(member.Name) || IsLocal(member.ContainingType?.Name ?? "") ? null : Target(count, member, 0);

    private static string? Target(IOperation value, ISymbol member, int depth)
    {
        if (depth > MaximumDepth)
        {
            return null;
        }

        var (child, parent) = (value, value.Parent);
        while (parent is IConversionOperation or IParenthesizedOperation)
        {
            (child, parent) = (parent, parent.Parent);
        }

        switch (parent)
        {
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { } property } } assignment when ReferenceEquals(assignment.Value, child):
                return IsName(property.Name) ? property.Name : null;
            case IInterpolationOperation { Parent: { } text }:
                return Target(text, member, depth + 1);
            case IBinaryOperation { Type.SpecialType: SpecialType.System_String } or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add }:
                return Target(parent, member, depth + 1);
            case IInvocationOperation { TargetMethod.Name: "ToString" } call when ReferenceEquals(call.Instance, child):
                return Target(call, member, depth + 1);
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Format" or "Concat", ContainingType.SpecialType: SpecialType.System_String } } call }:
                return Target(call, member, depth + 1);
            case IArgumentOperation { Parent: IObjectCreationOperation, Parameter: { } parameter }:
                return parameter.Name is "id" or "number" or "code" || IsName(parameter.Name) ? parameter.Name : null;
            case IReturnOperation when member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && Operations.Function(value).Parent is null:
                return IsGenerator(method.Name) ? method.Name : null;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                foreach (var operation in Operations.Function(value).Descendants())
                {
                    if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol) && Target(reference, member, depth + 1) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private static bool IsName(string name)
    {
        foreach (var ending in s_names)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal))
            {
                return !IsLocal(name);
            }
        }

        return false;
    }

    private static bool IsGenerator(string name) => IsName(name) &&
        (name.StartsWith("Next", StringComparison.Ordinal) || name.StartsWith("New", StringComparison.Ordinal) || name.StartsWith("Generate", StringComparison.Ordinal) || name.StartsWith("Create", StringComparison.Ordinal) || name.StartsWith("GetNext", StringComparison.Ordinal));

    private static bool IsLocal(string name)
    {
        foreach (var word in s_local)
        {
            if (name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
