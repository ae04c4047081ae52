using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Caching;

/// <summary>A cache grows with every new argument of a request, and nothing ever leaves it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CacheWithoutExpiry() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3101", Categories.Caching, DiagnosticSeverity.Info,
        title: "Entries of a cache are keyed by what is asked for and never expire",
        message: "'{0}' adds an entry for every new '{1}', and none ever goes; {2}",
        description: "A cache without expiry or limit holds everything it was ever asked for. It takes memory until the process ends, and answers with values that have long changed.");

    /// <summary>Fix shape.</summary>
    public const string ExpiryShape = "expiry";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.Extensions.Caching.Memory.IMemoryCache") is not null || context.Facts.Type("Microsoft.Extensions.Caching.Distributed.IDistributedCache") is not null)
        {
            context.On(Analyze, OperationKind.Invocation);
        }
    }

    private static void Analyze(Site site)
    {
        var call = (IInvocationOperation)site.Operation;
        if (call.TargetMethod.Name is not ("Set" or "SetAsync" or "SetString" or "SetStringAsync" or "GetOrCreate" or "GetOrCreateAsync") || CacheUse.Of(call, site.Facts) is not { } use || Operations.IsInExpressionTree(call) ||
            EntryLifetimes.Endless(use, site) is not { } grows || IsBlocked(call, site) || CacheFaults.HasWorse(use, site) ||
            call.TargetMethod.Name == "Set" && ByDeployment.Speaks(site, always: true) && new DemandedEntries(site.Facts, site.Cancellation).Of(call, site.ContainingSymbol) is not null)
        {
            return;
        }

        site.Report(Rule, Locations.OfCall(call), [use.Key.Syntax.GetLocation()], FixOf(use), call.TargetMethod.Name, grows.Name, use.Store == CacheStore.Memory ? "give it an expiry, or the cache a 'SizeLimit'" : "give it an expiry");
    }

    // That it blocks a thread is told on the same line.
    private static bool IsBlocked(IInvocationOperation call, Site site) =>
        call.TargetMethod.Name is "Set" or "SetString" && call.TargetMethod.ContainingType.Name is "DistributedCacheExtensions" or "IDistributedCache" && AwaitPlaces.IsInAsyncFunction(call, site.ContainingSymbol);

    private static ImmutableDictionary<string, string?>? FixOf(CacheUse use)
    {
        if (use.Call.Syntax is not InvocationExpressionSyntax { ArgumentList: { } list } syntax || syntax.ContainsDirectives || use.HasSettings || use.Call.SemanticModel is not { } model)
        {
            return null;
        }

        var time = (model.LookupNamespacesAndTypes(syntax.SpanStart, name: "TimeSpan").IsEmpty ? "System." : "") + "TimeSpan.FromMinutes(5)";
        if (use.Act == CacheAct.Fill)
        {
            return EntryLifetimes.EntryOf(use) is { } entry && use.Lambda!.Syntax is LambdaExpressionSyntax lambda ? InFactory(lambda, entry, time) : null;
        }

        foreach (var argument in list.Arguments)
        {
            if (argument.NameColon is not null)
            {
                return null;
            }
        }

        // cache.Set(key, value, token)
        if (!use.Call.TargetMethod.IsExtensionMethod || use.Call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } || list.Arguments.Count < 2)
        {
            return null;
        }

        var end = new TextSpan(list.Arguments[1].Span.End, 0);
        return use.Store == CacheStore.Memory
            ? list.Arguments.Count == 2 ? new PlannedEdits().Replace(end, ", " + time).ToProperties(ExpiryShape) : null
            : new PlannedEdits().Replace(end, $", new DistributedCacheEntryOptions {{ AbsoluteExpirationRelativeToNow = {time} }}").ToProperties(ExpiryShape);
    }

    private static ImmutableDictionary<string, string?>? InFactory(LambdaExpressionSyntax lambda, IParameterSymbol entry, string time)
    {
        var name = entry.Name;
        var edits = new PlannedEdits();
        if (name == "_")
        {
            name = "entry";
            var parameter = lambda switch
            {
                SimpleLambdaExpressionSyntax simple => simple.Parameter,
                ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [{ Type: null } only] } => only,
                _ => null,
            };
            if (parameter is null || BlockingCalls.Mentions((SyntaxNode?)lambda.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? lambda, name))
            {
                return null;
            }

            edits.Replace(parameter.Identifier.Span, name);
        }

        var statement = $"{name}.AbsoluteExpirationRelativeToNow = {time};";
        switch (lambda.Body)
        {
            case BlockSyntax { Statements: [var first, ..] }:
                edits.Replace(new TextSpan(first.SpanStart, 0), statement + new Layout(first.SpanStart, first.SyntaxTree).Line);
                return edits.ToProperties(ExpiryShape);
            case ExpressionSyntax expression when Locations.IsOneLine(expression.GetLocation()):
                edits.Wrap(expression.Span, $"{{ {statement} return ", "; }");
                return edits.ToProperties(ExpiryShape);
            default:
                return null;
        }
    }
}
