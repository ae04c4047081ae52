using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>Whether a navigation is read per element, and whether anything has loaded it.</content>
internal sealed partial class NavigationPerElement
{
    private static Finding? Judge(Site site, IPropertyReferenceOperation reference)
    {
        var facts = site.Facts;
        return reference.Instance is { } instance && NavigationReads.IsRead(reference) && !Operations.IsInExpressionTree(reference) && Loops.MayBeIn(reference) &&
            facts.Entities.IsNavigation(reference.Property) && !RareCode.Is(site) && new RowTrace(facts, site.Cancellation).Of(instance) is { } rows && IsRepeated(site, reference, rows)
            ? Judge(site, reference, rows, reference.Property)
            : null;
    }

    private static Finding? Judge(Site site, IOperation operation, LoadedRows rows, IPropertySymbol navigation)
    {
        var entities = site.Facts.Entities;
        if (rows.Roots.IsEmpty || rows.Parameter is not null || !entities.IsNavigation(navigation))
        {
            return null;
        }

        var root = rows.Roots[0];
        var context = entities.ContextOf(OwnerOf(root), RowTypeOf(root, entities));
        var loading = entities.LazyLoadingOf(navigation, context);
        var isLazy = loading == LazyLoading.On;
        if (loading == LazyLoading.Unknown || (!isLazy && !entities.IsDeclaredHere(context)) ||
            rows.Loads(rows.PathOf(navigation)) || IsLoadedWithTheRest(rows, navigation, entities) || IsFewRows(rows) || IsOneTarget(rows, navigation) ||
            IsLoadedNearby(site, operation, rows, navigation, isLazy) || (!isLazy && IsGuarded(operation)))
        {
            return null;
        }

        return new Finding(rows, rows.Path.Add(navigation), loading);
    }

    private static bool IsRepeated(Site site, IOperation operation, LoadedRows rows) =>
        rows.Loop is { } loop && Operations.IsWithin(operation, loop.Region) && !Loops.LeavesOnFirstPass(loop) && !Loops.LeavesAfter(operation, loop) &&
        !(loop.Source is { } source && site.Facts.Loops.TripCount(loop, site.Cancellation) <= FewRows);

    // Loaded by the model, or by fix-up: what leads back to where the code came from, and the rest of a tree that is loaded whole.
    private static bool IsLoadedWithTheRest(LoadedRows rows, IPropertySymbol navigation, EntityModel entities)
    {
        if (entities.IsAutoIncluded(navigation) && !Has(rows, "IgnoreAutoIncludes"))
        {
            return true;
        }

        if (EntityModel.ElementOf(navigation.Type) is not null)
        {
            return false;
        }

        var target = EntityModel.TargetOf(navigation);
        if (rows.Path.Length == 0)
        {
            return SymbolEqualityComparer.Default.Equals(target, RowTypeOf(rows.Roots[0], entities)) && !Has(rows, "Where");
        }

        return SymbolEqualityComparer.Default.Equals(target, rows.Path[rows.Path.Length - 1].ContainingType);
    }

