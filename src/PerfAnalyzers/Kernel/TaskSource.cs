using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What expressions made of tasks are made from.</summary>
internal static class TaskSource
{
    /// <summary>The task below conversions, <c>ConfigureAwait</c>, <c>AsTask</c>, <c>WaitAsync</c>, <c>GetAwaiter</c> and <c>?.</c>.</summary>
    public static IOperation Of(IOperation value, Facts facts)
    {
        while (true)
        {
            value = Operations.Unconverted(value);
            switch (value)
            {
                case IInvocationOperation call when facts.Knowledge.Of(call.TargetMethod)?.Value("same") == "receiver" && Operations.Receiver(call) is { } receiver:
                    value = receiver;
                    continue;
                case IConditionalAccessInstanceOperation when Operations.AccessedBy(value) is { } accessed:
                    value = accessed;
                    continue;
                default:
                    return value;
            }
        }
    }

    /// <summary>The elements a collection is written with; null when it is not, or some come from elsewhere.</summary>
    public static ImmutableArray<IOperation>? Elements(IOperation collection)
    {
        switch (Operations.Unconverted(collection))
        {
            case IArrayCreationOperation { Initializer: { } initializer }:
                return initializer.ElementValues;
            case ICollectionExpressionOperation expression:
                foreach (var element in expression.Elements)
                {
                    if (element is ISpreadOperation)
                    {
                        return null;
                    }
                }

                return expression.Elements;
            case IObjectCreationOperation { Initializer: { } added, Arguments.Length: 0 }:
                var elements = ImmutableArray.CreateBuilder<IOperation>();
                foreach (var member in added.Initializers)
                {
                    if (member is not IInvocationOperation { Arguments: { Length: 1 } arguments })
                    {
                        return null;
                    }

                    elements.Add(arguments[0].Value);
                }

                return elements.ToImmutable();
            default:
                return null;
        }
    }

    /// <summary>A <c>Select</c>: its source, and the members its lambda reads; null members when it computes something else.</summary>
    public static (IOperation Source, string? Path)? ProjectionOf(IInvocationOperation call)
    {
        if (call.TargetMethod.Name != "Select" || !IsLinq(call) || call.Arguments.Length < 2)
        {
            return null;
        }

        string? path = null;
        if (LambdaOf(call.Arguments[1].Value) is { } lambda && BodyOf(lambda) is { } body && lambda.Symbol.Parameters.Length > 0)
        {
            path = PathOf(body, lambda.Symbol.Parameters[0]);
        }

        return (call.Arguments[0].Value, path);
    }

    /// <summary>The source of a call that returns (some of) its source's elements in another order or container.</summary>
    public static IOperation? PassedThrough(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("Where" or "TakeWhile" or "SkipWhile" or "Take" or "Skip" or "TakeLast" or "SkipLast" or "Reverse" or "OfType" or "Cast" or
            "ToList" or "ToArray" or "ToHashSet" or "AsEnumerable" or "AsParallel" or "AsReadOnly" or "ToImmutableArray" or "ToImmutableList" or "Distinct" or "DefaultIfEmpty" or
            "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending"))
        {
            return null;
        }

        return call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
    }

    /// <summary>Whether a call returns one element of its first argument.</summary>
    public static bool IsElementOperator(IInvocationOperation call) =>
        call.Arguments.Length > 0 && IsLinq(call) && call.TargetMethod.Name is
            "First" or "FirstOrDefault" or "Last" or "LastOrDefault" or "Single" or "SingleOrDefault" or "ElementAt" or "ElementAtOrDefault";

    /// <summary>Whether enumerating the sequence starts its tasks, each time again.</summary>
    public static bool IsDeferred(IOperation sequence) => Operations.Unconverted(sequence) switch
    {
        ITranslatedQueryOperation query => IsDeferred(query.Operation),
        IInvocationOperation call when ProjectionOf(call) is { } projection => projection.Path is null || IsDeferred(projection.Source),
        IInvocationOperation call when call.TargetMethod.Name.StartsWith("To", StringComparison.Ordinal) => false,
        IInvocationOperation call when PassedThrough(call) is { } source => IsDeferred(source),
        _ => false,
    };

    public static IAnonymousFunctionOperation? LambdaOf(IOperation argument) => Operations.Unconverted(argument) switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
        _ => null,
    };

    /// <summary>The only value a lambda returns.</summary>
    public static IOperation? BodyOf(IAnonymousFunctionOperation lambda) =>
        lambda.Body is { Operations: { Length: > 0 } statements } && statements[0] is IReturnOperation { ReturnedValue: { } value } ? value : null;

    /// <summary>The members that lead from a lambda's parameter to a value; null when it is made otherwise.</summary>
    public static string? PathOf(IOperation value, IParameterSymbol parameter)
    {
        var path = "";
        value = Operations.Unconverted(value);
        while (true)
        {
            switch (value)
            {
                case IParameterReferenceOperation reference:
                    return SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter) ? path : null;
                case IFieldReferenceOperation { Instance: { } owner } field:
                    path = Place.Join((field.Field.CorrespondingTupleField ?? field.Field).Name, path);
                    value = Operations.Unconverted(owner);
                    continue;
                case IPropertyReferenceOperation { Instance: { } owner, Arguments.Length: 0 } property:
                    path = Place.Join(property.Property.Name, path);
                    value = Operations.Unconverted(owner);
                    continue;
                default:
                    return null;
            }
        }
    }

    private static bool IsLinq(IInvocationOperation call) => call.TargetMethod.ContainingType is { Name: "Enumerable" or "Queryable" or "ParallelEnumerable", ContainingNamespace.Name: "Linq" };
}
