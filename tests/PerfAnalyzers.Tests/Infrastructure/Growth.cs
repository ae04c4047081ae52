using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Tests;

/// <summary>
/// The ground truth of the rules about round trips. The public methods of the class <c>Truth</c> in a source,
/// <c>(ShopContext db, SqliteConnection c, int n)</c>, run over 12 and over 36 elements on a database that counts commands;
/// a method has to be reported by one of these rules, at whatever severity, exactly when its commands grow. What a method
/// returns, and the tables it leaves, must be the same after its fixes, and its commands must no longer grow.
/// </summary>
/// <remarks>
/// A report counts for a method when it lies in it, or in a member whose name the method mentions, directly or through other
/// members: give the helpers of a case names of their own.
/// </remarks>
/// <param name="source">A whole file with the class <c>Truth</c>.</param>
/// <param name="count">What grows; commands, if nothing else is said.</param>
internal sealed class Growth(string source, Func<ShopDatabase, int>? count = null)
{
    private const int Few = 12;
    private const int Many = 36;

    private static readonly ImmutableArray<CatalogRule> s_rules = [.. Catalog.Rules.Where(static rule => rule.Id.StartsWith("PERF100", StringComparison.Ordinal))];
    private static readonly JsonSerializerOptions s_json = new() { ReferenceHandler = ReferenceHandler.IgnoreCycles };

    private readonly Lazy<Executed> _code = new(() => Executed.Load(source));
    private readonly Lazy<Task<ImmutableArray<Diagnostic>>> _reports = new(() => Executed.Review(source, s_rules));

    /// <summary>The public methods of <c>Truth</c>.</summary>
    public TheoryData<string> Methods { get; } = new(CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        .Where(static method => method.Parent is ClassDeclarationSyntax { Identifier.ValueText: "Truth" } && method.Modifiers.Any(SyntaxKind.PublicKeyword))
        .Select(static method => method.Identifier.ValueText));

    /// <summary>The method is reported exactly when its commands grow with the number of elements.</summary>
    public async Task Agrees(string method)
    {
        var few = await Run(_code.Value, method, Few);
        var many = await Run(_code.Value, method, Many);
        var reports = Of(method, await _reports.Value);
        Assert.True(
            reports.Count > 0 == many.Commands > few.Commands,
            $"{method}: {few.Commands} commands for {Few} elements, {many.Commands} for {Many}; {(reports.Count > 0 ? string.Join('\n', reports) : "not reported")}");
    }

    /// <summary>
    /// The method is reported with a fix. After all its fixes no report of the method is left, results and tables are the
    /// same, and its commands no longer grow.
    /// </summary>
    public async Task IsFixed(string method)
    {
        var (text, applied) = await Fix(method);
        Assert.True(applied > 0, $"{method}: no fix is offered for\n{string.Join('\n', Of(method, await _reports.Value))}");
        var left = Of(method, await Executed.Review(text, s_rules), text);
        Assert.True(left.Count == 0, $"{method}: still reported\n{string.Join('\n', left)}\n{text}");
        var code = Executed.Load(text);
        foreach (var elements in new[] { 0, 1, Few, Many })
        {
            var before = await Run(_code.Value, method, elements);
            var after = await Run(code, method, elements);
            Assert.True(before.Outcome == after.Outcome, $"{method} over {elements} elements:\n{before.Outcome}\nbecame\n{after.Outcome}\n{text}");
        }

        var few = await Run(code, method, Few);
        var many = await Run(code, method, Many);
        Assert.True(many.Commands <= few.Commands, $"{method}: {few.Commands} commands for {Few} elements, {many.Commands} for {Many} after the fix\n{text}");
    }

    private async Task<(int Commands, string Outcome)> Run(Executed code, string method, int elements)
    {
        using var database = new ShopDatabase(40);
        using var context = database.CreateContext();
        string outcome;
        try
        {
            outcome = JsonSerializer.Serialize(await code.Run("Truth." + method, context, database.Connection, elements), s_json);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            exception = (exception as System.Reflection.TargetInvocationException)?.InnerException ?? exception;
            outcome = exception.GetType().Name;
        }

        var commands = count is null ? database.Commands : count(database);
        using var fresh = database.CreateContext();
        return (commands, outcome + "\n" + JsonSerializer.Serialize(new object[]
        {
            fresh.Customers.AsNoTracking().OrderBy(static row => row.Id).ToList(),
            fresh.Orders.AsNoTracking().OrderBy(static row => row.Id).ToList(),
            fresh.Lines.AsNoTracking().OrderBy(static row => row.Id).ToList(),
            fresh.Products.AsNoTracking().OrderBy(static row => row.Id).ToList(),
        }));
    }

    private async Task<(string Text, int Applied)> Fix(string method)
    {
        var text = source;
        for (var applied = 0; applied < 8; applied++)
        {
            using var workspace = new AdhocWorkspace();
            var document = Executed.Project(workspace).AddDocument("Case.cs", SourceText.From(text));
            var compilation = (await document.Project.GetCompilationAsync())!;
            var reports = Of(method, await Executed.Review(compilation, s_rules), text);
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

    private static async Task<CodeAction?> Offered(Document document, List<Diagnostic> reports)
    {
        foreach (var report in reports)
        {
            foreach (var fix in s_rules.First(rule => rule.Id == report.Id).Fixes)
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

    private List<Diagnostic> Of(string method, ImmutableArray<Diagnostic> reports, string? text = null)
    {
        var root = CSharpSyntaxTree.ParseText(text ?? source).GetRoot();
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
