using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>The server's ban of synchronous reads and writes of bodies is lifted.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SynchronousIoAllowed() : PerfRule(Rule)
{
    private const string Switch = "AllowSynchronousIO";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6202", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "The server allows synchronous reads and writes of bodies",
        message: "'{0}.AllowSynchronousIO' lets code block a thread per request for as long as a client sends or receives its body; read and write with the asynchronous methods and leave it off",
        description: "A synchronous read of a request's body, or write of a response, holds a thread of the pool until the client has sent or taken the bytes. A few slow clients hold them all, and the whole server stands still. ASP.NET Core forbids such calls by default.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Http.HttpContext") is null)
        {
            return;
        }

        context.On(static site => OnAssignment(site, (ISimpleAssignmentOperation)site.Operation), OperationKind.SimpleAssignment);
    }

    private static void OnAssignment(Site site, ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: { Name: Switch } property } target || assignment.Value.ConstantValue is not { HasValue: true, Value: true } ||
            !IsServer(property.ContainingType) || Operations.IsInExpressionTree(assignment) || CompositionConditions.Of(assignment) == CompositionCondition.Development)
        {
            return;
        }

        site.Report(Rule, LocationOf(target), null, null, property.ContainingType.Name);
    }

    // The in-memory server of tests has no clients that are slow.
    private static bool IsServer(INamedTypeSymbol type) => type switch
    {
        { Name: "KestrelServerOptions", ContainingNamespace.Name: "Core" } => true,
        { Name: "IISServerOptions", ContainingNamespace.Name: "Builder" } => true,
        { Name: "HttpSysOptions", ContainingNamespace.Name: "HttpSys" } => true,
        { Name: "IHttpBodyControlFeature", ContainingNamespace.Name: "Features" } => true,
        _ => false,
    };

    private static Location LocationOf(IPropertyReferenceOperation target) => target.Syntax switch
    {
        Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax access => access.Name.GetLocation(),
        Microsoft.CodeAnalysis.CSharp.Syntax.MemberBindingExpressionSyntax binding => binding.Name.GetLocation(),
        var name => name.GetLocation(),
    };
}
