using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

/// <summary>Packages of clients and caches that the tables speak of. Cases compile against them; they are not loaded.</summary>
internal static class ClientPackages
{
    private static readonly string[] s_frameworks = ["net10.0", "net9.0", "net8.0", "net6.0", "netstandard2.1", "netstandard2.0"];

    private static readonly Lazy<ImmutableArray<MetadataReference>> s_references = new(static () =>
    [
        .. typeof(ClientPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(static attribute => attribute.Key.StartsWith("ClientPackage ", StringComparison.Ordinal))
            .SelectMany(static attribute => Libraries(attribute.Value!))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>The libraries of all of them.</summary>
    public static ImmutableArray<MetadataReference> References => s_references.Value;

    private static string[] Libraries(string package) =>
        Directory.GetFiles(s_frameworks.Select(framework => Path.Combine(package, "lib", framework)).First(Directory.Exists), "*.dll");
}
