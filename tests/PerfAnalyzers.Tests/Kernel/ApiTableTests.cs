using CsCheck;

namespace PerfAnalyzers.Tests;

public sealed class ApiTableTests
{
    [Fact]
    public void A_line_is_an_id_and_words()
    {
        var entry = Assert.Single(ApiTable.Parse("M:Dapper.SqlMapper.Query query").Entries);
        Assert.Equal("Dapper.SqlMapper", entry.TypeName);
        Assert.Equal("Query", entry.MemberName);
        Assert.Equal(ApiEffects.Query, entry.Effects);
        Assert.False(entry.HasParameters);
        Assert.True(entry.Has(ApiEffects.AnyRoundTrip));
    }

    [Theory]
    [InlineData("M:System.Text.RegularExpressions.Regex.#ctor costly", "System.Text.RegularExpressions.Regex", ".ctor", false)]
    [InlineData("M:System.Text.RegularExpressions.Regex.#ctor(System.String) costly", "System.Text.RegularExpressions.Regex", ".ctor", true)]
    [InlineData("M:System.Linq.Enumerable.Select``2 per-element", "System.Linq.Enumerable", "Select", false)]
    [InlineData("M:System.Linq.Enumerable.Any``1(System.Collections.Generic.IEnumerable{``0}) terminal", "System.Linq.Enumerable", "Any", true)]
    [InlineData("P:System.Collections.Generic.List`1.Enumerator.Current advances", "System.Collections.Generic.List`1.Enumerator", "Current", false)]
    [InlineData("P:System.Data.IDataRecord.Item(System.Int32) advances", "System.Data.IDataRecord", "Item", true)]
    [InlineData("F:System.String.Empty pure", "System.String", "Empty", false)]
    [InlineData("T:MediatR.IRequestHandler`2 request member=Handle", "MediatR.IRequestHandler`2", "", false)]
    [InlineData("   M:A.B   query   ", "A", "B", false)]
    [InlineData("M:A.B\tquery\tcommand\r", "A", "B", false)]
    public void Ids_are_documentation_comment_ids(string line, string type, string member, bool hasParameters)
    {
        var entry = Assert.Single(ApiTable.Parse(line).Entries);
        Assert.Equal((type, member, hasParameters), (entry.TypeName, entry.MemberName, entry.HasParameters));
    }

    [Fact]
    public void Values_are_words_with_an_equals_sign()
    {
        var entry = Assert.Single(ApiTable.Parse("T:A.B costly cost=\"a few µs, and 3 KB\" share=field empty= pair=a=b").Entries);
        Assert.Equal("a few µs, and 3 KB", entry.Value("cost"));
        Assert.Equal("field", entry.Value("share"));
        Assert.Equal("", entry.Value("empty"));
        Assert.Equal("a=b", entry.Value("pair"));
        Assert.Null(entry.Value("other"));
        Assert.Equal(ApiEffects.Costly, entry.Effects);
    }

    [Fact]
    public void Comments_and_empty_lines_mean_nothing()
    {
        var table = ApiTable.Parse("# M:A.B query\n\n   \n  # more\nM:A.C query\r\n");
        Assert.Equal("M:A.C", Assert.Single(table.Entries).Id);
        Assert.Empty(table.Errors);
    }

    [Theory]
    [InlineData("M:A.B")]
    [InlineData("M:A.B querry")]
    [InlineData("A.B query")]
    [InlineData("X:A.B query")]
    [InlineData("M:B query")]
    [InlineData("M: query")]
    [InlineData("query")]
    [InlineData("\"\"")]
    [InlineData("M:A.B query # not a comment")]
    [InlineData("M:.B query")]
    public void What_cannot_be_read_is_an_error_and_skipped(string line)
    {
        var table = ApiTable.Parse(line + "\nM:A.C query");
        Assert.Equal(line, Assert.Single(table.Errors));
        Assert.Equal("M:A.C", Assert.Single(table.Entries).Id);
    }

    [Fact]
    public void Every_explained_word_has_its_effect()
    {
        Assert.All(Rendered.Words(), static word =>
            Assert.Equal(Enum.Parse<ApiEffects>(word.Member), Assert.Single(ApiTable.Parse("M:A.B " + word.Word).Entries).Effects));
        Assert.Equal(
            Enum.GetValues<ApiEffects>().Where(static effect => effect != ApiEffects.None && int.IsPow2((int)effect)).Order(),
            Rendered.Words().Select(static word => Enum.Parse<ApiEffects>(word.Member)).Order());
    }

    [Fact]
    public void Written_entries_are_read_back()
    {
        var words = Rendered.Words().ToArray();
        var name = Gen.String[Gen.Char['a', 'z'], 1, 6];
        var value = Gen.String[Gen.Char["abc =,#µ\t"], 0, 8];
        var entry = Gen.Select(
            Gen.OneOf('M', 'P', 'F', 'T'), name.Array[2, 4], Gen.Int[0, words.Length - 1].Array[1, 4], Gen.Select(name, value).Array[0, 3], Gen.OneOf("", "()", "(System.Int32,A.B{``0})"));
        entry.Array[0, 6].Sample(entries =>
        {
            var lines = entries.Select(e =>
            {
                var (kind, path, effects, values, parameters) = e;
                return $"{kind}:{string.Join('.', path)}{(kind == 'M' ? parameters : "")} " +
                    string.Join(' ', effects.Select(i => words[i].Word)) + string.Concat(values.Select(static pair => $" {pair.Item1}=\"{pair.Item2}\""));
            });
            var table = ApiTable.Parse("# header\n" + string.Join("\r\n", lines));
            Assert.Empty(table.Errors);
            Assert.Equal(entries.Length, table.Entries.Length);
            for (var i = 0; i < entries.Length; i++)
            {
                var (kind, path, effects, values, parameters) = entries[i];
                var read = table.Entries[i];
                Assert.Equal(effects.Aggregate(ApiEffects.None, (all, e) => all | Enum.Parse<ApiEffects>(words[e].Member)), read.Effects);
                Assert.Equal(kind == 'T' ? string.Join('.', path) : string.Join('.', path[..^1]), read.TypeName);
                Assert.Equal(kind == 'T' ? "" : path[^1], read.MemberName);
                Assert.Equal(kind == 'M' && parameters.Length > 0, read.HasParameters);
                Assert.All(values.GroupBy(static pair => pair.Item1), same => Assert.Equal(same.Last().Item2, read.Value(same.Key)));
            }
        }, iter: 500);
    }

    [Fact]
    public void No_text_is_too_odd_to_read() => Gen.String.Sample(static text => ApiTable.Parse(text).Errors.Length >= 0, iter: 2000);
}
