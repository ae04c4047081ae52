using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Measurement;

/// <summary>A benchmark measures its own preparations, or a loop around what it means to measure.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BenchmarkSetupInBody() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF9004", Categories.Measurement, DiagnosticSeverity.Info,
        title: "A benchmark measures its preparations",
        message: "{0}",
        description: "Everything in the body of a benchmark is measured: reading a file and seeding a generator often cost more than what is to be compared. BenchmarkDotNet repeats a benchmark by itself, so that a loop around it only blurs the unit.");

    protected override bool AppliesToTests => true;

    protected override void Start(RuleContext context)
    {
        if (BenchmarkMethods.AreKnown(context.Facts))
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
            context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
            context.On(static site => OnLoop(site, site.Operation as IForLoopOperation), OperationKind.Loop);
        }
    }

    // var text = File.ReadAllText("orders.json"); return Parse(text);
    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is not { IsStatic: true, ContainingType: { Name: "File", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } } } || !call.TargetMethod.Name.StartsWith("Read", StringComparison.Ordinal) ||
            !IsPreparation(call, site) || IsAbout(site.ContainingSymbol, "File", "Read", "Load", "Disk", "IO"))
        {
            return;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.Explicit && !argument.Value.ConstantValue.HasValue && Operations.Unconverted(argument.Value) is not (IFieldReferenceOperation or IPropertyReferenceOperation or IDefaultValueOperation))
            {
                return;
            }
        }

        site.Report(Rule, Locations.OfCall(call), null, null, $"'{call.TargetMethod.Name}' reads the same file in every call, which is measured with the rest; read it in a [GlobalSetup]");
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is { Name: "Random", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } && IsPreparation(creation, site) && !IsAbout(site.ContainingSymbol, "Random", "Shuffle", "Seed"))
        {
            site.Report(Rule, Locations.OfCall(creation), null, null, "Seeding a generator takes longer than what many benchmarks measure, and is measured with the rest; make the data in a [GlobalSetup]");
        }
    }

    // Beside other work: it is neither all there is, nor what is returned.
    private static bool IsPreparation(IOperation made, Site site)
    {
        if (!BenchmarkMethods.Is(site.ContainingSymbol, site.Facts) || Operations.Function(made).Parent is not null || Operations.Outcome(made) is not { } value)
        {
            return false;
        }

        return Operations.Consumer(value) is IVariableInitializerOperation or ISimpleAssignmentOperation || Operations.Consumer(value) is IArgumentOperation or IInvocationOperation or IPropertyReferenceOperation or ILoopOperation;
    }

    private static bool IsAbout(ISymbol symbol, params string[] words)
    {
        for (ISymbol? current = symbol; current is not null and not INamespaceSymbol; current = current.ContainingSymbol)
        {
            foreach (var word in words)
            {
                if (current.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // for (var i = 0; i < 1000; i++) { Work(); }
    private static void OnLoop(Site site, IForLoopOperation? loop)
    {
        if (loop is null || loop.Parent is not IBlockOperation { Operations.Length: 1, Parent: IMethodBodyOperation } || BenchmarkMethods.Attribute(site.ContainingSymbol, "BenchmarkAttribute", site.Facts) is not { } attribute ||
            site.Facts.Loops.TripCount(Repetition.OfLoop(loop), site.Cancellation) is not > 1)
        {
            return;
        }

        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == "OperationsPerInvoke")
            {
                return;
            }
        }

        foreach (var part in loop.Body.Descendants())
        {
            if (part is ILocalReferenceOperation local && IsCounter(local.Local, loop) || part is IAwaitOperation)
            {
                return;
            }
        }

        site.Report(Rule, Locations.OfLoop(loop.Syntax), null, null, "BenchmarkDotNet repeats a benchmark as often as it takes: this loop makes its time that of many calls, with the loop on top; measure one call, or tell it with 'OperationsPerInvoke'");
    }

    private static bool IsCounter(ILocalSymbol local, IForLoopOperation loop)
    {
        foreach (var counter in loop.Locals)
        {
            if (SymbolEqualityComparer.Default.Equals(counter, local))
            {
                return true;
            }
        }

        return false;
    }
}
