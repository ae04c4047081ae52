using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.MissingEarlyExit, PerfAnalyzers.Complexity.MissingEarlyExitFix>;

namespace PerfAnalyzers.Tests;

public sealed class MissingEarlyExitTests
{
    public static readonly Cases Firing = new()
    {
        { "more than one", Over("all.[|Count|](x => x > limit) > 1") },
        { "two at least", Over("all.[|Count|](x => x > limit) >= 2") },
        { "fewer than three", Over("all.[|Count|](x => x > limit) < 3") },
        { "three at most", Over("3 >= all.[|Count|](x => x > limit)") },
        { "exactly one", Over("all.[|Count|](x => x > limit) == 1") },
        { "not one", Over("all.Where(x => x > limit).[|Count|]() != 1") },
        { "kinds that differ", "class C { bool M(List<Order> all) => all.Where(o => o.IsPaid).Select(o => o.CustomerId).Distinct().[|Count|]() > 1; }" },
        { "more than one of a kind", "class C { bool M(IEnumerable<object> all) => all.OfType<string>().[|Count|]() > 1; }" },
        { "several lines", "class C { string M(List<Order> all) { if (all.SelectMany(o => o.Lines).[|Count|](l => l.Quantity > 3) > 10) { return \"many\"; } return \"few\"; } }" },
        { "flag", In("var found = false;\nforeach (var o in orders)\n{\nif (o.IsPaid)\n{\n[|found = true|];\n}\n}\nreturn found;") },
        { "flag without braces", In("bool hasLarge = false;\nforeach (var o in orders)\nif (o.Total > n)\n[|hasLarge = true|];\nreturn hasLarge;") },
        { "flag that is cleared", In("var allPaid = true;\nforeach (var o in orders) { if (!o.IsPaid) { [|allPaid = false|]; } }\nreturn allPaid;") },
        { "counted loop", In("var found = false;\nfor (var i = 0; i < orders.Count; i++) { if (n == i * 7) { [|found = true|]; } }\nreturn found;") },
        { "array", "class C { bool M(int[] all, int limit) { var above = false; foreach (var x in all) { if (x > limit) { [|above = true|]; } } return above; } }" },
        { "text", "class C { bool M(string text) { var hasDigit = false; foreach (var c in text) { if (c >= '0' && c <= '9') { [|hasDigit = true|]; } } return hasDigit; } }" },
        { "dictionary", "class C { bool M(Dictionary<string, int> counts) { var any = false; foreach (var pair in counts) { if (pair.Value > 1) [|any = true|]; } return any; } }" },
        { "status text", In("var status = \"paid\";\nforeach (var o in orders) { if (!o.IsPaid) { [|status = \"open\"|]; } }\nreturn status;") },
        { "number", In("var code = 0;\nforeach (var o in orders) { if (o.Total < 0) { [|code = -1|]; } }\nreturn code;") },
        { "null", In("object? result = orders;\nforeach (var o in orders) { if (o.Customer == null) { [|result = null|]; } }\nreturn result;") },
        { "counted, asked whether above zero", In("var count = 0;\nforeach (var o in orders) { if (o.IsPaid) { [|count++|]; } }\nreturn count > 0;") },
        { "counted, asked whether zero", In("int open = 0;\nforeach (var o in orders)\n{\nif (!o.IsPaid)\n{\n[|open++|];\n}\n}\nif (open == 0) { return null; }\nreturn n;") },
        { "counted, asked whether one at least", In("var count = 0;\nforeach (var o in orders) { if (o.Total > 10 && o.Lines.Count > 3) { [|++count|]; } }\nreturn count >= 1 ? n : 0;") },
        { "inner loop", In("var clash = false;\nforeach (var o in orders) { foreach (var l in o.Lines) { if (l.Quantity > n) { [|clash = true|]; } } }\nreturn clash;") },
        { "compared with what was there before", In("var best = orders.First().Id;\nvar isKnown = false;\nforeach (var o in orders) { if (o.CustomerId == best) { [|isKnown = true|]; } }\nreturn isKnown;") },
        { "any of the lines", In("var found = false;\nforeach (var o in orders) { if (o.Lines.Any(l => l.Quantity > 5)) { [|found = true|]; } }\nreturn found;") },
        { "text compared", In("var found = false;\nforeach (var o in orders) { if (string.Equals(o.Customer?.Name, \"x\", StringComparison.OrdinalIgnoreCase)) { [|found = true|]; } }\nreturn found;") },
        { "list behind an interface", "class C { bool M(IReadOnlyList<Order> all) { var found = false; foreach (var o in all) { if (o.IsPaid) { [|found = true|]; } } return found; } }" },
        { "sequence of any kind", "class C { bool M(IEnumerable<Order> all) { var found = false; foreach (var o in all) { if (o.IsPaid) { [|found = true|]; } } return found; } }" },
        { "in a lambda", "class C { Func<bool> M(List<Order> all) => () => { var found = false; foreach (var o in all) { if (o.IsPaid) { [|found = true|]; } } return found; }; }" },
        { "pattern", In("var found = false;\nforeach (var o in orders) { if (o.Customer is null) { [|found = true|]; } }\nreturn found;") },
        { "set", "class C { bool M(HashSet<int> all, int n) { var found = false; foreach (var x in all) { if (x % 7 == n) { [|found = true|]; } } return found; } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "a count that is used", Over("all.Count(x => x > limit)", "int") },
        { "whether there is one at all", Over("all.Where(x => x > limit).Count() > 0") },
        { "whether there is none", Over("all.Count(x => x > limit) == 0") },
        { "whether there is one or more", Over("all.Count(x => x > limit) >= 1") },
        { "compared with what is not known", Over("all.Count(x => x > limit) > limit") },
        { "compared with thousands", Over("all.Count(x => x > limit) > 5000") },
        { "count of a collection", Over("all.Count > 1") },
        { "count of a collection by operator", Over("all.Count() > 1") },
        { "count of a copy", Over("all.Where(x => x > limit).ToList().Count > 1") },
        { "count of as many elements", Over("all.Select(x => x + limit).Count() > 1") },
        { "count of groups", Over("all.GroupBy(x => x % limit).Count() > 1") },
        { "count with effects", "class C { int _n; bool M(List<int> all) => all.Count(x => Add(x)) > 1; bool Add(int x) { _n += x; return _n > 3; } }" },
        { "count behind effects", "class C { int _n; bool M(List<int> all) => all.Where(x => Add(x)).Count(x => x > 2) > 1; bool Add(int x) { _n += x; return _n > 3; } }" },
        { "count by a method group", "class C { bool M(List<string> all) => all.Count(string.IsNullOrEmpty) > 1; }" },
        { "count of few", "class C { bool M(int limit) => new[] { 1, 2, 3 }.Count(x => x > limit) > 1; }" },
        { "count in a database", "class C { Task<bool> M(ShopContext db) => db.Customers.AnyAsync(c => c.Orders.Count(o => o.IsPaid) > 1); }" },
        { "count of two conditions", Over("all.Count(x => x > limit) > all.Count(x => x < limit)") },
        { "count while starting", "class Seeder { public static bool Seed(List<int> all) => all.Count(x => x > 3) > 1; }" },
        { "break", In("var found = false;\nforeach (var o in orders) { if (o.IsPaid) { found = true; break; } }\nreturn found;") },
        { "return", In("foreach (var o in orders) { if (o.IsPaid) { return true; } }\nreturn false;") },
        { "any", In("return orders.Any(o => o.IsPaid);") },
        { "does more", In("var found = false;\nforeach (var o in orders) { if (o.IsPaid) { found = true; } Console.WriteLine(o.Id); }\nreturn found;") },
        { "does more before", In("var found = false;\nforeach (var o in orders) { n += o.Id; if (o.IsPaid) { found = true; } }\nreturn found ? n : 0;") },
        { "does more in the branch", In("var found = false;\nforeach (var o in orders) { if (o.IsPaid) { found = true; Console.WriteLine(o.Id); } }\nreturn found;") },
        { "other branch", In("var found = false;\nforeach (var o in orders) { if (o.IsPaid) { found = true; } else { n++; } }\nreturn found ? n : 0;") },
        { "last that fits", In("Order? last = null;\nforeach (var o in orders) { if (o.IsPaid) { last = o; } }\nreturn last;") },
        { "last value", In("var total = 0m;\nforeach (var o in orders) { if (o.IsPaid) { total = o.Total; } }\nreturn total;") },
        { "latest state", In("var isPaid = false;\nforeach (var o in orders) { isPaid = o.IsPaid; }\nreturn isPaid;") },
        { "count that is used", In("var count = 0;\nforeach (var o in orders) { if (o.IsPaid) { count++; } }\nreturn count;") },
        { "count that is compared with more", In("var count = 0;\nforeach (var o in orders) { if (o.IsPaid) { count++; } }\nreturn count > 1;") },
        { "count that is shown", In("var count = 0;\nforeach (var o in orders) { if (o.IsPaid) { count++; } }\nif (count > 0) { Console.WriteLine(count); }\nreturn null;") },
        { "count that starts elsewhere", In("var count = n;\nforeach (var o in orders) { if (o.IsPaid) { count++; } }\nreturn count > 0;") },
        { "count of two loops", In("var count = 0;\nforeach (var o in orders) { if (o.IsPaid) { count++; } }\nforeach (var o in orders) { if (o.Total > 3) { count++; } }\nreturn count > 0;") },
        { "count that is never asked", In("var count = 0;\nforeach (var o in orders) { if (o.IsPaid) { count++; } }\nreturn null;") },
        { "toggled", In("var odd = false;\nforeach (var o in orders) { if (o.IsPaid) { odd = !odd; } }\nreturn odd;") },
        { "sum", In("var sum = 0;\nforeach (var o in orders) { if (o.IsPaid) { sum += 1; } }\nreturn sum;") },
        { "condition with effects", In("var found = false;\nforeach (var o in orders) { if (Seen(o)) { found = true; } }\nreturn found;") },
        { "condition that adds", In("var found = false;\nvar seen = new HashSet<int>();\nforeach (var o in orders) { if (!seen.Add(o.Id)) { found = true; } }\nreturn found ? seen : null;") },
        { "condition that removes", In("var found = false;\nvar ids = new List<int>();\nforeach (var o in orders) { if (ids.Remove(o.Id)) { found = true; } }\nreturn found;") },
        { "condition that reads on", "class C { bool M(TextReader reader, int[] all) { var found = false; foreach (var x in all) { if (reader.ReadLine() == \"x\") { found = true; } } return found; } }" },
        { "condition that parses", "class C { bool M(string[] all) { var found = false; foreach (var s in all) { if (int.Parse(s) > 3) { found = true; } } return found; } }" },
        { "condition that declares", "class C { int M(object[] all) { var found = 0; foreach (var x in all) { if (x is string { Length: > 3 } s) { found = 1; } } return found; } }" },
        { "condition asks the flag", In("var found = false;\nforeach (var o in orders) { if (!found && o.IsPaid) { found = true; } }\nreturn found;") },
        { "awaits", "class C { async Task<bool> Ask(Order o) { await Task.Yield(); return o.IsPaid; } async Task<bool> M(List<Order> all) { var found = false; foreach (var o in all) { if (await Ask(o)) { found = true; } } return found; } }" },
        { "async stream", "class C { async Task<bool> M(IAsyncEnumerable<Order> all) { var found = false; await foreach (var o in all) { if (o.IsPaid) { found = true; } } return found; } }" },
        { "flag of the pass", In("foreach (var o in orders) { var isLarge = false; if (o.Total > n) { isLarge = true; } Console.WriteLine(isLarge); }\nreturn null;") },
        { "field", "class C { bool _found; void M(List<Order> all) { foreach (var o in all) { if (o.IsPaid) { _found = true; } } } }" },
        { "property", "class C { public bool Found { get; set; } void M(List<Order> all) { foreach (var o in all) { if (o.IsPaid) { Found = true; } } } }" },
        { "element's property", In("foreach (var o in orders) { if (o.Total > n) { o.IsPaid = true; } }\nreturn null;") },
        { "array element", "class C { void M(int[] all, bool[] hit) { foreach (var x in all) { if (x > 3) { hit[x] = true; } } } }" },
        { "value of a call", In("var text = \"\";\nforeach (var o in orders) { if (o.IsPaid) { text = o.Id.ToString(); } }\nreturn text;") },
        { "while", In("var found = false;\nwhile (n-- > 0) { if (n % 7 == 3) { found = true; } }\nreturn found;") },
        { "endless", In("var found = false;\nfor (; ; ) { if (n++ > 3) { found = true; } }") },
        { "counter of the caller's", In("var found = false;\nint i;\nfor (i = 0; i < orders.Count; i++) { if (i * 3 == n) { found = true; } }\nreturn found ? i : 0;") },
        { "two counters", In("var found = false;\nfor (int i = 0, j = 9; i < j; i++, j--) { if (i * j == n) { found = true; } }\nreturn found;") },
        { "database rows", "class C(ShopContext db) { bool M() { var found = false; foreach (var o in db.Orders) { if (o.IsPaid) { found = true; } } return found; } }" },
        { "a few constants", "class C { bool M(int n) { var found = false; foreach (var x in new[] { 1, 2, 3 }) { if (x == n) { found = true; } } return found; } }" },
        { "enum values", "class C { bool M(int n) { var found = false; foreach (var d in Enum.GetValues<DayOfWeek>()) { if ((int)d == n) { found = true; } } return found; } }" },
        { "three passes", In("var found = false;\nfor (var i = 0; i < 3; i++) { if (i == n) { found = true; } }\nreturn found;") },
        { "start-up", "using Microsoft.AspNetCore.Builder; static class Warm { public static void UseOrders(IApplicationBuilder app, List<Order> all) { var found = false; foreach (var o in all) { if (o.IsPaid) { found = true; } } Console.WriteLine(found); } }" },
        { "migration", "class MigrateOrders { public bool Run(List<Order> all) { var found = false; foreach (var o in all) { if (o.IsPaid) { found = true; } } return found; } }" },
        { "on failure", In("try { return n; } catch (Exception) { var found = false; foreach (var o in orders) { if (o.IsPaid) { found = true; } } Console.WriteLine(found); throw; }") },
        { "by reference", "class C { void M(List<Order> all, ref bool found) { foreach (var o in all) { if (o.IsPaid) { found = true; } } } }" },
        { "switch", In("var found = false;\nforeach (var o in orders) { switch (o.Id) { case 3: found = true; break; } }\nreturn found;") },
        { "count of several rounds", In("var count = 0;\nfor (var round = 0; round < n; round++)\n{\nforeach (var o in orders) { if (o.Id == round) { count++; } }\nif (count > 0) { n--; }\n}\nreturn null;") },
        { "unchecked division", In("var found = false;\nforeach (var o in orders) { if (100 / o.Id > 3) { found = true; } }\nreturn found;") },
    };

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "block", In("var found = false;\nforeach (var o in orders)\n{\n    if (o.IsPaid)\n    {\n        // one is enough\n        [|found = true|];\n    }\n}\n\nreturn found;"), In("var found = false;\nforeach (var o in orders)\n{\n    if (o.IsPaid)\n    {\n        // one is enough\n        found = true;\n        break;\n    }\n}\n\nreturn found;") },
        { "one line", In("var found = false;\nforeach (var o in orders) { if (o.IsPaid) { [|found = true|]; } }\nreturn found;"), In("var found = false;\nforeach (var o in orders) { if (o.IsPaid) { found = true; break; } }\nreturn found;") },
        { "no block, own line", In("var found = false;\nforeach (var o in orders)\n{\n    if (o.IsPaid)\n        [|found = true|];\n}\n\nreturn found;"), In("var found = false;\nforeach (var o in orders)\n{\n    if (o.IsPaid)\n    {\n        found = true;\n        break;\n    }\n}\n\nreturn found;") },
        { "no block, same line", In("var found = false;\nforeach (var o in orders) { if (o.IsPaid) [|found = true|]; }\nreturn found;"), In("var found = false;\nforeach (var o in orders) { if (o.IsPaid) { found = true; break; } }\nreturn found;") },
        { "count", In("var count = 0;\nforeach (var o in orders)\n{\n    if (o.IsPaid)\n    {\n        [|count++|];\n    }\n}\n\nreturn count > 0;"), In("var count = 0;\nforeach (var o in orders)\n{\n    if (o.IsPaid)\n    {\n        count++;\n        break;\n    }\n}\n\nreturn count > 0;") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewrites))]
    public Task Leaves_the_loop(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(before, after);
    }

    // What a sequence does when it is gone through to its end is not known.
    [Fact]
    public Task Leaves_unknown_sequences() => Verify.RefusesToFix("class C { bool M(IEnumerable<Order> all) { var found = false; foreach (var o in all) { if (o.IsPaid) { [|found = true|]; } } return found; } }");

    [Fact]
    public Task Leaves_iterators() => Verify.RefusesToFix("class C { static IEnumerable<int> All() { yield return 1; } bool M() { var found = false; foreach (var x in All()) { if (x > 3) { [|found = true|]; } } return found; } }");

    [Fact]
    public Task Says_what_is_known() => Verify.Says(
        In("var found = false;\nforeach (var o in orders) { if (o.IsPaid) { [|found = true|]; } }\nreturn found;"),
        "The loop goes on after 'found = true', and nothing it does can change that; leave with 'break', or ask 'Any'");

    [Fact]
    public Task Says_what_is_asked() => Verify.Says(
        In("var count = 0;\nforeach (var o in orders) { if (o.IsPaid) { [|count++|]; } }\nreturn count > 0;"),
        "The loop goes on after 'count++', and nothing it does can change that; only whether it is zero is asked: leave with 'break', or ask 'Any'");

    [Fact]
    public Task Fixes_all_nested_and_of_several_files() => Verify.FixesAll(
    [
        (In("var found = false;\nforeach (var o in orders)\n{\n    foreach (var l in o.Lines)\n    {\n        if (l.Quantity > n)\n        {\n            [|found = true|];\n        }\n    }\n}\n\nvar paid = false;\nforeach (var o in orders) { if (o.IsPaid) { [|paid = true|]; } }\nreturn found && paid;"),
            In("var found = false;\nforeach (var o in orders)\n{\n    foreach (var l in o.Lines)\n    {\n        if (l.Quantity > n)\n        {\n            found = true;\n            break;\n        }\n    }\n}\n\nvar paid = false;\nforeach (var o in orders) { if (o.IsPaid) { paid = true; break; } }\nreturn found && paid;")),
        (In("var open = false;\nforeach (var o in orders) { if (!o.IsPaid) [|open = true|]; }\nreturn open;").Replace("class C", "class D", StringComparison.Ordinal),
            In("var open = false;\nforeach (var o in orders) { if (!o.IsPaid) { open = true; break; } }\nreturn open;").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    public static TheoryData<string, string> Counts { get; } = new()
    {
        { "all.[|Count|](x => x > limit) > 1", "all.Where(x => x > limit).Skip(1).Any()" },
        { "all.[|Count|](x => x > limit) >= 2", "all.Where(x => x > limit).Skip(1).Any()" },
        { "all.[|Count|](x => x > limit) < 3", "!all.Where(x => x > limit).Skip(2).Any()" },
        { "all.[|Count|](x => x > limit) <= 3", "!all.Where(x => x > limit).Skip(3).Any()" },
        { "1 < all.[|Count|](x => x > limit)", "all.Where(x => x > limit).Skip(1).Any()" },
        { "all.[|Count|](x => x > limit) == 1", "all.Where(x => x > limit).Take(2).Count() == 1" },
        { "2 != all.[|Count|](x => x > limit)", "2 != all.Where(x => x > limit).Take(3).Count()" },
        { "limit > 0 && all.Where(x => x > limit).[|Count|]() > 1", "limit > 0 && all.Where(x => x > limit).Skip(1).Any()" },
        { "all.Distinct()\n            .[|Count|]() > 4 || limit == 0", "all.Distinct()\n            .Skip(4).Any() || limit == 0" },
        { "!(all.[|Count|](x => x > limit) > 1)", "!(all.Where(x => x > limit).Skip(1).Any())" },
    };

    [Theory, MemberData(nameof(Counts))]
    public Task Counts_no_more_than_is_asked(string before, string after) => Verify.Fixes(Over(before), Over(after));

    // What a sequence does when it is gone through to its end is not known.
    [Fact]
    public Task Leaves_counts_of_unknown_sequences() => Verify.RefusesToFix("class C { bool M(IEnumerable<int> all) => all.[|Count|](x => x > 3) > 1; }");

    [Fact]
    public Task Leaves_counts_with_comments() => Verify.RefusesToFix(Over("all.[|Count|](x => x > limit /* the limit */) > 1"));

    [Fact]
    public Task Says_how_to_stop_counting() => Verify.Says(
        Over("all.[|Count|](x => x > limit) > 1"), "'Count' goes on after the comparison is answered, and nothing it does can change that; ask 'Where(…).Skip(1).Any()'");

    private static string Over(string value, string type = "bool") => $"class C {{ {type} M(List<int> all, int limit) => {value}; }}";

    private static string In(string body) => $$"""
        class C
        {
            private int _next;

            public object? M(List<Order> orders, int n)
            {
        {{string.Join('\n', body.Split('\n').Select(static line => line.Length == 0 ? line : "        " + line))}}
            }

            private bool Seen(Order o) => _next++ > o.Id;
        }
        """;
}
