using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Lets each page start behind the last key of the page before.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class OffsetWalkFix() : PerfFix("PERF1109")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Go on behind the last key (assumes that no two rows have the same)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var skip = (InvocationExpressionSyntax)node;
        if (skip.Expression is not MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax ordered } order } ||
            skip.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { } statement || statement.Parent?.Parent is not StatementSyntax loop)
        {
            return;
        }

        var (key, type) = (diagnostic.Properties[OffsetWalk.KeyKey]!, diagnostic.Properties[OffsetWalk.TypeKey]!);
        var last = Layout.FreeName(node, "last" + key);
        var rows = statement.Declaration.Variables[0].Identifier.ValueText;

        // .OrderBy(o => o.Id).Skip(n) → .Where(o => o.Id > lastId).OrderBy(o => o.Id)
        var between = order.ToString().Substring(ordered.Expression.Span.Length, ordered.OperatorToken.SpanStart - ordered.Expression.Span.End);
        var parameter = order.DescendantNodes().OfType<SimpleLambdaExpressionSyntax>().FirstOrDefault()?.Parameter.Identifier.ValueText ?? "row";
        var text = $"{ordered.Expression}{between}.Where({parameter} => {parameter}.{key} > {last}){order.ToString().Substring(ordered.Expression.Span.Length)}";
        editor.ReplaceNode(skip, SyntaxFactory.ParseExpression(text).WithTriviaFrom(skip));

        var (outer, inner) = (new Layout(loop.SpanStart, loop.SyntaxTree), new Layout(statement.SpanStart, statement.SyntaxTree));
        editor.InsertBefore(loop, SyntaxFactory.ParseStatement($"var {last} = {type}.MinValue;")
            .WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(outer.IsOneLine ? "" : outer.Indent)).WithTrailingTrivia(SyntaxFactory.ParseTrailingTrivia(outer.IsOneLine ? " " : outer.NewLine)));
        var count = editor.SemanticModel.GetDeclaredSymbol(statement.Declaration.Variables[0], cancellation) is ILocalSymbol { Type: IArrayTypeSymbol } ? "Length" : "Count";
        var condition = $"if ({rows}.{count} > 0){inner.Open}{last} = {rows}[{rows}.{count} - 1].{key};{inner.Close}";
        editor.InsertAfter(statement, SyntaxFactory.ParseStatement(condition)
            .WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(inner.IsOneLine ? "" : inner.Indent)).WithTrailingTrivia(SyntaxFactory.ParseTrailingTrivia(inner.IsOneLine ? " " : inner.NewLine + inner.NewLine)));
    }
}
