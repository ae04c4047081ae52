using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

internal sealed partial class LinearSearchInLoop
{
    /// <summary>
    /// What a fix builds. A shape is one of these, an <c>@</c> and the number of statements from the search to the one before which it
    /// is built, or <see cref="FieldPlace"/>.
    /// </summary>
    public const string SetShape = "set", SeenShape = "seen", LookupShape = "lookup";

    /// <summary>Beside the field that is searched.</summary>
    public const string FieldPlace = "field";

    /// <summary>Whether a fix keeps what the code does, and how: null when it might not.</summary>
    private static class Index
    {
        public static string? ShapeOf(RepeatedSearch repeated, Site site)
        {
            var search = repeated.Search;
            if (search.Operation.Syntax is not (InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } or MemberAccessExpressionSyntax) || Comments.In(search.Operation.Syntax) ||
                search.Operation.SemanticModel is not { } model || !ReferenceEquals(search.Collection, search.Root) || search.Compared is not { } compared ||
                search.Root.Type is not { IsRefLikeType: false } || search.Root.Syntax is not ExpressionSyntax)
            {
                return null;
            }

            var shape = search.Kind == SearchKind.Value ? OfValue(search, compared, repeated) : OfPredicate(search, compared);
            if (shape is null || !Has(model, search, shape == LookupShape ? "ToLookup" : "ToHashSet"))
            {
                return null;
            }

            if (shape != SeenShape && search.Root is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field && (shape == SetShape || FrozenFields.IsSetOnce(search.Equality!.Key)) &&
                new FrozenFields(site.Facts, site.Cancellation).Is(field.Field, search.Operation.Syntax.SyntaxTree))
            {
                return shape + "@" + FieldPlace;
            }

            var place = IndexPlaces.Of(repeated, site.Facts, site.Cancellation, shape == SeenShape ? Operations.SymbolOf(search.Root) : null);
            if (place is not { } found || shape == LookupShape && !IndexKeys.KeysStay(search.Equality!, found.Region, site.Facts, site.Cancellation))
            {
                return null;
            }

            return shape + "@" + IndexPlaces.DepthOf(search.Operation.Syntax, found.Place).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        private static string? OfValue(LinearSearch search, ITypeSymbol element, RepeatedSearch repeated)
        {
            if (!IndexKeys.IsKey(element) || search.Operation is IInvocationOperation { TargetMethod: { IsGenericMethod: true, TypeArguments: [var argued, ..] } } && !SymbolEqualityComparer.Default.Equals(argued, element) ||
                search.Comparer is { } comparer && Operations.Unconverted(comparer) is not IPropertyReferenceOperation { Property: { IsStatic: true, ContainingType.Name: "StringComparer" } })
            {
                return null;
            }

            if (IsAddedIfMissing(search, repeated.Loop))
            {
                return repeated.Growth == SearchGrowth.WithLoop ? SeenShape : null;
            }

            return search.Name switch
            {
                "Contains" => SetShape,
                "IndexOf" when search.Operation is IInvocationOperation { Arguments.Length: 1 or 2 } call && (call.Instance is null) == (call.Arguments.Length == 2) && IsPresence(call) => SetShape,
                _ => null,
            };
        }

        private static string? OfPredicate(LinearSearch search, ITypeSymbol key)
        {
            var equality = search.Equality!;
            if (!IndexKeys.IsKey(key) || search.Operation is not IInvocationOperation call || call.Arguments.Length != (call.Instance is null ? 2 : 1) || !IndexKeys.IsSameType(key, Operations.Unconverted(equality.Needle).Type) ||
                !IndexKeys.IsPath(Operations.Unconverted(equality.Key)) || !IndexKeys.IsReadOnlyNeedle(equality.Needle) || !CanDrop(equality) || IndexKeys.IsThrowing(equality))
            {
                return null;
            }

            var comparison = KeyComparisons.Of(equality);
            if (comparison is not (KeyComparison.Default or KeyComparison.IgnoreCase))
            {
                return null;
            }

            return search.Name switch
            {
                "Any" or "Exists" when equality is { IsElement: true, IsWhole: true } => SetShape,
                "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" or "Count" or "LongCount" or "Any" or "Where" => LookupShape,
                "Find" or "FindLast" or "FindAll" or "Exists" => LookupShape,
                _ => null,
            };
        }

        // list.IndexOf(x) >= 0, < 0, == -1, != -1
        private static bool IsPresence(IOperation call) =>
            call.Parent is IBinaryOperation { OperatorKind: var kind } comparison && ReferenceEquals(comparison.LeftOperand, call) && (kind, comparison.RightOperand.ConstantValue) switch
            {
                (BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan, { HasValue: true, Value: 0 }) => true,
                (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan, { HasValue: true, Value: -1 }) => true,
                _ => false,
            };

        /// <summary><c>if (!list.Contains(x)) { list.Add(x); … }</c>: the list is a local that only this statement adds to.</summary>
        private static bool IsAddedIfMissing(LinearSearch search, Repetition loop)
        {
            if (search.Name != "Contains" || search.HasComparer || search.Operation is not IInvocationOperation { Parent: IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Parent: IConditionalOperation { Syntax: IfStatementSyntax } check } } call ||
                search.Root is not ILocalReferenceOperation { Local: var list } || search.Needle is not { } needle || Operations.Unconverted(needle) is not (ILocalReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation { Instance: ILocalReferenceOperation or IParameterReferenceOperation }))
            {
                return false;
            }

            var first = check.WhenTrue is IBlockOperation { Operations: [var statement, ..] } ? statement : check.WhenTrue;
            if (first is not IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "Add", Instance: ILocalReferenceOperation added, Arguments: [var given] } add } ||
                !SymbolEqualityComparer.Default.Equals(added.Local, list) || !given.Value.Syntax.IsEquivalentTo(needle.Syntax, topLevel: false))
            {
                return false;
            }

            foreach (var operation in loop.Region.Descendants())
            {
                if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, list) && !ReferenceEquals(reference, added) && !Operations.IsWithin(reference, call) &&
                    !(reference.Parent is IPropertyReferenceOperation { Property.Name: "Count" }))
                {
                    return false;
                }
            }

            return add.Type?.SpecialType == SpecialType.System_Void;
        }

        // The clause can be taken out of a chain of && written in a lambda with a parameter and no block.
        private static bool CanDrop(KeyEquality equality)
        {
            for (IOperation child = equality.Comparison, parent = child.Parent!; ; child = parent, parent = parent.Parent!)
            {
                switch (parent)
                {
                    case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd, OperatorMethod: null } both when both.LeftOperand.Syntax is not ParenthesizedExpressionSyntax && both.RightOperand.Syntax is not ParenthesizedExpressionSyntax:
                        break;
                    case IReturnOperation { Syntax: var returned, Parent: IBlockOperation { Parent: IAnonymousFunctionOperation } } when ReferenceEquals(returned, child.Syntax):
                        return true;
                    default:
                        return false;
                }
            }
        }

        private static bool Has(SemanticModel model, LinearSearch search, string method) =>
            !model.LookupSymbols(search.Operation.Syntax.SpanStart, search.Root.Type, method, includeReducedExtensionMethods: true).IsEmpty;
    }
}
