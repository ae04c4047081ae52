using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace PerfAnalyzers.Kernel;

// Where the field goes, what it is called, and which expressions share it.
internal abstract partial class FieldFix
{
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

    private static FieldDeclarationSyntax Declare(TypeSyntax type, string name, ExpressionSyntax value) =>
        FieldDeclaration(VariableDeclaration(type.WithTrailingTrivia(Space))
            .AddVariables(VariableDeclarator(Identifier(name)).WithInitializer(EqualsValueClause(Token(TriviaList(Space), SyntaxKind.EqualsToken, TriviaList(Space)), value))))
            .WithModifiers(TokenList(
                Token(SyntaxKind.PrivateKeyword).WithTrailingTrivia(Space),
                Token(SyntaxKind.StaticKeyword).WithTrailingTrivia(Space),
                Token(SyntaxKind.ReadOnlyKeyword).WithTrailingTrivia(Space)));

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

    private sealed class BlockChanges
    {
        /// <summary>Positions of statements that go.</summary>
        public HashSet<int> Removed { get; } = [];

        /// <summary>Positions of using statements whose own statements stay.</summary>
        public HashSet<int> Unwrapped { get; } = [];
    }

    private sealed class Moves
    {
        private readonly Dictionary<ISymbol, (LocalDeclarationStatementSyntax Statement, HashSet<SyntaxNode> Uses)> _inlined = new(SymbolEqualityComparer.Default);

        public Dictionary<TypeDeclarationSyntax, List<Field>> Types { get; } = [];

        public Dictionary<BlockSyntax, BlockChanges> Blocks { get; } = [];

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
