using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Async;

/// <summary>Runs the async function in the thread pool.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class AsyncOnDedicatedThreadFix() : PerfFix("PERF2009")
{
    protected override string Title(string shape) => "Use 'Task.Run'";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape)
    {
        var call = reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        return shape switch
        {
            AsyncOnDedicatedThread.UnwrapShape => Around(call) is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax unwrap } ? unwrap : null,
            AsyncOnDedicatedThread.AwaitShape => Around(call) as AwaitExpressionSyntax,
            _ => call,
        };
    }

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var call = Start((ExpressionSyntax)node);
        var keepsToken = false;
        foreach (var argument in call.ArgumentList.Arguments)
        {
            keepsToken |= IsToken(argument, editor.SemanticModel, cancellation);
        }

        // Nested reports have been rewritten by then: everything is read from the current node.
        editor.ReplaceNode(node, (current, _) => Run(Start((ExpressionSyntax)current), keepsToken).WithTriviaFrom(current));
    }

    private static ExpressionSyntax Run(InvocationExpressionSyntax call, bool keepsToken)
    {
        var factory = (MemberAccessExpressionSyntax)((MemberAccessExpressionSyntax)call.Expression).Expression;
        ArgumentSyntax? function = null;
        ArgumentSyntax? token = null;
        foreach (var argument in call.ArgumentList.Arguments)
        {
            var name = argument.NameColon?.Name.Identifier.ValueText;
            if (name is null or "function" ? function is null && (name is not null || argument == call.ArgumentList.Arguments[0]) : false)
            {
                function = argument.WithNameColon(null);
            }
            else if (keepsToken && (name == "cancellationToken" || (name is null && call.ArgumentList.Arguments.IndexOf(argument) == 1)))
            {
                token = argument.WithNameColon(null);
            }
        }

        function ??= call.ArgumentList.Arguments[0].WithNameColon(null);
        var arguments = SyntaxFactory.SingletonSeparatedList(function.WithoutTrailingTrivia());
        if (token is not null)
        {
            arguments = SyntaxFactory.SeparatedList<ArgumentSyntax>(new SyntaxNodeOrToken[] { function, SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), token.WithoutTrivia() });
        }

        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, factory.Expression, factory.OperatorToken, SyntaxFactory.IdentifierName("Run")),
            call.ArgumentList.WithArguments(arguments));
    }

    // CancellationToken.None and default say nothing.
    private static bool IsToken(ArgumentSyntax argument, SemanticModel model, CancellationToken cancellation) =>
        model.GetTypeInfo(argument.Expression, cancellation).ConvertedType is { Name: "CancellationToken" } &&
        argument.Expression is not (MemberAccessExpressionSyntax { Name.Identifier.ValueText: "None" } or DefaultExpressionSyntax) && !argument.Expression.IsKind(SyntaxKind.DefaultLiteralExpression);

    private static SyntaxNode? Around(ExpressionSyntax? call)
    {
        var parent = call?.Parent;
        while (parent is ParenthesizedExpressionSyntax)
        {
            parent = parent.Parent;
        }

        return parent;
    }

    private static InvocationExpressionSyntax Start(ExpressionSyntax node) => (InvocationExpressionSyntax)AwaitSyntax.Unwrapped(node, "Unwrap");
}
