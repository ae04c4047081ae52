using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class FrozenFieldsTests
{
    [Theory]
    [InlineData("private readonly List<int> _all; C(IEnumerable<int> given) { _all = given.ToList(); }", "", true)]
    [InlineData("private static readonly int[] _all = Enumerable.Range(0, 99).ToArray();", "", true)]
    [InlineData("private readonly List<int> _all; C(IEnumerable<int> given) { _all = given.ToList(); } C() : this(new[] { 1 }) { }", "", true)]
    [InlineData("private readonly List<int> _all; C(List<int> given) { _all = given; }", "", false)]
    [InlineData("private List<int> _all; C(IEnumerable<int> given) { _all = given.ToList(); }", "", false)]
    [InlineData("internal readonly List<int> _all; C(IEnumerable<int> given) { _all = given.ToList(); }", "", false)]
    [InlineData("private readonly List<int> _all = new();", "", false)]
    [InlineData("private readonly List<int> _all; C(IEnumerable<int> given) { _all = given.ToList(); }", "_all.Add(1);", false)]
    [InlineData("private readonly int[] _all; C(IEnumerable<int> given) { _all = given.ToArray(); }", "_all[0] = 1;", false)]
    [InlineData("private readonly int[] _all; C(IEnumerable<int> given) { _all = given.ToArray(); }", "_all.AsSpan().Clear();", false)]
    [InlineData("private readonly int[] _all; C(IEnumerable<int> given) { _all = given.ToArray(); }", "Console.WriteLine(_all.Length + _all[0]);", true)]
    [InlineData("private readonly List<int> _all; C(IEnumerable<int> given) { _all = given.ToList(); } C(int n) { }", "", false)]
    public void Some_fields_hold_the_same_for_good(string declaration, string more, bool isFrozen)
    {
        var snippet = Snippet.Of($$"""class C { {{declaration}} void More() { {{more}} } void M(int n) { Console.WriteLine([|_all|].Contains(n)); } }""".Replace("_all = new();", "_all = new(); C(int n) { }", StringComparison.Ordinal));
        var field = ((IFieldReferenceOperation)snippet.Operation).Field;
        Assert.Equal(isFrozen, new FrozenFields(snippet.Facts, default).Is(field, snippet.Operation.Syntax.SyntaxTree));
    }

    [Theory]
    [InlineData("record E(int Id);", true)]
    [InlineData("class E { public int Id { get; init; } }", true)]
    [InlineData("class E { public int Id { get; } }", true)]
    [InlineData("class E { public readonly int Id; }", true)]
    [InlineData("class E { public int Id { get; set; } }", false)]
    [InlineData("class E { private int _n; public int Id => _n++; }", false)]
    [InlineData("class E { public virtual int Id { get; } }", false)]
    public void Some_keys_are_set_once(string type, bool isSetOnce)
    {
        var snippet = Snippet.Of($$"""{{type}} class C { int M(E e) => [|e.Id|]; }""");
        Assert.Equal(isSetOnce, FrozenFields.IsSetOnce(snippet.Operation));
    }
}
