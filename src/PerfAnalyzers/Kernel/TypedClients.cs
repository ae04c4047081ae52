using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which types the project registers as typed clients (<c>AddHttpClient&lt;IClient, Client&gt;()</c>): they are given an
/// <c>HttpClient</c> whose handler the factory renews. Read from the text by simple names, once.
/// </summary>
internal static class TypedClients
{
    private static readonly ConditionalWeakTable<Compilation, HashSet<string>> s_names = new();

    /// <summary>Whether a type is one whose handler follows changes of DNS only by being renewed.</summary>
    public static bool Has(ITypeSymbol type, Compilation compilation) => type.TypeKind is TypeKind.Class or TypeKind.Interface && s_names.GetValue(compilation, Find).Contains(type.Name);

    private static HashSet<string> Find(Compilation compilation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (!Mentions(TreeNames.Of(tree, null, default)))
            {
                continue;
            }

            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is GenericNameSyntax { Identifier.ValueText: "AddHttpClient", TypeArgumentList.Arguments: var types } name && !LivesOn(name))
                {
                    foreach (var type in types)
                    {
                        if ((type is QualifiedNameSyntax qualified ? qualified.Right : type) is SimpleNameSyntax simple)
                        {
                            names.Add(simple.Identifier.ValueText);
                        }
                    }
                }
            }
        }

        return names;
    }

    private static bool Mentions(TreeNames names)
    {
        foreach (var word in names.Words)
        {
            if (word == "AddHttpClient")
            {
                return true;
            }
        }

        return false;
    }

    // A handler that renews its connections itself, set in the same statement.
    private static bool LivesOn(GenericNameSyntax name) => name.FirstAncestorOrSelf<StatementSyntax>() is not { } statement ? false : BlockingCalls.Mentions(statement, "PooledConnectionLifetime");
}
