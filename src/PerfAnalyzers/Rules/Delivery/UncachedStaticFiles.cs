using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Delivery;

/// <summary>Static files are sent without a word about how long clients may keep them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UncachedStaticFiles() : PerfRule(Rule)
{
    /// <summary>Fix shape: the files of the build become endpoints.</summary>
    public const string AssetsShape = "assets";

    /// <summary>Fix shape: options say how long files may be kept.</summary>
    public const string AgeShape = "age";

    private const string Age = "OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl = \"public,max-age=604800\"";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF7003", Categories.Delivery, DiagnosticSeverity.Info,
        title: "Static files are sent without caching headers",
        message: "{0}",
        description: "Without Cache-Control each client guesses how long a file is good, and asks again for each of them. Static assets that the build knows can be compressed once and be kept by clients until their content changes.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Builder.StaticFileExtensions") is not null && context.Facts.Composition.IsApplication)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is not { Name: "UseStaticFiles", ContainingType.Name: "StaticFileExtensions" } || call.Syntax is not InvocationExpressionSyntax syntax || CompositionConditions.Of(call) == CompositionCondition.Development || IsTakenCareOf(site.Facts) ||
            // Files behind authentication may be meant for some alone.
            new Pipelines(site.Facts).HasBefore(call, "UseAuthentication", site.Cancellation))
        {
            return;
        }

        if (call.Arguments.Length > 1)
        {
            OnOptions(site, call);
            return;
        }

        if (CanMapAssets(site, call))
        {
            // Where a network in front keeps files, the network's settings decide.
            if (!site.Facts.Deployment.HasCdn(call.Syntax.SyntaxTree))
            {
                var edits = syntax is { Expression: MemberAccessExpressionSyntax access, Parent: ExpressionStatementSyntax } ? new PlannedEdits().Replace(access.Name.Span, "MapStaticAssets") : null;
                site.Report(Rule, Locations.OfCall(call), null, edits?.ToProperties(AssetsShape), "'UseStaticFiles' sends files uncompressed and without Cache-Control; 'MapStaticAssets' sends what the build has compressed, with caching headers");
            }

            return;
        }

        if (syntax.ArgumentList.Arguments.Count == 0)
        {
            var edits = new PlannedEdits().Replace(syntax.ArgumentList.Span, $"(new StaticFileOptions {{ {Age} }})");
            site.Report(Rule, Locations.OfCall(call), null, IsInReach(call, "StaticFileOptions") ? edits.ToProperties(AgeShape) : null, "'UseStaticFiles' sends files without Cache-Control, so clients ask for each of them again; set it in 'OnPrepareResponse'");
        }
    }

    private static void OnOptions(Site site, IInvocationOperation call)
    {
        var options = Operations.Unconverted(call.Arguments[1].Value);
        if (options is not IObjectCreationOperation { Type.Name: "StaticFileOptions", Arguments.IsEmpty: true } creation)
        {
            return;
        }

        PlannedEdits? edits = null;
        if (creation.Syntax is BaseObjectCreationExpressionSyntax { Initializer: { Expressions: { Count: > 0 } members } initializer } && !Comments.In(initializer))
        {
            var last = members[members.Count - 1];
            var separator = Locations.IsOneLine(initializer.GetLocation()) ? ", " : "," + Between(initializer);
            edits = new PlannedEdits().Replace(new Microsoft.CodeAnalysis.Text.TextSpan(last.Span.End, 0), separator + Age);
        }
        else if (creation.Syntax is BaseObjectCreationExpressionSyntax { Initializer: null, ArgumentList: { } arguments })
        {
            edits = new PlannedEdits().Replace(creation.Syntax is ObjectCreationExpressionSyntax ? arguments.Span : new Microsoft.CodeAnalysis.Text.TextSpan(arguments.Span.End, 0), $" {{ {Age} }}");
        }

        site.Report(Rule, Locations.OfCall(call), null, edits?.ToProperties(AgeShape), "'UseStaticFiles' sends files without Cache-Control, so clients ask for each of them again; set it in 'OnPrepareResponse'");
    }

    // From one member of the initializer to the next.
    private static string Between(InitializerExpressionSyntax initializer)
    {
        var text = initializer.SyntaxTree.GetText();
        var last = initializer.Expressions[initializer.Expressions.Count - 1];
        var line = text.Lines.GetLineFromPosition(last.SpanStart);
        return "\n" + text.ToString(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(line.Start, last.SpanStart));
    }

    // Headers are set somewhere: in options, by middleware, by a filter.
    private static bool IsTakenCareOf(Facts facts)
    {
        var composition = facts.Composition;
        return composition.Mentions("OnPrepareResponse") || composition.Mentions("OnPrepareResponseAsync") || composition.Mentions("CacheControl") || composition.MentionsAll("Cache", "Control") ||
            composition.IsCalled("MapStaticAssets") || composition.IsCalled("UseBlazorFrameworkFiles") || (composition.Opaque & (CompositionPart.Pipeline | CompositionPart.Host)) != 0;
    }

    private static bool CanMapAssets(Site site, IInvocationOperation call)
    {
        var composition = site.Facts.Composition;
        return Operations.Unconverted(call.Arguments[0].Value).Type?.Name == "WebApplication" && site.Facts.Type("Microsoft.AspNetCore.Builder.StaticAssetsEndpointRouteBuilderExtensions") is not null &&
            // Files that arrive at run time are none of the build.
            !composition.Mentions("WebRootPath") && !composition.Mentions("WebRootFileProvider") && !composition.IsCalled("UseWebRoot") && !composition.IsCalled("MapFallbackToFile") &&
            !composition.IsCalled("UseDefaultFiles") && !composition.IsCalled("UseSpa") && !composition.Mentions("wwwroot") &&
            !(site.Facts.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.StaticWebAssetsEnabled", out var enabled) && enabled.Equals("false", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsInReach(IOperation call, string type) => call.SemanticModel?.LookupNamespacesAndTypes(call.Syntax.SpanStart, name: type).IsEmpty == false;
}
