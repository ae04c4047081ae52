using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class EmptinessTests
{
    [Theory]
    [InlineData("s == \"\"", true)]
    [InlineData("\"\" != s", true)]
    [InlineData("s == string.Empty", true)]
    [InlineData("s.Length > 0", true)]
    [InlineData("!(s.Length == 0)", true)]
    [InlineData("s is null", true)]
    [InlineData("s is not \"\"", true)]
    [InlineData("string.IsNullOrEmpty(s)", true)]
    [InlineData("!string.IsNullOrWhiteSpace(s)", true)]
    [InlineData("s.Any()", true)]
    [InlineData("s == \"x\"", false)]
    [InlineData("s.Length > 3", false)]
    [InlineData("t == \"\"", false)]
    [InlineData("s.Any(c => c == 'x')", false)]
    [InlineData("s == \"\" && t == \"\"", false)]
    public void A_condition_may_ask_only_whether_there_is_anything(string condition, bool isAsked)
    {
        var snippet = Snippet.Of($$"""class C { void M(string s, string t) { if ([|{{condition}}|]) { Console.WriteLine([|s|]); } } }""");
        Assert.Equal(isAsked, Emptiness.Of(snippet.Operation, snippet.Marked[1]) is not null);
    }

    [Theory]
    [InlineData("[|s|].Length", true)]
    [InlineData("[|s|] == \"\"", true)]
    [InlineData("string.Empty != [|s|]", true)]
    [InlineData("string.IsNullOrEmpty([|s|])", true)]
    [InlineData("[|s|] == t", false)]
    [InlineData("[|s|] + t", false)]
    [InlineData("string.Concat([|s|], t)", false)]
    [InlineData("[|s|].Trim()", false)]
    public void A_read_may_belong_to_such_a_question(string read, bool isAsked) =>
        Assert.Equal(isAsked, Emptiness.AskedBy(Snippet.Of($$"""class C { object M(string s, string t) => {{read}}; }""").Operation) is not null);

    [Fact]
    public void A_field_of_another_object_is_another_string()
    {
        var snippet = Snippet.Of("class C { public string S = \"\"; void M(C a, C b) { if ([|a.S == \"\"|]) { Console.WriteLine([|b.S|]); Console.WriteLine([|a.S|]); } } }");
        Assert.Null(Emptiness.Of(snippet.Operation, snippet.Marked[1]));
        Assert.IsAssignableFrom<IBinaryOperation>(Emptiness.Of(snippet.Operation, snippet.Marked[2]));
    }
}
