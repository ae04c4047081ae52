using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which member names can reach a set of library names, judged by text alone: the filter in front of binding bodies. A name
/// it does not hold reaches nothing; a name it holds may. What a file mentions is kept per syntax tree, so that in the editor
/// only the tree that changed is read again.
/// </summary>
internal sealed class CallNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, Mentions[]> s_mentions = new();

    private readonly HashSet<string> _reaching;

    /// <param name="compilation">The source to read.</param>
    /// <param name="targets">Names to reach.</param>
    /// <param name="cancellation">Cancels reading.</param>
    public CallNames(Compilation compilation, IEnumerable<string> targets, CancellationToken cancellation)
    {
        _reaching = new HashSet<string>(targets, StringComparer.Ordinal);
        if (_reaching.Count == 0)
        {
            return;
        }

        var callers = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var member in Of(tree, cancellation))
            {
                foreach (var name in member.Names)
                {
                    if (!callers.TryGetValue(name, out var list))
                    {
                        callers.Add(name, list = []);
                    }

                    list.Add(member.Member);
                }
            }
        }

        var open = new Queue<string>(_reaching);
        while (open.Count > 0)
        {
            if (callers.TryGetValue(open.Dequeue(), out var mentioning))
            {
                foreach (var caller in mentioning)
                {
                    if (_reaching.Add(caller))
                    {
                        open.Enqueue(caller);
                    }
                }
            }
        }
    }

    /// <summary>Whether a member called <paramref name="name"/> may reach a target.</summary>
    public bool MayReach(string name) => _reaching.Contains(name);

    private static Mentions[] Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (!s_mentions.TryGetValue(tree, out var mentions))
        {
            mentions = Read(tree, cancellation);
            s_mentions.GetValue(tree, _ => mentions);
        }

        return mentions;
    }

    private static Mentions[] Read(SyntaxTree tree, CancellationToken cancellation)
    {
        var found = new List<Mentions>();
        foreach (var node in tree.GetRoot(cancellation).DescendantNodes(static node => node is not StatementSyntax and not ArrowExpressionClauseSyntax))
        {
            if (NameOf(node) is { } name)
            {
                Add(found, name, node);
            }
            else if (node is EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } } initializer &&
                initializer.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
            {
                // Initializers run when the type is constructed.
                Add(found, type.Identifier.ValueText, initializer);
            }
        }

        return found.ToArray();
    }

    private static void Add(List<Mentions> found, string name, SyntaxNode member)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in member.DescendantNodes())
        {
            switch (node)
            {
                case SimpleNameSyntax mention:
                    names.Add(mention.Identifier.ValueText);
                    break;
                case LocalFunctionStatementSyntax local:
                    // Nested functions are called by name; what they mention belongs to the enclosing member as well.
                    Add(found, local.Identifier.ValueText, local);
                    break;
            }
        }

        names.Remove(name);
        if (names.Count > 0)
        {
            found.Add(new Mentions(name, [.. names]));
        }
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method when method.Body is not null || method.ExpressionBody is not null => method.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax, Initializer: not null } field => field.Identifier.ValueText,
        LocalFunctionStatementSyntax topLevel => topLevel.Identifier.ValueText,
        _ => null,
    };

    /// <summary>What one member mentions.</summary>
    private readonly record struct Mentions(string Member, string[] Names);
}
