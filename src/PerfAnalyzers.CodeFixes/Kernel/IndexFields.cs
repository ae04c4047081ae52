using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>Declares a field beside another one, and gives it its value where that one is given its own.</summary>
internal static class IndexFields
{
    /// <summary>The tree with the field.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="beside">The other field.</param>
    /// <param name="type">Its type, as text.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it is built by.</param>
    public static SyntaxNode Declare(SyntaxNode root, VariableDeclaratorSyntax beside, string type, string name, string value)
    {
        var field = beside.FirstAncestorOrSelf<FieldDeclarationSyntax>()!;
        var modifiers = field.Modifiers.Any(SyntaxKind.StaticKeyword) ? "private static readonly" : "private readonly";
        var initial = beside.Initializer is null ? "" : $" = {value}";
        var added = SyntaxFactory.ParseMemberDeclaration($"{modifiers} {type} {name}{initial};")!;
        var assigned = beside.Initializer is null ? AssignmentOf(beside) : null;
        var marked = root.TrackNodes(assigned is null ? [field] : [field, assigned]);
        if (assigned is not null)
        {
            var current = marked.GetCurrentNode(assigned)!;
            marked = marked.InsertNodesAfter(current, [Beside(SyntaxFactory.ParseStatement($"{name} = {value};"), assigned, root.SyntaxTree)]);
        }

        return marked.InsertNodesAfter(marked.GetCurrentNode(field)!, [Beside(added, field, root.SyntaxTree)]);
    }

    /// <summary>The field that is given a value already; null when there is none.</summary>
    public static string? Existing(VariableDeclaratorSyntax beside, string value)
    {
        foreach (var node in beside.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.DescendantNodes())
        {
            switch (node)
            {
                case VariableDeclaratorSyntax { Initializer: { } initial, Parent.Parent: FieldDeclarationSyntax } variable when initial.Value.ToString() == value:
                    return variable.Identifier.ValueText;
                case AssignmentExpressionSyntax { Left: IdentifierNameSyntax target, Parent: ExpressionStatementSyntax { Parent.Parent: ConstructorDeclarationSyntax } } assignment when assignment.Right.ToString() == value:
                    return target.Identifier.ValueText;
            }
        }

        return null;
    }

    private static StatementSyntax? AssignmentOf(VariableDeclaratorSyntax field)
    {
        foreach (var node in field.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.DescendantNodes())
        {
            if (node is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax { Parent.Parent: ConstructorDeclarationSyntax } statement } assignment && IsNamed(assignment.Left, field.Identifier.ValueText))
            {
                return statement;
            }
        }

        return null;
    }

    private static bool IsNamed(ExpressionSyntax target, string name) => target switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax } access => access.Name.Identifier.ValueText == name,
        _ => false,
    };

    private static T Beside<T>(T added, SyntaxNode place, SyntaxTree tree)
        where T : SyntaxNode
    {
        var layout = new Layout(place.SpanStart, tree);
        return layout.IsOneLine
            ? added.WithLeadingTrivia().WithTrailingTrivia(SyntaxFactory.Space)
            : added.WithLeadingTrivia(SyntaxFactory.Whitespace(layout.Indent)).WithTrailingTrivia(SyntaxFactory.EndOfLine(layout.NewLine));
    }
}
