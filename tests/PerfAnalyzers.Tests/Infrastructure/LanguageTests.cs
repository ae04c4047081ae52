using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfAnalyzers.Tests;

/// <summary>
/// All rules over what C# 12 to 15 brought, with queries, tasks, loops and allocations inside the new forms: nothing breaks, also
/// on a compiler that cannot parse them. On the newest compiler the snippets must compile, or they would test nothing.
/// </summary>
public sealed class LanguageTests
{
    public static readonly Cases CSharp12 = new()
    {
        {
            "primary constructors", """
            public class Orders(ShopContext db, ILogger? log = null)
            {
                private readonly ShopContext _db = db;
                public int Count => db.Orders.Count();
                public async Task<List<Order>> All(List<int> ids)
                {
                    var all = new List<Order>();
                    foreach (var id in ids) { all.Add(await db.Orders.FirstAsync(o => o.Id == id)); log?.Write(id); }
                    return all;
                }
                public bool Any(int id) => _db.Orders.Count(o => o.Id == id) > 0;
            }
            public interface ILogger { void Write(object o); }
            public struct Point(int x, int y) { public int X => x; public override int GetHashCode() => HashCode.Combine(x, y); }
            public class Base(int x) { public int X { get; } = x; }
            public class Derived(int x, Task<int> t) : Base(x + t.Result);
            """
        },
        {
            "collection expressions", """
            class C
            {
                int[] _all = [1, 2, 3];
                List<int> Grow(IEnumerable<int> more) { List<int> r = []; foreach (var x in more) { r = [.. r, x, .. _all]; } return r; }
                void Loop(ShopContext db) { foreach (var id in (int[])[1, 2, 3]) { _ = db.Orders.Find(id); } }
                ReadOnlySpan<object> Boxes(int n) { foreach (var i in Enumerable.Range(0, n)) { Span<object> s = [i, n]; _ = s.Length; } return []; }
                static void Take(params int[] xs) { Take([]); Take([.. xs]); }
            }
            """
        },
        {
            "default lambda parameters and using aliases of any type", """
            using Pair = (int Left, int Right);
            unsafe class C
            {
                void M(List<Pair> pairs)
                {
                    var f = (int x, int step = 1) => x + step;
                    var g = (params int[] xs) => xs.Length;
                    foreach (var p in pairs) { object o = p; _ = f(p.Left) + g(p.Left, p.Right); o.ToString(); }
                }
            }
            """
        },
        {
            "ref readonly parameters and inline arrays", """
            [System.Runtime.CompilerServices.InlineArray(4)] struct Four { private int _first; }
            class C { int M(ref readonly Four four) { var sum = 0; foreach (var x in four) { sum += x; object o = x; _ = o; } return sum + four[0]; } }
            """
        },
    };

    public static readonly Cases CSharp13 = new()
    {
        {
            "params collections", """
            class C
            {
                static int Sum(params ReadOnlySpan<int> xs) { var s = 0; foreach (var x in xs) { s += x; } return s; }
                static void Log(params IEnumerable<object> xs) { foreach (var x in xs) { _ = x; } }
                void M(List<int> xs) { foreach (var x in xs) { Sum(x, 2, 3); Log(x, "a"); Log(); } }
            }
            """
        },
        {
            "lock object, escape, index from end in initializer", """
            class C
            {
                private readonly Lock _gate = new();
                int[] Buffer { get; } = new int[4];
                void M(ShopContext db) { lock (_gate) { _ = db.Orders.ToList(); Task.Run(() => 1).Wait(); } using (_gate.EnterScope()) { } _ = "\e[0m"; }
                C Make() => new C { Buffer = { [^1] = 1, [^2] = 2 } };
            }
            """
        },
        {
            "partial properties and indexers", """
            partial class C
            {
                public partial int Value { get; set; }
                public partial string this[int i] { get; }
            }
            partial class C
            {
                private int _value;
                public partial int Value { get => _value; set => _value = Task.FromResult(value).Result; }
                public partial string this[int i] { get { var s = ""; for (var j = 0; j < i; j++) { s += j; } return s; } }
                int M(ShopContext db, List<int> ids) { foreach (var id in ids) { _ = this[id]; _ = db.Orders.Count(o => o.Id == Value) > 0; } return Value; }
            }
            """
        },
        {
            "ref struct interfaces, ref in async and iterators", """
            interface ICount { int Count(); }
            ref struct Window(ReadOnlySpan<int> items) : ICount { private readonly ReadOnlySpan<int> _items = items; public int Count() => _items.Length; }
            class C
            {
                static int Of<T>(T x) where T : ICount, allows ref struct => x.Count();
                async Task<int> M(int[] xs) { var n = 0; { ReadOnlySpan<int> s = xs; foreach (ref readonly var x in s) { n += x; } n += Of(new Window(s)); } await Task.Yield(); return n; }
                IEnumerable<int> Each(int[] xs) { for (var i = 0; i < xs.Length; i++) { { ref int x = ref xs[i]; x++; } yield return i; } }
            }
            """
        },
    };

