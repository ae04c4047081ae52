using Microsoft.Extensions.Caching.Memory;

namespace PerfAnalyzers.Tests;

/// <summary>
/// What several readers of one cached value cost or see: elements computed, commands sent, rows that were added, calls that fail. A method is
/// reported exactly when what the second reader finds is not what the first one left.
/// </summary>
public sealed class UncacheableValueTruth
{
    private const string Source = """
        using System.Collections.Concurrent;
        using Microsoft.Extensions.Caching.Memory;

        public static class Truth
        {
            private static readonly ConcurrentDictionary<string, Task<string>> s_tasks = new();
            private static readonly ConcurrentDictionary<string, Task<string>> s_freed = new();

            private static readonly List<int> s_numbers = Numbers(100);

            private static List<int> Numbers(int count) { var all = new List<int>(); for (var i = 0; i < count; i++) { all.Add(i); } return all; }

            public static int Computed;

            private static int Work(int n) { Computed++; return n; }

            private static bool IsComputedOnce(Func<IEnumerable<int>> read)
            {
                Computed = 0;
                var sum = read().Sum() + read().Sum();
                return Computed == 100 && sum == 9900;
            }

            public static bool Lazy(IMemoryCache cache, Func<ShopContext> open) => IsComputedOnce(() => LazyNumbers(cache));
            private static IEnumerable<int> LazyNumbers(IMemoryCache cache) => cache.GetOrCreate("a", e => s_numbers.Select(n => Work(n)))!;

            public static bool Listed(IMemoryCache cache, Func<ShopContext> open) => IsComputedOnce(() => ListedNumbers(cache));
            private static IEnumerable<int> ListedNumbers(IMemoryCache cache) => cache.GetOrCreate("b", e => s_numbers.Select(n => Work(n)).ToList())!;

            public static bool Iterator(IMemoryCache cache, Func<ShopContext> open) => IsComputedOnce(() => IteratedNumbers(cache));
            private static IEnumerable<int> IteratedNumbers(IMemoryCache cache) => cache.GetOrCreate("c", e => Iterate(s_numbers))!;
            private static IEnumerable<int> Iterate(List<int> numbers) { foreach (var n in numbers) { yield return Work(n); } }

            public static bool Query(IMemoryCache cache, Func<ShopContext> open)
            {
                using (var first = open()) { _ = QueryKept(cache, first).Count(); }
                using var second = open();
                try { return QueryKept(cache, second).Count() > 0; }
                catch (ObjectDisposedException) { return false; }
            }
            private static IEnumerable<Order> QueryKept(IMemoryCache cache, ShopContext db) => cache.GetOrCreate<IEnumerable<Order>>("d", e => db.Orders.Where(o => o.Id > 0))!;

            public static bool Rows(IMemoryCache cache, Func<ShopContext> open)
            {
                using (var first = open()) { _ = RowsKept(cache, first).Count(); }
                using var second = open();
                return RowsKept(cache, second).Count() > 0;
            }
            private static IEnumerable<Order> RowsKept(IMemoryCache cache, ShopContext db) => cache.GetOrCreate<IEnumerable<Order>>("e", e => db.Orders.AsNoTracking().Where(o => o.Id > 0).ToList())!;

            public static bool Tracked(IMemoryCache cache, Func<ShopContext> open)
            {
                using var db = open();
                var customer = TrackedCustomer(cache, db);
                var before = customer.Orders.Count;
                _ = db.Orders.Where(o => o.CustomerId == customer.Id).ToList();
                return TrackedCustomer(cache, db).Orders.Count == before;
            }
            private static Customer TrackedCustomer(IMemoryCache cache, ShopContext db) => cache.GetOrCreate("f", e => db.Customers.First(c => c.Id == 1))!;

            public static bool Untracked(IMemoryCache cache, Func<ShopContext> open)
            {
                using var db = open();
                var customer = UntrackedCustomer(cache, db);
                var before = customer.Orders.Count;
                _ = db.Orders.Where(o => o.CustomerId == customer.Id).ToList();
                return UntrackedCustomer(cache, db).Orders.Count == before;
            }
            private static Customer UntrackedCustomer(IMemoryCache cache, ShopContext db) => cache.GetOrCreate("g", e => db.Customers.AsNoTracking().First(c => c.Id == 1))!;

            public static bool Stream_kept(IMemoryCache cache, Func<ShopContext> open) => ReadStream(cache) == 3 && ReadStream(cache) == 3;
            private static int ReadStream(IMemoryCache cache) { var stream = cache.GetOrCreate("h", e => new MemoryStream([1, 2, 3]))!; return stream.Read(new byte[3], 0, 3); }

            public static bool Bytes_kept(IMemoryCache cache, Func<ShopContext> open) => ReadBytes(cache) == 3 && ReadBytes(cache) == 3;
            private static int ReadBytes(IMemoryCache cache) { var bytes = cache.GetOrCreate("i", e => new byte[] { 1, 2, 3 })!; return bytes.Length; }

            public static bool Added_to(IMemoryCache cache, Func<ShopContext> open) => Extended(cache).Count == Extended(cache).Count;
            private static List<int> Extended(IMemoryCache cache) { var list = cache.GetOrCreate("j", e => Few())!; list.Add(1); return list.ToList(); }
            private static List<int> Few() => [1, 2];

            public static bool Copied_first(IMemoryCache cache, Func<ShopContext> open) => ExtendedCopy(cache).Count == ExtendedCopy(cache).Count;
            private static List<int> ExtendedCopy(IMemoryCache cache) { var list = new List<int>(cache.GetOrCreate("k", e => Few())!); list.Add(1); return list; }

            public static bool Raised(IMemoryCache cache, Func<ShopContext> open) => Raise(cache) == Raise(cache);
            private static decimal Raise(IMemoryCache cache)
            {
                var products = cache.GetOrCreate("l", e => OneProduct())!;
                foreach (var product in products) { product.Price *= 2; }
                return products[0].Price;
            }
            private static List<Product> OneProduct() => [new Product { Price = 1 }];

            public static bool Task_that_failed(IMemoryCache cache, Func<ShopContext> open) { var isDown = true; return !IsAnswered(() => KeptTask(() => isDown)) && IsAnswered(() => { isDown = false; return KeptTask(() => isDown); }); }
            private static Task<string> KeptTask(Func<bool> isDown) => s_tasks.GetOrAdd("m", k => AskServer(isDown));
            private static async Task<string> AskServer(Func<bool> isDown) { await Task.Yield(); return isDown() ? throw new InvalidOperationException() : "ok"; }

            private static bool IsAnswered(Func<Task<string>> ask)
            {
                try { return ask().GetAwaiter().GetResult() == "ok"; }
                catch (InvalidOperationException) { return false; }
            }
        }

        public static class Freeing
        {
            private static readonly ConcurrentDictionary<string, Task<string>> s_tasks = new();

            public static bool Recovers()
            {
                var isDown = true;
                try { Freed(() => isDown).GetAwaiter().GetResult(); } catch (InvalidOperationException) { }
                isDown = false;
                return Freed(() => isDown).GetAwaiter().GetResult() == "ok";
            }

            private static async Task<string> Freed(Func<bool> isDown)
            {
                var task = s_tasks.GetOrAdd("n", k => Ask(isDown));
                try { return await task; }
                catch { s_tasks.TryRemove("n", out _); throw; }
            }

            private static async Task<string> Ask(Func<bool> isDown) { await Task.Yield(); return isDown() ? throw new InvalidOperationException() : "ok"; }
        }
        """;

