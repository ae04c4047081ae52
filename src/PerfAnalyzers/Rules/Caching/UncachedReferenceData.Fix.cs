using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Caching;

/// <summary>Asks the cache at hand first, or reads a file once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class UncachedReferenceDataFix() : FieldFix("PERF3006")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => shape == UncachedReferenceData.FieldShape
        ? "Read it once, in a static readonly field (the file must not change while the process runs)"
        : "Keep it in the cache for five minutes (callers may be shown what is as old)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call && (shape == UncachedReferenceData.FieldShape || call.Parent is AwaitExpressionSyntax) ? call : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var call = (InvocationExpressionSyntax)node;
        if (!diagnostic.Properties.TryGetValue(UncachedReferenceData.CacheKey, out var name) || name is null)
        {
            return;
        }

        if (shape == UncachedReferenceData.FieldShape)
        {
            if (editor.SemanticModel.GetTypeInfo(call, cancellation).Type is { } type)
            {
                MoveToField(editor, call, type, name, cancellation);
            }

            return;
        }

        var wait = (AwaitExpressionSyntax)call.Parent!;
        var fetched = call.WithoutTrivia();
        if (diagnostic.Properties.ContainsKey(UncachedReferenceData.TrackedKey))
        {
            fetched = Untracked(fetched);
        }

        var isHybrid = diagnostic.Properties.TryGetValue(UncachedReferenceData.TypeKey, out var kind) && kind == "HybridCache";
        var key = SymbolDisplay.FormatLiteral(KeyOf(call, editor.SemanticModel, cancellation), quote: true);
        var time = editor.SemanticModel.Compilation.GetTypesByMetadataName("System.TimeSpan")[0].ToMinimalDisplayString(editor.SemanticModel, call.SpanStart);
        var isNullable = (editor.SemanticModel.GetNullableContext(call.SpanStart) & NullableContext.WarningsEnabled) != 0;
        var text = isHybrid
            ? $"await {name}.GetOrCreateAsync({key}, async _ => await {fetched})"
            : $"await {name}.GetOrCreateAsync({key}, entry => {{ entry.AbsoluteExpirationRelativeToNow = {time}.FromMinutes(5); return {fetched}; }})";
        if (!isHybrid && isNullable)
        {
            text = $"({text})!";
        }

        editor.ReplaceNode(wait, SyntaxFactory.ParseExpression(text).WithTriviaFrom(wait));
    }

    // Controller.Action, or what is fetched where there is no name.
    private static string KeyOf(SyntaxNode call, SemanticModel model, CancellationToken cancellation)
    {
        var symbol = model.GetEnclosingSymbol(call.SpanStart, cancellation);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        if (symbol is null || call.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
        {
            return call.ToString();
        }

        // Whatever else a type fetches must have another key: overloads, and other calls of the member.
        var key = symbol.ContainingType.Name + "." + symbol.Name;
        key += symbol is IMethodSymbol method && symbol.ContainingType.GetMembers(symbol.Name).Length > 1 ? "(" + string.Join(",", method.Parameters.Select(static parameter => parameter.Type.Name)) + ")" : "";
        var before = member.DescendantNodes().OfType<AwaitExpressionSyntax>().Count(other => other.SpanStart < call.SpanStart - 6);
        return before == 0 ? key : key + "." + (before + 1);
    }

    // db.Countries.OrderBy(…) -> db.Countries.AsNoTracking().OrderBy(…)
    private static InvocationExpressionSyntax Untracked(InvocationExpressionSyntax call)
    {
        ExpressionSyntax root = call;
        while (root is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList: { } arguments } && !(access.Name.Identifier.ValueText == "Set" && arguments.Arguments.Count == 0))
        {
            root = access.Expression;
        }

        var untracked = SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, root.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("AsNoTracking")))
            .WithTrailingTrivia(root.GetTrailingTrivia());
        return call.ReplaceNode(root, untracked);
    }
}
