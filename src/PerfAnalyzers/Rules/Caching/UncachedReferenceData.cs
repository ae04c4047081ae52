using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>What is the same for all callers is fetched again on every request: rows nobody changes, a file, a resource, another machine's answer.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UncachedReferenceData() : PerfRule(Rule)
{
    /// <summary>Fix shape: the cache at hand keeps it; <see cref="CacheKey"/> names it, <see cref="TypeKey"/> its type.</summary>
    public const string CacheShape = "cache";

    /// <summary>Fix shape: it is read once, into a static readonly field called <see cref="CacheKey"/>.</summary>
    public const string FieldShape = "field";

    public const string CacheKey = "cache-name";
    public const string TypeKey = "cache-type";

    /// <summary>Property: present when the rows have to be read without tracking.</summary>
    public const string TrackedKey = "tracked";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3006", Categories.Caching, DiagnosticSeverity.Info,
        title: "Data that is the same for all callers is fetched again on every request",
        message: "{0} on every request, and the answer depends on nothing of the caller; {1}",
        description: "Lists of countries, templates and settings change rarely and are asked for all the time. A cache answers in nanoseconds what a database, a disk or another machine answers in milliseconds.");

    protected override void Start(RuleContext context)
    {
        context.OnKnown("rereads", static (site, method, known) => OnRead(site, (IInvocationOperation)site.Operation, known));
        if (context.Facts.UsesDatabase)
        {
            context.On(static site => OnQuery(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    // await db.Countries.OrderBy(c => c.Name).ToListAsync()
    private static void OnQuery(Site site, IInvocationOperation call)
    {
        if (SameForAll.RowsOf(site, call) is not var (query, entity, callers) || WholeTables.ServedBy(site.Facts, call, site.ContainingSymbol, site.Cancellation) is not null ||
            entity is INamedTypeSymbol named && LazyEntities.Of(site.Facts, named, call, LoadedRows.None) is not null)
        {
            return;
        }

        ImmutableDictionary<string, string?>? fix = null;
        if (FixOf(site, call) is { } properties)
        {
            fix = IsTracked(query) ? properties.Add(TrackedKey, "") : properties;
        }

        Tell(site, call, callers, fix, $"All rows of '{entity.Name}', which nothing here changes, are queried", "keep them in 'HybridCache' or 'IMemoryCache' for a while, or mark the action '[OutputCache]'");
    }

    // File.ReadAllText("terms.html"), GetManifestResourceStream("…"), GetFromJsonAsync<Rates>("https://…")
    private static void OnRead(Site site, IInvocationOperation call, ApiEntry known)
    {
        var kind = known.Value("rereads");
        if (Operations.IsInExpressionTree(call) || Named(call) is not { } named || !new ClientSettings(site.Facts, site.Cancellation).AreSame(call) || kind == "remote" && IsVolatile(named) || SameForAll.CallersOf(site, call) is not { } callers ||
            kind == "file" && (IsWritten(site) || SameForAll.IsBlocking(call)))
        {
            return;
        }

        switch (kind)
        {
            case "file":
                Tell(site, call, callers, FieldFix(site, call, known), $"'{named}' is read from the disk", "read it once and keep it");
                break;
            case "resource":
                Tell(site, call, callers, null, $"The resource '{named}' is read", "read it once and keep it");
                break;
            default:
                Tell(site, call, callers, FixOf(site, call), $"'{named}' is fetched from another machine", "keep the answer in 'HybridCache' or 'IMemoryCache' for a while");
                break;
        }
    }

    private static void Tell(Site site, IInvocationOperation call, ImmutableArray<IInvocationOperation> callers, ImmutableDictionary<string, string?>? properties, string what, string wayOut)
    {
        var related = new List<Location>();
        foreach (var caller in callers)
        {
            related.Add(Locations.OfCall(caller));
        }

        site.Suggest(Rule, Locations.OfCall(call), related, properties, what, wayOut);
    }

    private static bool IsTracked(QueryChain query)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is "Select" or "SelectMany" or "GroupBy" || step.TargetMethod.Name.StartsWith("AsNoTracking", StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    // The constant part of what is read.
    private static string? Named(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            foreach (var part in argument.Value.DescendantsAndSelf())
            {
                if (part.ConstantValue is { HasValue: true, Value: string { Length: > 1 } text } && part.Syntax is LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or InterpolatedStringTextSyntax)
                {
                    return text.Length > 60 ? text.Substring(0, 60) + "…" : text;
                }

                if (part is ILocalReferenceOperation local && TextOf(local) is { } behind)
                {
                    return behind;
                }
            }
        }

        return null;
    }

    private static string? TextOf(ILocalReferenceOperation local)
    {
        foreach (var part in Writes.OnlyValue(local.Local, Operations.Root(local))?.DescendantsAndSelf() ?? [])
        {
            if (part.ConstantValue is { HasValue: true, Value: string { Length: > 1 } text })
            {
                return text;
            }
        }

        return null;
    }

    private static readonly ImmutableArray<string> s_volatile = ["health", "status", "token", "random", "time", "ping", "live", "now", "queue", "next"];

    private static bool IsVolatile(string address)
    {
        foreach (var word in s_volatile)
        {
            if (address.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // A type that also writes files, or watches them, reads what may have changed.
    private static bool IsWritten(Site site)
    {
        foreach (var reference in site.ContainingSymbol.ContainingType.DeclaringSyntaxReferences)
        {
            var words = TreeNames.Of(reference.SyntaxTree, site.Cancellation).Words;
            foreach (var word in s_changes)
            {
                if (words.Contains(word))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static readonly ImmutableArray<string> s_changes = ["WriteAllText", "WriteAllTextAsync", "WriteAllBytes", "WriteAllBytesAsync", "WriteAllLines", "AppendAllText", "AppendAllLines", "OpenWrite", "FileSystemWatcher", "GetLastWriteTime", "GetLastWriteTimeUtc", "LastWriteTime", "StreamWriter", "CopyToAsync"];

    private static ImmutableDictionary<string, string?>? FixOf(Site site, IInvocationOperation call)
    {
        if (call.Parent is not IAwaitOperation || call.Syntax.ContainsDirectives || Comments.In(call.Syntax) || site.ContainingSymbol.ContainingType is not { } type || NearCaches.AtHand(type, site.Cancellation) is not { } cache || IsHandedOn(call))
        {
            return null;
        }

        return FixProperties.Of(CacheShape).Add(CacheKey, cache.Name).Add(TypeKey, cache.Type);
    }

    // Responses are read once; they are nothing to keep.
    private static bool IsHandedOn(IInvocationOperation call) => call.TargetMethod.Name == "GetAsync" || call.Type is INamedTypeSymbol { TypeArguments: [{ Name: "HttpResponseMessage" or "Stream" }] };

    private static ImmutableDictionary<string, string?>? FieldFix(Site site, IInvocationOperation call, ApiEntry known)
    {
        var traits = HoistTraits.None;
        return known.Value("name") is { } name && !Operations.IsTask(call.Type) && call.Type is { SpecialType: SpecialType.System_String } && !Comments.In(call.Syntax) &&
            new Hoisting(site.Facts, site.Cancellation).HasFixedInputs(call, ref traits) && FieldMoves.IsMovable(call, traits, site.ContainingSymbol) ? FixProperties.Of(FieldShape).Add(CacheKey, name) : null;
    }
}
