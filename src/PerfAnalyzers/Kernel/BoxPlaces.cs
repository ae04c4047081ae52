using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Why nothing is said about a box that is allocated.</summary>
internal enum BoxSilence
{
    /// <summary>Nothing speaks against a report, if there is a way out.</summary>
    None,

    /// <summary>No loop of the source is around it, and nothing is known to call its member per element.</summary>
    Once,

    /// <summary>The compiler leaves the code out: its condition is a constant.</summary>
    Unreachable,

    /// <summary>The loops around it run a small constant number of times, or it is made for the element of one key.</summary>
    FewPasses,

    /// <summary>The pass that makes it is the last one.</summary>
    LeavesLoop,

    /// <summary>An exception is made, thrown or caught.</summary>
    Failure,

    /// <summary>Start-up, disposal, expression trees, what only developers run.</summary>
    Cold,

    /// <summary>An override of <c>ToString</c>: text for people.</summary>
    Text,

    /// <summary>The call around it is removed in some builds, or never returns.</summary>
    Conditional,

    /// <summary>What a log call formats is a question of its own.</summary>
    Log,

    /// <summary>Straight-line code of a member that is called per element: the runtime moves the box to the stack from .NET 10 on.</summary>
    StraightLine,

    /// <summary>The same pass waits for a database, another machine, a file or a message.</summary>
    Dwarfed,
}

/// <summary>How often a box is made, judged by where it stands.</summary>
/// <param name="Silence">Why nothing is said; <see cref="BoxSilence.None"/> where something may be.</param>
/// <param name="Heat">How often the code runs.</param>
/// <param name="Repetition">What repeats it; null in the straight-line code of a member that is called per element.</param>
internal readonly record struct BoxPlace(BoxSilence Silence, HeatLevel Heat, Repetition? Repetition)
{
    public bool IsSilent => Silence != BoxSilence.None;

    /// <summary>How often, for a message.</summary>
    public string Phrase(ISymbol member) => Repetition is null ? $"on every call of '{member.Name}'" : $"for every {Repetition.Phrase}";
}

/// <summary>Where a box is worth a word, whatever receives the value.</summary>
internal static class BoxPlaces
{
    /// <summary>Judges the place of an operation that boxes; <paramref name="member"/> is the member it lies in.</summary>
    public static BoxPlace Of(IOperation operation, ISymbol member, Facts facts, CancellationToken cancellation)
    {
        var silence = SilenceAt(operation, member, facts, cancellation, out var heat, out var repetition);
        return new BoxPlace(silence, heat, repetition);
    }

    /// <summary>Reports in hot code, and suggests in a plain loop.</summary>
    public static void Report(Site site, DiagnosticDescriptor rule, BoxPlace place, Location location, string? fix, params object?[] arguments)
    {
        var properties = fix is null ? null : FixProperties.Of(fix);
        var related = place.Repetition is null ? null : new[] { place.Repetition.Location };
        if (place.Heat >= HeatLevel.Hot)
        {
            site.Report(rule, location, related, properties, arguments);
        }
        else
        {
            site.Suggest(rule, location, related, properties, arguments);
        }
    }

    private static BoxSilence SilenceAt(IOperation operation, ISymbol member, Facts facts, CancellationToken cancellation, out HeatLevel heat, out Repetition? repetition)
    {
        heat = HeatLevel.Neutral;
        var inside = operation is IForEachLoopOperation loop ? loop.Body : operation;
        repetition = facts.Loops.Repeating(inside, cancellation);
        if (repetition is null && facts.Heat.OfMember(member) < HeatLevel.Contract)
        {
            return WhyOnce(inside, facts, cancellation);
        }

        if (IsLeftOut(inside))
        {
            return BoxSilence.Unreachable;
        }

        heat = facts.Heat.Of(inside, member);
        if (heat == HeatLevel.Cold)
        {
            return IsFailure(inside) ? BoxSilence.Failure : BoxSilence.Cold;
        }

        if (RareCode.IsNamed(member) || DevelopmentOnly.Is(inside))
        {
            return BoxSilence.Cold;
        }

        if (member is IMethodSymbol { Name: "ToString", IsOverride: true })
        {
            return BoxSilence.Text;
        }

        if (repetition is null)
        {
            // AggressiveInlining speaks of calls, not of how many there are.
            if (heat < HeatLevel.Contract || heat == HeatLevel.Declared && member is IMethodSymbol { MethodImplementationFlags: var flags } && (flags & System.Reflection.MethodImplAttributes.AggressiveInlining) != 0)
            {
                return WhyOnce(inside, facts, cancellation);
            }

            if (IsOnStack(operation, member, facts))
            {
                return BoxSilence.StraightLine;
            }
        }

        if (repetition is not null && Runs.ForOneKey(inside, repetition.Region))
        {
            return BoxSilence.FewPasses;
        }

        var around = AroundCall(operation, facts);
        return around == BoxSilence.None && repetition is not null && IsDwarfed(operation, repetition, facts, ref heat) ? BoxSilence.Dwarfed : around;
    }

