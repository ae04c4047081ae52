namespace PerfAnalyzers.Tests;

/// <summary>Queries behind calls: helpers, dispatch, delegates, compiled queries, mediators, decorators, registrations.</summary>
[Trait("Category", "RoundTrips")]
public sealed class RoundTripPerElementCallsTruth
{
    private const string Source = """
        using Microsoft.Extensions.DependencyInjection;

        public static class Truth
        {
            private static List<Order> Orders(int n) => Enumerable.Range(1, n).Select(i => new Order { Id = i, CustomerId = i }).ToList();
            private static int[] Ids(int n) => Enumerable.Range(1, n).ToArray();

            public static void Extension_of_the_context(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = db.CustomerNamed(id); }
            }

            public static void Extension_of_the_entity(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n)) { _ = order.LoadLines(db); }
            }

            public static void Extension_that_composes(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = db.Orders.OfCustomer(id).ToList(); }
            }

            public static void Extension_composed_once(ShopContext db, SqliteConnection c, int n)
            {
                var query = db.Orders.OfCustomer(n);
                foreach (var id in Ids(n)) { query = query.OfCustomer(id); }
                _ = query.Count();
            }

            public static void Generic_method(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = ById<Product>(db, id); }
            }

            private static T? ById<T>(ShopContext db, int id) where T : class => db.Set<T>().Find(id);

            public static void Constrained_call(ShopContext db, SqliteConnection c, int n) => ReadAll(new DbReader(db), Ids(n));

            private static void ReadAll<T>(T reader, int[] ids) where T : IReader
            {
                foreach (var id in ids) { _ = reader.Read(id); }
            }

            public static void Default_interface_method(ShopContext db, SqliteConnection c, int n)
            {
                ILabels labels = new DbLabels(db);
                foreach (var id in Ids(n)) { _ = labels.Long(id); }
            }

            public static void Abstract_member(ShopContext db, SqliteConnection c, int n)
            {
                Pricing pricing = new DbPricing(db);
                foreach (var id in Ids(n)) { _ = pricing.PriceOf(id); }
            }

            public static void Base_helper(ShopContext db, SqliteConnection c, int n)
            {
                var report = new CustomerReport(db);
                report.Write(Ids(n));
            }

            public static void Base_call(ShopContext db, SqliteConnection c, int n)
            {
                var source = new UpperSource(db);
                foreach (var id in Ids(n)) { _ = source.Name(id); }
            }

            public static void Override_in_memory(ShopContext db, SqliteConnection c, int n)
            {
                var source = new MemorySource(db);
                foreach (var id in Ids(n)) { _ = source.Name(id); }
            }

            public static void Known_implementation(ShopContext db, SqliteConnection c, int n)
            {
                IRates rates = new MemoryRates();
                foreach (var id in Ids(n)) { _ = rates.RateOf(id); }
            }

            public static void Other_implementation(ShopContext db, SqliteConnection c, int n)
            {
                IRates rates = new DbRates(db);
                foreach (var id in Ids(n)) { _ = rates.RateOf(id); }
            }

            // Delegates.

            public static void Delegate_local(ShopContext db, SqliteConnection c, int n)
            {
                Func<int, Customer> load = id => db.Customers.First(x => x.Id == id);
                foreach (var order in Orders(n)) { _ = load(order.CustomerId); }
            }

            public static void Delegate_local_of_a_group(ShopContext db, SqliteConnection c, int n)
            {
                Func<int, Product?> load = new ProductFinder(db).FindOne;
                foreach (var id in Ids(n)) { _ = load.Invoke(id); }
            }

            public static void Delegate_field(ShopContext db, SqliteConnection c, int n)
            {
                var loader = new FieldLoader(db);
                loader.Run(Ids(n));
            }

            public static void Action_local(ShopContext db, SqliteConnection c, int n)
            {
                Action<Order> check = order => { if (!db.Customers.Any(x => x.Id == order.CustomerId)) { throw new InvalidOperationException(); } };
                foreach (var order in Orders(n)) { check(order); }
            }

            public static void Delegate_never_called(ShopContext db, SqliteConnection c, int n)
            {
                var loaders = new List<Func<Customer>>();
                foreach (var order in Orders(n)) { loaders.Add(() => db.Customers.First(x => x.Id == order.CustomerId)); }
            }

            public static void Lazy_never_forced(ShopContext db, SqliteConnection c, int n) =>
                _ = Orders(n).Select(o => new Lazy<Customer>(() => db.Customers.First(x => x.Id == o.CustomerId))).ToList();

            public static void Own_for_each(ShopContext db, SqliteConnection c, int n) => Orders(n).Each(order => db.Customers.Find(order.CustomerId));

            public static async Task Own_for_each_async(ShopContext db, SqliteConnection c, int n) =>
                await Ids(n).EachAsync(async id => await db.Customers.FirstAsync(x => x.Id == id));

            public static async Task Own_retry(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = await Guarded(() => db.Customers.FirstAsync(x => x.Id == id)); }
            }

            private static async Task<T> Guarded<T>(Func<Task<T>> work)
            {
                try { return await work(); }
                catch (SqliteException e) { throw new InvalidOperationException("", e); }
            }

            public static void Own_filter_that_drops(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { Ignore(() => db.Customers.First(x => x.Id == id)); }
            }

            private static void Ignore(Func<Customer> work) => GC.KeepAlive(work);

            public static void Group_stored(ShopContext db, SqliteConnection c, int n)
            {
                var loads = new Dictionary<int, Func<int, Product?>>();
                foreach (var id in Ids(n)) { loads[id] = new ProductFinder(db).FindOne; }
            }

            // Compiled queries.

            private static readonly Func<ShopContext, int, Customer> s_customer = EF.CompileQuery((ShopContext db, int id) => db.Customers.First(x => x.Id == id));
            private static readonly Func<ShopContext, int, Task<int>> s_orders = EF.CompileAsyncQuery((ShopContext db, int id) => db.Orders.Count(o => o.CustomerId == id));
            private static readonly Func<ShopContext, int, IEnumerable<Order>> s_upTo = EF.CompileQuery((ShopContext db, int n) => db.Orders.Where(o => o.Id <= n));

            public static void Compiled(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n)) { _ = s_customer(db, order.CustomerId); }
            }

            public static async Task Compiled_async(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = await s_orders(db, id); }
            }

            public static void Compiled_local(ShopContext db, SqliteConnection c, int n)
            {
                var price = EF.CompileQuery((ShopContext context, int id) => context.Products.Where(p => p.Id == id).Select(p => p.Price).Single());
                _ = Ids(n).Select(id => price(db, id)).ToList();
            }

            public static void Compiled_in_a_helper(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = NameByCompiled(db, id); }
            }

            private static string NameByCompiled(ShopContext db, int id) => s_customer(db, id).Name;

            public static void Compiled_once(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in s_upTo(db, n)) { _ = order.Total; }
            }

            // Members that do not look like calls.

            public static void Indexer(ShopContext db, SqliteConnection c, int n)
            {
                var table = new CustomerTable(db);
                foreach (var id in Ids(n)) { _ = table[id]; }
            }

            public static void Conversion(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var key in Ids(n).Select(id => new CustomerKey(db, id))) { Customer customer = key; _ = customer.Name; }
            }

            public static void Operator(ShopContext db, SqliteConnection c, int n)
            {
                var sum = new Money(db, 0);
                foreach (var order in Orders(n)) { _ = sum + order; }
            }

            public static void To_text(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var row in Ids(n).Select(id => new Row(db, id))) { _ = row.ToString(); }
            }

            public static void Plain_getter(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var row in Ids(n).Select(id => new Row(db, id))) { _ = row.Id; }
            }

            public static void Mapper(ShopContext db, SqliteConnection c, int n)
            {
                var mapper = new OrderMapper(db);
                _ = Orders(n).Select(mapper.Map).ToList();
            }

            public static void Mapper_over_loaded_rows(ShopContext db, SqliteConnection c, int n)
            {
                var mapper = new PreparedMapper(db.Customers.ToDictionary(x => x.Id));
                _ = Orders(n).Select(mapper.Map).ToList();
            }

            // Mediators.

            public static void Mediator(ShopContext db, SqliteConnection c, int n)
            {
                IDispatcher dispatcher = new Dispatcher(new FindNameHandler(db), new DoubleHandler(), new ManyHandler(db));
                foreach (var order in Orders(n)) { _ = dispatcher.Send(new FindName(order.CustomerId)); }
            }

            public static void Mediator_in_memory(ShopContext db, SqliteConnection c, int n)
            {
                IDispatcher dispatcher = new Dispatcher(new FindNameHandler(db), new DoubleHandler(), new ManyHandler(db));
                foreach (var id in Ids(n)) { _ = dispatcher.Send(new Doubled(id)); }
            }

            public static void Mediator_batch(ShopContext db, SqliteConnection c, int n)
            {
                IDispatcher dispatcher = new Dispatcher(new FindNameHandler(db), new DoubleHandler(), new ManyHandler(db));
                foreach (var chunk in Ids(n).Chunk(100)) { _ = dispatcher.Send(new Many(chunk)); }
            }

            public static void Mediator_behind_a_service(ShopContext db, SqliteConnection c, int n)
            {
                var names = new NameService(new Dispatcher(new FindNameHandler(db), new DoubleHandler(), new ManyHandler(db)));
                foreach (var id in Ids(n)) { _ = names.ByMessage(id); }
            }

            // Repositories, decorators, registrations.

            public static async Task Generic_repository(ShopContext db, SqliteConnection c, int n)
            {
                IRepository<Order> orders = new EfRepository<Order>(db);
                foreach (var id in Ids(n)) { _ = await orders.GetAsync(id); }
            }

            public static async Task Closed_repository(ShopContext db, SqliteConnection c, int n)
            {
                var service = new CatalogService(new ProductCatalog(db), new WordCatalog());
                await service.LoadProducts(Ids(n));
            }

            public static async Task Closed_repository_in_memory(ShopContext db, SqliteConnection c, int n)
            {
                var service = new CatalogService(new ProductCatalog(db), new WordCatalog());
                await service.LoadWords(Ids(n));
            }

            public static async Task Repository_batch(ShopContext db, SqliteConnection c, int n)
            {
                IRepository<Order> orders = new EfRepository<Order>(db);
                foreach (var ids in Ids(n).Chunk(100)) { _ = await orders.GetManyAsync(ids); }
            }

            public static void Repository_add(ShopContext db, SqliteConnection c, int n)
            {
                IRepository<Order> orders = new EfRepository<Order>(db);
                foreach (var order in Orders(n)) { orders.Add(order); }
            }

            public static void Logging_decorator(ShopContext db, SqliteConnection c, int n) =>
                new StockReport(new LoggingStock(new DbStock(db))).Sum(Ids(n));

            public static void Caching_decorator(ShopContext db, SqliteConnection c, int n) =>
                new EmailReport(new CachedEmails(new DbEmails(db))).PrintEmails(Enumerable.Range(0, n).Select(i => 1 + i % 3).ToArray());

            public static void Registered_database(ShopContext db, SqliteConnection c, int n)
            {
                var services = new ServiceCollection();
                services.AddScoped<IStates, DbStates>();
                new StateReport((IStates)Activator.CreateInstance(services[0].ImplementationType!, db)!).PrintStates(Ids(n));
            }

            public static void Registered_memory(ShopContext db, SqliteConnection c, int n)
            {
                var services = new ServiceCollection();
                services.AddSingleton(typeof(ITaxes), typeof(MemoryTaxes));
                new TaxReport((ITaxes)Activator.CreateInstance(services[0].ImplementationType!)!).PrintTaxes(Ids(n));
            }
        }

        public static class Extensions
        {
            public static string CustomerNamed(this ShopContext db, int id) => db.Customers.Where(x => x.Id == id).Select(x => x.Name).Single();
            public static List<OrderLine> LoadLines(this Order order, ShopContext db) => db.Lines.Where(l => l.OrderId == order.Id).ToList();
            public static IQueryable<Order> OfCustomer(this IQueryable<Order> orders, int id) => orders.Where(o => o.CustomerId == id);
            public static void Each<T>(this IEnumerable<T> items, Action<T> action) { foreach (var item in items) { action(item); } }
            public static async Task EachAsync<T>(this IEnumerable<T> items, Func<T, Task> action) { foreach (var item in items) { await action(item); } }
        }

        public interface IReader { string Read(int id); }
        public class DbReader(ShopContext db) : IReader { public string Read(int id) => db.Customers.Single(x => x.Id == id).Name; }
        public interface ILabels { string Short(int id); string Long(int id) => "Customer " + Short(id); }
        public class DbLabels(ShopContext db) : ILabels { public string Short(int id) => db.Customers.Single(x => x.Id == id).Name; }
        public abstract class Pricing { public abstract decimal PriceOf(int id); }
        public class DbPricing(ShopContext db) : Pricing { public override decimal PriceOf(int id) => db.Products.Single(p => p.Id == id).Price; }
        public abstract class Report(ShopContext db) { protected string Headline(int id) => db.Customers.First(x => x.Id == id).Email; }
        public class CustomerReport(ShopContext db) : Report(db) { public void Write(int[] ids) { foreach (var id in ids) { _ = Headline(id); } } }
        public class Source(ShopContext db) { public virtual string Name(int id) => db.Customers.First(x => x.Id == id).Name; }
        public class UpperSource(ShopContext db) : Source(db) { public override string Name(int id) => base.Name(id).ToUpperInvariant(); }
        public class MemorySource(ShopContext db) : Source(db) { public override string Name(int id) => "n" + id; }
        public interface IRates { decimal RateOf(int id); }
        public class MemoryRates : IRates { public decimal RateOf(int id) => id * 0.5m; }
        public class DbRates(ShopContext db) : IRates { public decimal RateOf(int id) => db.Products.Where(p => p.Id == id).Select(p => p.Price).Single(); }
        public class ProductFinder(ShopContext db) { public Product? FindOne(int id) => db.Products.Find(id); }
        public class FieldLoader(ShopContext db)
        {
            private readonly Func<int, Customer> _load = id => db.Customers.First(x => x.Id == id);
            public void Run(int[] ids) { foreach (var id in ids) { _ = _load(id); } }
        }
        public class CustomerTable(ShopContext db) { public Customer this[int id] => db.Customers.Single(x => x.Id == id); }
        public class CustomerKey(ShopContext db, int id)
        {
            private readonly ShopContext _db = db;
            private readonly int _id = id;
            public static implicit operator Customer(CustomerKey key) => key._db.Customers.Single(x => x.Id == key._id);
        }
        public class Money(ShopContext db, decimal amount)
        {
            private readonly ShopContext _db = db;
            private readonly decimal _amount = amount;
            public static Money operator +(Money left, Order right) => new(left._db, left._amount + left._db.Orders.Where(o => o.Id == right.Id).Select(o => o.Total).Single());
        }
        public class Row(ShopContext db, int id)
        {
            public int Id => id;
            public override string ToString() => db.Customers.Single(x => x.Id == id).Name;
        }
        public record OrderDto(int Id, string Customer);
        public class OrderMapper(ShopContext db) { public OrderDto Map(Order order) => new(order.Id, db.Customers.Where(x => x.Id == order.CustomerId).Select(x => x.Name).Single()); }
        public class PreparedMapper(Dictionary<int, Customer> customers) { public OrderDto Map(Order order) => new(order.Id, customers[order.CustomerId].Name); }

        public interface IMessage<TResult>;
        public interface IMessageHandler<TMessage, TResult> where TMessage : IMessage<TResult> { TResult Handle(TMessage message); }
        public interface IDispatcher { TResult Send<TResult>(IMessage<TResult> message); }
        public record FindName(int Id) : IMessage<string>;
        public record Doubled(int Id) : IMessage<int>;
        public record Many(int[] Ids) : IMessage<List<string>>;
        public class FindNameHandler(ShopContext db) : IMessageHandler<FindName, string> { public string Handle(FindName message) => db.Customers.Single(x => x.Id == message.Id).Name; }
        public class DoubleHandler : IMessageHandler<Doubled, int> { public int Handle(Doubled message) => message.Id * 2; }
        public class ManyHandler(ShopContext db) : IMessageHandler<Many, List<string>> { public List<string> Handle(Many message) => db.Customers.Where(x => message.Ids.Contains(x.Id)).Select(x => x.Name).ToList(); }
        public class Dispatcher(params object[] handlers) : IDispatcher
        {
            public TResult Send<TResult>(IMessage<TResult> message)
            {
                dynamic handler = handlers.First(h => h.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GenericTypeArguments[0] == message.GetType()));
                return handler.Handle((dynamic)message);
            }
        }
        public class NameService(IDispatcher dispatcher) { public string ByMessage(int id) => dispatcher.Send(new FindName(id)); }

        public interface IRepository<T> where T : class { Task<T?> GetAsync(int id); Task<List<T>> GetManyAsync(int[] ids); void Add(T entity); }
        public class EfRepository<T>(ShopContext db) : IRepository<T> where T : class
        {
            public async Task<T?> GetAsync(int id) => await db.Set<T>().FindAsync(id);
            public Task<List<T>> GetManyAsync(int[] ids) => db.Set<T>().Where(e => ids.Contains(EF.Property<int>(e, "Id"))).ToListAsync();
            public void Add(T entity) => db.Set<T>().Add(entity);
        }
        public interface ICatalog<T> { Task<T> GetAsync(int id); }
        public class ProductCatalog(ShopContext db) : ICatalog<Product> { public Task<Product> GetAsync(int id) => db.Products.SingleAsync(p => p.Id == id); }
        public class WordCatalog : ICatalog<string> { public Task<string> GetAsync(int id) => Task.FromResult("w" + id); }
        public class CatalogService(ICatalog<Product> products, ICatalog<string> words)
        {
            public async Task LoadProducts(int[] ids) { foreach (var id in ids) { _ = await products.GetAsync(id); } }
            public async Task LoadWords(int[] ids) { foreach (var id in ids) { _ = await words.GetAsync(id); } }
        }
        public interface IStock { int Of(int id); }
        public class DbStock(ShopContext db) : IStock { public int Of(int id) => db.Products.Where(p => p.Id == id).Select(p => p.Stock).Single(); }
        public class LoggingStock(IStock inner) : IStock { public int Of(int id) { var stock = inner.Of(id); Console.Write(""); return stock; } }
        public class StockReport(IStock stock) { public int Sum(int[] ids) => ids.Sum(stock.Of); }
        public interface IEmails { string EmailOf(int id); }
        public class DbEmails(ShopContext db) : IEmails { public string EmailOf(int id) => db.Customers.Single(x => x.Id == id).Email; }
        public class CachedEmails(IEmails inner) : IEmails
        {
            private readonly Dictionary<int, string> _known = new();
            public string EmailOf(int id) { if (!_known.TryGetValue(id, out var email)) { _known[id] = email = inner.EmailOf(id); } return email; }
        }
        public class EmailReport(IEmails emails) { public void PrintEmails(int[] ids) { foreach (var id in ids) { _ = emails.EmailOf(id); } } }
        public interface IStates { bool IsActiveIn(int id); }
        public class DbStates(ShopContext db) : IStates { public bool IsActiveIn(int id) => db.Customers.Any(x => x.Id == id && x.IsActive); }
        public class FixedStates : IStates { public bool IsActiveIn(int id) => true; }
        public class StateReport(IStates states) { public void PrintStates(int[] ids) { foreach (var id in ids) { _ = states.IsActiveIn(id); } } }
        public interface ITaxes { decimal Rate(int id); }
        public class DbTaxes(ShopContext db) : ITaxes { public decimal Rate(int id) => db.Products.Single(p => p.Id == id).Price; }
        public class MemoryTaxes : ITaxes { public decimal Rate(int id) => 0.19m; }
        public class TaxReport(ITaxes taxes) { public void PrintTaxes(int[] ids) { foreach (var id in ids) { _ = taxes.Rate(id); } } }
        """;

    private static readonly Growth s_growth = new(Source);

    public static TheoryData<string> Methods => s_growth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_exactly_when_commands_grow(string method) => s_growth.Agrees(method);
}
