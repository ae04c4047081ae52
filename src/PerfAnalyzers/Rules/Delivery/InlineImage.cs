using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Delivery;

/// <summary>An image is sent as text inside another response.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class InlineImage() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF7005", Categories.Delivery, DiagnosticSeverity.Info,
        title: "A stored image is sent as Base64 inside a response",
        message: "The image is a third larger as text, is held in memory as a string, and no client can keep it; send its address and serve the image itself",
        description: "Base64 takes four characters for three bytes. Inside a response an image is fetched again with each of them, however often the client has seen it; as a response of its own it is kept and answered with 304.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Http.HttpContext") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is not { Name: "ToBase64String", ContainingType: { Name: "Convert", ContainingNamespace.Name: "System" } } || Operations.Argument(call, 0) is not { } bytes || !IsImage(call) || !IsStored(bytes, 0) || !Serves(site, call))
        {
            return;
        }

        site.Report(Rule, Locations.OfCall(call), [Locations.OfCall(Operations.Unconverted(bytes))]);
    }

    // Per request, or per element of one.
    private static bool Serves(Site site, IInvocationOperation call) => !Operations.IsInExpressionTree(call) && site.Facts.Heat.Of(call, site.ContainingSymbol) >= HeatLevel.Hot;

    // "data:image/png;base64," + text, $"data:image/png;base64,{text}", or a member that is named after what it holds.
    private static bool IsImage(IInvocationOperation call)
    {
        for (IOperation value = call; value.Parent is { } parent; value = parent)
        {
            switch (parent)
            {
                case IBinaryOperation or IInterpolatedStringOperation:
                    if (HasPrefix(parent))
                    {
                        return true;
                    }

                    break;
                case IInterpolationOperation or IConversionOperation or IParenthesizedOperation:
                    break;
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, value):
                    break;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name } }:
                    return IsImageName(name);
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.Name: var name } }:
                    return IsImageName(name) && IsSent(call);
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool HasPrefix(IOperation text)
    {
        foreach (var part in text.Descendants())
        {
            if (part is ILiteralOperation { ConstantValue: { HasValue: true, Value: string literal } } && literal.Contains("data:image/"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsImageName(string name) => Ends(name, "Image") || Ends(name, "Photo") || Ends(name, "Avatar") || Ends(name, "Picture") || Ends(name, "Thumbnail") || Ends(name, "ImageBase64") || Ends(name, "ImageData") || Ends(name, "PhotoBase64");

    private static bool Ends(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    private static bool IsSent(IInvocationOperation call) => HasPrefix(Operations.Root(call));

    // Read from a file, or from what somebody has sent: made images (a QR code, a chart) have no address.
    private static bool IsStored(IOperation bytes, int depth)
    {
        bytes = Operations.Unconverted(bytes);
        switch (bytes)
        {
            case IAwaitOperation wait:
                return IsStored(wait.Operation, depth);
            case IInvocationOperation { TargetMethod: { Name: "ReadAllBytes" or "ReadAllBytesAsync", ContainingType: { Name: "File", ContainingNamespace.Name: "IO" } } }:
                return true;
            case IInvocationOperation { TargetMethod: { Name: "ToArray", ContainingType.Name: "MemoryStream" }, Instance: ILocalReferenceOperation memory }:
                return IsCopied(memory);
            case ILocalReferenceOperation local when depth < 3:
                return LocalValues.Around(local).Of(local.Local) is [{ Value: { } value }] && IsStored(value, depth + 1);
            default:
                return false;
        }
    }

    private static bool IsCopied(ILocalReferenceOperation memory)
    {
        foreach (var operation in Operations.Root(memory).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "CopyTo" or "CopyToAsync", ContainingType.Name: "IFormFile" or "FileStream" } } copy && Mentions(copy, memory.Local))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Mentions(IInvocationOperation copy, ILocalSymbol memory)
    {
        foreach (var argument in copy.Arguments)
        {
            if (Operations.Mentions(argument.Value, memory))
            {
                return true;
            }
        }

        return false;
    }
}
