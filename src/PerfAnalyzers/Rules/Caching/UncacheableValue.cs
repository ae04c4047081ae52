using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Caching;

/// <summary>Values that are not fit to be kept for others, and cached values that one caller changes for all.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UncacheableValue() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3104", Categories.Caching, DiagnosticSeverity.Warning,
        title: "What a cache keeps for all callers is not fit to be kept or shared",
        message: "'{0}' {1}; {2}",
        description: "A cache gives all callers the same object. A query or lazy sequence is computed again by each of them, what belongs to a request or is disposed fails later, and what one caller changes is changed for all.");

    /// <summary>Fix shapes.</summary>
    public const string ListShape = "list", UntrackedShape = "untracked";

    protected override void Start(RuleContext context)
    {
        var names = context.Facts.Knowledge.NamesWith("cache");
        context.On(site => Analyze(site, names), OperationKind.Invocation);
    }

    private static void Analyze(Site site, HashSet<string> names)
    {
        var call = (IInvocationOperation)site.Operation;
        if (!CacheUse.MayBe(call, names) || CacheUse.Of(call, site.Facts) is not { } use || Operations.IsInExpressionTree(call))
        {
            return;
        }

        if (CachedMutations.Of(use, site) is { } changed && KeyFaults.Of(use, site) is null)
        {
            site.Report(Rule, Locations.OfCall(call), [changed.Syntax.GetLocation()], null, call.TargetMethod.Name, $"gives all callers the same object, and '{TextOf(changed)}' changes it for them", "change a copy");
            return;
        }

        if (ValueFaults.Of(use, site) is not { } fault || KeyFaults.Of(use, site) is not null)
        {
            return;
        }

        var name = call.TargetMethod.Name;
        Location[] related = [fault.Value.Syntax.GetLocation()];
        if (fault.IsCertain)
        {
            site.Report(Rule, Locations.OfCall(call), related, FixOf(fault, use, site), name, "keeps " + fault.What, fault.WayOut);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(call), related, FixOf(fault, use, site), name, "keeps " + fault.What, fault.WayOut);
        }
    }

    private static string TextOf(IOperation operation) => Locations.ShortText(operation.Syntax) ?? (operation is IInvocationOperation call ? call.TargetMethod.Name : "an assignment");

    private static ImmutableDictionary<string, string?>? FixOf(ValueFault fault, CacheUse use, Site site)
    {
        var syntax = fault.Value.Syntax;
        if (!use.Call.Syntax.Span.Contains(syntax.Span) && fault.Remedy == ValueRemedy.Materialize || syntax.SyntaxTree != use.Call.Syntax.SyntaxTree)
        {
            return null;
        }

        var end = new TextSpan(syntax.Span.End, 0);
        switch (fault.Remedy)
        {
            case ValueRemedy.Untrack when syntax is NameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax:
                return Importing(new PlannedEdits().Replace(end, ".AsNoTracking()"), fault.Value, "AsNoTracking", "Microsoft.EntityFrameworkCore").ToProperties(UntrackedShape);
            case ValueRemedy.Materialize when syntax is NameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax && TakesList(fault.Value, use):
                // Rows of a database are awaited where that is possible.
                var isAwaited = site.Facts.Queries.IsQueryable(fault.Value.Type) && site.Facts.Entities.IsUsed && use.Act == CacheAct.Fill && use.Lambda is { Symbol.IsAsync: true };
                return isAwaited
                    ? Importing(new PlannedEdits().Wrap(syntax.Span, "await ", ".ToListAsync()"), fault.Value, "ToListAsync", "Microsoft.EntityFrameworkCore").ToProperties(ListShape)
                    : Importing(new PlannedEdits().Replace(end, ".ToList()"), fault.Value, "ToList", "System.Linq").ToProperties(ListShape);
            default:
                return null;
        }
    }

    private static PlannedEdits Importing(PlannedEdits edits, IOperation value, string method, string space) =>
        value.SemanticModel?.LookupSymbols(value.Syntax.SpanStart, value.Type, method, includeReducedExtensionMethods: true).IsEmpty == false ? edits : edits.Import(space);

    // What is written for the type of the value has room for a list, and nobody takes the result for what it was.
    private static bool TakesList(IOperation value, CacheUse use)
    {
        if (use.Call.TargetMethod.TypeArguments is not [var item])
        {
            return false;
        }

        if (IsWritten(use.Call))
        {
            return item.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T;
        }

        if (use.Lambda is not null && !ReferenceEquals(Only(use.Lambda), value))
        {
            return false;
        }

        var result = Operations.Outcome(use.Call) ?? use.Call;
        return result.Parent switch
        {
            IExpressionStatementOperation => true,
            IForEachLoopOperation => true,
            IReturnOperation { ReturnedValue: { Type: { } returned } } => returned.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T,
            _ => false,
        };
    }

    private static IOperation? Only(IAnonymousFunctionOperation lambda)
    {
        IOperation? only = null;
        foreach (var result in CacheUse.Results(lambda))
        {
            if (only is not null)
            {
                return null;
            }

            only = Sequences.Bare(result);
        }

        return only;
    }

    private static bool IsWritten(IInvocationOperation call) => call.Syntax is InvocationExpressionSyntax { Expression: GenericNameSyntax or MemberAccessExpressionSyntax { Name: GenericNameSyntax } or MemberBindingExpressionSyntax { Name: GenericNameSyntax } };
}
