using System.Collections.Concurrent;
using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>
/// A writer stops while it holds one of the dictionary's locks. What takes every lock waits for it, and what takes none ends. What
/// copies allocates more the more there is.
/// </summary>
public sealed class ConcurrentDictionarySnapshotTruth
{
    private const int Held = 1_000_000;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static readonly (string Name, bool Copies, string Body)[] s_cases =
    [
        ("keys", true, "var n = 0; foreach (var k in all.Keys) { n += k; } return n;"),
        ("values", true, "var n = 0; foreach (var v in all.Values) { n += v; } return n;"),
        ("contains", true, "return all.Keys.Contains(3) ? 1 : 0;"),
        ("does not contain", true, "return all.Keys.Contains(-3) ? 1 : 0;"),
        ("counted", true, "return all.Values.Count;"),
        ("any", true, "return all.Keys.Any() ? 1 : 0;"),
        ("query", true, "return all.Values.Where(v => v > 5).Sum();"),
        ("first", true, "return all.Keys.Where(k => k == 7).FirstOrDefault();"),
        ("empty", false, "return all.Count == 0 ? 1 : 0;"),
        ("not empty", false, "return all.Count > 0 ? 1 : 0;"),

        ("pairs", false, "var n = 0; foreach (var pair in all) { n += pair.Key; } return n;"),
        ("ContainsKey", false, "return all.ContainsKey(3) ? 1 : 0;"),
        ("IsEmpty", false, "return all.IsEmpty ? 1 : 0;"),
        ("query over pairs", false, "return all.Where(p => p.Value > 5).Sum(p => p.Value);"),
    ];

    [Fact]
    public async Task Reported_members_wait_for_writers_and_fixed_ones_do_not()
    {
        var source = string.Join('\n', s_cases.Select(static (test, i) =>
            $$"""public class Case{{i}} : Microsoft.AspNetCore.Mvc.ControllerBase { public static int Run(System.Collections.Concurrent.ConcurrentDictionary<int, int> d) => new Case{{i}}().Get(d); public int Get(System.Collections.Concurrent.ConcurrentDictionary<int, int> all) { {{test.Body}} } }"""));
        var reported = (await Executed.Review<ConcurrentDictionarySnapshot>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet();
        var fixedSource = await Executed.Fix<ConcurrentDictionarySnapshot, ConcurrentDictionarySnapshotFix>(source);
        Assert.Empty(await Executed.Review<ConcurrentDictionarySnapshot>(fixedSource));
        var code = Executed.Load(source);
        var fixedCode = Executed.Load(fixedSource);
        for (var i = 0; i < s_cases.Length; i++)
        {
            var before = code.Delegate<Func<ConcurrentDictionary<int, int>, int>>($"Case{i}.Run");
            var after = fixedCode.Delegate<Func<ConcurrentDictionary<int, int>, int>>($"Case{i}.Run");
            Assert.Equal((s_cases[i].Name, reported.Contains(i)), (s_cases[i].Name, WaitsForWriter(before)));

            // Count is the one rewrite that still counts, and copies nothing.
            Assert.Equal((s_cases[i].Name, s_cases[i].Name == "counted"), (s_cases[i].Name, WaitsForWriter(after)));
            Assert.Equal((s_cases[i].Name, s_cases[i].Copies), (s_cases[i].Name, Bytes(before, 4000) - Bytes(before, 1000) >= 4 * 3000));
            Assert.True(Bytes(after, 4000) - Bytes(after, 1000) < 1000, s_cases[i].Name);
            foreach (var size in new[] { 0, 1, 100 })
            {
                Assert.Equal((s_cases[i].Name, before(Filled(size))), (s_cases[i].Name, after(Filled(size))));
            }
        }
    }

    private static ConcurrentDictionary<int, int> Filled(int size, IEqualityComparer<int>? comparer = null)
    {
        var all = new ConcurrentDictionary<int, int>(comparer);
        for (var i = 0; i < size; i++)
        {
            all[i] = i;
        }

        return all;
    }

    private static long Bytes(Func<ConcurrentDictionary<int, int>, int> code, int size)
    {
        var all = Filled(size);
        code(all);
        return AllocatedBytes.Of(() => code(all));
    }

    private static bool WaitsForWriter(Func<ConcurrentDictionary<int, int>, int> code)
    {
        using var comparer = new Comparer();
        var all = Filled(20, comparer);
        var writer = new Thread(() => all.TryAdd(Held, 0)) { IsBackground = true };
        writer.Start();
        Assert.True(comparer.IsHeld.Wait(s_limit));
        var reader = new Thread(() => code(all)) { IsBackground = true };
        reader.Start();
        Assert.True(SpinWait.SpinUntil(() => !reader.IsAlive || (reader.ThreadState & ThreadState.WaitSleepJoin) != 0 && reader.Join(200) is false, s_limit));
        var waits = reader.IsAlive;
        comparer.Release.Set();
        Assert.True(writer.Join(s_limit) && reader.Join(s_limit));
        return waits;
    }

    /// <summary>One key meets another in its bucket, and is compared until it is let go: under the lock of that bucket.</summary>
    private sealed class Comparer : IEqualityComparer<int>, IDisposable
    {
        public ManualResetEventSlim IsHeld { get; } = new();

        public ManualResetEventSlim Release { get; } = new();

        public bool Equals(int x, int y)
        {
            if (x == Held || y == Held)
            {
                IsHeld.Set();
                Assert.True(Release.Wait(s_limit));
            }

            return x == y;
        }

        public int GetHashCode(int key) => key == Held ? 3 : key;

        public void Dispose()
        {
            IsHeld.Dispose();
            Release.Dispose();
        }
    }
}
