using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Scaling;

/// <summary>A background service loops without looking at its token: each stop of the host takes the whole shutdown time-out.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BackgroundServiceIgnoresStop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6104", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "A background service does not stop when the host does",
        message: "{0}",
        description: "A host that stops waits for its background services, 30 seconds unless set otherwise, and then cuts them off. A loop that never looks at its token makes every deployment and every scale-in take that long; a time-out of a few seconds cuts off what runs well.");

    /// <summary>Fix shape: the loop asks the token, and what waits in it is given the token.</summary>
    public const string TokenShape = "token";

    private const double ShortestStop = 5000;

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.Extensions.Hosting.BackgroundService") is not null)
        {
            context.On(static site => OnLoop(site, (ILoopOperation)site.Operation), OperationKind.Loop);
        }

        if (context.Facts.Type("Microsoft.Extensions.Hosting.HostOptions") is not null)
        {
            context.On(static site => OnAssignment(site, (ISimpleAssignmentOperation)site.Operation), OperationKind.SimpleAssignment);
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnLoop(Site site, ILoopOperation loop)
    {
        if (site.ContainingSymbol is not IMethodSymbol { Name: "ExecuteAsync", IsOverride: true, Parameters: [{ } token] } method || !Operations.IsToken(token.Type) ||
            !Knowledge.Inherits(method.ContainingType, site.Facts.Type("Microsoft.Extensions.Hosting.BackgroundService")) || !RunsAsService(loop) || IsInEndlessLoop(loop) ||
            HasExit(loop) || KnowsToken(Operations.Root(loop), token))
        {
            return;
        }

        if (IsEndless(loop))
        {
            site.Report(Rule, Locations.OfLoop(loop.Syntax), null, FixOf(loop, method, token.Name), $"This loop never looks at '{token.Name}': a host that stops waits for it until its shutdown time-out, 30 s unless set, at every deployment and scale-in; loop while '!{token.Name}.IsCancellationRequested' and hand it to what waits");
        }
        else if (IsService(loop, site.Facts) && !EndsElsewhere(method.ContainingType))
        {
            site.Report(Rule, Locations.OfLoop(loop.Syntax), null, FixOf(loop, method, token.Name), $"What this loop waits for is not given '{token.Name}': a host that stops waits for it until its shutdown time-out, 30 s unless set, at every deployment and scale-in; hand '{token.Name}' to it");
        }
    }

    // The method itself, or a lambda whose task it awaits or returns.
    private static bool RunsAsService(ILoopOperation loop)
    {
        for (var function = Operations.Function(loop); function.Parent is not null; function = Operations.Function(function.Parent))
        {
            if (function is not IAnonymousFunctionOperation || Loops.CallReceiving(function) is not { TargetMethod: { Name: "Run" or "StartNew", ContainingType.Name: "Task" or "TaskFactory" } } call || Operations.Outcome(call) is not { } task)
            {
                return false;
            }

            if (ReferenceEquals(task, call) && call.Parent is not IReturnOperation)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsInEndlessLoop(IOperation loop)
    {
        for (var parent = loop.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation outer && (IsEndless(outer) || outer is IWhileLoopOperation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEndless(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation conditional => conditional.Condition is { ConstantValue: { HasValue: true, Value: true } },
        IForLoopOperation counted => counted.Condition is null or { ConstantValue: { HasValue: true, Value: true } },
        _ => false,
    };

    private static bool IsService(ILoopOperation loop, Facts facts) => loop switch
    {
        IWhileLoopOperation { Condition: { } condition } => facts.Loops.Calls(condition, ApiEffects.Waits),
        IForEachLoopOperation { IsAsynchronous: true } each => facts.Loops.Calls(each.Collection, ApiEffects.Stream),
        _ => false,
    };

    // A timer that is disposed, a channel that is completed.
    private static bool EndsElsewhere(INamedTypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { Name: "StopAsync" or "Dispose" or "DisposeAsync" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasExit(ILoopOperation loop)
    {
        foreach (var part in loop.Body.Descendants())
        {
            switch (part)
            {
                case IReturnOperation { Kind: OperationKind.Return or OperationKind.YieldBreak } when IsOf(part, loop):
                case IBranchOperation { BranchKind: BranchKind.GoTo }:
                case IBranchOperation { BranchKind: BranchKind.Break } branch when SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel):
                case IThrowOperation { Exception: not null } thrown when IsOf(thrown, loop) && !IsInCatch(thrown, loop):
                    return true;
            }
        }

        return false;
    }

    private static bool IsOf(IOperation part, ILoopOperation loop) => ReferenceEquals(Operations.Function(part), Operations.Function(loop));

    private static bool IsInCatch(IOperation part, ILoopOperation loop)
    {
        for (var parent = part.Parent; parent is not null && !ReferenceEquals(parent, loop); parent = parent.Parent)
        {
            if (parent is ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    // Its own token, or any other one that somebody may cancel.
    private static bool KnowsToken(IOperation body, IParameterSymbol token)
    {
        foreach (var part in body.Descendants())
        {
            switch (part)
            {
                case IParameterReferenceOperation parameter when SymbolEqualityComparer.Default.Equals(parameter.Parameter, token):
                case ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation when IsCancelling(part.Type):
                case IPropertyReferenceOperation { Property: { IsStatic: false } } when IsCancelling(part.Type):
                    return true;
            }
        }

        return false;
    }

    private static bool IsCancelling(ITypeSymbol? type) => Operations.IsToken(type) || type is { Name: "CancellationTokenSource" };

    private static ImmutableDictionary<string, string?>? FixOf(ILoopOperation loop, IMethodSymbol method, string token)
    {
        if (!method.IsAsync || Operations.Function(loop) is IAnonymousFunctionOperation or ILocalFunctionOperation)
        {
            return null;
        }

        var edits = new PlannedEdits();
        var hasEdit = false;
        switch (loop.Syntax)
        {
            case WhileStatementSyntax conditional when IsEndless(loop):
                edits.Replace(conditional.Condition.Span, $"!{token}.IsCancellationRequested");
                hasEdit = true;
                break;
            case DoStatementSyntax conditional when IsEndless(loop):
                edits.Replace(conditional.Condition.Span, $"!{token}.IsCancellationRequested");
                hasEdit = true;
                break;
            case ForStatementSyntax { Condition: null } counted:
                edits.Replace(new TextSpan(counted.SecondSemicolonToken.SpanStart, 0), $" !{token}.IsCancellationRequested");
                hasEdit = true;
                break;
        }

        foreach (var part in loop.Descendants())
        {
            if (part is IInvocationOperation { Syntax: InvocationExpressionSyntax { ArgumentList: { } list } } call && TakesToken(call) && ReferenceEquals(Operations.Function(call), Operations.Function(loop)) && !IsSwallowed(call, loop))
            {
                edits.Replace(new TextSpan(list.CloseParenToken.SpanStart, 0), list.Arguments.Count == 0 ? token : ", " + token);
                hasEdit = true;
            }
        }

        return hasEdit ? edits.ToProperties(TokenShape) : null;
    }

    // Task.Delay(x), timer.WaitForNextTickAsync(), reader.WaitToReadAsync(), reader.ReadAllAsync()
    private static bool TakesToken(IInvocationOperation call) => call.TargetMethod switch
    {
        { Name: "Delay", ContainingType.Name: "Task", Parameters.Length: 1 } => true,
        { Name: "WaitForNextTickAsync" or "WaitToReadAsync" or "ReadAsync" or "ReadAllAsync", ContainingType.Name: "PeriodicTimer" or "ChannelReader", Parameters: [{ Type: var type }] } =>
            Operations.IsToken(type) && call.Arguments is [{ ArgumentKind: ArgumentKind.DefaultValue }],
        _ => false,
    };

    // The exception of a cancelled wait must leave the loop unnoticed, or not come.
    private static bool IsSwallowed(IOperation call, ILoopOperation loop) => Operations.IsCaught(call, loop);

    private static void OnAssignment(Site site, ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is IPropertyReferenceOperation { Property: { Name: "ShutdownTimeout", ContainingType: { Name: "HostOptions", ContainingNamespace.Name: "Hosting" } } })
        {
            OnTimeout(site, assignment.Value);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is { Name: "UseShutdownTimeout", ContainingType.ContainingNamespace.Name: "Hosting" } && call.Arguments.Length > 1)
        {
            OnTimeout(site, call.Arguments[call.Arguments.Length - 1].Value);
        }
    }

    private static void OnTimeout(Site site, IOperation value)
    {
        if (TimeSpans.Milliseconds(value) is >= 0 and < ShortestStop && !DevelopmentOnly.Is(value))
        {
            site.Suggest(Rule, Locations.OfExpression(value.Syntax), null, null, "A shutdown time-out this short cuts off requests and messages that are under way, at every deployment and scale-in; leave them 5 s or more, and let services stop by their token");
        }
    }
}
