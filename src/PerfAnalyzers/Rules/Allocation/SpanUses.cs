using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Allocation;

/// <summary>Parts of strings that are only looked at, where a span of the string gives the same answer.</summary>
internal static class SpanUses
{
    private const string Equality = "compare 'AsSpan' with 'SequenceEqual'";

    /// <summary>What a part of a string is for, when a span would do; null for anything else, and for parts that are cut from a part.</summary>
    public static TemporaryText? Of(IOperation made, Facts facts)
    {
        if (!HasSpans(facts) || KindOf(made, facts) is not { } kind || Cut(made) is { } source && KindOf(Operations.Unconverted(source), facts) is not null)
        {
            return null;
        }

        var last = made;
        var isCertain = kind != "trim";
        var cuts = new List<IOperation> { made };
        while (Operations.Consumer(last) is { } outer && KindOf(outer, facts) is { } next && Cut(outer) is { } cut && ReferenceEquals(Operations.Unconverted(cut), last))
        {
            last = outer;
            isCertain |= next == "slice";
            cuts.Add(outer);
        }

        if (Operations.Consumer(last) is not { } use)
        {
            return null;
        }

        if (kind == "trim" && cuts.Count == 1 && made is IInvocationOperation { TargetMethod.Name: "Trim", Arguments.Length: 0 } trim && BlankText.Of(trim, use) is { } blank)
        {
            return blank;
        }

        // CA1846 reports a Substring that is an argument itself.
        var isTold = cuts is [IInvocationOperation { TargetMethod.Name: "Substring" }];
        return OneResult.Declared(last) is { } local
            ? OfLocal(local, cuts, isCertain, facts)
            : OfUse(last, use, isCertain, isTold, Plan(cuts), facts) ?? OfChain(cuts, use, isCertain, facts);
    }

    private static TemporaryText? OfUse(IOperation text, IOperation use, bool isCertain, bool isTold, PlannedEdits? plan, Facts facts)
    {
        if (HasAwait(use))
        {
            return null;
        }

        plan = use.Syntax is ExpressionSyntax && Comments.In(use.Syntax) ? null : plan;
        return OfComparison(text, use, isCertain, plan) ?? OfMember(text, use, isCertain, plan, facts) ?? OfArgument(use, isCertain, isTold, plan, facts) ??
            (ConstantPatterns.Match(use) ? new TemporaryText("a string", "compare it", "match 'AsSpan' with the same patterns", isCertain, plan?.ToProperties(TemporaryString.SpanShape)) : null);
    }

    // var kind = text.Substring(0, 3); if (kind == "abc" || kind == "def")
    private static TemporaryText? OfLocal(ILocalSymbol local, List<IOperation> cuts, bool isCertain, Facts facts)
    {
        var function = Operations.Function(cuts[0]);
        if (LocalValues.Around(function).Of(local).Count != 1 || HasAwait(function))
        {
            return null;
        }

        TemporaryText? first = null;
        var isOffered = true;
        var plan = Plan(cuts);
        foreach (var part in Operations.Root(function).Descendants())
        {
            if (part is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                continue;
            }

            if (!ReferenceEquals(Operations.Function(reference), function) || Operations.Consumer(reference) is not { } use || OfUse(reference, use, isCertain, isTold: false, plan, facts) is not { } found)
            {
                return null;
            }

            first ??= found;
            isOffered &= found.Properties is not null;
        }

        if (first is not null && plan is not null && cuts[0].Syntax.FirstAncestorOrSelf<VariableDeclarationSyntax>() is { Type: { IsVar: false } type })
        {
            plan.Replace(type.Span, "var");
        }

        return first is null ? null : first with { Properties = isOffered ? plan?.ToProperties(TemporaryString.SpanShape) : null };
    }

    /// <summary>Whether an indexer takes a part of a string: <c>text[1..]</c>.</summary>
    public static bool IsRange(IImplicitIndexerReferenceOperation indexer) => indexer.Instance.Type?.SpecialType == SpecialType.System_String && indexer.Type?.SpecialType == SpecialType.System_String;

    private static bool HasSpans(Facts facts) => facts.Type("System.MemoryExtensions") is { } spans && !spans.GetMembers("AsSpan").IsEmpty;

    private static string? KindOf(IOperation made, Facts facts) => made switch
    {
        IImplicitIndexerReferenceOperation range => IsRange(range) ? "slice" : null,
        IInvocationOperation { Instance: not null } call when call.TargetMethod.Name is "Substring" or "Trim" or "TrimStart" or "TrimEnd" or "ToString" && facts.Knowledge.Of(call.TargetMethod)?.Value("makes") is ("slice" or "trim" or "text") and var kind && HasSpanArguments(call) => kind,
        _ => null,
    };

    // Trim('a', 'b') has no form of its own.
    private static bool HasSpanArguments(IInvocationOperation call) => call.TargetMethod.Name is "Substring" ||
        call.Arguments.Length == 0 || call.Arguments is [{ Value.Type.SpecialType: SpecialType.System_Char, ArgumentKind: ArgumentKind.Explicit }];

