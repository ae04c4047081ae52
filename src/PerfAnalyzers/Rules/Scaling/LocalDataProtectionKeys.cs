using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>Several instances protect cookies and tokens, each with keys of its own.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LocalDataProtectionKeys() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6003", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "Each instance has keys of its own for cookies and tokens",
        message: "{0}; {1}",
        description: "Without a place to persist them, every machine and container makes its own keys for authentication and session cookies, antiforgery tokens and protected links. What one instance has protected the others cannot read.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.DataProtection.IDataProtectionProvider") is null)
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("AddDataProtection" or "AddCookie" or "AddIdentity" or "AddDefaultIdentity" or "AddIdentityCookies" or "PersistKeysToFileSystem") ||
            call.TargetMethod.ContainingNamespace is not { Name: "DependencyInjection" or "DataProtection" } || site.Facts.IsOwn(call.TargetMethod) ||
            site.Facts.Deployment.ScaleOutOf(call.Syntax.SyntaxTree) != ScaleOut.Declared || CompositionConditions.Of(call) == CompositionCondition.Development)
        {
            return;
        }

        if (call.TargetMethod.Name == "PersistKeysToFileSystem")
        {
            if (call.Arguments.Length > 1 && IsLocalPath(call.Arguments[1].Value))
            {
                site.Suggest(Rule, Locations.OfCall(call), null, null, "'PersistKeysToFileSystem' keeps the keys in a folder of this machine: other instances have keys of their own", "name a folder that all instances share");
            }

            return;
        }

        if (!IsLocal(site.Facts, call.Syntax.SyntaxTree))
        {
            return;
        }

        if (call.TargetMethod.Name == "AddDataProtection")
        {
            site.Report(Rule, Locations.OfCall(call), null, null, "'AddDataProtection' keeps the keys on this machine: cookies and tokens of one instance are unreadable for the others", "persist them where all instances find them ('PersistKeysTo…')");
        }
        else if (!site.Facts.Composition.IsCalled("AddDataProtection") && IsFirst(site, call))
        {
            site.Report(Rule, Locations.OfCall(call), null, null, $"Cookies of '{call.TargetMethod.Name}' are protected with keys that each instance makes for itself: users signed in at one are unknown to the others", "add 'AddDataProtection().PersistKeysTo…' with a place that all instances share");
        }
    }

    private static bool IsLocal(Facts facts, SyntaxTree tree)
    {
        var composition = facts.Composition;
        if (!composition.Lacks(CompositionPart.Services, tree, "PersistKeysToFileSystem", "PersistKeysToStackExchangeRedis", "PersistKeysToDbContext", "PersistKeysToRegistry", "PersistKeysToAzureBlobStorage", "UseEphemeralDataProtectionProvider") ||
            composition.Mentions("XmlRepository") || composition.Mentions("IXmlRepository") || composition.Mentions("EphemeralDataProtectionProvider"))
        {
            return false;
        }

        foreach (var call in composition.Calls)
        {
            if (call.Name.StartsWith("PersistKeysTo", StringComparison.Ordinal))
            {
                return false;
            }
        }

        foreach (var reference in facts.Compilation.ReferencedAssemblyNames)
        {
            // Packages that persist keys; the framework's own parts do not.
            if (reference.Name.IndexOf("DataProtection", StringComparison.Ordinal) >= 0 &&
                reference.Name is not ("Microsoft.AspNetCore.DataProtection" or "Microsoft.AspNetCore.DataProtection.Abstractions" or "Microsoft.AspNetCore.DataProtection.Extensions"))
            {
                return false;
            }
        }

        return true;
    }

    // One report for the application, where the first cookies are added.
    private static bool IsFirst(Site site, IInvocationOperation call)
    {
        var (tree, position) = (call.Syntax.SyntaxTree, Locations.OfCall(call).SourceSpan.Start);
        SyntaxTree? first = null;
        foreach (var other in site.Facts.Composition.Calls)
        {
            if (other.Condition == CompositionCondition.Development || other.Name is not ("AddCookie" or "AddIdentity" or "AddDefaultIdentity" or "AddIdentityCookies"))
            {
                continue;
            }

            first ??= other.Operation.Syntax.SyntaxTree;
            if (first != tree || other.Operation.Syntax.SyntaxTree == tree && Locations.OfCall(other.Operation).SourceSpan.Start < position)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLocalPath(IOperation folder)
    {
        folder = Operations.Unconverted(folder);
        if (folder is not IObjectCreationOperation { Arguments: [var path] })
        {
            return false;
        }

        if (path.Value.ConstantValue is { HasValue: true, Value: string text })
        {
            return text.Length > 0 && text[0] is not ('/' or '\\') && text.IndexOf(':') < 0 || text.StartsWith("/tmp", StringComparison.Ordinal);
        }

        foreach (var part in path.Value.DescendantsAndSelf())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: "GetTempPath" or "GetCurrentDirectory", ContainingNamespace.Name: "IO" } } or IPropertyReferenceOperation { Property.Name: "BaseDirectory" or "ContentRootPath" or "WebRootPath" })
            {
                return true;
            }
        }

        return false;
    }
}
