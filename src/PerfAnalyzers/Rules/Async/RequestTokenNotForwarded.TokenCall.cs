using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>How a call takes a token.</summary>
/// <param name="Index">Where the argument goes among those that are written.</param>
/// <param name="Argument">The argument, with its name where it needs one.</param>
/// <param name="Array">How the <c>params</c> arguments before it are written; null where there are none.</param>
internal sealed record TokenCall(int Index, string Argument, string? Array)
{
    /// <summary>The same call with a token; null when it takes none, or CA2016 says so.</summary>
    public static TokenCall? Of(IInvocationOperation call, TokenInReach token)
    {
        var syntax = (InvocationExpressionSyntax)call.Syntax;
        if (call.SemanticModel is not { } model || syntax.Expression is MemberBindingExpressionSyntax)
        {
            return null;
        }

        var count = syntax.ArgumentList.Arguments.Count;
        foreach (var parameter in call.TargetMethod.Parameters)
        {
            if (Operations.IsToken(parameter.Type))
            {
                var isLast = parameter.Ordinal == call.TargetMethod.Parameters.Length - 1;
                var written = count + (IsReduced(call, count) ? 1 : 0);
                return token.IsPlain && isLast ? null
                    : parameter.Ordinal == written && !HasNames(syntax) && Binds(call, model, syntax, count, token.Text, null) is { } next ? next
                    : Binds(call, model, syntax, count, parameter.Name + ": " + token.Text, null);
            }
        }

        foreach (var member in call.TargetMethod.ContainingType.GetMembers(call.TargetMethod.Name))
        {
            if (member is IMethodSymbol overload && TokenOf(overload) is { } parameter && !(token.IsPlain && parameter.Ordinal == overload.Parameters.Length - 1) &&
                (OfOverload(call, model, syntax, overload, parameter, count, token.Text)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static TokenCall? OfOverload(IInvocationOperation call, SemanticModel model, InvocationExpressionSyntax syntax, IMethodSymbol overload, IParameterSymbol parameter, int count, string token)
    {
        // FindAsync(id) -> FindAsync([id], token).
        if (IsExpanded(call))
        {
            return overload.Parameters.Length == 2 && call.TargetMethod.Parameters.Length == 1 && count > 0 && !HasNames(syntax) ? Binds(call, model, syntax, count, token, ArrayOf(call, syntax)) : null;
        }

        var index = parameter.Ordinal - (IsReduced(call, count) ? 1 : 0);
        return index >= 0 && index <= count && overload.Parameters.Length == call.TargetMethod.Parameters.Length + 1 && !HasNames(syntax) ? Binds(call, model, syntax, index, token, null) : null;
    }

    private static IParameterSymbol? TokenOf(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (Operations.IsToken(parameter.Type))
            {
                return parameter;
            }
        }

        return null;
    }

    // Written as x.M(…) although M is static.
    private static bool IsReduced(IInvocationOperation call, int count)
    {
        var written = 0;
        foreach (var argument in call.Arguments)
        {
            written += argument.ArgumentKind == ArgumentKind.Explicit ? 1 : 0;
        }

        return call.TargetMethod.IsExtensionMethod && written == count + 1;
    }

    private static bool IsExpanded(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind is ArgumentKind.ParamArray or ArgumentKind.ParamCollection)
            {
                return true;
            }
        }

        return false;
    }

    private static string ArrayOf(IInvocationOperation call, InvocationExpressionSyntax syntax) =>
        syntax.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp12 } ? "[]"
            : call.TargetMethod.Parameters[0].Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Object } ? "new object[] { }" : "new[] { }";

    private static bool HasNames(InvocationExpressionSyntax syntax)
    {
        foreach (var argument in syntax.ArgumentList.Arguments)
        {
            if (argument.NameColon is not null)
            {
                return true;
            }
        }

        return false;
    }

    // What the compiler makes of it: a method of the same name and type that takes the token as such, and is not the one the code lies in.
    private static TokenCall? Binds(IInvocationOperation call, SemanticModel model, InvocationExpressionSyntax syntax, int index, string argument, string? array)
    {
        var passed = syntax.WithArgumentList(With(syntax.ArgumentList, index, argument, array));
        return model.GetSpeculativeSymbolInfo(syntax.SpanStart, passed, SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol method && method.Name == call.TargetMethod.Name && TokenOf(method) is not null &&
            SymbolEqualityComparer.Default.Equals(method.ReturnType, call.Type) && !SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, model.GetEnclosingSymbol(syntax.SpanStart)?.OriginalDefinition)
            ? new TokenCall(index, argument, array)
            : null;
    }

    /// <summary>The argument list with the token.</summary>
    public static ArgumentListSyntax With(ArgumentListSyntax list, int index, string argument, string? array)
    {
        var added = SyntaxFactory.ParseArgumentList("(" + argument + ")").Arguments[0];
        if (array is not null)
        {
            var open = array == "[]" ? "[" : array.Substring(0, array.IndexOf('}'));
            var keys = SyntaxFactory.ParseExpression(open + list.Arguments.ToString() + (array == "[]" ? "]" : " }"));
            return list.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>([SyntaxFactory.Argument(keys), Comma, added]));
        }

        if (list.Arguments.Count == 0)
        {
            return list.WithArguments(list.Arguments.Add(added));
        }

        // Behind an argument with its comma and line break, or in front of one.
        var nodes = list.Arguments.GetWithSeparators();
        return list.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(index == list.Arguments.Count
            ? nodes.Add(Comma).Add(added)
            : nodes.Insert(2 * index, Comma).Insert(2 * index, added)));
    }

    private static SyntaxToken Comma => SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
}
