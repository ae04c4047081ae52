using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Loads of entities that nobody changes: what the code around a load does that would make its entities part of a unit of work.</summary>
internal static class ReadOnlyLoads
{
    private static readonly HashSet<string> s_writes = new(StringComparer.Ordinal)
    {
        "Add", "AddAsync", "AddRange", "AddRangeAsync", "Update", "UpdateRange", "Remove", "RemoveRange", "Attach", "AttachRange", "Entry", "Load", "LoadAsync", "BeginTransaction", "BeginTransactionAsync",
    };

    private const int Few = 20;

    /// <summary>
    /// The operator that loads the entities without tracking them; null when a query decides itself, when somebody changes, keeps or may find them again, or
    /// when there are too few to matter.
    /// </summary>
    public static string? Of(Facts facts, EntityLoad load, ISymbol member, CancellationToken cancellation)
    {
        if (load.Has("AsNoTracking") || load.Has("AsNoTrackingWithIdentityResolution") || load.Has("AsTracking") || !load.IsMany && !HasCollection(load) || load.IsMany && load.IsOfFew(facts, Few) ||
            !facts.Entities.TracksByDefault || IsKeyless(load.Entity) || IsWalk(facts, load) || IsInOwnFunction(facts, load.Operation))
        {
            return null;
        }

        var uses = EntityUses.Of(facts, load, cancellation);
        var isSerialized = uses.IsServed || uses.IsReturned && Responses.IsReturnSerialized(facts, load.Operation, member);
        if (!uses.OnlyReads || uses.IsReturned && !isSerialized || !isSerialized && uses.Columns.Count == 0 || !ReadsWhatIsLoaded(facts, load, uses, isSerialized) || IsTiedToOthers(facts, load) || IsInUnitOfWork(facts, load.Operation, cancellation))
        {
            return null;
        }

        var method = Repeats(facts, load) ? "AsNoTrackingWithIdentityResolution" : "AsNoTracking";
        return facts.Type(AsyncTwins.QueryExtensions)?.GetMembers(method).IsEmpty == false ? method : null;
    }

    // Pages of a walk: the context is cleared, or the walk is what is wrong.
    private static bool IsWalk(Facts facts, EntityLoad load) => load.Has("Skip") && facts.Loops.Around(load.Operation) is not null;

    // A lambda that is kept and called from elsewhere, or by itself.
    private static bool IsInOwnFunction(Facts facts, IOperation operation) =>
        Operations.Function(operation) is IAnonymousFunctionOperation lambda && !Responses.IsEndpoint(facts, lambda) && facts.Loops.ImmediateCall(lambda) is null && facts.Loops.PerElementCall(lambda) is null;

