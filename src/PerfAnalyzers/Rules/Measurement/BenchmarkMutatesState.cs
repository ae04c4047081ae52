using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Measurement;

/// <summary>A benchmark changes its own input: from the second call on it measures something else.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BenchmarkMutatesState() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF9002", Categories.Measurement, DiagnosticSeverity.Warning,
        title: "A benchmark changes its own input",
        message: "'{0}' changes '{1}' for the calls that follow: from the second on {2}; work on a copy, or renew it in an [IterationSetup]",
        description: "BenchmarkDotNet calls a benchmark many thousand times on one object. A list that it sorts is sorted from the second call on, one that it adds to grows, one that it empties stays empty: the mean is that of another operation.");

    protected override bool AppliesToTests => true;

    protected override void Start(RuleContext context)
    {
        if (BenchmarkMethods.AreKnown(context.Facts))
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (EffectOf(call) is not { } effect || Changed(call) is not { } state || StateOf(state) is not { } member || !BenchmarkMethods.Is(site.ContainingSymbol, site.Facts) ||
            Operations.Function(call) is IAnonymousFunctionOperation or ILocalFunctionOperation || BenchmarkMethods.HasOnMethod(site.ContainingSymbol.ContainingType, "IterationSetupAttribute", site.Facts) || IsRenewed(member, call) ||
            IsUndone(call, member))
        {
            return;
        }

        if (effect == "reverse")
        {
            site.Suggest(Rule, Locations.OfCall(call), null, null, call.TargetMethod.Name, member.Name, "every other call sees the elements the other way round");
            return;
        }

        site.Report(Rule, Locations.OfCall(call), null, null, call.TargetMethod.Name, member.Name, effect);
    }

    private static string? EffectOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var isCollection = method.ContainingType is { ContainingNamespace: { Name: "Generic" or "Collections" or "Concurrent" } };
        switch (method.Name)
        {
            case "Sort" when method.ContainingType is { SpecialType: SpecialType.System_Array } or { Name: "List" } or { Name: "MemoryExtensions" }:
                return "what it sorts is sorted already";
            case "Reverse" when method.ContainingType is { SpecialType: SpecialType.System_Array } or { Name: "List" } or { Name: "MemoryExtensions" }:
                return "reverse";
            case "Add" or "AddRange" or "Insert" or "InsertRange" or "AddFirst" or "AddLast" when isCollection && method.ContainingType.Name is "List" or "LinkedList" or "ArrayList" or "ICollection" or "IList" or "ConcurrentBag":
            case "Enqueue" or "Push" when isCollection:
                return "it is longer, and grows with every call";
            case "Append" or "AppendLine" or "AppendFormat" or "AppendJoin" when method.ContainingType is { Name: "StringBuilder" }:
                return "it is longer, and grows with every call";
            case "Clear" when isCollection || method.ContainingType is { Name: "StringBuilder" }:
                return "it is empty";
            case "RemoveAt" or "RemoveAll" or "RemoveRange" or "RemoveFirst" or "RemoveLast" or "Dequeue" or "Pop" when isCollection:
                return "it holds fewer elements, until it is empty";
            default:
                return null;
        }
    }

    // _data of _data.Sort(), Array.Sort(_data), _data.AsSpan().Sort().
    private static IOperation? Changed(IInvocationOperation call)
    {
        var changed = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        while (changed is not null)
        {
            changed = Operations.Unconverted(changed);
            if (changed is not IInvocationOperation { TargetMethod.Name: "AsSpan" } span || span.Arguments.Length == 0)
            {
                return changed;
            }

            changed = span.Arguments[0].Value;
        }

        return null;
    }

    private static ISymbol? StateOf(IOperation state) => state switch
    {
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: { IsIndexer: false } property } when Operations.IsAutomatic(property) => property,
        _ => null,
    };

    // _list = new List<int>(_source);
    private static bool IsRenewed(ISymbol member, IOperation use) => LocalValues.Around(use).Of(member).Count > 0;

    // What is added is taken away again in the same call, what is cleared is filled, and copies fill it anew.
    private static bool IsUndone(IInvocationOperation call, ISymbol member)
    {
        foreach (var part in Operations.Root(call).Descendants())
        {
            if (ReferenceEquals(part, call))
            {
                continue;
            }

            switch (part)
            {
                case IInvocationOperation other when other.TargetMethod.Name is not ("Sort" or "Reverse"):
                    var isSame = Changed(other) is { } changed && SymbolEqualityComparer.Default.Equals(StateOf(changed), member);
                    if (isSame && IsOpposite(call.TargetMethod.Name, other.TargetMethod.Name) || IsCopiedTo(other, member))
                    {
                        return true;
                    }

                    break;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Length" or "Capacity", Instance: { } resized } } when SymbolEqualityComparer.Default.Equals(StateOf(resized), member):
                    return true;
            }
        }

        return false;
    }

    private static bool IsOpposite(string one, string other) => IsGrowth(one) ? IsShrinking(other) : IsShrinking(one) && (IsGrowth(other) || one != "Clear" && other == "Clear");

    private static bool IsGrowth(string name) => name is "Add" or "AddRange" or "Insert" or "InsertRange" or "AddFirst" or "AddLast" or "Enqueue" or "Push" or "TryAdd" or "UnionWith" || name.StartsWith("Append", StringComparison.Ordinal);

    private static bool IsShrinking(string name) => name is "Clear" or "Dequeue" or "Pop" or "TryDequeue" or "TryPop" or "TryTake" or "Take" || name.StartsWith("Remove", StringComparison.Ordinal);

    // Array.Copy(_source, _data, n), _source.CopyTo(_data, 0), random.Shuffle(_data), random.NextBytes(_data)
    private static bool IsCopiedTo(IInvocationOperation call, ISymbol member)
    {
        if (call.TargetMethod.Name is not ("Copy" or "CopyTo" or "BlockCopy" or "ConstrainedCopy" or "Shuffle" or "Fill" or "NextBytes" or "TryCopyTo"))
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            var value = Operations.Unconverted(argument.Value);
            value = value is IInvocationOperation { TargetMethod.Name: "AsSpan", Arguments: [var source, ..] } ? Operations.Unconverted(source.Value) : value;
            if (SymbolEqualityComparer.Default.Equals(StateOf(value), member))
            {
                return true;
            }
        }

        return false;
    }
}
