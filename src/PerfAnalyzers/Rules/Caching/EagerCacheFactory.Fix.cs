using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>Hands over a delegate in place of the value, or looks and adds in one step.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class EagerCacheFactoryFix() : PlannedFix("PERF3107")
{
    protected override bool Is(string shape) => shape == EagerCacheFactory.TextShape;

    protected override string Title(string shape) => "Let 'GetOrAdd' make the value when it is missing";
}

/// <summary>Hands the lambda what it captures as an argument.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class EagerCacheFactoryStateFix() : PerfFix("PERF3107")
{
    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => "Pass what it captures as an argument";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == EagerCacheFactory.StateShape ? reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (node is InvocationExpressionSyntax call && editor.SemanticModel.GetOperation(call, cancellation) is IInvocationOperation operation)
        {
            editor.ReplaceNode(call, StatePassing.WithState(call, operation));
        }
    }
}
