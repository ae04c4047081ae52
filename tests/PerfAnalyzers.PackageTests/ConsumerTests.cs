namespace PerfAnalyzers.PackageTests;

/// <summary>What users see who reference the package, each in a project set up in another way.</summary>
[Collection(PackageCollection.Name)]
public sealed class ConsumerTests(Consumers consumers) : IClassFixture<Consumers>
{
    private const string Warning = "warning " + Consumers.Proven;
    private const string Suggestion = "note " + Consumers.Suggested;

    [Fact]
    public void A_build_warns_of_what_is_proven_and_says_where_to_read_on()
    {
        consumers.Passing.Succeeded();

        Assert.Equal(["warning PERF1001"], consumers.Passing.Diagnostics("Default"));
        Assert.Contains("docs/rules/PERF1001.md)", consumers.Passing.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("AD0001", consumers.Passing.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Default")]
    [InlineData("NullableOff")]
    [InlineData("AnalysisOff")]
    [InlineData("Central")]
    [InlineData("FromProps/App")]
    [InlineData("Frameworks", "net8.0")]
    [InlineData("Frameworks", "net9.0")]
    [InlineData("Frameworks", "net10.0")]
    public void Works_in_every_kind_of_project(string project, string framework = "net10.0") =>
        Assert.Equal([Suggestion, Warning], consumers.Report(project, framework).Summary);

    [Fact]
    public void A_description_of_own_apis_beside_the_project_is_used() =>
        Assert.Equal([Suggestion, "warning PERF1001 Prices.cs:14", Warning], consumers.Report("Described").Summary);

    [Fact]
    public void A_severity_in_editorconfig_wins() =>
        Assert.Equal(["note " + Consumers.Proven, Suggestion], consumers.Report("EditorConfig").Summary);

    [Fact]
    public void A_category_can_be_silenced_in_editorconfig() =>
        Assert.Empty(consumers.Report("EditorConfigCategory").Summary);

    [Fact]
    public void Mode_off_silences() => Assert.Empty(consumers.Report("Off").Summary);

    [Theory]
    [InlineData("Review")]
    [InlineData("ReviewInCapitals")]
    public void Mode_review_makes_suggestions_visible_in_the_build(string project)
    {
        Assert.Equal(["warning " + Consumers.Proven, "warning " + Consumers.Suggested], consumers.Report(project).Summary);
        Assert.Equal(["warning PERF1001"], consumers.Passing.Diagnostics(project));
    }

    [Fact]
    public void A_preset_wins_over_the_sdk() =>
        Assert.Equal(["warning " + Consumers.Proven, "warning " + Consumers.Suggested], consumers.Report("ReviewOverSdk").Summary);

    [Fact]
    public void A_preset_loses_against_the_user()
    {
        Assert.Equal([Warning], consumers.Report("GateUnderEditorConfig").Summary);
        Assert.Empty(consumers.Report("GateUnderGlobalConfig").Summary);
    }

    [Fact]
    public void Mode_gate_fails_the_build_for_what_is_proven_alone()
    {
        consumers.Failing.Failed();

        Assert.Equal(["error PERF1001"], consumers.Failing.Diagnostics("Gate"));
        Assert.Equal(["error " + Consumers.Proven], consumers.Report("Gate").Summary);
    }

    [Fact]
    public void Warnings_as_errors_fails_the_build_for_what_is_proven_alone()
    {
        Assert.Equal(["error PERF1001"], consumers.Failing.Diagnostics("WarningsAsErrors"));
        Assert.Equal(["error " + Consumers.Proven, Suggestion], consumers.Report("WarningsAsErrors").Summary);
    }

    [Fact]
    public void A_misspelt_mode_fails_the_build() =>
        Assert.Contains("error PERF0001: PerfAnalyzersMode is 'gaet'. It can be off, default, review or gate.", consumers.Failing.Output, StringComparison.Ordinal);

    [Fact]
    public async Task One_rule_can_fail_the_build_and_be_reported_as_sarif()
    {
        var result = await Dotnet.RunAsync(
            consumers.Folder("Default"), "build", "--no-restore", "--no-incremental", "-warnaserror:PERF1001", "-p:ErrorLog=review.sarif%2Cversion=2.1");

        Assert.Equal(["error PERF1001"], result.Failed().Diagnostics("Default"));

        var report = Sarif.Read(Path.Combine(consumers.Folder("Default"), "review.sarif"));
        Assert.Equal([Suggestion, Warning], report.Summary);
        Assert.EndsWith("/docs/rules/PERF1001.md", report.Rule("PERF1001").GetProperty("helpUri").GetString(), StringComparison.Ordinal);
        Assert.Equal("Performance.Database", report.Rule("PERF1001").GetProperty("properties").GetProperty("category").GetString());

        // The loop that repeats the query comes with it.
        var proven = Assert.Single(report.Results, static r => r.GetProperty("level").GetString() == "warning");
        var loop = Assert.Single(proven.GetProperty("relatedLocations").EnumerateArray());
        Assert.Equal(12, loop.GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32());
    }

    [Fact]
    public void Rules_can_ask_what_the_build_knows()
    {
        var visible = File.ReadAllText(Path.Combine(consumers.Folder("Review"), "obj/Debug/net10.0/Review.GeneratedMSBuildEditorConfig.editorconfig"));

        Assert.Contains("build_property.PerfAnalyzersMode = review", visible, StringComparison.Ordinal);
        Assert.Contains("build_property.Configuration = Debug", visible, StringComparison.Ordinal);
        Assert.Contains("build_property.ServerGarbageCollection = ", visible, StringComparison.Ordinal);
    }
}
