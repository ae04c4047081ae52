namespace PerfAnalyzers.Tests;

public sealed class ShortLivesTests
{
    private const string Client = "class Client : IDisposable { public string Get() => \"\"; public void Dispose() { } } class Keeper(Client c) { public Client C => c; }\n";

    [Theory]
    [InlineData("string M() => [|new Client()|].Get();", "Dies")]
    [InlineData("string M() { using var c = [|new Client()|]; return c.Get(); }", "Dies")]
    [InlineData("void M() { using (var c = [|new Client()|]) { Use(c); } } void Use(Client c) { }", "Dies")]
    [InlineData("void M() { var c = [|new Client()|]; try { Use(c); } finally { c.Dispose(); } } void Use(Client c) { }", "Dies")]
    [InlineData("public Client P => [|new Client()|];", "Dies")]
    [InlineData("string M() { Client c; c = [|new Client()|]; return c.Get(); }", "Dies")]
    [InlineData("private Client Make() => [|new Client()|]; public string M() => Make().Get();", "Dies")]
    [InlineData("void M() { var c = [|new Client()|]; Use(c); } void Use(Client c) { }", "Unknown")]
    [InlineData("public Client M() => [|new Client()|];", "Unknown")]
    [InlineData("Keeper M() => new Keeper([|new Client()|]);", "Unknown")]
    [InlineData("Client? _c; void M() { _c = [|new Client()|]; }", "Kept")]
    [InlineData("Client? _c; void M() { var c = [|new Client()|]; _c = c; }", "Kept")]
    [InlineData("readonly List<Client> _all = new(); void M() { _all.Add([|new Client()|]); }", "Kept")]
    [InlineData("readonly Dictionary<int, Client> _all = new(); void M() { _all[1] = [|new Client()|]; }", "Kept")]
    public void Tells_what_becomes_of_an_object(string members, string fate)
    {
        var snippet = Snippet.Of(Client + "class C { " + members + " }");
        Assert.Equal(Enum.Parse<Fate>(fate), new ShortLives(snippet.Facts, default).Of(snippet.Operation));
    }
}
