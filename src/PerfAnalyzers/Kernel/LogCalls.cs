using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Calls that write to a log.</summary>
internal static class LogCalls
{
    /// <summary>Whether a call is one: by the name of the method, the type it is made on, or the table (<c>log=</c>).</summary>
    public static bool Is(IInvocationOperation call, Facts facts)
    {
        var type = Operations.Receiver(call)?.Type ?? call.TargetMethod.ContainingType;
        return call.TargetMethod.Name.StartsWith("Log", StringComparison.Ordinal) || (type is not null &&
            (type.Name.EndsWith("Logger", StringComparison.Ordinal) || type.Name.EndsWith("Log", StringComparison.Ordinal) || facts.Knowledge.OfType(type)?.Value("log") is not null));
    }
}
