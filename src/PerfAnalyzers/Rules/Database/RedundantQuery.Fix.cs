using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Moves a query that cannot throw before its loop, or tests the row that is fetched instead of asking first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class RedundantQueryFix() : PerfFix("PERF1006")
{
    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => shape == RedundantQuery.TestShape ? "Fetch once and test the result" : "Run the query once, before the loop";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        shape is RedundantQuery.HoistShape or RedundantQuery.TestShape ? RedundantQueryRewrite.Value(reported) : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (shape == RedundantQuery.TestShape)
        {
            RedundantQueryRewrite.Test(editor, diagnostic);
        }
        else
        {
            RedundantQueryRewrite.Hoist(editor, (ExpressionSyntax)node, diagnostic);
        }
    }
}

/// <summary>Keeps the first result, or moves a query before its loop that may throw there where it did not run before.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class RedundantQueryAssumingFix() : PerfFix("PERF1006")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => shape == RedundantQuery.ReuseShape
        ? "Reuse the first result, as nobody else changes the rows in between"
        : "Run the query once, before the loop, as it may also run when there are no elements";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        shape is RedundantQuery.HoistAlwaysShape or RedundantQuery.ReuseShape ? RedundantQueryRewrite.Value(reported) : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (shape == RedundantQuery.ReuseShape)
        {
            editor.ReplaceNode(node, SyntaxFactory.IdentifierName(diagnostic.Properties[RedundantQuery.LocalKey]!).WithTriviaFrom(node));
        }
        else
        {
            RedundantQueryRewrite.Hoist(editor, (ExpressionSyntax)node, diagnostic);
        }
    }
}

/// <summary>The rewrites both fixes share.</summary>
internal static class RedundantQueryRewrite
{
    /// <summary>The reported call with its <c>await</c>.</summary>
    public static ExpressionSyntax? Value(SyntaxNode reported)
    {
        var value = reported as ExpressionSyntax;
        while (value?.Parent is ExpressionSyntax parent)
        {
            var belongs = parent switch
            {
                MemberAccessExpressionSyntax access => access.Name == value || access.Name.Identifier.ValueText == "ConfigureAwait",
                InvocationExpressionSyntax call => call.Expression == value,
                AwaitExpressionSyntax => true,
                _ => false,
            };
            if (!belongs)
            {
                break;
            }

            value = parent;
        }

        return value;
    }

    public static void Hoist(DocumentEditor editor, ExpressionSyntax value, Diagnostic diagnostic) =>
        Hoisted.Value(editor, value, editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[0].SourceSpan).FirstAncestorOrSelf<StatementSyntax>()!, diagnostic.Properties.TryGetValue(RedundantQuery.LocalKey, out var local) ? local : null);

    public static void Test(DocumentEditor editor, Diagnostic diagnostic)
    {
        var check = editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<IfStatementSyntax>()!;
        var name = (SimpleNameSyntax)editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true);
        var declaration = name.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()!;
        var method = SyntaxFactory.Identifier(diagnostic.Properties[RedundantQuery.MethodKey]!);
        Hoisted.Insert(editor, check, declaration.ReplaceNode(name, name.WithIdentifier(method.WithTriviaFrom(name.Identifier))));
        Hoisted.Remove(editor, declaration);

        var isNegated = check.Condition is PrefixUnaryExpressionSyntax;
        var local = diagnostic.Properties[RedundantQuery.LocalKey]!;
        var isModern = ((CSharpParseOptions)check.SyntaxTree.Options).LanguageVersion >= LanguageVersion.CSharp9;
        var test = SyntaxFactory.ParseExpression(local + (isModern ? isNegated ? " is null" : " is not null" : isNegated ? " == null" : " != null"));
        editor.ReplaceNode(check.Condition, test.WithTriviaFrom(check.Condition));
    }
}
