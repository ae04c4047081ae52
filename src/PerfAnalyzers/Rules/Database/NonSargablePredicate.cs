using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A filter compares what is computed from a column, which no index of the column holds.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class NonSargablePredicate() : PerfRule(Rule)
{
    /// <summary>Fix shape: the comparison becomes one of the column itself.</summary>
    public const string RangeShape = "range";

    /// <summary>Key of the comparison to write instead.</summary>
    public const string TextKey = "text";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1110", Categories.Database, DiagnosticSeverity.Warning,
        title: "A filter computes with the column, so that no index can be used",
        message: "'{0}' is computed for every row before it is compared, and no index of '{1}' helps; compare the column itself{2}",
        description: "An index holds the values of a column in order. What is computed from them is in no order: the database reads the whole table and computes it for each row.");

    private enum Kind
    {
        None,
        Date,
        Year,
        Prefix,
        Case,
        Other,
    }

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed)
        {
            context.On(static site => Check(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void Check(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is not { IsExtensionMethod: true, Name: "Where" or "First" or "FirstAsync" or "FirstOrDefault" or "FirstOrDefaultAsync" or "Single" or "SingleAsync" or "SingleOrDefault" or "SingleOrDefaultAsync" or "Any" or "AnyAsync" or "Count" or "CountAsync" or "LongCount" or "LongCountAsync" } ||
            call.Arguments.Length < 2 || PredicateOf(call.Arguments[1].Value) is not { } predicate || Operations.IsInExpressionTree(call) || site.Facts.Queries.Of(call.Arguments[0].Value) is not { Origin: QueryOrigin.Database } query || RareCode.Is(site))
        {
            return;
        }

        var parts = new List<IOperation>();
        Split(predicate, parts);
        foreach (var part in parts)
        {
            if (part is IBinaryOperation comparison && Computed(site.Facts, comparison, out var isLeft) is { } found)
            {
                var computed = isLeft ? comparison.LeftOperand : comparison.RightOperand;
                var rewritten = isLeft ? Rewritten(comparison, comparison.RightOperand, found.Column, found.Kind, computed) : null;
                Report(site, query, parts, part, computed, found, rewritten);
                return;
            }

            if (part is IInvocationOperation test && TestedBy(test) is { } tested && Computed(site.Facts, tested) is { } known)
            {
                Report(site, query, parts, part, tested, known, null);
                return;
            }
        }
    }

    // c.Name.ToLower().Equals(name), string.Equals(c.Name.ToLower(), name), c.Name.ToLower().StartsWith(name), names.Contains(c.Name.ToLower())
    private static IOperation? TestedBy(IInvocationOperation test)
    {
        switch (test.TargetMethod.Name)
        {
            case "Equals" or "StartsWith" when test is { Instance: { } left, Arguments: [{ Value: { } right }] } && !Translations.MentionsRow(right):
                return left;
            case "Equals" when test is { Instance: null, Arguments: [{ Value: { } first }, { Value: { } second }] } && !Translations.MentionsRow(second):
                return first;
            case "Contains" when test is { Instance: { Type.SpecialType: not SpecialType.System_String } list, Arguments: [{ Value: { } element }] } && !Translations.MentionsRow(list):
                return element;
            case "Contains" when test is { Instance: null, Arguments: [{ Value: { } list }, { Value: { } element }] } && !Translations.MentionsRow(list):
                return element;
            default:
                return null;
        }
    }

    // Few rows are left where another condition finds them by an index: what is computed for them does not matter.
    private static bool IsResidual(Facts facts, QueryChain query, List<IOperation> parts)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name == "Where" && step.Arguments.Length > 1 && PredicateOf(step.Arguments[1].Value) is { } earlier)
            {
                Split(earlier, parts);
            }
        }

        foreach (var part in parts)
        {
            if (IsIndexedEquality(facts, part))
            {
                return true;
            }
        }

        return false;
    }

    private static void Report(Site site, QueryChain query, List<IOperation> parts, IOperation condition, IOperation computed, (IPropertyReferenceOperation Column, Kind Kind) found, string? rewritten)
    {
        var location = Locations.OfExpression(computed.Syntax);
        if (!Locations.IsOneLine(location) || IsResidual(site.Facts, query, parts))
        {
            return;
        }

        var column = found.Column.Property;
        var properties = rewritten is null || Comments.In(condition.Syntax) ? null : FixProperties.Of(RangeShape).Add(TextKey, rewritten);
        object[] arguments = [Locations.ShortText(computed.Syntax) ?? column.Name, column.Name, found.Kind switch { Kind.Date or Kind.Year => " with the bounds of a range", Kind.Prefix => " by 'StartsWith'", Kind.Case => ", under a collation that ignores case", _ => "" }];
        Location[] related = [condition.Syntax.GetLocation()];
        if (IsIndexed(site.Facts, column))
        {
            site.Report(Rule, location, related, properties, arguments);
        }
        else
        {
            site.Suggest(Rule, location, related, properties, arguments);
        }
    }

    private static IOperation? PredicateOf(IOperation argument)
    {
        argument = Operations.Unconverted(argument);
        var lambda = (argument is IDelegateCreationOperation creation ? creation.Target : argument) as IAnonymousFunctionOperation;
        return lambda is { Symbol.Parameters.Length: 1, Body.Operations: [IReturnOperation { ReturnedValue: { } value }] } ? value : null;
    }

    private static void Split(IOperation predicate, List<IOperation> parts)
    {
        if (predicate is IParenthesizedOperation parenthesized)
        {
            Split(parenthesized.Operand, parts);
        }
        else if (predicate is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both)
        {
            Split(both.LeftOperand, parts);
            Split(both.RightOperand, parts);
        }
        else
        {
            parts.Add(predicate);
        }
    }

    private static bool IsIndexedEquality(Facts facts, IOperation part) =>
        part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality && (IsIndexedColumn(facts, equality.LeftOperand) || IsIndexedColumn(facts, equality.RightOperand)) ||
        part is IInvocationOperation test && TestedBy(test) is { } tested && test.TargetMethod.Name != "StartsWith" && IsIndexedColumn(facts, tested);

    // m.BoxId, m.Box.OwnerId
    private static bool IsIndexedColumn(Facts facts, IOperation value) =>
        ColumnOf(facts, value) is { } column ? IsIndexed(facts, column.Property) || IsForeignKey(column.Property)
        : Operations.Unconverted(value) is IPropertyReferenceOperation { Instance: IPropertyReferenceOperation, Property: { ContainingType.IsAnonymousType: false } far } && far.Name.EndsWith("Id", StringComparison.Ordinal) && Translations.MentionsRow(value);

    private static bool IsForeignKey(IPropertySymbol property) =>
        property.Name.EndsWith("Id", StringComparison.Ordinal) && property.Name.Length > 2 && !property.ContainingType.GetMembers(property.Name.Substring(0, property.Name.Length - 2)).IsEmpty;

    private static (IPropertyReferenceOperation Column, Kind Kind)? Computed(Facts facts, IBinaryOperation comparison, out bool isLeft)
    {
        isLeft = true;
        if (comparison.OperatorKind is not (BinaryOperatorKind.Equals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual))
        {
            return null;
        }

        if (Computed(facts, comparison.LeftOperand) is { } left && !Translations.MentionsRow(comparison.RightOperand))
        {
            return left;
        }

        isLeft = false;
        return Computed(facts, comparison.RightOperand) is { } right && !Translations.MentionsRow(comparison.LeftOperand) ? right : null;
    }

    private static (IPropertyReferenceOperation Column, Kind Kind)? Computed(Facts facts, IOperation operand)
    {
        operand = Operations.Unconverted(operand);
        switch (operand)
        {
            case IPropertyReferenceOperation { Property: { Name: "Date" or "Year", ContainingType.SpecialType: SpecialType.System_DateTime } part, Instance: { } date }:
                return ColumnOf(facts, date) is { } dated ? (dated, part.Name == "Date" ? Kind.Date : Kind.Year) : null;
            case IInvocationOperation { TargetMethod: { Name: "Substring", ContainingType.SpecialType: SpecialType.System_String }, Instance: { } text, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: 0 } }, _] }:
                return ColumnOf(facts, text) is { } cut ? (cut, Kind.Prefix) : null;
            case IInvocationOperation { TargetMethod: { Name: "Trim" or "TrimStart" or "TrimEnd" or "ToLower" or "ToUpper", ContainingType.SpecialType: SpecialType.System_String } function, Instance: { } trimmed, Arguments.Length: 0 }:
                return ColumnOf(facts, trimmed) is { } changed ? (changed, function.Name is "ToLower" or "ToUpper" ? Kind.Case : Kind.Other) : null;
            case IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.Length: 0 }, Instance: { } number } when Translations.IsScalar(number.Type) && number.Type!.SpecialType != SpecialType.System_String && number.Type.TypeKind != TypeKind.Enum:
                return ColumnOf(facts, number) is { } written ? (written, Kind.Other) : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide, Type.SpecialType: not SpecialType.System_String } sum:
                return ColumnOf(facts, sum.LeftOperand) is { } first && !Translations.MentionsRow(sum.RightOperand) ? (first, Kind.Other) : ColumnOf(facts, sum.RightOperand) is { } second && !Translations.MentionsRow(sum.LeftOperand) ? (second, Kind.Other) : null;
            default:
                return null;
        }
    }

    private static IPropertyReferenceOperation? ColumnOf(Facts facts, IOperation value)
    {
        value = Operations.Unconverted(value);
        if (value is IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } nullable })
        {
            value = Operations.Unconverted(nullable);
        }

        return facts.Entities.ColumnAt(value);
    }

    // The key, or the first column of an index: by attribute, configuration or snapshot.
    private static bool IsIndexed(Facts facts, IPropertySymbol property) => facts.Entities.Indexes.IsDeclared(property, property.ContainingType);

    // Only where both mean the same for every value.
    private static string? Rewritten(IBinaryOperation comparison, IOperation value, IPropertyReferenceOperation column, Kind kind, IOperation computed)
    {
        if (column.Type?.SpecialType is not (SpecialType.System_DateTime or SpecialType.System_String))
        {
            return null;
        }

        var (name, bound) = (column.Syntax.ToString(), value.Syntax.ToString());
        switch (kind)
        {
            case Kind.Date when IsDay(value):
                return comparison.OperatorKind switch
                {
                    BinaryOperatorKind.Equals => $"{name} >= {bound} && {name} < {bound}.AddDays(1)",
                    BinaryOperatorKind.GreaterThanOrEqual => $"{name} >= {bound}",
                    BinaryOperatorKind.LessThan => $"{name} < {bound}",
                    BinaryOperatorKind.GreaterThan => $"{name} >= {bound}.AddDays(1)",
                    _ => $"{name} < {bound}.AddDays(1)",
                };
            case Kind.Year when value.Syntax is IdentifierNameSyntax or LiteralExpressionSyntax && comparison.OperatorKind == BinaryOperatorKind.Equals && value.Type?.SpecialType == SpecialType.System_Int32:
                return $"{name} >= new DateTime({bound}, 1, 1) && {name} < new DateTime({bound} + 1, 1, 1)";
            case Kind.Prefix when Operations.Unconverted(computed) is IInvocationOperation { Arguments: [_, { Value.ConstantValue: { HasValue: true, Value: int length } }] } && value.ConstantValue is { HasValue: true, Value: string text } && text.Length == length && comparison.OperatorKind == BinaryOperatorKind.Equals:
                return $"{name}.StartsWith({bound})";
            default:
                return null;
        }
    }

    // DateTime.Today, since.Date
    private static bool IsDay(IOperation value) => Operations.Unconverted(value) is IPropertyReferenceOperation { Property: { Name: "Date" or "Today", ContainingType.SpecialType: SpecialType.System_DateTime } };
}
