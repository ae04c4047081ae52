using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Start-up, migrations, installers and seeders: they run once and are written for clarity.</summary>
internal static class RareCode
{
    private static readonly string[] s_names = ["Seed", "Migrat", "Install"];

    /// <summary>Whether an operation lies in such code, by heat, or by the names of the members, types and namespaces around it.</summary>
    public static bool Is(Site site) => site.Heat == HeatLevel.Cold || IsNamed(site.ContainingSymbol);

    /// <summary>Whether a member lies in such code by its own name or those of the types and namespaces around it.</summary>
    public static bool IsNamed(ISymbol? symbol)
    {
        for (; symbol is not null; symbol = symbol.ContainingSymbol)
        {
            // Of namespaces only the folders that hold such code; products are named after it, too.
            if (symbol is INamespaceSymbol ? symbol.Name is "Migrations" or "Seeding" or "Seeds" or "Seed" : IsName(symbol.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name is that of such code, or a path leads into it.</summary>
    public static bool IsName(string text)
    {
        foreach (var name in s_names)
        {
            if (text.IndexOf(name, StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
