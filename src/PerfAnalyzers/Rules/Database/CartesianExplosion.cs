using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Two collections of an entity are included in one query: a join of both sends every combination of their rows.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CartesianExplosion() : PerfRule(Rule)
{
    /// <summary>Fix shape: <c>AsSplitQuery</c> before the call that runs the query.</summary>
    public const string SplitShape = "split";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1103", Categories.Database, DiagnosticSeverity.Warning,
        title: "One query includes collections beside each other and sends every combination of them",
        message: "'{0}' and '{1}' are joined in one query, which sends each of the one with each of the other; 'AsSplitQuery' loads them apart",
        description: "A query with two collections side by side returns the product of their sizes for each entity, with all columns of everything in each row.");

    protected override void Start(RuleContext context)
    {
        if (!context.Facts.Entities.IsUsed || context.Facts.Type("Microsoft.EntityFrameworkCore.RelationalQueryableExtensions") is not { } relational || relational.GetMembers("AsSplitQuery").IsEmpty)
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnLoop(site), OperationKind.Loop);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is { IsExtensionMethod: true, Name: "ToList" or "ToListAsync" or "ToArray" or "ToArrayAsync" or "ToDictionary" or "ToDictionaryAsync" or "ToHashSet" or "ToHashSetAsync" or "AsEnumerable" or "AsAsyncEnumerable" or "Load" or "LoadAsync" or "ForEachAsync" or
            "First" or "FirstAsync" or "FirstOrDefault" or "FirstOrDefaultAsync" or "Single" or "SingleAsync" or "SingleOrDefault" or "SingleOrDefaultAsync" or "Last" or "LastAsync" or "LastOrDefault" or "LastOrDefaultAsync" } && call.Arguments.Length > 0)
        {
            Check(site, call, call.Arguments[0].Value);
        }
    }

    private static void OnLoop(Site site)
    {
        if (site.Operation is IForEachLoopOperation loop)
        {
            Check(site, loop.Collection, loop.Collection);
        }
    }

    private static void Check(Site site, IOperation operation, IOperation source)
    {
        if (!site.Facts.Queries.IsQueryable(Operations.Unconverted(source).Type) || Operations.IsInExpressionTree(operation) || site.Facts.Queries.Of(source) is not { Origin: QueryOrigin.Database } query)
        {
            return;
        }

        var operators = new List<IInvocationOperation>(query.Operators);
        var isCertain = true;
        if (query.Root is ILocalReferenceOperation local && !AddConditional(site.Facts, local, operators, ref isCertain) || query.Root is IConditionalOperation ||
            Siblings(site.Facts, operators) is not { } siblings || RareCode.Is(site) ||
            site.Facts.Entities.SplitsQueries || IncludePaths.Of(query.Operators) is { Count: > 0 } paths && IncludeUses.IsNeverRead(site.Facts, paths[0].Call, paths[0], query) || new WorseFaults(site.Facts, site.Cancellation).IsAskedTooOften(operation, site.ContainingSymbol))
        {
            return;
        }

        // One entity has the product of its own rows only; and where options are set elsewhere, they may split all queries.
        isCertain &= !IsOne(operation) && site.Facts.Entities.SeesOptions;
        var (first, second) = siblings;
        var location = Operations.IsWithin(second.Call, operation) ? Locations.OfCall(second.Call) : operation is IInvocationOperation ? Locations.OfCall(operation) : Locations.OfExpression(operation.Syntax);
        Location[] related = [first.Call.Syntax.GetLocation(), operation.Syntax.GetLocation()];
        var properties = FixFor(site.Facts, operation, operators);
        if (isCertain)
        {
            site.Report(Rule, location, related, properties, first.Name, second.Name);
        }
        else
        {
            site.Suggest(Rule, location, related, properties, first.Name, second.Name);
        }
    }

    // if (all) query = query.Include(…): both conditions may hold.
    private static bool AddConditional(Facts facts, ILocalReferenceOperation local, List<IInvocationOperation> operators, ref bool isCertain)
    {
        foreach (var (_, value) in LocalValues.Around(local).Of(local.Local))
        {
            if (value is null || facts.Queries.Of(value) is not { } part || part.Root is IConditionalOperation)
            {
                return false;
            }

            operators.AddRange(part.Operators);
        }

        isCertain = false;
        return true;
    }

    private static (IncludePath First, IncludePath Second)? Siblings(Facts facts, List<IInvocationOperation> operators)
    {
        var includes = 0;
        foreach (var call in operators)
        {
            includes += IncludePaths.Is(call) ? 1 : 0;
            if (call.TargetMethod.Name is "AsSplitQuery" or "AsSingleQuery" or "Select" or "SelectMany" or "GroupBy" or "Join" or "GroupJoin" or "ProjectTo")
            {
                return null;
            }
        }

        if (includes < 2 || IncludePaths.Of(operators) is not { } paths)
        {
            return null;
        }

        var collections = new List<IncludePath>();
        foreach (var path in paths)
        {
            if (path.IsCut || !IsCollection(facts, path.Steps[path.Steps.Length - 1]))
            {
                continue;
            }

            foreach (var other in collections)
            {
                if (!path.Contains(other) && !other.Contains(path))
                {
                    return (other, path);
                }
            }

            collections.Add(path);
        }

        return null;
    }

    private static bool IsCollection(Facts facts, IPropertySymbol navigation) =>
        EntityModel.ElementOf(navigation.Type) is { TypeKind: TypeKind.Class } && facts.Entities.IsNavigation(navigation);

    private static bool IsOne(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: { } name } && (name.StartsWith("First", StringComparison.Ordinal) || name.StartsWith("Single", StringComparison.Ordinal) || name.StartsWith("Last", StringComparison.Ordinal));

    // A page cut by an order that is not unique may be another in each of the queries.
    private static ImmutableDictionary<string, string?>? FixFor(Facts facts, IOperation operation, List<IInvocationOperation> operators)
    {
        if (operation is not IInvocationOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } } call || !access.Expression.Span.Contains(call.Arguments[0].Value.Syntax.Span) || call.TargetMethod.Name.StartsWith("Last", StringComparison.Ordinal))
        {
            return null;
        }

        var isOrdered = false;
        foreach (var step in operators)
        {
            if (step.TargetMethod.Name is "Skip" or "Take")
            {
                return null;
            }

            isOrdered |= step.TargetMethod.Name is "OrderBy" or "OrderByDescending";
        }

        var isFirst = call.TargetMethod.Name.StartsWith("First", StringComparison.Ordinal);
        return isFirst && !isOrdered && !IsByKey(facts, call, operators) ? null : FixProperties.Of(SplitShape);
    }

    private static bool IsByKey(Facts facts, IInvocationOperation call, List<IInvocationOperation> operators)
    {
        if (call.TargetMethod.TypeArguments is not [{ } entity] || EntityKeys.Of(entity, facts) is not { } key)
        {
            return false;
        }

        foreach (var filter in new List<IInvocationOperation>(operators) { call })
        {
            for (var i = 1; i < filter.Arguments.Length && filter.TargetMethod.Name is not ("Include" or "ThenInclude"); i++)
            {
                foreach (var part in filter.Arguments[i].Descendants())
                {
                    if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality && (IsProperty(equality.LeftOperand, key) || IsProperty(equality.RightOperand, key)))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool IsProperty(IOperation value, IPropertySymbol key) =>
        Operations.Unconverted(value) is IPropertyReferenceOperation property && SymbolEqualityComparer.Default.Equals(property.Property.OriginalDefinition, key.OriginalDefinition);
}
