using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A key is looked up again although the first lookup has found its place.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RepeatedLookup() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5010", Categories.Complexity, DiagnosticSeverity.Info,
        title: "A key is looked up again although it has been found already",
        message: "The key is looked up {0}; {1}",
        description: "Each lookup computes the hash code of the key and compares it. One lookup can read, change and remove; enumerating the pairs needs none.");

    /// <summary>Keys of the fix's shapes.</summary>
    public const string CountShape = "count", TryCountShape = "try-count", PairsShape = "pairs", RemoveShape = "remove", LocalShape = "local";

    /// <summary>As <see cref="LocalShape"/>, where something may change the dictionary under another name.</summary>
    public const string AliasedLocalShape = "aliased-local";

    /// <summary>How often a value must be read to be worth a local.</summary>
    private const int ManyReads = 3;

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Collections.Generic.Dictionary`2") is not null)
        {
            context.On(static site => OnAssignment(site, (IAssignmentOperation)site.Operation), OperationKind.SimpleAssignment);
            context.On(static site => OnLoop(site, (ILoopOperation)site.Operation), OperationKind.Loop);
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
            context.On(static site => OnRead(site, (IPropertyReferenceOperation)site.Operation), OperationKind.PropertyReference);
        }
    }

    // map[key] = map.GetValueOrDefault(key) + 1   map[key] = map.TryGetValue(key, out var n) ? n + 1 : 1   map.TryGetValue(key, out var n); map[key] = n + 1;
    private static void OnAssignment(Site site, IAssignmentOperation assignment)
    {
        if (DictionaryRead.Of(assignment.Target) is { IsDictionary: true } written && assignment.Parent is IExpressionStatementOperation &&
            CountedKey.Of(assignment, written) is { } counted && site.Facts.Loops.Repeating(assignment, site.Cancellation) is not null && IsAsked(assignment, site))
        {
            var isOffered = site.Facts.Type("System.Runtime.InteropServices.CollectionsMarshal") is { } marshal && !marshal.GetMembers("GetValueRefOrAddDefault").IsEmpty && counted.IsSafe;
            site.Report(
                Rule, Locations.OfExpression(assignment.Target.Syntax), null, isOffered ? FixProperties.Of(counted.Before is null ? CountShape : TryCountShape) : null,
                "twice to count once", "'CollectionsMarshal.GetValueRefOrAddDefault' finds its place once");
        }
    }

    // foreach (var key in map.Keys) { Use(map[key]); }
    private static void OnLoop(Site site, ILoopOperation loop)
    {
        if (loop is IForEachLoopOperation { IsAsynchronous: false } each && Operations.Unconverted(each.Collection) is IPropertyReferenceOperation { Property.Name: "Keys", Instance: { } map } keys &&
            KeyedCollections.KindOf(map.Type, site.Facts) == KeyedKind.Dictionary && map.Type is not { Name: "ConcurrentDictionary" } && KeyEnumeration.Of(each, map) is { } found && IsAsked(each, site))
        {
            var isOffered = found.IsOffered && keys.Syntax is MemberAccessExpressionSyntax && each.Syntax is ForEachStatementSyntax && IsOfLibrary(map.Type) && HasDeconstruct(site.Facts);
            site.Report(Rule, Locations.OfCall(keys), [found.First.Syntax.GetLocation()], isOffered ? FixProperties.Of(PairsShape) : null, "for each key that is enumerated", "enumerate the pairs of the dictionary");
        }
    }

    // if (map.TryGetValue(key, out var value)) { map.Remove(key); … }
    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call is { TargetMethod.Name: "TryGetValue", Arguments.Length: 2, Instance: { Type: { } type } map } && DictionaryRead.IsDictionaryType(type) && HasRemoveWithValue(type) &&
            call.Parent is IConditionalOperation { Syntax: IfStatementSyntax } choice && ReferenceEquals(choice.Condition, call) && First(choice.WhenTrue) is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "Remove", Arguments.Length: 1, Instance: { } removed } removal } &&
            SameCode.Is(map, removed) && SameCode.Is(call.Arguments[0].Value, removal.Arguments[0].Value) && DictionaryRead.IsStable(map) && DictionaryRead.IsStable(call.Arguments[0].Value) && IsAsked(call, site))
        {
            site.Report(Rule, Locations.OfCall(call), [Locations.OfCall(removal)], FixProperties.Of(RemoveShape), "to be read, and again to be removed", "'Remove' with an 'out' argument does both");
        }
    }

    // Use(map[key]); Use(map[key]); Use(map[key]);
    private static void OnRead(Site site, IPropertyReferenceOperation property)
    {
        if (property.Property.IsIndexer && DictionaryRead.Of(property) is { } read && KeyedCollections.KindOf(read.Map.Type, site.Facts) == KeyedKind.Dictionary && read.Map.Type is not { Name: "ConcurrentDictionary" } &&
            IsWarm(property, site) && RepeatedReads.Of(read, site.Facts) is { Count: >= ManyReads } reads && IsAsked(property, site))
        {
            site.Report(
                Rule, Locations.OfExpression(property.Syntax), [.. reads.Others.Select(static other => other.Syntax.GetLocation())], reads.IsOffered ? FixProperties.Of(RepeatedReads.AreAliased(read, site.Facts, site.Cancellation) ? AliasedLocalShape : LocalShape) : null,
                reads.Count + " times in one block", "keep the value in a local");
        }
    }

    private static bool IsWarm(IOperation operation, Site site) =>
        site.Facts.Loops.Repeating(operation, site.Cancellation) is not null || site.Facts.Heat.IsInRequest(operation, site.ContainingSymbol);

    private static bool IsAsked(IOperation operation, Site site) => !Operations.IsInExpressionTree(operation) && !RareCode.Is(site) && !Benchmarks.Has(site.ContainingSymbol, site.Facts);

    private static IOperation? First(IOperation statement) => statement is IBlockOperation { Operations: [var first, ..] } ? first : statement;

    private static bool HasRemoveWithValue(ITypeSymbol type)
    {
        foreach (var member in type.GetMembers("Remove"))
        {
            if (member is IMethodSymbol { Parameters.Length: 2 })
            {
                return true;
            }
        }

        return false;
    }

    // What else a dictionary of one's own enumerates is its affair.
    private static bool IsOfLibrary(ITypeSymbol? type)
    {
        for (var space = type?.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasDeconstruct(Facts facts) => facts.Type("System.Collections.Generic.KeyValuePair`2") is { } pair && !pair.GetMembers("Deconstruct").IsEmpty;
}
