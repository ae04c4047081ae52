using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>Settings that fixes add to the initializer of an object.</summary>
internal static class InitializerEdits
{
    /// <summary>Adds <c>Name = value</c> to <c>new T(…) { … }</c>: first of its settings, laid out like them; null where the form does not allow it.</summary>
    public static PlannedEdits? Add(BaseObjectCreationExpressionSyntax creation, string setting)
    {
        switch (creation.Initializer)
        {
            case null when creation.ArgumentList is { Arguments.Count: 0 } empty && creation is ObjectCreationExpressionSyntax:
                return new PlannedEdits().Replace(empty.Span, $" {{ {setting} }}");
            case null:
                return new PlannedEdits().Replace(new TextSpan(creation.Span.End, 0), $" {{ {setting} }}");
            case { Expressions.Count: 0 } none when !Comments.In(none):
                return new PlannedEdits().Replace(none.Span, $"{{ {setting} }}");
            case { Expressions: [{ } first, ..] } some:
                var text = creation.SyntaxTree.GetText();
                var line = text.Lines.GetLineFromPosition(first.SpanStart);
                var before = text.ToString(TextSpan.FromBounds(line.Start, first.SpanStart));
                var separator = before.Trim().Length == 0 && line.Start > some.OpenBraceToken.SpanStart ? text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) + before : " ";
                return new PlannedEdits().Replace(new TextSpan(first.SpanStart, 0), setting + "," + separator);
            default:
                return null;
        }
    }
}
