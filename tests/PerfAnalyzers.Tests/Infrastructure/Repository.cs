namespace PerfAnalyzers.Tests;

/// <summary>The checked-out repository, and the texts in it that are derived from code.</summary>
internal static class Repository
{
    /// <summary>Folder of <c>PerfAnalyzers.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Build servers only compare; everywhere else a stale text is rewritten before the test fails.</summary>
    public static bool IsReadOnly { get; } =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    public static string PathOf(string path) => Path.Combine(Root, path);

    public static bool Exists(string path) => File.Exists(PathOf(path));

    /// <summary>A file's text with <c>\n</c> line ends; empty when there is none.</summary>
    public static string Read(string path) => Exists(path) ? File.ReadAllText(PathOf(path)).ReplaceLineEndings("\n") : "";

    /// <summary>Files below a folder, as paths from the root with forward slashes, without build output.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        if (!Directory.Exists(PathOf(folder)))
        {
            yield break;
        }

        foreach (var file in Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(Root, file).Replace('\\', '/');
            if (!path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            {
                yield return path;
            }
        }
    }

    /// <summary>Fails when a file differs from what it should be, after writing it.</summary>
    public static void Holds(string path, string expected)
    {
        if (Read(path) == expected)
        {
            return;
        }

        if (IsReadOnly)
        {
            Assert.Fail($"{path} is stale. Run the tests locally, review what they write, and commit it.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), expected);
        Assert.Fail($"{path} was stale; it has been rewritten. Review it and run the tests again.");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PerfAnalyzers.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run from inside the repository.");
        }

        return folder;
    }
}
