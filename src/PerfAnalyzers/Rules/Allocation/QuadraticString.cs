using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>A string that is copied whole on every pass of a loop, because each pass makes it a little longer or shorter.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class QuadraticString() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4201", Categories.Allocation, DiagnosticSeverity.Warning,
        title: "A string is copied whole on every pass of a loop",
        message: "'{0}' is copied whole for every {1}; {2}",
        description: "Strings cannot be changed: each '+=' allocates a new one and copies everything built so far. What is copied grows with the square of the number of passes.");

    /// <summary>Keys of the fix's shapes.</summary>
    public const string BuilderShape = "builder", ConcatShape = "concat", LengthShape = "length";

    private const string AppendWay = "append to a 'StringBuilder' and take its text once, after the loop";

    private static readonly string[] s_failures = ["error", "warning", "exception", "failure", "problem", "violation"];

    // Texts that somebody reads as one word, or that a file system, a cache or a command line takes.
    private static readonly string[] s_short = ["key", "name", "path", "title", "label", "args", "arguments", "url", "uri", "prefix", "suffix", "heading"];

    protected override void Start(RuleContext context)
    {
        if (Benchmarks.IsProject(context.Facts, default))
        {
            return;
        }

        context.On(static site => OfAssignment(site), OperationKind.CompoundAssignment, OperationKind.SimpleAssignment);
        context.On(static site => OfCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OfAssignment(Site site)
    {
        var assignment = (IAssignmentOperation)site.Operation;
        if (assignment.Type?.SpecialType != SpecialType.System_String || assignment.Parent is not IExpressionStatementOperation || site.Facts.Loops.Around(assignment) is null ||
            StringGrowth.Of(assignment) is not { } growth)
        {
            return;
        }

        var accumulation = new Accumulation(site.Facts, site.Cancellation);
        if (accumulation.Of(growth.Target, assignment) is not { } loop || NaturallyShort.Is(loop) || StringReads.IsBuffer(growth.Target, loop) || IsOutOfReach(site) || IsForFailure(growth.Target))
        {
            return;
        }

        if (growth.Kind is StringGrowthKind.Cut or StringGrowthKind.Consume)
        {
            OfCut(site, growth, loop);
            return;
        }

        if (StringReads.Widest(growth.Target, assignment, accumulation) is not { } outermost)
        {
            return;
        }

        if (!IsFirst(assignment, growth.Target, outermost, accumulation))
        {
            return;
        }

        // A key, a path or a name is short, and so is what is made of the parts of one.
        if (IsNamedShort(growth.Target) || (loop.Owner is IForLoopOperation counted ? NaturallyShort.SourceOf(counted) : loop.Source) is { } walked && (NaturallyShort.IsPartsOfName(walked) || NamedFew.IsSequence(walked)))
        {
            return;
        }

        var isShortHere = IsNamedForFailure(growth.Target);
        var name = Locations.ShortText(growth.Target.Syntax) ?? "string";
        var location = Locations.OfExpression(growth.Target.Syntax);
        if (growth.Kind == StringGrowthKind.Prepend)
        {
            Say(site, location, loop, isShortHere, null, name, "collect the parts in a list and join them once, in reverse order");
        }
        else if (IsRepeatedText(growth, loop))
        {
            Say(site, location, loop, true, null, name, "make the repeated text at once: 'new string(c, count)', 'PadRight' or 'StringBuilder.Insert'");
        }
        else
        {
            var fix = BuilderPlan.Of(growth.Target, outermost, site.Cancellation) is null ? null : FixProperties.Of(BuilderShape);
            Say(site, location, loop, isShortHere, fix, name, AppendWay);
        }
    }

    // while (s.Length > 0) { … s = s.Substring(1); }
    private static void OfCut(Site site, StringGrowth growth, Repetition loop)
    {
        // Until a character is gone or a mark is not found: as often as it is there.
        if (StringReads.Condition(loop) is { } condition && Accumulation.Mentions(condition, growth.Target) && !StringReads.AsksOnlyLength(condition, growth.Target) ||
            growth.Kind == StringGrowthKind.Consume && loop.Owner is not IWhileLoopOperation)
        {
            return;
        }

        var isProven = growth.Kind == StringGrowthKind.Cut && loop.Owner is ILoopOperation && !Runs.Conditionally(site.Operation, loop.Region);
        Say(site, Locations.OfExpression(growth.Target.Syntax), loop, !isProven, null, Locations.ShortText(growth.Target.Syntax) ?? "string", "keep an index into it, or cut a 'ReadOnlySpan<char>'");
    }

    private static void Say(Site site, Location location, Repetition loop, bool isSuggestion, System.Collections.Immutable.ImmutableDictionary<string, string?>? fix, string name, string way)
    {
        if (isSuggestion)
        {
            site.Suggest(Rule, location, [loop.Location], fix, name, loop.Phrase, way);
        }
        else
        {
            site.Report(Rule, location, [loop.Location], fix, name, loop.Phrase, way);
        }
    }

    private static bool IsOutOfReach(Site site) => RareCode.Is(site) || Operations.IsInExpressionTree(site.Operation) || Benchmarks.Has(site.ContainingSymbol, site.Facts) || DevelopmentOnly.Is(site.Operation);

    // One string, one report: at what makes it grow first.
    private static bool IsFirst(IOperation assignment, IOperation target, Repetition outermost, Accumulation accumulation)
    {
        foreach (var operation in outermost.Region.Descendants())
        {
            if (ReferenceEquals(operation, assignment))
            {
                return true;
            }

            if (operation is IAssignmentOperation { Parent: IExpressionStatementOperation } && StringGrowth.Of(operation) is { } other && Accumulation.Same(other.Target, target))
            {
                if (other.Kind is StringGrowthKind.Cut or StringGrowthKind.Consume || accumulation.Of(target, operation) is not null)
                {
                    return false;
                }
            }
        }

        return true;
    }

    // Built for the case that something has failed: all that is ever done with it is to throw it.
    private static bool IsForFailure(IOperation target)
    {
        if (target is not ILocalReferenceOperation local)
        {
            return false;
        }

        var isThrown = false;
        foreach (var operation in Operations.Root(target).Descendants())
        {
            if (operation is ILocalReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Local, local.Local) && !StringReads.IsPartOfGrowth(read) && Emptiness.AskedBy(read) is null)
            {
                if (!IsThrown(read))
                {
                    return false;
                }

                isThrown = true;
            }
        }

        return isThrown;
    }

    private static bool IsThrown(IOperation read)
    {
        for (var parent = read.Parent; parent is not null and not IBlockOperation; parent = parent.Parent)
        {
            if (parent is IThrowOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNamedForFailure(IOperation target)
    {
        if (Operations.SymbolOf(Operations.Unconverted(target))?.Name is { } name)
        {
            foreach (var failure in s_failures)
            {
                if (name.IndexOf(failure, StringComparison.OrdinalIgnoreCase) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsNamedShort(IOperation target)
    {
        if (Operations.SymbolOf(Operations.Unconverted(target))?.Name is { } name)
        {
            foreach (var word in s_short)
            {
                if (name.EndsWith(word, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The same text on each of a counted number of passes: an indent, a rule of dashes.
    private static bool IsRepeatedText(StringGrowth growth, Repetition loop)
    {
        if (loop.Owner is not IForLoopOperation { Body: var body } || growth.Pieces is not [{ ConstantValue.HasValue: true }])
        {
            return false;
        }

        return body is IExpressionStatementOperation or IBlockOperation { Operations.Length: 1 };
    }
}
