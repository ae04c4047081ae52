using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether reading a navigation that is not loaded loads it.</summary>
internal enum LazyLoading
{
    /// <summary>The context is configured out of sight.</summary>
    Unknown,

    /// <summary>Reading the navigation gives what is there: nothing.</summary>
    Off,

    /// <summary>Reading the navigation runs a query.</summary>
    On,
}

/// <summary>
/// Entity Framework Core's model of the contexts of this compilation: which properties are navigations, which of them are always
/// loaded, and whether they are loaded lazily. From the shape of the types; what <c>OnModelCreating</c>, entity configurations
/// and context options add is read once, on the first question that needs it.
/// </summary>
internal sealed partial class EntityModel
{
    private readonly Facts _facts;
    private readonly INamedTypeSymbol? _dbSet;
    private readonly INamedTypeSymbol? _dbContext;
    private readonly Lazy<ModelConfiguration> _configuration;
    private readonly Lazy<List<INamedTypeSymbol>> _contexts;
    private readonly Lazy<bool> _tracksByDefault;
    private readonly ConcurrentDictionary<IPropertySymbol, bool> _navigations = new(SymbolEqualityComparer.Default);

    public EntityModel(Facts facts)
    {
        _facts = facts;
        _dbSet = facts.Type("Microsoft.EntityFrameworkCore.DbSet`1");
        _dbContext = facts.Type("Microsoft.EntityFrameworkCore.DbContext");
        _configuration = new(() => ModelConfiguration.Read(facts));
        _contexts = new(FindContexts);
        _returnedLoads = new(() => new ReturnedLoads(facts));
        _configuredKeys = new(() => Kernel.ConfiguredKeys.Read(facts.Compilation));
        _indexes = new(() => EntityIndexes.Read(facts));
        _textColumns = new(() => Kernel.TextColumns.Read(facts));
        _tracksByDefault = new(() => !SourceFiles.Mention(facts.Compilation, "QueryTrackingBehavior", "UseQueryTrackingBehavior"));
    }

    /// <summary>Whether the compilation references Entity Framework Core.</summary>
    public bool IsUsed => _dbSet is not null;

    /// <summary>The entity type of a <c>DbSet</c>; null for other types.</summary>
    public ITypeSymbol? EntityOf(ITypeSymbol? type)
    {
        for (var current = type as INamedTypeSymbol; current is not null; current = current.BaseType)
        {
            if (current.Arity == 1 && SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, _dbSet))
            {
                return current.TypeArguments[0];
            }
        }

