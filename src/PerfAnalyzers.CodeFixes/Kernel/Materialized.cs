using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Kernel;

/// <summary>Makes a list of a lazy sequence where a local is declared with it.</summary>
internal static class Materialized
{
    /// <summary>Adds <c>ToList()</c> to the initializer of the local declared at a location; once, however often it is asked.</summary>
    public static void Declaration(DocumentEditor editor, Location location)
    {
        if (editor.OriginalRoot.FindNode(location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { Initializer: not null } declarator)
        {
            editor.ReplaceNode(declarator, static (current, _) =>
            {
                var local = (VariableDeclaratorSyntax)current;
                var value = local.Initializer!.Value;
                return IsList(value) ? local : local.WithInitializer(local.Initializer.WithValue(Hoisted.Copied(value, "ToList")));
            });
        }
    }

    private static bool IsList(SyntaxNode value) => value is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToList" } };
}
