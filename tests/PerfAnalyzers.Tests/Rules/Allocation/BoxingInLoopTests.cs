using PerfAnalyzers.Allocation;
using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.BoxingInLoop, PerfAnalyzers.Allocation.BoxingInLoopFix>;

namespace PerfAnalyzers.Tests;

public sealed class BoxingInLoopTests
{
    /// <summary>Types that cases share.</summary>
    private const string Shapes = """

        interface IShape { int Area(); int Sides { get; } }
        struct Square : IShape { public int Side; public int Area() => Side * Side; public int Sides => 4; }
        struct Point { public int X; public int Y; public int Sum() => X + Y; }
        struct Money { public decimal Amount; public override string ToString() => "m"; public override bool Equals(object? o) => o is Money m && m.Amount == Amount; public override int GetHashCode() => 1; }
        enum Status { Open, Paid, Sent }
        """;

    public static readonly Cases Firing = new()
    {
        { "format in nested loops", "class C { void M(List<Order> orders, StringBuilder b) { foreach (var o in orders) { foreach (var l in o.Lines) { b.[|AppendFormat|](\"{0};\", l.Quantity); } } } }" },
        { "format in nested counted loops", "class C { string[,] M(int n) { var r = new string[n, n]; for (var y = 0; y < n; y++) for (var x = 0; x < n; x++) r[y, x] = string.[|Format|](\"{0}:{1}\", x, y); return r; } }" },
        { "format in a request's loop", """
            [Microsoft.AspNetCore.Mvc.ApiController]
            public class OrdersController : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public string Export(List<Order> orders)
                {
                    var b = new StringBuilder();
                    foreach (var o in orders) { b.Append(string.[|Format|]("{0};{1}\n", o.Id, o.Total)); }
                    return b.ToString();
                }
            }
            """ },
        { "object.Equals in Equals", "struct Key : IEquatable<Key> { public int Id; public bool Equals(Key other) => object.[|Equals|](Id, other.Id); public override bool Equals(object? o) => o is Key k && Equals(k); public override int GetHashCode() => Id; }" },
        { "struct without hash in a hash", "class K { Point _at; public override bool Equals(object? o) => false; public override int GetHashCode() => _at.[|GetHashCode|](); }" + Shapes },
        { "base hash in a struct", "struct Key { public int Id; public override bool Equals(object? o) => o is Key k && k.Id == Id; public override int GetHashCode() => base.[|GetHashCode|](); }" },
        { "comparison through object", "class ByTotal : IComparer<Order> { public int Compare(Order? x, Order? y) => x!.Total.[|CompareTo|]((object)y!.Total); }" },
        { "non-generic comparer", "class ByTotal : IComparer<Order> { public int Compare(Order? x, Order? y) => System.Collections.Comparer.Default.[|Compare|](x!.Total, y!.Total); }" },
        { "hash table in nested loops", "class C { void M(List<Order> orders, System.Collections.Hashtable seen) { foreach (var o in orders) foreach (var l in o.Lines) { if (!seen.[|ContainsKey|](l.ProductId)) seen.[|Add|](l.ProductId, \"\"); } } }" },
        { "array list in nested loops", "class C { void M(int n, System.Collections.ArrayList all) { for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) all.[|Add|](i * j); } }" },
        { "hash table indexer in nested loops", "class C { void M(int n, System.Collections.Hashtable t) { for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) t[[|i|]] = \"x\"; } }" },
        { "declared hot by attribute", "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class C { [BenchmarkDotNet.Attributes.Benchmark] public string Name() => string.[|Format|](\"{0}\", Environment.TickCount); }" },
        { "tuples compared in nested loops", "class C { int M((string Name, int Id)[] a, (string, int) end) { var n = 0; foreach (var x in a) foreach (var y in a) if (object.[|Equals|](y, end)) n++; return n; } }" },
        { "pairs compared in nested loops", "class C { int M(KeyValuePair<int, int>[] a) { var n = 0; foreach (var x in a) foreach (var y in a) if (object.[|Equals|](x, y)) n++; return n; } }" },
        { "struct in the hash of a class", "class K { public int Id; public override bool Equals(object? o) => o is K; public override int GetHashCode() => string.[|Format|](\"{0}\", Id).GetHashCode(); }" },
        { "lambda in a lambda", "class C { int M(List<Order> orders, int n) => orders.Sum(o => o.Lines.Count(l => object.[|Equals|](l.Quantity, n))); }" },
        { "equals of a struct without the typed one", "class C { int M(Money[] a, Money[] b) { var n = 0; foreach (var x in a) foreach (var y in b) if (x.[|Equals|](y)) n++; return n; } }" + Shapes },
        { "struct without Equals", "class C { int M(Point[] a, Point[] b) { var n = 0; foreach (var x in a) foreach (var y in b) if (x.[|Equals|](y)) n++; return n; } }" + Shapes },
        { "enum concatenated in nested loops", "class C { void M(Status[] all, List<string> to) { for (var i = 0; i < all.Length; i++) foreach (var s in all) to.Add(\"s\" + [|s|]); } }" + Shapes },
        { "delegate over a struct in nested loops", "class C { int M(int[][] rows, Point p) { var n = 0; foreach (var row in rows) foreach (var i in row) { Func<int> f = [|p.Sum|]; n += f() + i; } return n; } }" + Shapes },
        { "local object that is only used as a value", "class C { int M(int[][] rows) { var n = 0; foreach (var row in rows) foreach (var i in row) { object o = [|i|]; n += o.GetHashCode() + o.ToString()!.Length; } return n; } }" },
        { "non-generic comparable constraint", "class C { static int M<T>(T[] a, T[] b) where T : struct, IComparable { var n = 0; foreach (var x in a) foreach (var y in b) if (x.[|CompareTo|](y) > 0) n++; return n; } }" },
        { "in a service's message loop, the inner loops", "class C { async Task Run(PeriodicTimer t, int[][] rows, StringBuilder b, CancellationToken stop) { while (await t.WaitForNextTickAsync(stop)) { foreach (var row in rows) foreach (var i in row) { b.[|AppendFormat|](\"{0}\", i); } } } }" },
        { "each element in nested loops", "class C { void M(int[][] rows, StringBuilder b) { foreach (var row in rows) [|foreach (object o in row)|] b.Append(o.ToString()); } }" },
        { "hole of a struct without ToString in nested loops", "class C { void M(Point[][] rows, List<string> to) { foreach (var row in rows) foreach (var p in row) to.Add([|$\"at {p}\"|]); } }" + Shapes },
        { "sum of a dynamic in nested loops", "class C { int M(int[][] rows) { dynamic sum = 0; foreach (var row in rows) foreach (var i in row) { [|sum += i|]; } return (int)sum; } }" },
        { "formattable invariant in nested loops", "class C { void M(double[][] rows, List<string> to) { foreach (var row in rows) foreach (var d in row) to.Add(FormattableString.Invariant([|$\"{d:F2}\"|])); } }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "format in a loop", "class C { void M(List<Order> orders, List<string> to) { foreach (var o in orders) { to.Add(string.[|Format|](\"{0:D5}\", o.Id)); } } }" },
        { "format per element", "class C { List<string> M(List<Order> orders) => orders.Select(o => string.[|Format|](\"{0}-{1}\", o.Id, o.Total)).ToList(); }" },
        { "format with a provider", "class C { void M(List<Order> orders, List<string> to) { foreach (var o in orders) { to.Add(string.[|Format|](System.Globalization.CultureInfo.InvariantCulture, \"{0}\", o.Total)); } } }" },
        { "five arguments, one report", "class C { void M(List<Order> orders, StringBuilder b) { foreach (var o in orders) { b.[|AppendFormat|](\"{0}{1}{2}{3}{4}\", o.Id, o.Total, o.IsPaid, o.PlacedAt, o.CustomerId); } } }" },
        { "constants box too", "class C { void M(List<Order> orders, System.Collections.ArrayList to) { foreach (var o in orders) { to.[|Add|](5); } } }" },
        { "what does not change boxes too", "class C { void M(List<Order> orders, int year, List<string> to) { foreach (var o in orders) { to.Add(string.[|Format|](\"{0}{1}\", o.Customer, year)); } } }" },
        { "append of a guid", "class C { void M(Guid[] ids, StringBuilder b) { foreach (var id in ids) { b.[|Append|](id); } } }" },
        { "append of an enum", "class C { void M(Status[] all, StringBuilder b) { foreach (var s in all) { b.[|Append|](s); } } }" + Shapes },
        { "concat call", "class C { void M(int[] ids, List<string> to) { foreach (var id in ids) { to.Add(string.[|Concat|](id, \"/\")); } } }" },
        { "join call", "class C { void M(int[] ids, List<string> to) { foreach (var id in ids) { to.Add(string.[|Join|](\", \", id, id + 1)); } } }" },
        { "console", "class C { public static void Print(List<Order> orders) { foreach (var o in orders) { Console.[|WriteLine|](\"{0} {1}\", o.Id, o.Total); } } }" },
        { "text writer", "class C { void M(TextWriter w, List<Order> orders) { foreach (var o in orders) { w.[|WriteLine|](\"{0} {1}\", o.Id, o.Total); } } }" },
        { "enum to number through object", "class C { int M(Status[] all) { var n = 0; foreach (var s in all) { n += Convert.[|ToInt32|](s); } return n; } }" + Shapes },
        { "nullable equality", "class C { int M(List<int?> all, int? wanted) { var n = 0; foreach (var a in all) { if (object.[|Equals|](a, wanted)) n++; } return n; } }" },
        { "boxed yields", "class C { IEnumerable<object> M(int n) { for (var i = 0; i < n; i++) { yield return [|i|]; } } }" },
        { "key as object", "class C { List<Order> M(List<Order> orders) => orders.OrderBy(o => (object)[|o.Total|]).ToList(); }" },
        { "while loop", "class C { void M(Queue<int> work, StringBuilder b) { while (work.Count > 0) { b.[|AppendFormat|](\"{0}\", work.Dequeue()); } } }" },
        { "do loop and for each", "class C { void M(int n, StringBuilder b) { do { b.[|AppendFormat|](\"{0}\", n); } while (--n > 0); } }" },
        { "ForEach", "class C { void M(List<int> all, StringBuilder b) => all.ForEach(i => b.[|AppendFormat|](\"{0}\", i)); }" },
        { "an await makes it a suggestion", "class C { async Task M(List<List<int>> all, StringBuilder b) { foreach (var each in all) foreach (var i in each) { b.[|AppendFormat|](\"{0}\", i); await Task.Yield(); } } }" },
        { "element declared as interface", "class C { int M(Square[] all) { var n = 0; [|foreach (IShape s in all)|] { n += s.Area(); } return n; } }" + Shapes },
        { "local interface", "class C { int M(int n) { var r = 0; for (var i = 0; i < n; i++) { IShape s = [|new Square { Side = i }|]; r += s.Area() + s.Sides; } return r; } }" + Shapes },
        { "object creation as format argument array", "class C { void M(int[] ids, List<string> to) { foreach (var id in ids) { to.Add(string.[|Format|](\"{0}\", new object[] { id })); } } }" },
        { "inner small loop in an unbounded one", "class C { void M(List<Order> orders, StringBuilder b) { foreach (var o in orders) for (var i = 0; i < 3; i++) b.[|AppendFormat|](\"{0}\", i); } }" },
        { "leaves the inner loop only", "class C { void M(List<Order> orders, List<string> to) { foreach (var o in orders) { foreach (var l in o.Lines) { if (l.Quantity == 0) { to.Add(string.[|Format|](\"{0}\", l.Id)); break; } } } } }" },
        { "dynamic that only holds numbers", "class C { int M(int n) { dynamic sum = 0; for (var i = 0; i < n; i++) { sum = [|sum + i|]; } return (int)sum; } }" },
        { "hole of a struct without ToString", "class C { void M(Point[] all, List<string> to) { foreach (var p in all) to.Add([|$\"{p}\"|]); } }" + Shapes },
        { "queue of objects", "class C { void M(int[] ids, System.Collections.Queue q) { foreach (var id in ids) { q.[|Enqueue|](id); } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "seeding", "class OrderSeeder { void Fill(List<Order> orders, List<string> to) { foreach (var o in orders) { to.Add(string.Format(\"{0:D5}\", o.Id)); } } }" },
        { "file looked for on each pass", "class C { string M(string path) { var i = 0; string next; do { next = string.Format(\"{0}.{1}\", path, i++); } while (File.Exists(next)); return next; } }" },
        { "pass that waits", "class C { async Task M(Stream to, List<Order> orders) { foreach (var o in orders) { await to.WriteAsync(Encoding.UTF8.GetBytes(string.Format(\"{0}\", o.Id))); } } }" },
        { "one of the settings", "enum Size { Small, Large } class Setting { public string Key = \"\"; public int SettingKey { get; set; } public string Value { get; set; } = \"\"; } class C { void M(List<Setting> all, Size size) { foreach (var s in all) { if (s.SettingKey == 7 && size + string.Empty != s.Value) { s.Value = size + string.Empty; } } } }" },
        { "one of the settings, on each request", "using Microsoft.AspNetCore.Mvc; enum Size { Small, Large } class Setting { public int SettingKey { get; set; } public string Value { get; set; } = \"\"; } public class C : ControllerBase { [HttpPost] public void Save(int size) { foreach (var s in Load()) { if (s.SettingKey == 7) { s.Value = (Size)size + string.Empty; } } } List<Setting> Load() => []; }" },
        { "only in debug builds", "#define DEBUG\nclass C { void M(int[] a, StringBuilder b) { foreach (var i in a) foreach (var j in a) {\n#if DEBUG\nb.AppendFormat(\"{0}\", i);\n#endif\n} } }" },
        { "only under a debugger", "class C { void M(int[] a, StringBuilder b) { foreach (var i in a) foreach (var j in a) { if (System.Diagnostics.Debugger.IsAttached) { b.AppendFormat(\"{0}\", i); } } } }" },
        { "not in a loop", "class C { string M(int i) => string.Format(\"{0}\", i); }" },
        { "interpolation", "class C { void M(int[] a, List<string> to) { foreach (var i in a) { to.Add($\"{i:x}\"); } } }" },
        { "append interpolation", "class C { void M(int[] a, StringBuilder b) { foreach (var i in a) { b.Append($\"{i};\"); } } }" },
        { "append of a number", "class C { void M(int[] a, StringBuilder b) { foreach (var i in a) { b.Append(i); } } }" },
        { "concatenation", "class C { void M(int[] a, List<string> to) { foreach (var i in a) { to.Add(\"id\" + i); } } }" },
        { "concatenation in place", "class C { string M(int[] a) { var s = \"\"; foreach (var i in a) { s += i; } return s; } }" },
        { "HasFlag", "class C { int M(FileAttributes[] a) { var n = 0; foreach (var i in a) { if (i.HasFlag(FileAttributes.Hidden)) n++; } return n; } }" },
        { "enum hash", "class C { int M(DayOfWeek[] a) { var n = 0; foreach (var i in a) { n ^= i.GetHashCode(); } return n; } }" },
        { "enum equality is another subject", "class C { int M(DayOfWeek[] a) { var n = 0; foreach (var i in a) { if (i.Equals(DayOfWeek.Friday)) n++; } return n; } }" },
        { "record struct", "record struct P(int X); class C { int M(P[] a, P p) { var n = 0; foreach (var i in a) foreach (var j in a) { if (i.Equals(j)) n += i.GetHashCode(); } return n; } }" },
        { "typed equality", "class C { int M(int[] a, int x) { var n = 0; foreach (var i in a) { if (i.Equals(x)) n++; } return n; } }" },
        { "default comparer", "class C { int M(int[] a, int x) { var n = 0; foreach (var i in a) { if (EqualityComparer<int>.Default.Equals(i, x)) n++; } return n; } }" },
        { "GetType of a value", "class C { int M(int[] a) { var n = 0; foreach (var i in a) { n += i.GetType().Name.Length; } return n; } }" },
        { "unboxed at once", "class C { static int M<T>(int[] a) where T : struct { var n = 0; foreach (var i in a) { if (typeof(T) == typeof(int)) { n += ((T)(object)i).GetHashCode(); } } return n; } }" },
        { "cast to call", "class C { int M(Square[] a) { var n = 0; foreach (var i in a) foreach (var j in a) { n += ((IShape)j).Area(); } return n; } }" + Shapes },
        { "null test of a type parameter", "class C { int M<T>(T[] a) { var n = 0; foreach (var i in a) { if ((object?)i == null) n++; } return n; } }" },
        { "open type parameter", "class C { void M<T>(T[] a, StringBuilder b) { foreach (var i in a) foreach (var j in a) { b.Append(i); b.AppendFormat(\"{0}\", j); } } }" },
        { "class type parameter", "class C { void M<T>(T[] a, System.Collections.ArrayList b) where T : class { foreach (var i in a) { b.Add(i); } } }" },
        { "reference arguments", "class C { void M(string[] a, StringBuilder b) { foreach (var i in a) { b.AppendFormat(\"{0}\", i); } } }" },
        { "type test of a type parameter", "class C { int M<T>(T[] a) where T : struct { var n = 0; foreach (var i in a) { if (i is IDisposable) n++; } return n; } }" },
        { "throw", "class C { void M(int[] a) { foreach (var i in a) foreach (var j in a) { if (i < 0) throw new ArgumentException(string.Format(\"{0}\", i)); } } }" },
        { "exception made, not thrown", "class C { void M(int[] a, List<Exception> to) { foreach (var i in a) { if (i < 0) to.Add(new ArgumentException(string.Format(\"{0}\", i))); } } }" },
        { "catch", "class C { void M(int[] a, StringBuilder b) { foreach (var i in a) { try { File.Delete(\"\" + i); } catch (IOException) { b.AppendFormat(\"{0}\", i); } } } }" },
        { "throw helper", "class C { void M(int[] a) { foreach (var i in a) { if (i < 0) ThrowNegative(string.Format(\"{0}\", i)); } } static void ThrowNegative(string s) => throw new Exception(s); }" },
        { "returned from the loop", "class C { string M(int[] a) { foreach (var i in a) { if (i > 3) { return string.Format(\"{0}\", i); } } return \"\"; } }" },
        { "stored, then returned", "class C { bool M(int[] a, out string error) { foreach (var i in a) { if (i > 3) { error = string.Format(\"{0}\", i); return false; } } error = \"\"; return true; } }" },
        { "stored, then broken", "class C { string M(int[] a) { var error = \"\"; foreach (var i in a) { if (i > 3) { error = string.Format(\"{0}\", i); break; } } return error; } }" },
        { "few passes", "class C { void M(StringBuilder b) { for (var i = 0; i < 12; i++) { b.AppendFormat(\"{0}\", i); } } }" },
        { "few constants", "class C { void M(StringBuilder b) { foreach (var i in new[] { 1, 2, 3 }) { b.AppendFormat(\"{0}\", i); } } }" },
        { "few passes in a request", "public class HomeController : Microsoft.AspNetCore.Mvc.ControllerBase { public string Index() { var b = new StringBuilder(); for (var i = 0; i < 7; i++) { b.AppendFormat(\"{0}\", i); } return b.ToString(); } }" },
        { "once per request", "public class HomeController : Microsoft.AspNetCore.Mvc.ControllerBase { public string Index(int id) => string.Format(\"{0}\", id); }" },
        { "Main", "class Program { static void Main() { for (var i = 0; i < 1000; i++) { Console.WriteLine(\"{0}\", i); } } }" },
        { "static constructor", "class C { static readonly List<string> s = new(); static C() { for (var i = 0; i < 1000; i++) { s.Add(string.Format(\"{0}\", i)); } } }" },
        { "expression tree", "class C { IQueryable<Order> M(IQueryable<Order> q, int id) => q.Where(o => object.Equals(o.CustomerId, id)); }" },
        { "debug assertion", "class C { void M(int[] a) { foreach (var i in a) { System.Diagnostics.Debug.Assert(i > 0, string.Format(\"{0}\", i)); } } }" },
        { "debug line", "class C { void M(int[] a) { foreach (var i in a) foreach (var j in a) { System.Diagnostics.Debug.WriteLine(\"{0}\", i); } } }" },
        { "logger", "using Microsoft.Extensions.Logging; class C(ILogger<C> log) { void M(int[] a) { foreach (var i in a) foreach (var j in a) { log.LogInformation(\"{Id}\", i); } } }" },
        { "format for a logger", "using Microsoft.Extensions.Logging; class C(ILogger<C> log) { void M(int[] a) { foreach (var i in a) { log.LogInformation(string.Format(\"{0}\", i)); } } }" },
        { "query key", "class C { async Task M(ShopContext db, int[] ids) { foreach (var id in ids) { var o = await db.Orders.FindAsync(id); } } }" },
        { "parameter value", "class C { void M(DbCommand c, int[] ids) { var p = c.CreateParameter(); foreach (var id in ids) { p.Value = id; c.ExecuteNonQuery(); } } }" },
        { "parameter of a command", "class C { void M(SqliteCommand c, int[] ids) { foreach (var id in ids) { c.Parameters.AddWithValue(\"$id\", id); } } }" },
        { "a round trip in the same pass", "class C { void M(ShopContext db, List<Order> orders, StringBuilder b) { foreach (var o in orders) { b.AppendFormat(\"{0}\", o.Id); db.SaveChanges(); } } }" },
        { "awaited statement", "class C { async Task M(TextWriter w, int[] ids) { foreach (var id in ids) { await w.WriteLineAsync(string.Format(\"{0}\", id)); } } }" },
        { "reflection", "class C { void M(System.Reflection.PropertyInfo p, object[] targets, int v) { foreach (var t in targets) { p.SetValue(t, v); } } }" },
        { "reflection invoke", "class C { void M(System.Reflection.MethodInfo m, object[] targets, int v) { foreach (var t in targets) { m.Invoke(t, new object[] { v }); } } }" },
        { "data row", "class C { void M(System.Data.DataTable t, List<Order> orders) { foreach (var o in orders) { var r = t.NewRow(); r[\"id\"] = o.Id; t.Rows.Add(r); t.Rows.Add(o.Id, o.Total); } } }" },
        { "bag of objects", "class C { void M(List<Order> orders, Dictionary<string, object> bag) { foreach (var o in orders) { bag[o.Id.ToString()] = o.Total; bag.Add(\"k\" + o.Id, o.IsPaid); } } }" },
        { "list of objects", "class C { void M(List<Order> orders, List<object> all) { foreach (var o in orders) { all.Add(o.Id); } } }" },
        { "object field", "class C { object? _last; void M(int[] a) { foreach (var i in a) foreach (var j in a) { _last = i; } } }" },
        { "kept by the callee", "class C { readonly List<object> _all = new(); void M(int[] a) { foreach (var i in a) foreach (var j in a) { Keep(i); } } void Keep(object o) => _all.Add(o); }" },
        { "callee only tests for null", "class C { int M(int[] a) { var n = 0; foreach (var i in a) foreach (var j in a) { if (IsNull(i)) n++; } return n; } static bool IsNull(object? o) => o is null; }" },
        { "virtual callee", "class C { int M(Square[] a) { var n = 0; foreach (var i in a) foreach (var j in a) { n += Area(i); } return n; } protected virtual int Area(IShape s) => s.Area(); }" + Shapes },
        { "callee of an interface", "interface IMeter { int Measure(IShape s); } class C { int M(IMeter m, Square[] a) { var n = 0; foreach (var i in a) foreach (var j in a) { n += m.Measure(i); } return n; } }" + Shapes },
        { "prescribed yields", "class C : System.Collections.IEnumerable { readonly int[] _a = new int[3]; public System.Collections.IEnumerator GetEnumerator() { foreach (var i in _a) { yield return i; } } }" },
        { "mixed yields", "class C { IEnumerable<object> M(int n) { for (var i = 0; i < n; i++) { yield return i; yield return \"x\"; } } }" },
        { "local that holds several types", "class C { int M(int[] a) { var n = 0; foreach (var i in a) foreach (var j in a) { object o = i; if (j > 3) { o = \"x\"; } n += o.GetHashCode(); } return n; } }" },
        { "local that goes where objects go", "class C { void M(int[] a, List<object> to) { foreach (var i in a) foreach (var j in a) { object o = i; to.Add(o); } } }" },
        { "projection to objects", "class C { object[] M(List<Order> orders) => orders.Select(o => (object)o.Id).ToArray(); }" },
        { "delegate over a struct that changes", "class C { void M(Point[] a, List<Func<int>> to) { foreach (var p in a) { to.Add(p.Sum); } } }" + Shapes },
        { "delegate over a class", "class C { int Sum() => 1; void M(int[] a, List<Func<int>> to) { foreach (var p in a) { to.Add(Sum); } } }" },
        { "dynamic of several types", "class C { string M(int n) { dynamic sum = 0; for (var i = 0; i < n; i++) { sum += i; if (i == 7) { sum = \"x\"; } } return sum; } }" },
        { "dynamic that is handed on", "class C { void M(int n, List<dynamic> to) { dynamic sum = 0; for (var i = 0; i < n; i++) { sum += i; to.Add(sum); } } }" },
        { "holes of numbers, enums and records", "record struct P(int X); class C { void M(int[] a, P p, List<string> to) { foreach (var i in a) { to.Add($\"{i}{DayOfWeek.Friday}{p}{p,3}{i:x}\"); } } }" },
        { "struct passed as its interface is another subject", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Area(s); } return n; } static int Area(IShape x) => x.Area(); }" + Shapes },
        { "left out by the compiler", "class C { const bool Tracing = false; void M(int[] a, StringBuilder b) { foreach (var i in a) foreach (var j in a) { if (Tracing) { b.AppendFormat(\"{0}\", i); } } } }" },
        { "lambda that runs some time", "class C { void M(int[] a, List<Func<string>> to) { foreach (var i in a) { to.Add(() => string.Format(\"{0}\", i)); } } }" },
        { "nullable formatted", "class C { void M(int?[] a, StringBuilder b) { foreach (var i in a) foreach (var j in a) { b.AppendFormat(\"{0}\", i); } } }" },
        { "struct that leaves ToString to ValueType formatted", "class C { void M(Point[] a, StringBuilder b) { foreach (var i in a) foreach (var j in a) { b.AppendFormat(\"{0}\", i); } } }" + Shapes },
        { "reference equality", "class C { int M(int[] a) { var n = 0; foreach (var i in a) { if (ReferenceEquals(i, n)) n++; } return n; } }" },
        { "disposed struct", "struct D : IDisposable { public void Dispose() { } } class C { int M(int[] a) { var n = 0; foreach (var i in a) foreach (var j in a) { using var d = new D(); n++; } return n; } }" },
        { "messages served", "class C { async Task Run(System.Threading.Channels.ChannelReader<int> r, StringBuilder b) { await foreach (var i in r.ReadAllAsync()) { b.AppendFormat(\"{0}\", i); } } }" },
        { "dictionary by struct key with equality", "class C { int M(int n, Dictionary<(int, int), int> d) { var s = 0; for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) { s += d[(i, j)]; } return s; } }" },
        { "formattable for a query", "class C { void M(ShopContext db, int[] ids) { foreach (var id in ids) { FormattableString s = $\"delete from Orders where Id = {id}\"; db.Database.ExecuteSql(s); } } }" },
        { "source of a foreach runs once", "class C { void M(int n) { foreach (var c in string.Format(\"{0}\", n)) { Console.Write(c); } } }" },
        { "span of values", "class C { int Sum(params ReadOnlySpan<int> all) => all.Length; int M(int[] a) { var n = 0; foreach (var i in a) { n += Sum(i, i); } return n; } }" },
        { "dispose", "class C : IDisposable { readonly List<int> _a = new(); public void Dispose() { foreach (var i in _a) { string.Format(\"{0}\", i); } } }" },
        { "compared with an object", "class C { int M(object?[] a) { var n = 0; foreach (var x in a) foreach (var y in a) if (object.Equals(0, y)) n++; return n; } }" },
        { "compared with another type", "class C { int M(long[] a, int i) { var n = 0; foreach (var x in a) foreach (var y in a) if (object.Equals(i, y)) n++; return n; } }" },
        { "open enum to number", "class C { int M<TEnum>(TEnum[] a) where TEnum : struct, Enum { var n = 0; foreach (var x in a) foreach (var y in a) n += Convert.ToInt32(y); return n; } }" },
        { "inlined, but called who knows how often", "class C { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)] static string Name(long a) => string.Format(\"{0}\", a); }" },
        { "Equals of a class in straight line", "class K : IEquatable<K> { public int Id; public bool Equals(K? other) => other is not null && object.Equals(Id, other.Id); public override bool Equals(object? o) => Equals(o as K); public override int GetHashCode() => Id; }" },
        { "declared hot, in straight line", "class C { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)] static bool Same(long a, long b) => object.Equals(a, b); }" },
        { "text for people", "class C { readonly List<Guid> _a = new(); public override string ToString() { var b = new StringBuilder(); foreach (var g in _a) { b.Append(g); } return b.ToString(); } }" },
        { "own log", "class C { void LogInfo(string s) { } void M(List<Order> all) { foreach (var o in all) { LogInfo(string.Join(\",\", o.Lines.Select(l => string.Format(\"{0}\", l.Id)))); } } }" },
        { "adapter of another logging library", "interface ITraceLogger { void Trace(string s); } class C { void M(ITraceLogger log, int[] all) { foreach (var o in all) { log.Trace(string.Format(\"{0}\", o)); } } }" },
        { "exception type", "class E : Exception { public E(int[] a) { foreach (var i in a) { Data.Add(i, string.Format(\"{0}\", i)); } } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_boxes_where_how_much_and_the_way_out() => Verify.Says(
        "class C { void M(List<Order> orders, StringBuilder b) { foreach (var o in orders) foreach (var l in o.Lines) { b.[|AppendFormat|](\"{0}\", l.Quantity); } } }",
        "'l.Quantity' (int) is boxed for every element of 'o.Lines', 24 bytes each time; use 'Append' with an interpolated string");

    [Fact]
    public Task Says_how_many() => Verify.Says(
        "class C { void M(int n, StringBuilder b, Guid g) { for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) { b.[|AppendFormat|](\"{0}{1}{2}\", i, g, \"x\"); } } }",
        "2 values are boxed for every pass of the loop, 56 bytes each time; use 'Append' with an interpolated string");

    [Fact]
    public Task Says_which_member() => Verify.Says(
        "struct Key : IEquatable<Key> { public int Id; public bool Equals(Key other) => object.[|Equals|](Id, other.Id); public override bool Equals(object? o) => o is Key k && Equals(k); public override int GetHashCode() => Id; }",
        "2 values are boxed on every call of 'Equals', 48 bytes each time; compare with '=='");

    [Fact]
    public Task Declared_hot_by_option() => Verify.Fires(
        "class C { int Order(int a, int b) => a.[|CompareTo|]((object)b); }", ("perfanalyzers.hot_members", "Order"));

    public static readonly TheoryData<string, string, string> Rewrites = new()
    {
        { "one", "to.Add(string.[|Format|](\"{0}\", i));", "to.Add($\"{i}\");" },
        { "alignment and format", "to.Add(string.[|Format|](\"{0,5:x4}|{1,-3}\", i, j));", "to.Add($\"{i,5:x4}|{j,-3}\");" },
        { "escaped braces", "to.Add(string.[|Format|](\"{{{0}}}\", i));", "to.Add($\"{{{i}}}\");" },
        { "verbatim", "to.Add(string.[|Format|](@\"c:\\{0}\"\"\", i));", "to.Add($@\"c:\\{i}\"\"\");" },
        { "escapes", "to.Add(string.[|Format|](\"a\\t{0}\\n\", i));", "to.Add($\"a\\t{i}\\n\");" },
        { "in any order, twice", "to.Add(string.[|Format|](\"{1}{0}{1}\", i, j));", "to.Add($\"{j}{i}{j}\");" },
        { "conditional", "to.Add(string.[|Format|](\"{0}\", i > 3 ? 1 : 2));", "to.Add($\"{(i > 3 ? 1 : 2)}\");" },
        { "alias", "to.Add(string.[|Format|](\"{0}\", global::System.Environment.TickCount));", "to.Add($\"{(global::System.Environment.TickCount)}\");" },
        { "box cast away", "to.Add(string.[|Format|](\"{0}\", (object)i));", "to.Add($\"{i}\");" },
        { "string among values", "to.Add(string.[|Format|](\"{0}{1}\", name, i));", "to.Add($\"{name}{i}\");" },
        { "calls in order", "to.Add(string.[|Format|](\"{0}{1}\", Next(), Next()));", "to.Add($\"{Next()}{Next()}\");" },
        { "provider", "to.Add(string.[|Format|](System.Globalization.CultureInfo.InvariantCulture, \"{0:F2}\", i));", "to.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $\"{i:F2}\"));" },
        { "five arguments", "to.Add(string.[|Format|](\"{0}{1}{2}{3}{4}\", i, j, i, j, name));", "to.Add($\"{i}{j}{i}{j}{name}\");" },
        { "append", "b.[|AppendFormat|](\"{0};\", i).Append('x');", "b.Append($\"{i};\").Append('x');" },
        { "append with provider", "b.[|AppendFormat|](System.Globalization.CultureInfo.InvariantCulture, \"{0};\", i);", "b.Append(System.Globalization.CultureInfo.InvariantCulture, $\"{i};\");" },
        { "append of a format", "b.Append(string.[|Format|](\"{0}\", i));", "b.Append($\"{i}\");" },
        { "several lines", "to.Add(string.[|Format|](\n    \"{0}{1}\",\n    i,\n    j)); // kept", "to.Add($\"{i}{j}\"); // kept" },
        { "equality", "if (object.[|Equals|](i, j)) { }", "if (i == j) { }" },
        { "inequality", "if (!object.[|Equals|](i, j)) { }", "if (!(i == j)) { }" },
        { "equality of nullables", "if (object.[|Equals|](n, m)) { }", "if (n == m) { }" },
        { "equality of enums", "if (object.[|Equals|](d, DayOfWeek.Friday)) { }", "if (d == DayOfWeek.Friday) { }" },
        { "equality of expressions", "var x = object.[|Equals|](i + 1, j > 2 ? 1 : 2);", "var x = (i + 1) == (j > 2 ? 1 : 2);" },
        { "typed equality", "if (i.[|Equals|]((object)j)) { }", "if (i.Equals(j)) { }" },
        { "typed comparison", "if (i.[|CompareTo|]((object)j) > 0) { }", "if (i.CompareTo(j) > 0) { }" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Fixes(string name, string bad, string good)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(InNestedLoops(bad), InNestedLoops(good));
    }

    public static readonly TheoryData<string, string> Refused = new()
    {
        { "format is not a literal", "to.Add(string.[|Format|](name, i));" },
        { "format is made of parts", "to.Add(string.[|Format|](\"{0}\" + \"{1}\", i, j));" },
        { "raw literal", "to.Add(string.[|Format|](\"\"\"{0}\"\"\", i));" },
        { "escaped hole", "to.Add(string.[|Format|](\"\\u007b0}\", i));" },
        { "argument without a hole", "to.Add(string.[|Format|](\"{0}\", i, j));" },
        { "calls out of order", "to.Add(string.[|Format|](\"{1}{0}\", Next(), Next()));" },
        { "a call used twice", "to.Add(string.[|Format|](\"{0}{0}\", Next()));" },
        { "an increment", "to.Add(string.[|Format|](\"{0}\", i++));" },
        { "a call and something that may change", "to.Add(string.[|Format|](\"{0}{1}\", to, Next()));" },
        { "named arguments", "to.Add(string.[|Format|](format: \"{0}\", arg0: i));" },
        { "array as it is", "to.Add(string.[|Format|](\"{0}\", new object[] { i }));" },
        { "comment among the arguments", "to.Add(string.[|Format|](\"{0}\", /* id */ i));" },
        { "builder appended to itself", "b.[|AppendFormat|](\"{0}\", b.Length);" },
        { "own code while the builder is open", "b.[|AppendFormat|](\"{0}\", Next());" },
        { "another writer's culture", "w.[|Write|](\"{0}\", i);" },
        { "overload that takes a formattable", "Take(string.[|Format|](\"{0}\", i));" },
        { "floating point", "if (object.[|Equals|](1.5 * i, 2.5 * j)) { }" },
        { "statement", "object.[|Equals|](i, j);" },
        { "boxed twice", "if (object.[|Equals|]((object)(long)i, (object)(long)j)) { }" },
    };

    [Theory, MemberData(nameof(Refused))]
    public Task Refuses(string name, string code)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(InNestedLoops(code));
    }

    [Fact]
    public Task Fixes_nested_reports_at_once() => Verify.Fixes(
        InNestedLoops("to.Add(string.[|Format|](\"{0}{1}\", string.[|Format|](\"<{0}>\", i), j));"),
        InNestedLoops("to.Add($\"{$\"<{i}>\"}{j}\");"));

    [Fact]
    public Task Fixes_suggestions() => Verify.Fixes(
        "class C { void M(int[] a, List<string> to) { foreach (var i in a) { to.Add(string.[|Format|](\"{0}\", i)); } } }",
        "class C { void M(int[] a, List<string> to) { foreach (var i in a) { to.Add($\"{i}\"); } } }",
        DiagnosticSeverity.Info);

    [Fact]
    public Task Fixes_console_and_files() => Verify.Fixes(
        "class C { void M(int[] a, StreamWriter w) { foreach (var i in a) { Console.[|WriteLine|](\"{0}\", i); w.[|Write|](\"{0}\", i); } } }",
        "class C { void M(int[] a, StreamWriter w) { foreach (var i in a) { Console.WriteLine($\"{i}\"); w.Write($\"{i}\"); } } }",
        DiagnosticSeverity.Info);

    [Fact]
    public Task Fixes_two_documents() => Verify.FixesAll(
    [
        ("class A { void M(int[][] a, List<string> to) { foreach (var r in a) foreach (var i in r) to.Add(string.[|Format|](\"{0}\", i)); } }", "class A { void M(int[][] a, List<string> to) { foreach (var r in a) foreach (var i in r) to.Add($\"{i}\"); } }"),
        ("class B { void M(int[][] a, StringBuilder to) { foreach (var r in a) foreach (var i in r) to.[|AppendFormat|](\"{0}\", i); } }", "class B { void M(int[][] a, StringBuilder to) { foreach (var r in a) foreach (var i in r) to.Append($\"{i}\"); } }"),
    ]);

    private static string InNestedLoops(string statement) => $$"""
        class C
        {
            int _next;
            int Next() => _next++;
            static void Take(string s) { }
            static void Take(FormattableString s) { }

            void M(int count, List<string> to, StringBuilder b, TextWriter w, string name, int? n, int? m, DayOfWeek d)
            {
                for (var i = 0; i < count; i++)
                {
                    for (var j = 0; j < count; j++)
                    {
                        {{statement}}
                    }
                }
            }
        }
        """;
}
