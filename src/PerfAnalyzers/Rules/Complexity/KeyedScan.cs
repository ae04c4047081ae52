using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A dictionary, lookup or set is walked element by element for the one key it would find at once.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class KeyedScan() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5004", Categories.Complexity, DiagnosticSeverity.Warning,
        title: "A dictionary, lookup or set is walked to find one key",
        message: "'{0}' walks the whole {1} to find one key; {2}",
        description: "Dictionaries, lookups and sets find a key in one step. A predicate about the key makes them compare every element instead, at any size.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Linq.Enumerable") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
            context.On(static site => OnLoop(site, (ILoopOperation)site.Operation), OperationKind.Loop);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        if (name == "Contains")
        {
            OnContains(site, call);
            return;
        }

        if (!IsSearch(name, call.Arguments.Length) || !IsLinq(call.TargetMethod) || KeyedSource.Of(call.Arguments[0].Value, site.Facts) is not { } source)
        {
            return;
        }

        if (KeyEquality.Of(call.Arguments[1].Value, isNegated: name == "All") is { } equality && source.IsKey(equality.Key, equality.Element) && IsAsked(call, site))
        {
            var key = Operations.Unconverted(equality.Key).Type!;
            if (Verdict(KeyComparisons.Of(equality), source, key, site.Facts) is { } verdict)
            {
                var form = verdict.IsProven ? KeyedScanForm.Of(call, equality, source, verdict.IsAssumed) : null;
                Tell(site, call, source, verdict.IsProven, form, WayOut(name, source, form));
            }
        }
    }

    // set.Contains(x, comparer)   map.Keys.ToList().Contains(key)
    private static void OnContains(Site site, IInvocationOperation call)
    {
        // Lists and spans have one of their own.
        var isOwn = call.Instance is { Type.Name: "List" } && call.Arguments.Length == 1;
        if (!isOwn && (call.Arguments.Length is not (2 or 3) || !IsLinq(call.TargetMethod) && call.TargetMethod.ContainingType.Name != "MemoryExtensions") ||
            KeyedSource.Of(Operations.Receiver(call)!, site.Facts) is not { } source)
        {
            return;
        }

        var hasComparer = call.Arguments.Length == 3;
        if (hasComparer ? source is { Kind: not KeyedKind.Set, IsKeys: false } : !source.IsKeys || source.IsDirect || source.Kind == KeyedKind.Set)
        {
            return;
        }

        var comparison = hasComparer ? KeyComparisons.OfComparer(call.Arguments[2].Value) : KeyComparison.Default;
        var key = call.Arguments[isOwn ? 0 : 1].Parameter!.Type;
        if (!IsAsked(call, site))
        {
            return;
        }

        if (Verdict(comparison, source, key, site.Facts) is { IsProven: true } verdict)
        {
            var form = KeyedScanForm.OfContains(call, source, verdict.IsAssumed);
            Tell(site, call, source, true, form, $"ask '{source.Membership}'");
        }
        else if (hasComparer)
        {
            Tell(site, call, source, false, null, source.Kind == KeyedKind.Set ? "create the set with the comparer it is asked with" : "create the dictionary with the comparer it is asked with");
        }
    }

    private static void OnLoop(Site site, ILoopOperation loop)
    {
        if (loop is IForEachLoopOperation { IsAsynchronous: false } each && KeyedScanLoop.Of(each, site.Facts) is { } scan && IsAsked(each, site) &&
            Verdict(KeyComparisons.Of(scan.Equality), scan.Source, Operations.Unconverted(scan.Equality.Key).Type!, site.Facts) is { } verdict)
        {
            var form = verdict.IsProven ? scan.Form(verdict.IsAssumed) : null;
            var way = scan.Source is { Kind: KeyedKind.Dictionary, IsKeys: false } ? "ask 'TryGetValue'" : scan.Source.Kind == KeyedKind.Lookup ? "ask its indexer" : $"ask '{scan.Source.Membership}'";
            Report(site, scan.Place, "foreach", scan.Source, verdict.IsProven, form, way);
        }
    }

    private static void Tell(Site site, IInvocationOperation call, KeyedSource source, bool isProven, string? form, string way) =>
        Report(site, Locations.OfCall(call), call.TargetMethod.Name, source, isProven, form, way);

    private static void Report(Site site, Location location, string name, KeyedSource source, bool isProven, string? form, string way)
    {
        var properties = form is null ? null : FixProperties.Of(form);
        var kind = source.Kind switch { KeyedKind.Dictionary => "dictionary", KeyedKind.Lookup => "lookup", _ => "set" };
        if (isProven)
        {
            site.Report(Rule, location, null, properties, name, kind, way);
        }
        else
        {
            site.Suggest(Rule, location, null, properties, name, kind, way);
        }
    }

    private static bool IsSearch(string name, int arguments) => name switch
    {
        "Any" or "All" or "Count" or "LongCount" or "Where" or "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" => arguments >= 2,
        _ => false,
    };

    /// <summary>Whether a method is one of LINQ to Objects.</summary>
    public static bool IsLinq(IMethodSymbol method) =>
        method is { IsExtensionMethod: true, ContainingType: { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } } };

    // Whether it is code that is worth a look; asked last, as it costs most.
    private static bool IsAsked(IOperation operation, Site site) => !Operations.IsInExpressionTree(operation) && !RareCode.Is(site) && !Benchmarks.Has(site.ContainingSymbol, site.Facts);

    private readonly record struct Answer(bool IsProven, bool IsAssumed);

    // Whether a lookup finds what the comparison finds; null when it is another question.
    private static Answer? Verdict(KeyComparison asked, KeyedSource source, ITypeSymbol key, Facts facts)
    {
        if (asked is KeyComparison.Other or KeyComparison.Unknown)
        {
            return null;
        }

        var built = KeyedCollections.ComparisonOf(source.Collection, key, facts);
        if (asked == built)
        {
            return new Answer(true, false);
        }

        if (asked == KeyComparison.IgnoreCase)
        {
            return null;
        }

        return built switch
        {
            KeyComparison.Unknown => new Answer(true, !KeyComparisons.IsSimple(key)),
            _ => new Answer(false, false),
        };
    }

    private static string WayOut(string name, KeyedSource source, string? form) => name switch
    {
        "Any" or "All" or "Count" or "LongCount" => source.Kind == KeyedKind.Dictionary && form?.StartsWith(KeyedScanForm.Found, StringComparison.Ordinal) == true ? "ask 'TryGetValue'" : $"ask '{source.Membership}'",
        _ when source.Kind == KeyedKind.Lookup => "ask its indexer",
        _ when source.Kind == KeyedKind.Set || source.IsKeys => source.Kind == KeyedKind.Set ? "ask 'Contains' or 'TryGetValue'" : "ask 'ContainsKey'",
        "First" or "Single" or "Last" => "ask its indexer",
        _ => "ask 'TryGetValue'",
    };
}
