using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Monitoring;

/// <summary>A meter, an activity source or an instrument is made for each call.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class InstrumentPerCall() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF8003", Categories.Monitoring, DiagnosticSeverity.Warning,
        title: "A meter, source or instrument is made for each call",
        message: "{0}",
        description: "Listeners are told of every meter, source and instrument that is made, and a meter keeps its instruments. They are made once, in static fields, and used from then on.");

    /// <summary>Also suggest a unit for instruments whose name tells it: <c>orders.duration</c>, <c>upload.size</c>.</summary>
    public static readonly PerfOption<bool> InstrumentUnits = PerfOption.Flag("instrument_units", false);

    /// <summary>Fix shape: it moves into a static readonly field; the name follows behind <see cref="Separator"/>.</summary>
    public const string FieldShape = "field";

    /// <summary>Fix shape: the unit follows behind <see cref="Separator"/>.</summary>
    public const string UnitShape = "unit";

    public const char Separator = '|';

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Diagnostics.Metrics.Meter") is null && context.Facts.Type("System.Diagnostics.ActivitySource") is null)
        {
            return;
        }

        context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is not { Name: "Meter" or "ActivitySource", ContainingNamespace: { Name: "Metrics" or "Diagnostics" } } || !IsPerCall(site, creation) || !EndsHere(creation))
        {
            return;
        }

        var text = creation.Type.Name == "Meter"
            ? "A 'Meter' for each call makes its instruments anew, tells every listener of them and starts time series of their own; keep one in a static field"
            : "An 'ActivitySource' for each call is entered into the list that all listeners walk; keep one in a static field";
        site.Report(Rule, Locations.OfCall(creation), null, FixOf(creation, creation.Arguments, creation.Type.Name == "Meter" ? "meter" : "activitySource", site), text);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (!call.TargetMethod.Name.StartsWith("Create", StringComparison.Ordinal) || call.TargetMethod.ContainingType is not { Name: "Meter", ContainingNamespace.Name: "Metrics" })
        {
            return;
        }

        if (site.Option(InstrumentUnits) && MissingUnit(call) is { } unit)
        {
            site.Suggest(Rule, Locations.OfCall(call), null, PlaceOfUnit(call) ? FixProperties.Of(UnitShape + Separator + unit) : null, $"This instrument has no unit although its name tells one: dashboards cannot scale it; give it the unit '{unit}'");
            return;
        }

        // What a meter for each call makes is told there.
        if (call.Instance is not { } meter || Made(meter) is { } made && (made is IObjectCreationOperation || Operations.Unconverted(made) is IObjectCreationOperation) || !IsPerCall(site, call) || !EndsHere(call))
        {
            return;
        }

        var isObservable = call.TargetMethod.Name.StartsWith("CreateObservable", StringComparison.Ordinal);
        var isHot = site.Heat >= HeatLevel.Loop;
        if (isObservable && !isHot || !isObservable && Operations.Consumer(call) is IExpressionStatementOperation)
        {
            return;
        }

        var fix = FixOf(call, call.Arguments, NameOf(call), site);
        if (isObservable)
        {
            site.Report(Rule, Locations.OfCall(call), null, null, "An observable instrument for each call stays with its meter for ever and is asked at every collection; make one, once, in a static field");
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(call), null, fix, "An instrument for each call is looked up under the lock of its meter, and made anew before .NET 8; keep it in a static field");
        }
    }

    private static bool IsPerCall(Site site, IOperation made) =>
        !Operations.IsInExpressionTree(made) && site.ContainingSymbol is IMethodSymbol { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor) } method && !RunsOnce(method) && !RareCode.Is(site) &&
        new Lifetimes(site.Facts, site.Cancellation).IsInPerCallCode(made, method);

    private static bool RunsOnce(IMethodSymbol method) =>
        method.Name is "ExecuteAsync" or "StartAsync" or "StopAsync" or "Main" or "MainAsync" or "InitializeAsync" or "Initialize" or "Setup" or "Init" or "Start" or "Run" or "RunAsync";

    // It is used here and nowhere else: the receiver of calls, or a local that is nothing else and outlives no loop.
    private static bool EndsHere(IOperation made)
    {
        switch (Operations.Consumer(made))
        {
            case IInvocationOperation call when call.Instance is { } instance && ReferenceEquals(Operations.Unconverted(instance), made):
                return !IsInstrument(call.Type) || EndsHere(call);
            case IExpressionStatementOperation:
                return true;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return IsUsedHere(declarator.Symbol, made);
            default:
                return false;
        }
    }

    private static bool IsUsedHere(ILocalSymbol local, IOperation made)
    {
        foreach (var part in Operations.Root(made).Descendants())
        {
            if (part is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                continue;
            }

            if (!ReferenceEquals(Operations.Function(reference), Operations.Function(made)) || IsInOtherLoop(reference, made))
            {
                return false;
            }

            switch (Operations.Consumer(reference))
            {
                case IInvocationOperation call when call.Instance is { } instance && ReferenceEquals(Operations.Unconverted(instance), reference):
                    if (IsInstrument(call.Type) && !EndsHere(call))
                    {
                        return false;
                    }

                    break;
                case IPropertyReferenceOperation or IConditionalAccessOperation:
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool IsInOtherLoop(IOperation reference, IOperation made)
    {
        for (var parent = reference.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation && !Operations.IsWithin(made, parent))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInstrument(ITypeSymbol? type) => type is { ContainingNamespace: { Name: "Metrics", ContainingNamespace.Name: "Diagnostics" } };

    // What a local or a creation in place holds.
    private static IOperation? Made(IOperation meter) => Operations.Unconverted(meter) switch
    {
        IObjectCreationOperation creation => creation,
        ILocalReferenceOperation local => Writes.OnlyValue(local.Local, Operations.Root(meter)),
        _ => null,
    };

    private static string NameOf(IInvocationOperation call)
    {
        if (Operations.Consumer(call) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            return declarator.Symbol.Name;
        }

        var name = call.Arguments.Length > 0 && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string text } ? text : "";
        var word = "";
        foreach (var letter in name)
        {
            word = char.IsLetterOrDigit(letter) ? word + (word.Length > 0 && word[word.Length - 1] == '.' ? char.ToUpperInvariant(letter).ToString() : letter.ToString()) : word.Length > 0 ? word.TrimEnd('.') + "." : word;
        }

        word = word.Replace(".", "");
        return word.Length > 0 && char.IsLetter(word[0]) ? char.ToLowerInvariant(word[0]) + word.Substring(1) : "instrument";
    }

    private static ImmutableDictionary<string, string?>? FixOf(IOperation made, ImmutableArray<IArgumentOperation> arguments, string name, Site site)
    {
        foreach (var argument in arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.DefaultValue && !argument.Value.ConstantValue.HasValue)
            {
                return null;
            }
        }

        if (made is IInvocationOperation { Instance: { } meter } && Operations.Unconverted(meter) is not IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } } ||
            made.Syntax.ContainsDirectives || Comments.In(made.Syntax) || made is IObjectCreationOperation { Initializer: not null } ||
            Operations.Consumer(made) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } && declarator.Syntax.Parent is not VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } })
        {
            return null;
        }

        return site.ContainingSymbol.ContainingType is { Arity: 0, ContainingType: null, TypeKind: TypeKind.Class or TypeKind.Struct, IsImplicitlyDeclared: false } ? FixProperties.Of(FieldShape + Separator + name) : null;
    }

    private static string? MissingUnit(IInvocationOperation call)
    {
        var hasUnit = false;
        string? name = null;
        foreach (var argument in call.Arguments)
        {
            switch (argument.Parameter?.Name)
            {
                case "unit":
                    hasUnit = argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Value.ConstantValue is not { HasValue: true, Value: null };
                    break;
                case "name":
                    name = argument.Value.ConstantValue.Value as string;
                    break;
            }
        }

        return hasUnit || name is null ? null
            : EndsWith(name, "duration") || EndsWith(name, "seconds") ? "s"
            : EndsWith(name, "milliseconds") ? "ms"
            : EndsWith(name, "bytes") || EndsWith(name, "size") ? "By"
            : null;
    }

    private static bool EndsWith(string name, string word) =>
        name.EndsWith(word, StringComparison.OrdinalIgnoreCase) && (name.Length == word.Length || !char.IsLetter(name[name.Length - word.Length - 1]));

    private static bool PlaceOfUnit(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name == "unit" && argument.ArgumentKind != ArgumentKind.DefaultValue)
            {
                return false;
            }
        }

        return call.Syntax is InvocationExpressionSyntax;
    }
}
