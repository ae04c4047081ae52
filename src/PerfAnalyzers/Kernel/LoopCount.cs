using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>How often a loop runs, where a collection or a constant says so before it begins.</summary>
/// <param name="Code">The count, as code that can be written before the loop: <c>orders.Count</c>.</param>
/// <param name="Source">What says so: the collection, or the bound.</param>
/// <param name="Constant">The number, where it is one.</param>
internal sealed record LoopCount(string Code, IOperation Source, int? Constant)
{
    /// <summary>The number of passes; null where data decides on the way, where it takes work to find out, and where the loop may be left.</summary>
    public static LoopCount? Of(ILoopOperation loop, Facts facts, CancellationToken cancellation)
    {
        var count = loop switch
        {
            IForEachLoopOperation { IsAsynchronous: false } each => OfElements(Operations.Unconverted(each.Collection), facts, cancellation),
            IForLoopOperation counted => OfCounter(counted, facts, cancellation),
            _ => null,
        };
        return count is null || Leaves(loop) ? null : count;
    }

    /// <summary>The property that tells how many elements a collection holds, without counting them; null when there is none.</summary>
    public static string? SizeOf(ITypeSymbol? type)
    {
        switch (type)
        {
            case null:
                return null;
            case IArrayTypeSymbol { Rank: 1 } or { SpecialType: SpecialType.System_String } or { Name: "Span" or "ReadOnlySpan", ContainingNamespace.Name: "System" } or { Name: "ImmutableArray", ContainingNamespace.Name: "Immutable" }:
                return "Length";
            case { ContainingNamespace: { Name: "Concurrent", ContainingNamespace.Name: "Collections" } } or { Name: "MatchCollection" }:
                return null;
        }

        return IsCollection(type) && HasCount(type) ? "Count" : null;
    }

    private static LoopCount? OfElements(IOperation source, Facts facts, CancellationToken cancellation) =>
        SizeOf(source.Type) is { } size && IsPlain(source, facts, cancellation) && source.Syntax is ExpressionSyntax code ? new LoopCount($"{code.WithoutTrivia()}.{size}", source, null) : null;

    // for (var i = 0; i < orders.Count; i++)
    private static LoopCount? OfCounter(IForLoopOperation loop, Facts facts, CancellationToken cancellation)
    {
        if (loop.Before is not [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ } counter] }] }] || counter.GetVariableInitializer()?.Value.ConstantValue is not { HasValue: true, Value: 0 } ||
            loop.AtLoopBottom is not [IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: ILocalReferenceOperation step } }] ||
            loop.Condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.NotEquals, LeftOperand: ILocalReferenceOperation left } condition ||
            !SymbolEqualityComparer.Default.Equals(step.Local, counter.Symbol) || !SymbolEqualityComparer.Default.Equals(left.Local, counter.Symbol) || Writes.Any(counter.Symbol, loop.Body))
        {
            return null;
        }

        var bound = Operations.Unconverted(condition.RightOperand);
        if (bound.ConstantValue is { HasValue: true, Value: int number })
        {
            return new LoopCount(bound.Syntax.ToString(), bound, number);
        }

        // Other numbers may be negative, or come from somewhere that is not to be trusted with memory.
        var size = bound is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(bound)) is { } value ? Operations.Unconverted(value) : bound;
        return size is IPropertyReferenceOperation { Instance: { } collection, Arguments.Length: 0 } property && SizeOf(collection.Type) == property.Property.Name && IsPlain(bound, facts, cancellation) &&
            new Invariance(facts, loop.Body, new StateChanges(facts, cancellation).Add(loop.Body), cancellation).Holds(bound)
            ? new LoopCount(bound.Syntax.ToString(), collection, null)
            : null;
    }

    private static bool IsPlain(IOperation value, Facts facts, CancellationToken cancellation) =>
        value is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.Length: 0 } && new PlainFunctions(facts, cancellation).IsValue(value);

    private static bool IsCollection(ITypeSymbol type)
    {
        if (IsContract(type))
        {
            return true;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (IsContract(contract))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsContract(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_ICollection_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T or SpecialType.System_Collections_Generic_IList_T or
            SpecialType.System_Collections_Generic_IReadOnlyList_T;

    private static bool HasCount(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (IsSize(current))
            {
                return true;
            }
        }

        if (type.TypeKind == TypeKind.Interface)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (IsSize(contract))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsSize(ITypeSymbol type)
    {
        foreach (var member in type.GetMembers("Count"))
        {
            if (member is IPropertySymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public, Type.SpecialType: SpecialType.System_Int32 })
            {
                return true;
            }
        }

        return false;
    }

    // Before the last pass, or before the end of one.
    private static bool Leaves(ILoopOperation loop)
    {
        foreach (var part in loop.Body.Descendants())
        {
            if (part is IReturnOperation { Kind: OperationKind.Return or OperationKind.YieldBreak } && ReferenceEquals(Operations.Function(part), Operations.Function(loop)) ||
                part is IBranchOperation branch && (branch.BranchKind == BranchKind.GoTo || SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel) || SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel)))
            {
                return true;
            }
        }

        return false;
    }
}
