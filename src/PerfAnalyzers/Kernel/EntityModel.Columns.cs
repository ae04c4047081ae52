using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <content>What a row of an entity consists of, and how its rows are loaded where a query does not say.</content>
internal sealed partial class EntityModel
{
    private readonly ConcurrentDictionary<ITypeSymbol, ImmutableArray<IPropertySymbol>> _columns = new(SymbolEqualityComparer.Default);

    private const string EveryEntity = "";

    private readonly ConcurrentDictionary<string, HashSet<string>> _configuring = new(StringComparer.Ordinal);
    private readonly Lazy<ConfiguredKeys> _configuredKeys;
    private readonly Lazy<ReturnedLoads> _returnedLoads;
    private readonly Lazy<EntityIndexes> _indexes;
    private readonly Lazy<TextColumns> _textColumns;

    /// <summary>Columns that hold text of one byte per character.</summary>
    public TextColumns TextColumns => _textColumns.Value;

    /// <summary>Primary keys that configuration names.</summary>
    public ConfiguredKeys ConfiguredKeys => _configuredKeys.Value;

    /// <summary>Methods that return what they load.</summary>
    public ReturnedLoads ReturnedLoads => _returnedLoads.Value;

    /// <summary>What the model says of keys and indexes.</summary>
    public EntityIndexes Indexes => _indexes.Value;

    /// <summary>Whether entities are tracked where a query does not say: no code changes the default of a context.</summary>
    public bool TracksByDefault => _tracksByDefault.Value;

    /// <summary>The columns of an entity: its stored properties of scalar types, inherited ones included.</summary>
    public ImmutableArray<IPropertySymbol> ColumnsOf(ITypeSymbol entity)
    {
        if (!_columns.TryGetValue(entity, out var columns))
        {
            var found = ImmutableArray.CreateBuilder<IPropertySymbol>();
            for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
            {
                foreach (var member in type.GetMembers())
                {
                    if (member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public, IsOverride: false } property && IsStoredType(property.Type) && IsColumn(property))
                    {
                        found.Add(property);
                    }
                }
            }

            columns = found.ToImmutable();
            _columns.TryAdd(entity, columns);
        }

        return columns;
    }

    /// <summary>The navigations of an entity, inherited ones included.</summary>
    public IEnumerable<IPropertySymbol> NavigationsOf(ITypeSymbol entity)
    {
        for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol property && LooksLikeNavigation(property) && IsNavigation(property))
                {
                    yield return property;
                }
            }
        }
    }

    /// <summary>Whether the model fills the table of an entity itself (<c>HasData</c>), or filters every query of it.</summary>
    public bool IsSeededOrFiltered(INamedTypeSymbol entity) => Configures(entity, "HasData") || Configures(entity, "HasQueryFilter");

    /// <summary>Whether a configuring call of a name is made for an entity.</summary>
    public bool Configures(INamedTypeSymbol entity, string method)
    {
        if (!_configuring.TryGetValue(method, out var subjects))
        {
            subjects = SubjectsOf(method);
            _configuring.TryAdd(method, subjects);
        }

        return subjects.Contains(EveryEntity) || subjects.Contains(entity.Name);
    }

    private HashSet<string> SubjectsOf(string method)
    {
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (tree, names) in SourceFiles.Of(_facts.Compilation))
        {
            if (!names.Words.Contains(method) || Kernel.ConfiguredKeys.IsOldModel(names.Words))
            {
                continue;
            }

            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier: var name } access } && name.ValueText == method)
                {
                    subjects.Add(EntityKeys.SubjectOf(access) ?? EveryEntity);
                }
            }
        }

        return subjects;
    }

    /// <summary>The column of its row that a value of a query's lambda is; null when it is something else.</summary>
    public IPropertyReferenceOperation? ColumnAt(IOperation value) =>
        Operations.Unconverted(value) is IPropertyReferenceOperation { Instance: IParameterReferenceOperation, Property.ContainingType.IsAnonymousType: false } column && Translations.IsScalar(column.Type) && IsColumn(column.Property) ? column : null;

    /// <summary>The name of the set that holds an entity in a context declared here: its table is called so, too.</summary>
    public string? SetNameOf(ITypeSymbol entity)
    {
        foreach (var context in Contexts)
        {
            foreach (var member in context.GetMembers())
            {
                if (member is IPropertySymbol property && SymbolEqualityComparer.Default.Equals(EntityOf(property.Type), entity))
                {
                    return property.Name;
                }
            }
        }

        return null;
    }

    private static bool IsStoredType(ITypeSymbol type) =>
        Translations.IsScalar(type) || type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } ||
        (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type) is { Name: "DateTimeOffset" or "TimeSpan", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
