using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Strings in other case that are only compared, in the forms that CA1862 does not report.</summary>
internal static class CaseUses
{
    /// <summary><c>text.ToLower().EndsWith("x")</c>, <c>text.ToLower().Equals("x")</c>, <c>string.Equals(a.ToLower(), b.ToLower())</c>.</summary>
    public static TemporaryText? Of(IInvocationOperation call) => Operations.Consumer(call) switch
    {
        IInvocationOperation { TargetMethod: { Name: "Equals" or "EndsWith", Parameters: [{ Type.SpecialType: SpecialType.System_String }] } } use when ReferenceEquals(use.Instance, call) => Found,
        IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod: { Name: "Equals", IsStatic: true, Parameters.Length: 2, ContainingType.SpecialType: SpecialType.System_String } } } => Found,
        _ => null,
    };

    // Which comparison gives the same answer depends on the culture: no fix.
    private static TemporaryText Found => new("a string", "compare it", "compare with 'StringComparison.OrdinalIgnoreCase', if no culture has to decide", false, null);
}
