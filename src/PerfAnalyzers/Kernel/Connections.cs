using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Questions about ADO.NET connections.</summary>
internal static class Connections
{
    /// <summary>Whether a type is a database connection.</summary>
    public static bool Is(ITypeSymbol? type)
    {
        if (type is null || type.SpecialType != SpecialType.None)
        {
            return false;
        }

        if (IsContract(type))
        {
            return true;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (IsContract(contract))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsContract(ITypeSymbol type) => type is { Name: "IDbConnection", ContainingNamespace: { Name: "Data", ContainingNamespace.Name: "System" } };
}