    private static bool Has(LoadedRows rows, string name)
    {
        foreach (var step in rows.Operators)
        {
            if (step.TargetMethod.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    // Take(5)
    private static bool IsFewRows(LoadedRows rows)
    {
        foreach (var step in rows.Operators)
        {
            if (step.TargetMethod.Name == "Take" && step.Arguments.Length == 2 && step.Arguments[1].Value.ConstantValue is { HasValue: true, Value: int count } && count <= FewRows)
            {
                return true;
            }
        }

        return false;
    }

    // Where(o => o.CustomerId == id): all rows share the one customer, which is loaded once.
    private static bool IsOneTarget(LoadedRows rows, IPropertySymbol navigation)
    {
        if (rows.Path.Length > 0 || EntityModel.ElementOf(navigation.Type) is not null)
        {
            return false;
        }

        foreach (var step in rows.Operators)
        {
            if (step.TargetMethod.Name != "Where")
            {
                continue;
            }

            foreach (var part in step.Descendants())
            {
                if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality && (IsKeyOf(equality.LeftOperand, navigation) || IsKeyOf(equality.RightOperand, navigation)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsKeyOf(IOperation operand, IPropertySymbol navigation) => Operations.Unconverted(operand) switch
    {
        IPropertyReferenceOperation { Property: var property, Instance: { } instance } =>
            property.Name.StartsWith(navigation.Name, StringComparison.Ordinal) && property.Name.EndsWith("Id", StringComparison.OrdinalIgnoreCase) ||
            SymbolEqualityComparer.Default.Equals(property, navigation) || IsKeyOf(instance, navigation),
        _ => false,
    };

    /// <summary>Whether something else in the member loads what the navigation leads to, gives it a value, or may do so out of sight.</summary>
    private static bool IsLoadedNearby(Site site, IOperation operation, LoadedRows rows, IPropertySymbol navigation, bool isLazy)
    {
        var body = operation;
        while (body.Parent is { } parent)
        {
            body = parent;
        }

        var target = EntityModel.TargetOf(navigation);
        var isReference = EntityModel.ElementOf(navigation.Type) is null;
        if (NavigationReads.IsSelected(navigation, body))
        {
            return true;
        }

        foreach (var other in body.Descendants())
        {
            switch (other)
            {
                case IAssignmentOperation { Target: IPropertyReferenceOperation assigned } when
                    SymbolEqualityComparer.Default.Equals(assigned.Property.OriginalDefinition, navigation.OriginalDefinition) && assigned.Instance is not IInstanceReferenceOperation:
                case IPropertyReferenceOperation { Property.Name: "LazyLoadingEnabled" }:
                case IInvocationOperation { TargetMethod: { Name: "Reference" or "Collection" or "Navigation", ContainingType.Name: "EntityEntry" } }:
                    return true;
                case IInvocationOperation call when other.Syntax.SpanStart < operation.Syntax.SpanStart && !ReferenceEquals(call, operation) && MayFill(site, call, rows):
                    return true;
            }

            // A query for the target's rows: tracked, they become the navigations of the others.
            if ((isReference || !isLazy) && other is IPropertyReferenceOperation or IInvocationOperation or IFieldReferenceOperation && IsSourceOf(site, other, target) && !rows.Roots.Contains(other))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSourceOf(Site site, IOperation operation, ITypeSymbol target)
    {
        if (operation is IPropertyReferenceOperation { Property: var property } && EntityModel.LooksLikeNavigation(property) || operation.Type is null)
        {
            return false;
        }

        if (SymbolEqualityComparer.Default.Equals(site.Facts.Entities.EntityOf(operation.Type), target))
        {
            return true;
        }

        // What a method of the compilation or a package returns: repositories.
        return operation is IInvocationOperation { TargetMethod: { IsExtensionMethod: false } method } && !IsSystem(method.ContainingNamespace) &&
            SymbolEqualityComparer.Default.Equals(Operations.Awaited(operation.Type) is var type && EntityModel.ElementOf(type) is { } element ? element : type, target);
    }

    // LoadCustomers(orders): a call for its effect, with all rows.
    private static bool MayFill(Site site, IInvocationOperation call, LoadedRows rows)
    {
        if (Operations.Awaited(call.TargetMethod.ReturnType) is not ({ SpecialType: SpecialType.System_Void } or { Name: "Task" or "ValueTask" }) || rows.Loop?.Source is not { } source ||
            Operations.SymbolOf(source) is not (ILocalSymbol or IParameterSymbol) || IsSystem(call.TargetMethod.ContainingNamespace))
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(argument.Value)), Operations.SymbolOf(source)))
            {
                return !Operations.IsWithin(call, rows.Loop.Region);
            }
        }

        return false;
    }

    // Without lazy loading, code that asks whether the navigation is there knows that it may not be; adding to it is no read.
    private static bool IsGuarded(IOperation operation)
    {
        var consumer = Operations.Consumer(operation);
        return consumer is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IIsPatternOperation or ICoalesceOperation or IConditionalAccessOperation ||
            consumer is IInvocationOperation { TargetMethod.Name: "Add" or "AddRange" or "Remove" or "Clear" or "Insert" or "RemoveAll" } call && ReferenceEquals(Operations.Unconverted(call.Instance ?? call), operation);
    }

    private static bool IsSystem(INamespaceSymbol? space)
    {
        while (space is { ContainingNamespace: { IsGlobalNamespace: false } outer })
        {
            space = outer;
        }

        return space?.Name is "System" or "Microsoft";
    }

    // db.Orders, db.Set<Order>(), db.Orders.Find(id), Orders of the context itself
    private static ITypeSymbol? OwnerOf(IOperation root) => root switch
    {
        IInvocationOperation { TargetMethod.Name: "Find" or "FindAsync", Instance: IPropertyReferenceOperation set } => OwnerOf(set),
        IPropertyReferenceOperation { Instance.Type: { } type } => type,
        IPropertyReferenceOperation property => property.Property.ContainingType,
        IInvocationOperation { Instance.Type: { } type } => type,
        _ => null,
    };

    private static ITypeSymbol? RowTypeOf(IOperation root, EntityModel entities) =>
        entities.EntityOf(root.Type) is { } entity ? entity : root.Type is INamedTypeSymbol { TypeArguments: [var found] } ? found : root.Type;
}
