using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>A message for the log is made on every pass of a loop, and thrown away when its level is off.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LogFormattingInLoop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4302", Categories.Allocation, DiagnosticSeverity.Info,
        title: "A log message is prepared on every pass although its level may be off",
        message: "'{0}' {1} for every {2}, also when the level is off; ask '{3}' first",
        description: "Arguments are computed before the call: strings are put together and values boxed even when nothing is written. Below the level of a warning that is the usual case in production.");

    /// <summary>Fix shape: the call goes behind a question, which follows behind <see cref="Separator"/>.</summary>
    public const string GuardShape = "guard";

    /// <summary>Fix shape: the same, and what computes the arguments may do more than that.</summary>
    public const string GuardCallsShape = "guard-calls";

    public const char Separator = '|';

    protected override void Start(RuleContext context)
    {
        var names = context.Facts.Knowledge.NamesWith("enabled");

        if (names.Count > 0)
        {
            context.On(site => OnCall(site, names), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, HashSet<string> names)
    {
        var call = (IInvocationOperation)site.Operation;
        var facts = site.Facts;
        if (!names.Contains(call.TargetMethod.Name) || facts.Knowledge.Of(call.TargetMethod) is not { } known || known.Value("enabled") is not { } enabled ||
            facts.Loops.Around(call) is null || WorkOf(call) is not { } work || facts.Loops.Repeating(call, site.Cancellation) is not { } loop)
        {
            return;
        }

        if (Operations.IsInExpressionTree(call) || Runs.Conditionally(StatementOf(call), loop.Region) || IsGuarded(call) || CostlyPasses.Dwarf(call, loop, facts, out var mayWait) || mayWait ||
            known.Value("sdk") is not null && IsLeftToSdk(call, site) || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, facts))
        {
            return;
        }

        var properties = call.Syntax.Parent is ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax or CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax } && !call.Syntax.ContainsDirectives &&
            Operations.Receiver(call) is var receiver && (receiver is null || IsStable(receiver))
            ? FixProperties.Of((ArePlain(call, new PlainFunctions(facts, site.Cancellation)) ? GuardShape : GuardCallsShape) + Separator + enabled)
            : null;
        site.Report(Rule, Locations.OfCall(call), [loop.Location], properties, call.TargetMethod.Name, work, loop.Phrase, Short(enabled));
    }

    // IsEnabled(Microsoft.Extensions.Logging.LogLevel.Debug): IsEnabled(LogLevel.Debug)
    private static string Short(string question)
    {
        var open = question.IndexOf('(');
        if (open < 0)
        {
            return question;
        }

        var last = question.LastIndexOf('.');
        var before = last < 0 ? -1 : question.LastIndexOf('.', last - 1);
        return before < open ? question : question.Substring(0, open + 1) + question.Substring(before + 1);
    }

    // What is done before the logger is asked; null when it is next to nothing.
    private static string? WorkOf(IInvocationOperation call)
    {
        var boxes = 0;
        foreach (var argument in call.Arguments)
        {
            switch (argument.Value)
            {
                case IArrayCreationOperation { Initializer: { } elements }:
                    foreach (var element in elements.ElementValues)
                    {
                        if (IsText(element))
                        {
                            return "puts strings together";
                        }

                        boxes += IsBox(element) ? 1 : 0;
                    }

                    break;
                case var value when IsText(value):
                    return "puts strings together";
                case var value:
                    boxes += IsBox(value) ? 1 : 0;
                    break;
            }
        }

        return boxes switch { 0 => null, 1 => "boxes a value", _ => $"boxes {boxes} values" };
    }

    private static bool IsBox(IOperation value) => value is IConversionOperation && Boxes.Of(value) is { Allocates: true };

    private static bool IsText(IOperation value)
    {
        value = Operations.Unconverted(value);
        return value.Type?.SpecialType == SpecialType.System_String && !value.ConstantValue.HasValue && value switch
        {
            IInterpolatedStringOperation or IBinaryOperation => true,
            IInvocationOperation { TargetMethod: { Name: "Format" or "Join" or "Concat", ContainingType.SpecialType: SpecialType.System_String } } => true,
            IInvocationOperation { TargetMethod.Name: "ToString", Instance.Type: { IsValueType: true, TypeKind: not TypeKind.Enum } } => true,
            IInvocationOperation { TargetMethod: { Name: "Serialize" or "SerializeObject", ContainingType.Name: "JsonSerializer" or "JsonConvert" } } => true,
            _ => false,
        };
    }

    // The template, and the values for it, are what the SDK's analyzers look at.
    private static bool IsLeftToSdk(IInvocationOperation call, Site site)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { Name: "message", Type.SpecialType: SpecialType.System_String } && IsText(argument.Value) && SdkAnalyzers.Report("CA2254", 6, call.Syntax, site.Facts, site.Cancellation))
            {
                return true;
            }
        }

        return SdkAnalyzers.Report("CA1873", 10, call.Syntax, site.Facts, site.Cancellation);
    }

    // log?.Debug(…)
    private static IOperation StatementOf(IInvocationOperation call) => call.Parent is IConditionalAccessOperation access && ReferenceEquals(access.WhenNotNull, call) ? access : call;

    private static bool IsGuarded(IOperation call)
    {
        for (IOperation child = call, parent = call.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) && SpeaksOfLevel(choice.Condition):
                case IBlockOperation block when LeavesBefore(block, child):
                    return true;
            }
        }

        return false;
    }

    private static bool LeavesBefore(IBlockOperation block, IOperation statement)
    {
        foreach (var earlier in block.Operations)
        {
            if (ReferenceEquals(earlier, statement))
            {
                return false;
            }

            if (earlier is IConditionalOperation choice && Operations.Jumps(choice.WhenTrue) && SpeaksOfLevel(choice.Condition))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SpeaksOfLevel(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (Operations.SymbolOf(part) is { Name: var name } && (Has(name, "Enabled") || Has(name, "Verbose") || Has(name, "Debug") || Has(name, "Trace") || Has(name, "LogLevel")))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(string name, string part) => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsStable(IOperation receiver) => Operations.Unconverted(receiver) switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation => true,
        IFieldReferenceOperation field => field.Instance is null || IsStable(field.Instance),
        IPropertyReferenceOperation { Arguments.Length: 0 } property => property.Instance is null || IsStable(property.Instance),
        IInstanceReferenceOperation => true,
        _ => false,
    };

    // Nothing but values is lost where the arguments are not computed.
    private static bool ArePlain(IInvocationOperation call, PlainFunctions functions)
    {
        foreach (var part in call.Descendants())
        {
            switch (part)
            {
                case IInvocationOperation { TargetMethod: { Name: "ToString" or "Format" or "Join" or "Concat", ContainingType: { } type } } when type.SpecialType != SpecialType.None:
                    break;
                case IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation when !functions.IsValue(part):
                case IAssignmentOperation or IIncrementOrDecrementOperation or IAwaitOperation or ILocalReferenceOperation { IsDeclaration: true } or IDeclarationPatternOperation or IThrowOperation:
                    return false;
            }
        }

        return true;
    }
}