    private static IOperation? Cut(IOperation made) => made switch
    {
        IImplicitIndexerReferenceOperation range => range.Instance,
        IInvocationOperation call => call.Instance,
        _ => null,
    };

    // text.Substring(0, 3) == "abc"   string.Equals(text.Substring(0, 3), "abc", comparison)
    private static TemporaryText? OfComparison(IOperation last, IOperation use, bool isCertain, PlannedEdits? plan)
    {
        if (use is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod: null or { ContainingType.SpecialType: SpecialType.System_String } } comparison &&
            BlankText.Other(comparison, last) is { Type.SpecialType: SpecialType.System_String } other && Spans.IsNotNull(other))
        {
            var not = comparison.OperatorKind == BinaryOperatorKind.NotEquals;
            if (ReferenceEquals(Operations.Unconverted(comparison.LeftOperand), last))
            {
                plan?.Replace(TextSpan.FromBounds(last.Syntax.Span.End, comparison.Syntax.Span.End), $".SequenceEqual({other.Syntax})");
                if (not)
                {
                    plan?.Replace(new TextSpan(comparison.Syntax.SpanStart, 0), "!");
                }
            }
            else if (other.ConstantValue.HasValue)
            {
                plan?.Replace(TextSpan.FromBounds(comparison.Syntax.SpanStart, last.Syntax.SpanStart), not ? "!" : "");
                plan?.Replace(new TextSpan(last.Syntax.Span.End, 0), $".SequenceEqual({other.Syntax})");
            }
            else
            {
                plan = null;
            }

            return new TemporaryText("a string", "compare it", Equality, isCertain, plan?.ToProperties(TemporaryString.SpanShape));
        }

