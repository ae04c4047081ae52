using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>Writes what a function that becomes async can await besides.</summary>
internal sealed partial class AsyncBodies
{
    // What is async now leaves nothing that blocks and could be awaited.
    private async Task Upgrade(AsyncFunction function, AsyncSlot slot, SemanticModel model)
    {
        var project = solution.GetProject(function.Document.ProjectId)!;
        var facts = Facts.Of(model.Compilation, project.AnalyzerOptions);
        var configured = await Configured(function.Document, slot).ConfigureAwait(false);
        foreach (var (call, twin) in AsyncUpgrades.Calls(function, facts, model, cancellation))
        {
            var name = call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression as SimpleNameSyntax;
            if (name is null)
            {
                continue;
            }

            edits.Replace(function.Document, twin.Callee is null ? name.Identifier.Span : call.Expression.Span, twin.Callee ?? twin.Name);
            if (twin.Argument is not null)
            {
                edits.Replace(function.Document, new TextSpan(call.ArgumentList.CloseParenToken.SpanStart, 0), (call.ArgumentList.Arguments.Count > 0 ? ", " : "") + twin.Argument);
            }

            Import(function, twin.Import);
            Wrap(function.Document, call, configured);
        }

        foreach (var loop in AsyncUpgrades.Loops(function, facts, model, cancellation))
        {
            edits.Before(function.Document, loop.Span, "await ");
            edits.Wrap(function.Document, loop.Expression.Span, "", ".AsAsyncEnumerable()" + configured);
            Import(function, "Microsoft.EntityFrameworkCore");
        }

        // An end that is configured is not what was declared.
        foreach (var keyword in configured.Length > 0 ? [] : AsyncUpgrades.Usings(function, facts, model, cancellation))
        {
            edits.Before(function.Document, keyword.Span, "await ");
        }
    }

    private void Import(AsyncFunction function, string? name)
    {
        if (name is not null && AsyncUpgrades.ImportPlace(function.Syntax.SyntaxTree, name, cancellation) is { Text.Length: > 0 } place)
        {
            edits.Replace(function.Document, place.Span, place.Text);
        }
    }
}
