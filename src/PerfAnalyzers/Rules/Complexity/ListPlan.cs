using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>
/// How a local that is copied to add to it becomes a list that is added to, without a difference: nobody else holds it, and the
/// loop asks for nothing but its length.
/// </summary>
internal sealed class ListPlan
{
    private readonly List<(StatementSyntax Statement, CopyGrowth Growth)> _copies = [];
    private readonly List<IOperation> _lengths = [];

    private ListPlan(ILocalSymbol local, StatementSyntax statement)
    {
        Local = local;
        Statement = statement;
    }

    public ILocalSymbol Local { get; }

    /// <summary>The loop.</summary>
    public StatementSyntax Statement { get; }

    /// <summary>Assignments that become calls of <c>Add</c> and <c>AddRange</c>.</summary>
    public IReadOnlyList<(StatementSyntax Statement, CopyGrowth Growth)> Copies => _copies;

    /// <summary>Reads of the length in the loop, as references to the local.</summary>
    public IReadOnlyList<IOperation> Lengths => _lengths;

    /// <summary>The plan for a collection that grows in a repetition, or null.</summary>
    public static ListPlan? Of(IOperation target, Repetition repetition)
    {
        if (Operations.Unconverted(target) is not ILocalReferenceOperation { Local: { IsRef: false } local } || !IsSupported(local.Type) ||
            repetition.Owner is not ILoopOperation { Syntax: StatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax, ContainsDirectives: false } statement } loop || IsInTry(loop, local))
        {
            return null;
        }

        var plan = new ListPlan(local, statement);
        foreach (var operation in Operations.Root(loop).Descendants())
        {
            if (operation is IBranchOperation { BranchKind: BranchKind.GoTo } || operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) && !IsFresh(declarator.GetVariableInitializer()?.Value) ||
                operation is ILocalReferenceOperation mention && SymbolEqualityComparer.Default.Equals(mention.Local, local) && !plan.Takes(mention, loop))
            {
                return null;
            }
        }

        return plan._copies.Count > 0 ? plan : null;
    }

    /// <summary>What an added piece is: one element, or a sequence of them.</summary>
    public static bool IsSequence(IOperation added) => added is ISpreadOperation or
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Concat" or "AddRange" } };

    /// <summary>The value of an added piece.</summary>
    public static IOperation ValueOf(IOperation added) => added switch
    {
        ISpreadOperation spread => spread.Operand,
        IArgumentOperation argument => argument.Value,
        _ => added,
    };

    private static bool IsSupported(ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1, ElementType.IsRefLikeType: false } or
        INamedTypeSymbol { Name: "List" or "ImmutableArray", Arity: 1, ContainingNamespace: { Name: "Generic" or "Immutable", ContainingNamespace.Name: "Collections" } };

    // Of its own: not null, and in nobody else's hands.
    private static bool IsFresh(IOperation? value)
    {
        if (value is null)
        {
            return false;
        }

        value = Operations.Unconverted(value);
        return value switch
        {
            IArrayCreationOperation or ICollectionExpressionOperation or IObjectCreationOperation { Type.Name: "List" } => true,
            IInvocationOperation { TargetMethod: { Name: "Empty" or "ToArray" or "ToList" or "ToImmutableArray" or "ToImmutable" or "Create" } method } => method.ContainingType.Name is "Array" or "Enumerable" or "ImmutableArray" or "List" or "Builder",
            IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.Name: "ImmutableArray" } } => true,
            _ => false,
        };
    }

    private static bool IsInTry(ILoopOperation loop, ILocalSymbol local)
    {
        for (var parent = loop.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ITryOperation && !Operations.IsDeclaredIn(local, parent.Syntax))
            {
                return true;
            }
        }

        return false;
    }

    private bool Takes(ILocalReferenceOperation mention, ILoopOperation loop)
    {
        if (!ReferenceEquals(Operations.Function(mention), Operations.Function(loop)))
        {
            return false;
        }

        if (mention.Parent is ISimpleAssignmentOperation { Parent: IExpressionStatementOperation { Syntax: StatementSyntax statement } } assignment && ReferenceEquals(assignment.Target, mention))
        {
            if (!Operations.IsWithin(mention, loop))
            {
                // A value of its own before the loop; afterwards whatever it likes, unless a loop around comes back.
                return IsFresh(assignment.Value) || CopyGrowth.Of(assignment) is not null || mention.Syntax.SpanStart > Statement.Span.End && !IsRepeatedAround(loop);
            }

            if (CopyGrowth.Of(assignment) is not { IsPlain: true, IsLazy: false, Added.Length: > 0 } growth || Comments.In(statement) || MentionsItself(growth, mention) || Operations.IsCaught(assignment, loop))
            {
                return false;
            }

            _copies.Add((statement, growth));
            return true;
        }

        if (!Operations.IsWithin(mention, loop) || loop is IForEachLoopOperation each && Operations.IsWithin(mention, each.Collection))
        {
            return mention.Syntax.SpanStart > Statement.SpanStart && !IsRepeatedAround(loop) || IsRead(mention);
        }

        if (IsCopied(mention))
        {
            return true;
        }

        if (mention.Parent is IPropertyReferenceOperation { Property.Name: "Length" or "Count" } length && ReferenceEquals(length.Instance, mention))
        {
            _lengths.Add(mention);
            return true;
        }

        return false;
    }

    // Before the loop it may be looked at, and not kept by anybody.
    private static bool IsRead(ILocalReferenceOperation mention) =>
        mention.Parent is IPropertyReferenceOperation { Property.Name: "Length" or "Count" } or IArrayElementReferenceOperation ||
        mention.Parent is IConversionOperation { Parent: IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "List" } } } or IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "List" } } || IsCopied(mention);

    private bool IsRepeatedAround(ILoopOperation loop)
    {
        for (var parent = loop.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation && !Operations.IsDeclaredIn(Local, parent.Syntax))
            {
                return true;
            }
        }

        return false;
    }

    // The copied collection in [.. a, x], a.Append(x).ToArray(), a.Add(x).
    private static bool IsCopied(ILocalReferenceOperation mention)
    {
        for (IOperation child = mention, parent = mention.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ISpreadOperation or IConversionOperation or ICollectionExpressionOperation or IArgumentOperation { Parameter.Ordinal: 0 }:
                    break;
                case IInvocationOperation call when ReferenceEquals(call.Instance, child) || call.TargetMethod.IsExtensionMethod && ReferenceEquals(call.Arguments[0], child):
                    break;
                case ISimpleAssignmentOperation assignment:
                    return Accumulation.Same(assignment.Target, mention) && CopyGrowth.Of(assignment) is not null;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool MentionsItself(CopyGrowth growth, IOperation target)
    {
        foreach (var added in growth.Added)
        {
            if (Accumulation.Mentions(added, target))
            {
                return true;
            }
        }

        return false;
    }
}
