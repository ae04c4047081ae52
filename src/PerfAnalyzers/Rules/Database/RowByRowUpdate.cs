using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class RowByRowUpdate() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1008", Categories.Database, DiagnosticSeverity.Warning,
        title: "Rows are loaded to change all of them alike",
        message: "'{0}' loads every '{1}' row and {2} it by itself: one '{3}' does it without loading any",
        description: "Loading, tracking and saving costs time and memory per row. ExecuteUpdate and ExecuteDelete send one command; they run at once and do not touch entities that are already tracked.");

    private static readonly string[] s_executeOwners =
        ["Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions", "Microsoft.EntityFrameworkCore.RelationalQueryableExtensions"];

    protected override void Start(RuleContext context)
    {
        if (HasBulkCommands(context.Facts))
        {
            context.On(static site => AnalyzeLoop(site), OperationKind.Loop);
            context.On(static site => AnalyzeCall(site), OperationKind.Invocation);
        }
    }

    // EF Core 7 and later, over a relational provider.
    private static bool HasBulkCommands(Facts facts)
    {
        if (facts.Type("Microsoft.EntityFrameworkCore.DbContext") is null)
        {
            return false;
        }

        foreach (var reference in facts.Compilation.ReferencedAssemblyNames)
        {
            if (reference.Name is "Microsoft.EntityFrameworkCore.Cosmos" or "MongoDB.EntityFrameworkCore")
            {
                return false;
            }
        }

        foreach (var owner in s_executeOwners)
        {
            if (facts.Type(owner) is { } type && !type.GetMembers("ExecuteDelete").IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private static void AnalyzeLoop(Site site)
    {
        if (site.Operation is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: { Type.TypeKind: TypeKind.Class } row }, Parent: IBlockOperation } loop)
        {
            Analyze(site, loop, loop.Collection, new Change(row, loop.Body), "foreach", Locations.OfLoop(loop.Syntax));
        }
    }

    private static void AnalyzeCall(Site site)
    {
        var call = (IInvocationOperation)site.Operation;
        if (call.TargetMethod.Name is not ("RemoveRange" or "ForEach" or "ForEachAsync") || StatementOf(call) is not { Parent: IBlockOperation } statement)
        {
            return;
        }

        switch (call.TargetMethod.Name)
        {
            case "RemoveRange" when call.Arguments.Length == 1 && ContextOf(call.Instance) is not null && IsOfEntityFramework(call.TargetMethod):
                Analyze(site, statement, call.Arguments[0].Value, new Change(call), "RemoveRange", Locations.OfCall(call));
                break;
            case "ForEach" when call.Arguments.Length == 1 && call.Instance is { } list && LambdaOf(call.Arguments[0].Value) is { Symbol.Parameters: [{ Type.TypeKind: TypeKind.Class } row] } lambda:
                Analyze(site, statement, list, new Change(row, lambda.Body), "ForEach", Locations.OfCall(call));
                break;
            case "ForEachAsync" when call.Arguments.Length > 1 && LambdaOf(call.Arguments[1].Value) is { Symbol.Parameters: [{ Type.TypeKind: TypeKind.Class } row] } lambda && IsOfEntityFramework(call.TargetMethod):
                Analyze(site, statement, call.Arguments[0].Value, new Change(row, lambda.Body), "ForEachAsync", Locations.OfCall(call));
                break;
        }
    }

    private static void Analyze(Site site, IOperation statement, IOperation source, Change change, string what, Location location)
    {
        // Everything below asks for a save right after the loop: few loops have one.
        if (SaveAfter(site, statement) is not { } save || ContextOf(save.Call.Instance) is not { } context ||
            RowsOf(site, statement, source) is not { } rows || !SymbolEqualityComparer.Default.Equals(rows.Context, context) ||
            !change.Read(context, rows.Entity) ||
            site.Facts.Loops.Around(statement) is not null ||
            IsWatched(site, save.Call, rows.Entity, change.IsDelete) || RareCode.Is(site))
        {
            return;
        }

        var uses = UsesOf(site, statement, save, rows, context);
        if (uses == Uses.Rows)
        {
            return;
        }

        var properties = uses != Uses.Load && change.CanFix && !save.IsUsed ? FixFor(site, statement, save, rows, change, keep: uses == Uses.Adds || MayPend(site, rows.Entity)) : null;
        ImmutableArray<Location> related = [Locations.OfCall(save.Call), rows.Query.Syntax.GetLocation(), rows.Load is null ? statement.Syntax.GetLocation() : rows.Load.Syntax.GetLocation()];
        object?[] arguments = [what, rows.Entity.Name, change.IsDelete ? "deletes" : "updates", change.IsDelete ? "ExecuteDelete" : "ExecuteUpdate"];
        if (change.IsDelete && uses == Uses.None)
        {
            site.Report(Rule, location, related, properties, arguments);
        }
        else
        {
            site.Suggest(Rule, location, related, properties, arguments);
        }
    }

    private readonly record struct Save(IInvocationOperation Call, IOperation Statement, bool IsAsync, bool IsUsed);

    private readonly record struct Rows(IOperation Query, IOperation? Load, ILocalSymbol? List, INamedTypeSymbol Entity, ISymbol Context, string? Token);

    // The save that follows, at most two statements later, none of which touches the context.
    private static Save? SaveAfter(Site site, IOperation statement)
    {
        var block = (IBlockOperation)statement.Parent!;
        var index = block.Operations.IndexOf(statement);
        for (var i = index + 1; i < block.Operations.Length && i <= index + 3; i++)
        {
            if (SaveIn(site, block.Operations[i]) is { } save)
            {
                return save;
            }

            if (block.Operations[i] is not (IExpressionStatementOperation or IVariableDeclarationGroupOperation))
            {
                return null;
            }
        }

        return null;
    }

    private static Save? SaveIn(Site site, IOperation statement)
    {
        var isUsed = true;
        IOperation? value = statement switch
        {
            IReturnOperation { ReturnedValue: { } returned } => returned,
            IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ } declarator] }] } => declarator.GetVariableInitializer()?.Value,
            _ => null,
        };
        if (statement is IExpressionStatementOperation { Operation: var expression })
        {
            isUsed = expression is ISimpleAssignmentOperation { Target: not IDiscardOperation };
            value = expression is IAssignmentOperation assignment ? assignment.Value : expression;
        }

        if (value is null || Awaited(value, out var isAwaited) is not IInvocationOperation { TargetMethod.Name: "SaveChanges" or "SaveChangesAsync", Instance: not null } call ||
            (site.Facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Save) == 0)
        {
            return null;
        }

        var isAsync = call.TargetMethod.Name == "SaveChangesAsync";
        return isAsync && !isAwaited && statement is not IReturnOperation ? null : new Save(call, statement, isAsync, isUsed);
    }

    private static Rows? RowsOf(Site site, IOperation statement, IOperation source)
    {
        var value = Awaited(source, out _);
        IOperation? load = null;
        ILocalSymbol? list = null;
        if (value is ILocalReferenceOperation local && !site.Facts.Queries.IsQueryable(local.Type))
        {
            list = local.Local;
            load = LoadOf(list, statement);
            if (load is null || Writes.OnlyValue(list, Operations.Function(statement)) is not { } loaded)
            {
                return null;
            }

            value = Awaited(loaded, out _);
        }

        string? token = null;
        if (value is IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "ToListAsync" or "ToArrayAsync" or "AsEnumerable" or "AsAsyncEnumerable", IsExtensionMethod: true } } materialized && materialized.Arguments.Length > 0)
        {
            if (materialized.Arguments.Length > 1 && !materialized.Arguments[1].IsImplicit)
            {
                token = materialized.Arguments[1].Value.Syntax.ToString();
            }

            value = Operations.Unconverted(materialized.Arguments[0].Value);
        }

        if (site.Facts.Queries.Of(value) is not { Origin: QueryOrigin.Database } chain || !ArePlain(chain) ||
            Operations.Unconverted(chain.Root) is not { Type: INamedTypeSymbol { Name: "DbSet", TypeArguments: [INamedTypeSymbol entity] } } root ||
            ContextOf(root) is not { } context)
        {
            return null;
        }

        return new Rows(value, load, list, entity, context, token);
    }

    // Operators that leave the rows as they are. What pages, joins, includes or does not track is something else.
    private static bool ArePlain(QueryChain chain)
    {
        foreach (var step in chain.Operators)
        {
            if (step.TargetMethod.Name is not ("Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "AsTracking" or "TagWith" or "IgnoreQueryFilters" or "AsQueryable") ||
                step.TargetMethod.Name == "Where" && IsKeyLookup(step))
            {
                return false;
            }
        }

        return true;
    }

    // Where(o => o.Id == id): one row, for which loading costs little.
    private static bool IsKeyLookup(IInvocationOperation where)
    {
        if (where.Arguments.Length < 2)
        {
            return false;
        }

        foreach (var part in where.Arguments[1].Value.Descendants())
        {
            if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison && (IsKey(comparison.LeftOperand) || IsKey(comparison.RightOperand)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKey(IOperation operation) =>
        Operations.Unconverted(operation) is IPropertyReferenceOperation { Instance: IParameterReferenceOperation, Property: var property } && IsKey(property);

    private static bool IsKey(IPropertySymbol property) =>
        property.Name == "Id" || property.Name.Length == property.ContainingType.Name.Length + 2 && property.Name.StartsWith(property.ContainingType.Name, StringComparison.Ordinal) && property.Name.EndsWith("Id", StringComparison.Ordinal);

    private static IOperation? LoadOf(ILocalSymbol list, IOperation statement)
    {
        foreach (var earlier in ((IBlockOperation)statement.Parent!).Operations)
        {
            if (ReferenceEquals(earlier, statement))
            {
                return null;
            }

            if (earlier is IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ } declarator] }] } && SymbolEqualityComparer.Default.Equals(declarator.Symbol, list))
            {
                return earlier;
            }
        }

        return null;
    }

    // db of db.Orders, db.Set<Order>(), this.db; the type itself inside a context.
    private static ISymbol? ContextOf(IOperation? operation)
    {
        while (operation is not null)
        {
            operation = Operations.Unconverted(operation);
            switch (operation)
            {
                case IPropertyReferenceOperation { Property.Type.Name: "DbSet" } set:
                    operation = set.Instance;
                    continue;
                case IInvocationOperation { TargetMethod: { Name: "Set", ReturnType.Name: "DbSet" } } set:
                    operation = set.Instance;
                    continue;
                case ILocalReferenceOperation or IParameterReferenceOperation:
                case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation }:
                case IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation }:
                    return Operations.SymbolOf(operation);
                case IInstanceReferenceOperation:
                    return operation.Type;
                default:
                    return null;
            }
        }

        return null;
    }

    private static IOperation? StatementOf(IOperation call)
    {
        var current = call;
        while (current.Parent is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } or IParenthesizedOperation)
        {
            current = current.Parent;
        }

        return current.Parent is IExpressionStatementOperation statement ? statement : null;
    }

    private static IOperation Awaited(IOperation value, out bool isAwaited)
    {
        isAwaited = false;
        while (true)
        {
            value = Operations.Unconverted(value);
            switch (value)
            {
                case IAwaitOperation wait:
                    isAwaited = true;
                    value = wait.Operation;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WithCancellation" } configured when Operations.Receiver(configured) is { } receiver:
                    value = receiver;
                    continue;
                default:
                    return value;
            }
        }
    }

    private static IAnonymousFunctionOperation? LambdaOf(IOperation value) =>
        value is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } ? lambda : value as IAnonymousFunctionOperation;

    private static bool IsOfEntityFramework(IMethodSymbol method) =>
        method.ContainingNamespace is { Name: "EntityFrameworkCore", ContainingNamespace.Name: "Microsoft" };
}
