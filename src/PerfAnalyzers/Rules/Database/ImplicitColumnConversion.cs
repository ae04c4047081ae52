using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A value of another type makes the database convert the column, row by row, before it compares.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ImplicitColumnConversion() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1203", Categories.Database, DiagnosticSeverity.Info,
        title: "A column is converted to the type of the value it is compared with",
        message: "'{0}' is converted for every row before it is compared with {1}, and no index of it helps; {2}",
        description: "Where types differ, the wider one wins: the column is converted, not the value. Its index holds what is not converted.");

    protected override void Start(RuleContext context)
    {
        if (!context.Facts.Entities.IsUsed)
        {
            return;
        }

        context.On(static site => OnComparison(site, (IBinaryOperation)site.Operation), OperationKind.Binary);
        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    // o.CustomerId == customer where customer is a long: CAST(CustomerId AS bigint) = @customer
    private static void OnComparison(Site site, IBinaryOperation comparison)
    {
        if (comparison.OperatorKind is not (BinaryOperatorKind.Equals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual) ||
            (Widened(comparison.LeftOperand) ?? Widened(comparison.RightOperand)) is not { } column)
        {
            return;
        }

        var isLeft = Widened(comparison.LeftOperand) is not null;
        var value = isLeft ? comparison.RightOperand : comparison.LeftOperand;
        if (column.Instance is not IParameterReferenceOperation { Parameter: var row } || Operations.Mentions(value, row) || value.ConstantValue.HasValue || Filter(site.Facts, comparison, row) is not { } filter || !site.Facts.Entities.IsColumn(column.Property) ||
            column.Property.ContainingType is not { } entity || !site.Facts.Entities.Indexes.IsLeading(column.Property, entity) ||
            RareCode.IsNamed(site.ContainingSymbol) || site.Facts.Heat.Of(filter, site.ContainingSymbol) == HeatLevel.Cold)
        {
            return;
        }

        var location = Locations.OfExpression(column.Syntax);
        if (Locations.IsOneLine(location))
        {
            site.Report(Rule, location, [value.Syntax.GetLocation()], null, column.Property.Name, $"a '{NameOf(Operations.Unconverted(value).Type)}'", $"convert the value to '{NameOf(column.Type)}' before");
        }
    }

    // The mapper itself takes back conversions to int, and from float to double.
    private static IPropertyReferenceOperation? Widened(IOperation operand)
    {
        var target = Bare(operand.Type);
        if (operand is not IConversionOperation { IsImplicit: true, OperatorMethod: null or { ContainingType.SpecialType: SpecialType.System_Decimal } } || Operations.Unconverted(operand) is not IPropertyReferenceOperation column || Bare(column.Type) is not { } source)
        {
            return null;
        }

        var isWidened = target?.SpecialType is SpecialType.System_Int64 or SpecialType.System_Decimal or SpecialType.System_Double or SpecialType.System_Single &&
            source.SpecialType is SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Byte;
        return isWidened && target!.SpecialType != source.SpecialType ? column : null;
    }

    // The call whose filter the lambda is, of a query on the database.
    private static IInvocationOperation? Filter(Facts facts, IOperation comparison, IParameterSymbol row)
    {
        for (var current = comparison.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IAnonymousFunctionOperation lambda:
                    if (!SymbolEqualityComparer.Default.Equals(lambda.Symbol, row.ContainingSymbol))
                    {
                        return null;
                    }

                    break;
                case IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: "Where" or "First" or "FirstAsync" or "FirstOrDefault" or "FirstOrDefaultAsync" or "Single" or "SingleAsync" or "SingleOrDefault" or "SingleOrDefaultAsync" or "Any" or "AnyAsync" or "Count" or "CountAsync" }, Arguments: [var source, ..] } call:
                    return !Operations.IsInExpressionTree(call) && facts.Queries.Of(source.Value) is { Origin: QueryOrigin.Database } ? call : null;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } or IConversionOperation or IDelegateCreationOperation or IArgumentOperation or IParenthesizedOperation or IReturnOperation or IBlockOperation:
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    // connection.Query<Customer>("… where Code = @code", new { code }), command.Parameters.AddWithValue("@code", code)
    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is { ContainingType: { Name: "SqlMapper", ContainingNamespace.Name: "Dapper" } } && TextOf(call) is { } sql)
        {
            foreach (var argument in call.Arguments)
            {
                if (Operations.Unconverted(argument.Value) is IAnonymousObjectCreationOperation { Initializers: var members })
                {
                    foreach (var member in members)
                    {
                        if (member is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Type.SpecialType: SpecialType.System_String } property } } assignment)
                        {
                            Compare(site, sql, property.Name, assignment.Syntax, "'DbString' with 'IsAnsi' sends it as it is stored");
                        }
                    }
                }
            }
        }
        else if (call is { TargetMethod.Name: "AddWithValue", Arguments: [var name, var value] } && name.Value.ConstantValue is { HasValue: true, Value: string parameter } && Operations.Unconverted(value.Value).Type?.SpecialType == SpecialType.System_String &&
            call.Instance is IPropertyReferenceOperation { Property.Name: "Parameters", Instance: { } command } && CommandText(command) is { } text)
        {
            Compare(site, text, parameter.TrimStart('@'), value.Syntax, "a parameter of 'SqlDbType.VarChar' sends it as it is stored");
        }
    }

    private static void Compare(Site site, string sql, string parameter, SyntaxNode at, string way)
    {
        // SQL Server takes texts for nvarchar, which is wider than varchar. Other databases know one kind of text.
        if (!SourceFiles.Mention(site.Facts.Compilation, "UseSqlServer", "SqlConnection"))
        {
            return;
        }

        foreach (var column in ComparedWith(sql, parameter))
        {
            foreach (var property in site.Facts.Entities.TextColumns.Named(column))
            {
                if (SqlText.Mentions(sql, property.ContainingType.Name) || site.Facts.Entities.SetNameOf(property.ContainingType) is { } set && SqlText.Mentions(sql, set))
                {
                    var location = Locations.OfExpression(at);
                    if (Locations.IsOneLine(location) && !RareCode.Is(site))
                    {
                        site.Report(Rule, location, null, null, property.Name, "Unicode text", way);
                    }

                    return;
                }
            }
        }
    }

    // … c.Code = @code …: the words before each comparison with the parameter.
    private static IEnumerable<string> ComparedWith(string sql, string parameter)
    {
        for (var at = sql.IndexOf("@" + parameter, StringComparison.OrdinalIgnoreCase); at >= 0; at = sql.IndexOf("@" + parameter, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + 1 + parameter.Length;
            if (end < sql.Length && (char.IsLetterOrDigit(sql[end]) || sql[end] == '_'))
            {
                continue;
            }

            var before = sql.Substring(0, at).TrimEnd();
            before = before.EndsWith("like", StringComparison.OrdinalIgnoreCase) ? before.Substring(0, before.Length - 4) : before.TrimEnd('=', '<', '>');
            before = before.TrimEnd().TrimEnd(']', '"');
            var start = before.Length;
            while (start > 0 && (char.IsLetterOrDigit(before[start - 1]) || before[start - 1] == '_'))
            {
                start--;
            }

            if (start < before.Length)
            {
                yield return before.Substring(start);
            }
        }
    }

    private static string? TextOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { Type.SpecialType: SpecialType.System_String, Name: "sql" })
            {
                return Constant(argument.Value);
            }
        }

        return null;
    }

    private static string? CommandText(IOperation command)
    {
        if (Operations.SymbolOf(command) is not ILocalSymbol local)
        {
            return null;
        }

        if (Writes.OnlyValue(local, Operations.Root(command)) is IObjectCreationOperation { Arguments: [var text, ..] } && Constant(text.Value) is { } given)
        {
            return given;
        }

        foreach (var part in Operations.Root(command).Descendants())
        {
            if (part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "CommandText", Instance: ILocalReferenceOperation target } } assignment && SymbolEqualityComparer.Default.Equals(target.Local, local))
            {
                return Constant(assignment.Value);
            }
        }

        return null;
    }

    private static string? Constant(IOperation value)
    {
        value = Operations.Unconverted(value);
        return (value is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(value)) is { } only ? only : value).ConstantValue is { HasValue: true, Value: string text } ? text : null;
    }

    private static ITypeSymbol? Bare(ITypeSymbol? type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type;

    private static string NameOf(ITypeSymbol? type) => Bare(type)?.SpecialType switch
    {
        SpecialType.System_Int16 => "short",
        SpecialType.System_Int32 => "int",
        SpecialType.System_Int64 => "long",
        SpecialType.System_Byte => "byte",
        SpecialType.System_Decimal => "decimal",
        SpecialType.System_Double => "double",
        SpecialType.System_Single => "float",
        _ => Bare(type)?.Name ?? "wider value",
    };
}
