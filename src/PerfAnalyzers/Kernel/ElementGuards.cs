using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>The reasons for which a round trip in a loop is right as it is.</summary>
internal sealed class ElementGuards(Facts facts)
{
    /// <summary>A loop over so few constants that its round trips do not add up.</summary>
    public const int FewElements = 8;

    private readonly Flow _flow = new(facts);

    /// <summary>Whether a loop visits elements: not a handful of constants, not a message loop, not left on its first pass.</summary>
    public bool IsRepeated(Repetition loop, CancellationToken cancellation) =>
        !facts.Loops.IsServiceLoop(loop) &&
        !Loops.LeavesOnFirstPass(loop) &&
        !(facts.Loops.TripCount(loop, cancellation) <= FewElements);

    /// <summary>The loop itself, or the nearest around it that visits elements.</summary>
    public Repetition? Repeated(Repetition? loop, CancellationToken cancellation)
    {
        while (loop is not null && !IsRepeated(loop, cancellation))
        {
            loop = facts.Loops.Around(loop.Owner);
        }

        return loop;
    }

    /// <summary>Whether a round trip made from the element is right as it is: a batch, a page, a walk, a search, a tenant, a loop that paces itself, or answered from a cache.</summary>
    public bool IsRight(IOperation operation, RoundTrip? direct, MethodSummary? summary, Repetition loop) =>
        IsRightPlace(operation, direct, loop) ||
        (direct is { Query: { } query } && IsPage(query)) ||
        IsBatch(operation, direct is { } roundTrip ? RoundTrips.Feeding(roundTrip, loop.Region) : summary!.Feeding(operation), loop);

    /// <summary>The same, as far as the loop tells it, whatever a call does.</summary>
    public bool IsRightPlace(IOperation operation, RoundTrip? direct, Repetition loop) =>
        facts.MemoGuards.Guard(operation, loop.Region) ||
        Loops.LeavesAfter(operation, loop) ||
        IsOnOwnContext(operation, direct, loop) ||
        (loop.Source is { } source && IsBatchSource(source)) ||
        IsPaced(loop) ||
        (loop.Owner is ILoopOperation statement && (IsByBlocks(statement) || EndsWithAnswer(operation, statement)));

    // A pass that waits for time on purpose does not wait for a query; a delay under a condition is a retry.
    private bool IsPaced(Repetition loop)
    {
        if ((loop.Lambda?.Body ?? (loop.Owner as ILoopOperation)?.Body) is IBlockOperation body)
        {
            foreach (var statement in body.Operations)
            {
                if (statement is IExpressionStatementOperation && facts.Loops.Calls(statement, ApiEffects.Waits))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a round trip uses a context, connection or service that was made for the element.</summary>
    public bool IsOnOwnContext(IOperation operation, RoundTrip? direct, Repetition loop) =>
        direct is { } own ? ContextOf(own) is { } context && IsMadeFor(context, loop) : IsCallOnOwnContext(operation, loop);

    /// <summary>Whether a query reads a page: a page per pass of a keyset or offset walk is the batch.</summary>
    public static bool IsPage(QueryChain query)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is "Skip" or "Take")
            {
                // TakeOne before a terminal is a lookup written differently.
                if (step.Arguments.Length > 1 && step.Arguments[1].Value.ConstantValue is { HasValue: true, Value: 1 })
                {
                    continue;
                }

                return true;
            }
        }

        return false;
    }

