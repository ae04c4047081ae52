using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Tables that are loaded whole, and that grow with the data.</summary>
internal static class WholeTables
{
    private const int FewColumns = 3;

    // What happened: of these there are more every day.
    private static readonly string[] s_growing =
    [
        "Order", "Invoice", "Payment", "Transaction", "Booking", "Reservation", "Event", "Log", "Audit", "History", "Message", "Notification", "Comment", "Post", "Visit", "Measurement", "Reading", "Ticket", "Shipment", "Session", "Entry", "Record", "Activity", "Review", "Vote",
    ];

    private static readonly string[] s_whole = ["Export", "Report", "Download", "Dump", "Sitemap", "Backup", "Archive", "Feed", "Csv", "Excel", "Sync", "Reindex", "Rebuild", "Import", "Lookup", "Dropdown", "Options"];

    /// <summary>Whether a query asks for all rows of a set: nothing filters, cuts or groups it.</summary>
    public static bool IsWhole(IEnumerable<IInvocationOperation> operators)
    {
        foreach (var step in operators)
        {
            if (step.TargetMethod.Name is not ("OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Include" or "ThenInclude" or "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "AsTracking" or "AsSplitQuery" or "AsSingleQuery" or "Select" or "TagWith" or "AsQueryable"))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether rows of an entity are written as things happen: it is dated and belongs to another, and nothing says that there are few.</summary>
    public static bool Grows(Facts facts, INamedTypeSymbol entity)
    {
        var columns = facts.Entities.ColumnsOf(entity);
        if (columns.Length <= FewColumns || NamedFew.IsName(entity.Name))
        {
            return false;
        }

        var isDated = false;
        foreach (var column in columns)
        {
            isDated |= column.Type is { SpecialType: SpecialType.System_DateTime } or { Name: "DateTimeOffset" };
        }

        var belongs = false;
        foreach (var navigation in facts.Entities.NavigationsOf(entity))
        {
            belongs |= EntityModel.ElementOf(navigation.Type) is null && !SymbolEqualityComparer.Default.Equals(EntityModel.TargetOf(navigation), entity);
        }

        return isDated && (belongs || IsNamed(entity.Name, s_growing)) && !facts.Entities.IsSeededOrFiltered(entity);
    }

    /// <summary>Whether a name says that all rows are wanted: exports, reports, lists to choose from.</summary>
    public static bool WantsAll(string name) => IsNamed(name, s_whole);

    /// <summary>Whether a call loads all rows of a table that grows, and they become a response: of the member around it, or of one that calls it.</summary>
    public static INamedTypeSymbol? ServedBy(Facts facts, IInvocationOperation load, ISymbol member, CancellationToken cancellation)
    {
        if (load.TargetMethod is not { IsExtensionMethod: true, Name: "ToList" or "ToListAsync" or "ToArray" or "ToArrayAsync" } || load.Arguments.Length == 0 || WantsAll(member.Name) || WantsAll(member.ContainingType?.Name ?? "") ||
            facts.Queries.Of(load.Arguments[0].Value) is not { Origin: QueryOrigin.Database } query || facts.Entities.EntityOf(query.Root.Type) is not INamedTypeSymbol entity || !IsWhole(query.Operators) || Operations.IsInExpressionTree(load) ||
            !Grows(facts, entity) || facts.MemoGuards.IsInCacheFactory(load))
        {
            return null;
        }

        switch (GoesTo(facts, load, member, 0))
        {
            case Way.Response:
                return entity;
            case Way.Caller when member is IMethodSymbol method:
                var path = new RequestCallers(facts, cancellation).To(method);
                for (var i = path.Length - 1; i >= 0; i--)
                {
                    if (Operations.MemberAround(path[i]) is not { } caller || WantsAll(caller.Name) || WantsAll(caller.ContainingType?.Name ?? "") || facts.MemoGuards.IsInCacheFactory(path[i]))
                    {
                        return null;
                    }

                    switch (GoesTo(facts, path[i], caller, 0))
                    {
                        case Way.Response:
                            return entity;
                        case Way.None:
                            return null;
                    }
                }

                return null;
            default:
                return null;
        }
    }

    private enum Way
    {
        None,
        Caller,
        Response,
    }

    private static Way GoesTo(Facts facts, IOperation rows, ISymbol member, int depth)
    {
        if (depth > 6 || Operations.Outcome(rows) is not { } value)
        {
            return Way.None;
        }

        switch (value.Parent)
        {
            case IReturnOperation returned:
                return Responses.IsReturnSerialized(facts, returned, member) ? Way.Response : Operations.Function(returned).Parent is null ? Way.Caller : Way.None;
            case IConversionOperation { OperatorMethod.ContainingType.Name: "ActionResult" }:
                return Way.Response;
            case IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call }:
                return Responses.Writes(call.TargetMethod) ? Way.Response
                    : parameter.Ordinal == 0 && (Sequences.IsOperator(call.TargetMethod) && call.TargetMethod.Name is "Select" or "ToList" or "ToArray" or "AsEnumerable" || call.TargetMethod.Name == "Map") ? GoesTo(facts, call, member, depth + 1)
                    : Way.None;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                var way = Way.None;
                foreach (var part in Operations.Root(value).Descendants())
                {
                    if (part is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, local) && GoesTo(facts, use, member, depth + 1) is var found && found > way)
                    {
                        way = found;
                    }
                }

                return way;
            default:
                return Way.None;
        }
    }

    private static bool IsNamed(string name, string[] words)
    {
        foreach (var word in words)
        {
            if (name.IndexOf(word, StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
