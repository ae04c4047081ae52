using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>A local, field or property of one's own that holds a new collection, and what a loop puts into it.</summary>
internal sealed class FilledCollection
{
    private readonly ISymbol _symbol;

    private FilledCollection(ISymbol symbol) => _symbol = symbol;

    public string Name => _symbol.Name;

    /// <summary>What a new collection is kept in, when that is all that its statement does.</summary>
    public static FilledCollection? Of(IOperation creation, out IOperation? statement)
    {
        statement = null;
        switch (Operations.Consumer(creation))
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Parent: IVariableDeclarationOperation { Declarators.Length: 1, Parent: IVariableDeclarationGroupOperation group } } declarator }:
                statement = group;
                return new FilledCollection(declarator.Symbol);
            case ISimpleAssignmentOperation { Parent: IExpressionStatementOperation parent, Target: ILocalReferenceOperation or IFieldReferenceOperation { Instance: IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Arguments.Length: 0 } } assignment:
                statement = parent;
                return Operations.SymbolOf(assignment.Target) is { } symbol ? new FilledCollection(symbol) : null;
            default:
                return null;
        }
    }

    public bool IsMentioned(IOperation code) => Operations.Mentions(code, _symbol);

    /// <summary>Whether each pass of a loop puts exactly one element in, takes none out, and does not only copy the elements as they are.</summary>
    public bool IsFilledBy(ILoopOperation loop, Facts facts) => Adds(loop.Body, facts) == 1 && !IsCopy(loop) && OnlyReadsBeside(loop, facts);

    /// <summary>Whether a loop puts together strings to be keys: what else they could be weighs more.</summary>
    public bool TakesCompositeKeys(ILoopOperation loop, Facts facts)
    {
        foreach (var part in loop.Body.Descendants())
        {
            if (IsAdd(part, facts) && KeyOf(part) is { Type.SpecialType: SpecialType.System_String } key && CompositeString.Of(ValueOf(key)) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static IOperation? KeyOf(IOperation add) => add switch
    {
        IInvocationOperation call => Operations.Argument(call, 0),
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments: [var index] } } => index.Value,
        _ => null,
    };

    private static IOperation ValueOf(IOperation key) =>
        Operations.Unconverted(key) is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(key)) is { } value ? value : key;

    // How many elements a statement puts in: -1 where that depends.
    private int Adds(IOperation? statement, Facts facts)
    {
        switch (statement)
        {
            case null:
                return 0;
            case IBlockOperation block:
                var sum = 0;
                foreach (var inner in block.Operations)
                {
                    var adds = Adds(inner, facts);
                    if (adds < 0)
                    {
                        return -1;
                    }

                    sum += adds;
                }

                return sum;
            case IExpressionStatementOperation { Operation: var operation } when IsAdd(operation, facts):
                return 1;
            case IConditionalOperation choice:
                var some = Adds(choice.WhenTrue, facts);
                return some >= 0 && some == Adds(choice.WhenFalse, facts) ? some : Operations.Jumps(choice.WhenTrue, orThrows: true) && choice.WhenFalse is null && !IsMentioned(choice) ? 0 : some == 0 && choice.WhenFalse is null ? 0 : -1;
            default:
                return HasAdd(statement, facts) ? -1 : 0;
        }
    }

    private bool HasAdd(IOperation code, Facts facts)
    {
        foreach (var part in code.Descendants())
        {
            if (IsAdd(part, facts))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAdd(IOperation operation, Facts facts) => operation switch
    {
        IInvocationOperation { Instance: { } collection } call => IsTarget(collection) && facts.Knowledge.Of(call.TargetMethod)?.Value("adds") is not null,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } collection, Arguments.Length: > 0 } element } => IsTarget(collection) && facts.Knowledge.Of(element.Property)?.Value("adds") is not null,
        _ => false,
    };

    private bool IsTarget(IOperation collection) => SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(collection)), _symbol);

    // foreach (var x in all) { list.Add(x); }: a call that takes them all does that.
    private static bool IsCopy(ILoopOperation loop) =>
        loop is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var element } } && Only(loop.Body) is IExpressionStatementOperation { Operation: IInvocationOperation { Arguments: [{ Value: { } value }] } } &&
        (value is IConversionOperation { Conversion.IsReference: true } upcast ? upcast.Operand : value) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, element) ||
        loop is IForLoopOperation && Only(loop.Body) is IExpressionStatementOperation { Operation: IInvocationOperation { Arguments: [{ Value: { } slot }] } } && Operations.Unconverted(slot) is IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true };

    private static IOperation Only(IOperation body) => body is IBlockOperation { Operations: [var only] } ? only : body;

    // Who asks what is there already, and then puts it under a key, expects to meet the same key again.
    private bool OnlyReadsBeside(ILoopOperation loop, Facts facts)
    {
        bool isByKey = false, isAsked = false;
        foreach (var part in loop.Descendants())
        {
            if (part is not (ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation) || !SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), _symbol))
            {
                continue;
            }

            switch (Operations.Consumer(part))
            {
                case IInvocationOperation call when IsAdd(call, facts):
                    isByKey |= facts.Knowledge.Of(call.TargetMethod)?.Value("adds") == "key";
                    break;
                case IPropertyReferenceOperation { Property.IsIndexer: true, Parent: ISimpleAssignmentOperation assignment } element when ReferenceEquals(assignment.Target, element) && IsAdd(assignment, facts):
                    isByKey = true;
                    break;
                case IInvocationOperation call when Collections.IsRead(call.TargetMethod):
                case IPropertyReferenceOperation { Property.IsIndexer: true }:
                    isAsked = true;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Count" or "Length" }:
                    break;
                default:
                    return false;
            }
        }

        return !isByKey || !isAsked;
    }
}
