using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether what a call puts into a cache ever goes.</summary>
internal static class EntryLifetimes
{
    // Of these there are few, whatever is asked for.
    private static readonly string[] s_few = ["culture", "language", "locale", "theme", "role", "type", "kind", "status", "mode", "level", "format", "unit", "currency", "country", "category", "section", "area", "zone", "feature", "setting", "version"];

    /// <summary>
    /// The argument of a request that makes a new key each time, where the entries under it have neither expiry nor token and the cache
    /// no limit; null when nothing is seen to grow.
    /// </summary>
    public static ISymbol? Endless(CacheUse use, Site site)
    {
        if (!HasNoEnd(use) || use.Store == CacheStore.Memory && IsLimited(site.Facts) || RareCode.Is(site))
        {
            return null;
        }

        var key = new ValueSources(site.Facts, site.Cancellation).Add(use.Key);
        ISymbol? grows = null;
        foreach (var read in key.Reads)
        {
            if (read.Key is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } function } parameter && Operations.Encloses(function, use.Call.Syntax))
            {
                // A wrapper does not know what its callers ask for.
                if (parameter.Name.IndexOf("key", StringComparison.OrdinalIgnoreCase) >= 0)
                {
                    return null;
                }

                grows ??= IsUnbounded(parameter.Type) && !IsFew(parameter.Name) ? parameter : null;
            }
        }

        return grows is null || IsTakenOut(use, site) ? null : grows;
    }

    /// <summary>The lambda parameter that stands for the entry; null when the call has none.</summary>
    public static IParameterSymbol? EntryOf(CacheUse use) => use.Lambda is { Symbol.Parameters: [{ Type.Name: "ICacheEntry" } entry] } ? entry : null;

    private static bool HasNoEnd(CacheUse use)
    {
        switch (use.Store, use.Act)
        {
            case (CacheStore.Memory, CacheAct.Set) when use.Call.TargetMethod.ContainingType.Name == "CacheExtensions":
            case (CacheStore.Distributed, CacheAct.Set):
                return !use.HasSettings || HasEmptyOptions(use.Call);
            case (CacheStore.Memory, CacheAct.Fill):
                return !use.HasSettings && EntryOf(use) is { } entry && !IsSet(entry, use.Lambda!);
            default:
                return false;
        }
    }

    // new DistributedCacheEntryOptions()
    private static bool HasEmptyOptions(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type.Name is "MemoryCacheEntryOptions" or "DistributedCacheEntryOptions")
            {
                return Operations.Unconverted(argument.Value) is IObjectCreationOperation { Initializer: null, Arguments.IsEmpty: true };
            }
        }

        return false;
    }

    private static bool IsSet(IParameterSymbol entry, IAnonymousFunctionOperation lambda)
    {
        foreach (var part in lambda.Body.Descendants())
        {
            if (part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, entry) && reference.Parent is not IPropertyReferenceOperation { Property.Name: "Key" or "Value" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLimited(Facts facts) => SourceFiles.Mention(facts.Compilation, "SizeLimit");

    private static bool IsUnbounded(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] } => IsUnbounded(value),
        { TypeKind: TypeKind.Enum } => false,
        { SpecialType: SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_Decimal or SpecialType.System_Double or SpecialType.System_DateTime } => true,
        { Name: "Guid" or "DateTimeOffset" or "DateOnly" or "Uri" or "IPAddress" } => true,
        _ => false,
    };

    private static bool IsFew(string name)
    {
        foreach (var word in s_few)
        {
            if (name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0 && !name.EndsWith("Id", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // The type takes the entry out under the same key.
    private static bool IsTakenOut(CacheUse use, Site site)
    {
        var key = use.Key.Syntax.ToString();
        foreach (var declaration in site.ContainingSymbol.ContainingType?.DeclaringSyntaxReferences ?? [])
        {
            foreach (var node in declaration.GetSyntax(site.Cancellation).DescendantNodes())
            {
                if (node is Microsoft.CodeAnalysis.CSharp.Syntax.InvocationExpressionSyntax { Expression: Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Remove" or "RemoveAsync" }, ArgumentList.Arguments: [var first, ..] } && first.ToString() == key)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
