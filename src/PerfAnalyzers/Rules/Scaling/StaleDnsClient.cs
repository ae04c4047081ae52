using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Scaling;

/// <summary>An HTTP client lives as long as the process and keeps its connections: it never learns that a name has a new address.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class StaleDnsClient() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6105", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "An HTTP client keeps its connections for ever",
        message: "{0}",
        description: "A name is looked up when a connection is opened. A client that lives as long as the process keeps its connections: after a failover or a scale-out it goes on talking to the old machine, and new ones get nothing.");

    /// <summary>Fix shape: the connections are given a lifetime.</summary>
    public const string LifetimeShape = "lifetime";

    private const string Handler = "System.Net.Http.SocketsHttpHandler";
    private const string Lifetime = "PooledConnectionLifetime";

    private const string StaticText = "This client lives as long as the process and keeps its connections: it stays with the addresses it found first, whatever DNS says later; give its handler a 'PooledConnectionLifetime'";

    protected override void Start(RuleContext context)
    {
        var facts = context.Facts;
        if (facts.Type(Handler) is not { } handler || handler.GetMembers(Lifetime).IsEmpty || facts.Type("Microsoft.AspNetCore.Components.WebAssembly.Hosting.WebAssemblyHostBuilder") is not null)
        {
            return;
        }

        context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
        if (facts.Type("Microsoft.Extensions.DependencyInjection.IHttpClientBuilder") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is not { Name: "HttpClient", ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "Net" } } || KeptIn(creation, site) is not { } kept ||
            !LivesOn(kept, site.Facts) || HandlerOf(creation, out var handler) is false || IsLocal(creation))
        {
            return;
        }

        var isHosted = site.Facts.Type("Microsoft.Extensions.Hosting.IHostedService") is not null;
        if (!isHosted && site.Facts.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication)
        {
            return;
        }

        var fix = FixOf(creation, handler, site);
        if (isHosted)
        {
            site.Report(Rule, Locations.OfCall(creation), null, fix, StaticText);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(creation), null, fix, StaticText);
        }
    }

    // The field or property that is given it, directly or by a Lazy.
    private static ISymbol? KeptIn(IObjectCreationOperation creation, Site site)
    {
        var value = (IOperation)creation;
        if (Operations.Function(creation) is IAnonymousFunctionOperation lambda)
        {
            if (Operations.Consumer(creation) is not IReturnOperation)
            {
                return null;
            }

            value = lambda;
            while (value.Parent is IDelegateCreationOperation or IConversionOperation)
            {
                value = value.Parent;
            }

            if (value.Parent is not IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "Lazy" } lazy })
            {
                return null;
            }

            value = lazy;
        }

        return Operations.Consumer(value) switch
        {
            IFieldInitializerOperation { InitializedFields: [var field] } => field,
            IPropertyInitializerOperation { InitializedProperties: [var property] } => property,
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } when site.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.StaticConstructor or MethodKind.Constructor } => field,
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property } } when site.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.StaticConstructor or MethodKind.Constructor } => property,
            _ => null,
        };
    }

    private static bool LivesOn(ISymbol kept, Facts facts) => kept.IsStatic
        ? !Operations.IsThreadStatic(kept)
        : kept is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null } && facts.Registrations.IsSingleton(kept.ContainingType);

    // False when the handler is not made here, or has a lifetime.
    private static bool HandlerOf(IObjectCreationOperation client, out IObjectCreationOperation? handler)
    {
        handler = null;
        if (client.Arguments.Length == 0)
        {
            return true;
        }

        if (Operations.Unconverted(client.Arguments[0].Value) is not IObjectCreationOperation { Type: { Name: "SocketsHttpHandler" or "HttpClientHandler", ContainingNamespace.Name: "Http" } } made || made.Arguments.Length > 0)
        {
            return false;
        }

        foreach (var part in made.Initializer?.Initializers ?? [])
        {
            if (part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: Lifetime or "ConnectCallback" } })
            {
                return false;
            }
        }

        handler = made;
        return true;
    }

    // new HttpClient { BaseAddress = new Uri("http://localhost:5000") }
    private static bool IsLocal(IObjectCreationOperation client)
    {
        foreach (var part in client.Initializer?.Initializers ?? [])
        {
            if (part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "BaseAddress" }, Value: var address })
            {
                foreach (var text in address.DescendantsAndSelf())
                {
                    if (text.ConstantValue is { HasValue: true, Value: string uri } && (uri.Contains("localhost") || uri.Contains("127.0.0.1") || uri.Contains("[::1]")))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static ImmutableDictionary<string, string?>? FixOf(IObjectCreationOperation creation, IObjectCreationOperation? handler, Site site)
    {
        if (NamesInScope.At(creation, Handler, site.Facts) is not { } name || NamesInScope.At(creation, "System.TimeSpan", site.Facts) is not { } time || creation.Syntax is not BaseObjectCreationExpressionSyntax syntax)
        {
            return null;
        }

        var handlerName = name.Import is null ? name.Name : "global::" + Handler;
        var setting = $"{Lifetime} = {(time.Import is null ? time.Name : "System.TimeSpan")}.FromMinutes(2)";
        if (handler is null)
        {
            var made = $"new {handlerName} {{ {setting} }}";
            return syntax switch
            {
                { ArgumentList: { Arguments.Count: 0 } list } when !Comments.In(list) => new PlannedEdits().Replace(list.Span, $"({made})").ToProperties(LifetimeShape),
                ObjectCreationExpressionSyntax { ArgumentList: null, Type: var type } => new PlannedEdits().Replace(new TextSpan(type.Span.End, 0), $"({made})").ToProperties(LifetimeShape),
                _ => null,
            };
        }

        return handler.Type?.Name == "SocketsHttpHandler" && handler.Syntax is BaseObjectCreationExpressionSyntax own ? InitializerEdits.Add(own, setting)?.ToProperties(LifetimeShape) :
            handler is { Initializer: null, Syntax: ObjectCreationExpressionSyntax plain } && !Comments.In(plain) ? new PlannedEdits().Replace(plain.Span, $"new {handlerName} {{ {setting} }}").ToProperties(LifetimeShape) : null;
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        switch (call.TargetMethod.Name)
        {
            case "SetHandlerLifetime" when call.TargetMethod.ContainingNamespace.Name == "DependencyInjection" && call.Arguments.Length > 1:
                OnLifetime(site, call);
                break;
            case "AddSingleton" or "TryAddSingleton" or "AddHostedService" when call.TargetMethod is { IsExtensionMethod: true, IsGenericMethod: true }:
                OnSingleton(site, call, call.TargetMethod.TypeArguments[call.TargetMethod.TypeArguments.Length - 1]);
                break;
        }
    }

    // SetHandlerLifetime(Timeout.InfiniteTimeSpan)
    private static void OnLifetime(Site site, IInvocationOperation call)
    {
        var code = call.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? call.Syntax;
        if (TimeSpans.Milliseconds(call.Arguments[1].Value) is not -1 || BlockingCalls.Mentions(code, Lifetime) || BlockingCalls.Mentions(code, "UseSocketsHttpHandler") || BlockingCalls.Mentions(code, "ConfigurePrimaryHttpMessageHandler"))
        {
            return;
        }

        var fix = call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { OperatorToken: var dot } } && NamesInScope.At(call, Handler, site.Facts) is { } name && NamesInScope.At(call, "System.TimeSpan", site.Facts) is { } time
            ? new PlannedEdits().Replace(new TextSpan(call.Syntax.Span.End, 0), $"{LineBefore(dot)}.ConfigurePrimaryHttpMessageHandler(() => new {(name.Import is null ? name.Name : Handler)} {{ {Lifetime} = {(time.Import is null ? time.Name : "System.TimeSpan")}.FromMinutes(2) }})").ToProperties(LifetimeShape)
            : null;
        site.Report(Rule, Locations.OfCall(call), null, fix, "A handler that is never renewed keeps its connections, and with them the addresses it found first; give the primary handler a 'PooledConnectionLifetime'");
    }

    // The line break and indentation of a chain that is written on several lines.
    private static string LineBefore(SyntaxToken dot)
    {
        var text = dot.SyntaxTree!.GetText();
        var line = text.Lines.GetLineFromPosition(dot.SpanStart);
        var before = text.ToString(TextSpan.FromBounds(line.Start, dot.SpanStart));
        return before.Trim().Length == 0 ? text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) + before : "";
    }

    // AddSingleton<Prices>() where Prices(PriceClient client), and AddHttpClient<PriceClient>()
    private static void OnSingleton(Site site, IInvocationOperation call, ITypeSymbol implementation)
    {
        if (implementation is not INamedTypeSymbol { TypeKind: TypeKind.Class } type)
        {
            return;
        }

        if (site.Facts.TypedClients.Has(type) && !HasFactory(call))
        {
            site.Report(Rule, Locations.OfCall(call), null, null, $"'{type.Name}' is a typed client, made to be short-lived: as a singleton it keeps its handler, and with it the addresses it found first; leave it to 'AddHttpClient', or give its handler a 'PooledConnectionLifetime'");
            return;
        }

        if (HasFactory(call))
        {
            return;
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var parameter in constructor.Parameters)
            {
                if (constructor.DeclaredAccessibility == Accessibility.Public && site.Facts.TypedClients.Has(parameter.Type))
                {
                    site.Report(Rule, Locations.OfCall(call), null, null, $"'{type.Name}' lives as long as the process and keeps the typed client '{parameter.Type.Name}', whose handler is then never renewed; take an 'IHttpClientFactory', or give the handler a 'PooledConnectionLifetime'");
                    return;
                }
            }
        }
    }

    private static bool HasFactory(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { Ordinal: > 0 } && argument.ArgumentKind == ArgumentKind.Explicit)
            {
                return true;
            }
        }

        return false;
    }
}
