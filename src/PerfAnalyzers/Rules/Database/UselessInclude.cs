using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>An <c>Include</c> that the end of its query drops, or whose navigation nobody reads.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UselessInclude() : PerfRule(Rule)
{
    /// <summary>Fix shape: the reported include and what follows from it go.</summary>
    public const string RemovedShape = "remove";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1104", Categories.Database, DiagnosticSeverity.Warning,
        title: "An Include loads what nobody gets to see",
        message: "'{0}' is included, and {1}; remove the Include",
        description: "A query that ends in a projection or a number ignores its includes. One whose entities are used without the navigation joins and sends the included rows for nothing.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed)
        {
            context.On(static site => Check(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void Check(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod.Name != "Include" || !IncludePaths.Is(call) || Operations.IsInExpressionTree(call) || RareCode.Is(site) || HasIncludeBefore(call) ||
            site.Facts.Queries.Of(call) is not { Origin: QueryOrigin.Database } query || IncludePaths.Of(query.Operators) is not { Count: > 0 } paths || !ReferenceEquals(paths[paths.Count - 1].Call, call))
        {
            return;
        }

        var path = paths[paths.Count - 1].Name;
        if (IncludeUses.DroppedBy(call) is { } end)
        {
            site.Report(Rule, Locations.OfCall(call), [Locations.OfCall(end)], FixFor(call), path, $"'{end.TargetMethod.Name}' ends the query without its entities");
        }
        else if (IncludeUses.IsNeverRead(site.Facts, call, paths[paths.Count - 1], query))
        {
            site.Suggest(Rule, Locations.OfCall(call), [], FixFor(call), path, "is not read where the entities are used");
        }
        else if (IncludeUses.IsReadByNoCaller(site.Facts, call, paths[paths.Count - 1], site.Cancellation))
        {
            site.Suggest(Rule, Locations.OfCall(call), [], FixFor(call), path, "no caller reads it");
        }
    }

    // One report for all includes of a query: they go together.
    private static bool HasIncludeBefore(IInvocationOperation call)
    {
        for (var source = call.Arguments[0].Value; Operations.Unconverted(source) is IInvocationOperation { Arguments.Length: > 0 } before; source = before.Arguments[0].Value)
        {
            if (before.TargetMethod.Name == "Include" && IncludePaths.Is(before))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableDictionary<string, string?>? FixFor(IInvocationOperation include)
    {
        if (include.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } || !access.Expression.Span.Contains(include.Arguments[0].Value.Syntax.Span) || Comments.In(Removed((InvocationExpressionSyntax)include.Syntax)))
        {
            return null;
        }

        return FixProperties.Of(RemovedShape);
    }

    /// <summary>The outermost call of those that go: the include, and those that follow it directly.</summary>
    public static InvocationExpressionSyntax Removed(InvocationExpressionSyntax include)
    {
        var last = include;
        for (var current = include; current.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax outer } access; current = outer)
        {
            var name = access.Name.Identifier.ValueText;
            if (name == "ThenInclude" || name == "Include")
            {
                last = outer;
                continue;
            }

            break;
        }

        return last;
    }
}
