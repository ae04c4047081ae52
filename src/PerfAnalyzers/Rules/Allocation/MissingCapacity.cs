using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Allocation;

/// <summary>A collection is filled by a loop whose number of passes is known, and grows on the way.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MissingCapacity() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4106", Categories.Allocation, DiagnosticSeverity.Info,
        title: "A collection grows step by step to a size that is known",
        message: "'{0}' takes one element for every {1} and is copied whenever it is full; create it with the capacity '{2}'",
        description: "A collection that is full moves to an array of twice the size. Created with its capacity it has one array from the start.");

    /// <summary>Fix shape: the capacity is given to the constructor.</summary>
    public const string CapacityShape = "capacity";

    // How far behind the creation the loop may stand.
    private const int MaximumDistance = 6;

    protected override void Start(RuleContext context)
    {
        context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
        context.On(static site => OnExpression(site, (ICollectionExpressionOperation)site.Operation), OperationKind.CollectionExpression);
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation is { Initializer: null, Arguments.Length: <= 1, Type: INamedTypeSymbol type } && IsGrowing(type) && HasCapacity(type, creation.Arguments) && creation.Syntax is BaseObjectCreationExpressionSyntax { ArgumentList: { } list })
        {
            Find(site, creation, count => new PlannedEdits().Replace(new TextSpan(list.OpenParenToken.Span.End, 0), count + (list.Arguments.Count > 0 ? ", " : "")));
        }
    }

    // List<int> all = [];
    private static void OnExpression(Site site, ICollectionExpressionOperation empty)
    {
        if (empty is { Elements.IsEmpty: true, Type: INamedTypeSymbol type } && IsGrowing(type) && HasCapacity(type, []))
        {
            Find(site, empty, count => new PlannedEdits().Replace(empty.Syntax.Span, $"new({count})"));
        }
    }

    // Under keys of which there are only few there are few elements; work that is started costs more than the list of it.
    private static bool IsGrowing(INamedTypeSymbol type) =>
        !(type.TypeArguments is [var element, ..] && Operations.IsTask(element)) && !(type is { Name: "Dictionary" or "HashSet" or "SortedList", TypeArguments: [var key, ..] } && KnownSizes.IsFewKind(key)) && type is { Name: "List" or "Dictionary" or "HashSet" or "SortedList" or "Queue" or "Stack" or "PriorityQueue", ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } } or { Name: "StringBuilder", ContainingNamespace.Name: "Text" };

    // The constructor with what is given, and a capacity before it.
    private static bool HasCapacity(INamedTypeSymbol type, ImmutableArray<IArgumentOperation> arguments)
    {
        if (arguments is [{ Parameter.Type: not { Name: "IEqualityComparer" or "IComparer" } } or { Parameter: null }])
        {
            return false;
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaredAccessibility == Accessibility.Public && constructor.Parameters.Length == arguments.Length + 1 && constructor.Parameters[0].Type.SpecialType == SpecialType.System_Int32 &&
                (arguments.IsEmpty || SymbolEqualityComparer.Default.Equals(constructor.Parameters[1].Type, arguments[0].Parameter!.Type)))
            {
                return true;
            }
        }

        return false;
    }

    private static void Find(Site site, IOperation creation, Func<string, PlannedEdits> plan)
    {
        if (FilledCollection.Of(creation, out var statement) is not { } target || statement?.Parent is not IBlockOperation block || block.Operations.IndexOf(statement) is var index && index < 0)
        {
            return;
        }

        for (var i = index + 1; i < block.Operations.Length && i <= index + MaximumDistance; i++)
        {
            if (block.Operations[i] is ILoopOperation loop)
            {
                OnLoop(site, creation, target, loop, i == index + 1, plan);
                return;
            }

            if (target.IsMentioned(block.Operations[i]) || Operations.Jumps(block.Operations[i], orThrows: true))
            {
                return;
            }
        }
    }

    private static void OnLoop(Site site, IOperation creation, FilledCollection target, ILoopOperation loop, bool isNext, Func<string, PlannedEdits> plan)
    {
        var facts = site.Facts;
        if (!target.IsFilledBy(loop, facts) || LoopCount.Of(loop, facts, site.Cancellation) is not { } count || count.Constant <= Heat.SmallTripCount || count.Constant is null && NamedFew.IsSequence(Walked(count.Source)) || target.IsMentioned(count.Source) ||
            loop is IForEachLoopOperation each && Sequences.IsFew(each.Collection, facts, site.Cancellation) || AllocationSites.HeatOf(site, creation, out _) is null || AllocationSites.Waits(loop, facts, site.Cancellation) || IsScratch(site, creation) ||
            creation.Type is not INamedTypeSymbol { Name: "List" or "Queue" or "Stack" or "StringBuilder" } && target.TakesCompositeKeys(loop, facts))
        {
            return;
        }

        var isOffered = IsKnownAt(count.Source, creation) && (isNext || count.Constant is not null || count.Source.Type is { IsValueType: true } || Spans.IsNotNull(count.Source)) && !Comments.In(creation.Syntax);
        site.Report(
            Rule, Locations.OfCall(creation), [Locations.OfLoop(loop.Syntax)], isOffered ? plan(count.Code).ToProperties(CapacityShape) : null,
            target.Name, Repetition.OfLoop(loop).Phrase, count.Code);
    }

    // Of all.Count, all.
    private static IOperation Walked(IOperation source) => source is IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } walked } ? walked : source;

    // What each pass of a loop makes and forgets is better made once.
    private static bool IsScratch(Site site, IOperation creation) =>
        site.Facts.Loops.Around(creation) is { Owner: ILoopOperation { Body: IBlockOperation body } } && OneResult.Declared(creation) is { } local && new Escapes(site.Facts, site.Cancellation).StaysIn(local, body);

    // Declared before, not on the way to the loop.
    private static bool IsKnownAt(IOperation source, IOperation creation)
    {
        foreach (var part in source.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation { Local: var local } && (local.DeclaringSyntaxReferences is not [var declaration] || declaration.Span.Start > creation.Syntax.SpanStart))
            {
                return false;
            }
        }

        return true;
    }
}
