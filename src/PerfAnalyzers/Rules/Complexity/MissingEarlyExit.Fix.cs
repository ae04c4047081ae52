using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Complexity;

/// <summary>Leaves the loop once its answer is known.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class MissingEarlyExitFix() : PerfFix("PERF5009")
{
    protected override string Title(string shape) => shape switch
    {
        MissingEarlyExit.BreakShape => "Leave the loop with 'break'",
        MissingEarlyExit.TakeShape => "Count no more than is asked",
        _ => "Ask 'Any'",
    };

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        shape == MissingEarlyExit.BreakShape ? reported.FirstAncestorOrSelf<ExpressionStatementSyntax>()
        : reported.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { Parent: BinaryExpressionSyntax comparison } count } && !Comments.In(count.ArgumentList) ? comparison
        : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (shape != MissingEarlyExit.BreakShape)
        {
            var number = diagnostic.Properties[MissingEarlyExit.NumberKey]!;
            var isLeft = ((BinaryExpressionSyntax)node).Left.Span.Contains(diagnostic.Location.SourceSpan);
            editor.ReplaceNode(node, (current, _) => Stopping((BinaryExpressionSyntax)current, isLeft, shape, number));
            return;
        }

        var statement = (ExpressionStatementSyntax)node;
        var layout = new Layout(statement.SpanStart, statement.SyntaxTree);
        if (statement.Parent is BlockSyntax)
        {
            editor.InsertAfter(statement, SyntaxFactory.ParseStatement("break;")
                .WithLeadingTrivia(layout.IsOneLine ? default : SyntaxFactory.TriviaList(SyntaxFactory.Whitespace(layout.Indent)))
                .WithTrailingTrivia(statement.GetTrailingTrivia().Where(static trivia => !Comments.Is(trivia))));
            return;
        }

        var around = new Layout(statement.Parent!.SpanStart, statement.SyntaxTree);
        var block = layout.IsOneLine
            ? $"{{ {statement.WithoutTrivia()} break; }}"
            : $"{around.Indent}{{{around.NewLine}{statement.GetLeadingTrivia()}{statement.WithoutTrivia()}{around.NewLine}{layout.Indent}break;{around.NewLine}{around.Indent}}}";
        editor.ReplaceNode(statement, SyntaxFactory.ParseStatement(block).WithTrailingTrivia(statement.GetTrailingTrivia()));
    }

    // xs.Where(p).Skip(1).Any()   xs.Where(p).Take(2).Count() == 1
    private static ExpressionSyntax Stopping(BinaryExpressionSyntax comparison, bool isLeft, string shape, string number)
    {
        var count = (InvocationExpressionSyntax)(isLeft ? comparison.Left : comparison.Right);
        var member = (MemberAccessExpressionSyntax)count.Expression;
        var isAny = shape != MissingEarlyExit.TakeShape;
        var limit = SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(number))));
        var limiting = SyntaxFactory.IdentifierName(isAny ? "Skip" : "Take");
        var bare = count.WithoutTrivia();
        ExpressionSyntax limited = count.ArgumentList.Arguments.Count == 0
            ? bare.WithExpression(member.WithName(limiting)).WithArgumentList(limit)
            : Then(bare.WithExpression(member.WithName(SyntaxFactory.IdentifierName("Where"))), limiting, limit);
        ExpressionSyntax asked = Then(limited, SyntaxFactory.IdentifierName(isAny ? "Any" : "Count"), SyntaxFactory.ArgumentList());
        if (!isAny)
        {
            return isLeft ? comparison.WithLeft(asked.WithTriviaFrom(comparison.Left)) : comparison.WithRight(asked.WithTriviaFrom(comparison.Right));
        }

        return (shape == MissingEarlyExit.NoneShape ? SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, asked.WithoutLeadingTrivia()) : asked).WithTriviaFrom(comparison);
    }

    private static InvocationExpressionSyntax Then(ExpressionSyntax sequence, SimpleNameSyntax name, ArgumentListSyntax arguments) =>
        SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, sequence, name), arguments);
}
