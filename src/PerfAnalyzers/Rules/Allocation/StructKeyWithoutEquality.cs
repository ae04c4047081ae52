using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>A struct that does not say how it is equal is used as a key, or searched for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class StructKeyWithoutEquality() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4003", Categories.Allocation, DiagnosticSeverity.Warning,
        title: "A struct is boxed to be compared",
        message: "'{0}' does not implement 'IEquatable<{0}>': {1} boxes it{2}; {3}",
        description: "Collections and comparers compare values through IEquatable<T>. A struct without it is compared as an object, and one that leaves Equals and GetHashCode to ValueType by reflection.");

    protected override void Start(RuleContext context)
    {
        context.On(static site => OfUse(site), OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.CollectionExpression);
        context.On(static site => OfComparison(site, (IBinaryOperation)site.Operation), OperationKind.Binary);
    }

    private static void OfComparison(Site site, IBinaryOperation comparison)
    {
        if (comparison is { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod.ContainingType.IsRecord: true })
        {
            OfUse(site);
        }
    }

    private static void OfUse(Site site)
    {
        if (EqualityUse.Of(site.Operation, site.Facts) is not { } use || StructEquality.Of(use.Compared) is not { } boxed || use.MayCompareBits && StructEquality.IsBits(boxed.Type) || IsRare(site, use) || Operations.IsInExpressionTree(site.Operation))
        {
            return;
        }

        // Equality cannot be added to a type of others, and each use has to be changed: worth a word where it is used again and again.
        var isOwn = site.Facts.IsOwn(boxed.Type);
        var isKept = use.Cost == EqualityCost.Lookup && IsKept(site.Operation);
        if (!isOwn && !isKept && !IsRepeated(site, use))
        {
            return;
        }

        var isOffered = EqualityPlan.Of(boxed, site.Facts, site.Cancellation) is not null;
        var location = LocationOf(site.Operation);
        var related = boxed.Type.DeclaringSyntaxReferences.Length > 0 ? new[] { boxed.Type.Locations[0] } : null;
        var properties = isOffered ? FixProperties.Of(EqualityPlan.Shape) : null;
        object[] arguments =
        [
            boxed.Type.Name,
            use.Cost switch { EqualityCost.Lookup => "each lookup", EqualityCost.Each => $"'{NameOf(site.Operation)}'", _ => "each comparison" },
            (use.Cost == EqualityCost.Each ? " for every element" : "") + (boxed.HasOwnEquality ? "" : " and compares by reflection"),
            WayOut(site.Operation, boxed, isOwn),
        ];
        if (isOwn || isKept)
        {
            site.Report(Rule, location, related, properties, arguments);
        }
        else
        {
            site.Suggest(Rule, location, related, properties, arguments);
        }
    }

    private static string WayOut(IOperation operation, BoxedEquality boxed, bool isOwn) =>
        isOwn ? boxed.HasOwnEquality ? $"implement 'IEquatable<{boxed.Type.Name}>'" : "make it a record struct, or implement it"
        : boxed.Type.Name != "KeyValuePair" ? "pass a comparer"
        : NameOf(operation) == "SequenceEqual" ? "compare keys and values" : "use a tuple";

    // One comparison is worth a word in loops and in what is called per element; collections and searches compare again and again by themselves.
    private static bool IsRare(Site site, EqualityUse use)
    {
        if (use.Cost == EqualityCost.Once)
        {
            return BoxPlaces.Of(site.Operation, site.ContainingSymbol, site.Facts, site.Cancellation) is { IsSilent: true };
        }

        // A collection that is searched for each element of a loop is the worse fault: a set answers without comparing all.
        if (use.Cost == EqualityCost.Each && site.Operation is IInvocationOperation && RepeatedSearches.Of(site.Operation, site.Facts, site.Cancellation) is not null)
        {
            return true;
        }

        // A field that is set at start-up is used afterwards.
        return site.Heat == HeatLevel.Cold && !IsKept(site.Operation);
    }

    private static bool IsRepeated(Site site, EqualityUse use)
    {
        if (use.Cost == EqualityCost.Once || site.Facts.Loops.Repeating(site.Operation, site.Cancellation) is not null)
        {
            return true;
        }

        if (use.Cost == EqualityCost.Lookup && OneResult.Declared(site.Operation) is { } local)
        {
            foreach (var part in Operations.Root(site.Operation).Descendants())
            {
                if (part is ILocalReferenceOperation asked && SymbolEqualityComparer.Default.Equals(asked.Local, local) && site.Facts.Loops.Repeating(part, site.Cancellation) is not null)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsKept(IOperation operation)
    {
        var parent = Operations.Consumer(operation);
        return parent is IFieldInitializerOperation or IPropertyInitializerOperation or IReturnOperation || parent is ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation };
    }

    private static Location LocationOf(IOperation operation)
    {
        var location = operation is IBinaryOperation or ICollectionExpressionOperation ? operation.Syntax.GetLocation() : Locations.OfCall(operation);
        return Locations.IsOneLine(location) ? location : operation.Syntax.GetFirstToken().GetLocation();
    }

    private static string NameOf(IOperation operation) => operation is IInvocationOperation call ? call.TargetMethod.Name : "";
}
