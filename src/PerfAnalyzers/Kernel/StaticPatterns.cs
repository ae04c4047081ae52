using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Constant patterns that are handed to the static methods of <c>Regex</c>. The runtime keeps the last 15 that were used; what is used in
/// turn with more of them is parsed again each time.
/// </summary>
internal sealed class StaticPatterns(Facts facts)
{
    /// <summary>How many the runtime keeps (<c>Regex.CacheSize</c>).</summary>
    public const int Kept = 15;

    private readonly object _lock = new();
    private int? _count;

    /// <summary>How many different ones the compilation has; none where it says itself how many are kept.</summary>
    public int Count(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return _count ??= Find(cancellation);
        }
    }

    /// <summary>The pattern of a call, as far as its syntax shows it to be a constant; null when it does not.</summary>
    public static string? Of(InvocationExpressionSyntax call) =>
        call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsMatch" or "Match" or "Matches" or "Replace" or "Split" or "Count" or "EnumerateMatches", Expression: var type }, ArgumentList.Arguments: [_, { NameColon: null, Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } pattern }, ..] } &&
        type is IdentifierNameSyntax { Identifier.ValueText: "Regex" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Regex" } ? pattern.Token.ValueText : null;

    private int Find(CancellationToken cancellation)
    {
        var patterns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (tree, names) in SourceFiles.WithPages(facts.Compilation, cancellation))
        {
            if (!names.Words.Contains("Regex"))
            {
                continue;
            }

            if (names.Words.Contains("CacheSize"))
            {
                return 0;
            }

            foreach (var node in tree.GetRoot(cancellation).DescendantNodes())
            {
                if (node is InvocationExpressionSyntax call && Of(call) is { } pattern)
                {
                    patterns.Add(pattern);
                }
            }
        }

        return patterns.Count;
    }
}
