using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>Gives members that are one expression a block, with room for statements before it.</summary>
internal static class ExpressionBodies
{
    private const string Placeholder = "__expression__";

    /// <summary>The tree in which the member of an expression body has a block: a statement, and the expression behind it.</summary>
    public static SyntaxNode WithStatement(SyntaxNode root, ArrowExpressionClauseSyntax body, string statement)
    {
        var member = body.Parent!;
        var layout = new Layout(member.SpanStart, root.SyntaxTree);
        var head = body.ArrowToken.GetPreviousToken();
        return root.ReplaceNode(member, member.ReplaceToken(head, head.WithTrailingTrivia()) switch
        {
            BaseMethodDeclarationSyntax method => method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block(layout, IsVoid(method))),
            LocalFunctionStatementSyntax function => function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block(layout, IsVoid(function.ReturnType, function.Modifiers))),
            AccessorDeclarationSyntax accessor => accessor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block(layout, !accessor.IsKind(SyntaxKind.GetAccessorDeclaration))),
            PropertyDeclarationSyntax property => property.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(layout)),
            IndexerDeclarationSyntax indexer => indexer.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(Getter(layout)),
            var other => other,
        });

        BlockSyntax Block(Layout around, bool isVoid) => Filled((BlockSyntax)SyntaxFactory.ParseStatement(Text(around, isVoid)));

        // The parser leaves the line break in front of the brace to the token before it.
        AccessorListSyntax Getter(Layout around) => Filled(((PropertyDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"int x{around.Open}get{Text(around.Inner(), isVoid: false)}{around.Close}")!).AccessorList!)
            .WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(around.Line));

        string Text(Layout around, bool isVoid) => $"{around.Open}{statement}{around.Inner().Line}{(isVoid ? "" : "return ")}{Placeholder};{around.Close}";

        T Filled<T>(T code)
            where T : SyntaxNode
        {
            var place = code.DescendantNodes().OfType<IdentifierNameSyntax>().Single(static name => name.Identifier.ValueText == Placeholder);
            return code.ReplaceNode(place, body.Expression.WithTriviaFrom(place)).WithTrailingTrivia(member.GetTrailingTrivia());
        }
    }

    private static bool IsVoid(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax ordinary => IsVoid(ordinary.ReturnType, ordinary.Modifiers),
        _ => method is ConstructorDeclarationSyntax or DestructorDeclarationSyntax,
    };

    // Nothing is returned by void, nor by an async method whose task has no result.
    private static bool IsVoid(TypeSyntax type, SyntaxTokenList modifiers) =>
        type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } ||
        modifiers.Any(SyntaxKind.AsyncKeyword) && type is not GenericNameSyntax and not QualifiedNameSyntax { Right: GenericNameSyntax };
}
