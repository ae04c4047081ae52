using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>
/// A database query that counts, loads or fetches rows although the code only asks whether there are any: a direct comparison,
/// a local whose every use is such a comparison, or a count of a collection inside a query.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class CountForExistence() : PerfRule(Rule)
{
    /// <summary>Fix shape: rename the reported call.</summary>
    public const string CallShape = "call";

    /// <summary>Fix shape: rename the reported call and drop the <c>.Count</c> that follows it.</summary>
    public const string ListShape = "list";

    /// <summary>Fix shape: the reported <c>Count</c> property becomes a call.</summary>
    public const string PropertyShape = "property";

    /// <summary>Key of the method to call instead.</summary>
    public const string MethodKey = "method";

    /// <summary>Key of the answers asked for, one letter per additional location: <c>y</c> for any, <c>n</c> for none.</summary>
    public const string AnswersKey = "answers";

    /// <summary>Key of the new name of the local that holds the result; absent when it is compared in place.</summary>
    public const string LocalKey = "local";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1102", Categories.Database, DiagnosticSeverity.Warning,
        title: "Rows are counted or loaded to learn whether there are any",
        message: "'{0}' makes the database {1} to answer whether there is one; '{2}' stops at the first",
        description: "COUNT visits every matching row and ToList sends them all; EXISTS ends with the first one found.");

    private const string Counts = "count every matching row";
    private const string Loads = "send every matching row";
    private const string Fetches = "send a whole row";

    /// <summary>What the compared value is: the number of rows, the rows, or one of them.</summary>
    private enum Asked
    {
        Number,
        Rows,
        First,
    }

    protected override void Start(RuleContext context)
    {
        if (!context.Facts.Queries.HasMapper)
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        if (context.Facts.Type("Microsoft.EntityFrameworkCore.DbSet`1") is not null)
        {
            context.On(static site => OnProperty(site, (IPropertyReferenceOperation)site.Operation), OperationKind.PropertyReference);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        switch (call.TargetMethod.Name)
        {
            case "Count" or "LongCount" or "CountAsync" or "LongCountAsync":
                if (Operations.IsInExpressionTree(call))
                {
                    OnCountInQuery(site, call);
                }
                else if (TakesQuery(site, call) && site.Facts.RoundTrips.Of(call) is not null)
                {
                    Judge(site, call, call, Asked.Number, Counts, isCertain: true, canFix: true);
                }

                break;
            case "ToList" or "ToArray" or "ToListAsync" or "ToArrayAsync":
                OnMaterialized(site, call);
                break;
            case "FirstOrDefault" or "FirstOrDefaultAsync":
                OnFirst(site, call);
                break;
        }
    }

    private static void OnMaterialized(Site site, IInvocationOperation call)
    {
        // Rows that are not tracked cannot be wanted for anything but their number. Tracked rows in a local may have been loaded
        // to fill the navigations of other entities.
        if (Operations.Outcome(call) is { } rows && site.Facts.RoundTrips.Of(call)?.Query is { } query && !IsRawSql(query))
        {
            if (rows.Parent is IPropertyReferenceOperation { Property.Name: "Count" or "Length" } length)
            {
                Judge(site, call, length, Asked.Number, Loads, isCertain: true, IsKnown(query));
            }
            else
            {
                var isUntracked = IsUntracked(query);
                Judge(site, call, call, Asked.Rows, Loads, isUntracked, isUntracked);
            }
        }
    }

    // One row is read, not all: a suggestion. Projections are left alone, their first element may be null.
    private static void OnFirst(Site site, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (call.Arguments.Length == 0 || method.TypeArguments is not [{ IsReferenceType: true, SpecialType: SpecialType.None }] ||
            (method.Parameters.Length > 1 && SymbolEqualityComparer.Default.Equals(method.Parameters[1].Type, method.TypeArguments[0])) ||
            !TakesQuery(site, call) || site.Facts.RoundTrips.Of(call)?.Query is not { } query || IsRawSql(query) || !KeepsEntities(query))
        {
            return;
        }

        var isRooted = Knowledge.Inherits(query.Root.Type, site.Facts.Type("Microsoft.EntityFrameworkCore.DbSet`1"));
        Judge(site, call, call, Asked.First, Fetches, isCertain: false, isRooted);
    }

    private static void OnCountInQuery(Site site, IInvocationOperation call)
    {
        if (call.Arguments.Length > 0 && IsLinq(call.TargetMethod) && ZeroTest(Operations.Outcome(call)) is not null &&
            Translation(site, call) is { } query && IsSubquery(site, call.Arguments[0].Value))
        {
            Judge(site, call, call, Asked.Number, Counts, site.Facts.Heat.Of(query, site.ContainingSymbol) != HeatLevel.Cold, canFix: true);
        }
    }

    // EF Core 10 turns 'orders.Count > 0' and '!= 0' into EXISTS by itself, but counts for '== 0', '>= 1', '< 1', '<= 0' and
    // for a constant on the left.
    private static void OnProperty(Site site, IPropertyReferenceOperation property)
    {
        if (property.Property.Name == "Count" && property.Instance is { } collection && Operations.IsInExpressionTree(property) &&
            property.Parent is IBinaryOperation comparison && ZeroTest(property) is not null && !IsTranslatedToExists(comparison, property) &&
            IsNavigation(collection) && Translation(site, property) is { } query)
        {
            Judge(site, property, property, Asked.Number, Counts, site.Facts.Heat.Of(query, site.ContainingSymbol) != HeatLevel.Cold, canFix: true);
        }
    }

    private static bool IsTranslatedToExists(IBinaryOperation comparison, IOperation count) =>
        ReferenceEquals(comparison.LeftOperand, count) && comparison.RightOperand.ConstantValue.Value is 0 &&
        comparison.OperatorKind is BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals;

    /// <summary>Reports when the value is compared in place, or goes to a local that is only compared.</summary>
    private static void Judge(Site site, IOperation reported, IOperation source, Asked asked, string cost, bool isCertain, bool canFix)
    {
        if (Operations.Outcome(source) is not { } value)
        {
            return;
        }

        var tests = new List<Test>();
        ILocalSymbol? local = null;
        if (asked != Asked.Rows && TestOf(value, asked) is { } test)
        {
            tests.Add(test);
        }
        else
        {
            local = Receives(value, out var isDeclaration);
            if (local is null || !IsOnlyTested(local, value, asked, tests, ref canFix))
            {
                return;
            }

            canFix &= isDeclaration;
        }

        if (RareCode.IsNamed(site.ContainingSymbol))
        {
            return;
        }

        if (!Operations.IsInExpressionTree(reported))
        {
            if (site.Heat == HeatLevel.Cold)
            {
                isCertain = false;
            }
            else if (site.Facts.PerElement.Of(reported, ApiEffects.Query, site.Cancellation) is not null || site.Facts.SharedContexts.Holds(reported, site.Cancellation))
            {
                // That it runs once per element costs more, and ends with another query; so does that it fails beside another.
                return;
            }
        }

        var name = reported is IInvocationOperation call ? call.TargetMethod.Name : "Count";
        var method = name.EndsWith("Async", StringComparison.Ordinal) ? "AnyAsync" : "Any";
        var properties = canFix ? FixFor(site, reported, source, method, local, tests) : null;
        var locations = new List<Location>();
        foreach (var each in tests)
        {
            locations.Add(each.Operation.Syntax.GetLocation());
        }

        var location = reported is IInvocationOperation ? Locations.OfCall(reported) : (NameOf(reported) ?? reported.Syntax).GetLocation();
        if (isCertain)
        {
            site.Report(Rule, location, locations, properties, name, cost, method);
        }
        else
        {
            site.Suggest(Rule, location, locations, properties, name, cost, method);
        }
    }

    private static bool TakesQuery(Site site, IInvocationOperation call) =>
        call.TargetMethod is { IsExtensionMethod: true, Parameters: [{ } source, ..] } && site.Facts.Queries.IsQueryable(source.Type);

    // Stored procedures and other statements cannot be wrapped in EXISTS.
    private static bool IsRawSql(QueryChain query)
    {
        foreach (var call in query.Operators)
        {
            if (IsRawSql(call))
            {
                return true;
            }
        }

        return query.Root is IInvocationOperation root && IsRawSql(root);
    }

    // Of a local with several values the operators are not known: one may be a stored procedure.
    private static bool IsKnown(QueryChain query) => query.Root is not (ILocalReferenceOperation or IConditionalOperation);

    private static bool IsRawSql(IInvocationOperation call) =>
        call.TargetMethod.Name.StartsWith("FromSql", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("SqlQuery", StringComparison.Ordinal);

    private static bool IsUntracked(QueryChain query)
    {
        foreach (var call in query.Operators)
        {
            if (call.TargetMethod.Name is "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "Select" or "SelectMany" or "GroupBy")
            {
                return true;
            }
        }

        return false;
    }

    private static bool KeepsEntities(QueryChain query)
    {
        foreach (var call in query.Operators)
        {
            if (call.TargetMethod.Name is not ("Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Skip" or "Take" or
                "Include" or "ThenInclude" or "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "AsTracking" or "AsSplitQuery" or "AsSingleQuery" or
                "IgnoreQueryFilters" or "IgnoreAutoIncludes" or "TagWith" or "TagWithCallSite"))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLinq(IMethodSymbol method) =>
        method.ContainingType is { Name: "Enumerable" or "Queryable", ContainingNamespace: { Name: "Linq", ContainingNamespace.Name: "System" } };

    /// <summary>The operator of a database query whose lambda holds the operation; null when the lambda goes anywhere else.</summary>
    private static IInvocationOperation? Translation(Site site, IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation && current.Parent is IConversionOperation conversion && Operations.IsExpressionTree(conversion.Type) &&
                conversion.Parent is IArgumentOperation { Parent: IInvocationOperation { Arguments: [{ } source, ..] } call } &&
                site.Facts.Queries.Of(source.Value) is { Origin: QueryOrigin.Database })
            {
                return call;
            }
        }

        return null;
    }

    /// <summary>Whether rows of another table are counted: a collection of an entity, filtered or not, or a query of its own.</summary>
    private static bool IsSubquery(Site site, IOperation source)
    {
        source = Operations.Unconverted(source);
        while (source is IInvocationOperation { Arguments: [{ } inner, ..] } call && IsLinq(call.TargetMethod))
        {
            source = Operations.Unconverted(inner.Value);
        }

        return IsNavigation(source) || site.Facts.Queries.Of(source) is { Origin: QueryOrigin.Database };
    }

    // Groups (which aggregate without a subquery), captured lists and collections of plain values are something else.
    private static bool IsNavigation(IOperation source)
    {
        if (Operations.Unconverted(source) is not IPropertyReferenceOperation { Property: { ContainingType.IsAnonymousType: false } property } navigation ||
            !HoldsEntities(property.Type))
        {
            return false;
        }

        var owner = navigation.Instance;
        while (owner is not null)
        {
            owner = Operations.Unconverted(owner);
            if (owner is IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } })
            {
                return true;
            }

            owner = (owner as IPropertyReferenceOperation)?.Instance;
        }

        return false;
    }

    private static bool HoldsEntities(ITypeSymbol collection) =>
        collection is INamedTypeSymbol { TypeArguments: [{ TypeKind: TypeKind.Class, SpecialType: SpecialType.None }], Name: not "IGrouping" };
}
