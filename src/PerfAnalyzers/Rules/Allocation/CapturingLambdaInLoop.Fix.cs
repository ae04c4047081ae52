using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Makes the delegate once, before the loop, or hands it what it captures as an argument.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class CapturingLambdaInLoopFix() : PerfFix(CapturingLambdaInLoop.Rule.Id)
{
    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => shape == CapturingLambdaInLoop.HoistShape ? "Make the delegate once, before the loop" : "Pass what it captures as an argument";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (shape == CapturingLambdaInLoop.HoistShape)
        {
            Hoisted.Value(editor, diagnostic);
            return;
        }

        var lambda = editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[1].SourceSpan, getInnermostNodeForTie: true);
        if (lambda.FirstAncestorOrSelf<ArgumentSyntax>()?.Parent?.Parent is InvocationExpressionSyntax call && editor.SemanticModel.GetOperation(call, cancellation) is IInvocationOperation operation)
        {
            editor.ReplaceNode(call, StatePassing.WithState(call, operation));
        }
    }
}
