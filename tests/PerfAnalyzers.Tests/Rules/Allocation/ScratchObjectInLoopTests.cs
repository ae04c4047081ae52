using PerfAnalyzers.Allocation;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.ScratchObjectInLoop, PerfAnalyzers.Allocation.ScratchObjectInLoopFix>;

namespace PerfAnalyzers.Tests;

public sealed class ScratchObjectInLoopTests
{
    public static readonly Cases Firing = new()
    {
        { "list that is joined", "class C { void M(List<Order> orders, List<string> to) { foreach (var o in orders) { var names = [|new List<string>()|]; foreach (var l in o.Lines) { names.Add(l.Product!.Name); } to.Add(string.Join(\", \", names)); } } }" },
        { "builder", "class C { void M(List<Order> orders, List<string> to) { foreach (var o in orders) { var b = [|new StringBuilder()|]; b.Append(o.Id).Append(':'); foreach (var l in o.Lines) { b.Append(l.Quantity); } to.Add(b.ToString()); } } }" },
        { "builder with a capacity", "class C { void M(List<Order> orders, List<string> to) { foreach (var o in orders) { var b = [|new StringBuilder(256)|]; b.Append(o.Id).Append(':').Append(o.Total); to.Add(b.ToString()); } } }" },
        { "set of what was seen", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var seen = [|new HashSet<int>()|]; foreach (var l in o.Lines) { if (!seen.Add(l.ProductId)) { n++; } } } return n; } }" },
        { "set with a comparer", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var seen = [|new HashSet<string>(StringComparer.OrdinalIgnoreCase)|]; foreach (var l in o.Lines) { if (!seen.Add(l.Product!.Sku)) { n++; } } } return n; } }" },
        { "dictionary", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var sums = [|new Dictionary<int, int>()|]; \nforeach (var l in o.Lines) { sums.TryGetValue(l.ProductId, out var sum); sums[l.ProductId] = sum + l.Quantity; }\n foreach (var pair in sums) { n = Math.Max(n, pair.Value); } } return n; } }" },
        { "values of a dictionary", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var sums = [|new Dictionary<int, int>()|]; foreach (var l in o.Lines) { sums[l.ProductId] = l.Quantity; } n += sums.Values.Sum(); } return n; } }" },
        { "stack", "class Node { public List<Node> Children = new(); } class C { int M(List<Node> roots) { var n = 0; foreach (var root in roots) { var open = [|new Stack<Node>()|]; open.Push(root); while (open.Count > 0) { n++; foreach (var child in open.Pop().Children) { open.Push(child); } } } return n; } }" },
        { "queue in a for loop", "class C { int M(int[][] edges) { var n = 0; for (var i = 0; i < edges.Length; i++) { var open = [|new Queue<int>()|]; open.Enqueue(i); while (open.TryDequeue(out var at)) { n += edges[at].Length; } } return n; } }" },
        { "target-typed", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { List<int> ids = [|new()|]; foreach (var l in o.Lines) { ids.Add(l.ProductId); } ids.Reverse(); n += ids[0]; } return n; } }" },
        { "copied at the end", "class C { void M(List<Order> orders, List<int[]> to) { foreach (var o in orders) { var ids = [|new List<int>()|]; foreach (var l in o.Lines) { ids.Add(l.ProductId); } to.Add(ids.ToArray()); } } }" },
        { "appended to another list", "class C { void M(List<Order> orders, List<int> to) { foreach (var o in orders) { var ids = [|new List<int>()|]; foreach (var l in o.Lines) { ids.Add(l.ProductId); } ids.Reverse(); to.AddRange(ids); } } }" },
        { "through operators", "class C { void M(List<Order> orders, List<int> to) { foreach (var o in orders) { var ids = [|new List<int>()|]; foreach (var l in o.Lines) { ids.Add(l.ProductId); } to.Add(ids.Where(i => i > 3).Select(i => i * 2).Max()); } } }" },
        { "handed to a method that only reads", "class C { void M(List<Order> orders, List<int> to) { foreach (var o in orders) { var ids = [|new List<int>()|]; foreach (var l in o.Lines) { ids.Add(l.ProductId); } to.Add(Sum(ids)); } } static int Sum(IEnumerable<int> all) { var n = 0; foreach (var i in all) { n += i; } return n; } }" },
        { "filled by a method", "class C { void M(List<Order> orders, List<int> to) { foreach (var o in orders) { var ids = [|new List<int>()|]; Fill(o, ids); to.Add(ids.Count); } } static void Fill(Order o, List<int> all) { foreach (var l in o.Lines) { all.Add(l.Id); } } }" },
        { "filled by a lambda that runs now", "class C { void M(List<Order> orders, List<int> to) { foreach (var o in orders) { var ids = [|new List<int>()|]; o.Lines.ForEach(l => ids.Add(l.Id)); to.Add(ids.Count); } } }" },
        { "counting array", "class C { int M(List<string> words) { var n = 0; foreach (var word in words) { var counts = [|new int[26]|]; foreach (var c in word) { counts[c - 'a']++; } n += counts[0]; } return n; } }" },
        { "buffer", "class C { int M(List<string> words) { var n = 0; foreach (var word in words) { var bytes = [|new byte[1024]|]; n += Encoding.UTF8.GetBytes(word, 0, word.Length, bytes, 0); } return n; } }" },
        { "buffer as a span", "class C { int M(List<string> words) { var n = 0; foreach (var word in words) { var bytes = [|new byte[1024]|]; n += Encoding.UTF8.GetBytes(word, bytes); } return n; } }" },
        { "array as long as before the loop", "class C { int M(List<int[]> rows, int width) { var n = 0; foreach (var row in rows) { var sums = [|new int[width]|]; for (var i = 1; i < width; i++) { sums[i] = sums[i - 1] + row[i]; } n += sums[width - 1]; } return n; } }" },
        { "in nested loops", "class C { int M(List<Customer> all) { var n = 0; foreach (var c in all) { foreach (var o in c.Orders) { var ids = [|new List<int>()|]; foreach (var l in o.Lines) { ids.Add(l.ProductId); } n += ids.Count; } } return n; } }" },
        { "in an iterator", "class C { IEnumerable<int> M(List<Order> orders) { foreach (var o in orders) { var seen = [|new HashSet<int>()|]; foreach (var l in o.Lines) { if (seen.Add(l.ProductId)) { yield return l.ProductId; } } } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "of what reflection tells", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var types = new Dictionary<Type, System.Reflection.MethodInfo>(); foreach (var m in o.GetType().GetMethods()) { types[m.ReturnType] = m; } n += types.Count; } return n; } }" },
        { "array of lists", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var parts = new List<int>[8]; for (var i = 0; i < 8; i++) { parts[i] = new(); } n += parts[3].Count; } return n; } }" },
        { "work that is started", "class C { Task Work(int i) => Task.Run(() => i); static void Note(Task[] all) { } void M(List<int[]> rows) { foreach (var row in rows) { var tasks = new List<Task>(); foreach (var i in row) { tasks.Add(Work(i)); } Note(tasks.ToArray()); } } }" },
        { "not in a loop", "class C { string M(Order o) { var b = new StringBuilder(); foreach (var l in o.Lines) { b.Append(l.Id); } return b.ToString(); } }" },
        { "kept in a list", "class C { void M(List<Order> orders, List<List<int>> to) { foreach (var o in orders) { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } to.Add(ids); } } }" },
        { "kept in a dictionary", "class C { void M(List<Order> orders, Dictionary<int, List<int>> to) { foreach (var o in orders) { var ids = new List<int>(); to[o.Id] = ids; ids.Add(1); } } }" },
        { "kept in a field", "class C { List<int>? _last; void M(List<Order> orders) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); _last = ids; } } }" },
        { "kept in an object", "class Row { public List<int>? Ids; } class C { void M(List<Order> orders, List<Row> to) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); to.Add(new Row { Ids = ids }); } } }" },
        { "kept by a constructor", "class Row(List<int> ids) { public List<int> Ids => ids; } class C { void M(List<Order> orders, List<Row> to) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); to.Add(new Row(ids)); } } }" },
        { "kept in a tuple", "class C { void M(List<Order> orders, List<(int, List<int>)> to) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); to.Add((o.Id, ids)); } } }" },
        { "kept in an array", "class C { void M(List<Order> orders, List<int>[] to) { for (var i = 0; i < orders.Count; i++) { var ids = new List<int>(); ids.Add(orders[i].Id); to[i] = ids; } } }" },
        { "returned", "class C { List<int> M(List<Order> orders) { foreach (var o in orders) { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } if (ids.Count > 3) { return ids; } } return new(); } }" },
        { "yielded", "class C { IEnumerable<List<int>> M(List<Order> orders) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); yield return ids; } } }" },
        { "captured by a lambda that is kept", "class C { void M(List<Order> orders, List<Action> to) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); to.Add(() => ids.Clear()); } } }" },
        { "captured by a lazy sequence that is kept", "class C { void M(List<Order> orders, List<IEnumerable<OrderLine>> to) { foreach (var o in orders) { var seen = new HashSet<int>(); to.Add(o.Lines.Where(l => seen.Add(l.ProductId))); } } }" },
        { "source of a lazy sequence that is kept", "class C { void M(List<Order> orders, List<IEnumerable<int>> to) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); to.Add(ids.Where(i => i > 3)); } } }" },
        { "read-only view that is kept", "class C { void M(List<Order> orders, List<IReadOnlyList<int>> to) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); to.Add(ids.AsReadOnly()); } } }" },
        { "keys that are kept", "class C { void M(List<Order> orders, List<IEnumerable<int>> to) { foreach (var o in orders) { var d = new Dictionary<int, int>(); d.Add(o.Id, 1); to.Add(d.Keys); } } }" },
        { "alias that is kept", "class C { void M(List<Order> orders, List<List<int>> to) { foreach (var o in orders) { var ids = new List<int>(); var same = ids; same.Add(o.Id); to.Add(same); } } }" },
        { "kept by a method", "class C { readonly List<List<int>> _all = new(); void M(List<Order> orders) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); Keep(ids); } } void Keep(List<int> ids) => _all.Add(ids); }" },
        { "handed back by a method", "class C { void M(List<Order> orders, List<List<int>> to) { foreach (var o in orders) { var ids = new List<int>(); to.Add(Filled(ids, o)); } } static List<int> Filled(List<int> ids, Order o) { ids.Add(o.Id); return ids; } }" },
        { "handed to unknown code", "interface ISink { void Take(List<int> ids); } class C { void M(List<Order> orders, ISink sink) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); sink.Take(ids); } } }" },
        { "handed to a virtual method", "class C { void M(List<Order> orders) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); Take(ids); } } protected virtual void Take(List<int> ids) { } } class D : C { List<int>? _l; protected override void Take(List<int> ids) => _l = ids; }" },
        { "handed to an iterator", "class C { void M(List<Order> orders, List<IEnumerable<int>> to) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); to.Add(Each(ids)); } } static IEnumerable<int> Each(List<int> ids) { foreach (var i in ids) { yield return i; } } }" },
        { "handed to an asynchronous method", "class C { void M(List<Order> orders, List<Task> to) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); to.Add(Later(ids)); } } static async Task Later(List<int> ids) { await Task.Yield(); ids.Clear(); } }" },
        { "handed over by reference", "class C { void M(List<Order> orders) { foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); Swap(ref ids); } } List<int> _l = new(); void Swap(ref List<int> ids) => (_l, ids) = (ids, _l); }" },
        { "replaced in the pass", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var ids = new List<int>(); ids.Add(o.Id); if (o.IsPaid) { ids = o.Lines.Select(l => l.Id).ToList(); } n += ids.Count; } return n; } }" },
        { "made on some passes only", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { if (o.IsPaid) { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } n += ids.Count; } } return n; } }" },
        { "copied from another", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var ids = new List<OrderLine>(o.Lines); ids.Reverse(); n += ids[0].Id; } return n; } }" },
        { "with elements", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var ids = new List<int> { 1, o.Id }; n += ids.Max(); } return n; } }" },
        { "an array as long as the pass wants", "class C { int M(List<string> words) { var n = 0; foreach (var word in words) { var a = new int[word.Length]; for (var i = 0; i < a.Length; i++) { a[i] = word[i]; } n += a[0]; } return n; } }" },
        { "an array that is kept", "class C { void M(List<Order> orders, List<int[]> to) { foreach (var o in orders) { var a = new int[4]; a[0] = o.Id; to.Add(a); } } }" },
        { "memory over an array that is kept", "class C { void M(List<Order> orders, List<Memory<int>> to) { foreach (var o in orders) { var a = new int[4]; a[0] = o.Id; to.Add(a); } } }" },
        { "unused", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var ids = new List<int>(); n += o.Id; } return n; } }" },
        { "few passes", "class C { int M(Order o) { var n = 0; for (var i = 0; i < 4; i++) { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } n += ids.Count; } return n; } }" },
        { "per element of a parallel loop", "class C { void M(List<Order> orders) { Parallel.ForEach(orders, o => { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } o.Total = ids.Count; }); } }" },
        { "per element of an operator", "class C { List<int> M(List<Order> orders) => orders.Select(o => { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } return ids.Count; }).ToList(); }" },
        { "a round trip in the same pass", "class C { void M(ShopContext db, List<Order> orders) { foreach (var o in orders) { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } o.Total = ids.Count; db.SaveChanges(); } } }" },
        { "an await in the same pass", "class C { async Task M(List<Order> orders) { foreach (var o in orders) { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } o.Total = ids.Count; await Task.Yield(); } } }" },
        { "a service's loop", "class C { void M(Order o, CancellationToken stop) { while (!stop.IsCancellationRequested) { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } o.Total = ids.Count; } } }" },
        { "own type", "class Bag { public void Add(int i) { } public int Count => 0; } class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var ids = new Bag(); ids.Add(o.Id); n += ids.Count; } return n; } }" },
        { "derived list", "class Ids : List<int> { } class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var ids = new Ids(); ids.Add(o.Id); n += ids.Count; } return n; } }" },
        { "large array is another matter", "class C { int M(List<string> words) { var n = 0; foreach (var word in words) { var bytes = new byte[100_000]; n += Encoding.UTF8.GetBytes(word, 0, word.Length, bytes, 0); } return n; } }" },
        { "seeding", "class OrderSeeder { void Seed(List<Order> orders) { foreach (var o in orders) { var ids = new List<int>(); foreach (var l in o.Lines) { ids.Add(l.Id); } o.Total = ids.Count; } } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_to_do() => Verify.Says(
        "class C { void M(List<Order> orders, List<string> to) { foreach (var o in orders) { var b = [|new StringBuilder()|]; b.Append(o.Id); to.Add(b.ToString()); } } }",
        "'b' is made and forgotten for every element of 'orders'; make it once, before the loop, and clear it on every pass");

    [Theory]
    [InlineData("var b = [|new StringBuilder()|]; // text\n            b.Append(o.Id);\n            n += b.Length;", "var b = new StringBuilder();", "b.Clear(); // text\n            b.Append(o.Id);\n            n += b.Length;")]
    [InlineData("List<int> b = [|new()|];\n            b.Add(o.Id);\n            n += b.Count;", "List<int> b = new();", "b.Clear();\n            b.Add(o.Id);\n            n += b.Count;")]
    [InlineData("var b = [|new HashSet<string>(StringComparer.Ordinal)|];\n            b.Add(o.Customer!.Name);\n            n += b.Count;", "var b = new HashSet<string>(StringComparer.Ordinal);", "b.Clear();\n            b.Add(o.Customer!.Name);\n            n += b.Count;")]
    [InlineData("var b = [|new int[8]|];\n            b[o.Id & 7]++;\n            n += b[3];", "var b = new int[8];", "Array.Clear(b);\n            b[o.Id & 7]++;\n            n += b[3];")]
    public Task Makes_it_once(string before, string declared, string after)
    {
        const string Code = """
            class C
            {
                int M(List<Order> orders)
                {
                    var n = 0;$1
                    foreach (var o in orders)
                    {
                        $2
                    }

                    return n;
                }
            }
            """;
        return Verify.Fixes(
            Code.Replace("$1", "", StringComparison.Ordinal).Replace("$2", before, StringComparison.Ordinal),
            Code.Replace("$1", "\n        " + declared, StringComparison.Ordinal).Replace("$2", after, StringComparison.Ordinal));
    }

    [Fact]
    public Task Moves_out_of_all_loops() => Verify.Fixes(
        """
        class C
        {
            int M(List<Customer> all)
            {
                var n = 0;
                foreach (var c in all)
                {
                    foreach (var o in c.Orders)
                    {
                        var ids = [|new List<int>()|];
                        ids.Add(o.Id);
                        n += ids.Count;
                    }
                }

                return n;
            }
        }
        """,
        """
        class C
        {
            int M(List<Customer> all)
            {
                var n = 0;
                var ids = new List<int>();
                foreach (var c in all)
                {
                    foreach (var o in c.Orders)
                    {
                        ids.Clear();
                        ids.Add(o.Id);
                        n += ids.Count;
                    }
                }

                return n;
            }
        }
        """);

    [Theory]
    [InlineData("foreach (var o in orders) { var ids = [|new List<int>(o.Lines.Count)|]; ids.Add(o.Id); n += ids.Count; }")]
    [InlineData("foreach (var o in orders) { var ids = [|new List<int>()|]; ids.Add(o.Id); n += ids.Count; } { var ids = 1; n += ids; }")]
    [InlineData("if (n == 0) foreach (var o in orders) { var ids = [|new List<int>()|]; ids.Add(o.Id); n += ids.Count; }")]
    public Task Refuses(string code) => Verify.RefusesToFix("class C { int M(List<Order> orders) { var n = 0;\n$\nreturn n; } }".Replace("$", code, StringComparison.Ordinal));
}
