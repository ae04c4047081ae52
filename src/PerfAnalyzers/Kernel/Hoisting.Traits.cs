using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

// What objects hold, what lambdas capture, and what stands in the way of a static field.
internal sealed partial class Hoisting
{
    // Of library types this is what the word says; a type with code here is looked at.
    private static bool HoldsNothing(INamedTypeSymbol type)
    {
        for (var current = type; current is { DeclaringSyntaxReferences.Length: > 0 }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IFieldSymbol { IsStatic: false } field && !(field.IsReadOnly && IsImmutable(field.Type)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsImmutable(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_String or SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_Int32 or SpecialType.System_Int64
            or SpecialType.System_Double or SpecialType.System_Decimal or SpecialType.System_Single or SpecialType.System_Byte or SpecialType.System_Int16 ||
        type.TypeKind is TypeKind.Enum or TypeKind.Delegate ||
        type is { Name: "TimeSpan" or "Type", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } ||
        Operations.IsExpressionTree(type);

    private static bool Captures(IAnonymousFunctionOperation lambda, ref HoistTraits traits)
    {
        foreach (var operation in lambda.Descendants())
        {
            var outer = operation switch
            {
                IParameterReferenceOperation parameter => parameter.Parameter,
                ILocalReferenceOperation local => local.Local,
                _ => (ISymbol?)null,
            };
            if (outer is not null && !Operations.IsDeclaredIn(outer, lambda.Syntax))
            {
                if (!operation.ConstantValue.HasValue)
                {
                    return true;
                }

                traits |= HoistTraits.Immovable;
            }

            if (operation is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance })
            {
                return true;
            }

            if (operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } or IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction })
            {
                return true;
            }
        }

        return false;
    }

    // Static fields are initialised in the order of their text: what a static constructor or another part of the type assigns
    // may come later than a field that would need it.
    private void MindOrder(ISymbol member, IOperation use, ref HoistTraits traits)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();
            var isSameType = false;
            foreach (var around in use.Syntax.AncestorsAndSelf())
            {
                isSameType |= ReferenceEquals(around, declaration);
            }

            if (isSameType ? Bodies.SyntaxOf(member, cancellation) is null : use.SemanticModel is { } model && IsAround(member.ContainingType, use, model))
            {
                traits |= HoistTraits.Immovable;
            }
        }
    }

    private bool IsAround(INamedTypeSymbol type, IOperation use, SemanticModel model)
    {
        for (var current = model.GetEnclosingSymbol(use.Syntax.SpanStart, cancellation); current is not null; current = current.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(current, type))
            {
                return true;
            }
        }

        return false;
    }

    private static void Mind(ITypeSymbol? type, ref HoistTraits traits)
    {
        switch (type)
        {
            case ITypeParameterSymbol:
                traits |= HoistTraits.PerTypeArgument;
                break;
            case IArrayTypeSymbol array:
                Mind(array.ElementType, ref traits);
                break;
            case INamedTypeSymbol named:
                foreach (var argument in named.TypeArguments)
                {
                    Mind(argument, ref traits);
                }

                if (named.ContainingType is { } outer)
                {
                    Mind(outer, ref traits);
                }

                break;
        }
    }

    private bool IsOwn(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, facts.Compilation.Assembly);
}
