using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Keeps the delegate in a static readonly field.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class CompiledQueryPerCallFix() : PerfFix("PERF1202")
{
    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => shape == CompiledQueryPerCall.StaticShape ? "Make the field static" : "Compile it once, in a static readonly field";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == CompiledQueryPerCall.StaticShape
        ? reported.FirstAncestorOrSelf<FieldDeclarationSyntax>()
        : reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (shape == CompiledQueryPerCall.StaticShape)
        {
            editor.ReplaceNode(node, static (current, _) => Static((FieldDeclarationSyntax)current));
            return;
        }

        var home = node.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
        var declarator = node.Parent?.Parent as VariableDeclaratorSyntax;
        var suggested = declarator?.Identifier.ValueText ?? "query";
        var name = Name(home, suggested, node.SpanStart);
        var type = diagnostic.Properties[CompiledQueryPerCall.TypeKey]!;
        // Behind the static fields at the top.
        var next = home.Members.First(static member => member is not FieldDeclarationSyntax field || !field.Modifiers.Any(SyntaxKind.StaticKeyword));
        var layout = new Layout(next.GetFirstToken().SpanStart, home.SyntaxTree);
        var end = SyntaxFactory.EndOfLine(layout.NewLine);
        var ending = layout.IsOneLine ? SyntaxFactory.TriviaList(SyntaxFactory.Space)
            : next.GetLeadingTrivia().FirstOrDefault().IsKind(SyntaxKind.EndOfLineTrivia) ? SyntaxFactory.TriviaList(end) : SyntaxFactory.TriviaList(end, end);
        var field = $"private static readonly {type} {name} = {node.WithoutTrivia()};";
        var member = SyntaxFactory.ParseMemberDeclaration(field)!.WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia((ending.Count == 1 && !layout.IsOneLine ? layout.NewLine : "") + (layout.IsOneLine ? "" : layout.Indent)))
            .WithTrailingTrivia(ending);
        editor.InsertBefore(next, member);
        if (declarator is null)
        {
            editor.ReplaceNode(node, SyntaxFactory.IdentifierName(name).WithTriviaFrom(node));
            return;
        }

        foreach (var use in node.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (use.Identifier.ValueText == suggested && editor.SemanticModel.GetSymbolInfo(use, cancellation).Symbol is ILocalSymbol)
            {
                editor.ReplaceNode(use, SyntaxFactory.IdentifierName(name).WithTriviaFrom(use));
            }
        }

        editor.RemoveNode(declarator.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()!, SyntaxRemoveOptions.KeepNoTrivia);
    }

    private static FieldDeclarationSyntax Static(FieldDeclarationSyntax field)
    {
        var space = SyntaxFactory.Space;
        var modifiers = field.Modifiers;
        var first = modifiers.IndexOf(SyntaxKind.ReadOnlyKeyword);
        return first < 0
            ? field.WithModifiers(modifiers.Add(SyntaxFactory.Token(SyntaxKind.StaticKeyword).WithTrailingTrivia(space)))
            : field.WithModifiers(modifiers.Insert(first, SyntaxFactory.Token(SyntaxKind.StaticKeyword).WithTrailingTrivia(space)));
    }

    // As the type's other private static fields are called.
    private static string Name(TypeDeclarationSyntax home, string suggested, int position)
    {
        var pascal = char.ToUpperInvariant(suggested[0]) + suggested.Substring(1);
        var name = pascal;
        foreach (var member in home.Members)
        {
            if (member is FieldDeclarationSyntax { Declaration.Variables: [{ } variable] } field && field.Modifiers.Any(SyntaxKind.StaticKeyword))
            {
                name = variable.Identifier.ValueText.StartsWith("s_", StringComparison.Ordinal) ? "s_" + suggested : variable.Identifier.ValueText.StartsWith("_", StringComparison.Ordinal) ? "_" + suggested : pascal;
                break;
            }
        }

        var free = name;
        for (var number = 2; home.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == free && !(token.Parent?.Parent is MemberAccessExpressionSyntax access && access.Name == token.Parent)) || IsTakenBefore(home, suggested, position, number); number++)
        {
            free = name + number;
        }

        return free;
    }

    // Another method may have a local of the same name, which becomes a field, too.
    private static bool IsTakenBefore(TypeDeclarationSyntax home, string suggested, int position, int number)
    {
        var before = 0;
        foreach (var node in home.DescendantNodes())
        {
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompileQuery" or "CompileAsyncQuery" } } call && call.SpanStart < position &&
                ((call.Parent?.Parent as VariableDeclaratorSyntax)?.Identifier.ValueText ?? "query") == suggested && call.FirstAncestorOrSelf<FieldDeclarationSyntax>() is null)
            {
                before++;
            }
        }

        return number - 2 < before;
    }
}
