using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A call of another machine that is awaited for every element, and need not be.</summary>
/// <param name="RoundTrip">The call, its loop and the way to it.</param>
/// <param name="Entry">What is known of the member that makes it.</param>
/// <param name="IsMultiGet">The call itself reads one key of a store that can be asked for many at once.</param>
internal sealed record RemoteElementCall(ElementRoundTrip RoundTrip, ApiEntry Entry, bool IsMultiGet);

/// <summary>Finds them: read for each element, each answer waited for before the next question, nothing written and no loop left in between.</summary>
internal static class RemoteElementCalls
{
    private static readonly string[] s_writing =
    [
        "Save", "Store", "Upload", "Install", "Start", "Create", "Add", "Update", "Delete", "Remove", "Send", "Post", "Put", "Refresh", "Process", "Handle", "Import", "Export", "Sync", "Write", "Publish", "Execute", "Run",
    ];

    /// <summary>What is wrong with the call of a site; null when nothing is.</summary>
    public static RemoteElementCall? Of(Site site)
    {
        var call = (IInvocationOperation)site.Operation;
        var known = site.Facts.Knowledge.Of(call.TargetMethod);
        if (known is not null ? !IsRead(known, call.TargetMethod.Name, call) : !IsAwaited(call) || IsElsewhere(site, call.TargetMethod))
        {
            return null;
        }

        if (!WaitsForAnswer(call) || site.Facts.Loops.Around(call) is null || known is null && !site.Facts.RemoteSummaries.MayReach(call.TargetMethod) ||
            RareCode.Is(site) ||
            site.Facts.PerElement.Of(call, ApiEffects.Remote, site.Cancellation) is not { } found || !IsInTurn(found.Loop) ||
            (known ?? EntryOf(site, found.Path)) is not { } entry || known is null && (!IsRead(entry, CallerOf(found.Path), null) || HasWritingName(call.TargetMethod.Name)))
        {
            return null;
        }

        return IsRight(site, call, found.Loop) ? null : new RemoteElementCall(found, entry, known is not null && known.Value("read") == "yes" && known.Value("many") is { } many && TakesMany(site, call, many, found.Loop));
    }

