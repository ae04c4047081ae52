using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Which columns of the model hold text of one byte per character (<c>varchar</c>, <c>char</c>): by attributes and configuration.</summary>
internal sealed class TextColumns
{
    private readonly Dictionary<string, List<IPropertySymbol>> _narrow = new(StringComparer.OrdinalIgnoreCase);

    private TextColumns()
    {
    }

    /// <summary>The properties stored so under a name, whatever its case.</summary>
    public IReadOnlyList<IPropertySymbol> Named(string column) => _narrow.TryGetValue(column, out var properties) ? properties : [];

    public bool IsEmpty => _narrow.Count == 0;

    public static TextColumns Read(Facts facts)
    {
        var columns = new TextColumns();
        foreach (var (tree, names) in SourceFiles.Of(facts.Compilation))
        {
            var words = names.Words;
            if (!words.Contains("IsUnicode") && !words.Contains("HasColumnType") && !words.Contains("Unicode") && !words.Contains("Column") || ConfiguredKeys.IsOldModel(words))
            {
                continue;
            }

            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                switch (node)
                {
                    case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsUnicode" or "HasColumnType" } access } call when IsNarrow(call) && ModelConfiguration.SelectionBefore(access.Name) is { } selection:
                        if (facts.Bodies.At(selection, default) is IInvocationOperation selected && ModelConfiguration.SelectedProperty(selected) is { Type.SpecialType: SpecialType.System_String } property)
                        {
                            columns.Add(property);
                        }

                        break;
                    case AttributeSyntax { Name: var name, Parent.Parent: PropertyDeclarationSyntax declared } attribute when IsNarrow(name.ToString(), attribute):
                        if (declared.Parent is TypeDeclarationSyntax type && PropertyOf(facts, type, declared.Identifier.ValueText) is { Type.SpecialType: SpecialType.System_String } attributed)
                        {
                            columns.Add(attributed);
                        }

                        break;
                }
            }
        }

        return columns;
    }

    // By name: a type is found without binding anything.
    private static IPropertySymbol? PropertyOf(Facts facts, TypeDeclarationSyntax type, string name)
    {
        foreach (var symbol in facts.Compilation.GetSymbolsWithName(type.Identifier.ValueText, SymbolFilter.Type))
        {
            foreach (var member in ((INamedTypeSymbol)symbol).GetMembers(name))
            {
                foreach (var declaration in member.DeclaringSyntaxReferences)
                {
                    if (declaration.SyntaxTree == type.SyntaxTree && type.Span.Contains(declaration.Span))
                    {
                        return member as IPropertySymbol;
                    }
                }
            }
        }

        return null;
    }

    private void Add(IPropertySymbol property)
    {
        if (!_narrow.TryGetValue(property.Name, out var properties))
        {
            _narrow.Add(property.Name, properties = []);
        }

        properties.Add(property);
    }

    // IsUnicode(false), HasColumnType("varchar(20)")
    private static bool IsNarrow(InvocationExpressionSyntax call) => call.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax { Token: var token } }] &&
        (token.ValueText == "false" || token.Value is string type && IsNarrowType(type));

    // [Unicode(false)], [Column(TypeName = "varchar(20)")]
    private static bool IsNarrow(string name, AttributeSyntax attribute)
    {
        if (!name.EndsWith("Unicode", StringComparison.Ordinal) && !name.EndsWith("Column", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var argument in attribute.ArgumentList?.Arguments ?? default)
        {
            if (argument.Expression is LiteralExpressionSyntax { Token: var token } && (name.EndsWith("Unicode", StringComparison.Ordinal) ? token.ValueText == "false" : argument.NameEquals?.Name.Identifier.ValueText == "TypeName" && token.Value is string type && IsNarrowType(type)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNarrowType(string type) => type.StartsWith("varchar", StringComparison.OrdinalIgnoreCase) || type.StartsWith("char", StringComparison.OrdinalIgnoreCase);
}
