using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection.Metadata;

using System.Reflection.PortableExecutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Tests;

/// <summary>A compilation as an assembly with portable symbols tells it: its sources, options and references.</summary>
internal static class CompiledProject
{
    private static readonly Guid s_options = new("B5FEEC05-8CD0-4A83-96DA-466284BB4BD8");
    private static readonly Guid s_references = new("7E4D4708-096E-4C5C-AEDA-CB10BA6A740D");
    private static readonly Guid s_source = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    /// <summary>Opens an assembly and its symbols, which lie beside it or within.</summary>
    public static (PEReader File, MetadataReaderProvider Symbols) Open(string path)
    {
        var file = new PEReader(File.OpenRead(path));
        return file.TryOpenAssociatedPortablePdb(path, static other => File.Exists(other) ? File.OpenRead(other) : null, out var symbols, out _)
            ? (file, symbols!)
            : throw new InvalidOperationException($"{path} has no portable symbols");
    }

    /// <summary>The compilation the assembly was made from. Throws when a source or reference is not here any more.</summary>
    /// <param name="file">The assembly.</param>
    /// <param name="symbols">Its symbols.</param>
    /// <param name="assemblies">Where references may be: paths by file name.</param>
    public static CSharpCompilation Rebuild(PEReader file, MetadataReader symbols, ILookup<string, string> assemblies)
    {
        var options = Options(symbols);
        var parse = new CSharpParseOptions(
            LanguageVersionFacts.TryParse(options.GetValueOrDefault("language-version"), out var version) ? version : LanguageVersion.Latest, DocumentationMode.None,
            preprocessorSymbols: options.GetValueOrDefault("define")?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries));
        var metadata = file.GetMetadataReader();
        var assembly = metadata.GetAssemblyDefinition();
        var nullable = Enum.TryParse<NullableContextOptions>(options.GetValueOrDefault("nullable"), out var context) ? context : NullableContextOptions.Disable;
        return CSharpCompilation.Create(
            metadata.GetString(assembly.Name),
            symbols.Documents.Select(handle => CSharpSyntaxTree.ParseText(Source(symbols, handle), parse, symbols.GetString(symbols.GetDocument(handle).Name))),
            References(symbols, assemblies),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: nullable, checkOverflow: options.GetValueOrDefault("checked") == "True",
                cryptoPublicKey: [.. metadata.GetBlobBytes(assembly.PublicKey)], publicSign: !assembly.PublicKey.IsNil));
    }

    private static Dictionary<string, string> Options(MetadataReader symbols)
    {
        var words = Encoding.UTF8.GetString(Blob(symbols, EntityHandle.ModuleDefinition, s_options) ?? []).Split('\0');
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < words.Length; i += 2)
        {
            options[words[i]] = words[i + 1];
        }

        return options;
    }

    // For each: name and aliases, both ended by 0, flags, time stamp, size of the image, module version.
    private static IEnumerable<MetadataReference> References(MetadataReader symbols, ILookup<string, string> assemblies)
    {
        var bytes = Blob(symbols, EntityHandle.ModuleDefinition, s_references) ?? throw new InvalidOperationException("The symbols do not tell references");
        for (var i = 0; i < bytes.Length;)
        {
            var name = Word(bytes, ref i);
            var aliases = Word(bytes, ref i);
            var flags = bytes[i];
            var version = new Guid(bytes.AsSpan(i + 9, 16));
            i += 25;
            var path = assemblies[name].FirstOrDefault(candidate => VersionOf(candidate) == version) ?? throw new InvalidOperationException($"{name} {version} is not here");
            yield return MetadataReference.CreateFromFile(
                path, new MetadataReferenceProperties((flags & 1) != 0 ? MetadataImageKind.Assembly : MetadataImageKind.Module, aliases.Length == 0 ? [] : [.. aliases.Split(',')], (flags & 2) != 0));
        }
    }

    private static string Word(byte[] bytes, ref int i)
    {
        var end = Array.IndexOf(bytes, (byte)0, i);
        var word = Encoding.UTF8.GetString(bytes, i, end - i);
        i = end + 1;
        return word;
    }

    private static Guid VersionOf(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
        {
            return default;
        }

        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static SourceText Source(MetadataReader symbols, DocumentHandle handle)
    {
        if (Blob(symbols, handle, s_source) is not { } embedded)
        {
            using var stream = File.OpenRead(symbols.GetString(symbols.GetDocument(handle).Name));
            return SourceText.From(stream, Encoding.UTF8, canBeEmbedded: false);
        }

        using var text = new MemoryStream(embedded, 4, embedded.Length - 4);
        if (BitConverter.ToInt32(embedded) == 0)
        {
            return SourceText.From(text, Encoding.UTF8);
        }

        using var inflated = new DeflateStream(text, CompressionMode.Decompress);
        using var all = new MemoryStream();
        inflated.CopyTo(all);
        all.Position = 0;
        return SourceText.From(all, Encoding.UTF8);
    }

    private static byte[]? Blob(MetadataReader symbols, EntityHandle parent, Guid kind)
    {
        foreach (var handle in symbols.GetCustomDebugInformation(parent))
        {
            var information = symbols.GetCustomDebugInformation(handle);
            if (symbols.GetGuid(information.Kind) == kind)
            {
                return symbols.GetBlobBytes(information.Value);
            }
        }

        return null;
    }
}
