using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary><c>int Area(IShape shape)</c> becomes <c>int Area&lt;TShape&gt;(TShape shape) where TShape : IShape</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class StructThroughInterfaceFix() : SolutionFix(StructThroughInterface.Rule.Id)
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Make the method generic, if nothing calls it by reflection";

    protected override async Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        var before = document.Project.Solution;
        return await Apply(document, reported, shape, cancellation).ConfigureAwait(false) is { } after &&
            await CompileGate.Passes(before, after, after.GetChanges(before).GetProjectChanges().SelectMany(static project => project.GetChangedDocuments()), cancellation).ConfigureAwait(false);
    }

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } syntax ||
            await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || model.GetOperation(syntax, cancellation) is not IInvocationOperation call)
        {
            return null;
        }

        var facts = Facts.Of(model.Compilation, document.Project.AnalyzerOptions);
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        var ordinals = new List<int>();
        foreach (var argument in call.Arguments)
        {
            if (argument is { Parameter: { } parameter, Value: IConversionOperation value } && Boxes.Of(value) is { Allocates: true } box && GenericParameters.Fits(call.TargetMethod, parameter, box, facts, cancellation))
            {
                ordinals.Add(parameter.OriginalDefinition.Ordinal + (call.TargetMethod.ReducedFrom is null ? 0 : 1));
            }
        }

        if (ordinals.Count == 0 || method.DeclaringSyntaxReferences is not [var reference] || await reference.GetSyntaxAsync(cancellation).ConfigureAwait(false) is not { } declaration ||
            document.Project.Solution.GetDocument(declaration.SyntaxTree) is not { } home || await home.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root ||
            Rewrite(declaration, ordinals) is not { } changed)
        {
            return null;
        }

        return home.WithSyntaxRoot(root.ReplaceNode(declaration, changed)).Project.Solution;
    }

    private static SyntaxNode? Rewrite(SyntaxNode declaration, List<int> ordinals)
    {
        var parameters = declaration switch
        {
            MethodDeclarationSyntax method => method.ParameterList,
            LocalFunctionStatementSyntax function => function.ParameterList,
            _ => null,
        };
        if (parameters is null)
        {
            return null;
        }

        var list = parameters;
        var names = new List<string>();
        var clauses = new List<TypeParameterConstraintClauseSyntax>();
        foreach (var ordinal in ordinals)
        {
            if (parameters.Parameters[ordinal] is not { Type: { } type } parameter || type is NullableTypeSyntax)
            {
                return null;
            }

            var word = parameter.Identifier.ValueText;
            var name = Layout.FreeName(declaration, "T" + char.ToUpperInvariant(word[0]) + word.Substring(1));
            names.Add(name);
            if (type is not PredefinedTypeSyntax)
            {
                clauses.Add(SyntaxFactory.TypeParameterConstraintClause(
                    SyntaxFactory.Token(SyntaxKind.WhereKeyword).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.IdentifierName(name).WithTrailingTrivia(SyntaxFactory.Space),
                    SyntaxFactory.Token(SyntaxKind.ColonToken).WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.SingletonSeparatedList<TypeParameterConstraintSyntax>(SyntaxFactory.TypeConstraint(type.WithoutTrivia()))));
            }

            list = list.ReplaceNode(list.Parameters[ordinal].Type!, SyntaxFactory.IdentifierName(name).WithTriviaFrom(type));
        }

        var last = list.GetTrailingTrivia();
        if (clauses.Count > 0)
        {
            list = list.WithTrailingTrivia();
            clauses[clauses.Count - 1] = clauses[clauses.Count - 1].WithTrailingTrivia(last);
        }

        return declaration switch
        {
            MethodDeclarationSyntax method => method.WithTypeParameterList(Names(method.TypeParameterList, names)).WithParameterList(list).WithConstraintClauses(method.ConstraintClauses.InsertRange(0, clauses)),
            LocalFunctionStatementSyntax function => function.WithTypeParameterList(Names(function.TypeParameterList, names)).WithParameterList(list).WithConstraintClauses(function.ConstraintClauses.InsertRange(0, clauses)),
            _ => null,
        };
    }

    private static TypeParameterListSyntax Names(TypeParameterListSyntax? old, List<string> names)
    {
        var list = old ?? SyntaxFactory.TypeParameterList();
        foreach (var name in names)
        {
            var added = SyntaxFactory.TypeParameter(name);
            list = list.AddParameters(list.Parameters.Count == 0 ? added : added.WithLeadingTrivia(SyntaxFactory.Space));
        }

        return list;
    }
}
