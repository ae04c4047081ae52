using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.RoundTripPerElement, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

/// <summary>Loops, calls and guards that cannot be run over one SQLite connection, and what only names and shapes tell.</summary>
public sealed class RoundTripPerElementReachTests
{
    public static readonly Cases Firing = new()
    {
        { "Parallel.ForEach with a context per body", Method("""
            Parallel.ForEach(orders, order => Use(connection.[|QueryFirst|]<string>("select Name from Customers where Id = @id", new { id = order.CustomerId })));
            """) },
        { "Parallel.For", Method("""
            Parallel.For(0, ids.Length, i => Use(connection.[|QueryFirst|]<string>("select Name from Customers where Id = @id", new { id = ids[i] })));
            """) },
        { "PLINQ", Method("""
            Use(ids.AsParallel().Select(id => connection.[|ExecuteScalar|]<int>("select count(*) from Orders where CustomerId = @id", new { id })).ToList());
            """) },
        { "incrementor", Method("""
            for (var i = 0; i < ids.Length; Use(db.Orders.[|Count|](o => o.CustomerId == ids[i])), i++) { }
            """) },
        { "conditional access to a repository", """
            class Customers(ShopContext db) { public Customer? Find(int id) => db.Customers.FirstOrDefault(c => c.Id == id); }
            class C(Customers? customers)
            {
                public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(customers?.[|Find|](id)); } }
            }
            """ },
        { "delegate called with ?.", """
            class C(ShopContext db)
            {
                public void M(int[] ids)
                {
                    Func<int, Customer>? load = id => db.Customers.First(c => c.Id == id);
                    foreach (var id in ids) { Console.WriteLine(load?.[|Invoke|](id)); }
                }
            }
            """ },
        { "delegate of a readonly field set in the constructor", """
            class C
            {
                private readonly Func<int, Task<Customer>> _load;
                public C(ShopContext db) => _load = id => db.Customers.SingleAsync(c => c.Id == id);
                public async Task M(int[] ids) { foreach (var id in ids) { Console.WriteLine(await [|_load|](id)); } }
            }
            """ },
        { "compiled query in a static property", """
            class C(ShopContext db)
            {
                private static Func<ShopContext, int, Customer> ById { get; } = EF.CompileQuery((ShopContext context, int id) => context.Customers.First(c => c.Id == id));
                public void M(List<Order> orders) { foreach (var order in orders) { Console.WriteLine([|ById|](db, order.CustomerId).Name); } }
            }
            """ },
        { "own extension that runs a lambda per element", """
            static class Sequences
            {
                public static async Task ForEachAsync<T>(this IEnumerable<T> items, Func<T, CancellationToken, Task> body, CancellationToken cancellation = default)
                {
                    ArgumentNullException.ThrowIfNull(body);
                    foreach (var item in items) { await body(item, cancellation); }
                }
            }
            class C(ShopContext db)
            {
                public Task M(List<Order> orders) => orders.ForEachAsync(async (order, token) => Console.WriteLine(await db.Customers.[|FirstAsync|](c => c.Id == order.CustomerId, token)));
            }
            """ },
        { "own projection of a page", """
            record Page<T>(List<T> Items) { public Page<R> Map<R>(Func<T, R> map) => new(Items.Select(map).ToList()); }
            class C(ShopContext db)
            {
                public Page<string> M(Page<Order> page) => page.Map(order => db.Customers.[|First|](c => c.Id == order.CustomerId).Name);
            }
            """ },
        { "own retry inside the loop", """
            class C(ShopContext db)
            {
                public async Task M(int[] ids)
                {
                    foreach (var id in ids) { Console.WriteLine(await Retry(() => db.Customers.[|FirstAsync|](c => c.Id == id))); }
                }
                private static async Task<T> Retry<T>(Func<Task<T>> work)
                {
                    for (var attempt = 0; ; attempt++)
                    {
                        try { return await work(); }
                        catch (DbUpdateException) when (attempt < 3) { await Task.Delay(100); }
                    }
                }
            }
            """ },
        { "request sent through MediatR's shape", """
            public interface IRequest<out T> { }
            public interface IRequestHandler<in TRequest, TResult> where TRequest : IRequest<TResult> { Task<TResult> Handle(TRequest request, CancellationToken cancellation); }
            public interface ISender { Task<TResult> Send<TResult>(IRequest<TResult> request, CancellationToken cancellation = default); }
            public record GetCustomer(int Id) : IRequest<Customer?>;
            public class GetCustomerHandler(ShopContext db) : IRequestHandler<GetCustomer, Customer?>
            {
                public async Task<Customer?> Handle(GetCustomer request, CancellationToken cancellation) => await db.Customers.FirstOrDefaultAsync(c => c.Id == request.Id, cancellation);
            }
            class C(ISender sender)
            {
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders) { Console.WriteLine(await sender.[|Send|](new GetCustomer(order.CustomerId))); }
                }
            }
            """ },
        { "handler interface called itself", """
            public interface IQueryHandler<TQuery, TResult> { TResult Handle(TQuery query); }
            public record NameOf(int Id);
            public record Square(int N);
            public class NameOfHandler(ShopContext db) : IQueryHandler<NameOf, string> { public string Handle(NameOf query) => db.Customers.Single(c => c.Id == query.Id).Name; }
            public class SquareHandler : IQueryHandler<Square, int> { public int Handle(Square query) => query.N * query.N; }
            class C(IQueryHandler<NameOf, string> names)
            {
                public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(names.[|Handle|](new NameOf(id))); } }
            }
            """ },
        { "registered among two implementations", """
            using Microsoft.Extensions.DependencyInjection;
            interface IPrices { decimal Of(int id); }
            class DbPrices(ShopContext db) : IPrices { public decimal Of(int id) => db.Products.First(p => p.Id == id).Price; }
            class FakePrices : IPrices { public decimal Of(int id) => 1; }
            static class Setup { public static void AddShop(this IServiceCollection services) => services.AddScoped<IPrices, DbPrices>(); }
            class C(IPrices prices)
            {
                public decimal M(List<OrderLine> lines) { decimal sum = 0; foreach (var line in lines) { sum += prices.[|Of|](line.ProductId); } return sum; }
            }
            """ },
        { "registered by a factory", """
            using Microsoft.Extensions.DependencyInjection;
            interface IPrices { decimal Of(int id); }
            class DbPrices(ShopContext db) : IPrices { public decimal Of(int id) => db.Products.First(p => p.Id == id).Price; }
            class FakePrices : IPrices { public decimal Of(int id) => 1; }
            static class Setup { public static void AddShop(this IServiceCollection services) => services.AddScoped<IPrices>(provider => new DbPrices(provider.GetRequiredService<ShopContext>())); }
            class C(IPrices prices)
            {
                public decimal M(List<OrderLine> lines) { decimal sum = 0; foreach (var line in lines) { sum += prices.[|Of|](line.ProductId); } return sum; }
            }
            """ },
        { "closed repository among others", """
            interface IRepository<T> { T Get(int id); }
            class Orders(ShopContext db) : IRepository<Order> { public Order Get(int id) => db.Orders.Single(o => o.Id == id); }
            class Words : IRepository<string> { public string Get(int id) => "w" + id; }
            class C(IRepository<Order> orders)
            {
                public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(orders.[|Get|](id)); } }
            }
            """ },
        { "spread of a query", Method("""
            foreach (var order in orders) { Use((List<OrderLine>)[[|.. db.Lines.Where(l => l.OrderId == order.Id)|]]); }
            """) },
        { "query behind AsEnumerable", Method("""
            foreach (var order in orders)
            {
                foreach (var line in [|db.Lines.Where(l => l.OrderId == order.Id).AsEnumerable()|]) { Use(line); }
            }
            """) },
        { "explicit conversion", """
            class Key(ShopContext db, int id)
            {
                private readonly ShopContext _db = db;
                private readonly int _id = id;
                public static explicit operator Customer(Key key) => key._db.Customers.Single(c => c.Id == key._id);
            }
            class C { public void M(List<Key> keys) { foreach (var key in keys) { Console.WriteLine([|(Customer)key|]); } } }
            """ },
    };

