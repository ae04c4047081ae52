using System.Composition;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PerfAnalyzers.Caching;

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed partial class ExpensiveObjectPerCallFix() : PerfFix("PERF3001")
{
    // What one run of the fix has moved so far in a document: equal expressions share a field.
    private static readonly ConditionalWeakTable<DocumentEditor, Moves> s_moves = new();

    protected override bool StartsAtTop => true;

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
        else if (built.FirstAncestorOrSelf<TypeDeclarationSyntax>(IsHome) is { } home)
        {
            MoveToField(editor, built, type, home, detail, cancellation);
        }
    }

    private static bool IsHome(TypeDeclarationSyntax type) =>
        type is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or InterfaceDeclarationSyntax;

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

    private static TypeSyntax TypeOf(DocumentEditor editor, ExpressionSyntax built, ITypeSymbol type) => built is ObjectCreationExpressionSyntax creation
        ? creation.Type.WithoutTrivia()
        : ((TypeSyntax)editor.Generator.TypeExpression(type)).WithAdditionalAnnotations(Simplifier.Annotation);

    private static void MoveToField(DocumentEditor editor, ExpressionSyntax built, ITypeSymbol type, TypeDeclarationSyntax home, string detail, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        var moves = s_moves.GetValue(editor, static _ => new Moves());
        var local = LocalOf(built);
        var settings = SettingsOf(local);
        var value = Outdent(Inline(built, model, moves, cancellation).WithoutTrivia(), IndentationOf(built).Length - IndentationOf(home.Members[0]).Length);
        if (settings.Count > 0)
        {
            value = Fold((BaseObjectCreationExpressionSyntax)value, settings.ConvertAll(setting => (NameOf(setting), setting is AssignmentExpressionSyntax, Inline(ValueOf(setting), model, moves, cancellation))), IndentationOf(home.Members[0]), LineEndOf(home));
        }

        var name = ExistingField(home, value, type, model, cancellation) ?? moves.FieldFor(home, value, type);
        if (name is null)
        {
            if (!moves.Types.TryGetValue(home, out var fields))
            {
                moves.Types.Add(home, fields = []);
                var list = fields;
                editor.ReplaceNode(home, (current, _) => WithFields((TypeDeclarationSyntax)current, list));
            }

            var suggested = local is { Identifier.ValueText.Length: > 3 } ? local.Identifier.ValueText : detail;
            name = FreeName(suggested, home, model, moves, cancellation);
            fields.Add(new Field(type, value, name, Declare(TypeOf(editor, built, type), name, value), Position(home, built, model, cancellation)));
        }

        var removed = moves.TakeUnused();
        if (local is not null && ReplaceLocal(editor, local, name, settings, cancellation) is { } declaration)
        {
            removed.Add(declaration);
            removed.AddRange(settings.Select(static setting => (StatementSyntax)setting.Parent!));
        }
        else
        {
            editor.ReplaceNode(built, IdentifierName(name).WithTriviaFrom(built));
        }

        foreach (var statement in removed)
        {
            var block = (BlockSyntax)statement.Parent!;
            if (!moves.Blocks.TryGetValue(block, out var indices))
            {
                moves.Blocks.Add(block, indices = []);
                var set = indices;
                editor.ReplaceNode(block, (current, _) => WithoutStatements((BlockSyntax)current, set));
            }

            indices.Add(block.Statements.IndexOf(statement));
        }
    }
}
