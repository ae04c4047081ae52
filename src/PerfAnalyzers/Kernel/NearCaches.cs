using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether what code answers is cached already, around it or on the way to it, and which cache its type has at hand.</summary>
internal static class NearCaches
{
    /// <summary>
    /// Whether a member, its type or its callers speak of a cache: an attribute such as <c>[OutputCache]</c>, a cache that is asked, a type named after it,
    /// <c>CacheOutput()</c> on the endpoints of the file.
    /// </summary>
    public static bool Covers(ISymbol member, ImmutableArray<IInvocationOperation> callers, CancellationToken cancellation)
    {
        if (SpeaksOfCache(member, cancellation) || MentionsOutputCache(member, cancellation))
        {
            return true;
        }

        foreach (var call in callers)
        {
            if (call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellation) is { } caller && SpeaksOfCache(caller, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The field or parameter of the constructor that holds an <c>IMemoryCache</c> or <c>HybridCache</c>, with the type's name; null when the type has none.</summary>
    public static (string Name, string Type)? AtHand(INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsImplicitlyDeclared: false, Type.Name: "IMemoryCache" or "HybridCache" } field)
            {
                return (field.Name, field.Type.Name);
            }

            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && constructor.DeclaringSyntaxReferences is [var declared] && declared.GetSyntax(cancellation) is TypeDeclarationSyntax)
            {
                foreach (var parameter in constructor.Parameters)
                {
                    if (parameter.Type.Name is "IMemoryCache" or "HybridCache")
                    {
                        return (parameter.Name, parameter.Type.Name);
                    }
                }
            }
        }

        return null;
    }

    private static bool SpeaksOfCache(ISymbol member, CancellationToken cancellation)
    {
        for (var symbol = member; symbol is IMethodSymbol or INamedTypeSymbol; symbol = symbol.ContainingSymbol)
        {
            if (IsCacheName(symbol.Name))
            {
                return true;
            }

            foreach (var attribute in symbol.GetAttributes())
            {
                if (attribute.AttributeClass is { } type && IsCacheName(type.Name))
                {
                    return true;
                }
            }

            if (symbol is IMethodSymbol)
            {
                foreach (var reference in symbol.DeclaringSyntaxReferences)
                {
                    foreach (var token in reference.GetSyntax(cancellation).DescendantTokens())
                    {
                        if (token.IsKind(SyntaxKind.IdentifierToken) && IsCacheName(token.ValueText))
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }

    private static bool MentionsOutputCache(ISymbol member, CancellationToken cancellation)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var words = TreeNames.Of(reference.SyntaxTree, cancellation).Words;
            if (words.Contains("CacheOutput") || words.Contains("UseResponseCaching"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCacheName(string name) => name.IndexOf("cache", StringComparison.OrdinalIgnoreCase) >= 0;
}
