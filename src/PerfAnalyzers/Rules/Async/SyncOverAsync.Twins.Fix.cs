using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>
/// Writes synchronous and asynchronous forms beside each other: the synchronous one stays where it is, with its attributes, and
/// waits; the body becomes that of the asynchronous one.
/// </summary>
internal static class AsyncTwinDeclarations
{
    /// <summary>Why a slot cannot have its twin declared.</summary>
    public static async Task<string?> Refusal(AsyncSlot slot, Solution solution, CancellationToken cancellation)
    {
        foreach (var function in slot.Functions)
        {
            var model = await solution.GetDocument(function.Document)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            if (function is not { Syntax: MethodDeclarationSyntax method, Symbol: { MethodKind: MethodKind.Ordinary, ContainingType: { } type } } ||
                method.Modifiers.Any(static modifier => modifier.IsKind(SyntaxKind.PartialKeyword) || modifier.IsKind(SyntaxKind.UnsafeKeyword)))
            {
                return "not a method of its own";
            }

            if (function.Symbol.Name.EndsWith("Async", StringComparison.Ordinal) || !model!.LookupSymbols(method.SpanStart, type, function.Symbol.Name + "Async", includeReducedExtensionMethods: true).IsEmpty ||
                IsMemberOfObject(function.Symbol) || type.TypeKind == TypeKind.Struct && !type.IsReadOnly)
            {
                return "the name of the twin is taken";
            }
        }

        return null;
    }

    /// <summary>Whether calling a method may mean another one that overrides it, which must not be called on its behalf.</summary>
    public static bool IsDispatched(IMethodSymbol method) =>
        method is { IsVirtual: true } or { IsOverride: true, IsSealed: false } && !method.ContainingType.IsSealed && method.ContainingType.TypeKind != TypeKind.Struct;

    /// <summary>Puts the synchronous form before a declaration that becomes the asynchronous one.</summary>
    public static void KeepBefore(TextEdits edits, AsyncFunction function, string name, bool isOfLibrary)
    {
        var method = (MethodDeclarationSyntax)function.Syntax;
        var place = new Place(method);
        var signature = method.SyntaxTree.GetText().ToString(place.Signature);
        var call = $"{name}{method.TypeParameterList?.WithoutTrivia()}({string.Join(", ", method.ParameterList.Parameters.Select(static parameter => parameter.Identifier.Text))}).GetAwaiter().GetResult();";
        var arrow = place.Layout.IsOneLine ? " => " : signature.Contains('\n') || signature.Length + call.Length > 160 ? place.Layout.NewLine + place.Layout.Indent + "    => " : " => ";
        edits.Before(function.Document, TextSpan.FromBounds(place.Signature.Start, method.FullSpan.End), signature + arrow + call + place.Layout.Separator + place.Documentation);
        foreach (var modifier in method.Modifiers)
        {
            if (isOfLibrary && modifier.Kind() is SyntaxKind.OverrideKeyword or SyntaxKind.SealedKeyword or SyntaxKind.NewKeyword)
            {
                edits.Replace(function.Document, TextSpan.FromBounds(modifier.SpanStart, modifier.FullSpan.End), "");
            }
        }
    }

    /// <summary>Puts the asynchronous form behind a declaration that has nothing to await.</summary>
    public static void AddBehind(TextEdits edits, AsyncFunction function, string name, string task)
    {
        var method = (MethodDeclarationSyntax)function.Syntax;
        var place = new Place(method);
        var text = method.SyntaxTree.GetText();
        string Text(int start, int end) => text.ToString(TextSpan.FromBounds(start, end));
        var result = function.Symbol.ReturnsVoid ? task : $"{task}<{method.ReturnType.WithoutTrivia()}>";
        var signature = Text(place.Signature.Start, method.ReturnType.SpanStart) + result + Text(method.ReturnType.Span.End, method.Identifier.SpanStart) + name + Text(method.Identifier.Span.End, place.Signature.End);
        var call = $"{method.Identifier.Text}{method.TypeParameterList?.WithoutTrivia()}({string.Join(", ", method.ParameterList.Parameters.Select(static parameter => parameter.Identifier.Text))})";
        var body = !function.HasBody ? ";"
            : !function.Symbol.ReturnsVoid ? $" => {task}.FromResult{(function.Symbol.ReturnType.NullableAnnotation == NullableAnnotation.Annotated ? $"<{method.ReturnType.WithoutTrivia()}>" : "")}({call});"
            : place.Layout.IsOneLine ? $" {{ {call}; return {task}.CompletedTask; }}"
            : string.Join(place.Layout.NewLine + place.Layout.Indent, "", "{", $"    {call};", $"    return {task}.CompletedTask;", "}");
        var end = method.GetTrailingTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } line ? line.SpanStart : method.Span.End;
        edits.Replace(function.Document, new TextSpan(end, 0), place.Layout.Separator + place.Documentation + signature + body);
    }

    private static bool IsMemberOfObject(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
        {
            method = overridden;
        }

        return method.ContainingType.SpecialType == SpecialType.System_Object;
    }

    private sealed class Place
    {
        public Place(MethodDeclarationSyntax method)
        {
            var text = method.SyntaxTree.GetText();
            var first = method.AttributeLists.Count > 0 ? method.AttributeLists.Last().GetLastToken().GetNextToken() : method.GetFirstToken();
            Signature = TextSpan.FromBounds(first.SpanStart, method.ConstraintClauses.LastOrDefault()?.Span.End ?? method.ParameterList.Span.End);
            Layout = new Layout(method.SpanStart, method.SyntaxTree);
            foreach (var trivia in Layout.IsOneLine ? [] : method.GetLeadingTrivia())
            {
                if (trivia.GetStructure() is DocumentationCommentTriviaSyntax)
                {
                    Documentation = text.ToString(trivia.FullSpan).TrimEnd() + Layout.Line;
                    Documentation = Documentation.StartsWith("///", StringComparison.Ordinal) || Documentation.StartsWith("/**", StringComparison.Ordinal) ? Documentation : "///" + Documentation;
                }
            }
        }

        public TextSpan Signature { get; }

        public Layout Layout { get; }

        public string Documentation { get; } = "";
    }
}
