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
    private readonly INamedTypeSymbol? _enumerable = facts.Type("System.Linq.Enumerable");
    private readonly INamedTypeSymbol? _grpcClient = facts.Type("Grpc.Core.ClientBase");

    /// <summary>Whether what an operation does is known without looking into the code it runs: the cheap test before <see cref="Of"/>.</summary>
    /// <param name="operation">Any operation.</param>
    /// <param name="callee">What it calls.</param>
    public bool IsKnown(IOperation operation, IMethodSymbol? callee) => operation switch
    {
        ILoopOperation => true,
        ISpreadOperation => true,
        IPropertyReferenceOperation property => facts.Knowledge.Of(property.Property) is not null,
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call => callee is null && IsCompiled(call),
        _ => callee is not null && (facts.Knowledge.Of(callee) is not null || IsClientCall(callee)),
    };

    /// <summary>The round trip an operation makes itself; null when it makes none or lies in an expression tree.</summary>
    public RoundTrip? Of(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                return OfCall(call);
            case IForEachLoopOperation loop:
                return OfQuery(loop.Collection, loop.Collection, "foreach");
            case ISpreadOperation spread:
                return OfQuery(spread, spread.Operand, "..");
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

        if (roundTrip.Operation is IInvocationOperation call)
        {
            // var parameters = new DynamicParameters(); parameters.Add("id", id); connection.Query(sql, parameters)
            foreach (var argument in call.Arguments)
            {
                if (Operations.Unconverted(argument.Value) is ILocalReferenceOperation { Local: var filled })
                {
                    foreach (var value in PutInto(filled, scope))
                    {
                        yield return value;
                    }
                }
            }
        }

        if (roundTrip.Operation is IInvocationOperation { Instance: { } command } && IsCommand(command.Type) && Operations.SymbolOf(command) is { } symbol)
        {
            foreach (var operation in scope.Descendants())
            {
                switch (operation)
                {
                    // command.Parameters.AddWithValue("@id", id)
                    case IInvocationOperation { Instance: { } instance } set when !ReferenceEquals(set, roundTrip.Operation) && IsRootedAt(instance, symbol):
                        foreach (var argument in set.Arguments)
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

    private static IEnumerable<IOperation> PutInto(ILocalSymbol local, IOperation scope)
    {
        foreach (var operation in scope.Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation { Instance: ILocalReferenceOperation receiver, TargetMethod: { ReturnsVoid: true, Name: "Add" or "AddDynamicParams" } } put when SymbolEqualityComparer.Default.Equals(receiver.Local, local):
                    foreach (var argument in put.Arguments)
                    {
                        yield return argument.Value;
                    }

                    break;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: ILocalReferenceOperation owner } } assignment when SymbolEqualityComparer.Default.Equals(owner.Local, local):
                    yield return assignment.Value;
                    break;
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
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
        {
            return IsCompiled(call) && !Operations.IsInExpressionTree(call) ? new RoundTrip(ApiEffects.Query, call, NameOf(call), null) : null;
        }

        if (facts.Knowledge.Of(call.TargetMethod) is not { } known)
        {
            return IsClientCall(call.TargetMethod) && !Operations.IsInExpressionTree(call) ? new RoundTrip(ApiEffects.Remote, call, call.TargetMethod.Name, null) : null;
        }

        if (known.Has(ApiEffects.AnyRoundTrip))
        {
            // ExecuteScalar("insert …"), Query<int>("update … returning"): what the text does counts, not what it returns.
            var effects = known.Effects & ApiEffects.AnyRoundTrip;
            return Operations.IsInExpressionTree(call) || IsQueued(call)
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

    // Redis sends what is called on a batch or transaction when that is executed.
    private static bool IsQueued(IInvocationOperation call) =>
        call.Instance?.Type is { Name: "IBatch" or "ITransaction", ContainingNamespace: { Name: "Redis", ContainingNamespace.Name: "StackExchange" } };

    /// <summary>The SQL a call executes: its first string argument, or what the command's text was set to; null when it is not seen.</summary>
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

    // EF.CompileQuery((ShopContext db, int id) => …), kept in a field or local, and called.
    private bool IsCompiled(IInvocationOperation call) =>
        call.Arguments.Length > 0 &&
        facts.Delegates.Value(call.Instance) is IInvocationOperation compile && (facts.Knowledge.EffectsOf(compile.TargetMethod) & ApiEffects.Compiles) != 0;

    private static string NameOf(IInvocationOperation call) => call.Instance is { } instance && Operations.SymbolOf(instance) is { } symbol ? symbol.Name : call.TargetMethod.Name;

    // Calls of generated gRPC clients that other projects hold; of those of this project the bodies are known.
    private bool IsClientCall(IMethodSymbol method) =>
        _grpcClient is not null && method is { MethodKind: MethodKind.Ordinary, IsVirtual: true, IsStatic: false, DeclaredAccessibility: Accessibility.Public } && method.DeclaringSyntaxReferences.IsEmpty &&
        Knowledge.Inherits(method.ContainingType, _grpcClient) && !SymbolEqualityComparer.Default.Equals(method.ContainingType.OriginalDefinition, _grpcClient);

    /// <summary>What runs when a sequence in memory is read: the query below <c>AsEnumerable()</c> and the lazy operators after it; else the sequence itself.</summary>
    public IOperation Below(IOperation source)
    {
        source = Operations.Unconverted(source);
        while (source is IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method, Arguments: { Length: > 0 } arguments } &&
            SymbolEqualityComparer.Default.Equals(method.ContainingType, _enumerable) && (facts.Knowledge.EffectsOf(method) & ApiEffects.Consumes) == 0)
        {
            source = Operations.Unconverted(arguments[0].Value);
        }

        return source;
    }

    private RoundTrip? OfQuery(IOperation operation, IOperation source, string name) =>
        facts.Queries.Of(Below(source)) is { Origin: QueryOrigin.Database } chain && !Operations.IsInExpressionTree(operation)
            ? new RoundTrip(ApiEffects.Query, operation, name, chain)
            : null;
}
