using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Which property of an entity is its primary key.</summary>
internal static class EntityKeys
{
    /// <summary>The only key property of an entity, by convention, attribute or the configuration in the compilation; null when not known.</summary>
    public static IPropertySymbol? Of(ITypeSymbol entity, Facts facts)
    {
        IPropertySymbol? found = null;
        for (var type = entity; type is { SpecialType: SpecialType.None } && found is null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol property && HasAttribute(property, "KeyAttribute"))
                {
                    if (found is not null)
                    {
                        return null;
                    }

                    found = property;
                }
            }
        }

        if (HasAttribute(entity, "PrimaryKeyAttribute") || HasAttribute(entity, "KeylessAttribute"))
        {
            return null;
        }

        found ??= Property(entity, "Id") ?? Property(entity, entity.Name + "Id");
        return facts.Entities.ConfiguredKeys.Of(entity.Name) switch
        {
            null => found,
            { Length: > 0 } name => Property(entity, name),
            _ => null,
        };
    }

    /// <summary>The name a set is called by.</summary>
    public static string SetName(this IOperation set) => set switch
    {
        IPropertyReferenceOperation property => property.Property.Name,
        IFieldReferenceOperation field => field.Field.Name.TrimStart('_'),
        IInvocationOperation { Type: INamedTypeSymbol { TypeArguments: [{ } entity] } } => entity.Name + "s",
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        _ => "rows",
    };

    private static IPropertySymbol? Property(ITypeSymbol entity, string name)
    {
        for (var type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(name))
            {
                if (member is IPropertySymbol { IsStatic: false } property)
                {
                    return property;
                }
            }
        }

        return null;
    }

    private static bool HasAttribute(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The simple name of the entity a configuring call is about: <c>modelBuilder.Entity&lt;Customer&gt;().HasKey(…)</c>, <c>Entity&lt;Customer&gt;(b => b.HasKey(…))</c>,
    /// <c>IEntityTypeConfiguration&lt;Customer&gt;</c>; null, for every entity, when the code does not say.
    /// </summary>
    public static string? SubjectOf(MemberAccessExpressionSyntax access)
    {
        for (SyntaxNode? node = access; node is not null; node = node.Parent)
        {
            if (node is not (InvocationExpressionSyntax or MemberAccessExpressionSyntax or TypeDeclarationSyntax))
            {
                continue;
            }

            if (node is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: string typeName } }, ..], Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Entity" } })
            {
                return LastPart(typeName);
            }

            var scope = node is TypeDeclarationSyntax type ? (SyntaxNode?)type.BaseList : (node as InvocationExpressionSyntax)?.Expression ?? node;
            foreach (var part in scope?.DescendantNodesAndSelf() ?? [])
            {
                if (part is GenericNameSyntax { Identifier.ValueText: "Entity" or "IEntityTypeConfiguration", TypeArgumentList.Arguments: [{ } argument] })
                {
                    return LastPart(argument.ToString());
                }
            }
        }

        return null;
    }

    private static string LastPart(string name) => name.Substring(name.LastIndexOf('.') + 1);
}
