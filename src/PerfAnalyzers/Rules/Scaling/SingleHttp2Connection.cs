using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>All calls of a gRPC channel share one connection: a handler of one's own does not open further ones.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SingleHttp2Connection() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6106", Categories.Scaling, DiagnosticSeverity.Info,
        title: "A gRPC channel with a handler of its own stays on one connection",
        message: "This handler keeps to one HTTP/2 connection: when its streams are taken, 100 as a rule, calls wait in line; set 'EnableMultipleHttp2Connections = true', as the channel's own handler has it",
        description: "A server allows so many calls at once on an HTTP/2 connection, usually 100. The handler that a gRPC channel makes for itself opens further connections, one that is given to it does not unless it is told to.");

    /// <summary>Fix shape: the setting is added, or changed.</summary>
    public const string SettingShape = "setting";

    private const string Setting = "EnableMultipleHttp2Connections";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Net.Http.SocketsHttpHandler") is not { } handler || handler.GetMembers(Setting).IsEmpty ||
            context.Facts.Type("Grpc.Net.Client.GrpcChannelOptions") is null && context.Facts.Type("Microsoft.Extensions.DependencyInjection.GrpcClientServiceExtensions") is null)
        {
            return;
        }

        context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
    }

    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (creation.Type is not { Name: "SocketsHttpHandler", ContainingNamespace.Name: "Http" } || !ServesGrpc(creation, creation, 0))
        {
            return;
        }

        ISimpleAssignmentOperation? off = null;
        foreach (var part in creation.Initializer?.Initializers ?? [])
        {
            if (part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: Setting } } assignment)
            {
                if (assignment.Value.ConstantValue is not { HasValue: true, Value: false })
                {
                    return;
                }

                off = assignment;
            }
        }

        if (off is null && IsSetLater(creation) || IsOfShortLivedChannel(site, creation))
        {
            return;
        }

        var fix = off is not null ? new PlannedEdits().Replace(off.Value.Syntax.Span, "true")
            : creation.Syntax is BaseObjectCreationExpressionSyntax syntax ? InitializerEdits.Add(syntax, Setting + " = true") : null;
        site.Report(Rule, Locations.OfCall(creation), null, fix?.ToProperties(SettingShape));
    }

    // new GrpcChannelOptions { HttpHandler = … }, options.HttpHandler = …, AddGrpcClient<T>(…).ConfigurePrimaryHttpMessageHandler(() => …), and what wraps it.
    private static bool ServesGrpc(IOperation value, IOperation creation, int depth)
    {
        switch (Operations.Consumer(value))
        {
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "HttpHandler" or "HttpClient", ContainingType.Name: "GrpcChannelOptions" } } }:
                return true;
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "InnerHandler" }, Parent: IObjectOrCollectionInitializerOperation { Parent: { } wrapper } }:
                return ServesGrpc(wrapper, creation, depth + 1);
            case IArgumentOperation { Parent: IObjectCreationOperation wrapper } when wrapper.Type is { Name: "GrpcWebHandler" or "HttpClient" }:
                return ServesGrpc(wrapper, creation, depth + 1);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } when depth < 3:
                foreach (var part in Operations.Root(creation).Descendants())
                {
                    if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol) && ServesGrpc(reference, creation, depth + 1))
                    {
                        return true;
                    }
                }

                return false;
            case IReturnOperation returned when Operations.Function(returned) is IAnonymousFunctionOperation lambda:
                return Loops.CallReceiving(lambda) is { TargetMethod.Name: "ConfigurePrimaryHttpMessageHandler" } call && IsGrpcBuilder(Operations.Receiver(call));
            default:
                return false;
        }
    }

    // That the channel is built for each call is told of the same line, and weighs more.
    private static bool IsOfShortLivedChannel(Site site, IObjectCreationOperation creation)
    {
        for (var parent = creation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IInvocationOperation { TargetMethod: { Name: "ForAddress", ContainingType.Name: "GrpcChannel" } method } channel)
            {
                return Locations.LineOf(channel) == Locations.LineOf(creation) && site.Facts.Knowledge.Of(method) is { } known && ShortLivedClients.Of(site, channel, known) is not null;
            }
        }

        return false;
    }

    private static bool IsGrpcBuilder(IOperation? builder)
    {
        for (var current = builder; current is not null;)
        {
            current = Operations.Unconverted(current);
            if (current is ILocalReferenceOperation local)
            {
                current = Writes.OnlyValue(local.Local, Operations.Root(local));
                continue;
            }

            if (current is not IInvocationOperation call)
            {
                return false;
            }

            if (call.TargetMethod.Name is "AddGrpcClient" or "AddCodeFirstGrpcClient")
            {
                return true;
            }

            current = Operations.Receiver(call);
        }

        return false;
    }

    private static bool IsSetLater(IObjectCreationOperation creation)
    {
        foreach (var part in Operations.Root(creation).Descendants())
        {
            if (part is IPropertyReferenceOperation { Property.Name: Setting, Instance: ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation })
            {
                return true;
            }
        }

        return false;
    }
}
