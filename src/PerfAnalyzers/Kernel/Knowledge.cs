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

    private readonly Facts _facts;
    private readonly Dictionary<string, List<ApiEntry>> _members;
    private readonly ConcurrentDictionary<ISymbol, ApiEntry?> _known = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<string, List<ApiEntry>> _types;

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

        _members = users.IsEmpty ? ApiTables.Members : ApiTables.MembersByName(users.AddRange(ApiTables.Merged));
        _types = users.IsEmpty ? ApiTables.Types : ApiTables.TypesByName(users.AddRange(ApiTables.Merged));
    }

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
            if (OfTypeItself(current) is { } entry)
            {
                return entry;
            }
        }

        if (type is not null)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (OfTypeItself(contract) is { } entry)
                {
                    return entry;
                }
            }
        }

        return null;
    }

    private ApiEntry? OfTypeItself(ITypeSymbol type)
    {
        if (_types.TryGetValue(type.MetadataName, out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (IsNamed(type, candidate.TypeName))
                {
                    return candidate;
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
                if (entry.Has(effects) && _facts.Type(entry.TypeName) is not null)
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
                if ((entry.Has(effects) || value is not null && entry.Value(value) is not null) && _facts.Type(entry.TypeName) is not null)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>Metadata names of the members that have a value of a name: the test before <see cref="Of"/>.</summary>
    public HashSet<string> NamesWith(string value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in MembersOf(ApiEffects.None, value))
        {
            names.Add(entry.MemberName);
        }

        return names;
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

    private ApiEntry? Find(ISymbol member, List<ApiEntry> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (IsDeclaredBy(member, candidate.TypeName) && (!candidate.HasParameters || IsOverload(member, candidate)))
            {
                return candidate;
            }
        }

        return null;
    }

    // Redeclared members of derived library types (SqliteCommand.ExecuteReader hides DbCommand's) do what the base member
    // does; a member that the user's own type adds under the same name need not, and has a body to look at.
    private bool IsDeclaredBy(ISymbol member, string typeName)
    {
        var type = member.ContainingType;
        if (IsNamed(type, typeName))
        {
            return true;
        }

        if (type is null || member.IsStatic || !member.IsOverride && SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, _facts.Compilation.Assembly))
        {
            return false;
        }

        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (IsNamed(current, typeName))
            {
                return true;
            }
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (IsNamed(contract, typeName))
            {
                return true;
            }
        }

        return false;
    }

    // Whether a type is called System.Collections.Generic.Dictionary`2.KeyCollection: compared part by part, without looking anything up.
    private static bool IsNamed(ITypeSymbol? type, string fullName)
    {
        var end = fullName.Length;
        for (ISymbol? current = type; current is not null; current = (ISymbol?)current.ContainingType ?? current.ContainingNamespace)
        {
            var part = current.MetadataName;
            if (part.Length == 0)
            {
                // The global namespace.
                return end < 0;
            }

            var start = end - part.Length;
            if (start < 0 || start > 0 && fullName[start - 1] != '.' || string.CompareOrdinal(fullName, start, part, 0, part.Length) != 0)
            {
                return false;
            }

            end = start - 1;
        }

        return false;
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
}
