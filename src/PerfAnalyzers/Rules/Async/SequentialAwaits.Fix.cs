using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Async;

/// <summary>Starts the calls of a row, or of all elements, and awaits them together.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class SequentialAwaitsFix() : PerfFix("PERF2004")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Start the calls together and await 'Task.WhenAll' (assumes that all may run at once; when one fails, the others still run to their end)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == SequentialAwaits.ElementsShape
        ? reported.FirstAncestorOrSelf<ForEachStatementSyntax>()
        : AwaitOf(reported)?.FirstAncestorOrSelf<StatementSyntax>()?.Parent as BlockSyntax;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (node is ForEachStatementSyntax loop)
        {
            editor.ReplaceNode(loop, OfLoop(loop));
            return;
        }

        var awaits = new List<AwaitExpressionSyntax>();
        foreach (var location in diagnostic.AdditionalLocations.Append(diagnostic.Location).OrderBy(static location => location.SourceSpan.Start))
        {
            if (AwaitOf(editor.OriginalRoot.FindNode(location.SourceSpan, getInnermostNodeForTie: true)) is { } wait)
            {
                awaits.Add(wait);
            }
        }

        var block = (BlockSyntax)node;
        editor.ReplaceNode(block, OfRow(block, awaits));
    }

    private static AwaitExpressionSyntax? AwaitOf(SyntaxNode call) => call.FirstAncestorOrSelf<AwaitExpressionSyntax>();

    private static StatementSyntax OfLoop(ForEachStatementSyntax loop)
    {
        var wait = loop.Statement.DescendantNodes().OfType<AwaitExpressionSyntax>().First();
        var add = wait.FirstAncestorOrSelf<InvocationExpressionSyntax>()!;
        var call = AwaitSyntax.Unconfigured(wait.Expression);
        var source = loop.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax ? loop.Expression.ToString() : $"({loop.Expression})";
        var list = ((MemberAccessExpressionSyntax)add.Expression).Expression;
        return SyntaxFactory.ParseStatement($"{list}.AddRange(await Task.WhenAll({source}.Select({loop.Identifier.ValueText} => {call})){Configuration(wait)});").WithTriviaFrom(loop);
    }

    private static BlockSyntax OfRow(BlockSyntax block, List<AwaitExpressionSyntax> awaits)
    {
        var member = block.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault() ?? (SyntaxNode)block;
        var taken = new HashSet<string>(member.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText), StringComparer.Ordinal);
        var first = block.Statements.IndexOf(StatementOf(awaits[0]));
        var last = block.Statements.IndexOf(StatementOf(awaits[awaits.Count - 1]));
        var end = SyntaxFactory.EndOfLine(block.DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToFullString() is { Length: > 0 } found ? found : "\n");

        var started = new List<StatementSyntax>();
        var unwrapped = new List<StatementSyntax>();
        var tasks = new List<string>();
        var results = new HashSet<string>(StringComparer.Ordinal);
        for (var i = first; i <= last; i++)
        {
            var statement = block.Statements[i];
            var own = awaits.FindAll(wait => StatementOf(wait) == statement);
            if (own.Count == 0 && !statement.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => results.Contains(name.Identifier.ValueText)))
            {
                started.Add(statement);
                continue;
            }

            results.UnionWith(Targets(statement));
            if (own.Count == 0)
            {
                unwrapped.Add(statement);
                continue;
            }

            var indentation = SyntaxFactory.TriviaList(statement.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Reverse().Take(1));
            var names = new Dictionary<SyntaxNode, string>();
            foreach (var wait in own)
            {
                var name = NameOf(wait, own.Count == 1 ? statement : null, taken);
                names.Add(wait, name);
                tasks.Add(name);
                started.Add(SyntaxFactory.ParseStatement($"var {name} = {Start(wait)};").WithLeadingTrivia(names.Count == 1 ? statement.GetLeadingTrivia() : indentation).WithTrailingTrivia(end));
            }

            unwrapped.Add(statement
                .ReplaceNodes(own, (wait, _) => SyntaxFactory.ParseExpression($"await {names[wait]}{Configuration(wait)}").WithTriviaFrom(wait))
                .WithLeadingTrivia(indentation));
        }

        var configured = awaits.TrueForAll(wait => Configuration(wait) == Configuration(awaits[0])) ? Configuration(awaits[0]) : "";
        started.Add(SyntaxFactory.ParseStatement($"await Task.WhenAll({string.Join(", ", tasks)}){configured};").WithLeadingTrivia(unwrapped[0].GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))).WithTrailingTrivia(end));
        var statements = block.Statements.Take(first).Concat(started).Concat(unwrapped).Concat(block.Statements.Skip(last + 1));
        return block.WithStatements(SyntaxFactory.List(statements));
    }

    private static StatementSyntax StatementOf(AwaitExpressionSyntax wait) => wait.FirstAncestorOrSelf<StatementSyntax>()!;

    private static IEnumerable<string> Targets(StatementSyntax statement) => statement switch
    {
        LocalDeclarationStatementSyntax declaration => declaration.Declaration.Variables.Select(static variable => variable.Identifier.ValueText),
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } } => [target.Identifier.ValueText],
        _ => [],
    };

    private static string Start(AwaitExpressionSyntax wait) => AwaitSyntax.Unconfigured(wait.Expression).ToString();

    private static string Configuration(AwaitExpressionSyntax wait) =>
        wait.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }, ArgumentList: var arguments } ? ".ConfigureAwait" + arguments : "";

    // price of "var price = await …", Price of GetPriceAsync.
    private static string NameOf(AwaitExpressionSyntax wait, StatementSyntax? statement, HashSet<string> taken)
    {
        var target = statement is null ? null : Targets(statement).FirstOrDefault();
        if (target is null)
        {
            var call = AwaitSyntax.Unconfigured(wait.Expression).DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault();
            target = call?.Expression switch
            {
                MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
                SimpleNameSyntax name => name.Identifier.ValueText,
                _ => "result",
            };
            target = Regex.Replace(target, "^(Get|Load|Read|Find|Fetch)(?=[A-Z])|Async$", "");
            target = target.Length == 0 ? "result" : char.ToLowerInvariant(target[0]) + target.Substring(1);
        }

        var unique = target + "Task";
        for (var i = 2; !taken.Add(unique); i++)
        {
            unique = target + "Task" + i;
        }

        return unique;
    }
}
