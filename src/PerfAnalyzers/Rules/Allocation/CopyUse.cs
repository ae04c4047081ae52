using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Allocation;

/// <summary>The one use of a copy that could do without it.</summary>
/// <param name="What">What the copy is, for a message: <c>counted</c>.</param>
/// <param name="Way">What to do instead.</param>
/// <param name="Loop">The loop over it; null for other uses.</param>
/// <param name="IsInterleaved">Code of the user's runs between two elements.</param>
/// <param name="Target">The collection that takes the elements; null for none.</param>
/// <param name="Plan">How to do without; null where the text is of another form.</param>
internal sealed record CopyUse(string What, string Way, IForEachLoopOperation? Loop, bool IsInterleaved, ISymbol? Target, PlannedEdits? Plan)
{
    /// <summary>Looked through for an element.</summary>
    public bool IsSearch => What == Searched;

    /// <summary>Written one after the other: their order matters.</summary>
    public bool IsJoin => What == Joined;

    private const string Joined = "joined";

    private const string Searched = "searched once";

    private const string Source = "go through the source itself";

    /// <summary>The use of a copy, directly or through a local in the next statement; null where it is used otherwise.</summary>
    public static CopyUse? Of(IInvocationOperation copy, Facts facts, CancellationToken cancellation)
    {
        if (OneResult.Declared(copy) is not { } local)
        {
            return OfValue(copy, copy, Without(copy), facts, cancellation);
        }

        // Between the two nothing may happen.
        if (Single(local, copy) is not { } reference || copy.Syntax.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { Declaration.Type.IsVar: true, Parent: BlockSyntax block } declaration ||
            block.Statements.IndexOf(declaration) is var index && (index + 1 >= block.Statements.Count || !IsFirstIn(reference, block.Statements[index + 1])))
        {
            return null;
        }

        return OfValue(copy, reference, Without(copy), facts, cancellation);
    }

    private static IOperation? Single(ILocalSymbol local, IOperation copy)
    {
        IOperation? only = null;
        foreach (var part in Operations.Root(copy).Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                if (only is not null)
                {
                    return null;
                }

                only = reference;
            }
        }

