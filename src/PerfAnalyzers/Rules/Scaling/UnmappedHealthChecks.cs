using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>Health checks that no endpoint asks; and, where the user says that instances are balanced, none at all.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnmappedHealthChecks() : PerfRule(Rule)
{
    /// <summary>Fix shape: an endpoint is mapped.</summary>
    public const string MapShape = "map";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6103", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "Nothing can ask whether the application is healthy",
        message: "{0}",
        description: "A load balancer takes an instance out when its health endpoint says so. Health checks without an endpoint answer 404: to the balancer the instance is dead, or it is never asked.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Builder.IApplicationBuilder") is not null && context.Facts.Composition.IsApplication)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        switch (call.TargetMethod)
        {
            case { Name: "AddHealthChecks", IsExtensionMethod: true } method when method.ContainingNamespace is { Name: "DependencyInjection", ContainingNamespace.Name: "Extensions" } && !site.Facts.IsOwn(method):
                OnRegistration(site, call);
                break;
            case { Name: "Build", ContainingType.Name: "WebApplicationBuilder" }:
                OnBuild(site, call);
                break;
        }
    }

    private static void OnRegistration(Site site, IInvocationOperation call)
    {
        var tree = call.Syntax.SyntaxTree;
        if (CompositionConditions.Of(call) == CompositionCondition.Development || !HasPipeline(site.Facts.Composition) || IsAskedOtherwise(site.Facts.Composition) ||
            !site.Facts.Composition.Lacks(CompositionPart.Pipeline | CompositionPart.Endpoints, tree, "MapHealthChecks", "UseHealthChecks"))
        {
            return;
        }

        var edits = new PlannedEdits();
        var isPlanned = PipelineHome.In(tree, site.Facts, site.Cancellation)?.Insert(edits, "MapHealthChecks", "\"/healthz\"", PipelineStage.Mapping) == true;
        site.Report(Rule, Locations.OfCall(call), null, isPlanned ? edits.ToProperties(MapShape) : null, "No endpoint asks these health checks, so a load balancer gets 404; map them with 'MapHealthChecks'");
    }

    private static bool HasPipeline(Composition composition)
    {
        foreach (var call in composition.Calls)
        {
            if ((call.Part & CompositionPart.Pipeline) != 0)
            {
                return true;
            }
        }

        return false;
    }

    // By a publisher, over gRPC, for a dashboard, or by code of its own.
    private static bool IsAskedOtherwise(Composition composition)
    {
        foreach (var call in composition.Calls)
        {
            if (call.Part != CompositionPart.Services && call.Name.Contains("Health") || call.Part == CompositionPart.Services && call.Name is "AddGrpcHealthChecks" or "AddHealthChecksUI")
            {
                return true;
            }
        }

        return composition.Mentions("IHealthCheckPublisher") || composition.Mentions("HealthCheckService") || composition.Mentions("HealthCheckMiddleware");
    }

    private static void OnBuild(Site site, IInvocationOperation call)
    {
        var tree = call.Syntax.SyntaxTree;
        if (!site.Facts.Deployment.IsBehindProxy(tree) || IsAskedOtherwise(site.Facts.Composition) ||
            !site.Facts.Composition.Lacks(CompositionPart.Services | CompositionPart.Pipeline | CompositionPart.Endpoints, tree, "AddHealthChecks", "MapHealthChecks", "UseHealthChecks") || HasRoute(site.Facts.Composition))
        {
            return;
        }

        site.Report(Rule, Locations.OfCall(call), null, null, "No endpoint tells the load balancer whether this instance is healthy; register health checks and map them");
    }

    private static bool HasRoute(Composition composition)
    {
        foreach (var call in composition.Calls)
        {
            if (!call.Name.StartsWith("Map", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var part in call.Operation.ChildOperations)
            {
                if (Operations.Unconverted(part).ConstantValue is { HasValue: true, Value: string route } &&
                    (Holds(route, "health") || Holds(route, "live") || Holds(route, "ready") || Holds(route, "ping") || Holds(route, "status") || Holds(route, "alive")))
                {
                    return true;
                }
            }
        }

        return composition.Mentions("HealthController");
    }

    private static bool Holds(string route, string word) => route.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
