using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Delivery;

/// <summary>Answers that are a file of the web root, which the static file middleware serves to everyone anyway.</summary>
internal static class WebRootFiles
{
    /// <summary>Whether a call answers with such a file, for no other reason than its name.</summary>
    public static bool IsServed(IInvocationOperation call, Site site)
    {
        if (call.TargetMethod.Name is not ("PhysicalFile" or "File") || Operations.Argument(call, 0) is not { Type.SpecialType: SpecialType.System_String } path || !site.Facts.Heat.IsInRequest(call, site.ContainingSymbol) ||
            !IsBelowWebRoot(path, 0) || !(site.Facts.Composition.IsCalled("UseStaticFiles") || site.Facts.Composition.IsCalled("MapStaticAssets") || site.Facts.Composition.IsCalled("UseFileServer")))
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            // A name to save it under needs the action.
            if (argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Name == "fileDownloadName")
            {
                return false;
            }
        }

        return !IsGuarded(site) && !LooksAround(call);
    }

    private static bool IsBelowWebRoot(IOperation path, int depth)
    {
        path = Operations.Unconverted(path);
        switch (path)
        {
            case ILocalReferenceOperation local when depth == 0:
                return LocalValues.Around(local).Of(local.Local) is [{ Value: { } value }] && IsBelowWebRoot(value, 1);
            case IInvocationOperation { TargetMethod: { Name: "Combine" or "Join", ContainingType.Name: "Path" }, Arguments: [{ Value: { } first }, ..] }:
                return Operations.Unconverted(first) is IPropertyReferenceOperation { Property.Name: "WebRootPath" } ||
                    Operations.Unconverted(first) is IArrayCreationOperation { Initializer.ElementValues: [var element, ..] } && Operations.Unconverted(element) is IPropertyReferenceOperation { Property.Name: "WebRootPath" };
            default:
                return false;
        }
    }

    private static bool IsGuarded(Site site)
    {
        for (var symbol = site.ContainingSymbol; symbol is IMethodSymbol or INamedTypeSymbol; symbol = symbol is INamedTypeSymbol type ? type.BaseType : symbol.ContainingSymbol)
        {
            foreach (var attribute in symbol.GetAttributes())
            {
                if (attribute.AttributeClass is { } name && (name.Name.Contains("Authorize") || name.Name.Contains("Permission") || name.Name.Contains("Policy")))
                {
                    return true;
                }
            }
        }

        return site.Facts.Composition.Mentions("FallbackPolicy") || site.Facts.Composition.Mentions("SetFallbackPolicy") || site.Facts.Composition.IsCalled("RequireAuthorization");
    }

    // Who asks, what is there, which one of several: an action's work. A page of a single-page application is a fallback.
    private static bool LooksAround(IInvocationOperation call)
    {
        foreach (var operation in Operations.Root(call).Descendants())
        {
            switch (operation)
            {
                case IPropertyReferenceOperation { Property.Name: "User" or "Session" or "Headers" or "Cookies" }:
                case ICoalesceOperation or ISwitchOperation or ISwitchExpressionOperation or IAwaitOperation:
                case ILiteralOperation { ConstantValue: { HasValue: true, Value: string text } } when text.EndsWith(".html", StringComparison.OrdinalIgnoreCase) || text.EndsWith(".htm", StringComparison.OrdinalIgnoreCase):
                    return true;
            }
        }

        return false;
    }
}
