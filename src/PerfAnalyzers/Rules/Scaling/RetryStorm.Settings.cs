using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <content>Settings of libraries: jitter, and the time-out of a client.</content>
internal sealed partial class RetryStorm
{
    private static readonly string[] s_longLived = ["Stream", "Poll", "Watch", "Event", "Download", "Upload", "Sse", "Subscri", "Listen", "Proxy", "Forward", "Tail", "Follow"];

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is not { Name: "RetryStrategyOptions", ContainingNamespace: { Name: "Retry", ContainingNamespace.Name: "Polly" } })
        {
            return;
        }

        ISimpleAssignmentOperation? jitter = null;
        foreach (var setting in creation.Initializer?.Initializers ?? [])
        {
            if (setting is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value } assignment)
            {
                switch (name)
                {
                    case "UseJitter" when value.ConstantValue is { HasValue: true, Value: false }:
                        jitter = assignment;
                        break;
                    case "UseJitter" or "DelayGenerator":
                    case "MaxRetryAttempts" when value.ConstantValue is { HasValue: true, Value: 0 }:
                        return;
                }
            }
        }

        if (jitter is null && IsSetLater(creation))
        {
            return;
        }

        site.Suggest(Rule, Locations.OfCall(creation), null, FixOf(creation, jitter), "Without jitter all clients that failed together try again together, after the same delays; set 'UseJitter = true'");
    }

    private static bool IsSetLater(IObjectCreationOperation creation)
    {
        foreach (var part in Operations.Root(creation).Descendants())
        {
            if (part is IPropertyReferenceOperation { Property.Name: "UseJitter" or "DelayGenerator", Instance: not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } })
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableDictionary<string, string?>? FixOf(IObjectCreationOperation creation, ISimpleAssignmentOperation? jitter)
    {
        if (jitter is not null)
        {
            return new PlannedEdits().Replace(jitter.Value.Syntax.Span, "true").ToProperties(JitterShape);
        }

        return creation.Syntax is BaseObjectCreationExpressionSyntax syntax ? InitializerEdits.Add(syntax, "UseJitter = true")?.ToProperties(JitterShape) : null;
    }

    private static void OnAssignment(Site site, ISimpleAssignmentOperation assignment)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: { Name: "Timeout", ContainingType: { Name: "HttpClient", ContainingNamespace.Name: "Http" } } } || TimeSpans.Milliseconds(assignment.Value) is not -1 ||
            assignment.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member || IsLongLived(site.ContainingSymbol) || MentionsTimeout(member.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? member))
        {
            return;
        }

        site.Suggest(Rule, Locations.OfExpression(assignment.Value.Syntax), null, null, "A call that is never answered waits for ever, with its connection and whatever waits for it; keep a time-out, or cancel each call after a time");
    }

    private static bool IsLongLived(ISymbol? symbol)
    {
        for (; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            foreach (var word in s_longLived)
            {
                if (symbol.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Each call has its own, or a resilience handler that has one.
    private static bool MentionsTimeout(SyntaxNode code)
    {
        foreach (var token in code.DescendantTokens())
        {
            if (token.ValueText is "CancelAfter" or "CancellationTokenSource" or "AddStandardResilienceHandler" or "AddResilienceHandler" or "AddPolicyHandler" or "AddStandardHedgingHandler" or "WaitAsync" or "ResponseHeadersRead" or "GetStreamAsync" or "TimeoutHandler")
            {
                return true;
            }
        }

        return IsLongText(code);
    }

    private static bool IsLongText(SyntaxNode code)
    {
        foreach (var token in code.DescendantTokens())
        {
            if (token.ValueText.IndexOf("longpoll", StringComparison.OrdinalIgnoreCase) >= 0 || token.ValueText.IndexOf("event-stream", StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
