using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

internal sealed partial class TreeNames
{
    /// <summary>Reads files, one after the other; one reader serves one thread.</summary>
    public sealed class Reader
    {
        private readonly WordTable _words = new();
        private readonly List<MemberNames> _members = [];
        private readonly List<TypeNames> _types = [];
        private readonly List<string> _statics = [];
        private readonly List<string> _aliases = [];
        private readonly List<ValueNames> _values = [];
        private readonly List<string> _sources = [];
        private readonly List<string> _sourceTypes = [];

        // Type parameters in scope, with the words of their constraints.
        private readonly List<(string Name, string[] Words)> _constraints = [];

        public TreeNames Read(SyntaxTree tree, CancellationToken cancellation)
        {
            Clear();
            _words.Take(tree.GetText(cancellation));
            var unit = tree.GetRoot(cancellation) as CompilationUnitSyntax;
            foreach (var import in unit?.Usings ?? default)
            {
                if (import.Name is not { } name || NameOf(name) is not { } type)
                {
                    continue;
                }

                if (import.StaticKeyword.RawKind != 0)
                {
                    _statics.Add(type);
                }
                else if (import.Alias is { } alias)
                {
                    _types.Add(new TypeNames(alias.Name.Identifier.ValueText, [type], WordsOf(name)));
                    _aliases.Add(type);
                }
            }

            foreach (var member in unit?.Members ?? default)
            {
                Member(member, WellKnownMemberNames.TopLevelStatementsEntryPointTypeName);
            }

            return new TreeNames(_members.ToArray(), _types.ToArray(), _values.ToArray(), _sources.ToArray(), _sourceTypes.ToArray(), _words.ReadAll());
        }

        private void Clear()
        {
            _members.Clear();
            _types.Clear();
            _statics.Clear();
            _aliases.Clear();
            _values.Clear();
            _sources.Clear();
            _sourceTypes.Clear();
            _constraints.Clear();
        }

        private void Member(MemberDeclarationSyntax member, string type)
        {
            switch (member)
            {
                case BaseNamespaceDeclarationSyntax space:
                    foreach (var inner in space.Members)
                    {
                        Member(inner, type);
                    }

                    break;
                case TypeDeclarationSyntax declaration:
                    // Extension blocks have no name; their members are those of the class around them.
                    var own = declaration.Identifier.ValueText is { Length: > 0 } name ? name : type;
                    var scope = Constrain(declaration.ConstraintClauses);
                    foreach (var parameter in declaration.ParameterList?.Parameters ?? default)
                    {
                        Source(own, parameter.Type, parameter.Identifier);
                        Value(parameter.Identifier, parameter.Type);
                    }

                    Bases(declaration, own, type);
                    foreach (var inner in declaration.Members)
                    {
                        Member(inner, own);
                    }

                    _constraints.RemoveRange(scope, _constraints.Count - scope);
                    break;
                case MethodDeclarationSyntax method:
                    Source(type, method.ReturnType, method.Identifier);
                    var outer = Constrain(method.ConstraintClauses);
                    Value(method.Identifier, method.ReturnType);
                    Parameters(method.Identifier, method.ParameterList.Parameters);
                    _constraints.RemoveRange(outer, _constraints.Count - outer);
                    Add(type, method.Identifier.ValueText, MemberKind.Method, (SyntaxNode?)method.Body ?? method.ExpressionBody, method.ParameterList, IsExtension(method));
                    break;
                case ConstructorDeclarationSyntax constructor:
                    Parameters(constructor.Identifier, constructor.ParameterList.Parameters);
                    Add(type, type, MemberKind.Constructor, constructor.Initializer);
                    Add(type, type, MemberKind.Constructor, (SyntaxNode?)constructor.Body ?? constructor.ExpressionBody, constructor.ParameterList);
                    break;
                case OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax:
                    Bring(type, (member as OperatorDeclarationSyntax)?.ReturnType ?? ((ConversionOperatorDeclarationSyntax)member).Type);
                    Add(type, Operator, MemberKind.Method, member);
                    break;
                case PropertyDeclarationSyntax property:
                    Source(type, property.Type, property.Identifier);
                    Value(property.Identifier, property.Type);
                    Add(type, property.Identifier.ValueText, MemberKind.Value, property.ExpressionBody, isExtension: IsExtension(property));
                    Accessors(type, property.Identifier.ValueText, property.AccessorList);
                    Add(type, type, MemberKind.Constructor, property.Initializer);
                    break;
                case IndexerDeclarationSyntax indexer:
                    Bring(type, indexer.Type);
                    Add(type, WellKnownMemberNames.Indexer, MemberKind.Value, indexer.ExpressionBody);
                    Accessors(type, WellKnownMemberNames.Indexer, indexer.AccessorList);
                    break;
                case FieldDeclarationSyntax field:
                    foreach (var variable in field.Declaration.Variables)
                    {
                        Source(type, field.Declaration.Type, variable.Identifier);
                        Value(variable.Identifier, field.Declaration.Type);
                        Add(type, variable.Identifier.ValueText, MemberKind.Value, variable.Initializer);
                        // Initializers run when the type is constructed.
                        Add(type, type, MemberKind.Constructor, variable.Initializer);
                    }

                    break;
                case GlobalStatementSyntax statement:
                    Add(type, WellKnownMemberNames.TopLevelStatementsEntryPointMethodName, MemberKind.Method, statement);
                    break;
            }
        }

