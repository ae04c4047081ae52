using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>Which operators, terminals, sets and keys keep their meaning for many keys.</content>
internal sealed partial record KeyLookup
{
    // Text compares by the collation of the database, numbers with a scale and times by the column's precision.
    private static bool IsExact(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64 ||
        type is { Name: "Guid", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static ITypeSymbol Underlying(ITypeSymbol type) => IsNullable(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    // Sums of nothing are 0; maxima of nothing are null, or an exception that a grouped query would not throw.
    private static bool HasAnswerWithoutRows(LookupAnswer answer, ITypeSymbol? type) =>
        type is not null && (answer == LookupAnswer.Sum ? type.IsValueType && !IsNullable(type) : !type.IsValueType || IsNullable(type));

    private static bool KeepsRows(string name) => name is
        "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Include" or "ThenInclude" or "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or
        "AsTracking" or "AsSplitQuery" or "AsSingleQuery" or "IgnoreQueryFilters" or "IgnoreAutoIncludes" or "TagWith";

    // Queryable.First(db.Customers, …) is left as it is.
    private static bool IsChained(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } && call.Arguments[0].Syntax is not ArgumentSyntax;

    private static bool IsUntracking(IInvocationOperation step) => step.TargetMethod.Name is "AsNoTracking" or "AsNoTrackingWithIdentityResolution";

    private static LookupAnswer? AnswerOf(IMethodSymbol method)
    {
        if (method.ContainingType is not ({ Name: "Queryable" or "Enumerable", ContainingNamespace.Name: "Linq" } or { Name: "EntityFrameworkQueryableExtensions" }))
        {
            return null;
        }

        return method.Name switch
        {
            "First" or "FirstAsync" => LookupAnswer.First,
            "FirstOrDefault" or "FirstOrDefaultAsync" => LookupAnswer.FirstOrDefault,
            "Single" or "SingleAsync" => LookupAnswer.Single,
            "SingleOrDefault" or "SingleOrDefaultAsync" => LookupAnswer.SingleOrDefault,
            "ToList" or "ToListAsync" => LookupAnswer.List,
            "ToArray" or "ToArrayAsync" => LookupAnswer.Array,
            "Any" or "AnyAsync" => LookupAnswer.Any,
            "Count" or "CountAsync" => LookupAnswer.Count,
            "LongCount" or "LongCountAsync" => LookupAnswer.LongCount,
            "Sum" or "SumAsync" => LookupAnswer.Sum,
            "Max" or "MaxAsync" => LookupAnswer.Max,
            "Min" or "MinAsync" => LookupAnswer.Min,
            "Average" or "AverageAsync" => LookupAnswer.Average,
            _ => null,
        };
    }

    // From version 8 on, any number of keys fits: they travel as one value, or fall back to one.
    private static ITypeSymbol? EntityOf(IOperation query, Facts facts) =>
        facts.Type("Microsoft.EntityFrameworkCore.DbSet`1") is { ContainingAssembly.Identity.Version.Major: >= 8 } &&
        query.Type is INamedTypeSymbol { TypeArguments: [{ TypeKind: TypeKind.Class } row] } &&
        (IsSet(query, facts) || SymbolEqualityComparer.Default.Equals(query.Type.OriginalDefinition, facts.Type("System.Linq.IQueryable`1")))
            ? row
            : null;

    private static bool IsSet(IOperation query, Facts facts) =>
        SymbolEqualityComparer.Default.Equals(query.Type?.OriginalDefinition, facts.Type("Microsoft.EntityFrameworkCore.DbSet`1"));

    // db.Customers, _db.Set<Customer>(), _customers.Query(): not a context made for the call.
    private static bool IsPlainSet(IOperation set, Func<ISymbol, bool> varies)
    {
        for (var current = set; ; )
        {
            switch (current)
            {
                case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                    current = property.Instance;
                    break;
                case IFieldReferenceOperation field:
                    current = field.Instance;
                    break;
                case IInvocationOperation { TargetMethod: { Parameters.Length: 0, Name: var name } } call when ReferenceEquals(call, set) || name == "Set":
                    current = call.Instance;
                    break;
                case IConversionOperation conversion:
                    current = conversion.Operand;
                    break;
                case ILocalReferenceOperation local:
                    return !varies(local.Local);
                case IParameterReferenceOperation parameter:
                    return !varies(parameter.Parameter);
                case null or IInstanceReferenceOperation:
                    return true;
                default:
                    return false;
            }
        }
    }
}
