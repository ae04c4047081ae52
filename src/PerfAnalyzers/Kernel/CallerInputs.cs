using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether a key is made of what callers of the process send, so that there is no end to different ones: what a request brings, directly or
/// as an argument on the way down, or what is named after it. Few kinds of things (cultures, types, roles) are no such keys.
/// </summary>
internal sealed class CallerInputs(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 6;

    // What there is one of for each caller or object.
    private static readonly ImmutableArray<string> s_unbounded =
    [
        "userid", "customerid", "sessionid", "token", "email", "ip", "ipaddress", "url", "uri", "query", "search", "term", "phrase", "connectionid", "orderid", "productid", "requestid",
        "messageid", "correlationid", "username", "phone", "address", "path", "accountid", "cartid", "basketid",
    ];

    /// <summary>What a key is made of, for messages: <c>'id' of a request</c>; null when that is not known to be without end.</summary>
    public string? Of(IOperation key, ISymbol member) =>
        Operations.Unconverted(key).Type is { TypeKind: TypeKind.Enum } or { SpecialType: SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_Byte } || key.Type is { TypeKind: TypeKind.Enum } ||
        key is IConversionOperation { Operand.Type.TypeKind: TypeKind.Enum } ? null : Of(key, member, 0);

    /// <summary>Whether code serves requests, by itself or through callers.</summary>
    public bool Serves(IOperation operation, ISymbol member) =>
        facts.Heat.IsInRequest(operation, member) || member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && !new RequestCallers(facts, cancellation).To(method).IsEmpty;

    private string? Of(IOperation key, ISymbol member, int depth)
    {
        foreach (var part in key.DescendantsAndSelf())
        {
            switch (part)
            {
                case IParameterReferenceOperation { Parameter: var parameter } when !Operations.IsBoundWithin(parameter, part, key) && Named(part) is { } name:
                    if (OfParameter(part, parameter, name, member) is { } found)
                    {
                        return found;
                    }

                    break;
                case ILocalReferenceOperation local when depth < MaximumDepth && HasManyValues(local.Type) && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value && value is not IAnonymousFunctionOperation:
                    if (Of(value, member, depth + 1) is { } behind)
                    {
                        return behind;
                    }

                    break;
                case IPropertyReferenceOperation { Property: { Name: "Path" or "ConnectionId" or "RemoteIpAddress" or "QueryString" or "TraceIdentifier" } property } when IsOfRequest(property):
                    return $"'{property.Name}' of a request";
            }
        }

        return null;
    }

    // The name of what is taken from a parameter: id, request.Email; null for what there are few of.
    private static string? Named(IOperation parameter)
    {
        var top = parameter;
        while (top.Parent is IPropertyReferenceOperation { Property.IsIndexer: false } property && ReferenceEquals(property.Instance, top))
        {
            top = property;
        }

        if (!HasManyValues(top.Type) || Operations.SymbolOf(top) is not { } symbol || symbol.Name is "Length" or "Count" || NamedFew.IsName(symbol.Name) || top.Type is INamedTypeSymbol type && NamedFew.IsName(type.Name))
        {
            return null;
        }

        return symbol.Name;
    }

    private string? OfParameter(IOperation part, IParameterSymbol parameter, string name, ISymbol member)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.AnonymousFunction or MethodKind.LocalFunction } method)
        {
            return null;
        }

        if (facts.Heat.IsInRequest(part, member))
        {
            return IsGiven(method, parameter, 0) ? $"'{name}' of a request" : null;
        }

        if (method.MethodKind != MethodKind.Ordinary)
        {
            return null;
        }

        var path = new RequestCallers(facts, cancellation).To(method);
        if (!path.IsEmpty)
        {
            return IsPassedOn(path[path.Length - 1], parameter) ? $"'{name}' of a request" : null;
        }

        return IsServer() && s_unbounded.Contains(name.ToLowerInvariant()) && method.DeclaredAccessibility is not Accessibility.Private ? $"'{name}'" : null;
    }

    // The call's argument is made of a parameter of its caller, too. Of files that were found there are few.
    private bool IsPassedOn(IInvocationOperation call, IParameterSymbol parameter, int depth = 0)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal != parameter.Ordinal)
            {
                continue;
            }

            foreach (var part in argument.Value.DescendantsAndSelf())
            {
                if (IsOfFile(part, argument))
                {
                    continue;
                }

                if (part is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol helper } given } && !IsGiven(helper, given, depth + 1))
                {
                    continue;
                }

                if (part is IParameterReferenceOperation { Parameter.ContainingSymbol: not IMethodSymbol { MethodKind: MethodKind.Constructor } } && Named(part) is not null ||
                    part is ILocalReferenceOperation local && !NamedFew.IsName(local.Local.Name) && !local.ConstantValue.HasValue)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsOfFile(IOperation part, IArgumentOperation argument)
    {
        for (var current = part; !ReferenceEquals(current, argument) && current is not null; current = current.Parent)
        {
            if (current is IPropertyReferenceOperation { Property: { Name: "PhysicalPath", ContainingType.Name: "IFileInfo" } })
            {
                return true;
            }
        }

        return false;
    }

    // What a private helper is given is what its callers give it.
    private bool IsGiven(IMethodSymbol method, IParameterSymbol parameter, int depth)
    {
        if (depth >= MaximumDepth || method is not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private } || new Lifetimes(facts, cancellation).UsesOf(method) is not { } uses)
        {
            return true;
        }

        foreach (var (use, _) in uses)
        {
            if (use is not IInvocationOperation call || IsPassedOn(call, parameter, depth))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsServer() => facts.Type("Microsoft.AspNetCore.Http.HttpContext") is not null || facts.Type("Microsoft.Extensions.Hosting.IHost") is not null;

    private static bool IsOfRequest(IPropertySymbol property)
    {
        for (var space = property.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            if (space.Name == "AspNetCore")
            {
                return true;
            }
        }

        return false;
    }

    // Numbers, texts, ids and what is made of them; not types, enums and flags.
    private static bool HasManyValues(ITypeSymbol? type) => type switch
    {
        null => false,
        { SpecialType: SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_Decimal or SpecialType.System_DateTime } => true,
        { Name: "Guid" or "DateTimeOffset" or "Uri" or "IPAddress" or "DateOnly" or "Ulid", ContainingNamespace.Name: "System" or "Net" } => true,
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TypeArguments.Any(static part => HasManyValues(part)),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } => HasManyValues(inner),
        INamedTypeSymbol { IsRecord: true } => true,
        _ => false,
    };
}
