using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <content>Calls: <c>Aggregate</c> of strings, and what asks a builder that is still being filled for all of its text.</content>
internal sealed partial class QuadraticString
{
    private static void OfCall(Site site, IInvocationOperation call)
    {
        switch (call.TargetMethod)
        {
            case { Name: "Aggregate", ReturnType.SpecialType: SpecialType.System_String, ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } }:
                OfAggregate(site, call);
                break;
            case { Name: "ToString", Parameters.Length: 0 } when IsBuilder(call.Instance):
                OfText(site, call);
                break;
            case { Name: "Insert", Parameters.Length: 2 } when IsBuilder(call.Instance) && Operations.Argument(call, 0)?.ConstantValue is { HasValue: true, Value: 0 }:
                OfInsert(site, call);
                break;
        }
    }

    // lines.Aggregate((all, line) => all + line)
    private static void OfAggregate(Site site, IInvocationOperation call)
    {
        var source = call.Arguments[0].Value;
        var hasSeed = call.Arguments.Length > 2;
        if (call.Arguments.Length is < 2 or > 4 || LambdaOf(call.Arguments[hasSeed ? 2 : 1].Value) is not { Symbol.Parameters: { Length: 2 } parameters } lambda ||
            Result(lambda) is not { } result || !HasGrown(result, parameters[0], out var isPrepended, out var pieces) ||
            site.Facts.Loops.IsFew(source, PerfAnalyzers.Kernel.Heat.SmallTripCount, site.Cancellation) || NaturallyShort.IsShort(source) || IsOutOfReach(site))
        {
            return;
        }

        var isExact = call.Arguments.Length == 3 && !isPrepended && call.Arguments[1].Value.ConstantValue is { HasValue: true, Value: "" } && IsElementAlone(pieces, parameters[1]) && call.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.InvocationExpressionSyntax;
        var way = isPrepended ? "reverse the sequence and use 'string.Concat' or 'string.Join'" : isExact ? "use 'string.Concat'" : "use 'string.Join' or 'string.Concat'";
        Say(
            site, Locations.OfCall(call), Repetition.OfDelegate(call, lambda), IsNamedForFailure(source) || NaturallyShort.IsPartsOfName(source), isExact ? FixProperties.Of(ConcatShape) : null, parameters[0].Name, way);
    }

    private static IAnonymousFunctionOperation? LambdaOf(IOperation value) => Operations.Unconverted(value) switch
    {
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
        IAnonymousFunctionOperation lambda => lambda,
        _ => null,
    };

    private static IOperation? Result(IAnonymousFunctionOperation lambda) => lambda.Body.Operations is [IReturnOperation { ReturnedValue: { } value }] ? Operations.Unconverted(value) : null;

    private static bool HasGrown(IOperation result, IParameterSymbol text, out bool isPrepended, out ImmutableArray<IOperation> pieces)
    {
        isPrepended = false;
        pieces = [];
        foreach (var part in result.DescendantsAndSelf())
        {
            if (part is IParameterReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Parameter, text) && Find(result, read) is { } growth)
            {
                isPrepended = growth.Kind == StringGrowthKind.Prepend;
                pieces = growth.Pieces;
                return true;
            }
        }

        return false;
    }

    // Also where only one of two answers is longer: all == "" ? line : all + "," + line.
    private static StringGrowth? Find(IOperation result, IOperation text)
    {
        if (result is IConditionalOperation { WhenFalse: { } otherwise } choice)
        {
            return (Find(Operations.Unconverted(choice.WhenTrue), text) ?? Find(Operations.Unconverted(otherwise), text)) is { } grown ? grown with { Pieces = [] } : null;
        }

        return StringGrowth.OfValue(result, text) is { Kind: StringGrowthKind.Append or StringGrowthKind.Prepend } growth ? growth : null;
    }

    private static bool IsElementAlone(ImmutableArray<IOperation> pieces, IParameterSymbol element) =>
        pieces is [IParameterReferenceOperation { Type: { } type } only] && SymbolEqualityComparer.Default.Equals(only.Parameter, element) && type.TypeKind is not (TypeKind.TypeParameter or TypeKind.Dynamic);

    // if (text.ToString().Length > 80)
    private static void OfText(Site site, IInvocationOperation call)
    {
        if (site.Facts.Loops.Around(call) is null || call.Instance is not { } builder || new Accumulation(site.Facts, site.Cancellation).Of(builder, call) is not { } loop ||
            !IsFilled(builder, loop) || NaturallyShort.Is(loop) || IsOutOfReach(site))
        {
            return;
        }

        var name = Locations.ShortText(builder.Syntax) ?? "builder";
        if (Emptiness.AskedBy(call) is { } question)
        {
            var fix = question is IPropertyReferenceOperation or IBinaryOperation or IInvocationOperation && call.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.InvocationExpressionSyntax { Expression: Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax };
            Say(site, Locations.OfCall(call), loop, false, fix && !Comments.In(question.Syntax) ? FixProperties.Of(LengthShape) : null, name, $"ask '{name}.Length'");
        }
        else
        {
            Say(site, Locations.OfCall(call), loop, true, null, name, "take its text once, after the loop, or look only at what is new");
        }
    }

    private static void OfInsert(Site site, IInvocationOperation call)
    {
        if (site.Facts.Loops.Around(call) is not null && call.Instance is { } builder && call.Parent is IExpressionStatementOperation &&
            new Accumulation(site.Facts, site.Cancellation).Of(builder, call) is { } loop && !NaturallyShort.Is(loop) && !IsOutOfReach(site))
        {
            Say(site, Locations.OfCall(call), loop, true, null, Locations.ShortText(builder.Syntax) ?? "builder", "append, and reverse the order of the parts once");
        }
    }

    private static bool IsBuilder(IOperation? instance) => instance?.Type is { Name: "StringBuilder", ContainingNamespace: { Name: "Text", ContainingNamespace.Name: "System" } };

    private static bool IsFilled(IOperation builder, Repetition loop)
    {
        var isFilled = false;
        foreach (var operation in loop.Region.Descendants())
        {
            if (operation is IInvocationOperation { Instance: { } instance } call && IsBuilder(instance))
            {
                var name = call.TargetMethod.Name;
                var isGrown = name.StartsWith("Append", StringComparison.Ordinal) || name == "Insert";
                if ((isGrown || name == "Remove") && Accumulation.Same(Root(instance), builder))
                {
                    if (!isGrown)
                    {
                        return false;
                    }

                    isFilled = true;
                }
            }
        }

        return isFilled;
    }

    // text.Append(a).Append(b)
    private static IOperation Root(IOperation instance)
    {
        while (instance is IInvocationOperation { Instance: { } inner } && IsBuilder(inner))
        {
            instance = inner;
        }

        return instance;
    }
}
