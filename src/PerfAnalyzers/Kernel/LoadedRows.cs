using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Which query loaded an entity, or the entities of a sequence, and how the code got from its rows to them.</summary>
internal sealed record LoadedRows
{
    public static readonly LoadedRows None = new();

    /// <summary>Where the rows come from: sets of a context, <c>Find</c> calls. Several where the code decides between queries.</summary>
    public ImmutableArray<IOperation> Roots { get; init; } = [];

    /// <summary>Operators that compose the queries.</summary>
    public ImmutableArray<IInvocationOperation> Operators { get; init; } = [];

    /// <summary>Paths that some of the queries include: <c>Lines.Product</c>.</summary>
    public ImmutableArray<string> Includes { get; init; } = [];

    /// <summary>The parameter the rows were handed in with, or the containing type for <c>this</c>: for code that is asked about on behalf of its callers.</summary>
    public ISymbol? Parameter { get; init; }

    /// <summary>Navigations followed from the rows of the query.</summary>
    public ImmutableArray<IPropertySymbol> Path { get; init; } = [];

    /// <summary>The repetition that visits the rows, or what a navigation of theirs holds; null for a single entity or a whole sequence.</summary>
    public Repetition? Loop { get; init; }

    /// <summary>Methods of the compilation the rows are returned by.</summary>
    public ImmutableArray<IMethodSymbol> Callees { get; init; } = [];

    /// <summary>Whether a query loads what a path leads to. A path that goes on loads all on its way.</summary>
    public bool Loads(string path)
    {
        foreach (var include in Includes)
        {
            if (include.Length == 0 || include == path || include.Length > path.Length && include[path.Length] == '.' && include.StartsWith(path, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The path of a navigation of these entities, from the rows of the query.</summary>
    public string PathOf(IPropertySymbol? navigation)
    {
        var path = "";
        foreach (var step in Path)
        {
            path += (path.Length > 0 ? "." : "") + step.Name;
        }

        return navigation is null ? path : path.Length > 0 ? path + "." + navigation.Name : navigation.Name;
    }

    /// <summary>What may come from either; null when they differ in how they are reached.</summary>
    public static LoadedRows? Either(LoadedRows? left, LoadedRows? right)
    {
        if (left is null || right is null)
        {
            return null;
        }

        if (left.IsNothing)
        {
            return right with { Operators = right.Operators.AddRange(left.Operators), Includes = right.Includes.AddRange(left.Includes) };
        }

        if (right.IsNothing)
        {
            return left with { Operators = left.Operators.AddRange(right.Operators), Includes = left.Includes.AddRange(right.Includes) };
        }

        if (left.PathOf(null) != right.PathOf(null) || left.Parameter is not null || right.Parameter is not null)
        {
            return null;
        }

        return left with
        {
            Roots = left.Roots.AddRange(right.Roots),
            Operators = left.Operators.AddRange(right.Operators),
            Includes = left.Includes.AddRange(right.Includes),
            Callees = left.Callees.AddRange(right.Callees),
            Loop = left.Loop ?? right.Loop,
        };
    }

    /// <summary>These rows, seen by a caller that hands in <paramref name="argument"/> for <see cref="Parameter"/>.</summary>
    public LoadedRows From(LoadedRows argument)
    {
        var prefix = argument.PathOf(null);
        var includes = argument.Includes.ToBuilder();
        foreach (var include in Includes)
        {
            includes.Add(prefix.Length > 0 && include.Length > 0 ? prefix + "." + include : include);
        }

        return argument with
        {
            Operators = argument.Operators.AddRange(Operators),
            Includes = includes.ToImmutable(),
            Path = argument.Path.AddRange(Path),
            Callees = argument.Callees.AddRange(Callees),
        };
    }

    private bool IsNothing => Roots.IsEmpty && Parameter is null;

    /// <summary>The path an <c>Include</c> or <c>ThenInclude</c> names; empty when it is not known, and may be any.</summary>
    public static string IncludedBy(IInvocationOperation include, string previous)
    {
        if (include.Arguments.Length < 2)
        {
            return "";
        }

        var selector = Operations.Unconverted(include.Arguments[1].Value);
        if (selector.ConstantValue is { HasValue: true, Value: string text })
        {
            return text;
        }

        var path = selector is IAnonymousFunctionOperation or IDelegateCreationOperation ? SelectedBy(selector) : "";
        return path.Length == 0 ? "" : include.TargetMethod.Name == "ThenInclude" ? previous + "." + path : path;
    }

    private static string SelectedBy(IOperation selector)
    {
        foreach (var part in selector.DescendantsAndSelf())
        {
            if (part is IAnonymousFunctionOperation { Body.Operations: { Length: > 0 } statements } && statements[statements.Length - 1] is IReturnOperation { ReturnedValue: { } selected })
            {
                return PathIn(selected);
            }
        }

        return "";
    }

    // o.Lines, o.Lines.Where(…).OrderBy(…), o.Lines.Select(l => l.Product), ((Special)o).Extra, o.Customer!.Address
    private static string PathIn(IOperation selected)
    {
        var path = new List<string>();
        while (true)
        {
            selected = Operations.Unconverted(selected);
            switch (selected)
            {
                case IPropertyReferenceOperation { Instance: { } instance } property:
                    path.Add(property.Property.Name);
                    selected = instance;
                    continue;
                case IInvocationOperation { Arguments: { Length: > 0 } arguments } call:
                    if (call.TargetMethod.Name is "Select" or "SelectMany" && arguments.Length > 1 && SelectedBy(arguments[1].Value) is { Length: > 0 } inner)
                    {
                        path.Add(inner);
                    }

                    selected = arguments[0].Value;
                    continue;
                case IParameterReferenceOperation:
                    path.Reverse();
                    return string.Join(".", path);
                default:
                    return "";
            }
        }
    }
}
