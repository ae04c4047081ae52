using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// A rule's only door to the compiler. Everything a rule subscribes to goes through here, so that how rules are hosted
/// can be changed in this file.
/// </summary>
internal readonly struct RuleContext(CompilationStartAnalysisContext start, Facts facts)
{
    public Facts Facts => facts;

    /// <summary>Calls <paramref name="action"/> for every operation of the given kinds.</summary>
    public void On(Action<Site> action, params OperationKind[] kinds)
    {
        var shared = facts;
        start.RegisterOperationAction(context => action(new Site(context, shared)), kinds);
    }

    /// <summary>
    /// Calls <paramref name="action"/> for every invocation whose method name is a name of <paramref name="methods"/> and whose
    /// symbol is in it. Registers nothing when the set is empty in this compilation.
    /// </summary>
    public void OnCall(MethodSet methods, Action<Site, IInvocationOperation> action)
    {
        if (methods.IsEmpty)
        {
            return;
        }

        var shared = facts;
        start.RegisterOperationAction(context =>
        {
            var call = (IInvocationOperation)context.Operation;
            if (methods.Contains(call.TargetMethod))
            {
                action(new Site(context, shared), call);
            }
        }, OperationKind.Invocation);
    }
}
