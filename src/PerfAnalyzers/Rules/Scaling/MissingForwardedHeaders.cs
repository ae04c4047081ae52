using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>The user says that a proxy stands in front; the application asks for the client's address or scheme and gets the proxy's.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MissingForwardedHeaders() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6101", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "Behind a proxy the headers it forwards are not read",
        message: "Behind a proxy {0}; add 'UseForwardedHeaders' as the first middleware",
        description: "A proxy or load balancer ends the client's connection and opens its own. Scheme, host and address of the client arrive in X-Forwarded headers, which the application has to read. Reported only where the option 'perfanalyzers.deployment' says that a proxy stands in front.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Builder.ForwardedHeadersExtensions") is not null && context.Facts.Composition.IsApplication)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
            context.On(static site => OnProperty(site, (IPropertyReferenceOperation)site.Operation), OperationKind.PropertyReference);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        var effect = call.TargetMethod.Name switch
        {
            "UseHttpsRedirection" => "every request looks like HTTP: 'UseHttpsRedirection' redirects those that came over HTTPS, too",
            "UseHsts" => "every request looks like HTTP: 'UseHsts' never sends its header",
            "AddOpenIdConnect" => "every request looks like HTTP: 'AddOpenIdConnect' sends the identity provider an address it rejects",
            _ => null,
        };
        // UseHsts stands beside the redirection.
        if (effect is not null && call.TargetMethod.IsExtensionMethod && CompositionConditions.Of(call) != CompositionCondition.Development && IsMissing(site) &&
            !(call.TargetMethod.Name == "UseHsts" && site.Facts.Composition.IsCalled("UseHttpsRedirection")))
        {
            site.Report(Rule, Locations.OfCall(call), null, null, effect);
        }
    }

    private static void OnProperty(Site site, IPropertyReferenceOperation property)
    {
        if (property.Property is { Name: "RemoteIpAddress", ContainingType: { Name: "ConnectionInfo", ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "AspNetCore" } } } &&
            !(property.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, property)) && !ReadsHeaders(property) && IsMissing(site))
        {
            site.Report(Rule, Locations.OfExpression(property.Syntax), null, null, "'RemoteIpAddress' is the proxy's, the same for all clients");
        }
    }

    // The code reads the header itself: "X-Forwarded-For".
    private static bool ReadsHeaders(IOperation operation)
    {
        foreach (var part in Operations.Root(operation).Descendants())
        {
            if (part is ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } && (text.IndexOf("Forwarded", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("Real-IP", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("Connecting-IP", StringComparison.OrdinalIgnoreCase) >= 0))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMissing(Site site)
    {
        var tree = site.Operation.Syntax.SyntaxTree;
        var composition = site.Facts.Composition;
        return site.Facts.Deployment.IsBehindProxy(tree) &&
            composition.Lacks(CompositionPart.Pipeline, tree, "UseForwardedHeaders", "UseIISIntegration", "UseIIS", "UseAzureAppServices", "UseCertificateForwarding") &&
            !composition.Mentions("ForwardedHeadersOptions") && !composition.Mentions("ForwardedHeadersMiddleware") && !composition.Mentions("ASPNETCORE_FORWARDEDHEADERS_ENABLED") && !composition.References("Yarp.");
    }
}
