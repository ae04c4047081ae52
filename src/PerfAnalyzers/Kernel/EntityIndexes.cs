using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which columns an index of the model begins with: keys, foreign keys and indexes, by attributes, configuration, conventions and
/// the snapshot of migrations. Read once per compilation, on the first question.
/// </summary>
internal sealed class EntityIndexes
{
    private static readonly HashSet<string> s_calls = new(StringComparer.Ordinal) { "HasIndex", "HasKey", "HasAlternateKey", "HasForeignKey", "HasPrincipalKey" };

    // Code that adds indexes in ways that are not read.
    private static readonly string[] s_unread = ["AddIndex", "IModelFinalizingConvention", "IEntityTypeAddedConvention", "IndexBuilder"];

    private readonly Facts _facts;
    private readonly HashSet<(string Entity, string Column)> _leading = [];
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private bool _isPartial;

    private EntityIndexes(Facts facts) => _facts = facts;

    public static EntityIndexes Read(Facts facts)
    {
        var indexes = new EntityIndexes(facts) { _isPartial = SourceFiles.Mention(facts.Compilation, s_unread) };
        foreach (var (tree, names) in SourceFiles.Of(facts.Compilation))
        {
            var words = names.Words;
            indexes._isPartial |= words.Contains("MigrationBuilder") && tree.GetText().ToString().IndexOf("CREATE INDEX", StringComparison.OrdinalIgnoreCase) >= 0;
            if (!words.Overlaps(s_calls) && !words.Contains("ApplyConfigurationsFromAssembly") || ConfiguredKeys.IsOldModel(words))
            {
                continue;
            }

            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } syntax)
                {
                    continue;
                }

                if (s_calls.Contains(name.Identifier.ValueText))
                {
                    indexes.Add(syntax);
                }
                else if (name.Identifier.ValueText == "ApplyConfigurationsFromAssembly")
                {
                    indexes._isPartial |= !indexes.IsOwnAssembly(syntax);
                }
            }
        }

        return indexes;
    }

    /// <summary>Whether all that can index the table of an entity is in sight: the entity, its context and its configuration are declared here, and are read.</summary>
    public bool IsInFullView(INamedTypeSymbol entity)
    {
        if (_isPartial || _unknown.Contains(entity.Name) || _facts.Entities.ContextOf(null, entity) is not { } context || !_facts.IsOwn(context))
        {
            return false;
        }

        for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            if (!_facts.IsOwn(type))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an index, a key or a foreign key begins with a column. A name like that of a foreign key counts as one.</summary>
    public bool IsLeading(IPropertySymbol column, INamedTypeSymbol entity) => column.Name.EndsWith("Id", StringComparison.Ordinal) || IsDeclared(column, entity);

    /// <summary>Whether an index or a key that begins with a column is declared: by an attribute, the configuration or the convention for keys.</summary>
    public bool IsDeclared(IPropertySymbol column, INamedTypeSymbol entity)
    {
        if (EntityKeys.Of(entity, _facts) is { } key && SymbolEqualityComparer.Default.Equals(key.OriginalDefinition, column.OriginalDefinition) || HasAttribute(column, "KeyAttribute") || HasAttribute(column, "ForeignKeyAttribute"))
        {
            return true;
        }

        for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            if (_leading.Contains((type.Name, column.Name)) || IsIndexedByAttribute(type, column.Name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIndexedByAttribute(INamedTypeSymbol type, string column)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "IndexAttribute" or "PrimaryKeyAttribute", ConstructorArguments: [var first, ..] } &&
                (first.Kind == TypedConstantKind.Array ? first.Values.Length > 0 ? first.Values[0].Value : null : first.Value) as string == column)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAttribute(IPropertySymbol property, string name)
    {
        foreach (var attribute in property.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private void Add(InvocationExpressionSyntax syntax)
    {
        // A snapshot of thousands of lines is not bound. Foreign keys of one row may begin with the type that has them.
        if (syntax.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax { Token.Value: string first } }, ..] names && SnapshotEntityOf(syntax) is { } known)
        {
            _leading.Add((known, first));
            if (names is [_, { Expression: LiteralExpressionSyntax { Token.Value: string second } }, ..] && syntax.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "HasForeignKey" or "HasPrincipalKey" })
            {
                _leading.Add((known, second));
            }

            return;
        }

        if (_facts.Bodies.At(syntax, default) is not IInvocationOperation call)
        {
            _isPartial = true;
            return;
        }

        var entity = EntityOf(call, syntax);
        if (entity is null)
        {
            // A loop over all entity types, a builder that is handed around.
            _isPartial |= call.TargetMethod.Name == "HasIndex";
        }
        else if (Leading(call) is { } column)
        {
            _leading.Add((entity, column));
        }
        else
        {
            _unknown.Add(entity);
        }
    }

    private static string? EntityOf(IInvocationOperation call, InvocationExpressionSyntax syntax)
    {
        var types = call.TargetMethod.TypeArguments is { Length: > 0 } own ? own : call.TargetMethod.ContainingType?.TypeArguments ?? [];
        if (types.Length > 0)
        {
            // The one side's builder of a relation: (principal, dependent).
            return types[call.TargetMethod.Name == "HasPrincipalKey" ? 0 : types.Length - 1].Name;
        }

        return SnapshotEntityOf(syntax);
    }

    // Snapshots of migrations: modelBuilder.Entity("Shop.Order", b => { b.HasIndex("CustomerId"); });
    private static string? SnapshotEntityOf(InvocationExpressionSyntax syntax)
    {
        foreach (var node in syntax.Ancestors())
        {
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Entity" }, ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string name } }, ..] })
            {
                return name.Substring(name.LastIndexOf('.') + 1);
            }
        }

        return null;
    }

    // x => x.Code, x => new { x.Code, x.Year }, "Code", nameof(Order.Code)
    private static string? Leading(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                continue;
            }

            var value = Operations.Unconverted(argument.Value);
            if (value is IArrayCreationOperation { Initializer.ElementValues: [var first, ..] })
            {
                value = Operations.Unconverted(first);
            }

            if (value.ConstantValue is { HasValue: true, Value: string text })
            {
                return text;
            }

            var function = value is IDelegateCreationOperation creation ? creation.Target : value;
            if (function is IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } selected }] })
            {
                selected = Operations.Unconverted(selected);
                if (selected is IAnonymousObjectCreationOperation { Initializers: [ISimpleAssignmentOperation { Value: { } part }, ..] })
                {
                    selected = Operations.Unconverted(part);
                }

                return (selected as IPropertyReferenceOperation)?.Property.Name;
            }
        }

        return null;
    }

    private bool IsOwnAssembly(InvocationExpressionSyntax syntax)
    {
        foreach (var node in syntax.ArgumentList.DescendantNodes())
        {
            if (node is IdentifierNameSyntax { Identifier.ValueText: "GetExecutingAssembly" } or ThisExpressionSyntax)
            {
                return true;
            }

            if (node is TypeOfExpressionSyntax && _facts.Bodies.At(node, default) is ITypeOfOperation { TypeOperand: { } named })
            {
                return _facts.IsOwn(named);
            }

            if (node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "GetType" } })
            {
                return true;
            }
        }

        return false;
    }
}