    /// <summary>Whether the member around a load also writes through a context, or calls what may save.</summary>
    public static bool IsInUnitOfWork(Facts facts, IOperation operation, CancellationToken cancellation)
    {
        foreach (var part in Operations.Root(operation).Descendants())
        {
            switch (part)
            {
                case IPropertyReferenceOperation { Property.Name: "ChangeTracker" or "Local" or "AutoDetectChangesEnabled" }:
                    return true;
                case IInvocationOperation { TargetMethod: { } method } call:
                    if (method.Name.StartsWith("Save", StringComparison.Ordinal) || method.Name.StartsWith("Commit", StringComparison.Ordinal) ||
                        s_writes.Contains(method.Name) && call.Instance?.Type is { } owner && (facts.Entities.IsContext(owner) || facts.Entities.EntityOf(owner) is not null || owner.Name is "DatabaseFacade" or "EntityEntry"))
                    {
                        return true;
                    }

                    if (facts.IsOwn(method) && facts.Summaries.MayReach(method) && facts.Summaries.Of(facts.Dispatch.Narrow(call, method), ApiEffects.Save, cancellation) is { IsSilent: false })
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    /// <summary>Whether the member around a load asks for rows that tracking would tie to the loaded ones, or for one of the loaded again.</summary>
    public static bool IsTiedToOthers(Facts facts, EntityLoad load)
    {
        foreach (var part in Operations.Root(load.Operation).Descendants())
        {
            if (part is not (IPropertyReferenceOperation or IInvocationOperation or IFieldReferenceOperation) || SourceOf(facts, part) is not { } other || ReferenceEquals(part, load.Set) || ReferenceEquals(part, load.Query.Root) || Operations.IsInExpressionTree(part) || EndsInValues(part))
            {
                continue;
            }

            if (SymbolEqualityComparer.Default.Equals(other, load.Entity))
            {
                if (Operations.Consumer(part) is IInvocationOperation { TargetMethod.Name: "Find" or "FindAsync" })
                {
                    return true;
                }
            }
            else if (LeadsTo(facts, load.Entity, other) || LeadsTo(facts, other, load.Entity))
            {
                return true;
            }
        }

        return false;
    }

    // db.Lines, lines.Query()
    private static ITypeSymbol? SourceOf(Facts facts, IOperation part) =>
        facts.Entities.EntityOf(part.Type) ?? (facts.Queries.IsQueryable(part.Type) && !(part is IInvocationOperation call && (facts.Queries.Composes(call) || call.Instance is not null && facts.Queries.IsQueryable(call.Instance.Type))) ? EntityModel.ElementOf(part.Type) : null);

    // db.Lines.Where(…).Sum(…), db.Customers.Select(c => c.Name): nothing of it is tracked.
    private static bool EndsInValues(IOperation set)
    {
        var current = set;
        while (Operations.Consumer(current) is { } parent)
        {
            var call = parent is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } extension } ? extension : null;
            if (call is null)
            {
                return false;
            }

            if (call.TargetMethod.Name.StartsWith("AsNoTracking", StringComparison.Ordinal) || Translations.IsScalar(Operations.Awaited(call.Type)) || call.TargetMethod.Name == "Select")
            {
                return true;
            }

            current = call;
        }

        return false;
    }

    private static bool LeadsTo(Facts facts, ITypeSymbol from, ITypeSymbol to)
    {
        foreach (var navigation in facts.Entities.NavigationsOf(from))
        {
            if (SymbolEqualityComparer.Default.Equals(EntityModel.TargetOf(navigation), to))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasCollection(EntityLoad load)
    {
        foreach (var path in IncludePaths.Of(load.Operators) ?? [])
        {
            if (EntityModel.ElementOf(path.Steps[path.Steps.Length - 1].Type) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKeyless(ITypeSymbol entity)
    {
        foreach (var attribute in entity.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "KeylessAttribute")
            {
                return true;
            }
        }

        return false;
    }

    // What is not included may be there by fix-up, or be loaded when it is read: both need tracking.
    private static bool ReadsWhatIsLoaded(Facts facts, EntityLoad load, EntityUses uses, bool isSerialized)
    {
        if (isSerialized)
        {
            foreach (var navigation in facts.Entities.NavigationsOf(load.Entity))
            {
                if (facts.Entities.LazyLoadingOf(navigation, facts.Entities.ContextOf(OwnerOf(load.Set), load.Entity)) != LazyLoading.Off)
                {
                    return false;
                }
            }
        }

        if (uses.Navigations.Count == 0)
        {
            return true;
        }

        var included = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var path in IncludePaths.Of(load.Operators) ?? [])
        {
            foreach (var step in path.Steps)
            {
                included.Add(step.OriginalDefinition);
            }
        }

        foreach (var navigation in uses.Navigations)
        {
            if (!included.Contains(navigation) && (load.Has("IgnoreAutoIncludes") || !facts.Entities.IsAutoIncluded(navigation)))
            {
                return false;
            }
        }

        return true;
    }

    private static ITypeSymbol? OwnerOf(IOperation set) => set switch
    {
        IPropertyReferenceOperation property => property.Instance?.Type ?? property.Property.ContainingType,
        IInvocationOperation call => call.Instance?.Type,
        _ => null,
    };

    // Many orders share a customer, many posts a tag: without tracking each would get a copy of its own.
    private static bool Repeats(Facts facts, EntityLoad load)
    {
        foreach (var path in IncludePaths.Of(load.Operators) ?? [])
        {
            var owner = (ITypeSymbol)load.Entity;
            var isMany = load.IsMany;
            foreach (var step in path.Steps)
            {
                var target = EntityModel.TargetOf(step);
                var isCollection = EntityModel.ElementOf(step.Type) is not null;
                if (isMany && !isCollection || isCollection && HasCollectionOf(facts, target, owner))
                {
                    return true;
                }

                isMany |= isCollection;
                owner = target;
            }
        }

        return false;
    }

    private static bool HasCollectionOf(Facts facts, ITypeSymbol entity, ITypeSymbol element)
    {
        foreach (var navigation in facts.Entities.NavigationsOf(entity))
        {
            if (SymbolEqualityComparer.Default.Equals(EntityModel.ElementOf(navigation.Type), element))
            {
                return true;
            }
        }

        return false;
    }
}
