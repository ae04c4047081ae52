using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>A concurrent dictionary is locked as a whole, and copied, for what it answers without a lock.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ConcurrentDictionarySnapshot() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2102", Categories.Async, DiagnosticSeverity.Warning,
        title: "A concurrent dictionary is locked as a whole for what it answers without a lock",
        message: "'{0}' takes every lock of the dictionary{1}; {2}",
        description: "Keys, Values and Count of a ConcurrentDictionary stop all writers: they take the lock of every part, and Keys and Values copy what they find. Enumerating the dictionary, ContainsKey and IsEmpty take no lock.");

    /// <summary>Keys of the fix's shapes.</summary>
    public const string EachShape = "each", ContainsShape = "contains", CountShape = "count", AnyShape = "any", EmptyShape = "empty", QueryShape = "query";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Collections.Concurrent.ConcurrentDictionary`2") is not null && !Benchmarks.IsProject(context.Facts, default))
        {
            context.On(static site => OnProperty(site, (IPropertyReferenceOperation)site.Operation), OperationKind.PropertyReference);
        }
    }

    private static void OnProperty(Site site, IPropertyReferenceOperation property)
    {
        if (property.Instance is not { } dictionary || site.Facts.Knowledge.Of(property.Property)?.Value("locks") is not { } locks)
        {
            return;
        }

        var use = locks == "copy" ? OfCopy(property) : OfCount(property, site.Facts);
        if (use is not { } found || IsOwn(dictionary) || Operations.IsInExpressionTree(property) || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, site.Facts))
        {
            return;
        }

        var isHot = site.Facts.Loops.Around(property) is not null || site.Facts.Heat.IsInRequest(property, site.ContainingSymbol);
        var fix = found.Shape is { } shape && property.Syntax is MemberAccessExpressionSyntax ? FixProperties.Of(shape) : null;
        var copies = locks == "copy" ? " and copies all it holds" : "";

        // Enumerating the dictionary frees the writers, and takes longer than enumerating a copy: which matters more is not known here.
        if (isHot && found.Shape is (ContainsShape or CountShape or AnyShape or EmptyShape))
        {
            site.Report(Rule, Locations.OfCall(property), null, fix, property.Property.Name, copies, found.Way);
        }
        else if (isHot || locks == "copy")
        {
            site.Suggest(Rule, Locations.OfCall(property), null, fix, property.Property.Name, copies, found.Way);
        }
    }

    private readonly record struct Use(string? Shape, string Way);

    // What the copy is made for; null where a copy is what is asked for, or nobody knows.
    private static Use? OfCopy(IPropertyReferenceOperation copy)
    {
        switch (Operations.Consumer(copy))
        {
            case IForEachLoopOperation { IsAsynchronous: false } loop when ReferenceEquals(Operations.Unconverted(loop.Collection), copy):
                return Grows(loop, copy.Instance!) ? null : new Use(HasOneVariable(loop) ? EachShape : null, "enumerate the dictionary itself");
            case IPropertyReferenceOperation { Property.Name: "Count" }:
                return new Use(CountShape, "ask its 'Count', which copies nothing");
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } } call } argument when ReferenceEquals(call.Arguments[0], argument):
                return OfQuery(call, copy.Property.Name);
            case IInvocationOperation { TargetMethod: { Name: "Contains", Parameters.Length: 1 } } when copy.Property.Name == "Keys":
                return new Use(ContainsShape, "ask 'ContainsKey'");
            default:
                return null;
        }
    }

    private static Use? OfQuery(IInvocationOperation call, string name) => (call.TargetMethod.Name, call.Arguments.Length) switch
    {
        ("ToList" or "ToArray" or "ToHashSet" or "ToDictionary" or "ToLookup" or "AsQueryable" or "AsParallel" or "AsEnumerable" or "Cast", _) => null,
        ("Contains", 2) when name == "Keys" => new Use(ContainsShape, "ask 'ContainsKey'"),
        ("Count" or "LongCount", 1) => new Use(call.TargetMethod.Name == "Count" ? CountShape : null, "ask its 'Count', which copies nothing"),
        ("Any", 1) => new Use(AnyShape, "ask 'IsEmpty'"),
        _ => new Use(QueryShape, "query the pairs of the dictionary itself"),
    };

    private static Use? OfCount(IPropertyReferenceOperation count, Facts facts)
    {
        if (Operations.Consumer(count) is IBinaryOperation comparison && IsEmptiness(comparison))
        {
            return new Use(EmptyShape, "ask 'IsEmpty'");
        }

        // Once per pass, where other threads write.
        return facts.Loops.Around(count) is not null && IsInCondition(count) ? new Use(null, "ask once before the loop, or count what is added and removed") : null;
    }

    /// <summary>Whether a comparison of a count asks whether there is anything: with 0, or with 1 from the other side.</summary>
    private static bool IsEmptiness(IBinaryOperation comparison) => (comparison.OperatorKind, comparison.RightOperand.ConstantValue) switch
    {
        (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan, { HasValue: true, Value: 0 }) => true,
        (BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan, { HasValue: true, Value: 1 }) => true,
        _ => false,
    };

    private static bool IsInCondition(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null and not (IBlockOperation or IAnonymousFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is IWhileLoopOperation repeated && ReferenceEquals(repeated.Condition, child) || parent is IForLoopOperation counted && ReferenceEquals(counted.Condition, child))
            {
                return true;
            }
        }

        return false;
    }

    // One that this method made has no other users.
    private static bool IsOwn(IOperation dictionary) =>
        Operations.Unconverted(dictionary) is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(dictionary)) is { } value && Operations.Unconverted(value) is IObjectCreationOperation or ICollectionExpressionOperation;

    // What the loop adds would be met by it.
    private static bool Grows(IForEachLoopOperation loop, IOperation dictionary)
    {
        var symbol = Operations.SymbolOf(Operations.Unconverted(dictionary));
        foreach (var operation in loop.Body.Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "TryAdd" or "GetOrAdd" or "AddOrUpdate" or "Add", Instance: { } changed } when SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(changed)), symbol):
                case IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } written } } when SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(written)), symbol):
                    return true;
            }
        }

        return false;
    }

    private static bool HasOneVariable(IForEachLoopOperation loop) =>
        loop.Syntax is ForEachStatementSyntax && loop.LoopControlVariable is IVariableDeclaratorOperation { Symbol.Type: { } type } && loop.Collection is { } collection &&
        Operations.Unconverted(collection).Type is INamedTypeSymbol { TypeArguments: [var element] } && SymbolEqualityComparer.Default.Equals(element, type);
}
