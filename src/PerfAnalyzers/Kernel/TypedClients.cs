using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which types the project registers as typed clients (<c>AddHttpClient&lt;IClient, Client&gt;()</c>): they are given an
/// <c>HttpClient</c> whose handler the factory renews. Read from the text by simple names, once.
/// </summary>
internal sealed class TypedClients(Facts facts)
{
    private readonly Lazy<HashSet<string>> _names = new(() => Find(facts.Compilation));

    /// <summary>Whether a type is one whose handler follows changes of DNS only by being renewed.</summary>
    public bool Has(ITypeSymbol type) => type.TypeKind is TypeKind.Class or TypeKind.Interface && _names.Value.Contains(type.Name);

    private static HashSet<string> Find(Compilation compilation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (tree, file) in SourceFiles.Of(compilation))
        {
            if (!file.Words.Contains("AddHttpClient"))
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

    // A handler that renews its connections itself, set in the same statement.
    private static bool LivesOn(GenericNameSyntax name) => name.FirstAncestorOrSelf<StatementSyntax>() is not { } statement ? false : BlockingCalls.Mentions(statement, "PooledConnectionLifetime");
}
