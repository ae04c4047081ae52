using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>The primary keys that configuration names, in one walk over the files that speak of keys. Migrations' copies of older models are left out.</summary>
internal sealed class ConfiguredKeys
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    // What is said of every entity.
    private string? _common;

    private ConfiguredKeys()
    {
    }

    public static ConfiguredKeys Read(Compilation compilation)
    {
        var keys = new ConfiguredKeys();
        foreach (var (tree, names) in SourceFiles.Of(compilation))
        {
            if (!names.Words.Contains("HasKey") && !names.Words.Contains("HasNoKey") || IsOldModel(names.Words))
            {
                continue;
            }

            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "HasKey" or "HasNoKey" } access } call)
                {
                    keys.Add(EntityKeys.SubjectOf(access), KeyIn(call));
                }
            }
        }

        return keys;
    }

    /// <summary>The property a configuration names as the key of an entity; empty when it names what is not understood, null when it names nothing.</summary>
    public string? Of(string entity) => _keys.TryGetValue(entity, out var key) ? Both(_common, key) : _common;

    /// <summary>Whether a file is the model that goes with one migration: the snapshot, or the next migration, says what came of it.</summary>
    public static bool IsOldModel(WordSet words) => words.Contains("BuildTargetModel");

    private void Add(string? entity, string key)
    {
        if (entity is null)
        {
            _common = Both(_common, key);
        }
        else
        {
            _keys[entity] = _keys.TryGetValue(entity, out var known) ? Both(known, key) : key;
        }
    }

    // HasKey(x => new { … }) and whatever cannot be read leave it unknown.
    private static string Both(string? one, string other) => one is null || one == other ? other : "";

    // HasKey(c => c.Code), or HasKey("Code") as model snapshots write it.
    private static string KeyIn(InvocationExpressionSyntax call) => call.ArgumentList.Arguments switch
    {
        [{ Expression: SimpleLambdaExpressionSyntax { ExpressionBody: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax } member } }] => member.Name.Identifier.ValueText,
        [{ Expression: LiteralExpressionSyntax { Token.Value: string text } }] => text,
        _ => "",
    };
}
