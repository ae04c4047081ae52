using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Monitoring;

/// <summary>Makes it once, in a static readonly field; or names its unit.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class InstrumentPerCallFix() : SolutionFix("PERF8003")
{
    protected override string Title(string shape) => shape.StartsWith(InstrumentPerCall.UnitShape, StringComparison.Ordinal) ? "Name its unit" : "Make it once, in a static readonly field";

    protected override async Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await Rewrite(document, reported, shape, cancellation).ConfigureAwait(false) is not null;

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await Rewrite(document, reported, shape, cancellation).ConfigureAwait(false) is { } root ? document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root) : null;

    private static async Task<SyntaxNode?> Rewrite(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return null;
        }

        var parts = shape.Split(InstrumentPerCall.Separator);
        var made = reported.FirstAncestorOrSelf<ExpressionSyntax>(static node => node is BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax);
        if (made is null)
        {
            return null;
        }

        if (parts[0] == InstrumentPerCall.UnitShape)
        {
            var unit = SyntaxFactory.ParseArgumentList($"(unit: \"{parts[1]}\")").Arguments[0].WithLeadingTrivia(SyntaxFactory.Space);
            return made is InvocationExpressionSyntax instrument ? root.ReplaceNode(instrument.ArgumentList, instrument.ArgumentList.AddArguments(unit)) : null;
        }

        if (made.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || model.GetTypeInfo(made, cancellation).Type is not { TypeKind: not TypeKind.Error } result)
        {
            return null;
        }

        var value = made.WithoutTrivia().ToString();
        var written = result.ToMinimalDisplayString(model, made.SpanStart);
        var existing = StaticFields.WithValue(type, value, written);
        var name = existing ?? StaticFields.FreeName(type, parts[1]);
        var changed = type;
        if (made.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration } local })
        {
            var uses = new List<SyntaxNode>();
            foreach (var node in block.DescendantNodes())
            {
                if (node is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == local.Identifier.ValueText && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(identifier, cancellation).Symbol, model.GetDeclaredSymbol(local, cancellation)))
                {
                    uses.Add(node);
                }
            }

            // Comments stay, before what comes next.
            var next = block.Statements.IndexOf(declaration) is var index && index + 1 < block.Statements.Count ? block.Statements[index + 1] : null;
            var kept = declaration.GetLeadingTrivia().Any(Comments.Is) ? declaration.GetLeadingTrivia() : default;
            if (kept.Count > 0 && next is null)
            {
                return null;
            }

            changed = type.TrackNodes(uses.Concat([declaration]).Concat(next is null ? [] : [next]));
            changed = changed.ReplaceNodes(uses.Select(node => changed.GetCurrentNode(node)!), (_, node) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(node));
            if (kept.Count > 0 && next is not null)
            {
                var following = changed.GetCurrentNode(next)!;
                kept = kept[kept.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? kept.RemoveAt(kept.Count - 1) : kept;
                changed = changed.ReplaceNode(following, following.WithLeadingTrivia(kept.AddRange(following.GetLeadingTrivia())));
            }

            changed = changed.RemoveNode(changed.GetCurrentNode(declaration)!, SyntaxRemoveOptions.KeepNoTrivia)!;
        }
        else
        {
            changed = type.ReplaceNode(made, SyntaxFactory.IdentifierName(name).WithTriviaFrom(made));
        }

        if (existing is null)
        {
            changed = StaticFields.Add(type, changed, $"private static readonly {written} {name} = {value};", value);
        }

        return root.ReplaceNode(type, changed);
    }
}
