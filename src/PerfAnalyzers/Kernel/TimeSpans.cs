using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Times that are written down.</summary>
internal static class TimeSpans
{
    /// <summary>The milliseconds of <c>TimeSpan.FromSeconds(3)</c>, <c>TimeSpan.Zero</c>, <c>new TimeSpan(0, 0, 3)</c>; null where the code does not show them. Infinite is -1.</summary>
    public static double? Milliseconds(IOperation value)
    {
        value = Operations.Unconverted(value);
        switch (value)
        {
            case IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } }:
                return 0;
            case IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } }:
                return -1;
            case IInvocationOperation { TargetMethod: { Name: var name, ContainingType.Name: "TimeSpan" } } call when UnitOf(name) is { } unit && call.Arguments.Length > 0 && Number(call.Arguments[0].Value) is { } count:
                for (var i = 1; i < call.Arguments.Length; i++)
                {
                    if (call.Arguments[i].ArgumentKind != ArgumentKind.DefaultValue)
                    {
                        return null;
                    }
                }

                return count * unit;
            case IObjectCreationOperation { Type.Name: "TimeSpan", Arguments: [var hours, var minutes, var seconds] } when Number(hours.Value) is { } h && Number(minutes.Value) is { } m && Number(seconds.Value) is { } s:
                return (h * 3600 + m * 60 + s) * 1000;
            default:
                return null;
        }
    }

    /// <summary>A constant number.</summary>
    public static double? Number(IOperation value) => value.ConstantValue is { HasValue: true, Value: { } constant }
        ? constant switch { int number => number, long number => number, double number => number, float number => number, _ => null }
        : null;

    private static double? UnitOf(string name) => name switch
    {
        "FromMilliseconds" => 1,
        "FromSeconds" => 1000,
        "FromMinutes" => 60_000,
        "FromHours" => 3_600_000,
        "FromDays" => 86_400_000,
        _ => null,
    };
}
