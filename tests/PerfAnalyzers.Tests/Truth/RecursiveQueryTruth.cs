namespace PerfAnalyzers.Tests;

/// <summary>Walks over a tree in the database: a query per node, or one for all; see <see cref="Growth"/>.</summary>
[Trait("Category", "RoundTrips")]
public sealed class RecursiveQueryTruth
{
    private const string Source = """
        public class Node { public int Id { get; set; } public int? ParentId { get; set; } public string Name { get; set; } = ""; }

        public class TreeContext(DbContextOptions<TreeContext> options) : DbContext(options)
        {
            public DbSet<Node> Nodes => Set<Node>();

            // A binary tree of n nodes, or a list of n.
            public static TreeContext Of(SqliteConnection c, int n, bool isList = false)
            {
                c.Execute("create table Nodes (Id integer primary key, ParentId integer null, Name text not null)");
                c.Execute($"with recursive ids(i) as (select 1 union all select i + 1 from ids where i < {n}) insert into Nodes select i, case when i = 1 then null else {(isList ? "i - 1" : "i / 2")} end, 'Node ' || i from ids");
                return new TreeContext(new DbContextOptionsBuilder<TreeContext>().UseSqlite(c).Options);
            }
        }

        public static class Truth
        {
            public static int Children_per_node(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return CountBelow(tree, 1);
            }

            private static int CountBelow(TreeContext tree, int id)
            {
                var children = tree.Nodes.Where(x => x.ParentId == id).ToList();
                return children.Count + children.Sum(child => CountBelow(tree, child.Id));
            }

            public static async Task<List<string>> Asynchronous_walk(ShopContext db, SqliteConnection c, int n)
            {
                await using var tree = TreeContext.Of(c, n);
                var names = new List<string>();
                await NamesBelow(tree, 1, names);
                return names;
            }

            private static async Task NamesBelow(TreeContext tree, int id, List<string> names)
            {
                foreach (var child in await tree.Nodes.Where(x => x.ParentId == id).OrderBy(x => x.Id).ToListAsync())
                {
                    names.Add(child.Name);
                    await NamesBelow(tree, child.Id, names);
                }
            }

            public static List<int> Iterator_walk(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return IdsBelow(tree, 1).ToList();
            }

            private static IEnumerable<int> IdsBelow(TreeContext tree, int id)
            {
                foreach (var child in tree.Nodes.Where(x => x.ParentId == id).Select(x => x.Id))
                {
                    yield return child;
                    foreach (var deeper in IdsBelow(tree, child)) { yield return deeper; }
                }
            }

            public static int Local_function_walk(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                var count = 0;
                Visit(1);
                return count;

                void Visit(int id)
                {
                    count++;
                    foreach (var child in tree.Nodes.Where(x => x.ParentId == id).ToList()) { Visit(child.Id); }
                }
            }

            public static int Lambda_walk(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                var count = 0;
                Action<int> visit = null!;
                visit = id =>
                {
                    count++;
                    tree.Nodes.Where(x => x.ParentId == id).Select(x => x.Id).ToList().ForEach(visit);
                };
                visit(1);
                return count;
            }

            public static int Mutual_walk(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return OfNode(tree, tree.Nodes.First(x => x.Id == 1));
            }

            private static int OfNode(TreeContext tree, Node node) => node.Id + OfChildren(tree, node.Id);

            private static int OfChildren(TreeContext tree, int id)
            {
                var sum = 0;
                foreach (var child in tree.Nodes.Where(x => x.ParentId == id).ToList()) { sum += OfNode(tree, child); }
                return sum;
            }

            public static int Walk_through_a_repository(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return new Outline(new NodeRepository(tree)).DepthOf(1);
            }

            public static int Walk_with_a_set_of_visited(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                var visited = new HashSet<int>();
                VisitOnce(tree, 1, visited);
                return visited.Count;
            }

            private static void VisitOnce(TreeContext tree, int id, HashSet<int> visited)
            {
                if (!visited.Add(id)) { return; }
                foreach (var child in tree.Nodes.Where(x => x.ParentId == id).ToList()) { VisitOnce(tree, child.Id, visited); }
            }

            public static string Climb_to_the_root(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n, isList: true);
                return RootOf(tree, n).Name;
            }

            private static Node RootOf(TreeContext tree, int id)
            {
                var node = tree.Nodes.AsNoTracking().First(x => x.Id == id);
                return node.ParentId is { } parent ? RootOf(tree, parent) : node;
            }

            public static int Dapper_walk(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return DapperCount(c, 1);
            }

            private static int DapperCount(SqliteConnection c, long id)
            {
                var count = 1;
                foreach (var child in c.Query<long>("select Id from Nodes where ParentId = @id", new { id }).ToList()) { count += DapperCount(c, child); }
                return count;
            }

            public static int One_query_and_a_lookup(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return CountIn(tree.Nodes.AsNoTracking().ToLookup(x => x.ParentId), 1);
            }

            private static int CountIn(ILookup<int?, Node> nodes, int id) => 1 + nodes[id].Sum(child => CountIn(nodes, child.Id));

            public static int Rows_given_on(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return CountWith(tree, 1, null);
            }

            private static int CountWith(TreeContext tree, int id, List<Node>? all)
            {
                if (all is null) { all = tree.Nodes.Where(x => x.Id >= id).ToList(); }
                return 1 + all.Where(x => x.ParentId == id).Sum(child => CountWith(tree, child.Id, all));
            }

            public static int Remembered_answers(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n, isList: true);
                var lengths = new NodeLengths(tree);
                return lengths.Of(3) + lengths.Of(2) + lengths.Of(3);
            }

            public static int Recursive_sql(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return tree.Nodes.FromSql($"with recursive t(Id, ParentId, Name) as (select * from Nodes where Id = 1 union all select x.* from Nodes x join t on x.ParentId = t.Id) select * from t").ToList().Count;
            }

            public static string Free_name(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return FreeName(tree, "Node 1", 0);
            }

            private static string FreeName(TreeContext tree, string name, int number)
            {
                var candidate = number == 0 ? name : name + "-" + number;
                return tree.Nodes.Any(x => x.Name == candidate) ? FreeName(tree, name, number + 1) : candidate;
            }

            public static int Try_again(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return TryCount(tree, n, 0);
            }

            private static int TryCount(TreeContext tree, int id, int attempt)
            {
                var count = tree.Nodes.Count(x => x.Id <= id);
                return count == 0 && attempt < 3 ? TryCount(tree, id, attempt + 1) : count;
            }

            public static int Only_the_root_is_loaded(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return Digits(tree.Nodes.First(x => x.Id == 1).Name.Length + n);
            }

            private static int Digits(int number) => number < 10 ? 1 : 1 + Digits(number / 10);

            public static int Composed_by_recursion(ShopContext db, SqliteConnection c, int n)
            {
                using var tree = TreeContext.Of(c, n);
                return Excluding(tree.Nodes, 3).Count();
            }

            private static IQueryable<Node> Excluding(IQueryable<Node> nodes, int id) => id == 0 ? nodes : Excluding(nodes.Where(x => x.Id != id), id - 1);
        }

        public class NodeRepository(TreeContext tree) { public List<Node> BelowOf(int id) => tree.Nodes.Where(x => x.ParentId == id).ToList(); }

        public class Outline(NodeRepository nodes)
        {
            public int DepthOf(int id)
            {
                var depth = 0;
                foreach (var child in nodes.BelowOf(id)) { depth = Math.Max(depth, 1 + DepthOf(child.Id)); }
                return depth;
            }
        }

        public class NodeLengths(TreeContext tree)
        {
            private readonly Dictionary<int, int> _known = new();

            public int Of(int id)
            {
                if (_known.TryGetValue(id, out var known)) { return known; }
                var node = tree.Nodes.First(x => x.Id == id);
                return _known[id] = node.Name.Length + (node.ParentId is { } parent ? Of(parent) : 0);
            }
        }
        """;

    private static readonly Growth s_growth = new(Source);

    public static TheoryData<string> Methods => s_growth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_exactly_when_commands_grow(string method) => s_growth.Agrees(method);
}
