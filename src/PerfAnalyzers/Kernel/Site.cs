using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Kernel;

/// <summary>One operation a rule was called for, with what it may ask and how it reports.</summary>
internal readonly struct Site(OperationAnalysisContext context, Facts facts)
{
    /// <summary>Also report, as suggestions, what is likely but not proven. <c>false</c> leaves the proven reports of a rule.</summary>
    public static readonly PerfOption<bool> IncludeSuggestions = PerfOption.Flag("include_suggestions", true);

    public IOperation Operation => context.Operation;

    public Facts Facts => facts;

    /// <summary>The member whose body holds the operation (for a lambda: the member that declares it).</summary>
    public ISymbol ContainingSymbol => context.ContainingSymbol;

    public CancellationToken Cancellation => context.CancellationToken;

    /// <summary>How often this operation runs; see <see cref="HeatLevel"/>.</summary>
    public HeatLevel Heat => facts.Heat.Of(context.Operation, context.ContainingSymbol);

    /// <summary>The value of an option in the file of this operation.</summary>
    public T Option<T>(PerfOption<T> option) => option.In(context.Options, context.Operation.Syntax.SyntaxTree);

    /// <summary>Reports at the rule's own severity.</summary>
    /// <param name="rule">What is reported.</param>
    /// <param name="location">On one line, inside the operation: diagnostics outside it are not computed live in the editor.</param>
    /// <param name="related">Loop, query and hops, nearest first; may be anywhere in the compilation.</param>
    /// <param name="properties">What the fix needs to know; see <see cref="FixProperties"/>.</param>
    /// <param name="arguments">Message arguments.</param>
    public void Report(
        DiagnosticDescriptor rule,
        Location location,
        IEnumerable<Location>? related = null,
        ImmutableDictionary<string, string?>? properties = null,
        params object?[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, location, related, properties, arguments));

    /// <summary>
    /// Reports below the rule's own severity, where the shape is real and the cost is not proven. A severity the user sets
    /// for the id applies to these reports too; <see cref="IncludeSuggestions"/> takes them out.
    /// </summary>
    public void Suggest(
        DiagnosticDescriptor rule,
        Location location,
        IEnumerable<Location>? related = null,
        ImmutableDictionary<string, string?>? properties = null,
        params object?[] arguments)
    {
        if (Option(IncludeSuggestions))
        {
            context.ReportDiagnostic(Diagnostic.Create(rule, location, DiagnosticSeverity.Info, related, properties, arguments));
        }
    }
}
