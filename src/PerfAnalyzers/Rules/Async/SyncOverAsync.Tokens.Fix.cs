using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Async;

/// <summary>The cancellation token that a function was given, for the calls that it awaits now.</summary>
internal static class AsyncTokens
{
    /// <summary>The argument to add to a call; null where the function has no token, or the call takes none or has one.</summary>
    public static string? Argument(InvocationExpressionSyntax call, SyntaxNode function, SemanticModel model)
    {
        if (AsyncCallSites.SymbolOf(function, model) is not { } owner || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        var tokens = owner.Parameters.Where(static parameter => Operations.IsToken(parameter.Type)).ToList();
        var written = call.ArgumentList.Arguments;
        if (tokens is not [{ } token] || method.Parameters.Any(static parameter => parameter.IsParams) || IsReplaced(function, token, model))
        {
            return null;
        }

        if (method.Parameters.LastOrDefault() is { IsOptional: true } last && Operations.IsToken(last.Type))
        {
            return written.Count >= method.Parameters.Length || written.Any(argument => argument.NameColon?.Name.Identifier.ValueText == last.Name) ? null
                : written.Count == method.Parameters.Length - 1 && written.All(static argument => argument.NameColon is null) ? token.Name
                : $"{last.Name}: {token.Name}";
        }

        if (method.Parameters.Any(static parameter => Operations.IsToken(parameter.Type)) || written.Count != method.Parameters.Length || method.MethodKind == MethodKind.LocalFunction || method.Arity > 0)
        {
            return null;
        }

        foreach (var member in method.ContainingType.GetMembers(method.Name))
        {
            if (member is IMethodSymbol { Arity: 0 } other && other.IsStatic == method.IsStatic && other.Parameters.Length == method.Parameters.Length + 1 && Operations.IsToken(other.Parameters[method.Parameters.Length].Type) &&
                SymbolEqualityComparer.Default.Equals(other.ReturnType, method.ReturnType) && model.IsAccessible(call.SpanStart, other) && method.MethodKind == MethodKind.Ordinary &&
                method.Parameters.All(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, other.Parameters[parameter.Ordinal].Type) && parameter.Name == other.Parameters[parameter.Ordinal].Name))
            {
                return written.All(static argument => argument.NameColon is null) ? token.Name : $"{other.Parameters[method.Parameters.Length].Name}: {token.Name}";
            }
        }

        return null;
    }

    // Something else of that name, or a token that was exchanged, is not what the caller gave.
    private static bool IsReplaced(SyntaxNode function, IParameterSymbol token, SemanticModel model) =>
        model.LookupSymbols(function.Span.End - 1, name: token.Name).Any(static symbol => symbol is not (IParameterSymbol or IFieldSymbol or IPropertySymbol or ITypeSymbol)) ||
        function.DescendantNodes().Any(node => node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var name } } && name == token.Name);
}
