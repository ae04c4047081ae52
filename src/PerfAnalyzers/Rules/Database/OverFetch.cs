using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Whole entities are loaded for a few of their columns, here or by a method that loads them for all its callers.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class OverFetch() : PerfRule(Rule)
{
    /// <summary>Fix shape: a projection before the call that runs the query, or behind the query a loop goes through.</summary>
    public const string CallShape = "call", LoopShape = "loop";

    /// <summary>Key of the projection's lambda.</summary>
    public const string TextKey = "text";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1105", Categories.Database, DiagnosticSeverity.Info,
        title: "Whole entities are loaded for a few of their columns",
        message: "'{0}' loads all {1} columns of '{2}', and {3}; {4}",
        description: "Every column of a row is read, sent, made into an object and tracked. A projection brings what is read, and an index may answer it alone.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed)
        {
            context.On(static site => Check(site), OperationKind.Invocation, OperationKind.Loop);
        }
    }

    private static void Check(Site site)
    {
        if (EntityLoad.Of(site.Facts, site.Operation) is { } load)
        {
            OnLoad(site, load);
        }
        else if (site.Operation is IInvocationOperation { TargetMethod: { IsExtensionMethod: false, MethodKind: MethodKind.Ordinary } method } call && (method.ContainingType.TypeKind == TypeKind.Interface || site.Facts.IsOwn(method)) &&
            Operations.Awaited(method.ReturnType) is { TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.Array, SpecialType: SpecialType.None } result)
        {
            OnLoadedElsewhere(site, call, result);
        }
    }

    private static void OnLoad(Site site, EntityLoad load)
    {
        if (OverFetches.Of(site.Facts, load, site.Cancellation) is not { } found || RareCode.Is(site) || LoadFaults.HasWorse(site.Facts, load, site.ContainingSymbol, site.Cancellation) ||
            load.Operation is IInvocationOperation same && SameForAll.RowsOf(site, same) is not null)
        {
            return;
        }

        var names = OverFetches.Names(site.Facts, found);
        site.Report(Rule, load.Location, [load.Set.Syntax.GetLocation()], FixFor(found, names), load.Name, found.Columns, load.Entity.Name, Read(names), "'Select' what is read");
    }

    private static string Read(ImmutableArray<string> names) => names.Length > 3 ? $"the code reads {names.Length} of them" : $"the code reads '{string.Join("', '", names)}'";

    // users.GetAll() where GetAll returns db.Users.ToListAsync(): a method that asks for less is missing.
    private static void OnLoadedElsewhere(Site site, IInvocationOperation call, ITypeSymbol result)
    {
        var facts = site.Facts;
        if (!facts.Summaries.MayReach(call.TargetMethod))
        {
            return;
        }

        var element = EntityModel.ElementOf(result);
        var entity = element ?? result;
        if (!OverFetches.IsWide(facts, entity) || facts.Queries.IsQueryable(result) || Operations.IsInExpressionTree(call) ||
            facts.Dispatch.Targets(call.TargetMethod) is not [{ } target] || Returned(facts, target, site.Cancellation) is not { } load || !SymbolEqualityComparer.Default.Equals(load.Entity, entity) || RareCode.Is(site))
        {
            return;
        }

        var uses = EntityUses.OfCall(facts, call, element is not null, site.Cancellation);
        var columns = facts.Entities.ColumnsOf(load.Entity).Length;
        if (!OverFetches.IsLittle(uses, columns, load.IsMany) && !IsOnlyAsked(uses) || uses.Columns.Count > 2 || IsDiscarded(call) || ReadOnlyLoads.IsInUnitOfWork(facts, call, site.Cancellation) ||
            LoadFaults.HasWorse(facts, call, site.ContainingSymbol, site.Cancellation) || facts.Loops.Around(call) is not null)
        {
            return;
        }

        var names = OverFetches.Names(facts, new NarrowRead(load, uses, columns));
        var (read, way) = uses.Columns.Count > 0 ? (Read(names), "a method that selects it is missing")
            : load.IsMany ? ("the code only counts them", "a method that counts in the database is missing")
            : ("the code only asks whether there is one", "a method that asks the database is missing");
        site.Report(Rule, Locations.OfCall(call), [load.Location], null, call.TargetMethod.Name, columns, load.Entity.Name, read, way);
    }

    private static bool IsOnlyAsked(EntityUses uses) =>
        uses.OnlyReads && !uses.IsReturned && !uses.IsServed && !uses.IsHandedOn && uses.Columns.Count == 0 && uses.Navigations.Count == 0;

    private static bool IsDiscarded(IInvocationOperation call) => Operations.Outcome(call)?.Parent is IExpressionStatementOperation or IAssignmentOperation { Target: IDiscardOperation };

    // The one thing the method does is to return what it loads.
    private static EntityLoad? Returned(Facts facts, IMethodSymbol method, CancellationToken cancellation)
    {
        EntityLoad? only = null;
        if (facts.Bodies.Of(method, cancellation) is not { } body)
        {
            return null;
        }

        foreach (var part in body.Descendants())
        {
            if (part is not IReturnOperation { ReturnedValue: { } returned } || Operations.Function(part).Parent is not null)
            {
                continue;
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

            if (only is not null || facts.MemoGuards.IsInCacheFactory(part) || EntityLoad.Of(facts, returned) is not { } load)
            {
                return null;
            }

            only = load;
        }

        return only;
    }

    private static ImmutableDictionary<string, string?>? FixFor(NarrowRead found, ImmutableArray<string> names)
    {
        var (load, uses) = (found.Load, found.Uses);
        if (uses.NamesType || uses.IsMixed || names.Length != uses.Columns.Count)
        {
            return null;
        }

        switch (load.Operation)
        {
            case IForEachLoopOperation { Syntax: ForEachStatementSyntax { Expression: var source } } when !Comments.In(source) && source is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsAsyncEnumerable" or "AsEnumerable" } }:
            case IInvocationOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } syntax, Arguments: [var first, ..] } call
                when access.Expression.Span.Contains(first.Value.Syntax.Span) && !Comments.In(syntax, access.Expression) && !call.TargetMethod.Name.StartsWith("ToHashSet", StringComparison.Ordinal):
                var row = RowName(load);
                return FixProperties.Of(load.Operation is ILoopOperation ? LoopShape : CallShape).Add(TextKey, $"{row} => new {{ {row}.{string.Join($", {row}.", names)} }}");
            default:
                return null;
        }
    }

    private static string RowName(EntityLoad load)
    {
        var name = load.Entity.Name.Substring(0, 1).ToLowerInvariant();
        foreach (var token in Operations.Root(load.Operation).Syntax.DescendantTokens())
        {
            if (token.ValueText == name && token.Parent is not ParameterSyntax { Parent: SimpleLambdaExpressionSyntax } and not IdentifierNameSyntax)
            {
                return "row";
            }
        }

        return char.IsLetter(name[0]) ? name : "row";
    }
}
