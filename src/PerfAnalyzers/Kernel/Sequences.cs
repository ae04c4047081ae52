using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Questions about chains of <c>System.Linq.Enumerable</c> operators, in method or query syntax.</summary>
internal static class Sequences
{
    /// <summary>Whether a method is one of <c>System.Linq.Enumerable</c>.</summary>
    public static bool IsOperator(IMethodSymbol method) => method.ContainingType is { Name: "Enumerable", ContainingNamespace: { Name: "Linq", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>The operator a sequence is the source of: <c>First</c> for <c>xs</c> in <c>xs.First()</c>; null when it goes elsewhere.</summary>
    public static IInvocationOperation? Next(IOperation sequence) =>
        User(sequence) is IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation call } && IsOperator(call.TargetMethod) && call.Arguments.Length > 0 ? call : null;

    /// <summary>What uses a sequence: the nearest ancestor that is no conversion, parenthesis or end of a query expression.</summary>
    public static IOperation? User(IOperation sequence)
    {
        var user = Operations.Consumer(sequence);
        while (user is ITranslatedQueryOperation)
        {
            user = Operations.Consumer(user);
        }

        return user;
    }

    /// <summary>What an operator works on: <c>xs</c> of <c>xs.First()</c>; null for operators without a source (<c>Range</c>).</summary>
    public static IOperation? Source(IInvocationOperation call) => call.TargetMethod.IsExtensionMethod && Operations.Argument(call, 0) is { } source ? Bare(source) : null;

    /// <summary>The operation below conversions, parentheses and the end of a query expression.</summary>
    public static IOperation Bare(IOperation sequence)
    {
        sequence = Operations.Unconverted(sequence);
        while (sequence is ITranslatedQueryOperation query)
        {
            sequence = Operations.Unconverted(query.Operation);
        }

        return sequence;
    }

    /// <summary>Whether an operator returns a sequence that is computed each time somebody enumerates it.</summary>
    public static bool IsLazy(IMethodSymbol method) => IsOperator(method) &&
        method.ReturnType is INamedTypeSymbol { OriginalDefinition: { SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } or { Name: "IOrderedEnumerable" } } &&
        method.Name is not ("AsEnumerable" or "Empty");

    /// <summary>Whether a sequence has few elements, when the code or the kind of its elements shows it.</summary>
    public static bool IsFew(IOperation sequence, Facts facts, CancellationToken cancellation) =>
        KnownSizes.IsFewKind(ElementOf(Bare(sequence).Type)) || KnownSizes.IsFew(Bare(sequence), KnownSizes.Few, facts, cancellation);

    /// <summary>The type of the elements, as far as the type itself writes it.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [var element] } => element,
        _ => null,
    };

    /// <summary>Whether a chain from an operator down to its root holds a sort.</summary>
    public static bool IsSorted(IOperation sequence)
    {
        for (var current = Bare(sequence); current is IInvocationOperation call && IsOperator(call.TargetMethod) && Source(call) is { } source; current = source)
        {
            if (IsSort(call.TargetMethod))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an operator sorts: <c>OrderBy</c> and its like; <c>ThenBy</c> belongs to one of them.</summary>
    public static bool IsSort(IMethodSymbol method) => method.Name is "OrderBy" or "OrderByDescending" or "Order" or "OrderDescending" && IsOperator(method);
}