        private static bool IsExtension(MemberDeclarationSyntax member) =>
            member is MethodDeclarationSyntax { ParameterList.Parameters: { Count: > 0 } parameters } && parameters[0].Modifiers.Any(SyntaxKind.ThisKeyword) ||
            member.Parent is TypeDeclarationSyntax { Identifier.ValueText.Length: 0 };

        private int Constrain(SyntaxList<TypeParameterConstraintClauseSyntax> clauses)
        {
            var scope = _constraints.Count;
            foreach (var clause in clauses)
            {
                _constraints.Add((clause.Name.Identifier.ValueText, WordsOf(clause)));
            }

            return scope;
        }

        // What a call hands out, to variables and to lambdas, is named by the member that is called.
        private void Parameters(SyntaxToken member, SeparatedSyntaxList<ParameterSyntax> parameters)
        {
            foreach (var parameter in parameters)
            {
                Value(parameter.Identifier, parameter.Type);
                if (parameter.Type is GenericNameSyntax or NullableTypeSyntax { ElementType: GenericNameSyntax } || parameter.Modifiers.Any(SyntaxKind.OutKeyword) || parameter.Modifiers.Any(SyntaxKind.RefKeyword))
                {
                    Value(member, parameter.Type);
                }
            }
        }

        private void Value(SyntaxToken name, TypeSyntax? type)
        {
            if (WordsOf(type) is { Length: > 0 } named && name.ValueText.Length > 0)
            {
                _values.Add(new ValueNames(name.ValueText, Constrained(named)));
            }
        }

        // Values that come out of a type without a name: by index, by enumeration, by conversion.
        private void Bring(string type, TypeSyntax brought)
        {
            if (WordsOf(brought) is { Length: > 0 } named)
            {
                _types.Add(new TypeNames(type, [], Constrained(named)));
            }
        }

        private string[] Constrained(string[] named)
        {
            if (_constraints.Count == 0)
            {
                return named;
            }

            var all = new HashSet<string>(named, StringComparer.Ordinal);
            foreach (var (name, constraint) in _constraints)
            {
                if (all.Contains(name))
                {
                    all.UnionWith(constraint);
                }
            }

            return all.Count == named.Length ? named : [.. all];
        }

        private string[] WordsOf(SyntaxNode? type)
        {
            switch (type)
            {
                case null or PredefinedTypeSyntax or NullableTypeSyntax { ElementType: PredefinedTypeSyntax }:
                    return [];
                case IdentifierNameSyntax simple:
                    return [simple.Identifier.ValueText];
                default:
                    var read = _words.Read(type.SpanStart, type.Span.End);
                    var texts = new string[read.Length];
                    for (var i = 0; i < read.Length; i++)
                    {
                        texts[i] = read[i].Text;
                    }

                    return texts;
            }
        }

