using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>Cookies and tokens are protected with keys that the process forgets.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EphemeralDataProtection() : PerfRule(Rule)
{
    private const string Provider = "Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6004", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "Data is protected with keys that only this process has",
        message: "'{0}' makes keys that end with the process: every restart signs all users out, and no other instance reads its cookies and tokens; persist the keys where all instances find them ('PersistKeysTo…')",
        description: "The ephemeral provider keeps its keys in memory. What it has protected (authentication and session cookies, antiforgery tokens, links in mails) cannot be read after a restart or by a second instance. It is made for tests and samples.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type(Provider) is null)
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod is { Name: "UseEphemeralDataProtectionProvider", ContainingNamespace: { Name: "DataProtection", ContainingNamespace.Name: "AspNetCore" } })
        {
            Judge(site, call, isRegistered: true, "UseEphemeralDataProtectionProvider");
        }
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is { Name: "EphemeralDataProtectionProvider" } type && SymbolEqualityComparer.Default.Equals(type, site.Facts.Type(Provider)) && !IsDesignTime(site.ContainingSymbol.ContainingType))
        {
            Judge(site, creation, IsRegistered(creation), "EphemeralDataProtectionProvider");
        }
    }

    // In other places it may protect what does not leave the process.
    private static void Judge(Site site, IOperation operation, bool isRegistered, string name)
    {
        var condition = CompositionConditions.Of(operation);
        if (condition == CompositionCondition.Development || IsDebugOnly(operation.Syntax) || IsMeantForTests(site.ContainingSymbol))
        {
            return;
        }

        var location = operation.Syntax is ImplicitObjectCreationExpressionSyntax target ? target.NewKeyword.GetLocation() : Locations.OfCall(operation);
        if (isRegistered && condition == CompositionCondition.Always)
        {
            site.Report(Rule, location, null, null, name);
        }
        else
        {
            site.Suggest(Rule, location, null, null, name);
        }
    }

    private static bool IsRegistered(IOperation creation)
    {
        for (var current = creation.Parent; current is not null; current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod: { Name: var name } } call && name.IndexOf("Add", StringComparison.Ordinal) >= 0 &&
                Operations.Receiver(call) is { } receiver && Operations.Unconverted(receiver).Type is { Name: "IServiceCollection" or "ServiceCollection" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDesignTime(INamedTypeSymbol? type)
    {
        foreach (var contract in type?.AllInterfaces ?? [])
        {
            if (contract.Name == "IDesignTimeDbContextFactory")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMeantForTests(ISymbol member)
    {
        for (var current = member; current is not null and not INamespaceSymbol; current = current.ContainingSymbol)
        {
            if (current.Name.IndexOf("Test", StringComparison.Ordinal) >= 0 || current.Name.IndexOf("Fake", StringComparison.Ordinal) >= 0 || current.Name.IndexOf("Mock", StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // #if DEBUG
    private static bool IsDebugOnly(SyntaxNode code)
    {
        var root = code.SyntaxTree.GetRoot();
        if (!root.ContainsDirectives)
        {
            return false;
        }

        var open = new Stack<bool>();
        for (var directive = root.GetFirstDirective(); directive is not null && directive.SpanStart < code.SpanStart; directive = directive.GetNextDirective())
        {
            switch (directive)
            {
                case IfDirectiveTriviaSyntax begin:
                    open.Push(begin.Condition is IdentifierNameSyntax { Identifier.ValueText: "DEBUG" });
                    break;
                case ElseDirectiveTriviaSyntax or ElifDirectiveTriviaSyntax when open.Count > 0:
                    open.Pop();
                    open.Push(false);
                    break;
                case EndIfDirectiveTriviaSyntax when open.Count > 0:
                    open.Pop();
                    break;
            }
        }

        return open.Contains(true);
    }
}
