using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <content>Which of the findings can be rewritten with the same result, and how.</content>
internal sealed partial class SortMisuse
{
    /// <summary>Fix shape: the condition of <c>First</c> becomes a <c>Where</c> before the sort.</summary>
    public const string ConditionShape = "condition";

    /// <summary>Fix shape: the <c>Where</c> behind the sort moves before it.</summary>
    public const string FilterShape = "filter";

    /// <summary>Fix shape: the sort goes.</summary>
    public const string DropShape = "drop";

    /// <summary>Fix shape: the first sort becomes the <c>ThenBy</c> of the second.</summary>
    public const string ThenByShape = "then";

    /// <summary>Fix shape: the copy between the sort and what takes an element goes.</summary>
    public const string CopyShape = "copy";

    /// <summary>Fix shape: an indexer on the copy becomes <c>ElementAt</c> on the sort.</summary>
    public const string ElementShape = "element";

    /// <summary>Fix shape: the sort moves before the loop.</summary>
    public const string HoistShape = "hoist";

    /// <summary>Fix shape: as <see cref="HoistShape"/>, for what may throw or is not needed on every pass.</summary>
    public const string HoistAlwaysShape = "hoist-always";

    /// <summary>Fix shape: the statement that sorts moves behind the loop.</summary>
    public const string BehindShape = "behind";

    private static ImmutableDictionary<string, string?>? FixOf(Site site, WastedSort found) =>
        IsChain(found.Sort, found.Top) && HasPlainKeys(site, found) && Shape(site, found) is { } shape ? FixProperties.Of(shape) : null;

    private static string? Shape(Site site, WastedSort found)
    {
        switch (found.Waste)
        {
            case SortWaste.One when found.User is IInvocationOperation { TargetMethod.Name: "First" or "FirstOrDefault" } first && ReferenceEquals(Sequences.Source(first), found.Top):
                return IsLink(first, found.Top) && IsPlain(site, first) && !HidesOperator(found.Sort, "Where") ? ConditionShape : null;
            case SortWaste.One:
                return OfCopy(site, found);
            case SortWaste.Filtered when found.User is IInvocationOperation filter:
                return IsLink(filter, found.Top) && IsPlain(site, filter) && !HidesOperator(found.Sort, "Where") && KeepsType(filter) ? FilterShape : null;
            case SortWaste.Unordered when found.User is IInvocationOperation question:
                return IsPlainBetween(site, question, found.Top) && IsSameInAnyOrder(question) && !HidesOperator(found.Sort, Sequences.Next(found.Top)!.TargetMethod.Name) ? DropShape : null;
            case SortWaste.Resorted when found.User is IInvocationOperation second && ReferenceEquals(Sequences.Source(second), found.Top):
                var last = second;
                while (Sequences.Next(last) is { TargetMethod.Name: "ThenBy" or "ThenByDescending" } then)
                {
                    last = then;
                }

                return !IsLink(second, found.Top) || !IsChain(second, last) || !HasPlainKeys(site, second, last) ? null
                    : IsSameKey(found) ? DropShape
                    : found.Sort.TargetMethod.Name is "OrderBy" or "OrderByDescending" ? ThenByShape : null;
            default:
                return null;
        }
    }

