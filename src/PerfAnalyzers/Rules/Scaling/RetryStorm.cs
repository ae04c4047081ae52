using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>Clients of a service that fails call it more often, all at the same time, or never give up.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class RetryStorm() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6107", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "Retries keep down the service they wait for",
        message: "{0}",
        description: "A service that is overloaded gets more calls when every client tries again at once, or after the same delay; calls without a time-out pile up in the clients. Wait longer each time, by chance a little more or less, and give up.");

    /// <summary>Fix shape: jitter is switched on.</summary>
    public const string JitterShape = "jitter";

    private const int FewAttempts = 5;

    protected override void Start(RuleContext context)
    {
        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        if (context.Facts.Type("Polly.Retry.RetryStrategyOptions`1") is not null)
        {
            context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
        }

        if (context.Facts.Type("System.Net.Http.HttpClient") is not null)
        {
            context.On(static site => OnAssignment(site, (ISimpleAssignmentOperation)site.Operation), OperationKind.SimpleAssignment);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (!IsRemote(call, site.Facts) || Operations.IsInExpressionTree(call) || LoopOf(call) is not { } loop || loop is IForEachLoopOperation)
        {
            return;
        }

        var guarded = TryOf(call, loop);
        var isRetry = guarded is not null ? IsRetryAfterFailure(call, guarded, loop) : IsRetryUntilSuccess(call, loop);
        if (!isRetry || IsOtherEachTime(call, loop) || IsPaced(loop, call, site))
        {
            return;
        }

        if (site.Facts.Loops.TripCount(Repetition.OfLoop(loop), site.Cancellation) <= FewAttempts)
        {
            site.Suggest(Rule, Locations.OfCall(call), [Locations.OfLoop(loop.Syntax)], null, $"'{call.TargetMethod.Name}' is tried again at once, when what made it fail is still there: every client multiplies the load; wait before each attempt, longer each time and by chance a little more or less");
        }
        else
        {
            site.Report(Rule, Locations.OfCall(call), [Locations.OfLoop(loop.Syntax)], null, $"'{call.TargetMethod.Name}' is tried again at once until it succeeds: every client calls the failing service as fast as it can; wait before each attempt, longer each time and by chance a little more or less, and give up");
        }
    }

    private static bool IsRemote(IInvocationOperation call, Facts facts) =>
        (facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Remote) != 0 ||
        call.TargetMethod is { Name: "Open" or "OpenAsync", ContainingType: var type } && Knowledge.Inherits(type, facts.Type("System.Data.Common.DbConnection"));

    private static ILoopOperation? LoopOf(IOperation call)
    {
        for (var parent = call.Parent; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is ILoopOperation loop)
            {
                return Operations.IsWithin(call, loop.Body) ? loop : null;
            }
        }

        return null;
    }

    private static ITryOperation? TryOf(IOperation call, ILoopOperation loop)
    {
        for (IOperation child = call, parent = call.Parent!; parent is not null && !ReferenceEquals(parent, loop); child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation { Catches.IsEmpty: false } guarded && ReferenceEquals(guarded.Body, child))
            {
                return guarded;
            }
        }

        return null;
    }

    // Success leaves the loop, failure goes on without waiting for anything or changing anything.
    private static bool IsRetryAfterFailure(IInvocationOperation call, ITryOperation guarded, ILoopOperation loop)
    {
        foreach (var clause in guarded.Catches)
        {
            if (RetryLoops.GoesOn(clause) && !Awaits(clause) && !Writes(clause))
            {
                return LeavesBehind(call, guarded, loop) || EndsByFlag(call, guarded, loop);
            }
        }

        return false;
    }

    private static bool LeavesBehind(IInvocationOperation call, ITryOperation guarded, ILoopOperation loop)
    {
        foreach (var part in loop.Body.Descendants())
        {
            if (part.Syntax.Span.End >= call.Syntax.Span.End && !IsInCatch(part, loop) && Leaves(part, loop) && !IsBehindCondition(part, guarded, loop))
            {
                return true;
            }
        }

        return false;
    }

    // while (!done) { try { await client.GetAsync(uri); done = true; } catch (HttpRequestException) { } }
    private static bool EndsByFlag(IInvocationOperation call, ITryOperation guarded, ILoopOperation loop)
    {
        if (loop is not IWhileLoopOperation { Condition: { } condition })
        {
            return false;
        }

        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_Boolean } flag })
            {
                foreach (var (write, value) in LocalValues.Around(call).Of(flag))
                {
                    if (value is { ConstantValue.HasValue: true } && Operations.IsWithin(write, guarded.Body) && write.Syntax.SpanStart > call.Syntax.Span.End)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool Leaves(IOperation part, ILoopOperation loop) =>
        part is IReturnOperation { Kind: OperationKind.Return } || part is IBranchOperation { BranchKind: BranchKind.Break } branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel);

    // A break behind an if may end the loop for any reason.
    private static bool IsBehindCondition(IOperation part, ITryOperation guarded, ILoopOperation loop)
    {
        for (var parent = part.Parent; parent is not null && !ReferenceEquals(parent, loop); parent = parent.Parent)
        {
            if (ReferenceEquals(parent, guarded))
            {
                return false;
            }

            if (parent is IConditionalOperation { Condition: var condition } && !AsksForSuccess(condition))
            {
                return true;
            }
        }

        return !Operations.IsWithin(part, guarded);
    }

    private static bool AsksForSuccess(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IPropertyReferenceOperation { Property.Name: "IsSuccessStatusCode" or "StatusCode" })
            {
                return true;
            }
        }

        return false;
    }

    // while (true) { var response = await client.GetAsync(uri); if (response.IsSuccessStatusCode) { return …; } }
    private static bool IsRetryUntilSuccess(IInvocationOperation call, ILoopOperation loop)
    {
        foreach (var part in loop.Body.Descendants())
        {
            if (part is IConditionalOperation { WhenFalse: null } choice && AsksForSuccess(choice.Condition) && Operations.Unconverted(choice.Condition) is not IUnaryOperation && part.Syntax.SpanStart > call.Syntax.Span.End)
            {
                foreach (var end in choice.WhenTrue.Descendants())
                {
                    if (Leaves(end, loop))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool IsInCatch(IOperation part, ILoopOperation loop)
    {
        for (var parent = part.Parent; parent is not null && !ReferenceEquals(parent, loop); parent = parent.Parent)
        {
            if (parent is ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Awaits(ICatchClauseOperation clause)
    {
        foreach (var part in clause.Handler.Descendants())
        {
            if (part is IAwaitOperation)
            {
                return true;
            }
        }

        return false;
    }

    // It goes to the next server, or asks for another token.
    private static bool Writes(ICatchClauseOperation clause)
    {
        foreach (var part in clause.Handler.Descendants())
        {
            if (part is IAssignmentOperation { Target: var target } && target.Type is { IsValueType: false } && !UncountedCalls.IsException(target.Type))
            {
                return true;
            }
        }

        return false;
    }

    // The loop visits elements, pages or servers.
    private static bool IsOtherEachTime(IInvocationOperation call, ILoopOperation loop)
    {
        foreach (var part in call.Descendants())
        {
            if (Operations.SymbolOf(part) is ILocalSymbol or IFieldSymbol or IPropertySymbol && Operations.SymbolOf(part) is { } symbol && !IsMessage(part.Type))
            {
                foreach (var (write, _) in LocalValues.Around(call).Of(symbol))
                {
                    if (Operations.IsWithin(write, loop))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // A request cannot be sent twice: each attempt makes another one that says the same.
    private static bool IsMessage(ITypeSymbol? type) => type is { Name: "HttpRequestMessage" or "StringContent" or "HttpContent" or "ByteArrayContent" or "FormUrlEncodedContent" or "JsonContent" };

    private static bool IsPaced(ILoopOperation loop, IInvocationOperation call, Site site)
    {
        var retries = new RetryLoops(site.Facts);
        foreach (var part in loop.Body.Descendants())
        {
            if (part is IInvocationOperation other && !ReferenceEquals(other, call) && !IsOfResponse(other, site.Facts) && !Operations.IsWithin(other, call) && retries.MayPause(other, call, site.Cancellation))
            {
                return true;
            }
        }

        return loop is IWhileLoopOperation { Condition: { } condition } && retries.MayPause(condition, null, site.Cancellation);
    }

    // response.Content.ReadAsStringAsync(), response.EnsureSuccessStatusCode(), log.LogError(…)
    private static bool IsOfResponse(IInvocationOperation call, Facts facts) =>
        call.TargetMethod.ContainingNamespace is { Name: "Http" or "Json", ContainingNamespace.Name: "Net" or "Http" or "Text" } || LogCalls.Is(call, facts);
}
