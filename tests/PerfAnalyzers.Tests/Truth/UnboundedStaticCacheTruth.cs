using System.Collections;
using System.Reflection;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

/// <summary>What a static cache holds after a thousand different requests, how often memos compute, and what two threads do to a dictionary.</summary>
public sealed class UnboundedStaticCacheTruth
{
    private const string Using = "using System.Collections.Concurrent; using Microsoft.Extensions.Caching.Memory;\n";

    /// <summary>Members of a controller with <c>Get(text)</c> and a field <c>s_kept</c>, whether they are reported, and the entries after 1,000 texts.</summary>
    [Theory]
    [InlineData("static readonly ConcurrentDictionary<string, string> s_kept = new(); public string Get(string text) => s_kept.GetOrAdd(text, t => t);", true, 1_000)]
    [InlineData("static readonly ConcurrentDictionary<string, string> s_kept = new(); public string Get(string text) { if (!s_kept.TryGetValue(text, out var t)) { t = text; s_kept[text] = t; } return t; }", true, 1_000)]
    [InlineData("static readonly ConcurrentDictionary<(int, string), string> s_kept = new(); public string Get(string text) => s_kept.GetOrAdd((text.Length, text), t => t.Item2);", true, 1_000)]
    [InlineData("static readonly ConcurrentDictionary<string, string> s_kept = new(); public string Get(string text) { if (s_kept.Count >= 100) { s_kept.Clear(); } return s_kept.GetOrAdd(text, t => t); }", false, 100)]
    [InlineData("static readonly ConcurrentDictionary<string, string> s_kept = new(); public string Get(string text) { s_kept.TryAdd(text, text); s_kept.TryRemove(text, out var t); return t!; }", false, 0)]
    [InlineData("static readonly ConcurrentDictionary<DayOfWeek, string> s_kept = new(); public string Get(string text) { s_kept.GetOrAdd((DayOfWeek)(text.Length % 7), d => d.ToString()); return text; }", false, 3)]
    public async Task A_cache_by_request_keeps_them_all(string members, bool isReported, int entries)
    {
        var source = Using + "public class C : Microsoft.AspNetCore.Mvc.ControllerBase {\n" + members + "\n}\npublic static class Truth { public static Type Run() { for (var i = 0; i < 1000; i++) { new C().Get(\"t\" + i); } return typeof(C); } }";
        Assert.Equal(isReported, !(await Executed.Review<UnboundedStaticCache>(source)).IsEmpty);
        var type = (Type)(await Executed.Load(source).Run("Truth.Run"))!;
        Assert.Equal(entries, ((ICollection)type.GetField("s_kept", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!).Count);
    }

    /// <summary>Members with <c>Get()</c>, whether they are reported, and how often ten calls compute.</summary>
    [Theory]
    [InlineData("static string? s_text = null; public static string Get() { if (s_text != null) { return s_text; } return Load(); }", true, 10)]
    [InlineData("static string? s_text = null; public static string Get() => s_text ?? Load();", true, 10)]
    [InlineData("static readonly Dictionary<int, string> s_all = new(); public static string Get() { if (s_all.TryGetValue(1, out var known)) { return known; } return Load(); }", true, 10)]
    [InlineData("static string? s_text; public static string Get() { if (s_text != null) { return s_text; } return s_text = Load(); }", false, 1)]
    [InlineData("static string? s_text; public static string Get() => s_text ??= Load();", false, 1)]
    [InlineData("static readonly Dictionary<int, string> s_all = new(); public static string Get() { if (s_all.TryGetValue(1, out var known)) { return known; } return s_all[1] = Load(); }", false, 1)]
    public async Task A_memo_that_is_not_filled_computes_again(string members, bool isReported, int loads)
    {
        var source = "public static class Truth {\n" + members + "\nstatic int s_loads; static string Load() { s_loads++; return \"a\"; } public static int Run() { for (var i = 0; i < 10; i++) { Get(); } return s_loads; } }";
        Assert.Equal(isReported, !(await Executed.Review<UnboundedStaticCache>(source)).IsEmpty);
        Assert.Equal(loads, await Executed.Load(source).Run("Truth.Run"));
    }

    /// <summary>
    /// Two requests for two keys, of which the second adds its entry while the first is at it: the first stops in the hash code of its key, where an
    /// unlocked dictionary lets the second in. What the dictionary does to the two entries then is luck; that both are in it at once is not.
    /// </summary>
    [Theory]
    [InlineData("if (!s_kept.TryGetValue(key, out var text)) { text = key.ToString()!; s_kept[key] = text; } return text;", true, 2)]
    [InlineData("lock (s_kept) { if (!s_kept.TryGetValue(key, out var text)) { text = key.ToString()!; s_kept[key] = text; } return text; }", false, 1)]
    public async Task Threads_meet_in_a_dictionary_without_a_lock(string body, bool isReported, int atOnce)
    {
        var source = "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly Dictionary<object, string> s_kept = new();\npublic string Get(object key) { " + body + " }\n}\npublic static class Truth { public static string Run(object key) => new C().Get(key); }";
        Assert.Equal(isReported, !(await Executed.Review<UnboundedStaticCache>(source)).IsEmpty);
        var code = Executed.Load(source).Delegate<Func<object, string>>("Truth.Run");
        using var meeting = new Meeting();
        await Task.WhenAll(OneThread(() => code(new Key(meeting))), OneThread(() => code(new Key(meeting))));
        Assert.Equal(atOnce, meeting.Most);
    }

    private static Task OneThread(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed class Meeting : IDisposable
    {
        private readonly Barrier _both = new(2);
        private int _inside;

        public int Most { get; private set; }

        public void Enter()
        {
            var inside = Interlocked.Increment(ref _inside);
            lock (_both)
            {
                Most = Math.Max(Most, inside);
            }

            // Long enough for the other to come, if nothing keeps it out.
            _both.SignalAndWait(TimeSpan.FromSeconds(Most == 2 ? 0 : 1));
            Interlocked.Decrement(ref _inside);
        }

        public void Dispose() => _both.Dispose();
    }

    private sealed class Key(Meeting meeting)
    {
        private int _asked;

        public override int GetHashCode()
        {
            if (_asked++ == 0)
            {
                meeting.Enter();
            }

            return 1;
        }
    }
}
