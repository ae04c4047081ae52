using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>A call that costs something is made twice in one function, with the same arguments and the same result.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RepeatedCall() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3004", Categories.Caching, DiagnosticSeverity.Info,
        title: "A call is made again with the same arguments and the same result",
        message: "'{0}' {1}, with the same result as before; keep it in a local",
        description: "Nothing between the two calls changes what they are given. One call and a local do.");

    /// <summary>Fix shapes: the result has a local already; it gets one.</summary>
    public const string ReuseShape = "reuse", LocalShape = "local";

    /// <summary>Key of the name of the local.</summary>
    public const string LocalKey = "name";

    protected override void Start(RuleContext context)
    {
        var names = context.Facts.Knowledge.NamesWith("repeats");

        context.On(site => OnCall(site, names), OperationKind.Invocation);
    }

    private static void OnCall(Site site, HashSet<string> names)
    {
        var call = (IInvocationOperation)site.Operation;
        var facts = site.Facts;
        if (!names.Contains(call.TargetMethod.Name) || facts.Knowledge.Of(call.TargetMethod) is not { } known || known.Value("repeats") is not { } cost || !IsMentionedAgain(call) || Operations.IsInExpressionTree(call))
        {
            return;
        }

        var goesThrough = cost == "elements";
        if (goesThrough ? !IsMaterial(call, site) : facts.Loops.Repeating(call, site.Cancellation) is null && !facts.Heat.IsInRequest(call, site.ContainingSymbol) && facts.Heat.OfMember(site.ContainingSymbol) < HeatLevel.Contract)
        {
            return;
        }

        // One report for all, at the second; inside a call that is repeated as a whole, that one is told.
        var same = new SameCalls(facts, site.Cancellation).Of(call);
        if (same.Count < 2 || !ReferenceEquals(same[1], call) || IsPart(call, site) || !AreRead(same) || facts.Loops.Around(call) is not null && new RepeatedValues(facts, site.Cancellation).OfCall(call) is not null ||
            RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, facts))
        {
            return;
        }

        var related = new Location[same.Count];
        for (var i = 0; i < same.Count; i++)
        {
            related[i] = same[i].Syntax.GetLocation();
        }

        var shape = ShapeOf(same, facts, out var local);
        site.Report(
            Rule, Locations.OfCall(call), related, shape is null ? null : FixProperties.Of(shape).Add(LocalKey, local ?? OneResult.Unused(known.Value("name") ?? "result", Operations.Function(call))),
            call.TargetMethod.Name, goesThrough ? "goes through all elements again" : "does the same work again");
    }

    // Before anything is bound: the name stands twice in the member.
    private static bool IsMentionedAgain(IInvocationOperation call)
    {
        var member = (SyntaxNode?)call.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? call.Syntax;
        var count = 0;
        foreach (var node in member.DescendantNodes())
        {
            if (node is SimpleNameSyntax name && name.Identifier.ValueText == call.TargetMethod.Name && ++count > 1)
            {
                return true;
            }
        }

        return false;
    }

    // Elements that are there: no rows of a query, and nothing that is computed when somebody asks.
    private static bool IsMaterial(IInvocationOperation call, Site site)
    {
        var source = call.Instance is { } instance ? Sequences.Bare(instance) : Sequences.Source(call);
        while (source is IInvocationOperation step && Sequences.IsLazy(step.TargetMethod) && Sequences.Source(step) is { } inner)
        {
            source = inner;
        }

        return source is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && source.Type is { } type && !site.Facts.Queries.IsQueryable(type) && IsCounted(type) &&
            !Sequences.IsFew(source, site.Facts, site.Cancellation) && !(call.TargetMethod.Name is "Count" or "LongCount" && call.TargetMethod.Parameters.Length == 1);
    }

    private static bool IsCounted(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol || type is INamedTypeSymbol { Name: "ICollection" or "IList" or "IReadOnlyCollection" or "IReadOnlyList" })
        {
            return true;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (contract is { Name: "ICollection" or "IReadOnlyCollection" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPart(IInvocationOperation call, Site site)
    {
        for (var parent = call.Parent; parent is IInvocationOperation or IArgumentOperation or IConversionOperation or IPropertyReferenceOperation; parent = parent.Parent)
        {
            if (parent is IInvocationOperation outer && site.Facts.Knowledge.Of(outer.TargetMethod)?.Value("repeats") is not null && new SameCalls(site.Facts, site.Cancellation).Of(outer).Count > 1)
            {
                return true;
            }
        }

        return false;
    }

    // Each caller that changes or keeps a collection wants its own.
    private static bool AreRead(List<IInvocationOperation> same)
    {
        foreach (var call in same)
        {
            if (Collections.Is(call.Type) && (OneResult.Declared(call) is { } local ? !OneResult.IsShared(local, Operations.Function(call), false) || HoistPlans.Stores(local, Operations.Function(call)) : !OneResult.IsReadUse(call, false) || HoistPlans.Stores(call)))
            {
                return false;
            }
        }

        return true;
    }

    private static string? ShapeOf(List<IInvocationOperation> same, Facts facts, out string? local)
    {
        local = null;
        foreach (var call in same)
        {
            if (call.Syntax is not InvocationExpressionSyntax || Comments.In(call.Syntax) || call.Syntax.ContainsDirectives || call.Type is not { } type || !OneResult.IsComplete(type))
            {
                return null;
            }
        }

        var first = same[0];
        if (OneResult.Declared(first) is { } declared)
        {
            local = declared.Name;
            return Writes.OnlyValue(declared, Operations.Function(first)) is null || !SymbolEqualityComparer.Default.Equals(declared.Type, first.Type) || !AreIn(same, first.Syntax.FirstAncestorOrSelf<BlockSyntax>()) ? null : ReuseShape;
        }

        if (first.Syntax.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement || !AreIn(same, block))
        {
            return null;
        }

        // Before its statement the first call runs in any case, and only there: no condition of a loop, no lambda, no operand that may be left out.
        IOperation whole = first;
        for (; whole.Syntax != statement; whole = whole.Parent)
        {
            if (whole.Parent is null or ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation || SameCalls.IsOnOneWay(whole, whole.Parent))
            {
                return null;
            }
        }

        // What runs before it in its statement may have effects.
        foreach (var before in whole.Descendants())
        {
            if (before.Syntax.Span.End <= first.Syntax.SpanStart && (before is IAssignmentOperation or IIncrementOrDecrementOperation or IAwaitOperation || before is IInvocationOperation { TargetMethod: { } method } && (facts.IsOwn(method) || method.MethodKind == MethodKind.DelegateInvoke) ||
                before is IObjectCreationOperation { Constructor: { } constructor } && facts.IsOwn(constructor) || before is ILocalReferenceOperation { IsDeclaration: true }))
            {
                return null;
            }
        }

        return LocalShape;
    }

    private static bool AreIn(List<IInvocationOperation> same, SyntaxNode? block)
    {
        foreach (var call in same)
        {
            if (block?.Span.Contains(call.Syntax.Span) != true)
            {
                return false;
            }
        }

        return true;
    }
}
