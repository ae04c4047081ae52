using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The names one file declares and mentions. Declarations are read from the syntax, mentions from the text between them: no
/// node inside a body is touched, and words in comments and strings count as mentions.
/// </summary>
internal sealed class TreeNames
{
    /// <summary>Names of types whose values are queries.</summary>
    public static readonly string[] QueryTypes = ["IQueryable", "IOrderedQueryable", "DbSet", "IDbSet", "ITable"];

    /// <summary>The name of operators and conversions, which nobody mentions.</summary>
    public const string Operator = "operator";

    private static readonly ConditionalWeakTable<SyntaxTree, TreeNames> s_trees = new();

    // Operators that return queries are no sources: lists have them too.
    private static readonly HashSet<string> s_operators = new(typeof(Enumerable).GetMethods().Select(static method => method.Name), StringComparer.Ordinal);

    private TreeNames(MemberNames[] members, TypeNames[] types, string[] sources, HashSet<string> words)
    {
        Members = members;
        Types = types;
        Sources = sources;
        Words = words;
    }

    /// <summary>Members with code, and what each mentions.</summary>
    public MemberNames[] Members { get; }

    /// <summary>Types with bases or inside other types; a type around counts as a base.</summary>
    public TypeNames[] Types { get; }

    /// <summary>Members declared with a query type: <c>Orders</c> of <c>DbSet&lt;Order&gt; Orders</c>.</summary>
    public string[] Sources { get; }

    /// <summary>All words of the file.</summary>
    public HashSet<string> Words { get; }

    /// <summary>Whether a member that returns a query is known by its name: operators are not.</summary>
    public static bool IsSourceName(string name) => !s_operators.Contains(name);

    /// <summary>The names of a tree; read once per tree.</summary>
    /// <param name="tree">The file.</param>
    /// <param name="words">Holds the words of all files read so far.</param>
    /// <param name="cancellation">Cancels reading.</param>
    public static TreeNames Of(SyntaxTree tree, WordTable words, CancellationToken cancellation)
    {
        if (!s_trees.TryGetValue(tree, out var names))
        {
            names = new Reader(tree, words, cancellation).Read();
            names = s_trees.GetValue(tree, _ => names);
        }

        return names;
    }

