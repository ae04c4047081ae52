using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Takes contexts from a pool.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ContextLifetimeFix() : PerfFix("PERF1301")
{
    protected override string Title(string shape) => "Take contexts from a pool";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported as GenericNameSyntax;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) =>
        editor.ReplaceNode(node, static (current, _) =>
        {
            var name = (GenericNameSyntax)current;
            return name.WithIdentifier(SyntaxFactory.Identifier("AddDbContextPool").WithTriviaFrom(name.Identifier));
        });
}
