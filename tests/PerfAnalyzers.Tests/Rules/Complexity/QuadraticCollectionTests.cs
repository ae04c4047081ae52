using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.QuadraticCollection, PerfAnalyzers.Complexity.QuadraticCollectionFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class QuadraticCollectionTests
{
    public static readonly Cases Firing = new()
    {
        { "Insert at the front", In("var result = new List<int>(); foreach (var order in orders) { result.[|Insert|](0, order.Id); } return result.Count;") },
        { "Insert at the front of a field", "class Path { readonly List<string> _parts = new(); public void Add(IEnumerable<string> all) { foreach (var one in all) { _parts.[|Insert|](0, one); } } }" },
        { "Insert at the front of a parameter", "class C { void M(List<string> target, string[] all) { for (var i = 0; i < all.Length; i++) { target.[|Insert|](0, all[i]); } } }" },
        { "InsertRange at the front", In("var result = new List<OrderLine>(); foreach (var order in orders) { result.[|InsertRange|](0, order.Lines); } return result.Count;") },
        { "Insert at the front, per element of ForEach", In("var result = new List<int>(); orders.ForEach(order => result.[|Insert|](0, order.Id)); return result.Count;") },
        { "Insert at the front of a property", "class Tree { public List<string> Path { get; } = new(); public void Fill(string[] all) { foreach (var one in all) { this.Path.[|Insert|](0, one); } } }" },
        { "observable collection", "class C { void M(System.Collections.ObjectModel.ObservableCollection<int> all, int n) { while (n-- > 0) { all.[|Insert|](0, n); } } }" },
        { "array list", "class C { void M(System.Collections.ArrayList all, int n) { for (var i = 0; i < n; i++) { all.[|Insert|](0, all); } } }" },
        { "RemoveAt the front", In("var sum = 0; while (ids.Count > 0) { sum += ids[0]; ids.[|RemoveAt|](0); } return sum;") },
        { "RemoveAt the front, after First", In("var sum = 0; while (ids.Any()) { sum += ids.First(); ids.[|RemoveAt|](0); } return sum;") },
        { "RemoveAt the front, work list", "class Node { public List<Node> Children = new(); } class C { int M(Node root) { var open = new List<Node> { root }; var n = 0; while (open.Count != 0) { var node = open[0]; open.[|RemoveAt|](0); n++; open.AddRange(node.Children); } return n; } }" },
        { "Remove the first", In("var sum = 0; while (ids.Count > 0) { sum += ids[0]; ids.[|Remove|](ids[0]); } return sum;") },
        { "Remove the first, by a local", In("var sum = 0; while (ids.Count > 0) { var id = ids.First(); sum += id; ids.[|Remove|](id); } return sum;") },
        { "RemoveRange at the front", In("var sum = 0; while (ids.Count > 0) { sum += ids.Take(5).Sum(); ids.[|RemoveRange|](0, Math.Min(5, ids.Count)); } return sum;") },
        { "RemoveAt in a scan from the end", In("for (var i = ids.Count - 1; i >= 0; i--) { if (ids[i] < n) { ids.[|RemoveAt|](i); } } return ids.Count;") },
        { "RemoveAt in a scan from the start", In("for (var i = 0; i < ids.Count; i++) { if (ids[i] < n) { ids.[|RemoveAt|](i); i--; } } return ids.Count;") },
        { "RemoveAt in a scan with while", In("var i = 0; while (i < ids.Count) { if (ids[i] < n) { ids.[|RemoveAt|](i); } else { i++; } } return ids.Count;") },
        { "Remove in a scan of a copy", In("foreach (var id in ids.ToList()) { if (id < n) { ids.[|Remove|](id); } } return ids.Count;") },
        { "Remove in a scan of what fits", In("foreach (var id in ids.Where(id => id < n).ToArray()) { ids.[|Remove|](id); } return ids.Count;") },
        { "Remove in a scan of what fits, by a local", In("var old = ids.Where(id => id < n).ToList(); foreach (var id in old) { ids.[|Remove|](id); } return ids.Count;") },
        { "Remove by index", In("for (var i = ids.Count - 1; i >= 0; i--) { if (ids[i] < n) { ids.[|Remove|](ids[i]); } } return ids.Count;") },
        { "spread", In("int[] all = []; foreach (var order in orders) { [|all|] = [.. all, order.Id]; } return all.Length;") },
        { "spread in front", In("int[] all = []; foreach (var order in orders) { [|all|] = [order.Id, .. all]; } return all.Length;") },
        { "spread of a list", In("List<int> all = []; foreach (var order in orders) { [|all|] = [.. all, order.Id]; } return all.Count;") },
        { "spread into a field", "class C { int[] _all = []; public void M(IEnumerable<int> more) { foreach (var one in more) { _all = [.. _all, one]; } } }".Replace("{ _all = ", "{ [|_all|] = ", StringComparison.Ordinal) },
        { "Append and ToArray", In("var all = new int[0]; foreach (var order in orders) { [|all|] = all.Append(order.Id).ToArray(); } return all.Length;") },
        { "Concat and ToList", In("var all = new List<OrderLine>(); foreach (var order in orders) { [|all|] = all.Concat(order.Lines).ToList(); } return all.Count;") },
        { "Union and ToList", In("var all = new List<int>(); foreach (var order in orders) { [|all|] = all.Union(order.Lines.Select(l => l.Id)).ToList(); } return all.Count;") },
        { "Prepend and ToArray", In("var all = Array.Empty<int>(); foreach (var order in orders) { [|all|] = all.Prepend(order.Id).ToArray(); } return all.Length;") },
        { "Array.Resize", In("var all = Array.Empty<int>(); foreach (var order in orders) { Array.[|Resize|](ref all, all.Length + 1); all[all.Length - 1] = order.Id; } return all.Length;").Replace("Array.[|Resize|](ref all,", "Array.Resize(ref [|all|],", StringComparison.Ordinal) },
        { "immutable array", In("var all = System.Collections.Immutable.ImmutableArray<int>.Empty; foreach (var order in orders) { [|all|] = all.Add(order.Id); } return all.Length;") },
        { "immutable array, AddRange", In("var all = System.Collections.Immutable.ImmutableArray.Create(1); foreach (var order in orders) { [|all|] = all.AddRange(order.Lines.Select(l => l.Id)); } return all.Length;") },
        { "new list from the old", In("var all = new List<int>(); foreach (var order in orders) { [|all|] = new List<int>(all) { order.Id }; } return all.Count;") },
        { "nested loops", In("int[] all = []; foreach (var order in orders) { foreach (var line in order.Lines) { [|all|] = [.. all, line.Id]; } } return all.Length;") },
        { "ElementAt of a set", In("var sum = 0; var set = new HashSet<int>(ids); for (var i = 0; i < set.Count; i++) { sum += set.[|ElementAt|](i); } return sum;") },
        { "ElementAt of a dictionary", "class C { int M(Dictionary<int, Order> all) { var sum = 0; for (var i = 0; i < all.Count; i++) { sum += all.[|ElementAt|](i).Value.Id; } return sum; } }" },
        { "ElementAt of keys", "class C { int M(Dictionary<int, Order> all) { var sum = 0; for (var i = 0; i < all.Count; i++) { sum += all.Keys.[|ElementAt|](i); } return sum; } }" },
        { "ElementAt of a linked list", "class C { readonly LinkedList<int> _all = new(); int M() { var sum = 0; for (var i = 0; i < _all.Count; i++) { sum += _all.[|ElementAt|](i); } return sum; } }" },
        { "ElementAt of a lazy sequence", In("var sum = 0; var few = ids.Where(id => id > n); var count = few.Count(); for (var i = 0; i < count; i++) { sum += few.[|ElementAt|](i); } return sum;") },
        { "sum of what came before", In("var sum = 0; for (var i = 0; i < ids.Count; i++) { sum += ids.[|Take|](i).Sum(); } return sum;") },
        { "sum of what came before, in a query", In("return Enumerable.Range(0, ids.Count).Select(i => ids.[|Take|](i + 1).Sum()).Max();") },
        { "text of what came before", In("for (var i = 0; i < ids.Count; i++) { Console.WriteLine(string.Join(\".\", ids.[|Take|](i))); } return 0;") },
        { "maximum of what comes", In("var sum = 0; for (var i = 0; i < ids.Count; i++) { sum += ids.[|Skip|](i).Max(); } return sum;") },
        { "pages of a set", In("var sum = 0; var set = new HashSet<int>(ids); for (var page = 0; page * 10 < set.Count; page++) { sum += set.[|Skip|](page * 10).Take(10).Sum(); } return sum;") },
        { "pages of a lazy sequence", In("var sum = 0; var few = ids.Where(id => id > n); var at = 0; while (at < n) { foreach (var id in few.[|Skip|](at).Take(10)) { sum += id; } at += 10; } return sum;") },
    };

    public static readonly Cases Suggested = new()
    {
        { "scan that does more", In("for (var i = orders.Count - 1; i >= 0; i--) { if (orders[i].IsPaid) { File.Delete(orders[i].Id.ToString()); orders.[|RemoveAt|](i); } } return orders.Count;") },
        { "one from the front at times", In("var sum = 0; foreach (var order in orders) { if (order.IsPaid && ids.Count > 0) { sum += ids[0]; ids.[|RemoveAt|](0); } } return sum;") },
        { "drained while each pass waits", "class C { public static async Task M(List<Order> open, Stream to) { while (open.Count > 0) { var order = open[0]; open.[|Remove|](order); await to.WriteAsync(BitConverter.GetBytes(order.Id)); } } }" },
        { "chain of Concat", In("IEnumerable<int> all = new List<int>(); foreach (var order in orders) { [|all|] = all.Concat(order.Lines.Select(l => l.Id)); } return all.Count();") },
        { "chain of Union", In("var all = ids.Where(id => id > 0); foreach (var order in orders) { [|all|] = all.Union(order.Lines.Select(l => l.Id)); } return all.Count();") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Changes_what_is_the_same(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(In(before), In(after));
    }

    [Theory, MemberData(nameof(Kept))]
    public Task Leaves_what_would_change(string name, string body)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(In(body));
    }

    [Fact]
    public Task Says_what_moves() => Verify.Says(
        In("var result = new List<int>(); foreach (var order in orders) { result.[|Insert|](0, order.Id); } return result.Count;"),
        "'result' is moved whole for every element of 'orders'; add at its end and call 'Reverse' once, after the loop");

    [Fact]
    public Task Says_what_is_copied() => Verify.Says(
        In("int[] all = []; for (var i = 0; i < n; i++) { [|all|] = [.. all, i]; } return all.Length;"),
        "'all' is copied whole for every pass of the loop; add to a 'List', and take the array once, after the loop");

    [Fact]
    public Task Says_what_is_walked() => Verify.Says(
        In("var sum = 0; var set = new HashSet<int>(ids); for (var i = 0; i < set.Count; i++) { sum += set.[|ElementAt|](i); } return sum;"),
        "'set' is walked from its start for every pass of the loop; visit the elements with 'foreach', or copy them to an array once, before the loop");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("""
            var first = new List<int>();
                    foreach (var order in orders)
                    {
                        first.[|Insert|](0, order.Id);
                        foreach (var line in order.Lines)
                        {
                            first.[|Insert|](0, line.Id);
                        }
                    }

                    int[] second = [];
                    foreach (var id in ids)
                    {
                        // each id
                        [|second|] = [.. second, id, n];
                    }

                    foreach (var id in ids)
                    {
                        [|second|] = [.. second, -id];
                    }

                    return first.Count + second.Length;
            """),
            In("""
            var first = new List<int>();
                    foreach (var order in orders)
                    {
                        first.Add(order.Id);
                        foreach (var line in order.Lines)
                        {
                            first.Add(line.Id);
                        }
                    }
                    first.Reverse();

                    int[] second = [];
                    var secondList = new List<int>(second);
                    foreach (var id in ids)
                    {
                        // each id
                        secondList.Add(id);
                        secondList.Add(n);
                    }
                    second = secondList.ToArray();

                    var secondList2 = new List<int>(second);
                    foreach (var id in ids)
                    {
                        secondList2.Add(-id);
                    }
                    second = secondList2.ToArray();

                    return first.Count + second.Length;
            """)),
        (In("for (var i = ids.Count - 1; i >= 0; i--) { if (ids[i] < n) { ids.[|RemoveAt|](i); } } return ids.Count;").Replace("class Lists", "class Others", StringComparison.Ordinal),
            In("ids.RemoveAll(item => item < n); return ids.Count;").Replace("class Lists", "class Others", StringComparison.Ordinal)),
        (In("var open = new List<int>(ids); while (open.Count > 0) { n += open[0]; open.[|RemoveAt|](0); } var more = new List<int>(ids); while (more.Count > 0) { more.[|RemoveAt|](0); } return n;").Replace("class Lists", "class Queues", StringComparison.Ordinal),
            In("var open = new Queue<int>(ids); while (open.Count > 0) { n += open.Peek(); open.Dequeue(); } var more = new Queue<int>(ids); while (more.Count > 0) { more.Dequeue(); } return n;").Replace("class Lists", "class Queues", StringComparison.Ordinal)),
    ]);

    private static string In(string body) => $$"""
        class Lists
        {
            public int M(List<Order> orders, List<int> ids, int n)
            {
                {{body}}
            }
        }
        """;
}
