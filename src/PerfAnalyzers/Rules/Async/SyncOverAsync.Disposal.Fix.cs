using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary><c>DisposeAsync</c> beside a <c>Dispose</c> that waits: who can await does, and the others wait as before.</summary>
internal static class AsyncDisposal
{
    /// <summary>Whether there can be an asynchronous form of the Dispose that holds a wait.</summary>
    public static async Task<bool> IsPossible(Document document, ExpressionSyntax wait, CancellationToken cancellation) => await Written(document, wait, cancellation).ConfigureAwait(false) is not null;

    /// <summary>The solution with the asynchronous form of the Dispose that holds a wait; null when there can be none.</summary>
    public static async Task<Solution?> Write(Document document, ExpressionSyntax wait, CancellationToken cancellation) =>
        await Written(document, wait, cancellation).ConfigureAwait(false) is { } changed &&
        await CompileGate.Passes(document.Project.Solution, changed, [document.Id], cancellation).ConfigureAwait(false) ? changed : null;

    private static async Task<Solution?> Written(Document document, ExpressionSyntax wait, CancellationToken cancellation)
    {
        if (wait.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { Parent: ClassDeclarationSyntax { BaseList: { } bases } } method ||
            bases.Types.FirstOrDefault(static listed => listed.Type is IdentifierNameSyntax { Identifier.ValueText: "IDisposable" } or QualifiedNameSyntax { Right.Identifier.ValueText: "IDisposable" }) is not { } contract ||
            await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || model.GetDeclaredSymbol(method, cancellation) is not { } symbol ||
            AsyncBoundaries.OfBody(new AsyncFunction(document.Id, method, symbol), model) is not null)
        {
            return null;
        }

        var waits = new List<ExpressionSyntax>();
        foreach (var node in method.DescendantNodes(static node => !AsyncBoundaries.IsFunction(node)))
        {
            if (node is ExpressionSyntax other && AwaitPlaces.Awaited(other) is { } task && Operations.IsTask(model.GetTypeInfo(task, cancellation).Type))
            {
                if (waits.Any(outer => outer.Span.Contains(other.Span)) || model.GetOperation(other, cancellation) is not { } operation || !Awaiting.IsPossible(operation))
                {
                    return null;
                }

                waits.Add(other);
            }
        }

        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        var name = model.LookupNamespacesAndTypes(method.SpanStart, name: "ValueTask").Length > 0 ? "ValueTask" : "System.Threading.Tasks.ValueTask";
        var configured = AwaitSyntax.IsConfigured(method.SyntaxTree.GetRoot(cancellation)) ? ".ConfigureAwait(false)" : "";
        var change = $"{new Layout(method.SpanStart, method.SyntaxTree).Separator}public async {name} DisposeAsync(){Body(method, waits, configured)}";
        var interfaceName = contract.Type.ToString().Replace("IDisposable", "IAsyncDisposable");
        return document.Project.Solution.WithDocumentText(document.Id, text.WithChanges(
            new TextChange(new TextSpan(contract.Span.End, 0), ", " + interfaceName),
            new TextChange(new TextSpan(method.Span.End, 0), change)));
    }

    /// <summary>The same for several waits, found in the solution as it was before others changed it.</summary>
    public static async Task<Solution> Write(Solution changed, Solution before, List<(DocumentId Document, ExpressionSyntax Wait, string Shape)> waits, CancellationToken cancellation)
    {
        foreach (var (id, wait, _) in waits)
        {
            // Text before the wait may have moved: its type and file find it again.
            var document = changed.GetDocument(id)!;
            var type = wait.FirstAncestorOrSelf<TypeDeclarationSyntax>();
            var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            var again = root?.DescendantNodes().OfType<ClassDeclarationSyntax>().FirstOrDefault(other => Path(other) == Path(type));
            var dispose = again?.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(static method => method is { Identifier.ValueText: "Dispose", ParameterList.Parameters.Count: 0 });
            var first = dispose?.DescendantNodes().OfType<ExpressionSyntax>().FirstOrDefault(static node => AwaitPlaces.Awaited(node) is not null);
            if (first is not null && !again!.Members.OfType<MethodDeclarationSyntax>().Any(static method => method.Identifier.ValueText == "DisposeAsync"))
            {
                changed = await Write(document, first, cancellation).ConfigureAwait(false) ?? changed;
            }
        }

        return changed;

        static string Path(TypeDeclarationSyntax? type) => type is null ? "" : Path(type.Parent as TypeDeclarationSyntax) + "." + type.Identifier.ValueText + type.Arity;
    }

    // Everything behind the parameter list, with the waits awaited.
    private static string Body(MethodDeclarationSyntax method, List<ExpressionSyntax> waits, string configured)
    {
        var start = method.ParameterList.Span.End;
        var text = method.SyntaxTree.GetText().ToString(TextSpan.FromBounds(start, method.Span.End));
        foreach (var wait in Enumerable.Reverse(waits))
        {
            var task = AwaitSyntax.Unconfigured(AwaitPlaces.Awaited(wait)!);
            var awaited = task is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsTask", Expression: InvocationExpressionSyntax value } } ? value : task;
            var parenthesize = AwaitSyntax.NeedsParentheses(wait);
            text = text.Remove(wait.SpanStart - start, wait.Span.Length).Insert(wait.SpanStart - start, (parenthesize ? "(" : "") + "await " + awaited + configured + (parenthesize ? ")" : ""));
        }

        return text;
    }
}
