using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Allocation;

/// <summary>Writes a <see cref="BuilderPlan"/> as edits of the text.</summary>
internal sealed class BuilderEdits(TextEdits edits, DocumentId document, BuilderPlan plan, HashSet<string> names)
{
    /// <summary>Adds all edits of the plan.</summary>
    public void Add()
    {
        var name = plan.Symbol.Name;
        if (plan.Declarator is { } declarator)
        {
            Declare(declarator);
        }
        else
        {
            name = Beside();
        }

        foreach (var (assignment, growth) in plan.Appends)
        {
            Append(assignment, growth, name);
        }

        foreach (var question in plan.Questions)
        {
            if (question is not IPropertyReferenceOperation length)
            {
                Ask(edits, document, question, name);
            }
            else if (plan.Declarator is null)
            {
                edits.Replace(document, length.Instance!.Syntax.Span, name);
            }
        }

        foreach (var read in plan.Reads)
        {
            if (plan.Declarator is null)
            {
                edits.Replace(document, read.Syntax.Span, name + ".ToString()");
            }
            else
            {
                edits.Wrap(document, read.Syntax.Span, "", ".ToString()");
            }
        }
    }

    /// <summary>Asks the builder whether it holds anything: <c>text == ""</c> becomes <c>text.Length == 0</c>.</summary>
    /// <param name="edits">Receives the edit.</param>
    /// <param name="document">The document.</param>
    /// <param name="question">A comparison with the empty string, or a call of <c>string.IsNullOrEmpty</c>.</param>
    /// <param name="builder">The builder, as text.</param>
    public static void Ask(TextEdits edits, DocumentId document, IOperation question, string builder)
    {
        var asked = (ExpressionSyntax)question.Syntax;
        var isEmpty = question is IInvocationOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals };
        if (question is IInvocationOperation && asked.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not)
        {
            asked = not;
            isEmpty = false;
        }

        var answer = builder + (isEmpty ? ".Length == 0" : ".Length > 0");
        edits.Replace(document, asked.Span, NeedsParentheses(asked) ? "(" + answer + ")" : answer);
    }

    private static bool NeedsParentheses(ExpressionSyntax asked) => asked is not BinaryExpressionSyntax && asked.Parent is not (ArgumentSyntax or ParenthesizedExpressionSyntax or IfStatementSyntax or WhileStatementSyntax
        or DoStatementSyntax or ForStatementSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or EqualsValueClauseSyntax or AssignmentExpressionSyntax or ConditionalExpressionSyntax
        or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression });

    // var text = ""; becomes var text = new StringBuilder();
    private void Declare(VariableDeclaratorSyntax declarator)
    {
        var type = ((VariableDeclarationSyntax)declarator.Parent!).Type;
        if (!type.IsVar)
        {
            edits.Replace(document, type.Span, "StringBuilder");
        }

        var value = declarator.Initializer!.Value;
        if (value is LiteralExpressionSyntax { Token.ValueText: "" } || value.ToString() is "string.Empty" or "String.Empty")
        {
            edits.Replace(document, value.Span, "new StringBuilder()");
        }
        else
        {
            edits.Wrap(document, value.Span, "new StringBuilder(", ")");
        }
    }

    private string Beside()
    {
        var symbol = plan.Symbol.Name.TrimStart('_');
        var name = Layout.FreeName(plan.Statement, symbol + "Builder");
        for (var number = 2; !names.Add(name); number++)
        {
            name = Layout.FreeName(plan.Statement, symbol + "Builder" + number);
        }

        var target = plan.Appends[0].Growth.Target.Syntax.ToString();
        var layout = new Layout(plan.Statement.SpanStart, plan.Statement.SyntaxTree);
        edits.Wrap(document, plan.Statement.Span, $"var {name} = new StringBuilder({target});{layout.Line}", $"{layout.Line}{target} = {name}.ToString();");
        return name;
    }

    // text += a + b; becomes text.Append(a).Append(b);
    private void Append(AssignmentExpressionSyntax assignment, StringGrowth growth, string name)
    {
        var text = assignment.SyntaxTree.GetText();
        var end = assignment.Left.Span.End;
        if (plan.Declarator is null)
        {
            edits.Replace(document, assignment.Left.Span, name);
        }

        var close = "";
        foreach (var piece in growth.Pieces)
        {
            var gap = text.ToString(TextSpan.FromBounds(end, piece.Syntax.SpanStart));
            var line = close.Length > 0 ? LineBreak(gap) : "";
            var tail = BuilderPlan.TailOf(piece)!;
            var open = tail.Length > 0 && piece.Syntax is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax) ? "(" : "";
            edits.Replace(document, TextSpan.FromBounds(end, piece.Syntax.SpanStart), close + line + ".Append(" + open);
            close = (open.Length > 0 ? ")" : "") + tail + ")";
            end = piece.Syntax.Span.End;
        }

        if (assignment.Span.End > end)
        {
            edits.Replace(document, TextSpan.FromBounds(end, assignment.Span.End), close);
        }
        else
        {
            edits.Wrap(document, assignment.Span, "", close);
        }
    }

    // The line break between two pieces, with the indentation behind it.
    private static string LineBreak(string gap)
    {
        var start = gap.IndexOf('\n');
        if (start < 0)
        {
            return "";
        }

        var end = start + 1;
        while (end < gap.Length && gap[end] is ' ' or '\t')
        {
            end++;
        }

        start = start > 0 && gap[start - 1] == '\r' ? start - 1 : start;
        return gap.Substring(start, end - start);
    }
}
