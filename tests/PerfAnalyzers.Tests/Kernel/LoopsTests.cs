using System.Globalization;
using System.Text;
using CsCheck;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class LoopsTests
{
    [Theory]
    [InlineData("foreach (var id in ids) { [|F(id)|]; }", "ids")]
    [InlineData("for (var i = 0; i < n; i++) { [|F(i)|]; }", "pass of the loop")]
    [InlineData("for (var i = 0; i < [|F(n)|]; i++) { }", "pass of the loop")]
    [InlineData("for (var i = 0; i < n; i += [|F(n)|]) { }", "pass of the loop")]
    [InlineData("while ([|F(n)|] > 0) { }", "pass of the loop")]
    [InlineData("do { n--; } while ([|F(n)|] > 0);", "pass of the loop")]
    [InlineData("foreach (var id in ids) { if (id > 0) { try { } finally { [|F(id)|]; } } }", "ids")]
    [InlineData("foreach (var order in orders) { foreach (var line in order.Lines) { [|F(line.Id)|]; } }", "order.Lines")]
    [InlineData("foreach (var order in orders) { foreach (var line in Enumerable.Range(0, [|F(1)|])) { } }", "orders")]
    [InlineData("await foreach (var order in db.Orders.AsAsyncEnumerable()) { [|F(order.Id)|]; }", "db.Orders.AsAsyncEnumerable()")]
    [InlineData("foreach (var (a, b) in new[] { (1, 2) }) { [|F(a + b)|]; }", "new[] { (1, 2) }")]
    public void Loop_statements_repeat_body_and_condition(string body, string name) => Assert.Equal(name, Around(body));

    [Theory]
    [InlineData("_ = ids.Select(id => [|F(id)|]).ToList();", "ids")]
    [InlineData("_ = ids.Where(id => id > 0).Select(id => { return [|F(id)|]; });", "ids.Where(id => id > 0)")]
    [InlineData("ids.ForEach(id => [|F(id)|]);", "ids")]
    [InlineData("ids.ForEach(delegate (int id) { [|F(id)|]; });", "ids")]
    [InlineData("Parallel.ForEach(ids, id => { [|F(id)|]; });", "ids")]
    [InlineData("await Parallel.ForEachAsync(ids, async (id, token) => { await Task.Yield(); [|F(id)|]; });", "ids")]
    [InlineData("await Task.WhenAll(ids.Select(async id => { await Task.Yield(); return [|F(id)|]; }));", "ids")]
    [InlineData("_ = from id in ids where [|F(id)|] > 0 select id;", "ids")]
    [InlineData("_ = from id in ids select [|F(id)|];", "ids")]
    [InlineData("_ = Array.ConvertAll(ids.ToArray(), id => [|F(id)|]);", "ids.ToArray()")]
    [InlineData("_ = ids.OrderBy(id => [|F(id)|]).First();", "ids")]
    [InlineData("_ = Enumerable.Select(ids, id => [|F(id)|]);", "ids")]
    [InlineData("foreach (var order in orders) { await db.Database.CreateExecutionStrategy().ExecuteAsync(async () => { await Task.Yield(); [|F(order.Id)|]; }); }", "orders")]
    public void Delegates_called_per_element_repeat(string body, string name) => Assert.Equal(name, Around(body));

    [Theory]
    [InlineData("static void Each<T>(IEnumerable<T> all, Action<T> act) { foreach (var one in all) { act(one); } }", "ids")]
    [InlineData("static void Each<T>(IEnumerable<T> all, Action<T>? act) { if (act is null) { return; } foreach (var one in all) { act?.Invoke(one); } }", "ids")]
    [InlineData("static void Each<T>(List<T> all, Action<T> act) { all.ForEach(act); }", "ids")]
    [InlineData("static void Each<T>(List<T> all, Action<T> act) { for (var i = 0; i < all.Count; i++) { act(all[i]); } }", null)]
    [InlineData("static void Each<T>(IEnumerable<T> all, Action<T> act) { act(all.First()); }", "orders")]
    [InlineData("static void Each<T>(IEnumerable<T> all, Action<T> act) { while (true) { try { act(all.First()); return; } catch (IOException) { } } }", "orders")]
    [InlineData("static void Each<T>(IEnumerable<T> all, Action<T> act) { Inner(all, act); } static void Inner<T>(IEnumerable<T> all, Action<T> act) { foreach (var one in all) { act(one); } }", "ids")]
    [InlineData("static void Each<T>(IEnumerable<T> all, Action<T> act) { Inner(all, act); } static void Inner<T>(IEnumerable<T> all, Action<T> act) { Each(all, act); }", null)]
    [InlineData("static void Each<T>(IEnumerable<T> all, Action<T> act) { GC.KeepAlive(act); }", null)]
    [InlineData("static void Each<T>(IEnumerable<T> all, Action<T> act) { Task.Run(() => act(all.First())); }", null)]
    [InlineData("static void Each<T>(IEnumerable<T> all, Action<T> act) { Action<T> kept = act; kept(all.First()); }", null)]
    public void Methods_of_the_project_call_delegates_per_element_or_once(string method, string? name)
    {
        var snippet = Snippet.Of($$"""
            class C
            {
                void M(List<int> ids, List<Order> orders) { foreach (var order in orders) { Each(ids, id => { [|F(id)|]; }); } }
                static int F(int id) => id;
                {{method}}
            }
            """);
        Assert.Equal(name is null ? null : $"element of '{name}'", snippet.Facts.Loops.Around(snippet.Operation)?.Phrase);
    }

    [Theory]
    [InlineData("[|F(n)|];")]
    [InlineData("foreach (var id in Enumerable.Range(0, [|F(n)|])) { }")]
    [InlineData("for (var i = [|F(n)|]; i < 3; i++) { }")]
    [InlineData("foreach (var id in ids) { } [|F(n)|];")]
    [InlineData("foreach (var id in ids) { Action later = () => [|F(id)|]; }")]
    [InlineData("foreach (var id in ids) { _ = Task.Run(() => [|F(id)|]); }")]
    [InlineData("foreach (var id in ids) { int Local() => [|F(id)|]; _ = Local(); }")]
    [InlineData("_ = db.Orders.Select(o => [|F(o.Id)|]);")]
    [InlineData("_ = from o in db.Orders select [|F(o.Id)|];")]
    [InlineData("Func<int, int> f = x => [|F(x)|]; _ = ids.Select(f);")]
    [InlineData("_ = new Lazy<int>(() => [|F(n)|]);")]
    [InlineData("using (var c = new CancellationTokenSource()) { lock (c) { [|F(n)|]; } }")]
    public void Everything_else_runs_once_or_nobody_knows(string body) => Assert.Null(Around(body));

    [Theory]
    [InlineData("_ = ids.Select([|F|]);", "ids")]
    [InlineData("ids.ForEach(x => { }); _ = ids.Select<int, int>([|this.F|]);", "ids")]
    [InlineData("_ = Array.ConvertAll(ids.ToArray(), new Converter<int, int>([|F|]));", "ids.ToArray()")]
    [InlineData("Func<int, int> f = [|F|];", null)]
    [InlineData("_ = Task.Run(() => { Func<int, int> g = [|F|]; return g; });", null)]
    public void Method_groups_repeat_where_they_are_called(string body, string? name)
    {
        var snippet = Snippet.OfBody(body);
        Assert.Equal(name, NameOf(snippet.Facts.Loops.AroundMethodGroup((IMethodReferenceOperation)snippet.Operation)));
    }

    [Fact]
    public void Elements_are_bound_per_pass()
    {
        var snippet = Snippet.OfBody("foreach (var id in ids) { var twice = [|F(id)|]; } _ = ids.Select(x => [|F(x)|] + n);");
        var loop = snippet.Facts.Loops.Around(snippet.Marked[0])!;
        var lambda = snippet.Facts.Loops.Around(snippet.Marked[1])!;
        Assert.True(loop.IsElement(Argument(snippet.Marked[0])));
        Assert.True(lambda.IsElement(Argument(snippet.Marked[1])));
        Assert.False(loop.IsElement(Argument(snippet.Marked[1])));
        Assert.False(lambda.IsElement(Argument(snippet.Marked[0])));
    }

    [Theory]
    [InlineData("foreach (var x in new[] { 1, 2, 3 }) { [|F(x)|]; }", 3)]
    [InlineData("foreach (int x in (int[])[1, 2]) { [|F(x)|]; }", 2)]
    [InlineData("foreach (int x in (int[])[1, .. ids]) { [|F(x)|]; }", null)]
    [InlineData("foreach (var x in new List<int> { 1, 2, 3, 4 }) { [|F(x)|]; }", 4)]
    [InlineData("foreach (var x in new Dictionary<int, int> { [1] = 2, [2] = 3 }) { [|F(x.Key)|]; }", 2)]
    [InlineData("foreach (var x in new int[5]) { [|F(x)|]; }", 5)]
    [InlineData("foreach (var x in new int[n]) { [|F(x)|]; }", null)]
    [InlineData("foreach (var c in \"abc\") { [|F(c)|]; }", 3)]
    [InlineData("foreach (var x in Enumerable.Range(5, 10)) { [|F(x)|]; }", 10)]
    [InlineData("foreach (var x in Enumerable.Range(0, n)) { [|F(x)|]; }", null)]
    [InlineData("_ = Enumerable.Range(0, 7).Select(x => [|F(x)|]);", 7)]
    [InlineData("var short3 = new[] { 1, 2, 3 }; foreach (var x in short3) { [|F(x)|]; }", 3)]
    [InlineData("var list = new List<int> { 1 }; list.Add(n); foreach (var x in list) { [|F(x)|]; }", null)]
    [InlineData("var list = new List<int> { 1 }; list.AddRange(ids); foreach (var x in list) { [|F(x)|]; }", null)]
    [InlineData("var list = new List<int> { 1 }; if (list.Contains(n)) { foreach (var x in list) { [|F(x)|]; } }", 1)]
    [InlineData("var list = new List<int> { 1 }; list = ids; foreach (var x in list) { [|F(x)|]; }", null)]
    [InlineData("foreach (var x in new Bag { Name = \"a\" }) { [|F(x)|]; }", null)]
    [InlineData("foreach (var x in Bag.Fixed) { [|F(x)|]; }", 2)]
    [InlineData("foreach (var x in Enum.GetValues<DayOfWeek>()) { [|F((int)x)|]; }", 7)]
    [InlineData("foreach (var x in ids) { [|F(x)|]; }", null)]
    [InlineData("for (var i = 0; i < 10; i++) { [|F(i)|]; }", 10)]
    [InlineData("for (var i = 0; i < 10; i++) { i--; [|F(i)|]; }", null)]
    [InlineData("for (var i = 0; n < 10; i++) { [|F(i)|]; }", null)]
    [InlineData("for (var i = 0; i < 10; n++) { [|F(i)|]; }", null)]
    [InlineData("for (var i = 0; i < 10; i++) { Set(ref i); [|F(i)|]; } static void Set(ref int x) => x = 0;", null)]
    [InlineData("for (int i = 0, j = 0; i < 10; i++) { [|F(j)|]; }", null)]
    [InlineData("for (; n < 10; n++) { [|F(n)|]; }", null)]
    [InlineData("while (n < 10) { [|F(n)|]; n++; }", null)]
    public void Trips_are_counted_where_the_code_shows_them(string body, int? trips)
    {
        const string Bag = "class Bag : List<int> { public string Name { get; set; } = \"\"; public static readonly int[] Fixed = [1, 2]; }";
        var snippet = Snippet.Of($"class C {{ void M(ShopContext db, List<int> ids, int n) {{ {body} }} int F(int x) => x; }} {Bag}");
        Assert.Equal(trips, snippet.Facts.Loops.TripCount(snippet.Facts.Loops.Around(snippet.Operation)!, default));
    }

    [Fact]
    public void A_counted_trip_is_what_runs()
    {
        var loop = Gen.Select(Gen.Int[-5, 20], Gen.Int[-5, 20], Gen.OneOf("<", "<=", ">", "!="), Gen.OneOf("i++", "++i", "i += 1", "i += 2", "i--"), Gen.OneOf("", "i++;", "i -= 1;", "n += i;", "if (i == 3) { continue; }"));
        loop.Array[40].Sample(loops =>
        {
            var code = new StringBuilder("class C { int F(int x) => x;\n");
            foreach (var (start, end, comparison, step, body) in loops)
            {
                code.Append(CultureInfo.InvariantCulture, $"void M{code.Length}(int n) {{ for (var i = {start}; i {comparison} {end}; {step}) {{ [|F(i)|]; {body} }} }}\n");
            }

            var snippet = Snippet.Of(code.Append('}').ToString());
            for (var k = 0; k < loops.Length; k++)
            {
                if (snippet.Facts.Loops.TripCount(snippet.Facts.Loops.Around(snippet.Marked[k])!, default) is { } trips)
                {
                    Assert.Equal(Run(loops[k]), trips);
                }
                else
                {
                    var (start, end, comparison, step, body) = loops[k];
                    Assert.False(comparison[0] == '<' && start <= end && step is "i++" or "++i" && body is "" or "n += i;" && comparison[0] == '<', "A plain loop is not counted.");
                }
            }
        }, iter: 15, threads: 1);
    }

    [Theory]
    [InlineData("foreach (var id in ids) { [|F(id)|]; break; }", true)]
    [InlineData("foreach (var id in ids) { [|F(id)|]; return; }", true)]
    [InlineData("foreach (var id in ids) { [|F(id)|]; throw new Exception(); }", true)]
    [InlineData("foreach (var id in ids) { if (id > 0) { [|F(id)|]; break; } else { return; } }", true)]
    [InlineData("while (n > 0) { { [|F(n)|]; break; } }", true)]
    [InlineData("foreach (var id in ids) { if (id > 0) { continue; } [|F(id)|]; break; }", false)]
    [InlineData("foreach (var id in ids) { if (id > 0) { break; } [|F(id)|]; }", false)]
    [InlineData("foreach (var id in ids) { [|F(id)|]; foreach (var other in ids) { break; } }", false)]
    [InlineData("foreach (var id in ids) { [|F(id)|]; switch (id) { case 1: break; } }", false)]
    [InlineData("foreach (var id in ids) { [|F(id)|]; }", false)]
    [InlineData("_ = ids.Select(id => { return [|F(id)|]; });", false)]
    public void A_loop_that_always_leaves_is_a_search(string body, bool leaves)
    {
        var snippet = Snippet.OfBody(body);
        Assert.Equal(leaves, Loops.LeavesOnFirstPass(snippet.Facts.Loops.Around(snippet.Operation)!));
    }

    [Theory]
    [InlineData("foreach (var id in ids) { if (id > 0) { [|F(id)|]; break; } }", true)]
    [InlineData("foreach (var id in ids) { if (id > 0) { [|F(id)|]; throw new Exception(); } }", true)]
    [InlineData("foreach (var id in ids) { switch (id) { case 1: [|F(id)|]; return; } }", true)]
    [InlineData("foreach (var id in ids) { if (id > 0) { _ = orders.Any(o => [|F(o.Id)|] > 0); return; } }", true)]
    [InlineData("foreach (var id in ids) { [|F(id)|]; if (id > 0) { break; } }", false)]
    [InlineData("foreach (var id in ids) { switch (id) { case 1: [|F(id)|]; break; } }", false)]
    [InlineData("foreach (var id in ids) { _ = orders.Any(o => [|F(o.Id)|] > 0); }", false)]
    [InlineData("foreach (var id in ids) { _ = orders.Any(o => { return [|F(o.Id)|] > 0; }); }", false)]
    public void A_pass_may_be_known_to_be_the_last(string body, bool isLast)
    {
        var snippet = Snippet.OfBody(body);
        var loop = snippet.Facts.Loops.Around(snippet.Operation)!;
        while (loop.Owner is not ILoopOperation)
        {
            loop = snippet.Facts.Loops.Around(loop.Owner)!;
        }

        Assert.Equal(isLast, Loops.LeavesAfter(snippet.Operation, loop));
    }

    [Theory]
    [InlineData("while (true) { [|F(n)|]; }", true)]
    [InlineData("for (;;) { [|F(n)|]; }", true)]
    [InlineData("var token = CancellationToken.None; while (!token.IsCancellationRequested) { [|F(n)|]; }", true)]
    [InlineData("using var timer = new PeriodicTimer(TimeSpan.FromSeconds(n)); while (await timer.WaitForNextTickAsync()) { [|F(n)|]; }", true)]
    [InlineData("await foreach (var x in System.Threading.Channels.Channel.CreateBounded<int>(n).Reader.ReadAllAsync()) { [|F(x)|]; }", true)]
    [InlineData("while (n > 0) { [|F(n)|]; }", false)]
    [InlineData("await foreach (var o in db.Orders.AsAsyncEnumerable()) { [|F(o.Id)|]; }", false)]
    [InlineData("foreach (var id in ids) { [|F(id)|]; }", false)]
    public void A_loop_that_serves_visits_nothing(string body, bool serves)
    {
        var snippet = Snippet.OfBody(body);
        Assert.Equal(serves, snippet.Facts.Loops.IsServiceLoop(snippet.Facts.Loops.Around(snippet.Operation)!));
    }

    private static string? Around(string body)
    {
        var snippet = Snippet.OfBody(body);
        return NameOf(snippet.Facts.Loops.Around(snippet.Operation));
    }

    private static string? NameOf(Repetition? repetition) => repetition?.Phrase.Replace("element of ", "", StringComparison.Ordinal).Trim('\'');

    private static Microsoft.CodeAnalysis.ISymbol Argument(Microsoft.CodeAnalysis.IOperation call) =>
        Operations.SymbolOf(((IInvocationOperation)call).Arguments[0].Value)!;

    // What the generated loop does; capped, for those that do not end.
    private static int Run((int Start, int End, string Comparison, string Step, string Body) loop)
    {
        var passes = 0;
        for (var i = loop.Start; Holds(i); i += loop.Step switch { "i += 2" => 2, "i--" => -1, _ => 1 })
        {
            passes++;
            i += loop.Body switch { "i++;" => 1, "i -= 1;" => -1, _ => 0 };
            if (passes > 1000)
            {
                return -1;
            }
        }

        return passes;

        bool Holds(int i) => loop.Comparison switch
        {
            "<" => i < loop.End,
            "<=" => i <= loop.End,
            ">" => i > loop.End,
            _ => i != loop.End,
        };
    }
}
