using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <content><c>xs.Count(x =&gt; x.IsPaid) &gt; 1</c>: the second one answers.</content>
internal sealed partial class MissingEarlyExit
{
    /// <summary>Fix shapes: <c>Skip(n).Any()</c>, its opposite, and <c>Take(n + 1).Count()</c>.</summary>
    public const string AnyShape = "any", NoneShape = "none", TakeShape = "take";

    /// <summary>How many elements are left out or taken.</summary>
    public const string NumberKey = "number";

    private const int MostCounted = 64;

    private static void AnalyzeCount(Site site)
    {
        var comparison = (IBinaryOperation)site.Operation;
        if (Counted(comparison.LeftOperand, comparison.RightOperand, comparison.OperatorKind) is not { } found)
        {
            return;
        }

        var (call, shape, number) = found;
        if (Sequences.Source(call) is not { } source || !IsGoneThrough(call, source) || !Stops(site, call, source, out var root) || Operations.IsInExpressionTree(call) ||
            Sequences.IsFew(source, site.Facts, site.Cancellation) || site.Facts.Queries.IsQueryable(root.Type) || IsSearch(site, call) || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, site.Facts))
        {
            return;
        }

        var filter = call.Arguments.Length == 2 ? "Where(…)." : "";
        var count = number.ToString(CultureInfo.InvariantCulture);
        var way = shape switch
        {
            AnyShape => $"ask '{filter}Skip({count}).Any()'",
            NoneShape => $"ask '!{filter}Skip({count}).Any()'",
            _ => $"count no more than '{filter}Take({count})'",
        };
        var isWritten = comparison.Syntax is BinaryExpressionSyntax && call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } && IsPlain(Operations.Unconverted(root).Type);
        site.Report(Rule, Locations.OfCall(call), null, isWritten ? FixProperties.Of(shape).Add(NumberKey, count) : null, "'Count' goes on after the comparison is answered", way);
    }

    // The count, what is asked of it, and how many elements may be left out or are counted at most.
    private static (IInvocationOperation Call, string Shape, int Number)? Counted(IOperation left, IOperation right, BinaryOperatorKind kind)
    {
        if (right is IInvocationOperation)
        {
            (left, right, kind) = (right, left, kind switch
            {
                BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
                BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
                BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
                BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
                _ => kind,
            });
        }

        if (left is not IInvocationOperation { TargetMethod.Name: "Count" } call || !Sequences.IsOperator(call.TargetMethod) || right.ConstantValue is not { HasValue: true, Value: int number } || number is < 1 or > MostCounted)
        {
            return null;
        }

        // Whether there is one at all is asked by 'Any', which the compiler's own analyzers say.
        return kind switch
        {
            BinaryOperatorKind.GreaterThan => (call, AnyShape, number),
            BinaryOperatorKind.GreaterThanOrEqual when number > 1 => (call, AnyShape, number - 1),
            BinaryOperatorKind.LessThanOrEqual => (call, NoneShape, number),
            BinaryOperatorKind.LessThan when number > 1 => (call, NoneShape, number - 1),
            BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals => (call, TakeShape, number + 1),
            _ => null,
        };
    }

    // Without a condition a collection knows its count, and so do operators that keep it.
    private static bool IsGoneThrough(IInvocationOperation call, IOperation source) => call.Arguments.Length == 2 ||
        source is IInvocationOperation { TargetMethod: { Name: "Where" or "OfType" or "SelectMany" or "Distinct" or "DistinctBy" or "TakeWhile" or "SkipWhile" or "Except" or "Intersect" or "Union" } method } && Sequences.IsOperator(method);

    // Asking fewer elements makes no difference.
    private static bool Stops(Site site, IInvocationOperation call, IOperation source, out IOperation root)
    {
        var plain = new PlainFunctions(site.Facts, site.Cancellation);
        root = source;
        for (IInvocationOperation? step = call; step is not null; step = root as IInvocationOperation)
        {
            if (!Sequences.IsOperator(step.TargetMethod))
            {
                break;
            }

            if (Sequences.IsSort(step.TargetMethod) || Sequences.Source(step) is not { } next)
            {
                return false;
            }

            for (var i = 1; i < step.Arguments.Length; i++)
            {
                if (KeyEquality.Lambda(step.Arguments[i].Value) is { } lambda ? KeyEquality.Body(lambda) is not { } body || !plain.IsValue(body) : step.Arguments[i].Value.Type?.TypeKind == TypeKind.Delegate)
                {
                    return false;
                }
            }

            root = next;
        }

        return true;
    }

    // Per element of a loop it is a search by key, of which that is said.
    private static bool IsSearch(Site site, IInvocationOperation call) => call.Arguments.Length == 2 && site.Facts.Loops.Around(call) is not null && KeyEquality.Of(call.Arguments[1].Value) is not null;
}
