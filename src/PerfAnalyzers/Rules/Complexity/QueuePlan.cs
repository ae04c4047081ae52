using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Complexity;

/// <summary>How a local list that is added to at its end and emptied from its front becomes a queue: every use of it has a counterpart.</summary>
internal sealed class QueuePlan
{
    private readonly List<(TextSpan Span, string Text)> _edits = [];
    private readonly ILocalSymbol _list;

    private QueuePlan(ILocalSymbol list) => _list = list;

    /// <summary>What is written instead of what.</summary>
    public IReadOnlyList<(TextSpan Span, string Text)> Edits => _edits;

    /// <summary>The plan for a call of <c>RemoveAt(0)</c>, or null.</summary>
    public static QueuePlan? Of(IInvocationOperation removal, Facts facts)
    {
        if (removal.Instance is not ILocalReferenceOperation { Local: { IsRef: false, Type: INamedTypeSymbol { Name: "List", Arity: 1, ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } } } list } ||
            facts.Type("System.Collections.Generic.Queue`1") is null || facts.Type("System.Linq.Enumerable") is null || Operations.Root(removal) is var body && body.Syntax.ContainsDirectives)
        {
            return null;
        }

        var plan = new QueuePlan(list);
        var isDeclared = false;
        foreach (var operation in Operations.Root(removal).Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, list))
            {
                isDeclared = plan.Declares(declarator);
            }
            else if (operation is ILocalReferenceOperation mention && SymbolEqualityComparer.Default.Equals(mention.Local, list) && !plan.Serves(mention))
            {
                return null;
            }
        }

        return isDeclared ? plan : null;
    }

    // new List<T>(…)   new List<T> { a, b }   List<T> all = [a, b];
    private bool Declares(IVariableDeclaratorOperation declarator)
    {
        if (declarator.Syntax is not VariableDeclaratorSyntax { Initializer.Value: var value, Parent: VariableDeclarationSyntax { Variables.Count: 1, Type: var type, Parent: LocalDeclarationStatementSyntax } } || Comments.In(value) ||
            !type.IsVar && !Renames(type))
        {
            return false;
        }

        switch (value)
        {
            case BaseObjectCreationExpressionSyntax { ArgumentList: { Arguments.Count: > 0 }, Initializer: not null }:
                return false;
            case BaseObjectCreationExpressionSyntax { Initializer: { } elements } creation:
                if (creation is ObjectCreationExpressionSyntax written && !Renames(written.Type) || ArgumentOf(creation, type) is not { } element || elements.Expressions.Any(static added => added is InitializerExpressionSyntax or AssignmentExpressionSyntax))
                {
                    return false;
                }

                var start = creation.ArgumentList?.SpanStart ?? elements.GetFirstToken().GetPreviousToken().Span.End;
                _edits.Add((TextSpan.FromBounds(start, elements.SpanStart), $"(new {element}[] "));
                _edits.Add((new TextSpan(elements.Span.End, 0), ")"));
                return true;
            case ObjectCreationExpressionSyntax creation:
                return Renames(creation.Type);
            case ImplicitObjectCreationExpressionSyntax:
                return true;
            case CollectionExpressionSyntax { Elements.Count: 0 }:
                _edits.Add((value.Span, "new()"));
                return true;
            case CollectionExpressionSyntax:
                _edits.Add((new TextSpan(value.SpanStart, 0), "new("));
                _edits.Add((new TextSpan(value.Span.End, 0), ")"));
                return true;
            default:
                return false;
        }
    }

    private bool Renames(TypeSyntax type)
    {
        if (NameOf(type) is not { Identifier.ValueText: "List" } name)
        {
            return false;
        }

        _edits.Add((name.Identifier.Span, "Queue"));
        return true;
    }

    private static string? ArgumentOf(BaseObjectCreationExpressionSyntax creation, TypeSyntax declared)
    {
        var type = creation is ObjectCreationExpressionSyntax written ? written.Type : declared;
        return NameOf(type)?.TypeArgumentList.Arguments[0].ToString();
    }

    private static GenericNameSyntax? NameOf(TypeSyntax type) => type as GenericNameSyntax ?? (type as QualifiedNameSyntax)?.Right as GenericNameSyntax;

    private bool Serves(ILocalReferenceOperation mention)
    {
        switch (Sequences.User(mention))
        {
            case IInvocationOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: var arguments } } call when ReferenceEquals(call.Instance, mention):
                return ServesCall(call, access, arguments, mention);
            case IPropertyReferenceOperation { Property.Name: "Count" }:
                return true;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: 0 } }], Syntax: ElementAccessExpressionSyntax access } element:
                return IsRead(element) && IsGuarded(element) && Takes(element, access.ArgumentList.Span, ".Peek()", ".Dequeue()");
            case IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.Name: "First", Arguments.Length: 1, Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } } first } when Sequences.IsOperator(first.TargetMethod):
                return IsGuarded(first) && Takes(first, name.Span, "Peek", "Dequeue");
            case IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod: { Name: not ("Last" or "LastOrDefault" or "ElementAt" or "ElementAtOrDefault" or "Reverse" or "AsEnumerable") } method } }:
                return Sequences.IsOperator(method);
            case IForEachLoopOperation each:
                return !each.IsAsynchronous && Operations.IsWithin(mention, each.Collection);
            default:
                return false;
        }
    }

    private bool ServesCall(IInvocationOperation call, MemberAccessExpressionSyntax access, SeparatedSyntaxList<ArgumentSyntax> arguments, ILocalReferenceOperation mention)
    {
        switch (call.TargetMethod.Name)
        {
            case "Add" when call.Parent is IExpressionStatementOperation:
                _edits.Add((access.Name.Span, "Enqueue"));
                return true;
            case "AddRange" when call.Parent is IExpressionStatementOperation { Syntax: ExpressionStatementSyntax statement } && arguments is [{ NameColon: null, Expression: var added }] && !Accumulation.Mentions(call.Arguments[0].Value, mention) && !Comments.In(statement, added):
                var layout = new Layout(statement.SpanStart, statement.SyntaxTree);
                var item = Layout.FreeName(statement, "item");
                _edits.Add((TextSpan.FromBounds(statement.SpanStart, added.SpanStart), $"foreach (var {item} in "));
                _edits.Add((TextSpan.FromBounds(added.Span.End, statement.Span.End), $"){layout.Open}{_list.Name}.Enqueue({item});{layout.Close}"));
                return true;
            case "RemoveAt" when call.Parent is IExpressionStatementOperation { Syntax: ExpressionStatementSyntax statement } && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: 0 } && IsGuarded(call) && !Comments.In(statement):
                if (statement.Parent is BlockSyntax block && block.Statements.IndexOf(statement) is var at and > 0 && IsPair(block.Statements[at - 1], statement))
                {
                    _edits.Add((TextSpan.FromBounds(block.Statements[at - 1].Span.End, statement.Span.End), ""));
                }
                else
                {
                    _edits.Add((TextSpan.FromBounds(access.Name.SpanStart, call.Syntax.Span.End), "Dequeue()"));
                }

                return true;
            default:
                return call.TargetMethod.Name is "Clear" or "Contains" or "ToArray" or "TrimExcess";
        }
    }

    // The first is looked at; or taken, where the next statement takes it out.
    private bool Takes(IOperation element, TextSpan span, string looked, string taken)
    {
        var isTaken = element.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax block } statement && ValueOf(statement) == element.Syntax && block.Statements.IndexOf(statement) + 1 is var next && next < block.Statements.Count &&
            IsPair(statement, block.Statements[next]);
        _edits.Add((span, isTaken ? taken : looked));
        return true;
    }

    // var first = list[0]; list.RemoveAt(0);
    private bool IsPair(StatementSyntax taking, StatementSyntax removing) =>
        IsFirst(ValueOf(taking)) && removing is ExpressionStatementSyntax removal && IsRemoval(removal) && !taking.GetTrailingTrivia().Any(Comments.Is);

    private static ExpressionSyntax? ValueOf(StatementSyntax statement) => statement switch
    {
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: [{ Initializer.Value: var value }] } => value,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax } assignment } => assignment.Right,
        _ => null,
    };

    private bool IsFirst(ExpressionSyntax? value) => value switch
    {
        ElementAccessExpressionSyntax { Expression: IdentifierNameSyntax list, ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: 0 } }] } => list.Identifier.ValueText == _list.Name,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax list, Name.Identifier.ValueText: "First" }, ArgumentList.Arguments.Count: 0 } => list.Identifier.ValueText == _list.Name,
        _ => false,
    };

    private bool IsRemoval(ExpressionStatementSyntax statement) =>
        statement.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax list, Name.Identifier.ValueText: "RemoveAt" }, ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: 0 } }] } &&
        list.Identifier.ValueText == _list.Name && !Comments.In(statement) && !statement.GetLeadingTrivia().Any(Comments.Is);

    private static bool IsRead(IOperation element) => element.Parent is not (IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None }) && !(element.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, element));

    // An empty queue throws something else than an empty list: somebody has to have asked whether there is one.
    private bool IsGuarded(IOperation operation)
    {
        var isGuarded = false;
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ITryOperation { Catches.IsEmpty: false }:
                    return false;
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return isGuarded;
                case IWhileLoopOperation { ConditionIsTop: true, Condition: { } asked } loop when ReferenceEquals(loop.Body, child):
                    isGuarded |= Asks(asked);
                    break;
                case IConditionalOperation choice when ReferenceEquals(choice.WhenTrue, child):
                    isGuarded |= Asks(choice.Condition);
                    break;
            }
        }

        return isGuarded;
    }

    // list.Count > 0, list.Count != 0, list.Any(), among clauses joined by &&.
    private bool Asks(IOperation condition) => Operations.Unconverted(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => Asks(both.LeftOperand) || Asks(both.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: int and >= 0 } } compared => Operations.Unconverted(compared.LeftOperand) is IPropertyReferenceOperation { Property.Name: "Count", Instance: ILocalReferenceOperation { Local: var counted } } && SymbolEqualityComparer.Default.Equals(counted, _list),
        IInvocationOperation { TargetMethod.Name: "Any", Arguments: [{ Value: var source }] } => Operations.Unconverted(source) is ILocalReferenceOperation { Local: var asked } && SymbolEqualityComparer.Default.Equals(asked, _list),
        _ => false,
    };
}
