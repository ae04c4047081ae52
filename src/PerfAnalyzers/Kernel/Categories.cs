namespace PerfAnalyzers.Kernel;

/// <summary>Diagnostic categories: one per rule family, usable in <c>dotnet_analyzer_diagnostic.category-…</c>.</summary>
internal static class Categories
{
    public const string Database = "Performance.Database";
    public const string Async = "Performance.Async";
    public const string Caching = "Performance.Caching";
    public const string Allocation = "Performance.Allocation";
    public const string Complexity = "Performance.Complexity";
    public const string Scaling = "Performance.Scaling";
    public const string Delivery = "Performance.Delivery";
    public const string Monitoring = "Performance.Monitoring";
    public const string Measurement = "Performance.Measurement";
}
