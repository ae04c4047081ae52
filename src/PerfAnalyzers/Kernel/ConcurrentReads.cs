using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What running code beside other code of its kind comes to.</summary>
internal enum Concurrency
{
    /// <summary>It may change, or depend on, what others use at the same time.</summary>
    Unsafe,

    /// <summary>It shares nothing that changes, and waits for nothing.</summary>
    Harmless,

    /// <summary>It shares nothing that changes, and waits for an answer from a network, a disk or a database of its own.</summary>
    Reads,
}

/// <summary>
/// Which calls wait for an answer from outside and can run at the same time as others: all code they run is visible or known,
/// asks and changes nothing, and uses no object that others may use with them (a context, a connection, a request). Whatever
/// is not known is unsafe. Ask only for candidates: it binds what a call runs.
/// </summary>
internal sealed partial class ConcurrentReads(Facts facts)
{
    private const int MaximumDepth = 6;
    private const int MaximumTargets = 4;

    private readonly ConcurrentDictionary<ISymbol, Concurrency> _methods = new(SymbolEqualityComparer.Default);

    private Facts Facts => facts;

    /// <summary>Whether an awaited call waits for an answer and may run beside others; what it is given included.</summary>
    public bool Is(IInvocationOperation call, CancellationToken cancellation) =>
        Operations.IsTask(call.Type) && new Walk(this, call, null, 0, cancellation) is var walk && walk.Visit(call) && walk.Reads;

    /// <summary>Whether code shares nothing that changes: it can run earlier or later, or beside others.</summary>
    public bool IsHarmless(IOperation code, CancellationToken cancellation) => new Walk(this, code, null, 0, cancellation).Visit(code);

    private Concurrency OfMethod(IMethodSymbol method, int depth, Search search, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (_methods.TryGetValue(method, out var known))
        {
            return known;
        }

        if (depth > MaximumDepth)
        {
            return Concurrency.Unsafe;
        }

        if (!search.Open.Add(method))
        {
            search.Cuts++;
            return Concurrency.Harmless;
        }

        var cuts = search.Cuts;
        var targets = facts.Dispatch.Targets(method);
        var result = targets.IsEmpty || targets.Length > MaximumTargets ? Concurrency.Unsafe : Concurrency.Reads;
        foreach (var target in targets)
        {
            var one = OfBody(target, depth, search, cancellation);
            result = one < result ? one : result;
        }

        // What was cut at a method that is being read is known only with it.
        search.Open.Remove(method);
        if (result == Concurrency.Unsafe || search.Cuts == cuts)
        {
            _methods.TryAdd(method, result);
        }

        return result;
    }

    private Concurrency OfBody(IMethodSymbol method, int depth, Search search, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var body = facts.Bodies.Of(method.AssociatedSymbol is IPropertySymbol property && Bodies.SyntaxOf(method, cancellation) is null ? property : method, cancellation);
        if (body is null)
        {
            // Automatic properties, primary constructors and records have none.
            return method.IsImplicitlyDeclared || method.AssociatedSymbol is IPropertySymbol { IsAbstract: false } || method.MethodKind == MethodKind.Constructor ? Concurrency.Harmless : Concurrency.Unsafe;
        }

        var walk = new Walk(this, body, method, depth, cancellation, search);
        return !walk.Visit(body) ? Concurrency.Unsafe : walk.Reads ? Concurrency.Reads : Concurrency.Harmless;
    }

    /// <summary>The methods that are being read: one that is met again adds nothing to itself.</summary>
    private sealed class Search
    {
        public HashSet<ISymbol> Open { get; } = new(SymbolEqualityComparer.Default);

        public int Cuts { get; set; }
    }

    // What a request holds belongs to one task at a time.
    private static bool IsBound(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.None, Name: "HttpContext" or "IHttpContextAccessor" or "HttpRequest" or "HttpResponse" or "ISession" or "IUnitOfWork" or "TransactionScope" or "SemaphoreSlim" or "RateLimiter" };
}