        return only;
    }

    // The source of a loop, or the beginning of what a statement computes.
    private static bool IsFirstIn(IOperation reference, StatementSyntax statement)
    {
        if (!statement.Span.Contains(reference.Syntax.Span) || reference.Syntax.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is { } function && statement.Span.Contains(function.Span))
        {
            return false;
        }

        return statement switch
        {
            ForEachStatementSyntax loop => loop.Expression.Span.Contains(reference.Syntax.Span),
            IfStatementSyntax choice => choice.Condition.SpanStart == reference.Syntax.SpanStart,
            ReturnStatementSyntax { Expression: { } value } => value.SpanStart == reference.Syntax.SpanStart,
            LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: { } value }] } => value.SpanStart == reference.Syntax.SpanStart,
            _ => false,
        };
    }

    private static CopyUse? OfValue(IInvocationOperation copy, IOperation value, PlannedEdits? plan, Facts facts, CancellationToken cancellation)
    {
        switch (Sequences.User(value))
        {
            case IPropertyReferenceOperation { Property.Name: "Count" or "Length", Arguments.Length: 0 } size when ReferenceEquals(Sequences.Bare(size.Instance!), value):
                return OfSize(copy, size, plan);
            case IForEachLoopOperation { IsAsynchronous: false } loop when ReferenceEquals(Sequences.Bare(loop.Collection), value):
                return new CopyUse("enumerated once", Source, loop, true, null, plan);
            case IInvocationOperation { TargetMethod: { Name: "Exists" or "Find" or "TrueForAll" or "Contains", ContainingType: { Name: "List", ContainingNamespace.Name: "Generic" } } } search when ReferenceEquals(search.Instance, value) && search.Arguments.Length == 1:
                return OfSearch(search, plan, facts, cancellation);
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                return OfArgument(call, argument, plan, facts, cancellation);
            default:
                return null;
        }
    }

    private static CopyUse? OfSize(IInvocationOperation copy, IPropertyReferenceOperation size, PlannedEdits? plan)
    {
        if (size.Syntax is not MemberAccessExpressionSyntax access)
        {
            return null;
        }

        var known = Sequences.Source(copy) is { } source ? LoopCount.SizeOf(source.Type) : null;
        if (known is null && Operations.Consumer(size) is IBinaryOperation { Syntax: BinaryExpressionSyntax comparison, RightOperand.ConstantValue: { HasValue: true, Value: int number } } binary && ReferenceEquals(binary.LeftOperand, size))
        {
            bool? isAny = (binary.OperatorKind, number) switch
            {
                (BinaryOperatorKind.GreaterThan or BinaryOperatorKind.NotEquals, 0) or (BinaryOperatorKind.GreaterThanOrEqual, 1) => true,
                (BinaryOperatorKind.Equals, 0) or (BinaryOperatorKind.LessThan, 1) => false,
                _ => null,
            };
            if (isAny is { } any)
            {
                plan = Comments.In(comparison) ? null : plan?.Replace(TextSpan.FromBounds(access.Name.SpanStart, comparison.Span.End), "Any()");
                if (!any)
                {
                    plan?.Replace(new TextSpan(comparison.SpanStart, 0), "!");
                }

                return new CopyUse("asked whether it is empty", "ask 'Any()'", null, false, null, plan);
            }
        }

        return new CopyUse("counted", known is null ? "call 'Count()'" : $"ask '{known}' of the source", null, false, null, plan?.Replace(access.Name.Span, known ?? "Count()"));
    }

    private static CopyUse? OfSearch(IInvocationOperation search, PlannedEdits? plan, Facts facts, CancellationToken cancellation)
    {
        var argument = search.Arguments[0].Value;
        if (search.TargetMethod.Name != "Contains" && !new PlainFunctions(facts, cancellation).Is(argument))
        {
            return null;
        }

        var name = search.TargetMethod.Name switch { "Exists" => "Any", "Find" => "FirstOrDefault", "TrueForAll" => "All", _ => "Contains" };
        if (name != search.TargetMethod.Name)
        {
            plan = Spans.Name(search) is { } written ? plan?.Replace(written.Span, name) : null;
        }

        return new CopyUse(Searched, $"call '{name}' on the source", null, false, null, plan);
    }

    private static CopyUse? OfArgument(IInvocationOperation call, IArgumentOperation argument, PlannedEdits? plan, Facts facts, CancellationToken cancellation)
    {
        if (Sequences.IsOperator(call.TargetMethod) && argument.Parameter?.Ordinal == 0)
        {
            return OfOperators(call, plan, facts, cancellation);
        }

        return call.TargetMethod switch
        {
            { Name: "Join", ContainingType.SpecialType: SpecialType.System_String } when argument.Parameter is { Ordinal: 1 } && IsText(argument.Value) && call.Arguments.Length == 2 => new CopyUse(Joined, Source, null, false, null, plan),
            { Name: "UnionWith" or "ExceptWith", ContainingType: { Name: "HashSet" or "SortedSet", ContainingNamespace.Name: "Generic" } } when call.Instance is { } set && !Operations.IsCaught(call, Operations.Root(call)) && Operations.SymbolOf(Operations.Unconverted(set)) is ILocalSymbol target =>
                new CopyUse("gone through once", Source, null, false, target, plan),
            _ => null,
        };
    }

    private static bool IsText(IOperation value) => Sequences.ElementOf(Sequences.Bare(value).Type)?.SpecialType == SpecialType.System_String;

    // On through lazy operators, to what goes through them here and now.
    private static CopyUse? OfOperators(IInvocationOperation call, PlannedEdits? plan, Facts facts, CancellationToken cancellation)
    {
        var isDirect = true;
        while (true)
        {
            if (call.TargetMethod.Name is "AsEnumerable" or "AsQueryable" or "TryGetNonEnumeratedCount" || !AreHarmless(call, facts, cancellation))
            {
                return null;
            }

            if (!Sequences.IsLazy(call.TargetMethod))
            {
                var isSearch = call.TargetMethod.Name is "Any" or "All" or "Contains" or "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault";
                return new CopyUse(isDirect && isSearch ? Searched : "gone through once", Source, null, !isDirect, null, plan);
            }

            isDirect = false;
            switch (Sequences.User(call))
            {
                case IForEachLoopOperation { IsAsynchronous: false } loop:
                    return new CopyUse("gone through once", Source, loop, true, null, plan);
                case IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation next } when Sequences.IsOperator(next.TargetMethod):
                    call = next;
                    continue;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Join", ContainingType.SpecialType: SpecialType.System_String } } }:
                    return new CopyUse("gone through once", Source, null, true, null, plan);
                default:
                    return null;
            }
        }
    }

    // What is called between the elements changes nothing.
    private static bool AreHarmless(IInvocationOperation call, Facts facts, CancellationToken cancellation)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { Type.TypeKind: TypeKind.Delegate })
            {
                continue;
            }

            var function = Operations.Unconverted(argument.Value);
            if (function is IDelegateCreationOperation creation)
            {
                function = creation.Target;
            }

            if (function is IMethodReferenceOperation ? !new PlainFunctions(facts, cancellation).Is(function) : function is not IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda || Changes(lambda, facts, cancellation))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Changes(IAnonymousFunctionOperation lambda, Facts facts, CancellationToken cancellation)
    {
        var changes = new StateChanges(facts, cancellation).Add(lambda);
        if (changes.MayWrite || changes.HasWritten)
        {
            return true;
        }

        foreach (var part in lambda.Body.Descendants())
        {
            if (part is IAssignmentOperation { Parent: not (IObjectOrCollectionInitializerOperation or IAnonymousObjectCreationOperation) } or IIncrementOrDecrementOperation ||
                part is IInvocationOperation { Instance: { } changed, TargetMethod: var method } && Collections.Is(changed.Type) && !Collections.IsRead(method))
            {
                return true;
            }
        }

        return false;
    }

    // xs.Where(p).ToList() becomes xs.Where(p).
    private static PlannedEdits? Without(IInvocationOperation copy) =>
        copy.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } access, ArgumentList.Arguments.Count: 0 } call && !Comments.In(call, access.Expression)
            ? new PlannedEdits().Replace(TextSpan.FromBounds(access.Expression.Span.End, call.Span.End), "")
            : null;
}
