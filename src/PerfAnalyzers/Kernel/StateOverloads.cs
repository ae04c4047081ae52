using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>How a member takes what its delegate needs, so that the delegate need not capture it (<c>state=</c> in the API tables).</summary>
internal enum StateForm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>An overload takes it as last argument, typed, and hands it to each delegate as last argument.</summary>
    Argument,

    /// <summary>An overload takes it typed, among other parameters.</summary>
    Elsewhere,

    /// <summary>An overload takes it as <c>object</c>.</summary>
    Object,

    /// <summary>The overload that is called takes it already.</summary>
    Own,
}

/// <summary>Overloads that take what a delegate needs as an argument.</summary>
internal static class StateOverloads
{
    /// <summary>How the called member, on the framework that is compiled for, can be given what its delegates need.</summary>
    public static StateForm Of(IInvocationOperation call, Facts facts)
    {
        var method = call.TargetMethod.OriginalDefinition;
        if (facts.Knowledge.Of(method)?.Value("state") is null)
        {
            return StateForm.None;
        }

        if (StateOf(method) is not null)
        {
            return StateForm.Own;
        }

        var form = StateForm.None;
        foreach (var member in method.ContainingType.GetMembers(method.Name))
        {
            if (member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public } other && other.IsStatic == method.IsStatic && other.Parameters.Length > method.Parameters.Length && StateOf(other) is { } state)
            {
                if (other.Parameters.Length == method.Parameters.Length + 1 && state.Ordinal == method.Parameters.Length && state.Type is ITypeParameterSymbol && Match(method, other))
                {
                    return StateForm.Argument;
                }

                form = state.Type is ITypeParameterSymbol ? StateForm.Elsewhere : form == StateForm.None ? StateForm.Object : form;
            }
        }

        return form;
    }

    private static IParameterSymbol? StateOf(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method, Name: "TArg" or "TState" } || parameter is { Name: "state", Type.SpecialType: SpecialType.System_Object })
            {
                return parameter;
            }
        }

        return null;
    }

    // The same parameters, in which each delegate takes one more argument.
    private static bool Match(IMethodSymbol method, IMethodSymbol other)
    {
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            var left = method.Parameters[i].Type as INamedTypeSymbol;
            var right = other.Parameters[i].Type as INamedTypeSymbol;
            if (left?.TypeKind != TypeKind.Delegate ? method.Parameters[i].Type.Name != other.Parameters[i].Type.Name : right?.TypeKind != TypeKind.Delegate || right.Arity != left.Arity + 1)
            {
                return false;
            }
        }

        return true;
    }
}
