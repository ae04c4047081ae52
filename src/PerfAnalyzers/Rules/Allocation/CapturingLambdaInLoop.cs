using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CapturingLambdaInLoop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4101", Categories.Allocation, DiagnosticSeverity.Info,
        title: "A delegate is made anew on every pass of a loop",
        message: "{0} is made anew for every {1}, {2} bytes each time; {3}",
        description: "The compiler keeps delegates that capture nothing, and those whose variables all live outside of the loop. One that captures its object is made each time it is passed, and so is what holds the variables of the pass.");

    /// <summary>Fix shape: the delegate moves before the loop.</summary>
    public const string HoistShape = "hoist";

    /// <summary>Fix shape: what it captures is passed as an argument.</summary>
    public const string StateShape = "state";

    // Static method groups are kept from here on.
    private const LanguageVersion CSharp11 = (LanguageVersion)1100;

    private const int ClosureBytes = 24;

    protected override void Start(RuleContext context) => context.On(static site => Analyze(site, (IDelegateCreationOperation)site.Operation), OperationKind.DelegateCreation);

    private static void Analyze(Site site, IDelegateCreationOperation creation)
    {
        if (site.Facts.Loops.Around(creation) is null || Loops.CallReceiving(creation.Target) is not { } call)
        {
            return;
        }

        switch (creation.Target)
        {
            case IAnonymousFunctionOperation lambda:
                OfLambda(site, creation, lambda, call);
                break;
            case IMethodReferenceOperation { Method: { MethodKind: not MethodKind.LocalFunction, IsExtensionMethod: false } method } group when method.IsStatic ? !AreStaticGroupsKept(creation) : group.Instance is { Type.IsReferenceType: true }:
                Once(site, creation, call, group.Instance);
                break;
        }
    }

    private static void OfLambda(Site site, IDelegateCreationOperation creation, IAnonymousFunctionOperation lambda, IInvocationOperation call)
    {
        var captures = Captures.Of(lambda);
        if (captures.IsEmpty || captures.IsUnclear)
        {
            return;
        }

        if (captures.Variables.Count == 0)
        {
            Once(site, creation, call, null);
            return;
        }

        var form = StateOverloads.Of(call, site.Facts);
        if (form == StateForm.None || site.Facts.Loops.Repeating(creation, site.Cancellation) is not { } innermost || !captures.VaryIn(innermost) || IsSecond(lambda, call) ||
            form == StateForm.Object && (captures.This || captures.Variables is not [var only] || StateArguments.TypeOf(only) is not { IsReferenceType: true }) ||
            LoopAllocations.Around(creation, site) is not { } loop)
        {
            return;
        }

        var name = call.TargetMethod.Name;
        var way = form switch
        {
            StateForm.Own => $"hand it what it captures through the argument of '{name}', and make it static",
            StateForm.Argument or StateForm.Elsewhere => $"use the overload of '{name}' that takes an argument, with a static lambda",
            _ => $"use the overload of '{name}' that takes a state, with a static lambda",
        };
        var properties = form == StateForm.Argument && StateArguments.CanPass(lambda, call) ? FixProperties.Of(StateShape) : ImmutableDictionary<string, string?>.Empty;
        var bytes = LoopAllocations.DelegateBytes + (IsClosurePerPass(captures, loop) ? ClosureBytes : 0);
        Report(site, creation, loop, loop, $"at least {bytes}", way, properties);
    }

    // One delegate serves all passes: it knows its object and nothing of the pass.
    private static void Once(Site site, IDelegateCreationOperation creation, IInvocationOperation call, IOperation? target)
    {
        var facts = site.Facts;
        var isUsedUp = facts.Loops.PerElementCall(creation.Target) is not null || facts.Loops.ImmediateCall(creation.Target) is not null ||
            facts.Knowledge.Of(call.TargetMethod) is { } known && (known.Has(ApiEffects.Memoizes) || known.Value("state") is not null && !known.Has(ApiEffects.Waits) && known.Value("voids") is null && known.Value("parameter") is null);
        if (!isUsedUp || Operations.IsTask(call.Type) || MakesIterator(call) || LoopAllocations.Around(creation, site) is not { } loop || MakesCollection(loop.Region) || target is not null && !IsSame(target, loop))
        {
            return;
        }

        // Where the whole call can be made once, that is the thing to do.
        var outermost = loop;
        var values = new RepeatedValues(facts, site.Cancellation);
        if (facts.Knowledge.Of(call.TargetMethod)?.Value("repeats") is not null && values.OfCall(call) is not null)
        {
            return;
        }

        var place = values.PlaceBefore(creation, loop);
        for (var next = facts.Loops.Repeating(loop.Owner, site.Cancellation); next is not null && place is not null; next = facts.Loops.Repeating(next.Owner, site.Cancellation))
        {
            if (facts.Loops.IsServiceLoop(next) || target is not null && !IsSame(target, next) || values.PlaceBefore(creation, next) is not { } wider)
            {
                break;
            }

            (outermost, place) = (next, wider);
        }

        var properties = place is null ? ImmutableDictionary<string, string?>.Empty : HoistPlan(creation, outermost, place);
        Report(site, creation, loop, outermost, LoopAllocations.DelegateBytes.ToString(System.Globalization.CultureInfo.InvariantCulture), "make the delegate once, before the loop", properties);
    }

    // An operator that makes an iterator, or an enumerator of what it is given, allocates more than the delegate.
    private static bool MakesIterator(IInvocationOperation call) =>
        Sequences.IsLazy(call.TargetMethod) || Sequences.IsOperator(call.TargetMethod) && Sequences.Source(call) is { } source && Operations.Unconverted(source).Type is { TypeKind: TypeKind.Interface };

    // A list or dictionary that each pass makes weighs more than the delegate.
    private static bool MakesCollection(IOperation pass)
    {
        foreach (var part in pass.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "ToHashSet" or "ToDictionary" or "ToLookup", ContainingType.Name: "Enumerable" } })
            {
                return true;
            }
        }

        return false;
    }

    private static void Report(Site site, IDelegateCreationOperation creation, Repetition loop, Repetition outermost, string bytes, string way, ImmutableDictionary<string, string?> properties)
    {
        var what = Locations.ShortText(creation.Syntax) is { } text ? $"'{text}'" : "The delegate";
        var location = creation.Syntax.GetLocation();
        site.Report(Rule, Locations.IsOneLine(location) ? location : creation.Syntax.GetFirstToken().GetLocation(), [outermost.Location, location], properties, what, loop.Phrase, bytes, way);
    }

    private static ImmutableDictionary<string, string?> HoistPlan(IDelegateCreationOperation creation, Repetition loop, StatementSyntax place)
    {
        if (creation.Syntax is not (LambdaExpressionSyntax or SimpleNameSyntax or MemberAccessExpressionSyntax) || creation.Syntax.ContainsDirectives || Comments.In(creation.Syntax) ||
            creation.Type is not { } type || creation.SemanticModel is not { } model || Operations.Consumer(creation) is not IArgumentOperation { Parameter.Name: var name })
        {
            return ImmutableDictionary<string, string?>.Empty;
        }

        var text = type.ToMinimalDisplayString(model, place.SpanStart);
        return text.IndexOf("anonymous", StringComparison.Ordinal) >= 0
            ? ImmutableDictionary<string, string?>.Empty
            : FixProperties.Of(HoistShape).Add(HoistPlans.TypeKey, text).Add(HoistPlans.LocalKey, OneResult.Unused(OneResult.Camel(name), Operations.Function(loop.Owner)));
    }

    private static bool IsSame(IOperation target, Repetition loop) => target switch
    {
        IInstanceReferenceOperation => true,
        ILocalReferenceOperation or IParameterReferenceOperation => Operations.SymbolOf(target) is { } symbol && !Operations.IsDeclaredIn(symbol, loop.Region.Syntax) && !Writes.Any(symbol, loop.Region),
        IFieldReferenceOperation { Field.IsReadOnly: true } field => field.Instance is null or IInstanceReferenceOperation,
        _ => false,
    };

    private static bool AreStaticGroupsKept(IOperation creation) => creation.Syntax.SyntaxTree.Options is not CSharpParseOptions { LanguageVersion: < CSharp11 };

    // Of two lambdas of one call the first speaks for both.
    private static bool IsSecond(IAnonymousFunctionOperation lambda, IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Syntax.SpanStart < lambda.Syntax.SpanStart && !argument.Syntax.Span.Contains(lambda.Syntax.Span) && StateArguments.LambdaOf(argument) is { } other && Captures.Of(other).Variables.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    // A variable of the loop's head lives as long as the loop.
    private static bool IsClosurePerPass(Captures captures, Repetition loop)
    {
        foreach (var variable in captures.Variables)
        {
            if (Operations.IsDeclaredIn(variable, loop.Region.Syntax) && !(loop.Owner is IForLoopOperation && loop.IsElement(variable)))
            {
                return true;
            }
        }

        return false;
    }
}
