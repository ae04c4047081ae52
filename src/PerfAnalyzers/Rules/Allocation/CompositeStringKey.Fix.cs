using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Allocation;

/// <summary>Uses the values themselves as key.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class CompositeStringKeyFix() : PlannedFix("PERF4203")
{
    protected override string Title(string shape) => "Use a tuple in place of the string";

    protected override bool Is(string shape) => shape == CompositeStringKey.TupleShape;
}

/// <summary>The same, on request: texts that are null, or hold the separator, compare otherwise.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class CompositeStringKeyAssumingFix() : PlannedFix("PERF4203")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Use a tuple in place of the string, as no text is null or holds the separator";

    protected override bool Is(string shape) => shape == CompositeStringKey.TupleAnywayShape;
}
