using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What the project registers, uses and maps: every call on the types an application is composed with, wherever it stands
/// (top-level statements, <c>Startup</c>, the project's own extension methods, lambdas). Read once per compilation, when a rule that has
/// found a registration asks, so that findings are live. Names suffice: a library's extension class may be defined in two assemblies.
/// </summary>
internal sealed partial class Composition(Facts facts)
{
    /// <summary>
    /// Judge what is missing by the calls that are visible, although others run in helpers whose source is not here (a package, another
    /// project). Without it such helpers silence what is said of missing calls.
    /// </summary>
    public static readonly PerfOption<bool> TrustVisible = PerfOption.Flag("trust_visible_composition", false);

    private readonly Lazy<Found> _found = new(() => new Reader(facts).Read());

    /// <summary>Whether the project is an application: what is missing is asked of it alone, libraries do not know the whole.</summary>
    public bool IsApplication { get; } = facts.Compilation.GetEntryPoint(default) is not null;

    /// <summary>All calls, by file and position.</summary>
    public ImmutableArray<CompositionCall> Calls => _found.Value.Calls;

    /// <summary>
    /// Parts of which something is composed by code that is not here: helpers of other projects and of packages that are more than themselves,
    /// modules behind an interface, delegates that are handed in.
    /// </summary>
    public CompositionPart Opaque => _found.Value.Opaque;

    /// <summary>
    /// Whether it is certain that the application makes none of the calls: it is an application, all of <paramref name="part"/> is composed
    /// here, and none of <paramref name="names"/> is called, not even under a condition or in code that is compiled in another configuration.
    /// </summary>
    /// <param name="part">Where such a call would stand.</param>
    /// <param name="tree">The file whose options count.</param>
    /// <param name="names">Methods, any of which would do.</param>
    public bool Lacks(CompositionPart part, SyntaxTree tree, params string[] names)
    {
        if (!IsApplication || (Opaque & (part | CompositionPart.Host)) != 0 && !TrustVisible.In(facts.Options, tree))
        {
            return false;
        }

        foreach (var name in names)
        {
            if (IsCalled(name) || _found.Value.Disabled.Contains(name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a method of this name is called anywhere, under whatever condition.</summary>
    public bool IsCalled(string name) => _found.Value.Names.Contains(name);

    /// <summary>The first call of a method of this name that is made outside development; null when there is none.</summary>
    public CompositionCall? First(string name)
    {
        if (IsCalled(name))
        {
            foreach (var call in Calls)
            {
                if (call.Name == name && call.Condition != CompositionCondition.Development)
                {
                    return call;
                }
            }
        }

        return null;
    }

    /// <summary>Whether an assembly is referenced whose name begins like this: what it provides may be registered where nobody sees it.</summary>
    public bool References(string prefix)
    {
        foreach (var reference in facts.Compilation.ReferencedAssemblyNames)
        {
            if (reference.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any file of the project mentions a word, in code or text: types that a registration would name.</summary>
    public bool Mentions(string word) => MentionsAll(word);

    /// <summary>Whether one file of the project mentions all of some words: <c>"Cache-Control"</c> is two.</summary>
    public bool MentionsAll(params string[] words)
    {
        foreach (var (_, names) in SourceFiles.WithPages(facts.Compilation))
        {
            var hasAll = true;
            foreach (var word in words)
            {
                hasAll = hasAll && names.Words.Contains(word);
            }

            if (hasAll)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What was read.</summary>
    private sealed class Found
    {
        public ImmutableArray<CompositionCall> Calls { get; set; } = [];

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        /// <summary>Words of code that is not compiled.</summary>
        public HashSet<string> Disabled { get; } = new(StringComparer.Ordinal);

        public CompositionPart Opaque { get; set; }
    }
}