    public static readonly Cases CSharp14 = new()
    {
        {
            "extension blocks", """
            static class Extensions
            {
                extension(ShopContext db)
                {
                    public bool HasOrders => db.Orders.Count() > 0;
                    public Order? Load(int id) => db.Orders.FirstOrDefault(o => o.Id == id);
                    public async Task<Order> LoadAsync(int id) => await db.Orders.FirstAsync(o => o.Id == id);
                }
                extension<T>(IEnumerable<T> items)
                {
                    public bool IsEmpty => !items.Any();
                    public IEnumerable<T> Each(Action<T> action) { foreach (var item in items) { action(item); yield return item; } }
                    public static IEnumerable<T> operator +(IEnumerable<T> left, IEnumerable<T> right) => left.Concat(right);
                }
                extension(Task) { public static void Block(Task t) => t.Wait(); }
            }
            class C
            {
                void M(ShopContext db, List<int> ids)
                {
                    foreach (var id in ids) { _ = db.Load(id); _ = db.LoadAsync(id).Result; _ = db.HasOrders; object boxed = id; Task.Block(Task.CompletedTask); }
                    _ = ids.Each(id => db.Orders.Find(id)).ToList();
                    _ = ids.IsEmpty;
                    _ = ids + ids;
                }
            }
            """
        },
        {
            "field keyword", """
            class C
            {
                public string Name { get => field ??= string.Concat("a", "b"); set => field = value.Trim(); } = "";
                public List<int> Items { get { foreach (var x in field) { object o = x; _ = o; } return field; } set; } = [];
                public int Once { get => field == 0 ? field = Task.FromResult(1).Result : field; }
            }
            """
        },
        {
            "null-conditional assignment, unbound nameof, lambda modifiers", """
            class Node { public int Value { get; set; } public Node? Next { get; set; } public List<int>? Items { get; set; } }
            delegate bool Parse(string s, out int value);
            class C
            {
                void M(Node? node, List<int> xs)
                {
                    foreach (var x in xs) { node?.Value = x; node?.Next?.Value += x; node?.Items?[0] = x; }
                    Parse p = (s, out v) => int.TryParse(s, out v);
                    _ = nameof(List<>) + p("1", out _);
                }
            }
            """
        },
        {
            "span conversions", """
            class C
            {
                static int Sum(ReadOnlySpan<int> s) { var t = 0; foreach (var x in s) { t += x; } return t; }
                void M(int[][] rows, string text) { foreach (var row in rows) { Sum(row); _ = row.Contains(3); _ = row.SequenceEqual([1, 2]); _ = text.AsSpan().Contains('a'); } }
            }
            """
        },
        {
            "partial constructors and events, user-defined compound assignment", """
            partial class C { public partial C(int x); public partial event Action Changed; }
            partial class C
            {
                public partial C(int x) { foreach (var i in new int[x]) { object o = i; _ = o; } }
                public partial event Action Changed { add { } remove { } }
            }
            class Total
            {
                public int Value;
                public void operator +=(int x) => Value += x;
                public void operator ++() => Value++;
            }
            class User { int M(List<int> xs) { var t = new Total(); foreach (var x in xs) { t += x; t++; } return t.Value; } }
            """
        },
    };

    public static readonly Cases CSharp15 = new()
    {
        {
            "arguments of collection expressions", """
            class C
            {
                void M(ShopContext db, List<int> ids)
                {
                    foreach (var id in ids) { List<int> r = [with(capacity: 10), id, .. ids]; HashSet<string> s = [with(StringComparer.Ordinal), "a"]; _ = r.Count + s.Count; }
                    foreach (var id in (List<int>)[with(capacity: 4), 1, 2]) { _ = db.Orders.Find(id); }
                }
            }
            """
        },
        {
            "unions", """
            public record class Cat(string Name);
            public record class Dog(string Name, int Age);
            public union Pet(Cat, Dog);
            class C
            {
                string M(List<Pet> pets, ShopContext db)
                {
                    foreach (var pet in pets)
                    {
                        object boxed = pet;
                        var name = pet switch { Cat c => c.Name, Dog d => db.Customers.First(x => x.Name == d.Name).Name, _ => "" };
                        _ = boxed.ToString() + name;
                    }
                    Pet p = new Dog("Rex", 3);
                    return p is Dog { Age: > 2 } ? "old" : "young";
                }
            }
            namespace System.Runtime.CompilerServices
            {
                [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)] public sealed class UnionAttribute : Attribute;
                public interface IUnion { object? Value { get; } }
            }
            """
        },
    };

    [Theory]
    [MemberData(nameof(CSharp12))]
    [MemberData(nameof(CSharp13))]
    [MemberData(nameof(CSharp14))]
    [MemberData(nameof(CSharp15))]
    public async Task New_forms_never_break_a_rule(Case code)
    {
        var compilation = AllRules.Prepared().AddSyntaxTrees(AllRules.Parse(code.Source));
#if !ROSLYN_FLOOR
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
#endif
        await AllRules.Review(compilation, code.Source);
        foreach (var version in Enum.GetValues<LanguageVersion>().Where(static version => version is >= LanguageVersion.CSharp12 and < LanguageVersion.LatestMajor))
        {
            await AllRules.Review(code.Source, version);
        }
    }
}
