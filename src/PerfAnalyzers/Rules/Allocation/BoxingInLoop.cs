using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

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
        context.On(static site => OfDynamic(site), OperationKind.CompoundAssignment, OperationKind.Binary);
    }

    private static void OfCall(Site site, IInvocationOperation call)
    {
        if (!BoxesAnything(call) || PlaceOf(site) is not { IsSilent: false } place)
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
            Report(site, isIo ? place with { Heat = HeatLevel.Loop } : place, Locations.OfCall(call), boxes, way, BoxingRewrite.ShapeOf(call, site.Facts));
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
        if (Boxes.Of(conversion) is { Allocates: true } box && conversion.Parent is not IArgumentOperation { Parent: IInvocationOperation } && PlaceOf(site) is { IsSilent: false } place &&
            BoxingWayOut.OfValue(conversion, box, site.Facts, site.Cancellation) is { } way)
        {
            Report(site, place, OneLine(conversion.Operand.Syntax), [box], way);
        }
    }

    // A lambda in place of the method group costs the same, so only a delegate that can be made once is worth a word.
    private static void OfDelegate(Site site, IDelegateCreationOperation creation)
    {
        if (Boxes.Of(creation) is { Allocates: true } box && PlaceOf(site) is { IsSilent: false, Repetition: { } repetition } place &&
            new Flow(site.Facts).Of(box.Value, repetition) == Variation.Invariant)
        {
            Report(site, place, OneLine(creation.Syntax), [box], "create the delegate once, before the loop");
        }
    }

    private static void OfElements(Site site, IForEachLoopOperation? loop)
    {
        if (loop is not null && Boxes.OfElement(loop) is { } box && loop.LoopControlVariable is IVariableDeclaratorOperation { Symbol: { } element } && PlaceOf(site) is { IsSilent: false } place &&
            BoxingWayOut.OfLocal(element, loop.Body, box, site.Facts, site.Cancellation) is not null)
        {
            Report(site, place, Locations.OfLoop(loop.Syntax), [box], $"declare '{element.Name}' with 'var'");
        }
    }

    private static void OfHoles(Site site, IInterpolatedStringOperation text)
    {
        List<Box>? boxes = null;
        string? way = null;
        foreach (var part in text.Parts)
        {
            if (Boxes.Of(part) is { Allocates: true } box && BoxingWayOut.OfHole(text, (IInterpolationOperation)part, box, site.Facts) is { } found)
            {
                (boxes ??= []).Add(box);
                way ??= found;
            }
        }

        if (boxes is not null && PlaceOf(site) is { IsSilent: false } place)
        {
            Report(site, place, OneLine(text.Syntax), boxes, way!);
        }
    }

    private static void OfDynamic(Site site)
    {
        if (site.Operation is { Type.TypeKind: TypeKind.Dynamic } operation && Boxes.Of(operation) is { Allocates: true } box && PlaceOf(site) is { IsSilent: false } place &&
            BoxingWayOut.OfDynamic(operation, box, site.Facts, site.Cancellation) is { } way)
        {
            Report(site, place, OneLine(operation.Syntax), [box], way);
        }
    }

    private static BoxPlace? PlaceOf(Site site) => BoxPlaces.Of(site.Operation, site.ContainingSymbol, site.Facts, site.Cancellation);

    private static void Report(Site site, BoxPlace place, Location location, List<Box> boxes, string way, string? fix = null)
    {
        var bytes = 0;
        var isExact = true;
        foreach (var box in boxes)
        {
            var size = BoxSizes.Of(box.Type);
            bytes += size ?? 24;
            isExact &= size is not null;
        }

        var what = boxes.Count == 1 ? $"{NameOf(boxes[0], site.Operation)} is" : $"{boxes.Count} values are";
        BoxPlaces.Report(site, Rule, place, location, fix, what, place.Phrase(site.ContainingSymbol), isExact ? bytes.ToString() : $"at least {bytes}", way);
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
