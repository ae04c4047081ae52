using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Code that serves requests creates threads, or the size of the pool is set where blocked threads use it up.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ThreadPerRequest() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2104", Categories.Async, DiagnosticSeverity.Warning,
        title: "Requests create threads, or the pool is resized to make up for blocked ones",
        message: "{0}; {1}",
        description: "A thread is created, started and ended by the system, with a stack of its own, and nothing limits how many there are: as many as requests at once. The thread pool keeps threads and adds some when needed. Settings of the pool hold for the whole process and do not free one blocked thread.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Threading.Thread") is null || Benchmarks.IsProject(context.Facts, default))
        {
            return;
        }

        context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (!CreatedThread.IsThread(creation.Type) || creation.Arguments.IsEmpty)
        {
            return;
        }

        var start = CreatedThread.Of(creation);
        if (!start.IsStarted || start.IsSpecial || IsAsync(creation.Arguments[0]) || RareCode.Is(site) || OnceGuards.Holds(creation, site.Facts) ||
            EndsProcess(creation) || Benchmarks.Has(site.ContainingSymbol, site.Facts))
        {
            return;
        }

        if (site.Facts.Heat.IsInRequest(creation, site.ContainingSymbol))
        {
            // State that outlives the request and is set under a condition is unknown: the condition may hold once.
            if (start.Field is null || !Runs.Conditionally(creation, Operations.Root(creation)))
            {
                Report(site, creation, start, []);
            }
        }
        else if (start.Field is null && site.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && Operations.Function(creation).Parent is null && !Serves(creation, site))
        {
            var path = new RequestCallers(site.Facts, site.Cancellation).To(method);
            if (!path.IsEmpty)
            {
                Report(site, creation, start, path);
            }
        }
    }

    private static void Report(Site site, IObjectCreationOperation creation, CreatedThread start, ImmutableArray<IInvocationOperation> path)
    {
        var loop = site.Facts.Loops.Around(creation);
        var what = loop is null ? "Every request creates a thread" : $"Every request creates a thread per {loop.Phrase}";
        var way = loop is not null ? "let 'Parallel.ForEachAsync' share a few threads of the pool"
            : start.IsJoined ? "do the work here: the request waits for it"
            : "hand the work to a queue that a background service reads";
        if (path.IsEmpty)
        {
            site.Report(Rule, LocationOf(creation), loop is null ? null : [loop.Location], null, what, way);
            return;
        }

        var related = ImmutableArray.CreateBuilder<Location>(path.Length);
        var names = new List<string>();
        foreach (var call in path)
        {
            related.Add(Locations.OfCall(call));
            names.Add(call.TargetMethod.Name);
        }

        what += $" (through '{string.Join(" -> ", names)}')";
        var isPrivate = path.Length == 1 && site.ContainingSymbol.DeclaredAccessibility == Accessibility.Private && !Runs.Conditionally(creation, Operations.Root(creation));
        if (isPrivate)
        {
            site.Report(Rule, LocationOf(creation), related, null, what, way);
        }
        else
        {
            site.Suggest(Rule, LocationOf(creation), related, null, what, way);
        }
    }

    private static Location LocationOf(IObjectCreationOperation creation) =>
        creation.Syntax is ImplicitObjectCreationExpressionSyntax target ? target.NewKeyword.GetLocation() : Locations.OfCall(creation);

    // What happens at the first await of an async function is a fault of its own.
    private static bool IsAsync(IArgumentOperation argument) =>
        Operations.Unconverted(argument) is IDelegateCreationOperation creation && AsyncVoids.Target(creation) is not null;

    // A restart is asked for once.
    private static bool EndsProcess(IObjectCreationOperation creation)
    {
        foreach (var node in creation.Syntax.DescendantNodes())
        {
            if (node is SimpleNameSyntax { Identifier.ValueText: "Exit" or "StopApplication" or "FailFast" or "Shutdown" or "Restart" or "UnloadAppDomain" })
            {
                return true;
            }
        }

        return false;
    }

    // A thread that serves as long as the process runs is meant to be started once, whoever asks for it.
    private static bool Serves(IObjectCreationOperation creation, Site site)
    {
        var body = Operations.Unconverted(creation.Arguments[0]) switch
        {
            IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda.Body,
            IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } => site.Facts.Bodies.Of(method, site.Cancellation),
            IAnonymousFunctionOperation lambda => lambda.Body,
            _ => null,
        };
        if (body is null)
        {
            return true;
        }

        foreach (var operation in body.Descendants())
        {
            if (operation is ILoopOperation and not IForEachLoopOperation { IsAsynchronous: true } && site.Facts.Loops.IsServiceLoop(Repetition.OfLoop((ILoopOperation)operation)) ||
                operation is IWhileLoopOperation || operation is IInvocationOperation { TargetMethod.Name: "GetConsumingEnumerable" })
            {
                return true;
            }
        }

        return false;
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is not { Name: "SetMinThreads" or "SetMaxThreads", ContainingType: { Name: "ThreadPool", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } } ||
            Operations.IsInExpressionTree(call) || Benchmarks.Has(site.ContainingSymbol, site.Facts) || !new PoolSizes(site.Facts, site.Cancellation).IsFixed(call))
        {
            return;
        }

        if (call.TargetMethod.Name == "SetMinThreads")
        {
            site.Suggest(Rule, Locations.OfCall(call), null, null, "'SetMinThreads' gives blocked calls more threads of the pool to hold", "find what blocks them and await it");
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(call), null, null, "'SetMaxThreads' limits the pool for all code of the process", "limit the work instead, with a 'SemaphoreSlim' or a bounded channel");
        }
    }
}
