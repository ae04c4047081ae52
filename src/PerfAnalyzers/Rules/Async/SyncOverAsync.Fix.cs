using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Async;

/// <summary>Awaits in functions that are async already, and makes the others async together with everybody who calls them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class SyncOverAsyncFix() : SolutionFix("PERF2001")
{
    protected override string Title(string shape) => shape switch
    {
        SyncOverAsync.AwaitAllShape => "Await Task.WhenAll",
        SyncOverAsync.AwaitAnyShape => "Await Task.WhenAny",
        SyncOverAsync.AwaitTokenShape => "Await WaitAsync",
        SyncOverAsync.AwaitTimeShape => "Await the task beside a delay",
        SyncOverAsync.AwaitShape or SyncOverAsync.AwaitHandedShape => "Await the task",
        SyncOverAsync.DisposeShape => "Implement IAsyncDisposable beside Dispose",
        _ => "Make the call chain async and await the task",
    };

    // Asked for every light bulb: who calls what is looked up, nothing is written and compiled yet.
    protected override async Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        Find(reported, shape) is { } found && (shape == SyncOverAsync.DisposeShape
            ? await AsyncDisposal.IsPossible(document, found.Wait, cancellation).ConfigureAwait(false)
            : await new AsyncChain(document.Project.Solution, cancellation).IsPossible(document.Id, found.Wait, found.Shape).ConfigureAwait(false));

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (Find(reported, shape) is not { } found)
        {
            return null;
        }

        if (shape == SyncOverAsync.DisposeShape)
        {
            return await AsyncDisposal.Write(document, found.Wait, cancellation).ConfigureAwait(false);
        }

        var chain = new AsyncChain(document.Project.Solution, cancellation);
        var changed = await chain.Fix([(document.Id, found.Wait, found.Shape)]).ConfigureAwait(false);
        return chain.Awaited > 0 ? changed : null;
    }

    protected override async Task<Solution> ApplyAll(Solution solution, ImmutableArray<(DocumentId Document, Diagnostic Diagnostic)> reports, CancellationToken cancellation)
    {
        var waits = new List<(DocumentId Document, ExpressionSyntax Wait, string Shape)>();
        foreach (var (id, diagnostic) in reports)
        {
            if (diagnostic.Properties.TryGetValue(FixProperties.Fix, out var shape) && shape is not null &&
                await solution.GetDocument(id)!.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root &&
                Find(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), shape) is { } found)
            {
                waits.Add((id, found.Wait, found.Shape));
            }
        }

        var disposals = waits.Where(static wait => wait.Shape == SyncOverAsync.DisposeShape).ToList();
        var changed = await new AsyncChain(solution, cancellation).Fix(waits.Except(disposals)).ConfigureAwait(false);
        return await AsyncDisposal.Write(changed, solution, disposals, cancellation).ConfigureAwait(false);
    }

    /// <summary>The wait at a reported name.</summary>
    public static (ExpressionSyntax Wait, string Shape)? Find(SyntaxNode reported, string shape)
    {
        var kind = shape.StartsWith(SyncOverAsync.ChainPrefix, StringComparison.Ordinal) ? shape.Substring(SyncOverAsync.ChainPrefix.Length) : shape;
        var access = reported.FirstAncestorOrSelf<MemberAccessExpressionSyntax>();
        if (access is null || access.Name != reported)
        {
            return null;
        }

        var wait = access.Name.Identifier.ValueText == "Result" ? access : access.Parent as ExpressionSyntax;
        return wait is not null && (kind is SyncOverAsync.AwaitShape or SyncOverAsync.DisposeShape ? AwaitPlaces.Awaited(wait) is not null : wait is InvocationExpressionSyntax)
            ? (wait, kind) : null;
    }
}
