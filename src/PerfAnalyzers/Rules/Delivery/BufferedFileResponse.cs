using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Delivery;

/// <summary>A file is read into memory whole, to be sent; and actions for files that the static file middleware serves.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BufferedFileResponse() : PerfRule(Rule)
{
    /// <summary>Fix shape: the file is sent from disk.</summary>
    public const string PhysicalShape = "physical";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF7004", Categories.Delivery, DiagnosticSeverity.Warning,
        title: "A file is sent in a way that costs more than sending it",
        message: "{0}",
        description: "A file that is read into an array takes as much memory as it is long, for each request at once, beyond 85,000 bytes on the large object heap. Sent from disk it takes a small buffer, can be sent in part, and is answered with 304 when the client has it.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Http.IResult") is not null || context.Facts.Type("Microsoft.AspNetCore.Mvc.FileContentResult") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
            context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.Name is not ("File" or "Bytes" or "PhysicalFile" or "Stream") || method.ContainingType.Name is not ("ControllerBase" or "Results" or "TypedResults" or "PageModel") || !IsFramework(method) || call.Arguments.IsEmpty)
        {
            return;
        }

        if (FileBytes.Of(Operations.Argument(call, 0), site) is { } bytes)
        {
            Report(site, call, bytes, FileBytesPlan.Of(call, bytes));
        }
        else if (WebRootFiles.IsServed(call, site))
        {
            site.Suggest(Rule, Locations.OfCall(call), null, null, $"'{method.Name}' runs an action for a file of the web root, without caching headers; link to the file and let the static file middleware send it");
        }
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is { Name: "FileContentResult", ContainingNamespace.Name: "Mvc" } && creation.Arguments.Length > 0 && FileBytes.Of(Operations.Argument(creation.Arguments, 0), site) is { } bytes)
        {
            Report(site, creation, bytes, null);
        }
    }

    private static void Report(Site site, IOperation answer, FileBytes bytes, PlannedEdits? plan)
    {
        if (Operations.IsInExpressionTree(answer))
        {
            return;
        }

        site.Report(Rule, Locations.OfCall(answer), [Locations.OfCall(bytes.Read)], plan?.ToProperties(PhysicalShape), "Each request holds the whole file in memory to send it; 'PhysicalFile' sends it from disk, in part when asked, and answers 304 when the client has it");
    }

    private static bool IsFramework(IMethodSymbol method) => method.ContainingType.ContainingNamespace is { ContainingNamespace: { Name: "AspNetCore" } } or { ContainingNamespace: { ContainingNamespace.Name: "AspNetCore" } };
}
