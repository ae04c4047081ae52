namespace PerfAnalyzers.Tests;

public sealed class SameCollectionsTests
{
    [Theory]
    [InlineData("[|ids|].Contains(o.Id);", true)]
    [InlineData("[|_field|].Contains(o.Id);", true)]
    [InlineData("[|Stored|].Contains(o.Id);", true)]
    [InlineData("var same = _field; [|same|].Contains(o.Id);", true)]
    [InlineData("[|rows[0]|].Contains(o.Id);", true)]
    [InlineData("[|maybe?.ToList()|]?.Contains(o.Id);", false)]
    [InlineData("[|Computed|].Contains(o.Id);", false)]
    [InlineData("[|Load()|].Contains(o.Id);", false)]
    [InlineData("[|o.Lines|].Any();", false)]
    [InlineData("[|ids|].Contains(o.Id); ids = [];", false)]
    [InlineData("[|_field|].Contains(o.Id); _field = [];", false)]
    [InlineData("var own = new List<int>(); [|own|].Contains(o.Id);", false)]
    [InlineData("[|rows[o.Id]|].Contains(o.Id);", false)]
    [InlineData("[|ids|].Contains(o.Id); ids.Add(o.Id);", true)]
    public void A_collection_may_be_the_same_on_each_pass(string body, bool isSame)
    {
        var snippet = Snippet.Of($$"""
            class C
            {
                private List<int> _field = [];
                private List<int> Stored { get; } = [];
                private List<int> Computed => new(_field);
                private List<int> Load() => new(_field);
                void M(List<Order> orders, List<int> ids, List<int>? maybe, List<int>[] rows) { foreach (var o in orders) { {{body}} } }
            }
            """);
        Assert.Equal(isSame, SameCollections.Is(LinearSearches.Root(snippet.Operation), snippet.Facts.Loops.Around(snippet.Operation)!, snippet.Facts, default));
    }
}
