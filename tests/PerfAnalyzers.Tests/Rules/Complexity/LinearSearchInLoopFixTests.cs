using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Complexity.LinearSearchInLoop, PerfAnalyzers.Complexity.LinearSearchInLoopFix>;

namespace PerfAnalyzers.Tests;

public sealed class LinearSearchInLoopFixTests
{
    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "first", "foreach (var o in orders)\n{\n    Use(customers.[|First|](c => c.Id == o.CustomerId).Name);\n}",
            "var customersById = customers.ToLookup(c => c.Id);\nforeach (var o in orders)\n{\n    Use(customersById[o.CustomerId].First().Name);\n}" },
        { "or none, below a comment", "// All of them.\nforeach (var o in orders) { Use(customers.[|FirstOrDefault|](c => o.CustomerId == c.Id)); }",
            "var customersById = customers.ToLookup(c => c.Id);\n// All of them.\nforeach (var o in orders) { Use(customersById[o.CustomerId].FirstOrDefault()); }" },
        { "more than the key", "foreach (var o in orders) { Use(customers.[|FirstOrDefault|](c => c.IsActive && c.Id == o.CustomerId && c.Name != \"\")); }",
            "var customersById = customers.ToLookup(c => c.Id);\nforeach (var o in orders) { Use(customersById[o.CustomerId].FirstOrDefault(c => c.IsActive && c.Name != \"\")); }" },
        { "any", "foreach (var o in orders) { if (customers.[|Any|](c => c.Id == o.CustomerId)) { Use(o.Id); } }",
            "var customersById = customers.ToLookup(c => c.Id);\nforeach (var o in orders) { if (customersById.Contains(o.CustomerId)) { Use(o.Id); } }" },
        { "where, walked", "foreach (var c in customers) { foreach (var o in orders.[|Where|](o => o.CustomerId == c.Id)) { Use(o.Id); } }",
            "var ordersByCustomerId = orders.ToLookup(o => o.CustomerId);\nforeach (var c in customers) { foreach (var o in ordersByCustomerId[c.Id]) { Use(o.Id); } }" },
        { "where, summed", "foreach (var c in customers) { Use(orders.[|Where|](o => o.CustomerId == c.Id).Sum(o => o.Total)); }",
            "var ordersByCustomerId = orders.ToLookup(o => o.CustomerId);\nforeach (var c in customers) { Use(ordersByCustomerId[c.Id].Sum(o => o.Total)); }" },
        { "count", "foreach (var c in customers) { Use(orders.[|Count|](o => o.CustomerId == c.Id)); }",
            "var ordersByCustomerId = orders.ToLookup(o => o.CustomerId);\nforeach (var c in customers) { Use(ordersByCustomerId[c.Id].Count()); }" },
        { "list's own", "foreach (var o in orders) { Use(customers.[|Find|](c => c.Id == o.CustomerId)); }",
            "var customersById = customers.ToLookup(c => c.Id);\nforeach (var o in orders) { Use(customersById[o.CustomerId].FirstOrDefault()); }" },
        { "list's own, all", "foreach (var c in customers) { Use(orders.[|FindAll|](o => o.CustomerId == c.Id && o.IsPaid)); }",
            "var ordersByCustomerId = orders.ToLookup(o => o.CustomerId);\nforeach (var c in customers) { Use(ordersByCustomerId[c.Id].Where(o => o.IsPaid).ToList()); }" },
        { "ignoring case", "foreach (var name in names) { Use(products.[|FirstOrDefault|](p => string.Equals(p.Sku, name, StringComparison.OrdinalIgnoreCase))); }",
            "var productsBySku = products.ToLookup(p => p.Sku, StringComparer.OrdinalIgnoreCase);\nforeach (var name in names) { Use(productsBySku[name].FirstOrDefault()); }" },
        { "in a lambda that is asked at once", "var found = orders.Select(o => customers.[|First|](c => c.Id == o.CustomerId)).ToList();\nUse(found);",
            "var customersById = customers.ToLookup(c => c.Id);\nvar found = orders.Select(o => customersById[o.CustomerId].First()).ToList();\nUse(found);" },
        { "in query syntax", "Use((from o in orders where customers.[|Any|](c => c.Id == o.CustomerId) select o.Id).ToList());",
            "var customersById = customers.ToLookup(c => c.Id);\nUse((from o in orders where customersById.Contains(o.CustomerId) select o.Id).ToList());" },
        { "before the outer loop", "foreach (var o in orders)\n{\n    foreach (var line in o.Lines)\n    {\n        Use(products.[|First|](p => p.Id == line.ProductId));\n    }\n}",
            "var productsById = products.ToLookup(p => p.Id);\nforeach (var o in orders)\n{\n    foreach (var line in o.Lines)\n    {\n        Use(productsById[line.ProductId].First());\n    }\n}" },
        { "one lookup for two questions", "foreach (var o in orders)\n{\n    if (customers.[|Any|](c => c.Id == o.CustomerId))\n    {\n        Use(customers.[|First|](c => c.Id == o.CustomerId));\n    }\n}",
            "var customersById = customers.ToLookup(c => c.Id);\nforeach (var o in orders)\n{\n    if (customersById.Contains(o.CustomerId))\n    {\n        Use(customersById[o.CustomerId].First());\n    }\n}" },
        { "two loops", "foreach (var o in orders) { Use(customers.[|First|](c => c.Id == o.CustomerId)); }\nUse(1);\nforeach (var o in orders) { Use(customers.[|First|](c => c.Id == o.CustomerId)); }",
            "var customersById = customers.ToLookup(c => c.Id);\nforeach (var o in orders) { Use(customersById[o.CustomerId].First()); }\nUse(1);\nvar customersById2 = customers.ToLookup(c => c.Id);\nforeach (var o in orders) { Use(customersById2[o.CustomerId].First()); }" },
        { "name that is taken", "var customersById = 1;\nforeach (var o in orders) { Use(customers.[|First|](c => c.Id == o.CustomerId).Id + customersById); }",
            "var customersById = 1;\nvar customersById2 = customers.ToLookup(c => c.Id);\nforeach (var o in orders) { Use(customersById2[o.CustomerId].First().Id + customersById); }" },
        { "seen", "var seen = new List<string>();\nforeach (var name in names)\n{\n    if (!seen.[|Contains|](name))\n    {\n        seen.Add(name);\n    }\n}\nUse(seen);",
            "var seen = new List<string>();\nvar seenSet = seen.ToHashSet();\nforeach (var name in names)\n{\n    if (seenSet.Add(name))\n    {\n        seen.Add(name);\n    }\n}\nUse(seen);" },
    };

    public static TheoryData<string, string, string> SuggestedRewrites { get; } = new()
    {
        { "names", "foreach (var c in customers)\n{\n    if (names.[|Contains|](c.Name))\n    {\n        Use(c.Id);\n    }\n}",
            "var namesSet = names.ToHashSet();\nforeach (var c in customers)\n{\n    if (namesSet.Contains(c.Name))\n    {\n        Use(c.Id);\n    }\n}" },
        { "filter that is asked at once", "var found = customers.Where(c => names.[|Contains|](c.Name)).ToList();\nUse(found);", "var namesSet = names.ToHashSet();\nvar found = customers.Where(c => namesSet.Contains(c.Name)).ToList();\nUse(found);" },
        { "comparer", "foreach (var c in customers) { if (names.[|Contains|](c.Name, StringComparer.OrdinalIgnoreCase)) { Use(c.Id); } }",
            "var namesSet = names.ToHashSet(StringComparer.OrdinalIgnoreCase);\nforeach (var c in customers) { if (namesSet.Contains(c.Name)) { Use(c.Id); } }" },
        { "position that is compared", "foreach (var c in customers) { if (names.[|IndexOf|](c.Name) >= 0) { Use(c.Id); } }",
            "var namesSet = names.ToHashSet();\nforeach (var c in customers) { if (namesSet.Contains(c.Name)) { Use(c.Id); } }" },
        { "no position", "foreach (var c in customers) { if (names.[|IndexOf|](c.Name) == -1) { Use(c.Id); } }",
            "var namesSet = names.ToHashSet();\nforeach (var c in customers) { if (!namesSet.Contains(c.Name)) { Use(c.Id); } }" },
        { "method group", "Use(orders.Select(o => o.Customer!.Name).Where(names.[|Contains|]).ToList());", "var namesSet = names.ToHashSet();\nUse(orders.Select(o => o.Customer!.Name).Where(namesSet.Contains).ToList());" },
        { "value by predicate", "foreach (var c in customers) { if (names.[|Any|](n => n == c.Name)) { Use(c.Id); } }",
            "var namesSet = names.ToHashSet();\nforeach (var c in customers) { if (namesSet.Contains(c.Name)) { Use(c.Id); } }" },
        { "key nobody knows for one", "foreach (var name in names) { Use(customers.[|FirstOrDefault|](c => c.Name == name)); }",
            "var customersByName = customers.ToLookup(c => c.Name);\nforeach (var name in names) { Use(customersByName[name].FirstOrDefault()); }" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Builds_an_index(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(In(Indented(before)), In(Indented(after)));
    }

    [Theory, MemberData(nameof(SuggestedRewrites))]
    public Task Builds_an_index_that_is_suggested(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(In(Indented(before)), In(Indented(after)), DiagnosticSeverity.Info);
    }

    /// <summary>Members that are one expression get a block.</summary>
    public static TheoryData<string, string, string> Expressions { get; } = new()
    {
        { "method", "    public int M(List<Order> orders, List<Customer> customers) => orders.Count(o => customers.[|Any|](c => c.Id == o.CustomerId));",
            "    public int M(List<Order> orders, List<Customer> customers)\n    {\n        var customersById = customers.ToLookup(c => c.Id);\n        return orders.Count(o => customersById.Contains(o.CustomerId));\n    }" },
        { "over lines, below a comment", "    // All of them.\n    public List<string> M(List<Order> orders, List<Customer> customers) =>\n        orders\n            .Select(o => customers.[|First|](c => c.Id == o.CustomerId).Name)\n            .ToList(); // names",
            "    // All of them.\n    public List<string> M(List<Order> orders, List<Customer> customers)\n    {\n        var customersById = customers.ToLookup(c => c.Id);\n        return orders\n            .Select(o => customersById[o.CustomerId].First().Name)\n            .ToList();\n    } // names" },
        { "without a result", "    public void M(List<Order> orders, List<Customer> customers) => orders.ForEach(o => Console.WriteLine(customers.[|First|](c => c.Id == o.CustomerId).Name));",
            "    public void M(List<Order> orders, List<Customer> customers)\n    {\n        var customersById = customers.ToLookup(c => c.Id);\n        orders.ForEach(o => Console.WriteLine(customersById[o.CustomerId].First().Name));\n    }" },
        { "property", "    private readonly List<Order> _orders = new();\n    public List<Customer> Customers { get; } = new();\n    public int Known => _orders.Count(o => Customers.[|Any|](c => c.Id == o.CustomerId));",
            "    private readonly List<Order> _orders = new();\n    public List<Customer> Customers { get; } = new();\n    public int Known\n    {\n        get\n        {\n            var customersById = Customers.ToLookup(c => c.Id);\n            return _orders.Count(o => customersById.Contains(o.CustomerId));\n        }\n    }" },
        { "getter", "    public List<Order> Orders { get; } = new();\n    public List<Customer> Customers { get; } = new();\n    public int Known\n    {\n        get => Orders.Count(o => Customers.[|Any|](c => c.Id == o.CustomerId));\n    }",
            "    public List<Order> Orders { get; } = new();\n    public List<Customer> Customers { get; } = new();\n    public int Known\n    {\n        get\n        {\n            var customersById = Customers.ToLookup(c => c.Id);\n            return Orders.Count(o => customersById.Contains(o.CustomerId));\n        }\n    }" },
        { "local function", "    public int M(List<Order> orders, List<Customer> customers)\n    {\n        return Known();\n\n        int Known() => orders.Count(o => customers.[|Any|](c => c.Id == o.CustomerId));\n    }",
            "    public int M(List<Order> orders, List<Customer> customers)\n    {\n        return Known();\n\n        int Known()\n        {\n            var customersById = customers.ToLookup(c => c.Id);\n            return orders.Count(o => customersById.Contains(o.CustomerId));\n        }\n    }" },
        { "in the middle of a line", "    public int N => 1; public int M(List<Order> orders, List<Customer> customers) => orders.Count(o => customers.[|Any|](c => c.Id == o.CustomerId));",
            "    public int N => 1; public int M(List<Order> orders, List<Customer> customers) { var customersById = customers.ToLookup(c => c.Id); return orders.Count(o => customersById.Contains(o.CustomerId)); }" },
        { "task without a result", "    public async Task M(List<Order> orders, List<Customer> customers) => await Task.WhenAll(orders.Select(o => Task.FromResult(customers.[|First|](c => c.Id == o.CustomerId))).ToList());",
            "    public async Task M(List<Order> orders, List<Customer> customers)\n    {\n        var customersById = customers.ToLookup(c => c.Id);\n        await Task.WhenAll(orders.Select(o => Task.FromResult(customersById[o.CustomerId].First())).ToList());\n    }" },
    };

    [Theory, MemberData(nameof(Expressions))]
    public Task Opens_an_expression(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        var isCertain = !before.Contains("Customers { get; }", StringComparison.Ordinal);
        return Verify.Fixes($"class C\n{{\n{before}\n}}\n", $"class C\n{{\n{after}\n}}\n", isCertain ? null : DiagnosticSeverity.Info);
    }

    /// <summary>What a private field holds for good gets its index beside it.</summary>
    public static TheoryData<string, string, string> Fields { get; } = new()
    {
        { "made by the constructor", "    private readonly List<string> _words;\n    private readonly int _n;\n\n    public C(IEnumerable<string> words)\n    {\n        _words = words.ToList();\n        _n = 1;\n    }\n\n    public int M(List<Customer> customers) => customers.Count(c => _words.[|Contains|](c.Name)) + _n;",
            "    private readonly List<string> _words;\n    private readonly HashSet<string> _wordsSet;\n    private readonly int _n;\n\n    public C(IEnumerable<string> words)\n    {\n        _words = words.ToList();\n        _wordsSet = _words.ToHashSet();\n        _n = 1;\n    }\n\n    public int M(List<Customer> customers) => customers.Count(c => _wordsSet.Contains(c.Name)) + _n;" },
        { "static", "    private static readonly string[] s_words = System.IO.File.ReadAllLines(\"words\");\n\n    public List<Customer> M(List<Customer> customers)\n    {\n        return customers.Where(c => s_words.[|Contains|](c.Name, StringComparer.OrdinalIgnoreCase)).ToList();\n    }",
            "    private static readonly string[] s_words = System.IO.File.ReadAllLines(\"words\");\n    private static readonly HashSet<string> s_wordsSet = s_words.ToHashSet(StringComparer.OrdinalIgnoreCase);\n\n    public List<Customer> M(List<Customer> customers)\n    {\n        return customers.Where(c => s_wordsSet.Contains(c.Name)).ToList();\n    }" },
        { "asked later", "    private readonly string[] words;\n\n    public C(IEnumerable<string> all) { words = [.. all]; }\n\n    public IEnumerable<Customer> M(List<Customer> customers) => customers.Where(c => this.words.[|Contains|](c.Name));",
            "    private readonly string[] words;\n    private readonly HashSet<string> wordsSet;\n\n    public C(IEnumerable<string> all) { words = [.. all]; wordsSet = words.ToHashSet(); }\n\n    public IEnumerable<Customer> M(List<Customer> customers) => customers.Where(c => wordsSet.Contains(c.Name));" },
        { "method group", "    private readonly List<string> _words;\n\n    public C(IEnumerable<string> words)\n    {\n        this._words = new List<string>(words);\n    }\n\n    public IEnumerable<string> M(List<Customer> customers) => customers.Select(c => c.Name).Where(_words.[|Contains|]);",
            "    private readonly List<string> _words;\n    private readonly HashSet<string> _wordsSet;\n\n    public C(IEnumerable<string> words)\n    {\n        this._words = new List<string>(words);\n        _wordsSet = _words.ToHashSet();\n    }\n\n    public IEnumerable<string> M(List<Customer> customers) => customers.Select(c => c.Name).Where(_wordsSet.Contains);" },
        { "lookup by a key that is set once", "    public record Entry(string Code, int N);\n\n    private readonly List<Entry> _entries;\n\n    public C(IEnumerable<Entry> entries)\n    {\n        _entries = entries.ToList();\n    }\n\n    public int M(List<Customer> customers)\n    {\n        var sum = 0;\n        foreach (var c in customers)\n        {\n            sum += _entries.[|First|](e => e.Code == c.Name).N;\n        }\n\n        return sum;\n    }",
            "    public record Entry(string Code, int N);\n\n    private readonly List<Entry> _entries;\n    private readonly ILookup<string, Entry> _entriesByCode;\n\n    public C(IEnumerable<Entry> entries)\n    {\n        _entries = entries.ToList();\n        _entriesByCode = _entries.ToLookup(e => e.Code);\n    }\n\n    public int M(List<Customer> customers)\n    {\n        var sum = 0;\n        foreach (var c in customers)\n        {\n            sum += _entriesByCode[c.Name].First().N;\n        }\n\n        return sum;\n    }" },
    };

    [Theory, MemberData(nameof(Fields))]
    public Task Builds_an_index_beside_a_field(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        var isCertain = before.Contains("record", StringComparison.Ordinal);
        return Verify.Fixes($"class C\n{{\n{before}\n}}\n", $"class C\n{{\n{after}\n}}\n", isCertain ? null : DiagnosticSeverity.Info);
    }

    /// <summary>Nothing is built where others may change what the field holds; in a member, the loop may run later.</summary>
    [Theory]
    [InlineData("given by the caller", "_words = words;", "")]
    [InlineData("filled later", "_words = words.ToList();", "public void Add(string word) => _words.Add(word);")]
    [InlineData("handed out", "_words = words.ToList();", "public List<string> Words => _words;")]
    [InlineData("sorted later", "_words = words.ToList();", "public void Order() => _words.Sort();")]
    [InlineData("given twice", "_words = new List<string>(); _words = words.ToList();", "")]
    [InlineData("given by one of two", "_words = words.ToList();", "public C() { _words = new List<string>(); }")]
    [InlineData("given under a condition", "if (words.Count > 0) { _words = words.ToList(); } else { _words = new List<string>(); }", "")]
    [InlineData("made by a method", "_words = Load(words);", "private static List<string> Load(List<string> words) => words;")]
    public Task Leaves_a_field_that_may_change(string name, string constructor, string member)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix($"class C {{ private readonly List<string> _words; public C(List<string> words) {{ {constructor} }} {member} public IEnumerable<Customer> M(List<Customer> customers) => customers.Where(c => _words.[|Contains|](c.Name)); }}", DiagnosticSeverity.Info);
    }

    [Fact]
    public Task One_index_beside_a_field_answers_all() => Verify.FixesAll(
    [
        ("class C\n{\n    private readonly List<string> _words;\n\n    public C(IEnumerable<string> words)\n    {\n        _words = words.ToList();\n    }\n\n    public int M(List<Customer> customers) => customers.Count(c => _words.[|Contains|](c.Name));\n\n    public int N(List<Customer> customers) => customers.Where(c => !_words.[|Contains|](c.Name)).Count();\n}\n",
            "class C\n{\n    private readonly List<string> _words;\n    private readonly HashSet<string> _wordsSet;\n\n    public C(IEnumerable<string> words)\n    {\n        _words = words.ToList();\n        _wordsSet = _words.ToHashSet();\n    }\n\n    public int M(List<Customer> customers) => customers.Count(c => _wordsSet.Contains(c.Name));\n\n    public int N(List<Customer> customers) => customers.Where(c => !_wordsSet.Contains(c.Name)).Count();\n}\n"),
    ], DiagnosticSeverity.Info);

    public static TheoryData<string, string, bool> Refusals { get; } = new()
    {
        { "changed in the loop", "foreach (var o in orders) { if (!customers.[|Any|](c => c.Id == o.CustomerId)) { customers.Add(new Customer { Id = o.CustomerId }); } }", true },
        { "changed under another name", "var same = customers; foreach (var o in orders) { Use(customers.[|First|](c => c.Id == o.CustomerId)); same.RemoveAt(0); }", true },
        { "handed on in the loop", "foreach (var o in orders) { Use(customers.[|First|](c => c.Id == o.CustomerId)); Change(customers); } static void Change(List<Customer> all) => all.Clear();", true },
        { "key that is changed", "foreach (var o in orders) { var c = customers.[|First|](c => c.Id == o.CustomerId); c.Id = o.Id; }", true },
        { "asked later", "var found = orders.Where(o => customers.[|Any|](c => c.Id == o.CustomerId)); customers.Clear(); Use(found.Count());", true },
        { "may be null", "foreach (var o in orders) { if (customers != null && customers.[|Any|](c => c.Id == o.CustomerId)) { Use(o.Id); } }", true },
        { "position that is used", "foreach (var o in orders) { Use(customers.[|FindIndex|](c => c.Id == o.CustomerId)); }", true },
        { "default of its own", "foreach (var o in orders) { Use(customers.[|FirstOrDefault|](c => c.Id == o.CustomerId, vips[0])); }", true },
        { "culture", "foreach (var name in names) { Use(products.[|FirstOrDefault|](p => string.Equals(p.Sku, name, StringComparison.CurrentCulture))); }", true },
        { "floating point", "foreach (var o in orders) { Use(Points.[|FirstOrDefault|](p => p.Code == o.Id * 0.5)); }", true },
        { "key that is computed", "foreach (var name in names) { Use(products.[|FirstOrDefault|](p => Trim(p).Code == name)); } static (string Code, int N) Trim(Product p) => (p.Sku, 1);", true },
        { "needle that is computed", "foreach (var o in orders) { Use(customers.[|First|](c => c.Id == Next(o))); } static int Next(Order o) => o.CustomerId++;", true },
        { "in a comment", "foreach (var o in orders) { Use(customers.[|First|](c => /* the one */ c.Id == o.CustomerId)); }", true },
        { "block", "foreach (var o in orders) { Use(customers.[|First|](c => { return c.Id == o.CustomerId; })); }", true },
        { "no block to declare it in", "if (ids.Count > 1) foreach (var o in orders) Use(customers.[|First|](c => c.Id == o.CustomerId));", true },
        { "objects that say what is equal", "foreach (var c in customers) { if (Values.[|Contains|](new Value(c.Id))) { Use(c); } }", false },
        { "comparer of one's own", "foreach (var c in customers) { if (names.[|Contains|](c.Name, Own)) { Use(c); } }", false },
    };

    [Theory, MemberData(nameof(Refusals))]
    public Task Leaves_what_might_change(string name, string body, bool isWarning)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(In(body).Replace("private static void Use<T>", """
            private static List<(double Code, int N)> Points { get; } = new();

                private static List<Value> Values { get; } = new();

                private static IEqualityComparer<string> Own => StringComparer.Ordinal;

                private static void Use<T>
            """, StringComparison.Ordinal) + "\npublic class Value { public Value(int id) => Id = id; public int Id { get; set; } public override bool Equals(object? o) => o is Value v && v.Id == Id; public override int GetHashCode() => Id; }",
            isWarning ? null : DiagnosticSeverity.Info);
    }

    [Fact]
    public Task Says_by_which_key() => Verify.Says(
        In("foreach (var o in orders) { Use(customers.[|First|](c => c.Id == o.CustomerId)); }"),
        "'First' goes through 'customers' for each element of the loop; build a Dictionary by 'Id' once before it");

    [Fact]
    public Task Says_that_a_set_answers() => Verify.Says(
        In("var seen = new List<string>(); foreach (var name in names) { if (!seen.[|Contains|](name)) { seen.Add(name); } } Use(seen);"),
        "'Contains' goes through 'seen' for each element of the loop; keep a HashSet beside it");

    [Fact]
    public Task Fixes_all_of_nested_loops_and_several_files() => Verify.FixesAll(
    [
        (In(Indented("foreach (var o in orders)\n{\n    var c = customers.[|First|](c => c.Id == o.CustomerId);\n    foreach (var line in o.Lines)\n    {\n        Use(products.[|Single|](p => p.Id == line.ProductId).Name + c.Name);\n    }\n}")),
            In(Indented("var customersById = customers.ToLookup(c => c.Id);\nvar productsById = products.ToLookup(p => p.Id);\nforeach (var o in orders)\n{\n    var c = customersById[o.CustomerId].First();\n    foreach (var line in o.Lines)\n    {\n        Use(productsById[line.ProductId].Single().Name + c.Name);\n    }\n}"))),
        (In("foreach (var o in orders) { Use(customers.[|First|](c => c.Id == o.CustomerId)); }").Replace("class C", "class D", StringComparison.Ordinal),
            In("var customersById = customers.ToLookup(c => c.Id);\n        foreach (var o in orders) { Use(customersById[o.CustomerId].First()); }").Replace("class C", "class D", StringComparison.Ordinal)),
    ]);

    [Fact]
    public Task Fixes_in_the_middle_of_a_line() => Verify.Fixes(
        In("Use(1); foreach (var o in orders) { Use(customers.[|First|](c => c.Id == o.CustomerId)); }"),
        In("Use(1); var customersById = customers.ToLookup(c => c.Id); foreach (var o in orders) { Use(customersById[o.CustomerId].First()); }"));

    private static string In(string body) => LinearSearchInLoopTests.In(body);

    private static string Indented(string code) => code.Replace("\n", "\n        ", StringComparison.Ordinal);
}
