using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The frame of every rule: one sealed class, one diagnostic id. A rule keeps no state; what it needs to know about a
/// compilation it asks of <see cref="Facts"/>.
/// </summary>
internal abstract class PerfRule(DiagnosticDescriptor rule) : DiagnosticAnalyzer
{
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(rule);

    /// <summary>Whether the rule also speaks in test projects, which are cold for all others.</summary>
    protected virtual bool AppliesToTests => false;

    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
#pragma warning disable RS0030 // the one place that decides about generated code
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
#pragma warning restore RS0030
        context.RegisterCompilationStartAction(start =>
        {
            var facts = Facts.Of(start.Compilation, start.Options);
            if (AppliesToTests || !facts.IsTestProject)
            {
                Start(new RuleContext(start, facts));
            }
        });
    }

    /// <summary>Resolves what the rule needs and subscribes; subscribes to nothing when the compilation lacks it.</summary>
    protected abstract void Start(RuleContext context);

    /// <summary>Describes a rule. <paramref name="severity"/> is a claim about false positives: warning means none are known.</summary>
    /// <param name="id">The id the catalogue gives the rule.</param>
    /// <param name="category">One of <see cref="Categories"/>.</param>
    /// <param name="severity">Warning: proven. Info: a suggestion.</param>
    /// <param name="title">What is wrong, in one sentence without a full stop.</param>
    /// <param name="message">What it costs and the way out, with placeholders.</param>
    /// <param name="description">One paragraph for the tool tip.</param>
    /// <param name="enabled">False for opt-in rules.</param>
    protected static DiagnosticDescriptor Describe(
        string id, string category, DiagnosticSeverity severity, string title, string message, string description, bool enabled = true) =>
        new(id, title, message, category, severity, enabled, description,
            $"https://github.com/PerfAnalyzers/PerfAnalyzers/blob/main/docs/rules/{id}.md");
}
