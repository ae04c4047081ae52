using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Delivery;

/// <summary>Each response is compressed as small as it gets, which takes many times as long as it saves.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CostlyCompressionLevel() : PerfRule(Rule)
{
    /// <summary>Fix shape: the fastest level.</summary>
    public const string FastestShape = "fastest";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF7007", Categories.Delivery, DiagnosticSeverity.Info,
        title: "Each response is compressed at the most costly level",
        message: "'{0}' compresses each response anew and costs many times the processor time of 'Fastest' for a few per cent fewer bytes; use 'Fastest'",
        description: "Responses are compressed while the client waits, once for each request. The smallest size pays for files that are compressed once and sent often.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.ResponseCompression.GzipCompressionProviderOptions") is not null)
        {
            context.On(static site => OnAssignment(site, (ISimpleAssignmentOperation)site.Operation), OperationKind.SimpleAssignment);
        }
    }

    private static void OnAssignment(Site site, ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: { Name: "Level", ContainingType: { Name: "GzipCompressionProviderOptions" or "BrotliCompressionProviderOptions", ContainingNamespace.Name: "ResponseCompression" } } } ||
            Operations.Unconverted(assignment.Value) is not IFieldReferenceOperation { Field.Name: "SmallestSize" } level)
        {
            return;
        }

        // A cache in front keeps what was compressed.
        if (site.Facts.Composition.IsCalled("UseOutputCache") || site.Facts.Composition.IsCalled("UseResponseCaching"))
        {
            return;
        }

        var name = level.Syntax switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            IdentifierNameSyntax identifier => identifier,
            _ => null,
        };
        if (name is not null)
        {
            site.Report(Rule, name.GetLocation(), null, FixProperties.Of(FastestShape), "SmallestSize");
        }
    }
}
