using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Monitoring;

/// <summary>How long something took is told by the clock on the wall, which is set while the program runs.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class WallClockElapsed() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF8001", Categories.Monitoring, DiagnosticSeverity.Info,
        title: "Elapsed time is measured with the clock on the wall",
        message: "'{0}' is set while the program runs (time servers, summer time) and ticks coarsely: the difference to '{1}' is not how long it took; use 'Stopwatch.GetTimestamp()' and 'Stopwatch.GetElapsedTime({1})'",
        description: "DateTime.Now and UtcNow follow the clock of the machine, which time servers correct, virtual machines set after a pause and summer time moves by an hour. Durations measured with it jump or become negative. Stopwatch counts ticks that nobody sets.");

    /// <summary>Fix shape: the local holds a timestamp.</summary>
    public const string TimestampShape = "timestamp";

    protected override void Start(RuleContext context)
    {
        context.On(static site => OnDifference(site, ((IBinaryOperation)site.Operation).LeftOperand, ((IBinaryOperation)site.Operation).RightOperand, Locations.OfExpression(site.Operation.Syntax)), OperationKind.Binary);
        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call is { TargetMethod: { Name: "Subtract", ContainingType.Name: "DateTime" or "DateTimeOffset" }, Instance: { } later, Arguments: [var earlier] })
        {
            OnDifference(site, later, earlier.Value, Locations.OfCall(call));
        }
    }

    private static void OnDifference(Site site, IOperation later, IOperation earlier, Location location)
    {
        if (site.Operation is IBinaryOperation { OperatorKind: not BinaryOperatorKind.Subtract } || Operations.Unconverted(earlier) is not ILocalReferenceOperation { Local: var started } ||
            Operations.Unconverted(later) is not (IPropertyReferenceOperation or ILocalReferenceOperation) || ClockOf(later) is not { } clock || ClockOfLocal(started, site.Operation) is not { } first || Operations.IsInExpressionTree(site.Operation))
        {
            return;
        }

        site.Report(Rule, location, null, FixOf(started, first.Property, site), $"{clock.Property.ContainingType.Name}.{clock.Property.Name}", started.Name);
    }

    // DateTime.UtcNow, or a local that holds nothing else.
    private static IPropertyReferenceOperation? ClockOf(IOperation value) => Operations.Unconverted(value) switch
    {
        IPropertyReferenceOperation property => Clock(property),
        ILocalReferenceOperation local => ClockOfLocal(local.Local, local),
        _ => null,
    };

    private static IPropertyReferenceOperation? Clock(IOperation? value) =>
        value is not null && Operations.Unconverted(value) is IPropertyReferenceOperation { Instance: null, Property: { Name: "Now" or "UtcNow", ContainingType: { Name: "DateTime" or "DateTimeOffset", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } } } clock ? clock : null;

    private static IPropertyReferenceOperation? ClockOfLocal(ILocalSymbol local, IOperation use)
    {
        IPropertyReferenceOperation? clock = null;
        foreach (var (_, value) in LocalValues.Around(use).Of(local))
        {
            clock = Clock(value);
            if (clock is null)
            {
                return null;
            }
        }

        return clock;
    }

    // Every use of the local is a difference to the same clock, so that it may hold ticks instead.
    private static ImmutableDictionary<string, string?>? FixOf(ILocalSymbol started, IPropertySymbol clock, Site site)
    {
        if (site.Facts.Type("System.Diagnostics.Stopwatch") is not { } watch || watch.GetMembers("GetElapsedTime").IsEmpty || NamesInScope.At(site.Operation, "System.Diagnostics.Stopwatch", site.Facts) is not { } name)
        {
            return null;
        }

        var edits = new PlannedEdits();
        var isDeclared = false;
        foreach (var part in Operations.Root(site.Operation).Descendants())
        {
            switch (part)
            {
                case IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, started):
                    if (declarator.Syntax is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Type: var type, Parent: LocalDeclarationStatementSyntax } })
                    {
                        return null;
                    }

                    if (!type.IsVar)
                    {
                        edits.Replace(type.Span, "long");
                    }

                    if (declarator.GetVariableInitializer() is { Value: var value } && !Reads(value, clock, name.Name, edits))
                    {
                        return null;
                    }

                    isDeclared = true;
                    break;
                case ILocalReferenceOperation reference when SymbolEqualityComparer.Default.Equals(reference.Local, started):
                    if (!IsPlanned(reference, clock, name.Name, edits))
                    {
                        return null;
                    }

                    break;
            }
        }

        if (!isDeclared)
        {
            return null;
        }

        return (name.Import is { } import ? edits.Import(import) : edits).ToProperties(TimestampShape);
    }

    private static bool IsPlanned(ILocalReferenceOperation reference, IPropertySymbol clock, string watch, PlannedEdits edits)
    {
        IOperation difference;
        switch (reference.Parent)
        {
            case ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment when ReferenceEquals(assignment.Target, reference):
                return Reads(assignment.Value, clock, watch, edits);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } binary when ReferenceEquals(binary.RightOperand, reference) && IsClock(binary.LeftOperand, clock):
                difference = binary;
                break;
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Subtract", Instance: { } later } call } when IsClock(later, clock):
                difference = call;
                break;
            default:
                return false;
        }

        var code = difference.Syntax;
        while (code.Parent is ParenthesizedExpressionSyntax parenthesized)
        {
            code = parenthesized;
        }

        if (Comments.In(code))
        {
            return false;
        }

        edits.Replace(code.Span, $"{watch}.GetElapsedTime({reference.Local.Name})");
        return true;
    }

    private static bool IsClock(IOperation value, IPropertySymbol clock) => SymbolEqualityComparer.Default.Equals(Clock(value)?.Property, clock);

    private static bool Reads(IOperation value, IPropertySymbol clock, string watch, PlannedEdits edits)
    {
        if (!IsClock(value, clock) || Comments.In(value.Syntax))
        {
            return false;
        }

        edits.Replace(value.Syntax.Span, watch + ".GetTimestamp()");
        return true;
    }
}
