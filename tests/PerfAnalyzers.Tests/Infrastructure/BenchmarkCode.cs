namespace PerfAnalyzers.Tests;

/// <summary>The few types of BenchmarkDotNet that cases need: the tests do not reference it.</summary>
internal static class BenchmarkCode
{
    /// <summary>Its declarations, to stand behind a case.</summary>
    public const string Library = """

        namespace BenchmarkDotNet.Attributes
        {
            [AttributeUsage(AttributeTargets.Method)] public class BenchmarkAttribute : Attribute { public bool Baseline { get; set; } public int OperationsPerInvoke { get; set; } }
            public class GlobalSetupAttribute : Attribute { }
            public class GlobalCleanupAttribute : Attribute { }
            public class IterationSetupAttribute : Attribute { }
            public class IterationCleanupAttribute : Attribute { }
            public class ParamsAttribute : Attribute { public ParamsAttribute(params object[] values) { } }
            public class ArgumentsAttribute : Attribute { public ArgumentsAttribute(params object[] values) { } }
            [AttributeUsage(AttributeTargets.Class)] public class MemoryDiagnoserAttribute : Attribute { }
            [AttributeUsage(AttributeTargets.Class)] public class ConfigAttribute : Attribute { public ConfigAttribute(Type type) { } }
        }
        namespace BenchmarkDotNet.Configs
        {
            [Flags] public enum ConfigOptions { Default = 0, KeepBenchmarkFiles = 1, JoinSummary = 2, StopOnFirstError = 4, DisableOptimizationsValidator = 8 }
            public interface IConfig { }
            public abstract class DebugConfig : IConfig { }
            public class DebugInProcessConfig : DebugConfig { }
            public class DebugBuildConfig : DebugConfig { }
            public class ManualConfig : IConfig { public ConfigOptions Options { get; set; } public static ManualConfig CreateEmpty() => new(); public ManualConfig WithOptions(ConfigOptions options) => this; public ManualConfig AddDiagnoser(params object[] all) => this; }
            public static class DefaultConfig { public static IConfig Instance => new ManualConfig(); }
            public static class ConfigExtensions { public static ManualConfig WithOptions(this IConfig config, ConfigOptions options) => new(); public static ManualConfig WithOption(this IConfig config, ConfigOptions option, bool value) => new(); }
        }
        namespace BenchmarkDotNet.Diagnosers { public class MemoryDiagnoser { public static readonly MemoryDiagnoser Default = new(); } }
        namespace BenchmarkDotNet.Running { public static class BenchmarkRunner { public static object Run<T>(BenchmarkDotNet.Configs.IConfig? config = null, string[]? args = null) => new(); } }
        """;

    /// <summary>A class of benchmarks with these members.</summary>
    public static string Class(string members, string attributes = "[MemoryDiagnoser]", string usings = "") =>
        $"using BenchmarkDotNet.Attributes;\n{usings}{attributes}\npublic class Bench\n{{\n    {members}\n}}\n{Library}";
}
