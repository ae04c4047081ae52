using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A sort does more than is needed: for one element, for an answer without order, before a filter, twice, or on every pass of a loop.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class SortMisuse() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5007", Categories.Complexity, DiagnosticSeverity.Warning,
        title: "More is sorted than is needed",
        message: "'{0}' {1}; {2}",
        description: "A sort compares each element about log n times. One element, a count or a sum needs no sort, a filter before it leaves less to sort, and what does not change needs to be sorted once.");

    protected override void Start(RuleContext context) => context.On(static site => Analyze(site), OperationKind.Invocation);

    private static void Analyze(Site site)
    {
        var call = (IInvocationOperation)site.Operation;
        switch (call.TargetMethod.Name)
        {
            case "OrderBy" or "OrderByDescending" or "Order" or "OrderDescending" when Sequences.IsSort(call.TargetMethod) && Operations.Argument(call, 0) is { } source:
                if (!Operations.IsInExpressionTree(call) && !Sequences.IsFew(source, site.Facts, site.Cancellation))
                {
                    OnSequence(site, call);
                }

                break;
            case "Sort" when InPlaceSorts.SortedBy(call) is { } list:
                if (new InPlaceSorts(site.Facts, site.Cancellation).Of(call) is { } found && !Sequences.IsFew(list, site.Facts, site.Cancellation) && !IsCold(site))
                {
                    OnList(site, call, found);
                }

                break;
        }
    }

    private static bool IsCold(Site site) => RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, site.Facts);

    private static void OnSequence(Site site, IInvocationOperation sort)
    {
        if (site.Facts.Sorts.Of(sort) is { } waste)
        {
            if (!IsCold(site))
            {
                OnWaste(site, waste);
            }

            return;
        }

        // The last step of the chain that stays the same is what can be kept.
        var values = new RepeatedValues(site.Facts, site.Cancellation);
        if (values.Of(sort) is not { } found)
        {
            return;
        }

        IOperation value = sort;
        while (Sequences.Next(value) is { } next)
        {
            // Neither sorts.
            if (next.TargetMethod is { Name: "Any" or "Count" or "LongCount", Parameters.Length: 1 } && Sequences.IsSorted(value))
            {
                return;
            }

            if (values.Of(next) is not { } wider || !ReferenceEquals(wider.Loop.Owner, found.Loop.Owner))
            {
                break;
            }

            (value, found) = (next, wider);
        }

        if (IsCold(site))
        {
            return;
        }

        var isElement = value is IInvocationOperation last && !Sequences.IsLazy(last.TargetMethod) && last.TargetMethod.Name is not ("ToList" or "ToArray");
        var shape = found.IsCertain && new ThrowFree(site.Facts, site.Cancellation).Is(value) ? HoistShape : HoistAlwaysShape;
        var properties = HoistPlans.Of(shape, value, found, isElement ? "found" : "sorted", isElement);
        object?[] arguments = [sort.TargetMethod.Name, $"sorts the same elements for every {found.Loop.Phrase}", "sort once, before the loop"];
        Location[] related = [found.Loop.Location, value.Syntax.GetLocation()];
        if (found.IsCertain)
        {
            site.Report(Rule, LocationOf(sort), related, properties, arguments);
        }
        else
        {
            site.Suggest(Rule, LocationOf(sort), related, properties, arguments);
        }
    }

    private static void OnWaste(Site site, WastedSort found)
    {
        var next = found.User is IInvocationOperation user ? user.TargetMethod.Name : null;
        var hasMinBy = site.Facts.Type("System.Linq.Enumerable") is { } operators && !operators.GetMembers("MinBy").IsEmpty;
        var (cost, way) = found.Waste switch
        {
            SortWaste.One when next is "First" or "FirstOrDefault" && Sequences.Source((IInvocationOperation)found.User) == found.Top =>
                ("sorts all elements, and one is taken", $"filter first: 'Where(…).{found.Sort.TargetMethod.Name}(…).{next}()' does not sort"),
            SortWaste.One => ("sorts all elements, and one end is taken", hasMinBy ? "ask 'MinBy' or 'MaxBy', which go through them once" : "go through them once and keep the best"),
            SortWaste.Unordered => ($"sorts all elements for '{next}', which gives the same in any order", "remove the sort"),
            SortWaste.Filtered => ("sorts what 'Where' then leaves out", "filter first"),
            _ => ($"sorts what '{next}' sorts again", IsSameKey(found) ? "sort once" : "sort once, with 'ThenBy' for the second key"),
        };
        if (found.IsCertain && !(Sequences.Source(found.Sort) is { } sorted && NamedFew.IsSequence(sorted)))
        {
            site.Report(Rule, LocationOf(found.Sort), [RelatedOf(found.User)], FixOf(site, found), found.Sort.TargetMethod.Name, cost, way);
        }
        else
        {
            site.Suggest(Rule, LocationOf(found.Sort), [RelatedOf(found.User)], FixOf(site, found), found.Sort.TargetMethod.Name, cost, way);
        }
    }

    private static void OnList(Site site, IInvocationOperation sort, InPlaceSort found)
    {
        var (cost, way) = found.Waste switch
        {
            InPlaceWaste.Added when found.IsRead => ("sorts the whole list again after each element that is added", "keep it in order with a 'PriorityQueue' or 'SortedSet', or insert where 'BinarySearch' says"),
            InPlaceWaste.Added => ("sorts the whole list again after each element that is added", "sort once, behind the loop"),
            InPlaceWaste.Unchanged => ("sorts again on every pass what nothing has changed", "sort once, before the loop"),
            _ => ("sorts everything, and only the ends are read", "ask 'Min' or 'Max', which go through it once"),
        };
        site.Report(Rule, LocationOf(sort), [RelatedOf(found.Related)], found.IsMovable ? FixProperties.Of(BehindShape) : null, sort.TargetMethod.Name, cost, way);
    }

    private static Location RelatedOf(IOperation user) => user switch
    {
        ILoopOperation loop => Locations.OfLoop(loop.Syntax),
        IInvocationOperation call => LocationOf(call),
        _ => Locations.OfExpression(user.Syntax),
    };

    // In query syntax the ordering or clause, or its first word where that spans lines.
    private static Location LocationOf(IInvocationOperation call)
    {
        var location = Locations.OfCall(call);
        return Locations.IsOneLine(location) ? location : call.Syntax.GetFirstToken().GetLocation();
    }
}
