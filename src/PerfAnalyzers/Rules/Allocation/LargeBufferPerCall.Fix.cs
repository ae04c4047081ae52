using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Rents the array and returns it in a <c>finally</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class LargeBufferPerCallFix() : PerfFix(LargeBufferPerCall.Rule.Id)
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Rent it from the array pool, as nothing keeps it after its use";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var declaration = (LocalDeclarationStatementSyntax)node;
        var block = (BlockSyntax)declaration.Parent!;
        var variable = declaration.Declaration.Variables[0];
        var created = (ArrayCreationExpressionSyntax)variable.Initializer!.Value;
        var size = created.Type.RankSpecifiers[0].Sizes[0].WithoutTrivia();
        var name = variable.Identifier.ValueText;
        var pool = diagnostic.Properties[LargeBufferPerCall.PoolKey] + ".Shared";

        var rented = new List<StatementSyntax>
        {
            declaration.ReplaceNode(created, SyntaxFactory.ParseExpression($"{pool}.Rent({size})").WithTriviaFrom(created)),
        };
        var rest = new List<StatementSyntax>();
        if (diagnostic.Properties.TryGetValue(LargeBufferPerCall.ClearKey, out var array))
        {
            rest.Add(SyntaxFactory.ParseStatement($"{array}.Clear({name}, 0, {size});").WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed));
        }

        if (editor.SemanticModel.GetOperation(declaration, cancellation) is { } operation)
        {
            Adapt(editor, Operations.Function(operation), name, size);
        }

        var position = block.Statements.IndexOf(declaration);
        editor.ReplaceNode(block, (current, _) =>
        {
            var statements = ((BlockSyntax)current).Statements;
            rest.AddRange(statements.Skip(position + 1));
            var returning = SyntaxFactory.ParseStatement($"{pool}.Return({name});");
            var guarded = SyntaxFactory.TryStatement(SyntaxFactory.Block(WithoutFirstBlankLines(rest)), default, SyntaxFactory.FinallyClause(SyntaxFactory.Block(returning)));
            return ((BlockSyntax)current).WithStatements(SyntaxFactory.List(statements.Take(position).Concat(rented).Append(guarded.WithAdditionalAnnotations(Formatter.Annotation))));
        });
    }

    private static IEnumerable<StatementSyntax> WithoutFirstBlankLines(List<StatementSyntax> statements)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            var leading = statements[i].GetLeadingTrivia();
            yield return i > 0 ? statements[i] : statements[i].WithLeadingTrivia(leading.SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
        }
    }

    private static void Adapt(DocumentEditor editor, IOperation function, string name, ExpressionSyntax size)
    {
        foreach (var part in function.Descendants())
        {
            if (part is not ILocalReferenceOperation reference || reference.Local.Name != name)
            {
                continue;
            }

            switch (LargeBufferPerCall.Form(reference))
            {
                case BufferUse.Length when reference.Syntax.Parent is MemberAccessExpressionSyntax access:
                    editor.ReplaceNode(access, (size is BinaryExpressionSyntax && access.Parent is not ArgumentSyntax ? SyntaxFactory.ParenthesizedExpression(size) : size).WithTriviaFrom(access));
                    break;
                case BufferUse.Span:
                    editor.ReplaceNode(reference.Syntax, SyntaxFactory.ParseExpression($"{name}.AsSpan(0, {size})").WithTriviaFrom(reference.Syntax));
                    break;
                case BufferUse.Memory:
                    editor.ReplaceNode(reference.Syntax, SyntaxFactory.ParseExpression($"{name}.AsMemory(0, {size})").WithTriviaFrom(reference.Syntax));
                    break;
            }
        }
    }
}
