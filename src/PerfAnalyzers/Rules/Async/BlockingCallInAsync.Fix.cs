using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Async;

/// <summary>Calls the asynchronous twin and awaits it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class BlockingCallInAsyncFix() : PerfFix("PERF2002")
{
    protected override string Title(string shape) => shape == BlockingCallInAsync.EachShape ? "Use 'await foreach'" : "Await the asynchronous twin";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape switch
    {
        BlockingCallInAsync.EachShape => reported.FirstAncestorOrSelf<ForEachStatementSyntax>(),
        BlockingCallInAsync.FormShape => reported.Parent as MemberAccessExpressionSyntax,
        _ => reported.Parent is MemberAccessExpressionSyntax access && access.Name == reported
            ? access.Parent as InvocationExpressionSyntax
            : reported.Parent as InvocationExpressionSyntax,
    };

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        string? Property(string key) => diagnostic.Properties.TryGetValue(key, out var value) ? value : null;

        var isConfigured = AwaitSyntax.IsConfigured(editor.OriginalRoot);
        if (node is ForEachStatementSyntax)
        {
            editor.ReplaceNode(node, (current, _) => Awaited((ForEachStatementSyntax)current, isConfigured));
        }
        else
        {
            var name = Property(BlockingCallInAsync.NameKey)!;
            var callee = Property(BlockingCallInAsync.CalleeKey);
            var argument = Property(BlockingCallInAsync.ArgumentKey);
            var binds = AwaitSyntax.NeedsParentheses((ExpressionSyntax)node);
            editor.ReplaceNode(node, (current, _) => AwaitSyntax.Awaited((ExpressionSyntax)current, AwaitSyntax.Twin((ExpressionSyntax)current, name, callee, argument), isConfigured, binds));
        }

        if (Property(BlockingCallInAsync.ImportKey) is { } import && editor.OriginalRoot is CompilationUnitSyntax unit && !Imports(unit, editor.SemanticModel.Compilation, import))
        {
            editor.ReplaceNode(unit, (current, _) => Usings.Add((CompilationUnitSyntax)current, import));
        }
    }

    private static SyntaxNode Awaited(ForEachStatementSyntax loop, bool isConfigured)
    {
        var source = loop.Expression.WithoutTrivia();
        if (source is not (MemberAccessExpressionSyntax or InvocationExpressionSyntax or IdentifierNameSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax))
        {
            source = SyntaxFactory.ParenthesizedExpression(source);
        }

        ExpressionSyntax rows = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, source, SyntaxFactory.IdentifierName("AsAsyncEnumerable")));
        return loop
            .WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithLeadingTrivia(loop.ForEachKeyword.LeadingTrivia).WithTrailingTrivia(SyntaxFactory.Space))
            .WithForEachKeyword(loop.ForEachKeyword.WithLeadingTrivia())
            .WithExpression((isConfigured ? AwaitSyntax.Configured(rows) : rows).WithTriviaFrom(loop.Expression));
    }

    private static bool Imports(CompilationUnitSyntax unit, Compilation compilation, string name)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (tree.GetRoot() is CompilationUnitSyntax other)
            {
                foreach (var import in other.Usings)
                {
                    if (import.Alias is null && import.StaticKeyword.IsKind(SyntaxKind.None) && import.Name?.ToString() == name && (other == unit || tree == unit.SyntaxTree || !import.GlobalKeyword.IsKind(SyntaxKind.None)))
                    {
                        return true;
                    }
                }
            }
        }

        foreach (var node in unit.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax))
        {
            if (node is UsingDirectiveSyntax { Alias: null } inner && inner.Name?.ToString() == name)
            {
                return true;
            }
        }

        return false;
    }
}
