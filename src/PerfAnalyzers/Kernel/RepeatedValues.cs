using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A value that is computed on every pass of a loop and is the same each time.</summary>
/// <param name="Loop">The outermost loop in which it stays the same.</param>
/// <param name="IsCertain">Every pass of the innermost loop computes it.</param>
/// <param name="Place">The statement before which it can be computed once; null when there is none, or what it is made of is not known there.</param>
internal sealed record RepeatedValue(Repetition Loop, bool IsCertain, StatementSyntax? Place);

/// <summary>
/// Finds values in memory that cannot change while the loop around them runs: nothing they are made of is written, filled or handed
/// to code nobody can see into, and no other code can run between the passes.
/// </summary>
internal sealed class RepeatedValues(Facts facts, CancellationToken cancellation)
{
    /// <summary>The loop in which a value is the same on every pass; null when it is in none, or something may change it.</summary>
    public RepeatedValue? Of(IOperation value) => Of(value, isInputs: false);

    /// <summary>The same of a call whose result depends on what it is given alone, as the caller knows.</summary>
    public RepeatedValue? OfCall(IInvocationOperation call) => Of(call, isInputs: true);

    /// <summary>Whether a value that is made outside of a loop would be the same if it were made on any pass of it.</summary>
    public bool StaysIn(IOperation value, Repetition loop) => Stays(value, loop, isInputs: false, out _);

    /// <summary>The statement before which a value can be made once for all passes of a loop; null when there is none, or what it is made of is not known there.</summary>
    public StatementSyntax? PlaceBefore(IOperation value, Repetition loop) => PlaceOf(value, loop);

    private RepeatedValue? Of(IOperation value, bool isInputs)
    {
        var innermost = facts.Loops.Repeating(value, cancellation);
        Repetition? outermost = null;
        var usesInner = false;
        for (var loop = innermost; loop is not null; loop = facts.Loops.Repeating(loop.Owner, cancellation))
        {
            if (facts.Loops.IsServiceLoop(loop) || facts.MemoGuards.Guard(value, loop.Region) || !Stays(value, loop, isInputs, out var inner))
            {
                break;
            }

            outermost = loop;
            usesInner = inner;
        }

        return outermost is null ? null : new RepeatedValue(outermost, !Runs.Conditionally(value, innermost!.Region), usesInner ? null : PlaceOf(value, outermost));
    }

    private bool Stays(IOperation value, Repetition loop, bool isInputs, out bool usesInner)
    {
        // What the loop changes is asked last: it binds what the loop calls.
        usesInner = false;
        if (IsPartOfAccess(value) || !Holds(new Invariance(facts, loop.Region, new StateChanges(facts, cancellation), cancellation), value, isInputs) || IsInterrupted(loop, value))
        {
            return false;
        }

        var changes = new StateChanges(facts, cancellation);
        if (ReadsState(value))
        {
            changes.Add(loop.Region);
        }

        var invariance = new Invariance(facts, loop.Region, changes, cancellation);
        if (changes.MayWrite || !Holds(invariance, value, isInputs))
        {
            return false;
        }

        usesInner = invariance.UsesInnerLocals;
        return true;
    }

    private static bool Holds(Invariance invariance, IOperation value, bool isInputs)
    {
        if (!isInputs)
        {
            return invariance.Holds(value);
        }

        foreach (var input in value.ChildOperations)
        {
            if (!invariance.Holds(input))
            {
                return false;
            }
        }

        return true;
    }

