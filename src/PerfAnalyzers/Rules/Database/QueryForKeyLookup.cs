using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A tracked entity is asked for by exactly its key with a query: the context may hold it already.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class QueryForKeyLookup() : PerfRule(Rule)
{
    /// <summary>Fix shape: <c>Find</c>, or <c>FindAsync</c>.</summary>
    public const string FindShape = "find";

    /// <summary>Key of the text of the key's value, and of the token's.</summary>
    public const string ValueKey = "value", TokenKey = "token";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1112", Categories.Database, DiagnosticSeverity.Info,
        title: "An entity is looked up by its key with a query",
        message: "'{0}' asks the database for one '{1}' by its key, although the context may hold it; '{2}' looks there first",
        description: "Find answers from the entities that the context tracks, and asks the database only for others. A query asks in any case.",
        enabled: false);

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed)
        {
            context.On(static site => Check(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void Check(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is not { IsExtensionMethod: true, Name: "FirstOrDefault" or "FirstOrDefaultAsync" or "SingleOrDefault" or "SingleOrDefaultAsync" } || EntityLoad.Of(site.Facts, call) is not { } load ||
            FilterOf(load, call) is not { } filter || EntityKeys.Of(load.Entity, site.Facts) is not { } key || ValueOf(filter, key) is not { } value ||
            !site.Facts.Entities.TracksByDefault || IsMadeHere(load.Set) || site.Facts.Entities.IsSeededOrFiltered(load.Entity) || RareCode.Is(site) || LoadFaults.HasWorse(site.Facts, load, site.ContainingSymbol, site.Cancellation) ||
            OverFetches.Of(site.Facts, load, site.Cancellation) is not null || LazyEntities.Of(site.Facts, load.Entity, load.Set, LoadedRows.None) is not null)
        {
            return;
        }

        var isAsync = call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal);
        site.Report(Rule, Locations.OfCall(call), [load.Set.Syntax.GetLocation()], FixFor(load, call, value, isAsync), call.TargetMethod.Name, load.Entity.Name, isAsync ? "FindAsync" : "Find");
    }

    // using var db = contexts.CreateDbContext(): it holds what this method has loaded.
    private static bool IsMadeHere(IOperation set)
    {
        var context = set is IInvocationOperation call ? Operations.Receiver(call) : (set as IPropertyReferenceOperation)?.Instance;
        if (context is null || Operations.Unconverted(context) is not ILocalReferenceOperation local || Writes.OnlyValue(local.Local, Operations.Root(local)) is not { } made)
        {
            return false;
        }

        made = Operations.Unconverted(made);
        if (made is IAwaitOperation wait)
        {
            made = Operations.Unconverted(wait.Operation);
        }

        return made is IObjectCreationOperation || made is IInvocationOperation { TargetMethod.Name: { } name } && name.StartsWith("Create", StringComparison.Ordinal);
    }

    // The one filter there is: the call's own, or that of a Where before it. The set itself, not a query kept elsewhere.
    private static IOperation? FilterOf(EntityLoad load, IInvocationOperation call)
    {
        var own = call.Arguments.Length > 1 && call.Arguments[1].Parameter?.Name == "predicate" ? call.Arguments[1].Value : null;
        return load.Operators switch
        {
            [] => ReferenceEquals(Operations.Unconverted(load.Source), load.Set) ? own : null,
            [{ TargetMethod: { Name: "Where", ContainingType.Name: "Queryable" }, Arguments: [var source, var filter] }] when own is null && ReferenceEquals(Operations.Unconverted(source.Value), load.Set) => filter.Value,
            _ => null,
        };
    }

    private static IOperation? ValueOf(IOperation filter, IPropertySymbol key)
    {
        filter = Operations.Unconverted(filter);
        if ((filter is IDelegateCreationOperation creation ? creation.Target : filter) is not IAnonymousFunctionOperation { Symbol.Parameters: [{ } row], Body.Operations: [IReturnOperation { ReturnedValue: { } value }] })
        {
            return null;
        }

        value = Operations.Unconverted(value);
        if (value is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, IsLifted: false } equality)
        {
            return null;
        }

        var other = IsKey(equality.LeftOperand, key, row) ? equality.RightOperand : IsKey(equality.RightOperand, key, row) ? equality.LeftOperand : null;
        // Find takes objects: a value of another type is an error at run time.
        return other is not null && !Operations.Mentions(other, row) && SymbolEqualityComparer.Default.Equals(other.Type, key.Type) && SymbolEqualityComparer.Default.Equals(Operations.Unconverted(other).Type, key.Type) ? other : null;
    }

    private static bool IsKey(IOperation operand, IPropertySymbol key, IParameterSymbol row) =>
        operand is IPropertyReferenceOperation { Instance: IParameterReferenceOperation instance } property && SymbolEqualityComparer.Default.Equals(instance.Parameter, row) && SymbolEqualityComparer.Default.Equals(property.Property.OriginalDefinition, key.OriginalDefinition);

    private static ImmutableDictionary<string, string?>? FixFor(EntityLoad load, IInvocationOperation call, IOperation value, bool isAsync)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } syntax || !access.Expression.Span.Contains(load.Set.Syntax.Span) || Comments.In(syntax, load.Set.Syntax) || isAsync && !IsAwaited(call))
        {
            return null;
        }

        string? token = null;
        foreach (var argument in call.Arguments)
        {
            token = Operations.IsToken(argument.Parameter?.Type) && argument.ArgumentKind == ArgumentKind.Explicit ? argument.Value.Syntax.ToString() : token;
        }

        return FixProperties.Of(FindShape).Add(ValueKey, value.Syntax.ToString()).Add(TokenKey, token);
    }

    // FindAsync returns a ValueTask: whatever else is done with a task cannot be done with that.
    private static bool IsAwaited(IInvocationOperation call) =>
        Operations.Consumer(call) is IAwaitOperation || Operations.Consumer(call) is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured && Operations.Consumer(configured) is IAwaitOperation;
}
