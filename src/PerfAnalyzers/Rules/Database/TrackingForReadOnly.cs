using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Entities that are only read are tracked: the context keeps each of them, with a copy of its values, to find changes that nobody makes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TrackingForReadOnly() : PerfRule(Rule)
{
    /// <summary>Fix shape: the operator is put before the call that runs the query, or behind the query a loop goes through.</summary>
    public const string CallShape = "call", LoopShape = "loop";

    /// <summary>Key of the operator to put there.</summary>
    public const string MethodKey = "method";

    private const int Few = 20;

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1107", Categories.Database, DiagnosticSeverity.Info,
        title: "Entities that are only read are tracked",
        message: "'{0}' makes the context keep every '{1}' with a copy of its values, and nothing changes one; '{2}' loads them without",
        description: "Tracking finds what has changed when changes are saved. Entities that are read and forgotten need none: each costs an entry, a snapshot of its values and a place in the identity map.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed && context.Facts.Type(AsyncTwins.QueryExtensions) is { } extensions && !extensions.GetMembers("AsNoTracking").IsEmpty)
        {
            context.On(static site => Check(site), OperationKind.Invocation, OperationKind.Loop);
        }
    }

    private static void Check(Site site)
    {
        var facts = site.Facts;
        if (EntityLoad.Of(facts, site.Operation) is not { } load || load.Has("AsNoTracking") || load.Has("AsNoTrackingWithIdentityResolution") || load.Has("AsTracking") ||
            !load.IsMany && !HasCollection(load) || load.IsMany && load.IsOfFew(facts, Few) || !facts.Entities.TracksByDefault || IsKeyless(load.Entity) || RareCode.Is(site))
        {
            return;
        }

        var uses = EntityUses.Of(facts, load, site.Cancellation);
        var isSerialized = uses.IsServed || uses.IsReturned && Responses.IsReturnSerialized(facts, site.Operation, site.ContainingSymbol);
        if (!uses.OnlyReads || uses.IsReturned && !isSerialized || !isSerialized && uses.Columns.Count == 0 || !ReadsWhatIsLoaded(facts, load, uses, isSerialized) ||
            ReadOnlyLoads.IsTiedToOthers(facts, load) || ReadOnlyLoads.IsInUnitOfWork(facts, site.Operation, site.Cancellation) || IsToldOtherwise(site, load))
        {
            return;
        }

        var method = Repeats(facts, load) ? "AsNoTrackingWithIdentityResolution" : "AsNoTracking";
        if (facts.Type(AsyncTwins.QueryExtensions)!.GetMembers(method).IsEmpty)
        {
            return;
        }

        site.Report(Rule, load.Location, [load.Set.Syntax.GetLocation()], FixFor(load)?.Add(MethodKey, method), load.Name, load.Entity.Name, method);
    }

    // What else is wrong with the same line weighs more: a projection is not tracked, and a page is short.
    private static bool IsToldOtherwise(Site site, EntityLoad load) =>
        OverFetches.Of(site.Facts, load, site.Cancellation) is not null ||
        load.Operation is IInvocationOperation call && WholeTables.ServedBy(site.Facts, call, site.ContainingSymbol, site.Cancellation) is not null ||
        LoadFaults.HasWorse(site.Facts, load, site.ContainingSymbol, site.Cancellation);

    private static bool HasCollection(EntityLoad load)
    {
        foreach (var path in IncludePaths.Of(load.Operators) ?? [])
        {
            if (EntityModel.ElementOf(path.Steps[path.Steps.Length - 1].Type) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKeyless(ITypeSymbol entity)
    {
        foreach (var attribute in entity.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "KeylessAttribute")
            {
                return true;
            }
        }

        return false;
    }

    // What is not included may be there by fix-up, or be loaded when it is read: both need tracking.
    private static bool ReadsWhatIsLoaded(Facts facts, EntityLoad load, EntityUses uses, bool isSerialized)
    {
        if (isSerialized)
        {
            foreach (var navigation in facts.Entities.NavigationsOf(load.Entity))
            {
                if (facts.Entities.LazyLoadingOf(navigation, facts.Entities.ContextOf(OwnerOf(load.Set), load.Entity)) != LazyLoading.Off)
                {
                    return false;
                }
            }
        }

        if (uses.Navigations.Count == 0)
        {
            return true;
        }

        var included = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var path in IncludePaths.Of(load.Operators) ?? [])
        {
            foreach (var step in path.Steps)
            {
                included.Add(step.OriginalDefinition);
            }
        }

        foreach (var navigation in uses.Navigations)
        {
            if (!included.Contains(navigation) && !facts.Entities.IsAutoIncluded(navigation))
            {
                return false;
            }
        }

        return true;
    }

    private static ITypeSymbol? OwnerOf(IOperation set) => set switch
    {
        IPropertyReferenceOperation property => property.Instance?.Type ?? property.Property.ContainingType,
        IInvocationOperation call => call.Instance?.Type,
        _ => null,
    };

    // Many orders share a customer, many posts a tag: without tracking each would get a copy of its own.
    private static bool Repeats(Facts facts, EntityLoad load)
    {
        foreach (var path in IncludePaths.Of(load.Operators) ?? [])
        {
            var owner = (ITypeSymbol)load.Entity;
            var isMany = load.IsMany;
            foreach (var step in path.Steps)
            {
                var target = EntityModel.TargetOf(step);
                var isCollection = EntityModel.ElementOf(step.Type) is not null;
                if (isMany && !isCollection || isCollection && HasCollectionOf(facts, target, owner))
                {
                    return true;
                }

                isMany |= isCollection;
                owner = target;
            }
        }

        return false;
    }

    private static bool HasCollectionOf(Facts facts, ITypeSymbol entity, ITypeSymbol element)
    {
        foreach (var navigation in facts.Entities.NavigationsOf(entity))
        {
            if (SymbolEqualityComparer.Default.Equals(EntityModel.ElementOf(navigation.Type), element))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableDictionary<string, string?>? FixFor(EntityLoad load) => load.Operation switch
    {
        IForEachLoopOperation { Syntax: ForEachStatementSyntax { Expression: not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsAsyncEnumerable" or "AsEnumerable" } } } } => FixProperties.Of(LoopShape),
        IInvocationOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }, Arguments: [var source, ..] } when access.Expression.Span.Contains(source.Value.Syntax.Span) => FixProperties.Of(CallShape),
        _ => null,
    };
}
