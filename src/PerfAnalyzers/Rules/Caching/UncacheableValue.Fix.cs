using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Caching;

/// <summary>Keeps a list in place of what computes it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class UncacheableValueFix() : PlannedFix("PERF3104")
{
    protected override bool Is(string shape) => shape == UncacheableValue.ListShape;

    protected override string Title(string shape) => "Keep a list";
}

/// <summary>Reads what is kept without tracking.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class UncacheableValueAssumingFix() : PlannedFix("PERF3104")
{
    public override bool IsAutomatic => false;

    protected override bool Is(string shape) => shape == UncacheableValue.UntrackedShape;

    protected override string Title(string shape) => "Load it with 'AsNoTracking()' (assumes that it is not changed and saved here)";
}
