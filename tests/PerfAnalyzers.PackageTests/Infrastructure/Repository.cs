namespace PerfAnalyzers.PackageTests;

/// <summary>The repository these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>Copies a folder of the repository without what builds leave in it.</summary>
    public static void CopyFolder(string path, string target)
    {
        var source = At(path);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(source, file);
            if (relative.Split(Path.DirectorySeparatorChar) is [.. var folders, _] && !folders.Any(static f => f is "bin" or "obj"))
            {
                var copy = Path.Combine(target, relative);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "PerfAnalyzers.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("These tests run inside the repository.");
    }
}
