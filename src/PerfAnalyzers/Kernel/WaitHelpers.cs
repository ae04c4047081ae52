using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Methods that wait for a task they are handed and give back what it gave: <c>Await(this Task&lt;T&gt; task)</c>,
/// <c>RunSync(Func&lt;Task&lt;T&gt;&gt; work)</c>. Told by their signature, so that those of packages and other projects count; one of
/// this project has to name a wait. What they cost is told where they are called.
/// </summary>
internal static class WaitHelpers
{
    private static readonly string[] s_names = ["Await", "AwaitResult", "AwaitSync", "RunSync", "RunSynchronously", "RunAndWait", "Sync", "WaitAndUnwrapException", "WaitSync", "WaitForCompletion", "WaitWithoutException"];

    /// <summary>
    /// What a call of such a method waits for: the task, the expression of a lambda, or else the delegate. Null when the method is none.
    /// </summary>
    public static IOperation? TaskOf(IInvocationOperation call, Facts facts, CancellationToken cancellation)
    {
        if (!call.TargetMethod.IsStatic || call.Arguments.Length == 0 || !Is(call.TargetMethod, facts, cancellation))
        {
            return null;
        }

        var value = call.Arguments[0].Value;
        return TaskSource.LambdaOf(value) is { Symbol.IsAsync: false } lambda && TaskSource.BodyOf(lambda) is { } body ? body : value;
    }

    /// <summary>Whether a method is one.</summary>
    public static bool Is(IMethodSymbol method, Facts facts, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (method is not { IsStatic: true, MethodKind: MethodKind.Ordinary, Parameters: [{ Type: var handed }, ..] } || StartedBy(handed) is not { } task ||
            Operations.IsTask(method.ReturnType) || Dispatch.IsFramework(method.ContainingAssembly) ||
            !(task.Arity == 0 ? method.ReturnsVoid : SymbolEqualityComparer.Default.Equals(task.TypeArguments[0], method.ReturnType)))
        {
            return false;
        }

        // Void may be what nobody waits for, and a delegate what is run later; a result is there when somebody has waited.
        var isTold = task.Arity == 0 || handed.TypeKind == TypeKind.Delegate ? IsNamed(method.Name) : !Asks(method.Name);
        return isTold && (!facts.IsOwn(method) || Bodies.SyntaxOf(method, cancellation) is { } syntax && Waits(syntax));
    }

    private static bool IsNamed(string name)
    {
        foreach (var known in s_names)
        {
            if (known == name)
            {
                return true;
            }
        }

        return false;
    }

    // GetResultIfCompleted, TryGetResult, ResultOrDefault.
    private static bool Asks(string name) =>
        name.IndexOf("Completed", StringComparison.Ordinal) >= 0 || name.EndsWith("OrDefault", StringComparison.Ordinal) || name.StartsWith("Try", StringComparison.Ordinal);

    // The task itself, or that which a delegate without parameters starts.
    private static INamedTypeSymbol? StartedBy(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Delegate, DelegateInvokeMethod: { Parameters.Length: 0 } invoked })
        {
            type = invoked.ReturnType;
        }

        return Operations.IsTask(type) ? (INamedTypeSymbol)type : null;
    }

    private static bool Waits(SyntaxNode syntax)
    {
        var waits = false;
        foreach (var token in syntax.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is SimpleNameSyntax)
            {
                switch (token.ValueText)
                {
                    case "Result" or "GetResult" or "Wait" or "WaitAll":
                        waits = true;
                        break;
                    case "IsCompleted" or "IsCompletedSuccessfully" or "Status":
                        return false;
                }
            }
        }

        return waits;
    }
}
