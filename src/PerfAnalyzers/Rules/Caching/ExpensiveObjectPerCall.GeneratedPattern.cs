using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Caching;

/// <summary>A regular expression with a constant pattern, whose code the compiler can generate: a partial method with <c>[GeneratedRegex]</c>.</summary>
internal static class GeneratedPattern
{
    /// <summary>Fix shape: as a field, or generated.</summary>
    public const string Shape = "generated";

    private const string Space = "System.Text.RegularExpressions.";

    /// <summary>The rewrite; null where the pattern cannot stand in an attribute, or a type around it cannot be partial.</summary>
    public static ImmutableDictionary<string, string?>? Plan(IOperation built, Site site)
    {
        if (built is not IObjectCreationOperation { Type: { Name: "Regex", ContainingNamespace.Name: "RegularExpressions" }, Initializer: null } creation ||
            built.Syntax is not BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 or 2 } arguments } syntax || !AreConstant(creation, arguments) ||
            syntax.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp11 } ||
            NamesInScope.At(built, Space + "GeneratedRegexAttribute", site.Facts) is not { } attribute || NamesInScope.At(built, Space + "Regex", site.Facts) is not { } type ||
            syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { OpenBraceToken.IsMissing: false, Members: [.., var last] } home || Comments.In(syntax) || Comments.Among(last.GetTrailingTrivia()))
        {
            return null;
        }

        var edits = new PlannedEdits();
        for (SyntaxNode? around = home; around is TypeDeclarationSyntax declared; around = around.Parent)
        {
            if (declared is not (ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax))
            {
                return null;
            }

            if (!declared.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                edits.Replace(new TextSpan(declared.Keyword.SpanStart, 0), "partial ");
            }
        }

        var name = NameOf(built, syntax);
        var layout = new Layout(last.SpanStart, syntax.SyntaxTree);
        var written = attribute.Name.EndsWith("Attribute", StringComparison.Ordinal) ? attribute.Name.Substring(0, attribute.Name.Length - "Attribute".Length) : attribute.Name;
        edits.Replace(syntax.Span, name + "()")
            .Replace(new TextSpan(last.Span.End, 0), $"{layout.Separator}[{written}({arguments})]{layout.Line}private static partial {type.Name} {name}();");
        if (attribute.Import is { } import)
        {
            edits.Import(import);
        }

        return edits.ToProperties(Shape);
    }

    // As constants of an attribute: no local, even if it is one.
    private static bool AreConstant(IObjectCreationOperation creation, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.NameColon is not null)
            {
                return false;
            }
        }

        foreach (var argument in creation.Arguments)
        {
            if (!argument.Value.ConstantValue.HasValue)
            {
                return false;
            }

            foreach (var part in argument.Value.DescendantsAndSelf())
            {
                if (part is ILocalReferenceOperation)
                {
                    return false;
                }
            }
        }

        return true;
    }

    // As its local is called, or 'Pattern'; with a number where that is taken.
    private static string NameOf(IOperation built, SyntaxNode syntax)
    {
        var name = Operations.Consumer(built) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.Name: { Length: > 1 } local } } ? char.ToUpperInvariant(local[0]) + local.Substring(1) : "Pattern";
        var free = name;
        for (var number = 2; !built.SemanticModel!.LookupSymbols(syntax.SpanStart, name: free).IsEmpty; number++)
        {
            free = name + number;
        }

        return free;
    }
}
