using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace PerfAnalyzers.Allocation;

/// <summary>Makes the object once, before the loop, and clears it where it was made.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class ScratchObjectInLoopFix() : PerfFix(ScratchObjectInLoop.Rule.Id)
{
    public override bool IsAutomatic => false;

    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => "Make it once and clear it on every pass, as the memory it grows to may stay in use until the loop ends";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var declaration = (LocalDeclarationStatementSyntax)node;
        var place = editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>()!;
        Hoisted.Insert(editor, place, declaration.WithoutTrivia().WithTrailingTrivia(declaration.GetTrailingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))));
        var clear = SyntaxFactory.ParseStatement(diagnostic.Properties[ScratchObjectInLoop.ClearKey]!);
        editor.ReplaceNode(declaration, clear.WithTriviaFrom(declaration).WithAdditionalAnnotations(Formatter.Annotation));
    }
}
