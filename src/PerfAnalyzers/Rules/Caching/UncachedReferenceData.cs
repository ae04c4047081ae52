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
        if (call.TargetMethod.Name is not ("ToList" or "ToListAsync" or "ToArray" or "ToArrayAsync" or "ToDictionary" or "ToDictionaryAsync") || Operations.IsInExpressionTree(call) ||
            site.Facts.RoundTrips.Of(call) is not { Effects: ApiEffects.Query, Query: { Origin: QueryOrigin.Database } query } || site.Facts.Entities.EntityOf(query.Root.Type) is not { } entity ||
            !IsForEverybody(query, call) || IsBlocking(call) || CallersOf(site, call) is not { } callers)
        {
            return;
        }

        var set = Operations.SymbolOf(query.Root)?.Name;
        if (new EntityWrites(site.Facts, site.Cancellation).MayChange(entity.Name, set) || HasFilters(site.Facts))
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
        if (Operations.IsInExpressionTree(call) || Named(call) is not { } named || !new ClientSettings(site.Facts, site.Cancellation).AreSame(call) || kind == "remote" && IsVolatile(named) || CallersOf(site, call) is not { } callers ||
            kind == "file" && (IsWritten(site) || IsBlocking(call)))
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

    // In an asynchronous function that it blocks is the worse fault.
    private static bool IsBlocking(IInvocationOperation call) =>
        !Operations.IsTask(call.Type) && Operations.Function(call) switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol.IsAsync,
            ILocalFunctionOperation function => function.Symbol.IsAsync,
            _ => call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart) is IMethodSymbol { IsAsync: true },
        };

    private static void Tell(Site site, IInvocationOperation call, ImmutableArray<IInvocationOperation> callers, ImmutableDictionary<string, string?>? properties, string what, string wayOut)
    {
        var related = new List<Location>();
        foreach (var caller in callers)
        {
            related.Add(Locations.OfCall(caller));
        }

        site.Suggest(Rule, Locations.OfCall(call), related, properties, what, wayOut);
    }

    // The way here from code that answers a reading request; null where there is none, or a cache stands on it.
    private static ImmutableArray<IInvocationOperation>? CallersOf(Site site, IOperation operation)
    {
        var facts = site.Facts;
        if (RareCode.Is(site) || !new Lifetimes(facts, site.Cancellation).IsInPerCallCode(operation, site.ContainingSymbol) || OnceGuards.Holds(operation, facts) || IsAssignedToMember(operation))
        {
            return null;
        }

        ImmutableArray<IInvocationOperation> callers = [];
        if (!facts.Heat.IsInRequest(operation, site.ContainingSymbol))
        {
            if (site.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } method || Operations.Function(operation) is IAnonymousFunctionOperation)
            {
                return null;
            }

            callers = new RequestCallers(facts, site.Cancellation).To(method);
            if (callers.IsEmpty)
            {
                return null;
            }
        }

        var outermost = callers.IsEmpty ? operation : callers[0];
        return IsWriting(outermost, callers.IsEmpty ? site.ContainingSymbol : outermost.SemanticModel?.GetEnclosingSymbol(outermost.Syntax.SpanStart, site.Cancellation)) || NearCaches.Covers(site.ContainingSymbol, callers, site.Cancellation) ? null : callers;
    }

    // Actions for POST and its like read what they are about to change.
    private static bool IsWriting(IOperation operation, ISymbol? member)
    {
        for (var function = Operations.Function(operation); function is IAnonymousFunctionOperation lambda; function = Operations.Function(function))
        {
            if (Loops.CallReceiving(lambda) is { TargetMethod.Name: "MapPost" or "MapPut" or "MapDelete" or "MapPatch" or "MapMethods" })
            {
                return true;
            }
        }

        while (member is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            member = member.ContainingSymbol;
        }

        foreach (var attribute in member?.GetAttributes() ?? [])
        {
            if (attribute.AttributeClass?.Name is "HttpPostAttribute" or "HttpPutAttribute" or "HttpDeleteAttribute" or "HttpPatchAttribute")
            {
                return true;
            }
        }

        foreach (var verb in s_writing)
        {
            if (member?.Name.StartsWith(verb, StringComparison.Ordinal) == true)
            {
                return true;
            }
        }

        return false;
    }

    private static readonly ImmutableArray<string> s_writing = ["Post", "Put", "Patch", "Delete", "Create", "Update", "Save", "Import", "Sync", "OnPost", "Refresh", "Reload", "Upload", "Send"];

    // Every row, filtered and shaped by constants at most.
    private static bool IsForEverybody(QueryChain query, IInvocationOperation terminal)
    {
        foreach (var step in query.Operators)
        {
            if (step.TargetMethod.Name is "Take" or "Skip" or "TakeLast" or "SkipLast" or "FromSql" or "FromSqlRaw" or "FromSqlInterpolated" or "AsTracking" or "Find" || !IsOfNobody(step))
            {
                return false;
            }
        }

        return IsOfNobody(terminal);
    }

    private static bool IsOfNobody(IInvocationOperation step)
    {
        for (var i = 1; i < step.Arguments.Length; i++)
        {
            if (Operations.IsToken(step.Arguments[i].Value.Type))
            {
                continue;
            }

            foreach (var part in step.Arguments[i].DescendantsAndSelf())
            {
                var outer = part switch
                {
                    IParameterReferenceOperation parameter => parameter.Parameter,
                    ILocalReferenceOperation { ConstantValue.HasValue: false } local => local.Local,
                    _ => (ISymbol?)null,
                };
                if (outer is not null && !Operations.IsDeclaredIn(outer, step.Arguments[i].Syntax) || part is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } ||
                    part is IMemberReferenceOperation { Member: { IsStatic: true } member } && (StateChanges.IsClock(member) || member is IPropertySymbol && member.ContainingType.TypeKind != TypeKind.Enum) || part is IInvocationOperation { TargetMethod: { IsStatic: true } method } && StateChanges.IsClock(method))
                {
                    return false;
                }
            }
        }

        return true;
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

    // A filter of the model may depend on who asks.
    private static bool HasFilters(Facts facts)
    {
        foreach (var tree in facts.Compilation.SyntaxTrees)
        {
            if (TreeNames.Of(tree, null, default).Words.Contains("HasQueryFilter"))
            {
                return true;
            }
        }

        return false;
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
            var words = TreeNames.Of(reference.SyntaxTree, null, site.Cancellation).Words;
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

    private static bool IsAssignedToMember(IOperation operation)
    {
        var outcome = Operations.Outcome(operation);
        return outcome?.Parent is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsStatic: true } };
    }

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
