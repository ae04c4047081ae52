using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RoundTripPerElement() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1001", Categories.Database, DiagnosticSeverity.Warning,
        title: "A query runs once per element",
        message: "'{0}' {1} for every {2}{3}: 1 + N round trips; {4}",
        description: "Each pass waits for the database. One query for all keys before the loop, kept in a dictionary, makes the number of round trips independent of the number of elements.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.UsesDatabase)
        {
            context.Facts.Summaries.Prepare();
            context.On(
                static site => Analyze(site),
                OperationKind.Invocation, OperationKind.Loop, OperationKind.ObjectCreation, OperationKind.PropertyReference, OperationKind.MethodReference, OperationKind.Spread,
                OperationKind.Conversion, OperationKind.Binary, OperationKind.Unary);
        }

        // The ports of an application layer know no database.
        context.On(static site => AnalyzeLookup(site), OperationKind.Invocation, OperationKind.MethodReference);
    }

    private static void AnalyzeLookup(Site site)
    {
        if (site.Facts.RepositoryLookups.Around(site.Operation, site.Cancellation) is not { } loop || RareCode.Is(site))
        {
            return;
        }

        var method = Operations.SymbolOf(site.Operation)!;
        site.Suggest(
            Rule, Locations.OfCall(site.Operation), [loop.Location], null,
            method.ContainingType.Name + "." + method.Name, "likely runs a query", loop.Phrase, " (its implementation is not in this project)", "a method that takes all keys needs one query");
    }

    private static void Analyze(Site site)
    {
        if (site.Operation is IConversionOperation { OperatorMethod: null } or IBinaryOperation { OperatorMethod: null } or IUnaryOperation { OperatorMethod: null })
        {
            return;
        }

        if (!site.Facts.PerElement.MayBe(site.Operation, site.Cancellation) || RareCode.Is(site) ||
            site.Facts.PerElement.Of(site.Operation, ApiEffects.Query | ApiEffects.Command, site.Cancellation) is not { } found)
        {
            return;
        }

        var location = site.Operation switch
        {
            IForEachLoopOperation loop => Locations.OfExpression(loop.Collection.Syntax),
            IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation { Property.IsIndexer: false } or IMethodReferenceOperation => Locations.OfCall(site.Operation),
            var operation => OnOneLine(operation.Syntax),
        };
        var isQuery = (found.Effects & ApiEffects.Query) != 0;
        object?[] arguments =
        [
            found.Path[0],
            isQuery ? "runs a query" : "executes a command",
            found.Loop.Phrase,
            found.Path.Length > 1 ? $" ({string.Join(" -> ", found.Path)})" : "",
            isQuery ? "fetch what all elements need with one query before the loop" : "change all rows with one command",
        ];

        var fix = KeyBatch.Of(found.Operation, found.Loop, site.Facts, site.Cancellation) is null ? null : FixProperties.Of(KeyBatch.Shape);

        // Commands with other values for every row have no single form; a query always has one.
        if (found.IsProven && isQuery && !SelectedPasses.Has(found.Operation, found.Loop, site.Facts))
        {
            site.Report(Rule, location, found.Sites, fix, arguments);
        }
        else
        {
            site.Suggest(Rule, location, found.Sites, fix, arguments);
        }
    }

    private static Location OnOneLine(Microsoft.CodeAnalysis.SyntaxNode syntax) =>
        Locations.OfExpression(syntax) is var location && Locations.IsOneLine(location) ? location : syntax.GetFirstToken().GetLocation();
}
