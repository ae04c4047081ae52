using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Caching;

/// <summary>Asks once, in a static readonly field.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ReflectionPerCallFix() : SolutionFix("PERF3005")
{
    protected override string Title(string shape) => "Ask once, in a static readonly field";

    protected override async Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await Rewrite(document, reported, shape, cancellation).ConfigureAwait(false) is not null;

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await Rewrite(document, reported, shape, cancellation).ConfigureAwait(false) is { } root ? document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root) : null;

    private static async Task<SyntaxNode?> Rewrite(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || call.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { Members: { Count: > 0 } members } type ||
            await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root ||
            model.GetTypeInfo(call, cancellation).Type is not { TypeKind: not TypeKind.Error } result)
        {
            return null;
        }

        var value = call.WithoutTrivia().ToString();
        if (FieldOf(type, value) is { } existing)
        {
            return root.ReplaceNode(call, SyntaxFactory.IdentifierName(existing).WithTriviaFrom(call));
        }

        var name = NameOf(type, shape.Split(ReflectionPerCall.Separator)[1]);
        var layout = new Layout(members[0].SpanStart, members[0].SyntaxTree);
        var field = SyntaxFactory.ParseMemberDeclaration($"private static readonly {result.ToMinimalDisplayString(model, call.SpanStart)} {name} = {value};")!
            .WithLeadingTrivia(members[0].GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ParseTrailingTrivia(layout.IsOneLine ? " " : layout.NewLine));
        var changed = type.ReplaceNode(call, SyntaxFactory.IdentifierName(name).WithTriviaFrom(call));
        var first = changed.Members[0];

        // A field stands beside the next field, and apart from everything else.
        var between = layout.IsOneLine || first is FieldDeclarationSyntax ? layout.Indent : layout.NewLine + layout.Indent;
        var own = first.GetLeadingTrivia().Any(Comments.Is) ? first.GetLeadingTrivia() : SyntaxFactory.TriviaList(SyntaxFactory.ParseLeadingTrivia(layout.IsOneLine ? "" : between));
        if (first.GetLeadingTrivia().Any(Comments.Is))
        {
            field = field.WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(layout.Indent));
            own = layout.IsOneLine ? own : own.Insert(0, SyntaxFactory.EndOfLine(layout.NewLine));
        }

        return root.ReplaceNode(type, changed.WithMembers(changed.Members.Replace(first, first.WithLeadingTrivia(own)).Insert(0, field)));
    }

    private static string? FieldOf(TypeDeclarationSyntax type, string value)
    {
        foreach (var member in type.Members)
        {
            if (member is FieldDeclarationSyntax { Declaration.Variables: [{ Initializer.Value: { } initial } variable] } field && field.Modifiers.Any(SyntaxKind.StaticKeyword) && field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) && initial.ToString() == value)
            {
                return variable.Identifier.ValueText;
            }
        }

        return null;
    }

    // As the type's other private static fields are called; s_name where there are none.
    private static string NameOf(TypeDeclarationSyntax type, string name)
    {
        var prefix = "s_";
        foreach (var member in type.Members)
        {
            if (member is FieldDeclarationSyntax { Declaration.Variables: [var variable, ..] } field && field.Modifiers.Any(SyntaxKind.StaticKeyword) && field.Modifiers.Any(SyntaxKind.PrivateKeyword))
            {
                var other = variable.Identifier.ValueText;
                prefix = other.StartsWith("s_", StringComparison.Ordinal) ? "s_" : other[0] == '_' ? "_" : char.IsUpper(other[0]) ? "" : "s_";
                break;
            }
        }

        var start = prefix.Length == 0 ? char.ToUpperInvariant(name[0]) + name.Substring(1) : prefix + name;
        var free = start;
        for (var number = 2; BlockingCalls.Mentions(type, free); number++)
        {
            free = start + number;
        }

        return free;
    }
}
