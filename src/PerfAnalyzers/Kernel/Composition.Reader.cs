using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

internal sealed partial class Composition
{
    /// <summary>Binds the members of the files that speak of composition, and takes their calls.</summary>
    private sealed class Reader(Facts facts)
    {
        private readonly Found _found = new();
        private readonly ImmutableArray<CompositionCall>.Builder _calls = ImmutableArray.CreateBuilder<CompositionCall>();

        public Found Read()
        {
            foreach (var (tree, names) in SourceFiles.Of(facts.Compilation))
            {
                var root = tree.GetRoot();
                if (!MayCompose(names, root))
                {
                    continue;
                }

                var hasTopLevel = false;
                foreach (var node in root.DescendantNodes(static node => node is not (StatementSyntax or ExpressionSyntax or AttributeListSyntax)))
                {
                    switch (node)
                    {
                        case GlobalStatementSyntax when !hasTopLevel:
                            hasTopLevel = true;
                            Bind(root);
                            break;
                        case BaseMethodDeclarationSyntax { Body: not null } or BaseMethodDeclarationSyntax { ExpressionBody: not null }:
                        case AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null }:
                        case EqualsValueClauseSyntax or ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax }:
                            Bind(node);
                            break;
                    }
                }

                ReadDisabled(root);
            }

            _found.Calls = _calls.ToImmutable();
            return _found;
        }

        // A type of the composition is named, or a program of top-level statements goes on with what another file has made.
        private static bool MayCompose(TreeNames names, SyntaxNode root)
        {
            foreach (var word in names.Words)
            {
                if (CompositionTypes.IsName(word))
                {
                    return true;
                }
            }

            return root is CompilationUnitSyntax { Members: [GlobalStatementSyntax, ..] };
        }

        private static bool MayCompose(SyntaxNode code)
        {
            foreach (var token in code.DescendantTokens())
            {
                if (token.IsKind(SyntaxKind.IdentifierToken) && (CompositionTypes.IsName(token.ValueText) || token.Parent is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } } && Composes(token.ValueText)))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool Composes(string name) =>
            name.Length > 3 && char.IsUpper(name[3]) && (name.StartsWith("Use", StringComparison.Ordinal) || name.StartsWith("Map", StringComparison.Ordinal) || name.StartsWith("Add", StringComparison.Ordinal));

        private void Bind(SyntaxNode code)
        {
            if (!MayCompose(code) || facts.Bodies.At(code, default) is not { } body)
            {
                return;
            }

            foreach (var operation in body.DescendantsAndSelf())
            {
                switch (operation)
                {
                    case IInvocationOperation call:
                        Take(call);
                        break;
                    case IObjectCreationOperation { Constructor: { } constructor } creation when !facts.IsOwn(constructor) && !CompositionTypes.IsPlain(constructor.ContainingAssembly):
                        _found.Opaque |= PartOf(creation.Arguments);
                        break;
                    case IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } } unknown:
                        TakeUnknown(unknown, name);
                        break;
                }
            }
        }

        private void Take(IInvocationOperation call)
        {
            var method = call.TargetMethod;
            var receiver = Operations.Receiver(call);
            var part = receiver is null ? CompositionPart.None : CompositionTypes.PartOf(Operations.Unconverted(receiver).Type);
            if (part != CompositionPart.None)
            {
                Add(new(method.Name, call, method, part, CompositionConditions.Of(call)));
            }

            // Another project may also hand out what it has composed.
            var given = part | PartOf(call.Arguments) | CompositionTypes.PartOf(method.ReturnType);
            if (given != CompositionPart.None && IsOpaque(call, method))
            {
                _found.Opaque |= given;
            }
        }

        private static CompositionPart PartOf(ImmutableArray<IArgumentOperation> arguments)
        {
            var part = CompositionPart.None;
            foreach (var argument in arguments)
            {
                part |= CompositionTypes.PartOf(Operations.Unconverted(argument.Value).Type);
            }

            return part;
        }

        // A library that is not referenced (yet): its helpers may do anything.
        private void TakeUnknown(IInvalidOperation unknown, string name)
        {
            var part = CompositionPart.None;
            foreach (var child in unknown.ChildOperations)
            {
                part |= PartOfChain(child);
            }

            if (part != CompositionPart.None)
            {
                Add(new(name, unknown, null, part, CompositionConditions.Of(unknown)));
                _found.Opaque |= part;
            }
        }

        private static CompositionPart PartOfChain(IOperation operation)
        {
            operation = Operations.Unconverted(operation);
            if (CompositionTypes.PartOf(operation.Type) is not CompositionPart.None and var part)
            {
                return part;
            }

            if (operation is IInvalidOperation)
            {
                foreach (var child in operation.ChildOperations)
                {
                    return PartOfChain(child);
                }
            }

            return CompositionPart.None;
        }

        private bool IsOpaque(IInvocationOperation call, IMethodSymbol method)
        {
            if (facts.IsOwn(method))
            {
                // Modules behind an interface may lie in other projects.
                return method.IsAbstract || method.ContainingType.TypeKind == TypeKind.Interface;
            }

            // A start-up filter goes on with 'next(app)'.
            return method.MethodKind == MethodKind.DelegateInvoke ? call.Instance is not IParameterReferenceOperation { Parameter.Name: "next" }
                : method.Name == "UseStartup" ? !(method.TypeArguments is [{ } startup] && facts.IsOwn(startup))
                : !CompositionTypes.IsPlain(method.ContainingAssembly);
        }

        private void Add(CompositionCall call)
        {
            _calls.Add(call);
            _found.Names.Add(call.Name);
        }

        private void ReadDisabled(SyntaxNode root)
        {
            if (!root.ContainsDirectives)
            {
                return;
            }

            foreach (var trivia in root.DescendantTrivia(descendIntoTrivia: false))
            {
                if (trivia.IsKind(SyntaxKind.DisabledTextTrivia))
                {
                    foreach (var token in SyntaxFactory.ParseTokens(trivia.ToFullString()))
                    {
                        if (token.IsKind(SyntaxKind.IdentifierToken))
                        {
                            _found.Disabled.Add(token.ValueText);
                        }
                    }
                }
            }
        }
    }
}
