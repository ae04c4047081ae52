using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Allocation;

/// <summary>How a struct comes to implement <c>IEquatable</c> of itself without comparing otherwise than before.</summary>
/// <param name="Declaration">The struct.</param>
/// <param name="Old">Its <c>Equals(object)</c>, which is split: <c>o is S s &amp;&amp; s.Id == Id</c>. Null when it has none.</param>
/// <param name="Fields">What is compared where it has no equality: fields and properties that hold their value.</param>
/// <param name="IsTyped">It has an <c>Equals(S)</c> already: only the interface is missing.</param>
internal sealed record EqualityPlan(StructDeclarationSyntax Declaration, MethodDeclarationSyntax? Old, IReadOnlyList<(string Name, ITypeSymbol Type)> Fields, bool IsTyped)
{
    public const string Shape = "equatable";

    // More do not fit into HashCode.Combine.
    private const int MaximumFields = 8;

    /// <summary>The plan for a struct; null when the fix would be a guess.</summary>
    public static EqualityPlan? Of(BoxedEquality boxed, Facts facts, CancellationToken cancellation)
    {
        var type = boxed.Type.OriginalDefinition;
        if (!facts.IsOwn(type) || type.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax(cancellation) is not StructDeclarationSyntax { ParameterList: null, OpenBraceToken.IsMissing: false, CloseBraceToken.IsMissing: false } declaration ||
            declaration.OpenBraceToken.IsKind(SyntaxKind.None) || HasLayout(type) || facts.Type("System.HashCode") is null)
        {
            return null;
        }

        MethodDeclarationSyntax? old = null;
        var isTyped = false;
        foreach (var member in type.GetMembers("Equals"))
        {
            if (member is IMethodSymbol { IsStatic: false, Parameters: [{ RefKind: RefKind.None } parameter], ReturnType.SpecialType: SpecialType.System_Boolean } method)
            {
                isTyped |= SymbolEqualityComparer.Default.Equals(parameter.Type, type) && method.DeclaredAccessibility == Accessibility.Public;
                old = method.IsOverride && method.DeclaringSyntaxReferences is [var found] ? found.GetSyntax(cancellation) as MethodDeclarationSyntax : old;
            }
        }

        if (isTyped)
        {
            return boxed.HasOwnEquality ? new EqualityPlan(declaration, null, [], IsTyped: true) : null;
        }

        if (boxed.HasOwnEquality)
        {
            return old is not null && Split(old, declaration) is not null ? new EqualityPlan(declaration, old, [], IsTyped: false) : null;
        }

        return old is null && Boxes.Inherits(type, "Equals") && Boxes.Inherits(type, "GetHashCode") && FieldsOf(type) is { } fields ? new EqualityPlan(declaration, null, fields, IsTyped: false) : null;
    }

    /// <summary>The name and the condition of <c>o is S name &amp;&amp; condition</c>; null when an <c>Equals</c> is written otherwise.</summary>
    public static (string Name, IReadOnlyList<ExpressionSyntax> Clauses)? Split(MethodDeclarationSyntax old, StructDeclarationSyntax declaration)
    {
        var value = old.ExpressionBody?.Expression ?? (old.Body?.Statements is [ReturnStatementSyntax { Expression: { } returned }] ? returned : null);
        var clauses = new List<ExpressionSyntax>();
        while (value is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } and)
        {
            clauses.Add(and.Right);
            value = and.Left;
        }

        clauses.Reverse();

        var parameter = old.ParameterList.Parameters[0].Identifier.ValueText;
        if (clauses.Count == 0 || value is not IsPatternExpressionSyntax { Expression: IdentifierNameSyntax tested, Pattern: DeclarationPatternSyntax { Type: SimpleNameSyntax type, Designation: SingleVariableDesignationSyntax variable } } ||
            tested.Identifier.ValueText != parameter || type.Identifier.ValueText != declaration.Identifier.ValueText)
        {
            return null;
        }

        foreach (var clause in clauses)
        {
            foreach (var name in clause.DescendantNodesAndSelf())
            {
                if (name is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == parameter || name is DeclarationPatternSyntax or VarPatternSyntax)
                {
                    return null;
                }
            }
        }

        return (variable.Identifier.ValueText, clauses);
    }

    private static List<(string Name, ITypeSymbol Type)>? FieldsOf(INamedTypeSymbol type)
    {
        var fields = new List<(string, ITypeSymbol)>();
        foreach (var member in type.GetMembers())
        {
            if (member is not IFieldSymbol { IsStatic: false } field)
            {
                continue;
            }

            var name = field.AssociatedSymbol is IPropertySymbol property ? property.Name : field.IsImplicitlyDeclared ? null : field.Name;
            if (name is null or "other" or "obj" || field.IsFixedSizeBuffer || field.RefKind != RefKind.None || field.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic or TypeKind.Error || field.Type.IsRefLikeType)
            {
                return null;
            }

            fields.Add((name, field.Type));
        }

        return fields.Count is 0 or > MaximumFields ? null : fields;
    }

    private static bool HasLayout(INamedTypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "StructLayoutAttribute" or "InlineArrayAttribute")
            {
                return true;
            }
        }

        return false;
    }
}
