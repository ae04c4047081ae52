using PerfAnalyzers.Allocation;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.ArgumentArrayInLoop, PerfAnalyzers.Allocation.ArgumentArrayInLoopFix>;

namespace PerfAnalyzers.Tests;

public sealed class ArgumentArrayInLoopTests
{
    public static readonly Cases Firing = new()
    {
        { "characters to trim", "class C { void M(List<string> words, List<string> to) { foreach (var word in words) { to.Add(word.[|Trim|](',', ';')); } } }" },
        { "characters to trim at the end", "class C { void M(List<string> words, List<string> to) { foreach (var word in words) { to.Add(word.[|TrimEnd|]('\\r', '\\n')); } } }" },
        { "characters from outside", "class C { void M(List<string> words, List<string> to, char open, char close) { foreach (var word in words) { to.Add(word.[|Trim|](open, close)); } } }" },
        { "named constants written out", "class C { const char Comma = ','; int M(List<string> words) { var n = 0; foreach (var word in words) { n += word.IndexOfAny([|new[] { Comma, ';' }|]); } return n; } }" },
        { "named constants to split at", "class C { const string Mark = \"--\"; int M(List<string> words) { var n = 0; foreach (var word in words) { n += word.Split([|new[] { Mark, \"==\" }|], StringSplitOptions.None).Length; } return n; } }" },
        { "variables written out", "class C { int M(List<string> words, char open, char close) { var n = 0; foreach (var word in words) { n += word.IndexOfAny([|new[] { open, close }|]); } return n; } }" },
        { "readonly fields written out", "class C { readonly char _open = '<'; int M(List<string> words) { var n = 0; foreach (var word in words) { n += word.IndexOfAny([|new char[] { _open, '>' }|]); } return n; } }" },
        { "own method, same values", "class C { static bool IsAny(int value, params int[] all) { for (var i = 0; i < all.Length; i++) { if (all[i] == value) return true; } return false; } int M(List<Order> orders) { var n = 0; foreach (var o in orders) { if ([|IsAny|](o.CustomerId, 3, 4, 5)) n++; } return n; } }" },
        { "own method, other values", "class C { static int Max(params int[] all) { var n = 0; foreach (var i in all) { n = Math.Max(n, i); } return n; } int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += [|Max|](l.Id, l.OrderId, l.Quantity); } return n; } }" },
        { "own extension, other values", "static class X { public static bool IsOneOf(this int value, params int[] all) { for (var i = 0; i < all.Length; i++) { if (all[i] == value) return true; } return false; } } class C { int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { if (l.Id.[|IsOneOf|](l.OrderId, l.Quantity)) n++; } return n; } }" },
        { "per element", "class C { List<string> M(List<string> words) => words.Select(word => word.[|Trim|](',', ';')).ToList(); }" },
        { "in a while loop", "class C { void M(TextReader r, List<string> to) { string? line; while ((line = r.ReadLine()) != null) { to.Add(line.[|TrimStart|]('#', ' ')); } } }" },
        { "in nested loops", "class C { void M(List<List<string>> all, List<string> to) { foreach (var words in all) { foreach (var word in words) { to.Add(word.[|Trim|](',', ';')); } } } }" },
        { "looked up in an array that is written out", "class C { const int A = 3, B = 4; int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += Array.IndexOf([|new[] { A, B }|], l.Id); } return n; } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "expressions cost more", "class C { static int Count(List<Order> all, params Expression<Func<Order, bool>>[] conditions) => conditions.Length; int M(List<List<Order>> all) { var n = 0; foreach (var some in all) { n += Count(some, o => o.IsPaid); } return n; } }" },
        { "not in a loop", "class C { string M(string word) => word.Trim(',', ';'); }" },
        { "one character", "class C { void M(List<string> words, List<string> to) { foreach (var word in words) { to.Add(word.Trim(',')); } } }" },
        { "a span of arguments", "class C { int M(List<string> words) { var n = 0; foreach (var word in words) { n += word.Split(',', ';').Length; } return n; } }" },
        { "own span of arguments", "class C { static int Max(params ReadOnlySpan<int> all) => all.Length; int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += Max(l.Id, 3, 4); } return n; } }" },
        { "joined", "class C { void M(List<OrderLine> lines, List<string> to, string a, string b) { foreach (var l in lines) { to.Add(string.Join(\",\", a, b, l.Product!.Name)); } } }" },
        { "concatenated", "class C { void M(List<Product> all, List<string> to) { foreach (var p in all) { to.Add(string.Concat(p.Name, \" \", p.Sku, \" \", p.Name)); } } }" },
        { "no arguments", "class C { static int Max(params int[] all) => all.Length; int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += Max(); } return n; } }" },
        { "an array that is passed on", "class C { static readonly char[] s_ends = { ',', ';' }; void M(List<string> words, List<string> to) { foreach (var word in words) { to.Add(word.Trim(s_ends)); } } }" },
        { "literals written out, which the SDK tells of", "class C { int M(List<string> words) { var n = 0; foreach (var word in words) { n += word.IndexOfAny(new[] { ',', ';' }); } return n; } }" },
        { "other values, no other way", "class C { void M(List<string> words, List<string> to) { foreach (var word in words) { to.Add(word.Trim(word[0], ';')); } } }" },
        { "other values written out", "class C { int M(List<string> words) { var n = 0; foreach (var word in words) { n += word.IndexOfAny(new[] { word[0], ';' }); } return n; } }" },
        { "variable that changes", "class C { void M(List<string> words, List<string> to, char end) { foreach (var word in words) { to.Add(word.Trim(end, ';')); end = word[0]; } } }" },
        { "boxed values are another matter", "class C { void M(List<OrderLine> lines, List<string> to) { foreach (var l in lines) { to.Add(string.Format(\"{0}{1}{2}{3}\", 1, 2, 3, 4)); } } }" },
        { "kept by the method", "class C { readonly List<int[]> _all = new(); void Add(params int[] all) => _all.Add(all); void M(List<OrderLine> lines) { foreach (var l in lines) { Add(1, 2, 3); } } }" },
        { "kept by a library", "class C { void M(List<OrderLine> lines, List<List<int[]>> to) { foreach (var l in lines) { to[0].Add(new[] { l.Id, 3 }); } } }" },
        { "returned by the method", "class C { static int[] Of(params int[] all) => all; void M(List<OrderLine> lines, List<int[]> to) { foreach (var l in lines) { to.Add(Of(1, 2, 3)); } } }" },
        { "changed by the method", "class C { static int Sum(params int[] all) { all[0]++; return all[0] + all[1]; } int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += Sum(1, 2, 3); } return n; } }" },
        { "sorted by the method", "class C { static int Least(params int[] all) { Array.Sort(all); return all[0]; } int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += Least(l.Id, 2, 3); } return n; } }" },
        { "interface", "interface IMath { int Max(params int[] all); } class C { int M(List<OrderLine> lines, IMath math) { var n = 0; foreach (var l in lines) { n += math.Max(1, 2, l.Id); } return n; } }" },
        { "implements an interface", "interface IMath { int Max(params int[] all); } class C : IMath { public int Max(params int[] all) { var n = 0; foreach (var i in all) { n += i; } return n; } int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += Max(1, 2, l.Id); } return n; } }" },
        { "virtual", "class C { protected virtual int Max(params int[] all) { var n = 0; foreach (var i in all) { n += i; } return n; } int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += Max(1, 2, l.Id); } return n; } }" },
        { "asynchronous", "class C { static async Task<int> Max(params int[] all) { await Task.Yield(); return all[0]; } void M(List<OrderLine> lines, List<Task> to) { foreach (var l in lines) { to.Add(Max(1, 2, l.Id)); } } }" },
        { "handed to LINQ by the method", "class C { static int Max(params int[] all) => all.Max(); int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += Max(1, 2, l.Id); } return n; } }" },
        { "few passes", "class C { void M(string word, List<string> to) { for (var i = 0; i < 3; i++) { to.Add(word.Trim(',', ';')); } } }" },
        { "thrown", "class C { void M(List<string> words) { foreach (var word in words) { if (word.Length > 9) throw new ArgumentException(word.Trim(',', ';')); } } }" },
        { "a round trip in the same pass", "class C { void M(ShopContext db, List<string> words) { foreach (var word in words) { db.Products.Add(new Product { Name = word.Trim(',', ';') }); db.SaveChanges(); } } }" },
        { "start-up", "class Program { static void Main(string[] args) { var to = new List<string>(); foreach (var word in args) { to.Add(word.Trim(',', ';')); } } }" },
        { "expression tree", "class C { void M(ShopContext db, List<string> words, List<IQueryable<Product>> to) { foreach (var word in words) { to.Add(db.Products.Where(p => p.Name.Trim(',', ';') == word)); } } }" },
        { "the whole call stays the same", "class C { int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += l.Id; } return n + \"a,b\".Trim(',', ';').Length; } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_to_keep_one() => Verify.Says(
        "class C { void M(List<string> words, List<string> to) { foreach (var word in words) { to.Add(word.[|Trim|](',', ';')); } } }",
        "'Trim' is given a new array for every element of 'words', 28 bytes each time; keep one in a static readonly field, or in a local before the loop");

    [Fact]
    public Task Says_to_take_a_span() => Verify.Says(
        "class C { static int Max(params int[] all) { var n = 0; foreach (var i in all) { n += i; } return n; } int M(List<OrderLine> lines) { var n = 0; foreach (var l in lines) { n += [|Max|](l.Id, l.OrderId, 4); } return n; } }",
        "'Max' is given a new array for every element of 'lines', 36 bytes each time; declare 'all' as 'params ReadOnlySpan<int>'");

    [Theory]
    [InlineData("n += word.[|Trim|](',', ';').Length; // ends", "var trimChars = new char[] { ',', ';' };", "n += word.Trim(trimChars).Length; // ends")]
    [InlineData("n += word.[|TrimEnd|](open, ';').Length;", "var trimChars = new char[] { open, ';' };", "n += word.TrimEnd(trimChars).Length;")]
    [InlineData("n += word.IndexOfAny([|new[] { open, ';' }|]);", "var anyOf = new[] { open, ';' };", "n += word.IndexOfAny(anyOf);")]
    [InlineData("if ([|IsAny|](word.Length, 3, 4, 5)) { n++; }", "var all = new int[] { 3, 4, 5 };", "if (IsAny(word.Length, all)) { n++; }")]
    public Task Makes_it_once(string before, string declared, string after)
    {
        const string Code = """
            class C
            {
                static bool IsAny(int value, params int[] values) => IsOf(value, values);
                static bool IsOf(int value, int[] values) { foreach (var other in values) { if (other == value) { return true; } } return false; }
                int M(List<string> words, char open)
                {
                    var n = 0;$1
                    foreach (var word in words)
                    {
                        $2
                    }

                    return n;
                }
            }
            """;
        return Verify.Fixes(
            Code.Replace("$1", "", StringComparison.Ordinal).Replace("$2", before, StringComparison.Ordinal),
            Code.Replace("$1", "\n        " + declared.Replace("all", "values", StringComparison.Ordinal), StringComparison.Ordinal).Replace("$2", after.Replace("all", "values", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("n += word.[|Trim|](',' /* comma */, ';').Length;")]
    [InlineData("n += [|Max|](word.Length, 3);")]
    [InlineData("if ([|IsAny|](value: word.Length, all: 4)) { n++; }")]
    public Task Refuses(string code) => Verify.RefusesToFix(
        "class C { static int Max(params int[] all) { var n = 0; foreach (var i in all) { n += i; } return n; } static bool IsAny(int value, params int[] all) { foreach (var i in all) { if (i == value) { return true; } } return false; } int M(List<string> words) { var n = 0; foreach (var word in words) {\n$\n} return n; } }".Replace("$", code, StringComparison.Ordinal));

    [Fact]
    public Task Fixes_nested_calls_and_several_documents() => Verify.FixesAll(
    [
        ("""
            class A
            {
                int M(List<List<string>> all)
                {
                    var n = 0;
                    foreach (var words in all)
                    {
                        n += words[0].[|Trim|]('a', 'b').Length;
                        foreach (var word in words)
                        {
                            n += word.[|Trim|](',', ';').Length;
                        }
                    }

                    return n;
                }
            }
            """,
            """
            class A
            {
                int M(List<List<string>> all)
                {
                    var n = 0;
                    var trimChars = new char[] { 'a', 'b' };
                    var trimChars2 = new char[] { ',', ';' };
                    foreach (var words in all)
                    {
                        n += words[0].Trim(trimChars).Length;
                        foreach (var word in words)
                        {
                            n += word.Trim(trimChars2).Length;
                        }
                    }

                    return n;
                }
            }
            """),
        ("class B { int M(List<string> words, char open) { var n = 0;\n        foreach (var word in words) {\nn += word.IndexOfAny([|new[] { open, ';' }|]);\n} return n; } }",
            "class B { int M(List<string> words, char open) { var n = 0;\n        var anyOf = new[] { open, ';' };\n        foreach (var word in words) {\nn += word.IndexOfAny(anyOf);\n} return n; } }"),
    ]);
}
