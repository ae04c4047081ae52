using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>How a value becomes one that can be kept.</summary>
internal enum ValueRemedy
{
    /// <summary>No rewrite is known.</summary>
    None,

    /// <summary>The sequence is read into a list.</summary>
    Materialize,

    /// <summary>The query is read without tracking.</summary>
    Untrack,
}

/// <summary>Why a value must not be kept in a cache.</summary>
/// <param name="Value">The value, without conversions.</param>
/// <param name="What">Behind "'Set' keeps".</param>
/// <param name="WayOut">What to do.</param>
/// <param name="IsCertain">False where it is likely.</param>
/// <param name="Remedy">How the value becomes one that can be kept.</param>
internal sealed record ValueFault(IOperation Value, string What, string WayOut, bool IsCertain, ValueRemedy Remedy = ValueRemedy.None);

/// <summary>Values that are not what is to be kept: queries, sequences that are computed again, tracked entities, what ends with its user, and tasks that may fail.</summary>
internal static class ValueFaults
{
    /// <summary>What is wrong with the value that a call gives a cache; null when nothing is seen to be.</summary>
    public static ValueFault? Of(CacheUse use, Site site)
    {
        if (use.Act is not (CacheAct.Set or CacheAct.Fill) || use.Store == CacheStore.Distributed || use.IsOfRequest)
        {
            return null;
        }

        if (OfTask(use, site) is { } task)
        {
            return task;
        }

        if (use.Value is { } value && use.Act == CacheAct.Set)
        {
            return OfValue(value, use, site);
        }

        if (use.Lambda is { } lambda)
        {
            foreach (var result in CacheUse.Results(lambda))
            {
                if (OfValue(result, use, site) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    private static ValueFault? OfValue(IOperation value, CacheUse use, Site site)
    {
        var facts = site.Facts;
        var given = Sequences.Bare(value);
        if (given is ILocalReferenceOperation { Local: var scoped } && IsDisposed(scoped, Operations.Root(given), use))
        {
            return new ValueFault(given, $"'{scoped.Name}', which is disposed here", "keep what is read from it", true);
        }

        var made = Behind(given);
        if (use.Store != CacheStore.Dictionary && KindOf(Operations.Awaited(given.Type), facts) is { } kind)
        {
            return new ValueFault(given, kind, "keep what is read from it", true);
        }

        if (use.Store != CacheStore.Dictionary && Operations.Awaited(given.Type) is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Interface } service && facts.IsOwn(service) && facts.Registrations.EndsWithScope(service))
        {
            return new ValueFault(given, $"'{service.Name}', a service that lives for one request: what it works with is gone afterwards", "keep what is read from it", false);
        }

        if (use.Store == CacheStore.Gated)
        {
            return null;
        }

        if (facts.Queries.IsQueryable(given.Type))
        {
            return facts.Queries.Of(given) is { Origin: QueryOrigin.Database }
                ? new ValueFault(given, "a query, not its rows: it runs again for everyone who reads it, on the context of whoever was first", "keep 'ToList()' of it", true, ValueRemedy.Materialize)
                : null;
        }

        if (IsLazy(made, site) && IsSequence(given.Type))
        {
            return new ValueFault(given, "a sequence that is computed again for everyone who reads it", "keep 'ToList()' of it", use.Store != CacheStore.Own, ValueRemedy.Materialize);
        }

        return use.Store != CacheStore.Dictionary && Tracked(made, site) is { } query
            ? new ValueFault(query, "entities that their context tracks: it adds to them whatever it loads later, and a second context that is to save them meets them twice", "load them with 'AsNoTracking()'", false, query is IInvocationOperation { TargetMethod.Name: "Find" or "FindAsync" } ? ValueRemedy.None : ValueRemedy.Untrack)
            : null;
    }

    private static string? KindOf(ITypeSymbol? type, Facts facts)
    {
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (facts.Knowledge.OfType(current)?.Value("uncacheable") is { } kind)
            {
                return kind;
            }
        }

        return null;
    }

    // Behind await and a local that has one value.
    private static IOperation Behind(IOperation value)
    {
        for (var depth = 0; depth < 4; depth++)
        {
            value = Sequences.Bare(value);
            if (value is IAwaitOperation wait)
            {
                value = Operations.Unconverted(wait.Operation);
                if (value is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task })
                {
                    value = task;
                }
            }
            else if (value is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } only)
            {
                value = only;
            }
            else
            {
                break;
            }
        }

        return value;
    }

    private static bool IsSequence(ITypeSymbol? type) => type is INamedTypeSymbol { OriginalDefinition: { SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } or { Name: "IOrderedEnumerable" } };

    private static bool IsLazy(IOperation value, Site site)
    {
        if (value is not IInvocationOperation call)
        {
            return false;
        }

        return Sequences.IsLazy(call.TargetMethod)
            ? call.TargetMethod.Name is not ("Range" or "Repeat" or "Cast" or "DefaultIfEmpty") && !Sequences.IsFew(call, site.Facts, site.Cancellation)
            : site.Facts.IsOwn(call.TargetMethod) && !call.TargetMethod.IsAbstract && !call.TargetMethod.IsVirtual && site.Facts.Bodies.Of(call.TargetMethod, site.Cancellation) is { } body && IsIterator(body);
    }

