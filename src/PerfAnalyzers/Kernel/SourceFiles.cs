using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>The files of a compilation and the names in them: what is asked before anything is bound.</summary>
internal static class SourceFiles
{
    /// <summary>
    /// The files that people write as code. What is generated from pages is left out: it is long, no loop calls it, and it
    /// registers and configures nothing.
    /// </summary>
    public static IEnumerable<(SyntaxTree Tree, TreeNames Names)> Of(Compilation compilation, CancellationToken cancellation = default) => Read(compilation, withPages: false, cancellation);

    /// <summary>All files.</summary>
    public static IEnumerable<(SyntaxTree Tree, TreeNames Names)> WithPages(Compilation compilation, CancellationToken cancellation = default) => Read(compilation, withPages: true, cancellation);

    /// <summary>Whether some file that people write as code mentions one of some words, in code or text.</summary>
    public static bool Mention(Compilation compilation, params string[] words)
    {
        foreach (var (_, names) in Of(compilation))
        {
            if (names.Words.Overlaps(words))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(SyntaxTree, TreeNames)> Read(Compilation compilation, bool withPages, CancellationToken cancellation)
    {
        TreeNames.Reader? reader = null;
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (withPages || !IsPage(tree))
            {
                yield return (tree, TreeNames.Of(tree, ref reader, cancellation));
            }
        }
    }

    private static bool IsPage(SyntaxTree tree) =>
        tree.FilePath.EndsWith("_cshtml.g.cs", StringComparison.Ordinal) || tree.FilePath.EndsWith(".cshtml.g.cs", StringComparison.Ordinal);
}
