using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether what builds an object can move into a static field of its type.</summary>
internal static class FieldMoves
{
    /// <summary>Whether a static field of the type around <paramref name="member"/> can hold the expression as it is written.</summary>
    public static bool IsMovable(IOperation built, HoistTraits traits, ISymbol member)
    {
        if ((traits & (HoistTraits.PerTypeArgument | HoistTraits.Immovable)) != 0 || built.Syntax.ContainsDirectives)
        {
            return false;
        }

        for (var type = member.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.Arity > 0 || type.IsImplicitlyDeclared)
            {
                return false;
            }
        }

        var around = built.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>(static type => type is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or InterfaceDeclarationSyntax);
        return around is not null && !around.OpenBraceToken.IsMissing && !MentionsTypeParameter(built.Syntax);
    }

    /// <summary>Whether settings can be written as an initializer: they directly follow the declaration and set each property once.</summary>
    public static bool CanFold(IOperation built, List<IOperation> settings)
    {
        if (settings.Count == 0)
        {
            return true;
        }

        if (built is not IObjectCreationOperation { Initializer: null } || built.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { Parent: BlockSyntax block } declaration)
        {
            return false;
        }

        var first = block.Statements.IndexOf(declaration) + 1;
        var assigned = new List<ISymbol?>();
        ISymbol? added = null;
        for (var i = 0; i < settings.Count; i++)
        {
            if (first + i >= block.Statements.Count || settings[i].Syntax.Parent != block.Statements[first + i] || settings[i].Syntax.ContainsDirectives || MentionsTypeParameter(settings[i].Syntax))
            {
                return false;
            }

            var isAssignment = settings[i] is ISimpleAssignmentOperation;
            var property = Operations.SymbolOf(isAssignment ? ((ISimpleAssignmentOperation)settings[i]).Target : ((IInvocationOperation)settings[i]).Instance!);
            if (!isAssignment && SymbolEqualityComparer.Default.Equals(property, added))
            {
                continue;
            }

            foreach (var other in assigned)
            {
                if (SymbolEqualityComparer.Default.Equals(other, property))
                {
                    return false;
                }
            }

            assigned.Add(property);
            added = isAssignment ? null : property;
        }

        return true;
    }

    private static bool MentionsTypeParameter(SyntaxNode syntax)
    {
        foreach (var around in syntax.Ancestors())
        {
            var parameters = around switch
            {
                MethodDeclarationSyntax method => method.TypeParameterList,
                LocalFunctionStatementSyntax function => function.TypeParameterList,
                _ => null,
            };
            if (parameters is null)
            {
                continue;
            }

            foreach (var node in syntax.DescendantNodes())
            {
                foreach (var parameter in parameters.Parameters)
                {
                    if (node is IdentifierNameSyntax name && name.Identifier.ValueText == parameter.Identifier.ValueText)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
