using Microsoft.Extensions.Caching.Memory;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Two calls that must be answered differently, or alike without loading twice. A method is reported exactly when the cache breaks that.
/// </summary>
public sealed class IncompleteCacheKeyTruth
{
    private const string Source = """
        using System.Collections.Concurrent;
        using System.Globalization;
        using Microsoft.Extensions.Caching.Distributed;
        using Microsoft.Extensions.Caching.Memory;

        public class Texts
        {
            public int Loads;
            public string Load(int id, string culture) { Loads++; return id + "/" + culture; }
            public Task<string> LoadAsync(int id, string culture) => Task.FromResult(Load(id, culture));
        }

        public class Filter { public int Id { get; set; } public string Culture { get; set; } = ""; }

        public record Both(int Id, List<string> Cultures);

        public static class Truth
        {
            private static readonly ConcurrentDictionary<int, string> s_short = new();
            private static readonly ConcurrentDictionary<(int, string), string> s_long = new();
            private static readonly Texts s_texts = new();

            public static bool Argument_missing(IMemoryCache cache) => MissingArgument(cache, s_texts, 1, "en") != MissingArgument(cache, s_texts, 1, "de");
            private static string? MissingArgument(IMemoryCache cache, Texts texts, int id, string culture) => cache.GetOrCreate("a" + id, _ => texts.Load(id, culture));

            public static bool Argument_there(IMemoryCache cache) => WholeKey(cache, s_texts, 1, "en") != WholeKey(cache, s_texts, 1, "de");
            private static string? WholeKey(IMemoryCache cache, Texts texts, int id, string culture) => cache.GetOrCreate((id, culture), _ => texts.Load(id, culture));

            public static bool Helper_forgets(IMemoryCache cache) => ForgottenByHelper(cache, s_texts, 1, "en") != ForgottenByHelper(cache, s_texts, 1, "de");
            private static string? ForgottenByHelper(IMemoryCache cache, Texts texts, int id, string culture) => cache.GetOrCreate(ShortName(id, culture), _ => texts.Load(id, culture));
            private static string ShortName(int id, string culture) => "b" + id;

            public static bool Helper_writes_all(IMemoryCache cache) => WrittenByHelper(cache, s_texts, 1, "en") != WrittenByHelper(cache, s_texts, 1, "de");
            private static string? WrittenByHelper(IMemoryCache cache, Texts texts, int id, string culture) => cache.GetOrCreate(LongName(id, culture), _ => texts.Load(id, culture));
            private static string LongName(int id, string culture) => "c" + id + ":" + culture;

            public static async Task<bool> Loaded_and_set(IMemoryCache cache) => await LoadedWithout(cache, s_texts, 1, "en") != await LoadedWithout(cache, s_texts, 1, "de");
            private static async Task<string> LoadedWithout(IMemoryCache cache, Texts texts, int id, string culture)
            {
                if (cache.TryGetValue("d" + id, out string? known)) { return known!; }
                var text = await texts.LoadAsync(id, culture);
                cache.Set("d" + id, text);
                return text;
            }

            public static async Task<bool> Loaded_and_set_with_all(IMemoryCache cache) => await LoadedWith(cache, s_texts, 1, "en") != await LoadedWith(cache, s_texts, 1, "de");
            private static async Task<string> LoadedWith(IMemoryCache cache, Texts texts, int id, string culture)
            {
                var key = $"e{id}:{culture}";
                if (cache.TryGetValue(key, out string? known)) { return known!; }
                var text = await texts.LoadAsync(id, culture);
                cache.Set(key, text);
                return text;
            }

            public static bool Dictionary_without(IMemoryCache cache) => FromShort(1, "en") != FromShort(1, "de");
            private static string FromShort(int id, string culture) => s_short.GetOrAdd(id, i => i + culture);

            public static bool Dictionary_with(IMemoryCache cache) => FromLong(1, "en") != FromLong(1, "de");
            private static string FromLong(int id, string culture) => s_long.GetOrAdd((id, culture), k => k.Item1 + k.Item2);

            public static bool Culture_of_the_thread(IMemoryCache cache) => Spoken("en", () => InCulture(cache, s_texts, 1)) != Spoken("de", () => InCulture(cache, s_texts, 1));
            private static string? InCulture(IMemoryCache cache, Texts texts, int id) => cache.GetOrCreate("f" + id, _ => texts.Load(id, CultureInfo.CurrentUICulture.Name));

            public static bool Culture_in_the_key(IMemoryCache cache) => Spoken("en", () => OfCulture(cache, s_texts, 1)) != Spoken("de", () => OfCulture(cache, s_texts, 1));
            private static string? OfCulture(IMemoryCache cache, Texts texts, int id) => cache.GetOrCreate($"g{id}:{CultureInfo.CurrentUICulture.Name}", _ => texts.Load(id, CultureInfo.CurrentUICulture.Name));

            private static T Spoken<T>(string culture, Func<T> ask)
            {
                var before = CultureInfo.CurrentUICulture;
                CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
                try { return ask(); } finally { CultureInfo.CurrentUICulture = before; }
            }

            public static bool Text_of_a_class(IMemoryCache cache) => ByClass(cache, s_texts, new Filter { Id = 1 }) != ByClass(cache, s_texts, new Filter { Id = 2 });
            private static string? ByClass(IMemoryCache cache, Texts texts, Filter filter) => cache.GetOrCreate($"h{filter}", _ => texts.Load(filter.Id, filter.Culture));

            public static bool Text_of_a_list(IMemoryCache cache) => ByList(cache, s_texts, [1]) != ByList(cache, s_texts, [2]);
            private static string? ByList(IMemoryCache cache, Texts texts, List<int> ids) => cache.GetOrCreate("i" + ids, _ => texts.Load(ids[0], ""));

            public static bool Text_of_its_elements(IMemoryCache cache) => ByElements(cache, s_texts, [1]) != ByElements(cache, s_texts, [2]);
            private static string? ByElements(IMemoryCache cache, Texts texts, List<int> ids) => cache.GetOrCreate("j" + string.Join(',', ids), _ => texts.Load(ids[0], ""));

            public static bool New_array(IMemoryCache cache) => AskedTwice(t => ByArray(cache, t, 1, "en")) == 1;
            private static string? ByArray(IMemoryCache cache, Texts texts, int id, string culture) => cache.GetOrCreate(new object[] { id, culture }, _ => texts.Load(id, culture));

            public static bool New_tuple(IMemoryCache cache) => AskedTwice(t => ByTuple(cache, t, 1, "en")) == 1;
            private static string? ByTuple(IMemoryCache cache, Texts texts, int id, string culture) => cache.GetOrCreate(("k", id, culture), _ => texts.Load(id, culture));

            public static bool Record_with_a_list(IMemoryCache cache) => AskedTwice(t => ByRecord(cache, t, 1, ["en"])) == 1;
            private static string? ByRecord(IMemoryCache cache, Texts texts, int id, List<string> cultures) => cache.GetOrCreate(new Both(id, cultures), _ => texts.Load(id, cultures[0]));

            private static int AskedTwice(Func<Texts, string?> ask)
            {
                var texts = new Texts();
                ask(texts);
                ask(texts);
                return texts.Loads;
            }

            public static bool Nothing_between(IMemoryCache cache) => Glued(cache, s_texts, "1", 11) != Glued(cache, s_texts, "11", 1);
            private static string? Glued(IMemoryCache cache, Texts texts, string culture, int id) => cache.GetOrCreate($"{culture}{id}", _ => texts.Load(id, culture));
        }
        """;

    private static readonly TruthCode s_code = new(Source, [Catalog.Rule("IncompleteCacheKey")]);

    private static readonly Lazy<Executed> s_loaded = new(() => Executed.Load(Source));

    public static TheoryData<string> Methods => s_code.Methods;

    [Theory, MemberData(nameof(Methods))]
    public async Task A_call_is_answered_with_its_own_value_or_reported(string method)
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var isRight = (bool)(await s_loaded.Value.Run("Truth." + method, cache))!;
        Assert.Equal(!isRight, (await s_code.Reports(method)).Count > 0);
    }
}
