using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Complexity;

/// <summary>Finds the place of a key once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class RepeatedLookupFix() : SolutionFix("PERF5010")
{
    private const string Marshal = "System.Runtime.InteropServices";

    protected override string Title(string shape) => shape switch
    {
        RepeatedLookup.PairsShape => "Enumerate the pairs",
        RepeatedLookup.RemoveShape => "Read and remove with one 'Remove'",
        RepeatedLookup.LocalShape => "Keep the value in a local",
        _ => "Count with 'CollectionsMarshal.GetValueRefOrAddDefault'",
    };

    protected override Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        Task.FromResult(shape != RepeatedLookup.AliasedLocalShape && reported.SyntaxTree.GetRoot(cancellation) is CompilationUnitSyntax root && Rewrite(root, reported, shape) is not null);

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is CompilationUnitSyntax root && Rewrite(root, reported, shape) is { } changed
            ? document.Project.Solution.WithDocumentSyntaxRoot(document.Id, changed)
            : null;

    private static CompilationUnitSyntax? Rewrite(CompilationUnitSyntax root, SyntaxNode reported, string shape) => shape switch
    {
        RepeatedLookup.PairsShape => OfPairs(root, reported),
        RepeatedLookup.RemoveShape => OfRemove(root, reported),
        RepeatedLookup.LocalShape => OfLocal(root, reported),
        _ => OfCount(root, reported, shape),
    };

    // CollectionsMarshal.GetValueRefOrAddDefault(map, key, out _)++;
    private static CompilationUnitSyntax? OfCount(CompilationUnitSyntax root, SyntaxNode reported, string shape)
    {
        if (reported.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { Left: ElementAccessExpressionSyntax target, Parent: ExpressionStatementSyntax statement } assignment || Sum(assignment.Right) is not { } sum || Comments.In(statement))
        {
            return null;
        }

        var place = SyntaxFactory.ParseExpression($"CollectionsMarshal.GetValueRefOrAddDefault({target.Expression.WithoutTrivia()}, {target.ArgumentList.Arguments[0].WithoutTrivia()}, out _)");
        var isMore = sum.IsKind(SyntaxKind.AddExpression);
        ExpressionSyntax counted = sum.Right is LiteralExpressionSyntax { Token.ValueText: "1" }
            ? SyntaxFactory.PostfixUnaryExpression(isMore ? SyntaxKind.PostIncrementExpression : SyntaxKind.PostDecrementExpression, place)
            : SyntaxFactory.AssignmentExpression(
                isMore ? SyntaxKind.AddAssignmentExpression : SyntaxKind.SubtractAssignmentExpression, place,
                SyntaxFactory.Token(isMore ? SyntaxKind.PlusEqualsToken : SyntaxKind.MinusEqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space), sum.Right.WithoutTrivia());
        var written = statement.WithExpression(counted);
        if (shape == RepeatedLookup.CountShape)
        {
            return Usings.Add(root.ReplaceNode(statement, written.WithTriviaFrom(statement)), Marshal);
        }

        if (statement.Parent is not BlockSyntax block || block.Statements.IndexOf(statement) is var index && index < 1 || Comments.In(block.Statements[index - 1]) || statement.GetLeadingTrivia().Any(Comments.Is))
        {
            return null;
        }

        var before = block.Statements[index - 1];
        written = written.WithLeadingTrivia(before.GetLeadingTrivia()).WithTrailingTrivia(statement.GetTrailingTrivia());
        return Usings.Add(root.ReplaceNode(block, block.WithStatements(block.Statements.Replace(statement, written).RemoveAt(index - 1))), Marshal);
    }

    private static BinaryExpressionSyntax? Sum(ExpressionSyntax value) => value switch
    {
        ParenthesizedExpressionSyntax parenthesized => Sum(parenthesized.Expression),
        ConditionalExpressionSyntax choice => Sum(choice.WhenTrue),
        BinaryExpressionSyntax sum => sum,
        _ => null,
    };

    // foreach (var (key, value) in map)
    private static CompilationUnitSyntax? OfPairs(CompilationUnitSyntax root, SyntaxNode reported)
    {
        if (reported.FirstAncestorOrSelf<ForEachStatementSyntax>() is not { Expression: MemberAccessExpressionSyntax keys } loop || Comments.In(loop.Expression))
        {
            return null;
        }

        var map = keys.Expression;
        var key = loop.Identifier.ValueText;
        var reads = loop.Statement.DescendantNodes().OfType<ElementAccessExpressionSyntax>()
            .Where(read => SyntaxFactory.AreEquivalent(read.Expression.WithoutTrivia(), map.WithoutTrivia()) && read.ArgumentList.Arguments is [{ Expression: IdentifierNameSyntax name }] && name.Identifier.ValueText == key).ToList();
        if (reads.Count == 0)
        {
            return null;
        }

        // A local that takes the value at once gives its name.
        var taken = loop.Statement is BlockSyntax { Statements: [LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: { } first } variable] } declaration, _, ..] } && first == reads[0] &&
            !IsWritten(loop.Statement, variable.Identifier.ValueText) && !Comments.In(declaration) && !declaration.GetLeadingTrivia().Any(Comments.Is)
            ? declaration
            : null;
        var name = taken?.Declaration.Variables[0].Identifier.ValueText ?? (loop.FirstAncestorOrSelf<AccessorDeclarationSyntax>() is { RawKind: not (int)SyntaxKind.GetAccessorDeclaration } ? Layout.FreeName(loop, "found") : Layout.FreeName(loop, "value"));
        var statement = loop.Statement.ReplaceNodes(reads.Where(read => taken is null || !taken.Contains(read)), (read, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(read));
        if (taken is not null)
        {
            var block = (BlockSyntax)statement;
            var leading = block.Statements[0].GetLeadingTrivia();
            block = block.WithStatements(block.Statements.RemoveAt(0));
            statement = block.WithStatements(block.Statements.Replace(block.Statements[0], block.Statements[0].WithLeadingTrivia(block.Statements[0].GetLeadingTrivia().Any(Comments.Is) ? block.Statements[0].GetLeadingTrivia() : leading)));
        }

        var designation = SyntaxFactory.ParenthesizedVariableDesignation(SyntaxFactory.SeparatedList<VariableDesignationSyntax>(
            [SyntaxFactory.SingleVariableDesignation(loop.Identifier.WithoutTrivia()), SyntaxFactory.SingleVariableDesignation(SyntaxFactory.Identifier(name))], [SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)]));
        var variableOfPair = SyntaxFactory.DeclarationExpression(SyntaxFactory.IdentifierName("var").WithLeadingTrivia(loop.Type.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space), designation.WithTrailingTrivia(loop.Identifier.TrailingTrivia));
        return root.ReplaceNode(loop, SyntaxFactory.ForEachVariableStatement(loop.AttributeLists, loop.AwaitKeyword, loop.ForEachKeyword, loop.OpenParenToken, variableOfPair, loop.InKeyword, map.WithTriviaFrom(keys), loop.CloseParenToken, statement));
    }

    private static bool IsWritten(SyntaxNode code, string name) => code.DescendantNodes().Any(node => node switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left is IdentifierNameSyntax target && target.Identifier.ValueText == name,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } prefix => prefix.Operand.ToString() == name,
        PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression } postfix => postfix.Operand.ToString() == name,
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => argument.Expression.ToString() == name,
        _ => false,
    });

    // if (map.Remove(key, out var value))
    private static CompilationUnitSyntax? OfRemove(CompilationUnitSyntax root, SyntaxNode reported)
    {
        if (reported.FirstAncestorOrSelf<IfStatementSyntax>() is not { Condition: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call, Statement: BlockSyntax { Statements: [var removal, ..] } block } choice ||
            removal.GetLeadingTrivia().Any(Comments.Is) || removal.GetTrailingTrivia().Any(Comments.Is) || Comments.In(removal))
        {
            return null;
        }

        var rest = block.Statements.RemoveAt(0);
        if (rest.Count > 0 && !rest[0].GetLeadingTrivia().Any(Comments.Is))
        {
            rest = rest.Replace(rest[0], rest[0].WithLeadingTrivia(removal.GetLeadingTrivia()));
        }

        return root.ReplaceNode(choice, choice
            .WithCondition(call.WithExpression(member.WithName(SyntaxFactory.IdentifierName("Remove").WithTriviaFrom(member.Name))))
            .WithStatement(block.WithStatements(rest)));
    }

    // var value = map[key];
    internal static CompilationUnitSyntax? OfLocal(CompilationUnitSyntax root, SyntaxNode reported)
    {
        if (reported.FirstAncestorOrSelf<ElementAccessExpressionSyntax>() is not { } read || read.FirstAncestorOrSelf<StatementSyntax>(static statement => statement.Parent is BlockSyntax) is not { Parent: BlockSyntax block } statement)
        {
            return null;
        }

        var reads = block.DescendantNodes().OfType<ElementAccessExpressionSyntax>().Where(other => SyntaxFactory.AreEquivalent(other.WithoutTrivia(), read.WithoutTrivia())).ToList();
        var layout = new Layout(statement.SpanStart, statement.SyntaxTree);
        var name = statement.FirstAncestorOrSelf<AccessorDeclarationSyntax>() is { RawKind: not (int)SyntaxKind.GetAccessorDeclaration } ? Layout.FreeName(statement, "found") : Layout.FreeName(statement, "value");
        var local = SyntaxFactory.ParseStatement($"var {name} = {read.WithoutTrivia()};").WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ParseTrailingTrivia(layout.IsOneLine ? " " : layout.NewLine));
        var index = block.Statements.IndexOf(statement);
        var changed = block.ReplaceNodes(reads, (other, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(other));
        var first = changed.Statements[index];
        changed = changed.WithStatements(changed.Statements.Replace(first, first.WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(layout.IsOneLine ? "" : layout.Indent))).Insert(index, local));
        return root.ReplaceNode(block, changed);
    }
}

/// <summary>Keeps a value in a local where something between the reads may change the dictionary under another name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class RepeatedLookupAliasedFix() : SolutionFix("PERF5010")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Keep the value in a local, assuming that nothing changes the dictionary under another name";

    protected override Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        Task.FromResult(shape == RepeatedLookup.AliasedLocalShape && reported.SyntaxTree.GetRoot(cancellation) is CompilationUnitSyntax root && RepeatedLookupFix.OfLocal(root, reported) is not null);

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is CompilationUnitSyntax root && RepeatedLookupFix.OfLocal(root, reported) is { } changed
            ? document.Project.Solution.WithDocumentSyntaxRoot(document.Id, changed)
            : null;
}
