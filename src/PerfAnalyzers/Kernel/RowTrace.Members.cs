using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <content>Rows that methods and getters of the compilation return.</content>
internal sealed partial class RowTrace
{
    private LoadedRows? OfMember(IMethodSymbol member, IOperation reference, IOperation? instance)
    {
        // Only what can be entities of a query is worth binding a body for.
        if (_calls >= MaximumCalls || !facts.NavigationReads.IsCandidate(Operations.Awaited(reference.Type)) ||
            !(facts.Queries.IsQueryable(reference.Type) || facts.Summaries.MayReach(member)) || facts.Dispatch.Targets(member) is not { Length: > 0 } targets || !_open.Add(member))
        {
            return null;
        }

        _calls++;
        LoadedRows? result = LoadedRows.None;
        foreach (var target in targets)
        {
            result = LoadedRows.Either(result, Returned(target, reference, instance));
        }

        _calls--;
        _open.Remove(member);
        return result is { Roots.Length: > 0 } or { Parameter: not null } ? result : null;
    }

    private LoadedRows? Returned(IMethodSymbol target, IOperation reference, IOperation? instance)
    {
        var body = facts.Bodies.Of(target, cancellation) ?? (target.AssociatedSymbol is { } property ? facts.Bodies.Of(property, cancellation) : null);
        LoadedRows? result = LoadedRows.None;
        if (body is null)
        {
            return null;
        }

        var function = body is ILocalFunctionOperation ? body : Operations.Function(body);
        foreach (var operation in body.DescendantsAndSelf())
        {
            if (operation is IReturnOperation { ReturnedValue: { } returned } && ReferenceEquals(Operations.Function(operation), function))
            {
                result = LoadedRows.Either(result, Of(returned));
                if (result is null)
                {
                    return null;
                }
            }
        }

        if (result!.Parameter is { } parameter)
        {
            var argument = parameter is IParameterSymbol handed ? Of(ArgumentFor(handed, target, reference)) : instance is null ? null : Of(instance);
            if (argument is null)
            {
                return null;
            }

            result = result.From(argument);
        }

        return result with { Loop = null, Callees = result.Callees.Insert(0, target) };
    }

    private static IOperation? ArgumentFor(IParameterSymbol parameter, IMethodSymbol target, IOperation reference)
    {
        if (reference is not IInvocationOperation call || !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, target.OriginalDefinition))
        {
            return null;
        }

        return Operations.Argument(call, parameter.Ordinal);
    }
}
