using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Where a private field is used: in the members of its type that mention its name, bound one by one. Ask only for candidates.</summary>
internal sealed class FieldUses(Facts facts, CancellationToken cancellation)
{
    /// <summary>All uses in bodies and initializers of its type and the types around and in it, in the order of the text; the field's own initializer is none.</summary>
    public List<(IFieldReferenceOperation Reference, ISymbol Member)> Of(IFieldSymbol field)
    {
        var uses = new List<(IFieldReferenceOperation, ISymbol)>();
        Find(field.ContainingType.OriginalDefinition, field.OriginalDefinition, uses);
        uses.Sort(static (left, right) => Place(left.Item1).CompareTo(Place(right.Item1)));
        return uses;
    }

    private static (string, int) Place(IOperation operation) => (operation.Syntax.SyntaxTree.FilePath, operation.Syntax.SpanStart);

    private void Find(INamedTypeSymbol type, IFieldSymbol field, List<(IFieldReferenceOperation, ISymbol)> uses)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is INamedTypeSymbol nested)
            {
                Find(nested, field, uses);
            }
            else if (member is IMethodSymbol or IFieldSymbol or IPropertySymbol && Bodies.SyntaxOf(member, cancellation) is { } code && !(member is IPropertySymbol && code is ArrowExpressionClauseSyntax) &&
                BlockingCalls.Mentions(code, field.Name) && facts.Bodies.Of(member, cancellation) is { } body)
            {
                foreach (var operation in body.DescendantsAndSelf())
                {
                    if (operation is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field.OriginalDefinition, field))
                    {
                        uses.Add((reference, member));
                    }
                }
            }
        }
    }
}
