using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Where a question is asked.</summary>
/// <param name="At">An operation of the member's body, or of the graph of <paramref name="Flow"/>; null for the task's own place.</param>
/// <param name="Flow">The analysis in whose graph it lies; null for the member's body.</param>
internal readonly record struct Point(IOperation? At, CompletionFlow? Flow);

/// <summary>What is asked for: a task, or the tasks in a collection.</summary>
/// <param name="Place">The expression that names it.</param>
/// <param name="IsCollection">Its elements are meant.</param>
/// <param name="Path">Members that lead from an element to its task, joined by dots.</param>
internal readonly record struct Target(IOperation Place, bool IsCollection, string Path);

/// <summary>Where an element comes from.</summary>
internal readonly record struct Element(IOperation Source, string Path, bool HasEnded);

/// <summary>Expressions that name storage: locals, parameters, members of them, elements.</summary>
internal static class Place
{
    public static bool Is(IOperation operation) => operation is
        ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation;

    /// <summary>Whether two expressions name the same storage.</summary>
    public static bool Same(IOperation? left, IOperation? right, Facts facts)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        left = TaskSource.Of(left, facts);
        right = TaskSource.Of(right, facts);
        if (left.ConstantValue is { HasValue: true, Value: { } constant })
        {
            return right.ConstantValue is { HasValue: true, Value: { } other } && constant.Equals(other);
        }

