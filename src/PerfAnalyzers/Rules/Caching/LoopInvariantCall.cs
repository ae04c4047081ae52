using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>A call that costs something is made on every pass of a loop, always with the same arguments and the same result.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LoopInvariantCall() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3003", Categories.Caching, DiagnosticSeverity.Warning,
        title: "A call is made on every pass although its result stays the same",
        message: "'{0}' {1} for every {2}, with the same result; {3}",
        description: "Nothing in the loop changes what the call is given. Made once before the loop, it costs once; a call that goes through all elements makes the loop quadratic.");

    /// <summary>Fix shape: the call moves before the loop.</summary>
    public const string HoistShape = "hoist";

    /// <summary>Fix shape: the same, for what may throw or is not needed on every pass.</summary>
    public const string HoistAlwaysShape = "hoist-always";

    private const string Elements = "elements";

    protected override void Start(RuleContext context)
    {
        var names = context.Facts.Knowledge.NamesWith("repeats");

        context.On(site => OnCall(site, names), OperationKind.Invocation);
        context.On(static site => OnProperty(site, (IPropertyReferenceOperation)site.Operation), OperationKind.PropertyReference);
    }

    private static void OnCall(Site site, HashSet<string> names)
    {
        var call = (IInvocationOperation)site.Operation;
        if (names.Contains(call.TargetMethod.Name))
        {
            if (site.Facts.Knowledge.Of(call.TargetMethod) is { } known && known.Value("repeats") is { } cost && !IsBoxing(call.TargetMethod))
            {
                OnKnown(site, call, known, cost);
            }
        }
        else if (call.Arguments.Length == 0 && Collections.Is(call.Type))
        {
            OnCopy(site, call, call.TargetMethod);
        }
    }

    // Enum.GetValues(typeof(E)): that each value is a box comes first; the generic form may then move.
    private static bool IsBoxing(IMethodSymbol method) => method is { Name: "GetValues", IsGenericMethod: false, ContainingType.SpecialType: SpecialType.System_Enum };

    private static void OnProperty(Site site, IPropertyReferenceOperation property)
    {
        if (property.Property is { IsIndexer: false, SetMethod: null, GetMethod: { } getter } && Collections.Is(property.Type))
        {
            OnCopy(site, property, getter);
        }
    }

    private static void OnKnown(Site site, IInvocationOperation call, ApiEntry known, string cost)
    {
        var facts = site.Facts;
        if (facts.Loops.Around(call) is null || cost == Elements && !GoesThrough(site, call) || Operations.IsInExpressionTree(call) || TakesQuery(site, call))
        {
            return;
        }

        var values = new RepeatedValues(facts, site.Cancellation);
        if (values.OfCall(call) is not { } found || IsRepeatedPart(site, call, values, found) || !IsResultShared(call, found) || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, facts))
        {
            return;
        }

        var isCostly = cost == Elements && found.IsCertain;
        var shape = found.IsCertain && new ThrowFree(facts, site.Cancellation).Is(call) ? HoistShape : HoistAlwaysShape;
        var properties = HoistPlans.Of(shape, call, found, known.Value("name") ?? "result", IsElement(call));
        Report(site, call, call.TargetMethod.Name, isCostly, cost == Elements ? "goes through all elements again" : "does the same work again", found, properties);
    }

    // Through a property or method of the project that answers with a copy.
    private static void OnCopy(Site site, IOperation use, IMethodSymbol member)
    {
        var facts = site.Facts;
        if (facts.Loops.Around(use) is null || !facts.IsOwn(member) || facts.Dispatch.Targets(member) is not [{ } target] || facts.Bodies.Of(target, site.Cancellation) is not { } body || CopyIn(body, facts) is not { } copy ||
            Operations.IsInExpressionTree(use))
        {
            return;
        }

        var values = new RepeatedValues(facts, site.Cancellation);
        if (values.Of(use) is not { } found || !values.StaysIn(copy, found.Loop) || !OneResult.IsReadUse(use, false) || IsRepeatedPart(site, use, values, found) || Sequences.IsFew(copy, facts, site.Cancellation) ||
            RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, facts))
        {
            return;
        }

        var name = (member.AssociatedSymbol ?? member).Name;
        var properties = HoistPlans.Of(HoistAlwaysShape, use, found, OneResult.Camel(name == "ToArray" ? "items" : name.StartsWith("Get", StringComparison.Ordinal) && name.Length > 3 ? name.Substring(3) : name));
        Report(site, use, name, found.IsCertain, "copies all elements again", found, properties);
    }

    private static void Report(Site site, IOperation call, string name, bool isCostly, string work, RepeatedValue found, System.Collections.Immutable.ImmutableDictionary<string, string?>? properties)
    {
        object?[] arguments = [name, work, found.Loop.Phrase, "keep it in a local before the loop"];
        Location[] related = [found.Loop.Location, call.Syntax.GetLocation()];
        if (isCostly)
        {
            site.Report(Rule, Locations.OfCall(call), related, properties, arguments);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(call), related, properties, arguments);
        }
    }

    // A count without a condition is known to collections; rows, sorts and lazy sequences in locals are other matters.
    private static bool GoesThrough(Site site, IInvocationOperation call)
    {
        var source = call.Instance is { } instance ? Sequences.Bare(instance) : Sequences.Source(call);
        if (source is null || site.Facts.Queries.IsQueryable(source.Type) || Sequences.IsFew(source, site.Facts, site.Cancellation) || Sequences.IsSorted(source) ||
            call.TargetMethod.Name is "Count" or "LongCount" && call.TargetMethod.Parameters.Length == 1 && !(source is IInvocationOperation chain && Sequences.IsLazy(chain.TargetMethod)))
        {
            return false;
        }

        var root = source;
        while (root is IInvocationOperation step && Sequences.IsOperator(step.TargetMethod) && Sequences.Source(step) is { } inner)
        {
            root = inner;
        }

        return !site.Facts.Queries.IsQueryable(root.Type) && !IsQueryLocal(site, root) && !(root is IPropertyReferenceOperation property && site.Facts.Knowledge.Of(property.Property)?.Value("locks") is not null) &&
            new DeferredSequences(site.Facts, site.Cancellation).Of(root) is null;
    }

    // string.Join(", ", names) of rows, or of a lazy sequence.
    private static bool TakesQuery(Site site, IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            var value = Sequences.Bare(argument.Value);
            if (site.Facts.Queries.IsQueryable(value.Type) || IsQueryLocal(site, value) || new DeferredSequences(site.Facts, site.Cancellation).Of(value) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsQueryLocal(Site site, IOperation root) =>
        root is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(root)) is { } value && site.Facts.Queries.IsQueryable(Sequences.Bare(value).Type);

    // The outermost call that stays the same is the one to keep.
    private static bool IsRepeatedPart(Site site, IOperation call, RepeatedValues values, RepeatedValue found)
    {
        for (var parent = call.Parent; parent is not null and not (IBlockOperation or IAnonymousFunctionOperation or ILoopOperation or IExpressionStatementOperation); parent = parent.Parent)
        {
            if (parent is IInvocationOperation outer && (site.Facts.Knowledge.Of(outer.TargetMethod)?.Value("repeats") is not null || Sequences.IsSort(outer.TargetMethod)) && values.OfCall(outer) is { } wider && ReferenceEquals(wider.Loop.Owner, found.Loop.Owner))
            {
                return true;
            }
        }

        return false;
    }

    // A copy that is changed or kept is wanted anew.
    private static bool IsResultShared(IInvocationOperation call, RepeatedValue found) => OneResult.Declared(call) is { } local
        ? OneResult.IsShared(local, found.Loop.Region, IsElement(call)) && !HoistPlans.Stores(local, found.Loop.Region)
        : OneResult.IsReadUse(call, IsElement(call)) && !HoistPlans.Stores(call);

    // Members and values that are shared anyway.
    private static bool IsElement(IInvocationOperation call) => !Collections.Is(call.Type);

    private static IOperation? CopyIn(IOperation body, Facts facts)
    {
        IOperation? only = null;
        foreach (var part in body.Descendants())
        {
            if (part is IReturnOperation { ReturnedValue: { } value } && ReferenceEquals(Operations.Function(part), Operations.Root(part)))
            {
                if (only is not null)
                {
                    return null;
                }

                only = Operations.Unconverted(value);
            }
        }

        return only is IInvocationOperation call && call.TargetMethod.Name is "ToList" or "ToArray" or "ToHashSet" or "ToDictionary" && facts.Knowledge.Of(((IInvocationOperation)only).TargetMethod)?.Value("repeats") == Elements &&
            !facts.Queries.IsQueryable(((IInvocationOperation)only).Instance?.Type ?? Sequences.Source((IInvocationOperation)only)?.Type) ? only : null;
    }
}
