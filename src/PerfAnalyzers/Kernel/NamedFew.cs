using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Things of which there are few however much data there is, by the names people give them: roles, languages, plugins, the options of
/// a product. Where the code shows nothing else about a size, a name decides.
/// </summary>
internal static class NamedFew
{
    private const int MaximumDepth = 3;

    // Kept in lower case and singular; read as the last word of a name: CustomerRoles, existingRoleIds, RolesOfUser.
    private static readonly HashSet<string> s_few = new(
    [
        // Settings of a system and what is put into it.
        "option", "setting", "config", "configuration", "preference", "feature", "flag", "switch", "mode", "policy", "rule", "role", "permission", "claim", "credential", "scope", "limit",
        "plugin", "module", "addon", "provider", "fetcher", "handler", "converter", "formatter", "validator", "widget", "theme", "template", "menu", "tab", "view", "assembly", "listener", "interceptor", "middleware", "scheduler", "factory", "surrogate", "cookie", "cookies",
        "environment", "platform", "framework", "browser", "protocol", "scheme", "algorithm", "codec", "encoder", "encoding", "format", "adapter", "interface", "subnet", "network", "port",

        // Shops, media and languages.
        "language", "culture", "locale", "currency", "country", "store", "method", "attribute", "variant", "specification", "dimension", "tax", "library", "folder", "stream", "extra", "season", "genre", "version",

        // Kinds, what a row or a call is made of, and calendars.
        "type", "kind", "state", "status", "priority", "column", "field", "property", "header", "parameter", "param", "argument", "arg", "cmd", "suffix", "prefix", "separator", "delimiter", "extension", "placeholder", "constructor", "overload", "bucket",
        "year", "quarter", "month", "week", "weekday", "hour",
    ], StringComparer.Ordinal);

    private static readonly HashSet<string> s_holders = new(["id", "ids", "key", "keys", "name", "names", "code", "codes", "guid", "guids", "list", "array", "arr", "set", "collection", "info", "infos", "model", "models", "dto", "entity", "item", "items", "value", "values", "map", "mapping", "order"], StringComparer.Ordinal);

    private static readonly HashSet<string> s_joins = new(["of", "for", "by", "with", "to", "in", "from", "without"], StringComparer.Ordinal);

    /// <summary>Whether a search is made among, or for each of, such things: by the names of the collection, of its elements, of the key and of what the loop goes through.</summary>
    public static bool Is(LinearSearch search, Repetition loop) =>
        IsSequence(search.Root, 0) || search.Equality is { } equality && KeyName(equality) is { } key && IsName(key) || loop.Source is { } source && IsSequence(source, 0);

    /// <summary>Whether a sequence holds such things, by its name or the type of its elements.</summary>
    public static bool IsSequence(IOperation sequence) => IsSequence(sequence, 0);

    /// <summary>The name of the member that a predicate compares; null when it compares the element itself.</summary>
    public static string? KeyName(KeyEquality equality)
    {
        var key = Operations.Unconverted(equality.Key);
        if (key is IConditionalAccessOperation access)
        {
            key = Operations.Unconverted(access.WhenNotNull);
        }

        if (key is IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } whole })
        {
            key = Operations.Unconverted(whole);
        }

        return key is IPropertyReferenceOperation or IFieldReferenceOperation ? Operations.SymbolOf(key)?.Name : null;
    }

    private static bool IsSequence(IOperation sequence, int depth)
    {
        sequence = LinearSearches.Root(sequence);
        if (LinearSearches.ElementOf(sequence.Type) is INamedTypeSymbol { SpecialType: SpecialType.None } element && IsName(element.Name) || Operations.SymbolOf(sequence) is { } symbol && IsName(symbol.Name))
        {
            return true;
        }

        return depth < MaximumDepth && sequence is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value && Operations.Unconverted(value) is not (IObjectCreationOperation or ICollectionExpressionOperation) && IsSequence(value, depth + 1);
    }

    /// <summary>Whether a name speaks of such things: by the last word that says what they are, <c>Role</c> of <c>selectedCustomerRoleIds</c>. <c>Id</c> or <c>Name</c> alone say nothing.</summary>
    internal static bool IsName(string name)
    {
        var end = name.Length;
        string? last = null;
        while (end > 0)
        {
            var start = end - 1;
            while (start > 0 && !IsStart(name, start))
            {
                start--;
            }

            var word = name.Substring(start, end - start).Trim('_').ToLowerInvariant();
            end = start;
            if (s_joins.Contains(word))
            {
                // What stands before "of" and its like is meant.
                last = null;
            }
            else if (last is null && !s_holders.Contains(word))
            {
                last = word;
            }
        }

        return last is not null && (s_few.Contains(last) || s_few.Contains(Singular(last)));
    }

    private static bool IsStart(string name, int at) =>
        name[at - 1] == '_' || char.IsUpper(name[at]) && (!char.IsUpper(name[at - 1]) || at + 1 < name.Length && char.IsLower(name[at + 1]));

    private static string Singular(string word) =>
        word.EndsWith("ies", StringComparison.Ordinal) ? word.Substring(0, word.Length - 3) + "y" :
        word.EndsWith("s", StringComparison.Ordinal) ? word.Substring(0, word.Length - 1) : word;
}
