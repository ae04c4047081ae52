using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>One query for the keys of all elements before the loop; the loop looks its rows up in memory.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class RoundTripPerElementFix() : SolutionFix("PERF1001")
{
    // SQLite takes 32,766 parameters, SQL Server 2,100; a chunk this long is one command in a thousand.
    private const int ChunkSize = 1000;

    protected override string Title(string shape) => "Query once for all elements";

    protected override async Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model && BatchAt(document, model, reported, cancellation) is { } batch &&
        await AreAllHere(batch, document.Project.Solution, cancellation).ConfigureAwait(false);

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || BatchAt(document, model, reported, cancellation) is not { } batch || !await AreAllHere(batch, document.Project.Solution, cancellation).ConfigureAwait(false))
        {
            return null;
        }

        var edits = new Dictionary<SyntaxTree, List<(SyntaxNode Old, IReadOnlyList<SyntaxNode> New)>>();
        var sibling = batch.Targets.IsEmpty ? null : LookupSiblings.Add(batch, model, edits, cancellation);
        if (!batch.Targets.IsEmpty && sibling is null)
        {
            return null;
        }

        Add(edits, batch.Loop.Whole.Statement, Rewritten(batch, batch.Loop.Whole.Statement, model, sibling));

        var solution = document.Project.Solution;
        foreach (var pair in edits)
        {
            var root = await pair.Key.GetRootAsync(cancellation).ConfigureAwait(false);
            root = root.TrackNodes(pair.Value.Select(static edit => edit.Old));
            foreach (var (old, replacement) in pair.Value)
            {
                root = root.ReplaceNode(root.GetCurrentNode(old)!, replacement);
            }

            solution = solution.WithDocumentSyntaxRoot(solution.GetDocument(pair.Key)!.Id, root);
        }

        return solution;
    }

    public static void Add(Dictionary<SyntaxTree, List<(SyntaxNode, IReadOnlyList<SyntaxNode>)>> edits, SyntaxNode old, IReadOnlyList<SyntaxNode> replacement)
    {
        if (!edits.TryGetValue(old.SyntaxTree, out var list))
        {
            edits.Add(old.SyntaxTree, list = []);
        }

        list.Add((old, replacement));
    }

    private static KeyBatch? BatchAt(Document document, SemanticModel model, SyntaxNode reported, CancellationToken cancellation)
    {
        var facts = Facts.Of(model.Compilation, document.Project.AnalyzerOptions);
        return OperationAt(model, reported, cancellation) is { } operation && facts.PerElement.Of(operation, ApiEffects.Query, cancellation) is { } found
            ? KeyBatch.Of(found.Operation, found.Loop, facts, cancellation)
            : null;
    }

    // A member is added to an interface only where no other project implements it: fakes of tests would no longer compile.
    private static async Task<bool> AreAllHere(KeyBatch batch, Solution solution, CancellationToken cancellation)
    {
        if (batch.Targets.IsEmpty || batch.Call is not IInvocationOperation { TargetMethod: { ContainingType.TypeKind: TypeKind.Interface } contract })
        {
            return true;
        }

        var implementations = await SymbolFinder.FindImplementationsAsync(contract, solution, cancellationToken: cancellation).ConfigureAwait(false);
        return implementations.All(implementation => batch.Targets.Any(target => target.Method.Locations[0].SourceTree?.FilePath == implementation.Locations[0].SourceTree?.FilePath &&
            target.Method.Locations[0].SourceSpan == implementation.Locations[0].SourceSpan));
    }

    private static IOperation? OperationAt(SemanticModel model, SyntaxNode reported, CancellationToken cancellation)
    {
        for (var node = reported; node is not null and not StatementSyntax; node = node.Parent)
        {
            if (node.Parent is ForEachStatementSyntax each && each.Expression == node && model.GetOperation(each, cancellation) is IForEachLoopOperation loop)
            {
                return loop;
            }

            if (node is InvocationExpressionSyntax && model.GetOperation(node, cancellation) is IInvocationOperation call && Locations.OfCall(call).SourceSpan == reported.Span)
            {
                return call;
            }
        }

        return null;
    }

    private static IReadOnlyList<SyntaxNode> Rewritten(KeyBatch batch, StatementSyntax loop, SemanticModel model, string? sibling)
    {
        var layout = new LoopLayout(loop);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in (loop.FirstAncestorOrSelf<MemberDeclarationSyntax>(static member => member is not GlobalStatementSyntax) ?? loop.SyntaxTree.GetRoot()).DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken))
            {
                names.Add(token.ValueText);
            }
        }

        var isNullAware = model.GetNullableContext(loop.SpanStart).WarningsEnabled();
        var statements = new List<string>();
        var whole = batch.Loop.Whole;
        var elements = (ExpressionSyntax)whole.Elements.Syntax;
        var source = elements.ToString();
        if (whole.Source is ElementSource.Computed or ElementSource.Query)
        {
            var local = Unique(BatchText.Plural(whole.Element.Name), names);
            var isAwaited = whole.Source == ElementSource.Query && batch.Lookup is { IsAsync: true, Operation: IInvocationOperation { TargetMethod.IsExtensionMethod: true } };
            statements.Add(whole.Source == ElementSource.Computed ? $"var {local} = {source};"
                : isAwaited ? $"var {local} = await {Chained(elements)}.ToListAsync({batch.Lookup.Token?.Syntax}){Wait(batch)};"
                : $"var {local} = {Chained(elements)}.ToList();");
            source = local;
        }

        var all = source;
        var before = statements;
        if (whole.IsUnbounded)
        {
            source = Unique("batch", names);
            statements = [];
        }

        var visited = source;
        if (batch.Loop.Outer is { } outer)
        {
            visited = $"{source}.SelectMany({outer.Element.Name} => {batch.Loop.Elements.Syntax})";
        }

        var keysOf = Keys(batch, visited, isNullAware);
        string found;
        string answer;
        if (sibling is null)
        {
            var text = new BatchText(batch.Lookup, batch.UsesDictionary, KeepsNull(batch), isNullAware);
            var keys = source;
            if (!IsKeyList(batch))
            {
                keys = Unique(NameOfKeys(batch, all), names);
                statements.Add($"var {keys} = {keysOf}.ToList();");
            }

            found = Unique(text.NameOfResult(keys), names);
            statements.Add($"var {found} = {text.Query(keys, whole.IsUnbounded ? layout.Inner : layout.Indent, found.Length + 7, layout.NewLine, Wait(batch))};");
            answer = text.Answer(found, batch.Key.Syntax.ToString());
        }
        else
        {
            var text = new BatchText(batch.Lookup, batch.UsesDictionary, keepsNull: false, isNullAware);
            found = Unique(text.NameOfResult(""), names);
            var keys = IsKeyList(batch) ? source : keysOf + ".ToList()";
            statements.Add($"var {found} = {LookupSiblings.Call(batch, sibling, keys, Wait(batch))};");
            answer = text.Answer(found, batch.Key.Syntax.ToString());
        }

        var replaced = batch.Replaced.Syntax;
        if (replaced.Parent is ParenthesizedExpressionSyntax parenthesized)
        {
            replaced = parenthesized;
        }

        var replacement = SyntaxFactory.ParseExpression(answer).WithTriviaFrom(replaced);
        SyntaxNode rewritten = whole.Source == ElementSource.Collection
            ? loop.ReplaceNode(replaced, replacement)
            : loop.ReplaceNodes([replaced, elements], (old, _) => old == replaced ? replacement : SyntaxFactory.IdentifierName(source).WithTriviaFrom(elements));
        return whole.IsUnbounded
            ? layout.Before(layout.PerChunk((StatementSyntax)rewritten, $"foreach (var {source} in {all}.Chunk({ChunkSize}))", statements), before)
            : layout.Before(rewritten, statements);
    }

    private static bool KeepsNull(KeyBatch batch) => IsNullable(batch.Key.Type);

    private static bool IsNullable(ITypeSymbol? type) => type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    // A list of keys needs no copy.
    private static bool IsKeyList(KeyBatch batch) =>
        batch.Collected is ILocalReferenceOperation or IParameterReferenceOperation && !IsNullable(batch.Collected.Type) && batch.Loop is { Outer: null, IsUnbounded: false } &&
        (batch.Loop.Source == ElementSource.Query || (batch.Loop.Source == ElementSource.Computed || batch.Loop.Elements.Syntax is IdentifierNameSyntax) &&
            batch.Loop.Elements.Type is { Name: "List", ContainingNamespace.Name: "Generic" });

    private static string Keys(KeyBatch batch, string source, bool isNullAware)
    {
        var element = batch.Loop.Element.Name;
        var key = batch.Collected.Syntax.ToString();
        var forgiven = isNullAware ? "!" : "";
        if (IsNullable(batch.Collected.Type))
        {
            return $"{source}.Where({element} => {key} != null).Select({element} => {key}{forgiven}.Value).Distinct()";
        }

        if (batch.Collected is IPropertyReferenceOperation { Property.Name: "Value", Instance: { } owner } && IsNullable(owner.Type))
        {
            return $"{source}.Where({element} => {owner.Syntax} != null).Select({element} => {owner.Syntax}{forgiven}.Value).Distinct()";
        }

        return batch.Collected is ILocalReferenceOperation or IParameterReferenceOperation ? $"{source}.Distinct()" : $"{source}.Select({element} => {key}).Distinct()";
    }

    private static string NameOfKeys(KeyBatch batch, string source)
    {
        switch (batch.Collected)
        {
            case IPropertyReferenceOperation { Property.Name: "Value" or "HasValue", Instance: IMemberReferenceOperation owner } when IsNullable(owner.Type):
                return BatchText.Lower(BatchText.Plural(owner.Member.Name));
            case IMemberReferenceOperation member:
                var name = member.Member.Name.Length > 2 || batch.Loop.Element.Name.Length < 3 ? member.Member.Name : batch.Loop.Element.Name + member.Member.Name;
                return BatchText.Lower(BatchText.Plural(name));
            default:
                return "distinct" + BatchText.Upper(SyntaxFacts.IsValidIdentifier(source) ? source : BatchText.Plural(batch.Loop.Element.Name));
        }
    }

    private static string Chained(ExpressionSyntax query) => query is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax ? query.ToString() : $"({query})";

    private static string Wait(KeyBatch batch) =>
        batch.Replaced is IAwaitOperation { Operation: IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Syntax: InvocationExpressionSyntax wait } } ? ".ConfigureAwait" + wait.ArgumentList : "";

    private static string Unique(string name, HashSet<string> names)
    {
        var unique = name;
        for (var i = 2; !names.Add(unique) || SyntaxFacts.GetKeywordKind(unique) != SyntaxKind.None; i++)
        {
            unique = name + i;
        }

        return unique;
    }
}