    private readonly struct Reader(SyntaxTree tree, WordTable words, CancellationToken cancellation)
    {
        private readonly List<MemberNames> _members = [];
        private readonly List<TypeNames> _types = [];
        private readonly List<string> _statics = [];
        private readonly List<string> _sources = [];

        public TreeNames Read()
        {
            var text = tree.GetText(cancellation);
            words.Take(text);
            var unit = tree.GetRoot(cancellation) as CompilationUnitSyntax;
            foreach (var import in unit?.Usings ?? default)
            {
                if (import is { StaticKeyword.RawKind: not 0, Name: { } name } && NameOf(name) is { } type)
                {
                    _statics.Add(type);
                }
            }

            foreach (var member in unit?.Members ?? default)
            {
                Member(member, WellKnownMemberNames.TopLevelStatementsEntryPointTypeName);
            }

            var all = new HashSet<string>(StringComparer.Ordinal);
            foreach (var word in words.Read(0, text.Length))
            {
                all.Add(word.Text);
            }

            return new TreeNames(_members.ToArray(), _types.ToArray(), _sources.ToArray(), all);
        }

        private void Member(MemberDeclarationSyntax member, string type)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    foreach (var inner in space.Members)
                    {
                        Member(inner, type);
                    }

                    break;
                case TypeDeclarationSyntax declaration:
                    // Extension blocks have no name; their members are those of the class around them.
                    var own = declaration.Identifier.ValueText is { Length: > 0 } name ? name : type;
                    foreach (var parameter in declaration.ParameterList?.Parameters ?? default)
                    {
                        Source(parameter.Type, parameter.Identifier);
                    }

                    Bases(declaration, own, type);
                    foreach (var inner in declaration.Members)
                    {
                        Member(inner, own);
                    }

                    break;
                case MethodDeclarationSyntax method:
                    Source(method.ReturnType, method.Identifier);
                    Add(type, method.Identifier.ValueText, MemberKind.Method, (SyntaxNode?)method.Body ?? method.ExpressionBody, TakesQuery(method.ParameterList));
                    break;
                case ConstructorDeclarationSyntax constructor:
                    Add(type, type, MemberKind.Constructor, constructor.Initializer);
                    Add(type, type, MemberKind.Constructor, (SyntaxNode?)constructor.Body ?? constructor.ExpressionBody, TakesQuery(constructor.ParameterList));
                    break;
                case OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax:
                    Add(type, Operator, MemberKind.Method, member);
                    break;
                case PropertyDeclarationSyntax property:
                    Source(property.Type, property.Identifier);
                    Add(type, property.Identifier.ValueText, MemberKind.Value, property.ExpressionBody);
                    Accessors(type, property.Identifier.ValueText, property.AccessorList);
                    Add(type, type, MemberKind.Constructor, property.Initializer);
                    break;
                case IndexerDeclarationSyntax indexer:
                    Add(type, WellKnownMemberNames.Indexer, MemberKind.Value, indexer.ExpressionBody);
                    Accessors(type, WellKnownMemberNames.Indexer, indexer.AccessorList);
                    break;
                case FieldDeclarationSyntax field:
                    foreach (var variable in field.Declaration.Variables)
                    {
                        Source(field.Declaration.Type, variable.Identifier);
                        Add(type, variable.Identifier.ValueText, MemberKind.Value, variable.Initializer);
                        // Initializers run when the type is constructed.
                        Add(type, type, MemberKind.Constructor, variable.Initializer);
                    }

                    break;
                case GlobalStatementSyntax statement:
                    Add(type, WellKnownMemberNames.TopLevelStatementsEntryPointMethodName, MemberKind.Method, statement);
                    break;
            }
        }

        private static bool TakesQuery(ParameterListSyntax parameters)
        {
            foreach (var parameter in parameters.Parameters)
            {
                if (IsQueryType(parameter.Type))
                {
                    return true;
                }
            }

            return false;
        }

        private void Source(TypeSyntax? type, SyntaxToken name)
        {
            if (IsQueryType(type) && IsSourceName(name.ValueText))
            {
                _sources.Add(name.ValueText);
            }
        }

        private void Accessors(string type, string member, AccessorListSyntax? accessors)
        {
            // Setters are not followed.
            foreach (var accessor in accessors?.Accessors ?? default)
            {
                if (!accessor.Keyword.IsKind(SyntaxKind.GetKeyword))
                {
                    continue;
                }

                Add(type, member, MemberKind.Value, (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody);
            }
        }

        private void Bases(TypeDeclarationSyntax declaration, string own, string around)
        {
            // What a static import names is as near as what is inherited.
            var bases = new List<string>(_statics);
            if (declaration.Parent is TypeDeclarationSyntax && own != around)
            {
                bases.Add(around);
            }

            foreach (var entry in declaration.BaseList?.Types ?? default)
            {
                if (NameOf(entry.Type) is { } name)
                {
                    bases.Add(name);
                }

                // The arguments of a primary constructor's base call.
                Add(own, own, MemberKind.Constructor, entry as PrimaryConstructorBaseTypeSyntax);
            }

            if (bases.Count > 0)
            {
                _types.Add(new TypeNames(own, bases.ToArray()));
            }
        }

        private static string? NameOf(TypeSyntax type) => type switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => null,
        };

        private void Add(string type, string member, MemberKind kind, SyntaxNode? code, bool takesQuery = false)
        {
            if (code is null)
            {
                return;
            }

            var span = code.Span;
            if (words.Read(span.Start, span.End) is { Length: > 0 } names)
            {
                _members.Add(new MemberNames(type, member, kind, takesQuery ? [.. names, new Word(QueryTypes[0], WordUses.Read)] : names));
            }
        }

        private static bool IsQueryType(TypeSyntax? type) => type switch
        {
            NullableTypeSyntax nullable => IsQueryType(nullable.ElementType),
            QualifiedNameSyntax qualified => IsQueryType(qualified.Right),
            GenericNameSyntax { Identifier.ValueText: "Task" or "ValueTask", TypeArgumentList.Arguments: { Count: 1 } arguments } => IsQueryType(arguments[0]),
            SimpleNameSyntax simple => Array.IndexOf(QueryTypes, simple.Identifier.ValueText) >= 0,
            _ => false,
        };
    }
}

/// <summary>What the code of one member mentions.</summary>
/// <param name="Type">Simple name of the type that declares it.</param>
/// <param name="Member">Its name; of constructors the type's.</param>
/// <param name="Kind">How others use it.</param>
/// <param name="Words">The words of its code, each once.</param>
internal readonly record struct MemberNames(string Type, string Member, MemberKind Kind, Word[] Words);

/// <summary>A type and the names in its base list.</summary>
internal readonly record struct TypeNames(string Type, string[] Bases);

/// <summary>What a member with code is.</summary>
internal enum MemberKind
{
    Method,

    /// <summary>A property, or a field with an initializer.</summary>
    Value,

    Constructor,
}
