using System.Text.Json;

namespace PerfAnalyzers.PackageTests;

/// <summary>Our part of the report that the compiler writes through <c>ErrorLog</c>.</summary>
internal sealed class Sarif
{
    private readonly JsonElement _run;

    private Sarif(JsonElement run) => _run = run;

    public static Sarif Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement.Clone();
        Assert.Equal("2.1.0", root.GetProperty("version").GetString());
        return new Sarif(root.GetProperty("runs")[0]);
    }

    /// <summary>Results of our rules.</summary>
    public IReadOnlyList<JsonElement> Results =>
        [.. _run.GetProperty("results").EnumerateArray().Where(static r => IsOurs(r.GetProperty("ruleId").GetString()))];

    /// <summary>Results as <c>level id file:line</c>, in order.</summary>
    public IReadOnlyList<string> Summary => [.. Results.Select(Summarize).Order(StringComparer.Ordinal)];

    public JsonElement Rule(string id) =>
        Assert.Single(_run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray(), r => r.GetProperty("id").GetString() == id);

    private static string Summarize(JsonElement result)
    {
        var location = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        var file = Path.GetFileName(location.GetProperty("artifactLocation").GetProperty("uri").GetString());
        var line = location.GetProperty("region").GetProperty("startLine").GetInt32();
        return $"{result.GetProperty("level").GetString()} {result.GetProperty("ruleId").GetString()} {file}:{line}";
    }

    private static bool IsOurs(string? id) => id?.StartsWith("PERF", StringComparison.Ordinal) == true;
}
