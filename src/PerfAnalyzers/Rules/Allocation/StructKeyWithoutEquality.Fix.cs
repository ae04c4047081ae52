using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace PerfAnalyzers.Allocation;

/// <summary>A struct implements <c>IEquatable</c> of itself: by its own <c>Equals</c>, or field by field as <c>ValueType</c> compares.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class StructKeyWithoutEqualityFix() : SolutionFix(StructKeyWithoutEquality.Rule.Id)
{
    protected override string Title(string shape) => "Implement 'IEquatable<T>'";

    protected override async Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        var before = document.Project.Solution;
        return await Apply(document, reported, shape, cancellation).ConfigureAwait(false) is { } after &&
            await CompileGate.Passes(before, after, after.GetChanges(before).GetProjectChanges().SelectMany(static project => project.GetChangedDocuments()), cancellation).ConfigureAwait(false);
    }

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return null;
        }

        var facts = Facts.Of(model.Compilation, document.Project.AnalyzerOptions);
        if (BoxedAt(reported, model, facts, cancellation) is not { } boxed || EqualityPlan.Of(boxed, facts, cancellation) is not { } plan ||
            document.Project.Solution.GetDocument(plan.Declaration.SyntaxTree) is not { } home || await home.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root ||
            await home.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } homeModel)
        {
            return null;
        }

        return home.WithSyntaxRoot(root.ReplaceNode(plan.Declaration, Implement(plan, homeModel))).Project.Solution;
    }

    private static BoxedEquality? BoxedAt(SyntaxNode reported, SemanticModel model, Facts facts, CancellationToken cancellation)
    {
        for (var node = reported; node is not null and not StatementSyntax and not MemberDeclarationSyntax; node = node.Parent)
        {
            if (model.GetOperation(node, cancellation) is { } operation && EqualityUse.Of(operation, facts) is { } use)
            {
                return StructEquality.Of(use.Compared);
            }
        }

        return null;
    }

    private static StructDeclarationSyntax Implement(EqualityPlan plan, SemanticModel model)
    {
        var declaration = plan.Declaration;
        var type = declaration.Identifier.ValueText + declaration.TypeParameterList?.WithoutTrivia();
        var changed = declaration;
        if (plan.Old is { } old && EqualityPlan.Split(old, declaration) is { } split)
        {
            var typed = Member($"public {ReadOnly(declaration)}bool Equals({type} {split.Name}) => {string.Join(" && ", split.Clauses.Select(static clause => clause.WithoutTrivia()))};");
            var objects = ((MethodDeclarationSyntax)Member($"public override bool Equals(object o) => {old.ParameterList.Parameters[0].Identifier.ValueText} is {type} {split.Name} && Equals({split.Name});")).ExpressionBody!;
            var shortened = old.WithBody(null).WithExpressionBody(objects.WithLeadingTrivia(SyntaxFactory.Space)).WithParameterList(old.ParameterList.WithTrailingTrivia())
                .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken)).WithTrailingTrivia(old.GetTrailingTrivia());
            changed = changed.ReplaceNode(old, shortened);
            changed = Add(changed, [typed], declaration);
        }
        else if (!plan.IsTyped)
        {
            var mark = (model.GetNullableContext(declaration.SpanStart) & NullableContext.AnnotationsEnabled) != 0 ? "?" : "";
            changed = Add(changed,
            [
                Member($"public {ReadOnly(declaration)}bool Equals({type} other) => {string.Join(" && ", plan.Fields.Select(field => Compare(field.Name, field.Type, model, declaration.SpanStart)))};"),
                Member($"public {ReadOnly(declaration)}override bool Equals(object{mark} obj) => obj is {type} other && Equals(other);"),
                Member($"public {ReadOnly(declaration)}override int GetHashCode() => global::System.HashCode.Combine({string.Join(", ", plan.Fields.Select(static field => field.Name))});"),
            ], declaration);
        }

        var contract = SyntaxFactory.SimpleBaseType(SyntaxFactory.ParseTypeName($"global::System.IEquatable<{type}>").WithAdditionalAnnotations(Simplifier.Annotation));
        if (changed.BaseList is { } bases)
        {
            var last = bases.Types[bases.Types.Count - 1];
            return changed.WithBaseList(bases.WithTypes(bases.Types.Replace(last, last.WithTrailingTrivia()).Add(contract.WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(last.GetTrailingTrivia()))));
        }

        // The list stands behind the name: what stood there goes behind the list.
        var colon = SyntaxFactory.Token(SyntaxKind.ColonToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space);
        if (changed.TypeParameterList is { } parameters)
        {
            return changed.WithTypeParameterList(parameters.WithTrailingTrivia()).WithBaseList(SyntaxFactory.BaseList(colon, SyntaxFactory.SingletonSeparatedList<BaseTypeSyntax>(contract)).WithTrailingTrivia(parameters.GetTrailingTrivia()));
        }

        return changed.WithIdentifier(changed.Identifier.WithTrailingTrivia())
            .WithBaseList(SyntaxFactory.BaseList(colon, SyntaxFactory.SingletonSeparatedList<BaseTypeSyntax>(contract)).WithTrailingTrivia(changed.Identifier.TrailingTrivia));
    }

    private static StructDeclarationSyntax Add(StructDeclarationSyntax declaration, MemberDeclarationSyntax[] members, StructDeclarationSyntax original)
    {
        var isOneLine = Locations.IsOneLine(original.GetLocation());
        var layout = new Layout(original.SpanStart, original.SyntaxTree);
        foreach (var member in members)
        {
            declaration = declaration.AddMembers(isOneLine
                ? member.WithTrailingTrivia(SyntaxFactory.Space)
                : member.WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(layout.NewLine + layout.Inner().Indent)).WithTrailingTrivia(SyntaxFactory.ParseTrailingTrivia(layout.NewLine)));
        }

        return declaration;
    }

    private static MemberDeclarationSyntax Member(string text)
    {
        var member = SyntaxFactory.ParseMemberDeclaration(text)!;
        var qualified = member.DescendantNodes().Where(static node => node is MemberAccessExpressionSyntax { Parent: not MemberAccessExpressionSyntax } access && access.ToString().StartsWith("global::", StringComparison.Ordinal));
        return member.ReplaceNodes(qualified, static (_, node) => node.WithAdditionalAnnotations(Simplifier.Annotation));
    }

    private static string ReadOnly(StructDeclarationSyntax declaration) =>
        declaration.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) || ((CSharpParseOptions)declaration.SyntaxTree.Options).LanguageVersion < LanguageVersion.CSharp8 ? "" : "readonly ";

    // As ValueType does: NaN equals itself, and what has no operator is asked.
    private static string Compare(string name, ITypeSymbol type, SemanticModel model, int position) =>
        type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_UInt64 or SpecialType.System_Decimal or SpecialType.System_String ? $"{name} == other.{name}"
        : type.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_DateTime ? $"{name}.Equals(other.{name})"
        : $"global::System.Collections.Generic.EqualityComparer<{type.ToMinimalDisplayString(model, position)}>.Default.Equals({name}, other.{name})";
}
