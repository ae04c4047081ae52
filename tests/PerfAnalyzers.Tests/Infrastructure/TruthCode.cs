using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Tests;

/// <summary>The public methods of the class <c>Truth</c> in a source, what rules report of each, and what their fixes make of it.</summary>
/// <remarks>
/// A report counts for a method when it lies in it, or in a member whose name the method mentions, directly or through other
/// members: give the helpers of a case names of their own.
/// </remarks>
/// <param name="source">A whole file with the class <c>Truth</c>.</param>
/// <param name="rules">The rules that are asked.</param>
internal sealed class TruthCode(string source, ImmutableArray<CatalogRule> rules)
{
    private readonly Lazy<Task<ImmutableArray<Diagnostic>>> _reports = new(() => rules.IsEmpty ? Task.FromResult(ImmutableArray<Diagnostic>.Empty) : Executed.Review(source, rules));

    /// <summary>The public methods of <c>Truth</c>.</summary>
    public TheoryData<string> Methods { get; } = new(CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        .Where(static method => method.Parent is ClassDeclarationSyntax { Identifier.ValueText: "Truth" } && method.Modifiers.Any(SyntaxKind.PublicKeyword))
        .Select(static method => method.Identifier.ValueText));

    /// <summary>What the rules report of a method.</summary>
    public async Task<List<Diagnostic>> Reports(string method) => Of(method, await _reports.Value, source);

    /// <summary>What the rules report of a method in another text of the source.</summary>
    public async Task<List<Diagnostic>> Reports(string method, string text) => Of(method, await Executed.Review(text, rules), text);

    /// <summary>Applies fixes to the reports of a method, one after the other, until none is left that can be fixed.</summary>
    public async Task<(string Text, int Applied)> Fix(string method)
    {
        var text = source;
        for (var applied = 0; applied < 8; applied++)
        {
            using var workspace = new AdhocWorkspace();
            var document = Executed.Project(workspace).AddDocument("Case.cs", SourceText.From(text));
            var compilation = (await document.Project.GetCompilationAsync())!;
            var reports = applied == 0 ? await Reports(method) : Of(method, await Executed.Review(compilation, rules), text);
            if (await Offered(document, reports) is not { } action)
            {
                return (text, applied);
            }

            var operations = await action.GetOperationsAsync(default);
            var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
            text = (await changed.GetTextAsync()).ToString();
        }

        throw new InvalidOperationException($"The fixes of {method} do not end:\n{text}");
    }

    private async Task<CodeAction?> Offered(Document document, List<Diagnostic> reports)
    {
        foreach (var report in reports)
        {
            foreach (var fix in rules.First(rule => rule.Id == report.Id).Fixes)
            {
                CodeAction? action = null;
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, report, (offered, _) => action ??= offered, default));
                if (action is not null)
                {
                    return action;
                }
            }
        }

        return null;
    }

    private static List<Diagnostic> Of(string method, ImmutableArray<Diagnostic> reports, string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        var members = root.DescendantNodes().Where(static node => NameOf(node) is not null).ToList();
        var reached = new HashSet<SyntaxNode>();
        var open = new Queue<SyntaxNode>(members.Where(member => NameOf(member) == method));
        while (open.TryDequeue(out var member))
        {
            if (reached.Add(member))
            {
                var names = member.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText).ToHashSet();
                foreach (var other in members.Where(other => names.Contains(NameOf(other)!)))
                {
                    open.Enqueue(other);
                }
            }
        }

        var spans = reached.Select(static member => member.Span).ToList();
        return [.. reports.Where(report => spans.Exists(span => span.Contains(report.Location.SourceSpan)))];
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        IndexerDeclarationSyntax => "this[]",
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field => field.Identifier.ValueText,
        _ => null,
    };
}
