namespace PerfAnalyzers.PackageTests;

/// <summary>
/// Projects of users, each set up in another way, all with the same code: one proven finding and one suggestion. They are
/// built together, once; each writes what the compiler reported beside itself.
/// </summary>
public sealed class Consumers(Package package) : IAsyncLifetime
{
    /// <summary>What <see cref="Code"/> is reported for, proven.</summary>
    public const string Proven = "PERF1001 Stock.cs:15";

    /// <summary>What is only suggested: the called method queries under a condition.</summary>
    public const string Suggested = "PERF1001 Stock.cs:30";

    // No package and no recent syntax: what is tested is the package, not what it finds.
    private const string Code = """
        using System;
        using System.Collections.Generic;
        using System.Data.Common;

        namespace Consumer
        {
            public static class Stock
            {
                public static int Total(DbCommand command, List<string> products)
                {
                    int total = 0;
                    foreach (string product in products)
                    {
                        command.Parameters[0].Value = product;
                        total += Convert.ToInt32(command.ExecuteScalar());
                    }

                    return total;
                }
            }

            public static class Warehouses
            {
                public static int Total(DbCommand command, List<string> products)
                {
                    int total = 0;

                    foreach (string product in products)
                    {
                        total += OnHand(command, product);
                    }

                    return total;
                }

                private static int OnHand(DbCommand command, string product)
                {
                    command.Parameters[0].Value = product;
                    return product.Length > 3 ? Convert.ToInt32(command.ExecuteScalar()) : 0;
                }
            }
        }

        """;

    private readonly TemporaryFolder _folder = new();

    internal CommandResult Passing { get; private set; } = null!;

    internal CommandResult Failing { get; private set; } = null!;

    public string Folder(string project) => _folder.At(project);

    internal Sarif Report(string project, string framework = "net10.0") => Sarif.Read(_folder.At($"{project}/{framework}.sarif"));

    public async Task InitializeAsync()
    {
        WriteShared();

        Write("Default", Project());
        Write("Frameworks", Project("<TargetFrameworks>net8.0;net9.0;net10.0</TargetFrameworks>"));
        Write("NullableOff", Project("<Nullable>disable</Nullable><ImplicitUsings>disable</ImplicitUsings>"));
        Write("AnalysisOff", Project("<AnalysisLevel>none</AnalysisLevel><EnableNETAnalyzers>false</EnableNETAnalyzers>"));

        Write("Central", Project(reference: """<PackageReference Include="PerfAnalyzers" PrivateAssets="all" />"""));
        _folder.Write("Central/Directory.Packages.props", """
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><PackageVersion Include="PerfAnalyzers" Version="$(PerfAnalyzersVersion)" /></ItemGroup>
            </Project>
            """);

        Write("FromProps/App", Project(reference: ""));
        _folder.Write("FromProps/Directory.Build.props", $"""
            <Project>
              <Import Project="../Directory.Build.props" />
              <ItemGroup>{Reference}</ItemGroup>
            </Project>
            """);

        Write("Described", Project());
        _folder.Write("Described/PerfAnalyzers.Apis.txt", "M:Consumer.IPriceFeed.Load query\n");
        _folder.Write("Described/Prices.cs", """
            using System.Collections.Generic;

            namespace Consumer
            {
                public interface IPriceFeed { decimal Load(int product); }

                public class Prices(IPriceFeed feed)
                {
                    public decimal Sum(List<int> products)
                    {
                        decimal sum = 0;
                        foreach (int product in products)
                        {
                            sum += feed.Load(product);
                        }

                        return sum;
                    }
                }
            }
            """);

        Write("EditorConfig", Project());
        _folder.Write("EditorConfig/.editorconfig", "[Stock.cs]\ndotnet_diagnostic.PERF1001.severity = suggestion\n");

        Write("EditorConfigCategory", Project());
        _folder.Write("EditorConfigCategory/.editorconfig", "[*.cs]\ndotnet_analyzer_diagnostic.category-Performance.Database.severity = none\n");

        Write("Off", Project("<PerfAnalyzersMode>off</PerfAnalyzersMode>"));
        Write("Review", Project("<PerfAnalyzersMode>review</PerfAnalyzersMode>"));
        Write("ReviewInCapitals", Project("<PerfAnalyzersMode>Review</PerfAnalyzersMode>"));

        // The SDK's analysis levels are global configs at -99 and -100.
        Write("ReviewOverSdk", Project(
            "<PerfAnalyzersMode>review</PerfAnalyzersMode>",
            Reference + """<GlobalAnalyzerConfigFiles Include="sdk.globalconfig" />"""));
        _folder.Write("ReviewOverSdk/sdk.globalconfig", "is_global = true\nglobal_level = -99\ndotnet_diagnostic.PERF1001.severity = none\n");

        Write("GateUnderEditorConfig", Project("<PerfAnalyzersMode>gate</PerfAnalyzersMode>"));
        _folder.Write("GateUnderEditorConfig/.editorconfig", "[*.cs]\ndotnet_diagnostic.PERF1001.severity = warning\n");
        Write("GateUnderGlobalConfig", Project("<PerfAnalyzersMode>gate</PerfAnalyzersMode>"));
        _folder.Write("GateUnderGlobalConfig/.globalconfig", "is_global = true\ndotnet_diagnostic.PERF1001.severity = none\n");

        Passing = await BuildAsync("passing");

        _written.Clear();
        Write("Gate", Project("<PerfAnalyzersMode>gate</PerfAnalyzersMode>"));
        Write("WarningsAsErrors", Project("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>"));
        Write("Misspelt", Project("<PerfAnalyzersMode>gaet</PerfAnalyzersMode>"));
        Failing = await BuildAsync("failing");
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private readonly List<string> _written = [];

    private const string Reference = """<PackageReference Include="PerfAnalyzers" Version="$(PerfAnalyzersVersion)" PrivateAssets="all" />""";

    private void WriteShared()
    {
        _folder.Write(".editorconfig", "root = true\n");
        _folder.Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <RestoreAdditionalProjectSources>{package.Feed}</RestoreAdditionalProjectSources>
                <PerfAnalyzersVersion>{package.Version}</PerfAnalyzersVersion>
              </PropertyGroup>
            </Project>
            """);
        _folder.Write("Directory.Build.targets", """
            <Project>
              <PropertyGroup>
                <ErrorLog>$(MSBuildProjectDirectory)/$(TargetFramework).sarif,version=2.1</ErrorLog>
              </PropertyGroup>
            </Project>
            """);
    }

    private static string Project(string properties = "", string? reference = null)
    {
        var framework = properties.Contains("TargetFrameworks", StringComparison.Ordinal) ? "" : "<TargetFramework>net10.0</TargetFramework>";
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>{framework}<Nullable>enable</Nullable>{properties}</PropertyGroup>
              <ItemGroup>{reference ?? Reference}</ItemGroup>
            </Project>
            """;
    }

    private void Write(string project, string text)
    {
        var path = $"{project}/{Path.GetFileName(project)}.csproj";
        _folder.Write(path, text);
        _folder.Write($"{project}/Stock.cs", Code);
        _written.Add(path);
    }

    private async Task<CommandResult> BuildAsync(string name)
    {
        _folder.Write($"{name}.slnx", $"<Solution>\n{string.Concat(_written.Select(static p => $"  <Project Path=\"{p}\" />\n"))}</Solution>\n");
        return await Dotnet.RunAsync(_folder.Root, "build", $"{name}.slnx");
    }
}
