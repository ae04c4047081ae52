using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PerfAnalyzers.Allocation;

/// <summary>Asks the Try form instead of catching an exception.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ExceptionAsControlFlowFix() : TryFormFix(ExceptionAsControlFlow.TryShape)
{
    protected override string Title(string shape) => "Use the Try method";
}

/// <summary>The same where the catch swallows some of the exceptions only, or others too.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ExceptionAsControlFlowAssumingFix() : TryFormFix(ExceptionAsControlFlow.AssumingShape)
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Use the Try method, if null and what is out of range are to be treated alike";
}

/// <summary>Turns <c>try { … } catch { … }</c> into a question with two answers.</summary>
internal abstract class TryFormFix(string wanted) : SolutionFix("PERF4301")
{
    protected override async Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await Rewrite(document, reported, shape, cancellation).ConfigureAwait(false) is not null;

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        await Rewrite(document, reported, shape, cancellation).ConfigureAwait(false) is { } root ? document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root) : null;

    private async Task<SyntaxNode?> Rewrite(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (shape.Split(ExceptionAsControlFlow.Separator) is not [var kind, var name, var type, var fill] || kind != wanted ||
            reported.FirstAncestorOrSelf<TryStatementSyntax>() is not { Parent: BlockSyntax or SwitchSectionSyntax } statement || IsCommented(statement) ||
            reported.FirstAncestorOrSelf<ExpressionSyntax>(static node => node is InvocationExpressionSyntax or ObjectCreationExpressionSyntax or ElementAccessExpressionSyntax) is not { } throwing ||
            await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root)
        {
            return null;
        }

        var value = throwing is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: TypeOfExpressionSyntax }, ..] } && throwing.Parent is CastExpressionSyntax cast ? cast : throwing;
        var body = statement.Block.Statements.ToList();
        var handler = statement.Catches[0].Block;
        var first = body[0];
        var result = Layout.FreeName(statement, name.Contains("Parse") ? "parsed" : "found");
        string? kept = result;
        if (IsOnlyAsked(first, value))
        {
            kept = null;
            body.RemoveAt(0);
        }
        else if (first is LocalDeclarationStatementSyntax { Declaration: { Variables: [{ Initializer.Value: { } initial } variable] } declaration } && initial == value && body.Count > 1 && IsInside(variable.Identifier.ValueText, statement) &&
            (declaration.Type.IsVar || SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(declaration.Type, cancellation).Type, model.GetTypeInfo(value, cancellation).Type)))
        {
            kept = variable.Identifier.ValueText;
            body.RemoveAt(0);
            if (!body.Exists(other => BlockingCalls.Mentions(other, kept)))
            {
                kept = null;
            }
        }
        else
        {
            body[0] = first.ReplaceNode(value, IdentifierName(result).WithTriviaFrom(value));
        }

        if (Question(throwing, name, type, fill, kept) is not { } question)
        {
            return null;
        }

        var changed = Answer(question, first, value, body, handler, model, result, cancellation) ?? Choice(question, body, statement, handler);
        return root.ReplaceNode(statement, changed.WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(statement.GetTrailingTrivia()));
    }

    // Comments inside the blocks stay where they are; those between them have no place any more.
    private static bool IsCommented(TryStatementSyntax statement)
    {
        foreach (var trivia in statement.DescendantTrivia())
        {
            if (Comments.Is(trivia) && statement.Span.Contains(trivia.Span) && !statement.Block.Span.Contains(trivia.Span) && !statement.Catches[0].Block.Span.Contains(trivia.Span))
            {
                return true;
            }
        }

        // What is removed or joined to one line would lose them.
        return Comments.In(statement.Block.Statements[0]) || statement.Block.Statements[0].GetLeadingTrivia().Any(Comments.Is);
    }

    // int.Parse(text); new Guid(text); _ = new Guid(text);
    private static bool IsOnlyAsked(StatementSyntax statement, ExpressionSyntax value) => statement is ExpressionStatementSyntax { Expression: var expression } &&
        (expression == value || expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Right: var right } && right == value);

    private static bool IsInside(string name, TryStatementSyntax statement)
    {
        var member = statement.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? (SyntaxNode)statement;
        foreach (var token in member.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && !statement.Block.Span.Contains(token.Span))
            {
                return false;
            }
        }

        return true;
    }

    // int.TryParse(text, out var parsed)
    private static ExpressionSyntax? Question(ExpressionSyntax throwing, string name, string type, string fill, string? result)
    {
        ExpressionSyntax? called;
        List<ArgumentSyntax> arguments;
        switch (throwing)
        {
            case ElementAccessExpressionSyntax element:
                called = Member(element.Expression, name);
                arguments = [.. element.ArgumentList.Arguments];
                break;
            case ObjectCreationExpressionSyntax { ArgumentList: { } list } creation:
                called = Member(creation.Type, name);
                arguments = [.. list.Arguments];
                break;
            case InvocationExpressionSyntax { ArgumentList.Arguments: var all } call:
                arguments = [.. all];
                if (arguments is [{ Expression: TypeOfExpressionSyntax { Type: var of } }, ..])
                {
                    arguments.RemoveAt(0);
                    called = (call.Expression as MemberAccessExpressionSyntax)?.WithName(GenericName(Identifier(name), TypeArgumentList(SingletonSeparatedList(of.WithoutTrivia()))));
                }
                else
                {
                    called = type.Length > 0 ? Member(ParseTypeName(Keyword(type)).WithAdditionalAnnotations(Simplifier.Annotation), name) : call.Expression switch
                    {
                        MemberAccessExpressionSyntax { Name: GenericNameSyntax generic } access => access.WithName(generic.WithIdentifier(Identifier(name))),
                        MemberAccessExpressionSyntax access => access.WithName(IdentifierName(name)),
                        _ => null,
                    };
                }

                break;
            default:
                return null;
        }

        foreach (var filler in fill.Split([", "], StringSplitOptions.RemoveEmptyEntries))
        {
            arguments.Add(Argument(ParseExpression(filler).WithAdditionalAnnotations(Simplifier.Annotation)));
        }

        arguments.Add(Argument(ParseExpression(result is null ? "_" : "a")).WithRefKindKeyword(Token(SyntaxKind.OutKeyword).WithTrailingTrivia(Space)).WithExpression(
            result is null ? IdentifierName("_") : DeclarationExpression(IdentifierName("var").WithTrailingTrivia(Space), SingleVariableDesignation(Identifier(result)))));
        return called is null ? null : InvocationExpression(called.WithoutTrivia(), ArgumentList(SeparatedList(
            arguments.Select(static argument => argument.WithoutTrivia()), Enumerable.Repeat(Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space), arguments.Count - 1))));
    }

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax owner, string name) => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner.WithoutTrivia(), IdentifierName(name));

    private static string Keyword(string type) => type switch
    {
        "System.Byte" => "byte", "System.SByte" => "sbyte", "System.Int16" => "short", "System.UInt16" => "ushort", "System.Int32" => "int", "System.UInt32" => "uint", "System.Int64" => "long",
        "System.UInt64" => "ulong", "System.Single" => "float", "System.Double" => "double", "System.Decimal" => "decimal", "System.Boolean" => "bool", _ => type,
    };

    // One statement with both answers: return asked ? parsed : 0;
    private static StatementSyntax? Answer(ExpressionSyntax question, StatementSyntax first, ExpressionSyntax value, List<StatementSyntax> body, BlockSyntax handler, SemanticModel model, string result, CancellationToken cancellation)
    {
        if (body is not [var only] || handler.Statements is not [var other] || Comments.In(handler) || only.GetLeadingTrivia().Any(Comments.Is) || Comments.In(only))
        {
            return null;
        }

        if (only is ReturnStatementSyntax { Expression: { } yes } && other is ReturnStatementSyntax { Expression: { } no })
        {
            if (yes.IsKind(SyntaxKind.TrueLiteralExpression) && no.IsKind(SyntaxKind.FalseLiteralExpression))
            {
                return ReturnStatement(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space), question, Token(SyntaxKind.SemicolonToken));
            }

            if (yes.IsKind(SyntaxKind.FalseLiteralExpression) && no.IsKind(SyntaxKind.TrueLiteralExpression))
            {
                return ReturnStatement(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space), PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, question), Token(SyntaxKind.SemicolonToken));
            }

            return first is ReturnStatementSyntax { Expression: { } original } && Converts(no, original, model, cancellation)
                ? ReturnStatement(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space), Conditional(question, yes, no), Token(SyntaxKind.SemicolonToken))
                : null;
        }

        return only is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or IdentifierNameSyntax } } set } &&
            other is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } instead } && AreEquivalent(set.Left.WithoutTrivia(), instead.Left.WithoutTrivia()) &&
            first is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Right: var right } } && Converts(instead.Right, right, model, cancellation)
            ? ExpressionStatement(set.WithRight(Conditional(question, set.Right, instead.Right)))
            : null;
    }

    private static bool Converts(ExpressionSyntax no, ExpressionSyntax yes, SemanticModel model, CancellationToken cancellation) =>
        model.GetTypeInfo(yes, cancellation).Type is { } type && model.ClassifyConversion(no, type) is { IsImplicit: true, IsUserDefined: false, Exists: true } && no is not (ThrowExpressionSyntax or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression }) &&
        (model.GetTypeInfo(no, cancellation).Type is not { } other || SymbolEqualityComparer.Default.Equals(other, type) || no is LiteralExpressionSyntax);

    private static ConditionalExpressionSyntax Conditional(ExpressionSyntax question, ExpressionSyntax yes, ExpressionSyntax no) => ConditionalExpression(
        question.WithTrailingTrivia(Space), Token(SyntaxKind.QuestionToken).WithTrailingTrivia(Space), Part(yes).WithTrailingTrivia(Space), Token(SyntaxKind.ColonToken).WithTrailingTrivia(Space), Part(no));

    private static ExpressionSyntax Part(ExpressionSyntax value) =>
        value.WithoutTrivia() is var part && part is AssignmentExpressionSyntax or LambdaExpressionSyntax or ConditionalExpressionSyntax ? ParenthesizedExpression(part) : value.WithoutTrivia();

    // if (asked) { … } else { … }
    private static StatementSyntax Choice(ExpressionSyntax question, List<StatementSyntax> body, TryStatementSyntax statement, BlockSyntax handler)
    {
        var head = statement.TryKeyword.TrailingTrivia;
        if (body.Count == 0)
        {
            return If(PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, question), head, handler, null);
        }

        // What followed a removed statement moves up.
        var kept = List(body);
        if (body.Count < statement.Block.Statements.Count)
        {
            kept = kept.Replace(kept[0], kept[0].WithLeadingTrivia(statement.Block.Statements[0].GetLeadingTrivia().AddRange(kept[0].GetLeadingTrivia().SkipWhile(static trivia => !Comments.Is(trivia)))));
        }

        var block = statement.Block.WithStatements(kept);
        var isEmpty = handler.Statements.Count == 0 && !Comments.In(handler);
        var between = statement.Catches[0].CatchKeyword;
        var last = statement.Catches[0].Filter?.CloseParenToken ?? statement.Catches[0].Declaration?.CloseParenToken ?? between;
        return If(question, head, block, isEmpty ? null : ElseClause(Token(between.LeadingTrivia, SyntaxKind.ElseKeyword, last.TrailingTrivia), handler));
    }

    private static IfStatementSyntax If(ExpressionSyntax question, SyntaxTriviaList head, BlockSyntax block, ElseClauseSyntax? other) => IfStatement(
        Token(SyntaxKind.IfKeyword).WithTrailingTrivia(Space), Token(SyntaxKind.OpenParenToken), question, Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(head), block, other);
}
