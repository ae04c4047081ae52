using PerfAnalyzers.Allocation;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.CapturingLambdaInLoop, PerfAnalyzers.Allocation.CapturingLambdaInLoopFix>;

namespace PerfAnalyzers.Tests;

public sealed class CapturingLambdaInLoopTests
{
    public static readonly Cases Firing = new()
    {
        { "lambda over a field", "class C { int _least; int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count([|l => l.Quantity > _least|]); } return n; } }" },
        { "method group", "class C { int _least; bool IsBig(OrderLine l) => l.Quantity > _least; int M(List<Order> orders) { var n = 0; foreach (var o in orders) { if (o.Lines.Any([|IsBig|])) n++; } return n; } }" },
        { "method group over this", "class C { int _least; bool IsBig(OrderLine l) => l.Quantity > _least; void M(List<Order> orders, List<OrderLine> to) { foreach (var o in orders) { to.AddRange(o.Lines.FindAll([|this.IsBig|])); } } }" },
        { "method group over a parameter", "class Limit { public int Least; public bool Allows(OrderLine l) => l.Quantity > Least; } class C { int M(List<Order> orders, Limit limit) { var n = 0; foreach (var o in orders) { n += o.Lines.Count([|limit.Allows|]); } return n; } }" },
        { "method group over a readonly field", "class Limit { public int Least; public bool Allows(OrderLine l) => l.Quantity > Least; } class C(Limit given) { readonly Limit _limit = given; int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count([|_limit.Allows|]); } return n; } }" },
        { "predicate of a list", "class C { int _least; void M(List<Order> orders) { foreach (var o in orders) { o.Lines.RemoveAll([|l => l.Quantity < _least|]); } } }" },
        { "sort with a comparison", "class C { int Compare(OrderLine a, OrderLine b) => _sign * a.Quantity.CompareTo(b.Quantity); int _sign = 1; void M(List<Order> orders) { foreach (var o in orders) { o.Lines.Sort([|Compare|]); } } }" },
        { "in a lambda per element", "class C { int _least; int M(List<Order> orders) => orders.Sum(o => o.Lines.Count([|l => l.Quantity > _least|])); }" },
        { "in a for loop", "class C { int _least; int M(List<Order> orders) { var n = 0; for (var i = 0; i < orders.Count; i++) { n += orders[i].Lines.FindIndex([|l => l.Quantity > _least|]); } return n; } }" },
        { "in a while loop", "class C { int _least; int M(Queue<Order> orders) { var n = 0; while (orders.TryDequeue(out var o)) { n += o.Lines.FindIndex([|l => l.Quantity > _least|]); } return n; } }" },
        { "in nested loops", "class C { int _least; int M(List<Customer> all) { var n = 0; foreach (var c in all) { foreach (var o in c.Orders) { n += o.Lines.Count([|l => l.Quantity > _least|]); } } return n; } }" },
        { "parameter of the primary constructor", "class C(int least) { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count([|l => l.Quantity > least|]); } return n; } }" },
        { "explicit delegate creation", "class C { int _least; bool IsBig(OrderLine l) => l.Quantity > _least; int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.FindIndex([|new Predicate<OrderLine>(IsBig)|]); } return n; } }" },
        { "factory of a dictionary by method group", "class C { string Make(int id) => _prefix + id; string _prefix = \"\"; readonly System.Collections.Concurrent.ConcurrentDictionary<int, string> _names = new(); void M(List<Order> orders) { foreach (var o in orders) { _names.GetOrAdd(o.Id, [|Make|]); } } }" },
        { "factory that captures the element", "class C { void M(System.Collections.Concurrent.ConcurrentDictionary<int, string> names, List<Order> orders) { foreach (var o in orders) { names.GetOrAdd(o.Id, [|id => id + o.Customer!.Name|]); } } }" },
        { "factory that captures several", "class C { string Name(Order o, int i) => _prefix + o.Id + i; string _prefix = \"\"; void M(System.Collections.Concurrent.ConcurrentDictionary<int, string> names, List<Order> orders) { for (var i = 0; i < orders.Count; i++) { var o = orders[i]; names.GetOrAdd(o.Id, [|_ => Name(o, i)|]); } } }" },
        { "both factories", "class C { void M(System.Collections.Concurrent.ConcurrentDictionary<int, decimal> sums, List<Order> orders) { foreach (var o in orders) { sums.AddOrUpdate(o.CustomerId, [|_ => o.Total|], (_, sum) => sum + o.Total); } } }" },
        { "immutable update", "class C { System.Collections.Immutable.ImmutableList<int> _all = System.Collections.Immutable.ImmutableList<int>.Empty; void M(List<Order> orders) { foreach (var o in orders) { System.Collections.Immutable.ImmutableInterlocked.Update(ref _all, [|all => all.Add(o.Id)|]); } } }" },
        { "state handed in and captured nevertheless", "class C { void M(List<Order> orders, List<string> to) { foreach (var o in orders) { to.Add(string.Create(8, 0, [|(span, _) => o.Id.TryFormat(span, out var written)|])); } } }" },
        { "registration", "class C { void M(List<Order> orders, CancellationToken stop) { foreach (var o in orders) { stop.Register([|() => o.IsPaid = false|]); } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "operator that makes an iterator", "class C { int _least; void M(List<Order> orders, List<OrderLine> to) { foreach (var o in orders) { to.AddRange(o.Lines.Where(l => l.Quantity > _least)); } } }" },
        { "source that makes an enumerator", "class C { int _least; int M(List<IEnumerable<OrderLine>> all) { var n = 0; foreach (var lines in all) { n += lines.Count(l => l.Quantity > _least); } return n; } }" },
        { "work is started on each pass", "interface ITransport { Task<int> Listen(); } class C { Task M(List<ITransport> all) => Task.WhenAll(all.Select(x => x.Listen().ContinueWith(t => (x, t.Result)))); }" },
        { "only in debug builds", "#define DEBUG\nclass C { void M(List<Order> all, System.Collections.Concurrent.ConcurrentDictionary<int, string> names) { foreach (var o in all) {\n#if DEBUG\nnames.GetOrAdd(o.Id, _ => o.Total.ToString());\n#endif\n} } }" },
        { "pass that makes a list", "class C { int _least; int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var lines = o.Lines.ToList(); n += lines.FindIndex(l => l.Quantity > _least); } return n; } }" },
        { "not in a loop", "class C { int _least; int M(Order o) => o.Lines.Count(l => l.Quantity > _least); }" },
        { "captures nothing", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(l => l.Quantity > 3); } return n; } }" },
        { "static lambda", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(static l => l.Quantity > 3); } return n; } }" },
        { "static method group", "class C { static bool IsBig(OrderLine l) => l.Quantity > 3; int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(IsBig); } return n; } }" },
        { "static field", "class C { static int s_least; int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(l => l.Quantity > s_least); } return n; } }" },
        { "constant", "class C { int M(List<Order> orders) { const int Least = 3; var n = 0; foreach (var o in orders) { n += o.Lines.Count(l => l.Quantity > Least); } return n; } }" },
        { "parameter: the compiler keeps the delegate", "class C { int M(List<Order> orders, int least) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(l => l.Quantity > least); } return n; } }" },
        { "local outside of the loop", "class C { int M(List<Order> orders) { var least = orders.Count; var n = 0; foreach (var o in orders) { n += o.Lines.Count(l => l.Quantity > least); } return n; } }" },
        { "local and field", "class C { int _least; int M(List<Order> orders, int most) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(l => l.Quantity > _least && l.Quantity < most); } return n; } }" },
        { "captures the element, no other way", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(l => l.Quantity > o.Id); } return n; } }" },
        { "captures a local of the pass, no other way", "class C { int M(List<Order> orders) { var n = 0; foreach (var o in orders) { var least = o.Id / 2; n += o.Lines.Count(l => l.Quantity > least); } return n; } }" },
        { "captures the counter, no other way", "class C { int M(List<Order> orders) { var n = 0; for (var i = 0; i < orders.Count; i++) { n += orders[i].Lines.Count(l => l.Quantity > i); } return n; } }" },
        { "stored per element", "class C { int _least; void M(List<Order> orders, List<Func<bool>> to) { foreach (var o in orders) { to.Add(() => o.Id > _least); } } }" },
        { "stored, captures its object only", "class C { int _least; void M(List<Order> orders, List<Func<int, bool>> to) { foreach (var o in orders) { to.Add(x => x > _least); } } }" },
        { "event handlers", "class Source { public event Action? Changed; public void Raise() => Changed?.Invoke(); } class C { int _n; void Count() => _n++; void M(List<Source> all) { foreach (var s in all) { s.Changed += Count; } } }" },
        { "subscription", "class Source { public void Subscribe(Action a) => _a += a; Action? _a; } class C { int _n; void Count() => _n++; void M(List<Source> all) { foreach (var s in all) { s.Subscribe(Count); } } }" },
        { "started work", "class C { int _n; void Count() => _n++; void M(List<Order> orders, List<Task> to) { foreach (var o in orders) { to.Add(Task.Run(Count)); } } }" },
        { "started work that captures", "class C { void Work(Order o) { } void M(List<Order> orders, List<Task> to) { foreach (var o in orders) { to.Add(Task.Run(() => Work(o))); } } }" },
        { "expression tree", "class C { int _least; void M(ShopContext db, List<int> ids, List<IQueryable<OrderLine>> to) { foreach (var id in ids) { to.Add(db.Lines.Where(l => l.Quantity > _least)); } } }" },
        { "few passes", "class C { int _least; int M(Order o) { var n = 0; for (var i = 0; i < 3; i++) { n += o.Lines.Count(l => l.Quantity > _least); } return n; } }" },
        { "few written out", "class C { int _least; int M(Order a, Order b) { var n = 0; foreach (var o in new[] { a, b }) { n += o.Lines.Count(l => l.Quantity > _least); } return n; } }" },
        { "left on the first pass", "class C { int _least; int M(List<Order> orders) { foreach (var o in orders) { return o.Lines.Count(l => l.Quantity > _least); } return 0; } }" },
        { "thrown", "class C { int _least; void M(List<Order> orders) { foreach (var o in orders) { if (o.Id < 0) throw new InvalidOperationException(\"\" + o.Lines.Count(l => l.Quantity > _least)); } } }" },
        { "caught", "class C { int _least; int M(List<Order> orders) { var n = 0; foreach (var o in orders) { try { n += o.Id; } catch (Exception) { n = o.Lines.Count(l => l.Quantity > _least); } } return n; } }" },
        { "logged", "using Microsoft.Extensions.Logging; class C(ILogger log) { int _least; void M(List<Order> orders) { foreach (var o in orders) { log.LogWarning(\"{Count}\", o.Lines.FindIndex(l => l.Quantity > _least)); } } }" },
        { "start-up", "class Program { int _least; static void Main() { var p = new Program(); foreach (var o in new List<Order>(40)) { o.Lines.RemoveAll(p.IsBig); } } bool IsBig(OrderLine l) => l.Quantity > _least; }" },
        { "a round trip in the same pass", "class C { int _least; void M(ShopContext db, List<Order> orders) { foreach (var o in orders) { o.Lines.RemoveAll(l => l.Quantity < _least); db.SaveChanges(); } } }" },
        { "an await in the same pass", "class C { int _least; async Task M(List<Order> orders) { foreach (var o in orders) { o.Lines.RemoveAll(l => l.Quantity < _least); await Task.Yield(); } } }" },
        { "a service's loop", "class C { int _least; void M(Order o, CancellationToken stop) { while (!stop.IsCancellationRequested) { o.Lines.RemoveAll(l => l.Quantity < _least); } } }" },
        { "target of the pass", "class Limit { public int Least; public bool Allows(OrderLine l) => l.Quantity > Least; } class C { int M(List<Order> orders, List<Limit> limits) { var n = 0; for (var i = 0; i < orders.Count; i++) { var limit = limits[i]; n += orders[i].Lines.Count(limit.Allows); } return n; } }" },
        { "target that is replaced", "class Limit { public int Least; public bool Allows(OrderLine l) => l.Quantity > Least; } class C { int M(List<Order> orders, Limit limit) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(limit.Allows); limit = new Limit { Least = n }; } return n; } }" },
        { "target in a field that may be replaced", "class Limit { public int Least; public bool Allows(OrderLine l) => l.Quantity > Least; } class C { Limit _limit = new(); int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(_limit.Allows); } return n; } public void Set(Limit l) => _limit = l; }" },
        { "local function", "class C { int M(List<Order> orders, int least) { var n = 0; foreach (var o in orders) { n += o.Lines.Count(IsBig); } return n; bool IsBig(OrderLine l) => l.Quantity > least; } }" },
        { "factory with its argument", "class C { void M(System.Collections.Concurrent.ConcurrentDictionary<int, string> names, List<Order> orders) { foreach (var o in orders) { names.GetOrAdd(o.Id, static (id, o) => id + o.Customer!.Name, o); } } }" },
        { "factory that captures what lives outside", "class C { void M(System.Collections.Concurrent.ConcurrentDictionary<int, string> names, List<Order> orders, string prefix) { foreach (var o in orders) { names.GetOrAdd(o.Id, id => prefix + id); } } }" },
        { "a member without such an overload", "class C { void M(List<Order> orders, List<Lazy<string>> to) { foreach (var o in orders) { to.Add(new Lazy<string>(() => o.Customer!.Name)); } } }" },
        { "registration of several", "class C { void M(List<Order> orders, CancellationToken stop) { var n = 0; foreach (var o in orders) { var i = n++; stop.Register(() => o.IsPaid = i > 0); } } }" },
        { "the whole call stays the same", "class C { int _least; bool IsBig(OrderLine l) => l.Quantity > 3; int M(List<Order> orders, List<OrderLine> lines) { var n = 0; foreach (var o in orders) { n += o.Id; } return n + lines.Count(IsBig); } }" },
        { "seeding", "class OrderSeeder { int _least; void Seed(List<Order> orders) { foreach (var o in orders) { o.Lines.RemoveAll(l => l.Quantity < _least); } } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_to_make_it_once() => Verify.Says(
        "class C { int _least; int M(List<Order> orders) { var n = 0; foreach (var o in orders) { n += o.Lines.Count([|l => l.Quantity > _least|]); } return n; } }",
        "'l => l.Quantity > _least' is made anew for every element of 'orders', 64 bytes each time; make the delegate once, before the loop");

    [Fact]
    public Task Says_to_hand_it_over() => Verify.Says(
        "class C { void M(System.Collections.Concurrent.ConcurrentDictionary<int, string> names, List<Order> orders) { foreach (var o in orders) { names.GetOrAdd(o.Id, [|id => id + o.Customer!.Name|]); } } }",
        "'id => id + o.Customer!.Name' is made anew for every element of 'orders', at least 88 bytes each time; use the overload of 'GetOrAdd' that takes an argument, with a static lambda");

    [Theory]
    [InlineData("n += o.Lines.Count([|l => l.Quantity > _least|]);", "Func<OrderLine, bool> predicate = l => l.Quantity > _least;", "n += o.Lines.Count(predicate);")]
    [InlineData("if (o.Lines.Any([|IsBig|])) { n++; }", "Func<OrderLine, bool> predicate = IsBig;", "if (o.Lines.Any(predicate)) { n++; }")]
    [InlineData("o.Lines.RemoveAll([|l => l.Quantity > _least|]);", "Predicate<OrderLine> match = l => l.Quantity > _least;", "o.Lines.RemoveAll(match);")]
    [InlineData("o.Lines.Sort([|this.Compare|]); // sorted", "Comparison<OrderLine> comparison = this.Compare;", "o.Lines.Sort(comparison); // sorted")]
    public Task Moves_the_delegate(string before, string declared, string after)
    {
        const string Code = """
            class C
            {
                int _least;
                bool IsBig(OrderLine l) => l.Quantity > _least;
                int Compare(OrderLine a, OrderLine b) => _least;
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
    public Task Moves_it_out_of_all_loops() => Verify.Fixes(
        """
        class C
        {
            int _least;
            int M(List<Customer> all)
            {
                var n = 0;
                foreach (var c in all)
                {
                    foreach (var o in c.Orders)
                    {
                        n += o.Lines.Count([|l => l.Quantity > _least|]);
                    }
                }
                return n;
            }
        }
        """,
        """
        class C
        {
            int _least;
            int M(List<Customer> all)
            {
                var n = 0;
                Func<OrderLine, bool> predicate = l => l.Quantity > _least;
                foreach (var c in all)
                {
                    foreach (var o in c.Orders)
                    {
                        n += o.Lines.Count(predicate);
                    }
                }
                return n;
            }
        }
        """);

    [Theory]
    [InlineData("names.GetOrAdd(o.Id, [|id => id + o.Customer!.Name|]);", "names.GetOrAdd(o.Id, static (id, o) => id + o.Customer!.Name, o);")]
    [InlineData("names.GetOrAdd(o.Id, [|(id) => { return id + o.Customer!.Name; }|]);", "names.GetOrAdd(o.Id, static (id, o) => { return id + o.Customer!.Name; }, o);")]
    [InlineData("names.GetOrAdd(o.Id, [|_ => Name(o, _prefix)|]);", "names.GetOrAdd(o.Id, static (_, state) => state.self.Name(state.o, state.self._prefix), (self: this, o));")]
    [InlineData("names.GetOrAdd(o.Id, [|_ => this.Name(o, extra)|]);", "names.GetOrAdd(o.Id, static (_, state) => state.self.Name(state.o, state.extra), (self: this, o, extra));")]
    [InlineData("names.AddOrUpdate(o.Id, [|_ => o.Customer!.Name|], (_, old) => old + o.Id);", "names.AddOrUpdate(o.Id, static (_, o) => o.Customer!.Name, static (_, old, o) => old + o.Id, o);")]
    [InlineData("System.Collections.Immutable.ImmutableInterlocked.Update(ref _all, [|all => all.Add(o.Id)|]);", "System.Collections.Immutable.ImmutableInterlocked.Update(ref _all, static (all, o) => all.Add(o.Id), o);")]
    public Task Passes_what_it_captures(string before, string after)
    {
        const string Code = "class C { System.Collections.Immutable.ImmutableList<int> _all = System.Collections.Immutable.ImmutableList<int>.Empty; string _prefix = \"\"; string Name(Order o, string s) => s + o.Id; void M(System.Collections.Concurrent.ConcurrentDictionary<int, string> names, List<Order> orders, string extra) { foreach (var o in orders) {\n$\n} } }";
        return Verify.Fixes(Code.Replace("$", before, StringComparison.Ordinal), Code.Replace("$", after, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("names.GetOrAdd(o.Id, [|id => { o = orders[0]; return id + o.Customer!.Name; }|]);")]
    [InlineData("names.GetOrAdd(o.Id, [|(int id) => id + o.Customer!.Name|]);")]
    [InlineData("names.GetOrAdd(o.Id, valueFactory: [|id => id + o.Customer!.Name|]);")]
    [InlineData("names.GetOrAdd(o.Id, [|id => id + string.Concat(o.Lines.Select(l => l.Id))|]);")]
    [InlineData("stop.Register([|() => o.IsPaid = false|]);")]
    [InlineData("n += o.Lines.Count([|l => l.Quantity > _least /* enough */ + 1|]);")]
    public Task Refuses(string code) => Verify.RefusesToFix(
        "class C { int _least; int M(System.Collections.Concurrent.ConcurrentDictionary<int, string> names, List<Order> orders, CancellationToken stop) { var n = 0; for (var i = 0; i < orders.Count; i++) { var o = orders[i];\n$\n} return n; } }".Replace("$", code, StringComparison.Ordinal));

    [Fact]
    public Task Fixes_several_documents() => Verify.FixesAll(
    [
        ("""
            class A
            {
                int _n;
                int M(List<Order> orders)
                {
                    var n = 0;
                    foreach (var o in orders)
                    {
                        n += o.Lines.Count([|l => l.Quantity > _n|]);
                        n += o.Lines.FindIndex([|l => l.Quantity < _n|]);
                        n += o.Lines.Count([|l => l.Stock() > _n|]);
                    }

                    return n;
                }
            }
            static class X { public static int Stock(this OrderLine l) => l.Product!.Stock; }
            """,
            """
            class A
            {
                int _n;
                int M(List<Order> orders)
                {
                    var n = 0;
                    Func<OrderLine, bool> predicate = l => l.Quantity > _n;
                    Predicate<OrderLine> match = l => l.Quantity < _n;
                    Func<OrderLine, bool> predicate2 = l => l.Stock() > _n;
                    foreach (var o in orders)
                    {
                        n += o.Lines.Count(predicate);
                        n += o.Lines.FindIndex(match);
                        n += o.Lines.Count(predicate2);
                    }

                    return n;
                }
            }
            static class X { public static int Stock(this OrderLine l) => l.Product!.Stock; }
            """),
        ("class B { void M(System.Collections.Concurrent.ConcurrentDictionary<int, string> names, List<Order> orders) { foreach (var o in orders) {\nnames.GetOrAdd(o.Id, [|id => id + o.Customer!.Name|]);\n} } }",
            "class B { void M(System.Collections.Concurrent.ConcurrentDictionary<int, string> names, List<Order> orders) { foreach (var o in orders) {\nnames.GetOrAdd(o.Id, static (id, o) => id + o.Customer!.Name, o);\n} } }"),
    ]);
}
