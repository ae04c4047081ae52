using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PerfAnalyzers.Scaling;
using Shop;

namespace PerfAnalyzers.Tests;

/// <summary>Two callers take the last piece in stock, from one instance and from two that share a database: counts the pieces sold.</summary>
public sealed class InProcessLockForSharedResourceTruth
{
    private const string Source = """
        public static class Locked { static readonly SemaphoreSlim s_gate = new(1, 1); public static async Task<bool> Take(ShopContext db, Func<Task> pause) { await s_gate.WaitAsync(); try { var product = await db.Products.SingleAsync(); await pause(); if (product.Stock == 0) { return false; } product.Stock--; await db.SaveChangesAsync(); return true; } finally { s_gate.Release(); } } }
        public static class Decided { public static async Task<bool> Take(ShopContext db, Func<Task> pause) { await db.Products.SingleAsync(); await pause(); return await db.Products.Where(p => p.Stock > 0).ExecuteUpdateAsync(s => s.SetProperty(p => p.Stock, p => p.Stock - 1)) == 1; } }
        """;

    [Fact]
    public async Task A_lock_excludes_the_callers_of_its_own_instance_only()
    {
        Assert.Equal([0], (await Executed.ReviewWith<InProcessLockForSharedResource>(Source, ("perfanalyzers.deployment", "multi_instance"))).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line));
        Assert.Empty(await Executed.ReviewWith<InProcessLockForSharedResource>(Source));
        Assert.Equal(1, await Sold("Locked", instances: 1));
        Assert.Equal(2, await Sold("Locked", instances: 2));
        Assert.Equal(1, await Sold("Decided", instances: 1));
        Assert.Equal(1, await Sold("Decided", instances: 2));
    }

    private static async Task<int> Sold(string type, int instances)
    {
        var name = $"Data Source=stock-{Guid.NewGuid():N};Mode=Memory;Cache=Shared";
        await using var keep = new SqliteConnection(name);
        await keep.OpenAsync();
        await using (var db = Context(name))
        {
            await db.Database.EnsureCreatedAsync();
            db.Products.Add(new Product { Id = 1, Stock = 1 });
            await db.SaveChangesAsync();
        }

        var first = Take(Executed.Load(Source), type);
        var second = instances == 1 ? first : Take(Executed.Load(Source), type);
        var hasRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var one = Context(name);
        await using var other = Context(name);
        var slow = first(one, () =>
        {
            hasRead.SetResult();
            return go.Task;
        });
        await hasRead.Task.WaitAsync(TimeSpan.FromSeconds(30));

        // While the first holds what it has read, the second asks; behind the same lock it waits.
        var quick = second(other, static () => Task.CompletedTask);
        await Task.WhenAny(quick, Task.Delay(500));
        go.SetResult();
        return (await slow ? 1 : 0) + (await quick ? 1 : 0);
    }

    private static Func<ShopContext, Func<Task>, Task<bool>> Take(Executed code, string type) => code.Delegate<Func<ShopContext, Func<Task>, Task<bool>>>(type + ".Take");

    private static ShopContext Context(string name) => new(new DbContextOptionsBuilder<ShopContext>().UseSqlite(name).Options);
}
