namespace PerfAnalyzers.Tests;

public sealed class KnownSizesTests
{
    [Theory]
    [InlineData("new[] { 1, 2, 3 }", true)]
    [InlineData("ids.Take(10)", true)]
    [InlineData("ids.Take(10).Where(i => i > 3).ToList()", true)]
    [InlineData("ids.Take(17)", false)]
    [InlineData("rest", true)]
    [InlineData("s_few", true)]
    [InlineData("s_filled", false)]
    [InlineData("\"a,b\".Split(',')", true)]
    [InlineData("text.Split(',')", false)]
    [InlineData("Enum.GetValues<DayOfWeek>()", true)]
    [InlineData("flag ? new[] { 1 } : new[] { 2 }", true)]
    [InlineData("flag ? new[] { 1 } : ids.ToArray()", false)]
    [InlineData("ids", false)]
    [InlineData("ids.ToList()", false)]
    [InlineData("ids.Take(2).Concat(ids)", false)]
    [InlineData("Few", true)]
    [InlineData("Settable", false)]
    public void Few_is_what_the_code_shows(string collection, bool isFew)
    {
        var snippet = Snippet.Of($$"""
            class C
            {
                private static readonly string[] s_few = ["a", "b"];
                private static readonly List<string> s_filled = [];
                private int[] Few => new[] { 1, 2 };
                public int[] Settable { get; set; } = [1];
                object M(List<int> ids, string text, bool flag, params int[] rest) => [|{{collection}}|];
            }
            """);
        Assert.Equal(isFew, KnownSizes.IsFew(snippet.Operation, KnownSizes.Few, snippet.Facts, default));
    }

    [Theory]
    [InlineData("var few = new List<int> { 1, 2 }; F([|few|].Count);", true)]
    [InlineData("var few = new List<int> { 1, 2 }; few.Add(3); F([|few|].Count);", false)]
    [InlineData("var few = new[] { 1 }; if (n > 3) { few = new[] { 2, 3 }; } F([|few|].Length);", true)]
    [InlineData("var few = new[] { 1 }; if (n > 3) { few = ids.ToArray(); } F([|few|].Length);", false)]
    public void So_are_locals(string body, bool isFew)
    {
        var snippet = Snippet.OfBody(body);
        Assert.Equal(isFew, KnownSizes.IsFew(snippet.Operation, KnownSizes.Few, snippet.Facts, default));
    }

    [Fact]
    public void Numbers_may_be_more()
    {
        var snippet = Snippet.OfBody("F([|ids.Take(40)|].Count());");
        Assert.True(KnownSizes.IsFew(snippet.Operation, KnownSizes.FewNumbers, snippet.Facts, default));
        Assert.False(KnownSizes.IsFew(snippet.Operation, KnownSizes.Few, snippet.Facts, default));
    }

    [Theory]
    [InlineData("DayOfWeek", true)]
    [InlineData("bool", true)]
    [InlineData("char", true)]
    [InlineData("System.Reflection.MethodInfo", true)]
    [InlineData("Type", true)]
    [InlineData("int", false)]
    [InlineData("string", false)]
    [InlineData("Order", false)]
    public void There_are_few_elements_of_some_types(string type, bool isFew) =>
        Assert.Equal(isFew, KnownSizes.IsFewKind(Snippet.Of($$"""class C { void M({{type}} x) { Console.WriteLine([|x|]); } }""").Operation.Type));
}
