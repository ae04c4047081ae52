using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Questions about in-memory collections.</summary>
internal static class Collections
{
    /// <summary>Whether a type is a sequence that code can change or walk; strings are not.</summary>
    public static bool Is(ITypeSymbol? type)
    {
        if (type is null || type.SpecialType == SpecialType.System_String)
        {
            return false;
        }

        if (type is IArrayTypeSymbol || type.SpecialType == SpecialType.System_Collections_IEnumerable || type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
        {
            return true;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (contract.SpecialType == SpecialType.System_Collections_IEnumerable)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a member of a collection leaves it as it is.</summary>
    public static bool IsRead(IMethodSymbol method) =>
        method.IsExtensionMethod && method.ContainingType.Name is "Enumerable" or "Queryable" or "ImmutableArrayExtensions" or "MemoryExtensions" or "CollectionExtensions" ||
        method.Name.StartsWith("Contains", StringComparison.Ordinal) || method.Name.StartsWith("Find", StringComparison.Ordinal) || method.Name.StartsWith("To", StringComparison.Ordinal) ||
        method.Name is "TryGetValue" or "GetEnumerator" or "IndexOf" or "Exists" or "TrueForAll" or "BinarySearch" or "GetRange" or "CopyTo" or "GetValueOrDefault" or "ForEach" or "ConvertAll" or
            "AsReadOnly" or "AsSpan" or "GetLength" or "IsSubsetOf" or "IsSupersetOf" or "Overlaps" or "SetEquals" or "Peek" or "TryPeek" or "Equals" or "GetHashCode" or "AsQueryable" or "AsEnumerable";
}
