using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What a lambda captures, handed to it as an argument: see <see cref="StateOverloads"/>.</summary>
internal static class StateArguments
{
    /// <summary>The lambda that is an argument; null for others.</summary>
    public static IAnonymousFunctionOperation? LambdaOf(IArgumentOperation argument) => Operations.Unconverted(argument.Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } ? lambda : null;

    /// <summary>The type of a local or parameter.</summary>
    public static ITypeSymbol? TypeOf(ISymbol variable) => (variable as ILocalSymbol)?.Type ?? (variable as IParameterSymbol)?.Type;

    /// <summary>Whether a call can be written with the overload that takes what its lambdas capture as last argument.</summary>
    public static bool CanPass(IAnonymousFunctionOperation reported, IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: { } arguments, Expression: not MemberAccessExpressionSyntax { Name: GenericNameSyntax } } || arguments.Count != call.Arguments.Length ||
            reported.Syntax.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp9 } || call.Syntax.ContainsDirectives)
        {
            return false;
        }

        foreach (var argument in arguments)
        {
            if (argument.NameColon is not null)
            {
                return false;
            }
        }

        var all = Captures.Of(reported);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.TypeKind == TypeKind.Delegate && (LambdaOf(argument) is not { Syntax: LambdaExpressionSyntax syntax } lambda || !CanTakeState(lambda, syntax)))
            {
                return false;
            }

            if (LambdaOf(argument) is { } taken)
            {
                all.Add(taken);
            }
        }

        foreach (var variable in all.Variables)
        {
            if (variable.Name is "self" || TypeOf(variable) is not { IsRefLikeType: false, TypeKind: not TypeKind.Dynamic } || Writes.Any(variable, call))
            {
                return false;
            }
        }

        return !all.IsUnclear && !all.ConstructorParameters && all.Variables.Count < 8;
    }

    private static bool CanTakeState(IAnonymousFunctionOperation lambda, LambdaExpressionSyntax syntax)
    {
        if (syntax is ParenthesizedLambdaExpressionSyntax { ReturnType: not null } || BlockingCalls.Mentions(syntax, "state") || BlockingCalls.Mentions(syntax, "self"))
        {
            return false;
        }

        if (syntax is ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { } parameters })
        {
            foreach (var parameter in parameters)
            {
                if (parameter.Type is not null)
                {
                    return false;
                }
            }
        }

        foreach (var part in lambda.Body.Descendants())
        {
            if (part is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }
}