        if (use is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod: { Name: "Equals", IsStatic: true, Parameters.Length: 2 or 3, ContainingType.SpecialType: SpecialType.System_String } } call } &&
            Operations.Argument(call, 1) is { } compared && Spans.IsNotNull(compared))
        {
            var isOrdinal = call.TargetMethod.Parameters.Length == 2;
            plan = call.Arguments[0].Syntax.Span.End == last.Syntax.Span.End && call.Arguments[0].Parameter?.Ordinal == 0 && call.Arguments[0].Syntax is ArgumentSyntax { NameColon: null } && !Comments.In(call.Syntax) ? plan : null;
            plan?.Replace(TextSpan.FromBounds(call.Syntax.SpanStart, last.Syntax.SpanStart), "");
            plan?.Replace(TextSpan.FromBounds(last.Syntax.Span.End, call.Arguments[1].Syntax.SpanStart), isOrdinal ? ".SequenceEqual(" : ".Equals(");
            return new TemporaryText("a string", "compare it", isOrdinal ? Equality : "compare 'AsSpan'", isCertain, plan?.ToProperties(TemporaryString.SpanShape));
        }

        return null;
    }

    // text.Substring(3).StartsWith("abc")
    private static TemporaryText? OfMember(IOperation last, IOperation use, bool isCertain, PlannedEdits? plan, Facts facts)
    {
        ISymbol? member = use switch
        {
            IInvocationOperation call when ReferenceEquals(call.Instance, last) => call.TargetMethod,
            IPropertyReferenceOperation property when ReferenceEquals(property.Instance, last) => property.Property,
            _ => null,
        };
        if (member is null || facts.Knowledge.Of(member) is not { } known || known.Value("span") is not { } name)
        {
            return null;
        }

        if (use is IInvocationOperation called)
        {
            foreach (var argument in called.Arguments)
            {
                if (argument.Value.Type?.SpecialType == SpecialType.System_String && !Spans.IsNotNull(argument.Value))
                {
                    return null;
                }
            }

            if (!HasForm(name, called, facts))
            {
                return null;
            }

            if (Spans.Name(called) is not { } written || called.Syntax is not InvocationExpressionSyntax { ArgumentList: { CloseParenToken.IsMissing: false } list })
            {
                plan = null;
            }
            else if (written.Identifier.ValueText != name)
            {
                plan?.Replace(written.Span, name);
            }

            if (plan is not null && known.Value("comparison") is { } comparison)
            {
                var space = use.SemanticModel!.LookupNamespacesAndTypes(use.Syntax.SpanStart, name: "StringComparison").IsEmpty ? "System." : "";
                plan.Replace(new TextSpan(((InvocationExpressionSyntax)called.Syntax).ArgumentList.CloseParenToken.SpanStart, 0), $", {space}StringComparison.{comparison}");
            }
        }

        return new TemporaryText("a string", known.Value("use") ?? "look at it", name == "SequenceEqual" ? Equality : "do so with 'AsSpan'", isCertain, plan?.ToProperties(TemporaryString.SpanShape));
    }

    // Where there is one, spans answer by value (StartsWith of a character came later).
    private static bool HasForm(string name, IInvocationOperation call, Facts facts)
    {
        foreach (var member in facts.Type("System.MemoryExtensions")!.GetMembers(name))
        {
            if (member is IMethodSymbol { Parameters: { Length: >= 2 } parameters } && (call.Arguments is not [{ Value.Type.SpecialType: SpecialType.System_Char }] || parameters[1].Type is ITypeParameterSymbol))
            {
                return true;
            }
        }

        return false;
    }

    // int.Parse(text.Trim())
    private static TemporaryText? OfArgument(IOperation use, bool isCertain, bool isTold, PlannedEdits? plan, Facts facts)
    {
        if (use is not IArgumentOperation { Parameter: { Type.SpecialType: SpecialType.System_String } parameter, Parent: IInvocationOperation call } || facts.Knowledge.Of(call.TargetMethod) is not { } known || known.Value("takes") is null ||
            SpanOverload(call, parameter.Ordinal) is not { } overload || isTold && overload.Parameters.Length == call.TargetMethod.Parameters.Length)
        {
            return null;
        }

        var isParsed = known.Value("parses") is not null;
        return new TemporaryText("a string", isParsed ? "parse it" : "write it", isParsed ? "parse 'AsSpan'" : "write 'AsSpan'", isCertain, Comments.In(call.Syntax) ? null : plan?.ToProperties(TemporaryString.SpanShape));
    }

    private static IMethodSymbol? SpanOverload(IInvocationOperation call, int ordinal)
    {
        IMethodSymbol? found = null;
        var method = call.TargetMethod;
        foreach (var member in method.ContainingType.GetMembers(method.Name))
        {
            if (member is IMethodSymbol other && other.IsStatic == method.IsStatic && other.Parameters.Length >= method.Parameters.Length && other.Arity == method.Arity && Fits(other, method, ordinal) && (found is null || other.Parameters.Length < found.Parameters.Length))
            {
                found = other;
            }
        }

        return found;
    }

    private static bool Fits(IMethodSymbol other, IMethodSymbol method, int ordinal)
    {
        for (var i = 0; i < other.Parameters.Length; i++)
        {
            var fits = i == ordinal
                ? other.Parameters[i].Type is INamedTypeSymbol { Name: "ReadOnlySpan", TypeArguments: [{ SpecialType: SpecialType.System_Char }] }
                : i >= method.Parameters.Length ? other.Parameters[i].IsOptional : other.Parameters[i].RefKind == method.Parameters[i].RefKind && SymbolEqualityComparer.Default.Equals(other.OriginalDefinition.Parameters[i].Type, method.OriginalDefinition.Parameters[i].Type) ||
                    other.Parameters[i].Type is ITypeParameterSymbol && method.OriginalDefinition.Parameters[i].Type is ITypeParameterSymbol;
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    // text.Substring(3).Trim(): one string in place of two.
    private static TemporaryText? OfChain(List<IOperation> cuts, IOperation use, bool isCertain, Facts facts)
    {
        if (cuts.Count < 2 || !isCertain || KindOf(cuts[0], facts) == "trim" || use is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation })
        {
            return null;
        }

        var last = cuts[cuts.Count - 1];
        var plan = Plan(cuts);
        plan?.Replace(new TextSpan(last.Syntax.Span.End, 0), ".ToString()");
        return new TemporaryText("a string", "cut it further", "cut 'AsSpan' and take its text once", false, plan?.ToProperties(TemporaryString.SpanShape), IsMinor: true);
    }

    // A span does not outlive an await.
    private static bool HasAwait(IOperation use)
    {
        foreach (var part in use.Descendants())
        {
            if (part is IAwaitOperation || part.Kind == OperationKind.YieldReturn)
            {
                return true;
            }
        }

        return false;
    }

    // The cuts, made on the span.
    private static PlannedEdits? Plan(List<IOperation> cuts)
    {
        var last = cuts[cuts.Count - 1];
        if (Comments.In(last.Syntax))
        {
            return null;
        }

        var plan = new PlannedEdits();
        for (var i = 0; i < cuts.Count; i++)
        {
            switch (cuts[i])
            {
                case IImplicitIndexerReferenceOperation { Syntax: ElementAccessExpressionSyntax element, Instance: { } text }:
                    if (i == 0)
                    {
                        if (!Spans.IsNotNull(text))
                        {
                            return null;
                        }

                        plan.Replace(new TextSpan(element.Expression.Span.End, 0), ".AsSpan()");
                    }

                    break;
                case IInvocationOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression, Name: { } name } access } invocation, Instance: { } text } call:
                    if (call.TargetMethod.Name == "ToString")
                    {
                        plan.Replace(TextSpan.FromBounds(access.Expression.Span.End, invocation.Span.End), "");
                    }
                    else if (call.TargetMethod.Name == "Substring")
                    {
                        plan.Replace(name.Span, i == 0 ? "AsSpan" : "Slice");
                    }
                    else if (i == 0)
                    {
                        if (!Spans.IsNotNull(text))
                        {
                            return null;
                        }

                        plan.Replace(name.Span, "AsSpan()." + name);
                    }

                    break;
                default:
                    return null;
            }
        }

        return Spans.Importing(plan, last);
    }
}
