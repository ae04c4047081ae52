using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>What a method computes from a row, as text for the place of its call.</content>
internal sealed partial class ClientProjection
{
    private static string? Inlined(Site site, IOperation whole, IAnonymousFunctionOperation lambda, IParameterSymbol row)
    {
        var member = whole switch
        {
            IInvocationOperation call when call.Arguments.Length + (call.Instance is null ? 0 : 1) == 1 && call.TargetMethod is { IsVirtual: false, IsOverride: false, IsAbstract: false, IsGenericMethod: false } => call.TargetMethod.ReducedFrom ?? call.TargetMethod,
            IPropertyReferenceOperation { Property: { IsVirtual: false, IsOverride: false } property } => property.GetMethod,
            _ => null,
        };
        if (member is null || whole.Syntax is not (InvocationExpressionSyntax or MemberAccessExpressionSyntax) || Comments.In(whole.Syntax) ||
            (site.Facts.Bodies.Of(member, site.Cancellation) ?? (member.AssociatedSymbol is { } associated ? site.Facts.Bodies.Of(associated, site.Cancellation) : null)) is not { } body || Result(body) is not { } result ||
            Comments.In(result.Syntax))
        {
            return null;
        }

        // What stands for the row, and what has to be written otherwise where the call stands.
        var edits = new List<(int Start, int Length, string Text)>();
        if (!IsInline(site, result, member, row.Name, whole, edits))
        {
            return null;
        }

        edits.Sort(static (left, right) => right.Start.CompareTo(left.Start));
        var text = new StringBuilder(result.Syntax.ToString());
        var origin = result.Syntax.SpanStart;
        foreach (var (start, length, replacement) in edits)
        {
            text.Remove(start - origin, length).Insert(start - origin, replacement);
        }

        var inlined = text.ToString();
        return inlined.IndexOf('\n') >= 0 && lambda.Syntax.SyntaxTree != result.Syntax.SyntaxTree ? null
            : result.Syntax is BaseObjectCreationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax ? inlined : "(" + inlined + ")";
    }

    private static IOperation? Result(IOperation body)
    {
        var block = body is IMethodBodyOperation whole ? whole.BlockBody ?? whole.ExpressionBody : body as IBlockOperation;
        if (block is not { Operations: [IReturnOperation { ReturnedValue: { } returned }] })
        {
            return null;
        }

        while (returned is IConversionOperation { IsImplicit: true } conversion)
        {
            returned = conversion.Operand;
        }

        return returned;
    }

