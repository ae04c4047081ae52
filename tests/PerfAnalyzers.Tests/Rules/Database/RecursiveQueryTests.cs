using PerfAnalyzers.Database;
using Microsoft.CodeAnalysis.Testing;

namespace PerfAnalyzers.Tests;

using Verify = Verify<RecursiveQuery, EmptyCodeFixProvider>;

public sealed class RecursiveQueryTests
{
    private const string Model = """

        public class Category { public int Id { get; set; } public int? ParentId { get; set; } public string Name { get; set; } = ""; public Category? Parent { get; set; } public List<Category> Children { get; set; } = new(); }
        public class CatalogContext : DbContext { public DbSet<Category> Categories => Set<Category>(); public DbSet<Product> Products => Set<Product>(); }
        """;

    public static readonly Cases Firing = new()
    {
        { "children of a foreach", """
            public class Tree(CatalogContext db)
            {
                public void Walk(int id, List<int> all)
                {
                    foreach (var child in [|db.Categories.Where(c => c.ParentId == id)|])
                    {
                        all.Add(child.Id);
                        Walk(child.Id, all);
                    }
                }
            }
            """ + Model },
        { "children of a list, asynchronously", """
            public class Tree(CatalogContext db)
            {
                public async Task<List<Category>> LoadAsync(int parent, CancellationToken token)
                {
                    var children = await db.Categories.Where(c => c.ParentId == parent).[|ToListAsync|](token);
                    var all = new List<Category>(children);
                    foreach (var child in children)
                    {
                        all.AddRange(await LoadAsync(child.Id, token));
                    }

                    return all;
                }
            }
            """ + Model },
        { "the entity is passed", """
            public class Tree
            {
                private readonly CatalogContext _db;
                public Tree(CatalogContext db) => _db = db;
                private void Fill(Category category)
                {
                    category.Children = _db.Categories.Where(c => c.ParentId == category.Id).OrderBy(c => c.Name).[|ToList|]();
                    foreach (var child in category.Children) { Fill(child); }
                }
            }
            """ + Model },
        { "explicit loading", """
            public class Tree(CatalogContext db)
            {
                public async Task Load(Category node)
                {
                    await db.Entry(node).Collection(n => n.Children).[|LoadAsync|]();
                    foreach (var child in node.Children) { await Load(child); }
                }
            }
            """ + Model },
        { "static with context parameter", """
            public static class Tree
            {
                public static int Count(CatalogContext db, int id)
                {
                    var ids = db.Categories.Where(c => c.ParentId == id).Select(c => c.Id).[|ToList|]();
                    return ids.Count + ids.Sum(child => Count(db, child));
                }
            }
            """ + Model },
        { "select many with a method group", """
            public class Tree(CatalogContext db)
            {
                public IEnumerable<Category> Below(Category node)
                {
                    var children = db.Categories.Where(c => c.ParentId == node.Id).[|ToList|]();
                    return children.Concat(children.SelectMany(Below));
                }
            }
            """ + Model },
        { "iterator", """
            public class Tree(CatalogContext db)
            {
                public IEnumerable<int> Ids(int id)
                {
                    foreach (var child in [|db.Categories.Where(c => c.ParentId == id).Select(c => c.Id)|])
                    {
                        yield return child;
                        foreach (var deeper in Ids(child)) { yield return deeper; }
                    }
                }
            }
            """ + Model },
        { "local function", """
            public class Tree(CatalogContext db)
            {
                public List<string> Names(int root)
                {
                    var names = new List<string>();
                    Add(root);
                    return names;

                    void Add(int id)
                    {
                        var node = db.Categories.[|Single|](c => c.Id == id);
                        names.Add(node.Name);
                        foreach (var child in node.Children) { Add(child.Id); }
                    }
                }
            }
            """ + Model },
        { "lambda in a local", """
            public class Tree(CatalogContext db)
            {
                public async Task<int> Count(int root)
                {
                    var count = 0;
                    Func<int, Task> walk = null!;
                    walk = async id =>
                    {
                        var children = await db.Categories.Where(c => c.ParentId == id).[|ToListAsync|]();
                        foreach (var child in children)
                        {
                            count++;
                            await walk(child.Id);
                        }
                    };
                    await walk(root);
                    return count;
                }
            }
            """ + Model },
        { "two methods in turn", """
            public class Tree(CatalogContext db)
            {
                private void Node(Category node, List<string> lines)
                {
                    lines.Add(node.Name);
                    Children(node.Id, lines);
                }

                private void Children(int id, List<string> lines)
                {
                    foreach (var child in db.Categories.Where(c => c.ParentId == id).[|ToList|]())
                    {
                        Node(child, lines);
                    }
                }
            }
            """ + Model },
        { "through a repository", """
            public class Categories(CatalogContext db)
            {
                public List<Category> ChildrenOf(int id) => db.Categories.Where(c => c.ParentId == id).ToList();
            }
            public class Tree(Categories categories)
            {
                public void Print(int id, int depth)
                {
                    foreach (var child in categories.[|ChildrenOf|](id))
                    {
                        Console.WriteLine(new string(' ', depth) + child.Name);
                        Print(child.Id, depth + 1);
                    }
                }
            }
            """ + Model },
        { "a service that calls itself through its interface", """
            public interface ICategoryService { Task<List<Category>> GetTree(int id); }
            public class CategoryService(CatalogContext db, ICategoryService self) : ICategoryService
            {
                public async Task<List<Category>> GetTree(int id)
                {
                    var children = await db.Categories.Where(c => c.ParentId == id).[|ToListAsync|]();
                    foreach (var child in children) { child.Children = await self.GetTree(child.Id); }
                    return children;
                }
            }
            """ + Model },
        { "cycles are cut by a set of visited nodes", """
            public class Tree(CatalogContext db)
            {
                private void Visit(int id, HashSet<int> visited)
                {
                    if (!visited.Add(id)) { return; }
                    var children = db.Categories.Where(c => c.ParentId == id).Select(c => c.Id).[|ToList|]();
                    foreach (var child in children) { Visit(child, visited); }
                }
            }
            """ + Model },
        { "query syntax", """
            public class Tree(CatalogContext db)
            {
                private int Depth(Category node)
                {
                    var children = (from c in db.Categories where c.ParentId == node.Id select c).[|ToList|]();
                    return children.Count == 0 ? 1 : 1 + children.Max(c => Depth(c));
                }
            }
            """ + Model },
        { "Dapper", """
            public class Tree(DbConnection connection)
            {
                public async Task<List<int>> Ids(int id)
                {
                    var children = await connection.[|QueryAsync|]<int>("select Id from Categories where ParentId = @id", new { id });
                    var all = new List<int>();
                    foreach (var child in children)
                    {
                        all.Add(child);
                        all.AddRange(await Ids(child));
                    }

                    return all;
                }
            }
            """ },
        { "ADO.NET", """
            public class Tree(SqliteConnection connection)
            {
                public void Walk(long id, List<long> all)
                {
                    var children = new List<long>();
                    using (var command = connection.CreateCommand())
                    {
                        command.CommandText = "select Id from Categories where ParentId = $id";
                        command.Parameters.AddWithValue("$id", id);
                        using var reader = command.[|ExecuteReader|]();
                        while (reader.Read()) { children.Add(reader.GetInt64(0)); }
                    }

                    all.AddRange(children);
                    children.ForEach(child => Walk(child, all));
                }
            }
            """ },
        { "tasks of the children", """
            public class Tree(IDbContextFactory<CatalogContext> contexts)
            {
                public async Task<int> Count(int id)
                {
                    await using var db = await contexts.CreateDbContextAsync();
                    var ids = await db.Categories.Where(c => c.ParentId == id).Select(c => c.Id).[|ToArrayAsync|]();
                    var counts = await Task.WhenAll(ids.Select(child => Count(child)));
                    return ids.Length + counts.Sum();
                }
            }
            """ + Model },
        { "the node itself recurses", """
            public class Folder
            {
                public int Id { get; set; }
                public int ParentId { get; set; }
                public long Size { get; set; }
                public long Total(FolderContext db)
                {
                    var total = Size;
                    foreach (var child in db.Folders.Where(f => f.ParentId == Id).[|ToList|]())
                    {
                        total += child.Total(db);
                    }

                    return total;
                }
            }
            public class FolderContext : DbContext { public DbSet<Folder> Folders => Set<Folder>(); }
            """ },
        { "a controller's helper", """
            [Microsoft.AspNetCore.Mvc.ApiController]
            public class CategoriesController(CatalogContext db) : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                [Microsoft.AspNetCore.Mvc.HttpGet]
                public async Task<List<Node>> Get() => await Nodes(null);

                private async Task<List<Node>> Nodes(int? parent)
                {
                    var result = new List<Node>();
                    var rows = await db.Categories.AsNoTracking().Where(c => c.ParentId == parent).[|ToListAsync|]();
                    foreach (var row in rows)
                    {
                        result.Add(new Node(row.Name, await Nodes(row.Id)));
                    }

                    return result;
                }

                public record Node(string Name, List<Node> Children);
            }
            """ + Model },
        { "a helper of our own runs the recursion for each", """
            public static class Each { public static async Task EachAsync<T>(this IEnumerable<T> all, Func<T, Task> action) { foreach (var one in all) { await action(one); } } }
            public class Tree(CatalogContext db)
            {
                public async Task Ids(int id, HashSet<int> all)
                {
                    var children = await db.Categories.Where(c => c.ParentId == id).Select(c => c.Id).[|ToArrayAsync|]();
                    all.UnionWith(children);
                    await children.EachAsync(child => Ids(child, all));
                }
            }
            """ + Model },
        { "two recursive calls", """
            public class Pedigree(PersonContext db)
            {
                public int Ancestors(int? id)
                {
                    if (id == null) { return 0; }
                    var person = db.People.[|First|](p => p.Id == id);
                    return 1 + Ancestors(person.MotherId) + Ancestors(person.FatherId);
                }
            }
            public class Person { public int Id { get; set; } public int? MotherId { get; set; } public int? FatherId { get; set; } }
            public class PersonContext : DbContext { public DbSet<Person> People => Set<Person>(); }
            """ },
    };

