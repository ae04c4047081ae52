using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The names one file declares and mentions. Declarations are read from the syntax, mentions from the text between them: no
/// node inside a body is touched, and words in comments and strings count as mentions.
/// </summary>
internal sealed partial class TreeNames
{
    /// <summary>Names of types whose values are queries.</summary>
    public static readonly string[] QueryTypes = ["IQueryable", "IOrderedQueryable", "DbSet", "IDbSet", "ITable"];

    /// <summary>The name of operators and conversions, which nobody mentions.</summary>
    public const string Operator = "operator";

    private static readonly ConditionalWeakTable<SyntaxTree, TreeNames> s_trees = new();

    // Operators that return queries are no sources: lists have them too.
    private static readonly HashSet<string> s_operators = new(typeof(Enumerable).GetMethods().Select(static method => method.Name), StringComparer.Ordinal);

    private TreeNames(MemberNames[] members, TypeNames[] types, ValueNames[] values, string[] sources, string[] sourceTypes, WordSet words)
    {
        Members = members;
        Types = types;
        Values = values;
        Sources = sources;
        SourceTypes = sourceTypes;
        Words = words;
    }

    /// <summary>Members with code, and what each mentions.</summary>
    public MemberNames[] Members { get; }

    /// <summary>Types with bases or inside other types (a type around counts as a base), and aliases of types.</summary>
    public TypeNames[] Types { get; }

    /// <summary>What names a value and is declared with a type: fields, properties, parameters, methods.</summary>
    public ValueNames[] Values { get; }

    /// <summary>Members declared with a query type: <c>Orders</c> of <c>DbSet&lt;Order&gt; Orders</c>.</summary>
    public string[] Sources { get; }

    /// <summary>The types that declare them.</summary>
    public string[] SourceTypes { get; }

    /// <summary>All words of the file, comments and strings included.</summary>
    public WordSet Words { get; }

    /// <summary>Whether a member that returns a query is known by its name: operators are not.</summary>
    public static bool IsSourceName(string name) => !s_operators.Contains(name);

    /// <summary>The names of a tree; read once per tree.</summary>
    public static TreeNames Of(SyntaxTree tree, CancellationToken cancellation)
    {
        Reader? reader = null;
        return Of(tree, ref reader, cancellation);
    }

    /// <summary>The same where many files are asked for.</summary>
    /// <param name="tree">The file.</param>
    /// <param name="reader">Reads what was not read before; made when it is needed.</param>
    /// <param name="cancellation">Cancels reading.</param>
    public static TreeNames Of(SyntaxTree tree, ref Reader? reader, CancellationToken cancellation) =>
        s_trees.TryGetValue(tree, out var names) ? names : Keep(tree, (reader ??= new Reader()).Read(tree, cancellation));

    // Apart, for its closure.
    private static TreeNames Keep(SyntaxTree tree, TreeNames names) => s_trees.GetValue(tree, _ => names);
}

/// <summary>What the code of one member mentions.</summary>
/// <param name="Type">Simple name of the type that declares it.</param>
/// <param name="Member">Its name; of constructors the type's.</param>
/// <param name="Overload">The type of its first parameter that is no keyword, when that is a plain name; else empty.</param>
/// <param name="Kind">How others use it.</param>
/// <param name="IsExtension">It is called on values of another type.</param>
/// <param name="Words">The words of its code, each once.</param>
internal readonly record struct MemberNames(string Type, string Member, string Overload, MemberKind Kind, bool IsExtension, Word[] Words);

/// <summary>A type and the names in its base list.</summary>
/// <param name="Type">Its simple name, or an alias.</param>
/// <param name="Bases">Simple names of its bases.</param>
/// <param name="Brings">Words of the types whose values come out of it without a name: type arguments of bases, indexers, conversions.</param>
internal readonly record struct TypeNames(string Type, string[] Bases, string[] Brings);

/// <summary>What names a value.</summary>
/// <param name="Name">The field, property, parameter or method.</param>
/// <param name="TypeWords">The words of its type and of the constraints of type parameters in it.</param>
internal readonly record struct ValueNames(string Name, string[] TypeWords);

/// <summary>What a member with code is.</summary>
internal enum MemberKind
{
    Method,

    /// <summary>A property, or a field with an initializer.</summary>
    Value,

    Constructor,
}
