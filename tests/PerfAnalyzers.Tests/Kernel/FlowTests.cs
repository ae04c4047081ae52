using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

public sealed partial class FlowTests
{
    [Theory]
    [InlineData("foreach (var id in ids) { F([|id|]); }")]
    [InlineData("foreach (var id in ids) { F([|id + n|]); }")]
    [InlineData("foreach (var id in ids) { var key = id * 2; F([|key|]); }")]
    [InlineData("foreach (var id in ids) { int key; key = id; F([|key|]); }")]
    [InlineData("foreach (var order in orders) { F([|order.Customer!.Id|]); }")]
    [InlineData("foreach (var order in orders) { _ = [|$\"{n}/{order.Id}\"|]; }")]
    [InlineData("foreach (var order in orders) { _ = [|new { order.Id, n }|]; }")]
    [InlineData("foreach (var (a, b) in new[] { (1, 2) }) { F([|a|]); }")]
    [InlineData("for (var i = 0; i < n; i++) { F([|i|]); }")]
    [InlineData("for (var i = 0; i < n; i++) { F([|ids[i]|]); }")]
    [InlineData("for (var i = 0; i < n; i++) { F([|F(i)|]); }")]
    [InlineData("_ = ids.Select(id => F([|id|]));")]
    [InlineData("_ = from id in ids let key = id + 1 select F([|key|]);")]
    [InlineData("_ = orders.SelectMany(o => o.Lines.Select(l => F([|o.Id + l.Id|])));")]
    [InlineData("foreach (var id in ids) { _ = [|db.Orders.Where(o => o.Id == id)|]; }")]
    [InlineData("var total = 0; foreach (var id in ids) { F([|total|]); total += id; }")]
    [InlineData("var last = 0; foreach (var id in ids) { F([|last|]); last = 5; }")]
    [InlineData("var page = 0; while (page < n) { F([|page|]); page++; }")]
    [InlineData("foreach (var id in ids) { int.TryParse(id.ToString(), out var parsed); F([|parsed|]); }")]
    [InlineData("foreach (var order in orders) { if (order is { Id: var id }) { F([|id|]); } }")]
    [InlineData("var queue = new Queue<int>(ids); while (queue.Count > 0) { F([|queue.Dequeue()|]); }")]
    [InlineData("foreach (var id in ids) { _ = [|Guid.NewGuid()|]; }")]
    [InlineData("using var reader = new StringReader(\"\"); while (n > 0) { _ = [|reader.ReadLine()|]; }")]
    [InlineData("foreach (var id in ids) { _field = id; F([|_field|]); }")]
    public void Values_made_from_the_element_vary(string body) => Assert.Equal(Variation.Varies, Of(body));

    [Theory]
    [InlineData("foreach (var id in ids) { F([|n|]); }")]
    [InlineData("foreach (var id in ids) { F([|3|]); }")]
    [InlineData("foreach (var id in ids) { F([|n * 2 + _fixed|]); }")]
    [InlineData("var key = n + 1; foreach (var id in ids) { F([|key|]); }")]
    [InlineData("foreach (var id in ids) { var key = n + 1; F([|key|]); }")]
    [InlineData("foreach (var id in ids) { _ = [|this|]; }")]
    [InlineData("foreach (var id in ids) { _ = [|\"a\" + \"b\"|]; }")]
    [InlineData("foreach (var id in ids) { _ = [|new DateTime(2026, 1, n)|]; }")]
    [InlineData("foreach (var id in ids) { F([|Got|]); }")]
    [InlineData("foreach (var id in ids) { F([|Shared.Length|]); }")]
    [InlineData("_ = ids.Select(id => F([|n|]));")]
    [InlineData("foreach (var id in ids) { _ = [|typeof(Order)|]; }")]
    [InlineData("foreach (var id in ids) { F([|default(int)|]); }")]
    public void Values_the_loop_does_not_touch_are_invariant(string body) => Assert.Equal(Variation.Invariant, Of(body));

