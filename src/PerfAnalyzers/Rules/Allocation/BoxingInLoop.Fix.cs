using System.Composition;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Allocation;

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class BoxingInLoopFix() : PerfFix(BoxingInLoop.Rule.Id)
{
    protected override string Title(string shape) => shape switch
    {
        BoxingRewrite.Format => "Use an interpolated string",
        BoxingRewrite.Operator => "Compare with '=='",
        _ => "Call the typed overload",
    };

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) =>
        editor.ReplaceNode(node, (current, _) => current is InvocationExpressionSyntax call ? Rewrite(call, shape).WithTriviaFrom(call) : current);

    private static ExpressionSyntax Rewrite(InvocationExpressionSyntax call, string shape)
    {
        switch (shape)
        {
            case BoxingRewrite.Format:
                return Format(call);
            case BoxingRewrite.Operator:
                return OperatorSyntax.Binary(SyntaxKind.EqualsExpression, BoxCasts.Unboxed(call.ArgumentList.Arguments[0].Expression), BoxCasts.Unboxed(call.ArgumentList.Arguments[1].Expression), call.Parent);
            default:
                var argument = call.ArgumentList.Arguments[0];
                return call.WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(argument.WithExpression(BoxCasts.Unboxed(argument.Expression).WithTriviaFrom(argument.Expression)))));
        }
    }

    private static ExpressionSyntax Format(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        var position = BoxingRewrite.FormatPosition(call.ArgumentList);
        var token = ((LiteralExpressionSyntax)arguments[position].Expression).Token;
        var text = new StringBuilder("$");
        var copied = 0;
        foreach (var hole in BoxingRewrite.Holes(token)!)
        {
            text.Append(token.Text, copied, hole.Start - copied)
                .Append('{').Append(Hole(arguments[position + 1 + hole.Index].Expression)).Append(hole.Tail).Append('}');
            copied = hole.End;
        }

        text.Append(token.Text, copied, token.Text.Length - copied);
        var interpolated = SyntaxFactory.ParseExpression(text.ToString());
        var name = CallSites.NameOf(call) ?? "";
        if (name == "Format" && position == 0)
        {
            return interpolated;
        }

        var kept = SyntaxFactory.SeparatedList(position == 0
            ? new[] { SyntaxFactory.Argument(interpolated) }
            : new[] { arguments[0].WithoutTrivia(), SyntaxFactory.Argument(interpolated).WithLeadingTrivia(SyntaxFactory.Space) });
        var called = name switch { "Format" => "Create", "AppendFormat" => "Append", _ => name };
        return call.WithExpression(Rename(call.Expression, called)).WithArgumentList(call.ArgumentList.WithArguments(kept).WithOpenParenToken(SyntaxFactory.Token(SyntaxKind.OpenParenToken)));
    }

    private static string Hole(ExpressionSyntax expression)
    {
        var value = BoxCasts.Unboxed(expression);
        return HasColon(value) ? "(" + value + ")" : value.ToString();
    }

    // A colon outside of parentheses would begin the format.
    private static bool HasColon(SyntaxNode expression)
    {
        foreach (var node in expression.DescendantNodesAndSelf(static node => node is not (ParenthesizedExpressionSyntax or BaseArgumentListSyntax or InterpolatedStringExpressionSyntax)))
        {
            if (node is ConditionalExpressionSyntax or AliasQualifiedNameSyntax)
            {
                return true;
            }
        }

        return false;
    }

    private static ExpressionSyntax Rename(ExpressionSyntax called, string name) => called switch
    {
        MemberAccessExpressionSyntax access => access.WithName(SyntaxFactory.IdentifierName(name).WithTriviaFrom(access.Name)),
        MemberBindingExpressionSyntax binding => binding.WithName(SyntaxFactory.IdentifierName(name).WithTriviaFrom(binding.Name)),
        _ => SyntaxFactory.IdentifierName(name).WithTriviaFrom(called),
    };
}
