using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Names of members of other projects that hand out queries: the sets of a context, the queries of a repository. Only
/// assemblies that reference a mapper themselves are read, each once, and of them only types called like one.
/// </summary>
internal static class QuerySources
{
    // What types are called that hand out queries: contexts, repositories, units of work, and extensions of them.
    private static readonly string[] s_words = ["Context", "Repo", "UnitOfWork", "Session", "DataAccess", "Database", "Store", "Quer", "Db", "Entit"];

    private static readonly ConditionalWeakTable<object, (string Type, string Name)[]> s_names = new();

    /// <summary>The members, each with the type that declares it.</summary>
    public static IEnumerable<(string Type, string Name)> Of(Compilation compilation)
    {
        foreach (var reference in compilation.References)
        {
            // A compiler that stays alive makes new references over metadata it has kept.
            var key = reference is PortableExecutableReference file ? (object)file.GetMetadataId() : reference;
            if (!s_names.TryGetValue(key, out var names))
            {
                names = compilation.GetAssemblyOrModuleSymbol(reference) is IAssemblySymbol assembly && ReferencesMapper(assembly) ? Read(assembly) : [];
                var found = names;
                s_names.GetValue(key, _ => found);
            }

            foreach (var name in names)
            {
                yield return name;
            }
        }
    }

    private static bool ReferencesMapper(IAssemblySymbol assembly)
    {
        // The mapper's own assemblies and providers hold no sets of anybody's.
        if (assembly.Name.IndexOf("EntityFramework", StringComparison.Ordinal) >= 0 || assembly.Name.StartsWith("Microsoft.", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var module in assembly.Modules)
        {
            foreach (var identity in module.ReferencedAssemblies)
            {
                if (identity.Name is "Microsoft.EntityFrameworkCore" or "EntityFramework" or "linq2db" or "NHibernate")
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static (string Type, string Name)[] Read(IAssemblySymbol assembly)
    {
        var names = new HashSet<(string, string)>();
        Visit(assembly.GlobalNamespace);
        return [.. names];

        void Visit(INamespaceOrTypeSymbol container)
        {
            foreach (var member in container.GetMembers())
            {
                switch (member)
                {
                    // Members of a type cost more to read than the names of all types.
                    case INamespaceOrTypeSymbol inner:
                        if (inner is INamespaceSymbol || MayHandOut(inner.Name))
                        {
                            Visit(inner);
                        }

                        break;
                    case IPropertySymbol property when IsQuery(property.Type):
                        names.Add((container.Name, property.Name));
                        break;
                    case IMethodSymbol { MethodKind: MethodKind.Ordinary } method when IsQuery(method.ReturnType) && TreeNames.IsSourceName(method.Name):
                        names.Add((container.Name, method.Name));
                        break;
                }
            }
        }
    }

    private static bool MayHandOut(string type)
    {
        foreach (var word in s_words)
        {
            if (type.IndexOf(word, StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsQuery(ITypeSymbol type) => Array.IndexOf(TreeNames.QueryTypes, type.Name) >= 0;
}
