using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>
/// <c>all.GetOrAdd(key, k => …)</c> of a concurrent dictionary, as what it is: look, make the value outside of any lock, add it unless
/// another one was faster. Written out, the function around it awaits what the lambda waits for, and a value that fails is not kept.
/// </summary>
internal static class AsyncLookup
{
    /// <summary>The lookup written out; null where its parts cannot be said more than once.</summary>
    public static AsyncLoop? Of(InvocationExpressionSyntax call, LambdaExpressionSyntax lambda, SemanticModel model)
    {
        if (call is not { Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "GetOrAdd" }, Expression: var source }, ArgumentList.Arguments: [{ NameColon: null, Expression: var key }, { NameColon: null } made] } ||
            made.Expression != lambda || call.Parent is ExpressionStatementSyntax || lambda.ExpressionBody is not { } body || Comments.In(call, body) ||
            !IsSame(source, model) || !(IsSame(key, model) || model.GetConstantValue(key).HasValue) ||
            model.GetSymbolInfo(lambda).Symbol is not IMethodSymbol { Parameters: [var parameter] } || !SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(key).Type, parameter.Type) ||
            Uses(body, parameter, model) is not { } uses)
        {
            return null;
        }

        var found = Layout.FreeName(call, "value");
        var (open, close) = call.Parent is ReturnStatementSyntax or EqualsValueClauseSyntax or ArrowExpressionClauseSyntax or ArgumentSyntax or ParenthesizedExpressionSyntax ? ("", "") : ("(", ")");
        return new AsyncLoop(call, call.Span, source, body, open, $".TryGetValue({key}, out var {found}) ? {found} : {source}.GetOrAdd({key}, ", ")" + close)
        {
            Renamed = [.. uses.Select(span => (span, key.ToString()))],
        };
    }

    // What nobody can change in between.
    private static bool IsSame(ExpressionSyntax code, SemanticModel model) => code is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } &&
        model.GetSymbolInfo(code).Symbol is ILocalSymbol { RefKind: RefKind.None } or IParameterSymbol { RefKind: RefKind.None } or IFieldSymbol { IsReadOnly: true };

    // Where the lambda reads its parameter; null where it does more with it.
    private static List<TextSpan>? Uses(ExpressionSyntax body, IParameterSymbol parameter, SemanticModel model)
    {
        var uses = new List<TextSpan>();
        foreach (var node in body.DescendantNodesAndSelf())
        {
            if (node is not IdentifierNameSyntax name || name.Identifier.ValueText != parameter.Name || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, parameter))
            {
                continue;
            }

            if (name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name || name.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 } or AnonymousObjectMemberDeclaratorSyntax { NameEquals: null } ||
                name.Parent?.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression or SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression)
            {
                return null;
            }

            uses.Add(name.Span);
        }

        return uses;
    }
}