    // Only what a query computes as memory does: columns, numbers, text put together, choices, objects of them.
    private static bool IsInline(Site site, IOperation value, IMethodSymbol member, string row, IOperation place, List<(int, int, string)> edits)
    {
        if (value.ConstantValue.HasValue)
        {
            return value is ILiteralOperation or IUnaryOperation { Operand: ILiteralOperation } || value is IFieldReferenceOperation { Field.ContainingType: { TypeKind: TypeKind.Enum } kind } && value.Syntax is MemberAccessExpressionSyntax && IsKnown(kind, place);
        }

        switch (value)
        {
            case IParenthesizedOperation parenthesized:
                return IsInline(site, parenthesized.Operand, member, row, place, edits);
            case IConversionOperation { OperatorMethod: null, IsTryCast: false } conversion when Translations.IsScalar(conversion.Type) && (conversion.IsImplicit || conversion.Syntax is CastExpressionSyntax { Type: PredefinedTypeSyntax }):
                return IsInline(site, conversion.Operand, member, row, place, edits);
            case IPropertyReferenceOperation property:
                return IsColumnOfRow(site, property, member, row, edits);
            case IBinaryOperation binary:
                return IsExact(binary) && IsInline(site, binary.LeftOperand, member, row, place, edits) && IsInline(site, binary.RightOperand, member, row, place, edits);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } unary:
                return IsInline(site, unary.Operand, member, row, place, edits);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return IsInline(site, choice.Condition, member, row, place, edits) && IsInline(site, choice.WhenTrue, member, row, place, edits) && IsInline(site, otherwise, member, row, place, edits);
            case ICoalesceOperation coalesce:
                return IsInline(site, coalesce.Value, member, row, place, edits) && IsInline(site, coalesce.WhenNull, member, row, place, edits);
            case IObjectCreationOperation { Type: INamedTypeSymbol type, Constructor: { } constructor } creation:
                return IsCreated(site, creation, type, constructor, member, row, place, edits);
            default:
                return false;
        }
    }

    private static bool IsColumnOfRow(Site site, IPropertyReferenceOperation property, IMethodSymbol member, string row, List<(int, int, string)> edits)
    {
        if (!Translations.IsScalar(property.Type) || !site.Facts.Entities.IsColumn(property.Property) || property.Property.DeclaredAccessibility != Accessibility.Public)
        {
            return false;
        }

        switch (property.Instance)
        {
            case IParameterReferenceOperation { Parameter.ContainingSymbol: var owner } parameter when SymbolEqualityComparer.Default.Equals(owner, member) || owner is IMethodSymbol { IsExtensionMethod: true }:
                edits.Add((parameter.Syntax.SpanStart, parameter.Syntax.Span.Length, row));
                return true;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } instance:
                edits.Add(instance.IsImplicit ? (property.Syntax.SpanStart, 0, row + ".") : (instance.Syntax.SpanStart, instance.Syntax.Span.Length, row));
                return true;
            default:
                return false;
        }
    }

    // Text is compared by the database's collation, and what is divided is rounded by it.
    private static bool IsExact(IBinaryOperation binary)
    {
        if (binary is { OperatorMethod: not null, OperatorMethod.ContainingType.SpecialType: not (SpecialType.System_Decimal or SpecialType.System_String or SpecialType.System_DateTime) } || binary.IsChecked)
        {
            return false;
        }

        var isText = IsText(binary.LeftOperand) || IsText(binary.RightOperand);
        return binary.OperatorKind switch
        {
            BinaryOperatorKind.Add when isText => IsText(binary.LeftOperand) && IsText(binary.RightOperand),
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply => binary.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Decimal,
            BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals => !isText || binary.RightOperand.ConstantValue is { HasValue: true, Value: null },
            BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual => Operations.Unconverted(binary.LeftOperand).Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Decimal or SpecialType.System_DateTime,
            BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr => true,
            _ => false,
        };
    }

    private static bool IsText(IOperation value) => Operations.Unconverted(value).Type?.SpecialType == SpecialType.System_String;

    private static bool IsCreated(Site site, IObjectCreationOperation creation, INamedTypeSymbol type, IMethodSymbol constructor, IMethodSymbol member, string row, IOperation place, List<(int, int, string)> edits)
    {
        if (!IsKnown(type, place) || constructor.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal) || type.IsGenericType || type.ContainingType is not null)
        {
            return false;
        }

        if (creation.Syntax is ImplicitObjectCreationExpressionSyntax implicitly)
        {
            var isBare = implicitly.ArgumentList is { Arguments.Count: 0 } && implicitly.Initializer is not null;
            edits.Add((implicitly.ArgumentList.SpanStart, isBare ? implicitly.ArgumentList.Span.Length : 0, " " + type.Name));
        }
        else if (creation.Syntax is not ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax })
        {
            return false;
        }

        foreach (var argument in creation.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.Explicit || argument.Syntax is ArgumentSyntax { NameColon: not null } || !IsInline(site, argument.Value, member, row, place, edits))
            {
                return false;
            }
        }

        foreach (var entry in creation.Initializer?.Initializers ?? [])
        {
            if (entry is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.SetMethod.DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }, Value: { } assigned } || !IsInline(site, assigned, member, row, place, edits))
            {
                return false;
            }
        }

        return true;
    }

    // The simple name of the type means it where the call stands, too.
    private static bool IsKnown(INamedTypeSymbol type, IOperation place) =>
        place.SemanticModel?.LookupNamespacesAndTypes(place.Syntax.SpanStart, name: type.Name) is [{ } found] && SymbolEqualityComparer.Default.Equals(found, type);
}
