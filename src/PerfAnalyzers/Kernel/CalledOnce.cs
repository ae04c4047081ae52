using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>Private members that run once for an object: every mention of them lies in a constructor, a <c>Lazy</c> or behind <c>??=</c> on a field.</summary>
internal static class CalledOnce
{
    // Load <- LoadOrCreate <- Value: longer ways are not how caches are written.
    private const int MaximumDepth = 3;

    /// <summary>Whether a member is one. Only syntax is read: a member of the same name counts as the same, so that all of them have to be.</summary>
    public static bool Is(ISymbol member, CancellationToken cancellation) => Is(member, MaximumDepth, cancellation);

    /// <summary>The same for members that others can call, when no other file of the project speaks of them.</summary>
    public static bool IsInProject(ISymbol member, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var (tree, names) in SourceFiles.WithPages(compilation, cancellation))
        {
            if (names.Words.Contains(member.Name) && !IsDeclaredIn(member.ContainingType, tree))
            {
                return false;
            }
        }

        return IsOnceInType(member, MaximumDepth, cancellation);
    }

    private static bool IsDeclaredIn(INamedTypeSymbol type, SyntaxTree tree)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (ReferenceEquals(reference.SyntaxTree, tree))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ISymbol member, int depth, CancellationToken cancellation) =>
        depth > 0 && member.DeclaredAccessibility == Accessibility.Private && IsOnceInType(member, depth, cancellation);

    private static bool IsOnceInType(ISymbol member, int depth, CancellationToken cancellation)
    {
        if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary } || member.ContainingType is not { } type)
        {
            return false;
        }

        var isMentioned = false;
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            foreach (var token in reference.GetSyntax(cancellation).DescendantTokens())
            {
                if (!token.IsKind(SyntaxKind.IdentifierToken) || token.ValueText != member.Name || token.Parent is not SimpleNameSyntax name)
                {
                    continue;
                }

                if (!IsOnce(name, type, depth, cancellation))
                {
                    return false;
                }

                isMentioned = true;
            }
        }

        return isMentioned;
    }

    // In a lambda, a loop or as a delegate it may run any number of times, unless a Lazy is given it.
    private static bool IsOnce(SyntaxNode mention, INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        var isCalled = mention.Parent is InvocationExpressionSyntax or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax };
        for (SyntaxNode child = mention, node = mention.Parent!; node is not null; child = node, node = node.Parent!)
        {
            switch (node)
            {
                case ObjectCreationExpressionSyntax { Type: GenericNameSyntax { Identifier.ValueText: "Lazy" } }:
                case FieldDeclarationSyntax { Declaration.Type: GenericNameSyntax { Identifier.ValueText: "Lazy" } }:
                    return true;
                case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } filled when ReferenceEquals(filled.Right, child) && IsField(filled.Left, type):
                case ConstructorDeclarationSyntax:
                    return isCalled;
                case MethodDeclarationSyntax caller:
                    return isCalled && IsCallerOnce(caller, type, depth, cancellation);
                case MemberDeclarationSyntax:
                    return false;
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax:
                    isCalled = false;
                    break;
            }
        }

        return false;
    }

    private static bool IsCallerOnce(MethodDeclarationSyntax caller, INamedTypeSymbol type, int depth, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers(caller.Identifier.ValueText))
        {
            if (!Is(member, depth - 1, cancellation))
            {
                return false;
            }
        }

        return !type.GetMembers(caller.Identifier.ValueText).IsEmpty;
    }

    private static bool IsField(ExpressionSyntax target, INamedTypeSymbol type)
    {
        var name = target switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var member } => member.Identifier.ValueText,
            _ => null,
        };
        if (name is null)
        {
            return false;
        }

        foreach (var member in type.GetMembers(name))
        {
            if (member is IFieldSymbol)
            {
                return true;
            }
        }

        return false;
    }
}