    // The element is a collection and goes into the query as a whole: chunks, groups of keys, ranges.
    private bool IsBatch(IOperation operation, IEnumerable<IOperation> feeding, Repetition loop)
    {
        foreach (var value in feeding)
        {
            // What the round trip returns is no argument of it.
            if (ReferenceEquals(value, operation) ? HasVaryingPart(value, loop) : HasVaryingCollection(value, loop))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasVaryingCollection(IOperation value, Repetition loop)
    {
        if (value is (ILocalReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation or IFieldReferenceOperation or IInvocationOperation) &&
            IsCollection(value.Type) && !IsRead(value) && !facts.Queries.IsQueryable(facts.RoundTrips.Below(value).Type) && _flow.Of(value, loop) == Variation.Varies)
        {
            return true;
        }

        return HasVaryingPart(value, loop);
    }

    private bool HasVaryingPart(IOperation value, Repetition loop)
    {
        foreach (var child in value.ChildOperations)
        {
            if (HasVaryingCollection(child, loop))
            {
                return true;
            }
        }

        return false;
    }

    // group.Key, chunk.Length: a scalar of the collection, not the collection.
    private static bool IsRead(IOperation value) =>
        value.Parent is IPropertyReferenceOperation property && ReferenceEquals(property.Instance, value) && !IsCollection(property.Type) ||
        value.Parent is IArrayElementReferenceOperation;

    /// <summary>Whether values of a type are many values: a sequence, but neither text nor bytes.</summary>
    public static bool IsCollection(ITypeSymbol? type) => Collections.Is(type) && type is not IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte };

    /// <summary>Whether a loop goes on by many elements at a time: <c>for (…; offset += ChunkSize)</c>, <c>while (offset &lt; n) { …; offset += page.Length; }</c>.</summary>
    public static bool IsByBlocks(ILoopOperation loop)
    {
        var (condition, steps) = loop switch
        {
            IForLoopOperation counted => (counted.Condition, counted.AtLoopBottom),
            IWhileLoopOperation { Body: IBlockOperation body } repeated => (repeated.Condition, body.Operations),
            _ => default,
        };
        if (condition is null)
        {
            return false;
        }

        foreach (var step in steps)
        {
            if (step is IExpressionStatementOperation { Operation: ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Target: var target, Value: var length } } &&
                target.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 && Operations.SymbolOf(target) is { } counter && Mentions(condition, counter) &&
                !(length.ConstantValue is { HasValue: true, Value: int few } && few <= FewElements))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a source hands out batches.</summary>
    public static bool IsBatchSource(IOperation source) => Operations.Unconverted(source) is IInvocationOperation { TargetMethod.Name: "Chunk" or "Batch" or "Buffer" };

    // A context or connection made for this element: tenants, shards, a unit of work per message.
    private bool IsMadeFor(IOperation context, Repetition loop)
    {
        if (facts.Queries.IsQueryable(context.Type) || RoundTrips.IsCommand(context.Type))
        {
            return false;
        }

        if (context is ILocalReferenceOperation local)
        {
            var isOwn = false;
            Writes.ForEach(local.Local, loop.Region, 0, (value, _) =>
            {
                isOwn |= value is null || IsResolved(value) || _flow.Of(value, loop) == Variation.Varies;
                return !isOwn;
            });
            return isOwn;
        }

        return _flow.Of(context, loop) == Variation.Varies;
    }

    // The same behind a call: the service, or the context it is given, belongs to the element; or the elements are services
    // themselves (handlers, providers) that each do their own work.
    private bool IsCallOnOwnContext(IOperation operation, Repetition loop)
    {
        if (operation is not IInvocationOperation call)
        {
            return false;
        }

        if (call.Instance is { } instance)
        {
            var receiver = Operations.Unconverted(instance);
            if (Operations.SymbolOf(receiver) is { } symbol && loop.IsElement(symbol))
            {
                return (call.TargetMethod.IsAbstract || call.TargetMethod.IsVirtual || call.TargetMethod.IsOverride) && call.TargetMethod.Name is not ("ToString" or "Equals" or "GetHashCode");
            }

            if (receiver is ILocalReferenceOperation && IsMadeFor(receiver, loop))
            {
                return true;
            }
        }

        foreach (var argument in call.Arguments)
        {
            if (IsUnitOfWork(argument.Value.Type) && IsMadeFor(Operations.Unconverted(argument.Value), loop))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsUnitOfWork(ITypeSymbol? type) =>
        type is { Name: "IServiceProvider" or "IServiceScope" or "DbConnection" or "IDbConnection" } ||
        facts.Knowledge.OfType(type) is { } known && known.Has(ApiEffects.Context) ||
        type is not null && Knowledge.Inherits(type, facts.Type("System.Data.IDbConnection"));

    private static IOperation? ContextOf(RoundTrip roundTrip)
    {
        var root = roundTrip.Query is { } query ? Operations.Unconverted(query.Root) : roundTrip.Operation;
        while (true)
        {
            var next = root switch
            {
                IInvocationOperation call => Operations.Receiver(call),
                IPropertyReferenceOperation property => property.Instance,
                _ => null,
            };
            if (next is null)
            {
                return root;
            }

            root = Operations.Unconverted(next);
        }
    }

    // scope.ServiceProvider.GetRequiredService<ShopContext>()
    private static bool IsResolved(IOperation value)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is IInvocationOperation { TargetMethod.Name: "GetRequiredService" or "GetService" or "CreateScope" or "CreateAsyncScope" or "Resolve" })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether what the round trip returned decides that the loop goes on: a search, a walk. Where only a missing row leaves, and
    /// the row is used otherwise, every element is visited.
    /// </summary>
    public static bool EndsWithAnswer(IOperation operation, ILoopOperation loop)
    {
        var result = ResultOf(operation);
        var condition = loop switch { IWhileLoopOperation repeated => repeated.Condition, IForLoopOperation counted => counted.Condition, _ => null };
        if (condition is not null && (Operations.IsWithin(operation, condition) || result is not null && Mentions(condition, result)))
        {
            return true;
        }

        if (result is null)
        {
            return IsTested(operation, loop);
        }

        foreach (var part in loop.Body.Descendants())
        {
            if (part is IConditionalOperation { Syntax: not ConditionalExpressionSyntax } conditional && (Operations.IsWithin(operation, conditional.Condition) || Mentions(conditional.Condition, result)) && Leaves(conditional, loop))
            {
                return loop is not IForEachLoopOperation || !IsUsedAfter(conditional, result, loop);
            }
        }

        return loop is not IForEachLoopOperation && FeedsNextPass(result, loop);
    }

    // if (db.Orders.Any(…)) { return; }
    private static bool IsTested(IOperation operation, ILoopOperation loop)
    {
        var child = operation;
        for (var parent = operation.Parent; parent is not null && !ReferenceEquals(child, loop.Body); child = parent, parent = parent.Parent)
        {
            if (parent is IConditionalOperation { Syntax: not ConditionalExpressionSyntax } conditional && ReferenceEquals(conditional.Condition, child) && Leaves(conditional, loop))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Leaves(IConditionalOperation conditional, ILoopOperation loop) =>
        Exits(conditional.WhenTrue, loop) || conditional.WhenFalse is { } otherwise && Exits(otherwise, loop);

    // var row = await db.Rows.FindAsync(id);  →  row
    private static ISymbol? ResultOf(IOperation operation)
    {
        var current = operation;
        while (current.Parent is IAwaitOperation or IConversionOperation or IParenthesizedOperation or IVariableInitializerOperation or ICoalesceOperation ||
            current.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "ToList" or "ToArray" } || current.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } } ||
            current.Parent is IConditionalOperation { Syntax: ConditionalExpressionSyntax } choice && !ReferenceEquals(choice.Condition, current))
        {
            current = current.Parent!;
        }

        return current.Parent switch
        {
            IVariableDeclaratorOperation declarator => declarator.Symbol,
            ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Value, current) => Operations.SymbolOf(assignment.Target),
            _ => null,
        };
    }

    private static bool Mentions(IOperation region, ISymbol symbol)
    {
        foreach (var part in region.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation &&
                SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), symbol))
            {
                return true;
            }
        }

        return false;
    }

    // current = db.Nodes.Find(current.ParentId): each pass asks for what the last one returned.
    private static bool FeedsNextPass(ISymbol result, ILoopOperation loop)
    {
        foreach (var part in loop.Body.Descendants())
        {
            if (part is ISimpleAssignmentOperation assignment && Operations.SymbolOf(assignment.Target) is { } target &&
                !SymbolEqualityComparer.Default.Equals(target, result) && Mentions(assignment.Value, result) && loop.Syntax.Span.Start > DeclarationStart(target))
            {
                return true;
            }
        }

        return loop.Syntax.Span.Start > DeclarationStart(result);
    }

    private static int DeclarationStart(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Length > 0 ? symbol.DeclaringSyntaxReferences[0].Span.Start : 0;

    private static bool Exits(IOperation branch, ILoopOperation loop)
    {
        foreach (var part in branch.DescendantsAndSelf())
        {
            if (part is IReturnOperation { Kind: OperationKind.Return } || part is IBranchOperation { BranchKind: BranchKind.Break } jump && SymbolEqualityComparer.Default.Equals(jump.Target, loop.ExitLabel))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUsedAfter(IOperation conditional, ISymbol result, ILoopOperation loop)
    {
        var end = conditional.Syntax.Span.End;
        foreach (var part in loop.Body.Descendants())
        {
            if (part.Syntax.SpanStart >= end && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), result))
            {
                return true;
            }
        }

        return false;
    }
}
