using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Caching;

/// <summary>Takes the client from the factory at hand, or registers one for all.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ClientPerCallAssumedFix() : PerfFix("PERF3002")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => shape == ClientPerCall.FactoryShape
        ? "Take the client from the factory (its default configuration must suit the call)"
        : "Register one client for the whole process (no scope may need its own)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape switch
    {
        ClientPerCall.FactoryShape => reported.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>(),
        ClientPerCall.SingletonShape => NameOf(reported),
        _ => null,
    };

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (node is SimpleNameSyntax name)
        {
            var singleton = name.Identifier.ValueText.Replace("Scoped", "Singleton").Replace("Transient", "Singleton");
            editor.ReplaceNode(name, (current, _) => ((SimpleNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier(singleton).WithTriviaFrom(name.Identifier)));
        }
        else if (diagnostic.Properties.TryGetValue(ClientPerCall.DetailKey, out var factory) && factory is not null)
        {
            editor.ReplaceNode(node, SyntaxFactory.ParseExpression(factory + ".CreateClient()").WithTriviaFrom(node));
        }
    }

    private static SimpleNameSyntax? NameOf(SyntaxNode reported)
    {
        foreach (var node in reported.AncestorsAndSelf())
        {
            if (node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { } name } } &&
                (name.Identifier.ValueText.EndsWith("Scoped", StringComparison.Ordinal) || name.Identifier.ValueText.EndsWith("Transient", StringComparison.Ordinal)))
            {
                return name;
            }
        }

        return null;
    }
}
