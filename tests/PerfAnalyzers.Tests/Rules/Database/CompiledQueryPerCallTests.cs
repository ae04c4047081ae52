using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.CompiledQueryPerCall, PerfAnalyzers.Database.CompiledQueryPerCallFix>;

namespace PerfAnalyzers.Tests;

public sealed class CompiledQueryPerCallTests
{
    public static readonly Cases Firing = new()
    {
        { "compiled and called", "class C { Order? M(ShopContext db, int id) => EF.[|CompileQuery|]((ShopContext s, int i) => s.Orders.FirstOrDefault(o => o.Id == i))(db, id); }" },
        { "compiled into a local", """
            class C
            {
                int M(ShopContext db)
                {
                    var count = EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count());
                    return count(db);
                }
            }
            """ },
        { "asynchronous", """
            class C
            {
                async Task<Order?> M(ShopContext db, int id)
                {
                    var find = EF.[|CompileAsyncQuery|]((ShopContext s, int i) => s.Orders.FirstOrDefault(o => o.Id == i));
                    return await find(db, id);
                }
            }
            """ },
        { "with a captured value", "class C { int M(ShopContext db, int id) { var count = EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count(o => o.CustomerId == id)); return count(db); } }" },
        { "in a property", "class C { Func<ShopContext, int> Count { get { var f = EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count()); f(null!); return null!; } } }" },
        { "in a lambda that runs per request", "class C { Func<ShopContext, int> M() => db => EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count())(db); }" },
        { "in a private helper", "class C { public int M(ShopContext db) => Count(db); int Count(ShopContext db) => EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count())(db); }" },
        { "value in an expression tree", """
            class C
            {
                List<Order> M(ShopContext db, int id)
                {
                    var o = Expression.Parameter(typeof(Order), "o");
                    var body = Expression.Equal(Expression.Property(o, "CustomerId"), Expression.[|Constant|](id));
                    return db.Orders.Where(Expression.Lambda<Func<Order, bool>>(body, o)).ToList();
                }
            }
            """ },
        { "value in a tree that is kept in a local", """
            class C
            {
                Task<Customer?> M(ShopContext db, Customer like)
                {
                    var c = Expression.Parameter(typeof(Customer), "c");
                    var filter = Expression.Lambda<Func<Customer, bool>>(Expression.Equal(Expression.Property(c, nameof(Customer.Email)), Expression.[|Constant|](like.Email)), c);
                    return db.Customers.FirstOrDefaultAsync(filter);
                }
            }
            """ },
    };

