using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Requests and who handles them: <c>mediator.Send(new FindCustomer(id))</c> runs <c>FindCustomerHandler.Handle</c>, whether the
/// mediator is MediatR, a library like it, or the project's own. A request is known by its static type, a handler by an interface
/// <c>I…Handler&lt;TRequest, …&gt;</c>.
/// </summary>
internal sealed class Mediators
{
    /// <summary>What mediators call the method that takes a request.</summary>
    public static readonly string[] Senders =
    [
        "Send", "SendAsync", "Publish", "PublishAsync", "Dispatch", "DispatchAsync", "Execute", "ExecuteAsync", "Query", "QueryAsync", "Ask", "AskAsync",
        "Request", "RequestAsync", "Invoke", "InvokeAsync", "CreateStream",
    ];

    private readonly Lazy<Dictionary<ISymbol, List<IMethodSymbol>>> _handlers;

    /// <param name="contracts">Interfaces of this compilation and its packages with the types that implement them.</param>
    public Mediators(Lazy<Dictionary<ISymbol, List<INamedTypeSymbol>>> contracts) => _handlers = new(() => Find(contracts.Value));

    /// <summary>The method that handles the request a call sends; null when it sends none, or several methods handle it.</summary>
    public IMethodSymbol? HandlerOf(IInvocationOperation call) =>
        call.Arguments.Length > 0 && Array.IndexOf(Senders, call.TargetMethod.Name) >= 0 && Operations.Argument(call, 0) is { } request &&
        Operations.Unconverted(request).Type is INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Struct } type && !Dispatch.IsFramework(type.ContainingAssembly) && _handlers.Value.TryGetValue(type.OriginalDefinition, out var handlers) && handlers.Count == 1
            ? handlers[0]
            : null;

    private static Dictionary<ISymbol, List<IMethodSymbol>> Find(Dictionary<ISymbol, List<INamedTypeSymbol>> contracts)
    {
        var handlers = new Dictionary<ISymbol, List<IMethodSymbol>>(SymbolEqualityComparer.Default);
        foreach (var pair in contracts)
        {
            if (pair.Key is INamedTypeSymbol { TypeKind: TypeKind.Interface, Arity: > 0 } contract && contract.Name.EndsWith("Handler", StringComparison.Ordinal))
            {
                foreach (var type in pair.Value)
                {
                    foreach (var implemented in type.AllInterfaces)
                    {
                        if (SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, contract))
                        {
                            Add(handlers, type, implemented);
                        }
                    }
                }
            }
        }

        return handlers;
    }

    private static void Add(Dictionary<ISymbol, List<IMethodSymbol>> handlers, INamedTypeSymbol type, INamedTypeSymbol contract)
    {
        if (type.IsAbstract || contract.TypeArguments[0] is not INamedTypeSymbol request)
        {
            return;
        }

        foreach (var member in contract.GetMembers())
        {
            if (member is IMethodSymbol { Parameters: { Length: > 0 } parameters } && SymbolEqualityComparer.Default.Equals(parameters[0].Type, request) &&
                type.FindImplementationForInterfaceMember(member) is IMethodSymbol { IsAbstract: false } implementation)
            {
                if (!handlers.TryGetValue(request.OriginalDefinition, out var list))
                {
                    handlers.Add(request.OriginalDefinition, list = []);
                }

                if (!list.Contains(implementation, SymbolEqualityComparer.Default))
                {
                    list.Add(implementation);
                }
            }
        }
    }
}