    private static bool IsIterator(IOperation body)
    {
        foreach (var part in body.Descendants())
        {
            if (part.Kind == OperationKind.YieldReturn && ReferenceEquals(Operations.Function(part), Operations.Root(part)))
            {
                return true;
            }
        }

        return false;
    }

    // using var stream = …; cache.Set(key, stream)
    private static bool IsDisposed(ILocalSymbol local, IOperation root, CacheUse use)
    {
        foreach (var part in root.Descendants())
        {
            var group = part switch
            {
                IUsingDeclarationOperation declaration => declaration.DeclarationGroup,
                IUsingOperation { Resources: IVariableDeclarationGroupOperation resources } => resources,
                _ => null,
            };
            foreach (var declaration in group?.Declarations ?? [])
            {
                foreach (var declarator in declaration.Declarators)
                {
                    // The entry of the cache itself is disposed to be put into it.
                    if (SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) && local.Type.Name != "ICacheEntry" && (use.Factory is null || Operations.IsWithin(declarator, use.Factory)))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // The last operator of a query whose rows are tracked, or the call that finds one.
    private static IOperation? Tracked(IOperation value, Site site)
    {
        var facts = site.Facts;
        if (!facts.Entities.IsUsed || value is not IInvocationOperation call)
        {
            return null;
        }

        if (call.TargetMethod.Name is "Find" or "FindAsync")
        {
            return facts.Entities.EntityOf(call.Instance?.Type) is not null && !IsUntrackedByDefault(facts) ? call : null;
        }

        if (facts.RoundTrips.Of(call) is not { Query: { Origin: QueryOrigin.Database } query } || facts.Entities.EntityOf(query.Root.Type) is not { } entity ||
            !SymbolEqualityComparer.Default.Equals(RowOf(call), entity) || query.Operators.IsEmpty && query.Root is not (IPropertyReferenceOperation or IInvocationOperation or IFieldReferenceOperation))
        {
            return null;
        }

        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name.StartsWith("AsNoTracking", StringComparison.Ordinal) || step.TargetMethod.Name is "Select" or "SelectMany" or "GroupBy" or "Join" or "ProjectTo")
            {
                return null;
            }
        }

        return IsUntrackedByDefault(facts) ? null : query.Root;
    }

    // The entity that First, ToListAsync and their like answer.
    private static ITypeSymbol? RowOf(IInvocationOperation call)
    {
        var result = Operations.Awaited(call.Type);
        return call.TargetMethod.Name.StartsWith("To", StringComparison.Ordinal) ? EntityModel.ElementOf(result) : result?.WithNullableAnnotation(NullableAnnotation.None);
    }

    private static bool IsUntrackedByDefault(Facts facts) => SourceFiles.Mention(facts.Compilation, "QueryTrackingBehavior");

    // A task that fails is kept like one that succeeds.
    private static ValueFault? OfTask(CacheUse use, Site site)
    {
        var kept = use.Store switch
        {
            CacheStore.Memory when use.Call.TargetMethod is { Name: "GetOrCreate", TypeArguments: [var item] } => item,
            CacheStore.Memory when use.Act == CacheAct.Set && use.Value is { } value => Operations.Unconverted(value).Type,
            CacheStore.Dictionary when Operations.Receiver(use.Call)?.Type is INamedTypeSymbol { TypeArguments: [_, var item] } => item,
            _ => null,
        };
        if (kept is INamedTypeSymbol { Name: "Lazy", TypeArguments: [var inner] })
        {
            kept = inner;
        }

        if (!Operations.IsTask(kept) || use.Factory is null && use.Value is null || (use.Lambda is { } lambda ? IsHarmless(lambda) : use.Value is { } given && IsComplete(Operations.Unconverted(given))))
        {
            return null;
        }

        // What takes entries out may do so after a failure.
        foreach (var declaration in site.ContainingSymbol.ContainingType?.DeclaringSyntaxReferences ?? [])
        {
            foreach (var token in declaration.GetSyntax(site.Cancellation).DescendantTokens())
            {
                if (token.ValueText is "TryRemove" or "Remove" or "RemoveAsync" or "ContinueWith" or "AddExpirationToken" or "Evict" or "IsFaulted" or "IsCompletedSuccessfully" or "TryUpdate")
                {
                    return null;
                }
            }
        }

        return new ValueFault(use.Factory ?? use.Value!, "a task: when it fails, everyone is given the failure for as long as it is kept", "take it out when it fails, or keep its result", false);
    }

    private static bool IsHarmless(IAnonymousFunctionOperation lambda)
    {
        foreach (var part in lambda.Body.Descendants())
        {
            if (part is ITryOperation { Catches.Length: > 0 })
            {
                return true;
            }
        }

        foreach (var result in CacheUse.Results(lambda))
        {
            if (!lambda.Symbol.IsAsync && !IsComplete(Operations.Unconverted(result)))
            {
                return false;
            }
        }

        return !lambda.Symbol.IsAsync;
    }

    private static bool IsComplete(IOperation task) => task is IInvocationOperation { TargetMethod.Name: "FromResult" } or IPropertyReferenceOperation { Property.Name: "CompletedTask" };
}
