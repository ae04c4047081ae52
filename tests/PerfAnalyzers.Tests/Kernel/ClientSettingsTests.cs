namespace PerfAnalyzers.Tests;

public sealed class ClientSettingsTests
{
    private const string Client = "class Options { public string Address { get; set; } = \"\"; } class Client { public Client(string address, Options? o = null) { } } interface ITenant { string Address { get; } }\n";

    [Theory]
    [InlineData("void M() => Use([|new Client(\"a\")|]);", true)]
    [InlineData("readonly Options _options = new(); void M() => Use([|new Client(_options.Address)|]);", true)]
    [InlineData("void M() { var o = new Options { Address = \"b\" }; Use([|new Client(\"a\", o)|]); }", true)]
    [InlineData("void M() { var o = new Options(); o.Address = \"b\"; Use([|new Client(\"a\", o)|]); }", true)]
    [InlineData("void M() => Use([|new Client(Environment.GetEnvironmentVariable(\"A\")!)|]);", true)]
    [InlineData("void M(Microsoft.Extensions.Configuration.IConfiguration c) => Use([|new Client(c[\"a\"]!)|]);", true)]
    [InlineData("void M(string address) => Use([|new Client(address)|]);", false)]
    [InlineData("void M(string address) { var o = new Options(); o.Address = address; Use([|new Client(\"a\", o)|]); }", false)]
    [InlineData("ITenant CurrentTenant => null!; void M() => Use([|new Client(CurrentTenant.Address)|]);", false)]
    [InlineData("async Task M(Task<string> loaded) { var a = await loaded; Use([|new Client(a)|]); }", false)]
    [InlineData("string Load() => \"\"; void M() => Use([|new Client(Load())|]);", false)]
    [InlineData("void M() => Use([|new Client(DateTime.Now.ToString())|]);", false)]
    public void Tells_settings_from_what_callers_bring(string members, bool isSame)
    {
        var snippet = Snippet.Of(Client + "class C { " + members + " static void Use(Client c) { } }");
        Assert.Equal(isSame, new ClientSettings(snippet.Facts, default).AreSame(snippet.Operation));
    }
}
