using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>A lock of the process guards data outside of it, which other instances change at the same time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class InProcessLockForSharedResource() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6007", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "A lock of one process guards data that all instances change",
        message: "'{0}' is held by one caller of each instance: two instances read the same state and both write ('{1}'); let the database decide (a conditional update, a concurrency token, a unique index) or take a distributed lock",
        description: "lock and SemaphoreSlim exclude threads of one process. What they read and write lies in a database or on another machine, where every instance does the same at the same time.");

    protected override void Start(RuleContext context)
    {
        context.On(static site => OnLock(site, (ILockOperation)site.Operation), OperationKind.Lock);
        context.On(static site => OnWait(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnLock(Site site, ILockOperation held)
    {
        if (Gate(held.LockedValue, site) is not { } gate || RareCode.Is(site) || !ByDeployment.Speaks(site, always: false))
        {
            return;
        }

        Judge(site, gate, Operations.Function(held), held.Body.Syntax.SpanStart, held.Body.Syntax.Span.End, ((LockStatementSyntax)held.Syntax).LockKeyword.GetLocation());
    }

    private static void OnWait(Site site, IInvocationOperation wait)
    {
        if (wait.TargetMethod is not { Name: "Wait" or "WaitAsync", ContainingType: { Name: "SemaphoreSlim", ContainingNamespace.Name: "Threading" } } || wait.Instance is null || Semaphore(wait.Instance, site) is not { } gate ||
            RareCode.Is(site) || !ByDeployment.Speaks(site, always: false))
        {
            return;
        }

        var function = Operations.Function(wait);
        var end = function.Syntax.Span.End;
        foreach (var operation in function.Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "Release", ContainingType.Name: "SemaphoreSlim" } } && operation.Syntax.SpanStart > wait.Syntax.SpanStart)
            {
                end = operation.Syntax.SpanStart;
            }
        }

        Judge(site, gate, function, wait.Syntax.Span.End, end, Locations.OfCall(wait));
    }

    private static void Judge(Site site, string gate, IOperation function, int start, int end, Location location)
    {
        var region = ExternalWork.Between(function, start, end);
        var work = new ExternalWork(site.Facts, site.Cancellation);
        if (FillsMemory(region) || work.Writes(region) is not { } write || !work.Reads(region) || ExternalWork.IsCoordinated(function.Syntax))
        {
            return;
        }

        ByDeployment.Report(site, always: false, Rule, location, null, gate, write);
    }

    // What one caller computes for all others of the process.
    private static bool FillsMemory(ImmutableArray<IOperation> region)
    {
        foreach (var operation in region)
        {
            switch (operation)
            {
                case IAssignmentOperation { Target: IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } }:
                case IInvocationOperation { TargetMethod.ContainingType.Name: "CacheExtensions" or "IMemoryCache" or "HybridCache" or "DistributedCacheExtensions" or "IDistributedCache" }:
                case IInvocationOperation when CollectionAdditions.Collection(operation) is { } collection && CollectionAdditions.Holder(collection, out _) is { Member: IFieldSymbol }:
                    return true;
            }
        }

        return false;
    }

    // A static object, or one of an object that exists once.
    private static string? Gate(IOperation value, Site site) => Operations.Unconverted(value) switch
    {
        IFieldReferenceOperation { Field: { } field } reference when site.Facts.IsOwn(field) && (field.IsStatic || reference.Instance is IInstanceReferenceOperation && SharedInstances.Of(field.ContainingType, site.Facts) is not null) => field.Name,
        ITypeOfOperation { TypeOperand.Name: var name } => name,
        _ => null,
    };

    private static string? Semaphore(IOperation value, Site site)
    {
        value = Operations.Unconverted(value);
        switch (value)
        {
            case ILocalReferenceOperation local when Writes.OnlyValue(local.Local, Operations.Root(local)) is { } only:
                return Semaphore(only, site);
            case IInvocationOperation { TargetMethod.Name: "GetOrAdd", Instance: { } gates, Arguments: [_, var factory, ..] }:
                return LetsOne(factory.Value) ? Gate(gates, site) : null;
            case IFieldReferenceOperation { Field: { } field }:
                return Gate(value, site) is { } name && site.Facts.Bodies.Of(field, site.Cancellation) is { } initializer && LetsOne(initializer) ? name : null;
            default:
                return null;
        }
    }

    private static bool LetsOne(IOperation code)
    {
        foreach (var operation in code.DescendantsAndSelf())
        {
            if (operation is IObjectCreationOperation { Type.Name: "SemaphoreSlim", Arguments: [var count, ..] })
            {
                return count.Value.ConstantValue is { HasValue: true, Value: 1 };
            }
        }

        return false;
    }
}
