using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

/// <summary>One rule and what belongs to it.</summary>
internal sealed record CatalogRule(PerfRule Analyzer, ImmutableArray<FixFrame> Fixes)
{
    public Type Type => Analyzer.GetType();

    public string Name => Type.Name;

    public DiagnosticDescriptor Descriptor => Analyzer.SupportedDiagnostics[0];

    public string Id => Descriptor.Id;

    public string Family => Type.Namespace!.Split('.')[^1];

    public string Page => $"docs/rules/{Id}.md";

    public string SourceFile => $"src/PerfAnalyzers/Rules/{Family}/{Name}.cs";

    public string TestFile => $"tests/PerfAnalyzers.Tests/Rules/{Family}/{Name}Tests.cs";

    /// <summary>The class <c>XTests</c>; null when it is missing.</summary>
    public Type? Tests => typeof(CatalogRule).Assembly.GetType($"PerfAnalyzers.Tests.{Name}Tests");

    public ImmutableArray<Case> Cases(string field) => Tests?.GetField(field)?.GetValue(null) is Cases cases
        ? [.. ((IEnumerable<object[]>)cases).Select(static row => (Case)row[0])]
        : [];

    /// <summary>Severity as <c>.editorconfig</c> and users call it.</summary>
    public string Severity => Descriptor.DefaultSeverity switch
    {
        DiagnosticSeverity.Warning when Cases("Suggested").Length > 0 => "Warning, or suggestion",
        DiagnosticSeverity.Info => "Suggestion",
        var other => other.ToString(),
    };

    public string CodeFix => (Fixes.Any(static fix => fix.IsAutomatic), Fixes.Any(static fix => !fix.IsAutomatic)) switch
    {
        (true, true) => "Automatic, or with an assumption",
        (true, false) => "Automatic",
        (false, true) => "With an assumption",
        _ => "None",
    };

    public override string ToString() => Name;
}

/// <summary>An option field of the analyzers.</summary>
internal sealed record CatalogOption(Type Owner, string Field, string Key, string Fallback);

/// <summary>Everything the two assemblies hold, found by reflection.</summary>
internal static class Catalog
{
    public static Assembly AnalyzerAssembly { get; } = typeof(PerfRule).Assembly;

    public static Assembly FixAssembly { get; } = typeof(FixFrame).Assembly;

    public static ImmutableArray<FixFrame> Fixes { get; } = [.. Instances<FixFrame>(FixAssembly)];

    public static ImmutableArray<CatalogRule> Rules { get; } =
    [
        .. Instances<PerfRule>(AnalyzerAssembly)
            .Select(static rule => new CatalogRule(rule, [.. Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(rule.SupportedDiagnostics[0].Id))]))
            .OrderBy(static rule => rule.Id, StringComparer.Ordinal),
    ];

    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } = [.. Rules.Select(static rule => (DiagnosticAnalyzer)rule.Analyzer)];

    public static ImmutableArray<CatalogOption> Options { get; } =
    [
        .. AnalyzerAssembly.GetTypes().Concat(FixAssembly.GetTypes())
            .SelectMany(static type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(static field => typeof(IPerfOption).IsAssignableFrom(field.FieldType))
            .Select(static field => (field, (IPerfOption)field.GetValue(null)!))
            .Select(static pair => new CatalogOption(pair.field.DeclaringType!, pair.field.Name, pair.Item2.Key, pair.Item2.Fallback))
            .OrderBy(static option => option.Key, StringComparer.Ordinal),
    ];

    public static CatalogRule Rule(string name) => Rules.Single(rule => rule.Name == name);

    private static IEnumerable<T> Instances<T>(Assembly assembly) =>
        assembly.GetTypes().Where(static type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract).Select(static type => (T)Activator.CreateInstance(type)!);
}
