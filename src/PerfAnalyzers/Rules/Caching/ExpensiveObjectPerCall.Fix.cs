using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PerfAnalyzers.Caching;

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class ExpensiveObjectPerCallFix() : FieldFix("PERF3001")
{
    protected override string Title(string shape) =>
        shape == ExpensiveObjectPerCall.SharedShape ? "Use the shared instance" : "Build it once, in a static readonly field";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        reported.FirstAncestorOrSelf<ExpressionSyntax>(static node => node is BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax);

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var built = (ExpressionSyntax)node;
        if (!diagnostic.Properties.TryGetValue(ExpensiveObjectPerCall.DetailKey, out var detail) || detail is null ||
            editor.SemanticModel.GetTypeInfo(built, cancellation).Type is not { } type)
        {
            return;
        }

        if (shape == ExpensiveObjectPerCall.SharedShape)
        {
            UseShared(editor, (BaseObjectCreationExpressionSyntax)built, type, detail);
        }
        else
        {
            MoveToField(editor, built, type, detail, cancellation);
        }
    }

    private static void UseShared(DocumentEditor editor, BaseObjectCreationExpressionSyntax built, ITypeSymbol type, string member)
    {
        var owner = ParseExpression(TypeOf(editor, built, type).ToString());
        if (built is ImplicitObjectCreationExpressionSyntax)
        {
            owner = owner.WithAdditionalAnnotations(Simplifier.Annotation);
        }

        ExpressionSyntax result = MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner, IdentifierName(member));
        if (built.ArgumentList is { Arguments: { Count: > 0 } arguments })
        {
            // The second parameter means something else there.
            result = InvocationExpression(result, ArgumentList(SingletonSeparatedList(arguments[0])));
        }

        editor.ReplaceNode(built, result.WithTriviaFrom(built));
    }
}
