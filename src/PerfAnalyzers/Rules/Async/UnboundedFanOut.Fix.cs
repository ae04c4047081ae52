using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Async;

/// <summary>Runs a few at a time; results keep their order.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class UnboundedFanOutFix() : PerfFix("PERF2005")
{
    private const string Options = "new ParallelOptions { MaxDegreeOfParallelism = 8 }";

    public override bool IsAutomatic => false;

    protected override string Title(string shape) =>
        $"Run 8 at a time with 'Parallel.{(shape == UnboundedFanOut.EachShape ? "ForEachAsync" : "ForAsync")}' (assumes that 8 keep the other side busy; when one fails, the rest is not started)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax, ArgumentList.Arguments.Count: 1 } select && select.FirstAncestorOrSelf<StatementSyntax>() is { } statement &&
        (shape == UnboundedFanOut.EachShape ? statement is ExpressionStatementSyntax : statement is LocalDeclarationStatementSyntax { Parent: BlockSyntax })
            ? statement
            : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var reported = editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var select = reported.FirstAncestorOrSelf<InvocationExpressionSyntax>()!;
        var statement = (StatementSyntax)node;
        var source = ((MemberAccessExpressionSyntax)select.Expression).Expression;
        var function = select.ArgumentList.Arguments[0].Expression;
        var configuration = select.Ancestors().OfType<AwaitExpressionSyntax>().First().Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }, ArgumentList: var arguments }
            ? ".ConfigureAwait" + arguments
            : "";
        var taken = new HashSet<string>((statement.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault() ?? editor.OriginalRoot)
            .DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText), StringComparer.Ordinal);
        var token = function.DescendantTokens().Any(static token => token.ValueText == "_") ? Unique("token", taken) : "_";
        if (shape == UnboundedFanOut.EachShape)
        {
            editor.ReplaceNode(statement, SyntaxFactory.ParseStatement(
                $"await Parallel.ForEachAsync({source.WithoutTrivia()}, {Options}, {Body(function, token, taken)}){configuration};").WithTriviaFrom(statement));
            return;
        }

        var declarator = ((LocalDeclarationStatementSyntax)statement).Declaration.Variables[0];
        var results = declarator.Identifier.ValueText;
        var type = ((IArrayTypeSymbol)editor.SemanticModel.GetTypeInfo(declarator.Initializer!.Value, cancellation).Type!).ElementType.ToMinimalDisplayString(editor.SemanticModel, statement.SpanStart);
        var end = editor.OriginalRoot.DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToFullString() is { Length: > 0 } found ? found : "\n";
        var indentation = statement.GetLeadingTrivia().LastOrDefault() is var last && last.IsKind(SyntaxKind.WhitespaceTrivia) ? last.ToFullString() : "";
        var items = Unique("items", taken);
        var index = Unique("i", taken);
        var inner = indentation + "    ";
        var lines = Lines(function, results, $"{items}[{index}]", index).Select(line => inner + line + end);
        editor.InsertBefore(statement, new[]
        {
            SyntaxFactory.ParseStatement($"var {items} = {source.WithoutTrivia()}.ToList();").WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.EndOfLine(end)),
            SyntaxFactory.ParseStatement($"var {results} = new {Array(type, items)};").WithLeadingTrivia(SyntaxFactory.Whitespace(indentation)).WithTrailingTrivia(SyntaxFactory.EndOfLine(end)),
        });
        editor.ReplaceNode(statement, SyntaxFactory.ParseStatement(
            $"await Parallel.ForAsync(0, {items}.Count, {Options}, async ({index}, {token}) =>{end}{indentation}{{{end}{string.Concat(lines)}{indentation}}}){configuration};")
            .WithLeadingTrivia(SyntaxFactory.Whitespace(indentation)).WithTrailingTrivia(statement.GetTrailingTrivia()));
    }

    // int[] is made as new int[n][].
    private static string Array(string type, string items) =>
        type.IndexOf('[') is var bracket && bracket >= 0 && type.EndsWith("]", StringComparison.Ordinal) && type.IndexOf('<') < 0 ? $"{type.Substring(0, bracket)}[{items}.Count]{type.Substring(bracket)}" : $"{type}[{items}.Count]";

    private static string Body(ExpressionSyntax function, string token, HashSet<string> taken)
    {
        if (function is not SimpleLambdaExpressionSyntax lambda)
        {
            var item = Unique("item", taken);
            return $"async ({item}, {token}) => await {function.WithoutTrivia()}({item})";
        }

        var isAsync = lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword);
        var arrow = lambda.ArrowToken.TrailingTrivia.ToFullString();
        return $"async ({lambda.Parameter.Identifier}, {token}) =>{arrow}{(isAsync ? "" : "await ")}{lambda.Body.ToFullString().TrimEnd()}";
    }

    // The statements of the body, as they stand but for the last one, which keeps the result.
    private static IEnumerable<string> Lines(ExpressionSyntax function, string results, string item, string index)
    {
        if (function is not SimpleLambdaExpressionSyntax lambda)
        {
            yield return $"{results}[{index}] = await {function.WithoutTrivia()}({item});";
            yield break;
        }

        yield return $"var {lambda.Parameter.Identifier} = {item};";
        if (lambda.ExpressionBody is { } value)
        {
            yield return $"{results}[{index}] = {(lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) ? "" : "await ")}{value.WithoutTrivia()};";
            yield break;
        }

        foreach (var statement in lambda.Block!.Statements)
        {
            yield return statement is ReturnStatementSyntax { Expression: { } returned } && statement == lambda.Block.Statements.Last()
                ? Comment(statement) + $"{results}[{index}] = {returned.WithoutTrivia()};"
                : Comment(statement) + statement.WithoutTrivia();
        }
    }

    private static string Comment(StatementSyntax statement) => string.Concat(statement.GetLeadingTrivia().SkipWhile(static trivia => !Comments.Is(trivia)).Select(static trivia => trivia.ToFullString()));

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var i = 2; !taken.Add(unique); i++)
        {
            unique = name + i;
        }

        return unique;
    }
}
