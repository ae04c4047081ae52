using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Start-up, migrations, installers and seeders: they run once and are written for clarity.</summary>
internal static class RareCode
{
    private static readonly string[] s_names = ["Seed", "Migrat", "Install"];

    /// <summary>Whether an operation lies in such code, by heat or by the names around it.</summary>
    public static bool Holds(Site site)
    {
        if (site.Heat == HeatLevel.Cold)
        {
            return true;
        }

        for (var symbol = site.ContainingSymbol; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            foreach (var name in s_names)
            {
                if (symbol.Name.IndexOf(name, StringComparison.Ordinal) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
