using Assumed = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.ElementwiseLoop, PerfAnalyzers.Complexity.ElementwiseLoopAssumedFix>;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.ElementwiseLoop, PerfAnalyzers.Complexity.ElementwiseLoopFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class ElementwiseLoopTests
{
    public static readonly Cases Firing = new()
    {
        { "copy into a new array", In("int[] M(int[] a)", "var b = new int[a.Length]; [|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; } return b;") },
        { "copy without braces", In("void M(int[] a, int[] b)", "[|for (int i = 0; i < a.Length; ++i)|] b[i] = a[i];") },
        { "copy of objects", In("void M(Order[] a, Order[] b)", "[|for (int i = 0; i < a.Length; i++)|] { b[i] = a[i]; }") },
        { "copy of structs", In("void M(DateTime[] a, DateTime[] b, int n)", "[|for (int i = 0; i < n; i++)|] { b[i] = a[i]; }") },
        { "copy to an offset", In("void M(byte[] a, byte[] b, int offset)", "[|for (int i = 0; i < a.Length; i++)|] { b[i + offset] = a[i]; }") },
        { "copy from an offset", In("void M(byte[] a, byte[] b, int offset, int count)", "[|for (int i = 0; i < count; i++)|] { b[i] = a[offset + i]; }") },
        { "shift to the front", In("void M(int[] a, int count)", "[|for (int i = 0; i < count - 1; i++)|] { a[i] = a[i + 1]; }") },
        { "remove from an array", In("void M(string[] a, int at, int count)", "[|for (int i = at; i < count; i++)|] { a[i] = a[i + 1]; }") },
        { "copy of a list", In("int[] M(List<int> a)", "var b = new int[a.Count]; [|for (var i = 0; i < a.Count; i++)|] { b[i] = a[i]; } return b;") },
        { "copy of spans", In("void M(ReadOnlySpan<float> a, Span<float> b)", "[|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; }") },
        { "copy of a text", In("void M(string a, char[] b)", "[|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; }") },
        { "copy between fields", "class C { readonly byte[] _from = new byte[900]; byte[] _to = new byte[900]; void M() { [|for (var i = 0; i < _from.Length; i++)|] { _to[i] = _from[i]; } } }" },
        { "copy up to and with the last", In("void M(int[] a, int[] b, int last)", "[|for (var i = 0; i <= last; i++)|] { b[i] = a[i]; }") },
        { "fill", In("void M(int[] a, int v)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = v; }") },
        { "fill with a constant", In("void M(double[] a)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = 1.5; }") },
        { "fill with no number", In("void M(double[] a)", "[|for (var i = 0; i < a.Length; i++)|] a[i] = double.NaN;") },
        { "clear", In("void M(byte[] a)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = 0; }") },
        { "clear references", In("void M(Order?[] a)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = null; }") },
        { "clear of any type", In("void M<T>(T[] a)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = default!; }") },
        { "clear flags", In("void M(bool[] a, int n)", "[|for (var i = 0; i < n; i++)|] { a[i] = false; }") },
        { "fill a span", In("void M(Span<char> a)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = ' '; }") },
        { "fill with a field", "class C { readonly int _none = -1; void M(int[] a) { [|for (var i = 0; i < a.Length; i++)|] { a[i] = _none; } } }" },
        { "fill with an enum", In("void M(DayOfWeek[] a)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = DayOfWeek.Friday; }") },
        { "compare", In("bool M(byte[] a, byte[] b)", "if (a.Length != b.Length) { return false; } [|for (var i = 0; i < a.Length; i++)|] { if (a[i] != b[i]) { return false; } } return true;") },
        { "compare where lengths are asked with more", In("bool M(int[]? a, int[]? b)", "if (a == null || b == null || a.Length != b.Length) return false; [|for (var i = 0; i < a.Length; i++)|] if (a[i] != b[i]) return false; return true;") },
        { "compare where lengths are equal", In("bool M(int[] a, int[] b)", "if (b.Length == a.Length) { [|for (var i = 0; i < a.Length; i++)|] { if (a[i] != b[i]) { return false; } } return true; } return false;") },
        { "compare the beginning", In("bool M(ReadOnlySpan<byte> a, byte[] start)", "if (a.Length < start.Length) { return false; } [|for (var i = 0; i < start.Length; i++)|] { if (a[i] != start[i]) { return false; } } return true;") },
        { "compare with a flag", In("bool M(byte[] a, byte[] b)", "if (a.Length != b.Length) { throw new ArgumentException(); } var same = true; [|for (var i = 0; i < a.Length; i++)|] { if (a[i] != b[i]) { same = false; break; } } return same;") },
        { "compare as much as there is of both", In("bool M(char[] a, char[] b)", "var n = Math.Min(a.Length, b.Length); [|for (var i = 0; i < n; i++)|] { if (a[i] != b[i]) { return false; } } return true;") },
        { "position", In("int M(int[] a, int v)", "[|for (var i = 0; i < a.Length; i++)|] { if (a[i] == v) { return i; } } return -1;") },
        { "position, the other way round", In("int M(int[] a, int v)", "[|for (var i = 0; i < a.Length; i++)|] { if (v == a[i]) { return i; } } return -1;") },
        { "position of a byte", In("int M(byte[] a)", "[|for (var i = 0; i < a.Length; i++)|] { if (a[i] == 0) { return i; } } return -1;") },
        { "position in a list", In("int M(List<long> a, long v)", "[|for (var i = 0; i < a.Count; i++)|] { if (a[i] == v) { return i; } } return -1;") },
        { "position in a text", In("int M(string a, char v)", "[|for (var i = 0; i < a.Length; i++)|] { if (a[i] == v) { return i; } } return -1;") },
        { "position, kept", In("int M(int[] a, int v)", "var at = -1; [|for (var i = 0; i < a.Length; i++)|] { if (a[i] == v) { at = i; break; } } return at;") },
        { "whether it is there", In("bool M(int[] a, int v)", "[|foreach (var x in a)|] { if (x == v) { return true; } } return false;") },
        { "whether it is there, kept", In("bool M(ReadOnlySpan<int> a, int v)", "var found = false; [|foreach (var x in a)|] { if (x == v) { found = true; break; } } return found;") },
        { "whether it is not there", In("bool M(string a)", "[|foreach (var c in a)|] { if (c == '\\n') { return false; } } return true;") },
        { "one of two", In("bool M(string a)", "[|foreach (var c in a)|] { if (c == '\\r' || c == '\\n') { return true; } } return false;") },
        { "one of three by pattern", In("int M(ReadOnlySpan<char> a)", "[|for (var i = 0; i < a.Length; i++)|] { if (a[i] is ' ' or '\\t' or '\\n') { return i; } } return -1;") },
        { "all the same", In("bool M(byte[] a)", "[|foreach (var x in a)|] { if (x != 0) { return false; } } return true;") },
        { "first that differs", In("int M(Span<int> a, int v)", "[|for (var i = 0; i < a.Length; i++)|] { if (a[i] != v) { return i; } } return -1;") },
        { "add an array", In("void M(int[] a, List<int> all)", "[|foreach (var x in a)|] { all.Add(x); }") },
        { "add a list by position", In("void M(List<Order> a, List<Order> all)", "[|for (var i = 0; i < a.Count; i++)|] { all.Add(a[i]); }") },
        { "add the values of a dictionary", In("void M(Dictionary<int, Order>.ValueCollection values, List<Order> all)", "[|foreach (var x in values)|] all.Add(x);") },
        { "add a set", In("List<string> M(HashSet<string> a)", "var all = new List<string>(); [|foreach (var x in a)|] { all.Add(x); } return all;") },
        { "add a span", In("void M(ReadOnlySpan<int> a, List<int> all)", "[|foreach (var x in a)|] { all.Add(x); }") },
        { "add to a field", "class C { readonly List<Order> _all = []; void M(List<Order> more) { [|foreach (var o in more)|] { _all.Add(o); } } }" },
        { "add what an interface holds", In("void M(IReadOnlyList<Order> a, List<Order> all)", "[|foreach (var x in a)|] { all.Add(x); }") },
        { "add what a call gives", In("void M(List<int> all)", "[|foreach (var x in Load())|] { all.Add(x); } static int[] Load() => new int[99];") },
        { "add what is awaited", In("async Task M(Task<List<Order>> loading, List<Order> all)", "[|foreach (var x in await loading)|] { all.Add(x); }") },
        { "add what another object holds", In("void M(Customer c, List<Order> all)", "[|foreach (var x in c.Orders)|] { all.Add(x); }") },
        { "look into what a call gives", In("bool M(object o)", "[|foreach (var c in o.ToString()!)|] { if (c == ';') { return true; } } return false;") },
        { "in a lambda", In("Action M(int[] a, int[] b)", "return () => { [|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; } };") },
        { "in a loop", In("void M(int[] a, int[] b, int n)", "for (var r = 0; r < n; r++)\n{\n[|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; }\nConsole.WriteLine(b[r]);\n}") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "int[] M(int[] a)", "var b = new int[a.Length];\n[|for (var i = 0; i < a.Length; i++)|]\n{\n    b[i] = a[i];\n}\n\nreturn b;", "var b = new int[a.Length];\nArray.Copy(a, b, a.Length);\n\nreturn b;" },
        { "int[] M(int[] a, int n)", "var b = new int[n];\n[|for (var i = 0; i < n; i++)|] { b[i] = 7; }\nreturn b;", "var b = new int[n];\nArray.Fill(b, 7, 0, n);\nreturn b;" },
        { "void M(int[] a, int[] b)", "if (a.Length != b.Length) { throw new ArgumentException(\"length\"); }\n// all of it\n[|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; } // done", "if (a.Length != b.Length) { throw new ArgumentException(\"length\"); }\n// all of it\nArray.Copy(a, b, a.Length); // done" },
        { "int[] M(List<int> a)", "var b = new int[a.Count];\n[|for (var i = 0; i < a.Count; i++)|] { b[i] = a[i]; }\nreturn b;", "var b = new int[a.Count];\na.CopyTo(b);\nreturn b;" },
        { "char[] M(string a)", "var b = new char[a.Length];\n[|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; }\nreturn b;", "var b = new char[a.Length];\na.CopyTo(0, b, 0, a.Length);\nreturn b;" },
        { "byte[] M(ReadOnlySpan<byte> a)", "var b = new byte[a.Length];\n[|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; }\nreturn b;", "var b = new byte[a.Length];\na.CopyTo(b);\nreturn b;" },
        { "void M(int[] a, int v)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = v; }", "Array.Fill(a, v);" },
        { "void M(int[] a)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = 0; }", "Array.Clear(a, 0, a.Length);" },
        { "void M(byte[] a)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = 0xFF; }", "a.AsSpan().Fill(0xFF);" },
        { "void M(Span<int> a)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = -1; }", "a.Fill(-1);" },
        { "void M(Span<int> a)", "[|for (var i = 0; i <= a.Length - 1; i++)|] { a[i] = 0; }", "a.Clear();" },
        { "bool M(byte[] a, byte[] b)", "if (a.Length != b.Length) { return false; }\n\n[|for (var i = 0; i < a.Length; i++)|]\n{\n    if (a[i] != b[i])\n    {\n        return false;\n    }\n}\n\nreturn true;", "if (a.Length != b.Length) { return false; }\n\nreturn a.AsSpan().SequenceEqual(b.AsSpan(0, a.Length));" },
        { "bool M(ReadOnlySpan<char> a, ReadOnlySpan<char> start)", "if (a.Length < start.Length) { return false; }\n[|for (var i = 0; i < start.Length; i++)|] { if (a[i] != start[i]) { return false; } }\nreturn true;", "if (a.Length < start.Length) { return false; }\nreturn a.Slice(0, start.Length).SequenceEqual(start);" },
        { "bool M(byte[] a, byte[] b)", "if (a.Length != b.Length) { return false; }\nvar same = true;\n[|for (var i = 0; i < a.Length; i++)|] { if (a[i] != b[i]) { same = false; break; } }\nreturn same;", "if (a.Length != b.Length) { return false; }\nvar same = a.AsSpan().SequenceEqual(b.AsSpan(0, a.Length));\nreturn same;" },
        { "int M(int[] a, int v)", "[|for (var i = 0; i < a.Length; i++)|]\n{\n    if (a[i] == v)\n    {\n        return i;\n    }\n}\n\nreturn -1;", "return Array.IndexOf(a, v);" },
        { "int M(byte[] a)", "[|for (var i = 0; i < a.Length; i++)|] { if (a[i] == 0) { return i; } }\nreturn -1;", "return Array.IndexOf(a, (byte)0);" },
        { "int M(string a, char v)", "[|for (var i = 0; i < a.Length; i++)|] { if (a[i] == v) { return i; } }\nreturn -1;", "return a.IndexOf(v);" },
        { "bool M(string a)", "[|foreach (var c in a)|] { if (c == ';') { return false; } }\nreturn true;", "return !a.Contains(';');" },
        { "bool M(int[] a, int v)", "[|foreach (var x in a)|] { if (x == v) { return true; } }\nreturn false;", "return Array.IndexOf(a, v) >= 0;" },
        { "bool M(List<int> a, int v)", "var found = false;\n[|foreach (var x in a)|]\n{\n    if (x == v)\n    {\n        found = true;\n        break;\n    }\n}\n\nreturn found;", "var found = a.Contains(v);\n\nreturn found;" },
        { "bool M(string a)", "[|foreach (var c in a)|] { if (c is '\\r' or '\\n') { return true; } }\nreturn false;", "return a.AsSpan().ContainsAny('\\r', '\\n');" },
        { "bool M(byte[] a)", "[|foreach (var x in a)|] { if (x != 0) { return false; } }\nreturn true;", "return !a.AsSpan().ContainsAnyExcept((byte)0);" },
        { "int M(Span<int> a, int v)", "[|for (var i = 0; i < a.Length; i++)|] { if (a[i] != v) { return i; } }\nreturn -1;", "return a.IndexOfAnyExcept(v);" },
        { "void M(Order[] a, List<Order> all)", "[|foreach (var o in a)|]\n{\n    all.Add(o);\n}", "all.AddRange(a);" },
        { "async Task M(Task<List<Order>> loading, List<Order> all)", "[|foreach (var o in await loading)|] { all.Add(o); }", "all.AddRange(await loading);" },
        { "bool M(object o)", "[|foreach (var c in string.Concat(o, o))|] { if (c == ';') { return true; } }\nreturn false;", "return string.Concat(o, o).Contains(';');" },
        { "void M(List<Order> a, List<Order> all)", "[|for (var i = 0; i < a.Count; i++)|] { all.Add(a[i]); }", "all.AddRange(a);" },
        { "int M(int[] a, int[] b, int v)", "var c = new int[a.Length];\nfor (var r = 0; r < v; r++)\n{\n    [|for (var i = 0; i < a.Length; i++)|] { c[i] = a[i]; }\n    [|for (var i = 0; i < b.Length; i++)|] { b[i] = v; }\n    v -= c[r];\n}\n\nreturn v;", "var c = new int[a.Length];\nfor (var r = 0; r < v; r++)\n{\n    Array.Copy(a, c, a.Length);\n    Array.Fill(b, v);\n    v -= c[r];\n}\n\nreturn v;" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Becomes_one_call(string head, string before, string after) => Verify.Fixes(In(head, before), In(head, after));

    public static TheoryData<string, string, string> Assumptions { get; } = new()
    {
        { "void M(int[] a, int[] b)", "[|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; }", "Array.Copy(a, b, a.Length);" },
        { "void M(byte[] a, byte[] b, int offset, int count)", "[|for (var i = 0; i < count; i++)|] { b[i] = a[offset + i]; }", "Array.Copy(a, offset, b, 0, count);" },
        { "void M(int[] a, int at, int count)", "[|for (var i = at; i < count - 1; i++)|] { a[i] = a[i + 1]; }", "Array.Copy(a, at + 1, a, at, count - 1 - at);" },
        { "void M(int[] a, int[] b, int first, int last)", "[|for (var i = first; i <= last; i++)|] { b[i - first] = a[i]; }", "Array.Copy(a, first, b, first - first, last - first + 1);" },
        { "void M(ReadOnlySpan<int> a, Span<int> b)", "[|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; }", "a.CopyTo(b);" },
        { "void M(int[] a, int n, int v)", "[|for (var i = 0; i < n; i++)|] { a[i] = v; }", "Array.Fill(a, v, 0, n);" },
        { "void M(string?[] a, int first, int n)", "[|for (var i = first; i < n; i++)|] { a[i] = null; }", "Array.Clear(a, first, n - first);" },
        { "void M(IReadOnlyList<Order> a, List<Order> all)", "[|foreach (var o in a)|] { all.Add(o); }", "all.AddRange(a);" },
    };

    [Theory, MemberData(nameof(Assumptions))]
    public Task Becomes_one_call_under_an_assumption(string head, string before, string after) => Assumed.Fixes(In(head, before), In(head, after));

    // What the code does not show is not assumed in Fix All.
    [Theory, MemberData(nameof(Assumptions))]
    public Task Assumes_nothing_by_itself(string head, string before, string after)
    {
        Assert.NotEmpty(after);
        return Verify.RefusesToFix(In(head, before));
    }

    [Theory]
    [InlineData("void M(int[] a, int v)", "[|for (var i = 0; i < a.Length; i++)|]\n{\n    // none yet\n    a[i] = v;\n}")]
    [InlineData("int M(int[] a, int v)", "[|for (var i = 0; i < a.Length; i++)|] { if (a[i] == v) { return i; } }\n// nowhere\nreturn -1;")]
    [InlineData("async Task<bool> M(Task<int[]> loading, int v)", "[|foreach (var x in await loading)|] { if (x == v) { return true; } }\nreturn false;")]
    [InlineData("int M(int[] a, int v)", "[|for (var i = 1; i < a.Length; i++)|] { if (a[i] == v) { return i; } }\nreturn -1;")]
    public Task Leaves_comments_and_parts(string head, string code) => Verify.RefusesToFix(In(head, code));

    [Fact]
    public Task Writes_where_arrays_are() => Verify.Fixes(
        "namespace N { class Array { } class C { void M(int[] a, int v) { [|for (var i = 0; i < a.Length; i++)|] { a[i] = v; } } } }",
        "namespace N { class Array { } class C { void M(int[] a, int v) { System.Array.Fill(a, v); } } }");

    [Fact]
    public Task Says_what_is_done() => Verify.Says(
        In("void M(int[] a, int[] b)", "[|for (var i = 0; i < a.Length; i++)|] { b[i] = a[i]; }"),
        "The loop copies elements one by one; 'Array.Copy' does it many at a time");

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("int M(int[] a, int[] b, int v)", "[|for (var i = 0; i < a.Length; i++)|] { a[i] = v; }\nvar at = -1;\n[|for (var i = 0; i < b.Length; i++)|] { if (b[i] == v) { at = i; break; } }\nreturn at;"),
            In("int M(int[] a, int[] b, int v)", "Array.Fill(a, v);\nvar at = Array.IndexOf(b, v);\nreturn at;")),
        ("class D { void M(int[] a, List<int> all) { [|foreach (var x in a)|] { all.Add(x); } } }", "class D { void M(int[] a, List<int> all) { all.AddRange(a); } }"),
    ]);

    private static string In(string head, string body) => $$"""
        class C
        {
            {{head}}
            {
        {{string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line))}}
            }
        }
        """;
}
