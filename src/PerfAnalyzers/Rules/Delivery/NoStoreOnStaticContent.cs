using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Delivery;

/// <summary>An action that always sends the same file forbids clients to keep it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class NoStoreOnStaticContent() : PerfRule(Rule)
{
    /// <summary>Fix shape: clients keep the file and ask whether it has changed.</summary>
    public const string AskShape = "ask";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF7006", Categories.Delivery, DiagnosticSeverity.Info,
        title: "A file that is always the same may not be kept by clients",
        message: "'no-store' makes each client fetch the whole file on every visit; 'no-cache' lets it ask whether the file has changed, which costs 304",
        description: "A response that may not be stored is sent whole each time. One that must be revalidated is kept, and the answer is 304 without a body as long as the file has not changed: clients are just as up to date.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Mvc.PhysicalFileResult") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("PhysicalFile" or "File") || call.TargetMethod.ContainingType.Name != "ControllerBase" || call.Arguments.IsEmpty || call.Arguments[0].Parameter?.Type.SpecialType != SpecialType.System_String ||
            site.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || Operations.Function(call).Parent is not null || !IsSameFile(call.Arguments[0].Value) ||
            method.Parameters.Length > 0 || !IsOnlyAnswer(call))
        {
            return;
        }

        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "ResponseCacheAttribute" } && attribute.ApplicationSyntaxReference?.GetSyntax(site.Cancellation) is AttributeSyntax { ArgumentList: { } arguments })
            {
                OnAttribute(site, call, arguments);
                return;
            }
        }

        OnHeader(site, call);
    }

    // Response.Headers.CacheControl = "no-store";
    private static void OnHeader(Site site, IInvocationOperation call)
    {
        foreach (var operation in Operations.Root(call).Descendants())
        {
            if (operation is ILiteralOperation { ConstantValue: { HasValue: true, Value: "no-store" }, Syntax: LiteralExpressionSyntax literal } &&
                Operations.Consumer(operation) is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { } header } target } && (header.Name == "CacheControl" || header.IsIndexer && Names(target, "Cache-Control")))
            {
                site.Report(Rule, Locations.OfCall(call), [literal.GetLocation()], new PlannedEdits().Replace(literal.Span, "\"no-cache\"").ToProperties(AskShape));
                return;
            }
        }
    }

    private static bool Names(IPropertyReferenceOperation indexer, string header)
    {
        foreach (var argument in indexer.Arguments)
        {
            if (argument.Value.ConstantValue is { HasValue: true, Value: string text } && text.Equals(header, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void OnAttribute(Site site, IInvocationOperation call, AttributeArgumentListSyntax arguments)
    {
        AttributeArgumentSyntax? noStore = null;
        var isPlain = true;
        foreach (var argument in arguments.Arguments)
        {
            switch (argument.NameEquals?.Name.Identifier.ValueText)
            {
                case "NoStore" when argument.Expression.ToString() == "true":
                    noStore = argument;
                    break;
                case "Location" when argument.Expression.ToString().EndsWith(".None", StringComparison.Ordinal):
                case "Duration" when argument.Expression.ToString() == "0":
                    break;
                default:
                    isPlain = false;
                    break;
            }
        }

        if (noStore is null)
        {
            return;
        }

        PlannedEdits? edits = null;
        if (isPlain && arguments.SyntaxTree == call.Syntax.SyntaxTree && !Comments.In(arguments))
        {
            // No duration and no place to keep it: "no-cache, max-age=0".
            var written = arguments.Parent is AttributeSyntax { Name: QualifiedNameSyntax { Left: var left } } ? left + "." : "";
            edits = new PlannedEdits().Replace(arguments.Span, $"(Duration = 0, Location = {written}ResponseCacheLocation.None)");
        }

        // Findings stand where the operation is; the attribute is beside it.
        site.Report(Rule, Locations.OfCall(call), [noStore.GetLocation()], edits?.ToProperties(AskShape));
    }

    // A constant, or a constant below the content or web root.
    private static bool IsSameFile(IOperation path)
    {
        path = Operations.Unconverted(path);
        if (path.ConstantValue.HasValue)
        {
            return true;
        }

        switch (path)
        {
            case IPropertyReferenceOperation { Property.Name: "WebRootPath" or "ContentRootPath" or "BaseDirectory" }:
                return true;
            case IInvocationOperation { TargetMethod: { Name: "Combine" or "Join" or "GetFullPath", ContainingType.Name: "Path" } } join:
                foreach (var argument in join.Arguments)
                {
                    foreach (var part in argument.Value is IArrayCreationOperation { Initializer.ElementValues: var values } ? values : [argument.Value])
                    {
                        if (!IsSameFile(part))
                        {
                            return false;
                        }
                    }
                }

                return true;
            case IInvocationOperation { TargetMethod.Name: "GetCurrentDirectory" }:
                return true;
            default:
                return false;
        }
    }

    private static bool IsOnlyAnswer(IInvocationOperation call)
    {
        var answers = 0;
        foreach (var operation in Operations.Root(call).Descendants())
        {
            answers += operation is IReturnOperation { ReturnedValue: not null } ? 1 : 0;
            if (operation is IPropertyReferenceOperation { Property.Name: "User" or "Session" or "Request" or "Cookies" })
            {
                return false;
            }
        }

        return answers == 1;
    }
}
