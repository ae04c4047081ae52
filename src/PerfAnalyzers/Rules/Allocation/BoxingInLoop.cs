using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Why nothing is said about a box that is allocated.</summary>
internal enum BoxSilence
{
    /// <summary>Nothing speaks against a report, if there is a way out.</summary>
    None,

    /// <summary>It runs once, a few times, or once per call of its member.</summary>
    NotRepeated,

    /// <summary>Start-up, failure, expression trees, text for people.</summary>
    Cold,

    /// <summary>The call around it is removed in some builds, or never returns.</summary>
    Conditional,

    /// <summary>What a log call formats is a question of its own.</summary>
    Log,

    /// <summary>Straight-line code of a member that is called per element: the runtime moves the box to the stack from .NET 10 on.</summary>
    StraightLine,

    /// <summary>The same pass waits for a database, another machine or a message.</summary>
    Dwarfed,
}

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BoxingInLoop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4001", Categories.Allocation, DiagnosticSeverity.Warning,
        title: "A value is boxed on every pass of a loop",
        message: "{0} boxed {1}, {2} bytes each time; {3}",
        description: "A box is an object on the heap that holds a copy of a value. The runtime moves boxes to the stack in straight-line code, never in loops.");

    protected override void Start(RuleContext context)
    {
        context.On(static site => OfCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OfConversion(site, (IConversionOperation)site.Operation), OperationKind.Conversion);
        context.On(static site => OfDelegate(site, (IDelegateCreationOperation)site.Operation), OperationKind.DelegateCreation);
        context.On(static site => OfElements(site, site.Operation as IForEachLoopOperation), OperationKind.Loop);
        context.On(static site => OfHoles(site, (IInterpolatedStringOperation)site.Operation), OperationKind.InterpolatedString);
    }

    /// <summary>The first reason not to speak of a box where it is, whatever receives the value.</summary>
    internal static BoxSilence SilenceAt(IOperation operation, ISymbol member, Facts facts, CancellationToken cancellation, out HeatLevel heat, out Repetition? repetition)
    {
        heat = HeatLevel.Neutral;
        var inside = operation is IForEachLoopOperation loop ? loop.Body : operation;
        repetition = facts.Loops.Repeating(inside, cancellation);
        if (repetition is null && facts.Heat.OfMember(member) < HeatLevel.Contract)
        {
            return BoxSilence.NotRepeated;
        }

        heat = facts.Heat.Of(inside, member);
        if (heat == HeatLevel.Cold || member is IMethodSymbol { Name: "ToString", IsOverride: true })
        {
            return BoxSilence.Cold;
        }

        // AggressiveInlining speaks of calls, not of how many there are.
        if (repetition is null && (heat < HeatLevel.Contract || member is IMethodSymbol { MethodImplementationFlags: var flags } && (flags & System.Reflection.MethodImplAttributes.AggressiveInlining) != 0 && heat == HeatLevel.Declared))
        {
            return BoxSilence.NotRepeated;
        }

        if (repetition is null && IsOnStack(operation, member, facts))
        {
            return BoxSilence.StraightLine;
        }

        var around = AroundCall(operation, facts);
        return around == BoxSilence.None && repetition is not null && IsDwarfed(operation, repetition, facts, ref heat) ? BoxSilence.Dwarfed : around;
    }

    private static void OfCall(Site site, IInvocationOperation call)
    {
        if (!BoxesAnything(call) || SilenceAt(call, site.ContainingSymbol, site.Facts, site.Cancellation, out var heat, out var repetition) != BoxSilence.None)
        {
            return;
        }

        var boxes = new List<Box>();
        string? way = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter)
            {
                foreach (var value in BoxingWayOut.ValuesOf(argument))
                {
                    if (value is IConversionOperation && Boxes.Of(value) is { Allocates: true } box && BoxingWayOut.OfArgument(call, parameter, box, site.Facts, site.Cancellation) is { } found)
                    {
                        boxes.Add(box);
                        way ??= found;
                    }
                }
            }
        }

        if (Boxes.Of(call) is { Allocates: true } receiver && BoxingWayOut.OfReceiver(call, receiver, site.Facts) is { } other)
        {
            boxes.Insert(0, receiver);
            way = other;
        }

        if (way is not null)
        {
            var isIo = site.Facts.Knowledge.Of(call.TargetMethod)?.Value("io") is not null;
            Report(site, isIo ? HeatLevel.Loop : heat, repetition, Locations.OfCall(call), boxes, way, BoxingRewrite.ShapeOf(call, site.Facts));
        }
    }

    private static bool BoxesAnything(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value is IArrayCreationOperation or ICollectionExpressionOperation or IConversionOperation { Operand: ICollectionExpressionOperation })
            {
                foreach (var value in BoxingWayOut.ValuesOf(argument))
                {
                    if (value is IConversionOperation && Boxes.Of(value) is { Allocates: true })
                    {
                        return true;
                    }
                }
            }
            else if (argument.Value is IConversionOperation && Boxes.Of(argument.Value) is { Allocates: true })
            {
                return true;
            }
        }

        return Boxes.Of(call) is { Allocates: true };
    }

    private static void OfConversion(Site site, IConversionOperation conversion)
    {
        if (Boxes.Of(conversion) is { Allocates: true } box &&
            conversion.Parent is not IArgumentOperation { Parent: IInvocationOperation } &&
            SilenceAt(conversion, site.ContainingSymbol, site.Facts, site.Cancellation, out var heat, out var repetition) == BoxSilence.None &&
            BoxingWayOut.OfValue(conversion, box, site.Facts, site.Cancellation) is { } way)
        {
            Report(site, heat, repetition, OneLine(conversion.Operand.Syntax), [box], way);
        }
    }

    // A lambda in place of the method group costs the same, so only a delegate that can be made once is worth a word.
    private static void OfDelegate(Site site, IDelegateCreationOperation creation)
    {
        if (Boxes.Of(creation) is { Allocates: true } box &&
            SilenceAt(creation, site.ContainingSymbol, site.Facts, site.Cancellation, out var heat, out var repetition) == BoxSilence.None &&
            repetition is not null && new Flow(site.Facts).Of(box.Value, repetition) == Variation.Invariant)
        {
            Report(site, heat, repetition, OneLine(creation.Syntax), [box], "create the delegate once, before the loop");
        }
    }

    private static void OfElements(Site site, IForEachLoopOperation? loop)
    {
        if (loop is not null && Boxes.OfElement(loop) is { } box && loop.LoopControlVariable is IVariableDeclaratorOperation { Symbol: { } element } &&
            SilenceAt(loop, site.ContainingSymbol, site.Facts, site.Cancellation, out var heat, out var repetition) == BoxSilence.None &&
            BoxingWayOut.OfLocal(element, loop.Body, box, site.Facts, site.Cancellation) is not null)
        {
            Report(site, heat, repetition, Locations.OfLoop(loop.Syntax), [box], $"declare '{element.Name}' with 'var'");
        }
    }

    private static void OfHoles(Site site, IInterpolatedStringOperation text)
    {
        if (Operations.Consumer(text) is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Invariant" or "CurrentCulture", ContainingType.Name: "FormattableString" } } } ||
            !BoxingWayOut.HasHandler(site.Facts))
        {
            return;
        }

        List<Box>? boxes = null;
        foreach (var part in text.Parts)
        {
            if (Boxes.Of(part) is { Allocates: true } box && BoxingWayOut.FormatsWithoutBox(box.Type))
            {
                (boxes ??= []).Add(box);
            }
        }

        if (boxes is not null && SilenceAt(text, site.ContainingSymbol, site.Facts, site.Cancellation, out var heat, out var repetition) == BoxSilence.None)
        {
            Report(site, heat, repetition, OneLine(text.Syntax), boxes, "use 'string.Create' with the culture and the interpolated string");
        }
    }

    private static void Report(Site site, HeatLevel heat, Repetition? repetition, Location location, List<Box> boxes, string way, string? fix = null)
    {
        var where = repetition is null ? $"on every call of '{site.ContainingSymbol.Name}'" : $"for every {repetition.Phrase}";
        var bytes = 0;
        var isExact = true;
        foreach (var box in boxes)
        {
            var size = Boxes.BytesOf(box.Type);
            bytes += size ?? 24;
            isExact &= size is not null;
        }

        var properties = fix is null ? ImmutableDictionary<string, string?>.Empty : FixProperties.Of(fix);
        var what = boxes.Count == 1 ? $"{NameOf(boxes[0], site.Operation)} is" : $"{boxes.Count} values are";
        var amount = isExact ? bytes.ToString() : $"at least {bytes}";
        var related = repetition is null ? null : new[] { repetition.Location };
        if (heat >= HeatLevel.Hot)
        {
            site.Report(Rule, location, related, properties, what, where, amount, way);
        }
        else
        {
            site.Suggest(Rule, location, related, properties, what, where, amount, way);
        }
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
                case IObjectCreationOperation { Type: { } type } when IsException(type):
                    return BoxSilence.Cold;
                case IInvocationOperation call:
                    if (call.TargetMethod.Name.StartsWith("Throw", StringComparison.Ordinal) || IsConditional(call.TargetMethod))
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

    private static bool IsConditional(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "ConditionalAttribute" or "DoesNotReturnAttribute")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsException(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current is { Name: "Exception", ContainingNamespace.Name: "System" })
            {
                return true;
            }
        }

        return false;
    }

    // A round trip costs a thousand boxes. An await may cost as much, which leaves a suggestion.
    private static bool IsDwarfed(IOperation operation, Repetition repetition, Facts facts, ref HeatLevel heat)
    {
        var isDwarfed = CostlyPasses.Dwarf(operation, repetition, facts, out var mayWait);
        heat = mayWait ? HeatLevel.Loop : heat;
        return isDwarfed;
    }

    private static string NameOf(Box box, IOperation operation)
    {
        var name = box.Reason == BoxReason.LoopElement ? "each element" : Locations.ShortText(box.Value.Syntax) is { } text ? $"'{text}'" : "a value";
        return operation.SemanticModel is { } model && box.Value.Syntax.SyntaxTree == model.SyntaxTree
            ? $"{name} ({box.Type.ToMinimalDisplayString(model, box.Value.Syntax.SpanStart)})"
            : name;
    }

    private static Location OneLine(SyntaxNode syntax)
    {
        var location = syntax.GetLocation();
        return Locations.IsOneLine(location) ? location : syntax.GetFirstToken().GetLocation();
    }
}
