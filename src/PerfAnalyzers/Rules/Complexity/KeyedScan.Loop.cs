using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A <c>foreach</c> over a keyed collection whose body does something for one key only.</summary>
/// <param name="Loop">The loop.</param>
/// <param name="Source">What it walks.</param>
/// <param name="Condition">What the body asks.</param>
/// <param name="Equality">The key it looks for.</param>
/// <param name="Then">What is done for it; null when the body skips all others instead.</param>
/// <param name="Value">The variable of the value, where pairs are deconstructed.</param>
internal sealed record KeyedScanLoop(IForEachLoopOperation Loop, KeyedSource Source, IOperation Condition, KeyEquality Equality, IOperation? Then, ISymbol? Value)
{
    /// <summary>The head of the loop.</summary>
    public Location Place => Locations.OfLoop(Loop.Syntax);

    public static KeyedScanLoop? Of(IForEachLoopOperation loop, Facts facts)
    {
        var body = loop.Body is IBlockOperation { Operations: { Length: > 0 } statements } ? statements[0] : loop.Body;
        if (body is not IConditionalOperation { WhenFalse: null } choice || KeyedSource.Of(loop.Collection, facts) is not { } source || Variables(loop) is not ({ } element, var value))
        {
            return null;
        }

        var isOnly = loop.Body is not IBlockOperation { Operations.Length: > 1 };
        var equality = KeyEquality.Of(choice.Condition, element, isNegated: !isOnly);
        if (equality is null || !isOnly && (!equality.IsWhole || !Skips(choice.WhenTrue, loop)) || !IsKey(source, equality, element, value, loop) || Changes(equality.Needle, value, loop))
        {
            return null;
        }

        return new KeyedScanLoop(loop, source, choice.Condition, equality, isOnly ? choice.WhenTrue : null, value);
    }

    /// <summary>The shape of the rewrite; null where none is safe.</summary>
    public string? Form(bool isAssumed)
    {
        if (Then is null || Source.Kind == KeyedKind.Lookup || Loop.Syntax is not CommonForEachStatementSyntax syntax || KeyedScanForm.Steps(syntax.Expression, Source) is not { } down ||
            !KeyedScanForm.IsUsable(Equality, out var mayBeNull) || !Equality.IsWhole && !KeyedScanForm.IsFirst(Condition, Equality) || !EndsOnce(out var usesElement) ||
            !KeyedScanForm.Has(Loop, Source.Collection.Type, Source.Membership) || Source.Kind == KeyedKind.Dictionary && !KeyedScanForm.Has(Loop, Source.Collection.Type, "TryGetValue"))
        {
            return null;
        }

        // What is used of the key afterwards is the one looked for: the same, or equal to it.
        if (usesElement && !(Operations.Unconverted(Equality.Key).Type is { } key && (KeyComparisons.IsSimple(key) || key.SpecialType == SpecialType.System_String && KeyComparisons.Of(Equality) == KeyComparison.Default) &&
            Equality.Needle.Syntax is IdentifierNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax }))
        {
            return null;
        }

        return new KeyedScanShape(KeyedScanShape.Each, 0, down, Source.Membership, (isAssumed ? "c" : "") + (mayBeNull && Source.Kind == KeyedKind.Dictionary ? "n" : "")).ToString();
    }

    private static (ISymbol? Element, ISymbol? Value)? Variables(IForEachLoopOperation loop) => loop.LoopControlVariable switch
    {
        IVariableDeclaratorOperation variable => (variable.Symbol, null),
        IDeclarationExpressionOperation { Expression: ITupleOperation { Elements: [ILocalReferenceOperation key, var value] } } => (key.Local, (value as ILocalReferenceOperation)?.Local),
        ITupleOperation { Elements: [var key, var value] } => (Declared(key), Declared(value)),
        _ => null,
    };

    private static ISymbol? Declared(IOperation variable) => variable is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local } ? local.Local : null;

    // Of a deconstructed pair the first variable is the key itself.
    private static bool IsKey(KeyedSource source, KeyEquality equality, ISymbol element, ISymbol? value, IForEachLoopOperation loop) =>
        value is not null || loop.LoopControlVariable is not IVariableDeclaratorOperation
            ? source is { Kind: KeyedKind.Dictionary, IsKeys: false } && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(equality.Key)), element)
            : source.IsKey(equality.Key, element);

    private static bool Skips(IOperation statement, IForEachLoopOperation loop) =>
        (statement is IBlockOperation { Operations: [var only] } ? only : statement) is IBranchOperation { BranchKind: BranchKind.Continue } branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel);

    // What is looked for must be the same on each pass.
    private static bool Changes(IOperation needle, ISymbol? value, IForEachLoopOperation loop)
    {
        foreach (var part in needle.DescendantsAndSelf())
        {
            switch (part)
            {
                case IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.None } or IAwaitOperation or IAssignmentOperation or IIncrementOrDecrementOperation:
                case ILocalReferenceOperation local when SymbolEqualityComparer.Default.Equals(local.Local, value):
                case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation when Writes.Any(Operations.SymbolOf(part)!, loop.Body):
                    return true;
            }
        }

        return false;
    }

    // A break ends the loop as its last statement only; of the pair its parts are used.
    private bool EndsOnce(out bool usesElement)
    {
        usesElement = false;
        foreach (var part in Loop.Body.Descendants())
        {
            switch (part)
            {
                case IBranchOperation { BranchKind: BranchKind.Break } branch when SymbolEqualityComparer.Default.Equals(branch.Target, Loop.ExitLabel) &&
                    !(Then is IBlockOperation { Operations: { Length: > 1 } statements } && ReferenceEquals(statements[statements.Length - 1], branch)):
                case IBranchOperation { BranchKind: BranchKind.Continue } next when SymbolEqualityComparer.Default.Equals(next.Target, Loop.ContinueLabel):
                    return false;
                case ILocalReferenceOperation local when SymbolEqualityComparer.Default.Equals(local.Local, Equality.Element) && !Operations.IsWithin(local, Equality.Comparison):
                    var isPair = Source is { Kind: KeyedKind.Dictionary, IsKeys: false } && Loop.LoopControlVariable is IVariableDeclaratorOperation;
                    if (isPair && local.Parent is not IPropertyReferenceOperation { Property.Name: "Key" or "Value", Syntax: MemberAccessExpressionSyntax })
                    {
                        return false;
                    }

                    usesElement |= !isPair || local.Parent is IPropertyReferenceOperation { Property.Name: "Key" };
                    break;
            }
        }

        return true;
    }
}
