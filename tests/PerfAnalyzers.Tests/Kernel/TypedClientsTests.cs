using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

public sealed class TypedClientsTests
{
    [Theory]
    [InlineData("services.AddHttpClient<Client>();", true)]
    [InlineData("services.AddHttpClient<IClient, Client>();", true)]
    [InlineData("services.AddHttpClient(\"Client\");", false)]
    [InlineData("services.AddSingleton<Client>();", false)]
    [InlineData("services.AddHttpClient<Client>().ConfigurePrimaryHttpMessageHandler(() => new System.Net.Http.SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) });", false)]
    public void Registrations_are_read(string registration, bool isTyped)
    {
        var snippet = Snippet.Of($$"""using Microsoft.Extensions.DependencyInjection; interface IClient { } class Client : IClient { } class C { void M(IServiceCollection services) { {{registration}} [|services.ToString()|]; } }""");
        Assert.Equal(isTyped, snippet.Facts.TypedClients.Has(snippet.Facts.Type("Client")!));
    }
}
