using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>How often code runs, as far as its text shows. Rules state the level from which they report.</summary>
internal enum HeatLevel
{
    /// <summary>Once per process or on failure: start-up, <c>Main</c>, static initialisers, <c>throw</c> and <c>catch</c>, expression trees.</summary>
    Cold = -1,

    /// <summary>Nothing is known.</summary>
    Neutral = 0,

    /// <summary>Per pass of a loop or per element.</summary>
    Loop = 1,

    /// <summary>Nested loops, or per request or message.</summary>
    Hot = 2,

    /// <summary>Members that collections and runtime call per element: <c>GetHashCode</c>, <c>Equals</c>, <c>Compare</c>, <c>MoveNext</c>.</summary>
    Contract = 3,

    /// <summary>The code says so: <c>[Benchmark]</c>, <c>[HotPath]</c>, <c>AggressiveInlining</c>; or the option, or a recorded profile.</summary>
    Declared = 4,
}

/// <summary>Decides <see cref="HeatLevel"/>s.</summary>
internal sealed class Heat(Facts facts)
{
    /// <summary>Methods or types, by name or documentation-comment id, that the user declares hot.</summary>
    public static readonly PerfOption<string> HotMembers = PerfOption.List("hot_members");

    /// <summary>Further base types, interfaces or attributes, by metadata name, whose members serve requests.</summary>
    public static readonly PerfOption<string> RequestTypes = PerfOption.List("request_types");

    /// <summary>Loops that run at most this often are not loops.</summary>
    public const int SmallTripCount = 16;

    private readonly ConcurrentDictionary<ISymbol, HeatLevel> _members = new(SymbolEqualityComparer.Default);

