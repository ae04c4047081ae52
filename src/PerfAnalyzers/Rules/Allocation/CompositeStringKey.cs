using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Strings are put together only to be keys, where the values they are made of could be.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CompositeStringKey() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4203", Categories.Allocation, DiagnosticSeverity.Info,
        title: "A string is put together only to be compared",
        message: "{0} a string that is put together each time from {1} values; {2}",
        description: "A tuple of the values is a key, too: it allocates nothing, compares the values themselves, and does not take ('a', 'bc') for ('ab', 'c').");

    /// <summary>Fix shapes: strings and tuples are equal in the same cases; only if no text is null or holds the separator.</summary>
    public const string TupleShape = "tuple", TupleAnywayShape = "tuple-anyway";

    protected override void Start(RuleContext context)
    {
        context.On(static site => OnCreation(site, site.Operation), OperationKind.ObjectCreation, OperationKind.CollectionExpression);
        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnComparison(site, (IBinaryOperation)site.Operation), OperationKind.Binary);
    }

    // var seen = new HashSet<string>();
    private static void OnCreation(Site site, IOperation creation)
    {
        if (creation.Type is not INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_String }, ..] } type || !KeyedUses.IsKeyed(type) || creation is IObjectCreationOperation and not { Arguments.IsEmpty: true, Initializer: null } ||
            creation is ICollectionExpressionOperation { Elements.IsEmpty: false } || KeyedUses.Of(creation, site.Facts, site.Cancellation) is not { } uses || !IsAsked(site, uses))
        {
            return;
        }

        Location[] related = [.. uses.Keys.Select(static key => Locations.OfExpression(key.Text.Syntax))];
        var plan = uses.Plan();
        var isExact = uses.Keys.All(static key => key.IsExact);
        site.Report(
            Rule, Locations.OfCall(creation), related, plan?.ToProperties(isExact ? TupleShape : TupleAnywayShape),
            $"The key of '{uses.Name}' is", uses.Keys[0].Parts.Length, "use a tuple of them as key");
    }

    private static bool IsAsked(Site site, KeyedUses uses)
    {
        foreach (var (key, member) in uses.Places)
        {
            if (AllocationSites.HeatOf(key, member, site.Facts, site.Cancellation, out var repetition) is { } heat && (repetition is not null || heat >= HeatLevel.Hot))
            {
                return true;
            }
        }

        return false;
    }

    // orders.DistinctBy(o => $"{o.CustomerId}|{o.Total}")
    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call is not { TargetMethod: { Name: "DistinctBy" or "GroupBy", Parameters.Length: 2 } method } || !Sequences.IsOperator(method) || Operations.Argument(call, 1) is not { } selector ||
            Lambda(selector) is not { Body.Operations: [IReturnOperation { ReturnedValue: { } value }] } || CompositeString.Of(value) is not { } key || method.Name == "GroupBy" && !GroupUses.AreWithoutKey(call) ||
            Sequences.Source(call) is { } source && Sequences.IsFew(source, site.Facts, site.Cancellation) || AllocationSites.HeatOf(site, call, out _) is null)
        {
            return;
        }

        var plan = Comments.In(key.Text.Syntax) ? null : new PlannedEdits().Replace(key.Text.Syntax.Span, key.Tuple);
        site.Report(
            Rule, Locations.OfCall(call), null, plan?.ToProperties(key.IsExact ? TupleShape : TupleAnywayShape),
            $"The key of '{method.Name}' is", key.Parts.Length, "use a tuple of them as key");
    }

    private static IAnonymousFunctionOperation? Lambda(IOperation selector) => Operations.Unconverted(selector) switch
    {
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
        IAnonymousFunctionOperation lambda => lambda,
        _ => null,
    };

    // $"{a}|{b}" == $"{c}|{d}"
    private static void OnComparison(Site site, IBinaryOperation comparison)
    {
        if (comparison is not { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, LeftOperand.Type.SpecialType: SpecialType.System_String } || comparison.LeftOperand.ConstantValue.HasValue || comparison.RightOperand.ConstantValue.HasValue ||
            CompositeString.Of(comparison.LeftOperand) is not { } left || CompositeString.Of(comparison.RightOperand) is not { } right || !left.IsLike(right) || !HaveSameTexts(left.Text, right.Text) ||
            site.Facts.Heat.OfMember(site.ContainingSymbol) == HeatLevel.Contract || AllocationSites.HeatOf(site, comparison, out var repetition) is not { } heat || repetition is null && heat < HeatLevel.Hot)
        {
            return;
        }

        var plan = Comments.In(comparison.Syntax) ? null : new PlannedEdits().Replace(left.Text.Syntax.Span, left.Tuple).Replace(right.Text.Syntax.Span, right.Tuple);
        site.Report(
            Rule, Locations.OfExpression(comparison.Syntax), null, plan?.ToProperties(left.IsExact && right.IsExact ? TupleShape : TupleAnywayShape),
            "Compared is", left.Parts.Length, "compare the values, one by one or as tuples");
    }

    // What stands between the values is the same on both sides.
    private static bool HaveSameTexts(IOperation left, IOperation right) => Texts(left) == Texts(right);

    private static string Texts(IOperation text)
    {
        var all = "";
        foreach (var part in text.DescendantsAndSelf())
        {
            all += part is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string constant } } ? constant + "\u0001" : part is ILiteralOperation { Parent: IBinaryOperation or IConversionOperation, ConstantValue: { HasValue: true, Value: var literal } } ? literal + "\u0001" : "";
        }

        return all;
    }
}
