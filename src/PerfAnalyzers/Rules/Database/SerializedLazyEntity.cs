using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>An entity whose navigations are loaded when they are read is serialized, which reads them all.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SerializedLazyEntity() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1302", Categories.Database, DiagnosticSeverity.Warning,
        title: "A serializer reads entities whose navigations are loaded lazily",
        message: "Each '{0}' is serialized with '{1}', which is loaded by a query of its own when it is read, and so is what that leads to; select what the response needs",
        description: "A serializer reads every property. With lazy loading each navigation it reads is a query, and what comes is read, too: one response walks through the tables row by row.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
            context.On(static site => OnReturn(site, (IReturnOperation)site.Operation), OperationKind.Return);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (!Responses.IsSerialized(call.TargetMethod) || Operations.IsInExpressionTree(call))
        {
            return;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.Explicit && Check(site, argument.Value))
            {
                return;
            }
        }
    }

    private static void OnReturn(Site site, IReturnOperation returned)
    {
        if (returned is { Kind: OperationKind.Return, ReturnedValue: { } value } && Responses.IsReturnSerialized(site.Facts, returned, site.ContainingSymbol))
        {
            Check(site, value);
        }
    }

    private static bool Check(Site site, IOperation value)
    {
        value = Operations.Unconverted(value);
        var type = Operations.Awaited(value.Type);
        if ((EntityModel.ElementOf(type) ?? type) is not INamedTypeSymbol { TypeKind: TypeKind.Class } entity || !site.Facts.NavigationReads.IsCandidate(type) || !SourceFiles.Mention(site.Facts.Compilation, "UseLazyLoadingProxies", "ILazyLoader") || RareCode.Is(site) ||
            new RowTrace(site.Facts, site.Cancellation).Of(value) is not { Roots: [{ } root, ..], Parameter: null } rows || LazyEntities.Of(site.Facts, entity, root, rows.Path.Length == 0 ? rows : LoadedRows.None) is not { } navigation)
        {
            return false;
        }

        var location = Locations.OfExpression(value.Syntax);
        if (Locations.IsOneLine(location))
        {
            site.Report(Rule, location, [root.Syntax.GetLocation()], null, entity.Name, navigation.Name);
        }

        return true;
    }
}
