using System.IO.Compression;

namespace PerfAnalyzers.PackageTests;

/// <summary>The package, packed once per test run into a folder feed under a version that no cache has seen.</summary>
public sealed class Package : IAsyncLifetime
{
    public const string Id = "PerfAnalyzers";

    private readonly TemporaryFolder _folder = new();

    public string Version { get; } = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}.{Environment.ProcessId}";

    public string Feed => _folder.At("feed");

    public string File => Path.Combine(Feed, $"{Id}.{Version}.nupkg");

    public Task InitializeAsync() => PackAsync(Repository.Root, _folder.At("artifacts"), Feed);

    /// <summary>Packs a copy of the sources that lies elsewhere.</summary>
    internal async Task<string> PackCopyAsync(TemporaryFolder copy)
    {
        foreach (var file in (string[])["Directory.Packages.props", ".editorconfig", "README.md", "LICENSE"])
        {
            System.IO.File.Copy(Repository.At(file), copy.At(file));
        }

        Repository.CopyFolder("src", copy.At("src"));
        await PackAsync(copy.Root, copy.At("artifacts"), copy.At("feed"));
        return Path.Combine(copy.At("feed"), $"{Id}.{Version}.nupkg");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();

        // The version is used once: what restoring it left in the machine's package folder is of no use to anyone.
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } configured
            ? configured
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var extracted = Path.Combine(packages, Id.ToLowerInvariant(), Version);
        if (Directory.Exists(extracted))
        {
            Directory.Delete(extracted, recursive: true);
        }

        return Task.CompletedTask;
    }

    // The commit is left out: a copy has none, and the bytes are to be compared.
    private async Task PackAsync(string root, string artifacts, string feed) =>
        (await Dotnet.RunAsync(
            root, "pack", "src/PerfAnalyzers.CodeFixes/PerfAnalyzers.CodeFixes.csproj", "--artifacts-path", artifacts, "--output", feed,
            $"-p:Version={Version}", "-p:IncludeSourceRevisionInInformationalVersion=false")).Succeeded();

    internal static byte[] Read(string package, string entry)
    {
        using var archive = ZipFile.OpenRead(package);
        using var content = (archive.GetEntry(entry) ?? throw new FileNotFoundException(entry)).Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>All tests of the packed file share it, and run one after the other: each of them keeps the machine busy.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<Package>
{
    public const string Name = "Package";
}