    // Text, numbers and types that a local or parameter holds change with it alone.
    private static bool ReadsState(IOperation value)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is IFieldReferenceOperation { Field: { IsConst: false } field } && !(field.IsReadOnly && IsPlain(field.Type)) || part is IPropertyReferenceOperation property && !IsPlain(property.Instance?.Type) ||
                part is ILocalReferenceOperation or IParameterReferenceOperation && !IsPlain(part.Type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPlain(ITypeSymbol? type) => type is { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime or SpecialType.System_Char } or { TypeKind: TypeKind.Enum } or { Name: "Type" or "Guid" or "CultureInfo", ContainingNamespace.Name: "System" or "Globalization" };

    // xs?.Where(…).ToArray(): what it is made of stands in front of it.
    private static bool IsPartOfAccess(IOperation value)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is IConditionalAccessInstanceOperation && !(Operations.AccessedBy(part) is { } accessed && Operations.IsWithin(accessed, value)))
            {
                return true;
            }
        }

        return false;
    }

    // Others may run between two passes and change what is shared; library code may write into arrays it is handed.
    private static bool IsInterrupted(Repetition loop, IOperation value)
    {
        var isShared = false;
        foreach (var part in value.DescendantsAndSelf())
        {
            isShared |= part is IFieldReferenceOperation { Field: { IsReadOnly: false, IsConst: false } } or IFieldReferenceOperation { Field.Type: not { IsValueType: true } } or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation };
        }

        foreach (var part in loop.Region.Descendants())
        {
            switch (part)
            {
                case IAwaitOperation or ILockOperation or IForEachLoopOperation { IsAsynchronous: true } when isShared:
                case { Kind: OperationKind.YieldReturn }:
                    return true;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method } } argument when IsArrayWriter(method) && Mentions(value, Operations.Unconverted(argument.Value)):
                    return true;
            }
        }

        return false;
    }

    private static bool IsArrayWriter(IMethodSymbol method) =>
        method.ContainingType is { Name: "Array" or "Random" or "Buffer" or "CollectionsMarshal" or "RandomNumberGenerator" } && !Collections.IsRead(method);

    private static bool Mentions(IOperation value, IOperation written)
    {
        if (Operations.SymbolOf(written) is not { } symbol)
        {
            return false;
        }

        foreach (var part in value.DescendantsAndSelf())
        {
            if (SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), symbol))
            {
                return true;
            }
        }

        return false;
    }

    // The loop's statement, or the one that holds the call which runs a lambda per element.
    private StatementSyntax? PlaceOf(IOperation value, Repetition loop)
    {
        if (!IsPlainlyIn(value, loop.Region) || !IsRunAtOnce(loop) || loop.Owner.Syntax.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } place)
        {
            return null;
        }

        for (var node = loop.Owner.Syntax; node != place; node = node.Parent!)
        {
            if (node is AnonymousFunctionExpressionSyntax || node is not StatementSyntax && node.Parent is WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax)
            {
                return null;
            }
        }

        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case IAwaitOperation:
                case ILocalReferenceOperation { IsDeclaration: true } or IDeclarationPatternOperation:
                case ILocalReferenceOperation { Local: var local } when !IsKnownAt(local, place, value.Syntax):
                case IParameterReferenceOperation { Parameter: var parameter } when !IsKnownAt(parameter, place, value.Syntax):
                    return null;
            }
        }

        return place;
    }

    private static bool IsKnownAt(ISymbol symbol, StatementSyntax place, Microsoft.CodeAnalysis.SyntaxNode value)
    {
        if (symbol.DeclaringSyntaxReferences is not [var declaration])
        {
            // The value of a setter, the args of top-level statements.
            return symbol.IsImplicitlyDeclared;
        }

        // A statement before it in a block around it; or a parameter of a lambda in the value itself.
        var isInside = value.Span.Contains(declaration.Span);
        return isInside || declaration.Span.Start < place.SpanStart;
    }

    // Only blocks, statements and expressions lie between: nothing that gives the place a meaning.
    private bool IsPlainlyIn(IOperation value, IOperation region)
    {
        for (var current = value.Parent; current is not null; current = current.Parent)
        {
            if (ReferenceEquals(current, region))
            {
                return true;
            }

            if (current is ITryOperation or ILockOperation or IUsingOperation or ILocalFunctionOperation or ICatchClauseOperation or IUsingDeclarationOperation ||
                current is IAnonymousFunctionOperation lambda && (facts.Loops.PerElementCall(lambda) is not { } call || !IsRunAtOnce(Repetition.OfDelegate(call, lambda))))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether the passes are over when the statement is: a lazy operator calls its lambda when somebody enumerates it, in the same statement or nobody knows when.</summary>
    public static bool IsRunAtOnce(Repetition loop)
    {
        if (loop.Owner is not IInvocationOperation call || !Sequences.IsLazy(call.TargetMethod))
        {
            return true;
        }

        IOperation sequence = call;
        while (Sequences.Next(sequence) is { } next)
        {
            if (!Sequences.IsLazy(next.TargetMethod))
            {
                return next.TargetMethod.Name != "AsEnumerable";
            }

            sequence = next;
        }

        return Sequences.User(sequence) is IForEachLoopOperation or ISpreadOperation;
    }
}
