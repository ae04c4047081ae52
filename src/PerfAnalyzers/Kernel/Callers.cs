using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The calls of a method in the project, found by name first, then bound. Costs a look at the words of all files unless the method is
/// private or local, so ask where what is asked for is rare.
/// </summary>
internal sealed class Callers(Facts facts, CancellationToken cancellation)
{
    private const int MaximumCalls = 40;

    /// <summary>The calls, with the members they stand in, at most 40.</summary>
    public List<(IInvocationOperation Call, ISymbol Caller)> Of(IMethodSymbol method)
    {
        var calls = new List<(IInvocationOperation, ISymbol)>();
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            // In the member around it.
            if (method.DeclaringSyntaxReferences is [var function] && function.GetSyntax(cancellation).FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member)
            {
                Add(member, method, calls);
            }
        }
        else if (method.DeclaredAccessibility == Accessibility.Private)
        {
            // Nobody but its own type can call a private method.
            foreach (var declaration in method.ContainingType.DeclaringSyntaxReferences)
            {
                Add(declaration.GetSyntax(cancellation), method, calls);
            }
        }
        else
        {
            foreach (var tree in facts.Compilation.SyntaxTrees)
            {
                if (TreeNames.Of(tree, null, cancellation).Words.Contains(method.Name))
                {
                    Add(tree.GetRoot(cancellation), method, calls);
                }
            }
        }

        return calls;
    }

    private void Add(SyntaxNode code, IMethodSymbol method, List<(IInvocationOperation, ISymbol)> calls)
    {
        foreach (var node in code.DescendantNodes())
        {
            if (calls.Count >= MaximumCalls)
            {
                return;
            }

            if (node is InvocationExpressionSyntax invocation && NameOf(invocation) == method.Name &&
                facts.Bodies.At(invocation, cancellation) is IInvocationOperation call && Runs(call.TargetMethod, method) &&
                Operations.MemberAround(call) is { } caller)
            {
                calls.Add((call, caller));
            }
        }
    }

    private bool Runs(IMethodSymbol called, IMethodSymbol method)
    {
        called = (called.ReducedFrom ?? called).OriginalDefinition;
        return SymbolEqualityComparer.Default.Equals(called, method) ||
            called.ContainingType?.TypeKind == TypeKind.Interface && facts.Dispatch.Targets(called) is [var only] && SymbolEqualityComparer.Default.Equals(only, method);
    }

    private static string? NameOf(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name: var name } => name.Identifier.ValueText,
        MemberBindingExpressionSyntax { Name: var name } => name.Identifier.ValueText,
        _ => null,
    };
}
