using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.StructKeyWithoutEquality, PerfAnalyzers.Allocation.StructKeyWithoutEqualityFix>;

namespace PerfAnalyzers.Tests;

public sealed class StructKeyWithoutEqualityTests
{
    private const string Types = """

        struct Point { public int X; public int Y; }
        struct City { public string Name; public int Id; }
        struct Own { public int Id; public override bool Equals(object? o) => o is Own k && k.Id == Id; public override int GetHashCode() => Id; }
        struct Key : IEquatable<Key> { public int Id; public bool Equals(Key other) => Id == other.Id; public override bool Equals(object? o) => o is Key k && Equals(k); public override int GetHashCode() => Id; }
        record struct Place(int X, int Y);
        record Stop(Point At, string Name);
        record Named(Key Id, string Name);
        enum Color { Red, Green }
        """;

    public static readonly Cases Firing = new()
    {
        { "dictionary", "class C { readonly Dictionary<Point, int> _map = new [|Dictionary|]<Point, int>(); int M(Point p) => _map[p]; }" + Types },
        { "dictionary, short form", "class C { readonly Dictionary<Point, int> _map = [|new()|]; int M(Point p) => _map[p]; }" + Types },
        { "set", "class C { int M(Point[] all) { var seen = new [|HashSet|]<Point>(); foreach (var p in all) seen.Add(p); return seen.Count; } }" + Types },
        { "set written as a collection", "class C { int M(Point[] all) { HashSet<Point> seen = [|[.. all]|]; return seen.Count; } }" + Types },
        { "concurrent dictionary", "class C { static readonly System.Collections.Concurrent.ConcurrentDictionary<Own, string> s_names = [|new()|]; string M(Own o) => s_names.GetOrAdd(o, \"\"); }" + Types },
        { "overrides, but no interface", "class C { int M(Own[] all) { var seen = new [|HashSet|]<Own>(all); return seen.Count; } }" + Types },
        { "list searched", "class C { bool M(List<City> all, City p) => all.[|Contains|](p); }" + Types },
        { "list asked for a place", "class C { int M(List<Own> all, Own p) => all.[|IndexOf|](p); }" + Types },
        { "array searched", "class C { int M(City[] all, City p) => Array.[|IndexOf|](all, p); }" + Types },
        { "distinct", "class C { int M(List<Point> all) => all.[|Distinct|]().Count(); }" + Types },
        { "grouped", "class C { int M(List<Order> all) => all.[|GroupBy|](o => new Point { X = o.Id }).Count(); }" + Types },
        { "lookup made", "class C { ILookup<Own, Order> M(List<Order> all) => all.[|ToLookup|](o => new Own { Id = o.Id }); }" + Types },
        { "dictionary made", "class C { Dictionary<Point, Order> M(List<Order> all) => all.[|ToDictionary|](o => new Point { X = o.Id }); }" + Types },
        { "union and except", "class C { int M(List<Point> a, List<Point> b) => a.[|Union|](b).Count() +\n a.[|Except|](b).Count(); }" + Types },
        { "sequence compared", "class C { bool M(List<City> a, List<City> b) => a.[|SequenceEqual|](b); }" + Types },
        { "part of a tuple", "class C { int M(Order[] all) { var seen = new [|HashSet|]<(Point, string)>(); foreach (var o in all) if (o.IsPaid) seen.Add((new Point { X = o.Id }, \"\")); return seen.Count; } }" + Types },
        { "part of a record", "class C { readonly Dictionary<Stop, int> _map = new [|Dictionary|]<Stop, int>(); int M(Stop p) => _map[p]; }" + Types },
        { "part of an anonymous key", "class C { int M(List<Order> all) => all.[|GroupBy|](o => new { At = new Point { X = o.Id }, o.IsPaid }).Count(); }" + Types },
        { "nullable", "class C { int M(Point?[] all) { var seen = new [|HashSet|]<Point?>(all); return seen.Count; } }" + Types },
        { "pairs of the platform kept", "class C { readonly HashSet<KeyValuePair<int, int>> _all = [|new()|]; bool M(int a, int b) => _all.Contains(new(a, b)); }" },
        { "records compared in a loop", "class C { int M(List<Stop> all, Stop s) { var n = 0; foreach (var a in all) foreach (var b in all)\nif ([|a == b|]) n++; return n; } }" + Types },
        { "default comparer in a loop", "class C { int M(List<Own> all, Own s) { var n = 0; foreach (var a in all) foreach (var b in all)\nif (EqualityComparer<Own>.Default.[|Equals|](a, b)) n++; return n; } }" + Types },
        { "no comparer given", "class C { int M(Point[] all) { var seen = new [|HashSet|]<Point>(all, null); return seen.Count; } }" + Types },
        { "frozen set", "class C { System.Collections.Frozen.FrozenSet<Point> M(Point[] all) => System.Collections.Frozen.FrozenSet.[|ToFrozenSet|](all); }" + Types },
        { "generic struct", "struct Pair<T> { public T A; public T B; } class C { readonly HashSet<Pair<int>> _all = [|new()|]; bool M(Pair<int> p) => _all.Contains(p); }" },
    };

