using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>An asynchronous member that does what a synchronous one does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Member">The member.</param>
/// <param name="IsBound">It can be called in place of the synchronous one, with the words below; else the call needs more than other words.</param>
/// <param name="Callee">What is called, where that is another type's member; null when only the name changes.</param>
/// <param name="Argument">The argument to add: a cancellation token.</param>
/// <param name="Import">A namespace that the file has to import for it.</param>
internal sealed record AsyncTwin(string Name, IMethodSymbol Member, bool IsBound, string? Callee = null, string? Argument = null, string? Import = null);

/// <summary>
/// Finds asynchronous twins: what the API tables say (<c>twin=</c>), else the member of the same type, or extension of the same
/// class, with <c>Async</c> behind its name that takes the same arguments, perhaps a token, and gives the same result.
/// </summary>
internal sealed class AsyncTwins(Facts facts)
{
    /// <summary>The class with Entity Framework Core's asynchronous query operators.</summary>
    public const string QueryExtensions = "Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions";

    private readonly ConcurrentDictionary<IMethodSymbol, string> _names = new(SymbolEqualityComparer.Default);

    /// <summary>The name a twin would have, when a member of that name exists; null when there is nothing to look for. Kept per method.</summary>
    public string? NameOf(IMethodSymbol method)
    {
        var definition = (method.ReducedFrom ?? method).OriginalDefinition;
        if (!_names.TryGetValue(definition, out var name))
        {
            name = FindName(definition);
            _names.TryAdd(definition, name);
        }

        return name.Length > 0 ? name : null;
    }

    /// <summary>The twin of a call; null when there is none that gives the same result.</summary>
    /// <param name="call">The synchronous call.</param>
    /// <param name="token">Name of a cancellation token in scope, passed when the twin takes one.</param>
    /// <param name="isKnown">The call is known to block: a twin counts even when it needs its arguments in other forms.</param>
    public AsyncTwin? Of(IInvocationOperation call, string? token, bool isKnown)
    {
        if (NameOf(call.TargetMethod) is not { } name || call.SemanticModel is not { } model)
        {
            return null;
        }

        var holder = HolderOf(call.TargetMethod, out var isOtherMember);
        if (call.Syntax is InvocationExpressionSyntax { Expression: not MemberBindingExpressionSyntax } syntax)
        {
            if (isOtherMember && call.TargetMethod.IsStatic && holder is not null)
            {
                var callee = holder.Name + "." + name;
                return Bind(call, model, syntax.WithExpression(SyntaxFactory.ParseExpression(callee)), name, token) is { } near
                    ? near with { Callee = callee }
                    : Bind(call, model, syntax.WithExpression(SyntaxFactory.ParseExpression(FullNameOf(holder) + "." + name)), name, token) is { } far
                        ? far with { Callee = callee, Import = holder.ContainingNamespace.ToString() }
                        : null;
            }

            if (Renamed(syntax.Expression, name) is { } renamed)
            {
                if (Bind(call, model, syntax.WithExpression(renamed), name, token) is { } found)
                {
                    return found;
                }

                if (holder is not null && call.TargetMethod.IsExtensionMethod && renamed is MemberAccessExpressionSyntax access &&
                    SyntaxFactory.ParseExpression(FullNameOf(holder) + ".X") is MemberAccessExpressionSyntax path &&
                    Bind(call, model, AsStatic(syntax, path.WithName(access.Name.WithoutTrivia()), access.Expression.WithoutTrivia()), name, token) is { } outside)
                {
                    return outside with { Import = holder.ContainingNamespace.ToString() };
                }
            }
        }

        return isKnown ? ByShape(call, holder ?? call.TargetMethod.ContainingType, name) : null;
    }

    /// <summary>The name of a cancellation token parameter that code at an operation can use: of its function or one around it.</summary>
    public static string? TokenAt(IOperation operation, ISymbol member)
    {
        for (var function = Operations.Function(operation); function is not null; function = function.Parent is null ? null : Operations.Function(function.Parent))
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

            foreach (var parameter in symbol.Parameters)
            {
                if (Operations.IsToken(parameter.Type) && parameter.RefKind == RefKind.None && parameter.Name != "_")
                {
                    return parameter.Name;
                }
            }

            if (symbol.IsStatic && function is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return null;
            }
        }

