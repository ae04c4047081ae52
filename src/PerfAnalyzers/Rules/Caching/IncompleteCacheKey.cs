using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>Keys that are equal where the values are not, and keys that are never equal.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class IncompleteCacheKey() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3103", Categories.Caching, DiagnosticSeverity.Warning,
        title: "A cache key does not tell the values apart that are stored under it",
        message: "The key of '{0}' {1}; {2}",
        description: "A key that misses what the value depends on answers one caller with the value of another. A key that is compared by reference is never found again: each call loads, and adds an entry.");

    private const string IntoKey = "make it part of the key";

    protected override void Start(RuleContext context)
    {
        var names = context.Facts.Knowledge.NamesWith("cache");
        context.On(site => Analyze(site, names), OperationKind.Invocation);
    }

    private static void Analyze(Site site, HashSet<string> names)
    {
        var call = (IInvocationOperation)site.Operation;
        if (!CacheUse.MayBe(call, names) || CacheUse.Of(call, site.Facts) is not { } use || Operations.IsInExpressionTree(call) || !IsShared(use))
        {
            return;
        }

        if (KeyForm.Fault(use, site) is { } form)
        {
            Report(site, use, form.Where, form.What, form.WayOut, form.IsCertain);
            return;
        }

        if (use.Act is not (CacheAct.Fill or CacheAct.Set) || Values(use, site) is not { Count: > 0 } values || RareCode.Is(site))
        {
            return;
        }

        var key = new ValueSources(site.Facts, site.Cancellation).Add(use.Key);
        if (key.IsUnclear || IsGiven(key))
        {
            return;
        }

        var value = ValueSources.Beyond(key, site.Facts, site.Cancellation);
        foreach (var part in values)
        {
            value.Add(part);
        }

        foreach (var read in value.Reads)
        {
            if (read.Key is IParameterSymbol parameter && !key.Has(parameter) && IsArgument(parameter, use) && KindOf(parameter, use, site.Facts) is { } isCertain && !IsChosen(parameter, use) &&
                !IsIncidental(read.Value, use) && (use.Act == CacheAct.Fill || IsLoaded(read.Value, site.Facts)))
            {
                Report(site, use, read.Value, $"does not say '{parameter.Name}', on which the value depends: who asks with another one is given this value", IntoKey, isCertain && use.Store != CacheStore.Own);
                return;
            }
        }

        if (Ambient(key, value, use) is { } state)
        {
            Report(site, use, state, $"does not say which {s_kinds[KindOfState(state)!.Value].Noun} the value is for ('{state.Syntax}'): others are given it, too", IntoKey, isCertain: true);
            return;
        }

        if (MissingProperty(key, value, use, site) is { } property)
        {
            Report(site, use, property, $"does not say '{property.Syntax}', on which the value depends: who asks with another one is given this value", IntoKey, isCertain: false);
            return;
        }

        if (use.Store != CacheStore.Dictionary)
        {
            foreach (var type in value.TypeParameters)
            {
                if (type is ITypeParameterSymbol { DeclaringMethod: { } method } && !key.TypeParameters.Contains(type) && !key.CallsUnknown && use.Act == CacheAct.Fill && IsAround(method, use.Call))
                {
                    Report(site, use, null, $"does not say '{type.Name}', on which the value depends: who asks for another type is given this value", $"put 'typeof({type.Name})' into the key", isCertain: false);
                    return;
                }
            }
        }
    }

    private static void Report(Site site, CacheUse use, IOperation? where, string what, string wayOut, bool isCertain)
    {
        Location[] related = where is null ? [] : [where.Syntax.GetLocation()];
        if (isCertain)
        {
            site.Report(Rule, Locations.OfCall(use.Call), related, null, use.Call.TargetMethod.Name, what, wayOut);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(use.Call), related, null, use.Call.TargetMethod.Name, what, wayOut);
        }
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

    private static bool IsAround(IMethodSymbol function, IOperation operation)
    {
        foreach (var declaration in function.DeclaringSyntaxReferences)
        {
            if (declaration.SyntaxTree == operation.Syntax.SyntaxTree && declaration.Span.Contains(operation.Syntax.Span))
            {
                return true;
            }
        }

        return false;
    }
}