    private static BoxSilence WhyOnce(IOperation operation, Facts facts, CancellationToken cancellation)
    {
        if (facts.Loops.Around(operation) is not { } loop)
        {
            return IsFailure(operation) ? BoxSilence.Failure : BoxSilence.Once;
        }

        return IsFailure(operation) ? BoxSilence.Failure : facts.Loops.TripCount(loop, cancellation) <= Heat.SmallTripCount ? BoxSilence.FewPasses : BoxSilence.LeavesLoop;
    }

    /// <summary>Whether the compiler leaves code out: the arm of a constant condition that is not taken.</summary>
    public static bool IsLeftOut(IOperation operation)
    {
        for (var current = operation; current.Parent is { } parent; current = parent)
        {
            if (parent is IConditionalOperation { Condition.ConstantValue: { HasValue: true, Value: bool isTaken } } choice && ReferenceEquals(isTaken ? choice.WhenFalse : choice.WhenTrue, current))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFailure(IOperation operation)
    {
        for (var current = operation; current is not null and not ILoopOperation; current = current.Parent)
        {
            if (current is IThrowOperation or ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    // Outside of loops a box that goes no further than inlined code costs nothing on .NET 10. Equals of a struct is inlined into
    // the loops that call it, and its boxes with it; that of a class is not.
    private static bool IsOnStack(IOperation operation, ISymbol member, Facts facts)
    {
        if (operation is not IInvocationOperation call)
        {
            return operation is IConversionOperation;
        }

        if (facts.Compilation.GetSpecialType(SpecialType.System_Object).ContainingAssembly?.Identity.Version.Major < 10 || Boxes.Of(call) is { Allocates: true })
        {
            return false;
        }

        return facts.Knowledge.Of(call.TargetMethod) is { } known && known.Value("way") is not null
            ? known.Value("inlined") is not null && member.ContainingType is not { IsValueType: true }
            : call.TargetMethod.Name != "CompareTo";
    }

    private static BoxSilence AroundCall(IOperation operation, Facts facts)
    {
        for (var current = operation; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case ILoopOperation when !ReferenceEquals(current, operation):
                    return BoxSilence.None;
                case IObjectCreationOperation { Type: { } type } when UncountedCalls.IsException(type):
                    return BoxSilence.Failure;
                case IInvocationOperation call:
                    if (UncountedCalls.IsConditional(call.TargetMethod))
                    {
                        return BoxSilence.Conditional;
                    }

                    if (LogCalls.Is(call, facts))
                    {
                        return BoxSilence.Log;
                    }

                    break;
            }
        }

        return BoxSilence.None;
    }

    // A round trip or a file costs a thousand boxes. An await may cost as much, which leaves a suggestion in hot code.
    private static bool IsDwarfed(IOperation operation, Repetition repetition, Facts facts, ref HeatLevel heat)
    {
        if (CostlyPasses.Dwarf(operation, repetition, facts, out var mayWait) || mayWait && heat < HeatLevel.Hot)
        {
            return true;
        }

        heat = mayWait ? HeatLevel.Loop : heat;
        foreach (var part in repetition.Region.Descendants())
        {
            if (part is IInvocationOperation call && (IsOfFiles(call.TargetMethod) || (facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Io) != 0))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfFiles(IMethodSymbol method) => method.ContainingType is { Name: "File" or "Directory", ContainingNamespace: { Name: "IO", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };
}
