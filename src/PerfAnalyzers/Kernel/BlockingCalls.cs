using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What is known of a call that may block.</summary>
internal enum Blocking
{
    /// <summary>It does not, as far as is known.</summary>
    No,

    /// <summary>It has an asynchronous twin, which is all that is known.</summary>
    Perhaps,

    /// <summary>It holds its thread until something outside this thread has answered.</summary>
    Yes,
}

/// <summary>
/// Which calls hold their thread: those of the API tables (<c>twin=</c>, round trips, queries that are run), and methods of the
/// project that make such a call themselves.
/// </summary>
internal sealed class BlockingCalls
{
    private const ApiEffects RoundTrip = ApiEffects.AnyRoundTrip & ~ApiEffects.Connect;

    private static readonly string[] s_verbs =
    [
        "Authenticate", "Clear", "Commit", "Compute", "Connect", "Copy", "Delete", "Download", "Execute", "Export", "Extract", "Fetch", "Flush", "Hash", "Import", "Load", "Move", "Open", "Post",
        "Publish", "Put", "Query", "Read", "Receive", "Refresh", "Reload", "Rollback", "Save", "Search", "Send", "Upload", "Wait", "Write",
    ];

    private readonly Facts _facts;
    private readonly Lazy<HashSet<string>> _names;
    private readonly ConcurrentDictionary<IMethodSymbol, string> _helpers = new(SymbolEqualityComparer.Default);

    public BlockingCalls(Facts facts)
    {
        _facts = facts;
        _names = new(FindNames);
    }

    /// <summary>Whether a call blocks.</summary>
    public Blocking Of(IInvocationOperation call, CancellationToken cancellation)
    {
        var method = call.TargetMethod;
        var known = _facts.Knowledge.Of(method);
        var twin = known?.Value("twin");
        if (twin == "keep" || Operations.IsTask(method.ReturnType) || (twin != "none" && _facts.AsyncTwins.NameOf(method) is null))
        {
            return Blocking.No;
        }

        if (known is not null && (known.Value("on") is not null || IsPoll(call)))
        {
            return Blocking.No;
        }

        var receiver = Operations.Receiver(call);
        if (known is not null && known.Has(ApiEffects.Terminal | ApiEffects.Consumes))
        {
            return receiver is not null && _facts.Queries.Of(receiver) is { Origin: QueryOrigin.Database } query && (IsSet(query.Root) || !_facts.Queries.HasOtherMapper) ? Blocking.Yes : Blocking.No;
        }

        if (receiver is not null && InMemory.Is(receiver, _facts, cancellation) || InMemory.Is(method.ContainingType, _facts) || OverMemory(call, cancellation))
        {
            return Blocking.No;
        }

        if (known is not null && (twin is not null || known.Has(RoundTrip)))
        {
            // What mostly fills a buffer says nothing of a writer that may lead anywhere.
            return known.Value("level") != "info" ? Blocking.Yes : !InMemory.IsStreamLike(method.ContainingType) || Outside.Is(receiver, _facts, cancellation) ? Blocking.Perhaps : Blocking.No;
        }

        // A twin that takes other delegates is for them; caches mostly answer from memory; and what only gets or asks may have it at hand.
        return TakesDelegate(method) || IsCache(receiver?.Type ?? method.ContainingType) || !SpeaksOfWork(method.Name) ? Blocking.No : Blocking.Perhaps;
    }

    /// <summary>
    /// The name of the blocking call a method of this project makes itself, outside lambdas and locks, or all implementations of
    /// an interface's method make; null when there is none or the method may be another at run time. Names are read first; only
    /// code with such names is bound.
    /// </summary>
    public string? WithinHelper(IMethodSymbol method, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        var isContract = method is { IsAbstract: true, ContainingType.TypeKind: TypeKind.Interface };
        if (method.IsAsync || (!isContract && (method.IsVirtual || method.IsAbstract || method.IsOverride)) || method.IsExtern || !_facts.IsOwn(method) ||
            method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction) || Operations.IsTask(method.ReturnType))
        {
            return null;
        }

        if (!_helpers.TryGetValue(method, out var name))
        {
            name = (isContract ? FindWithinAll(method, cancellation) : FindWithin(method, cancellation)) ?? "";
            _helpers.TryAdd(method, name);
        }

