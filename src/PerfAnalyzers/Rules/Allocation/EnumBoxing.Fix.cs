using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace PerfAnalyzers.Allocation;

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class EnumBoxingFix() : PerfFix(EnumBoxing.Rule.Id)
{
    protected override string Title(string shape) => shape switch
    {
        EnumCall.Operator => "Compare with '=='",
        EnumCall.Relation => "Compare with an operator",
        EnumCall.Comparer => "Compare with 'Comparer<T>.Default'",
        EnumCall.Cast => "Cast the number",
        _ => "Call the generic overload",
    };

    protected override SyntaxNode? Find(SyntaxNode reported, string shape)
    {
        var call = reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        return call is null || call.Expression is not (MemberAccessExpressionSyntax or IdentifierNameSyntax) ? null : shape switch
        {
            EnumCall.Operator => call.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not ? not : call,
            EnumCall.Relation => Outer(call).Parent as BinaryExpressionSyntax,
            EnumCall.Parsed or EnumCall.Cast => Outer(call).Parent as CastExpressionSyntax,
            _ => call,
        };
    }

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var type = shape == EnumCall.Comparer && node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var value } } ? editor.SemanticModel.GetTypeInfo(value, cancellation).Type : null;
        var name = type?.ToMinimalDisplayString(editor.SemanticModel, node.SpanStart);
        editor.ReplaceNode(node, (current, _) => (Rewrite((ExpressionSyntax)current, shape, node.Parent, name) ?? current).WithTriviaFrom(current));
    }

    private static ExpressionSyntax? Rewrite(ExpressionSyntax current, string shape, SyntaxNode? parent, string? name)
    {
        switch (current, shape)
        {
            case (PrefixUnaryExpressionSyntax { Operand: InvocationExpressionSyntax call }, EnumCall.Operator):
                return Compare(SyntaxKind.NotEqualsExpression, call, parent);
            case (InvocationExpressionSyntax call, EnumCall.Operator):
                return Compare(SyntaxKind.EqualsExpression, call, parent);
            case (BinaryExpressionSyntax relation, EnumCall.Relation) when Inner(relation.Left) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call:
                return relation.WithLeft(OperatorSyntax.Operand(access.Expression).WithTrailingTrivia(SyntaxFactory.Space)).WithRight(OperatorSyntax.Operand(BoxCasts.Unboxed(call.ArgumentList.Arguments[0].Expression)));
            case (InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call, EnumCall.Comparer):
                var compared = $"{access.Expression.WithoutTrivia()}, {BoxCasts.Unboxed(call.ArgumentList.Arguments[0].Expression).WithoutTrivia()}";
                var typed = (InvocationExpressionSyntax)SyntaxFactory.ParseExpression($"global::System.Collections.Generic.Comparer<{name}>.Default.Compare({compared})");
                return typed.WithExpression(typed.Expression.WithAdditionalAnnotations(Simplifier.Annotation));
            case (InvocationExpressionSyntax call, EnumCall.Typed):
                return call.WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(call.ArgumentList.Arguments[1].Expression.WithoutTrivia()))));
            case (InvocationExpressionSyntax call, EnumCall.Values):
                return Generic(call);
            case (CastExpressionSyntax cast, EnumCall.Parsed) when Inner(cast.Expression) is InvocationExpressionSyntax call:
                return Generic(call);
            case (CastExpressionSyntax cast, EnumCall.Cast) when Inner(cast.Expression) is InvocationExpressionSyntax call:
                return cast.WithExpression(OperatorSyntax.CastOperand(BoxCasts.Unboxed(call.ArgumentList.Arguments[1].Expression)));
            default:
                return null;
        }
    }

    private static InvocationExpressionSyntax? Generic(InvocationExpressionSyntax call)
    {
        if (call.ArgumentList.Arguments[0].Expression is not TypeOfExpressionSyntax type)
        {
            return null;
        }

        var list = SyntaxFactory.TypeArgumentList(SyntaxFactory.SingletonSeparatedList(type.Type.WithoutTrivia()));
        ExpressionSyntax called = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.WithName(SyntaxFactory.GenericName(access.Name.Identifier.WithoutTrivia(), list)),
            SimpleNameSyntax name => SyntaxFactory.GenericName(name.Identifier.WithoutTrivia(), list),
            _ => call.Expression,
        };
        var rest = call.ArgumentList.Arguments.RemoveAt(0);
        return call.WithExpression(called).WithArgumentList(SyntaxFactory.ArgumentList(rest.Count > 0 ? rest.Replace(rest[0], rest[0].WithoutLeadingTrivia()) : rest));
    }

    private static ExpressionSyntax? Compare(SyntaxKind kind, InvocationExpressionSyntax call, SyntaxNode? parent) =>
        call.Expression is MemberAccessExpressionSyntax access ? OperatorSyntax.Binary(kind, access.Expression, BoxCasts.Unboxed(call.ArgumentList.Arguments[0].Expression), parent) : null;

    private static SyntaxNode Outer(SyntaxNode node)
    {
        while (node.Parent is ParenthesizedExpressionSyntax parenthesized)
        {
            node = parenthesized;
        }

        return node;
    }

    private static ExpressionSyntax Inner(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
        {
            expression = parenthesized.Expression;
        }

        return expression;
    }
}
