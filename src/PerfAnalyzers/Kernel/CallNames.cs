using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which members can reach a round trip, judged by text alone: the filter in front of binding bodies. A member it does not hold
/// reaches nothing; one it holds may. What a file mentions is kept per syntax tree, so that in the editor only the tree that
/// changed is read again.
/// </summary>
internal sealed partial class CallNames
{
    // Names of query sources that packages declare and repositories are fond of.
    private static readonly string[] s_sources =
    [
        "AsQueryable", "AsNoTracking", "Include", "ThenInclude", "IgnoreQueryFilters", "AsSplitQuery", "FromSql", "FromSqlRaw", "FromSqlInterpolated",
        "SqlQuery", "SqlQueryRaw", "Set", "Table", "TableNoTracking", "Entities", "Query", "Queryable", "GetQueryable", "GetAll", "All", "Items",
    ];

    // Names that half of all types have: to mean a certain type's member, the file has to speak of the type or a relative.
    private static readonly HashSet<string> s_common = new(
    [
        "Add", "AddAsync", "AddRange", "Append", "Apply", "Build", "Clear", "Clone", "Close", "Compare", "CompareTo", "Contains", "ContainsKey", "Convert", "CopyTo", "Count", "Create", "CreateAsync",
        "Data", "Delete", "DeleteAsync", "Dispose", "DisposeAsync", "Equals", "Exists", "Flush", "FlushAsync", "Format", "Get", "GetAsync", "GetEnumerator", "GetHashCode", "GetValue", "Id", "IndexOf", "Init", "Initialize",
        "Insert", "Invoke", "InvokeAsync", "IsEmpty", "IsValid", "Item", "Items", "Key", "Keys", "Length", "Load", "LoadAsync", "Map", "Match", "Matches", "MoveNext", "Name", "Next", "Open", "Parse", "Peek", "Pop", "Process", "Push",
        "Put", "Read", "ReadAsync", "Register", "Remove", "RemoveAll", "Replace", "Reset", "Resolve", "Result", "Run", "RunAsync", "Save", "SaveAsync", "Send", "SendAsync", "Set", "SetValue", "Size", "Skip", "Sort", "Start", "Stop", "Take", "ToArray",
        "ToList", "ToString", "Trim", "TryAdd", "TryGet", "TryGetValue", "TryParse", "Type", "Update", "UpdateAsync", "Value", "Values", "Where", "Write", "WriteAsync", "WriteTo",
    ], StringComparer.Ordinal);

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<(string Type, string Member, string Overload)> _members = [];
    private readonly HashSet<string> _recursive = new(StringComparer.Ordinal);

    private CallNames()
    {
    }

    /// <summary>Reads the source of a compilation and follows its names, for each group of targets on its own.</summary>
    public static CallNames[] Read(Compilation compilation, CallTargets[] groups, CancellationToken cancellation)
    {
        var search = new Search(groups);
        if (!search.IsEmpty)
        {
            search.Read(compilation, cancellation);
        }

        var names = new CallNames[groups.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            names[i] = new CallNames();
            foreach (var (name, _) in groups[i].Targets)
            {
                names[i]._names.Add(name);
            }

            search.Follow(i, names[i]);
            search.Recur();
        }

        return names;
    }

    /// <summary>Whether a member called <paramref name="name"/>, of whatever type, may reach a target.</summary>
    public bool MayReach(string name) => _names.Contains(name);

    /// <summary>Whether the code of a method may reach a target.</summary>
    public bool MayReach(IMethodSymbol method)
    {
        var type = TypeOf(method);
        var name = NameOf(method);
        return _members.Contains((type, name, "")) || OverloadOf(method) is { Length: > 0 } overload && _members.Contains((type, name, overload));
    }

    /// <summary>Whether a method called so that may reach a target can come back to itself: it mentions itself, or a member that mentions it and may reach a target, too.</summary>
    public bool MayRecur(string name) => _recursive.Contains(name);

    /// <summary>The name others call a method by; of local functions and lambdas that of the member around them.</summary>
    public static string NameOf(IMethodSymbol method) => Outermost(method) switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } constructor => constructor.ContainingType.Name,
        IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } => TreeNames.Operator,
        IMethodSymbol { MethodKind: MethodKind.ExplicitInterfaceImplementation, ExplicitInterfaceImplementations: { Length: > 0 } contracts } => contracts[0].Name,
        IMethodSymbol { AssociatedSymbol: IPropertySymbol property } => property.IsIndexer ? WellKnownMemberNames.Indexer : property.Name,
        var member => member.Name,
    };

    private static string TypeOf(IMethodSymbol method)
    {
        var type = Outermost(method).ContainingType;
        return type is { Name.Length: 0, ContainingType: { } around } ? around.Name : type?.Name ?? "";
    }

    // As TreeNames reads it: keywords are passed over.
    private static string OverloadOf(IMethodSymbol method)
    {
        if (Outermost(method) is IMethodSymbol { Parameters: var parameters })
        {
            foreach (var parameter in parameters)
            {
                if (parameter.Type.SpecialType is >= SpecialType.System_Object and <= SpecialType.System_UIntPtr and not (SpecialType.System_Enum or SpecialType.System_MulticastDelegate or SpecialType.System_Delegate or SpecialType.System_ValueType or SpecialType.System_Void))
                {
                    continue;
                }

                return parameter.Type is INamedTypeSymbol { IsGenericType: false } or ITypeParameterSymbol ? parameter.Type.Name : "";
            }
        }

        return "";
    }

    private static ISymbol Outermost(IMethodSymbol method)
    {
        ISymbol member = method;
        while (member is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction, ContainingSymbol: IMethodSymbol or IFieldSymbol or IPropertySymbol })
        {
            member = member.ContainingSymbol;
        }

        return member;
    }
}

/// <summary>What is looked for by name.</summary>
/// <param name="targets">Names that are targets wherever they stand, and for names that say little alone the words of which one stands beside them.</param>
/// <param name="operators">Names that are targets when called on a query (<c>First</c>): they count beside the name of a query source.</param>
/// <param name="depth">How many members a way to a target may have.</param>
internal sealed class CallTargets(IEnumerable<(string Name, string[] Beside)> targets, IEnumerable<string> operators, int depth)
{
    public (string Name, string[] Beside)[] Targets { get; } = [.. targets];

    public string[] Operators { get; } = [.. operators];

    public int Depth => depth;
}