        return null;
    }

    /// <summary>The element type of a sequence; null for strings and what is no generic sequence.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return array.ElementType;
        }

        if (type is not INamedTypeSymbol named || named.SpecialType == SpecialType.System_String)
        {
            return null;
        }

        if (IsSequence(named))
        {
            return named.TypeArguments[0];
        }

        foreach (var contract in named.AllInterfaces)
        {
            if (IsSequence(contract))
            {
                return contract.TypeArguments[0];
            }
        }

        return null;
    }

    /// <summary>What a navigation leads to.</summary>
    public static ITypeSymbol TargetOf(IPropertySymbol navigation) => ElementOf(navigation.Type) ?? navigation.Type;

    /// <summary>
    /// Whether a property has the shape of a navigation: a class or a sequence of a class, from one class to another, that a mapper
    /// can fill. Cheap; everything that asks further asks this first.
    /// </summary>
    public static bool LooksLikeNavigation(IPropertySymbol property) =>
        property.Type.SpecialType == SpecialType.None && property.Type.TypeKind is TypeKind.Class or TypeKind.Interface or TypeKind.Array && !property.IsStatic && !property.IsIndexer && property.GetMethod is not null && property.Type.Name is not ("DbSet" or "IQueryable") &&
        property.ContainingType is { TypeKind: TypeKind.Class, IsAnonymousType: false } && !IsFramework(property.ContainingType) &&
        TargetOf(property) is INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None, IsAnonymousType: false } target && !IsFramework(target);

    /// <summary>Whether a property is a navigation to rows that a query has to load: not owned, not converted, not ignored.</summary>
    public bool IsNavigation(IPropertySymbol property)
    {
        property = property.OriginalDefinition;
        if (!_navigations.TryGetValue(property, out var isNavigation))
        {
            isNavigation = LooksLikeNavigation(property) && IsStored(property) && IsMappedToRows(property);
            _navigations.TryAdd(property, isNavigation);
        }

        return isNavigation;
    }

    /// <summary>Whether a context loads each collection with a query of its own by default.</summary>
    public bool SplitsQueries => _configuration.Value.SplitsQueries;

    /// <summary>Whether the code shows how its contexts are configured; where it does not, they may be anyhow.</summary>
    public bool SeesOptions => _configuration.Value.SeesOptions;

    /// <summary>Whether a property of an entity is stored as it is: not computed, not ignored, not converted.</summary>
    public bool IsColumn(IPropertySymbol property)
    {
        property = property.OriginalDefinition;
        return property is { IsStatic: false, IsIndexer: false, SetMethod: not null } && IsStoredByAccessors(property) && !HasAttribute(property, "NotMappedAttribute") &&
            !_configuration.Value.NotNavigations.Contains(property);
    }

    /// <summary>Whether every query loads the navigation; also when the configuration cannot be read.</summary>
    public bool IsAutoIncluded(IPropertySymbol navigation) =>
        _configuration.Value.AutoIncludesUnknown || _configuration.Value.AutoIncluded.Contains(navigation.OriginalDefinition);

    /// <summary>Whether reading a navigation loads it. <paramref name="context"/> is null when it is not known.</summary>
    public LazyLoading LazyLoadingOf(IPropertySymbol navigation, ITypeSymbol? context)
    {
        if (UsesLoader(navigation))
        {
            return LazyLoading.On;
        }

        if (TakesLoader(navigation.ContainingType))
        {
            return LazyLoading.Unknown;
        }

        // Proxies override the property; a model with others does not even start.
        if (!navigation.IsVirtual && !(navigation.IsOverride && !navigation.IsSealed))
        {
            return LazyLoading.Off;
        }

        return context is INamedTypeSymbol named ? _configuration.Value.ProxiesOf(named, Contexts.Count) : LazyLoading.Unknown;
    }

    private bool IsMappedToRows(IPropertySymbol property)
    {
        var target = (INamedTypeSymbol)TargetOf(property);
        if (HasAttribute(property, "NotMappedAttribute") || HasAttribute(property, "ColumnAttribute") ||
            HasAttribute(target, "NotMappedAttribute") || HasAttribute(target, "OwnedAttribute") || HasAttribute(target, "ComplexTypeAttribute"))
        {
            return false;
        }

        foreach (var context in Contexts)
        {
            if (HasSet(context, target))
            {
                return !_configuration.Value.NotNavigations.Contains(property);
            }
        }

        return HasKey(target) && !_configuration.Value.NotNavigations.Contains(property) && !_configuration.Value.NotEntities.Contains(target.OriginalDefinition);
    }

    // get => FirstName + " " + LastName; set { … }
    private bool IsStoredByAccessors(IPropertySymbol property) => !_facts.IsOwn(property) || property.GetMethod is not { } getter || Bodies.SyntaxOf(getter, default) is null || IsStored(property) && HasField(property);

    private static bool HasField(IPropertySymbol property)
    {
        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol field && field.Name.TrimStart('_').Equals(property.Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // An expression-bodied property computes; one with a setter, an automatic one, or one over a field is stored.
    private bool IsStored(IPropertySymbol property)
    {
        if (property.SetMethod is not null || !_facts.IsOwn(property))
        {
            return property.SetMethod is not null;
        }

        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol field)
            {
                if (SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property) ||
                    field.Name.TrimStart('_').Equals(property.Name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool HasKey(INamedTypeSymbol type)
    {
        for (var current = type; current is not null && current.SpecialType == SpecialType.None; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsStatic: false } property &&
                    (property.Name.Equals("Id", StringComparison.OrdinalIgnoreCase) || property.Name.Equals(type.Name + "Id", StringComparison.OrdinalIgnoreCase) || HasAttribute(property, "KeyAttribute")))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // get => _loader.Load(this, ref _customer);
    private bool UsesLoader(IPropertySymbol navigation)
    {
        if (!TakesLoader(navigation.ContainingType) || navigation.GetMethod is not { } getter)
        {
            return false;
        }

        var body = _facts.Bodies.Of(getter, default) ?? _facts.Bodies.Of(navigation, default);
        foreach (var operation in body?.Descendants() ?? [])
        {
            if (Operations.SymbolOf(operation) is { } used && IsLoader(TypeOf(used)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TakesLoader(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol or IPropertySymbol && IsLoader(TypeOf(member)))
            {
                return true;
            }

            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
            {
                foreach (var parameter in constructor.Parameters)
                {
                    if (IsLoader(parameter.Type))
                    {
                        return true;
                    }
                }
            }
        }

        return type.BaseType is { SpecialType: SpecialType.None } parent && TakesLoader(parent);
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    // The service, or its Load method as a delegate: Action<object, string>.
    private static bool IsLoader(ITypeSymbol? type) =>
        type is { Name: "ILazyLoader" } ||
        type is INamedTypeSymbol { Name: "Action", TypeArguments: [{ SpecialType: SpecialType.System_Object }, { SpecialType: SpecialType.System_String }] };

    private static bool HasAttribute(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == name && (name != "ColumnAttribute" || attribute.NamedArguments.Length > 0))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSequence(INamedTypeSymbol type) =>
        type.Arity == 1 && (type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T || type.Name == "IAsyncEnumerable");

    private static bool IsFramework(INamedTypeSymbol type)
    {
        var outer = type.ContainingNamespace;
        while (outer is { ContainingNamespace: { IsGlobalNamespace: false } next })
        {
            outer = next;
        }

        return outer?.Name is "System" or "Microsoft" or "NetTopologySuite" or "Newtonsoft" or "NodaTime";
    }
}
