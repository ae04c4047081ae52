using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What is fetched again on every request although it is the same for all callers.</summary>
internal static class SameForAll
{
    private static readonly ImmutableArray<string> s_writing = ["Post", "Put", "Patch", "Delete", "Create", "Update", "Save", "Import", "Sync", "OnPost", "Refresh", "Reload", "Upload", "Send"];

    /// <summary>
    /// The query whose rows a call loads, what they are and the way here from a request, when nothing of the caller decides which rows they are and
    /// nothing in the project changes them; null otherwise.
    /// </summary>
    public static (QueryChain Query, ITypeSymbol Entity, ImmutableArray<IInvocationOperation> Callers)? RowsOf(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("ToList" or "ToListAsync" or "ToArray" or "ToArrayAsync" or "ToDictionary" or "ToDictionaryAsync") || Operations.IsInExpressionTree(call) ||
            site.Facts.RoundTrips.Of(call) is not { Effects: ApiEffects.Query, Query: { Origin: QueryOrigin.Database } query } || site.Facts.Entities.EntityOf(query.Root.Type) is not { } entity ||
            !IsForEverybody(query, call) || IsBlocking(call) || RareCode.Is(site) || HasFilters(site.Facts) || new EntityWrites(site.Facts, site.Cancellation).MayChange(entity.Name, Operations.SymbolOf(query.Root)?.Name) ||
            CallersOf(site, call) is not { } callers)
        {
            return null;
        }

        return (query, entity, callers);
    }

    /// <summary>The calls that lead here from code that answers a reading request; null where there is none, or a cache stands on the way.</summary>
    public static ImmutableArray<IInvocationOperation>? CallersOf(Site site, IOperation operation)
    {
        var facts = site.Facts;
        if (RareCode.Is(site) || !new Lifetimes(facts, site.Cancellation).IsInPerCallCode(operation, site.ContainingSymbol) || OnceGuards.Holds(operation, facts) || IsAssignedToMember(operation))
        {
            return null;
        }

        ImmutableArray<IInvocationOperation> callers = [];
        if (!facts.Heat.IsInRequest(operation, site.ContainingSymbol))
        {
            if (site.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || Operations.Function(operation) is IAnonymousFunctionOperation)
            {
                return null;
            }

            callers = new RequestCallers(facts, site.Cancellation).To(method);
            if (callers.IsEmpty)
            {
                return null;
            }
        }

        var outermost = callers.IsEmpty ? operation : callers[0];
        return IsWriting(outermost, callers.IsEmpty ? site.ContainingSymbol : outermost.SemanticModel?.GetEnclosingSymbol(outermost.Syntax.SpanStart, site.Cancellation)) || NearCaches.Covers(site.ContainingSymbol, callers, site.Cancellation) ? null : callers;
    }

    // Actions for POST and its like read what they are about to change.
    private static bool IsWriting(IOperation operation, ISymbol? member)
    {
        for (var function = Operations.Function(operation); function is IAnonymousFunctionOperation lambda; function = Operations.Function(function))
        {
            if (Loops.CallReceiving(lambda) is { TargetMethod.Name: "MapPost" or "MapPut" or "MapDelete" or "MapPatch" or "MapMethods" })
            {
                return true;
            }
        }

        member = Operations.MemberOf(member);
        foreach (var attribute in member?.GetAttributes() ?? [])
        {
            if (attribute.AttributeClass?.Name is "HttpPostAttribute" or "HttpPutAttribute" or "HttpDeleteAttribute" or "HttpPatchAttribute")
            {
                return true;
            }
        }

        foreach (var verb in s_writing)
        {
            if (member?.Name.StartsWith(verb, StringComparison.Ordinal) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a call blocks an asynchronous function: the worse fault.</summary>
    public static bool IsBlocking(IInvocationOperation call) =>
        !Operations.IsTask(call.Type) && Operations.Function(call) switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol.IsAsync,
            ILocalFunctionOperation function => function.Symbol.IsAsync,
            _ => call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart) is IMethodSymbol { IsAsync: true },
        };

    // Every row, filtered and shaped by constants at most.
    private static bool IsForEverybody(QueryChain query, IInvocationOperation terminal)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is "Take" or "Skip" or "TakeLast" or "SkipLast" or "FromSql" or "FromSqlRaw" or "FromSqlInterpolated" or "AsTracking" or "Find" || !IsOfNobody(step))
            {
                return false;
            }
        }

        return IsOfNobody(terminal);
    }

    private static bool IsOfNobody(IInvocationOperation step)
    {
        for (var i = 1; i < step.Arguments.Length; i++)
        {
            if (Operations.IsToken(step.Arguments[i].Value.Type))
            {
                continue;
            }

            foreach (var part in step.Arguments[i].DescendantsAndSelf())
            {
                var outer = part switch
                {
                    IParameterReferenceOperation parameter => parameter.Parameter,
                    ILocalReferenceOperation { ConstantValue.HasValue: false } local => local.Local,
                    _ => (ISymbol?)null,
                };
                if (outer is not null && !Operations.IsDeclaredIn(outer, step.Arguments[i].Syntax) || part is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } ||
                    part is IMemberReferenceOperation { Member: { IsStatic: true } member } && (StateChanges.IsClock(member) || member is IPropertySymbol && member.ContainingType.TypeKind != TypeKind.Enum) || part is IInvocationOperation { TargetMethod: { IsStatic: true } method } && StateChanges.IsClock(method))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // A filter of the model may depend on who asks.
    private static bool HasFilters(Facts facts) => SourceFiles.Mention(facts.Compilation, "HasQueryFilter");

    private static bool IsAssignedToMember(IOperation operation)
    {
        var outcome = Operations.Outcome(operation);
        return outcome?.Parent is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsStatic: true } };
    }
}
