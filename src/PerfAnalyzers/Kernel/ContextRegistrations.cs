using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether all that one scope resolves shares one context of a type: <c>AddDbContext&lt;T&gt;()</c> and its like, read from the text by
/// simple names, once.
/// </summary>
internal sealed class ContextRegistrations(Facts facts)
{
    private readonly Lazy<Dictionary<string, bool>> _isShared = new(() => Find(facts.Compilation));

    /// <summary>True when it is shared, false when everybody is given another one, null when no registration is seen.</summary>
    public bool? IsShared(ITypeSymbol context) => _isShared.Value.TryGetValue(context.Name, out var isShared) ? isShared : null;

    private static Dictionary<string, bool> Find(Compilation compilation)
    {
        var found = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (tree, names) in SourceFiles.Of(compilation))
        {
            if (!MentionsRegistration(names))
            {
                continue;
            }

            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { TypeArgumentList.Arguments: { Count: > 0 } types } name } } call)
                {
                    Read(call, name.Identifier.ValueText, types, found);
                }
            }
        }

        return found;
    }

    private static void Read(InvocationExpressionSyntax call, string name, SeparatedSyntaxList<TypeSyntax> types, Dictionary<string, bool> found)
    {
        var isContext = name is "AddDbContext" or "AddDbContextPool" or "AddSqlServer" or "AddSqlite" or "AddNpgsql";
        if (!isContext && name is not ("AddScoped" or "AddSingleton" or "AddTransient" or "TryAddScoped" or "TryAddTransient"))
        {
            return;
        }

        // What is not shared by one registration is unsure by all.
        var isShared = !name.EndsWith("Transient", StringComparison.Ordinal) && !(isContext && call.ArgumentList.ToString().Contains("Transient"));
        foreach (var type in types)
        {
            var simple = type is QualifiedNameSyntax qualified ? qualified.Right.Identifier.ValueText : (type as SimpleNameSyntax)?.Identifier.ValueText;
            if (simple is not null)
            {
                found[simple] = isShared && (!found.TryGetValue(simple, out var before) || before);
            }
        }
    }

    private static bool MentionsRegistration(TreeNames names)
    {
        foreach (var word in names.Words)
        {
            if (word.StartsWith("AddDbContext", StringComparison.Ordinal) || word is "AddScoped" or "AddTransient" or "AddSingleton" or "TryAddScoped" or "TryAddTransient" or "AddSqlServer" or "AddSqlite" or "AddNpgsql")
            {
                return true;
            }
        }

        return false;
    }
}
