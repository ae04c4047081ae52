using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Which values a local, parameter or field is given in a piece of code.</summary>
internal static class Writes
{
    /// <summary>
    /// Calls <paramref name="visit"/> for every write of <paramref name="symbol"/> in <paramref name="region"/> until it
    /// returns false. The value is null where the write does not show it (<c>out</c>, patterns, deconstruction, increments).
    /// </summary>
    public static bool ForEach<TState>(ISymbol symbol, IOperation region, TState state, Func<IOperation?, TState, bool> visit)
    {
        foreach (var (write, value) in LocalValues.Around(region).Of(symbol))
        {
            if (IsWithin(write, region) && !visit(value, state))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether <paramref name="symbol"/> is written anywhere in <paramref name="region"/>.</summary>
    public static bool Any(ISymbol symbol, IOperation region) => !ForEach(symbol, region, 0, static (_, _) => false);

    /// <summary>The value of a symbol that is written exactly once in <paramref name="region"/>, with a visible value; else null.</summary>
    public static IOperation? OnlyValue(ISymbol symbol, IOperation region)
    {
        var found = new Only();
        ForEach(symbol, region, found, static (value, only) =>
        {
            only.Value = value;
            return ++only.Count < 2;
        });
        return found.Count == 1 ? found.Value : null;
    }

    private static bool IsWithin(IOperation write, IOperation region) =>
        region.Parent is null || region.Syntax.Span.Contains(write.Syntax.Span) && Operations.IsWithin(write, region);

    private sealed class Only
    {
        public IOperation? Value { get; set; }

        public int Count { get; set; }
    }
}
