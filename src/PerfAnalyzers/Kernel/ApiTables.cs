using System.Collections.Immutable;

namespace PerfAnalyzers.Kernel;

/// <summary>The bundled API tables (<c>Knowledge/*.txt</c>), read and indexed once per process.</summary>
internal static class ApiTables
{
    private static readonly Lazy<ImmutableArray<ApiTable>> s_bundled = new(LoadBundled);
    private static readonly Lazy<ImmutableArray<ApiEntry>> s_merged = new(static () => Merge(Bundled));
    private static readonly Lazy<Dictionary<string, List<ApiEntry>>> s_members = new(static () => MembersByName(Merged));
    private static readonly Lazy<Dictionary<string, List<ApiEntry>>> s_types = new(static () => TypesByName(Merged));

    public static ImmutableArray<ApiTable> Bundled => s_bundled.Value;

    /// <summary>All entries, those of the same id as one.</summary>
    public static ImmutableArray<ApiEntry> Merged => s_merged.Value;

    /// <summary><see cref="MembersByName"/> of <see cref="Merged"/>.</summary>
    public static Dictionary<string, List<ApiEntry>> Members => s_members.Value;

    /// <summary><see cref="TypesByName"/> of <see cref="Merged"/>.</summary>
    public static Dictionary<string, List<ApiEntry>> Types => s_types.Value;

    /// <summary>Lines with the same id become one with the words of all; those of single overloads come before those of all overloads.</summary>
    public static ImmutableArray<ApiEntry> Merge(IEnumerable<ApiTable> tables)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var merged = new List<ApiEntry>();
        foreach (var table in tables)
        {
            foreach (var entry in table.Entries)
            {
                if (positions.TryGetValue(entry.Id, out var position))
                {
                    // One table has no use for an effect, another has.
                    var effects = merged[position].Effects | entry.Effects;
                    merged[position] = merged[position] with { Effects = effects == ApiEffects.Known ? effects : effects & ~ApiEffects.Known, Values = merged[position].Values.SetItems(entry.Values) };
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

    /// <summary>Entries of members by the member's metadata name, in their order.</summary>
    public static Dictionary<string, List<ApiEntry>> MembersByName(ImmutableArray<ApiEntry> entries) =>
        ByName(entries, static entry => entry.MemberName);

    /// <summary>Entries of types by the type's own metadata name (<c>List`1</c>), in their order.</summary>
    public static Dictionary<string, List<ApiEntry>> TypesByName(ImmutableArray<ApiEntry> entries) =>
        ByName(entries, static entry => entry.MemberName.Length == 0 ? entry.TypeName.Substring(entry.TypeName.LastIndexOf('.') + 1) : "");

    private static Dictionary<string, List<ApiEntry>> ByName(ImmutableArray<ApiEntry> entries, Func<ApiEntry, string> nameOf)
    {
        var named = new Dictionary<string, List<ApiEntry>>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (nameOf(entry) is { Length: > 0 } name)
            {
                if (!named.TryGetValue(name, out var list))
                {
                    named.Add(name, list = []);
                }

                list.Add(entry);
            }
        }

        return named;
    }

    private static ImmutableArray<ApiTable> LoadBundled()
    {
        var assembly = typeof(ApiTables).Assembly;
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