    [Theory]
    [InlineData("foreach (var id in ids) { F([|F(n)|]); }")]
    [InlineData("foreach (var id in ids) { var key = 1; if (id > 3) { key = 2; } F([|key|]); }")]
    [InlineData("foreach (var id in ids) { int key; if (id > 3) { key = 1; } else { key = n; } F([|key|]); }")]
    [InlineData("foreach (var id in ids) { F([|_field|]); }")]
    [InlineData("foreach (var id in ids) { F([|Computed|]); }")]
    [InlineData("foreach (var id in ids) { F([|ids[0]|]); }")]
    [InlineData("foreach (var id in ids) { _ = [|DateTime.Now|]; }")]
    [InlineData("foreach (var id in ids) { F([|await Task.FromResult(n)|]); }")]
    [InlineData("foreach (var id in ids) { F([|orders.First(o => o.Id == n).Id|]); }")]
    [InlineData("foreach (var order in orders) { foreach (var line in order.Lines) { F([|order.IsPaid ? 1 : n|]); } }")]
    public void What_calls_and_mutable_members_answer_is_unknown(string body) => Assert.Equal(Variation.Unknown, Of(body));

    [Fact]
    public void Pure_members_of_the_user_keep_invariance()
    {
        const string Source = "class C { void M(List<int> ids, int n) { foreach (var id in ids) { _ = [|Pure(n)|]; _ = [|Pure(id)|]; } } static int Pure(int x) => x; }";
        var snippet = Snippet.With(Source, "M:C.Pure pure");
        Assert.Equal([Variation.Invariant, Variation.Varies], snippet.Marked.Select(marked => Of(snippet, marked)));
        snippet = Snippet.Of(Source);
        Assert.Equal([Variation.Unknown, Variation.Varies], snippet.Marked.Select(marked => Of(snippet, marked)));
    }

    [Theory]
    [InlineData("var key = n + 1; var text = key.ToString(); _ = [|text + _field|];", "C,key,n,text,_field")]
    [InlineData("var q = db.Orders.Where(o => o.Id == n); if (n > 3) { q = q.Where(o => o.Total > ids.Count); } _ = [|q|];", "db,ids,n,o,o,q")]
    [InlineData("_ = [|3 + 4|];", "")]
    public void Roots_are_what_a_value_is_made_of(string body, string roots)
    {
        var snippet = Of(Wrap(body), out var marked);
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Flow.Roots(marked, Writes.OfLocals(Operations.Function(marked)), found);
        Assert.NotNull(snippet);
        Assert.Equal(roots, string.Join(',', found.Select(static symbol => symbol.Name).Order(StringComparer.OrdinalIgnoreCase)));
    }

    /// <summary>Random loops are run: a value that Flow calls invariant is the same on every pass.</summary>
    [Fact]
    public void Invariant_values_do_not_change() => Program.Array[25].Sample(static programs =>
    {
        var snippet = Snippet.Of("class C {\n" + string.Concat(programs.Select(static (program, k) => program.Method(k))) + "}");
        for (var k = 0; k < programs.Length; k++)
        {
            if (Of(snippet, snippet.Marked[k]) == Variation.Invariant)
            {
                var values = programs[k].Run().Distinct().ToList();
                Assert.True(values.Count <= 1, $"{programs[k].Method(k)} is called invariant and is {string.Join(", ", values)}.");
            }
        }
    }, iter: 12, threads: 1);

    /// <summary>Names mean nothing.</summary>
    [Fact]
    public void Renaming_changes_no_answer() => Gen.Select(Program.Array[25], Gen.Int[0, 1000]).Sample(static (programs, salt) =>
    {
        var source = "class C {\n" + string.Concat(programs.Select(static (program, k) => program.Method(k))) + "}";
        var renamed = Variable().Replace(source, match => $"{match.Value}_{(match.Value[0] * 31 + salt) % 97}x");
        Snippet before = Snippet.Of(source), after = Snippet.Of(renamed);
        Assert.Equal(before.Marked.Select(marked => Of(before, marked)), after.Marked.Select(marked => Of(after, marked)));
    }, iter: 6, threads: 1);

    private static string Wrap(string body) => $$"""
        class C
        {
            private readonly int _fixed = 3;
            private int _field;
            private static readonly string Shared = "abc";
            public int Got { get; }
            public int Computed => _field;
            int F(int x) => x;
            async Task M(ShopContext db, List<int> ids, List<Order> orders, int n)
            {
                await Task.Yield();
                {{body}}
            }
        }
        """;