    public static readonly Cases Suggested = new()
    {
        { "climbing to the root", """
            public class Tree(CatalogContext db)
            {
                public Category Root(int id)
                {
                    var node = db.Categories.[|Find|](id)!;
                    return node.ParentId is { } parent ? Root(parent) : node;
                }
            }
            """ + Model },
        { "path of names", """
            public class Tree(CatalogContext db)
            {
                private async Task<string> PathOf(Category node)
                {
                    if (node.ParentId == null) { return node.Name; }
                    var parent = await db.Categories.[|FirstAsync|](c => c.Id == node.ParentId);
                    return await PathOf(parent) + " > " + node.Name;
                }
            }
            """ + Model },
        { "an inherited setting", """
            public class Settings(CatalogContext db)
            {
                public string? NameOf(int? id)
                {
                    var node = db.Categories.[|SingleOrDefault|](c => c.Id == id);
                    if (node is null || node.Name.Length > 0) { return node?.Name; }
                    return NameOf(node.ParentId);
                }
            }
            """ + Model },
        { "the query runs under a condition of a helper", """
            public class Tree(CatalogContext db)
            {
                private List<Category> Children(Category node, bool all) => all ? db.Categories.Where(c => c.ParentId == node.Id).ToList() : node.Children;

                public void Walk(Category node)
                {
                    foreach (var child in [|Children|](node, true)) { Walk(child); }
                }
            }
            """ + Model },
    };