        // What tells overloads apart, as far as syntax says it. Aliases have names of their own, extension blocks parameters of their own.
        private string OverloadOf(ParameterListSyntax? list)
        {
            if (list?.Parent is not { Parent: TypeDeclarationSyntax { Identifier.ValueText.Length: > 0 } } || _aliases.Count > 0)
            {
                return "";
            }

            foreach (var parameter in list.Parameters)
            {
                if (parameter.Type is IdentifierNameSyntax { Identifier.ValueText: var text })
                {
                    return IsKeywordLike(text) ? "" : text;
                }

                if (parameter.Type is not PredefinedTypeSyntax)
                {
                    break;
                }
            }

            return "";
        }

        // Names of types that have a keyword, and keywords that look like names.
        private static bool IsKeywordLike(string text) => text is "nint" or "nuint" or "IntPtr" or "UIntPtr" or "dynamic" or "String" or "Object" or "Boolean" or "Char" or
            "SByte" or "Byte" or "Int16" or "UInt16" or "Int32" or "UInt32" or "Int64" or "UInt64" or "Decimal" or "Single" or "Double";

        private static bool TakesQuery(ParameterListSyntax parameters)
        {
            foreach (var parameter in parameters.Parameters)
            {
                if (IsQueryType(parameter.Type))
                {
                    return true;
                }
            }

            return false;
        }

        private void Source(string owner, TypeSyntax? type, SyntaxToken name)
        {
            if (IsQueryType(type) && IsSourceName(name.ValueText))
            {
                _sources.Add(name.ValueText);
                _sourceTypes.Add(owner);
            }
        }

        private void Accessors(string type, string member, AccessorListSyntax? accessors)
        {
            // Setters are not followed.
            foreach (var accessor in accessors?.Accessors ?? default)
            {
                if (!accessor.Keyword.IsKind(SyntaxKind.GetKeyword))
                {
                    continue;
                }

                Add(type, member, MemberKind.Value, (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody);
            }
        }

        private void Bases(TypeDeclarationSyntax declaration, string own, string around)
        {
            // What a static import names is as near as what is inherited.
            var bases = new List<string>(_statics);
            if (declaration.Parent is TypeDeclarationSyntax && own != around)
            {
                bases.Add(around);
            }

            foreach (var entry in declaration.BaseList?.Types ?? default)
            {
                if (NameOf(entry.Type) is { } name)
                {
                    bases.Add(name);
                }

                // The arguments of a primary constructor's base call.
                Add(own, own, MemberKind.Constructor, entry as PrimaryConstructorBaseTypeSyntax);
            }

            if (bases.Count > 0)
            {
                _types.Add(new TypeNames(own, bases.ToArray(), WordsOf(declaration.BaseList)));
            }
        }

        private static string? NameOf(TypeSyntax type) => type switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => null,
        };

        private void Add(string type, string member, MemberKind kind, SyntaxNode? code, ParameterListSyntax? parameters = null, bool isExtension = false)
        {
            if (code is null)
            {
                return;
            }

            var span = code.Span;
            if (_words.Read(span.Start, span.End) is { Length: > 0 } names)
            {
                _members.Add(new MemberNames(type, member, OverloadOf(parameters), kind, isExtension, parameters is not null && TakesQuery(parameters) ? [.. names, new Word(QueryTypes[0], WordUses.Read)] : names));
            }
        }

        private static bool IsQueryType(TypeSyntax? type) => type switch
        {
            NullableTypeSyntax nullable => IsQueryType(nullable.ElementType),
            QualifiedNameSyntax qualified => IsQueryType(qualified.Right),
            GenericNameSyntax { Identifier.ValueText: "Task" or "ValueTask", TypeArgumentList.Arguments: { Count: 1 } arguments } => IsQueryType(arguments[0]),
            SimpleNameSyntax simple => Array.IndexOf(QueryTypes, simple.Identifier.ValueText) >= 0,
            _ => false,
        };
    }
}
