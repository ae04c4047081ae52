using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What a call does with a cache of values (<c>cache=</c> in the API tables).</summary>
internal enum CacheAct
{
    /// <summary>Looks for an entry.</summary>
    Get,

    /// <summary>Adds or replaces one.</summary>
    Set,

    /// <summary>Looks, and calls a delegate on a miss.</summary>
    Fill,

    /// <summary>Makes one that is filled afterwards.</summary>
    Entry,
}

/// <summary>What kind of cache it is (<c>store=</c> in the API tables).</summary>
internal enum CacheStore
{
    /// <summary>Keeps the objects themselves.</summary>
    Memory,

    /// <summary>Keeps bytes, elsewhere.</summary>
    Distributed,

    /// <summary>Lets one caller at a time load a key.</summary>
    Gated,

    /// <summary>A dictionary that keeps what it is given for good.</summary>
    Dictionary,

    /// <summary>The user's own type, known by its name: nothing more is known of it.</summary>
    Own,
}

/// <summary>A call of a cache.</summary>
/// <param name="Call">The call.</param>
/// <param name="Act">What it does.</param>
/// <param name="Store">With what.</param>
/// <param name="Key">The key it is given.</param>
internal sealed record CacheUse(IInvocationOperation Call, CacheAct Act, CacheStore Store, IOperation Key)
{
    private static readonly string[] s_fills = ["GetOrAdd", "GetOrCreate", "GetOrSet", "GetOrLoad", "GetOrFetch", "GetOrCompute"];

    /// <summary>The value that is stored as it is; null where a delegate makes it.</summary>
    public IOperation? Value { get; private init; }

    /// <summary>The delegate that makes the value, without conversions.</summary>
    public IOperation? Factory { get; private init; }

    /// <summary>What the delegate is handed as an argument.</summary>
    public IOperation? State { get; private init; }

    /// <summary>Options, a time or a token are given for the entry.</summary>
    public bool HasSettings { get; private init; }

    /// <summary>The cache is one of the user's own that lives as long as a request.</summary>
    public bool IsOfRequest => Store == CacheStore.Own && Operations.Receiver(Call)?.Type?.Name.IndexOf("Request", StringComparison.Ordinal) >= 0;

    /// <summary>The lambda that makes the value.</summary>
    public IAnonymousFunctionOperation? Lambda => Factory as IAnonymousFunctionOperation;

    /// <summary>Whether a call may be one, by the names of the method and the type it is made on.</summary>
    /// <param name="call">Any call.</param>
    /// <param name="names">Names of the members that have a value of <c>cache</c>.</param>
    public static bool MayBe(IInvocationOperation call, HashSet<string> names) => names.Contains(call.TargetMethod.Name) || IsOwn(call);

    /// <summary>What a call does with a cache; null when it is none.</summary>
    public static CacheUse? Of(IInvocationOperation call, Facts facts)
    {
        var method = call.TargetMethod;
        CacheAct act;
        CacheStore store;
        if (facts.Knowledge.Of(method) is { } known && known.Value("cache") is { } word)
        {
            act = word switch { "get" => CacheAct.Get, "set" => CacheAct.Set, "entry" => CacheAct.Entry, _ => CacheAct.Fill };
            store = known.Value("store") switch { "memory" => CacheStore.Memory, "distributed" => CacheStore.Distributed, "dictionary" => CacheStore.Dictionary, _ => CacheStore.Gated };
        }
        else if (IsOwn(call))
        {
            (act, store) = (CacheAct.Fill, CacheStore.Own);
        }
        else
        {
            return null;
        }

        IOperation? key = null, value = null, factory = null, state = null;
        var hasSettings = false;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { } parameter || method.IsExtensionMethod && parameter.Ordinal == 0)
            {
                continue;
            }

            if (key is null && parameter.Ordinal == (method.IsExtensionMethod ? 1 : 0))
            {
                key = argument.Value;
            }
            else if (parameter.Type is INamedTypeSymbol { TypeKind: TypeKind.Delegate, DelegateInvokeMethod: { ReturnsVoid: false } made })
            {
                // A predicate chooses; what makes the value answers what the cache answers.
                factory ??= store != CacheStore.Own || SymbolEqualityComparer.Default.Equals(Operations.Awaited(made.ReturnType), Operations.Awaited(call.Type)) ? Bare(argument.Value) : null;
            }
            else if (parameter.Name is "state" or "factoryArgument" or "factoryArg")
            {
                state = argument.Value;
            }
            else if (parameter.Type.Name is "TimeSpan" or "DateTimeOffset" or "IChangeToken" or "CacheItemPolicy" || parameter.Type.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                hasSettings |= argument.ArgumentKind != ArgumentKind.DefaultValue;
            }
            else if (!Operations.IsToken(parameter.Type) && argument.ArgumentKind != ArgumentKind.DefaultValue)
            {
                value ??= argument.Value;
            }
        }

        return key is null || store == CacheStore.Own && factory is null ? null : new CacheUse(call, act, store, key) { Value = value, Factory = factory, State = state, HasSettings = hasSettings };
    }

    /// <summary>What a lambda answers: one value for each of its <c>return</c>s.</summary>
    public static IEnumerable<IOperation> Results(IAnonymousFunctionOperation lambda)
    {
        foreach (var part in lambda.Body.Descendants())
        {
            if (part is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } returned } && ReferenceEquals(Operations.Function(part), lambda))
            {
                yield return returned;
            }
        }
    }

    /// <summary>Whether two keys are the same: one variable, or the same text.</summary>
    public static bool IsSame(IOperation left, IOperation right)
    {
        left = Operations.Unconverted(left);
        right = Operations.Unconverted(right);
        return left is ILocalReferenceOperation or IParameterReferenceOperation
            ? SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(left), Operations.SymbolOf(right))
            : left.Syntax.IsEquivalentTo(right.Syntax);
    }

    private static IOperation Bare(IOperation value)
    {
        value = Operations.Unconverted(value);
        return value is IDelegateCreationOperation creation ? creation.Target : value;
    }

    // Caches of the user's own: cache.GetOrAdd(key, () => …), cache.GetAsync(key, async () => …).
    private static bool IsOwn(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        if (!name.StartsWith("Get", StringComparison.Ordinal) || call.Arguments.Length < 2 || Operations.Receiver(call)?.Type is not { } type ||
            type.Name.IndexOf("Cache", StringComparison.Ordinal) < 0)
        {
            return false;
        }

        foreach (var start in s_fills)
        {
            if (name.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return name is "Get" or "GetAsync";
    }
}
