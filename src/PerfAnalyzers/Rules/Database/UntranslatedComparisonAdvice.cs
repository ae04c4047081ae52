using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Database;

/// <summary>
/// Takes CA1862 back where it asks for a <c>StringComparison</c> in a query: mappers do not translate those overloads, and the
/// collation of the column decides.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UntranslatedComparisonAdvice : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_suppression = new(
        "PERFS1862", "CA1862", "The comparison is part of a query: overloads that take a StringComparison are not translated; the collation of the column decides.");

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = ImmutableArray.Create(s_suppression);

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree && context.Compilation.ContainsSyntaxTree(tree) &&
                tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is { } node && IsInTree(context, tree, node))
            {
                context.ReportSuppression(Suppression.Create(s_suppression, diagnostic));
            }
        }
    }

    private static bool IsInTree(SuppressionAnalysisContext context, SyntaxTree tree, SyntaxNode node)
    {
        var model = context.GetSemanticModel(tree);
        for (var current = node; current is not null; current = current.Parent)
        {
            if (model.GetOperation(current, context.CancellationToken) is { } operation)
            {
                return Operations.IsInExpressionTree(operation);
            }
        }

        return false;
    }
}
