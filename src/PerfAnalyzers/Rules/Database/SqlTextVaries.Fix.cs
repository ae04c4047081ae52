using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Calls the method of EF Core that makes parameters of what is interpolated.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class SqlTextVariesFix() : PerfFix("PERF1201")
{
    protected override string Title(string shape) => "Pass the values as parameters";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        shape == SqlTextVaries.InterpolatedShape ? reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var method = SyntaxFactory.Identifier(diagnostic.Properties[SqlTextVaries.MethodKey]!);
        editor.ReplaceNode(node, (current, _) =>
        {
            var call = (InvocationExpressionSyntax)current;
            if (call.Expression is not MemberAccessExpressionSyntax access || call.ArgumentList.Arguments.FirstOrDefault(static argument => argument.Expression is InterpolatedStringExpressionSyntax) is not { } argument)
            {
                return current;
            }

            var text = SqlTextVaries.Unquoted((InterpolatedStringExpressionSyntax)argument.Expression);
            return call
                .WithArgumentList(call.ArgumentList.ReplaceNode(argument.Expression, text))
                .WithExpression(access.WithName(access.Name.WithIdentifier(method.WithTriviaFrom(access.Name.Identifier))));
        });
    }
}

/// <summary>Hands the values to Dapper in an anonymous object.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class SqlTextVariesObjectFix() : PerfFix("PERF1201")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Pass the values as parameters (assumes that the columns have the types of the values)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        shape == SqlTextVaries.ObjectShape ? reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) =>
        editor.ReplaceNode(node, static (current, _) =>
        {
            var call = (InvocationExpressionSyntax)current;
            if (call.ArgumentList.Arguments is not [{ Expression: InterpolatedStringExpressionSyntax text } argument] || SqlTextVaries.Parameterized(text) is not { } parameterized)
            {
                return current;
            }

            var sql = argument.WithExpression(SyntaxFactory.ParseExpression(parameterized.Text).WithTriviaFrom(text));
            var values = SyntaxFactory.Argument(SyntaxFactory.ParseExpression(parameterized.Values)).WithLeadingTrivia(SyntaxFactory.Space);
            return call.WithArgumentList(call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList([sql, values])));
        });
}
