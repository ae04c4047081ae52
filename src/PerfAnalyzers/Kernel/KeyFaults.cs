using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What is wrong with the key of a cache.</summary>
/// <param name="Where">The part of the key that is, or where the value reads what the key misses; null where there is no such place.</param>
/// <param name="What">What it does: behind "The key of 'Get'".</param>
/// <param name="WayOut">What to do.</param>
/// <param name="IsCertain">False where it is likely.</param>
internal readonly record struct KeyFault(IOperation? Where, string What, string WayOut, bool IsCertain);

/// <summary>Keys of caches that are equal where the values are not, and keys that are never equal.</summary>
internal static partial class KeyFaults
{
    private const string IntoKey = "make it part of the key";

    /// <summary>What is wrong with the key that a call gives a cache; null when nothing is seen to be.</summary>
    public static KeyFault? Of(CacheUse use, Site site)
    {
        if (Operations.IsInExpressionTree(use.Call) || !IsShared(use))
        {
            return null;
        }

        if (KeyForm.Fault(use, site) is { } form)
        {
            return form;
        }

        if (use.Act is not (CacheAct.Fill or CacheAct.Set) || Values(use, site) is not { Count: > 0 } values || RareCode.Is(site))
        {
            return null;
        }

        var key = new ValueSources(site.Facts, site.Cancellation).Add(use.Key);
        if (key.IsUnclear || IsGiven(key))
        {
            return null;
        }

        var value = ValueSources.Beyond(key, use.Call, site.Facts, site.Cancellation);
        foreach (var part in values)
        {
            value.Add(part);
        }

        foreach (var read in value.Reads)
        {
            if (read.Key is IParameterSymbol parameter && !key.Has(parameter) && IsArgument(parameter, use) && KindOf(parameter, use, site.Facts) is { } isCertain && !IsChosen(parameter, use) &&
                !IsIncidental(read.Value, use) && (use.Act == CacheAct.Fill || IsLoaded(read.Value, site.Facts)))
            {
                return new KeyFault(read.Value, $"does not say '{parameter.Name}', on which the value depends: who asks with another one is given this value", IntoKey, isCertain && use.Store != CacheStore.Own);
            }
        }

        if (Ambient(key, value, use) is { } state)
        {
            return new KeyFault(state, $"does not say which {s_kinds[KindOfState(state)!.Value].Noun} the value is for ('{state.Syntax}'): others are given it, too", IntoKey, true);
        }

        if (MissingProperty(key, value, use, site) is { } property)
        {
            return new KeyFault(property, $"does not say '{property.Syntax}', on which the value depends: who asks with another one is given this value", IntoKey, false);
        }

        if (use.Store != CacheStore.Dictionary)
        {
            foreach (var type in value.TypeParameters)
            {
                if (type is ITypeParameterSymbol { DeclaringMethod: { } method } && !key.TypeParameters.Contains(type) && !key.CallsUnknown && use.Act == CacheAct.Fill && Operations.Encloses(method, use.Call.Syntax))
                {
                    return new KeyFault(null, $"does not say '{type.Name}', on which the value depends: who asks for another type is given this value", $"put 'typeof({type.Name})' into the key", false);
                }
            }
        }

        return null;
    }

    // A dictionary that a method makes or is handed serves its one purpose.
    private static bool IsShared(CacheUse use) => Operations.Receiver(use.Call) is { } cache &&
        (use.Store is not (CacheStore.Dictionary or CacheStore.Own) || Operations.Unconverted(cache) is IFieldReferenceOperation or IPropertyReferenceOperation || use.Store == CacheStore.Own && Operations.Unconverted(cache) is IParameterReferenceOperation);

    // What makes the value; of an entry that is set, only where it is set on a miss.
    private static List<IOperation> Values(CacheUse use, Site site)
    {
        var values = new List<IOperation>();
        if (use.Act == CacheAct.Set)
        {
            if (use.Value is { } value && Operations.Unconverted(value) is not IParameterReferenceOperation && site.Facts.MemoGuards.Guard(use.Call, Operations.Function(use.Call)) && IsAskedFor(use, site))
            {
                values.Add(value);
            }

            return values;
        }

        if (use.State is { } state)
        {
            values.Add(state);
        }

        if (use.Lambda is { } lambda)
        {
            AddBody(lambda, values);
        }
        else if (use.Factory is { } factory)
        {
            values.Add(factory);
        }

        return values;
    }

    // All of a factory, but for what it does with the entry.
    private static void AddBody(IAnonymousFunctionOperation lambda, List<IOperation> values)
    {
        foreach (var statement in lambda.Body.Operations)
        {
            if (!SetsEntry(statement, lambda))
            {
                values.Add(statement);
            }
        }
    }

    private static bool SetsEntry(IOperation statement, IAnonymousFunctionOperation lambda)
    {
        if (statement is not IExpressionStatementOperation { Operation: var operation })
        {
            return false;
        }

        var target = operation switch
        {
            IAssignmentOperation { Target: IPropertyReferenceOperation { Instance: { } owner } } => owner,
            IInvocationOperation call => Operations.Receiver(call),
            _ => null,
        };
        while (target is IInvocationOperation inner)
        {
            target = Operations.Receiver(inner);
        }

        return target is not null && Operations.Unconverted(target) is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, lambda.Symbol);
    }

    private static bool IsAskedFor(CacheUse use, Site site)
    {
        foreach (var part in Operations.Function(use.Call).Descendants())
        {
            if (part is IInvocationOperation other && !ReferenceEquals(other, use.Call) && other.Syntax.SpanStart < use.Call.Syntax.SpanStart && CacheUse.Of(other, site.Facts) is { Act: CacheAct.Get } get && CacheUse.IsSame(get.Key, use.Key))
            {
                return true;
            }
        }

        return false;
    }

    // The caller has built the key, or a request is the key.
    private static bool IsGiven(ValueSources key)
    {
        foreach (var read in key.Reads)
        {
            var type = (read.Key as IParameterSymbol)?.Type ?? (read.Key as IPropertySymbol)?.Type ?? (read.Key as ILocalSymbol)?.Type ?? (read.Key as IFieldSymbol)?.Type;
            if (type?.Name is "HttpRequest" or "HttpRequestMessage" || read.Key is IParameterSymbol parameter && (parameter.Name.IndexOf("key", StringComparison.OrdinalIgnoreCase) >= 0 || parameter.Type.Name.IndexOf("Key", StringComparison.Ordinal) >= 0))
            {
                return true;
            }
        }

        return false;
    }
}
