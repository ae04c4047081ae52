using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What library members do, from the bundled tables (<c>Knowledge/*.txt</c>) and from additional files named
/// <c>PerfAnalyzers.Apis.txt</c>, which win. What several bundled tables say of one member adds up. Members are found by name
/// first and compared as symbols.
/// </summary>
internal sealed class Knowledge
{
    /// <summary>Name of the additional files in which users describe their own libraries.</summary>
    public const string UserFileName = "PerfAnalyzers.Apis.txt";

    private static readonly Lazy<ImmutableArray<ApiTable>> s_bundled = new(LoadBundled);
    private static readonly Lazy<ImmutableArray<ApiEntry>> s_merged = new(static () => Merge(Bundled));
    private static readonly Lazy<Dictionary<string, List<ApiEntry>>> s_members = new(static () => ByName(s_merged.Value));

    private readonly Facts _facts;
    private readonly Dictionary<string, List<ApiEntry>> _members;
    private readonly ConcurrentDictionary<ISymbol, ApiEntry?> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<string, bool> _libraries = new(StringComparer.Ordinal);
    private readonly Dictionary<ISymbol, ApiEntry> _types = new(SymbolEqualityComparer.Default);

    public Knowledge(Facts facts)
    {
        _facts = facts;
        var users = ImmutableArray<ApiEntry>.Empty;
        foreach (var file in facts.Options.AdditionalFiles)
        {
            if (file.Path.EndsWith(UserFileName, StringComparison.OrdinalIgnoreCase) && file.GetText() is { } text)
            {
                users = users.AddRange(ApiTable.Parse(text.ToString()).Entries);
            }
        }

        foreach (var entry in users)
        {
            HasUserRoundTrips |= entry.Has(ApiEffects.AnyRoundTrip);
        }

        _members = users.IsEmpty ? s_members.Value : ByName(users.AddRange(s_merged.Value));
        AddTypes(users);
        AddTypes(s_merged.Value);
    }

    public static ImmutableArray<ApiTable> Bundled => s_bundled.Value;

    /// <summary>The user's own tables name round trips.</summary>
    public bool HasUserRoundTrips { get; }

    /// <summary>The compilation references a database of the bundled tables, other than what the framework itself declares.</summary>
    public bool HasDatabase
    {
        get
        {
            foreach (var entry in MembersOf(ApiEffects.Query | ApiEffects.Command | ApiEffects.RowCommand | ApiEffects.Save))
            {
                if (!entry.TypeName.StartsWith("System.Data.", StringComparison.Ordinal) && !entry.TypeName.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What is known of a method, property or field; null when nothing is.</summary>
    public ApiEntry? Of(ISymbol member)
    {
        if (!_members.TryGetValue(member.MetadataName, out var candidates))
        {
            return null;
        }

        member = member is IMethodSymbol { ReducedFrom: { } unreduced } ? unreduced.OriginalDefinition : member.OriginalDefinition;
        if (!_known.TryGetValue(member, out var entry))
        {
            entry = Find(member, candidates);
            _known.TryAdd(member, entry);
        }

        return entry;
    }

    /// <summary>What the member does.</summary>
    public ApiEffects EffectsOf(ISymbol member) => Of(member)?.Effects ?? ApiEffects.None;

    /// <summary>What is known of a type, its base types or its interfaces; the nearest answer.</summary>
    public ApiEntry? OfType(ITypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (_types.TryGetValue(current.OriginalDefinition, out var entry))
            {
                return entry;
            }
        }

        if (type is not null)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (_types.TryGetValue(contract.OriginalDefinition, out var entry))
                {
                    return entry;
                }
            }
        }

        return null;
    }

    /// <summary>Whether one of a symbol's attributes has one of the effects.</summary>
    public bool HasAttribute(ISymbol symbol, ApiEffects effects)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && OfType(type) is { } entry && entry.Has(effects))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Simple names of members with one of the effects whose type this compilation references.</summary>
    public IEnumerable<string> NamesOf(ApiEffects effects)
    {
        foreach (var pair in _members)
        {
            foreach (var entry in pair.Value)
            {
                if (entry.Has(effects) && Resolve(entry.TypeName) is not null)
                {
                    yield return pair.Key;
                    break;
                }
            }
        }
    }

    /// <summary>Entries of members with one of the effects, or with a value of a name, whose type this compilation references.</summary>
    public IEnumerable<ApiEntry> MembersOf(ApiEffects effects, string? value = null)
    {
        foreach (var entries in _members.Values)
        {
            foreach (var entry in entries)
            {
                if ((entry.Has(effects) || value is not null && entry.Value(value) is not null) && Resolve(entry.TypeName) is not null)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>Whether <paramref name="type"/> is, derives from or implements <paramref name="expected"/>.</summary>
    public static bool Inherits(ITypeSymbol? type, INamedTypeSymbol? expected)
    {
        if (type is null || expected is null)
        {
            return false;
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, expected))
            {
                return true;
            }
        }

        if (expected.TypeKind == TypeKind.Interface)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (SymbolEqualityComparer.Default.Equals(contract.OriginalDefinition, expected))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Lines with the same id become one with the words of all; those of single overloads come before those of all overloads.</summary>
    internal static ImmutableArray<ApiEntry> Merge(IEnumerable<ApiTable> tables)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var merged = new List<ApiEntry>();
        foreach (var table in tables)
        {
            foreach (var entry in table.Entries)
            {
                if (positions.TryGetValue(entry.Id, out var position))
                {
                    merged[position] = merged[position] with { Effects = merged[position].Effects | entry.Effects, Values = merged[position].Values.SetItems(entry.Values) };
                }
                else
                {
                    positions.Add(entry.Id, merged.Count);
                    merged.Add(entry);
                }
            }
        }

        return [.. merged.Where(static entry => entry.HasParameters), .. merged.Where(static entry => !entry.HasParameters)];
    }

    private static Dictionary<string, List<ApiEntry>> ByName(ImmutableArray<ApiEntry> entries)
    {
        var members = new Dictionary<string, List<ApiEntry>>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.MemberName.Length > 0)
            {
                if (!members.TryGetValue(entry.MemberName, out var list))
                {
                    members.Add(entry.MemberName, list = []);
                }

                list.Add(entry);
            }
        }

        return members;
    }

    private void AddTypes(ImmutableArray<ApiEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.MemberName.Length == 0 && Resolve(entry.TypeName) is { } type && !_types.ContainsKey(type))
            {
                _types.Add(type, entry);
            }
        }
    }

    private ApiEntry? Find(ISymbol member, List<ApiEntry> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (Resolve(candidate.TypeName) is { } type && IsDeclaredBy(member, type) && (!candidate.HasParameters || IsOverload(member, candidate)))
            {
                return candidate;
            }
        }

        return null;
    }

    // Redeclared members of derived library types (SqliteCommand.ExecuteReader hides DbCommand's) do what the base member
    // does; a member that the user's own type adds under the same name need not, and has a body to look at.
    private bool IsDeclaredBy(ISymbol member, INamedTypeSymbol type)
    {
        if (SymbolEqualityComparer.Default.Equals(member.ContainingType?.OriginalDefinition, type))
        {
            return true;
        }

        var isOwn = SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, _facts.Compilation.Assembly);
        return (!isOwn || member.IsOverride) && !member.IsStatic && Inherits(member.ContainingType, type);
    }

    private bool IsOverload(ISymbol member, ApiEntry entry)
    {
        var expected = DocumentationCommentId.GetFirstSymbolForDeclarationId(entry.Id, _facts.Compilation);
        for (var current = member; current is not null; current = (current as IMethodSymbol)?.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, expected))
            {
                return true;
            }
        }

        return false;
    }

    // Documentation ids write nested types with a dot.
    private INamedTypeSymbol? Resolve(string typeName)
    {
        if (!HasLibrary(typeName))
        {
            return null;
        }

        if (_facts.Type(typeName) is { } type)
        {
            return type;
        }

        var dot = typeName.LastIndexOf('.');
        return dot > 0 && _facts.Type(typeName.Substring(0, dot)) is not null
            ? _facts.Type(typeName.Substring(0, dot) + "+" + typeName.Substring(dot + 1))
            : null;
    }

    // Most libraries of the tables are not referenced: their namespaces tell, and are asked for once instead of every type.
    private bool HasLibrary(string typeName)
    {
        var end = typeName.LastIndexOf('.');
        if (end < 0)
        {
            return true;
        }

        var container = typeName.Substring(0, end);
        if (!_libraries.TryGetValue(container, out var exists))
        {
            exists = Exists(container);
            _libraries.TryAdd(container, exists);
        }

        return exists;
    }

    // A namespace, or the type around a nested one.
    private bool Exists(string container)
    {
        INamespaceOrTypeSymbol current = _facts.Compilation.GlobalNamespace;
        foreach (var name in container.Split('.'))
        {
            INamespaceOrTypeSymbol? next = null;
            foreach (var member in current.GetMembers(name.IndexOf('`') is var arity and >= 0 ? name.Substring(0, arity) : name))
            {
                next = member as INamespaceOrTypeSymbol ?? next;
                if (next is INamespaceSymbol)
                {
                    break;
                }
            }

            if (next is null)
            {
                return false;
            }

            if (next is ITypeSymbol)
            {
                return true;
            }

            current = next;
        }

        return true;
    }

    private static ImmutableArray<ApiTable> LoadBundled()
    {
        var assembly = typeof(Knowledge).Assembly;
        var tables = ImmutableArray.CreateBuilder<ApiTable>();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.EndsWith(".txt", StringComparison.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                tables.Add(ApiTable.Parse(reader.ReadToEnd()));
            }
        }

        return tables.ToImmutable();
    }
}
