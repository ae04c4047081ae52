using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Plans to move a step of a pipeline: a statement of its own, within its list of statements. Null when it is none, or when a value it needs is made on the way.</summary>
internal static class MiddlewareMoves
{
    /// <summary>In front of an earlier step.</summary>
    public static PlannedEdits? Before(ImmutableArray<PipelineStep> steps, int anchor, int moved) => Move(steps, anchor, moved, isAfter: false, []);

    /// <summary>Behind a later step.</summary>
    public static PlannedEdits? After(ImmutableArray<PipelineStep> steps, int moved, int anchor) => Move(steps, anchor, moved, isAfter: true, []);

    /// <summary>Static files in front of an earlier step, with the default documents that belong to them. What acts on files too may not be passed.</summary>
    public static PlannedEdits? OfFiles(ImmutableArray<PipelineStep> steps, int anchor, int moved)
    {
        var companions = new List<int>();
        for (var i = anchor; i < moved; i++)
        {
            if (steps[i].Name == "UseDefaultFiles")
            {
                companions.Add(i);
            }
            else if (steps[i].Name is not ("UseRouting" or "UseAuthentication" or "UseAuthorization" or "UseSession" or "UseOutputCache" or "UseRequestTimeouts" or "UseWebSockets" or "UseRequestLocalization" or "UseAntiforgery") &&
                !steps[i].Name.StartsWith("Map", StringComparison.Ordinal))
            {
                return null;
            }
        }

        return Move(steps, anchor, moved, isAfter: false, companions);
    }

    private static PlannedEdits? Move(ImmutableArray<PipelineStep> steps, int anchor, int moved, bool isAfter, List<int> companions)
    {
        var edits = new PlannedEdits();
        companions.Add(moved);
        foreach (var step in companions)
        {
            if (StatementOf(steps[step]) is not { } statement || InList(steps[anchor].Entry.Syntax, statement) is not { } target || ReferenceEquals(target, statement) || NeedsWhatLiesBetween(steps[step].Call, target, isAfter))
            {
                return null;
            }

            if (isAfter)
            {
                edits.MoveAfter(statement, target);
            }
            else
            {
                edits.MoveBefore(statement, target);
            }
        }

        return edits;
    }

    // app.UseX(…);
    private static ExpressionStatementSyntax? StatementOf(PipelineStep step) =>
        ReferenceEquals(step.Call, step.Entry) &&
        step.Call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax }, Parent: ExpressionStatementSyntax statement }
            ? statement
            : null;

    // The statement around a node that stands in the same list as another one.
    private static StatementSyntax? InList(SyntaxNode node, StatementSyntax sibling)
    {
        for (var current = node; current is not null; current = current.Parent)
        {
            if (current is StatementSyntax statement && (sibling.Parent is GlobalStatementSyntax ? statement.Parent is GlobalStatementSyntax : ReferenceEquals(statement.Parent, sibling.Parent)))
            {
                return statement;
            }
        }

        return null;
    }

    private static bool NeedsWhatLiesBetween(IInvocationOperation call, StatementSyntax target, bool isAfter)
    {
        if (isAfter)
        {
            return false;
        }

        foreach (var part in call.Descendants())
        {
            if (part is ILocalReferenceOperation { Local.DeclaringSyntaxReferences: [var declared, ..] } && declared.Span.Start >= target.SpanStart && !call.Syntax.Span.Contains(declared.Span))
            {
                return true;
            }
        }

        return false;
    }
}
