using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>SQL text with values in it: every value is another statement, which the database parses and plans anew.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class SqlTextVaries() : PerfRule(Rule)
{
    /// <summary>Fix shape: the method of EF Core that makes parameters of what is interpolated.</summary>
    public const string InterpolatedShape = "interpolated";

    /// <summary>Fix shape: an anonymous object with the values, for Dapper.</summary>
    public const string ObjectShape = "object";

    /// <summary>Key of the method to call instead.</summary>
    public const string MethodKey = "method";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1201", Categories.Database, DiagnosticSeverity.Warning,
        title: "SQL text holds values instead of parameters",
        message: "The value of '{0}' becomes part of the SQL text, so that each value is another statement to parse and plan; pass it as a parameter",
        description: "Databases and Entity Framework Core keep plans by the text of a statement. With values in it no plan is used twice, and the plans that are kept push out others.");

    protected override void Start(RuleContext context)
    {
        if (!context.Facts.UsesDatabase)
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnAssignment(site, (ISimpleAssignmentOperation)site.Operation), OperationKind.SimpleAssignment);
        context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (!IsRaw(call.TargetMethod) && !IsDapper(call.TargetMethod) || TextOf(call) is not { } text)
        {
            return;
        }

        Judge(site, text, Locations.OfCall(call), call);
    }

    // command.CommandText = $"…"
    private static void OnAssignment(Site site, ISimpleAssignmentOperation assignment)
    {
        if (assignment is { Target: IPropertyReferenceOperation { Property.Name: "CommandText", Instance: { } command } target } && RoundTrips.IsCommand(command.Type))
        {
            Judge(site, assignment.Value, Locations.OfCall(target), null);
        }
    }

    // new SqlCommand($"…", connection)
    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Arguments.Length > 0 && creation.Arguments[0].Value.Type?.SpecialType == SpecialType.System_String && RoundTrips.IsCommand(creation.Type))
        {
            Judge(site, creation.Arguments[0].Value, Locations.OfCall(creation), null);
        }
    }

    private static void Judge(Site site, IOperation text, Location location, IInvocationOperation? call)
    {
        if (Operations.Unconverted(text) is ILiteralOperation || Pieces.Of(text) is not { } pieces || pieces.Value() is not { } value || RareCode.Is(site) ||
            call is not null && new WorseFaults(site.Facts, site.Cancellation).IsAskedTooOften(call, site.ContainingSymbol) || call is null && site.Facts.Loops.Around(site.Operation) is not null)
        {
            return;
        }

        var properties = call is null ? null : FixFor(call, text);
        site.Report(Rule, Locations.IsOneLine(location) ? location : Locations.OfCall(site.Operation), [value.Syntax.GetLocation()], properties, Locations.ShortText(value.Syntax) ?? "a local");
    }

    private static IOperation? TextOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { Type.SpecialType: SpecialType.System_String, Name: "sql" or "commandText" or "query" })
            {
                return argument.Value;
            }
        }

        return null;
    }

    private static bool IsRaw(IMethodSymbol method) =>
        method.Name is "FromSqlRaw" or "ExecuteSqlRaw" or "ExecuteSqlRawAsync" or "SqlQueryRaw" && method.ContainingNamespace is { Name: "EntityFrameworkCore" };

    private static bool IsDapper(IMethodSymbol method) => method.ContainingType is { Name: "SqlMapper", ContainingNamespace.Name: "Dapper" };
}
