using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Measurement;

/// <summary>A benchmark, or what prepares one, is async and returns nothing: nobody waits for it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BenchmarkAsyncVoid() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF9003", Categories.Measurement, DiagnosticSeverity.Warning,
        title: "A benchmark is async void",
        message: "'{0}' returns at its first await, so that {1}; BenchmarkDotNet refuses to run it; return a 'Task'",
        description: "Nobody can wait for an async void method. As a benchmark it measures the way to its first await, as a setup it is still running while the benchmark does; BenchmarkDotNet throws when it meets one.");

    /// <summary>Fix shape: it returns a task.</summary>
    public const string TaskShape = "task";

    private static readonly string[] s_attributes = ["BenchmarkAttribute", "GlobalSetupAttribute", "GlobalCleanupAttribute", "IterationSetupAttribute", "IterationCleanupAttribute"];

    protected override bool AppliesToTests => true;

    protected override void Start(RuleContext context)
    {
        if (BenchmarkMethods.AreKnown(context.Facts))
        {
            context.On(static site => OnBody(site), OperationKind.MethodBody);
        }
    }

    private static void OnBody(Site site)
    {
        if (site.ContainingSymbol is not IMethodSymbol { IsAsync: true, ReturnsVoid: true } method || site.Operation.Syntax is not MethodDeclarationSyntax declaration || Role(method, site.Facts) is not { } role)
        {
            return;
        }

        var isFixable = !method.IsOverride && method.ExplicitInterfaceImplementations.IsEmpty && !method.IsVirtual && !method.IsPartialDefinition && method.PartialDefinitionPart is null;
        site.Report(Rule, declaration.ReturnType.GetLocation(), null, isFixable ? FixProperties.Of(TaskShape) : null, method.Name,
            role == "BenchmarkAttribute" ? "what is measured is the way there" : "the benchmarks run beside it");
    }

    private static string? Role(IMethodSymbol method, Facts facts)
    {
        foreach (var attribute in s_attributes)
        {
            if (BenchmarkMethods.Attribute(method, attribute, facts) is not null)
            {
                return attribute;
            }
        }

        return null;
    }
}
