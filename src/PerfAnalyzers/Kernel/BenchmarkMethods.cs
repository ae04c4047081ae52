using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>What BenchmarkDotNet's attributes say of a method and its class.</summary>
internal static class BenchmarkMethods
{
    private const string Attributes = "BenchmarkDotNet.Attributes.";

    private static readonly ConditionalWeakTable<Compilation, StrongBox<bool>> s_diagnosers = new();

    /// <summary>Whether the project knows benchmarks at all.</summary>
    public static bool AreKnown(Facts facts) => facts.Type(Attributes + "BenchmarkAttribute") is not null;

    /// <summary>Whether a method is a benchmark.</summary>
    public static bool Is(ISymbol method, Facts facts) => Attribute(method, "BenchmarkAttribute", facts) is not null;

    /// <summary>An attribute of BenchmarkDotNet, by its simple name; null when the symbol lacks it.</summary>
    public static AttributeData? Attribute(ISymbol symbol, string name, Facts facts)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && (type.Name == name || type.BaseType?.Name == name) && Knowledge.Inherits(type, facts.Type(Attributes + name)))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>Whether a class, or one of its base classes, has the attribute.</summary>
    public static bool HasOnClass(INamedTypeSymbol type, string name, Facts facts)
    {
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (Attribute(current, name, facts) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a method of a class, or of one of its base classes, has the attribute.</summary>
    public static bool HasOnMethod(INamedTypeSymbol type, string name, Facts facts)
    {
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IMethodSymbol && Attribute(member, name, facts) is not null)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether some configuration of the project adds a memory diagnoser: <c>MemoryDiagnoser.Default</c>, <c>new MemoryDiagnoser(…)</c>.</summary>
    public static bool MeasureMemory(Compilation compilation) => s_diagnosers.GetValue(compilation, static found => new StrongBox<bool>(Mentions(found, "MemoryDiagnoser"))).Value;

    private static bool Mentions(Compilation compilation, string name)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var token in tree.GetRoot().DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && token.Parent?.Parent is MemberAccessExpressionSyntax or ObjectCreationExpressionSyntax)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
