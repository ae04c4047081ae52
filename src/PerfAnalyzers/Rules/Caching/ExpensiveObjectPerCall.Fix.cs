using System.Composition;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PerfAnalyzers.Caching;

[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class ExpensiveObjectPerCallFix() : PerfFix("PERF3001")
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
        ExpressionSyntax result = MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, (ExpressionSyntax)TypeOf(editor, built, type), IdentifierName(member));
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
        var value = Inline(built, model, moves, cancellation).WithoutTrivia();
        var local = LocalOf(built);
        var name = ExistingField(home, value, type, model, cancellation);
        if (name is null)
        {
            if (!moves.Types.TryGetValue(home, out var fields))
            {
                moves.Types.Add(home, fields = []);
                var list = fields;
                editor.ReplaceNode(home, (current, _) => WithFields((TypeDeclarationSyntax)current, list));
            }

            var field = fields.Find(other => SyntaxFactory.AreEquivalent(other.Value, value) && SymbolEqualityComparer.Default.Equals(other.Type, type));
            if (field is null)
            {
                var suggested = local is { Identifier.ValueText.Length: > 3 } ? local.Identifier.ValueText : detail;
                var free = FreeName(suggested, home, model, fields, cancellation);
                field = new Field(type, value, free, Declare(TypeOf(editor, built, type), free, value), Position(home, built, model, cancellation));
                fields.Add(field);
            }

            name = field.Name;
        }

        if (local is null || !RemoveLocal(editor, local, name, cancellation))
        {
            editor.ReplaceNode(built, IdentifierName(name).WithTriviaFrom(built));
        }

        foreach (var inlined in moves.TakeUnused())
        {
            RemoveStatement(editor, inlined);
        }
    }

    private static FieldDeclarationSyntax Declare(TypeSyntax type, string name, ExpressionSyntax value) =>
        FieldDeclaration(VariableDeclaration(type.WithTrailingTrivia(Space))
            .AddVariables(VariableDeclarator(Identifier(name)).WithInitializer(EqualsValueClause(Token(TriviaList(Space), SyntaxKind.EqualsToken, TriviaList(Space)), value))))
            .WithModifiers(TokenList(
                Token(SyntaxKind.PrivateKeyword).WithTrailingTrivia(Space),
                Token(SyntaxKind.StaticKeyword).WithTrailingTrivia(Space),
                Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(Space)));

    // Locals that hold a constant part of the expression: their values go along.
    private static ExpressionSyntax Inline(ExpressionSyntax built, SemanticModel model, Moves moves, CancellationToken cancellation)
    {
        var values = new Dictionary<SyntaxNode, ExpressionSyntax>();
        foreach (var name in built.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (model.GetSymbolInfo(name, cancellation).Symbol is not ILocalSymbol local || local.DeclaringSyntaxReferences is not [var reference] ||
                reference.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer.Value: { } initial, Parent: VariableDeclarationSyntax declaration } declarator ||
                built.Span.Contains(declarator.Span))
            {
                continue;
            }

            var value = Inline(initial, model, moves, cancellation).WithoutTrivia();
            if (value is LambdaExpressionSyntax or ImplicitObjectCreationExpressionSyntax or CollectionExpressionSyntax && !declaration.Type.IsVar)
            {
                value = CastExpression(declaration.Type.WithoutTrivia(), ParenthesizedExpression(value));
            }

            values[name] = value is LiteralExpressionSyntax || name.Parent is ArgumentSyntax or EqualsValueClauseSyntax ? value : ParenthesizedExpression(value);
            moves.Take(local, name, declaration, model, cancellation);
        }

        return values.TryGetValue(built, out var whole) ? whole : built.ReplaceNodes(values.Keys, (original, _) => values[original]);
    }

    private static string? ExistingField(TypeDeclarationSyntax home, ExpressionSyntax value, ITypeSymbol type, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var member in home.Members)
        {
            if (member is FieldDeclarationSyntax { Declaration.Variables: [{ Initializer.Value: { } initial } variable] } field &&
                field.Modifiers.Any(SyntaxKind.StaticKeyword) && field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) && SyntaxFactory.AreEquivalent(initial, value) &&
                model.GetDeclaredSymbol(variable, cancellation) is IFieldSymbol symbol && SymbolEqualityComparer.Default.Equals(symbol.Type, type))
            {
                return variable.Identifier.ValueText;
            }
        }

        return null;
    }

    private static VariableDeclaratorSyntax? LocalOf(ExpressionSyntax built) =>
        built.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } } local } ? local : null;

    private static bool RemoveLocal(DocumentEditor editor, VariableDeclaratorSyntax local, string name, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        var statement = (LocalDeclarationStatementSyntax)local.Parent!.Parent!;
        if (statement.Parent is not BlockSyntax block || model.GetDeclaredSymbol(local, cancellation) is not { } symbol)
        {
            return false;
        }

        var uses = new List<IdentifierNameSyntax>();
        foreach (var use in block.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (use.Identifier.ValueText == local.Identifier.ValueText && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use, cancellation).Symbol, symbol))
            {
                if (use.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" })
                {
                    return false;
                }

                uses.Add(use);
            }
        }

        foreach (var use in uses)
        {
            editor.ReplaceNode(use, IdentifierName(name).WithTriviaFrom(use));
        }

        RemoveStatement(editor, statement);
        return true;
    }

    private static void RemoveStatement(DocumentEditor editor, StatementSyntax statement)
    {
        var hasComment = statement.GetLeadingTrivia().Concat(statement.GetTrailingTrivia()).Any(static trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        if (hasComment)
        {
            editor.RemoveNode(statement, SyntaxRemoveOptions.KeepExteriorTrivia);
            return;
        }

        if (statement.Parent is BlockSyntax block && block.Statements.IndexOf(statement) is var index && index + 1 < block.Statements.Count)
        {
            var next = block.Statements[index + 1];
            var isApart = index > 0 && (StartsWithBlankLine(statement) || StartsWithBlankLine(next));
            if (isApart != StartsWithBlankLine(next))
            {
                var blank = isApart ? statement.GetLeadingTrivia().Take(1) : [];
                editor.ReplaceNode(next, (current, _) => current.WithLeadingTrivia(
                    blank.Concat(current.GetLeadingTrivia().SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)))));
            }
        }

        editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
    }

    private static bool StartsWithBlankLine(SyntaxNode node) => node.GetLeadingTrivia() is [var first, ..] && first.IsKind(SyntaxKind.EndOfLineTrivia);

    private static TypeDeclarationSyntax WithFields(TypeDeclarationSyntax type, List<Field> fields)
    {
        var members = type.Members;
        var lineEnd = type.DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        lineEnd = lineEnd.IsKind(SyntaxKind.None) ? CarriageReturnLineFeed : lineEnd;
        var indentation = members.Count > 0 ? members[0].GetLeadingTrivia().LastOrDefault(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)) : default;
        foreach (var group in fields.GroupBy(static field => field.Position).OrderByDescending(static group => group.Key))
        {
            var position = group.Key;
            var declarations = group.Select(static field => field.Declaration).ToArray();
            for (var i = 0; i < declarations.Length; i++)
            {
                var isLast = i == declarations.Length - 1;
                var needsBlank = isLast && position < members.Count && members[position] is not FieldDeclarationSyntax && !StartsWithBlankLine(members[position]);
                declarations[i] = declarations[i]
                    .WithLeadingTrivia(indentation.IsKind(SyntaxKind.WhitespaceTrivia) ? TriviaList(indentation) : TriviaList())
                    .WithTrailingTrivia(needsBlank ? TriviaList(lineEnd, lineEnd) : TriviaList(lineEnd))
                    .WithAdditionalAnnotations(Formatter.Annotation);
            }

            members = members.InsertRange(position, declarations);
        }

        return type.WithMembers(members);
    }

    // Behind the static fields already there, but before one whose initializer runs code of this assembly, which may come to
    // need the new field; behind those the value is made of in any case.
    private static int Position(TypeDeclarationSyntax home, ExpressionSyntax built, SemanticModel model, CancellationToken cancellation)
    {
        var dependency = -1;
        foreach (var name in built.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (model.GetSymbolInfo(name, cancellation).Symbol is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true })
            {
                foreach (var reference in model.GetSymbolInfo(name, cancellation).Symbol!.DeclaringSyntaxReferences)
                {
                    if (reference.GetSyntax(cancellation).FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member && ReferenceEquals(member.Parent, home))
                    {
                        dependency = Math.Max(dependency, home.Members.IndexOf(member));
                    }
                }
            }
        }

        var position = dependency;
        for (var i = dependency + 1; i < home.Members.Count; i++)
        {
            var member = home.Members[i];
            if (!member.Modifiers.Any(SyntaxKind.StaticKeyword) && !member.Modifiers.Any(SyntaxKind.ConstKeyword))
            {
                continue;
            }

            if (member is FieldDeclarationSyntax or PropertyDeclarationSyntax { Initializer: not null } && RunsOwnCode(member, model, cancellation))
            {
                return position < 0 ? i : position + 1;
            }

            if (member is FieldDeclarationSyntax)
            {
                position = i;
            }
        }

        return position + 1;
    }

    private static bool RunsOwnCode(MemberDeclarationSyntax member, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var node in member.DescendantNodes())
        {
            if (node is BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax or SimpleNameSyntax &&
                model.GetSymbolInfo(node, cancellation).Symbol is IMethodSymbol or IPropertySymbol &&
                SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(node, cancellation).Symbol!.ContainingAssembly, model.Compilation.Assembly))
            {
                return true;
            }
        }

        return false;
    }

    // Named as the type's private static fields are; PascalCase where there are none.
    private static string FreeName(string suggested, TypeDeclarationSyntax home, SemanticModel model, List<Field> fields, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)model.GetDeclaredSymbol(home, cancellation)!;
        var start = suggested.TrimStart('_');
        var camel = char.ToLowerInvariant(start[0]) + start.Substring(1);
        var pascal = char.ToUpperInvariant(start[0]) + start.Substring(1);
        var name = pascal;
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: true, IsConst: false, DeclaredAccessibility: Accessibility.Private, IsImplicitlyDeclared: false })
            {
                name = member.Name.StartsWith("s_", StringComparison.Ordinal) ? "s_" + camel
                    : member.Name[0] == '_' ? "_" + camel
                    : char.IsUpper(member.Name[0]) ? pascal
                    : camel;
                break;
            }
        }

        // Parts of a type in other documents may be given fields at the same time: each part has numbers of its own.
        var parts = type.DeclaringSyntaxReferences;
        var part = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].SyntaxTree == home.SyntaxTree && parts[i].Span == home.Span)
            {
                part = i;
            }
        }

        var taken = new HashSet<string>(home.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText));
        for (var number = part + 1; ; number += parts.Length)
        {
            var candidate = number == 1 ? name : name + number;
            if (!taken.Contains(candidate) && !fields.Exists(field => field.Name == candidate) &&
                model.LookupSymbols(home.OpenBraceToken.Span.End, name: candidate).IsEmpty && type.GetMembers(candidate).IsEmpty)
            {
                return candidate;
            }
        }
    }

    private sealed record Field(ITypeSymbol Type, ExpressionSyntax Value, string Name, FieldDeclarationSyntax Declaration, int Position);

    private sealed class Moves
    {
        private readonly Dictionary<ISymbol, (LocalDeclarationStatementSyntax Statement, HashSet<SyntaxNode> Uses)> _inlined = new(SymbolEqualityComparer.Default);

        public Dictionary<TypeDeclarationSyntax, List<Field>> Types { get; } = [];

        /// <summary>One use of a local has gone with the expression it is part of.</summary>
        public void Take(ILocalSymbol local, SyntaxNode use, VariableDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation)
        {
            if (declaration is not { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } statement })
            {
                return;
            }

            if (!_inlined.TryGetValue(local, out var left))
            {
                left = (statement, []);
                foreach (var name in block.DescendantNodes().OfType<IdentifierNameSyntax>())
                {
                    if (name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, local))
                    {
                        left.Uses.Add(name);
                    }
                }

                _inlined.Add(local, left);
            }

            left.Uses.Remove(use);
        }

        /// <summary>Declarations of locals that nothing uses any more.</summary>
        public List<LocalDeclarationStatementSyntax> TakeUnused()
        {
            var unused = new List<LocalDeclarationStatementSyntax>();
            foreach (var local in _inlined.Keys.ToArray())
            {
                if (_inlined[local].Uses.Count == 0)
                {
                    unused.Add(_inlined[local].Statement);
                    _inlined.Remove(local);
                }
            }

            return unused;
        }
    }
}
