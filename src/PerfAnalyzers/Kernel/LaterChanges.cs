using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether what a value is made of may change between the statement that makes it and the end of its function.</summary>
internal static class LaterChanges
{
    /// <summary>Whether something may change it: it is written, filled, handed to code that may, or members it reads are assigned.</summary>
    /// <param name="value">The value.</param>
    /// <param name="declaration">Where it is made.</param>
    /// <param name="facts">The compilation.</param>
    /// <param name="cancellation">Cancels binding.</param>
    public static bool MayChange(IOperation value, IOperation declaration, Facts facts, CancellationToken cancellation)
    {
        var function = Operations.Function(declaration);
        var changes = new StateChanges(facts, cancellation).Add(function);
        if (changes.MayWrite)
        {
            return true;
        }

        var end = declaration.Syntax.Span.End;
        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case IFieldReferenceOperation { Field: { IsConst: false } field } when changes.Changes(field):
                case IPropertyReferenceOperation { Property: var property } when changes.Changes(property):
                case ILocalReferenceOperation or IParameterReferenceOperation when Operations.SymbolOf(part) is { } symbol && !Operations.IsDeclaredIn(symbol, value.Syntax) && IsChangedBehind(symbol, function, end):
                    return true;
            }
        }

        return false;
    }

    private static bool IsChangedBehind(ISymbol symbol, IOperation function, int end)
    {
        foreach (var part in function.Descendants())
        {
            if (part.Syntax.SpanStart < end || part is not (ILocalReferenceOperation or IParameterReferenceOperation) || !SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), symbol))
            {
                continue;
            }

            var user = Operations.Consumer(part);
            if (user is IAssignmentOperation assignment && Operations.IsWithin(part, assignment.Target) || user is IIncrementOrDecrementOperation or ITupleOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None and not RefKind.In } ||
                Collections.Is(part.Type) && (!OneResult.IsReadUse(part, false) || HoistPlans.Stores(part)))
            {
                return true;
            }
        }

        return false;
    }
}
