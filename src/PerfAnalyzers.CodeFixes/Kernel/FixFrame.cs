using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Kernel;

/// <summary>What all fixes have in common: they belong to one rule and are offered for diagnostics it marked with <see cref="FixProperties.Fix"/>.</summary>
internal abstract class FixFrame(string id) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(id);

    /// <summary>False when the fix rests on an assumption, which its title then names: offered one by one, never in Fix All.</summary>
    public virtual bool IsAutomatic => true;

    /// <summary>What the fix does, in the imperative; with its assumption when it is not automatic.</summary>
    protected abstract string Title(string shape);
}
