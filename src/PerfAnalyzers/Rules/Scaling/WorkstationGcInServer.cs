using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>A server runs with the runtime's settings for desktops, or is given settings in code that come too late.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class WorkstationGcInServer() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6201", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "A server runs with settings of the runtime that are made for other programs",
        message: "{0}; {1}",
        description: "The workstation garbage collector has one heap and one thread, however many processors there are; server collections run on all of them. Only the Web SDK turns it on. Compiled code is made faster while it runs only with tiered compilation and its profiles. The settings are read once, before the first line of the program.");

    protected override void Start(RuleContext context)
    {
        var facts = context.Facts;
        if (facts.Type("Microsoft.AspNetCore.Builder.IApplicationBuilder") is null && facts.Type("System.Runtime.GCSettings") is null || Benchmarks.IsProject(facts, default))
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        switch (call.TargetMethod.Name)
        {
            case "CreateBuilder" or "CreateSlimBuilder" or "CreateEmptyBuilder" or "Create" when call.TargetMethod.ContainingType is { Name: "WebApplication", ContainingNamespace.Name: "Builder" }:
            case "ConfigureWebHostDefaults" or "ConfigureWebHost" or "UseKestrel" when !call.TargetMethod.ContainingType.ContainingNamespace.IsGlobalNamespace && IsHosting(call.TargetMethod):
                OnServer(site, call);
                break;
            case "SetSwitch" when call.TargetMethod.ContainingType is { Name: "AppContext", ContainingNamespace.Name: "System" }:
                OnLateSetting(site, call, "System.GC.", "AppContext.SetSwitch");
                break;
            case "SetEnvironmentVariable" when call.TargetMethod is { Parameters.Length: 2, ContainingType: { Name: "Environment", ContainingNamespace.Name: "System" } }:
                OnLateSetting(site, call, "DOTNET_", "Environment.SetEnvironmentVariable");
                break;
        }
    }

    private static bool IsHosting(IMethodSymbol method) => method.ContainingAssembly?.Name.StartsWith("Microsoft.", StringComparison.Ordinal) == true;

    // One report for a host: of the first call in the file that builds it.
    private static void OnServer(Site site, IInvocationOperation call)
    {
        if (site.Facts.Compilation.GetEntryPoint(site.Cancellation) is null || CompositionConditions.Of(call) == CompositionCondition.Development || IsInner(call))
        {
            return;
        }

        if (Setting(site, "build_property.ServerGarbageCollection") is { } server && !Says(site, "build_property.PublishAot", "true") && !HasRuntimeTemplate(site))
        {
            var isWeb = Says(site, "build_property.UsingMicrosoftNETSdkWeb", "true");
            if (server.Equals("false", StringComparison.OrdinalIgnoreCase))
            {
                Report(site, call, isWeb, "'ServerGarbageCollection' is false in the project: all processors wait for collections that one thread makes on one heap", "remove the property, or keep it where memory is scarcer than time");
                return;
            }

            if (server.Length == 0 && !isWeb)
            {
                Report(site, call, false, "This server is not built with the Web SDK and runs with the workstation collector: one heap and one thread, however many processors there are", "add '<ServerGarbageCollection>true</ServerGarbageCollection>' to the project");
                return;
            }

            if (Says(site, "build_property.ConcurrentGarbageCollection", "false"))
            {
                Report(site, call, false, "'ConcurrentGarbageCollection' is false in the project: requests stand still during every full collection", "remove the property");
                return;
            }
        }

        if (Says(site, "build_property.PublishAot", "true"))
        {
            return;
        }

        if (Says(site, "build_property.TieredCompilation", "false"))
        {
            Report(site, call, false, "'TieredCompilation' is false in the project: precompiled code of the framework is never made faster, and nothing is compiled by what runs often", "remove the property");
        }
        else if (Says(site, "build_property.TieredPGO", "false"))
        {
            Report(site, call, false, "'TieredPGO' is false in the project: hot code is compiled without what the first calls have shown", "remove the property");
        }
        else if (Says(site, "build_property.TieredCompilationQuickJitForLoops", "false"))
        {
            Report(site, call, false, "'TieredCompilationQuickJitForLoops' is false in the project: methods with loops are compiled once, without a profile, and start slowly", "remove the property");
        }
    }

    private static void Report(Site site, IInvocationOperation call, bool isProven, string what, string way)
    {
        if (isProven)
        {
            site.Report(Rule, Locations.OfCall(call), null, null, what, way);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(call), null, null, what, way);
        }
    }

    // The runtime has read them when the first line of the program runs.
    private static void OnLateSetting(Site site, IInvocationOperation call, string prefix, string member)
    {
        if (Operations.Argument(call, 0)?.ConstantValue.Value is not string name || !name.StartsWith(prefix, StringComparison.Ordinal) || !IsRuntimeSetting(name.Substring(prefix.Length)) ||
            Operations.IsInExpressionTree(call) || StartsProcess(call))
        {
            return;
        }

        site.Report(Rule, Locations.OfCall(call), null, null, $"'{member}' sets '{name}' when the runtime has already read it: it has no effect", "set the property in the project file, or the variable where the process is started");
    }

    private static bool IsRuntimeSetting(string name) => name is "Server" or "Concurrent" or "RetainVM" or "HeapCount" or "HeapHardLimit" or "HeapHardLimitPercent" or "ConserveMemory" or "NoAffinitize" or "HeapAffinitizeMask" or
        "gcServer" or "gcConcurrent" or "GCgen0size" or "GCHeapCount" or "GCHeapHardLimit" or "GCHeapHardLimitPercent" or "GCConserveMemory" or "GCNoAffinitize" or "GCRetainVM" or
        "TieredCompilation" or "TieredPGO" or "TC_QuickJitForLoops" or "ReadyToRun";

    // A child process inherits the variables.
    private static bool StartsProcess(IOperation operation)
    {
        foreach (var node in Operations.Root(operation).Syntax.SyntaxTree.GetRoot().DescendantNodes())
        {
            if (node is IdentifierNameSyntax { Identifier.ValueText: "Process" or "ProcessStartInfo" })
            {
                return true;
            }
        }

        return false;
    }

    // builder.WebHost.UseKestrel() beside WebApplication.CreateBuilder() in the same code, ConfigureWebHost(web => web.UseKestrel()).
    private static bool IsInner(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("UseKestrel" or "ConfigureWebHost"))
        {
            return false;
        }

        foreach (var operation in Operations.Root(call).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "CreateBuilder" or "CreateSlimBuilder" or "CreateEmptyBuilder" or "Create", ContainingType.Name: "WebApplication" } or { Name: "ConfigureWebHostDefaults" } } ||
                operation is IInvocationOperation { TargetMethod.Name: "ConfigureWebHost" } && !ReferenceEquals(operation, call))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A property of the project, empty when it is not set; null when the build does not tell.</summary>
    private static string? Setting(Site site, string name) =>
        site.Facts.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(name, out var value) ? value.Trim() : null;

    private static bool Says(Site site, string name, string value) => Setting(site, name)?.Equals(value, StringComparison.OrdinalIgnoreCase) == true;

    // Settings of the collector may stand in runtimeconfig.template.json, which the project file does not know.
    private static bool HasRuntimeTemplate(Site site)
    {
        foreach (var file in site.Facts.Options.AdditionalFiles)
        {
            if (file.Path.EndsWith("runtimeconfig.template.json", StringComparison.OrdinalIgnoreCase))
            {
                return file.GetText(site.Cancellation)?.ToString().IndexOf("System.GC.", StringComparison.Ordinal) >= 0;
            }
        }

        return false;
    }
}
