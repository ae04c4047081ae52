namespace PerfAnalyzers.Tests;

public sealed class ScanSummariesTests
{
    [Theory]
    [InlineData("Order Find(int id) => _orders.First(o => o.Id == id);", "Receiver First certain")]
    [InlineData("Order? Find(int id) { foreach (var o in _orders) { if (o.Id == id) { return o; } } return null; }", "Receiver foreach certain")]
    [InlineData("Order? Find(int id) { for (var i = 0; i < _orders.Count; i++) { if (_orders[i].Id == id) { return _orders[i]; } } return null; }", "Receiver foreach certain")]
    [InlineData("Order Find(int id) => Inner(id); Order Inner(int id) => _orders.First(o => o.Id == id);", "Receiver C.Inner -> First certain")]
    [InlineData("static bool Find(List<int> all, int id) => all.Contains(id);", "Parameter Contains")]
    [InlineData("bool Find(string name) => s_names.Contains(name);", "Static Contains")]
    [InlineData("Order? Find(int id) => id > 3 ? _orders.First(o => o.Id == id) : null;", "Receiver First")]
    [InlineData("Order Find(int id) => _byId[id];", null)]
    [InlineData("Order Find(int id) => _orders.First(o => o.IsPaid);", null)]
    [InlineData("Order Find(int id) => _orders.First(o => o.Id == 3);", null)]
    [InlineData("bool Find(int id) => new[] { 1, 2 }.Contains(id);", null)]
    [InlineData("Order Find(int id) { if (_byId.TryGetValue(id, out var o)) { return o; } o = _orders.First(x => x.Id == id); _byId[id] = o; return o; }", null)]
    [InlineData("Func<Order> Find(int id) => () => _orders.First(o => o.Id == id);", null)]
    [InlineData("int Find(int id) { var n = 0; foreach (var o in _orders) { n += o.Id * id; } return n; }", null)]
    public void A_member_may_search(string member, string? expected)
    {
        var snippet = Snippet.Of($$"""class C { private static readonly List<string> s_names = []; private readonly List<Order> _orders = []; private readonly Dictionary<int, Order> _byId = []; {{member}} object Used() => s_names.Count + _orders.Count + _byId.Count; }""");
        var found = snippet.Facts.ScanSummaries.Of(snippet.Method("C.Find"), default);
        Assert.Equal(expected, found is null ? null : $"{found.Owner} {string.Join(" -> ", found.Path)}{(found.IsCertain ? " certain" : "")}");
    }

    [Theory]
    [InlineData("words.[|Sort|](new ByRank(words));", "ByRank.Compare -> IndexOf")]
    [InlineData("var by = new ByRank(words); Console.WriteLine(words.[|OrderBy|](w => w, by).Count());", "ByRank.Compare -> IndexOf")]
    [InlineData("levels.[|Sort|]();", "Level.CompareTo -> IndexOf")]
    [InlineData("Console.WriteLine(levels.[|Distinct|]().Count());", null)]
    [InlineData("words.[|Sort|](StringComparer.Ordinal);", null)]
    [InlineData("words.[|Sort|](comparer);", null)]
    [InlineData("words.[|Sort|]();", null)]
    [InlineData("Console.WriteLine(words.[|Contains|](\"x\"));", null)]
    public void Comparisons_may_search(string body, string? path)
    {
        var snippet = Snippet.Of($$"""
            class ByRank(List<string> ranks) : IComparer<string> { public int Compare(string? x, string? y) => ranks.IndexOf(x!).CompareTo(ranks.IndexOf(y!)); }
            class Level : IComparable<Level> { private static readonly List<string> s_names = []; public string Name = ""; public static void Add(string name) => s_names.Add(name); public int CompareTo(Level? other) => s_names.IndexOf(Name).CompareTo(s_names.IndexOf(other!.Name)); }
            class C { void M(List<string> words, List<Level> levels, IComparer<string> comparer) { {{body}} } }
            """);
        Assert.Equal(path, ComparerScans.Of((Microsoft.CodeAnalysis.Operations.IInvocationOperation)snippet.Operation, snippet.Facts, default)?.Path);
    }
}
