using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Monitoring;

/// <summary>A tag of a metric takes as many values as there are requests or users: each starts a time series.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class HighCardinalityTag() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF8002", Categories.Monitoring, DiagnosticSeverity.Warning,
        title: "A tag of a metric takes any number of values",
        message: "Tag '{0}' takes {1}, and each value starts a time series that stays in memory here and in the backend; tag with what has few values (route, status, kind), and put this into a log or a span",
        description: "For each combination of tag values an instrument has a time series of its own, kept by the exporter as long as the process lives and by the backend longer. A thousand are fine, one for each request is not; exporters drop what exceeds their limit.");

    // Names that only values of that kind have, without dots and case.
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        "userid", "enduserid", "sessionid", "requestid", "traceid", "spanid", "orderid", "customerid", "correlationid", "email", "useremail", "urlfull", "urlpath", "clientaddress", "connectionid", "transactionid",
    };

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Diagnostics.Metrics.Meter") is null)
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnPair(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
    }

    // new TagList { { "id", id } }, tags.Add("id", id)
    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call is { TargetMethod: { Name: "Add", ContainingType: { Name: "TagList", ContainingNamespace.Name: "Diagnostics" } }, Arguments: [var key, var value], Instance: { } list } && IsMeasured(list, call))
        {
            OnTag(site, key.Value, value.Value);
        }
    }

    // counter.Add(1, new KeyValuePair<string, object?>("id", id))
    private static void OnPair(Site site, IObjectCreationOperation creation)
    {
        if (creation is { Type: { Name: "KeyValuePair", ContainingNamespace.Name: "Generic" }, Arguments: [var key, var value] } && key.Value.Type?.SpecialType == SpecialType.System_String && IsMeasured(creation))
        {
            OnTag(site, key.Value, value.Value);
        }
    }

    private static bool IsMeasured(IOperation pair)
    {
        for (var parent = pair.Parent; parent is not null and not IBlockOperation; parent = parent.Parent)
        {
            switch (parent)
            {
                case IInvocationOperation call:
                    return IsMeasurement(call) || call is { TargetMethod: { Name: "Add", ContainingType.Name: "TagList" }, Instance: { } list } && IsMeasured(list, call);
                case IObjectCreationOperation { Type: { Name: "Measurement", ContainingNamespace.Name: "Metrics" } }:
                    return true;
                case IObjectCreationOperation { Type.Name: "TagList" } tags:
                    return IsMeasuredValue(tags);
                case IObjectCreationOperation or IAnonymousFunctionOperation:
                    return false;
            }
        }

        return false;
    }

    private static bool IsMeasurement(IInvocationOperation call) =>
        call.TargetMethod.Name is "Add" or "Record" && call.TargetMethod.ContainingType is { Name: "Counter" or "UpDownCounter" or "Histogram" or "Gauge", ContainingNamespace: { Name: "Metrics", ContainingNamespace.Name: "Diagnostics" } };

    // A local list, or one that is made in place: does an instrument take it?
    private static bool IsMeasured(IOperation list, IOperation use)
    {
        switch (Operations.Unconverted(list))
        {
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }:
                for (var parent = use.Parent; parent is not null; parent = parent.Parent)
                {
                    if (parent is IObjectCreationOperation made)
                    {
                        return IsMeasuredValue(made);
                    }
                }

                return false;
            case ILocalReferenceOperation local:
                return IsMeasuredLocal(local.Local, use);
            default:
                return false;
        }
    }

    private static bool IsMeasuredValue(IOperation list) => Operations.Consumer(list) switch
    {
        IArgumentOperation { Parent: IInvocationOperation call } => IsMeasurement(call),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsMeasuredLocal(declarator.Symbol, list),
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => IsMeasuredLocal(local.Local, list),
        _ => false,
    };

    private static bool IsMeasuredLocal(ILocalSymbol list, IOperation use)
    {
        foreach (var part in Operations.Root(use).Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, list) && Operations.Consumer(reference) is IArgumentOperation { Parent: IInvocationOperation call } && IsMeasurement(call))
            {
                return true;
            }
        }

        return false;
    }

    private static void OnTag(Site site, IOperation key, IOperation value)
    {
        if (Operations.IsInExpressionTree(value) || Many(value, site.Facts, 0) is not { } many && (many = NamedMany(key, value)) is null)
        {
            return;
        }

        site.Report(Rule, Locations.OfExpression(value.Syntax), null, null, key.ConstantValue.Value as string ?? Locations.ShortText(key.Syntax) ?? "?", many);
    }

    private static string? Many(IOperation value, Facts facts, int depth)
    {
        value = Operations.Unconverted(value);
        if (value.ConstantValue.HasValue || depth > 4)
        {
            return null;
        }

        switch (value)
        {
            case IInterpolatedStringOperation text:
                foreach (var part in text.Parts)
                {
                    if (part is IInterpolationOperation { FormatString: null } hole && Many(hole.Expression, facts, depth + 1) is { } held)
                    {
                        return held;
                    }
                }

                return null;
            case IConditionalAccessOperation access:
                return Many(access.WhenNotNull, facts, depth + 1);
            case ICoalesceOperation either:
                return Many(either.Value, facts, depth + 1);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Many(choice.WhenTrue, facts, depth + 1) ?? Many(otherwise, facts, depth + 1);
            case ILocalReferenceOperation local when depth < 3 && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } kept && Many(kept, facts, depth + 1) is { } found:
                return found;
            case IInvocationOperation { TargetMethod.Name: "ToString", Instance: { } instance } text when IsWhole(text, instance.Type):
                return Many(Operations.AccessedBy(instance) is { } accessed && instance is IConditionalAccessInstanceOperation ? accessed : instance, facts, depth + 1);
            case IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "PathString" or "QueryString" or "Nullable" }, Instance: { } inner }:
                return Many(inner, facts, depth + 1);
        }

        if (Operations.SymbolOf(value) is { } symbol && symbol is IPropertySymbol or IMethodSymbol && facts.Knowledge.Of(symbol)?.Value("many") is { } known)
        {
            return known;
        }

        return TypeOf(value.Type) switch
        {
            { Name: "Guid", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => "one value for each identifier",
            { SpecialType: SpecialType.System_DateTime } or { Name: "DateTimeOffset", ContainingNamespace.Name: "System" } => "one value for each moment",
            _ => null,
        };
    }

    // A format may leave little of it: ToString("yyyy").
    private static bool IsWhole(IInvocationOperation text, ITypeSymbol? type) => text.Arguments.IsEmpty || type is { Name: "Guid" };

    private static ITypeSymbol? TypeOf(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } ? inner : type;

    private static string? NamedMany(IOperation key, IOperation value)
    {
        value = Operations.Unconverted(value);
        if (value.ConstantValue.HasValue || key.ConstantValue is not { HasValue: true, Value: string name } || TypeOf(value.Type) is not { } type || type.TypeKind == TypeKind.Enum || type.SpecialType == SpecialType.System_Boolean)
        {
            return null;
        }

        return s_names.Contains(name.Replace(".", "").Replace("_", "").Replace("-", "").ToLowerInvariant()) ? "as many values as there are of it" : null;
    }
}
