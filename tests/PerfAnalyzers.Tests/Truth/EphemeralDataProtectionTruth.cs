using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Counts the instances that read a protected value: the one that made it, another, and the first after a restart.</summary>
public sealed class EphemeralDataProtectionTruth
{
    private const string Usings = "using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.DataProtection; using Microsoft.AspNetCore.Http; using Microsoft.Extensions.DependencyInjection; using System.Security.Cryptography; " +
        "public static class App { public static void Use(WebApplication app) { app.MapGet(\"/in\", (IDataProtectionProvider p) => p.CreateProtector(\"user\").Protect(\"ann\")); " +
        "app.MapGet(\"/who\", (IDataProtectionProvider p, string token) => { try { return p.CreateProtector(\"user\").Unprotect(token); } catch (CryptographicException) { return \"nobody\"; } }); } }";

    private static readonly (string Name, string Readers, string Services)[] s_cases =
    [
        ("ephemeral", "ann nobody nobody", "services.AddDataProtection().UseEphemeralDataProtectionProvider();"),
        ("ephemeral provider registered", "ann nobody nobody", "services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());"),
        ("keys in a shared folder", "ann ann ann", "services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(folder));"),
        ("keys in a shared folder, application named", "ann ann ann", "services.AddDataProtection().SetApplicationName(\"shop\").PersistKeysToFileSystem(new DirectoryInfo(folder));"),
    ];

    [Fact]
    public async Task Reported_keys_are_known_to_one_process()
    {
        var source = Usings + "\n" + string.Join('\n', s_cases.Select(static (test, i) => $"public static class Case{i} {{ public static void Services(IServiceCollection services, string folder) {{ {test.Services} }} }}"));
        var reported = (await Executed.Review<EphemeralDataProtection>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line - 1).ToHashSet();
        for (var i = 0; i < s_cases.Length; i++)
        {
            var readers = await Readers(source, $"Case{i}");
            Assert.Equal((s_cases[i].Name, s_cases[i].Readers), (s_cases[i].Name, readers));
            Assert.Equal((s_cases[i].Name, readers.Contains("nobody", StringComparison.Ordinal)), (s_cases[i].Name, reported.Contains(i)));
        }
    }

    private static async Task<string> Readers(string source, string type)
    {
        var folder = Directory.CreateTempSubdirectory("perf-keys-").FullName;
        try
        {
            string token;
            string same;
            await using (var first = await Start(source, type, folder))
            {
                token = (await first.Get("/in")).Body;
                same = await Who(first, token);
            }

            await using var other = await Start(source, type, folder);
            await using var restarted = await Start(source, type, folder);
            return $"{same} {await Who(other, token)} {await Who(restarted, token)}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Who(WebInstance instance, string token) => (await instance.Get("/who?token=" + Uri.EscapeDataString(token))).Body;

    private static Task<WebInstance> Start(string source, string type, string folder)
    {
        var code = Executed.Load(source);
        return WebInstance.Start(
            services => code.Delegate<Action<IServiceCollection, string>>(type + ".Services")(services, folder),
            code.Delegate<Action<WebApplication>>("App.Use"));
    }
}
