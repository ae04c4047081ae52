using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What it takes to write a span where a string was.</summary>
internal static class Spans
{
    /// <summary>The called name of <c>a.B(…)</c>; null for other forms.</summary>
    public static SimpleNameSyntax? Name(IOperation call) => call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { } name } } ? name : null;

    /// <summary>Whether a value is a string for sure: a span of null is empty, and equals an empty string.</summary>
    public static bool IsNotNull(IOperation value)
    {
        value = Operations.Unconverted(value);
        return value.ConstantValue is { HasValue: true } constant
            ? constant.Value is not null
            : value is IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } } ||
                value.SemanticModel?.GetTypeInfo(value.Syntax).Nullability.FlowState == NullableFlowState.NotNull;
    }

    /// <summary>A plan that names extensions of spans, with the import of their namespace where the file lacks it.</summary>
    public static PlannedEdits Importing(PlannedEdits plan, IOperation place) =>
        place.SemanticModel is { } model && model.LookupNamespacesAndTypes(place.Syntax.SpanStart, name: "MemoryExtensions").IsEmpty ? plan.Import("System") : plan;
}
