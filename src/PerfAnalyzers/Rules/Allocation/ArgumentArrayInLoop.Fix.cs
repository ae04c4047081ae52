using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Makes the array once, before the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class ArgumentArrayInLoopFix() : PerfFix(ArgumentArrayInLoop.Rule.Id)
{
    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => "Make the array once, before the loop";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (shape == ArgumentArrayInLoop.HoistShape)
        {
            Hoisted.Value(editor, diagnostic);
            return;
        }

        var found = editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[1].SourceSpan, getInnermostNodeForTie: true);
        var place = editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>()!;
        if (found.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || editor.SemanticModel.GetOperation(call, cancellation) is not IInvocationOperation operation || CountOf(operation) is not (> 0 and var count))
        {
            return;
        }

        var arguments = call.ArgumentList.Arguments;
        var first = arguments.Count - count;
        var name = Hoisted.Unused(diagnostic.Properties[HoistPlans.LocalKey]!, call, editor.GetChangedRoot());
        var values = string.Join(", ", arguments.Skip(first).Select(static argument => argument.Expression.WithoutTrivia().ToString()));
        var array = SyntaxFactory.ParseExpression($"new {diagnostic.Properties[HoistPlans.TypeKey]}[] {{ {values} }}");
        Hoisted.Insert(editor, place, SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(
            SyntaxFactory.IdentifierName("var"),
            SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator(SyntaxFactory.Identifier(name), null, SyntaxFactory.EqualsValueClause(array))))));
        for (var i = arguments.Count - 1; i > first; i--)
        {
            editor.RemoveNode(arguments[i]);
        }

        editor.ReplaceNode(arguments[first].Expression, SyntaxFactory.IdentifierName(name));
    }

    private static int CountOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument is { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer.ElementValues.Length: var count } })
            {
                return count;
            }
        }

        return 0;
    }
}