    private static readonly TruthCode s_code = new(Source, [Catalog.Rule("UncacheableValue")]);

    private static readonly Lazy<Executed> s_loaded = new(() => Executed.Load(Source));

    public static TheoryData<string> Methods => s_code.Methods;

    [Theory, MemberData(nameof(Methods))]
    public async Task The_second_reader_finds_what_the_first_one_left_or_it_is_reported(string method)
    {
        using var database = new ShopDatabase(8);
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var isRight = (bool)(await s_loaded.Value.Run("Truth." + method, cache, (Func<Shop.ShopContext>)database.CreateContext))!;
        Assert.Equal(!isRight, (await s_code.Reports(method)).Count > 0);
    }

    [Theory]
    [InlineData("Lazy")]
    public async Task Fixed_it_is_right(string method)
    {
        using var database = new ShopDatabase(8);
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var (text, applied) = await s_code.Fix(method);
        Assert.Equal(1, applied);
        Assert.True((bool)(await Executed.Load(text).Run("Truth." + method, cache, (Func<Shop.ShopContext>)database.CreateContext))!);
    }

    [Fact]
    public async Task Tasks_that_are_taken_out_recover()
    {
        Assert.True((bool)(await s_loaded.Value.Run("Freeing.Recovers"))!);
        Assert.Empty(await s_code.Reports("Recovers"));
    }
}
