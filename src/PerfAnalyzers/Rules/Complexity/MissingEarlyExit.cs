using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A loop goes on although its answer is known: all it does is to set a variable to the same value again, or to count beyond what is asked.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class MissingEarlyExit() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5009", Categories.Complexity, DiagnosticSeverity.Info,
        title: "A loop goes on although its answer is known",
        message: "{0}, and nothing it does can change that; {1}",
        description: "Once a flag is set, or more are counted than was asked for, the rest of the loop changes nothing. Leaving with 'break', or asking 'Any', looks at as few elements as the answer needs.");

    /// <summary>Fix shape: <c>break</c> behind the assignment.</summary>
    public const string BreakShape = "break";

    protected override void Start(RuleContext context)
    {
        context.On(static site => Analyze(site), OperationKind.Loop);
        if (context.Facts.Type("System.Linq.Enumerable") is not null)
        {
            context.On(static site => AnalyzeCount(site), OperationKind.Binary);
        }
    }

    private static void Analyze(Site site)
    {
        if (site.Operation is not (IForEachLoopOperation { IsAsynchronous: false } or IForLoopOperation { Condition: not null }) || ((ILoopOperation)site.Operation) is not { Body: { } body } loop ||
            Operations.OnlyStatement(body) is not IConditionalOperation { WhenFalse: null } choice || Operations.OnlyStatement(choice.WhenTrue) is not IExpressionStatementOperation { Operation: var setting } || Target(setting) is not { } local ||
            Operations.IsDeclaredIn(local, loop.Syntax) || !IsVisited(site, loop) || !IsKnownAnswer(setting, local, loop) || !IsLook(site, choice.Condition, local) || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, site.Facts))
        {
            return;
        }

        var isCounted = setting is IIncrementOrDecrementOperation;
        var properties = IsPlainSource(loop) && setting.Syntax.Parent is ExpressionStatementSyntax { Parent: BlockSyntax or IfStatementSyntax } ? FixProperties.Of(BreakShape) : null;
        site.Report(
            Rule, Locations.OfExpression(setting.Syntax), [Locations.OfLoop(loop.Syntax)], properties, $"The loop goes on after '{Locations.ShortText(setting.Syntax) ?? local.Name}'",
            isCounted ? "only whether it is zero is asked: leave with 'break', or ask 'Any'" : "leave with 'break', or ask 'Any'");
    }

    private static ILocalSymbol? Target(IOperation setting) => setting switch
    {
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } } => local,
        IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } } => local,
        _ => null,
    };

    // Elements in memory, more than a few: what rows, streams and other sequences do besides handing out elements is not known.
    private static bool IsVisited(Site site, ILoopOperation loop)
    {
        if (site.Facts.Loops.TripCount(Repetition.OfLoop(loop), site.Cancellation) <= Heat.SmallTripCount)
        {
            return false;
        }

        if (loop is IForLoopOperation counted)
        {
            return counted.Before is [IVariableDeclarationGroupOperation] && counted.AtLoopBottom.Length == 1;
        }

        var source = Sequences.Bare(((IForEachLoopOperation)loop).Collection);
        return !site.Facts.Queries.IsQueryable(source.Type) && !Sequences.IsFew(source, site.Facts, site.Cancellation);
    }

    // A collection of the library's: to stop in the middle of it makes no difference.
    private static bool IsPlainSource(ILoopOperation loop)
    {
        if (loop is not IForEachLoopOperation each)
        {
            return true;
        }

        return IsPlain(Operations.Unconverted(each.Collection).Type);
    }

    private static bool IsPlain(ITypeSymbol? type) =>
        type is IArrayTypeSymbol or { SpecialType: SpecialType.System_String } || type?.ContainingNamespace is { } space && (space.Name is "Generic" or "Immutable" or "Frozen" or "ObjectModel" && type.TypeKind != TypeKind.Interface || type.Name is "Span" or "ReadOnlySpan") ||
            type is { Name: "IList" or "IReadOnlyList" or "ICollection" or "IReadOnlyCollection" or "IDictionary" or "IReadOnlyDictionary" or "ISet" or "IReadOnlySet" };

    // The same each time, or a count of which nothing but zero is asked.
    private static bool IsKnownAnswer(IOperation setting, ILocalSymbol local, ILoopOperation loop)
    {
        if (setting is ISimpleAssignmentOperation assignment)
        {
            return assignment.Value.ConstantValue.HasValue && !IsLoopRead(local, loop, setting);
        }

        if (IsLoopRead(local, loop, setting) || LocalValues.Around(loop).Of(local) is not [(IVariableDeclaratorOperation declarator, { ConstantValue: { HasValue: true, Value: 0 } }), _])
        {
            return false;
        }

        var isAsked = false;
        foreach (var part in Operations.Root(loop).Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !Operations.IsWithin(part, setting))
            {
                if (!IsZeroTest(reference))
                {
                    return false;
                }

                isAsked = true;
            }
        }

        // Declared for another round of a loop around both, it counts on.
        return isAsked && !IsRepeatedOutside(declarator, loop);
    }

    private static bool IsLoopRead(ILocalSymbol local, ILoopOperation loop, IOperation setting)
    {
        foreach (var part in loop.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !Operations.IsWithin(part, setting))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsZeroTest(ILocalReferenceOperation reference) => Operations.Consumer(reference) is IBinaryOperation comparison && ReferenceEquals(Operations.Unconverted(comparison.LeftOperand), reference) &&
        (comparison.OperatorKind, comparison.RightOperand.ConstantValue) is
            (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual, { HasValue: true, Value: 0 }) or
            (BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan, { HasValue: true, Value: 1 });

    private static bool IsRepeatedOutside(IOperation declarator, ILoopOperation loop)
    {
        for (var current = loop.Parent; current is not null; current = current.Parent)
        {
            if (current is ILoopOperation outer && !Operations.IsWithin(declarator, outer))
            {
                return true;
            }
        }

        return false;
    }

    // Asking fewer elements makes no difference.
    private static bool IsLook(Site site, IOperation condition, ILocalSymbol local)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                return false;
            }
        }

        return new PlainFunctions(site.Facts, site.Cancellation).IsValue(condition);
    }
}
