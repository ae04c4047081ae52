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

    /// <summary>Warnings as the build prints them, without the help link: <c>file(line,column): warning id: message</c>, paths relative to a folder.</summary>
    public IEnumerable<string> Warnings(string folder)
    {
        foreach (var result in Results.Where(static r => r.GetProperty("level").GetString() == "warning"))
        {
            var location = result.GetProperty("locations")[0].GetProperty("physicalLocation");
            var file = Path.GetRelativePath(folder, new Uri(location.GetProperty("artifactLocation").GetProperty("uri").GetString()!).LocalPath);
            var region = location.GetProperty("region");
            yield return $"{file}({region.GetProperty("startLine").GetInt32()},{region.GetProperty("startColumn").GetInt32()}): warning {result.GetProperty("ruleId").GetString()}: {result.GetProperty("message").GetProperty("text").GetString()}";
        }
    }

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
