using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A lazy sequence in a local, field, property or parameter is computed again on every pass of a loop.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class DeferredRequery() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5006", Categories.Complexity, DiagnosticSeverity.Warning,
        title: "A lazy sequence is computed again on every pass",
        message: "'{0}' is lazy: '{1}' computes it again for every {2}; {3}",
        description: "A LINQ chain or an iterator holds no elements. Each count, search or loop over it runs all of its filters and selectors once more: n times over n elements is quadratic. Keep its elements in a list before the loop.");

    /// <summary>Fix shape: the declaration keeps the elements.</summary>
    public const string ListShape = "list";

    /// <summary>Fix shape: the same, where the moment of the declaration may matter.</summary>
    public const string ListAnywayShape = "list-anyway";

    /// <summary>Fix shape: a local before the loop keeps the elements of a parameter.</summary>
    public const string LocalShape = "local";

    /// <summary>Fix shape: the same, where the moment may matter.</summary>
    public const string LocalAnywayShape = "local-anyway";

    protected override void Start(RuleContext context) =>
        context.On(static site => Analyze(site), OperationKind.LocalReference, OperationKind.FieldReference, OperationKind.PropertyReference, OperationKind.ParameterReference);

    private static void Analyze(Site site)
    {
        var use = site.Operation;
        if (use.Type is not INamedTypeSymbol { TypeArguments.Length: 1, TypeKind: TypeKind.Interface } || new DeferredSequences(site.Facts, site.Cancellation).Of(use) is not { } found ||
            IsSearch(site, found) || IsReportedBefore(use, found) || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, site.Facts))
        {
            return;
        }

        var name = Operations.SymbolOf(use)!.Name;
        var how = found.Evaluation switch
        {
            IInvocationOperation call => call.TargetMethod.Name,
            IObjectCreationOperation creation => "new " + creation.Type?.Name,
            ISpreadOperation => "..",
            _ => "foreach",
        };
        object?[] arguments = [name, how, found.Loop.Phrase, found.Declarator is null ? "keep its elements in a local before the loop, with 'ToList()'" : "keep its elements, with 'ToList()'"];
        Location[] related = [found.Loop.Location, (found.Declarator?.Syntax ?? found.Value.Syntax).GetLocation()];
        var properties = use is IParameterReferenceOperation parameter ? Parameters.FixOf(site, parameter, found) : FixOf(site, found);
        if (found.IsCertain)
        {
            site.Report(Rule, LocationOf(use), related, properties, arguments);
        }
        else
        {
            site.Suggest(Rule, LocationOf(use), related, properties, arguments);
        }
    }

    // The name, without what it is a member of.
    private static Location LocationOf(IOperation use) => use.Syntax is MemberAccessExpressionSyntax access ? access.Name.GetLocation() : use.Syntax.GetLocation();

    // A search by a key is cured by a set or a dictionary, which holds the elements as well.
    private static bool IsSearch(Site site, RepeatedEvaluation found)
    {
        var operation = found.Evaluation;
        while (operation is IInvocationOperation call && Sequences.IsOperator(call.TargetMethod))
        {
            if (RepeatedSearches.Of(call, site.Facts, site.Cancellation) is not null)
            {
                return true;
            }

            operation = Sequences.Source(call);
        }

        return false;
    }

    // One report for each sequence in a loop.
    private static bool IsReportedBefore(IOperation use, RepeatedEvaluation found)
    {
        foreach (var part in found.Loop.Region.Descendants())
        {
            if (ReferenceEquals(part, use))
            {
                return false;
            }

            if (part.Kind == use.Kind && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(part), Operations.SymbolOf(use)) && part.Syntax.SpanStart < use.Syntax.SpanStart &&
                DeferredSequences.Evaluation(part) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableDictionary<string, string?>? FixOf(Site site, RepeatedEvaluation found)
    {
        if (found.Declarator is not { Syntax: VariableDeclaratorSyntax { Initializer.Value: var initial, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax } declaration } } declarator ||
            found.Value.Type is not INamedTypeSymbol { Name: not "IAsyncEnumerable" } type || Comments.In(initial) || !HasOperators(site) || !AreEvaluations(declarator))
        {
            return null;
        }

        // IOrderedEnumerable<T> sorted = …
        if (!declaration.Type.IsVar && declarator.Symbol.Type.OriginalDefinition.SpecialType != SpecialType.System_Collections_Generic_IEnumerable_T)
        {
            return null;
        }

        return FixProperties.Of(IsSameWhenever(site, found, declarator) && !OneResult.ChangesMembers(type, Operations.Function(declarator)) ? ListShape : ListAnywayShape);
    }

    private static bool HasOperators(Site site) => site.Facts.Type("System.Linq.Enumerable") is not null;

    // A list answers all of them as the sequence does.
    private static bool AreEvaluations(IVariableDeclaratorOperation declarator)
    {
        foreach (var part in Operations.Root(declarator).Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol) &&
                (DeferredSequences.Evaluation(part) is null || Sequences.Next(part) is { TargetMethod.Name: "Reverse" or "AsEnumerable" or "ThenBy" or "ThenByDescending" }))
            {
                return false;
            }
        }

        return true;
    }

    // It looks and does nothing else, ends, and nothing it is made of changes while it is used.
    private static bool IsSameWhenever(Site site, RepeatedEvaluation found, IVariableDeclaratorOperation declarator) =>
        PlainSource(site, found.Value) is { } source && !IsInterrupted(source, declarator) && !LaterChanges.MayChange(found.Value, declarator, site.Facts, site.Cancellation);

    // The collection below a chain of operators that only look; null when there is none.
    private static IOperation? PlainSource(Site site, IOperation value)
    {
        var functions = new PlainFunctions(site.Facts, site.Cancellation);
        var current = value;
        while (current is IInvocationOperation call && Sequences.IsOperator(call.TargetMethod) && Sequences.Source(call) is { } source)
        {
            foreach (var argument in call.Arguments)
            {
                if (argument.Parameter?.Ordinal != 0 && !functions.Is(argument.Value) && !functions.IsValue(argument.Value))
                {
                    return null;
                }
            }

            current = source;
        }

        return current is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.Length: 0 } && IsCollection(current.Type) ? current : null;
    }

    // Others may change what is shared while this waits.
    private static bool IsInterrupted(IOperation source, IOperation declarator)
    {
        if (source is ILocalReferenceOperation or IParameterReferenceOperation)
        {
            return false;
        }

        foreach (var part in Operations.Function(declarator).Descendants())
        {
            if (part is IAwaitOperation or ILockOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCollection(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol)
        {
            return true;
        }

        foreach (var contract in type?.AllInterfaces ?? [])
        {
            if (contract is { Name: "ICollection" or "IReadOnlyCollection", Arity: 1 })
            {
                return true;
            }
        }

        return type is { Name: "ICollection" or "IReadOnlyCollection", ContainingNamespace.Name: "Generic" };
    }
}
