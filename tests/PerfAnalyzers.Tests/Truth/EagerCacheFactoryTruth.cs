namespace PerfAnalyzers.Tests;

/// <summary>
/// Objects made in a hundred calls with one key, bytes allocated by calls that find their key, and what a caller holds that comes between a look and
/// a write. A method is reported exactly when more than one is made, when a hit allocates, or when two callers hold different objects.
/// </summary>
public sealed class EagerCacheFactoryTruth
{
    private const int Calls = 100;

    private const string Source = """
        using System.Collections.Concurrent;

        public sealed class Entry
        {
            public static int Made;
            public static Action? Meanwhile;

            public Entry(string name)
            {
                Made++;
                Name = name;
                var other = Meanwhile;
                Meanwhile = null;
                other?.Invoke();
            }

            public string Name { get; }
        }

        public static class Truth
        {
            private static readonly ConcurrentDictionary<string, Entry> s_a = new(), s_b = new(), s_c = new(), s_d = new(), s_e = new(), s_f = new(), s_g = new(), s_h = new();

            public static Entry Eager(string name, string prefix) => s_a.GetOrAdd(name, new Entry(name));

            public static Entry Made_when_missing(string name, string prefix) => s_b.GetOrAdd(name, static n => new Entry(n));

            public static Entry Captured_key(string name, string prefix) => s_c.GetOrAdd(name, _ => new Entry(name));

            public static Entry Captured_argument(string name, string prefix) => s_d.GetOrAdd(name + prefix, n => new Entry(prefix + n));

            public static Entry Passed_argument(string name, string prefix) => s_e.GetOrAdd(name, static (n, p) => new Entry(p + n), prefix);

            public static Entry Written_after_a_look(string name, string prefix)
            {
                if (!s_f.TryGetValue(name, out var entry))
                {
                    s_f[name] = entry = new Entry(name);
                }

                return entry;
            }

            public static Entry Added_after_a_look(string name, string prefix)
            {
                if (!s_g.TryGetValue(name, out var entry))
                {
                    entry = s_g.GetOrAdd(name, new Entry(name));
                }

                return entry;
            }
        }
        """;

    private static readonly TruthCode s_code = new(Source, [Catalog.Rule("EagerCacheFactory")]);

    public static TheoryData<string> Methods => s_code.Methods;

    [Theory, MemberData(nameof(Methods))]
    public async Task What_is_reported_makes_too_much(string method)
    {
        var reports = await s_code.Reports(method);
        Assert.Equal(reports.Count > 0, Wastes(Executed.Load(Source), method));
        var (text, applied) = await s_code.Fix(method);
        Assert.Equal(reports.Count, applied);
        if (applied > 0)
        {
            Assert.False(Wastes(Executed.Load(text), method));
        }
    }

    private static bool Wastes(Executed code, string method)
    {
        var get = code.Delegate<Func<string, string, object>>("Truth." + method);
        var entry = code.Delegate<Func<string, string, object>>("Truth.Made_when_missing")("first", "").GetType();

        // Another caller comes while the first one makes the value.
        object? others = null;
        entry.GetField("Meanwhile")!.SetValue(null, (Action)(() => others = get("between", "")));
        var own = get("between", "");
        if (!ReferenceEquals(own, others))
        {
            return true;
        }

        get("key", "");
        entry.GetField("Made")!.SetValue(null, 0);
        for (var i = 0; i < Calls; i++)
        {
            get("key", "");
        }

        if ((int)entry.GetField("Made")!.GetValue(null)! > 0)
        {
            return true;
        }

        var bytes = AllocatedBytes.Of(() =>
        {
            for (var i = 0; i < Calls; i++)
            {
                get("key", "");
            }
        });
        return bytes >= Calls * 64;
    }
}
