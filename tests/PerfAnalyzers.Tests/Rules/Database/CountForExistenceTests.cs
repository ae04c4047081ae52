using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.CountForExistence, PerfAnalyzers.Database.CountForExistenceFix>;

namespace PerfAnalyzers.Tests;

public sealed class CountForExistenceTests
{
    public static readonly Cases Firing = new()
    {
        { "query object, in a local that other queries read", """
            interface IQuery<out T> { IQueryable<T> Run(ShopContext db); }
            class OpenOrders(int customer) : IQuery<Order> { public virtual IQueryable<Order> Run(ShopContext db) { var query = from o in db.Orders join c in db.Customers on o.CustomerId equals c.Id where c.Id == customer select o; return query; } }
            class C
            {
                async Task<List<Product>> M(ShopContext db, int id)
                {
                    var query = new OpenOrders(id);
                    var open = query.Run(db);
                    if (await open.[|CountAsync|]() < 1)
                    {
                        return [];
                    }

                    return await (from p in db.Products where open.Select(o => o.Id).Contains(p.Id) select p).ToListAsync();
                }
            }
            """ },
        { "navigation in one of two conditions of a query that builds objects", "class Row { public Row() { } public Row(Row inner) => Inner = inner; public Row? Inner { get; } public int Id { get; set; } } class C { object M(ShopContext db, int id) { var query = from c in db.Customers.AsNoTracking() where c.Id > id && (c.Orders.[|Count|]() == 0 || c.Orders.Any(o => o.IsPaid)) select new Row(new Row { Id = c.Id }); return query.ToList(); } }" },
        { "greater than zero, with a predicate", "class C { bool M(ShopContext db, int id) => db.Orders.[|Count|](o => o.CustomerId == id) > 0; }" },
        { "behind a filter", "class C { bool M(ShopContext db, int id) => db.Orders.Where(o => o.CustomerId == id).[|Count|]() > 0; }" },
        { "not zero", "class C { bool M(ShopContext db) => db.Orders.[|Count|]() != 0; }" },
        { "at least one", "class C { bool M(ShopContext db) => db.Orders.[|Count|]() >= 1; }" },
        { "zero", "class C { bool M(ShopContext db) => db.Orders.[|Count|]() == 0; }" },
        { "less than one", "class C { bool M(ShopContext db) => db.Orders.[|Count|]() < 1; }" },
        { "at most zero", "class C { bool M(ShopContext db) => db.Orders.[|Count|]() <= 0; }" },
        { "constants on the left", """
            class C
            {
                bool A(ShopContext db) => 0 < db.Orders.[|Count|]();
                bool B(ShopContext db) => 0 != db.Orders.[|Count|]();
                bool D(ShopContext db) => 1 <= db.Orders.[|Count|]();
                bool E(ShopContext db) => 0 == db.Orders.[|Count|]();
                bool F(ShopContext db) => 1 > db.Orders.[|Count|]();
                bool G(ShopContext db) => 0 >= db.Orders.[|Count|]();
            }
            """ },
        { "negated", "class C { bool M(ShopContext db) => !(db.Orders.[|Count|]() > 0); }" },
        { "patterns", """
            class C
            {
                bool A(ShopContext db) => db.Orders.[|Count|]() is 0;
                bool B(ShopContext db) => db.Orders.[|Count|]() is > 0;
                bool D(ShopContext db) => db.Orders.[|Count|]() is not 0;
                bool E(ShopContext db) => db.Orders.[|Count|]() is >= 1;
                bool F(ShopContext db) => db.Orders.[|Count|]() is not (> 0);
                bool G(ShopContext db) => db.Orders.[|LongCount|]() is < 1;
            }
            """ },
        { "Equals", "class C { bool M(ShopContext db) => db.Orders.[|Count|]().Equals(0); }" },
        { "LongCount", "class C { bool M(ShopContext db) => db.Orders.[|LongCount|](o => o.IsPaid) > 0; bool N(ShopContext db) => db.Orders.[|LongCount|]() == 0L; }" },
        { "awaited", "class C { async Task<bool> M(ShopContext db, CancellationToken token) => await db.Orders.[|CountAsync|](o => o.IsPaid, token) > 0; }" },
        { "awaited in parentheses", "class C { async Task<bool> M(ShopContext db) => (await db.Orders.[|LongCountAsync|]()) == 0; }" },
        { "awaited with ConfigureAwait", """
            class C
            {
                async Task M(ShopContext db, CancellationToken token)
                {
                    if (await db.Orders.Where(o => o.IsPaid).[|CountAsync|](token).ConfigureAwait(false) >= 1)
                    {
                        Console.WriteLine();
                    }
                }
            }
            """ },
        { "as a condition among others", """
            class C
            {
                string M(ShopContext db, int id, bool force)
                {
                    if (!force && db.Products.[|Count|](p => p.Id == id && p.Stock > 0) == 0 || id < 0)
                    {
                        throw new InvalidOperationException();
                    }

                    return db.Orders.[|Count|](o => o.CustomerId == id) > 0 ? "regular" : "new";
                }
            }
            """ },
        { "query syntax", "class C { bool M(ShopContext db) => (from o in db.Orders where o.IsPaid orderby o.Total select o.Id).[|Count|]() > 0; }" },
        { "join in query syntax", """
            class C
            {
                async Task<bool> M(ShopContext db, string email)
                {
                    var query = from o in db.Orders
                                join c in db.Customers on o.CustomerId equals c.Id
                                where c.Email == email
                                select o;
                    return await query.[|CountAsync|]() > 0;
                }
            }
            """ },
        { "queryable parameter", "static class C { public static bool IsEmpty<T>(this IQueryable<T> query) => query.[|Count|]() == 0; }" },
        { "repository", """
            interface IRepository<T> { IQueryable<T> Query(); IQueryable<T> Table { get; } }
            class C(IRepository<Customer> customers)
            {
                bool M(string email) => customers.Query().Where(c => c.Email == email).[|Count|]() > 0;
                bool N(string email) => customers.Table.[|Count|](c => c.Email == email) > 0;
            }
            """ },
        { "conditional composition", """
            class C
            {
                async Task<bool> M(ShopContext db, int? customer, bool paid)
                {
                    IQueryable<Order> query = db.Orders.AsNoTracking();
                    if (customer is { } id)
                    {
                        query = query.Where(o => o.CustomerId == id);
                    }

                    if (paid)
                    {
                        query = query.Where(o => o.IsPaid);
                    }

                    return await query.[|CountAsync|]() > 0;
                }
            }
            """ },
        { "static form", "class C { bool M(ShopContext db) => Queryable.[|Count|](db.Orders, o => o.IsPaid) > 0; }" },
        { "set by type", "class C { bool M<T>(DbContext db) where T : class => db.Set<T>().[|Count|]() > 0; }" },
        { "raw SQL", "class C { bool M(ShopContext db, int id) => db.Orders.FromSql($\"select * from Orders where CustomerId = {id}\").[|Count|]() > 0; }" },
        { "after distinct and paging", "class C { bool M(ShopContext db) => db.Orders.Select(o => o.CustomerId).Distinct().Skip(10).[|Count|]() > 0; }" },
        { "in a loop condition", """
            class C
            {
                async Task M(ShopContext db)
                {
                    while (await db.Orders.[|CountAsync|](o => !o.IsPaid) > 0)
                    {
                        await Task.Delay(100);
                    }
                }
            }
            """ },
        { "in a lambda", "class C { Func<bool> M(ShopContext db) => () => db.Orders.[|Count|]() > 0; }" },
        { "through a local", """
            class C
            {
                async Task<bool> M(ShopContext db, int id)
                {
                    var count = await db.Orders.[|CountAsync|](o => o.CustomerId == id);
                    if (count > 0)
                    {
                        return true;
                    }

                    return false;
                }
            }
            """ },
        { "through a local compared twice", """
            class C
            {
                string M(ShopContext db)
                {
                    int orderCount = db.Orders.[|Count|]();
                    var text = orderCount == 0 ? "none" : "";
                    return orderCount >= 1 ? "some" : text;
                }
            }
            """ },
        { "through a local used in a lambda", """
            class C
            {
                Func<bool> M(ShopContext db)
                {
                    long n = db.Orders.[|LongCount|]();
                    return () => n != 0;
                }
            }
            """ },
        { "through a local with two origins", """
            class C
            {
                bool M(ShopContext db, bool paid)
                {
                    int n;
                    if (paid)
                    {
                        n = db.Orders.[|Count|](o => o.IsPaid);
                    }
                    else
                    {
                        n = db.Orders.[|Count|]();
                    }

                    return n > 0;
                }
            }
            """ },
        { "ToList", "class C { bool M(ShopContext db, int id) => db.Orders.Where(o => o.CustomerId == id).[|ToList|]().Count > 0; }" },
        { "ToArray", "class C { bool M(ShopContext db) => db.Orders.Select(o => o.Id).[|ToArray|]().Length == 0; }" },
        { "ToListAsync", "class C { async Task<bool> M(ShopContext db, CancellationToken token) => (await db.Orders.[|ToListAsync|](token)).Count != 0; }" },
        { "for statement", "class C { void M(ShopContext db) { for (var n = db.Orders.[|Count|](); n > 0;) { return; } } }" },
        { "async lambda", "class C { Func<Task<bool>> M(ShopContext db) => async () => { var n = await db.Orders.[|CountAsync|](); return n > 0; }; }" },
        { "number of a list in a local", "class C { bool M(ShopContext db) { var n = db.Orders.[|ToList|]().Count; return n is > 0; } }" },
        { "projected list in a local", """
            class C
            {
                async Task<bool> M(ShopContext db, int id)
                {
                    var ids = await db.Orders.Where(o => o.CustomerId == id).Select(o => o.Id).[|ToListAsync|]();
                    if (ids.Count == 0)
                    {
                        return false;
                    }

                    return true;
                }
            }
            """ },
        { "untracked list in a local, null checked", """
            class C
            {
                bool M(ShopContext db)
                {
                    var orders = db.Orders.AsNoTracking().[|ToList|]();
                    return orders != null && orders.Count > 0;
                }
            }
            """ },
        { "navigation counted in a filter", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => c.Orders.[|Count|]() > 0); }" },
        { "navigation counted with a predicate", "class C { List<Customer> M(ShopContext db) => db.Customers.Where(c => c.IsActive && c.Orders.[|Count|](o => o.IsPaid) == 0).ToList(); }" },
        { "filtered navigation", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => 1 <= c.Orders.Where(o => o.IsPaid).[|Count|]()); }" },
        { "navigation in a projection", "class C { object M(ShopContext db) => db.Customers.Select(c => new { c.Id, HasOrders = c.Orders.[|LongCount|]() > 0 }).ToList(); }" },
        { "navigation in a terminal's predicate", "class C { Task<bool> M(ShopContext db) => db.Customers.AnyAsync(c => c.Orders.[|Count|]() > 0); }" },
        { "navigation of a navigation", "class C { IQueryable<OrderLine> M(ShopContext db) => db.Lines.Where(l => l.Order!.Customer!.Orders.[|Count|](o => o.IsPaid) > 0); }" },
        { "navigation in a nested lambda", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => c.Orders.Any(o => o.Lines.[|Count|](l => l.Quantity > 1) > 0)); }" },
        { "navigation in query syntax", "class C { IQueryable<Customer> M(ShopContext db) => from c in db.Customers where c.Orders.[|Count|]() > 0 select c; }" },
        { "navigation in query syntax with two sources", "class C { IQueryable<int> M(ShopContext db) => from c in db.Customers from p in db.Products where c.Orders.[|Count|](o => o.Total > p.Price) > 0 select c.Id; }" },
        { "subquery", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => db.Orders.[|Count|](o => o.CustomerId == c.Id) > 0); }" },
        { "filtered subquery", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => db.Orders.Where(o => o.CustomerId == c.Id).[|Count|]() == 0); }" },
        { "subquery held in a local", """
            class C
            {
                IQueryable<Customer> M(ShopContext db)
                {
                    var paid = db.Orders.Where(o => o.IsPaid);
                    return db.Customers.Where(c => paid.[|Count|](o => o.CustomerId == c.Id) > 0);
                }
            }
            """ },
        { "Count property in the forms that EF counts for", """
            class C
            {
                IQueryable<Customer> A(ShopContext db) => db.Customers.Where(c => c.Orders.[|Count|] == 0);
                IQueryable<Customer> B(ShopContext db) => db.Customers.Where(c => c.Orders.[|Count|] >= 1);
                IQueryable<Customer> D(ShopContext db) => db.Customers.Where(c => c.Orders.[|Count|] < 1);
                IQueryable<Customer> E(ShopContext db) => db.Customers.Where(c => 0 < c.Orders.[|Count|]);
                IQueryable<Customer> F(ShopContext db) => db.Customers.Where(c => c.Orders.[|Count|] <= 0);
                IQueryable<Customer> G(ShopContext db) => from c in db.Customers where 0 == c.Orders.[|Count|] select c;
            }
            """ },
        { "counted query with a counting filter", "class C { bool M(ShopContext db) => db.Customers.[|Count|](c => c.Orders.[|Count|]() > 0) > 0; }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "first row compared with null", "class C { async Task<bool> M(ShopContext db, string email) => await db.Customers.[|FirstOrDefaultAsync|](c => c.Email == email) != null; }" },
        { "first row, sync, is null", "class C { bool M(ShopContext db, string email) => db.Customers.Where(c => c.Email == email).OrderBy(c => c.Id).[|FirstOrDefault|]() is null; }" },
        { "first row, patterns", """
            class C
            {
                bool A(ShopContext db) => db.Customers.[|FirstOrDefault|]() is not null;
                bool B(ShopContext db) => db.Customers.[|FirstOrDefault|](c => c.IsActive) is { };
                bool D(ShopContext db) => null == db.Customers.[|FirstOrDefault|]();
            }
            """ },
        { "first row in an unused local", """
            class C
            {
                async Task M(ShopContext db, Customer added)
                {
                    var existing = await db.Customers.AsNoTracking().[|FirstOrDefaultAsync|](c => c.Email == added.Email);
                    if (existing != null)
                    {
                        throw new InvalidOperationException();
                    }

                    db.Customers.Add(added);
                }
            }
            """ },
        { "first row of a query parameter", "class C { bool M(IQueryable<Customer> customers, int id) => customers.[|FirstOrDefault|](c => c.Id == id) != null; }" },
        { "tracked list in a local", """
            class C
            {
                bool M(ShopContext db, int id)
                {
                    var orders = db.Orders.Where(o => o.CustomerId == id).[|ToList|]();
                    return orders.Count > 0;
                }
            }
            """ },
        { "start-up code", """
            class Program
            {
                static void Main(string[] args)
                {
                    using var db = new ShopContext(null!);
                    if (db.Products.[|Count|]() == 0)
                    {
                        db.Products.Add(new Product());
                    }
                }
            }
            """ },
        { "failure path", """
            class C
            {
                bool M(ShopContext db)
                {
                    try
                    {
                        return db.SaveChanges() > 0;
                    }
                    catch (DbUpdateException)
                    {
                        return db.Products.[|Count|]() > 0;
                    }
                }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "in a migration of data", "class MigrateCustomers { List<Customer> M(ShopContext db) => db.Customers.Where(c => c.Orders.Count == 0).ToList(); bool N(ShopContext db) => db.Orders.Count() > 0; }" },
        { "list", "class C { bool M(List<Order> orders, int id) => orders.Count(o => o.CustomerId == id) > 0; }" },
        { "list as queryable", "class C { bool M(List<Order> orders) => orders.AsQueryable().Count(o => o.IsPaid) > 0; }" },
        { "list as queryable in a local", "class C { bool M(List<Order> orders) { var q = orders.AsQueryable().Where(o => o.IsPaid); return q.Count() > 0; } }" },
        { "after AsEnumerable", "class C { bool M(ShopContext db) => db.Orders.AsEnumerable().Count(o => o.IsPaid) > 0; }" },
        { "sequence typed as in memory", "class C { bool M(ShopContext db) { IEnumerable<Order> orders = db.Orders; return orders.Count() > 0; } }" },
        { "local view", "class C { bool M(ShopContext db) => db.Orders.Local.Count() > 0; bool N(ShopContext db) => db.Orders.Local.Count > 0; bool O(ShopContext db) => db.Orders.Local.AsQueryable().Count() > 0; }" },
        { "in-memory repository", """
            class Memory
            {
                readonly List<Order> _orders = new();
                readonly IQueryable<Order> _all = new List<Order>().AsQueryable();
                public IQueryable<Order> All() => _orders.AsQueryable();
                public IQueryable<Order> Table { get { return _orders.AsQueryable().Where(o => o.IsPaid); } }
                public bool M() => All().Count() > 0;
                public bool N() => Table.Count() > 0;
                public bool O() => _all.Count() > 0;
            }
            """ },
        { "greater than one", "class C { bool M(ShopContext db) => db.Orders.Count() > 1; }" },
        { "at least two", "class C { bool M(ShopContext db) => db.Orders.Count() >= 2; }" },
        { "exactly one", "class C { bool M(ShopContext db) => db.Orders.Count() == 1; }" },
        { "exactly five", "class C { bool M(ShopContext db) => db.Orders.Count() == 5; bool N(ShopContext db) => db.Orders.Count() is 5; }" },
        { "not one", "class C { bool M(ShopContext db) => db.Orders.Count() != 1; }" },
        { "at most one", "class C { bool M(ShopContext db) => db.Orders.Count() <= 1; }" },
        { "always true and always false", "class C { bool M(ShopContext db) => db.Orders.Count() >= 0; bool N(ShopContext db) => db.Orders.Count() < 0; bool O(ShopContext db) => db.Orders.Count() > -1; }" },
        { "one is greater", "class C { bool M(ShopContext db) => 1 < db.Orders.Count(); bool N(ShopContext db) => 1 >= db.Orders.Count(); }" },
        { "variable threshold", "class C { bool M(ShopContext db, int limit) => db.Orders.Count() > limit; }" },
        { "named threshold", "class C { const int AllowedDuplicates = 0; bool M(ShopContext db) => db.Orders.Count(o => o.IsPaid) > AllowedDuplicates; }" },
        { "two counts", "class C { bool M(ShopContext db) => db.Orders.Count() > db.Products.Count(); }" },
        { "range pattern", "class C { bool M(ShopContext db) => db.Orders.Count() is > 0 and < 10; bool N(ShopContext db) => db.Orders.Count() is 0 or 1; }" },
        { "pattern that keeps the number", "class C { string M(ShopContext db) => db.Orders.Count() is var n && n > 0 ? n + \" orders\" : \"none\"; }" },
        { "switch over the number", "class C { string M(ShopContext db) => db.Orders.Count() switch { 0 => \"none\", 1 => \"one\", _ => \"many\" }; }" },
        { "returned", "class C { int M(ShopContext db) => db.Orders.Count(); }" },
        { "arithmetic", "class C { bool M(ShopContext db) => db.Orders.Count() - 1 > 0; bool N(ShopContext db) => db.Orders.Count() % 2 == 0; }" },
        { "conditional access", "class C { bool M(ShopContext? db) => db?.Orders.Count() > 0; }" },
        { "already asks", "class C { bool M(ShopContext db) => db.Orders.Any(); async Task<bool> N(ShopContext db) => !await db.Orders.AnyAsync(o => o.IsPaid); }" },
        { "sum", "class C { bool M(ShopContext db) => db.Orders.Sum(o => o.Total) > 0; bool N(ShopContext db) => db.Lines.Max(l => l.Quantity) > 0; }" },
        { "rows affected", "class C { bool M(ShopContext db) => db.SaveChanges() > 0; bool N(ShopContext db) => db.Orders.Where(o => o.IsPaid).ExecuteDelete() > 0; }" },
        { "Dapper", "class C { bool M(SqliteConnection c) => c.ExecuteScalar<int>(\"select count(*) from Orders\") > 0; bool N(SqliteConnection c) => c.Query<int>(\"select Id from Orders\").Count() > 0; bool O(SqliteConnection c) => c.Query<int>(\"select Id from Orders\").ToList().Count > 0; }" },
        { "local that is returned", "class C { int M(ShopContext db) { var n = db.Orders.Count(); if (n > 0) { Console.WriteLine(); } return n; } }" },
        { "local that is logged", "class C { bool M(ShopContext db) { var n = db.Orders.Count(); Console.WriteLine($\"{n} orders\"); return n > 0; } }" },
        { "local that is stored", "class C { int _count; bool M(ShopContext db) { var n = db.Orders.Count(); _count = n; return n > 0; } }" },
        { "field", "class C { int _count; bool M(ShopContext db) { _count = db.Orders.Count(); return _count > 0; } }" },
        { "assigned and compared", "class C { int _count; bool M(ShopContext db) => (_count = db.Orders.Count()) > 0; }" },
        { "local with another threshold", "class C { bool M(ShopContext db) { var n = db.Orders.Count(); return n > 0 || n > 1; } }" },
        { "local that is counted on", "class C { bool M(ShopContext db) { var n = db.Orders.Count(); n++; return n > 0; } }" },
        { "local passed by reference", "class C { void F(ref int n) { } bool M(ShopContext db) { var n = db.Orders.Count(); F(ref n); return n > 0; } }" },
        { "local that is named", "class C { bool M(ShopContext db) { var n = db.Orders.Count(); return n > 0 && nameof(n).Length > 0; } }" },
        { "local that is never read", "class C { void M(ShopContext db) { var n = db.Orders.Count(); } }" },
        { "local of pages", "class C { object M(ShopContext db) { var total = db.Orders.Count(); if (total == 0) { return new { total }; } return db.Orders.Take(10).ToList(); } }" },
        { "local of the surrounding method", "class C { bool M(ShopContext db) { var n = 1; Action a = () => { n = db.Orders.Count(); if (n > 0) { Console.WriteLine(); } }; a(); return n > 5; } }" },
        { "task kept for later", "class C { async Task<int> M(ShopContext db) { var task = db.Orders.CountAsync(); return await task; } }" },
        { "list that is used", "class C { object? M(ShopContext db) { var orders = db.Orders.AsNoTracking().ToList(); return orders.Count > 0 ? orders : null; } }" },
        { "list that is enumerated", "class C { void M(ShopContext db) { var orders = db.Orders.AsNoTracking().ToList(); if (orders.Count == 0) { return; } foreach (var o in orders) { Console.WriteLine(o.Id); } } }" },
        { "list that is indexed", "class C { int M(ShopContext db) { var ids = db.Orders.Select(o => o.Id).ToList(); return ids.Count > 0 ? ids[0] : 0; } }" },
        { "list of a stored procedure", "class C { bool M(ShopContext db) => db.Orders.FromSqlRaw(\"exec FindOrders\").ToList().Count > 0; bool N(ShopContext db) => db.Database.SqlQueryRaw<int>(\"exec F\").ToList().Count > 0; }" },
        { "list with another threshold", "class C { bool M(ShopContext db) => db.Orders.ToList().Count > 1; }" },
        { "in-memory list", "class C { bool M(List<Order> orders) => orders.Where(o => o.IsPaid).ToList().Count > 0; }" },
        { "first row that is used", "class C { string? M(ShopContext db) { var c = db.Customers.FirstOrDefault(); return c == null ? null : c.Name; } }" },
        { "first row with a member access", "class C { bool M(ShopContext db) => db.Customers.FirstOrDefault()?.Name != null; }" },
        { "first value of a projection", "class C { bool M(ShopContext db) => db.Customers.Select(c => c.Name).FirstOrDefault() != null; bool N(ShopContext db) => db.Orders.Select(o => o.Customer).FirstOrDefault() == null; }" },
        { "first with a default", "class C { bool M(ShopContext db, Customer nobody) => db.Customers.FirstOrDefault(nobody) != null; }" },
        { "first in memory", "class C { bool M(List<Customer> customers) => customers.FirstOrDefault(c => c.IsActive) != null; }" },
        { "single insists on one", "class C { bool M(ShopContext db) => db.Customers.SingleOrDefault(c => c.IsActive) != null; }" },
        { "find asks the tracker first", "class C { bool M(ShopContext db) => db.Customers.Find(1) != null; }" },
        { "navigation's Count property becomes EXISTS", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => c.Orders.Count > 0); IQueryable<Customer> N(ShopContext db) => db.Customers.Where(c => c.Orders.Count != 0); }" },
        { "loaded navigation", "class C { bool M(Customer c) => c.Orders.Count > 0; bool N(Customer c) => c.Orders.Count(o => o.IsPaid) == 0; bool O(Customer c) => c.Orders.Count == 0; }" },
        { "navigation counted in memory", "class C { List<Customer> M(ShopContext db) => db.Customers.ToList().Where(c => c.Orders.Count() > 0).ToList(); }" },
        { "navigation with another threshold", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => c.Orders.Count() > 1); IQueryable<Customer> N(ShopContext db) => db.Customers.Where(c => c.Orders.Count == 3); }" },
        { "navigation's number in a projection", "class C { object M(ShopContext db) => db.Customers.Select(c => new { c.Id, N = c.Orders.Count() }).ToList(); }" },
        { "group aggregates without a subquery", "class C { object M(ShopContext db) => db.Orders.GroupBy(o => o.CustomerId).Where(g => g.Count(o => o.IsPaid) > 0).Select(g => g.Key).ToList(); }" },
        { "captured list in a query", "class C { IQueryable<Customer> M(ShopContext db, List<int> ids, List<Order> orders) => db.Customers.Where(c => ids.Count() == 0 || orders.Count(o => o.IsPaid) > 0 || ids.Count == 0); }" },
        { "text counted in a query", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => c.Name.Count() > 0); }" },
        { "expression of unknown use", "class C { Expression<Func<Customer, bool>> M() => c => c.Orders.Count() > 0; }" },
        { "query over a list", "class C { IQueryable<Customer> M(List<Customer> all) => all.AsQueryable().Where(c => c.Orders.Count() > 0); }" },
        { "expression given to something else", "class Map { public Map For(Expression<Func<Customer, bool>> from) => this; } class C { Map M(Map m) => m.For(c => c.Orders.Count(o => o.IsPaid) > 0); }" },
        { "own method called Count", "class Bag { public int Count() => 1; } class C { bool M(Bag b) => b.Count() > 0; }" },
        { "own CountAsync", "static class X { public static Task<int> CountAsync<T>(this IQueryable<T> q, string cacheKey) => Task.FromResult(1); } class C { async Task<bool> M(ShopContext db) => await db.Orders.CountAsync(\"key\") > 0; }" },
        { "in-memory query of a local function", "class C { bool M(List<Order> orders) { return Own().Count() > 0; IQueryable<Order> Own() => orders.AsQueryable(); } }" },
        { "blocked on: awaiting comes first", "class C { bool M(ShopContext db) => db.Orders.CountAsync().Result > 0; bool N(ShopContext db) => db.Orders.CountAsync().GetAwaiter().GetResult() == 0; }" },
        { "per element: the loop is the matter", """
            class C
            {
                int A(ShopContext db, List<int> ids)
                {
                    var customers = 0;
                    foreach (var id in ids)
                    {
                        if (db.Orders.Count(o => o.CustomerId == id) > 0)
                        {
                            customers++;
                        }
                    }

                    return customers;
                }

                List<int> B(ShopContext db, List<int> ids) => ids.Where(id => db.Orders.Count(o => o.CustomerId == id) > 0).ToList();
            }
            """ },
        { "changed entries", "class C { bool M(ShopContext db) => db.ChangeTracker.Entries().Count() > 0; }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        "class C { bool M(ShopContext db) => db.Orders.[|LongCount|]() > 0; }",
        "'LongCount' makes the database count every matching row to answer whether there is one; 'Any' stops at the first");

    [Fact]
    public Task Says_what_a_list_costs() => Verify.Says(
        "class C { async Task<bool> M(ShopContext db) => (await db.Orders.[|ToListAsync|]()).Count > 0; }",
        "'ToListAsync' makes the database send every matching row to answer whether there is one; 'AnyAsync' stops at the first");

    [Fact]
    public async Task Speaks_in_tests_only_on_request()
    {
        const string Code = "class C { bool M(ShopContext db) => db.Orders.[|Count|]() > 0; }";
        await Verify.Silent(Code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal), ("build_property.IsTestProject", "true"));
        await Verify.Fires(Code, ("build_property.IsTestProject", "true"), ("perfanalyzers.include_tests", "true"));
    }

    public static readonly TheoryData<string, string> Comparisons = new()
    {
        { "db.Orders.[|Count|](o => o.IsPaid) > 0", "db.Orders.Any(o => o.IsPaid)" },
        { "db.Orders.[|Count|]() != 0", "db.Orders.Any()" },
        { "db.Orders.[|Count|]() >= 1", "db.Orders.Any()" },
        { "db.Orders.[|Count|]() == 0", "!db.Orders.Any()" },
        { "db.Orders.[|Count|]() < 1", "!db.Orders.Any()" },
        { "db.Orders.[|Count|]() <= 0", "!db.Orders.Any()" },
        { "0 < db.Orders.[|Count|]()", "db.Orders.Any()" },
        { "0 == db.Orders.[|Count|]()", "!db.Orders.Any()" },
        { "db.Orders.[|Count|]() is 0", "!db.Orders.Any()" },
        { "db.Orders.[|Count|]() is > 0", "db.Orders.Any()" },
        { "db.Orders.[|Count|]() is not 0", "db.Orders.Any()" },
        { "db.Orders.[|Count|]() is not (>= 1)", "!db.Orders.Any()" },
        { "db.Orders.[|Count|]().Equals(0)", "!db.Orders.Any()" },
        { "!(db.Orders.[|Count|]() > 0)", "!db.Orders.Any()" },
        { "!(db.Orders.[|Count|]() == 0)", "db.Orders.Any()" },
        { "!(((db.Orders.[|Count|]()) == 0))", "db.Orders.Any()" },
        { "(db.Orders.[|LongCount|]() > 0) && true", "db.Orders.Any() && true" },
        { "(db.Orders.[|Count|]() == 0).Equals(true)", "(!db.Orders.Any()).Equals(true)" },
        { "db.Orders.[|Count|]<Order>() > 0", "db.Orders.Any<Order>()" },
        { "Queryable.[|Count|](db.Orders) > 0", "Queryable.Any(db.Orders)" },
        { "db.Orders.[|Count|](predicate: o => o.IsPaid) > 0", "db.Orders.Any(predicate: o => o.IsPaid)" },
        { "(from o in db.Orders where o.IsPaid select o).[|Count|]() > 0", "(from o in db.Orders where o.IsPaid select o).Any()" },
        { "await db.Orders.[|CountAsync|](o => o.IsPaid, token) > 0", "await db.Orders.AnyAsync(o => o.IsPaid, token)" },
        { "await db.Orders.[|CountAsync|](cancellationToken: token) == 0", "!await db.Orders.AnyAsync(cancellationToken: token)" },
        { "(await db.Orders.[|LongCountAsync|](token).ConfigureAwait(false)) == 0", "!await db.Orders.AnyAsync(token).ConfigureAwait(false)" },
        { "await db.Orders.[|CountAsync|]() is 0", "!await db.Orders.AnyAsync()" },
        { "db.Orders.Where(o => o.IsPaid).[|ToList|]().Count > 0", "db.Orders.Where(o => o.IsPaid).Any()" },
        { "db.Orders.Select(o => o.Id).[|ToArray|]().Length == 0", "!db.Orders.Select(o => o.Id).Any()" },
        { "(await db.Orders.[|ToListAsync|](token)).Count > 0", "await db.Orders.AnyAsync(token)" },
        { "0 == (await db.Orders.[|ToArrayAsync|](token).ConfigureAwait(false)).Length", "!await db.Orders.AnyAsync(token).ConfigureAwait(false)" },
        { "db.Customers.Where(c => c.Orders.[|Count|]() > 0).First().IsActive", "db.Customers.Where(c => c.Orders.Any()).First().IsActive" },
        { "db.Customers.Any(c => c.Orders.[|Count|](o => o.IsPaid) == 0)", "db.Customers.Any(c => !c.Orders.Any(o => o.IsPaid))" },
        { "db.Customers.Any(c => c.Orders.[|Count|] == 0)", "db.Customers.Any(c => !c.Orders.Any())" },
        { "db.Customers.Any(c => 0 < c.Orders.[|Count|])", "db.Customers.Any(c => c.Orders.Any())" },
        { "db.Customers.Any(c => db.Orders.[|Count|](o => o.CustomerId == c.Id) > 0)", "db.Customers.Any(c => db.Orders.Any(o => o.CustomerId == c.Id))" },
        { "db.Orders /* all */ .[|Count|]() > 0 /* any */", "db.Orders /* all */ .Any() /* any */" },
    };

    [Theory, MemberData(nameof(Comparisons))]
    public Task Rewrites_the_comparison(string code, string fixedCode) => Verify.Fixes(Method(code), Method(fixedCode));

    [Theory]
    [InlineData("await db.Customers.[|FirstOrDefaultAsync|](c => c.IsActive, token) != null", "await db.Customers.AnyAsync(c => c.IsActive, token)")]
    [InlineData("db.Customers.Include(c => c.Orders).[|FirstOrDefault|]() is null", "!db.Customers.Include(c => c.Orders).Any()")]
    [InlineData("null != db.Customers.[|FirstOrDefault|]()", "db.Customers.Any()")]
    [InlineData("db.Customers.[|FirstOrDefault|](c => c.IsActive) is not null", "db.Customers.Any(c => c.IsActive)")]
    public Task Rewrites_the_null_check(string code, string fixedCode) => Verify.Fixes(Method(code), Method(fixedCode), DiagnosticSeverity.Info);

    [Fact]
    public Task Keeps_the_layout() => Verify.Fixes("""
        class C
        {
            async Task M(ShopContext db, int id)
            {
                // Customers who never paid.
                if (await db.Orders
                        .Where(o => o.CustomerId == id) // theirs
                        .Where(o => !o.IsPaid)
                        .[|CountAsync|]() == 0) // none
                {
                    Console.WriteLine();
                }
            }
        }
        """, """
        class C
        {
            async Task M(ShopContext db, int id)
            {
                // Customers who never paid.
                if (!await db.Orders
                        .Where(o => o.CustomerId == id) // theirs
                        .Where(o => !o.IsPaid)
                        .AnyAsync()) // none
                {
                    Console.WriteLine();
                }
            }
        }
        """);

    [Fact]
    public Task Renames_the_local() => Verify.Fixes("""
        class C
        {
            async Task<string> M(ShopContext db, int id)
            {
                // How many?
                var count = await db.Orders.[|CountAsync|](o => o.CustomerId == id); // all
                if (count == 0 || id == 0)
                {
                    return "none";
                }

                return count > 0 /* some */ ? "some" : "";
            }
        }
        """, """
        class C
        {
            async Task<string> M(ShopContext db, int id)
            {
                // How many?
                var any = await db.Orders.AnyAsync(o => o.CustomerId == id); // all
                if (!any || id == 0)
                {
                    return "none";
                }

                return any /* some */ ? "some" : "";
            }
        }
        """);

    [Fact]
    public Task Renames_several_locals() => Verify.Fixes("""
        class C
        {
            bool M(ShopContext db, bool paid)
            {
                if (paid)
                {
                    var count = db.Orders.[|Count|](o => o.IsPaid);
                    return count > 0;
                }

                var ids = db.Orders.Select(o => o.Id).[|ToList|]();
                return ids.Count > 0;
            }
        }
        """, """
        class C
        {
            bool M(ShopContext db, bool paid)
            {
                if (paid)
                {
                    var any = db.Orders.Any(o => o.IsPaid);
                    return any;
                }

                var anyIds = db.Orders.Select(o => o.Id).Any();
                return anyIds;
            }
        }
        """);

    [Fact]
    public Task Retypes_the_local() => Verify.Fixes("""
        class C
        {
            Func<bool> M(ShopContext db)
            {
                long orderCount = db.Orders.[|LongCount|]();
                return () => !(orderCount < 1);
            }
        }
        """, """
        class C
        {
            Func<bool> M(ShopContext db)
            {
                bool anyOrder = db.Orders.Any();
                return () => anyOrder;
            }
        }
        """);

    [Fact]
    public Task Rewrites_a_local_that_holds_the_rows() => Verify.Fixes("""
        class C
        {
            async Task<bool> M(ShopContext db, int id)
            {
                List<int> orders = await db.Orders.Where(o => o.CustomerId == id).Select(o => o.Id).[|ToListAsync|]();
                return orders.Count > 0 && !(orders.Count == 0);
            }

            bool N(ShopContext db)
            {
                var n = db.Orders.[|ToList|]().Count;
                return n > 0;
            }
        }
        """, """
        class C
        {
            async Task<bool> M(ShopContext db, int id)
            {
                bool anyOrders = await db.Orders.Where(o => o.CustomerId == id).Select(o => o.Id).AnyAsync();
                return anyOrders && anyOrders;
            }

            bool N(ShopContext db)
            {
                var any = db.Orders.Any();
                return any;
            }
        }
        """);

    [Fact]
    public Task Rewrites_a_local_that_holds_a_row() => Verify.Fixes("""
        class C
        {
            async Task M(ShopContext db, Customer added)
            {
                var existing = await db.Customers.[|FirstOrDefaultAsync|](c => c.Email == added.Email);
                if (existing is not null)
                {
                    return;
                }

                Customer? other = db.Customers.[|FirstOrDefault|](c => c.Name == added.Name);
                if (other == null)
                {
                    db.Customers.Add(added);
                }
            }
        }
        """, """
        class C
        {
            async Task M(ShopContext db, Customer added)
            {
                var anyExisting = await db.Customers.AnyAsync(c => c.Email == added.Email);
                if (anyExisting)
                {
                    return;
                }

                bool anyOther = db.Customers.Any(c => c.Name == added.Name);
                if (!anyOther)
                {
                    db.Customers.Add(added);
                }
            }
        }
        """, DiagnosticSeverity.Info);

    [Fact]
    public Task Fixes_nested_reports() => Verify.Fixes("""
        class C
        {
            bool M(ShopContext db) => db.Customers.[|Count|](c => c.Orders.[|Count|](o => o.Lines.[|Count|] == 0) > 0) > 0;
            bool N(ShopContext db) => db.Customers.Where(c => c.Orders.[|Count|]() == 0).[|Count|]() == 0;
            bool O(ShopContext db)
            {
                var count = db.Customers.Where(c => c.Orders.[|Count|]() >= 1).[|Count|]();
                return count > 0;
            }
        }
        """, """
        class C
        {
            bool M(ShopContext db) => db.Customers.Any(c => c.Orders.Any(o => !o.Lines.Any()));
            bool N(ShopContext db) => !db.Customers.Where(c => !c.Orders.Any()).Any();
            bool O(ShopContext db)
            {
                var any = db.Customers.Where(c => c.Orders.Any()).Any();
                return any;
            }
        }
        """);

    [Fact]
    public Task Fixes_several_documents() => Verify.FixesAll(
    [
        ("class A { bool M(ShopContext db) => db.Orders.[|Count|]() > 0 && db.Products.[|Count|]() == 0; }",
            "class A { bool M(ShopContext db) => db.Orders.Any() && !db.Products.Any(); }"),
        ("class B { bool M(ShopContext db) { var n = db.Orders.[|Count|](); return n > 0; } }",
            "class B { bool M(ShopContext db) { var any = db.Orders.Any(); return any; } }"),
    ]);

    public static readonly Cases Refused = new()
    {
        { "the local is assigned elsewhere", "class C { bool M(ShopContext db, bool b) { var n = 0; if (b) { n = db.Orders.[|Count|](); } return n > 0; } }" },
        { "another variable in the declaration", "class C { bool M(ShopContext db) { int n = db.Orders.[|Count|](), m = 1; return n > 0 && m > 0; } }" },
        { "the new name is in use", "class C { bool any; bool M(ShopContext db) { var n = db.Orders.[|Count|](); any = false; return n > 0; } }" },
        { "two locals that would get one name", "class C { bool M(ShopContext db) { var n = db.Orders.[|Count|](); var count = db.Products.[|Count|](); return n > 0 && count > 0; } }" },
        { "a list of a query that may be a stored procedure", "class C { bool M(ShopContext db, bool all) { IQueryable<Order> q = db.Orders; if (!all) { q = db.Orders.FromSqlRaw(\"exec F\"); } return q.[|ToList|]().Count > 0; } }" },
        { "a null check of the list", "class C { bool M(ShopContext db) { var ids = db.Orders.Select(o => o.Id).[|ToList|](); return ids != null && ids.Count > 0; } }" },
        { "a comment that would be lost", "class C { bool M(ShopContext db) => db.Orders.[|Count|]() /* rows */ > 0; }" },
        { "a comment in parentheses that would be lost", "class C { bool M(ShopContext db) => !(/* none */ db.Orders.[|Count|]() > 0); }" },
        { "a comment in the local's comparison", "class C { bool M(ShopContext db) { var n = db.Orders.[|Count|](); return n > /* none */ 0; } }" },
        { "inactive code that may use the local", """
            class C
            {
                bool M(ShopContext db)
                {
                    var n = db.Orders.[|Count|]();
            #if TRACE_COUNTS
                    Console.WriteLine(n);
            #endif
                    return n > 0;
                }
            }
            """ },
        { "an ambiguous Any", """
            static class More { public static bool Any<T>(this IQueryable<T> query) => true; }
            class C { bool M(ShopContext db) => db.Orders.[|Count|]() > 0; }
            """ },
        { "Any is something else", """
            class Orders(IQueryable<Order> inner) : List<Order>, IQueryable<Order>
            {
                public Type ElementType => inner.ElementType;
                public Expression Expression => inner.Expression;
                public IQueryProvider Provider => inner.Provider;
                public bool Any() => false;
            }
            class C { bool M(Orders orders) => orders.[|ToList|]().Count > 0; }
            """ },
    };

    [Theory, MemberData(nameof(Refused))]
    public Task Refuses_to_fix(Case code) => Verify.RefusesToFix(code.Source);

    [Theory]
    [InlineData("class C { bool M(IQueryable<Customer> customers) => customers.[|FirstOrDefault|]() != null; }")]
    [InlineData("class C { bool M(ShopContext db) { var orders = db.Orders.[|ToList|](); return orders.Count > 0; } }")]
    public Task Refuses_to_fix_what_may_mean_more(string code) => Verify.RefusesToFix(code, DiagnosticSeverity.Info);

    private static string Method(string expression) =>
        "class C { async Task<bool> M(ShopContext db, CancellationToken token) { await Task.Yield(); return " + expression + "; } }";
}
