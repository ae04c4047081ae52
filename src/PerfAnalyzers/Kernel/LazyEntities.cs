using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Entities whose navigations are loaded when they are read, by whoever reads them: a serializer reads them all.</summary>
internal static class LazyEntities
{
    // Serializers can be told to leave properties out in ways that are not looked at.
    private static readonly string[] s_contracts = ["LazyLoadingEnabled", "DefaultContractResolver", "CamelCasePropertyNamesContractResolver", "IContractResolver", "DefaultJsonTypeInfoResolver", "IJsonTypeInfoResolver"];

    /// <summary>The first navigation of an entity that a serializer would load; null when there is none, or when nobody can tell.</summary>
    /// <param name="facts">The compilation.</param>
    /// <param name="entity">What is serialized.</param>
    /// <param name="root">What loads it, or the set it comes from: it belongs to the context.</param>
    /// <param name="rows">What the query loads along.</param>
    public static IPropertySymbol? Of(Facts facts, INamedTypeSymbol entity, IOperation root, LoadedRows rows)
    {
        INamedTypeSymbol? context = null;
        foreach (var navigation in facts.Entities.NavigationsOf(entity))
        {
            if (!navigation.IsVirtual && !navigation.IsOverride)
            {
                continue;
            }

            context ??= facts.Entities.ContextOf(OwnerOf(root), entity);
            if (context is not null && facts.Entities.LazyLoadingOf(navigation, context) == LazyLoading.On && !IsLeftOut(navigation) && !rows.Loads(navigation.Name) && !facts.Entities.IsAutoIncluded(navigation))
            {
                return SourceFiles.Mention(facts.Compilation, s_contracts) ? null : navigation;
            }
        }

        return null;
    }

    private static bool IsLeftOut(IPropertySymbol navigation)
    {
        foreach (var attribute in navigation.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "JsonIgnoreAttribute" or "IgnoreDataMemberAttribute" or "NonSerializedAttribute")
            {
                return true;
            }
        }

        return navigation.DeclaredAccessibility != Accessibility.Public;
    }

    // db.Orders, db.Set<Order>(), db.Orders.Find(id), db.Orders.Where(…).ToList()
    private static ITypeSymbol? OwnerOf(IOperation root)
    {
        for (var current = Operations.Unconverted(root); ; )
        {
            switch (current)
            {
                case IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [{ } source, ..] }:
                    current = Operations.Unconverted(source);
                    continue;
                case IInvocationOperation { Instance: { } instance, TargetMethod.Name: "Find" or "FindAsync" or "AsQueryable" } when instance is IPropertyReferenceOperation or IInvocationOperation:
                    current = Operations.Unconverted(instance);
                    continue;
                case IInvocationOperation { Instance.Type: { } owner }:
                    return owner;
                case IPropertyReferenceOperation property:
                    return property.Instance?.Type ?? property.Property.ContainingType;
                default:
                    return null;
            }
        }
    }
}
