using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A query filters, orders or joins by a column that no index of the model begins with.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class FilterWithoutIndex() : PerfRule(Rule)
{
    /// <summary>Fix shape: an index where the entity is configured.</summary>
    public const string IndexShape = "index";

    private const int FewColumns = 3;

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1111", Categories.Database, DiagnosticSeverity.Info,
        title: "A query goes by a column that no index begins with",
        message: "No index of '{0}' begins with '{1}': the database reads the whole table to {2} it; add one ('HasIndex')",
        description: "Without an index that begins with the column, the database looks at every row. With one it goes to those it wants.",
        enabled: false);

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed)
        {
            context.On(static site => Check(site), OperationKind.Invocation, OperationKind.Loop);
        }
    }

    private static void Check(Site site)
    {
        var facts = site.Facts;
        if (site.Operation is IInvocationOperation { TargetMethod.IsExtensionMethod: false } || facts.RoundTrips.Of(site.Operation) is not { Query: { Origin: QueryOrigin.Database } query } ||
            facts.Entities.EntityOf(query.Root.Type) is not INamedTypeSymbol entity || !MayGrow(facts, entity) || !facts.Entities.Indexes.IsInFullView(entity))
        {
            return;
        }

        var clauses = new List<IOperation>();
        IPropertyReferenceOperation? order = null;
        IPropertyReferenceOperation? join = null;
        var isCut = site.Operation is IInvocationOperation { TargetMethod.Name: { } name } && name.StartsWith("First", StringComparison.Ordinal);
        foreach (var step in query.Operators)
        {
            switch (step.TargetMethod.Name)
            {
                case "Where":
                    if (!Split(step, clauses))
                    {
                        return;
                    }

                    break;
                case "OrderBy" or "OrderByDescending":
                    order ??= Selected(facts, step, 1);
                    break;
                case "Take":
                    isCut = true;
                    break;
                case "Join" or "LeftJoin" or "GroupJoin":
                    join ??= Unindexed(facts, Selected(facts, step, 2), entity) is { } outer && Selected(facts, step, 3) is { } inner && inner.Property.ContainingType is { } joined && Unindexed(facts, inner, joined) is not null && facts.Entities.Indexes.IsInFullView(joined) ? outer : null;
                    break;
                case "Select" or "Include" or "ThenInclude" or "ThenBy" or "ThenByDescending" or "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "AsTracking" or "AsSplitQuery" or "AsSingleQuery" or "TagWith" or "Skip" or "Distinct" or "IgnoreQueryFilters":
                    break;
                default:
                    return;
            }
        }

        if (site.Operation is IInvocationOperation { Arguments.Length: > 1 } call && call.Arguments[1].Parameter?.Name == "predicate" && !Split(call, clauses) || RareCode.Is(site))
        {
            return;
        }

        if (Unanswered(facts, clauses, entity, out var isCovered) is { } column)
        {
            Report(site, column, entity, "filter by");
        }
        else if (!isCovered && clauses.Count == 0 && isCut && Unindexed(facts, order, entity) is { } sorted)
        {
            Report(site, sorted, entity, "order by");
        }
        else if (!isCovered && clauses.Count == 0 && join is not null)
        {
            Report(site, join, entity, "join by");
        }
    }

    private static void Report(Site site, IPropertyReferenceOperation column, INamedTypeSymbol entity, string purpose)
    {
        var location = column.Syntax is MemberAccessExpressionSyntax access ? access.Name.GetLocation() : Locations.OfExpression(column.Syntax);
        if (!IsOnLineOf(site.Operation, location) || !IsToldOtherwise(site))
        {
            site.Report(Rule, location, [Locations.OfExpression(site.Operation.Syntax)], FixProperties.Of(IndexShape), entity.Name, column.Property.Name, purpose);
        }
    }

    // What else is wrong with the line shows without knowing how large the table is.
    private static bool IsToldOtherwise(Site site)
    {
        var facts = site.Facts;
        if (LoadFaults.HasWorse(facts, site.Operation, site.ContainingSymbol, site.Cancellation))
        {
            return true;
        }

        if (EntityLoad.Of(facts, site.Operation) is not { } load)
        {
            return site.Operation is IInvocationOperation { TargetMethod.Name: "ForEachAsync" } && ReadOnlyLoads.IsInUnitOfWork(facts, site.Operation, site.Cancellation);
        }

        var uses = EntityUses.Of(facts, load, site.Cancellation);
        return uses.OnlyReads && !uses.IsReturned && !uses.IsServed && uses.Columns.Count == 0 || load.IsMany && ReadOnlyLoads.IsInUnitOfWork(facts, site.Operation, site.Cancellation) ||
            OverFetches.Of(facts, load, site.Cancellation) is not null || ReadOnlyLoads.Of(facts, load, site.ContainingSymbol, site.Cancellation) is not null;
    }

    private static bool IsOnLineOf(IOperation operation, Location location) =>
        (operation is IInvocationOperation ? Locations.OfCall(operation) : Locations.OfLoop(operation.Syntax)).GetLineSpan().StartLinePosition.Line == location.GetLineSpan().StartLinePosition.Line;

    // Lookup tables are read whole anyway.
    private static bool MayGrow(Facts facts, INamedTypeSymbol entity) =>
        facts.Entities.ColumnsOf(entity).Length > FewColumns && !NamedFew.IsName(entity.Name) && !facts.Entities.Configures(entity, "HasData");

    private static bool Split(IInvocationOperation filter, List<IOperation> clauses)
    {
        var argument = Operations.Unconverted(filter.Arguments[1].Value);
        if ((argument is IDelegateCreationOperation creation ? creation.Target : argument) is not IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } value }] })
        {
            return false;
        }

        Split(value, clauses);
        return true;
    }

    private static void Split(IOperation predicate, List<IOperation> clauses)
    {
        predicate = Operations.Unconverted(predicate);
        if (predicate is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both)
        {
            Split(both.LeftOperand, clauses);
            Split(both.RightOperand, clauses);
        }
        else
        {
            clauses.Add(predicate);
        }
    }

    // The first column that is compared, when no clause is answered by an index, and none is of a kind that might be.
    private static IPropertyReferenceOperation? Unanswered(Facts facts, List<IOperation> clauses, INamedTypeSymbol entity, out bool isCovered)
    {
        IPropertyReferenceOperation? first = null;
        isCovered = false;
        foreach (var clause in clauses)
        {
            if (IsFlag(clause))
            {
                continue;
            }

            if (clause is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } comparison ||
                (facts.Entities.ColumnAt(comparison.LeftOperand) ?? facts.Entities.ColumnAt(comparison.RightOperand)) is not { } column || Translations.MentionsRow(facts.Entities.ColumnAt(comparison.LeftOperand) is not null ? comparison.RightOperand : comparison.LeftOperand) ||
                facts.Entities.Indexes.IsLeading(column.Property, entity))
            {
                isCovered = true;
                return null;
            }

            first ??= IsSelective(column.Type) && !IsPeriod(column.Property) ? column : null;
        }

        return first;
    }

    // An index of two values helps nobody; beside others they do not matter.
    private static bool IsFlag(IOperation clause) => clause switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } unary => IsFlag(Operations.Unconverted(unary.Operand)),
        IPropertyReferenceOperation { Instance: IParameterReferenceOperation, Type.SpecialType: SpecialType.System_Boolean } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } comparison => IsOwnColumn(comparison.LeftOperand) || IsOwnColumn(comparison.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison => (IsOwnColumn(comparison.LeftOperand) || IsOwnColumn(comparison.RightOperand)) && !IsSelective(Operations.Unconverted(comparison.LeftOperand).Type),
        _ => false,
    };

    private static bool IsOwnColumn(IOperation value) => Operations.Unconverted(value) is IPropertyReferenceOperation { Instance: IParameterReferenceOperation };

    private static bool IsSelective(ITypeSymbol? type)
    {
        type = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type;
        return type is { SpecialType: not (SpecialType.System_Boolean or SpecialType.System_Byte), TypeKind: not TypeKind.Enum };
    }

    // Numbers of years and months are few, whatever the table holds.
    private static bool IsPeriod(IPropertySymbol column) => column.Name is "Year" or "Month" or "Week" or "Quarter" or "Day" or "Hour" && column.Type.SpecialType != SpecialType.System_DateTime;

    private static IPropertyReferenceOperation? Selected(Facts facts, IInvocationOperation step, int argument)
    {
        if (step.Arguments.Length <= argument)
        {
            return null;
        }

        var value = Operations.Unconverted(step.Arguments[argument].Value);
        return (value is IDelegateCreationOperation creation ? creation.Target : value) is IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } selected }] } ? facts.Entities.ColumnAt(selected) : null;
    }

    private static IPropertyReferenceOperation? Unindexed(Facts facts, IPropertyReferenceOperation? column, INamedTypeSymbol entity) =>
        column is not null && IsSelective(column.Type) && !IsPeriod(column.Property) && !facts.Entities.Indexes.IsLeading(column.Property, entity) ? column : null;
}
