namespace PerfAnalyzers.Tests;

/// <content>What one command does not do, or what others would miss.</content>
public sealed partial class RowByRowUpdateTests
{
    public static readonly Cases Quiet = new()
    {
        { "a call per row", Body("foreach (var o in db.Orders.ToList()) { o.Total = Compute(o); } db.SaveChanges();", "private static decimal Compute(Order o) => o.Total * 2;") },
        { "a call on the row", Body("foreach (var c in db.Customers.ToList()) { c.Email = c.Name.Trim(); } db.SaveChanges();") },
        { "a new identity per row", Body("foreach (var c in db.Customers.ToList()) { c.Email = Guid.NewGuid().ToString(); } db.SaveChanges();") },
        { "a log line per row", Body("foreach (var o in db.Orders.ToList()) { o.IsPaid = true; Console.WriteLine(o.Id); } db.SaveChanges();") },
        { "a message per row", Body("foreach (var o in db.Orders.ToList()) { o.IsPaid = true; Raise(o); } db.SaveChanges();", "private void Raise(Order order) { }") },
        { "a navigation is set", Body("foreach (var o in db.Orders.ToList()) { o.Customer = null; } db.SaveChanges();") },
        { "a navigation is read", Body("foreach (var o in db.Orders.Include(x => x.Customer).ToList()) { o.IsPaid = o.Customer!.IsActive; } db.SaveChanges();") },
        { "a navigation is changed", Body("foreach (var o in db.Orders.Include(x => x.Customer).ToList()) { o.Customer!.IsActive = true; } db.SaveChanges();") },
        { "children are cleared", Body("foreach (var o in db.Orders.Include(x => x.Lines).ToList()) { o.Lines.Clear(); } db.SaveChanges();") },
        { "removed with their children", Body("var old = db.Orders.Include(o => o.Lines).Where(o => o.IsPaid).ToList(); db.Orders.RemoveRange(old); db.SaveChanges();") },
        { "the list is used afterwards", Body("var orders = db.Orders.Where(o => !o.IsPaid).ToList(); foreach (var o in orders) { o.IsPaid = true; } db.SaveChanges(); Send(orders);", "private void Send(List<Order> orders) { }") },
        { "the list is returned", """
            public class Service(ShopContext db)
            {
                public List<Order> Run() { var orders = db.Orders.ToList(); foreach (var o in orders) { o.IsPaid = true; } db.SaveChanges(); return orders; }
            }
            """ },
        { "the list is counted in the log afterwards", Body("var orders = db.Orders.ToList(); foreach (var o in orders) { o.IsPaid = true; } db.SaveChanges(); foreach (var o in orders) { Console.WriteLine(o.Id); }") },
        { "two loops over the list", Body("var orders = db.Orders.ToList(); foreach (var o in orders) { Console.WriteLine(o.Id); } foreach (var o in orders) { o.IsPaid = true; } db.SaveChanges();") },
        { "no save follows", Body("foreach (var o in db.Orders.ToList()) { o.IsPaid = true; }") },
        { "saved elsewhere", Body("foreach (var o in db.Orders.ToList()) { o.IsPaid = true; } Finish();", "private void Finish() => db.SaveChanges();") },
        { "saved in the loop", Body("foreach (var o in db.Orders.ToList()) { o.IsPaid = true; db.SaveChanges(); }") },
        { "another context saves", """
            public class Service(ShopContext db, ShopContext other)
            {
                public void Run() { foreach (var o in db.Orders.ToList()) { o.IsPaid = true; } other.SaveChanges(); }
            }
            """ },
        { "not tracked", Body("foreach (var o in db.Orders.AsNoTracking().ToList()) { o.IsPaid = true; } db.SaveChanges();") },
        { "one row by key", Body("foreach (var o in db.Orders.Where(x => x.Id == 5).ToList()) { o.IsPaid = true; } db.SaveChanges();") },
        { "one row", Body("var o = db.Orders.First(x => x.CustomerId == 5); o.IsPaid = true; db.SaveChanges();") },
        { "one row is removed", Body("var o = db.Orders.First(x => x.CustomerId == 5); db.Orders.Remove(o); db.SaveChanges();") },
        { "a page of rows", Body("foreach (var o in db.Orders.OrderBy(x => x.Id).Take(100).ToList()) { o.IsPaid = true; } db.SaveChanges();") },
        { "rows of another shape", Body("foreach (var o in db.Orders.Select(x => new Order { Id = x.Id }).ToList()) { o.IsPaid = true; } db.SaveChanges();") },
        { "rows in memory", """
            public class Service(ShopContext db)
            {
                public void Run(List<Order> orders) { foreach (var o in orders) { o.IsPaid = true; } db.SaveChanges(); }
            }
            """ },
        { "given rows are removed", """
            public class Service(ShopContext db)
            {
                public void Run(List<Order> orders) { db.Orders.RemoveRange(orders); db.SaveChanges(); }
            }
            """ },
        { "a navigation's rows are removed", """
            public class Service(ShopContext db)
            {
                public void Run(Order order) { db.Lines.RemoveRange(order.Lines); db.SaveChanges(); }
            }
            """ },
        { "else", Body("foreach (var o in db.Orders.ToList()) { if (o.IsPaid) { o.Total = 0; } else { o.Total = 1; } } db.SaveChanges();") },
        { "two conditions", Body("foreach (var o in db.Orders.ToList()) { if (o.IsPaid) { o.Total = 0; } if (o.Total > 5) { o.IsPaid = true; } } db.SaveChanges();") },
        { "a condition that is computed here", Body("foreach (var o in db.Orders.ToList()) { if (Matches(o)) { o.IsPaid = true; } } db.SaveChanges();", "private static bool Matches(Order o) => o.Id % 2 == 0;") },
        { "a lookup per row", Body("var names = new Dictionary<int, string>(); foreach (var c in db.Customers.ToList()) { c.Name = names[c.Id]; } db.SaveChanges();") },
        { "some are removed and some changed", Body("foreach (var o in db.Orders.ToList()) { o.IsPaid = true; db.Orders.Remove(o); } db.SaveChanges();") },
        { "a row is added per row", Body("foreach (var o in db.Orders.ToList()) { o.IsPaid = true; db.Lines.Add(new OrderLine { OrderId = o.Id }); } db.SaveChanges();") },
        { "numbered rows", Body("var i = 0; foreach (var p in db.Products.ToList()) { p.Stock = i++; } db.SaveChanges();") },
        { "already one command", Body("db.Orders.Where(o => !o.IsPaid).ExecuteUpdate(s => s.SetProperty(o => o.IsPaid, true)); db.Lines.ExecuteDelete(); db.SaveChanges();") },
        { "the save is overridden", """
            public class AuditedContext(DbContextOptions<AuditedContext> options) : DbContext(options)
            {
                public DbSet<Order> Orders => Set<Order>();
                public override int SaveChanges() { ChangeTracker.DetectChanges(); return base.SaveChanges(); }
            }
            public class Service(AuditedContext db)
            {
                public void Run() { foreach (var o in db.Orders.ToList()) { o.IsPaid = true; } db.SaveChanges(); }
            }
            """ },
        { "the save is overridden in a base", """
            public abstract class AuditedContext(DbContextOptions options) : DbContext(options)
            {
                public override Task<int> SaveChangesAsync(CancellationToken token = default) => base.SaveChangesAsync(token);
            }
            public class Store(DbContextOptions<Store> options) : AuditedContext(options) { public DbSet<Order> Orders => Set<Order>(); }
            public class Service(Store db)
            {
                public async Task Run() { db.Orders.RemoveRange(db.Orders.Where(o => o.IsPaid)); await db.SaveChangesAsync(); }
            }
            """ },
        { "an interceptor", """
            public class Audit : Microsoft.EntityFrameworkCore.Diagnostics.SaveChangesInterceptor { }
            public class Service(ShopContext db)
            {
                public void Run() { db.Orders.RemoveRange(db.Orders.Where(o => o.IsPaid)); db.SaveChanges(); }
            }
            """ },
        { "an event of the context", """
            public class Service
            {
                private readonly ShopContext db;
                public Service(ShopContext context) { db = context; db.SavingChanges += (_, _) => Console.WriteLine(); }
                public void Run() { db.Orders.RemoveRange(db.Orders.Where(o => o.IsPaid)); db.SaveChanges(); }
            }
            """ },
        { "soft deletes", """
            public class Document { public int Id { get; set; } public bool IsDeleted { get; set; } public int Folder { get; set; } }
            public class Documents(DbContextOptions<Documents> options) : DbContext(options) { public DbSet<Document> All => Set<Document>(); }
            public class Service(Documents db)
            {
                public void Run(int folder) { db.All.RemoveRange(db.All.Where(d => d.Folder == folder)); db.SaveChanges(); }
            }
            """ },
        { "a concurrency token", """
            public class Document { public int Id { get; set; } [System.ComponentModel.DataAnnotations.ConcurrencyCheck] public int Revision { get; set; } public int Folder { get; set; } }
            public class Documents(DbContextOptions<Documents> options) : DbContext(options) { public DbSet<Document> All => Set<Document>(); }
            public class Service(Documents db)
            {
                public void Run(int folder) { foreach (var d in db.All.ToList()) { d.Folder = folder; } db.SaveChanges(); }
            }
            """ },
        { "a row version in the model", """
            public class Document { public int Id { get; set; } public byte[] Stamp { get; set; } = []; public int Folder { get; set; } }
            public class Documents(DbContextOptions<Documents> options) : DbContext(options)
            {
                public DbSet<Document> All => Set<Document>();
                protected override void OnModelCreating(ModelBuilder model) => model.Entity<Document>().Property(d => d.Stamp).IsRowVersion();
            }
            public class Service(Documents db)
            {
                public void Run(int folder) { foreach (var d in db.All.ToList()) { d.Folder = folder; } db.SaveChanges(); }
            }
            """ },
        { "a hierarchy", """
            public class Animal { public int Id { get; set; } public int Age { get; set; } }
            public class Dog : Animal { public string Name { get; set; } = ""; }
            public class Zoo(DbContextOptions<Zoo> options) : DbContext(options) { public DbSet<Animal> Animals => Set<Animal>(); }
            public class Service(Zoo db)
            {
                public void Run() { foreach (var a in db.Animals.ToList()) { a.Age++; } db.SaveChanges(); }
            }
            """ },
        { "a property with code", """
            public class Account { private int _level; public int Id { get; set; } public int Level { get => _level; set { _level = value; Changed = true; } } public bool Changed { get; private set; } }
            public class Bank(DbContextOptions<Bank> options) : DbContext(options) { public DbSet<Account> Accounts => Set<Account>(); }
            public class Service(Bank db)
            {
                public void Run() { foreach (var a in db.Accounts.ToList()) { a.Level = 5; } db.SaveChanges(); }
            }
            """ },
        { "a property outside the model", """
            public class Account { public int Id { get; set; } [System.ComponentModel.DataAnnotations.Schema.NotMapped] public int Level { get; set; } }
            public class Bank(DbContextOptions<Bank> options) : DbContext(options) { public DbSet<Account> Accounts => Set<Account>(); }
            public class Service(Bank db)
            {
                public void Run() { foreach (var a in db.Accounts.ToList()) { a.Level = 5; } db.SaveChanges(); }
            }
            """ },
        { "a domain method", """
            public class Account { public int Id { get; set; } public int Level { get; private set; } public void Raise() => Level++; }
            public class Bank(DbContextOptions<Bank> options) : DbContext(options) { public DbSet<Account> Accounts => Set<Account>(); }
            public class Service(Bank db)
            {
                public void Run() { foreach (var a in db.Accounts.ToList()) { a.Raise(); } db.SaveChanges(); }
            }
            """ },
        { "in a loop of its own", Body("foreach (var id in new List<int>(Enumerable.Range(0, 50))) { db.Orders.RemoveRange(db.Orders.Where(o => o.CustomerId == id)); db.SaveChanges(); }") },
        { "a seeder", """
            public class OrderSeeder(ShopContext db)
            {
                public void Run() { db.Orders.RemoveRange(db.Orders); db.SaveChanges(); }
            }
            """ },
        { "an abstract context", """
            public interface IStore { DbSet<Order> Orders { get; } int SaveChanges(); }
            public class Service(IStore db)
            {
                public void Run() { db.Orders.RemoveRange(db.Orders.Where(o => o.IsPaid)); db.SaveChanges(); }
            }
            """ },
        { "a conditional query", Body("IQueryable<Order> query = db.Orders; if (DateTime.Now.Year > 2000) { query = query.Where(o => o.IsPaid).Take(5); } db.Orders.RemoveRange(query); db.SaveChanges();") },
        { "a list of our own", Body("var list = new List<Order>(); list.ForEach(o => o.IsPaid = true); db.SaveChanges();") },
        { "not awaited", Body("foreach (var o in db.Orders.ToList()) { o.IsPaid = true; } db.SaveChangesAsync();") },
        { "more than rows", Body("foreach (var o in db.Orders.ToList()) { o.IsPaid = true; break; } db.SaveChanges();") },
        { "a total is kept", Body("var sum = 0m; foreach (var o in db.Orders.ToList()) { o.IsPaid = true; sum += o.Total; } db.SaveChanges(); Console.WriteLine(sum);") },
    };

    private static string Body(string body, string members = "") => $$"""
        public class Service(ShopContext db)
        {
            public void Run()
            {
                {{body}}
            }

            {{members}}
        }
        """;
}
