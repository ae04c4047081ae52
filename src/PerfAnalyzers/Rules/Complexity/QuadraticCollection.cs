using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A collection that is moved, copied or walked from its start on every pass of a loop, to add, remove or read one element.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class QuadraticCollection() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5005", Categories.Complexity, DiagnosticSeverity.Warning,
        title: "A collection is moved, copied or walked whole on every pass of a loop",
        message: "'{0}' is {1} for every {2}; {3}",
        description: "Adding to or removing from the front of a list moves all others, adding to an array copies it, and a position in a set or linked list is reached from its start. Once per element, the work grows with the square of their number.");

    /// <summary>Keys of the fix's shapes.</summary>
    public const string ReverseShape = "reverse", RemoveAllShape = "removeAll", ListShape = "list", QueueShape = "queue";

    private const string Moved = "moved whole", Copied = "copied whole", Walked = "walked from its start";

    protected override void Start(RuleContext context)
    {
        if (Benchmarks.IsProject(context.Facts, default))
        {
            return;
        }

        context.On(static site => OfCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OfCopy(site, ((ISimpleAssignmentOperation)site.Operation).Value), OperationKind.SimpleAssignment);
    }

    private static void OfCall(Site site, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "Insert" or "InsertRange" or "RemoveAt" or "RemoveRange" or "Remove" when call.Instance is { } list && call.Arguments.Length > 0 && IsList(list.Type):
                OfList(site, call, list);
                break;
            case "Resize" when method.ContainingType.SpecialType == SpecialType.System_Array:
                OfCopy(site, call);
                break;
            case "ElementAt" or "ElementAtOrDefault" or "Take" or "Skip" when method is { IsExtensionMethod: true, ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } && call.Arguments.Length == 2:
                OfPosition(site, call);
                break;
        }
    }

    private static void OfList(Site site, IInvocationOperation call, IOperation list)
    {
        if (site.Facts.Loops.Around(call) is null || new Accumulation(site.Facts, site.Cancellation).Of(list, call) is not { } loop)
        {
            return;
        }

        var isFront = IsFront(call, list);
        var scan = isFront ? null : RemovalScan.Of(call, list, loop);
        if (!isFront && scan is null || NaturallyShort.Is(loop) || site.Facts.Loops.IsFew(list, PerfAnalyzers.Kernel.Heat.SmallTripCount, site.Cancellation) || IsOutOfReach(site) || IsWindow(call, list, loop) ||
            NamedFew.IsSequence(list) || scan is not null && RepeatedSearches.Waits(loop.Region))
        {
            return;
        }

        var name = Locations.ShortText(list.Syntax) ?? "list";
        if (scan is not null)
        {
            // What else the pass does may take longer than moving a list.
            Say(site, call, loop, DoesMore(call, list, loop), scan.IsExact ? FixProperties.Of(RemoveAllShape) : null, name, Moved, "remove all at once with 'RemoveAll'");
        }
        else if (call.TargetMethod.Name.StartsWith("Insert", StringComparison.Ordinal))
        {
            var fix = ReversePlan.Of(call, new Accumulation(site.Facts, site.Cancellation)) is null ? null : FixProperties.Of(ReverseShape);
            Say(site, call, loop, false, fix, name, Moved, "add at its end and call 'Reverse' once, after the loop");
        }
        else
        {
            // A pass that waits for somebody else takes far longer than moving a list.
            var fix = QueuePlan.Of(call, site.Facts) is null ? null : FixProperties.Of(QueueShape);
            Say(site, call, loop, !IsDrained(call, loop) || RepeatedSearches.Waits(loop.Region), fix, name, Moved, "use a 'Queue', or keep an index of the first that is left");
        }
    }

    // Insert(0, x), RemoveAt(0), Remove(list[0]), Remove(list.First())
    private static bool IsFront(IInvocationOperation call, IOperation list)
    {
        var first = Operations.Unconverted(call.Arguments[0].Value);
        if (call.TargetMethod.Name != "Remove")
        {
            return first.ConstantValue is { HasValue: true, Value: 0 };
        }

        if (first is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Function(call)) is { } value)
        {
            first = Operations.Unconverted(value);
        }

        return first switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: 0 } }] } => Accumulation.Same(owner, list),
            IInvocationOperation { TargetMethod.Name: "First" or "FirstOrDefault", Arguments.Length: 1 } asked when Operations.Receiver(asked) is { } receiver => Accumulation.Same(receiver, list),
            _ => false,
        };
    }

    // Kept at a length: what is added on one side is removed on the other.
    private static bool IsWindow(IInvocationOperation call, IOperation list, Repetition loop)
    {
        if (call.TargetMethod.Name.StartsWith("Insert", StringComparison.Ordinal))
        {
            // Some go to the front, the others to the end: the one that is preferred.
            var isChosen = Runs.Conditionally(call, loop.Region);
            foreach (var operation in loop.Region.Descendants())
            {
                if (operation is IInvocationOperation { Instance: { } other } change && Accumulation.Same(other, list) &&
                    (change.TargetMethod.Name is "RemoveAt" or "RemoveRange" or "Remove" || isChosen && change.TargetMethod.Name is "Add" or "AddRange"))
                {
                    return true;
                }
            }

            return false;
        }

        for (IOperation child = call, parent = call.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            var condition = parent switch
            {
                IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) => choice.Condition,
                IWhileLoopOperation repeated => repeated.Condition,
                IForLoopOperation counted => counted.Condition,
                _ => null,
            };
            if (condition is not null && (IsLimit(condition, list) || IsFront(call, list) && AsksElement(condition, list)))
            {
                return true;
            }

            if (ReferenceEquals(parent, loop.Owner))
            {
                break;
            }
        }

        return false;
    }

    // while (list[0] < now): as long as the first is one of those.
    private static bool AsksElement(IOperation condition, IOperation list)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner } && Accumulation.Same(owner, list) ||
                part is IInvocationOperation { TargetMethod.Name: "First" or "FirstOrDefault" } call && Operations.Receiver(call) is { } receiver && Accumulation.Same(receiver, list))
            {
                return true;
            }
        }

        return false;
    }

    // On every pass, or for as long as there is anything.
    private static bool IsDrained(IInvocationOperation call, Repetition loop) => !Runs.Conditionally(call, loop.Region);

    // A call in the statements beside the removal.
    private static bool DoesMore(IInvocationOperation removal, IOperation list, Repetition loop)
    {
        foreach (var operation in loop.Owner is ILoopOperation { Body: var body } ? body.Descendants() : loop.Region.Descendants())
        {
            if (operation is IExpressionStatementOperation { Operation: IInvocationOperation or IAwaitOperation } other && !ReferenceEquals(other.Operation, removal) &&
                !(other.Operation is IInvocationOperation { Instance: { } receiver } && Accumulation.Same(receiver, list)))
            {
                return true;
            }
        }

        return false;
    }

    // list.Count > limit; not list.Count > 0.
    private static bool IsLimit(IOperation condition, IOperation list)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } comparison &&
                comparison.RightOperand.ConstantValue is not { HasValue: true, Value: 0 or 1 } && Accumulation.Mentions(comparison.LeftOperand, list))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsList(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "List" or "ArrayList", ContainingNamespace: { Name: "Generic" or "Collections", ContainingNamespace.Name: "Collections" or "System" } } or
                { Name: "Collection" or "ObservableCollection", ContainingNamespace: { Name: "ObjectModel", ContainingNamespace.Name: "Collections" } })
            {
                return true;
            }
        }

        return false;
    }

    private static void Say(
        Site site, IOperation operation, Repetition loop, bool isSuggestion, ImmutableDictionary<string, string?>? fix, string name, string cost, string way)
    {
        var location = operation is IInvocationOperation ? Locations.OfCall(operation) : Locations.OfExpression(operation.Syntax);
        if (isSuggestion)
        {
            site.Suggest(Rule, location, [loop.Location], fix, name, cost, loop.Phrase, way);
        }
        else
        {
            site.Report(Rule, location, [loop.Location], fix, name, cost, loop.Phrase, way);
        }
    }

    private static bool IsOutOfReach(Site site) => RareCode.Is(site) || Operations.IsInExpressionTree(site.Operation) || Benchmarks.Has(site.ContainingSymbol, site.Facts);
}
