using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>The code that makes a task source: what it completes itself, nobody could await before.</summary>
internal sealed class Making(Facts facts, IObjectCreationOperation creation)
{
    /// <summary>Whether an operation runs as part of it, before the function returns or gives the source away.</summary>
    public bool Holds(IOperation use)
    {
        if (!IsSame(Operations.Root(use), Operations.Root(creation)))
        {
            return false;
        }

        var home = Operations.Function(creation);
        for (var function = Operations.Function(use); !IsSame(function, home); function = Operations.Function(function.Parent))
        {
            switch (function)
            {
                case IAnonymousFunctionOperation when facts.Loops.ImmediateCall(function) is null && facts.Loops.PerElementCall(function) is null:
                case ILocalFunctionOperation local when IsHandedOut(local.Symbol):
                    return false;
            }

            // Around the function that makes it.
            if (function.Parent is null)
            {
                return false;
            }
        }

        return true;
    }

    // The same code bound twice.
    private static bool IsSame(IOperation left, IOperation right) => left.Syntax.SyntaxTree == right.Syntax.SyntaxTree && left.Syntax.Span == right.Syntax.Span;

    private bool IsHandedOut(IMethodSymbol function)
    {
        foreach (var operation in Operations.Root(creation).Descendants())
        {
            if (operation is IMethodReferenceOperation method && SymbolEqualityComparer.Default.Equals(method.Method, function) ||
                operation is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod, function) && Operations.Function(call) is IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a completing call follows in any case: made and completed in one go, whatever others do with the same field.</summary>
    public bool Ends(IOperation completion)
    {
        var block = completion.Parent;
        while (block is not (null or IBlockOperation))
        {
            block = block.Parent;
        }

        for (var around = creation.Parent; around is not null && block is not null; around = around.Parent)
        {
            if (around is IBlockOperation && IsSame(around, block))
            {
                return completion.Syntax.SpanStart > creation.Syntax.SpanStart;
            }
        }

        return false;
    }

    /// <summary>Whether others may have come to wait between the creation and a completing call.</summary>
    public bool AwaitsBefore(IOperation completion)
    {
        foreach (var operation in Operations.Function(creation).Descendants())
        {
            if (operation is IAwaitOperation && operation.Syntax.SpanStart > creation.Syntax.SpanStart && operation.Syntax.SpanStart < completion.Syntax.SpanStart)
            {
                return true;
            }
        }

        return false;
    }
}
