using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.RoundTripPerElement, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

/// <summary>Databases and repository packages that the tests do not reference: declared here as far as a case needs them.</summary>
public sealed class RoundTripPerElementProvidersTests
{
    public static readonly Cases Firing = new()
    {
        { "Ardalis.Specification", """
            namespace Ardalis.Specification
            {
                public interface IReadRepositoryBase<T> { Task<T?> GetByIdAsync<TId>(TId id, CancellationToken cancellation = default); Task<List<T>> ListAsync(CancellationToken cancellation = default); }
                public interface IRepositoryBase<T> : IReadRepositoryBase<T> { Task UpdateAsync(T entity); }
            }
            public interface IRepository<T> : Ardalis.Specification.IRepositoryBase<T> { }
            class C(IRepository<Customer> customers)
            {
                public async Task M(List<Order> orders) { foreach (var order in orders) { Console.WriteLine(await customers.[|GetByIdAsync|](order.CustomerId)); } }
            }
            """ },
        { "ABP", """
            namespace Volo.Abp.Domain.Repositories
            {
                public interface IRepository { }
                public interface IReadOnlyBasicRepository<TEntity> : IRepository { Task<List<TEntity>> GetListAsync(Expression<Func<TEntity, bool>> predicate); }
                public interface IReadOnlyBasicRepository<TEntity, TKey> : IReadOnlyBasicRepository<TEntity> { Task<TEntity> GetAsync(TKey id, bool includeDetails = true); }
                public interface IRepository<TEntity> : IReadOnlyBasicRepository<TEntity> { }
                public interface IRepository<TEntity, TKey> : IRepository<TEntity>, IReadOnlyBasicRepository<TEntity, TKey> { }
                public static class RepositoryAsyncExtensions { public static Task<bool> AnyAsync<T>(this IReadOnlyBasicRepository<T> repository, Expression<Func<T, bool>> predicate) => throw new NotImplementedException(); }
            }
            namespace Own
            {
                using Volo.Abp.Domain.Repositories;
                class C(IRepository<Customer, int> customers, IRepository<Order, int> orders)
                {
                    public async Task M(int[] ids)
                    {
                        foreach (var id in ids)
                        {
                            Console.WriteLine(await customers.[|GetAsync|](id));
                            Console.WriteLine(await orders.[|GetListAsync|](o => o.CustomerId == id));
                            Console.WriteLine(await orders.[|AnyAsync|](o => o.CustomerId == id));
                        }
                    }
                }
            }
            """ },
        { "ASP.NET Core Identity", """
            namespace Microsoft.AspNetCore.Identity
            {
                public class UserManager<TUser> { public virtual Task<IList<string>> GetRolesAsync(TUser user) => throw new NotImplementedException(); public virtual Task<TUser?> FindByIdAsync(string id) => throw new NotImplementedException(); }
            }
            public class ShopUserManager : Microsoft.AspNetCore.Identity.UserManager<Customer> { }
            class C(Microsoft.AspNetCore.Identity.UserManager<Customer> users, ShopUserManager own)
            {
                public async Task M(List<Customer> customers)
                {
                    foreach (var customer in customers) { Console.WriteLine(await users.[|GetRolesAsync|](customer)); }
                    foreach (var customer in customers) { Console.WriteLine(await own.[|FindByIdAsync|](customer.Email)); }
                }
            }
            """ },
        { "Marten", """
            namespace Marten
            {
                public interface IQuerySession { Task<T?> LoadAsync<T>(Guid id, CancellationToken token = default); IQueryable<T> Query<T>(); }
                public static class QueryableExtensions { public static Task<IReadOnlyList<T>> ToListAsync<T>(this IQueryable<T> query) => throw new NotImplementedException(); }
            }
            namespace Own
            {
                using Marten;
                class C(IQuerySession session)
                {
                    public async Task M(List<Guid> ids, List<Order> orders)
                    {
                        foreach (var id in ids) { Console.WriteLine(await session.[|LoadAsync|]<Customer>(id)); }
                        foreach (var order in orders) { Console.WriteLine(await Marten.QueryableExtensions.[|ToListAsync|](session.Query<OrderLine>().Where(l => l.OrderId == order.Id))); }
                    }
                }
            }
            """ },
        { "MongoDB", """
            namespace MongoDB.Driver
            {
                public interface IMongoCollection<T> { Task<long> CountDocumentsAsync(Expression<Func<T, bool>> filter); }
                public interface IFindFluent<T> { }
                public static class IMongoCollectionExtensions { public static IFindFluent<T> Find<T>(this IMongoCollection<T> collection, Expression<Func<T, bool>> filter) => throw new NotImplementedException(); }
                public static class IFindFluentExtensions { public static Task<T> FirstOrDefaultAsync<T>(this IFindFluent<T> find, CancellationToken token = default) => throw new NotImplementedException(); }
            }
            namespace Own
            {
                using MongoDB.Driver;
                class C(IMongoCollection<Customer> customers)
                {
                    public async Task M(List<Order> orders)
                    {
                        foreach (var order in orders) { Console.WriteLine(await customers.Find(c => c.Id == order.CustomerId).[|FirstOrDefaultAsync|]()); }
                        foreach (var order in orders) { Console.WriteLine(await customers.[|CountDocumentsAsync|](c => c.Id == order.CustomerId)); }
                    }
                }
            }
            """ },
        { "NHibernate, through a repository", """
            namespace NHibernate { public interface ISession { T Get<T>(object id); T Load<T>(object id); } }
            class Customers(NHibernate.ISession session) { public Customer ById(int id) => session.Get<Customer>(id); }
            class C(Customers customers) { public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(customers.[|ById|](id).Name); } } }
            """ },
        { "RavenDB", """
            namespace Raven.Client.Documents.Session { public interface IAsyncDocumentSession { Task<T> LoadAsync<T>(string id, CancellationToken token = default); } }
            class C(Raven.Client.Documents.Session.IAsyncDocumentSession session)
            {
                public async Task M(string[] ids) { foreach (var id in ids) { Console.WriteLine(await session.[|LoadAsync|]<Customer>(id)); } }
            }
            """ },
        { "Cosmos DB", """
            namespace Microsoft.Azure.Cosmos { public abstract class Container { public abstract Task<T> ReadItemAsync<T>(string id, object key); } }
            class C(Microsoft.Azure.Cosmos.Container container)
            {
                public async Task M(string[] ids) { Console.WriteLine(await Task.WhenAll(ids.Select(id => container.[|ReadItemAsync|]<Customer>(id, id)))); }
            }
            """ },
        { "EF 6", """
            namespace System.Data.Entity
            {
                public class DbSet<T> where T : class { public virtual T? Find(params object[] keys) => null; }
                public static class QueryableExtensions { public static Task<T> FirstAsync<T>(this IQueryable<T> source, Expression<Func<T, bool>> predicate) => throw new NotImplementedException(); }
            }
            namespace Own
            {
                class C(System.Data.Entity.DbSet<Customer> customers, IQueryable<Order> orders)
                {
                    public async Task M(int[] ids)
                    {
                        foreach (var id in ids) { Console.WriteLine(customers.[|Find|](id)); }
                        foreach (var id in ids) { Console.WriteLine(await System.Data.Entity.QueryableExtensions.[|FirstAsync|](orders, o => o.Id == id)); }
                    }
                }
            }
            """ },
        { "data adapter per key", """
            class C
            {
                public void M(System.Data.Common.DbDataAdapter adapter, int[] ids)
                {
                    foreach (var id in ids)
                    {
                        var rows = new System.Data.DataTable("orders" + id);
                        adapter.[|Fill|](rows);
                    }
                }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "proxies of NHibernate", """
            namespace NHibernate { public interface ISession { T Get<T>(object id); T Load<T>(object id); } }
            class C(NHibernate.ISession session) { public void M(List<Order> orders) { foreach (var order in orders) { order.Customer = session.Load<Customer>(order.CustomerId); } } }
            """ },
        { "all documents by their keys", """
            namespace Marten { public interface IQuerySession { Task<IReadOnlyList<T>> LoadManyAsync<T>(params Guid[] ids); } }
            class C(Marten.IQuerySession session)
            {
                public async Task M(Guid[] ids) { foreach (var chunk in ids.Chunk(100)) { Console.WriteLine(await session.LoadManyAsync<Customer>(chunk)); } }
            }
            """ },
        { "row commands and remote calls are other matters", """
            namespace MongoDB.Driver { public interface IMongoCollection<T> { Task InsertOneAsync(T document); } }
            class C(MongoDB.Driver.IMongoCollection<Order> orders, System.Net.Http.HttpClient http)
            {
                public async Task M(List<Order> all)
                {
                    foreach (var order in all) { await orders.InsertOneAsync(order); }
                    foreach (var order in all) { Console.WriteLine(await http.GetStringAsync("/orders/" + order.Id)); }
                }
            }
            """ },
        { "fluent query that is only built", """
            namespace MongoDB.Driver
            {
                public interface IMongoCollection<T> { }
                public interface IFindFluent<T> { }
                public static class IMongoCollectionExtensions { public static IFindFluent<T> Find<T>(this IMongoCollection<T> collection, Expression<Func<T, bool>> filter) => throw new NotImplementedException(); }
            }
            namespace Own
            {
                using MongoDB.Driver;
                class C(IMongoCollection<Customer> customers)
                {
                    public List<IFindFluent<Customer>> M(int[] ids) => ids.Select(id => customers.Find(c => c.Id == id)).ToList();
                }
            }
            """ },
        { "user of the request", """
            namespace Microsoft.AspNetCore.Identity { public class UserManager<TUser> { public virtual Task<TUser?> FindByIdAsync(string id) => throw new NotImplementedException(); } }
            class C(Microsoft.AspNetCore.Identity.UserManager<Customer> users) { public async Task M(string id) => Console.WriteLine(await users.FindByIdAsync(id)); }
            """ },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);
}
