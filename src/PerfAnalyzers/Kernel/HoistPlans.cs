using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// How a value that is the same on every pass can be computed once, before its loop: what the fix is told. It also gets the place of
/// the loop and that of the value as the first two related locations.
/// </summary>
internal static class HoistPlans
{
    /// <summary>Key of the local to declare; absent when the code has one, whose declaration moves.</summary>
    public const string LocalKey = "local";

    /// <summary>Key of the method that makes a collection of a lazy sequence; absent for other values.</summary>
    public const string CopyKey = "copy";

    /// <summary>Key of the type to declare the local with; absent where <c>var</c> will do.</summary>
    public const string TypeKey = "type";

    /// <summary>What to tell the fix; null when the value cannot be moved, or one result cannot stand for all.</summary>
    /// <param name="shape">The fix's shape.</param>
    /// <param name="value">What is computed on every pass.</param>
    /// <param name="found">Where it stays the same.</param>
    /// <param name="name">A name for its local.</param>
    /// <param name="isElement">It is an element of what exists already, and so the same object on every pass.</param>
    public static ImmutableDictionary<string, string?>? Of(string shape, IOperation value, RepeatedValue found, string name, bool isElement = false)
    {
        if (found.Place is null || value.Type is not { } type || !OneResult.IsComplete(type) || value.Syntax is not ExpressionSyntax || value.Syntax.ContainsDirectives || Comments.In(value.Syntax))
        {
            return null;
        }

        var region = found.Loop.Region;
        var function = Operations.Function(found.Loop.Owner);
        var local = OneResult.Declared(value);
        if (local is not null ? !OneResult.IsShared(local, region, isElement) || Stores(local, region) : !OneResult.IsReadUse(value, isElement) || Stores(value) || OneResult.ChangesMembers(type, region))
        {
            return null;
        }

        // In a lambda of one expression there is no declaration to move.
        var properties = FixProperties.Of(shape);
        if (value is IInvocationOperation call && (Sequences.IsLazy(call.TargetMethod)) || value is ITranslatedQueryOperation)
        {
            properties = properties.Add(CopyKey, "ToList");
        }

        return local is not null && OneResult.IsOnly(local.Name, function) && found.Loop.Lambda is null ? properties : properties.Add(LocalKey, OneResult.Unused(name, function));
    }

    /// <summary>Whether an element of a collection in a local is written.</summary>
    public static bool Stores(ILocalSymbol local, IOperation region)
    {
        foreach (var part in region.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && Stores(reference))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a use of a collection writes one of its elements: <c>sorted[0] = x</c>.</summary>
    public static bool Stores(IOperation collection) =>
        Operations.Consumer(collection) is IArrayElementReferenceOperation or IPropertyReferenceOperation or IImplicitIndexerReferenceOperation &&
        Operations.Consumer(collection) is { Parent: IAssignmentOperation or IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None } } element &&
        !(element.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Value, element));
}
