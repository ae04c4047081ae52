using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Passes of loops that are written in the code. Reported code makes one for each element; one call makes none, whatever it does
/// behind it. Numbers repeat and are looked for in vain in generated data, and there may be none at all.
/// </summary>
public sealed class ElementwiseLoopTruth
{
    private static readonly Complexity s_cases = new("""
        using Counted;

        public static class Truth
        {
            public static object? Copied(Data data)
            {
                var from = data.Numbers.ToArray();
                var to = new int[from.Length];
                for (var i = 0; i < from.Length; i++)
                {
                    to[i] = from[i];
                }

                return to;
            }

            public static object? CopiedFromList(Data data)
            {
                var words = data.Words;
                var to = new string[words.Count];
                for (var i = 0; i < words.Count; i++)
                {
                    to[i] = words[i];
                }

                return to;
            }

            public static object? CopiedToOffset(Data data)
            {
                var from = data.Numbers.ToArray();
                var to = new int[from.Length + 3];
                for (var i = 0; i < from.Length; i++) { to[i + 3] = from[i]; }
                return to;
            }

            public static object? MovedToFront(Data data)
            {
                var all = data.Numbers.Append(1).ToArray();
                var count = all.Length;
                for (var i = 0; i < count - 1; i++) { all[i] = all[i + 1]; }
                return all;
            }

            public static object? MovedFurther(Data data)
            {
                var all = data.Numbers.Append(1).Append(2).Append(3).ToArray();
                var count = all.Length;
                for (var i = 0; i < count - 3; i++) { all[i] = all[i + 3]; }
                return all;
            }

            public static object? CopiedText(Data data)
            {
                var text = string.Concat(data.Words);
                var to = new char[text.Length];
                for (var i = 0; i < text.Length; i++) { to[i] = text[i]; }
                return new string(to);
            }

            public static object? Filled(Data data)
            {
                var all = data.Numbers.ToArray();
                var value = data.Size % 5;
                for (var i = 0; i < all.Length; i++) { all[i] = value; }
                return all;
            }

            public static object? FilledBytes(Data data)
            {
                var all = new byte[data.Size];
                for (var i = 0; i < all.Length; i++) { all[i] = 0x20; }
                return all.Sum(b => b);
            }

            public static object? Cleared(Data data)
            {
                var all = data.Words.ToArray();
                for (var i = 0; i < all.Length; i++) { all[i] = null!; }
                return all;
            }

            public static object? ClearedSpan(Data data)
            {
                var all = data.Numbers.ToArray();
                var part = all.AsSpan(all.Length / 2);
                for (var i = 0; i < part.Length; i++) { part[i] = 0; }
                return all;
            }

            public static object? Compared(Data data)
            {
                var all = data.Numbers.ToArray();
                var other = data.Numbers.ToArray();
                if (data.Size % 3 == 1) { other[data.Size / 2]++; }
                return Equal(all, other);
            }

            private static bool Equal(int[] left, int[] right)
            {
                if (left.Length != right.Length) { return false; }
                for (var i = 0; i < left.Length; i++)
                {
                    if (left[i] != right[i]) { return false; }
                }

                return true;
            }

            public static object? ComparedBeginning(Data data)
            {
                var all = data.Numbers.ToArray();
                ReadOnlySpan<int> begin = all.AsSpan(0, all.Length / 2);
                return Begins(all, begin) + " " + Begins(begin, all);
            }

            private static bool Begins(ReadOnlySpan<int> all, ReadOnlySpan<int> begin)
            {
                if (all.Length < begin.Length) { return false; }
                var same = true;
                for (var i = 0; i < begin.Length; i++)
                {
                    if (all[i] != begin[i]) { same = false; break; }
                }

                return same;
            }

            public static object? Position(Data data)
            {
                return PositionOf(data.Numbers.ToArray(), data.Size > 60 ? -7 : data.Size / 4);
            }

            private static int PositionOf(int[] all, int value)
            {
                for (var i = 0; i < all.Length; i++)
                {
                    if (all[i] == value) { return i; }
                }

                return -1;
            }

            public static object? PositionOfByte(Data data) => PositionOfByteIn(data.Numbers.Select(n => (byte)(n % 100)).ToArray());

            private static int PositionOfByteIn(byte[] all)
            {
                for (var i = 0; i < all.Length; i++)
                {
                    if (all[i] == 100 + 3) { return i; }
                }

                return -1;
            }

            public static object? Held(Data data)
            {
                var value = data.Size > 60 ? -7 : data.Size / 4;
                var found = false;
                foreach (var number in data.Numbers)
                {
                    if (number == value) { found = true; break; }
                }

                return found;
            }

            public static object? HeldMark(Data data) => HasMark(string.Join(data.Size % 7 == 3 ? ";" : "/", data.Words));

            private static bool HasMark(string text)
            {
                foreach (var c in text)
                {
                    if (c is ';' or ',') { return true; }
                }

                return false;
            }

            public static object? AllZero(Data data)
            {
                var all = new byte[data.Size];
                if (data.Size % 7 == 3) { all[data.Size / 2] = 1; }
                return IsZero(all);
            }

            private static bool IsZero(byte[] all)
            {
                foreach (var b in all)
                {
                    if (b != 0) { return false; }
                }

                return true;
            }

            public static object? Added(Data data)
            {
                var all = new List<string> { "first" };
                foreach (var word in data.Words) { all.Add(word); }
                return all;
            }

            public static object? AddedSet(Data data)
            {
                var set = new SortedSet<int>(data.Numbers);
                var all = new List<int>();
                foreach (var number in set) { all.Add(number); }
                return all;
            }

            public static object? AddedInterface(Data data)
            {
                IReadOnlyList<Row> rows = data.Rows;
                var all = new List<Row>();
                foreach (var row in rows) { all.Add(row); }
                return all.Count;
            }

            public static object? AlreadyCopied(Data data)
            {
                var to = new int[data.Numbers.Count];
                data.Numbers.CopyTo(to);
                return to;
            }

            public static object? AlreadyFound(Data data) => Array.IndexOf(data.Numbers.ToArray(), -7);

            public static object? FewCopied(Data data)
            {
                var from = new int[8];
                var to = new int[8];
                for (var i = 0; i < to.Length; i++) { to[i] = from[i]; }
                return to;
            }
        }
        """, "PERF5012", degree: 1, prepare: CountPasses);

    public static TheoryData<string> Methods => s_cases.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_loops_visit_each_element(string method) => s_cases.Agrees(method);

    public static TheoryData<string> Bad => new(((IEnumerable<object[]>)s_cases.Methods).Select(static row => (string)row[0]).Where(static name => name is not ("AlreadyCopied" or "AlreadyFound" or "FewCopied")));

    [Theory, MemberData(nameof(Bad))]
    public Task Fixed_loops_are_gone(string method) => s_cases.IsFixed(method);

    private static string CountPasses(string source) => new Passes().Visit(CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot()).ToFullString();

    // Each pass of a loop says so.
    private sealed class Passes : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitForStatement(ForStatementSyntax node) => ((ForStatementSyntax)base.VisitForStatement(node)!) is var loop ? loop.WithStatement(Counted(loop.Statement)) : null;

        public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) => ((ForEachStatementSyntax)base.VisitForEachStatement(node)!) is var loop ? loop.WithStatement(Counted(loop.Statement)) : null;

        private static BlockSyntax Counted(StatementSyntax body) => SyntaxFactory.Block(SyntaxFactory.ParseStatement("global::Counted.Steps.Add();"), body);
    }
}
