using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Async;

/// <summary>Callers that no compilation shows: views before they are compiled, and what looks members up in a type.</summary>
internal static class AsyncHiddenCallers
{
    private static readonly ConditionalWeakTable<Solution, HashSet<string>> s_views = new();

    /// <summary>Why a slot may be called where nobody finds it; null when nothing says so.</summary>
    public static async Task<string?> Of(AsyncSlot slot, string name, Solution solution, CancellationToken cancellation)
    {
        if (slot.Functions.All(static function => function.Symbol is { MethodKind: MethodKind.LocalFunction } or { DeclaredAccessibility: Accessibility.Private, ExplicitInterfaceImplementations.IsEmpty: true }))
        {
            return null;
        }

        if ((await Views(solution, cancellation).ConfigureAwait(false)).Contains(name))
        {
            return "called in a view";
        }

        return slot.Calls.Count == 0 && slot.Functions is [{ Symbol: { IsStatic: true, ContainingType: { } type } }] && await IsLookedInto(type, solution, cancellation).ConfigureAwait(false)
            ? "looked up by reflection" : null;
    }

    // All words of all views.
    private static async Task<HashSet<string>> Views(Solution solution, CancellationToken cancellation)
    {
        if (s_views.TryGetValue(solution, out var words))
        {
            return words;
        }

        words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var view in solution.Projects.SelectMany(static project => project.AdditionalDocuments))
        {
            if (Path.GetExtension(view.FilePath ?? view.Name) is ".cshtml" or ".razor")
            {
                AddWords((await view.GetTextAsync(cancellation).ConfigureAwait(false)).ToString(), words);
            }
        }

        return s_views.GetValue(solution, _ => words);
    }

    private static void AddWords(string text, HashSet<string> words)
    {
        var start = 0;
        for (var end = 0; end <= text.Length; end++)
        {
            if (end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            {
                if (end > start)
                {
                    words.Add(text.Substring(start, end - start));
                }

                start = end + 1;
            }
        }
    }

    // Template.RegisterFilter(typeof(Filters)).
    private static async Task<bool> IsLookedInto(INamedTypeSymbol type, Solution solution, CancellationToken cancellation)
    {
        foreach (var document in solution.Projects.SelectMany(static project => project.Documents))
        {
            if ((await document.GetTextAsync(cancellation).ConfigureAwait(false)).ToString().Contains($"typeof({type.Name})"))
            {
                return true;
            }
        }

        return false;
    }
}
