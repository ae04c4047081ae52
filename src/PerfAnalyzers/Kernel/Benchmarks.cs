using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>Code that measures: it blocks and repeats on purpose, and nobody waits for its threads.</summary>
internal static class Benchmarks
{
    private const string Attribute = "BenchmarkDotNet.Attributes.BenchmarkAttribute";

    /// <summary>Whether all of the project is about benchmarks: its entry point runs them. That it references the library says little.</summary>
    public static bool IsProject(Facts facts, CancellationToken cancellation)
    {
        if (facts.Type(Attribute) is null || facts.Compilation.GetEntryPoint(cancellation) is not { } entry)
        {
            return false;
        }

        foreach (var declaration in entry.DeclaringSyntaxReferences)
        {
            var code = declaration.GetSyntax(cancellation);
            if (code is CompilationUnitSyntax unit)
            {
                foreach (var member in unit.Members)
                {
                    if (member is GlobalStatementSyntax && RunsBenchmarks(member))
                    {
                        return true;
                    }
                }
            }
            else if (RunsBenchmarks(code.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? code))
            {
                return true;
            }
        }

        return false;
    }

    private static bool RunsBenchmarks(SyntaxNode code) => BlockingCalls.Mentions(code, "BenchmarkRunner") || BlockingCalls.Mentions(code, "BenchmarkSwitcher");

    /// <summary>Whether a member is a benchmark or helps one: its type, a type around it or a base type has members with <c>[Benchmark]</c>.</summary>
    public static bool Has(ISymbol member, Facts facts)
    {
        if (facts.Type(Attribute) is not { } benchmark)
        {
            return false;
        }

        for (var type = member as INamedTypeSymbol ?? member.ContainingType; type is not null; type = type.ContainingType)
        {
            for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
            {
                foreach (var other in current.GetMembers())
                {
                    foreach (var attribute in other.GetAttributes())
                    {
                        if (Knowledge.Inherits(attribute.AttributeClass, benchmark))
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }
}
