using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>A local or field that holds a set or lookup of a collection: the one that is there, or one to declare.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it is built by; null when it is there.</param>
/// <param name="Type">Its type, where that has to be written.</param>
internal sealed record IndexDeclaration(string Name, string? Value, string Type = "var")
{
    /// <summary>
    /// The tree with the declaration: before a statement, on a line of its own above its comments, with blank lines before both; in the block that an
    /// expression body becomes; beside a field.
    /// </summary>
    public SyntaxNode Declare(SyntaxNode root, SyntaxNode place) => Value is null ? root : place switch
    {
        StatementSyntax statement => Before(root, statement),
        ArrowExpressionClauseSyntax body => ExpressionBodies.WithStatement(root, body, $"var {Name} = {Value};"),
        VariableDeclaratorSyntax field => IndexFields.Declare(root, field, Type, Name, Value),
        _ => root,
    };

    private SyntaxNode Before(SyntaxNode root, StatementSyntax place)
    {
        var declaration = SyntaxFactory.ParseStatement($"var {Name} = {Value};");
        var layout = new Layout(place.SpanStart, root.SyntaxTree);
        var leading = place.GetLeadingTrivia();
        if (layout.IsOneLine)
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
            declaration.WithLeadingTrivia(leading.Take(blank).Append(SyntaxFactory.Whitespace(layout.Indent))).WithTrailingTrivia(SyntaxFactory.EndOfLine(layout.NewLine)),
            place.WithLeadingTrivia(leading.Skip(blank)),
        ]);
    }
}

/// <summary>Writes sets and lookups that are built before a loop, or beside a field.</summary>
internal static class IndexDeclarations
{
    /// <summary>A set of a collection.</summary>
    /// <param name="source">The collection.</param>
    /// <param name="element">What it holds.</param>
    /// <param name="comparer">Code of its comparer, or nothing.</param>
    /// <param name="place">Before or beside which it is declared.</param>
    /// <param name="model">The model of the place.</param>
    public static IndexDeclaration Set(SyntaxNode source, ITypeSymbol? element, string comparer, SyntaxNode place, SemanticModel model) =>
        Of(source, "Set", $"ToHashSet({comparer})", place, model, "System.Collections.Generic", "HashSet", element);

    /// <summary>A lookup of a collection by the key of an equality.</summary>
    public static IndexDeclaration Lookup(SyntaxNode source, ITypeSymbol? element, KeyEquality equality, SyntaxNode place, SemanticModel model)
    {
        var key = Operations.Unconverted(equality.Key);
        var comparer = ComparerOf(equality, place, model);
        var suffix = Operations.SymbolOf(key) is IPropertySymbol or IFieldSymbol ? Operations.SymbolOf(key)!.Name : "Value";
        return Of(source, "By" + suffix, $"ToLookup({equality.Element.Name} => {key.Syntax}{(comparer.Length == 0 ? "" : ", " + comparer)})", place, model, "System.Linq", "ILookup", key.Type, element);
    }

    /// <summary>Code of the comparer that finds what the equality finds; nothing for the default.</summary>
    public static string ComparerOf(KeyEquality equality, SyntaxNode place, SemanticModel model) => KeyComparisons.Of(equality) != KeyComparison.IgnoreCase
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

    // One that was built for another search of the loop or type is used again.
    private static IndexDeclaration Of(SyntaxNode source, string suffix, string build, SyntaxNode place, SemanticModel model, string home, string type, params ITypeSymbol?[] arguments)
    {
        var value = $"{source}.{build}";
        if (place is VariableDeclaratorSyntax field)
        {
            var beside = field.Identifier.ValueText;
            value = $"{beside}.{build}";
            var written = (model.LookupNamespacesAndTypes(place.SpanStart, name: type).IsEmpty ? home + "." : "") + $"{type}<{string.Join(", ", arguments.Select(argument => argument!.ToMinimalDisplayString(model, place.SpanStart)))}>";
            return IndexFields.Existing(field, value) is { } existing ? new IndexDeclaration(existing, null) : new IndexDeclaration(FreeMember(field, beside + suffix, model), value, written);
        }

        if (place.Parent is BlockSyntax block)
        {
            for (var i = block.Statements.IndexOf((StatementSyntax)place) - 1; i >= 0 && block.Statements[i] is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer: { } initializer } variable] }; i--)
            {
                if (initializer.Value.ToString() == value)
                {
                    return new IndexDeclaration(variable.Identifier.ValueText, null);
                }
            }
        }

        return new IndexDeclaration(Layout.FreeName(place, NameOf(source) + suffix), value);
    }

    // Locals of that name would hide it.
    private static string FreeMember(SyntaxNode field, string name, SemanticModel model)
    {
        var type = field.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
        var free = name;
        for (var number = 2; BlockingCalls.Mentions(type, free) || !model.LookupSymbols(field.SpanStart, name: free).IsEmpty; number++)
        {
            free = name + number;
        }

        return free;
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