    public static readonly Cases Quiet = new()
    {
        { "lookup loaded once", """
            public class Tree(CatalogContext db)
            {
                public List<Category> Load()
                {
                    var byParent = db.Categories.ToList().ToLookup(c => c.ParentId);
                    return Below(byParent, null);
                }

                private static List<Category> Below(ILookup<int?, Category> byParent, int? id)
                {
                    var children = byParent[id].ToList();
                    foreach (var child in children) { child.Children = Below(byParent, child.Id); }
                    return children;
                }
            }
            """ + Model },
        { "list filtered in memory", """
            public class Tree
            {
                private List<Category> Below(List<Category> all, int? id)
                {
                    var children = all.Where(c => c.ParentId == id).ToList();
                    foreach (var child in children) { child.Children = Below(all, child.Id); }
                    return children;
                }
            }
            """ + Model },
        { "local tracked rows", """
            public class Tree(CatalogContext db)
            {
                private int Count(int id)
                {
                    var count = 0;
                    foreach (var child in db.Categories.Local.Where(c => c.ParentId == id)) { count += 1 + Count(child.Id); }
                    return count;
                }
            }
            """ + Model },
        { "answers are kept in a dictionary", """
            public class Tree(CatalogContext db)
            {
                private readonly Dictionary<int, Category> _known = new();
                public Category Root(int id)
                {
                    if (_known.TryGetValue(id, out var known)) { return known; }
                    var node = db.Categories.First(c => c.Id == id);
                    return _known[id] = node.ParentId is { } parent ? Root(parent) : node;
                }
            }
            """ + Model },
        { "rows are kept in a dictionary", """
            public class Tree(CatalogContext db)
            {
                private readonly Dictionary<int, List<Category>> _children = new();
                public void Walk(int id)
                {
                    if (!_children.TryGetValue(id, out var children))
                    {
                        _children[id] = children = db.Categories.Where(c => c.ParentId == id).ToList();
                    }

                    foreach (var child in children) { Walk(child.Id); }
                }
            }
            """ + Model },
        { "memory cache", """
            public class Tree(CatalogContext db, Microsoft.Extensions.Caching.Memory.IMemoryCache cache)
            {
                public int Depth(int id) => Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreate(cache, id, _ =>
                {
                    var parent = db.Categories.First(c => c.Id == id).ParentId;
                    return parent == null ? 0 : 1 + Depth(parent.Value);
                });
            }
            """ + Model },
        { "retry with the same arguments", """
            public class Loader(CatalogContext db)
            {
                public async Task<Category?> Load(int id, int attempt = 0)
                {
                    try { return await db.Categories.FirstOrDefaultAsync(c => c.Id == id); }
                    catch (DbException) when (attempt < 3) { return await Load(id, attempt + 1); }
                }
            }
            """ + Model },
        { "retry outside the catch", """
            public class Loader(CatalogContext db)
            {
                public async Task<Category> WaitFor(int id, int attempt)
                {
                    var found = await db.Categories.FirstOrDefaultAsync(c => c.Id == id);
                    if (found != null || attempt > 5) { return found!; }
                    await Task.Delay(100);
                    return await WaitFor(id, attempt + 1);
                }
            }
            """ + Model },
        { "a free name is searched", """
            public class Names(CatalogContext db)
            {
                public async Task<string> Unique(string name, int number)
                {
                    var candidate = name + "-" + number;
                    return await db.Categories.AnyAsync(c => c.Name == candidate) ? await Unique(name, number + 1) : candidate;
                }
            }
            """ + Model },
        { "a free slug is searched", """
            public class Names(CatalogContext db)
            {
                private string Slug(string text)
                {
                    if (db.Categories.Any(c => c.Name == text)) { return Slug(text + "-1"); }
                    return text;
                }
            }
            """ + Model },
        { "previous working day", """
            public class Calendar(ShopContext db)
            {
                public DateTime Before(DateTime day)
                {
                    var previous = day.AddDays(-1);
                    return db.Orders.Any(o => o.PlacedAt == previous) ? Before(previous) : previous;
                }
            }
            """ },
        { "pages by offset", """
            public class Export(CatalogContext db)
            {
                public async Task Page(int skip, List<Category> all)
                {
                    var page = await db.Categories.OrderBy(c => c.Id).Skip(skip).Take(100).ToListAsync();
                    all.AddRange(page);
                    if (page.Count == 100) { await Page(skip + page.Count, all); }
                }
            }
            """ + Model },
        { "pages by key", """
            public class Export(CatalogContext db)
            {
                public async Task Page(int last, List<Category> all)
                {
                    var page = await db.Categories.Where(c => c.Id > last).OrderBy(c => c.Id).Take(100).ToListAsync();
                    all.AddRange(page);
                    if (page.Count == 100) { await Page(page[^1].Id, all); }
                }
            }
            """ + Model },
        { "a query per level for all its nodes", """
            public class Tree(CatalogContext db)
            {
                public async Task<List<Category>> Below(List<int> parents)
                {
                    var children = await db.Categories.Where(c => parents.Contains(c.ParentId!.Value)).ToListAsync();
                    if (children.Count > 0) { children.AddRange(await Below(children.Select(c => c.Id).ToList())); }
                    return children;
                }
            }
            """ + Model },
        { "an array per level", """
            public class Tree(CatalogContext db)
            {
                public int Count(int[] parents)
                {
                    if (parents.Length == 0) { return 0; }
                    var ids = db.Categories.Where(c => parents.Contains(c.ParentId!.Value)).Select(c => c.Id).ToArray();
                    return ids.Length + Count(ids);
                }
            }
            """ + Model },
        { "loaded by the first call", """
            public class Tree(CatalogContext db)
            {
                public List<Category> Below(int? id, List<Category>? all = null)
                {
                    if (all == null) { all = db.Categories.Where(c => c.Id != id).ToList(); }
                    var children = all.Where(c => c.ParentId == id).ToList();
                    foreach (var child in children) { child.Children = Below(child.Id, all); }
                    return children;
                }
            }
            """ + Model },
        { "a flag for the root", """
            public class Tree(CatalogContext db)
            {
                public void Walk(Category node, bool isRoot)
                {
                    if (isRoot) { db.Entry(node).Collection(n => n.Children).Load(); }
                    foreach (var child in node.Children) { Walk(child, false); }
                }
            }
            """ + Model },
        { "copied without their own children", """
            public class Cloner(CatalogContext db)
            {
                public void Copy(Category node, bool withChildren)
                {
                    var name = db.Products.First(p => p.Id == node.Id).Name;
                    node.Name = name;
                    if (withChildren && name.Length > 0) { Children(node); }
                }
                private void Children(Category node) { foreach (var child in node.Children) { Copy(child, false); } }
            }
            """ + Model },
        { "the recursion does not reach the query", """
            public class Tree(CatalogContext db)
            {
                public int Total(int id)
                {
                    var node = db.Categories.Include(c => c.Children).First(c => c.Id == id);
                    return Count(node);
                }

                private static int Count(Category node) => 1 + node.Children.Sum(Count);
            }
            """ + Model },
        { "overloads", """
            public class Categories(CatalogContext db)
            {
                public Category? Find(int id) => db.Categories.FirstOrDefault(c => c.Id == id);
                public Category? Find(Category category) => Find(category.Id);
                public Category? Find(string name) => db.Categories.FirstOrDefault(c => c.Name == name);
            }
            """ + Model },
        { "decorator", """
            public interface IReader { Category? Get(int id); }
            public class Reader(CatalogContext db) : IReader { public Category? Get(int id) => db.Categories.FirstOrDefault(c => c.Id == id); }
            public class Redirecting(IReader inner, CatalogContext db) : IReader
            {
                public Category? Get(int id)
                {
                    var node = db.Categories.First(c => c.Id == id);
                    return node.ParentId is { } parent ? inner.Get(parent) : node;
                }
            }
            """ + Model },
        { "base call", """
            public class Store(CatalogContext db) { public virtual Category? Get(int id) => db.Categories.Find(id); }
            public class Derived(CatalogContext db) : Store(db) { public override Category? Get(int id) => base.Get(id + 1); }
            """ + Model },
        { "seeder", """
            public class CategorySeeder(CatalogContext db)
            {
                public void Seed(Category node)
                {
                    if (!db.Categories.Any(c => c.Name == node.Name)) { db.Add(node); }
                    foreach (var child in node.Children) { Seed(child); }
                }
            }
            """ + Model },
        { "migration", """
            public class MoveNodes(CatalogContext db) : Microsoft.EntityFrameworkCore.Migrations.Migration
            {
                protected override void Up(Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder builder) => Walk(1);
                private void Walk(int id) { foreach (var child in db.Categories.Where(c => c.ParentId == id).ToList()) { Walk(child.Id); } }
            }
            """ + Model },
        { "recursion without a query", """
            public static class Sums { public static int Sum(Category node) { var sum = node.Id; foreach (var child in node.Children) { sum += Sum(child); } return sum; } }
            """ + Model },
        { "the same query at every node", """
            public class Tree(CatalogContext db)
            {
                private void Walk(Category node) { node.Name = db.Products.First().Name; foreach (var child in node.Children) { Walk(child); } }
            }
            """ + Model },
        { "adding nodes", """
            public class Import(CatalogContext db)
            {
                private void Add(Category node) { db.Categories.Add(node); foreach (var child in node.Children) { Add(child); } }
            }
            """ + Model },
        { "composing a query", """
            public class Filters(CatalogContext db)
            {
                private IQueryable<Category> Without(IQueryable<Category> query, Category node)
                {
                    query = query.Where(c => c.Id != node.Id);
                    foreach (var child in node.Children) { query = Without(query, child); }
                    return query;
                }
            }
            """ + Model },
        { "an expression visitor", """
            public class Names : ExpressionVisitor
            {
                public override Expression? Visit(Expression? node) { return base.Visit(node); }
                protected override Expression VisitBinary(BinaryExpression node) { Visit(node.Left); Visit(node.Right); return node; }
            }
            """ },
        { "an iterative walk", """
            public class Tree(CatalogContext db)
            {
                public List<Category> All(int root)
                {
                    var level = new List<int> { root };
                    var all = new List<Category>();
                    while (level.Count > 0)
                    {
                        var children = db.Categories.Where(c => level.Contains(c.ParentId!.Value)).ToList();
                        all.AddRange(children);
                        level = children.Select(c => c.Id).ToList();
                    }

                    return all;
                }
            }
            """ + Model },
        { "recursive common table expression", """
            public class Tree(CatalogContext db)
            {
                public List<Category> Below(int id) => db.Categories.FromSql($"with recursive t as (select * from Categories where Id = {id} union all select c.* from Categories c join t on c.ParentId = t.Id) select * from t").ToList();
            }
            """ + Model },
        { "fields of the service", """
            public class Counter(CatalogContext db)
            {
                private int _step;
                public int Next() { _step++; return db.Categories.Any(c => c.Id == _step) ? Next() : _step; }
            }
            """ + Model },
        { "a message is handled again later", """
            public class Worker(CatalogContext db)
            {
                public async Task Run(int id)
                {
                    await db.Categories.FirstAsync(c => c.Id == id);
                    await Task.Delay(1000);
                    await Run(id);
                }
            }
            """ + Model },
        { "the recursion runs in a stored handler", """
            public class Screen(CatalogContext db)
            {
                private Action<int>? _selected;
                public void Show(int id)
                {
                    var node = db.Categories.First(c => c.Id == id);
                    _selected = Show;
                }
            }
            """ + Model },
        { "in-memory repository", """
            public interface ICategories { List<Category> ChildrenOf(int id); }
            public class FixedCategories : ICategories { public List<Category> ChildrenOf(int id) => new(); }
            public class Tree(ICategories categories, CatalogContext db)
            {
                public void Walk(int id) { foreach (var child in categories.ChildrenOf(id)) { Walk(child.Id); } }
                public int Count() => db.Categories.Count();
            }
            """ + Model },
        { "service with a lazily loaded lookup", """
            public class Categories(CatalogContext db)
            {
                private ILookup<int?, Category>? _byParent;
                public IEnumerable<Category> ChildrenOf(int? id) { _byParent ??= db.Categories.ToLookup(c => c.ParentId); return _byParent[id]; }
            }
            public class Tree(Categories categories)
            {
                public int Count(int? id) { var count = 0; foreach (var child in categories.ChildrenOf(id)) { count += 1 + Count(child.Id); } return count; }
            }
            """ + Model },
        { "saves in a recursion", """
            public class Mover(CatalogContext db)
            {
                public void Rename(Category node, string prefix) { node.Name = prefix + node.Name; foreach (var child in node.Children) { Rename(child, prefix); } }
                public void Run(Category root) { Rename(root, "x"); db.SaveChanges(); }
            }
            """ + Model },
        { "a factorial beside a query", """
            public class Mixed(CatalogContext db)
            {
                public int Factorial(int n) => n <= 1 ? db.Categories.Count(c => c.Id == n) : n * Factorial(n - 1);
            }
            """ + Model },
        { "the rows of a range are split", """
            public class Export(CatalogContext db)
            {
                public int Count(int from, int to)
                {
                    if (to - from < 1000) { return db.Categories.Count(c => c.Id >= from && c.Id < to); }
                    var middle = (from + to) / 2;
                    return Count(from, middle) + Count(middle, to);
                }
            }
            """ + Model },
        { "lambda that does not call itself", """
            public class Tree(CatalogContext db)
            {
                public void Run(int id) { Func<int, List<Category>> load = x => db.Categories.Where(c => c.ParentId == x).ToList(); load(id); }
            }
            """ + Model },
        { "generic walk over children in memory", """
            public static class Trees
            {
                public static IEnumerable<T> Flatten<T>(T root, Func<T, IEnumerable<T>> children)
                {
                    yield return root;
                    foreach (var child in children(root)) { foreach (var deeper in Flatten(child, children)) { yield return deeper; } }
                }
            }
            """ },
        { "queryable of memory", """
            public class Tree
            {
                private static readonly List<Category> s_all = new();
                private void Walk(int id) { foreach (var child in s_all.AsQueryable().Where(c => c.ParentId == id).ToList()) { Walk(child.Id); } }
            }
            """ + Model },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Message_names_the_function_and_the_path() => Verify.Says("""
        public class Categories(CatalogContext db) { public List<Category> ChildrenOf(int id) => db.Categories.Where(c => c.ParentId == id).ToList(); }
        public class Tree(Categories categories)
        {
            public void Print(int id) { foreach (var child in categories.[|ChildrenOf|](id)) { Print(child.Id); } }
        }
        """ + Model, "'Print' calls itself and runs a query for every node it visits (Categories.ChildrenOf -> ToList): load the rows with one query and recurse over a lookup");

    [Fact]
    public Task Suggestions_can_be_left_out() => Verify.Silent("""
        public class Tree(CatalogContext db)
        {
            public Category Root(int id) { var node = db.Categories.Find(id)!; return node.ParentId is { } parent ? Root(parent) : node; }
        }
        """ + Model, ("perfanalyzers.include_suggestions", "false"));

    [Fact]
    public Task Several_queries_are_one_report() => Verify.Fires("""
        public class Tree(CatalogContext db)
        {
            public void Walk(int id)
            {
                var name = db.Categories.[|First|](c => c.Id == id).Name;
                foreach (var child in db.Categories.Where(c => c.ParentId == id).ToList()) { Walk(child.Id); }
            }
        }
        """ + Model);

    [Fact]
    public async Task The_call_of_the_recursion_is_no_second_report()
    {
        var reports = await AllRules.Review("""
            public class Tree(CatalogContext db)
            {
                public void Walk(int id)
                {
                    foreach (var child in db.Categories.Where(c => c.ParentId == id).ToList())
                    {
                        Walk(child.Id);
                    }
                }

                public void Node(Category node)
                {
                    var children = db.Categories.Where(c => c.ParentId == node.Id).ToList();
                    foreach (var child in children)
                    {
                        Back(child);
                    }
                }

                private void Back(Category node) => Node(node);
            }
            """ + Model);
        Assert.Equal(["PERF1007", "PERF1007"], reports.Select(static report => report.Id));
    }
}
