using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

/// <summary>What a call does with which cache, under which key.</summary>
public sealed class CacheUseTests
{
    [Theory]
    [InlineData("[|memory.Get<string>(\"a\" + n)|]", CacheAct.Get, CacheStore.Memory, false)]
    [InlineData("[|memory.TryGetValue(\"a\" + n, out string? text)|]", CacheAct.Get, CacheStore.Memory, false)]
    [InlineData("[|memory.Set(\"a\" + n, 1)|]", CacheAct.Set, CacheStore.Memory, false)]
    [InlineData("[|memory.Set(\"a\" + n, 1, TimeSpan.FromMinutes(1))|]", CacheAct.Set, CacheStore.Memory, true)]
    [InlineData("[|memory.GetOrCreate(\"a\" + n, e => 1)|]", CacheAct.Fill, CacheStore.Memory, false)]
    [InlineData("[|memory.CreateEntry(\"a\" + n)|]", CacheAct.Entry, CacheStore.Memory, false)]
    [InlineData("[|shared.GetString(\"a\" + n)|]", CacheAct.Get, CacheStore.Distributed, false)]
    [InlineData("[|shared.SetAsync(\"a\" + n, new byte[1])|]", CacheAct.Set, CacheStore.Distributed, false)]
    [InlineData("[|hybrid.GetOrCreateAsync(\"a\" + n, async t => 1)|]", CacheAct.Fill, CacheStore.Gated, false)]
    [InlineData("[|_known.GetOrAdd(\"a\" + n, k => 1)|]", CacheAct.Fill, CacheStore.Dictionary, false)]
    [InlineData("[|own.Get(\"a\" + n, () => 1)|]", CacheAct.Fill, CacheStore.Own, false)]
    public void A_call_is_known(string call, object act, object store, bool hasSettings)
    {
        var use = Of(call);
        Assert.NotNull(use);
        Assert.Equal((CacheAct)act, use.Act);
        Assert.Equal((CacheStore)store, use.Store);
        Assert.Equal(hasSettings, use.HasSettings);
        Assert.Equal("\"a\" + n", Operations.Unconverted(use.Key).Syntax.ToString());
        Assert.Equal(use.Act == CacheAct.Fill, use.Lambda is not null);
    }

    [Theory]
    [InlineData("[|own.Get(\"a\", 1)|]")]
    [InlineData("[|Get(\"a\", () => 1)|]")]
    [InlineData("[|memory.ToString()|]")]
    public void Others_are_none(string call) => Assert.Null(Of(call));

    private static CacheUse? Of(string call)
    {
        var snippet = Snippet.Of($$"""
            using Microsoft.Extensions.Caching.Distributed;
            using Microsoft.Extensions.Caching.Hybrid;
            using Microsoft.Extensions.Caching.Memory;
            interface IAnswerCache { int Get(string key, Func<int> load); int Get(string key, int other); }
            class C
            {
                private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _known = new();
                static int Get(string key, Func<int> load) => load();
                void M(IMemoryCache memory, IDistributedCache shared, HybridCache hybrid, IAnswerCache own, int n) { _ = {{call}}; _ = _known; }
            }
            """);
        return CacheUse.Of((IInvocationOperation)snippet.Operation, snippet.Facts);
    }
}
