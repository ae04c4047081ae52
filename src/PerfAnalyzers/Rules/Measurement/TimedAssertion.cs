using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Measurement;

/// <summary>A test asserts that something took less than a fixed time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TimedAssertion() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF9006", Categories.Measurement, DiagnosticSeverity.Info,
        title: "A test asserts an elapsed time",
        message: "This test fails when the machine is busy, and passes on a faster one when the code has become slower; assert what can be counted (calls, queries, bytes), and measure time with BenchmarkDotNet",
        description: "How long something takes on a build server depends on what else runs there. A limit that is tight fails by chance, one that is generous notices nothing.");

    // Limits that only say that something does not hang.
    private const double HangGuard = 10_000;

    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "True", "IsTrue", "That", "Assert", "Less", "LessOrEqual", "IsLessThan", "IsLessThanOrEqualTo", "BeLessThan", "BeLessThanOrEqualTo", "BeLessOrEqualTo", "ShouldBeLessThan", "ShouldBeLessThanOrEqualTo", "ShouldBeTrue", "BeTrue", "InRange",
    };

    private static readonly HashSet<string> s_attributes = new(StringComparer.Ordinal)
    {
        "FactAttribute", "TheoryAttribute", "TestAttribute", "TestCaseAttribute", "TestCaseSourceAttribute", "TestMethodAttribute", "DataTestMethodAttribute",
    };

    protected override bool AppliesToTests => true;

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Diagnostics.Stopwatch") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (s_names.Contains(call.TargetMethod.Name) && IsTimed(call) && IsTest(site.ContainingSymbol))
        {
            site.Report(Rule, Locations.OfCall(call));
        }
    }

    private static bool IsTimed(IInvocationOperation call)
    {
        var first = Value(call, 0);
        var second = Value(call, 1);
        switch (call.TargetMethod.Name)
        {
            case "True" or "IsTrue" or "Assert":
                return first is not null && IsLimit(first);
            case "That":
                return first is not null && (IsLimit(first) || second is not null && IsElapsed(first, out var of) && LimitOf(second) is { } limit && IsTight(limit, of));
            case "ShouldBeTrue":
                return Operations.Receiver(call) is { } asked && IsLimit(asked);
            case "BeTrue":
                return Operations.Receiver(call) is { } claim && Operations.Unconverted(claim) is IInvocationOperation { TargetMethod.Name: "Should" } should && Operations.Receiver(should) is { } shown && IsLimit(shown);
            case "Less" or "LessOrEqual":
                return first is not null && second is not null && IsElapsed(first, out var unit) && IsTight(second, unit);
            case "IsLessThan" or "IsLessThanOrEqualTo":
                return first is not null && second is not null && IsElapsed(second, out var measured) && IsTight(first, measured);
            case "InRange":
                return first is not null && Value(call, 2) is { } high && IsElapsed(first, out var ranged) && IsTight(high, ranged);
            default:
                return IsFluent(call);
        }
    }

    // watch.Elapsed.Should().BeLessThan(…), watch.ElapsedMilliseconds.ShouldBeLessThan(…)
    private static bool IsFluent(IInvocationOperation call)
    {
        if (Operations.Receiver(call) is not { } receiver)
        {
            return false;
        }

        var asked = Operations.Unconverted(receiver);
        asked = asked is IInvocationOperation { TargetMethod.Name: "Should" } should && Operations.Receiver(should) is { } subject ? subject : asked;
        return IsElapsed(asked, out var unit) && Value(call, call.TargetMethod.IsExtensionMethod && call.Instance is null ? 1 : 0) is { } limit && IsTight(limit, unit);
    }

    private static IOperation? Value(IInvocationOperation call, int ordinal) => Operations.Argument(call, ordinal);

    // Is.LessThan(500), Is.AtMost(500)
    private static IOperation? LimitOf(IOperation constraint) =>
        Operations.Unconverted(constraint) is IInvocationOperation { TargetMethod.Name: "LessThan" or "LessThanOrEqualTo" or "AtMost", Arguments: [var limit] } ? limit.Value : null;

    private static bool IsLimit(IOperation condition) => Operations.Unconverted(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } less => IsElapsed(less.LeftOperand, out var unit) && IsTight(less.RightOperand, unit),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } greater => IsElapsed(greater.RightOperand, out var unit) && IsTight(greater.LeftOperand, unit),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => IsLimit(both.LeftOperand) || IsLimit(both.RightOperand),
        _ => false,
    };

    private static bool IsTight(IOperation limit, double unit) => Limit(limit, unit) is >= 0 and < HangGuard;

    // In milliseconds; null when it is no constant.
    private static double? Limit(IOperation limit, double unit)
    {
        limit = Operations.Unconverted(limit);
        if (limit is ILocalReferenceOperation { Local: { IsConst: false } local } && Writes.OnlyValue(local, Operations.Root(limit)) is { } value)
        {
            limit = Operations.Unconverted(value);
        }

        return TimeSpans.Number(limit) * unit ?? TimeSpans.Milliseconds(limit);
    }

    // watch.Elapsed, watch.ElapsedMilliseconds, Stopwatch.GetElapsedTime(start), and parts of them; with the milliseconds of a unit.
    private static bool IsElapsed(IOperation value, out double unit) => IsElapsed(value, out unit, 0);

    private static bool IsElapsed(IOperation value, out double unit, int depth)
    {
        unit = 1;
        value = Operations.Unconverted(value);
        switch (value)
        {
            case IPropertyReferenceOperation { Property: { Name: var name, ContainingType: { Name: "Stopwatch", ContainingNamespace.Name: "Diagnostics" } } }:
                unit = name == "ElapsedTicks" ? 0.0001 : 1;
                return name is "Elapsed" or "ElapsedMilliseconds" or "ElapsedTicks";
            case IInvocationOperation { TargetMethod: { Name: "GetElapsedTime", ContainingType.Name: "Stopwatch" or "TimeProvider" } }:
                return true;
            case IPropertyReferenceOperation { Property: { Name: var part, ContainingType.Name: "TimeSpan" }, Instance: { } span } when depth < 4:
                var isElapsed = IsElapsed(span, out _, depth + 1);
                unit = part switch { "TotalSeconds" or "Seconds" => 1000, "TotalMinutes" or "Minutes" => 60_000, "Ticks" => 0.0001, "TotalMicroseconds" => 0.001, _ => 1 };
                return isElapsed;
            case ILocalReferenceOperation local when depth < 4 && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } kept:
                return IsElapsed(kept, out unit, depth + 1);
            default:
                return false;
        }
    }

    private static bool IsTest(ISymbol symbol)
    {
        for (ISymbol? current = symbol; current is IMethodSymbol; current = current.ContainingSymbol)
        {
            foreach (var attribute in current.GetAttributes())
            {
                for (var type = attribute.AttributeClass; type is not null && type.SpecialType == SpecialType.None; type = type.BaseType)
                {
                    if (s_attributes.Contains(type.Name))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
