using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>
/// <c>if (!task.Wait(time)) { leave }</c>: the task is awaited beside a delay. What it throws is thrown where the function goes
/// on, as before.
/// </summary>
internal static class AsyncTimeouts
{
    /// <summary>Writes the condition, and the await behind it.</summary>
    /// <param name="edits">Takes the text.</param>
    /// <param name="document">Where the wait is.</param>
    /// <param name="wait">The call of <c>Wait</c>.</param>
    /// <param name="task">The name of <c>Task</c> there.</param>
    /// <param name="configured"><c>.ConfigureAwait(false)</c>, or nothing.</param>
    public static void Write(TextEdits edits, DocumentId document, InvocationExpressionSyntax wait, string task, string configured)
    {
        var negation = (PrefixUnaryExpressionSyntax)wait.Parent!;
        var statement = (IfStatementSyntax)negation.Parent!;
        var waited = ((MemberAccessExpressionSyntax)wait.Expression).Expression;
        var time = wait.ArgumentList.Arguments[0].Expression;
        var next = new Layout(statement.SpanStart, statement.SyntaxTree).Line;
        var name = waited is IdentifierNameSyntax identifier ? identifier.Identifier.Text : Layout.FreeName(statement, "task");
        if (waited is IdentifierNameSyntax)
        {
            edits.Replace(document, TextSpan.FromBounds(negation.SpanStart, waited.SpanStart), $"await {task}.WhenAny(");
            edits.Replace(document, TextSpan.FromBounds(waited.Span.End, time.SpanStart), $", {task}.Delay(");
        }
        else
        {
            edits.Replace(document, TextSpan.FromBounds(statement.SpanStart, waited.SpanStart), $"var {name} = ");
            edits.Replace(document, TextSpan.FromBounds(waited.Span.End, time.SpanStart), $";{next}if (await {task}.WhenAny({name}, {task}.Delay(");
        }

        edits.Replace(document, TextSpan.FromBounds(time.Span.End, negation.Span.End), $")){configured} != {name}");
        edits.Wrap(document, statement.Span, "", $"{next}await {name}{configured};");
    }
}
