using System.Text.Json;

namespace PerfAnalyzers.PackageTests;

/// <summary>A copy of the sample that consumes the packed file: built, measured, fixed by <c>dotnet format</c>, built and measured again.</summary>
public sealed class Storefront(Package package) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal Sarif Before { get; private set; } = null!;

    internal Sarif After { get; private set; } = null!;

    internal IReadOnlyList<Measurement> MeasuredBefore { get; private set; } = [];

    internal IReadOnlyList<Measurement> MeasuredAfter { get; private set; } = [];

    public string Project => _folder.At("Storefront");

    public async Task InitializeAsync()
    {
        Repository.CopyFolder("docs/samples/Storefront", Project);
        File.Copy(Repository.At(".editorconfig"), _folder.At(".editorconfig"));
        File.Copy(Repository.At("Directory.Packages.props"), _folder.At("Central.props"));
        _folder.Write("Directory.Packages.props", $"""
            <Project>
              <Import Project="Central.props" />
              <ItemGroup><PackageVersion Include="PerfAnalyzers" Version="{package.Version}" /></ItemGroup>
            </Project>
            """);
        _folder.Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <RestoreAdditionalProjectSources>{package.Feed}</RestoreAdditionalProjectSources>
                <PerfAnalyzersFromPackage>true</PerfAnalyzersFromPackage>
              </PropertyGroup>
            </Project>
            """);

        Before = await BuildAsync("before.sarif");
        MeasuredBefore = await MeasureAsync();

        var ids = Before.Results.Select(static r => r.GetProperty("ruleId").GetString()!).Distinct().Order(StringComparer.Ordinal);
        (await Dotnet.RunAsync(Project, ["format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", .. ids])).Succeeded();

        After = await BuildAsync("after.sarif");
        MeasuredAfter = await MeasureAsync();
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private async Task<Sarif> BuildAsync(string report)
    {
        var built = await Dotnet.RunAsync(Project, "build", "--no-incremental", $"-p:ErrorLog={report}%2Cversion=2.1");
        Assert.DoesNotContain("AD0001", built.Succeeded().Output, StringComparison.Ordinal);
        return Sarif.Read(Path.Combine(Project, report));
    }

    private async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var measured = await Dotnet.RunAsync(Project, "run", "--no-build", "--", "measure", "--json");
        return JsonSerializer.Deserialize<List<Measurement>>(measured.Succeeded().Output, JsonSerializerOptions.Web)!;
    }
}

/// <summary>What the sample says of one endpoint.</summary>
internal sealed record Measurement(string Endpoint, int Commands, long Bytes, string Sha256);