    private static Variation Of(string body)
    {
        var snippet = Of(Wrap(body), out var marked);
        return Of(snippet, marked);
    }

    private static Snippet Of(string source, out IOperation marked)
    {
        var snippet = Snippet.Of(source);
        marked = snippet.Operation;
        return snippet;
    }

    private static Variation Of(Snippet snippet, IOperation marked) => new Flow(snippet.Facts).Of(marked, snippet.Facts.Loops.Around(marked)!);

    [GeneratedRegex(@"\b(?:[a-d]|i|t)\b")]
    private static partial Regex Variable();

    private static readonly Gen<Expression> s_leaf = Gen.OneOf(
        Gen.OneOf("a", "b", "c", "d", "i").Select(static name => new Expression(name, null, null)),
        Gen.Int[0, 9].Select(static value => new Expression(value.ToString(CultureInfo.InvariantCulture), null, null)));

    private static readonly Gen<Expression> s_expression = Gen.OneOf(
        s_leaf,
        Gen.Select(s_leaf, s_leaf, static (left, right) => new Expression("+", left, right)),
        Gen.Select(s_leaf, s_leaf, s_leaf, static (x, y, z) => new Expression("-", new Expression("+", x, y), z)));

    // x = e;   if (i > 1) { x = e; }   x += e;   the marked value   — d is declared in the body, a, b and c before the loop.
    private static readonly Gen<Statement> s_statement = Gen.Select(
        Gen.OneOf("a", "b", "c", "d"), Gen.OneOf("=", "=", "+=", "if", "++"), s_expression, static (target, kind, value) => new Statement(target, kind, value));

    private static Gen<LoopProgram> Program { get; } = Gen.Select(
        s_expression, s_statement.Array[0, 3], s_expression, s_statement.Array[0, 3], static (initial, before, marked, after) => new LoopProgram(initial, before, marked, after));

    private sealed record Expression(string Head, Expression? Left, Expression? Right)
    {
        public int Evaluate(Dictionary<string, int> values) => Left is null
            ? values.TryGetValue(Head, out var value) ? value : int.Parse(Head, CultureInfo.InvariantCulture)
            : Head == "+" ? Left.Evaluate(values) + Right!.Evaluate(values) : Left.Evaluate(values) - Right!.Evaluate(values);

        public override string ToString() => Left is null ? Head : $"({Left} {Head} {Right})";
    }

    private sealed record Statement(string Target, string Kind, Expression Value)
    {
        public void Run(Dictionary<string, int> values)
        {
            if (Kind != "if" || values["i"] > 1)
            {
                var value = Kind == "++" ? 1 : Value.Evaluate(values);
                values[Target] = value + (Kind is "+=" or "++" ? values[Target] : 0);
            }
        }

        public override string ToString() => Kind switch
        {
            "if" => $"if (i > 1) {{ {Target} = {Value}; }}",
            "++" => $"{Target}++;",
            _ => $"{Target} {Kind} {Value};",
        };
    }

    private sealed record LoopProgram(Expression Initial, Statement[] Before, Expression Marked, Statement[] After)
    {
        // The initial value of d may not read d itself.
        private string Declared => Initial.ToString().Replace("d", "1", StringComparison.Ordinal);

        public string Method(int number) => $$"""
            void M{{number}}(int a, int b)
            {
                var c = a;
                for (var i = 0; i < 4; i++)
                {
                    var d = {{Declared}};
                    {{string.Join(' ', Before.AsEnumerable())}}
                    _ = [|{{Marked}}|];
                    {{string.Join(' ', After.AsEnumerable())}}
                }
            }

            """;

        public List<int> Run()
        {
            var observed = new List<int>();
            var values = new Dictionary<string, int> { ["a"] = 100, ["b"] = 1000, ["c"] = 100 };
            for (var i = 0; i < 4; i++)
            {
                values["i"] = i;
                values["d"] = 1;
                values["d"] = Initial.Evaluate(values);
                foreach (var statement in Before)
                {
                    statement.Run(values);
                }

                observed.Add(Marked.Evaluate(values));
                foreach (var statement in After)
                {
                    statement.Run(values);
                }
            }

            return observed;
        }
    }
}
