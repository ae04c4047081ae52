using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether the project changes rows of an entity, by the words of its members: one that makes the entity, or that names it beside a word that
/// writes. Seeds, migrations and the model do not count. Reads the words of all files: ask for candidates only.
/// </summary>
internal sealed class EntityWrites(Facts facts, CancellationToken cancellation)
{
    private static readonly HashSet<string> s_writes = new(
    [
        "Add", "AddAsync", "AddRange", "AddRangeAsync", "Remove", "RemoveRange", "Update", "UpdateRange", "Attach", "AttachRange", "Insert", "InsertAsync", "Delete", "DeleteAsync", "UpdateAsync",
        "ExecuteUpdate", "ExecuteUpdateAsync", "ExecuteDelete", "ExecuteDeleteAsync", "SaveChanges", "SaveChangesAsync", "BulkInsert", "BulkInsertAsync", "Entry", "SaveAsync", "Save",
    ], StringComparer.Ordinal);

    /// <param name="entity">The simple name of the entity.</param>
    /// <param name="set">The name of its set, or of the member that hands the query out.</param>
    public bool MayChange(string entity, string? set)
    {
        foreach (var (tree, names) in SourceFiles.WithPages(facts.Compilation, cancellation))
        {
            if (!names.Words.Contains(entity) && (set is null || !names.Words.Contains(set)) || IsRare(tree.FilePath))
            {
                continue;
            }

            foreach (var member in names.Members)
            {
                if (!IsRareMember(member) && Writes(member, entity, set))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Writes(MemberNames member, string entity, string? set)
    {
        var isNamed = member.Overload == entity;
        var isWriting = false;
        foreach (var word in member.Words)
        {
            if (word.Text == entity)
            {
                if ((word.Uses & WordUses.Created) != 0)
                {
                    return true;
                }

                isNamed = true;
            }

            isNamed |= word.Text == set;
            isWriting |= s_writes.Contains(word.Text) && (word.Uses & (WordUses.QualifiedCall | WordUses.Call)) != 0;
        }

        return isNamed && isWriting;
    }

    private static bool IsRareMember(MemberNames member) =>
        member.Member is "OnModelCreating" or "Configure" or "Up" or "Down" or "Main" or "BuildModel" or "BuildTargetModel" || RareCode.IsName(member.Member) || RareCode.IsName(member.Type);

    private static bool IsRare(string path) => path.IndexOf("Migrations", StringComparison.Ordinal) >= 0 || path.IndexOf("Seed", StringComparison.Ordinal) >= 0;
}
