using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>The names one file declares and mentions, read from its text.</summary>
internal sealed class TreeNames
{
    /// <summary>Names of types whose values are queries.</summary>
    public static readonly string[] QueryTypes = ["IQueryable", "IOrderedQueryable", "DbSet", "IDbSet", "ITable"];

    private static readonly ConditionalWeakTable<SyntaxTree, TreeNames> s_trees = new();

    private TreeNames(MemberNames[] members, string[] sources)
    {
        Members = members;
        Sources = sources;
    }

    /// <summary>Members with code, and what each mentions.</summary>
    public MemberNames[] Members { get; }

    /// <summary>Members declared with a query type: <c>Orders</c> of <c>DbSet&lt;Order&gt; Orders</c>.</summary>
    public string[] Sources { get; }

    /// <summary>The names of a tree; read once per tree.</summary>
    public static TreeNames Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (!s_trees.TryGetValue(tree, out var names))
        {
            names = Read(tree, cancellation);
            s_trees.GetValue(tree, _ => names);
        }

        return names;
    }

    private static TreeNames Read(SyntaxTree tree, CancellationToken cancellation)
    {
        var members = new List<MemberNames>();
        var sources = new List<string>();
        foreach (var node in tree.GetRoot(cancellation).DescendantNodes(static node => node is not StatementSyntax and not ArrowExpressionClauseSyntax))
        {
            if (Declared(node) is { } declared && IsQueryType(declared.Type))
            {
                sources.Add(declared.Name);
            }

            if (NameOf(node) is { } name)
            {
                Add(members, name, node);
            }
            else if (node is EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } } initializer &&
                initializer.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
            {
                // Initializers run when the type is constructed.
                Add(members, type.Identifier.ValueText, initializer);
            }
        }

        return new TreeNames(members.ToArray(), sources.ToArray());
    }

    private static (TypeSyntax Type, string Name)? Declared(SyntaxNode node) => node switch
    {
        PropertyDeclarationSyntax property => (property.Type, property.Identifier.ValueText),
        MethodDeclarationSyntax method => (method.ReturnType, method.Identifier.ValueText),
        ParameterSyntax { Type: { } type } parameter => (type, parameter.Identifier.ValueText),
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } variable => (declaration.Type, variable.Identifier.ValueText),
        _ => null,
    };

    private static bool IsQueryType(TypeSyntax type) => type switch
    {
        NullableTypeSyntax nullable => IsQueryType(nullable.ElementType),
        QualifiedNameSyntax qualified => IsQueryType(qualified.Right),
        GenericNameSyntax { Identifier.ValueText: "Task" or "ValueTask", TypeArgumentList.Arguments: { Count: 1 } arguments } => IsQueryType(arguments[0]),
        SimpleNameSyntax simple => Array.IndexOf(QueryTypes, simple.Identifier.ValueText) >= 0,
        _ => false,
    };

    private static void Add(List<MemberNames> found, string name, SyntaxNode member)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in member.DescendantNodes())
        {
            switch (node)
            {
                case SimpleNameSyntax mention:
                    names.Add(mention.Identifier.ValueText);
                    break;
                case LocalFunctionStatementSyntax local:
                    // Nested functions are called by name; what they mention belongs to the enclosing member as well.
                    Add(found, local.Identifier.ValueText, local);
                    break;
            }
        }

        names.Remove(name);
        if (names.Count > 0)
        {
            found.Add(new MemberNames(name, [.. names]));
        }
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method when method.Body is not null || method.ExpressionBody is not null => method.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax, Initializer: not null } field => field.Identifier.ValueText,
        LocalFunctionStatementSyntax topLevel => topLevel.Identifier.ValueText,
        _ => null,
    };
}

/// <summary>What the code of one member mentions.</summary>
internal readonly record struct MemberNames(string Member, string[] Names);
