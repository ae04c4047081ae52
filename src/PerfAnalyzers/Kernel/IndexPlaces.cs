using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Where an index over a searched collection (a set, a lookup) can be built once: before the outermost loop in which the collection
/// stays as it is, in a block or where the expression of a member begins, where the collection is what it is when the search runs.
/// </summary>
internal static class IndexPlaces
{
    /// <summary>The statement or expression body before which the index is built, and its operation; null when there is none.</summary>
    public static (SyntaxNode Place, IOperation Region)? Of(RepeatedSearch repeated, Facts facts, CancellationToken cancellation, ISymbol? keptBy = null)
    {
        (SyntaxNode, IOperation)? best = null;
        for (var loop = repeated.Loop; loop is not null; loop = facts.Loops.Around(loop.Owner))
        {
            if (loop.Owner is IInvocationOperation call && Collections.Is(call.Type) && IsLazy(call.TargetMethod) && !RepeatedSearches.IsConsumed(call))
            {
                break;
            }

            if (!SameCollections.Is(repeated.Search.Root, loop, facts, cancellation) || RegionOf(loop.Owner) is not { } found)
            {
                // A lambda of one expression: its loop may stand in a statement.
                if (loop.Owner is IInvocationOperation && SameCollections.Is(repeated.Search.Root, loop, facts, cancellation))
                {
                    continue;
                }

                break;
            }

            if (!StaysAsItIs(repeated.Search.Root, found.Region, facts, cancellation, keptBy))
            {
                break;
            }

            best = found;
        }

        return best;
    }

    /// <summary>How many statements and expression bodies lie around a node until <paramref name="place"/>: how a fix finds it again.</summary>
    public static int DepthOf(SyntaxNode node, SyntaxNode place)
    {
        var depth = 0;
        foreach (var ancestor in node.Ancestors())
        {
            depth += IsAround(ancestor, node) ? 1 : 0;
            if (ancestor == place)
            {
                return depth;
            }
        }

        return 0;
    }

    /// <summary>The statement or expression body that lies so many of them around a node; null when there are not so many.</summary>
    public static SyntaxNode? At(SyntaxNode node, int depth)
    {
        foreach (var ancestor in node.Ancestors())
        {
            if (IsAround(ancestor, node) && --depth == 0)
            {
                return ancestor;
            }
        }

        return null;
    }

    // Statements of blocks, and what stands for one. Conditions over a node do not count: fixes may take them away.
    private static bool IsAround(SyntaxNode ancestor, SyntaxNode node) =>
        ancestor is ArrowExpressionClauseSyntax or StatementSyntax { Parent: BlockSyntax } && (ancestor is not IfStatementSyntax check || check.Condition.Span.Contains(node.Span));

