using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>A local that holds a set or lookup of a collection: the one that is there, or one to declare before a statement.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Statement">Its declaration; null when it is there.</param>
/// <param name="Layout">How the place breaks lines.</param>
internal sealed record IndexDeclaration(string Name, string? Statement, Layout Layout)
{
    /// <summary>The tree with the declaration on a line of its own above the comments of the place; blank lines stay before both.</summary>
    public SyntaxNode Declare(SyntaxNode root, StatementSyntax place)
    {
        if (Statement is null)
        {
            return root;
        }

        var declaration = SyntaxFactory.ParseStatement(Statement);
        var leading = place.GetLeadingTrivia();
        if (Layout.IsOneLine)
        {
            return root.ReplaceNode(place, [declaration.WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.Space), place.WithLeadingTrivia()]);
        }

        var blank = 0;
        for (var i = 0; i < leading.Count && !Comments.Is(leading[i]); i++)
        {
            blank = leading[i].IsKind(SyntaxKind.EndOfLineTrivia) ? i + 1 : blank;
        }

        return root.ReplaceNode(place,
        [
            declaration.WithLeadingTrivia(leading.Take(blank).Append(SyntaxFactory.Whitespace(Layout.Indent))).WithTrailingTrivia(SyntaxFactory.EndOfLine(Layout.NewLine)),
            place.WithLeadingTrivia(leading.Skip(blank)),
        ]);
    }
}

/// <summary>Writes sets and lookups that are built before a loop.</summary>
internal static class IndexDeclarations
{
    /// <summary>A set of a collection.</summary>
    /// <param name="source">The collection.</param>
    /// <param name="comparer">Code of its comparer, or nothing.</param>
    /// <param name="place">Before which it is declared.</param>
    public static IndexDeclaration Set(SyntaxNode source, string comparer, StatementSyntax place) => Of(source, "Set", $"ToHashSet({comparer})", place);

    /// <summary>A lookup of a collection by the key of an equality.</summary>
    public static IndexDeclaration Lookup(SyntaxNode source, KeyEquality equality, StatementSyntax place, SemanticModel model)
    {
        var key = Operations.Unconverted(equality.Key);
        var comparer = ComparerOf(equality, place, model);
        var suffix = Operations.SymbolOf(key) is IPropertySymbol or IFieldSymbol ? Operations.SymbolOf(key)!.Name : "Value";
        return Of(source, "By" + suffix, $"ToLookup({equality.Element.Name} => {key.Syntax}{(comparer.Length == 0 ? "" : ", " + comparer)})", place);
    }

    /// <summary>Code of the comparer that finds what the equality finds; nothing for the default.</summary>
    public static string ComparerOf(KeyEquality equality, StatementSyntax place, SemanticModel model) => KeyComparisons.Of(equality) != KeyComparison.IgnoreCase
        ? ""
        : (model.LookupNamespacesAndTypes(place.SpanStart, name: "StringComparer").IsEmpty ? "System." : "") + "StringComparer.OrdinalIgnoreCase";

    /// <summary>Whether the comparison is a clause of its own in a chain of <c>&amp;&amp;</c> without parentheses.</summary>
    public static bool CanDrop(KeyEquality equality) => equality.Comparison.Syntax.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression };

    /// <summary>The other clauses, as they stand.</summary>
    public static string Rest(KeyEquality equality)
    {
        var clauses = new List<string>();
        for (var clause = equality.Comparison.Syntax; clause.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both; clause = both)
        {
            if (clause == both.Left)
            {
                clauses.Add(both.Right.ToString());
            }
            else
            {
                clauses.Insert(0, both.Left.ToString());
            }
        }

        return string.Join(" && ", clauses);
    }

    // One that was built for another search of the loop is used again.
    private static IndexDeclaration Of(SyntaxNode source, string suffix, string build, StatementSyntax place)
    {
        var value = $"{source}.{build}";
        var layout = new Layout(place.SpanStart, place.SyntaxTree);
        if (place.Parent is BlockSyntax block)
        {
            for (var i = block.Statements.IndexOf(place) - 1; i >= 0 && block.Statements[i] is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer: { } initializer } variable] }; i--)
            {
                if (initializer.Value.ToString() == value)
                {
                    return new IndexDeclaration(variable.Identifier.ValueText, null, layout);
                }
            }
        }

        var name = Layout.FreeName(place, NameOf(source) + suffix);
        return new IndexDeclaration(name, $"var {name} = {value};", layout);
    }

    private static string NameOf(SyntaxNode source)
    {
        var name = source switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            _ => "elements",
        };
        name = name.Substring(name.LastIndexOf('_') + 1);
        return name.Length == 0 ? "elements" : char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}
