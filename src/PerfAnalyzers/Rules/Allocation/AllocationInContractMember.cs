using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Members that collections call for every element make objects each time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class AllocationInContractMember() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4303", Categories.Allocation, DiagnosticSeverity.Warning,
        title: "A member that collections call for every element allocates",
        message: "'{0}' allocates {1} each time it is called; {2}",
        description: "Dictionaries, sets and sorts call GetHashCode, Equals and Compare once or more for every element. What one of them allocates is allocated that often.");

    protected override void Start(RuleContext context)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in context.Facts.Knowledge.MembersOf(ApiEffects.None, "allocates"))
        {
            names.Add(entry.MemberName == WellKnownMemberNames.InstanceConstructorName ? entry.TypeName.Substring(entry.TypeName.LastIndexOf('.') + 1) : entry.MemberName);
        }

        context.On(site => Analyze(site, names), OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.InterpolatedString, OperationKind.Binary, OperationKind.AnonymousFunction);
    }

    private static void Analyze(Site site, HashSet<string> names)
    {
        var operation = site.Operation;
        if (!ContractAllocations.IsNamed(site.ContainingSymbol) || site.Facts.Heat.OfMember(Member(site.ContainingSymbol)) != HeatLevel.Contract || !ContractAllocations.MayBe(operation, names) ||
            operation is IAnonymousFunctionOperation && Searches(operation, site))
        {
            return;
        }

        var allocations = new ContractAllocations(site.Facts, site.Cancellation);
        if (allocations.Of(operation) is not { } found || site.Heat == HeatLevel.Cold || allocations.IsKept(operation) || !allocations.IsFirstOfLine(operation) || Benchmarks.IsProject(site.Facts, site.Cancellation))
        {
            return;
        }

        var shape = AllocationRewrites.ShapeOf(operation, site.Facts);
        site.Report(Rule, ContractAllocations.LocationOf(operation), null, shape is null ? null : FixProperties.Of(shape), Member(site.ContainingSymbol).Name, found.What, found.Way);
    }

    // A lambda that searches a list for each element costs far more than its delegate.
    private static bool Searches(IOperation lambda, Site site)
    {
        foreach (var part in lambda.Descendants())
        {
            if (part is IInvocationOperation && LinearSearches.Of(part, site.Facts) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static ISymbol Member(ISymbol symbol)
    {
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol;
    }
}
