using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Monitoring;

/// <summary>Every request's and response's body is buffered and written to the log.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BodyLogging() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF8004", Categories.Monitoring, DiagnosticSeverity.Warning,
        title: "Bodies of all requests are logged",
        message: "'{0}' copies the body of every {1} into a buffer, decodes it and writes it to the log; log properties and headers, and bodies behind 'IsDevelopment()' or for single endpoints",
        description: "HTTP logging that includes bodies reads up to 32 KB of each request and response, makes text of it and hands it to every log provider. It also keeps what users sent.");

    /// <summary>Fix shape: the flags without bodies.</summary>
    public const string HeadersShape = "headers";

    private const string FieldsName = "Microsoft.AspNetCore.HttpLogging.HttpLoggingFields";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type(FieldsName) is null)
        {
            return;
        }

        context.On(static site => OnAssignment(site, (IAssignmentOperation)site.Operation), OperationKind.SimpleAssignment, OperationKind.CompoundAssignment);
    }

    private static void OnAssignment(Site site, IAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: { Name: "LoggingFields", ContainingType: { Name: "HttpLoggingOptions", ContainingNamespace.Name: "HttpLogging" } } } ||
            assignment is ICompoundAssignmentOperation { OperatorKind: not BinaryOperatorKind.Or } || Bits(assignment.Value) is not { } value || site.Facts.Type(FieldsName) is not { } fields)
        {
            return;
        }

        var request = BitsOf(fields, "RequestBody");
        var response = BitsOf(fields, "ResponseBody");
        var bodies = request | response;
        if ((value & bodies) == 0 || DevelopmentOnly.Is(assignment))
        {
            return;
        }

        var what = (value & request) == 0 ? "response" : (value & response) == 0 ? "request" : "request and response";
        site.Report(Rule, Locations.OfExpression(assignment.Value.Syntax), null, FixOf(assignment.Value, value & ~bodies, bodies, fields), Locations.ShortText(assignment.Value.Syntax) ?? "LoggingFields", what);
    }

    private static ImmutableDictionary<string, string?>? FixOf(IOperation value, long left, long bodies, INamedTypeSymbol fields)
    {
        if (left == 0 || Comments.In(value.Syntax) || PrefixOf(value.Syntax) is not { } prefix)
        {
            return null;
        }

        // The largest groups first: RequestPropertiesAndHeaders, not its six parts.
        var names = new List<string>();
        while (left != 0)
        {
            IFieldSymbol? best = null;
            long most = 0;
            foreach (var member in fields.GetMembers())
            {
                if (member is IFieldSymbol { HasConstantValue: true, ConstantValue: { } constant } field && Convert.ToInt64(constant, System.Globalization.CultureInfo.InvariantCulture) is var bits and not 0 && (bits & ~left) == 0 && (bits & bodies) == 0 && CountOf(bits) > CountOf(most))
                {
                    (best, most) = (field, bits);
                }
            }

            if (best is null)
            {
                return null;
            }

            names.Add($"{prefix}.{best.Name}");
            left &= ~most;
        }

        names.Sort(StringComparer.Ordinal);
        return new PlannedEdits().Replace(value.Syntax.Span, string.Join(" | ", names)).ToProperties(HeadersShape);
    }

    // HttpLoggingFields of HttpLoggingFields.All | HttpLoggingFields.Duration
    private static string? PrefixOf(SyntaxNode value) => value switch
    {
        MemberAccessExpressionSyntax access => access.Expression.ToString(),
        BinaryExpressionSyntax both => PrefixOf(both.Left),
        ParenthesizedExpressionSyntax inner => PrefixOf(inner.Expression),
        _ => null,
    };

    private static long? Bits(IOperation value) =>
        value.ConstantValue is { HasValue: true, Value: { } constant } ? Convert.ToInt64(constant, System.Globalization.CultureInfo.InvariantCulture) : null;

    private static long BitsOf(INamedTypeSymbol fields, string name)
    {
        foreach (var member in fields.GetMembers(name))
        {
            if (member is IFieldSymbol { HasConstantValue: true, ConstantValue: { } constant })
            {
                return Convert.ToInt64(constant, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }

    private static int CountOf(long bits)
    {
        var count = 0;
        for (; bits != 0; bits &= bits - 1)
        {
            count++;
        }

        return count;
    }
}
