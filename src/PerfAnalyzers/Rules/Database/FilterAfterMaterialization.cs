using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Rows are loaded, and then filtered, cut or counted in memory: <c>db.Orders.ToList().Where(o => o.IsPaid)</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class FilterAfterMaterialization() : PerfRule(Rule)
{
    /// <summary>Fix shape: the load moves behind the operators.</summary>
    public const string MovedShape = "move";

    /// <summary>Fix shape: as above, and the code compares text, which the database does by its collation.</summary>
    public const string TextShape = "text";

    /// <summary>Key of the number of operators that move before the load.</summary>
    public const string StepsKey = "steps";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1101", Categories.Database, DiagnosticSeverity.Warning,
        title: "Rows are loaded first and filtered, cut or counted in memory",
        message: "'{0}' runs in memory after '{1}' has loaded every row; put it before, and the database sends only what is wanted",
        description: "What follows ToList or AsEnumerable no longer becomes SQL: all rows travel, become entities and are tracked, and most are thrown away.");

    protected override void Start(RuleContext context)
    {
        if (!context.Facts.Queries.HasMapper)
        {
            return;
        }

        context.On(static site => Check(site), OperationKind.Invocation, OperationKind.PropertyReference);
    }

    private static void Check(Site site)
    {
        if (!EarlyLoads.IsCandidate(site.Operation))
        {
            return;
        }

        if (EarlyLoads.LoadBefore(site.Operation) is not { } load || !site.Facts.Queries.IsQueryable(Operations.Unconverted(load.Arguments[0].Value).Type))
        {
            OnLoadedElsewhere(site);
            return;
        }

        if (new EarlyLoads(site.Facts, site.Cancellation).Of(load) is not { } found || !ReferenceEquals(found.Reducer, site.Operation) || RareCode.Is(site) ||
            new WorseFaults(site.Facts, site.Cancellation).IsAskedTooOften(load, site.ContainingSymbol))
        {
            return;
        }

        var related = new List<Location> { Locations.OfCall(load), found.Last.Syntax.GetLocation() };
        if (IsCertain(site, found.Query))
        {
            site.Report(Rule, Locations.OfCall(found.Reducer), related, FixFor(site, found), NameOf(found.Reducer), load.TargetMethod.Name);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(found.Reducer), related, null, NameOf(found.Reducer), load.TargetMethod.Name);
        }
    }

    // What a caller hands in may be a page, or made of what the database cannot filter by; other mappers translate less.
    private static bool IsCertain(Site site, QueryChain query) =>
        query.Root is not IParameterReferenceOperation && (!site.Facts.Queries.HasOtherMapper || Knowledge.Inherits(query.Root.Type, site.Facts.Type("Microsoft.EntityFrameworkCore.DbSet`1")));

    // orders.GetAll().Where(o => o.IsPaid), where GetAll returns db.Orders.ToList(): a method that asks for less is missing.
    private static void OnLoadedElsewhere(Site site)
    {
        if (site.Operation is not IInvocationOperation { TargetMethod.Name: "Where" or "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Any" or "Count" } reducer || reducer.Arguments.Length != 2 ||
            SourceOf(reducer) is not { } call || !site.Facts.IsOwn(call.TargetMethod) || call.TargetMethod.Parameters.Length > 1 || site.Heat == HeatLevel.Cold ||
            new Translations(site.Facts, ImmutableArray<string>.Empty).Of(reducer.Arguments[1].Value, isOrdered: false) == Translation.None ||
            !site.Facts.Summaries.MayReach(call.TargetMethod) || site.Facts.Dispatch.Targets(call.TargetMethod) is not { Length: 1 } targets ||
            site.Facts.Loops.Around(reducer) is not null || RareCode.Is(site) || WholeTable(site, targets[0]) is not { } load)
        {
            return;
        }

        site.Suggest(Rule, Locations.OfCall(reducer), [Locations.OfCall(call), Locations.OfCall(load)], null, reducer.TargetMethod.Name, call.TargetMethod.Name);
    }

    private static IInvocationOperation? SourceOf(IInvocationOperation reducer)
    {
        var source = Operations.Unconverted(reducer.Arguments[0].Value);
        if (source is IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "AsEnumerable", ContainingType.Name: "Enumerable" }, Arguments: [{ Value: { } copied }] })
        {
            source = Operations.Unconverted(copied);
        }

        if (source is IAwaitOperation wait)
        {
            source = Operations.Unconverted(wait.Operation);
        }

        return source is IInvocationOperation { TargetMethod.IsExtensionMethod: false } call ? call : null;
    }

    // The only statement of the method returns all rows of a set.
    private static IInvocationOperation? WholeTable(Site site, IMethodSymbol method)
    {
        var body = site.Facts.Bodies.Of(method, site.Cancellation);
        var block = body is IMethodBodyOperation whole ? whole.BlockBody ?? whole.ExpressionBody : body as IBlockOperation;
        if (block is not { Operations: [IReturnOperation { ReturnedValue: { } returned }] })
        {
            return null;
        }

        returned = Operations.Unconverted(returned);
        if (returned is IAwaitOperation wait)
        {
            returned = Operations.Unconverted(wait.Operation);
        }

        if (returned is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task })
        {
            returned = Operations.Unconverted(task);
        }

        if (returned is not IInvocationOperation load || !EarlyLoads.IsLoad(load) || site.Facts.Queries.Of(load.Arguments[0].Value) is not { Origin: QueryOrigin.Database } query ||
            site.Facts.Entities.EntityOf(query.Root.Type) is null)
        {
            return null;
        }

        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is not ("AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "AsSplitQuery" or "AsSingleQuery" or "Include" or "ThenInclude" or "OrderBy" or "ThenBy" or "OrderByDescending" or "ThenByDescending"))
            {
                return null;
            }
        }

        return load;
    }

    private static string NameOf(IOperation reducer) => Operations.SymbolOf(reducer)!.Name;
}
