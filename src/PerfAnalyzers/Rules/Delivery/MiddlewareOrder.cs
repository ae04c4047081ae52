using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Delivery;

/// <summary>Middleware stands where it cannot do its work, or where requests pay for what they do not need.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MiddlewareOrder() : PerfRule(Rule)
{
    /// <summary>Fix shape: the statement moves.</summary>
    public const string MoveShape = "move";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF7002", Categories.Delivery, DiagnosticSeverity.Warning,
        title: "Middleware is added in an order in which it has no effect, or costs each request",
        message: "{0}",
        description: "Middleware runs in the order in which it is added. Files that are served behind authentication authenticate every request for a style sheet; compression behind what writes the response compresses nothing; caches, limits and time-outs before routing do not know the endpoint.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Builder.IApplicationBuilder") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        var isDirect = IsOrdered(call.TargetMethod.Name);
        if (!isDirect && !Pipelines.IsHelper(call.TargetMethod, site.Facts))
        {
            return;
        }

        var steps = new Pipelines(site.Facts).Around(call, site.Cancellation);
        for (var i = 0; i < steps.Length; i++)
        {
            if (ReferenceEquals(steps[i].Entry, call) && steps[i].Condition != CompositionCondition.Development && IsOrdered(steps[i].Name) && Check(site, steps, i))
            {
                return;
            }
        }
    }

    private static bool IsOrdered(string name) =>
        name is "UseStaticFiles" or "UseFileServer" or "UseResponseCompression" or "UseOutputCache" or "UseResponseCaching" or "UseRateLimiter" or "UseRequestTimeouts";

    private static bool Check(Site site, ImmutableArray<PipelineStep> steps, int index) => steps[index].Name switch
    {
        "UseStaticFiles" or "UseFileServer" => CheckFiles(site, steps, index),
        "UseResponseCompression" => CheckCompression(site, steps, index),
        _ => CheckEndpointAware(site, steps, index),
    };

    private static bool CheckFiles(Site site, ImmutableArray<PipelineStep> steps, int index)
    {
        var first = -1;
        for (var i = 0; i < index; i++)
        {
            if (first < 0 && steps[i].Name is ("UseStaticFiles" or "UseFileServer"))
            {
                // Public files come before; these are meant to be protected.
                return false;
            }

            if (steps[i].Name == "UseAuthentication" && steps[i].Condition != CompositionCondition.Development)
            {
                first = first < 0 ? i : first;
            }
            else if (first >= 0 && (steps[i].IsOpaque || !IsIndifferent(steps[i].Name)))
            {
                return false;
            }
        }

        if (first < 0 || !IsPublic(steps[index].Call) || site.Facts.Composition.Mentions("FallbackPolicy") || site.Facts.Composition.Mentions("SetFallbackPolicy"))
        {
            return false;
        }

        var text = $"'{steps[index].Name}' comes after 'UseAuthentication': each request for a file authenticates its user; move it before";
        site.Report(Rule, Locations.OfCall(site.Operation), Related(steps, index, first), MiddlewareMoves.OfFiles(steps, first, index)?.ToProperties(MoveShape), text);
        return true;
    }

    // What neither answers requests for files nor decides about them.
    private static bool IsIndifferent(string name) => PipelineHome.IsFront(name) || name.StartsWith("Map", StringComparison.Ordinal) || name is
        "UseRouting" or "UseCors" or "UseAuthentication" or "UseAuthorization" or "UseSession" or "UseOutputCache" or "UseResponseCaching" or "UseRateLimiter" or "UseRequestTimeouts" or "UseWebSockets" or
        "UseRequestLocalization" or "UseAntiforgery" or "UseCookiePolicy" or "UseDefaultFiles" or "UseStaticFiles" or "UseFileServer" or "UseSwagger" or "UseSwaggerUI" or "UseRequestDecompression" or "UseHealthChecks" or
        "UseEndpoints" or "UseMvc" or "UseMvcWithDefaultRoute" or "UseSpaStaticFiles";

    // UseStaticFiles(), UseStaticFiles(new StaticFileOptions { … }) of the web root, and nothing that looks at the user.
    private static bool IsPublic(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == 0 || argument.ArgumentKind != ArgumentKind.Explicit || argument.Value.Type?.SpecialType == SpecialType.System_Boolean)
            {
                continue;
            }

            if (Operations.Unconverted(argument.Value) is not IObjectCreationOperation)
            {
                return false;
            }

            foreach (var part in argument.Value.Descendants())
            {
                if (part is IPropertyReferenceOperation { Property.Name: "FileProvider" or "RequestPath" or "User" or "Identity" or "StaticFileOptions" } or IInvocationOperation { TargetMethod.Name: "AuthenticateAsync" or "AuthorizeAsync" })
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool CheckCompression(Site site, ImmutableArray<PipelineStep> steps, int index)
    {
        for (var i = 0; i < index; i++)
        {
            var step = steps[i];
            var isTerminal = step.Name is "UseEndpoints" or "UseMvc" or "UseMvcWithDefaultRoute" or "UseSpa" || step.Name == "Run" && step.Call.Arguments.Length > 1 && step.Call.TargetMethod.ContainingType.Name == "RunExtensions";
            if (step.Condition == CompositionCondition.Development || !isTerminal && (step.Name is not ("UseStaticFiles" or "UseFileServer" or "UseSpaStaticFiles") || Excludes(step.Call)))
            {
                continue;
            }

            var properties = MiddlewareMoves.Before(steps, i, index)?.ToProperties(MoveShape);
            if (isTerminal && step.Condition == CompositionCondition.Always)
            {
                site.Report(Rule, Locations.OfCall(site.Operation), Related(steps, index, i), properties, $"'UseResponseCompression' comes after '{step.Name}', which writes the responses: nothing is compressed; move it before");
            }
            else
            {
                // Dynamic responses are compressed; that files are not may be meant.
                site.Suggest(Rule, Locations.OfCall(site.Operation), Related(steps, index, i), properties, $"'UseResponseCompression' comes after '{step.Name}': what that serves is not compressed; move it before");
            }

            return true;
        }

        return false;
    }

    private static bool Excludes(IInvocationOperation call)
    {
        foreach (var part in call.Descendants())
        {
            if (part is IFieldReferenceOperation { Field.Name: "DoNotCompress" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool CheckEndpointAware(Site site, ImmutableArray<PipelineStep> steps, int index)
    {
        var name = steps[index].Name;
        var routing = -1;
        var cors = -1;
        for (var i = 0; i < steps.Length; i++)
        {
            switch (steps[i].Name)
            {
                case "UseRouting" when i < index:
                    routing = int.MaxValue;
                    break;
                case "UseRouting" when routing < 0 && steps[i].Condition == CompositionCondition.Always:
                    routing = i;
                    break;
                case "UseCors" when i > index && cors != int.MinValue && steps[i].Condition != CompositionCondition.Development:
                    cors = i;
                    break;
                case "UseCors" when i < index:
                    cors = int.MinValue;
                    break;
            }
        }

        if (routing is >= 0 and < int.MaxValue && NeedsEndpoint(name, site.Facts.Composition))
        {
            var effect = name switch
            {
                "UseOutputCache" => "it does not know the endpoint, and caches nothing",
                "UseRateLimiter" => "it does not know the endpoint, and policies of endpoints limit nothing",
                _ => "it does not know the endpoint, and time-outs of endpoints never happen",
            };
            var last = Math.Max(routing, name == "UseOutputCache" ? cors : -1);
            site.Report(Rule, Locations.OfCall(site.Operation), Related(steps, index, routing), MiddlewareMoves.After(steps, index, last)?.ToProperties(MoveShape), $"'{name}' comes before 'UseRouting': {effect}; move it behind");
            return true;
        }

        if (cors > index && name is ("UseOutputCache" or "UseResponseCaching"))
        {
            site.Suggest(Rule, Locations.OfCall(site.Operation), Related(steps, index, cors), MiddlewareMoves.After(steps, index, cors)?.ToProperties(MoveShape), $"'{name}' comes before 'UseCors': a cached response keeps the CORS headers of whoever asked first; move it behind");
            return true;
        }

        return false;
    }

    private static bool NeedsEndpoint(string name, Composition composition) => name switch
    {
        // A base policy applies without an endpoint.
        "UseOutputCache" => !composition.Mentions("AddBasePolicy"),
        "UseRateLimiter" => composition.IsCalled("RequireRateLimiting") || composition.Mentions("EnableRateLimiting"),
        "UseRequestTimeouts" => composition.IsCalled("WithRequestTimeout") || composition.Mentions("RequestTimeout"),
        _ => false,
    };

    private static IEnumerable<Location> Related(ImmutableArray<PipelineStep> steps, int index, int other) =>
        ReferenceEquals(steps[index].Call, steps[index].Entry) ? [Locations.OfCall(steps[other].Call)] : [Locations.OfCall(steps[other].Call), Locations.OfCall(steps[index].Call)];
}
