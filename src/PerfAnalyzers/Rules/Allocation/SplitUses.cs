using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Allocation;

/// <summary>Strings that are split although one part, or the number of parts, is all that is used.</summary>
internal static class SplitUses
{
    private const string Cut = "end", Instead = "cut";

    private enum Taken
    {
        First,
        Last,
        Other,
        Count,
    }

    /// <summary>What a call of <c>Split</c> is for, when it is for one part or for their number.</summary>
    public static TemporaryText? Of(IInvocationOperation call, Facts facts)
    {
        // A limit says how many parts there can be.
        if (call.Arguments.Length == 0 || HasLimit(call) || HasSeveralSeparators(call) || TakenOf(call, out var use) is not { } taken || IsParts(call))
        {
            return null;
        }

        var what = "an array of all parts";
        var plan = use is null ? null : Plan(call, use, taken, facts);
        return taken switch
        {
            Taken.First => new TemporaryText(what, "take the first", "cut it off at 'IndexOf'", true, plan?.ToProperties(TemporaryString.CutShape)),
            Taken.Last => new TemporaryText(what, "take the last", "cut it off at 'LastIndexOf'", true, plan?.ToProperties(TemporaryString.CutShape)),
            Taken.Count => new TemporaryText(what, "count them", "count the separators", true, plan?.ToProperties(TemporaryString.CountShape)),
            _ => new TemporaryText(what, "take one", facts.Type("System.MemoryExtensions+SpanSplitEnumerator`1") is null ? "cut it out between two 'IndexOf'" : "go to it with 'AsSpan().Split'", true, null),
        };
    }

    private static bool HasLimit(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { Name: "count" })
            {
                return true;
            }
        }

        return false;
    }

    // Where any of several texts ends a part there is no short form.
    private static bool HasSeveralSeparators(IInvocationOperation call) =>
        Operations.Argument(call, 0) is { } separators && Operations.Unconverted(separators) is IArrayCreationOperation { Initializer.ElementValues.Length: > 1 } or ICollectionExpressionOperation { Elements.Length: > 1 };

    // A part of a part: the outer call is the same fault, and its fix is in the way of this one's.
    private static bool IsParts(IInvocationOperation call) => call.Instance is { } text && Operations.Unconverted(text) is IArrayElementReferenceOperation { ArrayReference: IInvocationOperation { TargetMethod.Name: "Split" } };

    // The use is null where it goes through a local.
    private static Taken? TakenOf(IInvocationOperation call, out IOperation? use)
    {
        use = Operations.Consumer(call);
        if (use is IArgumentOperation { Parent: IInvocationOperation linq } && Sequences.IsOperator(linq.TargetMethod))
        {
            use = linq;
            return (linq.TargetMethod.Name, linq.Arguments.Length) switch
            {
                ("First" or "FirstOrDefault", 1) => Taken.First,
                ("Last" or "LastOrDefault", 1) => Taken.Last,
                ("Count", 1) => Taken.Count,
                _ => null,
            };
        }

        if (OneResult.Declared(call) is not { } local)
        {
            return OfUse(use);
        }

        use = null;
        IOperation? only = null;
        foreach (var part in Operations.Root(call).Descendants())
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

        return only is null ? null : OfUse(Operations.Consumer(only));
    }

    private static Taken? OfUse(IOperation? use) => use switch
    {
        IPropertyReferenceOperation { Property.Name: "Length" } => Taken.Count,
        IArrayElementReferenceOperation { Indices: [{ ConstantValue: { HasValue: true, Value: int index } }] } element when IsValue(element) => index == 0 ? Taken.First : Taken.Other,
        IArrayElementReferenceOperation { Indices: [IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand.ConstantValue: { HasValue: true, Value: int fromEnd } }] } element when IsValue(element) => fromEnd == 1 ? Taken.Last : Taken.Other,
        _ => null,
    };

    private static bool IsValue(IOperation element) => element.Parent is not (IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None }) && !(element.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, element));

    // Exactly one character separates, and nothing is left out.
    private static PlannedEdits? Plan(IInvocationOperation call, IOperation use, Taken taken, Facts facts)
    {
        if (call.Instance is not { } text || Operations.Unconverted(text) is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation }) ||
            call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: { } source } } || Separator(call) is not { } separator || use.Syntax is not ExpressionSyntax whole || Comments.In(whole) || use.Syntax.SpanStart != call.Syntax.SpanStart)
        {
            return null;
        }

        var code = SyntaxFactory.Literal(separator).Text;
        switch (taken)
        {
            case Taken.First when use.Syntax.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp9 } && facts.Type("System.Range") is not null:
                var name = FreeName(call.Syntax);
                return new PlannedEdits().Replace(whole.Span, $"{source}[..({source}.IndexOf({code}) is var {name} and >= 0 ? {name} : {source}.Length)]");
            case Taken.Last:
                return new PlannedEdits().Replace(whole.Span, $"{source}.Substring({source}.LastIndexOf({code}) + 1)");
            case Taken.Count when facts.Type("System.MemoryExtensions") is { } spans && !spans.GetMembers("Count").IsEmpty && Spans.IsNotNull(text):
                var count = $"{source}.AsSpan().Count({code}) + 1";
                var plan = new PlannedEdits().Replace(whole.Span, whole.Parent is ArgumentSyntax or EqualsValueClauseSyntax or ArrowExpressionClauseSyntax or ReturnStatementSyntax ? count : $"({count})");
                return Spans.Importing(plan, call);
            default:
                return null;
        }
    }

    private static char? Separator(IInvocationOperation call)
    {
        char? separator = null;
        foreach (var argument in call.Arguments)
        {
            var value = Operations.Unconverted(argument.Value);
            switch (argument.Parameter)
            {
                case { Name: "separator" }:
                    separator = value switch
                    {
                        { ConstantValue: { HasValue: true, Value: char one } } => one,
                        { ConstantValue: { HasValue: true, Value: string { Length: 1 } text } } => text[0],
                        IArrayCreationOperation { Initializer.ElementValues: [{ ConstantValue: { HasValue: true, Value: char one } }] } => one,
                        ICollectionExpressionOperation { Elements: [{ ConstantValue: { HasValue: true, Value: char one } }] } => one,
                        _ => null,
                    };
                    break;
                case { Name: "options" } when value.ConstantValue is { HasValue: true, Value: 0 }:
                    break;
                default:
                    return null;
            }
        }

        return separator;
    }

    // Several fixes of one member must not meet: whatever is cut before, or has been by a fix, has a number.
    private static string FreeName(SyntaxNode call)
    {
        var member = (SyntaxNode?)call.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? call.SyntaxTree.GetRoot();
        var before = 0;
        var cut = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in member.DescendantTokens())
        {
            if (token.SpanStart >= call.SpanStart)
            {
                break;
            }

            var isCut = token.Parent is SingleVariableDesignationSyntax { Parent: VarPatternSyntax } && token.ValueText.StartsWith(Cut, StringComparison.Ordinal) && cut.Add(token.ValueText);
            before += isCut || token.ValueText == "Split" ? 1 : 0;
        }

        var name = Cut;
        foreach (var token in member.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText.StartsWith(Cut, StringComparison.Ordinal) && !cut.Contains(token.ValueText))
            {
                name = Instead;
            }
        }

        return name + (before == 0 ? "" : (before + 1).ToString());
    }
}
