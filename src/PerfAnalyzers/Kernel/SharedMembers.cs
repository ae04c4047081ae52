using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Fields and properties of the project that keep what they are given for all who run in the process.</summary>
internal static class SharedMembers
{
    /// <summary>Whether a member keeps what is assigned: a field, or an automatic property. Static fields per thread do not.</summary>
    public static bool IsKept(ISymbol member, Facts facts) => member switch
    {
        IFieldSymbol field => facts.IsOwn(field) && !(field.IsStatic && Operations.IsThreadStatic(field)),
        IPropertySymbol { IsIndexer: false } property => facts.IsOwn(property) && Operations.IsAutomatic(property),
        _ => false,
    };

    /// <summary>Whether a member is named after what was seen last: that is told to operators, not to requests.</summary>
    public static bool IsTrace(string name)
    {
        var start = name.StartsWith("s_", StringComparison.Ordinal) ? 2 : 0;
        while (start < name.Length && name[start] == '_')
        {
            start++;
        }

        return Begins(name, start, "last") || Begins(name, start, "latest") || Begins(name, start, "recent") || Begins(name, start, "previous");
    }

    private static bool Begins(string name, int start, string word) => string.Compare(name, start, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
