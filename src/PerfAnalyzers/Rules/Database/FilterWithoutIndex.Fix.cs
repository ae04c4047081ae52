using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Database;

/// <summary>Adds the index where the entity is configured: its configuration class, its part of the model, or an attribute.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class FilterWithoutIndexFix() : SolutionFix("PERF1111")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Add the index to the model (writes keep it up to date, and the database needs a migration)";

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || model.GetSymbolInfo(reported, cancellation).Symbol is not IPropertySymbol { ContainingType: { } entity } property)
        {
            return null;
        }

        foreach (var other in document.Project.Documents)
        {
            if (await other.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && Configured(root, entity.Name, property.Name) is { } changed)
            {
                return document.Project.Solution.WithDocumentSyntaxRoot(other.Id, changed);
            }
        }

        foreach (var declaration in entity.DeclaringSyntaxReferences)
        {
            if (await declaration.GetSyntaxAsync(cancellation).ConfigureAwait(false) is TypeDeclarationSyntax type && document.Project.GetDocument(type.SyntaxTree) is { } home)
            {
                return document.Project.Solution.WithDocumentSyntaxRoot(home.Id, Attributed(await type.SyntaxTree.GetRootAsync(cancellation).ConfigureAwait(false), type, property.Name, (await home.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!));
            }
        }

        return null;
    }

    // IEntityTypeConfiguration<Order>.Configure(builder), modelBuilder.Entity<Order>(b => { … }), modelBuilder.Entity<Order>()…;
    private static SyntaxNode? Configured(SyntaxNode root, string entity, string column)
    {
        foreach (var node in root.DescendantNodes())
        {
            switch (node)
            {
                case MethodDeclarationSyntax { Identifier.ValueText: "Configure", Body: { } body, ParameterList.Parameters: [{ Type: GenericNameSyntax { Identifier.ValueText: "EntityTypeBuilder", TypeArgumentList.Arguments: [{ } argument] } } parameter] } when Names(argument, entity):
                    return Appended(root, body, $"{parameter.Identifier.ValueText}.HasIndex(x => x.{column});");
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax { Identifier.ValueText: "Entity", TypeArgumentList.Arguments: [{ } argument] } } access } call when Names(argument, entity):
                    if (call.ArgumentList.Arguments is [{ Expression: SimpleLambdaExpressionSyntax { Block: { } block, Parameter.Identifier.ValueText: var builder } }])
                    {
                        return Appended(root, block, $"{builder}.HasIndex(x => x.{column});");
                    }

                    if (call.ArgumentList.Arguments.Count == 0 && call.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { Parent: BlockSyntax around } statement)
                    {
                        return After(root, around, statement, $"{access.Expression.WithoutTrivia()}.Entity<{argument.WithoutTrivia()}>().HasIndex(x => x.{column});");
                    }

                    break;
            }
        }

        return null;
    }

    private static bool Names(TypeSyntax type, string entity) => (type is QualifiedNameSyntax qualified ? qualified.Right : type) is IdentifierNameSyntax name && name.Identifier.ValueText == entity;

    private static SyntaxNode Appended(SyntaxNode root, BlockSyntax block, string text)
    {
        if (block.Statements.Count > 0)
        {
            return After(root, block, block.Statements[block.Statements.Count - 1], text);
        }

        return root.ReplaceNode(block, block.AddStatements(SyntaxFactory.ParseStatement(text).WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation)));
    }

    private static SyntaxNode After(SyntaxNode root, BlockSyntax block, StatementSyntax last, string text)
    {
        // Its own line, in the same column; on the same line where the block stands on one.
        var indent = SyntaxFactory.TriviaList(last.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1));
        var added = SyntaxFactory.ParseStatement(text).WithLeadingTrivia(indent).WithTrailingTrivia(last.GetTrailingTrivia().Where(static trivia => !Comments.Is(trivia)));
        return root.ReplaceNode(block, block.WithStatements(block.Statements.Insert(block.Statements.IndexOf(last) + 1, added)));
    }

    private static SyntaxNode Attributed(SyntaxNode root, TypeDeclarationSyntax type, string column, SemanticModel model)
    {
        var isImported = !model.LookupNamespacesAndTypes(type.SpanStart, name: "IndexAttribute").IsEmpty;
        var attribute = SyntaxFactory.Attribute(SyntaxFactory.ParseName(isImported ? "Index" : "Microsoft.EntityFrameworkCore.Index"), SyntaxFactory.ParseAttributeArgumentList($"(nameof({column}))"));
        var leading = type.GetLeadingTrivia();
        var indent = leading.LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        var isOneLine = !type.ToFullString().TrimEnd().Contains('\n');
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute)).WithLeadingTrivia(leading)
            .WithTrailingTrivia(isOneLine ? SyntaxFactory.TriviaList(SyntaxFactory.Space) : SyntaxFactory.TriviaList(SyntaxFactory.EndOfLine(root.ToFullString().Contains("\r\n") ? "\r\n" : "\n")));
        var bare = type.WithLeadingTrivia(isOneLine || indent == default ? SyntaxFactory.TriviaList() : SyntaxFactory.TriviaList(indent));
        return root.ReplaceNode(type, bare.WithAttributeLists(bare.AttributeLists.Insert(0, list)));
    }
}
