using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Methods that return entities they load: the one thing they return.</summary>
internal sealed class ReturnedLoads(Facts facts)
{
    private readonly ConcurrentDictionary<IMethodSymbol, EntityLoad?> _loads = new(SymbolEqualityComparer.Default);

    /// <summary>The load whose result a method returns; null when it returns something else, or more than one thing.</summary>
    public EntityLoad? Of(IMethodSymbol method, CancellationToken cancellation)
    {
        if (!_loads.TryGetValue(method, out var load))
        {
            load = MayReturn(method, cancellation) ? Find(method, cancellation) : null;
            _loads.TryAdd(method, load);
        }

        return load;
    }

    // By the names in its text, before its body is bound.
    private static bool MayReturn(IMethodSymbol method, CancellationToken cancellation)
    {
        if (Bodies.SyntaxOf(method, cancellation) is not BaseMethodDeclarationSyntax declaration)
        {
            return false;
        }

        var returned = declaration.ExpressionBody?.Expression;
        foreach (var statement in declaration.Body?.Statements ?? default)
        {
            returned = statement is ReturnStatementSyntax { Expression: { } value } ? value : returned;
        }

        while (returned is AwaitExpressionSyntax or ParenthesizedExpressionSyntax)
        {
            returned = returned is AwaitExpressionSyntax wait ? wait.Expression : ((ParenthesizedExpressionSyntax)returned).Expression;
        }

        if (returned is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var task } })
        {
            returned = task;
        }

        return returned is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && EntityLoad.IsLoad(name, out _);
    }

    private EntityLoad? Find(IMethodSymbol method, CancellationToken cancellation)
    {
        EntityLoad? only = null;
        if (facts.Bodies.Of(method, cancellation) is not { } body)
        {
            return null;
        }

        foreach (var part in body.Descendants())
        {
            if (part is not IReturnOperation { ReturnedValue: { } returned } || Operations.Function(part).Parent is not null)
            {
                continue;
            }

            returned = Operations.Unconverted(returned);
            if (returned is IAwaitOperation wait)
            {
                returned = Operations.Unconverted(wait.Operation);
            }

            if (returned is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task })
            {
                returned = Operations.Unconverted(task);
            }

            if (only is not null || facts.MemoGuards.IsInCacheFactory(part) || EntityLoad.Of(facts, returned) is not { } load)
            {
                return null;
            }

            only = load;
        }

        return only;
    }
}
