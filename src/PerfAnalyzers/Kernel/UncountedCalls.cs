using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Calls for which nobody counts what is allocated: exceptions, logs, and what some builds leave out.</summary>
internal static class UncountedCalls
{
    /// <summary>Whether an operation is made for such a call, within the innermost loop statement around it.</summary>
    public static bool Around(IOperation operation, Facts facts)
    {
        for (var current = operation.Parent; current is not null and not ILoopOperation; current = current.Parent)
        {
            switch (current)
            {
                case IThrowOperation or ICatchClauseOperation:
                case IObjectCreationOperation { Type: { } type } when IsException(type):
                case IInvocationOperation call when IsConditional(call.TargetMethod) || LogCalls.Is(call, facts):
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether a method is left out of some builds, or never returns.</summary>
    public static bool IsConditional(IMethodSymbol method)
    {
        if (method.Name.StartsWith("Throw", StringComparison.Ordinal))
        {
            return true;
        }

        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "ConditionalAttribute" or "DoesNotReturnAttribute")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a method throws, as its attribute, its name or that of its type tells.</summary>
    public static bool NeverReturns(IMethodSymbol method)
    {
        if (method.Name.StartsWith("Throw", StringComparison.Ordinal) || method.ContainingType.Name is "Throw" or "ThrowHelper" or "ThrowHelpers")
        {
            return true;
        }

        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "DoesNotReturnAttribute")
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsException(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current is { Name: "Exception", ContainingNamespace.Name: "System" })
            {
                return true;
            }
        }

        return false;
    }
}