    public static readonly Cases Suggested = new()
    {
        { "a field of each object", "class C(ShopContext db) { readonly Func<ShopContext, int> _count = EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count()); int M() => _count(db); }" },
        { "a property of each object", "class C(ShopContext db) { Func<ShopContext, int> Count { get; } = EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count()); int M() => Count(db); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "static field", "class C { static readonly Func<ShopContext, int, Order?> s_find = EF.CompileQuery((ShopContext s, int i) => s.Orders.FirstOrDefault(o => o.Id == i)); Order? M(ShopContext db, int id) => s_find(db, id); }" },
        { "static property", "class C { static Func<ShopContext, int> Count { get; } = EF.CompileQuery((ShopContext s) => s.Orders.Count()); }" },
        { "static constructor", "class C { static readonly Func<ShopContext, int> s_count; static C() { s_count = EF.CompileQuery((ShopContext s) => s.Orders.Count()); } }" },
        { "lazy", "class C { static readonly Lazy<Func<ShopContext, int>> s_count = new(() => EF.CompileQuery((ShopContext s) => s.Orders.Count())); }" },
        { "filled once", "class C { static Func<ShopContext, int>? s_count; int M(ShopContext db) => (s_count ??= EF.CompileQuery((ShopContext s) => s.Orders.Count()))(db); }" },
        { "field that a method fills", "class C { Func<ShopContext, int>? _count; void Prepare() { _count = EF.CompileQuery((ShopContext s) => s.Orders.Count()); } }" },
        { "cache of compiled queries", "class C { static readonly System.Collections.Concurrent.ConcurrentDictionary<int, Func<ShopContext, int>> s_all = new(); int M(ShopContext db, int n) => s_all.GetOrAdd(n, static k => EF.CompileQuery((ShopContext s) => s.Orders.Take(k).Count()))(db); }" },
        { "factory", "class C { public static Func<ShopContext, int> Make() => EF.CompileQuery((ShopContext s) => s.Orders.Count()); }" },
        { "handed on", "class C { void M(List<Func<ShopContext, int>> all) { all.Add(EF.CompileQuery((ShopContext s) => s.Orders.Count())); } }" },
        { "singleton's field", "using Microsoft.Extensions.DependencyInjection; class C { readonly Func<ShopContext, int> _count = EF.CompileQuery((ShopContext s) => s.Orders.Count()); } class Start { void Add(IServiceCollection s) => s.AddSingleton<C>(); }" },
        { "start-up", "class Program { static void Main() { using var db = new ShopContext(null!); var f = EF.CompileQuery((ShopContext s) => s.Orders.Count()); Console.WriteLine(f(db)); } }" },
        { "plain query", "class C { Order? M(ShopContext db, int id) => db.Orders.FirstOrDefault(o => o.Id == id); }" },
        { "expression compiled by hand", "class C { int M(Expression<Func<int, int>> e) => 3; Func<int> N() { Expression<Func<int>> e = () => 3; return e.Compile(); } }" },
        { "constant in a tree", """
            class C
            {
                List<Order> M(ShopContext db)
                {
                    var o = Expression.Parameter(typeof(Order), "o");
                    return db.Orders.Where(Expression.Lambda<Func<Order, bool>>(Expression.Equal(Expression.Property(o, "CustomerId"), Expression.Constant(3)), o)).ToList();
                }
            }
            """ },
        { "value behind an object", """
            class C
            {
                List<Order> M(ShopContext db, int id)
                {
                    var o = Expression.Parameter(typeof(Order), "o");
                    var value = Expression.Property(Expression.Constant(new { Value = id }), "Value");
                    return db.Orders.Where(Expression.Lambda<Func<Order, bool>>(Expression.Equal(Expression.Property(o, "CustomerId"), value), o)).ToList();
                }
            }
            """ },
        { "tree for a list", """
            class C
            {
                List<Order> M(List<Order> all, int id)
                {
                    var o = Expression.Parameter(typeof(Order), "o");
                    return all.AsQueryable().Where(Expression.Lambda<Func<Order, bool>>(Expression.Equal(Expression.Property(o, "CustomerId"), Expression.Constant(id)), o)).ToList();
                }
            }
            """ },
        { "tree that goes elsewhere", "class C { Expression M(int id) => Expression.Constant(id); }" },
        { "own class EF", "class EF { public static Func<int> CompileQuery(Expression<Func<int>> e) => e.Compile(); } class C { int M() => EF.CompileQuery(() => 3)(); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        "class C { int M(ShopContext db) => EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count())(db); }",
        "'CompileQuery' makes Entity Framework translate the query on each call; keep the delegate in a static readonly field");

    [Fact]
    public Task Moves_a_local() => Verify.Fixes("""
        class C
        {
            int M(ShopContext db, int id)
            {
                var count = EF.[|CompileQuery|]((ShopContext s, int i) => s.Orders.Count(o => o.CustomerId == i));
                return count(db, id);
            }
        }
        """, """
        class C
        {
            private static readonly Func<ShopContext, int, int> Count = EF.CompileQuery((ShopContext s, int i) => s.Orders.Count(o => o.CustomerId == i));

            int M(ShopContext db, int id)
            {
                return Count(db, id);
            }
        }
        """);

    [Fact]
    public Task Moves_a_call() => Verify.Fixes("""
        class C
        {
            static readonly int s_limit = 3;

            Order? M(ShopContext db, int id) => EF.[|CompileQuery|]((ShopContext s, int i) => s.Orders.FirstOrDefault(o => o.Id == i))(db, id);
        }
        """, """
        class C
        {
            static readonly int s_limit = 3;

            private static readonly Func<ShopContext, int, Order?> s_query = EF.CompileQuery((ShopContext s, int i) => s.Orders.FirstOrDefault(o => o.Id == i));

            Order? M(ShopContext db, int id) => s_query(db, id);
        }
        """);

    [Fact]
    public Task Makes_the_field_static() => Verify.Fixes(
        "class C(ShopContext db) { private readonly Func<ShopContext, int> _count = EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count()); int M() => _count(db); }",
        "class C(ShopContext db) { private static readonly Func<ShopContext, int> _count = EF.CompileQuery((ShopContext s) => s.Orders.Count()); int M() => _count(db); }",
        DiagnosticSeverity.Info);

    [Theory]
    [InlineData("int M(ShopContext db, int id) { var count = EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count(o => o.CustomerId == id)); return count(db); }")]
    [InlineData("int M(ShopContext db) { var count = /* once */ EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count()); return count(db); }")]
    [InlineData("int M<T>(ShopContext db) where T : class => EF.[|CompileQuery|]((ShopContext s) => s.Set<T>().Count())(db);")]
    [InlineData("int _n; int M(ShopContext db) => EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count(o => o.Id == _n))(db);")]
    public Task Refuses_what_depends_on_the_call(string member) => Verify.RefusesToFix("class C { " + member + " }");

    [Fact]
    public Task Refuses_what_others_see() => Verify.RefusesToFix(
        "class C { public readonly Func<ShopContext, int> Count = EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count()); }", DiagnosticSeverity.Info);

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        ("""
        class C
        {
            int A(ShopContext db) => EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count())(db);

            int B(ShopContext db) => EF.[|CompileQuery|]((ShopContext s) => s.Products.Count())(db);
        }
        """, """
        class C
        {
            private static readonly Func<ShopContext, int> Query = EF.CompileQuery((ShopContext s) => s.Orders.Count());

            private static readonly Func<ShopContext, int> Query2 = EF.CompileQuery((ShopContext s) => s.Products.Count());

            int A(ShopContext db) => Query(db);

            int B(ShopContext db) => Query2(db);
        }
        """),
        ("""
        class D
        {
            int A(ShopContext db) => EF.[|CompileQuery|]((ShopContext s) => s.Orders.Count())(db);
        }
        """, """
        class D
        {
            private static readonly Func<ShopContext, int> Query = EF.CompileQuery((ShopContext s) => s.Orders.Count());

            int A(ShopContext db) => Query(db);
        }
        """),
    ]);
}
