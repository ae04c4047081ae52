using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ExpensiveObjectPerCall() : PerfRule(Rule)
{
    /// <summary>Fix shape: the expression moves into a static readonly field.</summary>
    public const string FieldShape = "field";

    /// <summary>Fix shape: the library hands out a shared instance; <see cref="DetailKey"/> names the member.</summary>
    public const string SharedShape = "shared";

    /// <summary>Property: the name to give the field, or the member that shares.</summary>
    public const string DetailKey = "detail";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3001", Categories.Caching, DiagnosticSeverity.Warning,
        title: "An object that is expensive to build is built on every call",
        message: "'{0}' on every call: {1}; {2}",
        description: "The object is made from the same inputs each time, used during the call and thrown away. Building it costs far more than using it, and one instance can serve the whole process.");

    protected override void Start(RuleContext context)
    {
        context.OnKnown(ApiEffects.Costly, static (site, method, known) => Analyze(site, method, known));
        context.OnKnown("constant", static (site, method, known) => Analyze(site, method, known));
        context.OnKnown("keeps-patterns", static (site, method, _) => OnPattern(site, method));
    }

    private static void Analyze(Site site, IMethodSymbol method, ApiEntry known)
    {
        var built = site.Operation;
        if ((known.Value("share") ?? known.Value("constant")) != "static" || (known.Value("parameters") == "0" && method.Parameters.Length != 0))
        {
            return;
        }

        if (known.Value("fills") is not null)
        {
            OnFilling(site, (IInvocationOperation)built, known);
            return;
        }

        if (known.Value("constant") is not null && !IsFilled(built))
        {
            return;
        }

        var traits = HoistTraits.None;
        var hoisting = new Hoisting(site.Facts, site.Cancellation);
        var isFixed = hoisting.HasFixedInputs(built, ref traits);
        var isSame = isFixed || known.Value("inputs") switch
        {
            "any" => true,
            "settings" => new ClientSettings(site.Facts, site.Cancellation).AreSame(built),
            _ => false,
        };
        if (!isSame || known.Value("only") == "fresh" && (traits & HoistTraits.BuildsInstances) == 0)
        {
            return;
        }

        var lifetimes = new Lifetimes(site.Facts, site.Cancellation);
        var settings = new List<IOperation>();
        if (!lifetimes.EndsWithCall(built, known, known.Value("fresh") is not null, settings) || (known.Value("setup") is not null && settings.Count == 0))
        {
            return;
        }

        foreach (var setting in settings)
        {
            isFixed &= setting is ISimpleAssignmentOperation assignment
                ? hoisting.IsFixed(assignment.Value, ref traits)
                : setting is IInvocationOperation added && AreFixed(added, hoisting, ref traits);
        }

        var shared = SharedMember(known, method, built);
        if ((!isFixed && known.Value("inputs") is null) || (known.Value("instead") is not null && shared is null) || !lifetimes.IsInPerCallCode(built, site.ContainingSymbol))
        {
            return;
        }

        var heat = site.Heat;
        var (cost, isProven) = Cost(known, built, traits);
        if (heat == HeatLevel.Cold || RareCode.IsNamed(site.ContainingSymbol) || (!isProven && heat < HeatLevel.Loop))
        {
            return;
        }

        var wayOut = shared is not null ? $"use '{method.ContainingType.Name}.{shared}', which is built once"
            : known.Value("way") is { } way ? way
            : !isFixed ? "keep one per set of arguments, in a static dictionary"
            : (traits & HoistTraits.PerTypeArgument) != 0 ? "keep one per type argument, in a static field of a generic class"
            : "keep it in a static readonly field";
        var properties = shared is not null ? FixProperties.Of(SharedShape).Add(DetailKey, shared)
            : isFixed && known.Value("setup") is null && !(known.Value("disposable") is not null && IsDisposed(built)) && FieldMoves.CanFold(built, settings) && FieldMoves.IsMovable(built, traits, site.ContainingSymbol) ? FixProperties.Of(FieldShape).Add(DetailKey, known.Value("name"))
            : null;
        if (properties is not null && shared is null && GeneratedPattern.Plan(built, site) is { } generated)
        {
            properties = generated.Add(DetailKey, known.Value("name"));
        }

        var name = method.MethodKind == MethodKind.Constructor ? "new " + method.ContainingType.Name
            : method.IsStatic ? (method.ReducedFrom ?? method).ContainingType.Name + "." + method.Name
            : method.Name;
        if (isProven)
        {
            site.Report(Rule, LocationOf(built), null, properties, name, cost, wayOut);
        }
        else
        {
            site.Suggest(Rule, LocationOf(built), null, properties, name, cost, wayOut);
        }
    }

    // Regex.Replace(text, "…", ""), in a project that has more patterns than the runtime keeps; the first of a function speaks for all.
    private static void OnPattern(Site site, IMethodSymbol method)
    {
        if (!method.IsStatic || site.Operation.Syntax is not InvocationExpressionSyntax syntax || StaticPatterns.Of(syntax) is null || site.Facts.StaticPatterns.Count(site.Cancellation) is var count && count <= StaticPatterns.Kept ||
            RareCode.Is(site) || !new Lifetimes(site.Facts, site.Cancellation).IsInPerCallCode(site.Operation, site.ContainingSymbol))
        {
            return;
        }

        foreach (var part in Operations.Function(site.Operation).Descendants())
        {
            if (part.Syntax.SpanStart < syntax.SpanStart && part is IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType.Name: "Regex" }, Syntax: InvocationExpressionSyntax earlier } && StaticPatterns.Of(earlier) is not null)
            {
                return;
            }
        }

        site.Suggest(Rule, Locations.OfCall(site.Operation), null, null, "Regex." + method.Name, $"the runtime keeps {StaticPatterns.Kept} patterns, and this project uses {count} in turn: they are parsed again, about 5 µs and 4 KB", "keep it in a static readonly field");
    }

    // var limits = new Limits(); config.Bind("Limits", limits);
    private static void OnFilling(Site site, IInvocationOperation call, ApiEntry known)
    {
        if (site.Heat < HeatLevel.Loop || RareCode.Is(site) || !new Lifetimes(site.Facts, site.Cancellation).IsInPerCallCode(call, site.ContainingSymbol))
        {
            return;
        }

        foreach (var argument in call.Arguments)
        {
            if (Operations.Unconverted(argument.Value) is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(local)) is IObjectCreationOperation made && new ShortLives(site.Facts, site.Cancellation).Of(made) != Fate.Kept)
            {
                site.Suggest(Rule, LocationOf(call), null, null, call.TargetMethod.Name, known.Value("cost"), known.Value("way"));
                return;
            }
        }
    }

    private static bool AreFixed(IInvocationOperation call, Hoisting hoisting, ref HoistTraits traits)
    {
        foreach (var argument in call.Arguments)
        {
            if (!hoisting.IsFixed(argument.Value, ref traits))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDisposed(IOperation built)
    {
        if (Operations.Consumer(built) is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            return false;
        }

        if (declarator.Syntax.Parent?.Parent is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } or UsingStatementSyntax)
        {
            return true;
        }

        foreach (var operation in Operations.Function(declarator).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close", Instance: ILocalReferenceOperation local } && SymbolEqualityComparer.Default.Equals(local.Local, declarator.Symbol))
            {
                return true;
            }
        }

        return false;
    }

    // new HashSet<string> { "a", "b" }, new HashSet<string>(["a", "b"])
    private static bool IsFilled(IOperation built)
    {
        if (built is not IObjectCreationOperation creation)
        {
            return false;
        }

        if (creation.Initializer is { Initializers.Length: > 0 })
        {
            return true;
        }

        foreach (var argument in creation.Arguments)
        {
            if (Operations.Unconverted(argument.Value) is IArrayCreationOperation or ICollectionExpressionOperation { Elements.Length: > 0 })
            {
                return true;
            }
        }

        return false;
    }

    private static (string? Cost, bool IsProven) Cost(ApiEntry known, IOperation built, HoistTraits traits)
    {
        if (known.Value("flag") is { } flag && HasFlag(built, flag))
        {
            return (known.Value("flagged"), true);
        }

        return known.Value("fresh") is { } fresh && (traits & HoistTraits.BuildsInstances) != 0
            ? (fresh, true)
            : (known.Value("wastes") ?? known.Value("cost"), known.Value("severity") == "warning");
    }

    private static bool HasFlag(IOperation built, string name)
    {
        foreach (var child in built.ChildOperations)
        {
            if (child is IArgumentOperation { Value: { Type: { TypeKind: TypeKind.Enum } type, ConstantValue: { HasValue: true, Value: int value } } })
            {
                foreach (var member in type.GetMembers(name))
                {
                    if (member is IFieldSymbol { ConstantValue: int bit } && (value & bit) != 0)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static string? SharedMember(ApiEntry known, IMethodSymbol method, IOperation built) =>
        built is IObjectCreationOperation { Initializer: null } && known.Value("instead") is { } name && method.ContainingType.GetMembers(name).Length > 0 ? name : null;

    private static Location LocationOf(IOperation built) => built.Syntax is ImplicitObjectCreationExpressionSyntax creation ? creation.NewKeyword.GetLocation() : Locations.OfCall(built);
}
