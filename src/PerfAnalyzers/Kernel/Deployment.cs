using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>What is known of how many instances of the application run.</summary>
internal enum ScaleOut
{
    /// <summary>Nothing: be silent.</summary>
    Unknown,

    /// <summary>The user says that there is one: be silent.</summary>
    Single,

    /// <summary>The application has been prepared for several: suggest.</summary>
    Evident,

    /// <summary>The user says that there are several: warn.</summary>
    Declared,
}

/// <summary>How the application is deployed: what the user says of it, and what its own registrations show.</summary>
internal sealed class Deployment(Facts facts)
{
    /// <summary>
    /// How the application is deployed: any of <c>single_instance</c>, <c>multi_instance</c>, <c>behind_proxy</c>, <c>cdn</c>. The MSBuild
    /// property <c>PerfAnalyzersDeployment</c> says the same. Not set: what is reported needs evidence in the code.
    /// </summary>
    public static readonly PerfOption<string> Declared = PerfOption.List("deployment");

    private static readonly char[] s_separators = [',', ';', '|', ' '];

    // Each keeps something outside the process, which a single instance has no need of.
    private static readonly string[] s_shared =
    [
        "AddStackExchangeRedisCache", "AddDistributedSqlServerCache", "AddStackExchangeRedisOutputCache", "AddStackExchangeRedis", "AddAzureSignalR", "UseClustering", "UseOrleans", "AddRedisDistributedCache",
        "AddRedisOutputCache", "PersistKeysToStackExchangeRedis", "PersistKeysToAzureBlobStorage", "PersistKeysToAWSSystemsManager", "PersistKeysToGoogleCloudStorage", "AddNamedAzureSignalR",
    ];

    private static readonly string[] s_libraries = ["DistributedLock.", "Orleans.", "RedLockNet", "Microsoft.AspNetCore.SignalR.StackExchangeRedis", "Microsoft.Azure.SignalR"];

    private static readonly string[] s_local = ["DistributedLock.Core", "DistributedLock.FileSystem", "DistributedLock.WaitHandles"];

    private readonly Lazy<bool> _showsScaleOut = new(() => Shows(facts));

    /// <summary>How many instances run, for a file of the project.</summary>
    public ScaleOut ScaleOutOf(SyntaxTree tree) =>
        Says("multi_instance", tree) ? ScaleOut.Declared
        : Says("single_instance", tree) ? ScaleOut.Single
        : _showsScaleOut.Value ? ScaleOut.Evident
        : ScaleOut.Unknown;

    /// <summary>The user says that requests come through a proxy or load balancer: <c>behind_proxy</c> or <c>multi_instance</c>.</summary>
    public bool IsBehindProxy(SyntaxTree tree) => Says("behind_proxy", tree) || Says("multi_instance", tree);

    /// <summary>The user says that a content delivery network serves what can be cached.</summary>
    public bool HasCdn(SyntaxTree tree) => Says("cdn", tree);

    private bool Says(string trait, SyntaxTree tree)
    {
        var text = Declared.In(facts.Options, tree);
        if (text.Length == 0 && !facts.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.PerfAnalyzersDeployment", out text))
        {
            return false;
        }

        foreach (var part in text!.Split(s_separators))
        {
            if (part.Equals(trait, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Shows(Facts facts)
    {
        foreach (var reference in facts.Compilation.ReferencedAssemblyNames)
        {
            foreach (var prefix in s_libraries)
            {
                if (reference.Name.StartsWith(prefix, StringComparison.Ordinal) && Array.IndexOf(s_local, reference.Name) < 0)
                {
                    return true;
                }
            }
        }

        foreach (var name in s_shared)
        {
            if (facts.Composition.First(name) is not null)
            {
                return true;
            }
        }

        // A leader among Kubernetes pods.
        return facts.Composition.Mentions("LeaderElector");
    }
}
