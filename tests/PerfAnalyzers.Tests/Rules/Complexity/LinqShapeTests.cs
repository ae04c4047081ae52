using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.LinqShape, PerfAnalyzers.Complexity.LinqShapeFix>;

namespace PerfAnalyzers.Tests;

public sealed class LinqShapeTests
{
    public static readonly Cases Firing = new()
    {
        { "first of each customer", In("return orders.[|GroupBy|](o => o.CustomerId).Select(g => g.First()).ToList();") },
        { "first of each, or none", In("return orders.[|GroupBy|](o => o.CustomerId).Select(g => g.FirstOrDefault()).ToArray();") },
        { "first of each, ignoring case", "class C { List<Customer> M(Customer[] all) => all.[|GroupBy|](c => c.Email, StringComparer.OrdinalIgnoreCase).Select(g => g.First()).ToList(); }" },
        { "first of each of a composite key", In("return orders.[|GroupBy|](o => new { o.CustomerId, o.IsPaid }).Select(g => g.First()).OrderBy(o => o.Id).ToList();") },
        { "first of each, as a sequence", In("return orders.[|GroupBy|](o => o.CustomerId).Select(g => g.First());") },
        { "first of each, over lines", In("return orders\n    .Where(o => o.IsPaid)\n    .[|GroupBy|](o => o.CustomerId)\n    .Select(g => g.First())\n    .ToList();") },
        { "counts as a dictionary", In("return orders.[|GroupBy|](o => o.CustomerId).ToDictionary(g => g.Key, g => g.Count());") },
        { "counts of words", "class C { Dictionary<string, int> M(IEnumerable<string> words) => words.[|GroupBy|](w => w).ToDictionary(g => g.Key, g => g.Count()); }" },
        { "counts as rows", In("return orders.[|GroupBy|](o => o.CustomerId).Select(g => new { g.Key, Count = g.Count() }).ToList();") },
        { "counts as tuples", In("return orders.[|GroupBy|](o => o.PlacedAt.Year).Select(g => (Year: g.Key, Orders: g.Count())).ToList();") },
        { "most", In("return orders.[|GroupBy|](o => o.CustomerId).Select(g => g.Count()).Max();") },
        { "totals as a dictionary", In("return orders.[|GroupBy|](o => o.CustomerId).ToDictionary(g => g.Key, g => g.Sum(o => o.Total));") },
        { "whole totals as a dictionary", In("return orders.[|GroupBy|](o => o.CustomerId).ToDictionary(g => g.Key, g => g.Sum(o => o.Lines.Count));") },
        { "sorted as they are", "class C { List<int> M(HashSet<int> ids) => ids.[|OrderBy|](i => i).ToList(); }" },
        { "sorted as they are, with a comparer", "class C { string[] M(List<string> names) => names.[|OrderBy|](n => n, StringComparer.Ordinal).ToArray(); }" },
        { "sorted as they are, downwards", "class C { IEnumerable<DateTime> M(List<DateTime> days) { foreach (var d in days.[|OrderByDescending|](d => d)) { yield return d; } } }" },
        { "sorted as they are, one after the other, by what a loop names", "class C { IEnumerable<string> M(IEnumerable<string> names, List<IComparer<string>> by) { foreach (var comparer in by) { names = names.[|OrderBy|](name => name, comparer); } return names; } }" },
        { "sorted as they are, by what was asked for, upwards or downwards", "class C { IEnumerable<Order> M(IEnumerable<Order> items, IEnumerable<IComparer<Order?>> sortBy, bool down) { IOrderedEnumerable<Order>? ordered = null; foreach (var by in sortBy.Where(c => c is not null)) { if (ordered is null)\n{ ordered = down\n? items.[|OrderByDescending|](i => i, by)\n: items.[|OrderBy|](i => i, by); } else { ordered = ordered.ThenBy(i => i, by); } } return ordered ?? items; } }" },
        { "sorted as they are, each of many", "class C { void M(List<HashSet<int>> all) { foreach (var one in all) { Console.WriteLine(string.Join(\",\", one.[|OrderBy|](i => i))); } } }" },
        { "sorted and joined", "class C { string M(IEnumerable<string> names) => string.Join(\", \", names.Distinct().[|OrderBy|](name => name)); }" },
        { "last, turned round", "class C { string M(IEnumerable<string> names) => names.[|Reverse|]().First(); }" },
        { "last or none, turned round", "class C { int M(Queue<int> all) => all.Where(i => i > 3).[|Reverse|]().FirstOrDefault(); }" },
        { "first, turned round", "class C { int M(Stack<int> all) => all.[|Reverse|]().Last(); }" },
        { "chunks as lists", In("return orders.Select((o, i) => (o, i)).[|GroupBy|](p => p.i / 100).Select(g => g.Select(p => p.o).ToList()).ToList();") },
        { "chunks as arrays", In("return orders.Select((order, index) => new { order, index }).[|GroupBy|](p => p.index / 50).Select(g => g.Select(p => p.order).ToArray());") },
        { "nothing beside the set", "class C { bool M(List<int> ids, HashSet<int> known) => !ids.[|Except|](known).Any(); }" },
        { "something beside the set", "class C { private readonly HashSet<string> _known = new(); bool M(IEnumerable<string> names) => names.[|Except|](_known).Any(); }" },
        { "something in the set", "class C { bool M(List<Guid> ids, ISet<Guid> known) => ids.[|Intersect|](known).Any(); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "DistinctBy", In("return orders.DistinctBy(o => o.CustomerId).ToList();") },
        { "CountBy", In("return orders.CountBy(o => o.CustomerId).ToDictionary();") },
        { "last of each", In("return orders.GroupBy(o => o.CustomerId).Select(g => g.Last()).ToList();") },
        { "newest of each", In("return orders.GroupBy(o => o.CustomerId).Select(g => g.OrderBy(o => o.PlacedAt).First()).ToList();") },
        { "first that is paid of each", In("return orders.GroupBy(o => o.CustomerId).Select(g => g.First(o => o.IsPaid)).ToList();") },
        { "member of the first", In("return orders.GroupBy(o => o.CustomerId).Select(g => g.First().Total).ToList();") },
        { "first of selected elements", In("return orders.GroupBy(o => o.CustomerId, o => o.Total).Select(g => g.First()).ToList();") },
        { "first with an index", In("return orders.GroupBy(o => o.CustomerId).Select((g, i) => g.First()).ToList();") },
        { "first of large groups", In("return orders.GroupBy(o => o.CustomerId).Where(g => g.Count() > 1).Select(g => g.First()).ToList();") },
        { "groups with a result", In("return orders.GroupBy(o => o.CustomerId, (id, all) => all.First()).ToList();") },
        { "groups kept", In("return orders.GroupBy(o => o.CustomerId).ToDictionary(g => g.Key, g => g.ToList());") },
        { "count of some", In("return orders.GroupBy(o => o.CustomerId).ToDictionary(g => g.Key, g => g.Count(o => o.IsPaid));") },
        { "count and sum", In("return orders.GroupBy(o => o.CustomerId).Select(g => new { g.Key, Count = g.Count(), Sum = g.Sum(o => o.Total) }).ToList();") },
        { "count by a key that may be missing", "class C { object M(List<Customer> all) => all.GroupBy(c => c.Name).Select(g => new { g.Key, Count = g.Count() }).ToList(); }" },
        { "dictionary with a comparer", "class C { object M(List<Customer> all) => all.GroupBy(c => c.Name).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal); }" },
        { "another key", In("return orders.GroupBy(o => o.CustomerId).ToDictionary(g => g.Key + 1, g => g.Count());") },
        { "largest of each", In("return orders.GroupBy(o => o.CustomerId).ToDictionary(g => g.Key, g => g.Max(o => o.Total));") },
        { "sum of floats", "class C { object M(List<(int Id, float Weight)> all) => all.GroupBy(c => c.Id).ToDictionary(g => g.Key, g => g.Sum(c => c.Weight)); }" },
        { "lookup", In("return orders.ToLookup(o => o.CustomerId).Select(g => g.First()).ToList();") },
        { "groups in a loop", In("foreach (var g in orders.GroupBy(o => o.CustomerId)) { Console.WriteLine(g.First().Id); } return 0;") },
        { "sorted by a member", In("return orders.OrderBy(o => o.Id).ToList();") },
        { "sorted by a change", "class C { List<int> M(List<int> all) => all.OrderBy(i => -i).ToList(); }" },
        { "sorted as they are, already", "class C { List<int> M(List<int> all) => all.Order().ToList(); }" },
        { "sorted to take one", "class C { int M(List<int> all) => all.OrderBy(i => i).First(); }" },
        { "sorted to take some", "class C { List<int> M(List<int> all) => all.OrderBy(i => i).Take(3).ToList(); }" },
        { "sorted, then by more", "class C { List<string> M(List<string> all) => all.OrderBy(i => i).ThenBy(i => i.Length).ToList(); }" },
        { "sorted by the other parameter", "class C { List<int> M(List<int> all, int n) => all.OrderBy(i => n).ToList(); }" },
        { "the same sorted on every pass", "class C { void M(List<List<int>> all, HashSet<int> ids) { foreach (var one in all) { Console.WriteLine(one[0] + string.Join(\",\", ids.OrderBy(i => i))); } } }" },
        { "reversed", "class C { List<int> M(IEnumerable<int> all) => all.Reverse().ToList(); }" },
        { "reversed, first that fits", "class C { int M(IEnumerable<int> all) => all.Reverse().First(i => i > 3); }" },
        { "reversed, some", "class C { List<int> M(IEnumerable<int> all) => all.Reverse().Take(2).ToList(); }" },
        { "list reversed in place", "class C { int M(List<int> all) { all.Reverse(); return all.First(); } }" },
        { "last", "class C { int M(IEnumerable<int> all) => all.Last(); }" },
        { "grouped by a remainder", In("return orders.Select((o, i) => (o, i)).GroupBy(p => p.i % 3).Select(g => g.Select(p => p.o).ToList()).ToList();") },
        { "grouped by a divided member", In("return orders.Select((o, i) => (o, i)).GroupBy(p => p.o.Id / 3).Select(g => g.Select(p => p.o).ToList()).ToList();") },
        { "chunks of an unknown size", "class C { object M(List<int> all, int n) => all.Select((x, i) => (x, i)).GroupBy(p => p.i / n).Select(g => g.Select(p => p.x).ToList()).ToList(); }" },
        { "Chunk", In("return orders.Chunk(100).ToList();") },
        { "what is beside", "class C { List<int> M(List<int> ids, HashSet<int> known) => ids.Except(known).ToList(); }" },
        { "how many are beside", "class C { int M(List<int> ids, HashSet<int> known) => ids.Except(known).Count(); }" },
        { "beside a list", "class C { bool M(List<int> ids, List<int> known) => !ids.Except(known).Any(); }" },
        { "beside a set that compares otherwise", "class C { private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase); bool M(List<string> names) => !names.Except(_known).Any(); }" },
        { "beside a set, nobody knows how it compares", "class C { bool M(List<string> names, HashSet<string> known) => !names.Except(known).Any(); }" },
        { "beside a set, with a comparer", "class C { bool M(List<int> ids, HashSet<int> known, IEqualityComparer<int> how) => !ids.Except(known, how).Any(); }" },
        { "beside a sorted set", "class C { bool M(List<int> ids, SortedSet<int> known) => !ids.Except(known).Any(); }" },
        { "superset", "class C { bool M(List<int> ids, HashSet<int> known) => known.IsSupersetOf(ids); }" },
        { "query of a database", "class C { object M(ShopContext db) => db.Orders.GroupBy(o => o.CustomerId).Select(g => g.First()).ToList(); }" },
        { "counts of a database", "class C { object M(ShopContext db) => db.Orders.GroupBy(o => o.CustomerId).Select(g => new { g.Key, Count = g.Count() }).ToList(); }" },
        { "counts of a database as a dictionary", "class C { object M(ShopContext db) => db.Orders.GroupBy(o => o.CustomerId).ToDictionary(g => g.Key, g => g.Count()); }" },
        { "sorted by a database", "class C { object M(ShopContext db) => db.Orders.Select(o => o.Id).OrderBy(i => i).ToList(); }" },
        { "parallel", "class C { object M(List<int> all) => all.AsParallel().OrderBy(i => i).ToList(); }" },
        { "expression tree", "class C { Expression<Func<List<int>, int>> M() => all => all.AsEnumerable().Reverse().First(); }" },
        { "start-up", "static class Program { static void Main() { Console.WriteLine(Environment.GetCommandLineArgs().GroupBy(a => a).ToDictionary(g => g.Key, g => g.Count()).Count); } }" },
        { "seeding", "class SeedNames { List<string> M(List<string> names) => names.OrderBy(n => n).ToList(); }" },
    };

    public static TheoryData<string, string> Rewrites { get; } = new()
    {
        { "orders.[|GroupBy|](o => o.CustomerId).Select(g => g.First()).ToList()", "orders.DistinctBy(o => o.CustomerId).ToList()" },
        { "orders\n            .Where(o => o.IsPaid)\n            .[|GroupBy|](o => o.CustomerId)\n            .Select(g => g.First())\n            .ToList()", "orders\n            .Where(o => o.IsPaid)\n            .DistinctBy(o => o.CustomerId)\n            .ToList()" },
        { "names.[|GroupBy|](n => n, StringComparer.OrdinalIgnoreCase).Select(g => g.First()).Count()", "names.DistinctBy(n => n, StringComparer.OrdinalIgnoreCase).Count()" },
        { "orders.[|GroupBy|](o => o.CustomerId).ToDictionary(g => g.Key, g => g.Count())", "orders.CountBy(o => o.CustomerId).ToDictionary()" },
        { "names.[|GroupBy|](n => n, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.Count())", "names.CountBy(n => n, StringComparer.OrdinalIgnoreCase).ToDictionary()" },
        { "orders.[|GroupBy|](o => o.CustomerId).Select(g => new { g.Key, Count = g.Count() }).ToList()", "orders.CountBy(o => o.CustomerId).Select(g => new { g.Key, Count = g.Value }).ToList()" },
        { "orders.[|GroupBy|](o => o.CustomerId).Select(g => g.Count()).Max()", "orders.CountBy(o => o.CustomerId).Select(g => g.Value).Max()" },
        { "orders.[|GroupBy|](o => o.CustomerId).ToDictionary(g => g.Key, g => g.Sum(o => o.Total))", "orders.AggregateBy(o => o.CustomerId, 0m, (sum, o) => sum + o.Total).ToDictionary()" },
        { "orders.[|GroupBy|](o => o.CustomerId).ToDictionary(g => g.Key, g => g.Sum(o => o.Total - 1))", "orders.AggregateBy(o => o.CustomerId, 0m, (sum, o) => sum + (o.Total - 1)).ToDictionary()" },
        { "names.[|OrderBy|](n => n).ToList()", "names.Order().ToList()" },
        { "names.[|OrderByDescending|](n => n, StringComparer.Ordinal).ToList()", "names.OrderDescending(StringComparer.Ordinal).ToList()" },
        { "names.[|Reverse|]().First()", "names.Last()" },
        { "names.[|Reverse|]().LastOrDefault()", "names.FirstOrDefault()" },
        { "orders.Select((o, i) => (o, i)).[|GroupBy|](p => p.i / 100).Select(g => g.Select(p => p.o).ToList()).ToList()", "orders.Chunk(100).Select(chunk => chunk.ToList()).ToList()" },
        { "orders.Select((o, i) => new { o, i }).[|GroupBy|](p => p.i / 100).Select(g => g.Select(p => p.o).ToArray()).ToList()", "orders.Chunk(100).ToList()" },
        { "!orders.Select(o => o.Id).[|Except|](known).Any()", "known.IsSupersetOf(orders.Select(o => o.Id))" },
        { "orders.Select(o => o.Id).[|Except|](known).Any()", "!known.IsSupersetOf(orders.Select(o => o.Id))" },
        { "orders.Select(o => o.Id).[|Intersect|](known).Any()", "known.Overlaps(orders.Select(o => o.Id))" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Calls_the_one_operator(string before, string after) => Verify.Fixes(Over($"return {before};"), Over($"return {after};"));

    [Theory]
    [InlineData("return orders.[|GroupBy|](o => o.CustomerId).Select(g => g.First());")]
    [InlineData("foreach (var o in orders.[|GroupBy|](o => o.CustomerId).Select(g => g.First())) { orders.Remove(o); } return 0;")]
    [InlineData("return orders.[|GroupBy|](o => o.CustomerId).ToDictionary(g => g.Key, g => g.Sum(o => o.Id));")]
    [InlineData("return orders.[|GroupBy|](o => o.CustomerId) /* each */ .Select(g => g.First() /* one */).ToList();")]
    [InlineData("return orders.Select((o, i) => (o, i)).[|GroupBy|](p => p.i / 100).Select(g => g.Select(p => p.o)).ToList();")]
    [InlineData("return Enumerable.[|GroupBy|](orders, o => o.CustomerId).ToDictionary(g => g.Key, g => g.Count());")]
    public Task Leaves_what_it_cannot_write(string body) => Verify.RefusesToFix(Over(body));

    [Fact]
    public Task Says_what_it_costs_and_what_to_use() => Verify.Says(
        In("return orders.[|GroupBy|](o => o.CustomerId).Select(g => g.First()).ToList();"),
        "'GroupBy' keeps every element in a list of its group; 'DistinctBy' keeps one");

    [Fact]
    public Task Says_it_of_sets() => Verify.Says(
        "class C { bool M(List<int> ids, HashSet<int> known) => !ids.[|Except|](known).Any(); }",
        "'Except' builds a second set of what is a set already; 'IsSupersetOf' asks the set itself");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (Over("return orders.[|GroupBy|](o => o.Lines.[|GroupBy|](l => l.ProductId).Select(g => g.First()).Count()).ToDictionary(g => g.Key, g => g.Count());"),
            Over("return orders.CountBy(o => o.Lines.DistinctBy(l => l.ProductId).Count()).ToDictionary();")),
        (Over("return names.[|Reverse|]().First() + names.[|OrderBy|](n => n).ToList().Count;").Replace("class C", "class D", StringComparison.Ordinal), Over("return names.Last() + names.Order().ToList().Count;").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    private static string In(string body) => $$"""
        class C
        {
            object M(List<Order> orders)
            {
                {{body}}
            }
        }
        """;

    private static string Over(string body) => $$"""
        class C
        {
            object M(List<Order> orders, IEnumerable<string> names, HashSet<int> known)
            {
                {{body}}
            }
        }
        """;
}
