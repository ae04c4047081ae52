using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Async;

/// <summary>Methods that are handed to somebody else to call with a task.</summary>
internal static class MethodGroups
{
    /// <summary>Whether the declaring type names the method without calling it: then a continuation may run it.</summary>
    public static bool IsHandedOver(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is IdentifierNameSyntax name && name.Identifier.ValueText == method.Name && IsMethodGroup(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the declaring type starts a thread with the method.</summary>
    public static bool StartsThread(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var node in reference.GetSyntax(cancellation).DescendantNodes())
            {
                if (node is IdentifierNameSyntax name && name.Identifier.ValueText == method.Name && IsMethodGroup(name) &&
                    name.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { ArgumentList.Arguments: { Count: > 0 } arguments } creation &&
                    arguments[0].Span.Contains(name.Span) && creation is ObjectCreationExpressionSyntax { Type: var type } && type.ToString().EndsWith("Thread", StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsMethodGroup(IdentifierNameSyntax name)
    {
        ExpressionSyntax expression = name;
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        {
            expression = access;
        }

        return expression.Parent is ArgumentSyntax or EqualsValueClauseSyntax or CastExpressionSyntax ||
            (expression.Parent is AssignmentExpressionSyntax assignment && assignment.Right == expression) && assignment.Parent is not null;
    }
}
