using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>A hosted service does the same work on every instance, at the same time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnguardedPeriodicJob() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6009", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "A periodic job runs on every instance",
        message: "Every instance runs this job at each tick, and each writes ('{0}'): work and messages are multiplied by the number of instances; let one of them lead (a distributed lock, a lease) or claim rows before the work",
        description: "Hosted services start with every instance. A loop that wakes up and writes does so on all of them: mails are sent twice, rows are processed twice, and the load on the database grows with the number of instances.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.Extensions.Hosting.IHostedService") is null)
        {
            return;
        }

        context.On(static site => OnWait(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnTimer(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
    }

    private static void OnWait(Site site, IInvocationOperation wait)
    {
        if (wait.TargetMethod is not ({ Name: "WaitForNextTickAsync", ContainingType.Name: "PeriodicTimer" } or { Name: "Delay", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } }) ||
            !IsJob(site, out var type) || Loop(wait) is not { } loop || !IsFirst(wait, loop) || Outcome(site, type, [.. Within(loop)]) is not { } write)
        {
            return;
        }

        ByDeployment.Report(site, always: false, Rule, Locations.OfCall(wait), [Locations.OfLoop(loop.Syntax)], write);
    }

    // _timer = new Timer(Run, null, …)
    private static void OnTimer(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is not { Name: "Timer", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } || creation.Arguments.IsEmpty || !IsJob(site, out var type))
        {
            return;
        }

        var body = Operations.Unconverted(creation.Arguments[0].Value) switch
        {
            IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda.Body,
            IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } => site.Facts.Bodies.Of(method, site.Cancellation),
            _ => null,
        };
        if (body is null || Outcome(site, type, [.. body.Descendants()]) is not { } write)
        {
            return;
        }

        var location = creation.Syntax is ImplicitObjectCreationExpressionSyntax target ? target.NewKeyword.GetLocation() : Locations.OfCall(creation);
        ByDeployment.Report(site, always: false, Rule, location, null, write);
    }

    private static bool IsJob(Site site, out INamedTypeSymbol type)
    {
        type = site.ContainingSymbol.ContainingType;
        return type is not null && Knowledge.Inherits(type, site.Facts.Type("Microsoft.Extensions.Hosting.IHostedService")) && ByDeployment.Speaks(site, always: false);
    }

    private static string? Outcome(Site site, INamedTypeSymbol type, IOperation[] code)
    {
        foreach (var declaration in type.DeclaringSyntaxReferences)
        {
            if (IsShared(declaration.GetSyntax(site.Cancellation)))
            {
                return null;
            }
        }

        return new ExternalWork(site.Facts, site.Cancellation).Writes(code);
    }

    private static ILoopOperation? Loop(IOperation wait)
    {
        for (var parent = wait.Parent; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is IWhileLoopOperation or IForLoopOperation)
            {
                return (ILoopOperation)parent;
            }
        }

        return null;
    }

    private static IEnumerable<IOperation> Within(ILoopOperation loop) => loop.Body.Descendants();

    // A second wait of the same loop is for an error, or the other half of a period.
    private static bool IsFirst(IInvocationOperation wait, ILoopOperation loop)
    {
        foreach (var operation in loop.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "WaitForNextTickAsync" } or { Name: "Delay", ContainingType.Name: "Task" } })
            {
                return ReferenceEquals(operation, wait);
            }
        }

        return false;
    }

    // Work that instances take from each other, or that one of them does.
    private static bool IsShared(SyntaxNode code)
    {
        if (ExternalWork.IsCoordinated(code))
        {
            return true;
        }

        foreach (var token in code.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken) && !token.IsKind(SyntaxKind.StringLiteralToken))
            {
                continue;
            }

            var text = token.ValueText;
            if (text.IndexOf("Channel", StringComparison.Ordinal) >= 0 || text.IndexOf("ServiceBus", StringComparison.Ordinal) >= 0 || text.IndexOf("Queue", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("Consumer", StringComparison.Ordinal) >= 0 ||
                text.IndexOf("Receive", StringComparison.Ordinal) >= 0 || text.IndexOf("Subscri", StringComparison.Ordinal) >= 0 || text.IndexOf("Claim", StringComparison.Ordinal) >= 0 || text.IndexOf("Acquire", StringComparison.Ordinal) >= 0 ||
                text.IndexOf("Lock", StringComparison.Ordinal) >= 0 || text.IndexOf("SKIP LOCKED", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("MachineName", StringComparison.Ordinal) >= 0 || text.IndexOf("InstanceId", StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
