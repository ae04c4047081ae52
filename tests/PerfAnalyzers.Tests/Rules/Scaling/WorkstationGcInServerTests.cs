using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.WorkstationGcInServer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class WorkstationGcInServerTests
{
    private const string Usings = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        """;

    private const string Web = Usings + "var builder = WebApplication.[|CreateBuilder|](args);\nvar app = builder.Build();\napp.Run();";

    private const string Plain = Usings + "var builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\napp.Run();";

    private static readonly (string, string)[] s_worker = [("build_property.ServerGarbageCollection", ""), ("build_property.UsingMicrosoftNETSdkWeb", "")];

    private static readonly (string, string)[] s_web = [("build_property.ServerGarbageCollection", "true"), ("build_property.UsingMicrosoftNETSdkWeb", "true")];

    private static string Late(string statement) => "static class Program { static void Main() {\n" + statement + "\nConsole.WriteLine(); } }";

    public static readonly Cases Firing = new()
    {
        { "switch in code", Late("AppContext.[|SetSwitch|](\"System.GC.Server\", true);") },
        { "switch off in code", Late("AppContext.[|SetSwitch|](\"System.GC.Concurrent\", false);") },
        { "memory kept", Late("AppContext.[|SetSwitch|](\"System.GC.RetainVM\", true);") },
        { "named constant", "static class Program { private const string Server = \"System.GC.Server\"; static void Main() { AppContext.[|SetSwitch|](Server, true); } }" },
        { "variable", Late("Environment.[|SetEnvironmentVariable|](\"DOTNET_gcServer\", \"1\");") },
        { "variable of the compiler", Late("Environment.[|SetEnvironmentVariable|](\"DOTNET_TieredPGO\", \"0\");") },
        { "variable of the heaps", Late("Environment.[|SetEnvironmentVariable|](\"DOTNET_GCHeapCount\", \"4\");") },
        { "module initializer", "static class Start { [System.Runtime.CompilerServices.ModuleInitializer] internal static void Run() => AppContext.[|SetSwitch|](\"System.GC.Server\", true); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "web application, nothing said of its project", Plain },
        { "other switch", Late("AppContext.SetSwitch(\"System.Net.Http.SocketsHttpHandler.Http2UnencryptedSupport\", true);") },
        { "switch of the project's own", Late("AppContext.SetSwitch(\"Contoso.Legacy\", true);") },
        { "switch with an unknown name", "static class C { static void M(string name) { AppContext.SetSwitch(name, true); } }" },
        { "switch read", Late("AppContext.TryGetSwitch(\"System.GC.Server\", out var isServer); Console.WriteLine(isServer ? 1 : 0);") },
        { "other variable", Late("Environment.SetEnvironmentVariable(\"DOTNET_ENVIRONMENT\", \"Development\");") },
        { "variable read", Late("Console.WriteLine(Environment.GetEnvironmentVariable(\"DOTNET_gcServer\"));") },
        { "variable for a child process", "static class Program { static void Main() { Environment.SetEnvironmentVariable(\"DOTNET_gcServer\", \"1\"); System.Diagnostics.Process.Start(\"worker\"); } }" },
        { "variable of the user", Late("Environment.SetEnvironmentVariable(\"DOTNET_gcServer\", \"1\", EnvironmentVariableTarget.User);") },
        { "variable of one child", Late("var info = new System.Diagnostics.ProcessStartInfo(\"worker\"); info.Environment[\"DOTNET_gcServer\"] = \"1\";") },
        { "setting asked", Late("Console.WriteLine(System.Runtime.GCSettings.IsServerGC ? 1 : 0);") },
        { "latency mode", Late("System.Runtime.GCSettings.LatencyMode = System.Runtime.GCLatencyMode.SustainedLowLatency;") },
        { "member of the project with such a name", "static class AppContext { public static void SetSwitch(string name, bool on) { } } static class C { static void M() => AppContext.SetSwitch(\"System.GC.Server\", true); }" },
        { "console", "Console.WriteLine(\"done\");" },
        { "library", Usings + "public static class Hosts { public static WebApplication Make(string[] args) => WebApplication.CreateBuilder(args).Build(); }" },
        { "generic host", Usings + "var host = Host.CreateDefaultBuilder(args).Build();\nhost.Run();" },
        { "worker", Usings + "var builder = Host.CreateApplicationBuilder(args);\nbuilder.Build().Run();" },
        { "old host", Usings + "Host.CreateDefaultBuilder(args).ConfigureWebHostDefaults(web => web.UseStartup<Startup>()).Build().Run();\nclass Startup { public void Configure(IApplicationBuilder app) { } }" },
    };

    public static TheoryData<string, string, string> Quiet_projects => new()
    {
        { "Web SDK", "ServerGarbageCollection=true;UsingMicrosoftNETSdkWeb=true", Plain },
        { "set by hand", "ServerGarbageCollection=true;UsingMicrosoftNETSdkWeb=", Plain },
        { "Web SDK without a value", "ServerGarbageCollection=;UsingMicrosoftNETSdkWeb=true", Plain },
        { "native", "ServerGarbageCollection=;UsingMicrosoftNETSdkWeb=;PublishAot=true", Plain },
        { "native without tiers", "ServerGarbageCollection=true;PublishAot=true;TieredPGO=false", Plain },
        { "tiers left alone", "ServerGarbageCollection=true;TieredPGO=;TieredCompilation=;TieredCompilationQuickJitForLoops=", Plain },
        { "tiers switched on", "ServerGarbageCollection=true;TieredPGO=true;TieredCompilation=true;ConcurrentGarbageCollection=true", Plain },
        { "no server", "ServerGarbageCollection=false;TieredPGO=false", "Console.WriteLine(1);" },
        { "generic host without a server", "ServerGarbageCollection=", Usings + "var host = Host.CreateDefaultBuilder(args).Build();\nhost.Run();" },
        { "library", "ServerGarbageCollection=false", Usings + "public static class Hosts { public static WebApplication Make(string[] args) => WebApplication.CreateBuilder(args).Build(); }" },
        { "in development", "ServerGarbageCollection=", Usings + "var isDevelopment = args.Length > 0;\nif (isDevelopment) {\nWebApplication.CreateBuilder(args).Build().Run();\n}" },
        { "value that is no value", "ServerGarbageCollection=$(Server)", Plain },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Settings_that_come_too_late_are_reported(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_settings_are_not(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Quiet_projects))]
    public Task Projects_with_good_settings_are_not_reported(string name, string properties, string source)
    {
        Assert.NotEmpty(name);
        return Verify.Silent(source, [.. properties.Split(';').Select(static property => ("build_property." + property.Split('=')[0], property.Split('=')[1]))]);
    }

    [Fact]
    public Task Server_without_the_web_sdk_is_a_suggestion() => Verify.Suggests(Web, s_worker);

    [Fact]
    public Task Collector_switched_off_by_hand_is_a_suggestion_elsewhere() => Verify.Suggests(Web, ("build_property.ServerGarbageCollection", "false"), ("build_property.UsingMicrosoftNETSdkWeb", ""));

    [Fact]
    public Task Collector_of_the_web_sdk_switched_off_is_reported() => Verify.Fires(Web, ("build_property.ServerGarbageCollection", "false"), ("build_property.UsingMicrosoftNETSdkWeb", "true"));

    [Fact]
    public Task Blocking_collections_are_a_suggestion() => Verify.Suggests(Web, [.. s_web, ("build_property.ConcurrentGarbageCollection", "false")]);

    [Theory, InlineData("TieredCompilation"), InlineData("TieredPGO")]
    public Task Tiers_switched_off_are_a_suggestion(string property) => Verify.Suggests(Web, [.. s_web, ("build_property." + property, "false")]);

    [Fact]
    public Task Loops_without_tiers_are_a_suggestion() => Verify.Suggests(Web, [.. s_web, ("build_property.TieredCompilationQuickJitForLoops", "false")]);

    [Theory]
    [InlineData("var app = WebApplication.[|Create|](args);\napp.Run();")]
    [InlineData("WebApplication.[|CreateSlimBuilder|](args).Build().Run();")]
    [InlineData("Host.CreateDefaultBuilder(args).[|ConfigureWebHostDefaults|](web => web.UseStartup<Startup>()).Build().Run();\nclass Startup { public void Configure(IApplicationBuilder app) { } }")]
    [InlineData("Host.CreateDefaultBuilder(args).[|ConfigureWebHost|](web => web.UseKestrel().UseStartup<Startup>()).Build().Run();\nclass Startup { public void Configure(IApplicationBuilder app) { } }")]
    [InlineData("var builder = WebApplication.[|CreateBuilder|](args);\nbuilder.WebHost.UseKestrel();\nbuilder.Build().Run();")]
    [InlineData("Host.CreateDefaultBuilder(args).[|ConfigureWebHostDefaults|](web => {\nweb.UseKestrel();\nweb.UseStartup<Startup>(); }).Build().Run();\nclass Startup { public void Configure(IApplicationBuilder app) { } }")]
    public Task All_kinds_of_hosts_are_known(string program) => Verify.Suggests(Usings + program, s_worker);

    [Fact]
    public Task Says_that_it_has_no_effect() => Verify.Says(
        Late("AppContext.[|SetSwitch|](\"System.GC.Server\", true);"),
        "'AppContext.SetSwitch' sets 'System.GC.Server' when the runtime has already read it: it has no effect; set the property in the project file, or the variable where the process is started");
}