        return name.Length > 0 ? name : null;
    }

    /// <summary>Whether code at an operation cannot await or chose not to: in a lock, a filter, the synchronous arm of a choice.</summary>
    public static bool IsDeliberate(IOperation operation, string? twin)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ILockOperation:
                case INameOfOperation:
                case ICatchClauseOperation clause when ReferenceEquals(clause.Filter, child):
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) && (AsyncFlag.IsSynchronousArm(choice, child) || IsSetCheck(choice.Condition) ||
                    (twin is not null && (ReferenceEquals(choice.WhenTrue, child) ? choice.WhenFalse : choice.WhenTrue) is { } other && Mentions(other.Syntax, twin))):
                    return true;
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether code mentions a name.</summary>
    public static bool Mentions(SyntaxNode code, string name)
    {
        foreach (var token in code.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name)
            {
                return true;
            }
        }

        return false;
    }

    private string? FindWithinAll(IMethodSymbol contract, CancellationToken cancellation)
    {
        string? name = null;
        foreach (var implementation in _facts.Dispatch.Targets(contract))
        {
            if (implementation.IsAsync || FindWithin(implementation, cancellation) is not { } found)
            {
                return null;
            }

            name ??= found;
        }

        return name;
    }

    private string? FindWithin(IMethodSymbol method, CancellationToken cancellation)
    {
        if (Bodies.SyntaxOf(method, cancellation) is not { } syntax || !MentionsBlocking(syntax) || _facts.Heat.OfMember(method) == HeatLevel.Cold ||
            _facts.Bodies.Of(method, cancellation) is not { } body)
        {
            return null;
        }

        foreach (var operation in body.Descendants())
        {
            if (operation is IInvocationOperation call && IsDirect(call, body) && Of(call, cancellation) == Blocking.Yes && HasWayOut(call) && !IsDeliberate(call, null) &&
                !IsRare(call) && !LockPurpose.IsInitialization(call, body) && !IsLent(call) && !_facts.Queries.IsQueryable(method.ReturnType))
            {
                return call.TargetMethod.Name;
            }
        }

        return null;
    }

    private bool HasWayOut(IInvocationOperation call) =>
        _facts.Knowledge.Of(call.TargetMethod)?.Value("twin") == "none" || _facts.AsyncTwins.Of(call, null, isKnown: true) is not null;

    private static bool TakesDelegate(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type.TypeKind == TypeKind.Delegate)
            {
                return true;
            }
        }

        return false;
    }

    private static bool SpeaksOfWork(string name)
    {
        foreach (var verb in s_verbs)
        {
            if (name.StartsWith(verb, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCache(ITypeSymbol? type) => type?.Name.IndexOf("Cache", StringComparison.Ordinal) >= 0;

    private static bool IsDirect(IOperation call, IOperation body) =>
        Operations.Function(call) is var function && (ReferenceEquals(function, body) || (body is not ILocalFunctionOperation && ReferenceEquals(function, Operations.Function(body))));

    // On failure, or once: what is kept in a field afterwards.
    private static bool IsRare(IOperation call)
    {
        for (IOperation child = call, parent = call.Parent!; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ICatchClauseOperation or IThrowOperation:
                case ICoalesceAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation }:
                case ICoalesceOperation { Value: var value } when !ReferenceEquals(value, child) && IsField(value):
                case IConditionalOperation { Condition: var condition } when !ReferenceEquals(condition, child) && IsNullCheckOfField(condition):
                    return true;
            }
        }

        return false;
    }

    private static bool IsField(IOperation value) => Operations.Unconverted(value) is IFieldReferenceOperation;

    private static bool IsNullCheckOfField(IOperation condition) => Operations.Unconverted(condition) switch
    {
        IIsPatternOperation pattern => IsField(pattern.Value),
        IBinaryOperation binary => IsField(binary.LeftOperand) && binary.RightOperand.ConstantValue is { HasValue: true, Value: null },
        _ => false,
    };

    // What a stream given by the caller is, the caller knows.
    private static bool IsLent(IInvocationOperation call) =>
        Operations.Receiver(call) is { } receiver && Operations.Unconverted(receiver) is IParameterReferenceOperation { Type: { } type } &&
        type.ContainingNamespace is { Name: "IO", ContainingNamespace.Name: "System" };

    private bool MentionsBlocking(SyntaxNode syntax)
    {
        foreach (var token in syntax.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is SimpleNameSyntax && _names.Value.Contains(token.ValueText))
            {
                return true;
            }
        }

        return false;
    }

    private HashSet<string> FindNames()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in _facts.Knowledge.MembersOf(RoundTrip | ApiEffects.Terminal | ApiEffects.Consumes, "twin"))
        {
            if (entry.Value("twin") is not (null or "keep") && entry.Value("level") != "info" || entry.Has(RoundTrip) ||
                (entry.Has(ApiEffects.Terminal | ApiEffects.Consumes) && _facts.Queries.HasMapper))
            {
                if (!entry.MemberName.EndsWith("Async", StringComparison.Ordinal))
                {
                    names.Add(entry.MemberName);
                }
            }
        }

        return names;
    }

    private static bool IsSet(IOperation root) => root.Type is { Name: "DbSet" };

    // JsonSerializer.Deserialize(memory) and the like.
    private bool OverMemory(IInvocationOperation call, CancellationToken cancellation) =>
        call.TargetMethod is { IsStatic: true, IsExtensionMethod: false } && call.Arguments.Length > 0 && call.Arguments[0].Value is var first &&
        InMemory.Is(first, _facts, cancellation);

    // Wait(0) asks and goes on.
    private static bool IsPoll(IInvocationOperation call)
    {
        if (call.TargetMethod.ContainingNamespace is not { Name: "Threading" or "Diagnostics" })
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (Operations.IsZero(argument.Value) || Operations.Unconverted(argument.Value) is IDefaultValueOperation { Type.Name: "TimeSpan" })
            {
                return true;
            }
        }

        return false;
    }

    // if (signal.IsSet) signal.Wait();
    private static bool IsSetCheck(IOperation condition) => Operations.Unconverted(condition) is IPropertyReferenceOperation { Property.Name: "IsSet" };
}
