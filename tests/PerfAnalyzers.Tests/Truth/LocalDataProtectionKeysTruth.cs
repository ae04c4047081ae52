using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>A program that protects a value and one that reads it, on two machines: processes with profile folders of their own.</summary>
public sealed class LocalDataProtectionKeysTruth
{
    private static string Program(string services) => $$"""
        using Microsoft.AspNetCore.DataProtection; using Microsoft.Extensions.DependencyInjection;
        var folder = args[0];
        var services = new ServiceCollection();
        {{services}}
        using var provider = services.BuildServiceProvider();
        var protector = provider.GetRequiredService<IDataProtectionProvider>().CreateProtector("user");
        if (args.Length == 1) { Console.WriteLine(protector.Protect("ann")); }
        else { try { Console.WriteLine(protector.Unprotect(args[1])); } catch (System.Security.Cryptography.CryptographicException) { Console.WriteLine("nobody"); } }
        """;

    [Fact]
    public async Task Keys_that_are_not_persisted_are_known_to_one_machine()
    {
        var local = Program("services.AddDataProtection().SetApplicationName(\"shop\");");
        var shared = Program("services.AddDataProtection().SetApplicationName(\"shop\").PersistKeysToFileSystem(new DirectoryInfo(folder));");
        Assert.Single(await Executed.ReviewWith<LocalDataProtectionKeys>(local, ("perfanalyzers.deployment", "multi_instance")));
        Assert.Empty(await Executed.ReviewWith<LocalDataProtectionKeys>(local));
        Assert.Empty(await Executed.ReviewWith<LocalDataProtectionKeys>(shared, ("perfanalyzers.deployment", "multi_instance")));
        Assert.Equal("ann nobody", await Readers(local));
        Assert.Equal("ann ann", await Readers(shared));
    }

    private static async Task<string> Readers(string source)
    {
        var folders = Directory.CreateTempSubdirectory("perf-machines-");
        try
        {
            var shared = folders.CreateSubdirectory("shared").FullName;
            var first = folders.CreateSubdirectory("first").FullName;
            var second = folders.CreateSubdirectory("second").FullName;
            var token = await On(first, source, shared);
            return $"{await On(first, source, shared, token)} {await On(second, source, shared, token)}";
        }
        finally
        {
            folders.Delete(recursive: true);
        }
    }

    private static Task<string> On(string machine, string source, params string[] arguments) =>
        ChildProgram.Run(source, environment: [("HOME", machine), ("LOCALAPPDATA", machine), ("USERPROFILE", machine)], arguments: arguments);
}