    /// <summary>The level of an operation in a member's body.</summary>
    public HeatLevel Of(IOperation operation, ISymbol member)
    {
        var isRequest = false;
        var loops = 0;
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IThrowOperation or ICatchClauseOperation or IAttributeOperation:
                    return HeatLevel.Cold;
                case IAnonymousFunctionOperation lambda:
                    switch (OfLambda(lambda))
                    {
                        case HeatLevel.Cold:
                            return HeatLevel.Cold;
                        case HeatLevel.Hot:
                            isRequest = true;
                            break;
                    }

                    break;
            }
        }

        for (var loop = facts.Loops.Around(operation); loop is not null; loop = facts.Loops.Around(loop.Owner))
        {
            if (!Loops.LeavesOnFirstPass(loop) && !Loops.LeavesAfter(operation, loop) && !(facts.Loops.TripCount(loop, default) <= SmallTripCount))
            {
                loops++;
            }
        }

        var level = loops switch { 0 => HeatLevel.Neutral, 1 => HeatLevel.Loop, _ => HeatLevel.Hot };
        var around = isRequest ? HeatLevel.Hot : OfMember(member);
        return around == HeatLevel.Cold ? HeatLevel.Cold : around > level ? around : level;
    }

    /// <summary>The level of a member's body outside its loops.</summary>
    public HeatLevel OfMember(ISymbol member)
    {
        if (!_members.TryGetValue(member, out var level))
        {
            level = Decide(member);
            _members.TryAdd(member, level);
        }

        return level;
    }

    /// <summary>
    /// Whether the function around an operation serves requests or messages itself: the member, a local function of it, or a lambda
    /// that is called per request. Lambdas that are run at once belong to the function they stand in; others do not.
    /// </summary>
    public bool IsInRequest(IOperation operation, ISymbol member)
    {
        for (var function = Operations.Function(operation); function is IAnonymousFunctionOperation or ILocalFunctionOperation; function = Operations.Function(function.Parent!))
        {
            if (function is IAnonymousFunctionOperation lambda)
            {
                switch (OfLambda(lambda))
                {
                    case HeatLevel.Hot:
                        return true;
                    case HeatLevel.Cold:
                        return false;
                }

                if (facts.Loops.ImmediateCall(lambda) is null && facts.Loops.PerElementCall(lambda) is null)
                {
                    return false;
                }
            }

            if (function.Parent is null)
            {
                break;
            }
        }

        return ServesRequests(member);
    }

    /// <summary>Whether a member is called per request or message, however hot it is declared to be.</summary>
    public bool ServesRequests(ISymbol member) => OfMember(member) switch
    {
        HeatLevel.Hot => true,
        HeatLevel.Declared => member is IMethodSymbol method && IsHandler(method),
        _ => false,
    };

    private HeatLevel OfLambda(IAnonymousFunctionOperation lambda)
    {
        if (Operations.IsExpressionTree(lambda.Parent?.Type))
        {
            return HeatLevel.Cold;
        }

        if (Loops.CallReceiving(lambda) is not { } call)
        {
            return HeatLevel.Neutral;
        }

        var effects = facts.Knowledge.EffectsOf(call.TargetMethod);
        return (effects & ApiEffects.Request) != 0 ? HeatLevel.Hot : (effects & ApiEffects.Cold) != 0 ? HeatLevel.Cold : HeatLevel.Neutral;
    }

    private HeatLevel Decide(ISymbol member)
    {
        while (member is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            member = member.ContainingSymbol;
        }

        if (IsDeclaredHot(member))
        {
            return HeatLevel.Declared;
        }

        if (member is not IMethodSymbol method)
        {
            return member.IsStatic ? HeatLevel.Cold : HeatLevel.Neutral;
        }

        if (IsContractMember(method))
        {
            return HeatLevel.Contract;
        }

        if (IsCold(method))
        {
            return HeatLevel.Cold;
        }

        return facts.Profiles.IsHot(method) ? HeatLevel.Declared : IsHandler(method) ? HeatLevel.Hot : HeatLevel.Neutral;
    }

    private bool IsDeclaredHot(ISymbol member)
    {
        if (member is IMethodSymbol method && (method.MethodImplementationFlags & System.Reflection.MethodImplAttributes.AggressiveInlining) != 0)
        {
            return true;
        }

        if (facts.Knowledge.HasAttribute(member, ApiEffects.Hot))
        {
            return true;
        }

        var tree = TreeOf(member);
        var listed = HotMembers.In(facts.Options, tree);
        return listed.Length > 0 && (Lists(listed, member) || (member.ContainingType is { } type && Lists(listed, type)));
    }

    private static bool Lists(string entries, ISymbol symbol)
    {
        foreach (var raw in entries.Split(','))
        {
            var entry = raw.Trim();
            if (entry == symbol.Name || (entry.Length > 2 && entry[1] == ':' && entry == symbol.GetDocumentationCommentId()))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsContractMember(IMethodSymbol method) => method switch
    {
        { IsOverride: true, Name: "GetHashCode" or "Equals" } => true,
        { Name: "Equals", Parameters.Length: 1, ReturnType.SpecialType: SpecialType.System_Boolean } => Implements(method, "IEquatable"),
        { Name: "Equals" or "GetHashCode" } => Implements(method, "IEqualityComparer"),
        { Name: "CompareTo" } => Implements(method, "IComparable"),
        { Name: "Compare" } => Implements(method, "IComparer"),
        { Name: "MoveNext" } => Implements(method, "IEnumerator"),
        _ => false,
    };

    private static bool Implements(IMethodSymbol method, string contract)
    {
        foreach (var type in method.ContainingType.AllInterfaces)
        {
            if (type.Name == contract && type.ContainingNamespace is { Name: "System" or "Collections" or "Generic" })
            {
                return true;
            }
        }

        return false;
    }

    private bool IsCold(IMethodSymbol method)
    {
        switch (method.MethodKind)
        {
            case MethodKind.StaticConstructor:
                return true;
            case MethodKind.Constructor when method.ContainingType.BaseType is { } parent && UncountedCalls.IsException(parent):
                return true;
        }

        if (method is { IsStatic: true, Name: "Main" or "<Main>$" or "<Main>" } && IsEntryPoint(method))
        {
            return true;
        }

        if (method.Name is "Dispose" or "DisposeAsync" or "DisposeCore" or "ConfigureServices" or "OnModelCreating" or "OnConfiguring" || BuildsModel(method))
        {
            return true;
        }

        if (IsCompositionName(method.Name) && HasBuilderParameter(method))
        {
            return true;
        }

        return facts.Knowledge.HasAttribute(method, ApiEffects.Cold) ||
            facts.Knowledge.OfType(method.ContainingType) is { } type && type.Has(ApiEffects.Cold);
    }

    // A model is built once per process.
    private static bool BuildsModel(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type.Name == "ModelBuilder")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCompositionName(string name) =>
        name.StartsWith("Configure", StringComparison.Ordinal) || name.StartsWith("Add", StringComparison.Ordinal) ||
        name.StartsWith("Use", StringComparison.Ordinal) || name.StartsWith("Register", StringComparison.Ordinal);

    // Registrations and pipelines are composed once: methods that take the composition root's builders.
    private static bool HasBuilderParameter(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type.Name is "IServiceCollection" or "IApplicationBuilder" or "WebApplication" or "WebApplicationBuilder" or "IHostBuilder" or "IHostApplicationBuilder")
            {
                return true;
            }
        }

        return false;
    }

    private bool IsEntryPoint(IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(facts.Compilation.GetEntryPoint(default), method) || method.Parameters.Length <= 1 && method.ContainingType.Name == "Program";

    private bool IsHandler(IMethodSymbol method)
    {
        if (method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor || method.ContainingType is not { } type)
        {
            return false;
        }

        if (facts.Knowledge.OfType(type) is { } known && known.Has(ApiEffects.Request))
        {
            // An interface names the member that is called per request; of a base type all public members and overrides are.
            return known.Value("member") is { } member ? method.Name == member : method.DeclaredAccessibility == Accessibility.Public || method.IsOverride;
        }

        if (method.DeclaredAccessibility == Accessibility.Public || method.IsOverride)
        {
            for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
            {
                if (facts.Knowledge.HasAttribute(current, ApiEffects.Request))
                {
                    return true;
                }
            }
        }

        if (method.Name is "Invoke" or "InvokeAsync" && method.Parameters.Length > 0 && method.Parameters[0].Type is { Name: "HttpContext" })
        {
            return true;
        }

        if (IsResult(method.ReturnType))
        {
            return true;
        }

        var extra = RequestTypes.In(facts.Options, TreeOf(method));
        if (extra.Length > 0)
        {
            foreach (var name in extra.Split(','))
            {
                if (Knowledge.Inherits(type, facts.Type(name.Trim())))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Handlers of minimal APIs: they return IResult or one of its implementations, alone or as a task.
    private bool IsResult(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } arguments })
        {
            type = arguments[0];
        }

        return type.SpecialType == SpecialType.None && facts.Type("Microsoft.AspNetCore.Http.IResult") is { } result && Knowledge.Inherits(type, result);
    }

    private static SyntaxTree? TreeOf(ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Length > 0 ? symbol.DeclaringSyntaxReferences[0].SyntaxTree : null;
}
