using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>How a list that is filled from its front is filled from its end and reversed once, with the same result.</summary>
/// <param name="Statement">The loop.</param>
/// <param name="List">The list, as text.</param>
/// <param name="Inserts">All calls of <c>Insert(0, x)</c> in it.</param>
internal sealed record ReversePlan(StatementSyntax Statement, string List, IReadOnlyList<InvocationExpressionSyntax> Inserts)
{
    /// <summary>The plan for a call of <c>Insert</c>; null unless the list is a local that is empty before the loop, and the loop does nothing else with it.</summary>
    public static ReversePlan? Of(IInvocationOperation insert, Accumulation accumulation)
    {
        if (insert.Instance is not ILocalReferenceOperation { Local: { IsRef: false } list, Type.Name: "List" } target || accumulation.Of(target, insert) is not { } inner ||
            accumulation.Outermost(target, insert, inner) is not { Owner: ILoopOperation { Syntax: StatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax, ContainsDirectives: false } statement } loop })
        {
            return null;
        }

        var inserts = new List<InvocationExpressionSyntax>();
        var isDeclared = false;
        foreach (var operation in Operations.Root(loop).Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, list):
                    isDeclared = declarator.Syntax.SpanStart < statement.SpanStart && declarator.GetVariableInitializer()?.Value is { } value && IsEmpty(Operations.Unconverted(value));
                    break;
                case IBranchOperation { BranchKind: BranchKind.GoTo }:
                    return null;
                case ILocalReferenceOperation mention when SymbolEqualityComparer.Default.Equals(mention.Local, list):
                    if (!ReferenceEquals(Operations.Function(mention), Operations.Function(loop)))
                    {
                        return null;
                    }

                    if (!Operations.IsWithin(mention, loop))
                    {
                        // Filled or kept by others before, or met again by a loop around it.
                        if (mention.Syntax.SpanStart < statement.SpanStart)
                        {
                            return null;
                        }

                        break;
                    }

                    if (mention.Parent is not IInvocationOperation { TargetMethod: { Name: "Insert", Parameters.Length: 2 }, Parent: IExpressionStatementOperation, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: 0 } }, _] } call ||
                        call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax, ArgumentList.Arguments: [{ NameColon: null }, { NameColon: null }] } syntax || Comments.In(syntax, syntax.ArgumentList.Arguments[1]))
                    {
                        return null;
                    }

                    inserts.Add(syntax);
                    break;
            }
        }

        return isDeclared && inserts.Count > 0 && !IsRepeatedAround(loop, list) && !IsInTry(loop, list) ? new(statement, target.Syntax.ToString(), inserts) : null;
    }

    private static bool IsEmpty(IOperation value) => value switch
    {
        IObjectCreationOperation { Arguments: [] or [{ Parameter.Type.SpecialType: SpecialType.System_Int32 }], Initializer: null or { Initializers.Length: 0 }, Type.Name: "List" } => true,
        ICollectionExpressionOperation { Elements.Length: 0 } => true,
        _ => false,
    };

    private static bool IsRepeatedAround(ILoopOperation loop, ILocalSymbol list)
    {
        for (var parent = loop.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation && !Operations.IsDeclaredIn(list, parent.Syntax))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInTry(ILoopOperation loop, ILocalSymbol list)
    {
        for (var parent = loop.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ITryOperation && !Operations.IsDeclaredIn(list, parent.Syntax))
            {
                return true;
            }
        }

        return false;
    }
}