        return null;
    }

    private string FindName(IMethodSymbol method)
    {
        if (method.Name.EndsWith("Async", StringComparison.Ordinal) || Operations.IsTask(method.ReturnType) || method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction))
        {
            return "";
        }

        var known = facts.Knowledge.Of(method);
        switch (known?.Value("twin"))
        {
            case "keep" or "none":
                return "";
            case { } twin when twin != "Async" && facts.Type(twin) is null:
                return twin.Substring(twin.LastIndexOf('.') + 1);
        }

        // Taken back by the user's table, or said to be of no interest.
        if (known is { Effects: ApiEffects.Known } && known.Value("twin") is null)
        {
            return "";
        }

        // DisposeAsync is for await using; delegates and signals are called, not waited for.
        if (known?.Value("twin") is null && method.Name is "Dispose" or "Close" or "Invoke" or "Cancel" or "Raise")
        {
            return "";
        }

        var name = method.Name + "Async";
        var holder = HolderOf(method, out _) ?? method.ContainingType;
        if (holder.TypeKind == TypeKind.Interface)
        {
            foreach (var contract in holder.AllInterfaces)
            {
                if (contract.GetMembers(name).Length > 0)
                {
                    return name;
                }
            }
        }

        for (var type = holder; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).Length > 0)
            {
                return name;
            }
        }

        return "";
    }

    // The type that declares the twin, when it is another than the method's own.
    private INamedTypeSymbol? HolderOf(IMethodSymbol method, out bool isOtherMember)
    {
        isOtherMember = false;
        if (facts.Knowledge.Of(method) is not { } known)
        {
            return null;
        }

        if (known.Value("twin") is { } twin and not "Async")
        {
            if (facts.Type(twin) is { } extensions)
            {
                return extensions;
            }

            isOtherMember = true;
            return twin.LastIndexOf('.') is > 0 and var dot ? facts.Type(twin.Substring(0, dot)) : null;
        }

        return known.Has(ApiEffects.Terminal | ApiEffects.Consumes) ? facts.Type(QueryExtensions) : (method.ReducedFrom ?? method).IsExtensionMethod ? method.ContainingType : null;
    }

    private static AsyncTwin? Bind(IInvocationOperation call, SemanticModel model, InvocationExpressionSyntax twin, string name, string? token)
    {
        var hasToken = false;
        foreach (var argument in call.Arguments)
        {
            hasToken |= argument.ArgumentKind == ArgumentKind.Explicit && Operations.IsToken(argument.Value.Type);
        }

        if (token is not null && !hasToken)
        {
            var value = SyntaxFactory.Argument(SyntaxFactory.IdentifierName(token));
            if (TryBind(call, model, twin.AddArgumentListArguments(value), name, isToken: true) is { } positional)
            {
                return positional;
            }

            if (TryBind(call, model, twin.AddArgumentListArguments(value.WithNameColon(SyntaxFactory.NameColon("cancellationToken"))), name, isToken: true) is { } named)
            {
                return named;
            }
        }

        return TryBind(call, model, twin, name, isToken: false);
    }

    private static AsyncTwin? TryBind(IInvocationOperation call, SemanticModel model, InvocationExpressionSyntax twin, string name, bool isToken)
    {
        if (model.GetSpeculativeSymbolInfo(call.Syntax.SpanStart, twin, SpeculativeBindingOption.BindAsExpression).Symbol is not IMethodSymbol method || method.Name != name ||
            !Operations.IsTask(method.ReturnType) || !GivesResultOf(call, method) || IsObsolete(method) || IsFake(call.TargetMethod, method))
        {
            return null;
        }

        // A token must not become a key, a format argument or a parameter object.
        return !isToken || (method.Parameters is [.., { Type: var last }] && Operations.IsToken(last) && twin.ArgumentList.Arguments is [.., { NameColon: var colon }] list &&
            (colon is not null || list.Count == method.Parameters.Length || (call.TargetMethod.IsExtensionMethod && list.Count == ((method.ReducedFrom ?? method).Parameters.Length))))
            ? new AsyncTwin(name, method, IsBound: true, Argument: isToken ? twin.ArgumentList.Arguments.Last().ToString() : null)
            : null;
    }

    private static bool GivesResultOf(IInvocationOperation call, IMethodSymbol twin)
    {
        if (call.Parent is IExpressionStatementOperation)
        {
            return true;
        }

        return twin.ReturnType is INamedTypeSymbol { TypeArguments: [var result] }
            ? SymbolEqualityComparer.Default.Equals(result, call.Type)
            : call.TargetMethod.ReturnsVoid;
    }

    // A type that overrides only the synchronous member inherits a twin that runs it all the same. Another overload that it does
    // override counts: OpenAsync() calls OpenAsync(token).
    private static bool IsFake(IMethodSymbol method, IMethodSymbol twin)
    {
        if (twin.IsAbstract || twin.IsStatic || !method.IsOverride)
        {
            return false;
        }

        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, twin.ContainingType.OriginalDefinition))
            {
                return !SymbolEqualityComparer.Default.Equals(type, method.ContainingType);
            }

            if (type.GetMembers(twin.Name).Length > 0)
            {
                return false;
            }
        }

        return false;
    }

    private static AsyncTwin? ByShape(IInvocationOperation call, INamedTypeSymbol holder, string name)
    {
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        for (var type = holder; type is not null; type = type.BaseType)
        {
            foreach (var member in type.OriginalDefinition.GetMembers(name))
            {
                if (member is IMethodSymbol { ReturnType: INamedTypeSymbol result } twin && Operations.IsTask(result) && !IsObsolete(twin) && !IsFake(call.TargetMethod, twin) && HasSameShape(method, twin) &&
                    (call.Parent is IExpressionStatementOperation || (result.TypeArguments is [var value] ? IsSame(value, method.ReturnType) : method.ReturnsVoid)))
                {
                    return new AsyncTwin(name, twin, IsBound: false);
                }
            }
        }

        return null;
    }

    private static bool HasSameShape(IMethodSymbol method, IMethodSymbol twin)
    {
        for (var i = 0; i < twin.Parameters.Length; i++)
        {
            var parameter = twin.Parameters[i];
            if (i >= method.Parameters.Length ? !Operations.IsToken(parameter.Type) && !parameter.IsOptional : !IsSame(parameter.Type, method.Parameters[i].Type))
            {
                return false;
            }
        }

        return twin.Parameters.Length >= method.Parameters.Length;
    }

    private static bool IsSame(ITypeSymbol twin, ITypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(twin, type) ||
        (twin is ITypeParameterSymbol && type is ITypeParameterSymbol) ||
        (twin is { Name: "Memory" } && type is { Name: "Span" } or IArrayTypeSymbol) ||
        (twin is { Name: "ReadOnlyMemory" } && type is { Name: "ReadOnlySpan" } or IArrayTypeSymbol) ||
        (twin.Name == type.Name && twin is INamedTypeSymbol { Arity: > 0 } generic && type is INamedTypeSymbol named && generic.Arity == named.Arity);

    private static bool IsObsolete(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "ObsoleteAttribute" })
            {
                return true;
            }
        }

        return false;
    }

    private static string FullNameOf(INamedTypeSymbol type) => "global::" + type.ContainingNamespace + "." + type.Name;

    private static InvocationExpressionSyntax AsStatic(InvocationExpressionSyntax call, ExpressionSyntax callee, ExpressionSyntax receiver) =>
        call.WithExpression(callee).WithArgumentList(call.ArgumentList.WithArguments(call.ArgumentList.Arguments.Insert(0, SyntaxFactory.Argument(receiver))));

    /// <summary>A callee with another name: <c>stream.ReadAsync</c> of <c>stream.Read</c>; null where it has none to change.</summary>
    public static ExpressionSyntax? Renamed(ExpressionSyntax callee, string name) => callee switch
    {
        MemberAccessExpressionSyntax access => access.WithName(Renamed(access.Name, name)),
        SimpleNameSyntax simple => Renamed(simple, name),
        _ => null,
    };

    private static SimpleNameSyntax Renamed(SimpleNameSyntax simple, string name) =>
        simple.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(simple.Identifier));
}
