using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>Who else sees the rows, the context, or the save.</content>
internal sealed partial class RowByRowUpdate
{
    private enum Uses
    {
        /// <summary>The context does nothing else before the save.</summary>
        None,

        /// <summary>It is told to add rows, which the save writes.</summary>
        Adds,

        /// <summary>It may track rows that were loaded before, or the loaded list is counted.</summary>
        Load,

        /// <summary>The loaded rows are used beside the loop.</summary>
        Rows,
    }

    private static Uses UsesOf(Site site, IOperation statement, Save save, Rows rows, ISymbol context)
    {
        var uses = Uses.None;
        var function = Operations.Function(statement);
        var end = save.Statement.Syntax.SpanStart;
        foreach (var part in function.Descendants())
        {
            if (rows.List is { } list && part is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, list) && !Operations.IsWithin(part, statement))
            {
                if (!IsCounted(local))
                {
                    return Uses.Rows;
                }

                uses = Uses.Load;
            }

            if (part.Syntax.SpanStart < end && IsReference(part, context) && !Operations.IsWithin(part, statement) &&
                (rows.Load is null || !Operations.IsWithin(part, rows.Load)) && !Operations.IsWithin(part, rows.Query))
            {
                var use = UseOf(site, part);
                uses = use > uses ? use : uses;
            }
        }

        return uses;
    }

    private static bool IsReference(IOperation part, ISymbol context) => context is ITypeSymbol
        ? part is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } && part.Parent is IMemberReferenceOperation or IInvocationOperation
        : part is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation &&
            SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), context);

    // if (list.Count == 0) return;
    private static bool IsCounted(IOperation list) =>
        Operations.Consumer(list) is IPropertyReferenceOperation { Property.Name: "Count" or "Length" } ||
        Operations.Consumer(list) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Any" or "Count", ContainingType.Name: "Enumerable" }, Arguments.Length: 1 } };

    // What a context does besides: transactions and answers that are no rows leave nothing behind.
    private static Uses UseOf(Site site, IOperation context)
    {
        var current = context;
        while (true)
        {
            switch (current.Parent)
            {
                case IPropertyReferenceOperation { Property.Name: "Database" }:
                    return Uses.None;
                case IInvocationOperation call:
                    if (call.TargetMethod.Name is "Add" or "AddAsync" or "AddRange" or "AddRangeAsync")
                    {
                        return Uses.Adds;
                    }

                    if (site.Facts.RoundTrips.Of(call) is not null)
                    {
                        return call.TargetMethod.Name is "ExecuteUpdate" or "ExecuteUpdateAsync" or "ExecuteDelete" or "ExecuteDeleteAsync" || !IsObject(call.Type) ? Uses.None : Uses.Load;
                    }

                    break;
                case IPropertyReferenceOperation or IArgumentOperation or IConversionOperation or IParenthesizedOperation:
                    break;
                case IVariableInitializerOperation or ISimpleAssignmentOperation when site.Facts.Queries.IsQueryable(current.Type):
                    // A query that is put together, not run.
                    return Uses.None;
                default:
                    return Uses.Load;
            }

            current = current.Parent;
        }
    }

    // Task<int>, bool: no row comes back.
    private static bool IsObject(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [{ } result] })
        {
            type = result;
        }

        return type is null || !IsScalar(type);
    }

    // Private methods finish what their callers began; a method that is given a row may have changed it.
    private static bool MayPend(Site site, INamedTypeSymbol entity)
    {
        if (site.ContainingSymbol is not IMethodSymbol method)
        {
            return true;
        }

        foreach (var parameter in method.Parameters)
        {
            if (SymbolEqualityComparer.Default.Equals(parameter.Type, entity))
            {
                return true;
            }
        }

        return method.DeclaredAccessibility == Accessibility.Private;
    }

    // Code that runs when rows are saved would not run: overrides, interceptors, tokens, soft deletes; hierarchies may lie in several tables.
    private static bool IsWatched(Site site, IInvocationOperation save, INamedTypeSymbol entity, bool isDelete)
    {
        for (var type = save.Instance!.Type; type is not null && type.Name != "DbContext"; type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IMethodSymbol { Name: "SaveChanges" or "SaveChangesAsync" })
                {
                    return true;
                }
            }
        }

        if (save.Instance.Type?.TypeKind != TypeKind.Class || site.Facts.Dispatch.HasDerived(entity) ||
            SaveHooks.AreRegistered(site.Facts.Compilation, site.Cancellation) || SaveHooks.ConfiguresToken(site.Facts.Compilation, entity.Name, site.Cancellation))
        {
            return true;
        }

        for (ITypeSymbol? type = entity; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            if (!SymbolEqualityComparer.Default.Equals(type, entity) && !type.IsAbstract && site.Facts.IsOwn(type))
            {
                return true;
            }

            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol property && (IsToken(property) || isDelete && IsTombstone(property)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsToken(IPropertySymbol property)
    {
        if (property.Name is "RowVersion" or "ConcurrencyStamp" or "ConcurrencyToken" or "Version" or "Timestamp")
        {
            return true;
        }

        foreach (var attribute in property.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "ConcurrencyCheckAttribute" or "TimestampAttribute")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTombstone(IPropertySymbol property) =>
        property.Name is "IsDeleted" or "Deleted" or "DeletedAt" or "DeletedOn" or "DeletedDate" or "DeletedUtc" or "DeletionTime" or "SoftDeleted" or "IsRemoved";
}
