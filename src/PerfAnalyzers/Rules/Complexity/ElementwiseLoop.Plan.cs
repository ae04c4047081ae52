using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Complexity;

/// <summary>The one call that does what a loop does.</summary>
/// <param name="Does">What the loop does with the elements, for the message.</param>
/// <param name="Member">The call's name, for the message.</param>
/// <param name="Shape">What the call takes the place of: see <see cref="ElementwiseLoop"/>.</param>
/// <param name="Text">The call as text; null when there is no fix.</param>
/// <param name="Owners">The collections the loop goes through.</param>
/// <param name="Assumption">What the code does not show, as one of <see cref="ElementwiseLoop"/>'s words; empty when it shows all.</param>
internal sealed record ElementPlan(string Does, string Member, string Shape, string? Text, IReadOnlyList<IOperation> Owners, string Assumption = "")
{
    /// <summary>Whether a type of the library has a member.</summary>
    public static bool Has(Site site, string type, string member) => site.Facts.Type(type) is { } found && !found.GetMembers(member).IsEmpty;

    /// <summary>Whether an extension of <c>MemoryExtensions</c> can be called where the loop stands.</summary>
    public static bool HasSpans(Site site, string member) =>
        Has(site, "System.MemoryExtensions", member) && site.Operation.SemanticModel is { } model &&
        IsSystem(model.LookupNamespacesAndTypes(site.Operation.Syntax.SpanStart, name: "MemoryExtensions"));

    /// <summary>How <c>System.Array</c> is written where the loop stands.</summary>
    public static string ArrayName(Site site) =>
        site.Operation.SemanticModel is { } model && IsSystem(model.LookupNamespacesAndTypes(site.Operation.Syntax.SpanStart, name: "Array")) ? "Array" : "System.Array";

    private static bool IsSystem(System.Collections.Immutable.ImmutableArray<ISymbol> found) =>
        found is [INamedTypeSymbol { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }];
}
