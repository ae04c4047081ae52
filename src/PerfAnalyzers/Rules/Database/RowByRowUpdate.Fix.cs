using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Replaces the loop by one command on the query; the loading goes, and the save where nothing else waits for it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class RowByRowUpdateFix() : PerfFix("PERF1008")
{
    private const int Save = 0;
    private const int Query = 1;
    private const int Load = 2;

    /// <summary>Entities that are tracked already do not notice, and nothing waits for the save.</summary>
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => shape == RowByRowUpdate.DeleteShape
        ? "Delete with one command (ExecuteDelete: runs at once, past the change tracker)"
        : "Update with one command (ExecuteUpdate: runs at once, past the change tracker)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<StatementSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var loop = (StatementSyntax)node;
        var saved = StatementAt(editor, diagnostic.AdditionalLocations[Save]);
        var load = StatementAt(editor, diagnostic.AdditionalLocations[Load]);
        var query = (ExpressionSyntax)editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[Query].SourceSpan, getInnermostNodeForTie: true);

        var isNext = load != loop && loop.Parent is BlockSyntax block && block.Statements.IndexOf(loop) == block.Statements.IndexOf(load) + 1;
        var command = SyntaxFactory.ParseStatement(Command(loop, query, shape, diagnostic, IsConfigured(saved)))
            .WithLeadingTrivia((isNext ? load : loop).GetLeadingTrivia())
            .WithTrailingTrivia(loop.GetTrailingTrivia());
        editor.ReplaceNode(loop, command);
        if (load != loop)
        {
            editor.RemoveNode(load, SyntaxRemoveOptions.KeepNoTrivia);
        }

        if (!diagnostic.Properties.ContainsKey(RowByRowUpdate.KeepKey))
        {
            editor.RemoveNode(saved, SyntaxRemoveOptions.KeepNoTrivia);
        }
    }

    private static StatementSyntax StatementAt(DocumentEditor editor, Location location) =>
        editor.OriginalRoot.FindNode(location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>()!;

    private static string Command(StatementSyntax loop, ExpressionSyntax query, string shape, Diagnostic diagnostic, bool isConfigured)
    {
        var method = diagnostic.Properties[RowByRowUpdate.MethodKey]!;
        var isAsync = method.EndsWith("Async", StringComparison.Ordinal);
        var text = new StringBuilder(isAsync ? "await " : "");
        var source = query.WithoutTrivia().ToString();
        text.Append(query is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax ? source : "(" + source + ")");

        var (row, body) = RowOf(loop);
        var statements = StatementsOf(body);
        if (diagnostic.Properties.TryGetValue(RowByRowUpdate.ConditionKey, out var kind) && statements.Count > 0 && statements[0] is IfStatementSyntax guard)
        {
            var condition = guard.Condition.WithoutTrivia();
            text.Append(".Where(").Append(row).Append(" => ").Append(kind == "continue" ? Negated(condition) : condition.ToString()).Append(')');
            if (kind == "continue")
            {
                statements.RemoveAt(0);
            }
            else
            {
                statements = StatementsOf(guard.Statement);
            }
        }

        text.Append('.').Append(method).Append('(');
        if (shape == RowByRowUpdate.UpdateShape)
        {
            var setters = SettersName(loop);
            text.Append(setters).Append(" => ").Append(setters);
            var casts = diagnostic.Properties[RowByRowUpdate.CastsKey]!.Split('|');
            var column = 0;
            foreach (var statement in statements)
            {
                if (statement is ExpressionStatementSyntax { Expression: not InvocationExpressionSyntax } assignment)
                {
                    Append(text, assignment.Expression, row, casts[column++]);
                }
            }
        }

        if (diagnostic.Properties.TryGetValue(RowByRowUpdate.TokenKey, out var token) && isAsync)
        {
            text.Append(shape == RowByRowUpdate.UpdateShape ? ", " : "").Append(token);
        }

        return text.Append(')').Append(isAsync && isConfigured ? ".ConfigureAwait(false);" : ";").ToString();
    }

    private static void Append(StringBuilder text, ExpressionSyntax assignment, string row, string cast)
    {
        var (target, value) = assignment switch
        {
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } simple => (simple.Left, simple.Right.WithoutTrivia().ToString()),
            AssignmentExpressionSyntax compound => (compound.Left, compound.Left.WithoutTrivia() + " " + compound.OperatorToken.Text.TrimEnd('=') + " " + Operand(compound.Right)),
            PostfixUnaryExpressionSyntax step => (step.Operand, step.Operand.WithoutTrivia() + " " + step.OperatorToken.Text[0] + " 1"),
            PrefixUnaryExpressionSyntax step => (step.Operand, step.Operand.WithoutTrivia() + " " + step.OperatorToken.Text[0] + " 1"),
            _ => (assignment, ""),
        };
        if (cast.Length > 0)
        {
            value = "(" + cast + ")" + (assignment is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } simple ? Operand(simple.Right) : "(" + value + ")");
        }

        var isMadeFromRow = assignment is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: var right } || Mentions(right, row);
        text.Append(".SetProperty(").Append(row).Append(" => ").Append(target.WithoutTrivia()).Append(", ").Append(isMadeFromRow ? row + " => " : "").Append(value).Append(')');
    }

    private static string Operand(ExpressionSyntax value) =>
        value is LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax
            ? value.WithoutTrivia().ToString()
            : "(" + value.WithoutTrivia() + ")";

    private static string Negated(ExpressionSyntax condition) => condition switch
    {
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => not.Operand.WithoutTrivia().ToString(),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equal => equal.Left.WithoutTrivia() + " != " + equal.Right.WithoutTrivia(),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } unequal => unequal.Left.WithoutTrivia() + " == " + unequal.Right.WithoutTrivia(),
        _ => "!" + Operand(condition),
    };

    private static bool Mentions(SyntaxNode value, string row)
    {
        foreach (var token in value.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == row)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsConfigured(StatementSyntax saved) => Mentions(saved, "ConfigureAwait");

    // The first of these that the member does not use for something else.
    private static string SettersName(StatementSyntax loop)
    {
        SyntaxNode member = loop.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;
        foreach (var name in new[] { "s", "setters", "setPropertyCalls" })
        {
            if (!Mentions(member, name))
            {
                return name;
            }
        }

        return "bulkSetters";
    }

    private static (string Row, SyntaxNode? Body) RowOf(StatementSyntax loop)
    {
        if (loop is ForEachStatementSyntax each)
        {
            return (each.Identifier.ValueText, each.Statement);
        }

        foreach (var node in loop.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ForEach" or "ForEachAsync" }, ArgumentList.Arguments: [{ Expression: LambdaExpressionSyntax lambda }, ..] })
            {
                return lambda switch
                {
                    SimpleLambdaExpressionSyntax simple => (simple.Parameter.Identifier.ValueText, simple.Body),
                    ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [{ } parameter] } several => (parameter.Identifier.ValueText, several.Body),
                    _ => ("", null),
                };
            }
        }

        return ("", null);
    }

    private static List<SyntaxNode> StatementsOf(SyntaxNode? body) => body switch
    {
        null => [],
        BlockSyntax block => [.. block.Statements],
        ExpressionSyntax expression => [SyntaxFactory.ExpressionStatement(expression)],
        _ => [body],
    };
}
