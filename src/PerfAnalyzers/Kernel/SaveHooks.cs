using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What a project hangs on saving entities, judged by the words of its files: a command that goes past the change tracker would
/// go past it too. Asked for candidates only; files are read once.
/// </summary>
internal static class SaveHooks
{
    private static readonly string[] s_hooks = ["AddInterceptors", "SaveChangesInterceptor", "SavingChanges", "SavedChanges", "StateChanged", "ChangeTracker.Tracked"];
    private static readonly string[] s_tokens = ["IsRowVersion", "IsConcurrencyToken"];
    private static readonly ConditionalWeakTable<SyntaxTree, Words> s_words = new();

    /// <summary>Whether something in the project watches what is saved: interceptors, events of the context.</summary>
    public static bool AreRegistered(Compilation compilation, CancellationToken cancellation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (Of(tree, cancellation).HasHook)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a file that speaks of an entity configures concurrency tokens.</summary>
    public static bool ConfiguresToken(Compilation compilation, string entity, CancellationToken cancellation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (Of(tree, cancellation).HasToken && tree.GetText(cancellation).ToString().IndexOf(entity, StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static Words Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (!s_words.TryGetValue(tree, out var words))
        {
            var text = tree.GetText(cancellation).ToString();
            words = new Words(HasAny(text, s_hooks), HasAny(text, s_tokens));
            var found = words;
            words = s_words.GetValue(tree, _ => found);
        }

        return words;
    }

    private static bool HasAny(string text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.IndexOf(word, StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Words(bool hasHook, bool hasToken)
    {
        public bool HasHook => hasHook;

        public bool HasToken => hasToken;
    }
}
