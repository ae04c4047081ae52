using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfAnalyzers.Tests;

/// <summary>
/// An editor hands other projects over as source, a build as images. What is reported must not depend on it, and code of
/// another project is never asked of this one.
/// </summary>
public sealed class ProjectReferenceTests
{
    private const string Depot = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Dapper;
        global using Microsoft.Data.Sqlite;
        global using Microsoft.EntityFrameworkCore;
        global using Shop;

        namespace Depot;

        public interface IRepository<T> where T : class { T? Find(int id); Task<T?> FindAsync(int id); void SaveChanges(); Task SaveChangesAsync(); }

        public class Repository<T>(ShopContext db) : IRepository<T> where T : class
        {
            public T? Find(int id) => db.Set<T>().Find(id);
            public async Task<T?> FindAsync(int id) => await db.Set<T>().FindAsync(id);
            public void SaveChanges() => db.SaveChanges();
            public Task SaveChangesAsync() => db.SaveChangesAsync();
        }

        public interface IStock { int Count(int id); Task<int> CountAsync(int id); }

        public sealed class Stock(ShopContext db) : IStock
        {
            public int Count(int id) => db.Orders.Count(o => o.CustomerId == id);
            public Task<int> CountAsync(int id) => db.Orders.CountAsync(o => o.CustomerId == id);
            public int Slow(int id) => CountAsync(id).Result;
            public int Total => db.Orders.Count();
            public static int Plain(int id) => id + 1;
            public static async Task<int> PlainAsync(int id) { await Task.Delay(id); return id; }
            public static Task<int> Ended(int id) => Task.FromResult(id);
        }

