using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using PerfAnalyzers.Kernel;

namespace PerfAnalyzers.Tests;

public sealed partial class SourceFilesTests
{
    /// <summary>Words are read piece by piece, between members and inside them: all of a file, in code, comments and strings, are the same as of one look at its text.</summary>
    [Fact]
    public void Knows_all_words_of_a_file()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories);
        Assert.True(files.Length > 500);
        var trees = files.Select(static file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file)).ToArray();
        foreach (var (tree, names) in SourceFiles.Of(CSharpCompilation.Create("Words", trees)))
        {
            var words = Word().Matches(tree.ToString()).Select(static match => match.Groups["word"].Value).Where(static word => word.Length > 0).ToHashSet(StringComparer.Ordinal);
            Assert.Equal(words.Order(StringComparer.Ordinal), names.Words.Order(StringComparer.Ordinal));
            Assert.All(words, word => Assert.True(names.Words.Contains(word), word));
            Assert.All(words, word => Assert.Equal(words.Contains(word + "x"), names.Words.Contains(word + "x")));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("class")]
    [InlineData("class C { int[] _a = [1, 0x1F, 10_000]; /* Überall */ string @class = \"UseX\"; }")]
    [InlineData("class C { void M() { int a1 = 1; } } // end")]
    [InlineData("class C(int a) : B(a) { int P { get; } = F(a); C(string b) : this(1) { } static int operator +(C l, C r) => l.P; }")]
    [InlineData("namespace N { class C<T> where T : I { T this[int i] => default; } } #if X\nclass D { }\n#endif")]
    public void Knows_all_words_of_odd_files(string source)
    {
        var words = Word().Matches(source).Select(static match => match.Groups["word"].Value).Where(static word => word.Length > 0).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(words, TreeNames.Of(CSharpSyntaxTree.ParseText(source), default).Words.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Leaves_out_what_is_generated_from_pages()
    {
        var compilation = CSharpCompilation.Create(
            "Pages",
            [
                CSharpSyntaxTree.ParseText("class Startup { void M() { AddFilters(); } }", path: "Startup.cs"),
                CSharpSyntaxTree.ParseText("class Page { void M() { Render(); } }", path: "obj/Views_Home_Index_cshtml.g.cs"),
                CSharpSyntaxTree.ParseText("class Other { void M() { Render(); } }", path: "obj/Index.cshtml.g.cs"),
            ]);
        Assert.True(SourceFiles.Mention(compilation, "Nothing", "AddFilters"));
        Assert.False(SourceFiles.Mention(compilation, "Render"));
        Assert.Single(SourceFiles.Of(compilation));
        Assert.Equal(2, SourceFiles.WithPages(compilation).Count(static file => file.Names.Words.Contains("Render")));
    }

    // A number takes what follows it: 0x1F and 10m are no words.
    [GeneratedRegex(@"[0-9][\p{L}0-9_]*|(?<word>[\p{L}_][\p{L}0-9_]*)")]
    private static partial Regex Word();
}
