using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The calls of a method that the project makes, found by name first, then bound. Costs a look at the words of all files unless the
/// method is private or local, so ask where what is asked for is rare.
/// </summary>
internal sealed class CallSites(Facts facts, CancellationToken cancellation)
{
    private const int MaximumCalls = 40;

    /// <summary>The calls of a method and the members that make them; of its interface's member too.</summary>
    /// <param name="method">A method of the project.</param>
    /// <param name="isOnly">An interface's member counts only where it can be no other method.</param>
    public List<(IInvocationOperation Call, ISymbol Caller)> Of(IMethodSymbol method, bool isOnly)
    {
        var calls = new List<(IInvocationOperation, ISymbol)>();
        foreach (var code in Code(method))
        {
            foreach (var node in code.DescendantNodes())
            {
                if (calls.Count >= MaximumCalls)
                {
                    return calls;
                }

                if (node is InvocationExpressionSyntax invocation && NameOf(invocation) == method.Name &&
                    facts.Bodies.At(invocation, cancellation) is IInvocationOperation call && Runs(call.TargetMethod, method, isOnly) &&
                    Operations.MemberAround(call) is { } caller)
                {
                    calls.Add((call, caller));
                }
            }
        }

        return calls;
    }

    /// <summary>
    /// All calls of a method, where there can be no others: nothing outside the project sees it, and its name is nowhere mentioned but
    /// in calls. Null where there may be more.
    /// </summary>
    public List<(IInvocationOperation Call, ISymbol Caller)>? AllOf(IMethodSymbol method)
    {
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || IsSeenOutside(method))
        {
            return null;
        }

        foreach (var code in Code(method))
        {
            foreach (var node in code.DescendantNodes())
            {
                if (node is SimpleNameSyntax name && name.Identifier.ValueText == method.Name && !IsCalled(name))
                {
                    return null;
                }
            }
        }

        return Of(method, isOnly: false) is { Count: < MaximumCalls } calls ? calls : null;
    }

    private static bool IsCalled(SimpleNameSyntax name)
    {
        SyntaxNode outer = name.Parent is MemberAccessExpressionSyntax access && ReferenceEquals(access.Name, name) || name.Parent is MemberBindingExpressionSyntax ? name.Parent : name;
        return outer.Parent is InvocationExpressionSyntax call && ReferenceEquals(call.Expression, outer);
    }

    // Programs are called by nobody; a library's public members are, and those it implements for another.
    private bool IsSeenOutside(IMethodSymbol method)
    {
        foreach (var contract in method.ContainingType.AllInterfaces)
        {
            if (!facts.IsOwn(contract) && !contract.GetMembers(method.Name).IsEmpty)
            {
                return true;
            }
        }

        if (facts.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication)
        {
            return false;
        }

        for (ISymbol? symbol = method; symbol is IMethodSymbol or INamedTypeSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
            {
                return false;
            }
        }

        return true;
    }

    // Nobody but its own type can call a private method.
    private IEnumerable<SyntaxNode> Code(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            // In the member around it.
            if (method.DeclaringSyntaxReferences is [var function] && function.GetSyntax(cancellation).FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member)
            {
                yield return member;
            }

            yield break;
        }

        if (method.DeclaredAccessibility == Accessibility.Private)
        {
            foreach (var declaration in method.ContainingType.DeclaringSyntaxReferences)
            {
                yield return declaration.GetSyntax(cancellation);
            }

            yield break;
        }

        foreach (var (tree, names) in SourceFiles.WithPages(facts.Compilation, cancellation))
        {
            if (names.Words.Contains(method.Name))
            {
                yield return tree.GetRoot(cancellation);
            }
        }
    }

    private bool Runs(IMethodSymbol called, IMethodSymbol method, bool isOnly)
    {
        called = (called.ReducedFrom ?? called).OriginalDefinition;
        if (SymbolEqualityComparer.Default.Equals(called, method))
        {
            return true;
        }

        if (called.ContainingType?.TypeKind != TypeKind.Interface)
        {
            return false;
        }

        return isOnly
            ? facts.Dispatch.Targets(called) is [var only] && SymbolEqualityComparer.Default.Equals(only, method)
            : SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(called), method);
    }

    /// <summary>The name a call is written with; null when it calls a value.</summary>
    public static string? NameOf(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name: var name } => name.Identifier.ValueText,
        MemberBindingExpressionSyntax { Name: var name } => name.Identifier.ValueText,
        _ => null,
    };
}
