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
            if (part is not (IPropertyReferenceOperation or IInvocationOperation or IFieldReferenceOperation) || facts.Entities.EntityOf(part.Type) is not { } other || ReferenceEquals(part, load.Set) || Operations.IsInExpressionTree(part) || EndsInValues(part))
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
}
