using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Caching;

/// <summary>Asks once, in a static readonly field.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ReflectionPerCallFix() : SolutionFix("PERF3005")
{
    protected override string Title(string shape) => "Ask once, in a static readonly field";

    protected override async Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await Rewrite(document, reported, shape, cancellation).ConfigureAwait(false) is not null;

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await Rewrite(document, reported, shape, cancellation).ConfigureAwait(false) is { } root ? document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root) : null;

    private static async Task<SyntaxNode?> Rewrite(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { Members.Count: > 0 } type ||
            await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root ||
            model.GetTypeInfo(call, cancellation).Type is not { TypeKind: not TypeKind.Error } result)
        {
            return null;
        }

        var value = call.WithoutTrivia().ToString();
        if (StaticFields.WithValue(type, value) is { } existing)
        {
            return root.ReplaceNode(call, SyntaxFactory.IdentifierName(existing).WithTriviaFrom(call));
        }

        var name = StaticFields.FreeName(type, shape.Split(ReflectionPerCall.Separator)[1]);
        var changed = type.ReplaceNode(call, SyntaxFactory.IdentifierName(name).WithTriviaFrom(call));
        return root.ReplaceNode(type, StaticFields.Add(type, changed, $"private static readonly {result.ToMinimalDisplayString(model, call.SpanStart)} {name} = {value};", value));
    }
}