        switch (left)
        {
            case IInstanceReferenceOperation:
                return right is IInstanceReferenceOperation;
            case IFieldReferenceOperation field:
                return right is IFieldReferenceOperation otherField && Equal(field.Field, otherField.Field) && Same(field.Instance, otherField.Instance, facts);
            case IPropertyReferenceOperation property:
                if (right is not IPropertyReferenceOperation otherProperty || !Equal(property.Property, otherProperty.Property) ||
                    property.Arguments.Length != otherProperty.Arguments.Length || !Same(property.Instance, otherProperty.Instance, facts))
                {
                    return false;
                }

                for (var i = 0; i < property.Arguments.Length; i++)
                {
                    if (!Same(property.Arguments[i].Value, otherProperty.Arguments[i].Value, facts))
                    {
                        return false;
                    }
                }

                return true;
            case IArrayElementReferenceOperation element:
                return right is IArrayElementReferenceOperation { Indices.Length: 1 } otherElement && element.Indices.Length == 1 &&
                    Same(element.ArrayReference, otherElement.ArrayReference, facts) && Same(element.Indices[0], otherElement.Indices[0], facts);
            case ILocalReferenceOperation or IParameterReferenceOperation:
                return Equal(Operations.SymbolOf(left), Operations.SymbolOf(right));
            default:
                return false;
        }
    }

    /// <summary>Whether writing the symbol changes what a place names.</summary>
    public static bool DependsOn(IOperation place, ISymbol? written)
    {
        foreach (var part in place.DescendantsAndSelf())
        {
            if (written is not null && Is(part) && Equal(Operations.SymbolOf(part), written))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The names that lead from a root expression to a place: <c>Task</c> for <c>item.Task</c> and root <c>item</c>.</summary>
    public static string PathFrom(IOperation place, Facts facts, out IOperation root)
    {
        var path = "";
        root = TaskSource.Of(place, facts);
        while (true)
        {
            switch (root)
            {
                case IFieldReferenceOperation { Instance: { } owner } field when owner is not IInstanceReferenceOperation:
                    path = Join((field.Field.CorrespondingTupleField ?? field.Field).Name, path);
                    root = TaskSource.Of(owner, facts);
                    continue;
                case IPropertyReferenceOperation { Instance: { } owner, Arguments.Length: 0 } property when owner is not IInstanceReferenceOperation:
                    path = Join(property.Property.Name, path);
                    root = TaskSource.Of(owner, facts);
                    continue;
                default:
                    return path;
            }
        }
    }

    public static string Join(string left, string right) => left.Length == 0 ? right : right.Length == 0 ? left : left + "." + right;

    /// <summary>The elements of a dictionary's values are the values of its elements.</summary>
    public static void Normalize(ref IOperation collection, ref string path)
    {
        if (collection is IPropertyReferenceOperation { Property.Name: "Values", Instance: { } dictionary } && IsDictionary(dictionary.Type))
        {
            collection = Operations.Unconverted(dictionary);
            path = Join("Value", path);
        }
    }

    /// <summary>The collection that a place is an element of: by index, <c>foreach</c>, lambda parameter or operator.</summary>
    public static Element? ElementOf(IOperation place, Completion completion)
    {
        var path = PathFrom(place, completion.Facts, out var root);
        switch (root)
        {
            case ILocalReferenceOperation local when LoopOf(local.Local, completion.Root) is { } loop:
                return new Element(loop.Collection, Join(PartOf(local.Local, loop), path), false);
            case IParameterReferenceOperation { Parameter.Ordinal: 0 } parameter when completion.LambdaOf(parameter) is { } lambda &&
                Loops.CallReceiving(lambda) is { } call && (call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null)) is { } source &&
                (completion.Facts.Loops.PerElementCall(lambda) is not null || IsSequenceOf(Operations.Unconverted(source).Type, parameter.Type)):
                return new Element(source, path, false);
            case IArrayElementReferenceOperation { Indices.Length: 1 } element:
                return new Element(element.ArrayReference, path, path.Length == 0 && IsWinnerIndex(element.Indices[0], element.ArrayReference, completion));
            case IPropertyReferenceOperation { Instance: { } owner, Arguments.Length: 1 } indexer:
                return new Element(owner, IsDictionary(owner.Type) ? Join("Value", path) : path, path.Length == 0 && IsWinnerIndex(indexer.Arguments[0].Value, owner, completion));
            case IInvocationOperation call when TaskSource.IsElementOperator(call):
                return new Element(call.Arguments[0].Value, path, false);
            default:
                return null;
        }
    }

    /// <summary>The expression that a place is a member or element of, at the far end.</summary>
    public static IOperation RootOf(IOperation place, Facts facts)
    {
        while (true)
        {
            PathFrom(place, facts, out var root);
            switch (root)
            {
                case IArrayElementReferenceOperation element:
                    place = element.ArrayReference;
                    continue;
                case IPropertyReferenceOperation { Instance: { } owner, Arguments.Length: > 0 }:
                    place = owner;
                    continue;
                default:
                    return root;
            }
        }
    }

    /// <summary>The <c>foreach</c> that a local is the variable of.</summary>
    public static IForEachLoopOperation? LoopOf(ILocalSymbol local, IOperation root)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            if (operation is IForEachLoopOperation loop && loop.Locals.Contains(local, SymbolEqualityComparer.Default))
            {
                return loop;
            }
        }

        return null;
    }

    // foreach (var (name, task) in …): the part that the local stands for.
    private static string PartOf(ILocalSymbol local, IForEachLoopOperation loop)
    {
        var tuple = loop.LoopControlVariable switch
        {
            IDeclarationExpressionOperation { Expression: ITupleOperation inner } => inner,
            ITupleOperation outer => outer,
            _ => null,
        };
        if (tuple is null)
        {
            return "";
        }

        for (var i = 0; i < tuple.Elements.Length; i++)
        {
            if (DependsOn(tuple.Elements[i], local))
            {
                return IsPair(loop) ? (i == 0 ? "Key" : "Value") : "Item" + (i + 1);
            }
        }

        return "";
    }

    private static bool IsPair(IForEachLoopOperation loop) => IsDictionary(Operations.Unconverted(loop.Collection).Type);

    // tasks[Task.WaitAny(tasks)], the index perhaps kept in a local.
    private static bool IsWinnerIndex(IOperation index, IOperation tasks, Completion completion)
    {
        index = Operations.Unconverted(index);
        if (index is ILocalReferenceOperation local)
        {
            index = Writes.OnlyValue(local.Local, completion.Root) is { } value ? Operations.Unconverted(value) : index;
        }

        return index is IInvocationOperation { Arguments: { Length: > 0 } arguments } call &&
            completion.Facts.Knowledge.Of(call.TargetMethod)?.Value("on") == "any" && Same(arguments[0].Value, tasks, completion.Facts);
    }

    private static bool IsSequenceOf(ITypeSymbol? type, ITypeSymbol? element)
    {
        foreach (var contract in type?.AllInterfaces ?? [])
        {
            if (contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T && Equal(contract.TypeArguments[0], element))
            {
                return true;
            }
        }

        return type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } sequence && Equal(sequence.TypeArguments[0], element);
    }

    private static bool IsDictionary(ITypeSymbol? type) => type is not null && type.Name.EndsWith("Dictionary", StringComparison.Ordinal);

    private static bool Equal(ISymbol? left, ISymbol? right) => SymbolEqualityComparer.Default.Equals(left, right);
}
