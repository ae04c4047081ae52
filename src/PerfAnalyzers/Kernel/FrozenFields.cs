using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Private readonly fields with a collection that their type makes, never changes and hands to nobody: what is built of it once,
/// beside the field, stays true.
/// </summary>
internal sealed class FrozenFields(Facts facts, CancellationToken cancellation)
{
    /// <summary>Whether a field is one, and code in <paramref name="tree"/> can be given a field beside it. Ask only for candidates: it binds all that mentions the field.</summary>
    public bool Is(IFieldSymbol field, SyntaxTree tree)
    {
        if (field is not { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private, ContainingType: { TypeKind: TypeKind.Class } type } || field.NullableAnnotation == NullableAnnotation.Annotated || !facts.IsOwn(field) ||
            field.DeclaringSyntaxReferences is not [var reference] || reference.SyntaxTree != tree ||
            reference.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax { AttributeLists.Count: 0 } } } declaration)
        {
            return false;
        }

        IOperation? given = null;
        if (declaration.Initializer is not null)
        {
            // An initializer of an instance cannot name another field of it.
            if (!field.IsStatic || facts.Bodies.Of(field, cancellation) is not IFieldInitializerOperation { Value: var initial } || !IsMade(initial))
            {
                return false;
            }

            given = initial;
        }

        foreach (var (use, _) in new FieldUses(facts, cancellation).Of(field))
        {
            if (use.Parent is ISimpleAssignmentOperation assignment && ReferenceEquals(assignment.Target, use))
            {
                if (given is not null || !IsMade(assignment.Value) || !IsStatementOf(assignment, type, tree))
                {
                    return false;
                }

                given = assignment.Value;
            }
            else if (!IndexPlaces.IsReadUse(use) || Operations.Consumer(use) is IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" } or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" } })
            {
                return false;
            }
        }

        return given is not null;
    }

    /// <summary>Whether the key an index is built by can never change: fields and properties that are set when an object is made.</summary>
    public static bool IsSetOnce(IOperation key)
    {
        foreach (var part in key.DescendantsAndSelf())
        {
            if (part is IFieldReferenceOperation { Field.IsReadOnly: false } || part is IPropertyReferenceOperation { Property: var property } && !IsSetOnce(property))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSetOnce(IPropertySymbol property)
    {
        if (property.SetMethod is { IsInitOnly: false } || property.IsVirtual || property.IsOverride)
        {
            return false;
        }

        foreach (var member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { AssociatedSymbol: { } kept } && SymbolEqualityComparer.Default.Equals(kept, property))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMade(IOperation value)
    {
        value = Operations.Unconverted(value);
        return IndexPlaces.IsMade(value) && (value is not IObjectCreationOperation { Type: { } type } || Dispatch.IsFramework(type.ContainingAssembly));
    }

    // In the one constructor that each object runs through.
    private static bool IsStatementOf(ISimpleAssignmentOperation assignment, INamedTypeSymbol type, SyntaxTree tree)
    {
        if (assignment.Syntax.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax { Parent: ConstructorDeclarationSyntax constructor } } || constructor.SyntaxTree != tree)
        {
            return false;
        }

        foreach (var other in assignment.Target is IFieldReferenceOperation { Field.IsStatic: true } ? type.StaticConstructors : type.InstanceConstructors)
        {
            if (other.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not ConstructorDeclarationSyntax declared || declared != constructor && !declared.Initializer.IsKind(SyntaxKind.ThisConstructorInitializer))
            {
                return false;
            }
        }

        return true;
    }
}
