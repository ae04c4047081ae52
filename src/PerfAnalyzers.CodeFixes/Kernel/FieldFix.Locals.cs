using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PerfAnalyzers.Kernel;

// What becomes of the locals: the one that held the object, and those its inputs came from.
internal abstract partial class FieldFix
{
    // options.WriteIndented = true; options.Converters.Add(…); right below the declaration.
    private static List<ExpressionSyntax> SettingsOf(VariableDeclaratorSyntax? local)
    {
        var settings = new List<ExpressionSyntax>();
        if (local?.Parent?.Parent is not LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration)
        {
            return settings;
        }

        for (var i = block.Statements.IndexOf(declaration) + 1; i < block.Statements.Count && block.Statements[i] is ExpressionStatementSyntax { Expression: var setting }; i++)
        {
            var owner = setting switch
            {
                AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: MemberAccessExpressionSyntax target } => target.Expression,
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add", Expression: MemberAccessExpressionSyntax target }, ArgumentList.Arguments.Count: 1 } => target.Expression,
                _ => null,
            };
            if (owner is not IdentifierNameSyntax name || name.Identifier.ValueText != local.Identifier.ValueText)
            {
                break;
            }

            settings.Add(setting);
        }

        return settings;
    }

    private static string NameOf(ExpressionSyntax setting) => setting is AssignmentExpressionSyntax assignment
        ? ((MemberAccessExpressionSyntax)assignment.Left).Name.ToString()
        : ((MemberAccessExpressionSyntax)((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)setting).Expression).Expression).Name.ToString();

    private static ExpressionSyntax ValueOf(ExpressionSyntax setting) => setting is AssignmentExpressionSyntax assignment
        ? assignment.Right
        : ((InvocationExpressionSyntax)setting).ArgumentList.Arguments[0].Expression;

    private static ExpressionSyntax Fold(BaseObjectCreationExpressionSyntax creation, List<(string Name, bool IsAssigned, ExpressionSyntax Value)> settings, string indentation, SyntaxTrivia lineEnd)
    {
        var line = lineEnd.ToString() + indentation;
        var step = indentation.Contains('\t') ? "\t" : "    ";
        var text = new System.Text.StringBuilder(creation is ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0 } plain ? "new " + plain.Type : creation.ToString());
        text.Append(line).Append('{');
        for (var i = 0; i < settings.Count; i++)
        {
            var (name, isAssigned, value) = settings[i];
            if (isAssigned)
            {
                text.Append(line).Append(step).Append(name).Append(" = ").Append(value.WithoutTrivia()).Append(',');
                continue;
            }

            var isFirst = i == 0 || settings[i - 1].IsAssigned || settings[i - 1].Name != name;
            var isLast = i + 1 == settings.Count || settings[i + 1].IsAssigned || settings[i + 1].Name != name;
            text.Append(isFirst ? line + step + name + " = { " : ", ").Append(value.WithoutTrivia()).Append(isLast ? " }," : "");
        }

        return ParseExpression(text.Append(line).Append('}').ToString());
    }

    private static ExpressionSyntax Outdent(ExpressionSyntax value, int columns)
    {
        if (columns <= 0)
        {
            return value;
        }

        var text = value.ToFullString();
        var start = value.FullSpan.Start;
        var indentations = value.DescendantTrivia().Where(trivia =>
            trivia.IsKind(SyntaxKind.WhitespaceTrivia) && trivia.Span.Length >= columns && trivia.SpanStart > start && text[trivia.SpanStart - start - 1] == '\n');
        return value.ReplaceTrivia(indentations, (trivia, _) => Whitespace(trivia.ToString().Substring(columns)));
    }

    // Locals that hold a constant part of the expression: their values go along.
    private static ExpressionSyntax Inline(ExpressionSyntax built, SemanticModel model, Moves moves, CancellationToken cancellation)
    {
        var values = new Dictionary<SyntaxNode, ExpressionSyntax>();
        foreach (var name in built.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (model.GetSymbolInfo(name, cancellation).Symbol is not ILocalSymbol local || local.DeclaringSyntaxReferences is not [var reference] ||
                reference.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer.Value: { } initial, Parent: VariableDeclarationSyntax declaration } declarator ||
                built.Span.Contains(declarator.Span))
            {
                continue;
            }

            var value = Inline(initial, model, moves, cancellation).WithoutTrivia();
            if (value is LambdaExpressionSyntax or ImplicitObjectCreationExpressionSyntax or CollectionExpressionSyntax && !declaration.Type.IsVar)
            {
                value = CastExpression(declaration.Type.WithoutTrivia(), ParenthesizedExpression(value));
            }

            values[name] = value is LiteralExpressionSyntax || name.Parent is ArgumentSyntax or EqualsValueClauseSyntax ? value : ParenthesizedExpression(value);
            moves.Take(local, name, declaration, model, cancellation);
        }

        return values.TryGetValue(built, out var whole) ? whole : built.ReplaceNodes(values.Keys, (original, _) => values[original]);
    }

    private static VariableDeclaratorSyntax? LocalOf(ExpressionSyntax built) =>
        built.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } } local } ? local : null;

    // Puts the field where the local was used; the declaration that is then to be removed, or null when the local must stay.
    private static LocalDeclarationStatementSyntax? ReplaceLocal(DocumentEditor editor, VariableDeclaratorSyntax local, string name, List<ExpressionSyntax> settings, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        var statement = (LocalDeclarationStatementSyntax)local.Parent!.Parent!;
        if (statement.Parent is not BlockSyntax block || model.GetDeclaredSymbol(local, cancellation) is not ILocalSymbol symbol)
        {
            return null;
        }

        var uses = UsesOf(symbol, block, model, cancellation);
        if (uses.Exists(static use => use.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" }))
        {
            return null;
        }

        foreach (var use in uses.Where(use => !settings.Exists(setting => setting.Contains(use))))
        {
            editor.ReplaceNode(use, IdentifierName(name).WithTriviaFrom(use));
        }

        return statement;
    }

    private static List<IdentifierNameSyntax> UsesOf(ILocalSymbol local, BlockSyntax block, SemanticModel model, CancellationToken cancellation)
    {
        var uses = new List<IdentifierNameSyntax>();
        foreach (var name in block.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, local))
            {
                uses.Add(name);
            }
        }

        return uses;
    }

    // Comments of a removed statement, and the blank line before it, go to the statement that follows.
    private static BlockSyntax WithoutStatements(BlockSyntax block, BlockChanges changes)
    {
        var removed = changes.Removed;
        var kept = new List<StatementSyntax>();
        var comments = new List<SyntaxTrivia>();
        var lineEnd = default(SyntaxTrivia);
        for (var i = 0; i < block.Statements.Count; i++)
        {
            var statement = block.Statements[i];
            var leading = statement.GetLeadingTrivia();
            if (removed.Contains(i))
            {
                lineEnd = StartsWithBlankLine(statement) ? leading[0] : lineEnd;
                comments.AddRange(leading.Take(LastLineEnd(leading) + 1).SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
                if (statement.GetTrailingTrivia() is var trailing && trailing.Any(IsComment))
                {
                    comments.AddRange(leading.Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1));
                    comments.AddRange(trailing.SkipWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
                }

                continue;
            }

            if (removed.Contains(i - 1))
            {
                lineEnd = StartsWithBlankLine(statement) ? leading[0] : lineEnd;
                var blank = kept.Count > 0 && lineEnd.IsKind(SyntaxKind.EndOfLineTrivia) ? TriviaList(lineEnd) : default;
                statement = statement.WithLeadingTrivia(blank.Concat(comments).Concat(leading.SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))));
                comments.Clear();
                lineEnd = default;
            }

            if (changes.Unwrapped.Contains(i) && statement is UsingStatementSyntax { Statement: BlockSyntax inner } around)
            {
                kept.AddRange(Unwrap(around, inner));
            }
            else
            {
                kept.Add(statement);
            }
        }

        block = block.WithStatements(List(kept));
        return comments.Count == 0 ? block : block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(comments.Concat(block.CloseBraceToken.LeadingTrivia)));
    }

    private static IEnumerable<StatementSyntax> Unwrap(UsingStatementSyntax around, BlockSyntax inner)
    {
        for (var i = 0; i < inner.Statements.Count; i++)
        {
            var statement = inner.Statements[i];
            var columns = ColumnOf(statement) - ColumnOf(around);
            var text = statement.ToFullString();
            var start = statement.FullSpan.Start;
            var indentations = statement.DescendantTrivia().Where(trivia =>
                columns > 0 && trivia.IsKind(SyntaxKind.WhitespaceTrivia) && trivia.Span.Length >= columns && (trivia.SpanStart == start || text[trivia.SpanStart - start - 1] == '\n'));
            statement = statement.ReplaceTrivia(indentations, (trivia, _) => Whitespace(trivia.ToString().Substring(columns)));
            statement = i == 0 ? statement.WithLeadingTrivia(around.GetLeadingTrivia()) : statement;
            yield return i == inner.Statements.Count - 1 && !statement.GetTrailingTrivia().Any(IsComment) ? statement.WithTrailingTrivia(around.GetTrailingTrivia()) : statement;
        }
    }

    private static int ColumnOf(StatementSyntax statement) => statement.GetLeadingTrivia().LastOrDefault() is { RawKind: (int)SyntaxKind.WhitespaceTrivia } indentation ? indentation.Span.Length : 0;

    private static int LastLineEnd(SyntaxTriviaList trivia)
    {
        var last = trivia.Count - 1;
        while (last >= 0 && !trivia[last].IsKind(SyntaxKind.EndOfLineTrivia))
        {
            last--;
        }

        return last;
    }

    private static bool IsComment(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    private static bool StartsWithBlankLine(SyntaxNode node) => node.GetLeadingTrivia() is [var first, ..] && first.IsKind(SyntaxKind.EndOfLineTrivia);
}
