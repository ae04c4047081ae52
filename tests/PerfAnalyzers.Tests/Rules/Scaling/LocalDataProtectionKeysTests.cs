using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.LocalDataProtectionKeys, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class LocalDataProtectionKeysTests
{
    private static readonly (string, string) s_several = ("perfanalyzers.deployment", "multi_instance");

    private const string Usings = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.DataProtection;
        using Microsoft.AspNetCore.DataProtection.KeyManagement;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        """;

    // What packages bring.
    private const string Packages = """

        namespace Microsoft.AspNetCore.DataProtection { public static class Stores { public static IDataProtectionBuilder PersistKeysToStackExchangeRedis(this IDataProtectionBuilder b) => b; public static IDataProtectionBuilder PersistKeysToContoso(this IDataProtectionBuilder b) => b; } }
        """;

    private static string Program(string services, string more = "") =>
        Usings + "var builder = WebApplication.CreateBuilder(args);\n" + services + "\nbuilder.Build().Run();\n" + more + Packages;

    public static readonly Cases Firing = new()
    {
        { "defaults", Program("builder.Services.[|AddDataProtection|]();") },
        { "named application", Program("builder.Services.[|AddDataProtection|]().SetApplicationName(\"shop\");") },
        { "lifetime of keys", Program("builder.Services\n.[|AddDataProtection|](options => options.ApplicationDiscriminator = \"shop\")\n.SetDefaultKeyLifetime(TimeSpan.FromDays(14));") },
        { "outside development", Program("if (!builder.Environment.IsDevelopment()) {\nbuilder.Services.[|AddDataProtection|]();\n}") },
        { "extension of the project", Program("builder.Services.AddSecurity();", "public static class Composition { public static void AddSecurity(this IServiceCollection services) { services.[|AddDataProtection|](); } }") },
        { "cookies", Program("builder.Services.AddAuthentication().[|AddCookie|]();") },
        { "cookies of two schemes", Program("builder.Services.AddAuthentication()\n.[|AddCookie|](\"a\")\n.AddCookie(\"b\");") },
        { "cookies with options", Program("builder.Services.AddAuthentication(\"c\").[|AddCookie|](options => options.LoginPath = \"/in\");") },
    };

    public static readonly Cases Suggested = new()
    {
        { "relative folder", Program("builder.Services.AddDataProtection().[|PersistKeysToFileSystem|](new DirectoryInfo(\"keys\"));") },
        { "folder of temporary files", Program("builder.Services.AddDataProtection().[|PersistKeysToFileSystem|](new DirectoryInfo(Path.Combine(Path.GetTempPath(), \"keys\")));") },
        { "folder of the application", Program("builder.Services.AddDataProtection().[|PersistKeysToFileSystem|](new DirectoryInfo(Path.Combine(builder.Environment.ContentRootPath, \"keys\")));") },
        { "folder of the program", Program("builder.Services.AddDataProtection().[|PersistKeysToFileSystem|](new DirectoryInfo(AppContext.BaseDirectory));") },
    };

    public static readonly Cases Quiet = new()
    {
        { "shared folder", Program("builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(\"/mnt/keys\"));") },
        { "network share", Program("builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(@\"\\\\server\\keys\"));") },
        { "configured folder", Program("builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(builder.Configuration[\"Keys\"]!));") },
        { "Redis", Program("builder.Services.AddDataProtection().PersistKeysToStackExchangeRedis();") },
        { "store of another package", Program("builder.Services.AddDataProtection().PersistKeysToContoso();") },
        { "Redis under a setting", Program("var protection = builder.Services.AddDataProtection();\nif (args.Length > 0) {\nprotection.PersistKeysToStackExchangeRedis();\n}") },
        { "store of its own", Program("builder.Services.AddDataProtection();\nbuilder.Services.Configure<KeyManagementOptions>(options => options.XmlRepository = null);") },
        { "in development", Program("if (builder.Environment.IsDevelopment()) {\nbuilder.Services.AddDataProtection();\n}") },
        { "cookies with a store", Program("builder.Services.AddDataProtection().PersistKeysToStackExchangeRedis();\nbuilder.Services.AddAuthentication().AddCookie();") },
        { "keys in memory are another matter", Program("builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();") },
        { "library", Usings + "public static class Composition { public static void AddSecurity(this IServiceCollection services) { services.AddDataProtection(); } }" },
        { "modules behind an interface", Program("builder.Services.AddDataProtection();\nforeach (var module in Modules.All) { module.Add(builder.Services); }", "public interface IModule { void Add(IServiceCollection services); } public static class Modules { public static readonly IModule[] All = []; }") },
        { "helper of its own", Program("var protection = builder.Services.AddDataProtection();\nKeys.Share(protection);", "public static class Keys { public static void Share(IDataProtectionBuilder b) { b.PersistKeysToContoso(); } }") },
        { "store that is switched off", Program("builder.Services.AddDataProtection()\n#if REDIS\n.PersistKeysToStackExchangeRedis()\n#endif\n;") },
        { "no cookies", Program("builder.Services.AddAuthentication();") },
        { "nothing", Program("builder.Services.AddHttpContextAccessor();") },
        { "method of that name", "static class C { static object AddDataProtection(this string s) => s; static object M() => \"x\".AddDataProtection(); }" },
        { "protector used", Program("", "class Links(IDataProtectionProvider p) { public string Make(string x) => p.CreateProtector(\"l\").Protect(x); }") },
        { "cookies of a request", Program("", "class C { void M(Microsoft.AspNetCore.Http.HttpContext c) => c.Response.Cookies.Append(\"a\", \"b\"); }") },
        { "rooted by drive", Program("builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(\"Z:/keys\"));") },
        { "given folder", Usings + "public static class Composition { public static void AddKeys(this IServiceCollection services, DirectoryInfo keys) => services.AddDataProtection().PersistKeysToFileSystem(keys); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Local_keys_of_several_instances_are_reported(Case code) => Verify.Fires(code.Source, s_several);

    [Theory, MemberData(nameof(Suggested))]
    public Task Folders_of_the_machine_are_a_suggestion(Case code) => Verify.Suggests(code.Source, s_several);

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_keys_are_not(Case code) => Verify.Silent(code.Source, s_several);

    [Theory, MemberData(nameof(Firing))]
    public Task Nothing_is_said_unless_the_user_says_that_there_are_several(Case code) => Verify.Silent(code.Unmarked);

    [Fact]
    public Task Says_what_is_unreadable() => Verify.Says(
        Program("builder.Services.[|AddDataProtection|]();"),
        "'AddDataProtection' keeps the keys on this machine: cookies and tokens of one instance are unreadable for the others; persist them where all instances find them ('PersistKeysTo…')",
        s_several);
}
