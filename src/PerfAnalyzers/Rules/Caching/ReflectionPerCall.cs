using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>Metadata is searched again for every element or request, although it never changes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ReflectionPerCall() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3005", Categories.Caching, DiagnosticSeverity.Warning,
        title: "Reflection is repeated for every element or request",
        message: "'{0}' asks the metadata again {1}, {2} each time; {3}",
        description: "What types, members and attributes there are never changes while a program runs. Asked once and kept, it costs once; asked again it makes arrays and attribute objects each time.");

    /// <summary>Fix shape: the call moves into a static readonly field, whose name follows behind <see cref="Separator"/>.</summary>
    public const string FieldShape = "field";

    public const char Separator = '|';

    private const string Kept = "keep what it finds in a static field or dictionary";

    protected override void Start(RuleContext context)
    {
        var names = context.Facts.Knowledge.NamesWith("reflects");

        context.On(site => OnCall(site, names), OperationKind.Invocation);
    }

    private static void OnCall(Site site, HashSet<string> names)
    {
        var call = (IInvocationOperation)site.Operation;
        var facts = site.Facts;
        if (!names.Contains(call.TargetMethod.Name) || facts.Knowledge.Of(call.TargetMethod) is not { } known || known.Value("reflects") is not { } kind || Operations.IsInExpressionTree(call))
        {
            return;
        }

        var loop = facts.Loops.Repeating(call, site.Cancellation);
        var isContract = facts.Heat.OfMember(site.ContainingSymbol) == HeatLevel.Contract;
        string where;
        bool isHot;
        if (loop is not null && AsksElements(call, loop, site))
        {
            where = $"for every {loop.Phrase}";
            isHot = site.Heat >= HeatLevel.Hot;
        }
        else if (loop is not null && OuterLoop(call, loop, site) is { } outer)
        {
            where = $"for every {outer.Phrase}";
            isHot = true;
        }
        else if (loop is null && isContract)
        {
            where = $"on every call of '{site.ContainingSymbol.Name}'";
            isHot = true;
        }
        else if (loop is null && kind == "scan" && facts.Heat.IsInRequest(call, site.ContainingSymbol))
        {
            where = "on every request";
            isHot = false;
        }
        else
        {
            return;
        }

        // What a wider call goes on with is told there; what is kept is asked once.
        if (RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, facts) || OnceGuards.Holds(call, facts) || facts.MemoGuards.IsInCacheFactory(call) || !new Lifetimes(facts, site.Cancellation).IsInPerCallCode(call, site.ContainingSymbol) || IsKept(call))
        {
            return;
        }

        var traits = HoistTraits.None;
        var isFixed = new Hoisting(facts, site.Cancellation).HasFixedInputs(call, ref traits);
        var fix = isFixed && IsMovable(call, traits, site) ? FixProperties.Of(FieldShape + Separator + (known.Value("name") ?? "members")) : null;
        object?[] arguments = [call.TargetMethod.Name, where, known.Value("takes"), isFixed ? "keep it in a static readonly field" : Kept];
        if (isHot)
        {
            site.Report(Rule, Locations.OfCall(call), loop is null ? null : [loop.Location], fix, arguments);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(call), loop is null ? null : [loop.Location], fix, arguments);
        }
    }

    // foreach (var item in items) { item.GetType().GetProperties() }
    private static bool AsksElements(IInvocationOperation call, Repetition loop, Site site)
    {
        var type = Asked(call);
        if (type is IInvocationOperation { TargetMethod: { Name: "GetType", Parameters.Length: 0, ContainingType.SpecialType: SpecialType.System_Object }, Instance: { Type: { } asked } instance } && !IsMetadata(asked))
        {
            return new Flow(site.Facts).Of(instance, loop) == Variation.Varies;
        }

        return false;
    }

    // foreach (var item in items) { foreach (var property in properties) { property.GetCustomAttribute<Hidden>() } }
    private static Repetition? OuterLoop(IInvocationOperation call, Repetition loop, Site site)
    {
        if (loop.Source is not { } source || Asked(call) is not { Type: { } type } member || !IsMetadata(type) || new Flow(site.Facts).Of(member, loop) != Variation.Varies || site.Facts.Loops.Repeating(loop.Owner, site.Cancellation) is not { } outer)
        {
            return null;
        }

        var isSame = new Flow(site.Facts).Of(source, outer) == Variation.Invariant || source is IInvocationOperation list && new RepeatedValues(site.Facts, site.Cancellation).OfCall(list) is not null;
        return isSame && outer.Source is { Type: { } elements } && Sequences.ElementOf(elements) is { } element && !IsMetadata(element) ? outer : null;
    }

    // The type or member that is asked, behind a local.
    private static IOperation? Asked(IInvocationOperation call)
    {
        var asked = Operations.Receiver(call) ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        for (var depth = 0; asked is not null && depth < 4; depth++)
        {
            asked = Operations.Unconverted(asked);
            if (asked is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(call)) is { } value && value is not ILocalReferenceOperation && Operations.Unconverted(value) is IInvocationOperation { TargetMethod.Name: "GetType" or "GetTypeInfo" } given)
            {
                asked = given;
            }
            else if (asked is IInvocationOperation { TargetMethod.Name: "GetTypeInfo" } info && Operations.Receiver(info) is { } inner)
            {
                asked = inner;
            }
            else
            {
                break;
            }
        }

        return asked;
    }

    private static bool IsMetadata(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current is { Name: "MemberInfo" or "Type" or "ParameterInfo" or "Assembly" or "Module" or "Attribute", ContainingNamespace.Name: "Reflection" or "System" })
            {
                return true;
            }
        }

        return false;
    }

    // A field, a dictionary or a caller that keeps takes it.
    private static bool IsKept(IInvocationOperation call)
    {
        for (IOperation child = call, parent = call.Parent!; parent is not null and not IBlockOperation; child = parent, parent = parent.Parent!)
        {
            if (parent is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment && ReferenceEquals(assignment.Value, child) ||
                parent is IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "GetOrAdd" or "Set" or "AddSingleton" or "Register" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMovable(IInvocationOperation call, HoistTraits traits, Site site)
    {
        if ((traits & (HoistTraits.PerTypeArgument | HoistTraits.Immovable)) != 0 || call.Syntax.ContainsDirectives || Comments.In(call.Syntax) || call.Syntax is not InvocationExpressionSyntax || !OneResult.IsReadUse(call, !Collections.Is(call.Type)) || HoistPlans.Stores(call))
        {
            return false;
        }

        foreach (var part in call.Descendants())
        {
            if (part is ILocalReferenceOperation or IParameterReferenceOperation or IAnonymousFunctionOperation)
            {
                return false;
            }
        }

        return site.ContainingSymbol.ContainingType is { Arity: 0, ContainingType: null, TypeKind: TypeKind.Class or TypeKind.Struct, IsImplicitlyDeclared: false };
    }
}
