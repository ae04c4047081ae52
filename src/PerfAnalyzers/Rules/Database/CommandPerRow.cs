using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class CommandPerRow() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1004", Categories.Database, DiagnosticSeverity.Warning,
        title: "Rows are written one command at a time",
        message: "'{0}' sends a command for every {1}{2}: {3}",
        description: "Each command waits for the database, and without a transaction each one commits by itself. A statement for many rows, a batch or a bulk copy writes all rows with a few round trips.");

    private static readonly string[] s_statements = ["sql", "command", "statement", "script", "query", "text"];

    protected override void Start(RuleContext context)
    {
        if (context.Facts.UsesDatabase)
        {
            context.On(static site => Analyze(site), OperationKind.Invocation, OperationKind.MethodReference);
        }
    }

    private static void Analyze(Site site)
    {
        if (site.Facts.PerElement.MayBe(site.Operation, site.Cancellation) && !RareCode.Is(site) &&
            site.Facts.PerElement.Of(site.Operation, ApiEffects.RowCommand, site.Cancellation) is { } found)
        {
            AnalyzeLoop(site, found);
        }
        else if (site.Operation is IInvocationOperation { TargetMethod: { Name: "Execute" or "ExecuteAsync", ContainingType.Name: "SqlMapper" } } call)
        {
            AnalyzeList(site, call);
        }
    }

    private static void AnalyzeLoop(Site site, ElementRoundTrip found)
    {
        var call = found.Operation as IInvocationOperation;
        var isDirect = found.Path.Length == 1;
        var isSql = !isDirect || call is null || IsSql(call);
        if (isDirect && call is not null && (call.TargetMethod.ContainingType?.Name == "DbBatch" || isSql && IsOtherStatement(call, found.Loop, site.Facts)) ||
            !isDirect && call is not null && IsGivenStatement(call, found.Loop, site) ||
            SaveGuards.BodyOf(found.Loop) is { } body && (SaveGuards.HasEffects(body) || SaveGuards.IsErrorPath(found.Operation, body)))
        {
            return;
        }

        var transaction = call is null ? Transaction.Unknown : isDirect ? TransactionOf(call) : TransactionOf(call, site);
        if (transaction == Transaction.InProcess)
        {
            return;
        }

        object?[] arguments =
        [
            found.Path[0],
            found.Loop.Phrase,
            isDirect ? "" : $" ({string.Join(" -> ", found.Path)})",
            transaction switch
            {
                _ when !isSql => "a round trip each; write all with one call that takes many",
                Transaction.Open => "a round trip each; write many rows per statement, or use a batch or a bulk copy",
                Transaction.None => "a round trip and a commit each; use one transaction, and a batch or one statement for many rows",
                _ => "a round trip each, and a commit each outside a transaction; use a batch or one statement for many rows",
            },
        ];
        if (transaction == Transaction.None && isSql && found.IsProven && !Operations.IsCaught(found.Operation, found.Loop.Region))
        {
            site.Report(Rule, Locations.OfCall(site.Operation), found.Sites, null, arguments);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(site.Operation), found.Sites, null, arguments);
        }
    }

    // Dapper, ADO.NET, raw SQL of a context: what has a text and a transaction. Document stores have neither.
    private static bool IsSql(IInvocationOperation call) =>
        call.TargetMethod.ContainingType?.Name is "SqlMapper" or "RelationalDatabaseFacadeExtensions" or "Database" || call.Instance is { } command && RoundTrips.IsCommand(command.Type);

    // connection.Execute(sql, rows): Dapper runs the statement once per row.
    private static void AnalyzeList(Site site, IInvocationOperation call)
    {
        if (ListOf(call) is not { } rows || TransactionOf(call) is not (Transaction.None or Transaction.Unknown) || site.Facts.Loops.IsFew(rows, ElementGuards.FewElements, site.Cancellation) ||
            RoundTrips.TextOf(call) is not { } text || !IsWrite(text) || RareCode.Is(site))
        {
            return;
        }

        for (var loop = site.Facts.Loops.Around(call); loop is not null; loop = site.Facts.Loops.Around(loop.Owner))
        {
            if (loop.Source is { } source && ElementGuards.IsBatchSource(source))
            {
                return;
            }
        }

        var phrase = Locations.ShortText(rows.Syntax) is { } name ? $"element of '{name}'" : "element of the sequence";
        site.Suggest(Rule, Locations.OfCall(call), null, null, call.TargetMethod.Name, phrase, "", "a round trip and a commit each; pass a transaction, or write many rows per statement");
    }

    private static IOperation? ListOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument is { Parameter.Name: "param", ArgumentKind: ArgumentKind.Explicit })
            {
                var value = Operations.Unconverted(argument.Value);
                return ElementGuards.IsCollection(value.Type) && !IsParameters(value.Type!) ? value : null;
            }
        }

        return null;
    }

    // A dictionary of names and values is one set of parameters.
    private static bool IsParameters(ITypeSymbol type)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (contract is { Name: "IEnumerable", TypeArguments: { Length: 1 } arguments } && arguments[0] is INamedTypeSymbol { Name: "KeyValuePair" } ||
                contract.Name is "IDynamicParameters")
            {
                return true;
            }
        }

        return false;
    }

    // Scripts and DDL, and texts that are another statement on every pass.
    private static bool IsOtherStatement(IInvocationOperation call, Repetition loop, Facts facts)
    {
        if (RoundTrips.TextOf(call) is not { } text)
        {
            return false;
        }

        return SqlText.IsKnown(text) ? !SqlText.Writes(text) : new Flow(facts).Of(text, loop) == Variation.Varies;
    }

    // Run(statement): the helper is handed another statement on every pass.
    private static bool IsGivenStatement(IInvocationOperation call, Repetition loop, Site site)
    {
        var flow = new Flow(site.Facts);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { Type.SpecialType: SpecialType.System_String } parameter && IsStatementName(parameter.Name) && flow.Of(argument.Value, loop) == Variation.Varies)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsStatementName(string name)
    {
        foreach (var part in s_statements)
        {
            if (name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWrite(IOperation text) => !SqlText.IsKnown(text) || SqlText.Writes(text);
}
