using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>A string is made only to be looked at: compared, measured, parsed, cut again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TemporaryString() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4202", Categories.Allocation, DiagnosticSeverity.Warning,
        title: "A string is made only to be looked at",
        message: "'{0}' makes {1} {2}, only to {3}; {4}",
        description: "A part of a string can be compared, measured and parsed where it is, as a span. A string of its own is allocated, copied and thrown away.");

    /// <summary>Fix shapes: what replaces the string.</summary>
    public const string SpanShape = "span", WhiteSpaceShape = "white-space", CharactersShape = "characters", CharacterShape = "character", CutShape = "cut", CountShape = "count", BytesShape = "bytes";

    private const string Makes = "makes";

    protected override void Start(RuleContext context)
    {
        var names = context.Facts.Knowledge.NamesWith(Makes);

        context.On(site => OnCall(site, names), OperationKind.Invocation);
        context.On(static site => OnRange(site, (IImplicitIndexerReferenceOperation)site.Operation), OperationKind.ImplicitIndexerReference);
    }

    private static void OnCall(Site site, HashSet<string> names)
    {
        var call = (IInvocationOperation)site.Operation;
        if (call.Instance is null || !names.Contains(call.TargetMethod.Name) || site.Facts.Knowledge.Of(call.TargetMethod)?.Value(Makes) is not { } made)
        {
            return;
        }

        var text = made switch
        {
            "slice" or "trim" or "text" => SpanUses.Of(call, site.Facts),
            "characters" => CharacterUses.OfArray(call),
            "char" => CharacterUses.OfText(call, site.Facts),
            "parts" => IsSplitAgain(site, call) ? null : SplitUses.Of(call, site.Facts),
            "bytes" => CharacterUses.OfBytes(call),
            "case" => CaseUses.Of(call),
            _ => null,
        };
        if (text is not null)
        {
            Report(site, call, text);
        }
    }

    // A text that is split twice is to be split once.
    private static bool IsSplitAgain(Site site, IInvocationOperation call) => new SameCalls(site.Facts, site.Cancellation).Of(call).Count > 1;

    private static void OnRange(Site site, IImplicitIndexerReferenceOperation range)
    {
        if (SpanUses.IsRange(range) && SpanUses.Of(range, site.Facts) is { } text)
        {
            Report(site, range, text);
        }
    }

    private static void Report(Site site, IOperation made, TemporaryText text)
    {
        // In members that collections call every allocation is told, strings or not.
        if (site.Facts.Heat.OfMember(site.ContainingSymbol) == HeatLevel.Contract || AllocationSites.HeatOf(site, made, out var repetition) is not { } heat || repetition is null && heat < HeatLevel.Declared || text.IsMinor && heat < HeatLevel.Hot || IsSameOnEveryPass(site, made))
        {
            return;
        }

        var where = repetition is null ? $"on every call of '{site.ContainingSymbol.Name}'" : $"for every {repetition.Phrase}";
        Location[]? related = repetition is null ? null : [repetition.Location];
        var location = made is IInvocationOperation ? Locations.OfCall(made) : Locations.OfExpression(made.Syntax);
        var name = made is IInvocationOperation call ? call.TargetMethod.Name : Locations.ShortText(made.Syntax) ?? "[..]";
        object?[] arguments = [name, text.What, where, text.Use, text.Way];
        if (text.IsCertain && repetition is not null && heat >= HeatLevel.Hot && !IsPassWithAwait(repetition))
        {
            site.Report(Rule, location, related, text.Properties, arguments);
        }
        else
        {
            site.Suggest(Rule, location, related, text.Properties, arguments);
        }
    }

    private static bool IsPassWithAwait(Repetition repetition)
    {
        foreach (var part in repetition.Region.Descendants())
        {
            if (part is IAwaitOperation)
            {
                return true;
            }
        }

        return false;
    }

    // What can be made once, before the loop, is better made there.
    private static bool IsSameOnEveryPass(Site site, IOperation made) =>
        made is IInvocationOperation call && site.Facts.Knowledge.Of(call.TargetMethod)?.Value("repeats") is not null && new RepeatedValues(site.Facts, site.Cancellation).OfCall(call) is not null;
}

/// <summary>What is made only to be looked at.</summary>
/// <param name="What">What is made, for a message: <c>a string</c>.</param>
/// <param name="Use">What for: <c>compare it</c>.</param>
/// <param name="Way">What does without.</param>
/// <param name="IsCertain">It is allocated whatever the text; else only where there is something to cut off.</param>
/// <param name="Properties">The fix; null when none is safe.</param>
/// <param name="IsMinor">Worth a word in hot code only.</param>
internal sealed record TemporaryText(string What, string Use, string Way, bool IsCertain, ImmutableDictionary<string, string?>? Properties, bool IsMinor = false);
