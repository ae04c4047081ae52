namespace PerfAnalyzers.Tests;

public sealed class StaticPatternsTests
{
    [Theory]
    [InlineData("bool M(string s) => Regex.IsMatch(s, \"a\") || Regex.Match(s, \"b\").Success;", 2)]
    [InlineData("string M(string s) => Regex.Replace(Regex.Replace(s, \"a\", \"\"), \"a\", \"-\");", 1)]
    [InlineData("bool M(string s) => System.Text.RegularExpressions.Regex.IsMatch(s, \"a\", RegexOptions.IgnoreCase);", 1)]
    [InlineData("bool M(string s, string pattern) => Regex.IsMatch(s, pattern);", 0)]
    [InlineData("bool M(string s) => new Regex(\"a\").IsMatch(s);", 0)]
    [InlineData("bool M(string s) { Regex.CacheSize = 100; return Regex.IsMatch(s, \"a\") || Regex.IsMatch(s, \"b\"); }", 0)]
    public void Different_constant_patterns_are_counted(string member, int count) =>
        Assert.Equal(count, Snippet.Of("using System.Text.RegularExpressions; class C { " + member + " int V = [|1|]; }").Facts.StaticPatterns.Count(default));
}
