using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.EphemeralDataProtection, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class EphemeralDataProtectionTests
{
    private const string Usings = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.DataProtection;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        using Microsoft.Extensions.Hosting;

        """;

    private static string Program(string body) => Usings + "var builder = WebApplication.CreateBuilder(args);\n" + body + "\nbuilder.Build().Run();";

    private static string Method(string body, string member = "Compose", string type = "Composition") =>
        Usings + $"static class {type} {{ public static void {member}(IServiceCollection services, IHostEnvironment environment, string? keys) {{\n" + body + "\n} }";

    public static readonly Cases Firing = new()
    {
        { "program", Program("builder.Services.AddDataProtection().[|UseEphemeralDataProtectionProvider|]();") },
        { "after other settings", Program("builder.Services.AddDataProtection()\n.SetApplicationName(\"shop\")\n.[|UseEphemeralDataProtectionProvider|]();") },
        { "extension of the project", Method("services.AddDataProtection().[|UseEphemeralDataProtectionProvider|]();") },
        { "start-up class", Usings + "class Startup { public void ConfigureServices(IServiceCollection services) { services.AddDataProtection().[|UseEphemeralDataProtectionProvider|](); } }" },
        { "builder in a local", Method("var protection = services.AddDataProtection();\nprotection.[|UseEphemeralDataProtectionProvider|]();") },
        { "registered", Method("services.AddSingleton<IDataProtectionProvider>(new [|EphemeralDataProtectionProvider|]());") },
        { "registered by a factory", Method("services.AddSingleton<IDataProtectionProvider>(provider => new [|EphemeralDataProtectionProvider|]());") },
        { "registered unless there is one", Method("services.TryAddSingleton<IDataProtectionProvider>(_ => new [|EphemeralDataProtectionProvider|]());") },
    };

    public static readonly Cases Suggested = new()
    {
        { "without a setting", Method("if (keys is null) {\nservices.AddDataProtection().[|UseEphemeralDataProtectionProvider|]();\n}") },
        { "outside development", Method("if (!environment.IsDevelopment()) {\nservices.AddDataProtection().[|UseEphemeralDataProtectionProvider|]();\n}") },
        { "when a store fails", Method("try {\nservices.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(keys!));\n} catch (IOException) {\nservices.AddDataProtection().[|UseEphemeralDataProtectionProvider|]();\n}") },
        { "built in a class", Usings + "class Tickets { private readonly IDataProtector _protector = new [|EphemeralDataProtectionProvider|]().CreateProtector(\"tickets\"); public string Make(string user) => _protector.Protect(user); }" },
        { "target typed", Usings + "class Tickets { private readonly EphemeralDataProtectionProvider _provider = [|new|](); public string Make(string user) => _provider.CreateProtector(\"t\").Protect(user); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "defaults", Program("builder.Services.AddDataProtection();") },
        { "keys in a folder", Program("builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(\"/keys\"));") },
        { "application's name", Program("builder.Services.AddDataProtection().SetApplicationName(\"shop\").SetDefaultKeyLifetime(TimeSpan.FromDays(30));") },
        { "in development", Program("if (builder.Environment.IsDevelopment()) {\nbuilder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();\n}") },
        { "in development, otherwise shared", Program("var protection = builder.Services.AddDataProtection();\nif (builder.Environment.IsDevelopment()) {\nprotection.UseEphemeralDataProtectionProvider();\n} else {\nprotection.PersistKeysToFileSystem(new DirectoryInfo(\"/keys\"));\n}") },
        { "unless it is not development", Method("if (!environment.IsDevelopment()) {\nservices.AddDataProtection();\n} else {\nservices.AddDataProtection().UseEphemeralDataProtectionProvider();\n}").Replace("!environment.IsDevelopment()", "environment.IsProduction()").Replace("else {", "else if (environment.IsDevelopment()) {") },
        { "debug builds", "#define DEBUG\n" + Method("#if DEBUG\nservices.AddDataProtection().UseEphemeralDataProtectionProvider();\n#endif") },
        { "development by name", Method("if (environment.EnvironmentName == \"Development\") {\nservices.AddDataProtection().UseEphemeralDataProtectionProvider();\n}") },
        { "host for tests", Method("services.AddDataProtection().UseEphemeralDataProtectionProvider();", "AddTestServices") },
        { "factory of tests", Method("services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());", type: "FakeServices") },
        { "design time", Usings + "namespace Microsoft.EntityFrameworkCore.Design { public interface IDesignTimeDbContextFactory<T> { T CreateDbContext(string[] args); } }\nclass Factory : Microsoft.EntityFrameworkCore.Design.IDesignTimeDbContextFactory<string> { public string CreateDbContext(string[] args) => new EphemeralDataProtectionProvider().ToString()!; }" },
        { "provider of the project's own", "class EphemeralDataProtectionProvider { } class C { object M() => new EphemeralDataProtectionProvider(); }" },
        { "method of the project's own", "static class C { static C UseEphemeralDataProtectionProvider(this string s) => null!; static void M() => \"x\".UseEphemeralDataProtectionProvider(); }".Replace("static C Use", "static object Use") },
        { "type asked for", Usings + "class C { bool M(IDataProtectionProvider p) => p is EphemeralDataProtectionProvider; }" },
        { "type named", Usings + "class C { string M() => nameof(EphemeralDataProtectionProvider); }" },
        { "provider given", Usings + "class C(IDataProtectionProvider provider) { string M(string x) => provider.CreateProtector(\"p\").Protect(x); }" },
        { "provider for a folder", Usings + "class C { IDataProtectionProvider M() => DataProtectionProvider.Create(new DirectoryInfo(\"/keys\")); }".Replace("DataProtectionProvider.Create", "Make") .Replace("class C {", "class C { static IDataProtectionProvider Make(DirectoryInfo keys) => throw new NotSupportedException(keys.Name);") },
        { "keys encrypted", Program("builder.Services.AddDataProtection().DisableAutomaticKeyGeneration();") },
        { "no protection at all", Program("builder.Services.AddHttpContextAccessor();") },
        { "protector in a request", Usings + "class Links(IDataProtectionProvider provider) { public string Make(int id) => provider.CreateProtector(\"links\").Protect(id.ToString()); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Keys_in_memory_are_reported(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Keys_in_memory_in_some_runs_are_a_suggestion(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_keys_are_not(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_who_cannot_read() => Verify.Says(
        Program("builder.Services.AddDataProtection().[|UseEphemeralDataProtectionProvider|]();"),
        "'UseEphemeralDataProtectionProvider' makes keys that end with the process: every restart signs all users out, and no other instance reads its cookies and tokens; persist the keys where all instances find them ('PersistKeysTo…')");
}