    /// <summary>
    /// Whether nothing in a region adds to a collection, takes from it or replaces what it holds, as far as it can be seen: neither the
    /// region itself nor what it calls. What the region does under the name of <paramref name="keptBy"/> is known to the caller.
    /// </summary>
    public static bool StaysAsItIs(IOperation root, IOperation region, Facts facts, CancellationToken cancellation, ISymbol? keptBy = null)
    {
        if (Operations.SymbolOf(root) is not { } symbol || root is IInvocationOperation || root.Type is null or { NullableAnnotation: NullableAnnotation.Annotated })
        {
            return false;
        }

        foreach (var operation in region.DescendantsAndSelf())
        {
            if (operation is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation), symbol))
            {
                if (keptBy is null && !IsReadUse(operation))
                {
                    return false;
                }
            }
            else if (operation is IInvocationOperation { Instance: { } receiver } call && !Collections.IsRead(call.TargetMethod) && SymbolEqualityComparer.Default.Equals(receiver.Type, root.Type) && !IsOwnLocal(receiver) &&
                !SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(receiver)), symbol))
            {
                // Another name for the same list.
                return false;
            }
        }

        if (IsCompared(symbol, Operations.Root(region)))
        {
            return false;
        }

        if (IsOwnLocal(root) && !Escapes(symbol, Operations.Root(region)))
        {
            return true;
        }

        var changes = new StateChanges(facts, cancellation).Add(region);
        return !changes.MayWrite && (symbol is ILocalSymbol or IParameterSymbol || keptBy is not null || !changes.Changes(symbol));
    }

    private static (SyntaxNode Place, IOperation Region)? RegionOf(IOperation owner)
    {
        for (var current = owner; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return null;
            }

            if (current is IBlockOperation { Syntax: ArrowExpressionClauseSyntax arrow })
            {
                return Comments.In(arrow, arrow.Expression) || arrow.ContainsDirectives ? null : (arrow, current);
            }

            if (current.Syntax is StatementSyntax { Parent: BlockSyntax } statement && statement is not LocalFunctionStatementSyntax)
            {
                return current is IVariableDeclarationGroupOperation or IExpressionStatementOperation or IReturnOperation or ILoopOperation or IConditionalOperation ? (statement, current) : null;
            }

            if (current.Syntax is StatementSyntax and not BlockSyntax && current is not (IExpressionStatementOperation or IReturnOperation or IVariableDeclarationGroupOperation or IVariableDeclarationOperation))
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsLazy(IMethodSymbol method) =>
        method.ContainingType is { Name: "Enumerable" or "ImmutableArrayExtensions" } && (method.ReturnType.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T || method.ReturnType.Name == "IOrderedEnumerable") ||
        method.ContainingType.Name is "ParallelEnumerable" or "AsyncEnumerable";

    // Made here and nowhere else: what others hold is another list.
    private static bool IsOwnLocal(IOperation collection) =>
        Operations.Unconverted(collection) is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value && IsMade(Operations.Unconverted(value));

    /// <summary>Whether a value is a collection that nobody else holds.</summary>
    internal static bool IsMade(IOperation value) => value switch
    {
        IObjectCreationOperation or IArrayCreationOperation or ICollectionExpressionOperation => true,
        IInvocationOperation call => call.TargetMethod.Name is "ToList" or "ToArray" or "ToListAsync" or "ToArrayAsync" or "FindAll" or "GetRange" or "ConvertAll" or "Split" or "ReadAllLines" or "ToImmutableArray" or "ToImmutableList",
        IAwaitOperation wait => IsMade(Operations.Unconverted(wait.Operation)),
        _ => false,
    };

    // Handed to code that may keep it: stored in a member, passed to a method or constructor of somebody.
    private static bool Escapes(ISymbol symbol, IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is ILocalReferenceOperation && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation), symbol) && !IsReadUse(operation) && !IsFilling(operation) && !IsReturned(operation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFilling(IOperation reference) => Operations.Consumer(reference) is IInvocationOperation call && ReferenceEquals(Operations.Unconverted(call.Instance ?? call), reference) && !call.TargetMethod.IsExtensionMethod;

    private static bool IsReturned(IOperation reference) => Operations.Consumer(reference) is IReturnOperation;

    // The collection may be null, and nothing may be asked of it then.
    private static bool IsCompared(ISymbol symbol, IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation), symbol) &&
                Operations.Consumer(operation) is IConditionalAccessOperation or ICoalesceOperation or IIsPatternOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or ICoalesceAssignmentOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a use of a collection leaves it as it is and hands it to nobody who may keep or change it.</summary>
    internal static bool IsReadUse(IOperation reference)
    {
        var child = reference;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
        {
            child = child.Parent;
        }

        switch (child.Parent)
        {
            case IForEachLoopOperation each:
                return ReferenceEquals(each.Collection, child);
            case IInvocationOperation call:
                return Collections.IsRead(call.TargetMethod);
            case IMethodReferenceOperation group:
                return Collections.IsRead(group.Method);
            case IPropertyReferenceOperation { Property: { IsIndexer: true } } element:
                return !IsTarget(element);
            case IPropertyReferenceOperation { Property.Name: "Count" or "Length" or "IsEmpty" or "LongLength" }:
                return true;
            case IArrayElementReferenceOperation element:
                return !IsTarget(element);
            case ISpreadOperation:
                return true;
            case IArgumentOperation { Parameter.RefKind: RefKind.None, Parent: IInvocationOperation { TargetMethod: { } method } }:
                return Dispatch.IsFramework(method.ContainingAssembly) && (Collections.IsRead(method) || method.ContainingType.Name is "Enumerable" or "MemoryExtensions" or "String" or "Console" or "ImmutableArrayExtensions" or "Array" &&
                    method.Name is not ("Sort" or "Clear" or "Fill" or "Resize" or "Reverse" or "Copy"));
            default:
                return false;
        }
    }

    private static bool IsTarget(IOperation element) =>
        element.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, element) || element.Parent is IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None };
}
