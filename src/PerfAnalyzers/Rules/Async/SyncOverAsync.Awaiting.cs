using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Whether <c>await</c> may stand where a wait stands, and in which form.</summary>
internal static class Awaiting
{
    /// <summary>
    /// <c>keep</c>: the fix changes no method that other assemblies can call. <c>change</c>: it does. By default it keeps what is
    /// public where the project tracks its public API (<c>PublicAPI.Shipped.txt</c>), and changes it elsewhere.
    /// </summary>
    public static readonly PerfOption<string> PublicApi = PerfOption.List("public_api");

    /// <summary>What the fix needs to know; null when no rewrite is safe.</summary>
    public static ImmutableDictionary<string, string?>? FixOf(IOperation wait, Site site)
    {
        if (ShapeOf(wait) is not { } shape || !IsPossible(wait))
        {
            return null;
        }

        if (shape == SyncOverAsync.AwaitShape && IsDisposal(wait, site))
        {
            return FixProperties.Of(SyncOverAsync.DisposeShape);
        }

        return AwaitPlaces.IsInAsyncFunction(wait, site.ContainingSymbol) ? FixProperties.Of(shape)
            : CanBecomeAsync(wait, site.ContainingSymbol) ? FixProperties.Of(SyncOverAsync.ChainPrefix + shape)
            : null;
    }

    // Dispose() of a class that nothing derives from, and that has no asynchronous form yet.
    private static bool IsDisposal(IOperation wait, Site site) =>
        site.ContainingSymbol is IMethodSymbol { Name: "Dispose", Parameters.Length: 0, ReturnsVoid: true, IsVirtual: false, IsOverride: false, IsStatic: false, DeclaredAccessibility: Accessibility.Public, ContainingType: { TypeKind: TypeKind.Class } type } &&
        ReferenceEquals(Operations.Function(wait), Operations.Root(wait)) && site.Facts.Type("System.IAsyncDisposable") is not null && Knowledge.Inherits(type, site.Facts.Type("System.IDisposable")) &&
        type.GetMembers("DisposeAsync").IsEmpty && !site.Facts.Dispatch.HasDerived(type);

    /// <summary>Whether <c>await</c> may replace or surround this call or wait, once its function is async.</summary>
    public static bool IsPossible(IOperation call) => AwaitPlaces.IsLegal(call) && !ObservesAggregate(call) && !Operations.IsInExpressionTree(call);

    // Only what the function itself tells; the rest of the chain is left to the fix.
    private static bool CanBecomeAsync(IOperation wait, ISymbol member) => Operations.Function(wait) switch
    {
        IAnonymousFunctionOperation => true,
        ILocalFunctionOperation local => HasPlainParameters(local.Symbol),
        _ => member is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method && HasPlainParameters(method),
    };

    /// <summary>No parameter or result that an async method cannot have.</summary>
    public static bool HasPlainParameters(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None || parameter.Type.IsRefLikeType || parameter.Type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)
            {
                return false;
            }
        }

        return method.RefKind == RefKind.None && !method.ReturnType.IsRefLikeType && method.ReturnType.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer);
    }

    private static string? ShapeOf(IOperation wait)
    {
        switch (wait)
        {
            case IPropertyReferenceOperation:
                return SyncOverAsync.AwaitShape;
            case IInvocationOperation { TargetMethod: { Name: "Wait" } } call:
                if (call.Arguments.Length == 0)
                {
                    return SyncOverAsync.AwaitShape;
                }

                if (IsInTime(call))
                {
                    return SyncOverAsync.AwaitTimeShape;
                }

                return call.Arguments is [{ Parameter.Type.Name: "CancellationToken" }] && call.TargetMethod.ContainingType.GetMembers("WaitAsync").Length > 0
                    ? SyncOverAsync.AwaitTokenShape
                    : null;
            case IInvocationOperation { TargetMethod.Name: "GetResult", Instance: { } awaiter }:
                // A stored awaiter cannot be awaited.
                return Operations.Unconverted(awaiter) is IInvocationOperation { TargetMethod: { Name: "GetAwaiter", IsExtensionMethod: false } } ? SyncOverAsync.AwaitShape : null;
            case IInvocationOperation { TargetMethod: { Name: "WaitAll", ReturnsVoid: true, Parameters.Length: 1 } } call:
                return call.Parent is IExpressionStatementOperation ? SyncOverAsync.AwaitAllShape : null;
            case IInvocationOperation { TargetMethod: { Name: "WaitAny", Parameters.Length: 1 } } call:
                // The index is found again where the tasks have a name.
                return call.Parent is IExpressionStatementOperation || call.Arguments is [{ ArgumentKind: ArgumentKind.Explicit, Value: var tasks }] && tasks.Type is IArrayTypeSymbol &&
                    Operations.Unconverted(tasks) is ILocalReferenceOperation or IParameterReferenceOperation ? SyncOverAsync.AwaitAnyShape : null;
            case IInvocationOperation when AwaitPlaces.Handed(wait.Syntax) is not null:
                return SyncOverAsync.AwaitHandedShape;
            default:
                return null;
        }
    }

    // if (!task.Wait(time)) { throw …; }
    private static bool IsInTime(IInvocationOperation wait) =>
        wait.Arguments is [{ Parameter.Type: { SpecialType: SpecialType.System_Int32 } or { Name: "TimeSpan" } }] &&
        wait.Parent is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Parent: IConditionalOperation { WhenFalse: null, Parent: IBlockOperation } choice } not && ReferenceEquals(choice.Condition, not) &&
        wait.Syntax.Parent?.Parent is IfStatementSyntax && !Comments.In(not.Syntax) && Last(choice.WhenTrue) is IReturnOperation { Kind: OperationKind.Return } or IBranchOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation };

    private static IOperation? Last(IOperation arm) => arm is IBlockOperation block ? block.Operations.Length > 0 ? block.Operations[block.Operations.Length - 1] : null : arm;

    /// <summary>Whether exceptions are looked into: Wait and Result throw AggregateException, await what is in it.</summary>
    public static bool ObservesAggregate(IOperation wait)
    {
        for (IOperation child = wait, parent = wait.Parent!; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation tried && ReferenceEquals(tried.Body, child))
            {
                foreach (var handler in tried.Catches)
                {
                    foreach (var node in handler.Syntax.DescendantNodes())
                    {
                        if (node is IdentifierNameSyntax { Identifier.ValueText: "AggregateException" or "InnerException" or "InnerExceptions" or "Flatten" or "GetBaseException" })
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }
}
