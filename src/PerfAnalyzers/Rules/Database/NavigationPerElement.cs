using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>
/// A navigation that the query did not load, read on every one of its rows. With lazy loading each read is a query: a warning.
/// Without it the navigation is null or empty unless something else loaded its rows: a suggestion.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class NavigationPerElement() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1002", Categories.Database, DiagnosticSeverity.Warning,
        title: "A navigation that was not loaded is read for every element",
        message: "'{0}' {1} {2}{3}: {4}; '{5}' loads it with the query",
        description: "With lazy loading, each first read of a navigation is a query. Include loads the navigations of all rows with the query that loads the rows. Without lazy loading the navigation stays null or empty.");

    /// <summary>A query for so few rows that what is loaded for each of them does not add up.</summary>
    private const int FewRows = 8;

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed)
        {
            context.On(static site => OnProperty(site, (IPropertyReferenceOperation)site.Operation), OperationKind.PropertyReference);
            context.On(static site => OnCall(site, site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnProperty(Site site, IPropertyReferenceOperation reference)
    {
        // Outside of loops only what a sequence computes of its elements is read many times.
        if (!Loops.MayBeIn(reference) && (reference.Instance?.Type is not INamedTypeSymbol type || !site.Facts.IsOwn(type) || EntityModel.ElementOf(type) is null))
        {
            return;
        }

        if (!EntityModel.LooksLikeNavigation(reference.Property))
        {
            OnCall(site, reference);
        }
        else if (Judge(site, reference) is { } found && !IsCovered(site, reference) && !IsReadBefore(site, reference, found))
        {
            Report(site, found, [found.Path]);
        }
    }

    // A helper, or a getter of the entity, that reads navigations of what it is called with.
    private static void OnCall(Site site, IOperation call)
    {
        var facts = site.Facts;
        if (!facts.NavigationReads.TakesEntities(call) || Operations.Callee(call) is not { } callee || Operations.IsInExpressionTree(call) || !HandsInRows(site, call))
        {
            return;
        }

        var paths = ImmutableArray.CreateBuilder<ImmutableArray<IPropertySymbol>>();
        Finding? first = null;
        foreach (var read in facts.NavigationReads.Of(callee, site.Cancellation))
        {
            if (NavigationReads.HandedIn(call, read.Parameter) is { } value && new RowTrace(facts, site.Cancellation).Of(value) is { } rows &&
                (read.IsPerElement || IsRepeated(site, call, rows)))
            {
                var all = rows.Path.AddRange(read.Path);
                if (Judge(site, call, rows with { Path = all.RemoveAt(all.Length - 1) }, all[all.Length - 1]) is { } found &&
                    !IsAmong(paths, found.Path) && (first is null || first.Loading == found.Loading))
                {
                    paths.Add(found.Path);
                    first ??= found with { Via = MethodSummary.NameOf(callee), Read = read.Site };
                }
            }
        }

        if (first is not null)
        {
            Report(site, first, paths.ToImmutable());
        }
    }

    // Before the body of what is called is read: elements of a query, or all of them.
    private static bool HandsInRows(Site site, IOperation call)
    {
        if (call is IPropertyReferenceOperation property)
        {
            return Hands(site, call, property.Instance);
        }

        var invocation = (IInvocationOperation)call;
        if (Hands(site, call, invocation.Instance))
        {
            return true;
        }

        foreach (var argument in invocation.Arguments)
        {
            if (Hands(site, call, argument.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Hands(Site site, IOperation call, IOperation? value) =>
        value is not null && site.Facts.NavigationReads.IsCandidate(value.Type) && (EntityModel.ElementOf(value.Type) is not null || Loops.MayBeIn(call)) && !RareCode.Is(site) &&
        new RowTrace(site.Facts, site.Cancellation).Of(value) is { Roots.Length: > 0, Parameter: null } rows &&
        (EntityModel.ElementOf(value.Type) is not null || IsRepeated(site, call, rows));

    private static void Report(Site site, Finding found, ImmutableArray<ImmutableArray<IPropertySymbol>> paths)
    {
        var isLazy = found.Loading == LazyLoading.On;
        var rows = found.Rows;
        var includes = IncludesOf(found, paths);
        object?[] arguments =
        [
            Named(paths),
            isLazy ? paths.Length > 1 ? "are each loaded by a query of their own for every" : "is loaded by a query of its own for every"
                : paths.Length > 1 ? "are not loaded for any" : "is not loaded for any",
            rows.Loop?.Phrase ?? "element of the sequence",
            found.Via is null ? "" : $" ({found.Via})",
            isLazy ? paths.Length > 1 ? "many round trips" : "1 + N round trips" : "null or empty unless something else loads it",
            includes,
        ];
        var related = ImmutableArray.CreateBuilder<Location>();
        if (rows.Loop is { } loop)
        {
            related.Add(loop.Location);
        }

        if (found.Read is { } read)
        {
            related.Add(read);
        }

        var location = Locations.OfCall(site.Operation);
        var properties = WayOut(site, found, paths);
        if (rows.Roots[0].Syntax.SyntaxTree is not null)
        {
            related.Add(rows.Roots[0].Syntax.GetLocation());
        }

        if (isLazy)
        {
            site.Report(Rule, location, related, properties, arguments);
        }
        else
        {
            site.Suggest(Rule, location, related, properties, arguments);
        }
    }

    private static string Named(ImmutableArray<ImmutableArray<IPropertySymbol>> paths)
    {
        var names = new List<string>(paths.Length);
        foreach (var path in paths)
        {
            var steps = new string[path.Length];
            for (var i = 0; i < steps.Length; i++)
            {
                steps[i] = path[i].Name;
            }

            names.Add(string.Join(".", steps));
        }

        return string.Join("' and '", names);
    }

    private static bool IsAmong(ImmutableArray<ImmutableArray<IPropertySymbol>>.Builder paths, ImmutableArray<IPropertySymbol> path)
    {
        foreach (var known in paths)
        {
            if (Named([known]) == Named([path]))
            {
                return true;
            }
        }

        return false;
    }

    // o.Customer.Address: the report of the whole path speaks for its beginning.
    private static bool IsCovered(Site site, IPropertyReferenceOperation reference)
    {
        var consumer = Operations.Consumer(reference);
        if (consumer is IConditionalAccessOperation access && Operations.IsWithin(reference, access.Operation))
        {
            consumer = access.WhenNotNull;
            while (consumer is IConditionalAccessOperation inner)
            {
                consumer = inner.Operation;
            }

            while (consumer is IPropertyReferenceOperation { Instance: IPropertyReferenceOperation next })
            {
                consumer = next;
            }
        }

        return consumer is IPropertyReferenceOperation longer && EntityModel.LooksLikeNavigation(longer.Property) && Judge(site, longer) is { } found && !IsReadBefore(site, longer, found);
    }

    // The first read on a pass loads; the others find it loaded.
    private static bool IsReadBefore(Site site, IPropertyReferenceOperation reference, Finding found)
    {
        var path = found.Rows.PathOf(reference.Property);
        foreach (var operation in found.Rows.Loop!.Region.Descendants())
        {
            if (operation is IPropertyReferenceOperation earlier && !ReferenceEquals(earlier, reference) && earlier.Syntax.SpanStart < reference.Syntax.SpanStart &&
                SymbolEqualityComparer.Default.Equals(earlier.Property, reference.Property) &&
                Judge(site, earlier) is { } known && known.Rows.PathOf(earlier.Property) == path && ReferenceEquals(known.Rows.Loop!.Owner, found.Rows.Loop.Owner))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Finding(LoadedRows Rows, ImmutableArray<IPropertySymbol> Path, LazyLoading Loading)
    {
        public string? Via { get; init; }

        public Location? Read { get; init; }
    }
}
