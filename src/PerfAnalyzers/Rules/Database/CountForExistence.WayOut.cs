using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>What the fix needs to know, and when there is none.</content>
internal sealed partial class CountForExistence
{
    private static ImmutableDictionary<string, string?>? FixFor(
        Site site, IOperation reported, IOperation source, string method, ILocalSymbol? local, List<Test> tests)
    {
        var answers = new List<char>();
        foreach (var test in tests)
        {
            if (test.Operation.Syntax is not ExpressionSyntax comparison || LosesComments(comparison, local is null ? reported.Syntax : null))
            {
                return null;
            }

            answers.Add(test.AsksForAny ? 'y' : 'n');
        }

        var name = local is null ? null : LocalName(local, reported.Syntax);
        if ((local is not null && name is null) || !Resolves(reported, method))
        {
            return null;
        }

        var shape = reported is IPropertyReferenceOperation ? PropertyShape : ReferenceEquals(reported, source) ? CallShape : ListShape;
        var properties = FixProperties.Of(shape).Add(MethodKey, method).Add(AnswersKey, string.Concat(answers));
        return name is null ? properties : properties.Add(LocalKey, name);
    }

    /// <summary>The expression the fix replaces: a comparison with the parentheses and the negation around it.</summary>
    public static ExpressionSyntax Replaced(ExpressionSyntax comparison)
    {
        var replaced = comparison;
        while (replaced.Parent is ParenthesizedExpressionSyntax { Parent: not (MemberAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax) } parenthesized)
        {
            replaced = parenthesized;
        }

        return replaced != comparison && replaced.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } negation ? negation : replaced;
    }

    private static bool LosesComments(ExpressionSyntax comparison, SyntaxNode? kept)
    {
        var replaced = Replaced(comparison);
        foreach (var trivia in replaced.DescendantTrivia())
        {
            if (!trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia) && replaced.Span.Contains(trivia.Span) &&
                (kept is null || !kept.Span.Contains(trivia.Span)))
            {
                return true;
            }
        }

        return false;
    }

    // The other method must be in scope where this one is, and mean the same query.
    private static bool Resolves(IOperation reported, string method)
    {
        if (reported.SemanticModel is not { } model || NameOf(reported) is not { } name)
        {
            return false;
        }

        var identifier = SyntaxFactory.IdentifierName(method);
        ExpressionSyntax replacement;
        switch (reported.Syntax)
        {
            case InvocationExpressionSyntax { Expression: SimpleNameSyntax simple } call:
                replacement = call.WithExpression(simple.WithIdentifier(identifier.Identifier));
                break;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call:
                replacement = call.WithExpression(access.WithName(access.Name.WithIdentifier(identifier.Identifier)));
                break;
            case MemberAccessExpressionSyntax access when reported is IPropertyReferenceOperation:
                replacement = SyntaxFactory.InvocationExpression(access.WithName(identifier));
                break;
            default:
                return false;
        }

        var symbol = model.GetSpeculativeSymbolInfo(reported.Syntax.SpanStart, replacement, SpeculativeBindingOption.BindAsExpression).Symbol as IMethodSymbol;
        var found = symbol?.ContainingType;
        return found is not null && reported switch
        {
            IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" } } => found.Name == "Queryable" && IsLinq(symbol!),
            IInvocationOperation call => SymbolEqualityComparer.Default.Equals(found, call.TargetMethod.ContainingType),
            _ => IsLinq(symbol!),
        };
    }

    private static SimpleNameSyntax? NameOf(IOperation reported) => reported.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name,
        MemberAccessExpressionSyntax access => access.Name,
        _ => null,
    };

    /// <summary>
    /// What the local is called once it holds an answer; null when that name is in use or another local's fix would take it, when
    /// other variables are declared along with it, and where inactive code may use it.
    /// </summary>
    private static string? LocalName(ILocalSymbol local, SyntaxNode call)
    {
        SyntaxNode? member = call.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        member = member is GlobalStatementSyntax ? member.Parent : member;
        if (member is not { ContainsDirectives: false } || local.DeclaringSyntaxReferences is not [{ } reference] ||
            reference.GetSyntax() is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } })
        {
            return null;
        }

        var name = AnswerName(local.Name);
        foreach (var token in member.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) &&
                (token.ValueText == name || (token.Parent is VariableDeclaratorSyntax && token.ValueText != local.Name && AnswerName(token.ValueText) == name)))
            {
                return null;
            }
        }

        return name;
    }

    // count: any; orderCount: anyOrder; existing: anyExisting.
    private static string AnswerName(string name)
    {
        if (name is "n" or "num" or "number" or "total" or "cnt" or "c" or "i")
        {
            return "any";
        }

        var stem = EndsWith(name, "Count") ? name.Length - 5 : EndsWith(name, "List") ? name.Length - 4 : name.Length;
        return stem == 0 ? "any" : "any" + char.ToUpperInvariant(name[0]) + name.Substring(1, stem - 1);
    }

    private static bool EndsWith(string name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
