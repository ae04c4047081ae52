using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Delivery;

/// <summary>Services are registered whose middleware nobody adds: the framework says nothing, and nothing happens.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class InertRegistration() : PerfRule(Rule)
{
    /// <summary>Fix shape: the middleware is added where it belongs.</summary>
    public const string UseShape = "use";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF7001", Categories.Delivery, DiagnosticSeverity.Warning,
        title: "Services are registered whose middleware is never added",
        message: "'{0}' has no effect: nothing calls '{1}', so {2}",
        description: "Compression, caching, limits and logging of requests consist of services and of middleware. Without the middleware the services are never asked, endpoints that ask for them included, and no error says so.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Builder.IApplicationBuilder") is not null && context.Facts.Composition.IsApplication)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        var (use, effect, stage) = call.TargetMethod.Name switch
        {
            "AddResponseCompression" => ("UseResponseCompression", "no response is compressed", PipelineStage.Front),
            "AddOutputCache" => ("UseOutputCache", "every request runs its handler", PipelineStage.Endpoint),
            "AddResponseCaching" => ("UseResponseCaching", "no response is answered from the cache", PipelineStage.Endpoint),
            "AddRateLimiter" => ("UseRateLimiter", "no request is limited", PipelineStage.Endpoint),
            "AddRequestTimeouts" => ("UseRequestTimeouts", "no request times out", PipelineStage.Endpoint),
            "AddRequestDecompression" => ("UseRequestDecompression", "no request body is unpacked", PipelineStage.Front),
            "AddHttpLogging" => ("UseHttpLogging", "no request is logged", PipelineStage.Front),
            "AddW3CLogging" => ("UseW3CLogging", "no request is logged", PipelineStage.Front),
            _ => ("", "", PipelineStage.Front),
        };
        if (use.Length == 0 || !IsRegistration(call) || CompositionConditions.Of(call) == CompositionCondition.Development ||
            !site.Facts.Composition.Lacks(CompositionPart.Pipeline, call.Syntax.SyntaxTree, use) || site.Facts.Composition.Mentions(use.Substring(3) + "Middleware"))
        {
            return;
        }

        var edits = new PlannedEdits();
        var isPlanned = PipelineHome.In(call.Syntax.SyntaxTree, site.Facts, site.Cancellation)?.Insert(edits, use, "", stage) == true;
        site.Report(Rule, Locations.OfCall(call), null, isPlanned ? edits.ToProperties(UseShape) : null, call.TargetMethod.Name, use, effect);
    }

    private static bool IsRegistration(IInvocationOperation call) =>
        call.TargetMethod.IsExtensionMethod && call.TargetMethod.ContainingAssembly.Name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) &&
        Operations.Receiver(call) is { } receiver && (CompositionTypes.PartOf(Operations.Unconverted(receiver).Type) & CompositionPart.Services) != 0;
}
