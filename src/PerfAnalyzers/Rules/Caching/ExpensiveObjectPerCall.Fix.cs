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

    // options.WriteIndented = true; options.Converters.Add(…); right below the declaration.
    private static List<ExpressionSyntax> SettingsOf(VariableDeclaratorSyntax? local)
    {
        var settings = new List<ExpressionSyntax>();
        if (local?.Parent?.Parent is not LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration)
        {
            return settings;
        }

        for (var i = block.Statements.IndexOf(declaration) + 1; i < block.Statements.Count && block.Statements[i] is ExpressionStatementSyntax { Expression: var setting }; i++)
        {
            var owner = setting switch
            {
                AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: MemberAccessExpressionSyntax target } => target.Expression,
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add", Expression: MemberAccessExpressionSyntax target }, ArgumentList.Arguments.Count: 1 } => target.Expression,
                _ => null,
            };
            if (owner is not IdentifierNameSyntax name || name.Identifier.ValueText != local.Identifier.ValueText)
            {
                break;
            }

            settings.Add(setting);
        }

        return settings;
    }

    private static string NameOf(ExpressionSyntax setting) => setting is AssignmentExpressionSyntax assignment
        ? ((MemberAccessExpressionSyntax)assignment.Left).Name.ToString()
        : ((MemberAccessExpressionSyntax)((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)setting).Expression).Expression).Name.ToString();

    private static ExpressionSyntax ValueOf(ExpressionSyntax setting) => setting is AssignmentExpressionSyntax assignment
        ? assignment.Right
        : ((InvocationExpressionSyntax)setting).ArgumentList.Arguments[0].Expression;

    private static ExpressionSyntax Fold(BaseObjectCreationExpressionSyntax creation, List<(string Name, bool IsAssigned, ExpressionSyntax Value)> settings, string indentation, SyntaxTrivia lineEnd)
    {
        var line = lineEnd.ToString() + indentation;
        var step = indentation.Contains('\t') ? "\t" : "    ";
        var text = new System.Text.StringBuilder(creation is ObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0 } plain ? "new " + plain.Type : creation.ToString());
        text.Append(line).Append('{');
        for (var i = 0; i < settings.Count; i++)
        {
            var (name, isAssigned, value) = settings[i];
            if (isAssigned)
            {
                text.Append(line).Append(step).Append(name).Append(" = ").Append(value.WithoutTrivia()).Append(',');
                continue;
            }

            var isFirst = i == 0 || settings[i - 1].IsAssigned || settings[i - 1].Name != name;
            var isLast = i + 1 == settings.Count || settings[i + 1].IsAssigned || settings[i + 1].Name != name;
            text.Append(isFirst ? line + step + name + " = { " : ", ").Append(value.WithoutTrivia()).Append(isLast ? " }," : "");
        }

        return ParseExpression(text.Append(line).Append('}').ToString());
    }

    private static SyntaxTrivia LineEndOf(SyntaxNode node)
    {
        var lineEnd = node.DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return lineEnd.IsKind(SyntaxKind.None) ? LineFeed : lineEnd;
    }

    private static string IndentationOf(SyntaxNode node)
    {
        var text = node.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(node.SpanStart).ToString();
        return line.Substring(0, line.Length - line.TrimStart().Length);
    }

    private static ExpressionSyntax Outdent(ExpressionSyntax value, int columns)
    {
        if (columns <= 0)
        {
            return value;
        }

        var text = value.ToFullString();
        var start = value.FullSpan.Start;
        var indentations = value.DescendantTrivia().Where(trivia =>
            trivia.IsKind(SyntaxKind.WhitespaceTrivia) && trivia.Span.Length >= columns && trivia.SpanStart > start && text[trivia.SpanStart - start - 1] == '\n');
        return value.ReplaceTrivia(indentations, (trivia, _) => Whitespace(trivia.ToString().Substring(columns)));
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
        foreach (var member in home.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().SelectMany(static type => type.Members))
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

    // Puts the field where the local was used; the declaration that is then to be removed, or null when the local must stay.
    private static LocalDeclarationStatementSyntax? ReplaceLocal(DocumentEditor editor, VariableDeclaratorSyntax local, string name, List<ExpressionSyntax> settings, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        var statement = (LocalDeclarationStatementSyntax)local.Parent!.Parent!;
        if (statement.Parent is not BlockSyntax block || model.GetDeclaredSymbol(local, cancellation) is not ILocalSymbol symbol)
        {
            return null;
        }

        var uses = UsesOf(symbol, block, model, cancellation);
        if (uses.Exists(static use => use.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" }))
        {
            return null;
        }

        foreach (var use in uses.Where(use => !settings.Exists(setting => setting.Contains(use))))
        {
            editor.ReplaceNode(use, IdentifierName(name).WithTriviaFrom(use));
        }

        return statement;
    }

    private static List<IdentifierNameSyntax> UsesOf(ILocalSymbol local, BlockSyntax block, SemanticModel model, CancellationToken cancellation)
    {
        var uses = new List<IdentifierNameSyntax>();
        foreach (var name in block.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, local))
            {
                uses.Add(name);
            }
        }

        return uses;
    }

    // Comments of a removed statement, and the blank line before it, go to the statement that follows.
    private static BlockSyntax WithoutStatements(BlockSyntax block, HashSet<int> removed)
    {
        var kept = new List<StatementSyntax>();
        var comments = new List<SyntaxTrivia>();
        var lineEnd = default(SyntaxTrivia);
        for (var i = 0; i < block.Statements.Count; i++)
        {
            var statement = block.Statements[i];
            var leading = statement.GetLeadingTrivia();
            if (removed.Contains(i))
            {
                lineEnd = StartsWithBlankLine(statement) ? leading[0] : lineEnd;
                comments.AddRange(leading.Take(LastLineEnd(leading) + 1).SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
                if (statement.GetTrailingTrivia() is var trailing && trailing.Any(IsComment))
                {
                    comments.AddRange(leading.Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1));
                    comments.AddRange(trailing.SkipWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
                }

                continue;
            }

            if (removed.Contains(i - 1))
            {
                lineEnd = StartsWithBlankLine(statement) ? leading[0] : lineEnd;
                var blank = kept.Count > 0 && lineEnd.IsKind(SyntaxKind.EndOfLineTrivia) ? TriviaList(lineEnd) : default;
                statement = statement.WithLeadingTrivia(blank.Concat(comments).Concat(leading.SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))));
                comments.Clear();
                lineEnd = default;
            }

            kept.Add(statement);
        }

        block = block.WithStatements(List(kept));
        return comments.Count == 0 ? block : block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(comments.Concat(block.CloseBraceToken.LeadingTrivia)));
    }

    private static int LastLineEnd(SyntaxTriviaList trivia)
    {
        var last = trivia.Count - 1;
        while (last >= 0 && !trivia[last].IsKind(SyntaxKind.EndOfLineTrivia))
        {
            last--;
        }

        return last;
    }

    private static bool IsComment(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    private static bool StartsWithBlankLine(SyntaxNode node) => node.GetLeadingTrivia() is [var first, ..] && first.IsKind(SyntaxKind.EndOfLineTrivia);

    private static TypeDeclarationSyntax WithFields(TypeDeclarationSyntax type, List<Field> fields)
    {
        var members = type.Members;
        var lineEnd = LineEndOf(type);
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
                    .WithTrailingTrivia(needsBlank ? TriviaList(lineEnd, lineEnd) : TriviaList(lineEnd));
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
    private static string FreeName(string suggested, TypeDeclarationSyntax home, SemanticModel model, Moves moves, CancellationToken cancellation)
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

        var taken = new HashSet<string>(home.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken) && !IsQualified(token)).Select(static token => token.ValueText));
        for (var number = part + 1; ; number += parts.Length)
        {
            var candidate = number == 1 ? name : name + number;
            if (!taken.Contains(candidate) && !moves.HasField(candidate, home) &&
                model.LookupSymbols(home.OpenBraceToken.Span.End, name: candidate).IsEmpty && type.GetMembers(candidate).IsEmpty)
            {
                return candidate;
            }
        }
    }

    private static bool IsQualified(SyntaxToken name) => name.Parent?.Parent switch
    {
        MemberBindingExpressionSyntax => true,
        MemberAccessExpressionSyntax access => access.Name == name.Parent,
        _ => false,
    };

    private sealed record Field(ITypeSymbol Type, ExpressionSyntax Value, string Name, FieldDeclarationSyntax Declaration, int Position);

    private sealed class Moves
    {
        private readonly Dictionary<ISymbol, (LocalDeclarationStatementSyntax Statement, HashSet<SyntaxNode> Uses)> _inlined = new(SymbolEqualityComparer.Default);

        public Dictionary<TypeDeclarationSyntax, List<Field>> Types { get; } = [];

        /// <summary>The statements to remove, by block.</summary>
        public Dictionary<BlockSyntax, HashSet<int>> Blocks { get; } = [];

        /// <summary>The field that already gets this value, in a type or one around it.</summary>
        public string? FieldFor(TypeDeclarationSyntax home, ExpressionSyntax value, ITypeSymbol type)
        {
            foreach (var pair in Types)
            {
                if (pair.Key.Contains(home) && pair.Value.Find(field => AreEquivalent(field.Value, value) && SymbolEqualityComparer.Default.Equals(field.Type, type)) is { } field)
                {
                    return field.Name;
                }
            }

            return null;
        }

        /// <summary>Whether a type, one around it or one in it gets a field of that name.</summary>
        public bool HasField(string name, TypeDeclarationSyntax home)
        {
            foreach (var pair in Types)
            {
                if ((pair.Key.Contains(home) || home.Contains(pair.Key)) && pair.Value.Exists(field => field.Name == name))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>One use of a local has gone with the expression it is part of.</summary>
        public void Take(ILocalSymbol local, SyntaxNode use, VariableDeclarationSyntax declaration, SemanticModel model, CancellationToken cancellation)
        {
            if (declaration is not { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } statement })
            {
                return;
            }

            if (!_inlined.TryGetValue(local, out var left))
            {
                left = (statement, [.. UsesOf(local, block, model, cancellation)]);
                _inlined.Add(local, left);
            }

            left.Uses.Remove(use);
        }

        /// <summary>Declarations of locals that nothing uses any more.</summary>
        public List<StatementSyntax> TakeUnused()
        {
            var unused = new List<StatementSyntax>();
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
