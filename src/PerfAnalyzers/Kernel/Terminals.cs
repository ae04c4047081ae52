using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Compares what queries ask for: their source, filters and the operator that runs them.</summary>
internal static class Terminals
{
    // Stands for the selector of Sum(x => x.Total) among the names of steps.
    private const string Selector = "selector";

    /// <summary>How the query <paramref name="first"/>, run before, makes <paramref name="second"/> needless; null when it does not.</summary>
    public static Redundancy? Before(RoundTrip first, RoundTrip second)
    {
        if (first.Query is null || second.Query is null)
        {
            return first.Query is null && second.Query is null && SameCode.Is(first.Operation, second.Operation) ? Redundancy.Same : null;
        }

        var name = Bare(first.Name);
        var other = Bare(second.Name);
        if (name == other && IsSame(first, second, static _ => true))
        {
            return Redundancy.Same;
        }

        if (name is not ("ToList" or "ToArray"))
        {
            return null;
        }

        // Numbers do not care how rows arrive; entities may be wanted tracked, or with what belongs to them.
        var isLoaded = other switch
        {
            "Count" or "LongCount" or "Any" or "Sum" or "Max" or "Min" => IsSame(first, second, static step => !IsShape(step) && step != Selector),
            "ToList" or "ToArray" or "First" or "FirstOrDefault" or "foreach" => IsSame(first, second, static _ => true),
            _ => false,
        };
        return isLoaded ? Redundancy.Loaded : null;
    }

    /// <summary>Whether <paramref name="check"/> asks whether there are rows of those that <paramref name="rows"/> fetches or counts.</summary>
    public static bool IsCheckOf(RoundTrip check, RoundTrip rows) =>
        Bare(check.Name) == "Any" && check.Query is not null && rows.Query is not null &&
        Bare(rows.Name) is "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "ToList" or "ToArray" or "Count" or "LongCount" or "Sum" or "foreach" or "ToDictionary" &&
        IsSame(check, rows, static step => !IsShape(step) && step is not ("Select" or Selector));

    /// <summary>The operations a query is made of: its root, the arguments of its operators, and those of the call that runs it.</summary>
    public static IEnumerable<IOperation> Parts(RoundTrip query)
    {
        if (query.Query is null)
        {
            yield return query.Operation;
            yield break;
        }

        yield return query.Query.Root;
        foreach (var step in query.Query.Operators)
        {
            for (var i = 1; i < step.Arguments.Length; i++)
            {
                yield return step.Arguments[i];
            }
        }

        if (query.Operation is IInvocationOperation call)
        {
            for (var i = 1; i < call.Arguments.Length; i++)
            {
                yield return call.Arguments[i];
            }
        }
    }

    /// <summary>The operator's name without <c>Async</c>.</summary>
    public static string Bare(string name) => name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Async".Length) : name;

    // Operators that decide how rows arrive, not which.
    private static bool IsShape(string step) =>
        step.StartsWith("Include", StringComparison.Ordinal) || step.StartsWith("ThenInclude", StringComparison.Ordinal) || step.StartsWith("OrderBy", StringComparison.Ordinal) ||
        step.StartsWith("ThenBy", StringComparison.Ordinal) || step.StartsWith("AsNoTracking", StringComparison.Ordinal) || step is "AsTracking" or "AsSplitQuery" or "AsSingleQuery" or "Order";

    private static bool IsSame(RoundTrip first, RoundTrip second, Func<string, bool> counts)
    {
        if (!SameCode.Is(first.Query!.Root, second.Query!.Root))
        {
            return false;
        }

        var left = Steps(first, counts);
        var right = Steps(second, counts);
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (left[i].Name != right[i].Name || left[i].Arguments.Count != right[i].Arguments.Count)
            {
                return false;
            }

            for (var j = 0; j < left[i].Arguments.Count; j++)
            {
                if (!SameCode.Is(left[i].Arguments[j], right[i].Arguments[j]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // Where(p).First() and First(p) are one: a predicate of the last operator is a filter.
    private static List<(string Name, List<IOperation> Arguments)> Steps(RoundTrip query, Func<string, bool> counts)
    {
        var steps = new List<(string, List<IOperation>)>();
        foreach (var step in query.Query!.Operators)
        {
            if (counts(step.TargetMethod.Name) && !step.TargetMethod.Name.StartsWith("TagWith", StringComparison.Ordinal))
            {
                steps.Add((step.TargetMethod.Name, Arguments(step, 1)));
            }
        }

        if (query.Operation is IInvocationOperation call)
        {
            var rest = Arguments(call, 1);
            if (rest.Count == 1 && call.Arguments.Length > 1 && call.Arguments[1].Parameter?.Name == "predicate")
            {
                steps.Add(("Where", rest));
            }
            else if (rest.Count > 0 && (counts(Selector) || call.Arguments[1].Parameter?.Name is not ("selector" or "keySelector" or "elementSelector")))
            {
                steps.Add((Bare(query.Name), rest));
            }
        }

        return steps;
    }

    private static List<IOperation> Arguments(IInvocationOperation call, int first)
    {
        var arguments = new List<IOperation>();
        for (var i = first; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i].Value.Type?.Name != "CancellationToken")
            {
                arguments.Add(call.Arguments[i].Value);
            }
        }

        return arguments;
    }
}
