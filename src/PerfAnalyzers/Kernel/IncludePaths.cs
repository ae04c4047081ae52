using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What one <c>Include</c> or <c>ThenInclude</c> loads.</summary>
/// <param name="Call">The call.</param>
/// <param name="Steps">Navigations from the entity of the query; the last is what the call names.</param>
/// <param name="IsCut">The call takes a constant number of rows.</param>
internal readonly record struct IncludePath(IInvocationOperation Call, ImmutableArray<IPropertySymbol> Steps, bool IsCut)
{
    /// <summary>What the call names.</summary>
    public string Name => Steps[Steps.Length - 1].Name;

    /// <summary>Whether this path leads through all of another.</summary>
    public bool Contains(IncludePath other)
    {
        if (other.Steps.Length > Steps.Length)
        {
            return false;
        }

        for (var i = 0; i < other.Steps.Length; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(Steps[i].OriginalDefinition, other.Steps[i].OriginalDefinition))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Reads the navigations that a query loads along with its entities.</summary>
internal static class IncludePaths
{
    /// <summary>Whether a call is Entity Framework Core's <c>Include</c> or <c>ThenInclude</c>.</summary>
    public static bool Is(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Include" or "ThenInclude", IsExtensionMethod: true, ContainingType: { Name: "EntityFrameworkQueryableExtensions", ContainingNamespace.Name: "EntityFrameworkCore" } };

    /// <summary>The paths that operators of a query include, in their order; null when one of them is not understood.</summary>
    public static List<IncludePath>? Of(IEnumerable<IInvocationOperation> operators)
    {
        var paths = new List<IncludePath>();
        var previous = ImmutableArray<IPropertySymbol>.Empty;
        foreach (var call in operators)
        {
            if (!Is(call))
            {
                continue;
            }

            var steps = call.TargetMethod.Name == "ThenInclude" ? previous.ToBuilder() : ImmutableArray.CreateBuilder<IPropertySymbol>();
            if (call.Arguments.Length < 2 || !Read(Operations.Unconverted(call.Arguments[1].Value), call, steps, out var isCut))
            {
                return null;
            }

            previous = steps.ToImmutable();
            paths.Add(new IncludePath(call, previous, isCut));
        }

        return paths;
    }

    private static bool Read(IOperation selector, IInvocationOperation call, ImmutableArray<IPropertySymbol>.Builder steps, out bool isCut)
    {
        isCut = false;
        if (selector.ConstantValue is { HasValue: true, Value: string text })
        {
            return ReadText(text, EntityModel.ElementOf(call.Arguments[0].Value.Type), steps);
        }

        foreach (var part in selector.DescendantsAndSelf())
        {
            if (part is IAnonymousFunctionOperation { Body.Operations: [IReturnOperation { ReturnedValue: { } selected }] })
            {
                return ReadSelected(selected, steps, ref isCut);
            }
        }

        return false;
    }

    private static bool ReadText(string text, ITypeSymbol? entity, ImmutableArray<IPropertySymbol>.Builder steps)
    {
        foreach (var name in text.Split('.'))
        {
            IPropertySymbol? found = null;
            for (var type = entity; type is { SpecialType: SpecialType.None } && found is null; type = type.BaseType)
            {
                foreach (var member in type.GetMembers(name))
                {
                    found ??= member as IPropertySymbol;
                }
            }

            if (found is null)
            {
                return false;
            }

            steps.Add(found);
            entity = EntityModel.TargetOf(found);
        }

        return true;
    }

    // o.Lines, o.Customer!.Address, ((Special)o).Extra, o.Lines.Where(…).OrderBy(…).Take(5)
    private static bool ReadSelected(IOperation selected, ImmutableArray<IPropertySymbol>.Builder steps, ref bool isCut)
    {
        var at = steps.Count;
        while (true)
        {
            selected = Operations.Unconverted(selected);
            switch (selected)
            {
                case IPropertyReferenceOperation { Instance: { } instance } property:
                    steps.Insert(at, property.Property);
                    selected = instance;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "Where" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Skip" or "Take" or "AsQueryable", Arguments: { Length: > 0 } arguments } call:
                    isCut |= call.TargetMethod.Name == "Take" && arguments.Length > 1 && arguments[1].Value.ConstantValue.HasValue;
                    selected = arguments[0].Value;
                    continue;
                case IParameterReferenceOperation:
                    return steps.Count > at;
                default:
                    return false;
            }
        }
    }
}