    // StringGetAsync(RedisKey[]), HashGetAsync(RedisKey,RedisValue[]): the receiver's type has it, and what stands before the keys is the same for all.
    private static bool TakesMany(Site site, IInvocationOperation call, string many, Repetition loop)
    {
        var end = many.IndexOf('(');
        var name = end < 0 ? many : many.Substring(0, end);
        var same = end < 0 ? 0 : many.Split(',').Length - 1;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && (parameter.Ordinal < same && new Flow(site.Facts).Of(argument.Value, loop) != Variation.Invariant || parameter.Type is { Name: "Type", ContainingNamespace.Name: "System" }))
            {
                return false;
            }
        }

        var receiver = Operations.Receiver(call)?.Type as INamedTypeSymbol ?? call.TargetMethod.ContainingType;
        foreach (var type in receiver.AllInterfaces)
        {
            if (HasForm(type, name, same))
            {
                return true;
            }
        }

        for (var type = receiver; type is not null; type = type.BaseType)
        {
            if (HasForm(type, name, same))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasForm(INamedTypeSymbol type, string name, int position)
    {
        foreach (var member in type.OriginalDefinition.GetMembers(name))
        {
            if (member is IMethodSymbol method && method.Parameters.Length > position && method.Parameters[position].Type is var keys && (keys is IArrayTypeSymbol || keys.SpecialType != SpecialType.System_String && EntityModel.ElementOf(keys) is not null))
            {
                return true;
            }
        }

        return false;
    }

    // Members of other libraries have no body to look at; an interface of theirs may be implemented here.
    private static bool IsElsewhere(Site site, IMethodSymbol method) =>
        !site.Facts.IsOwn(method) && (method.ContainingType?.TypeKind != TypeKind.Interface || site.Facts.Dispatch.Targets(method).IsEmpty);

    private static bool IsRead(ApiEntry entry, string caller, IInvocationOperation? call)
    {
        if (!entry.Has(ApiEffects.Remote))
        {
            return false;
        }

        // The forms for many keys take no expiry and no condition, which a call far away may pass.
        if (call is not null && entry.Value("many") is not null)
        {
            var written = 0;
            foreach (var argument in call.Arguments)
            {
                written += argument.ArgumentKind == ArgumentKind.DefaultValue ? 0 : 1;
            }

            return written <= 2;
        }

        return entry.Value("read") switch
        {
            "yes" => true,
            "name" => HasReadingName(caller),
            _ => false,
        };
    }

    private static bool HasReadingName(string name)
    {
        foreach (var start in new[] { "Get", "Find", "List", "Read", "Fetch", "Lookup", "Query", "Search", "Check" })
        {
            if (name.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // Somewhere on its way it reads; what it is called for is something else.
    private static bool HasWritingName(string name)
    {
        foreach (var start in s_writing)
        {
            if (name.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // PriceClient.GetPriceAsync -> Prices.PricesClient.GetAsync -> AsyncUnaryCall
    private static string CallerOf(ImmutableArray<string> path)
    {
        var caller = path[Math.Max(0, path.Length - 2)];
        return caller.Substring(caller.LastIndexOf('.') + 1);
    }

    private static ApiEntry? EntryOf(Site site, ImmutableArray<string> path)
    {
        foreach (var entry in site.Facts.Knowledge.MembersOf(ApiEffects.Remote))
        {
            if (entry.MemberName == path[path.Length - 1])
            {
                return entry;
            }
        }

        return null;
    }

    private static bool IsAwaited(IInvocationOperation call) => call.Type?.Name is "Task" or "ValueTask" && WaitsForAnswer(call);

    // A task that is kept runs beside the others; that a thread is blocked for one is the greater evil.
    private static bool WaitsForAnswer(IInvocationOperation call)
    {
        IOperation value = call;
        while (true)
        {
            switch (Operations.Consumer(value))
            {
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "WaitAsync" } wrapped when ReferenceEquals(Operations.Receiver(wrapped), value):
                    value = wrapped;
                    continue;
                case IAwaitOperation:
                    return true;
                default:
                    return call.Type?.Name is not ("Task" or "ValueTask");
            }
        }
    }

    // One pass after the other, and each over an element that is there already.
    private static bool IsInTurn(Repetition loop) => loop.Owner switch
    {
        IForEachLoopOperation each => !each.IsAsynchronous,
        IForLoopOperation => true,
        IInvocationOperation call => loop.Lambda is { Symbol.IsAsync: false } && call.TargetMethod.ContainingType.Name is not ("Parallel" or "ParallelEnumerable"),
        _ => false,
    };

    private static bool IsRight(Site site, IInvocationOperation call, Repetition loop)
    {
        if (site.Facts.Loops.Calls(loop.Region, ApiEffects.Waits) || loop.Owner is IForLoopOperation { Locals: var counters } && CountsPages(counters))
        {
            return true;
        }

        foreach (var part in loop.Region.Descendants())
        {
            switch (part)
            {
                // Who iterates may stop at any element.
                case IReturnOperation { Kind: OperationKind.YieldReturn }:
                case IInvocationOperation { TargetMethod: { Name: "CreateBatch" or "CreateTransaction", ContainingType.ContainingNamespace.Name: "Redis" } }:
                // What is written afterwards keeps its order.
                case IInvocationOperation other when !ReferenceEquals(other, call) && Writes(site, other):
                    return true;
                case ISimpleAssignmentOperation assignment when Carries(assignment, call, loop):
                    return true;
            }
        }

        return LeavesLoop(loop);
    }

    private static bool Writes(Site site, IInvocationOperation other) =>
        site.Facts.Knowledge.Of(other.TargetMethod) is { } known && known.Has(ApiEffects.Remote) && known.Value("read") is null && known.Value("many") is null;

    // A first hit, a first failure: the rest is not asked.
    private static bool LeavesLoop(Repetition loop)
    {
        if (loop.Owner is not ILoopOperation statement)
        {
            return false;
        }

        foreach (var part in statement.Body.Descendants())
        {
            if (part is IBranchOperation { BranchKind: BranchKind.Break } jump && SymbolEqualityComparer.Default.Equals(jump.Target, statement.ExitLabel) ||
                part is IReturnOperation { Kind: OperationKind.Return } && ReferenceEquals(Operations.Function(part), Operations.Function(statement)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool CountsPages(ImmutableArray<ILocalSymbol> counters)
    {
        foreach (var counter in counters)
        {
            if (counter.Name.IndexOf("page", StringComparison.OrdinalIgnoreCase) >= 0 || counter.Name is "offset" or "skip" or "start" or "from" or "cursor" or "attempt" or "retry")
            {
                return true;
            }
        }

        return false;
    }

    // token = (await client.GetAsync(url + token)).Next: what the next call asks for comes from this one's answer.
    private static bool Carries(ISimpleAssignmentOperation assignment, IInvocationOperation call, Repetition loop)
    {
        if (assignment.Target is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation }) ||
            Operations.SymbolOf(assignment.Target) is not { } carried || Operations.IsDeclaredIn(carried, loop.Owner.Syntax))
        {
            return false;
        }

        var locals = LocalValues.Around(loop.Region);
        var roots = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var argument in call.Arguments)
        {
            Flow.Roots(argument.Value, locals, roots);
        }

        return roots.Contains(carried);
    }
}
