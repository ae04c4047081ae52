using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>What the proxy says of the client is read after middleware that has asked for it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LateForwardedHeaders() : PerfRule(Rule)
{
    /// <summary>Fix shape: the statement moves.</summary>
    public const string MoveShape = "move";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6102", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "Forwarded headers are read after middleware that needs them",
        message: "'UseForwardedHeaders' comes after '{0}', which sees the proxy's {1} instead of the client's; move it before",
        description: "Behind a proxy or load balancer the scheme, host and address of the client arrive in headers. Middleware that runs before they are read redirects to HTTPS in circles, builds links to the wrong host and counts all clients as one.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Builder.ForwardedHeadersExtensions") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        var isDirect = call.TargetMethod.Name == "UseForwardedHeaders";
        if (!isDirect && !Pipelines.IsHelper(call.TargetMethod, site.Facts))
        {
            return;
        }

        var steps = new Pipelines(site.Facts).Around(call, site.Cancellation);
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Name == "UseForwardedHeaders" && steps[i].Condition != CompositionCondition.Development)
            {
                // A second reading is another proxy's.
                if (ReferenceEquals(steps[i].Entry, call))
                {
                    Check(site, steps, i);
                }

                return;
            }
        }
    }

    private static void Check(Site site, ImmutableArray<PipelineStep> steps, int index)
    {
        for (var i = 0; i < index; i++)
        {
            var value = steps[i].Name switch
            {
                "UseHttpsRedirection" or "UseHsts" => "scheme",
                "UseAuthentication" or "UseIdentityServer" => "scheme and host",
                "UseRateLimiter" or "UseIpRateLimiting" or "UseHttpLogging" or "UseW3CLogging" => "address",
                "UseHostFiltering" => "host",
                _ => null,
            };
            if (value is not null && steps[i].Condition != CompositionCondition.Development)
            {
                var properties = MiddlewareMoves.Before(steps, i, index)?.ToProperties(MoveShape);
                site.Report(Rule, Locations.OfCall(site.Operation), [Locations.OfCall(steps[i].Call)], properties, steps[i].Name, value);
                return;
            }
        }
    }
}
