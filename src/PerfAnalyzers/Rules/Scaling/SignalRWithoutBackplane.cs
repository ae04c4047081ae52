using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>Several instances serve a hub, and nothing carries messages from one to the other.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SignalRWithoutBackplane() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6001", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "A hub is served by several instances without a backplane",
        message: "'AddSignalR' sends to the clients of this instance alone: whoever is connected to another one misses the message; add a backplane ('AddStackExchangeRedis') or a service that holds the connections ('AddAzureSignalR')",
        description: "Each instance knows the connections it has accepted. Messages to all, to groups and to users reach those only, unless a backplane hands them to the other instances.");

    private static readonly string[] s_backplanes =
        ["AddStackExchangeRedis", "AddRedis", "AddAzureSignalR", "AddNamedAzureSignalR", "AddOrleans", "AddOrleansBackplane", "AddRebusBackplane", "AddNCache", "AddHubLifetimeManager", "UseOrleans", "AddSqlServer"];

    // What a hub or a service says to others than the caller.
    private static readonly string[] s_audiences = ["All", "AllExcept", "Others", "OthersInGroup", "Group", "Groups", "GroupExcept", "User", "Users", "Client"];

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.SignalR.Hub") is null)
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is not { Name: "AddSignalR", ContainingType.Name: "SignalRDependencyInjectionExtensions" } || CompositionConditions.Of(call) == CompositionCondition.Development || !ByDeployment.Speaks(site, always: false))
        {
            return;
        }

        var composition = site.Facts.Composition;
        if (!composition.Lacks(CompositionPart.Services, call.Syntax.SyntaxTree, s_backplanes) || !composition.IsCalled("MapHub") || composition.Mentions("HubLifetimeManager") ||
            IsProvided(site.Facts.Compilation) || !SpeaksToOthers(site.Facts))
        {
            return;
        }

        ByDeployment.Report(site, always: false, Rule, Locations.OfCall(call), composition.First("MapHub") is { } map ? [Locations.OfCall(map.Operation)] : null);
    }

    private static bool IsProvided(Compilation compilation)
    {
        foreach (var reference in compilation.ReferencedAssemblyNames)
        {
            if (reference.Name is "Microsoft.AspNetCore.SignalR.StackExchangeRedis" or "Microsoft.AspNetCore.SignalR.Redis" || reference.Name.StartsWith("Microsoft.Azure.SignalR", StringComparison.Ordinal) ||
                reference.Name.IndexOf("SignalR", StringComparison.Ordinal) >= 0 && !reference.Name.StartsWith("Microsoft.", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SpeaksToOthers(Facts facts)
    {
        foreach (var (_, names) in SourceFiles.Of(facts.Compilation))
        {
            if (names.Words.Contains("Clients") && names.Words.Overlaps(s_audiences))
            {
                return true;
            }
        }

        return false;
    }
}
