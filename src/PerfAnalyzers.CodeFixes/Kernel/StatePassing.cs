using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Writes a call with the overload that hands its lambdas what they need, so that these capture nothing.</summary>
internal static class StatePassing
{
    private const string State = "state";
    private const string Self = "self";

    /// <summary>The call with what its lambdas capture as last argument, and static lambdas that take it.</summary>
    public static InvocationExpressionSyntax WithState(InvocationExpressionSyntax call, IInvocationOperation operation)
    {
        Captures? captures = null;
        foreach (var argument in operation.Arguments)
        {
            if (StateArguments.LambdaOf(argument) is { } lambda)
            {
                captures ??= Captures.Of(lambda);
                captures.Add(lambda);
            }
        }

        // One variable keeps its name; several travel in a tuple.
        var only = captures!.This || captures.Variables.Count != 1 ? null : captures.Variables[0];
        var name = only?.Name ?? (captures.Variables.Count == 0 ? Self : State);
        var arguments = call.ArgumentList.Arguments.ToList();
        foreach (var argument in operation.Arguments)
        {
            if (StateArguments.LambdaOf(argument) is { Syntax: LambdaExpressionSyntax syntax } lambda && arguments.FindIndex(other => other.Expression == syntax) is >= 0 and var index)
            {
                arguments[index] = arguments[index].WithExpression(Taking(only is null ? Rewritten(syntax, lambda, captures, name) : syntax, name));
            }
        }

        arguments.Add(SyntaxFactory.Argument(Value(captures, only)).WithLeadingTrivia(SyntaxFactory.Space));
        var separators = call.ArgumentList.Arguments.GetSeparators().Concat([SyntaxFactory.Token(SyntaxKind.CommaToken)]);
        return call.WithArgumentList(call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(arguments, separators)));
    }

    private static ExpressionSyntax Value(Captures captures, ISymbol? only)
    {
        if (only is not null)
        {
            return Name(only.Name);
        }

        if (captures.Variables.Count == 0)
        {
            return SyntaxFactory.ThisExpression();
        }

        var parts = captures.Variables.ConvertAll(static variable => variable.Name);
        if (captures.This)
        {
            parts.Insert(0, Self + ": this");
        }

        return SyntaxFactory.ParseExpression("(" + string.Join(", ", parts) + ")");
    }

    private static IdentifierNameSyntax Name(string name) => SyntaxFactory.IdentifierName(SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name);

    // x becomes state.x, Price(…) becomes state.self.Price(…).
    private static LambdaExpressionSyntax Rewritten(LambdaExpressionSyntax syntax, IAnonymousFunctionOperation lambda, Captures captures, string name)
    {
        ExpressionSyntax self = captures.Variables.Count == 0 ? Name(Self) : Access(Name(State), Name(Self));
        var replaced = new Dictionary<SyntaxNode, bool>();
        foreach (var part in lambda.Body.Descendants())
        {
            if (part is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance })
            {
                replaced[part.Syntax] = true;
            }
            else if (part is ILocalReferenceOperation or IParameterReferenceOperation && captures.Variables.Contains(Operations.SymbolOf(part)!, SymbolEqualityComparer.Default))
            {
                replaced[part.Syntax] = false;
            }
        }

        return syntax.ReplaceNodes(replaced.Keys, (original, current) => current switch
        {
            ThisExpressionSyntax => self.WithTriviaFrom(current),
            SimpleNameSyntax member => Access(replaced[original] ? self : Name(name), member.WithoutTrivia()).WithTriviaFrom(member),
            _ => current,
        });
    }

    private static MemberAccessExpressionSyntax Access(ExpressionSyntax owner, SimpleNameSyntax member) => SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner, member);

    private static LambdaExpressionSyntax Taking(LambdaExpressionSyntax lambda, string name)
    {
        var parameter = SyntaxFactory.Parameter(Name(name).Identifier).WithLeadingTrivia(SyntaxFactory.Space);
        var isStatic = SyntaxFactory.Token(SyntaxKind.StaticKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        var leading = lambda.GetLeadingTrivia();
        lambda = lambda.WithoutLeadingTrivia();
        ParenthesizedLambdaExpressionSyntax taking;
        if (lambda is ParenthesizedLambdaExpressionSyntax several)
        {
            taking = several.WithParameterList(several.ParameterList.AddParameters(several.ParameterList.Parameters.Count == 0 ? parameter.WithoutTrivia() : parameter));
        }
        else
        {
            var single = (SimpleLambdaExpressionSyntax)lambda;
            var list = SyntaxFactory.ParameterList(SyntaxFactory.SeparatedList([single.Parameter.WithoutTrivia(), parameter])).WithTrailingTrivia(single.Parameter.GetTrailingTrivia());
            taking = SyntaxFactory.ParenthesizedLambdaExpression(single.AttributeLists, single.Modifiers, null, list, single.ArrowToken, single.Block, single.ExpressionBody);
        }

        return taking.WithModifiers(taking.Modifiers.Insert(0, isStatic)).WithLeadingTrivia(leading);
    }
}
