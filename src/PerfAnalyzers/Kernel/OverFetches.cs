using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whole rows that are loaded for a few of their columns.</summary>
/// <param name="Load">What loads them.</param>
/// <param name="Uses">What is read of them.</param>
/// <param name="Columns">How many columns a row has.</param>
internal sealed record NarrowRead(EntityLoad Load, EntityUses Uses, int Columns);

/// <summary>Finds loads of entities of which the code around reads a few columns and nothing else.</summary>
internal static class OverFetches
{
    private const int ManyColumns = 6;

    /// <summary>Whether rows of an entity are wide enough for a projection to pay off: the test before anything is followed.</summary>
    public static bool IsWide(Facts facts, ITypeSymbol? entity) => entity is { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } && facts.Entities.ColumnsOf(entity).Length >= ManyColumns;

    /// <summary>What a load brings for nothing; null when enough of it is read, or when nobody can tell.</summary>
    public static NarrowRead? Of(Facts facts, EntityLoad load, CancellationToken cancellation)
    {
        if (!IsWide(facts, load.Entity))
        {
            return null;
        }

        var uses = EntityUses.Of(facts, load, cancellation);
        var columns = facts.Entities.ColumnsOf(load.Entity).Length;
        return IsLittle(uses, columns, load.IsMany) && !ReadOnlyLoads.IsTiedToOthers(facts, load) && !ReadOnlyLoads.IsInUnitOfWork(facts, load.Operation, cancellation) ? new NarrowRead(load, uses, columns) : null;
    }

    /// <summary>Whether the columns that are read are few beside those that come. One row has to bring many for one.</summary>
    public static bool IsLittle(EntityUses uses, int columns, bool isMany) =>
        uses.OnlyReads && !uses.IsReturned && !uses.IsServed && uses.Navigations.Count == 0 && !uses.IsHandedOn && uses.Columns.Count > 0 &&
        (isMany ? uses.Columns.Count * 2 <= columns : uses.Columns.Count <= 2 && uses.Columns.Count * 4 <= columns);

    /// <summary>The names of the columns, in the order of their declaration.</summary>
    public static ImmutableArray<string> Names(Facts facts, NarrowRead found)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var column in facts.Entities.ColumnsOf(found.Load.Entity))
        {
            if (found.Uses.Columns.Contains(column.OriginalDefinition))
            {
                names.Add(column.Name);
            }
        }

        return names.ToImmutable();
    }
}