    public static readonly Cases Suggested = new()
    {
        { "port implemented elsewhere", """
            public interface ICustomerRepository { Task<Customer?> GetByIdAsync(int id, CancellationToken cancellation); }
            class C(ICustomerRepository customers)
            {
                public async Task M(List<Order> orders, CancellationToken cancellation)
                {
                    foreach (var order in orders) { Console.WriteLine(await customers.[|GetByIdAsync|](order.CustomerId, cancellation)); }
                }
            }
            """ },
        { "generic port, typed id", """
            public readonly record struct CustomerId(Guid Value);
            public interface IReadRepository<T, TId> { Task<T?> FindAsync(TId id); }
            class C(IReadRepository<Customer, CustomerId> customers)
            {
                public async Task M(List<CustomerId> keys)
                {
                    foreach (var key in keys) { Console.WriteLine(await customers.[|FindAsync|](key)); }
                }
            }
            """ },
        { "port in WhenAll", """
            public interface IProductStore { Task<Product> LoadBySku(string sku); }
            class C(IProductStore products)
            {
                public Task<Product[]> M(List<string> skus) => Task.WhenAll(skus.Select(sku => products.[|LoadBySku|](sku)));
            }
            """ },
        { "port as a method group", """
            public interface IOrderRepository { Order Get(int orderId); }
            class C(IOrderRepository orders) { public List<Order> M(int[] ids) => ids.Select(orders.[|Get|]).ToList(); }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "port given all keys", """
            public interface ICustomerRepository { Task<List<Customer>> GetManyAsync(int[] ids); Task<Customer?> FindAsync(IReadOnlyList<int> ids); }
            class C(ICustomerRepository customers)
            {
                public async Task M(List<int[]> chunks)
                {
                    foreach (var chunk in chunks) { Console.WriteLine(await customers.GetManyAsync(chunk)); Console.WriteLine(await customers.FindAsync(chunk)); }
                }
            }
            """ },
        { "port returns a collection", """
            public interface IOrderRepository { Task<List<Order>> GetByCustomerAsync(int customerId); IAsyncEnumerable<Order> FindByCustomerId(int customerId); }
            class C(IOrderRepository orders)
            {
                public async Task M(int[] ids) { foreach (var id in ids) { Console.WriteLine(await orders.GetByCustomerAsync(id)); Console.WriteLine(orders.FindByCustomerId(id)); } }
            }
            """ },
        { "port asked for something else than a key", """
            public enum Kind { A, B }
            public interface ISettingsStore { string Get(Kind kind); string GetText(Func<int> value); int GetCount(bool all); }
            class C(ISettingsStore settings)
            {
                public void M(List<Kind> kinds) { foreach (var kind in kinds) { Console.WriteLine(settings.Get(kind)); } }
            }
            """ },
        { "port asked for the same key", """
            public interface ICustomerRepository { Customer Get(int id); }
            class C(ICustomerRepository customers)
            {
                public void M(List<Order> orders, int id) { foreach (var order in orders) { Console.WriteLine(order.Id + customers.Get(id).Name); } }
            }
            """ },
        { "port behind a lookup", """
            public interface ICustomerRepository { Customer Get(int id); }
            class C(ICustomerRepository customers)
            {
                public void M(List<Order> orders)
                {
                    var known = new Dictionary<int, Customer>();
                    foreach (var order in orders)
                    {
                        if (!known.TryGetValue(order.CustomerId, out var customer)) { known[order.CustomerId] = customer = customers.Get(order.CustomerId); }
                        Console.WriteLine(customer.Name);
                    }
                }
            }
            """ },
        { "search through a port", """
            public interface ICustomerRepository { Customer? FindByEmail(string email); }
            class C(ICustomerRepository customers)
            {
                public Customer? M(List<string> emails)
                {
                    foreach (var email in emails)
                    {
                        var customer = customers.FindByEmail(email);
                        if (customer != null) { return customer; }
                    }
                    return null;
                }
            }
            """ },
        { "not a repository by name", """
            public interface ICultures { string GetName(int id); }
            public interface IFormatProviderRepositoryFactory { object Get(int id); }
            class C(ICultures cultures, IFormatProviderRepositoryFactory factory)
            {
                public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(cultures.GetName(id)); Console.WriteLine(factory.Get(id)); } }
            }
            """ },
        { "port implemented in memory here", """
            public interface IWordStore { string Get(int id); }
            class Words : IWordStore { public string Get(int id) => "w" + id; }
            class C(IWordStore words) { public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(words.Get(id)); } } }
            """ },
        { "port outside a loop", """
            public interface ICustomerRepository { Customer Get(int id); }
            class C(ICustomerRepository customers) { public Customer M(Order order) => customers.Get(order.CustomerId); }
            """ },
        { "Parallel.Invoke", Method("""
            Parallel.Invoke(() => Use(db.Orders.Count(o => o.Id == ids[0])), () => Use(db.Customers.Count()));
            """) },
        { "delegate given two values", """
            class C(ShopContext db)
            {
                public void M(int[] ids, bool fake)
                {
                    Func<int, Customer> load = id => db.Customers.First(c => c.Id == id);
                    if (fake) { load = id => new Customer { Id = id }; }
                    foreach (var id in ids) { Console.WriteLine(load(id)); }
                }
            }
            """ },
        { "delegate parameter, unknown to the method", """
            class C
            {
                public void M(int[] ids, Func<int, Customer> load) { foreach (var id in ids) { Console.WriteLine(load(id)); } }
            }
            """ },
        { "lambda kept by an own method", """
            class C(ShopContext db)
            {
                private readonly List<Func<Customer>> _later = new();
                public void M(int[] ids) { foreach (var id in ids) { Later(() => db.Customers.First(c => c.Id == id)); } }
                private void Later(Func<Customer> work) => _later.Add(work);
            }
            """ },
        { "lambda run by an own cache", """
            class Names
            {
                private readonly Dictionary<int, string> _known = new();
                public string Of(int id, Func<int, string> load) { if (!_known.TryGetValue(id, out var name)) { _known[id] = name = load(id); } return name; }
            }
            class C(ShopContext db, Names names)
            {
                public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(names.Of(id, key => db.Customers.First(c => c.Id == key).Name)); } }
            }
            """ },
        { "compiled query, same arguments", """
            class C(ShopContext db)
            {
                private static readonly Func<ShopContext, int> s_count = EF.CompileQuery((ShopContext context) => context.Customers.Count());
                public int M() => s_count(db);
            }
            """ },
        { "request with two handlers", """
            public interface INote { }
            public interface INoteHandler<T> where T : INote { void Handle(T note); }
            public interface IPublisher { void Publish(INote note); }
            public record Paid(int Id) : INote;
            public class Count(ShopContext db) : INoteHandler<Paid> { public void Handle(Paid note) => Console.WriteLine(db.Orders.Count(o => o.Id == note.Id)); }
            public class Log : INoteHandler<Paid> { public void Handle(Paid note) => Console.WriteLine(note.Id); }
            class C(IPublisher publisher) { public void M(int[] ids) { foreach (var id in ids) { publisher.Publish(new Paid(id)); } } }
            """ },
        { "request that holds all keys", """
            public interface IQuery<T> { }
            public interface IQueryHandler<TQuery, T> where TQuery : IQuery<T> { T Handle(TQuery query); }
            public interface IBus { T Send<T>(IQuery<T> query); }
            public record NamesOf(int[] Ids) : IQuery<List<string>>;
            public class NamesOfHandler(ShopContext db) : IQueryHandler<NamesOf, List<string>> { public List<string> Handle(NamesOf query) => db.Customers.Where(c => query.Ids.Contains(c.Id)).Select(c => c.Name).ToList(); }
            class C(IBus bus) { public void M(int[] ids) { foreach (var chunk in ids.Chunk(100)) { Console.WriteLine(bus.Send(new NamesOf(chunk))); } } }
            """ },
        { "registered in memory", """
            using Microsoft.Extensions.DependencyInjection;
            interface IPrices { decimal Of(int id); }
            class DbPrices(ShopContext db) : IPrices { public decimal Of(int id) => db.Products.First(p => p.Id == id).Price; }
            class ListPrices : IPrices { public decimal Of(int id) => 1; }
            static class Setup { public static void AddShop(this IServiceCollection services) => services.AddSingleton<IPrices, ListPrices>(); }
            class C(IPrices prices) { public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(prices.Of(id)); } } }
            """ },
        { "caching decorator in front", """
            interface INames { string Of(int id); }
            class DbNames(ShopContext db) : INames { public string Of(int id) => db.Customers.Single(c => c.Id == id).Name; }
            class CachedNames(INames inner, Microsoft.Extensions.Caching.Memory.IMemoryCache cache) : INames
            {
                public string Of(int id) => Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreate(cache, id, entry => inner.Of(id))!;
            }
            class C(INames names) { public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(names.Of(id)); } } }
            """ },
        { "throw away on error", Method("""
            foreach (var id in ids)
            {
                if (id < 0) { throw new InvalidOperationException(db.Customers.First(c => c.Id == id).Name); }
            }
            """) },
        { "unique name", Method("""
            var name = "a";
            for (var i = 1; await db.Customers.AnyAsync(c => c.Name == name); i++) { name = "a" + i; }
            """) },
        { "retry that depends on the attempt", Method("""
            for (var attempt = 0; attempt < ids.Length; attempt++)
            {
                try { Use(db.Customers.First(c => c.Id > attempt)); return; }
                catch (DbUpdateException) { await Task.Delay(10); }
            }
            """) },
        { "plain arithmetic operators", Method("""
            decimal total = 0;
            foreach (var order in orders) { total += order.Total * 2 - (decimal)order.Id; if (order.Total == total) { Use((long)order.Id); } }
            """) },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    private static string Method(string body) => $$"""
        class C
        {
            async Task M(ShopContext db, SqliteConnection connection, List<Order> orders, int[] ids)
            {
                await Task.Yield();
        {{body}}
            }

            void Use(object? value) { }
        }
        """;
}
