using PerfAnalyzers.Complexity;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.CostlyRecursion, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class CostlyRecursionTests
{
    public static readonly Cases Firing = new()
    {
        { "Fibonacci", "static class C { public static long Fib(int n) => n < 2 ? n : [|Fib|](n - 1) + Fib(n - 2); }" },
        { "Fibonacci in a block", "static class C { public static int Fib(int n) { if (n < 2) { return n; } return [|Fib|](n - 1) + Fib(n - 2); } }" },
        { "paths in a grid", "class Grid { public int Paths(int rows, int columns) { if (rows == 0 || columns == 0) { return 1; } return [|Paths|](rows - 1, columns) + Paths(rows, columns - 1); } }" },
        { "longest common part", "static class C { public static int Lcs(string a, string b, int i, int j) { if (i < 0 || j < 0) { return 0; } return a[i] == b[j] ? Lcs(a, b, i - 1, j - 1) + 1 : Math.Max([|Lcs|](a, b, i - 1, j), Lcs(a, b, i, j - 1)); } }" },
        { "binomial coefficient", "static class C { static long Choose(int n, int k) => k == 0 || k == n ? 1 : [|Choose|](n - 1, k - 1) + Choose(n - 1, k); }" },
        { "local function", "class C { int M(int n) { return Steps(n); static int Steps(int left) => left <= 1 ? 1 : [|Steps|](left - 1) + Steps(left - 2); } }" },
        { "upwards", "class C { readonly int[] _prices = []; int Best(int day) => day >= _prices.Length ? 0 : Math.Max([|Best|](day + 1), Best(day + 2)); }" },
        { "copy of the rest", "static class C { static int Sum(List<int> xs) => xs.Count == 0 ? 0 : xs[0] + Sum(xs.Skip(1).[|ToList|]()); }" },
        { "copy of the rest of an array", "static class C { static int Sum(int[] xs) { if (xs.Length == 0) { return 0; } return xs[0] + Sum([|xs[1..]|]); } }" },
        { "rest of a text", "static class C { static string Reverse(string s) => s.Length == 0 ? s : Reverse(s.[|Substring|](1)) + s[0]; }" },
        { "rest of a text, as a range", "static class C { static int Count(string s, char c) => s.Length == 0 ? 0 : (s[0] == c ? 1 : 0) + Count([|s[1..]|], c); }" },
        { "rest of a list", "static class C { static bool Any(List<Order> all) => all.Count > 0 && (all[0].IsPaid || Any(all.[|GetRange|](1, all.Count - 1))); }" },
        { "all but the last", "static class C { static int Max(int[] xs) => xs.Length == 1 ? xs[0] : Math.Max(xs[^1], Max([|xs[..^1]|])); }" },
        { "iterator of iterators", "class Node { public List<Node> Children { get; } = []; public static IEnumerable<Node> Walk(Node node) { yield return node; foreach (var c in node.Children) { foreach (var d in [|Walk|](c)) { yield return d; } } } }" },
        { "iterator of iterators, instance", "class Node { public List<Node> Children { get; } = []; public IEnumerable<Node> All() { foreach (var c in Children) { yield return c; foreach (var d in c.[|All|]()) yield return d; } } }" },
        { "list of lists", "class Node { public List<Node> Children { get; } = []; public static List<Node> Walk(Node node) { var all = new List<Node> { node }; foreach (var c in node.Children) { all.AddRange([|Walk|](c)); } return all; } }" },
        { "set of sets", "class Node { public int Id { get; set; } public List<Node> Children { get; } = []; HashSet<int> Ids() { var ids = new HashSet<int> { Id }; foreach (var c in Children) { ids.UnionWith(c.[|Ids|]()); } return ids; } }" },
        { "all scanned per node", Tree("List<Item> Build(List<Item> all, int parent) { var items = all.[|Where|](x => x.ParentId == parent).ToList(); foreach (var i in items)\n{ i.Children = Build(all, i.Id); } return items; }") },
        { "all scanned per node, as source", Tree("void Print(List<Item> all, int? parent, int depth) { foreach (var i in all.[|Where|](x => x.ParentId == parent))\n{ Console.WriteLine(i.Id + depth); Print(all, i.Id, depth + 1); } }") },
        { "all in a field", Tree("readonly List<Item> _all = []; int Count(Item item) => 1 + _all.[|Where|](x => item.Id == x.ParentId)\n.Sum(x => Count(x));") },
        { "all in an array", Tree("void Delete(Item[] all, Item item) { foreach (var c in all.[|Where|](x => x.ParentId == item.Id))\n{ Delete(all, c); } Console.WriteLine(item.Id); }") },
        { "parents found by a scan", Tree("string Path(List<Item> all, int id) { var item = all.[|First|](x => x.Id == id); return item.ParentId is { } parent ? Path(all, parent) + \"/\" + id : \"/\" + id; }") },
        { "FindAll", Tree("void Walk(List<Item> all, int parent) { all.[|FindAll|](x => x.ParentId == parent)\n.ForEach(x => Walk(all, x.Id)); }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "the way down to the node", "class Node { public int Id; public List<Node> Children = new(); } class C { private readonly List<Node> _stack = new(); public int Visit(Node node) { if (_stack.Any(n => n.Id == node.Id)) { return 0; } _stack.Add(node); var sum = 1; foreach (var child in node.Children) { sum += Visit(child); } _stack.RemoveAt(_stack.Count - 1); return sum; } }" },
        { "a local function that searches and is called once", "class C { public static int M(List<Product> products, int id) { return Stock(id); int Stock(int id) => products.First(p => p.Id == id).Stock; } }" },
        { "one call", "static class C { static long Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1); }" },
        { "two branches", "static class C { static int Collatz(int n) => n == 1 ? 0 : n % 2 == 0 ? 1 + Collatz(n - 1) : 1 + Collatz(n - 2); }" },
        { "halves", "static class C { static int Depth(int n) => n <= 1 ? 0 : Math.Max(Depth(n / 2), Depth(n - n / 2)) + 1; }" },
        { "halves of a range", "static class C { static int Sum(int[] xs, int from, int to) { if (to - from == 1) { return xs[from]; } var middle = (from + to) / 2; return Sum(xs, from, middle) + Sum(xs, middle, to); } }" },
        { "children of a tree", "class Node { public Node? Left, Right; public static int Count(Node? node) => node is null ? 0 : 1 + Count(node.Left) + Count(node.Right); }" },
        { "remembered in a dictionary", "class C { readonly Dictionary<int, long> _known = []; long Fib(int n) { if (_known.TryGetValue(n, out var known)) { return known; } return _known[n] = n < 2 ? n : Fib(n - 1) + Fib(n - 2); } }" },
        { "remembered in an array", "class C { long Fib(int n, long[] known) { if (n < 2) { return n; } if (known[n] != 0) { return known[n]; } known[n] = Fib(n - 1, known) + Fib(n - 2, known); return known[n]; } }" },
        { "two calls, one after the other", "static class C { static void Hanoi(int n, int from, int to, int over) { if (n == 0) { return; } Hanoi(n - 1, from, over, to); Console.WriteLine(from + to); Hanoi(n - 1, over, to, from); } }" },
        { "either of two", "static class C { static bool Reaches(int n, int goal) => n == goal || n < goal && (Reaches(n + 3, goal) || Reaches(n + 5, goal)); }" },
        { "loop", "static class C { static long Fib(int n) { long a = 0, b = 1; while (n-- > 0) { (a, b) = (b, a + b); } return a; } }" },
        { "another method", "static class C { static int A(int n) => B(n - 1) + B(n - 2); static int B(int n) => n; }" },
        { "another overload", "static class C { static int A(int n) => A(n - 1L) + A(n - 2L); static int A(long n) => (int)n; }" },
        { "start index", "static class C { static int Sum(List<int> xs, int start) => start == xs.Count ? 0 : xs[start] + Sum(xs, start + 1); }" },
        { "span", "static class C { static int Sum(ReadOnlySpan<int> xs) => xs.Length == 0 ? 0 : xs[0] + Sum(xs[1..]); }" },
        { "memory", "static class C { static int Sum(ReadOnlyMemory<int> xs) => xs.Length == 0 ? 0 : xs.Span[0] + Sum(xs[1..]); }" },
        { "half of an array", "static class C { static int[] Sort(int[] xs) { if (xs.Length < 2) { return xs; } var left = Sort(xs[..(xs.Length / 2)]); var right = Sort(xs[(xs.Length / 2)..]); return left.Concat(right).Order().ToArray(); } }" },
        { "part behind a separator", "static class C { static int Parts(string s) { var i = s.IndexOf('/'); return i < 0 ? 1 : 1 + Parts(s.Substring(i + 1)); } }" },
        { "prefix removed once", "static class C { static string Trim(string s) => s.StartsWith('/') ? Clean(s.Substring(1)) : s; static string Clean(string s) => s; }" },
        { "list without its first", "static class C { static List<int> Rest(List<int> xs) => xs.Skip(1).ToList(); }" },
        { "partitions", "static class C { static List<int> Sort(List<int> xs) { if (xs.Count < 2) { return xs; } var pivot = xs[0]; return [.. Sort(xs.Where(x => x < pivot).ToList()), pivot, .. Sort(xs.Where(x => x > pivot).ToList())]; } }" },
        { "iterator with a stack", "class Node { public List<Node> Children { get; } = []; public static IEnumerable<Node> Walk(Node node) { var open = new Stack<Node>(); open.Push(node); while (open.TryPop(out var next)) { yield return next; foreach (var c in next.Children) { open.Push(c); } } } }" },
        { "iterator of another", "class C { static IEnumerable<int> A(int n) { foreach (var x in B(n)) { yield return x; } } static IEnumerable<int> B(int n) { yield return n; } }" },
        { "iterator that looks at what is below", "class Node { public int Size; public List<Node> Children { get; } = []; public IEnumerable<int> Sizes() { var sum = 0; foreach (var c in Children) { foreach (var s in c.Sizes()) { sum += s; } } yield return sum + Size; } }" },
        { "list to fill", "class Node { public List<Node> Children { get; } = []; public void Collect(List<Node> all) { all.Add(this); foreach (var c in Children) { c.Collect(all); } } }" },
        { "added to a list of the caller's", "class Node { public List<int> Names { get; } = []; public List<Node> Children { get; } = []; List<int> Walk(List<int> found) { foreach (var c in Children) { found.AddRange(c.Names); } return found; } }" },
        { "all of an object's", "class Node { readonly List<int> _all = []; public List<Node> Children { get; } = []; List<int> Walk() { foreach (var c in Children) { _all.AddRange(c.Walk()); } return []; } }" },
        { "lookup handed down", Tree("void Print(ILookup<int?, Item> byParent, int? parent) { foreach (var i in byParent[parent]) { Console.WriteLine(i.Id); Print(byParent, i.Id); } }") },
        { "scan in no recursion", Tree("List<Item> Children(List<Item> all, int parent) => all.Where(x => x.ParentId == parent).ToList();") },
        { "children of the element", Tree("int Count(Item item) => 1 + item.Children.Where(x => x.ParentId == item.Id).Sum(x => Count(x));") },
        { "smaller list handed down", Tree("void Walk(List<Item> all, int parent) { var rest = all.Where(x => x.ParentId != parent).ToList(); foreach (var i in all.Where(x => x.ParentId == parent)) { Walk(rest, i.Id); } }") },
        { "scan by a constant", Tree("void Walk(List<Item> all, int depth) { foreach (var i in all.Where(x => x.ParentId == 1)) { if (depth < 3) { Walk(all, depth + 1); } } }") },
        { "scan by something of the object's own", Tree("readonly int _root; void Walk(List<Item> all, int depth) { foreach (var i in all.Where(x => x.ParentId == _root)) { if (depth < 3) { Walk(all, depth + 1); } } }") },
        { "database", "class C(ShopContext db) { void Walk(int id) { foreach (var o in db.Orders.Where(o => o.CustomerId == id).ToList()) { Walk(o.Id); } } }" },
        { "a few constants", Tree("static readonly int[] s_all = [1, 2, 3]; void Walk(int id) { foreach (var i in s_all.Where(x => x == id)) { Walk(i + 1); } }") },
        { "comparison that is no equality", Tree("void Walk(List<Item> all, int id) { foreach (var i in all.Where(x => x.Id > id)) { Walk(all, i.Id); } }") },
        { "delegate of the same name", "class C { int F(int n) { Func<int, int> G = x => x; return G(n - 1) + G(n - 2); } }" },
        { "base method", "class A { public virtual int F(int n) => n; } class B : A { public override int F(int n) => base.F(n - 1) + base.F(n - 2); }" },
        { "property", "class C { int P => 1; int M(int n) => P + P; }" },
        { "main", "class Program { static void Main(string[] args) { if (args.Length > 1) { Main(args[1..]); } } }" },
        { "start-up", "using Microsoft.AspNetCore.Builder; static class Warm { public static int UseSteps(IApplicationBuilder app, int n) => n < 2 ? n : UseSteps(app, n - 1) + UseSteps(app, n - 2); }" },
        { "migration", "class MigrateOrders { static int Steps(int n) => n < 2 ? n : Steps(n - 1) + Steps(n - 2); }" },
        { "expression tree", "class C { static int F(int n) => n; Expression<Func<int, int>> M() => n => F(n - 1) + F(n - 2); }" },
        { "nameof", "class C { string F(int n) => nameof(F) + nameof(F); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_overlaps() => Verify.Says(
        "static class C { static long Fib(int n) => n < 2 ? n : [|Fib|](n - 1) + Fib(n - 2); }",
        "'Fib' calls itself twice with arguments that overlap, which takes exponential time; keep results by argument, or go up in a loop");

    [Fact]
    public Task Says_what_is_copied() => Verify.Says(
        "static class C { static int Sum(List<int> xs) => xs.Count == 0 ? 0 : xs[0] + Sum(xs.Skip(1).[|ToList|]()); }",
        "'Sum' is given a copy of what is left at every level; hand down a start index, or a span");

    private static string Tree(string members) => $$"""
        class Item { public int Id { get; set; } public int? ParentId { get; set; } public List<Item> Children { get; set; } = []; }
        class C { {{members}} }
        """;
}
