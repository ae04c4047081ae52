using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>
/// A database query that counts, loads or fetches rows although the code only asks whether there are any: a direct comparison,
/// a local whose every use is such a comparison, or a count of a collection inside a query.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CountForExistence() : PerfRule(Rule)
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
        if (Outcome(call) is { } rows && site.Facts.RoundTrips.Of(call)?.Query is { } query && !IsRawSql(query))
        {
            if (rows.Parent is IPropertyReferenceOperation { Property.Name: "Count" or "Length" } length)
            {
                Judge(site, call, length, Asked.Number, Loads, isCertain: true, canFix: true);
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
        if (call.Arguments.Length > 0 && IsLinq(call.TargetMethod) && ZeroTest(Outcome(call)) is not null &&
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
        if (Outcome(source) is not { } value)
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

        isCertain &= reported.Kind == OperationKind.PropertyReference || Operations.IsInExpressionTree(reported) || site.Heat != HeatLevel.Cold;
        var name = reported is IInvocationOperation call ? call.TargetMethod.Name : "Count";
        var method = name.EndsWith("Async", StringComparison.Ordinal) ? "AnyAsync" : "Any";
        var properties = canFix ? FixFor(site, reported, source, method, local, tests) : null;
        var locations = new List<Location>();
        foreach (var each in tests)
        {
            locations.Add(each.Operation.Syntax.GetLocation());
        }

        var location = reported is IInvocationOperation ? Locations.OfCall(reported) : NameOf(reported)!.GetLocation();
        if (isCertain)
        {
            site.Report(Rule, location, locations, properties, name, cost, method);
        }
        else
        {
            site.Suggest(Rule, location, locations, properties, name, cost, method);
        }
    }

    // ---- comparisons

    private readonly record struct Test(IOperation Operation, bool AsksForAny);

    private static Test? TestOf(IOperation value, Asked asked) => asked == Asked.First ? NullTest(value) : ZeroTest(value);

    /// <summary>The comparison that tells zero from all other counts; null for any other use and for named thresholds.</summary>
    private static Test? ZeroTest(IOperation? value)
    {
        switch (value?.Parent)
        {
            case IBinaryOperation { IsLifted: false, OperatorMethod: null } comparison:
                var isLeft = ReferenceEquals(comparison.LeftOperand, value);
                var kind = isLeft ? comparison.OperatorKind : Mirrored(comparison.OperatorKind);
                return AsksForAny(kind, isLeft ? comparison.RightOperand : comparison.LeftOperand) is { } any ? new Test(comparison, any) : null;
            case IIsPatternOperation match when ReferenceEquals(match.Value, value):
                return AsksForAny(match.Pattern) is { } matched ? new Test(match, matched) : null;
            case IInvocationOperation { TargetMethod: { Name: "Equals", Parameters: [{ Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 }] } } equals
                when ReferenceEquals(equals.Instance, value) && equals.Arguments.Length == 1:
                return AsksForAny(BinaryOperatorKind.Equals, equals.Arguments[0].Value) is { } equal ? new Test(equals, equal) : null;
            default:
                return null;
        }
    }

    private static Test? NullTest(IOperation value)
    {
        switch (value.Parent)
        {
            case IBinaryOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                var other = ReferenceEquals(comparison.LeftOperand, value) ? comparison.RightOperand : comparison.LeftOperand;
                return IsNull(other) ? new Test(comparison, comparison.OperatorKind == BinaryOperatorKind.NotEquals) : null;
            case IIsPatternOperation { Pattern: IConstantPatternOperation constant } match when IsNull(constant.Value):
                return new Test(match, AsksForAny: false);
            case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } match when IsNull(constant.Value):
                return new Test(match, AsksForAny: true);
            case IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: null, PropertySubpatterns.Length: 0, DeconstructionSubpatterns.Length: 0 } pattern } match
                when SymbolEqualityComparer.Default.Equals(pattern.MatchedType, pattern.InputType):
                return new Test(match, AsksForAny: true);
            default:
                return null;
        }
    }

    private static bool IsNull(IOperation value) => Operations.Unconverted(value) is ILiteralOperation { ConstantValue: { HasValue: true, Value: null } };

    private static bool? AsksForAny(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation constant => AsksForAny(BinaryOperatorKind.Equals, constant.Value),
        IRelationalPatternOperation relation => AsksForAny(relation.OperatorKind, relation.Value),
        INegatedPatternOperation negated => !AsksForAny(negated.Pattern),
        _ => null,
    };

    // Only literals: a named constant is a threshold that may change.
    private static bool? AsksForAny(BinaryOperatorKind kind, IOperation constant)
    {
        long? number = Operations.Unconverted(constant) is ILiteralOperation
            ? constant.ConstantValue.Value switch { int small => small, long large => large, _ => null }
            : null;
        return (kind, number) switch
        {
            (BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, 0) or (BinaryOperatorKind.GreaterThanOrEqual, 1) => true,
            (BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual, 0) or (BinaryOperatorKind.LessThan, 1) => false,
            _ => null,
        };
    }

    private static BinaryOperatorKind Mirrored(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        _ => kind,
    };

    // ---- where the value goes

    /// <summary>The operation that holds a call's result after awaiting it and implicit conversions; null in broken code.</summary>
    private static IOperation? Outcome(IOperation source)
    {
        var value = source;
        while (true)
        {
            switch (value.Parent)
            {
                case IParenthesizedOperation or IAwaitOperation or IConversionOperation { IsImplicit: true, OperatorMethod: null }:
                case IInvocationOperation { TargetMethod: { Name: "ConfigureAwait" or "WaitAsync" or "GetAwaiter" or "GetResult" } method } wait
                    when ReferenceEquals(wait.Instance, value) && IsTask(method.ContainingType):
                case IPropertyReferenceOperation { Property.Name: "Result" } result when IsTask(result.Property.ContainingType):
                    value = value.Parent;
                    continue;
                default:
                    return value.Parent is null ? null : value;
            }
        }
    }

    private static bool IsTask(INamedTypeSymbol type) =>
        type.ContainingNamespace is { Name: "Tasks" or "CompilerServices", ContainingNamespace.Name: "Threading" or "Runtime" };

    private static ILocalSymbol? Receives(IOperation value, out bool isDeclaration)
    {
        isDeclaration = value.Parent is IVariableInitializerOperation;
        return value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: IExpressionStatementOperation } => target.Local,
            _ => null,
        };
    }

    private static bool IsOnlyTested(ILocalSymbol local, IOperation value, Asked asked, List<Test> tests, ref bool canFix)
    {
        if (local.IsRef)
        {
            return false;
        }

        var writes = 0;
        var scope = Operations.Function(value);
        foreach (var operation in scope.DescendantsAndSelf())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
            {
                writes += declarator.GetVariableInitializer() is null ? 0 : 1;
            }

            if (operation is not ILocalReferenceOperation use || !SymbolEqualityComparer.Default.Equals(use.Local, local))
            {
                continue;
            }

            if (use.Parent is ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } write && ReferenceEquals(write.Target, use))
            {
                writes++;
                continue;
            }

            IOperation compared = asked == Asked.Rows && use.Parent is IPropertyReferenceOperation { Property.Name: "Count" or "Length" } length ? length : use;
            var question = asked == Asked.Rows ? Asked.Number : asked;
            if (Outcome(compared) is { } outcome && TestOf(outcome, question) is { } test)
            {
                tests.Add(test);
            }
            else if (asked == Asked.Rows && NullTest(Outcome(use) ?? use) is not null)
            {
                canFix = false;
            }
            else
            {
                return false;
            }
        }

        // A local of an outer function may be used where this one does not see it.
        canFix &= writes == 1;
        return tests.Count > 0 && SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, FunctionSymbol(scope) ?? local.ContainingSymbol);
    }

    private static ISymbol? FunctionSymbol(IOperation function) => function switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => null,
    };

    // ---- queries

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

    // ---- what the fix needs

    private static ImmutableDictionary<string, string?>? FixFor(
        Site site, IOperation reported, IOperation source, string method, ILocalSymbol? local, List<Test> tests)
    {
        var answers = "";
        foreach (var test in tests)
        {
            if (test.Operation.Syntax is not ExpressionSyntax comparison || LosesComments(comparison, local is null ? reported.Syntax : null))
            {
                return null;
            }

            answers += test.AsksForAny ? 'y' : 'n';
        }

        var name = local is null ? null : LocalName(local, reported.Syntax);
        if ((local is not null && name is null) || !Resolves(reported, method))
        {
            return null;
        }

        var shape = reported is IPropertyReferenceOperation ? PropertyShape : ReferenceEquals(reported, source) ? CallShape : ListShape;
        var properties = FixProperties.Of(shape).Add(MethodKey, method).Add(AnswersKey, answers);
        return name is null ? properties : properties.Add(LocalKey, name);
    }

    /// <summary>The expression the fix replaces: a comparison with the parentheses and the negation around it.</summary>
    public static ExpressionSyntax Replaced(ExpressionSyntax comparison)
    {
        var replaced = comparison;
        while (replaced.Parent is ParenthesizedExpressionSyntax { Parent: not (MemberAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax) } parenthesized)
        {
            replaced = parenthesized;
        }

        return replaced != comparison && replaced.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } negation ? negation : replaced;
    }

    private static bool LosesComments(ExpressionSyntax comparison, SyntaxNode? kept)
    {
        var replaced = Replaced(comparison);
        foreach (var trivia in replaced.DescendantTrivia())
        {
            if (!trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia) && replaced.Span.Contains(trivia.Span) &&
                (kept is null || !kept.Span.Contains(trivia.Span)))
            {
                return true;
            }
        }

        return false;
    }

    // The other method must be in scope where this one is, and mean the same query.
    private static bool Resolves(IOperation reported, string method)
    {
        if (reported.SemanticModel is not { } model || NameOf(reported) is not { } name)
        {
            return false;
        }

        var identifier = SyntaxFactory.IdentifierName(method);
        ExpressionSyntax replacement;
        switch (reported.Syntax)
        {
            case InvocationExpressionSyntax { Expression: SimpleNameSyntax simple } call:
                replacement = call.WithExpression(simple.WithIdentifier(identifier.Identifier));
                break;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call:
                replacement = call.WithExpression(access.WithName(access.Name.WithIdentifier(identifier.Identifier)));
                break;
            case MemberAccessExpressionSyntax access when reported is IPropertyReferenceOperation:
                replacement = SyntaxFactory.InvocationExpression(access.WithName(identifier));
                break;
            default:
                return false;
        }

        var symbol = model.GetSpeculativeSymbolInfo(reported.Syntax.SpanStart, replacement, SpeculativeBindingOption.BindAsExpression).Symbol as IMethodSymbol;
        var found = symbol?.ContainingType;
        return found is not null && reported switch
        {
            IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" } } => found.Name == "Queryable" && IsLinq(symbol!),
            IInvocationOperation call => SymbolEqualityComparer.Default.Equals(found, call.TargetMethod.ContainingType),
            _ => IsLinq(symbol!),
        };
    }

    private static SimpleNameSyntax? NameOf(IOperation reported) => reported.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name,
        MemberAccessExpressionSyntax access => access.Name,
        _ => null,
    };

    /// <summary>
    /// What the local is called once it holds an answer (<c>orderCount</c>: <c>anyOrder</c>); null when that name is in use, when
    /// other variables are declared along with it, or where inactive code may use it.
    /// </summary>
    private static string? LocalName(ILocalSymbol local, SyntaxNode call)
    {
        if (local.DeclaringSyntaxReferences is not [{ } reference] ||
            reference.GetSyntax() is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } } ||
            call.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { ContainsDirectives: false } member)
        {
            return null;
        }

        var stem = local.Name;
        foreach (var ending in s_endings)
        {
            if (stem.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                stem = stem.Substring(0, stem.Length - ending.Length);
                break;
            }
        }

        stem = stem is "n" or "num" or "number" or "total" or "cnt" or "c" or "i" ? "" : stem;
        var name = stem.Length == 0 ? "any" : "any" + char.ToUpperInvariant(stem[0]) + stem.Substring(1);
        foreach (var token in (member is GlobalStatementSyntax ? member.Parent! : member).DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name)
            {
                return null;
            }
        }

        return name;
    }

    private static readonly string[] s_endings = ["Count", "List"];
}
