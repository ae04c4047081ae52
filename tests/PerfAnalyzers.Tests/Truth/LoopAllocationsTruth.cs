using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Bytes per pass, counted. Each case has a bad and a good form of the same loop: the rule speaks of the bad one exactly when it
/// allocates more, claims no more than is saved, and says nothing of the good one.
/// </summary>
public abstract class LoopAllocationsTruth
{
    private protected const string Shared = """
        using System.Collections.Concurrent;
        using System.Collections.Immutable;
        using System.Runtime.CompilerServices;

        static class Sink { public static string? Text; public static int Number; }
        static class Own
        {
            public static bool IsAny(int value, params int[] all) { for (var i = 0; i < all.Length; i++) { if (all[i] == value) { return true; } } return false; }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Max(params int[] all) { var n = 0; foreach (var i in all) { n = Math.Max(n, i); } return n; }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int MaxOfSpan(params ReadOnlySpan<int> all) { var n = 0; foreach (var i in all) { n = Math.Max(n, i); } return n; }
        }

        """;

    /// <summary>A loop over <c>n</c> passes that is bad, and the same one that is not.</summary>
    /// <param name="Name">What it is about.</param>
    /// <param name="IsReported">Whether the rule speaks of the bad one.</param>
    /// <param name="Bad">Its body; members go before a line of dashes.</param>
    /// <param name="Good">The body of the other; empty where there is none that allocates less.</param>
    private protected sealed record Loop(string Name, bool IsReported, string Bad, string Good);

    private protected static async Task Agrees<TRule>(IReadOnlyList<Loop> loops, Func<string, int?> claim)
        where TRule : DiagnosticAnalyzer, new()
    {
        var source = new System.Text.StringBuilder(Shared);
        var line = Shared.Split('\n').Length - 1;
        var lines = new Dictionary<int, (int Index, bool IsBad)>();
        for (var i = 0; i < loops.Count; i++)
        {
            foreach (var (form, body) in new[] { ("Bad", loops[i].Bad), ("Good", loops[i].Good) })
            {
                source.Append(CultureInfo.InvariantCulture, $"sealed class {form}{i} {{ int _least = 2; string _prefix = \"x\"; bool IsBig(int i) => i > _least; string Make(int i) => _prefix; public static void Run(int n) => new {form}{i}().Do(n); void Do(int n) {{ {body} }} }}\n");
                lines.Add(line++, (i, form == "Bad"));
            }
        }

        var text = source.ToString();
        var reports = await Executed.Review<TRule>(text);
        var bytes = await LoopBytes.Run(text, [.. Enumerable.Range(0, loops.Count).SelectMany(static i => new[] { $"Bad{i}.Run", $"Good{i}.Run" })]);
        var faults = new List<string>();
        for (var i = 0; i < loops.Count; i++)
        {
            var saved = bytes[2 * i] - bytes[(2 * i) + 1];
            string[] Of(bool isBad) => [.. reports.Where(report => lines.TryGetValue(report.Location.GetLineSpan().StartLinePosition.Line, out var at) && at == (i, isBad)).Select(static report => report.GetMessage(CultureInfo.InvariantCulture))];
            var said = Of(isBad: true);
            if (loops[i].IsReported != (said.Length > 0) || loops[i].IsReported && saved <= 0.5 || Of(isBad: false).Length > 0 || said.Any(message => claim(message) > Math.Round(saved)))
            {
                faults.Add($"{loops[i].Name}: bad {bytes[2 * i]} B, good {bytes[(2 * i) + 1]} B per pass; {string.Join(" | ", said)}; good: {string.Join(" | ", Of(isBad: false))}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private protected static int? Claim(string message) => int.Parse(Regex.Match(message, "(\\d+) bytes each time").Groups[1].Value, CultureInfo.InvariantCulture);
}