        public struct Money { public int Cents; public override string ToString() => Cents.ToString(); }
        public struct Bare { public int Cents; }
        public record Line(int Id, Money Price);
        public class Waiter { private readonly TaskCompletionSource<int> _source = new(); public Task<int> Ready => _source.Task; public bool IsDone { get; private set; } public void Finish() { IsDone = true; _source.SetResult(1); } }
        public static class Each { public static void Do<T>(IEnumerable<T> all, Action<T> act) { foreach (var x in all) { act(x); } } public static async Task DoAsync<T>(IEnumerable<T> all, Func<T, Task> act) { foreach (var x in all) { await act(x); } } }
        """;

    private static readonly string[] s_uses =
    [
        "class C(IRepository<Customer> r) { void M(List<Order> orders) { foreach (var o in orders) { r.Find(o.CustomerId); } } }",
        "class C(IRepository<Customer> r) { async Task M(List<Order> orders) { foreach (var o in orders) { await r.FindAsync(o.CustomerId); } } }",
        "class C(IRepository<Customer> r) { async Task M() { await Task.Yield(); r.SaveChanges(); } }",
        "class C(Repository<Customer> r) { async Task M() { await Task.Yield(); r.SaveChanges(); } }",
        "class C(IRepository<Customer> r) { void M(List<Customer> all) { foreach (var c in all) { c.Name = \"x\"; r.SaveChanges(); } } }",
        "class C(IRepository<Customer> r) { Customer? M(int id) => r.FindAsync(id).Result; }",
        "class C(IStock s) { int M(List<Order> orders) => orders.Sum(o => s.Count(o.CustomerId)); }",
        "class C(Stock s) { int M(List<Order> orders) { var n = 0; for (var i = 0; i < orders.Count; i++) { n += s.Count(orders[i].Id); } return n; } }",
        "class C(Stock s) { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += s.Total; } return n; } }",
        "class C(Stock s) { async Task<int> M() { await Task.Yield(); return s.Slow(1) + s.Count(1) + s.Total; } }",
        "class C(Stock s) { int M() => s.CountAsync(1).Result + Stock.PlainAsync(1).Result + Stock.Ended(2).GetAwaiter().GetResult(); }",
        "class C(Stock s) { async Task<int> M() { var a = await s.CountAsync(1); var b = await s.CountAsync(2); return a + b; } }",
        "class C(Stock s) { async Task<int> M(int[] ids) { var all = ids.Select(s.CountAsync); await Task.WhenAll(all); return all.Sum(t => t.Result); } }",
        "class C(Stock s) { Task M(List<int> ids) => Task.WhenAll(ids.Select(s.CountAsync)); }",
        "class C : Repository<Order> { public C(ShopContext db) : base(db) { } void M(List<int> ids) { foreach (var id in ids) { Find(id); SaveChanges(); } } }",
        "class C { string M(List<Line> lines) { var t = \"\"; foreach (var l in lines) { t += string.Format(\"{0} {1}\", l.Price, l.Id); } return t; } }",
        "class C { bool M(List<Bare> all, Bare b) { var n = false; foreach (var x in all) { n |= x.Equals(b) | all.Contains(x); } return n; } }",
        "class C { void M(List<int> ids) => Each.Do(ids, async id => await Stock.PlainAsync(id)); }",
        "class C(Stock s) { void M(List<int> ids) => Each.Do(ids, id => s.Count(id)); }",
        "class C(Stock s) { Task M(List<int> ids) => Each.DoAsync(ids, id => s.CountAsync(id)); }",
        "class C(Waiter w) { async Task M() { while (!w.IsDone) { await Task.Delay(20); } } }",
        "class C(Waiter w) { int M() => w.Ready.Result; }",
        "class C(ShopContext db) { async Task M() { foreach (var c in db.Customers.ToList()) { foreach (var o in c.Orders) { Console.WriteLine(o.Id); } } await Task.Yield(); } }",
        "class C : IStock { public int Count(int id) => CountAsync(id).Result; public async Task<int> CountAsync(int id) { await Task.Delay(1); return id; } }",
        "class C(IStock s) { int Deep(List<int> ids) { var n = 0; foreach (var id in ids) { n += One(id); } return n; } int One(int id) => Two(id); int Two(int id) => s.Count(id); }",
    ];

    private static readonly CSharpCompilation s_prepared = AllRules.Prepared();

    private static readonly ConditionalWeakTable<CSharpCompilation, PortableExecutableReference> s_images = new();

    [Fact]
    public async Task Reports_are_the_same_over_source_and_over_an_image()
    {
        var model = s_prepared.WithAssemblyName("Model").RemoveSyntaxTrees(Tree("Usings.cs"));
        var depot = Project("Depot", Depot, model.ToMetadataReference());
        var reported = 0;
        await AllRules.ForEach([.. s_uses.Select(static use => ("", use))], async use => Interlocked.Add(ref reported, await Same(use.Source, [model, depot], Library.Usings + "\nglobal using Depot;")));
        Assert.True(reported >= s_uses.Length / 2, $"{reported} reports");
    }

    [Fact, Trait("Category", "Exhaustive")]
    public async Task The_cases_of_all_rules_see_their_model_as_source_and_as_an_image()
    {
        var model = s_prepared.WithAssemblyName("Model").RemoveSyntaxTrees(Tree("Usings.cs"));
        await AllRules.ForEach([.. Cases.All("Firing").Concat(Cases.All("Suggested")).Select(static found => (found.Case.Name, found.Case.Unmarked))], code => Same(code.Source, [model], Library.Usings));
    }

    private static SyntaxTree Tree(string path) => s_prepared.SyntaxTrees.Single(tree => tree.FilePath == path);

    private static CSharpCompilation Project(string name, string source, params MetadataReference[] projects) => CSharpCompilation.Create(
        name, [AllRules.Parse(source, name + ".cs")], Library.References.AddRange(projects), s_prepared.Options);

    private static async Task<int> Same(string source, ImmutableArray<CSharpCompilation> projects, string usings)
    {
        var plain = CSharpCompilation.Create("Case", [AllRules.Parse(source), AllRules.Parse(usings, "Usings.cs")], Library.References, s_prepared.Options);
        var fromSource = await Reports(plain.AddReferences(projects.Select(static project => project.ToMetadataReference())));
        var fromImages = await Reports(plain.AddReferences(projects.Select(static project => s_images.GetValue(project, Emit))));
        Assert.True(fromImages.SequenceEqual(fromSource), $"{source}\nas images:\n{string.Join('\n', fromImages)}\nas source:\n{string.Join('\n', fromSource)}");
        return fromSource.Length;

        async Task<ImmutableArray<string>> Reports(Compilation compilation) =>
            [.. (await AllRules.Review(compilation, source)).Select(static report => report.ToString()).Order(StringComparer.Ordinal)];
    }

    private static PortableExecutableReference Emit(CSharpCompilation project)
    {
        using var image = new MemoryStream();
        var result = project.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
