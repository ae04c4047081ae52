using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>The compiler's flow graphs of functions. Building one costs what the member's body costs: ask only for candidates.</summary>
internal static class FlowGraphs
{
    /// <summary>The graph of a lambda, local function or member body; null where the compiler has none.</summary>
    public static ControlFlowGraph? Of(IOperation function)
    {
        switch (function)
        {
            case IAnonymousFunctionOperation lambda:
                if (Of(Operations.Function(lambda)) is not { } outer)
                {
                    return null;
                }

                foreach (var block in outer.Blocks)
                {
                    foreach (var operation in block.Operations)
                    {
                        if (Find(operation, lambda) is { } found)
                        {
                            return outer.GetAnonymousFunctionControlFlowGraph(found);
                        }
                    }

                    if (block.BranchValue is not null && Find(block.BranchValue, lambda) is { } branch)
                    {
                        return outer.GetAnonymousFunctionControlFlowGraph(branch);
                    }
                }

                return null;
            case ILocalFunctionOperation local:
                return Of(Operations.Function(local)) is { } around && around.LocalFunctions.Contains(local.Symbol)
                    ? around.GetLocalFunctionControlFlowGraph(local.Symbol)
                    : null;
            case { Parent: not null }:
                return null;
            case IMethodBodyOperation body:
                return ControlFlowGraph.Create(body);
            case IConstructorBodyOperation body:
                return ControlFlowGraph.Create(body);
            case IBlockOperation body:
                return ControlFlowGraph.Create(body);
            case IFieldInitializerOperation initializer:
                return ControlFlowGraph.Create(initializer);
            case IPropertyInitializerOperation initializer:
                return ControlFlowGraph.Create(initializer);
            default:
                return null;
        }
    }

    /// <summary>
    /// The region around a region of the same graph; null around the outermost. The graph of a lambda names the regions around the
    /// lambda, too, but their blocks are those of another graph.
    /// </summary>
    public static ControlFlowRegion? Around(ControlFlowRegion? region) => region is null or { Kind: ControlFlowRegionKind.Root } ? null : region.EnclosingRegion;

    private static IFlowAnonymousFunctionOperation? Find(IOperation operation, IAnonymousFunctionOperation lambda)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            if (part is IFlowAnonymousFunctionOperation candidate && candidate.Syntax == lambda.Syntax)
            {
                return candidate;
            }
        }

        return null;
    }
}
