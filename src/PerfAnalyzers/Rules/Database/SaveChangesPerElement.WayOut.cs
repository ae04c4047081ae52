using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>Whether a save can leave its loop: no pass reads what an earlier one saved, and every way out of the loop leads past it.</content>
internal sealed partial class SaveChangesPerElement
{
    /// <summary>The statement moves behind the loop.</summary>
    public const string MoveShape = "move";

    /// <summary>The loop only adds its elements: it becomes one call for all of them.</summary>
    public const string RangeShape = "range";

    /// <summary>Property: how many loops the statement leaves.</summary>
    public const string LevelsKey = "levels";

    private static ImmutableDictionary<string, string?>? WayOut(Site site, ElementRoundTrip found)
    {
        if (found.Path.Length != 1 || found.Operation is not IInvocationOperation { TargetMethod.Name: "SaveChanges" or "SaveChangesAsync" } save ||
            Receiver(save) is not { } context || StatementOf(save) is not { Syntax: ExpressionStatementSyntax { ContainsDirectives: false } } statement)
        {
            return null;
        }

        var loops = new LoopExit(site.Facts, save, context, site.Cancellation);
        var levels = 0;
        for (IOperation moved = statement; loops.CanLeave(moved) is { } loop; moved = loop)
        {
            levels++;
        }

        if (levels == 0)
        {
            return null;
        }

        return FixProperties.Of(IsAddingOnly(statement, context) ? RangeShape : MoveShape).Add(LevelsKey, levels.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    // db.SaveChanges(), await _db.SaveChangesAsync(token): the context and the arguments are the same for all passes.
    private static ISymbol? Receiver(IInvocationOperation save)
    {
        foreach (var argument in save.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.Explicit &&
                (argument.Value.Type?.SpecialType == SpecialType.System_Boolean || Operations.Unconverted(argument.Value) is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IDefaultValueOperation)))
            {
                return null;
            }
        }

        return save.Instance is { } instance && Operations.Unconverted(instance) is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
            ? SaveGuards.RootOf(instance)
            : null;
    }

    // The statement that only saves: awaited when it is asynchronous, its result unused.
    private static IExpressionStatementOperation? StatementOf(IInvocationOperation save)
    {
        IOperation current = save;
        var isAwaited = false;
        while (current.Parent is IAwaitOperation or IParenthesizedOperation || current.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } ||
            current.Parent is ISimpleAssignmentOperation { Target: IDiscardOperation } || current.Parent is IConversionOperation { IsImplicit: true })
        {
            current = current.Parent!;
            isAwaited |= current is IAwaitOperation;
        }

        return isAwaited == (save.TargetMethod.Name == "SaveChangesAsync") ? current.Parent as IExpressionStatementOperation : null;
    }

    // foreach (var order in orders) { db.Orders.Add(order); db.SaveChanges(); }
    private static bool IsAddingOnly(IExpressionStatementOperation statement, ISymbol context)
    {
        if (statement.Parent is not IBlockOperation { Operations: { Length: 2 } statements, Parent: IForEachLoopOperation { IsAsynchronous: false, Syntax: ForEachStatementSyntax syntax } loop } ||
            !ReferenceEquals(statements[1], statement) || loop.Locals.Length != 1 || Comments.In(syntax.Statement) || syntax.ContainsDirectives || AddedIn(statements[0]) is not { } add ||
            Operations.Argument(add, 0) is not { } added || Operations.Unconverted(added) is not ILocalReferenceOperation { Local: var element } ||
            !SymbolEqualityComparer.Default.Equals(element, loop.Locals[0]) || add.Instance is null || !SymbolEqualityComparer.Default.Equals(SaveGuards.RootOf(add.Instance), context))
        {
            return false;
        }

        // The loop must not cast, nor walk what Add changes.
        return ElementTypeOf(Operations.Unconverted(loop.Collection).Type) is { IsReferenceType: true } type && SymbolEqualityComparer.Default.Equals(type, element.Type) &&
            Operations.Unconverted(loop.Collection) is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IArrayCreationOperation or IInvocationOperation;
    }

    /// <summary>The call of <c>Add</c>, <c>AddAsync</c>, <c>Update</c> or <c>Remove</c> that is all a statement does.</summary>
    private static IInvocationOperation? AddedIn(IOperation statement)
    {
        var value = statement is IExpressionStatementOperation { Operation: var operation } ? operation : null;
        var isAwaited = value is IAwaitOperation;
        value = value is IAwaitOperation wait ? wait.Operation : value;
        if (value is not IInvocationOperation { TargetMethod: { ContainingType: { Name: "DbSet" or "DbContext" } type } method } call || type.ContainingNamespace?.Name != "EntityFrameworkCore")
        {
            return null;
        }

        return method.Name is "Add" or "Update" or "Remove" or "Attach" && !isAwaited || method.Name == "AddAsync" && isAwaited ? call : null;
    }

    private static ITypeSymbol? ElementTypeOf(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
        {
            return array.ElementType;
        }

        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } sequence)
        {
            return sequence.TypeArguments[0];
        }

        ITypeSymbol? element = null;
        foreach (var contract in type?.AllInterfaces ?? [])
        {
            if (contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
            {
                if (element is not null)
                {
                    return null;
                }

                element = contract.TypeArguments[0];
            }
        }

        return element;
    }
}