    // xs.OrderBy(k).ToList()[0], xs.OrderBy(k).ToList().First(), var sorted = xs.OrderBy(k).ToList(); sorted.First()
    private static string? OfCopy(Site site, WastedSort found)
    {
        if (Sequences.Next(found.Top) is not { } copy || !IsLink(copy, found.Top))
        {
            return null;
        }

        if (Sequences.User(copy) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            return found.User is IInvocationOperation { TargetMethod.Name: "First" or "FirstOrDefault" or "Last" or "LastOrDefault", TargetMethod.Parameters.Length: 1 } && IsUsedNext(declarator) ? CopyShape : null;
        }

        switch (found.User)
        {
            case IInvocationOperation { TargetMethod.Name: "First" or "FirstOrDefault" or "Last" or "LastOrDefault" } call:
                return IsLink(call, copy) && (call.TargetMethod.Parameters.Length == 1 || call.TargetMethod.Name.StartsWith("Last", StringComparison.Ordinal) && IsPlain(site, call)) ? CopyShape : null;
            case IPropertyReferenceOperation or IImplicitIndexerReferenceOperation:
                // An array throws something else.
                return copy.TargetMethod.Name == "ToList" && found.User.Syntax is ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ Expression: var index }] } &&
                    (!index.IsKind(SyntaxKind.IndexExpression) || TakesIndex(site)) && !Comments.In(found.User.Syntax, copy.Syntax)
                    ? ElementShape
                    : null;
            default:
                return null;
        }
    }

    private static bool TakesIndex(Site site)
    {
        foreach (var member in site.Facts.Type("System.Linq.Enumerable")!.GetMembers("ElementAt"))
        {
            if (member is IMethodSymbol { Parameters: [_, { Type.Name: "Index" }] })
            {
                return true;
            }
        }

        return false;
    }

    // The one use stands in the next statement: nothing in between can change what is sorted.
    private static bool IsUsedNext(IVariableDeclaratorOperation declarator)
    {
        IOperation? only = null;
        foreach (var part in Operations.Function(declarator).Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol))
            {
                if (only is not null)
                {
                    return false;
                }

                only = part;
            }
        }

        return declarator.Syntax is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type.IsVar: true, Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } statement } } &&
            only?.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { } use && use is LocalDeclarationStatementSyntax or ExpressionStatementSyntax or ReturnStatementSyntax &&
            only.Syntax.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is var lambda && (lambda is null || !use.Contains(lambda)) &&
            use.Parent == block && block.Statements.IndexOf(use) == block.Statements.IndexOf(statement) + 1;
    }

    // a.B(…).C(…) from one call to the other, in extension form, without comments that would get lost.
    private static bool IsChain(IInvocationOperation first, IInvocationOperation last)
    {
        for (var current = last; ; current = (IInvocationOperation)Sequences.Source(current)!)
        {
            if (!IsExtensionForm(current))
            {
                return false;
            }

            if (ReferenceEquals(current, first))
            {
                return true;
            }

            if (!IsLink(current, Sequences.Source(current)))
            {
                return false;
            }
        }
    }

    private static bool IsExtensionForm(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList: var arguments } && !Comments.In(call.Syntax, access.Expression) && !arguments.ContainsDirectives &&
        Operations.Argument(call, 0)?.Syntax is { } source && source.Span == access.Expression.Span;

    private static bool IsLink(IInvocationOperation call, IOperation? source) =>
        IsExtensionForm(call) && source is not null && ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)call.Syntax).Expression).Expression == source.Syntax;

    private static bool HasPlainKeys(Site site, WastedSort found) => HasPlainKeys(site, found.Sort, found.Top);

    private static bool HasPlainKeys(Site site, IInvocationOperation sort, IInvocationOperation top)
    {
        for (var current = top; ; current = (IInvocationOperation)Sequences.Source(current)!)
        {
            if (!IsPlain(site, current))
            {
                return false;
            }

            if (ReferenceEquals(current, sort))
            {
                return true;
            }
        }
    }

    // What an operator is given besides its source only looks.
    private static bool IsPlain(Site site, IInvocationOperation call)
    {
        var functions = new PlainFunctions(site.Facts, site.Cancellation);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal != 0 && !functions.Is(argument.Value) && !functions.IsValue(argument.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlainBetween(Site site, IInvocationOperation question, IInvocationOperation top)
    {
        for (IOperation? current = question; !ReferenceEquals(current, top); current = Sequences.Source((IInvocationOperation)current))
        {
            if (current is not IInvocationOperation call || !IsExtensionForm(call) || !IsPlain(site, call))
            {
                return false;
            }
        }

        return true;
    }

    // Of equal objects any may be the largest; collections may compare in their own way.
    private static bool IsSameInAnyOrder(IInvocationOperation question) => question.TargetMethod.Name switch
    {
        "Contains" => false,
        "Max" or "Min" => question.Type is { IsValueType: true } or { SpecialType: SpecialType.System_String },
        _ => true,
    };

    // A member of the source's own would be called instead of the operator.
    private static bool HidesOperator(IInvocationOperation sort, string name)
    {
        if (Sequences.Source(sort)?.Type is not { } source)
        {
            return true;
        }

        for (var type = source; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(name))
            {
                if (member is IMethodSymbol)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // IEnumerable becomes IOrderedEnumerable: of no interest where the sequence is used, or a local that is given no other.
    private static bool KeepsType(IInvocationOperation filter) => filter.Parent switch
    {
        IConversionOperation or IArgumentOperation => true,
        IForEachLoopOperation => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation local } => LocalValues.Around(local).Of(local.Symbol).Count == 1 && !IsReferenced(local),
        _ => false,
    };

    private static bool IsReferenced(IVariableDeclaratorOperation local)
    {
        foreach (var part in Operations.Root(local).Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local.Symbol) && Sequences.Next(reference) is null && Operations.Consumer(reference) is not IForEachLoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSameKey(WastedSort found) =>
        found.User is IInvocationOperation second && second.TargetMethod.Name == found.Sort.TargetMethod.Name && ReferenceEquals(found.Sort, found.Top) &&
        second.Arguments.Length == found.Sort.Arguments.Length && (second.Arguments.Length < 2 || SameCode.Is(second.Arguments[1].Value, found.Sort.Arguments[1].Value)) &&
        (second.Arguments.Length < 3 || SameCode.Is(second.Arguments[2].Value, found.Sort.Arguments[2].Value)) &&
        Sequences.Next(second) is not { TargetMethod.Name: "ThenBy" or "ThenByDescending" };
}
