using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RecursiveQuery() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1007", Categories.Database, DiagnosticSeverity.Warning,
        title: "A recursion runs a query at every step",
        message: "'{0}' calls itself and runs a query for every {1}{2}: load the rows with one query and recurse over a lookup",
        description: "A tree of N nodes costs N round trips. One query for all rows of the tree, kept in a lookup by parent, or a recursive common table expression, costs one.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.UsesDatabase)
        {
            context.On(static site => Analyze(site), OperationKind.MethodBody, OperationKind.LocalFunction, OperationKind.AnonymousFunction);
        }
    }

    private static void Analyze(Site site)
    {
        if (FunctionOf(site) is not { } function)
        {
            return;
        }

        // Most functions do not reach the database; of those that do, few call themselves or something that calls them.
        if (!site.Facts.Summaries.ReachesItself(function as IMethodSymbol ?? site.ContainingSymbol as IMethodSymbol) ||
            function is IMethodSymbol { MethodKind: not MethodKind.LocalFunction } method && !site.Facts.Summaries.MayRecur(method) || RareCode.Is(site))
        {
            return;
        }

        var body = site.Operation;
        var calls = site.Facts.Recursion.CallsBack(function, body, site.Cancellation);
        if (calls.IsEmpty || IsMemo(site, calls, body))
        {
            return;
        }

        Finding? best = null;
        Visit(site, calls, body, body, ref best);
        if (best is { } found)
        {
            Report(site, function, found);
        }
    }

    /// <summary>A query at every step; of several in a function the first that is proven is reported.</summary>
    private readonly record struct Finding(IOperation Operation, ImmutableArray<string> Path, RecursiveCall Call, bool IsTree, bool IsProven);

    private static void Report(Site site, ISymbol function, Finding found)
    {
        var location = found.Operation is IForEachLoopOperation loop ? Locations.OfExpression(loop.Collection.Syntax) : Locations.OfCall(found.Operation);
        ImmutableArray<Location> related = [Locations.OfCall(found.Call.Call)];
        if (!ReferenceEquals(found.Call.Call, found.Call.Back))
        {
            related = related.Add(Locations.OfCall(found.Call.Back));
        }

        object?[] arguments =
        [
            function.Name,
            found.IsTree ? "node it visits" : "level it climbs",
            found.Path is ["foreach"] ? "" : $" ({string.Join(" -> ", found.Path)})",
        ];
        if (found.IsProven)
        {
            site.Report(Rule, location, related, null, arguments);
        }
        else
        {
            site.Suggest(Rule, location, related, null, arguments);
        }
    }

    private static ISymbol? FunctionOf(Site site)
    {
        switch (site.Operation)
        {
            case IMethodBodyOperation:
                return site.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method ? method.OriginalDefinition : null;
            case ILocalFunctionOperation local:
                return local.Symbol.OriginalDefinition;
            case IAnonymousFunctionOperation lambda:
                // walk = id => … walk(child.Id) …
                var parent = lambda.Parent;
                while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
                {
                    parent = parent.Parent;
                }

                return parent switch
                {
                    ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IFieldReferenceOperation } assignment => Operations.SymbolOf(assignment.Target),
                    IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static void Visit(Site site, ImmutableArray<RecursiveCall> calls, IOperation operation, IOperation body, ref Finding? best)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is ILocalFunctionOperation or IThrowOperation or ICatchClauseOperation or INameOfOperation || child is IAnonymousFunctionOperation && IsBoundary(site, child))
            {
                continue;
            }

            if (child is IInvocationOperation or IForEachLoopOperation or IPropertyReferenceOperation or IObjectCreationOperation or IMethodReferenceOperation)
            {
                if (best is not { IsProven: true } && Find(site, calls, child, body) is { } found && (best is null || found.IsProven))
                {
                    best = found;
                }
            }

            Visit(site, calls, child, body, ref best);
        }
    }

    // A delegate that is stored is a function of its own; one that is run here belongs to this one.
    private static bool IsBoundary(Site site, IOperation lambda) =>
        Loops.CallReceiving(lambda) is not { } || site.Facts.MemoGuards.IsInCacheFactory(lambda);

    private static Finding? Find(Site site, ImmutableArray<RecursiveCall> calls, IOperation operation, IOperation body)
    {
        ImmutableArray<string> path;
        IEnumerable<IOperation> feeding;
        var isProven = true;
        if (operation is not IMethodReferenceOperation && site.Facts.RoundTrips.Of(operation) is { } roundTrip)
        {
            if ((roundTrip.Effects & ApiEffects.Query) == 0 || roundTrip.Query is { } query && ElementGuards.IsPage(query))
            {
                return null;
            }

            path = [roundTrip.Name];
            feeding = RoundTrips.Feeding(roundTrip, body);
        }
        else if (Through(site, operation, calls) is { } summary)
        {
            path = summary.Path.Insert(0, MethodSummary.NameOf(site.Facts.Dispatch.Callee(operation)!));
            isProven = summary.IsCertain;
            feeding = summary.Feeding(operation);
        }
        else
        {
            return null;
        }

        if (Descent(site, calls, feeding, body) is not { } call || IsOnlyAtTop(operation, call, body) ||
            site.Facts.MemoGuards.Guard(operation, body) && !AsksOnlySets(site, body) ||
            site.Facts.PerElement.Of(operation, ApiEffects.AnyRoundTrip, site.Cancellation) is not null || site.Facts.SharedContexts.Holds(operation, site.Cancellation) || Operations.IsInExpressionTree(operation))
        {
            return null;
        }

        // A walk up to the root is as long as the tree is deep; a walk down visits all of it.
        var isTree = calls.Length > 1 || site.Facts.Recursion.IsRepeated(call);
        return isTree || isProven
            ? new Finding(operation, path, call, isTree || Recursion.IsInDelegate(call, body), isTree && isProven)
            : null;
    }

    // What a call that is not part of the recursion asks the database for.
    private static MethodSummary? Through(Site site, IOperation operation, ImmutableArray<RecursiveCall> calls)
    {
        foreach (var call in calls)
        {
            if (ReferenceEquals(call.Call, operation))
            {
                return null;
            }
        }

        if (operation is IMethodReferenceOperation && site.Facts.Loops.PerElementCall(operation) is null ||
            site.Facts.Dispatch.Callee(operation) is not { } callee ||
            site.Facts.Summaries.Near(callee, ApiEffects.Query, site.Cancellation) is not { IsSilent: false } summary)
        {
            return null;
        }

        return summary;
    }

    // The call back that gives the query something else to ask for.
    private static RecursiveCall? Descent(Site site, ImmutableArray<RecursiveCall> calls, IEnumerable<IOperation> feeding, IOperation body)
    {
        var roots = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var locals = LocalValues.Around(body);
        foreach (var value in feeding)
        {
            Flow.Roots(value, locals, roots);
        }

        foreach (var call in calls)
        {
            foreach (var root in roots)
            {
                if (root is IParameterSymbol parameter && IsParameterOf(parameter, site) && !IsCollection(parameter.Type)
                    ? site.Facts.Recursion.Descends(call, parameter, body, site.Cancellation)
                    : root is ITypeSymbol && site.Facts.Recursion.DescendsByReceiver(call, site.Cancellation))
                {
                    return call;
                }
            }
        }

        return null;
    }

    private static bool IsParameterOf(IParameterSymbol parameter, Site site) => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, site.Operation switch
    {
        ILocalFunctionOperation local => local.Symbol.OriginalDefinition,
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        _ => site.ContainingSymbol.OriginalDefinition,
    });

    // One query for all nodes of a level is the batch.
    private static bool IsCollection(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol)
        {
            return true;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (contract.SpecialType == SpecialType.System_Collections_IEnumerable)
            {
                return type.SpecialType != SpecialType.System_String;
            }
        }

        return false;
    }

    // if (all is null) { all = query }  …  Walk(child, all);   if (isRoot) { query }  …  Walk(child, false);
    private static bool IsOnlyAtTop(IOperation operation, RecursiveCall call, IOperation body)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(parent, body); child = parent, parent = parent.Parent!)
        {
            var condition = parent switch
            {
                IConditionalOperation conditional when !ReferenceEquals(conditional.Condition, child) => conditional.Condition,
                ICoalesceOperation coalesce when ReferenceEquals(coalesce.WhenNull, child) => coalesce.Value,
                ICoalesceAssignmentOperation assignment => assignment.Target,
                _ => null,
            };
            foreach (var part in condition?.DescendantsAndSelf() ?? [])
            {
                if (part is IParameterReferenceOperation { Parameter: var parameter } && Recursion.ArgumentOf(call.Back, parameter.Ordinal) is { } given &&
                    (given.ConstantValue.HasValue || parameter.Type.IsReferenceType && Operations.Unconverted(given) is IParameterReferenceOperation))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A set of visited nodes ends cycles; it answers nothing.
    private static bool IsMemo(Site site, ImmutableArray<RecursiveCall> calls, IOperation body)
    {
        foreach (var call in calls)
        {
            if (site.Facts.MemoGuards.Guard(call.Call, body) && !AsksOnlySets(site, body))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AsksOnlySets(Site site, IOperation body)
    {
        var asks = false;
        foreach (var operation in body.Descendants())
        {
            if (operation is ICoalesceAssignmentOperation)
            {
                return false;
            }

            if (operation is IInvocationOperation call && (site.Facts.Knowledge.EffectsOf(call.TargetMethod) & (ApiEffects.Lookup | ApiEffects.Memoizes)) != 0)
            {
                if (call.TargetMethod.Name is not ("Add" or "Contains"))
                {
                    return false;
                }

                asks = true;
            }
        }

        return asks;
    }
}
