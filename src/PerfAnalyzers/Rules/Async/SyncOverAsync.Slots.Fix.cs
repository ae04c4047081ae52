using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>A wait that is to be awaited.</summary>
/// <param name="Document">Where it is written.</param>
/// <param name="Wait">The wait.</param>
/// <param name="Shape">The rule's word for its form.</param>
/// <param name="Function">What holds it.</param>
/// <param name="Slot">What has to become async first; null where its function is.</param>
/// <param name="Loops">Lambdas around it that become loops.</param>
internal sealed record AsyncSeed(DocumentId Document, ExpressionSyntax Wait, string Shape, SyntaxNode? Function, AsyncSlot? Slot, List<AsyncLoop> Loops);

/// <summary>One declaration that becomes async: a method, a local function or a lambda.</summary>
internal sealed record AsyncFunction(DocumentId Document, SyntaxNode Syntax, IMethodSymbol Symbol)
{
    public bool HasBody => Syntax is not (MethodDeclarationSyntax { Body: null, ExpressionBody: null } or LocalFunctionStatementSyntax { Body: null, ExpressionBody: null });
}

/// <summary>A call of what becomes async, or a reading of a lazy value that does. <paramref name="Function"/> holds it; null at the top level of a program.</summary>
/// <param name="Document">Where it is written.</param>
/// <param name="Syntax">The call.</param>
/// <param name="Name">The name that is called.</param>
/// <param name="Function">What holds it.</param>
/// <param name="Caller">What has to become async so that it can be awaited; null where its function is.</param>
/// <param name="Loops">Lambdas around it that become loops.</param>
internal sealed record AsyncCall(DocumentId Document, ExpressionSyntax Syntax, TextSpan Name, SyntaxNode? Function, AsyncSlot? Caller, List<AsyncLoop> Loops);

/// <summary>
/// Declarations that must share one signature: a method, what it overrides and implements, all that override and implement the
/// same, and the parts of partial ones. It becomes async as a whole or not at all.
/// </summary>
internal sealed class AsyncSlot
{
    /// <summary>Why it cannot become async; null when it can.</summary>
    public string? Refusal { get; set; }

    /// <summary>Why there cannot be an asynchronous method beside it either; null when there can.</summary>
    public string? NoTwin { get; set; }

    /// <summary>A library declares it: what stands beside it is a new method of this one type.</summary>
    public bool IsOfLibrary { get; private set; }

    /// <summary>A host runs it once, at its start, and insists on a synchronous method.</summary>
    public bool IsStartup { get; set; }

    /// <summary>False for what returns a task already, and for lambdas: nobody else has to change.</summary>
    public bool ChangesSignature { get; set; }

    /// <summary>Lambdas and functions with a task in their return type only become <c>async</c>.</summary>
    public bool ReturnsTask { get; set; }

    /// <summary>The field whose value a lambda makes: a lazy value becomes a lazy task.</summary>
    public AsyncLazy? Lazy { get; set; }

    /// <summary>The name with "Async"; null when the name stays.</summary>
    public string? NewName { get; set; }

    public List<AsyncFunction> Functions { get; } = [];

    public List<AsyncCall> Calls { get; } = [];

    /// <summary>Where its name is written, other than in its declarations.</summary>
    public List<(DocumentId Document, TextSpan Span)> Names { get; } = [];

    public bool IsExpanded { get; set; }

    /// <summary>Collects the declarations that share the method's signature.</summary>
    public async Task Collect(IMethodSymbol method, Solution solution, CancellationToken cancellation)
    {
        await CollectAll(method, solution, cancellation).ConfigureAwait(false);
        if (Refusal is null)
        {
            return;
        }

        Functions.Clear();
        IsOfLibrary = true;
        var definition = method.OriginalDefinition;
        var isOverridden = definition is { IsVirtual: true } or { IsOverride: true } or { IsAbstract: true } &&
            (await SymbolFinder.FindOverridesAsync(definition, solution, cancellationToken: cancellation).ConfigureAwait(false)).Any();
        NoTwin = definition.IsAbstract || isOverridden || definition.DeclaringSyntaxReferences.Length != 1 ? Refusal : null;
        foreach (var reference in definition.DeclaringSyntaxReferences)
        {
            if (solution.GetDocument(reference.SyntaxTree) is { } document)
            {
                Functions.Add(new AsyncFunction(document.Id, await reference.GetSyntaxAsync(cancellation).ConfigureAwait(false), definition));
            }
        }

        NoTwin ??= Functions.Count == 1 ? null : Refusal;
    }

    private async Task CollectAll(IMethodSymbol method, Solution solution, CancellationToken cancellation)
    {
        var seen = new HashSet<(string, int)>();
        var queue = new Queue<IMethodSymbol>();
        queue.Enqueue(method.OriginalDefinition);
        while (queue.Count > 0 && Refusal is null)
        {
            var current = queue.Dequeue().OriginalDefinition;
            if (current.Locations.FirstOrDefault() is not { IsInSource: true } place)
            {
                var source = await SymbolFinder.FindSourceDefinitionAsync(current, solution, cancellation).ConfigureAwait(false) as IMethodSymbol;
                if (source is null)
                {
                    Refusal = "declared in a library";
                    return;
                }

                queue.Enqueue(source);
                continue;
            }

            if (!seen.Add((place.SourceTree!.FilePath, place.SourceSpan.Start)))
            {
                continue;
            }

            foreach (var reference in current.DeclaringSyntaxReferences)
            {
                if (solution.GetDocument(reference.SyntaxTree) is not { } document)
                {
                    Refusal = "generated code";
                    return;
                }

                Functions.Add(new AsyncFunction(document.Id, await reference.GetSyntaxAsync(cancellation).ConfigureAwait(false), current));
            }

            foreach (var related in await Related(current, solution, cancellation).ConfigureAwait(false))
            {
                queue.Enqueue(related);
            }
        }
    }

    private static async Task<List<IMethodSymbol>> Related(IMethodSymbol method, Solution solution, CancellationToken cancellation)
    {
        var related = new List<IMethodSymbol>();
        related.AddRange(new[] { method.OverriddenMethod, method.PartialDefinitionPart, method.PartialImplementationPart }.OfType<IMethodSymbol>());
        related.AddRange(method.ExplicitInterfaceImplementations);
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return related;
        }

        if (method.IsVirtual || method.IsAbstract || method.IsOverride)
        {
            related.AddRange((await SymbolFinder.FindOverridesAsync(method, solution, cancellationToken: cancellation).ConfigureAwait(false)).OfType<IMethodSymbol>());
        }

        related.AddRange(method.ContainingType.TypeKind == TypeKind.Interface
            ? (await SymbolFinder.FindImplementationsAsync(method, solution, cancellationToken: cancellation).ConfigureAwait(false)).OfType<IMethodSymbol>()
            : (await SymbolFinder.FindImplementedInterfaceMembersAsync(method, solution, cancellationToken: cancellation).ConfigureAwait(false)).OfType<IMethodSymbol>());
        return related;
    }
}
