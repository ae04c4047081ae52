using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Where an object comes from: the members that lead to it from <c>this</c>, or from a parameter, a captured variable or a static
/// member. What a constructor is given and keeps is named by the parameter, so that a field and what is made from it are one.
/// </summary>
/// <param name="Steps">From the outside in; empty for <c>this</c>, and for an object that was just made.</param>
/// <param name="Type">The type of the object.</param>
/// <param name="Made">The creation, where the code shows it.</param>
/// <param name="MadeIn">The object whose code makes it; null when that is the function itself.</param>
internal sealed record Origin(ImmutableArray<ISymbol> Steps, ITypeSymbol? Type, IObjectCreationOperation? Made = null, Origin? MadeIn = null)
{
    /// <summary>Nobody else has it yet.</summary>
    public bool IsFresh => Steps.IsEmpty && Made is not null;

    /// <summary>Handed to a constructor, by one that was handed to a constructor: what containers build.</summary>
    public bool IsInjected
    {
        get
        {
            foreach (var step in Steps)
            {
                if (step is not IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } })
                {
                    return false;
                }
            }

            return !Steps.IsEmpty;
        }
    }

    /// <summary>Whether two origins lead to one object.</summary>
    public bool IsSame(Origin other)
    {
        if (IsFresh || other.IsFresh || Steps.Length != other.Steps.Length)
        {
            return false;
        }

        for (var i = 0; i < Steps.Length; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(Steps[i], other.Steps[i]))
            {
                return false;
            }
        }

        return true;
    }
}
