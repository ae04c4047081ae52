using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>One operation that talks to a database or another machine and waits for the answer.</summary>
/// <param name="Effects">What it does: exactly one of <see cref="ApiEffects.AnyRoundTrip"/>.</param>
/// <param name="Operation">The call, or the source of a <c>foreach</c> over a query.</param>
/// <param name="Name">The called member's name; <c>foreach</c> for an enumerated query.</param>
/// <param name="Query">The query it runs, when it is one.</param>
internal readonly record struct RoundTrip(ApiEffects Effects, IOperation Operation, string Name, QueryChain? Query);

/// <summary>Recognises round trips of EF Core, Dapper, ADO.NET and whatever the API tables name.</summary>
internal sealed class RoundTrips(Facts facts)
{
    /// <summary>The round trip an operation makes itself; null when it makes none or lies in an expression tree.</summary>
    public RoundTrip? Of(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                return OfCall(call);
            case IForEachLoopOperation loop when facts.Queries.IsQueryable(Operations.Unconverted(loop.Collection).Type):
                return OfQuery(loop.Collection, loop.Collection, "foreach");
            case IPropertyReferenceOperation property when facts.Knowledge.Of(property.Property) is { } known && known.Has(ApiEffects.AnyRoundTrip):
                return new RoundTrip(known.Effects & ApiEffects.AnyRoundTrip, operation, property.Property.Name, null);
            case IObjectCreationOperation { Constructor: { } constructor } creation:
                if (facts.Knowledge.Of(constructor) is { } built && built.Has(ApiEffects.Consumes) && creation.Arguments.Length > 0)
                {
                    return OfQuery(creation, creation.Arguments[0].Value, constructor.ContainingType.Name);
                }

                return null;
            default:
                return null;
        }
    }

    /// <summary>
    /// The values that decide what a round trip asks for, within <paramref name="scope"/>: the call itself, its query's chain,
    /// and for a database command what its text and parameters are set to.
    /// </summary>
    public static IEnumerable<IOperation> Feeding(RoundTrip roundTrip, IOperation scope)
    {
        yield return roundTrip.Operation;
        if (roundTrip.Query is { } query)
        {
            yield return query.Root;
            foreach (var operation in query.Operators)
            {
                yield return operation;
            }
        }

        if (roundTrip.Operation is IInvocationOperation { Instance: { } command } && IsCommand(command.Type) && Operations.SymbolOf(command) is { } symbol)
        {
            foreach (var operation in scope.Descendants())
            {
                switch (operation)
                {
                    // command.Parameters.AddWithValue("@id", id)
                    case IInvocationOperation { Instance: { } instance } call when !ReferenceEquals(call, roundTrip.Operation) && IsRootedAt(instance, symbol):
                        foreach (var argument in call.Arguments)
                        {
                            yield return argument.Value;
                        }

                        break;
                    // command.CommandText = sql; command.Parameters["@id"].Value = id; parameter.Value = id
                    case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } target } } assignment
                        when IsRootedAt(target, symbol) || IsParameter(target.Type):
                        yield return assignment.Value;
                        break;
                }
            }
        }
    }

    private static bool IsRootedAt(IOperation operation, ISymbol symbol)
    {
        while (true)
        {
            if (SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation), symbol))
            {
                return true;
            }

            var next = operation switch
            {
                IPropertyReferenceOperation property => property.Instance,
                IInvocationOperation call => Operations.Receiver(call),
                IConversionOperation conversion => conversion.Operand,
                _ => null,
            };
            if (next is null)
            {
                return false;
            }

            operation = next;
        }
    }

    /// <summary>Whether a type is an ADO.NET command.</summary>
    public static bool IsCommand(ITypeSymbol? type) => Implements(type, "IDbCommand");

    private static bool IsParameter(ITypeSymbol? type) => Implements(type, "IDataParameter");

    private static bool Implements(ITypeSymbol? type, string contract)
    {
        if (type is null)
        {
            return false;
        }

        if (type.Name == contract)
        {
            return true;
        }

        foreach (var candidate in type.AllInterfaces)
        {
            if (candidate.Name == contract && candidate.ContainingNamespace is { Name: "Data", ContainingNamespace.Name: "System" })
            {
                return true;
            }
        }

        return false;
    }

    private RoundTrip? OfCall(IInvocationOperation call)
    {
        if (facts.Knowledge.Of(call.TargetMethod) is not { } known)
        {
            return null;
        }

        if (known.Has(ApiEffects.AnyRoundTrip))
        {
            // ExecuteScalar("insert …"), Query<int>("update … returning"): what the text does counts, not what it returns.
            var effects = known.Effects & ApiEffects.AnyRoundTrip;
            return Operations.IsInExpressionTree(call)
                ? null
                : new RoundTrip(effects == ApiEffects.Query && TextOf(call) is { } text && SqlText.Writes(text) ? ApiEffects.RowCommand : effects, call, call.TargetMethod.Name, null);
        }

        if (!known.Has(ApiEffects.Terminal | ApiEffects.Consumes))
        {
            return null;
        }

        // The sequence is the receiver in extension form, else the first argument that is a query (list.AddRange(query)).
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == 0 || known.Has(ApiEffects.Consumes))
            {
                if (OfQuery(call, argument.Value, call.TargetMethod.Name) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    /// <summary>The SQL a call executes: its first string argument, or what the command's text was set to; null when neither is seen.</summary>
    public static IOperation? TextOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type?.SpecialType == SpecialType.System_String)
            {
                return argument.Value;
            }
        }

        if (call.Instance is not { } command || !IsCommand(command.Type) || Operations.SymbolOf(command) is not { } symbol)
        {
            return null;
        }

        var function = Operations.Function(call);
        if (Writes.OnlyValue(symbol, function) is IObjectCreationOperation { Arguments.Length: > 0 } creation && creation.Arguments[0].Value.Type?.SpecialType == SpecialType.System_String)
        {
            return creation.Arguments[0].Value;
        }

        foreach (var operation in function.Descendants())
        {
            if (operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "CommandText", Instance: { } target } } assignment && IsRootedAt(target, symbol))
            {
                return assignment.Value;
            }
        }

        return null;
    }

    private RoundTrip? OfQuery(IOperation operation, IOperation source, string name) =>
        facts.Queries.Of(source) is { Origin: QueryOrigin.Database } chain && !Operations.IsInExpressionTree(operation)
            ? new RoundTrip(ApiEffects.Query, operation, name, chain)
            : null;
}
