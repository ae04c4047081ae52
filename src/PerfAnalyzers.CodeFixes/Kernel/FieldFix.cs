using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PerfAnalyzers.Kernel;

/// <summary>A fix that moves what builds an object into a static readonly field of the type it stands in.</summary>
internal abstract partial class FieldFix(string id) : PerfFix(id)
{
    // What one run of the fix has moved so far in a document: equal expressions share a field.
    private static readonly ConditionalWeakTable<DocumentEditor, Moves> s_moves = new();

    protected sealed override bool StartsAtTop => true;

    /// <summary>What the field is given, where one object for all calls has to be built differently.</summary>
    /// <param name="value">What would be moved.</param>
    /// <param name="type">Its type.</param>
    /// <param name="built">What it was made from, in the document.</param>
    /// <param name="model">The document's meaning.</param>
    protected virtual ExpressionSyntax Shared(ExpressionSyntax value, ITypeSymbol type, ExpressionSyntax built, SemanticModel model) => value;

    private static bool IsHome(TypeDeclarationSyntax type) =>
        type is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or InterfaceDeclarationSyntax;

    /// <summary>The type as it was written, or a name for it.</summary>
    protected static TypeSyntax TypeOf(DocumentEditor editor, ExpressionSyntax built, ITypeSymbol type) => built is ObjectCreationExpressionSyntax creation
        ? creation.Type.WithoutTrivia()
        : ((TypeSyntax)editor.Generator.TypeExpression(type)).WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary>The expression becomes the value of a static readonly field of the type around it; the local it was in, with its settings, goes.</summary>
    /// <param name="editor">What is edited.</param>
    /// <param name="built">What builds the object.</param>
    /// <param name="type">Its type.</param>
    /// <param name="detail">What to call the field, if its local has no name for it.</param>
    /// <param name="cancellation">Ends it.</param>
    protected void MoveToField(DocumentEditor editor, ExpressionSyntax built, ITypeSymbol type, string detail, CancellationToken cancellation)
    {
        if (built.FirstAncestorOrSelf<TypeDeclarationSyntax>(IsHome) is not { } home)
        {
            return;
        }

        var model = editor.SemanticModel;
        var moves = s_moves.GetValue(editor, static _ => new Moves());
        var local = LocalOf(built);
        var settings = SettingsOf(local);
        var value = Outdent(Shared(Inline(built, model, moves, cancellation).WithoutTrivia(), type, built, model), IndentationOf(built).Length - IndentationOf(home.Members[0]).Length);
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

            var suggested = (local ?? UsingOf(built)?.Declaration!.Variables[0]) is { Identifier.ValueText: { Length: > 3 } own } ? own : detail;
            name = FreeName(suggested, home, model, moves, cancellation);
            fields.Add(new Field(type, value, name, Declare(TypeOf(editor, built, type), name, value), Position(home, built, model, cancellation)));
        }

        var removed = moves.TakeUnused();
        if (UsingOf(built) is { Parent: BlockSyntax outer } around && model.GetDeclaredSymbol(around.Declaration!.Variables[0], cancellation) is ILocalSymbol held)
        {
            foreach (var use in UsesOf(held, (BlockSyntax)around.Statement, model, cancellation))
            {
                editor.ReplaceNode(use, IdentifierName(name).WithTriviaFrom(use));
            }

            ChangesOf(editor, moves, outer).Unwrapped.Add(outer.Statements.IndexOf(around));
        }
        else if (local is not null && ReplaceLocal(editor, local, name, settings, cancellation) is { } declaration)
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
            ChangesOf(editor, moves, block).Removed.Add(block.Statements.IndexOf(statement));
        }
    }

    private static BlockChanges ChangesOf(DocumentEditor editor, Moves moves, BlockSyntax block)
    {
        if (!moves.Blocks.TryGetValue(block, out var changes))
        {
            moves.Blocks.Add(block, changes = new BlockChanges());
            var made = changes;
            editor.ReplaceNode(block, (current, _) => WithoutStatements((BlockSyntax)current, made));
        }

        return changes;
    }

    private static UsingStatementSyntax? UsingOf(ExpressionSyntax built) =>
        built.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: UsingStatementSyntax { Statement: BlockSyntax } around } } } ? around : null;
}
