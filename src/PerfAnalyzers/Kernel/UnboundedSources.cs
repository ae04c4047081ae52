using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Sequences whose length nobody has decided: the rows of a query, what a request brings, what another machine answers, the lines of
/// a file. What is cut to pages or chunks, or checked for its length, is not among them; nor is what is not known.
/// </summary>
internal sealed class UnboundedSources(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 6;

    /// <summary>What messages call an element: <c>row of the query</c>; null when the length is bounded or unknown.</summary>
    public string? Of(IOperation source) => Of(source, 0);

    private string? Of(IOperation source, int depth)
    {
        source = Operations.Unconverted(source);
        if (depth > MaximumDepth || !Collections.Is(Operations.Awaited(source.Type)))
        {
            return null;
        }

        if (facts.Queries.Of(source) is { Origin: QueryOrigin.Database } query)
        {
            return OfQuery(query);
        }

        switch (source)
        {
            case IAwaitOperation wait:
                return Of(TaskSource.Of(wait.Operation, facts), depth + 1);
            case ICoalesceOperation coalesce:
                return Of(coalesce.Value, depth + 1);
            case IInvocationOperation call:
                return OfCall(call, depth);
            case ILocalReferenceOperation local:
                return IsChecked(local, local.Local) ? null : OfLocal(local, depth);
            case IParameterReferenceOperation { Parameter: var parameter }:
                return IsFromRequest(parameter) && HoldsValues(parameter.Type) && !IsLimited(parameter) && !IsChecked(source, parameter) ? "element of the request" : null;
            case IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: { } owner }:
                return HoldsValues(property.Type) && !IsLimited(property) && !IsChecked(source, property) ? OfOwner(Operations.Unconverted(owner), depth) : null;
            default:
                return null;
        }
    }

    private static string? OfQuery(QueryChain query)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is "Take" or "GroupBy" or "Chunk" or "FromSqlRaw" or "FromSqlInterpolated" or "FromSql")
            {
                return null;
            }
        }

        return "row of the query";
    }

    private string? OfCall(IInvocationOperation call, int depth)
    {
        if (call.TargetMethod.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" })
        {
            return (call.TargetMethod.Name is "Select" or "AsEnumerable" || TaskSource.PassedThrough(call) is not null && call.TargetMethod.Name is not ("Take" or "TakeLast" or "TakeWhile")) && call.Arguments.Length > 0
                ? Of(call.Arguments[0].Value, depth + 1)
                : null;
        }

        var known = facts.Knowledge.Of(call.TargetMethod);
        if (known?.Value("unbounded") is { } element)
        {
            return element;
        }

        if (facts.RoundTrips.Of(call) is { } trip)
        {
            return trip.Effects switch
            {
                ApiEffects.Query => trip.Query is { } query ? query.Origin == QueryOrigin.Database ? OfQuery(query) : null : HasLimit(call) ? null : "row of the query",
                ApiEffects.Remote => HasLimit(call) || !HoldsValues(Operations.Awaited(call.Type)) ? null : $"element that '{call.TargetMethod.Name}' answers with",
                _ => null,
            };
        }

        if (call.Instance is { } list && call.TargetMethod.Name is "ToList" or "ToArray" or "AsReadOnly" or "FindAll" or "ConvertAll")
        {
            return Of(call.Instance!, depth + 1);
        }

        return known is null && !HasLimit(call) ? OfMethod(call, depth) : null;
    }

    // What a method of the project returns, on every way.
    private string? OfMethod(IInvocationOperation call, int depth)
    {
        if (!facts.Summaries.MayReach(call.TargetMethod) && !facts.RemoteSummaries.MayReach(call.TargetMethod) || facts.Dispatch.Targets(facts.Dispatch.Narrow(call, call.TargetMethod)) is not [var target] ||
            facts.Bodies.Of(target, cancellation) is not { } body)
        {
            return null;
        }

        string? found = null;
        foreach (var part in body.Descendants())
        {
            if (part is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value } && Operations.Function(part) is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            {
                if (IsEmpty(value))
                {
                    continue;
                }

                // A parameter of the method is another's business.
                if (Of(TaskSource.Of(value is IAwaitOperation wait ? wait.Operation : value, facts), depth + 2) is not { } element)
                {
                    return null;
                }

                found = element;
            }
        }

        return found;
    }

    private string? OfLocal(ILocalReferenceOperation local, int depth)
    {
        var writes = LocalValues.Around(local).Of(local.Local);
        if (writes.Count != 1 || writes[0].Value is not { } value)
        {
            return null;
        }

        return Operations.Unconverted(value) is IObjectCreationOperation { Arguments.Length: 0, Initializer: null } or ICollectionExpressionOperation { Elements.IsEmpty: true }
            ? OfAdded(local, depth)
            : Of(value, depth + 1);
    }

    // Pages that are gathered: do { all.AddRange(page.Items); } while (…);
    private string? OfAdded(ILocalReferenceOperation local, int depth)
    {
        foreach (var part in Operations.Function(local).Descendants())
        {
            if (part is IInvocationOperation { TargetMethod.Name: "AddRange", Instance: ILocalReferenceOperation list, Arguments: [var added] } && SymbolEqualityComparer.Default.Equals(list.Local, local.Local) &&
                Of(added.Value, depth + 1) is { } element)
            {
                return element;
            }
        }

        return null;
    }

    // order.Lines of a request, page.Items of an answer.
    private string? OfOwner(IOperation owner, int depth)
    {
        for (var hops = 0; hops < MaximumDepth; hops++)
        {
            switch (owner)
            {
                case IPropertyReferenceOperation { Property.IsIndexer: false, Instance: { } inner } property when !IsLimited(property.Property):
                    owner = Operations.Unconverted(inner);
                    continue;
                case IParameterReferenceOperation { Parameter: var parameter }:
                    return parameter.Type.TypeKind is TypeKind.Class or TypeKind.Struct && IsFromRequest(parameter) && parameter.Type.Name is not ("HttpContext" or "HttpRequest") ? "element of the request" : null;
                case ILocalReferenceOperation local when LocalValues.Around(local).Of(local.Local) is [(_, { } value)]:
                    owner = Operations.Unconverted(value);
                    continue;
                case IAwaitOperation wait:
                    owner = TaskSource.Of(wait.Operation, facts);
                    continue;
                case IInvocationOperation call:
                    return facts.RoundTrips.Of(call) is { Effects: ApiEffects.Remote } && !HasLimit(call) ? $"element that '{call.TargetMethod.Name}' answers with" : null;
                default:
                    return null;
            }
        }

        return null;
    }

    private bool IsFromRequest(IParameterSymbol parameter)
    {
        foreach (var attribute in parameter.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "FromServicesAttribute" or "FromKeyedServicesAttribute")
            {
                return false;
            }
        }

        if (parameter.ContainingSymbol is not IMethodSymbol method)
        {
            return false;
        }

        if (method.MethodKind != MethodKind.AnonymousFunction)
        {
            return method.MethodKind == MethodKind.Ordinary && facts.Heat.ServesRequests(method);
        }

        // The delegate of an endpoint.
        return facts.Bodies.Of(method, cancellation) is IAnonymousFunctionOperation lambda && Loops.CallReceiving(lambda) is { } call && (facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Request) != 0;
    }

    // Services are sequences of an interface; what a caller sends is made of values.
    private static bool HoldsValues(ITypeSymbol? type)
    {
        var element = type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { TypeArguments: [var argument] } => argument,
            _ => null,
        };
        return element is { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Enum, IsAbstract: false } && element.TypeKind != TypeKind.Enum && Collections.Is(type);
    }

    private static bool IsLimited(ISymbol symbol)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "MaxLengthAttribute" or "LengthAttribute" or "RangeAttribute" or "StringLengthAttribute")
            {
                return true;
            }
        }

        return false;
    }

    // GetPage(skip, take), query with pageSize = 50.
    private static bool HasLimit(IInvocationOperation call)
    {
        foreach (var parameter in call.TargetMethod.Parameters)
        {
            if (IsLimitName(parameter.Name))
            {
                return true;
            }
        }

        foreach (var argument in call.Arguments)
        {
            foreach (var part in argument.Value.DescendantsAndSelf())
            {
                if (part.ConstantValue is { HasValue: true, Value: string text } && IsLimitText(text) || part is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string piece } } && IsLimitText(piece))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsLimitName(string name) => name is "take" or "limit" or "top" or "count" or "page" || name.IndexOf("pageSize", StringComparison.OrdinalIgnoreCase) >= 0 || name.StartsWith("max", StringComparison.Ordinal);

    private static bool IsLimitText(string text)
    {
        foreach (var word in new[] { "limit", "top ", "top(", "$top", "take=", "size=", "count=", "fetch next" })
        {
            if (text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEmpty(IOperation value) => Operations.Unconverted(value) switch
    {
        IInvocationOperation { TargetMethod.Name: "Empty" } => true,
        ICollectionExpressionOperation { Elements.IsEmpty: true } => true,
        IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null } => true,
        { ConstantValue: { HasValue: true, Value: null } } => true,
        _ => false,
    };

    // if (ids.Count > 100) return BadRequest();
    private static bool IsChecked(IOperation source, ISymbol symbol)
    {
        foreach (var part in Operations.Root(source).Descendants())
        {
            if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } comparison &&
                (IsCount(comparison.LeftOperand, symbol) && !IsTrivial(comparison.RightOperand) || IsCount(comparison.RightOperand, symbol) && !IsTrivial(comparison.LeftOperand)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCount(IOperation value, ISymbol symbol)
    {
        var counted = Operations.Unconverted(value) switch
        {
            IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } instance } => instance,
            IInvocationOperation { TargetMethod.Name: "Count" or "LongCount" } call => Operations.Receiver(call),
            _ => null,
        };
        return counted is not null && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(counted)), symbol);
    }

    private static bool IsTrivial(IOperation value) => value.ConstantValue is { HasValue: true, Value: 0 or 1 };
}
