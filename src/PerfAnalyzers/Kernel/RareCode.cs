using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Code that runs once and is written for clarity: start-up, error paths, migrations, installers, seeders.</summary>
internal static class RareCode
{
    public static bool Is(Site site)
    {
        if (site.Heat == HeatLevel.Cold)
        {
            return true;
        }

        for (var symbol = site.ContainingSymbol; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.Name.IndexOf("Seed", StringComparison.Ordinal) >= 0 || symbol.Name.IndexOf("Migrat", StringComparison.Ordinal) >= 0 || symbol.Name.IndexOf("Install", StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
