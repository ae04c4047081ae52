using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;

namespace PerfAnalyzers.PackageTests;

/// <summary>What is in the packed file, and what is not.</summary>
[Collection(PackageCollection.Name)]
public sealed class PackageContentTests(Package package)
{
    private const string Analyzers = "analyzers/dotnet/cs/PerfAnalyzers.dll";
    private const string Fixes = "analyzers/dotnet/cs/PerfAnalyzers.CodeFixes.dll";

    [Fact]
    public void Holds_exactly_these_files()
    {
        using var archive = ZipFile.OpenRead(package.File);

        Assert.Equal(
            [
                "PerfAnalyzers.nuspec",
                "README.md",
                Fixes,
                Analyzers,
                "buildTransitive/PerfAnalyzers.props",
                "buildTransitive/PerfAnalyzers.targets",
                "buildTransitive/presets/default.globalconfig",
                "buildTransitive/presets/gate.globalconfig",
                "buildTransitive/presets/off.globalconfig",
                "buildTransitive/presets/review.globalconfig",
            ],
            archive.Entries.Select(static e => e.FullName).Where(static e => !IsContainerPart(e)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Is_a_development_dependency_that_brings_nothing_along()
    {
        var nuspec = XDocument.Parse(Encoding.UTF8.GetString(Package.Read(package.File, "PerfAnalyzers.nuspec")).TrimStart('\uFEFF'));
        string? Value(string name) => nuspec.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;

        Assert.Equal("PerfAnalyzers", Value("id"));
        Assert.Equal("true", Value("developmentDependency"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.False(string.IsNullOrWhiteSpace(Value("description")));
        Assert.Contains("analyzers", Value("tags"), StringComparison.Ordinal);
        Assert.DoesNotContain(nuspec.Descendants(), static e => e.Name.LocalName is "dependency" or "frameworkAssembly" or "reference");
    }

    [Theory]
    [InlineData(Analyzers)]
    [InlineData(Fixes)]
    public void Symbols_are_embedded_and_name_no_machine(string entry)
    {
        using var assembly = new PEReader([.. Package.Read(package.File, entry)]);
        var embedded = Assert.Single(assembly.ReadDebugDirectory(), static e => e.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var provider = assembly.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        var symbols = provider.GetMetadataReader();
        var documents = symbols.Documents.Select(d => symbols.GetString(symbols.GetDocument(d).Name)).ToList();

        Assert.NotEmpty(documents);
        Assert.All(documents, static d => Assert.StartsWith("/_/", d, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_sources_give_the_same_bytes_in_another_folder()
    {
        using var copy = new TemporaryFolder();
        var other = await package.PackCopyAsync(copy);

        Assert.Equal(Package.Read(package.File, Analyzers), Package.Read(other, Analyzers));
        Assert.Equal(Package.Read(package.File, Fixes), Package.Read(other, Fixes));
    }

    // Parts of the container format, written by every pack.
    private static bool IsContainerPart(string entry) =>
        entry is "[Content_Types].xml" or "_rels/.rels" || entry.StartsWith("package/services/", StringComparison.Ordinal);
}
