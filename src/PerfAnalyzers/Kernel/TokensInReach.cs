using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A cancellation token that code can name.</summary>
/// <param name="Text">The expression.</param>
/// <param name="IsPlain">The only token parameter, the last one, of the function itself: the case that CA2016 of the SDK sees, too.</param>
/// <param name="IsRequest">It is cancelled when a caller gives up, not by the code's own wish.</param>
internal readonly record struct TokenInReach(string Text, bool IsPlain, bool IsRequest);

/// <summary>Finds the cancellation token that is meant for the work at an operation.</summary>
internal sealed class TokensInReach(Facts facts)
{
    /// <summary>
    /// The nearest token: a parameter of the function or of one that runs it as part of itself, the token of the request or message
    /// (by a parameter or a property of a base type), or the only token field or property of the type. Null when there is none, or
    /// more than one on the same level.
    /// </summary>
    public TokenInReach? At(IOperation operation, ISymbol member)
    {
        var isPlain = true;
        for (var function = Operations.Function(operation); ; function = Operations.Function(function.Parent!))
        {
            var symbol = function switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation local => local.Symbol,
                _ => member as IMethodSymbol,
            };
            if (symbol is null)
            {
                return null;
            }

            switch (OfParameters(symbol, isPlain, out var isAmbiguous))
            {
                case { } found:
                    return found;
                case null when isAmbiguous:
                    return null;
            }

            if (function is not (IAnonymousFunctionOperation or ILocalFunctionOperation) || function.Parent is null)
            {
                return OfType(symbol);
            }

            if (symbol.IsStatic || (function is IAnonymousFunctionOperation && !RunsWithin(function)))
            {
                return null;
            }

            // CA2016 does not look beyond lambdas.
            isPlain &= function is ILocalFunctionOperation;
        }
    }

    /// <summary>Whether a value brings the token of a request along: who gets it can use that.</summary>
    public bool IsContext(ITypeSymbol? type) => type is not null && RequestToken(type) is not null;

    private TokenInReach? OfParameters(IMethodSymbol function, bool isPlain, out bool isAmbiguous)
    {
        isAmbiguous = false;
        IParameterSymbol? token = null;
        string? request = null;
        foreach (var parameter in function.Parameters)
        {
            if (parameter.RefKind != RefKind.None || parameter.Name is "_" or "")
            {
                continue;
            }

            if (Operations.IsToken(parameter.Type))
            {
                isAmbiguous |= token is not null;
                token = parameter;
            }
            else if (RequestToken(parameter.Type) is { } name)
            {
                request = parameter.Name + "." + name;
            }
        }

        if (isAmbiguous)
        {
            return null;
        }

        return token is not null ? new TokenInReach(token.Name, isPlain && token.Ordinal == function.Parameters.Length - 1, IsRequest: false)
            : request is not null ? new TokenInReach(request, IsPlain: false, IsRequest: true)
            : null;
    }

    private TokenInReach? OfType(IMethodSymbol method)
    {
        if (method.MethodKind is not MethodKind.Ordinary and not MethodKind.ExplicitInterfaceImplementation || method.IsStatic || method.ContainingType is not { } type)
        {
            return null;
        }

        string? own = null;
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false, Type: var field } && Operations.IsToken(field) || member is IPropertySymbol { IsStatic: false, GetMethod: not null, IsIndexer: false, ExplicitInterfaceImplementations.IsEmpty: true, Type: var property } && Operations.IsToken(property))
            {
                if (own is not null)
                {
                    return null;
                }

                own = member.Name;
            }
        }

        if (own is not null)
        {
            return new TokenInReach(own, IsPlain: false, IsRequest: false);
        }

        // HttpContext of controllers and pages, Context of hubs.
        for (var current = type.BaseType; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false, GetMethod: not null, DeclaredAccessibility: Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal } property && RequestToken(property.Type) is { } name)
                {
                    return new TokenInReach(property.Name + "." + name, IsPlain: false, IsRequest: true);
                }
            }
        }

        return null;
    }

    // The token of a context type.
    private string? RequestToken(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None } || type.TypeKind is not (TypeKind.Class or TypeKind.Interface) || !type.Name.EndsWith("Context", StringComparison.Ordinal))
        {
            return null;
        }

        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (RequestTokenOf(current) is { } name)
            {
                return name;
            }
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (RequestTokenOf(contract) is { } name)
            {
                return name;
            }
        }

        return null;
    }

    private string? RequestTokenOf(ITypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IPropertySymbol property && Operations.IsToken(property.Type) && facts.Knowledge.Of(property)?.Value("token") == "request")
            {
                return property.Name;
            }
        }

        return null;
    }

    // Per element, at once, or as a task that the code around awaits.
    private bool RunsWithin(IOperation lambda) =>
        facts.Loops.ImmediateCall(lambda) is not null || facts.Loops.PerElementCall(lambda) is not null ||
        Loops.CallReceiving(lambda) is { TargetMethod: { Name: "Run", ContainingType.Name: "Task" } or { Name: "ForEachAsync", ContainingType.Name: "Parallel" } } call && Operations.Consumer(call) is IAwaitOperation;
}
