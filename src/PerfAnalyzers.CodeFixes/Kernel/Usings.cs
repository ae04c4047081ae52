using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>Adds imports to a file.</summary>
internal static class Usings
{
    /// <summary>
    /// Imports a namespace where its name belongs: behind global imports and those of <c>System</c>, in order of the names. What
    /// stands at the top of the file stays there. A file that imports it already is left alone.
    /// </summary>
    public static CompilationUnitSyntax Add(CompilationUnitSyntax unit, string name)
    {
        var index = 0;
        for (var i = 0; i < unit.Usings.Count; i++)
        {
            var import = unit.Usings[i];
            if (import.Alias is not null)
            {
                index = import.GlobalKeyword.IsKind(SyntaxKind.None) ? index : i + 1;
                continue;
            }

            var other = import.Name?.ToString() ?? "";
            if (other == name)
            {
                return unit;
            }

            if (!import.GlobalKeyword.IsKind(SyntaxKind.None) || string.CompareOrdinal(Key(other), Key(name)) < 0)
            {
                index = i + 1;
            }
        }

        var end = unit.DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found : SyntaxFactory.LineFeed;
        var added = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name)).NormalizeWhitespace().WithTrailingTrivia(end);
        if (unit.Usings.Count == 0)
        {
            added = added.WithTrailingTrivia(end, end);
        }

        if (index == 0)
        {
            added = added.WithLeadingTrivia(unit.GetLeadingTrivia());
            unit = unit.WithLeadingTrivia(SyntaxFactory.TriviaList());
        }

        return unit.WithUsings(unit.Usings.Insert(index, added));
    }

    // System first.
    private static string Key(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal) ? " " + name : name;
}