    /// <summary>Equality cannot be added to a type of others.</summary>
    public static readonly Cases Suggested = new()
    {
        { "pairs of the platform", "class C { int M(Dictionary<int, int> all, Dictionary<int, int> more) { var seen = new [|HashSet|]<KeyValuePair<int, int>>(all); var n = 0; foreach (var pair in more) { if (seen.Contains(pair)) n++; } return n; } }" },
        { "dictionaries compared in a loop", "class C { int M(List<Dictionary<int, string>> all, Dictionary<int, string> one) { var n = 0; foreach (var x in all) if (x.[|SequenceEqual|](one)) n++; return n; } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "dictionaries compared once", "class C { readonly Dictionary<int, string> _all = new(); public override bool Equals(object? o) => o is C c && _all.SequenceEqual(c._all); public override int GetHashCode() => _all.Count; }" },
        { "comparison of dictionaries that is returned", "class C { readonly Dictionary<int, string> _all = new(); bool Same(C other) { return _all.SequenceEqual(other._all); } bool M(C other) => Same(other); }" },
        { "set of pairs asked once", "class C { bool M(Dictionary<int, int> all, Dictionary<int, int> more) { var seen = new HashSet<KeyValuePair<int, int>>(all); return seen.SetEquals(more); } }" },
        { "entries taken away once", "class C { Dictionary<int, string> M(Dictionary<int, string> all, Dictionary<int, string> gone) => new(all.Except(gone)); }" },
        { "equatable", "class C { readonly Dictionary<Key, int> _map = new(); int M(Key p) => _map[p]; }" + Types },
        { "record struct", "class C { int M(Place[] all) => all.Distinct().Count() + new HashSet<Place>(all).Count; }" + Types },
        { "numbers, text, enums, guids, dates", "class C { int M(int[] a, string[] b, Color[] c, Guid[] d, DateTime[] e) => a.Distinct().Count() + b.Distinct().Count() + c.Distinct().Count() + d.Distinct().Count() + new HashSet<DateTime>(e).Count; }" + Types },
        { "classes", "class C { int M(List<Order> a, Order o) => a.Distinct().Count() + a.IndexOf(o) + new HashSet<Order>(a).Count; }" },
        { "tuples of such", "class C { int M(List<Order> a) { var seen = new HashSet<(int, string, Color)>(); foreach (var o in a) seen.Add((o.Id, \"\", Color.Red)); return seen.Count; } }" + Types },
        { "record of such", "class C { readonly Dictionary<Named, int> _map = new(); int M(Named p) => _map[p]; }" + Types },
        { "comparer given", "class ByX : IEqualityComparer<Point> { public bool Equals(Point a, Point b) => a.X == b.X; public int GetHashCode(Point p) => p.X; } class C { int M(Point[] a) => new HashSet<Point>(a, new ByX()).Count + a.Distinct(new ByX()).Count() + a.GroupBy(p => p, new ByX()).Count(); }" + Types },
        { "value, not key", "class C { readonly Dictionary<int, Point> _map = new(); Point M(int i) => _map[i]; List<Point> N() => new(); }" + Types },
        { "sorted", "class C { readonly SortedDictionary<Key, int> _map = new(new ById()); } class ById : IComparer<Key> { public int Compare(Key a, Key b) => a.Id.CompareTo(b.Id); }" + Types },
        { "type parameter", "class C<T> where T : struct { readonly HashSet<T> _all = new(); bool M(T t) => _all.Contains(t) && new List<T>().Contains(t); }" },
        { "record with its own Equals", "record R(Point At, int Id) { public virtual bool Equals(R? other) => other is not null && Id == other.Id; public override int GetHashCode() => Id; } class C { readonly HashSet<R> _all = new(); }" + Types },
        { "records compared once", "class C { bool M(Stop a, Stop b) => a == b; }" + Types },
        { "default comparer once", "class C { bool M(Own a, Own b) => EqualityComparer<Own>.Default.Equals(a, b); }" + Types },
        { "default comparer in few passes", "class C { int M(Own a, Own b) { var n = 0; for (var i = 0; i < 3; i++) if (EqualityComparer<Own>.Default.Equals(a, b)) n++; return n; } }" + Types },
        { "query", "class C { int M(IQueryable<Point> q) => q.Distinct().Count(); }" + Types },
        { "expression", "class C { Expression<Func<List<Point>, Point, bool>> M() => (all, p) => all.Contains(p); }" + Types },
        { "local at start-up", "static class Program { static void Main() { var all = new HashSet<Point>(); all.Add(default); } }" + Types },
        { "searched by predicate", "class C { bool M(List<Point> all, Point p) => all.Exists(x => x.X == p.X) && all.Any(x => x.Y == p.Y); }" + Types },
        { "added and read by place", "class C { Point M(List<Point> all, Point p) { all.Add(p); all.RemoveAt(0); return all[^1]; } }" + Types },
        { "span", "class C { int M(ReadOnlySpan<int> a) => a.IndexOf(3); }" },
        { "own collection of that name", "class HashSet<T> { } class C { readonly HashSet<Point> _all = new(); }" + Types },
        { "own Contains", "class Bag<T> { public bool Contains(T t) => false; } class C { bool M(Bag<Point> b, Point p) => b.Contains(p); }" + Types },
        { "searched bit by bit", "class C { bool M(List<Point> a, Point[] b, Point p) => a.Contains(p) || a.SequenceEqual(b) || Array.IndexOf(b, p) > 0 || a.Remove(p); }" + Types },
        { "interface", "class C { bool M(ICollection<Point> b, Point p) => b.Count == p.X; }" + Types },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_each_lookup_costs() => Verify.Says(
        "class C { readonly Dictionary<Point, int> _map = new [|Dictionary|]<Point, int>(); }" + Types,
        "'Point' does not implement 'IEquatable<Point>': each lookup boxes it and compares by reflection; make it a record struct, or implement it");

    [Fact]
    public Task Says_which_search() => Verify.Says(
        "class C { bool M(List<Own> all, Own p) => all.[|Contains|](p); }" + Types,
        "'Own' does not implement 'IEquatable<Own>': 'Contains' boxes it for every element; implement 'IEquatable<Own>'");

    [Fact]
    public Task Implements_it_field_by_field() => Verify.Fixes(
        """
        class C { readonly HashSet<Point> _all = [|new()|]; }
        struct Point
        {
            public int X;
            public double Y { get; set; }
            public string? Name;
            public DayOfWeek Day;
            public int? Maybe;
            public static int Count;
            public double Length => X * Y;
        }
        """,
        """
        class C { readonly HashSet<Point> _all = new(); }
        struct Point : IEquatable<Point>
        {
            public int X;
            public double Y { get; set; }
            public string? Name;
            public DayOfWeek Day;
            public int? Maybe;
            public static int Count;
            public double Length => X * Y;

            public readonly bool Equals(Point other) => X == other.X && Y.Equals(other.Y) && Name == other.Name && Day == other.Day && EqualityComparer<int?>.Default.Equals(Maybe, other.Maybe);

            public readonly override bool Equals(object? obj) => obj is Point other && Equals(other);

            public readonly override int GetHashCode() => HashCode.Combine(X, Y, Name, Day, Maybe);
        }
        """);

    [Fact]
    public Task Splits_its_own_equality() => Verify.Fixes(
        """
        class C { readonly HashSet<Key> _all = [|new()|]; }
        readonly struct Key
        {
            private readonly int _id;
            private readonly string _name;
            public Key(int id, string name) { _id = id; _name = name; }
            public override bool Equals(object? o) => o is Key k && k._id == _id && k._name == _name;
            public override int GetHashCode() => _id;
        }
        """,
        """
        class C { readonly HashSet<Key> _all = new(); }
        readonly struct Key : IEquatable<Key>
        {
            private readonly int _id;
            private readonly string _name;
            public Key(int id, string name) { _id = id; _name = name; }
            public override bool Equals(object? o) => o is Key k && Equals(k);
            public override int GetHashCode() => _id;

            public bool Equals(Key k) => k._id == _id && k._name == _name;
        }
        """);

    [Fact]
    public Task Names_the_interface_of_a_typed_Equals() => Verify.Fixes(
        "class C { readonly HashSet<Key> _all = [|new()|]; } struct Key : IDisposable { public int Id; public bool Equals(Key k) => k.Id == Id; public override bool Equals(object? o) => o is Key k && Equals(k); public override int GetHashCode() => Id; public void Dispose() { } }",
        "class C { readonly HashSet<Key> _all = new(); } struct Key : IDisposable, IEquatable<Key> { public int Id; public bool Equals(Key k) => k.Id == Id; public override bool Equals(object? o) => o is Key k && Equals(k); public override int GetHashCode() => Id; public void Dispose() { } }");

    [Fact]
    public Task Fixes_a_struct_in_one_line() => Verify.Fixes(
        "class C { bool M(HashSet<Point> all, Point p) => all.[|Union|](all).Contains(p); } struct Point { public int X; }",
        "class C { bool M(HashSet<Point> all, Point p) => all.Union(all).Contains(p); } struct Point : IEquatable<Point> { public int X; public readonly bool Equals(Point other) => X == other.X; public readonly override bool Equals(object? obj) => obj is Point other && Equals(other); public readonly override int GetHashCode() => HashCode.Combine(X); }");

    [Fact]
    public Task Fixes_a_generic_struct() => Verify.Fixes(
        "class C { readonly HashSet<Pair<int>> _all = [|new()|]; } struct Pair<T> { public T A; }",
        "class C { readonly HashSet<Pair<int>> _all = new(); } struct Pair<T> : IEquatable<Pair<T>> { public T A; public readonly bool Equals(Pair<T> other) => EqualityComparer<T>.Default.Equals(A, other.A); public readonly override bool Equals(object? obj) => obj is Pair<T> other && Equals(other); public readonly override int GetHashCode() => HashCode.Combine(A); }");

    [Fact]
    public Task Fixes_once_what_several_places_and_documents_use() => Verify.FixesAll(
    [
        ("class A { readonly HashSet<Point> _all = [|new()|]; int M(List<Point> all) => all.[|Distinct|]().Count(); }", "class A { readonly HashSet<Point> _all = new(); int M(List<Point> all) => all.Distinct().Count(); }"),
        ("struct Point { public int X; } class B { int M(Point[] all) => all.[|Distinct|]().Count(); }", "struct Point : IEquatable<Point> { public int X; public readonly bool Equals(Point other) => X == other.X; public readonly override bool Equals(object? obj) => obj is Point other && Equals(other); public readonly override int GetHashCode() => HashCode.Combine(X); } class B { int M(Point[] all) => all.Distinct().Count(); }"),
    ]);

    public static readonly TheoryData<string, string> Refused = new()
    {
        { "equality of another kind", "struct S { public int X; public override bool Equals(object? o) { if (o is S s) { return s.X == X; } return false; } public override int GetHashCode() => X; }" },
        { "equality with other types", "struct S { public int X; public override bool Equals(object? o) => o is S s && s.X == X || o is int i && i == X; public override int GetHashCode() => X; }" },
        { "hash without equality", "struct S { public int X; public override int GetHashCode() => X; }" },
        { "layout", "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] struct S { [System.Runtime.InteropServices.FieldOffset(0)] public int X; }" },
        { "pointer", "unsafe struct S { public int* X; }" },
        { "parameters", "struct S(int x) { public int X => x; }" },
        { "two parts", "partial struct S { public int X; } partial struct S { public int Y; }" },
        { "nothing to compare", "struct S { }" },
        { "field called other", "struct S { public int other; }" },
    };

    [Theory, MemberData(nameof(Refused))]
    public Task Refuses(string name, string declaration)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix("class C { readonly HashSet<S> _all = [|new()|]; } " + declaration);
    }

    [Fact]
    public Task Refuses_what_is_not_its_own() => Verify.RefusesToFix("class C { int M(Dictionary<int, int> all) { var seen = new [|HashSet|]<KeyValuePair<int, int>>(all); var n = 0; foreach (var pair in all) { if (seen.Contains(pair)) n++; } return n; } }", DiagnosticSeverity.Info);
}
