using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class BlockingCallInAsync() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2002", Categories.Async, DiagnosticSeverity.Warning,
        title: "A call blocks a thread in async code",
        message: "'{0}' holds the thread of an async function while it waits{1}; {2}",
        description: "A blocked thread-pool thread serves nobody. Code that is async already can await the asynchronous twin of the call and give its thread back while the disk, the network or the database works.");

    /// <summary>Keys of the fix's shapes.</summary>
    public const string CallShape = "call", FormShape = "form", EachShape = "each";

    /// <summary>What the fix writes: the twin's name, or all of the callee; an argument to add; the namespace it needs.</summary>
    public const string NameKey = "name", CalleeKey = "callee", ArgumentKey = "argument", ImportKey = "import";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Threading.Tasks.Task") is null || Benchmarks.IsProject(context.Facts, default))
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnProperty(site, (IPropertyReferenceOperation)site.Operation), OperationKind.PropertyReference);
        if (context.Facts.Type(AsyncTwins.QueryExtensions) is not null)
        {
            context.On(static site => OnLoop(site), OperationKind.Loop);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (!AwaitPlaces.IsInAsyncFunction(call, site.ContainingSymbol))
        {
            OnParallel(site, call);
            return;
        }

        var blocking = site.Facts.BlockingCalls.Of(call, site.Cancellation);
        if (blocking == Blocking.Yes || (blocking == Blocking.Perhaps && !site.Facts.IsOwn(call.TargetMethod)))
        {
            OnKnown(site, call, blocking);
        }
        else if (site.Facts.BlockingCalls.WithinHelper(call.TargetMethod, site.Cancellation) is { } inner)
        {
            OnHelper(site, call, inner);
        }
    }

    private static void OnKnown(Site site, IInvocationOperation call, Blocking blocking)
    {
        var known = site.Facts.Knowledge.Of(call.TargetMethod);
        var name = site.Facts.AsyncTwins.NameOf(call.TargetMethod);
        if (IsQuiet(site, call, name) || (name is not null && known?.Value("once") == "yes" && BlockingCalls.Mentions(Operations.Function(call).Syntax, name)))
        {
            return;
        }

        var hasTwin = known?.Value("twin") != "none";
        var twin = hasTwin ? site.Facts.AsyncTwins.Of(call, AsyncTwins.TokenAt(call, site.ContainingSymbol), blocking == Blocking.Yes) : null;
        if ((hasTwin && twin is null) || new WorseFaults(site.Facts, site.Cancellation).Has(call, site.ContainingSymbol))
        {
            return;
        }

        var way = twin is not null ? $"await '{twin.Name}'" : known?.Value("way") ?? "wait for it asynchronously";
        Report(site, blocking == Blocking.Yes, Locations.OfCall(call), FixOf(twin, call, site), call.TargetMethod.Name, "", way);
    }

    // Parallel.ForEach(files, f => File.ReadAllText(f)) holds the caller and every thread it uses.
    private static void OnParallel(Site site, IInvocationOperation call)
    {
        if (Operations.Function(call) is not IAnonymousFunctionOperation lambda || Loops.CallReceiving(lambda) is not { TargetMethod: var loop } parallel || !IsParallelLoop(loop) ||
            !AwaitPlaces.IsInAsyncFunction(parallel, site.ContainingSymbol) || site.Facts.BlockingCalls.Of(call, site.Cancellation) != Blocking.Yes)
        {
            return;
        }

        var name = site.Facts.AsyncTwins.NameOf(call.TargetMethod);
        if (name is null || site.Facts.AsyncTwins.Of(call, null, isKnown: true) is not { } twin || IsQuiet(site, call, name) || IsQuiet(site, parallel, null) || new WorseFaults(site.Facts, site.Cancellation).Has(call, site.ContainingSymbol))
        {
            return;
        }

        Report(site, true, Locations.OfCall(call), null, call.TargetMethod.Name, $" in 'Parallel.{loop.Name}'", $"await '{twin.Name}' in 'Parallel.{loop.Name}Async'");
    }

    private static bool IsParallelLoop(IMethodSymbol method) =>
        method is { Name: "For" or "ForEach", ContainingType: { Name: "Parallel", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } } type } &&
        type.GetMembers(method.Name + "Async").Length > 0;

    private static void OnHelper(Site site, IInvocationOperation call, string inner)
    {
        var method = call.TargetMethod;
        var name = site.Facts.AsyncTwins.NameOf(method);
        if (IsQuiet(site, call, name) || BlockingCalls.Mentions(Operations.Function(call).Syntax, inner + "Async") || new WorseFaults(site.Facts, site.Cancellation).Has(call, site.ContainingSymbol))
        {
            return;
        }

        var twin = site.Facts.AsyncTwins.Of(call, AsyncTwins.TokenAt(call, site.ContainingSymbol), isKnown: false);
        var isOwn = method.MethodKind == MethodKind.LocalFunction || SymbolEqualityComparer.Default.Equals(method.ContainingType.OriginalDefinition, site.ContainingSymbol.ContainingType?.OriginalDefinition);
        var way = twin is not null ? $"await '{twin.Name}'" : $"make '{method.Name}' async and await it";
        Report(site, isOwn, Locations.OfCall(call), FixOf(twin, call, site), method.Name, $" in '{inner}'", way);
    }

    private static void OnProperty(Site site, IPropertyReferenceOperation property)
    {
        if (site.Facts.Knowledge.Of(property.Property)?.Value("twin") is not { } twin || twin is "none" or "keep" || !AwaitPlaces.IsInAsyncFunction(property, site.ContainingSymbol) || property.Instance is null)
        {
            return;
        }

        var name = twin.Substring(twin.LastIndexOf('.') + 1);
        var isTarget = property.Parent is IAssignmentOperation assignment && ReferenceEquals(assignment.Target, property);
        if (isTarget || IsQuiet(site, property, name) || BlockingCalls.Mentions(Operations.Function(property).Syntax, name) || HasReadForm(site, property) || IsReadBefore(property))
        {
            return;
        }

        var fix = AwaitPlaces.IsLegal(property) && property.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax
            ? FixProperties.Of(FormShape).Add(NameKey, name).Add(ArgumentKey, AsyncTwins.TokenAt(property, site.ContainingSymbol))
            : null;
        Report(site, true, Locations.OfCall(property), fix, property.Property.Name, "", $"await '{name}'");
    }

    // The first reading waits, and keeps the form for all others.
    private static bool IsReadBefore(IPropertyReferenceOperation property)
    {
        var function = Operations.Function(property);
        foreach (var operation in function.Descendants())
        {
            if (operation is IPropertyReferenceOperation other && other.Syntax.Span.End <= property.Syntax.SpanStart && SymbolEqualityComparer.Default.Equals(other.Property, property.Property) &&
                ReferenceEquals(Operations.Function(other), function))
            {
                return true;
            }
        }

        return false;
    }

    // Model binding and the check of the antiforgery token have read the form before actions and most filters run: what remains are
    // middleware, handlers of minimal APIs and actions without parameters.
    private static bool HasReadForm(Site site, IOperation form)
    {
        if (Operations.Function(form) is IAnonymousFunctionOperation lambda)
        {
            return Loops.CallReceiving(lambda) is not { } call || (site.Facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Request) == 0;
        }

        if (site.ContainingSymbol is not IMethodSymbol { DeclaredAccessibility: Accessibility.Public } method)
        {
            return true;
        }

        if (method is { Name: "Invoke" or "InvokeAsync", Parameters: [{ Type.Name: "HttpContext" }, ..] })
        {
            return false;
        }

        if (method.Parameters.Length > 0 || !Knowledge.Inherits(method.ContainingType, site.Facts.Type("Microsoft.AspNetCore.Mvc.ControllerBase")))
        {
            return true;
        }

        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name.IndexOf("AntiForgery", StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void OnLoop(Site site)
    {
        if (site.Operation is not IForEachLoopOperation { IsAsynchronous: false, Syntax: Microsoft.CodeAnalysis.CSharp.Syntax.ForEachStatementSyntax syntax } loop || !AwaitPlaces.IsInAsyncFunction(loop, site.ContainingSymbol) ||
            site.Facts.Queries.Of(loop.Collection) is not { Origin: QueryOrigin.Database } query || (query.Root.Type?.Name != "DbSet" && site.Facts.Queries.HasOtherMapper) || IsQuiet(site, loop, "AsAsyncEnumerable") || new WorseFaults(site.Facts, site.Cancellation).Has(loop, site.ContainingSymbol))
        {
            return;
        }

        var fix = AwaitPlaces.IsLegal(loop) && !syntax.AwaitKeyword.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.AwaitKeyword)
            ? FixProperties.Of(EachShape).Add(ImportKey, "Microsoft.EntityFrameworkCore")
            : null;
        Report(site, true, Locations.OfLoop(syntax), fix, "foreach", " for the rows of a query", "use 'await foreach' over 'AsAsyncEnumerable()'");
    }

    private static void Report(Site site, bool isProven, Location location, ImmutableDictionary<string, string?>? fix, string name, string where, string way)
    {
        if (isProven)
        {
            site.Report(Rule, location, null, fix, name, where, way);
        }
        else
        {
            site.Suggest(Rule, location, null, fix, name, where, way);
        }
    }

    private static ImmutableDictionary<string, string?>? FixOf(AsyncTwin? twin, IInvocationOperation call, Site site) =>
        twin is { IsBound: true } && AwaitPlaces.IsLegal(call)
            ? FixProperties.Of(CallShape).Add(NameKey, twin.Name).Add(CalleeKey, twin.Callee).Add(ArgumentKey, twin.Argument).Add(ImportKey, twin.Import)
            : null;

    private static bool IsQuiet(Site site, IOperation operation, string? twin) =>
        BlockingCalls.IsDeliberate(operation, twin) || site.ContainingSymbol is IMethodSymbol method && AsyncFlag.IsSynchronousPart(method, operation) || Operations.IsInExpressionTree(operation) || IsTwinItself(site, operation, twin) || IsStartup(site) || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, site.Facts);

    // SaveAsync may be written on top of Save.
    private static bool IsTwinItself(Site site, IOperation operation, string? twin)
    {
        var name = Operations.Function(operation) is ILocalFunctionOperation local ? local.Symbol.Name : site.ContainingSymbol.Name;
        if (twin is null ? operation is not IInvocationOperation call || name != call.TargetMethod.Name + "Async" : name != twin && !name.EndsWith("." + twin, StringComparison.Ordinal))
        {
            return false;
        }

        return operation is IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod.IsExtensionMethod: false } own &&
            (own.Instance is not null || SymbolEqualityComparer.Default.Equals(own.TargetMethod.ContainingType, site.ContainingSymbol.ContainingType));
    }

    private static bool IsStartup(Site site) =>
        site.ContainingSymbol.ContainingType is { } type && (type.Name == "Program" || type.Name.EndsWith("Startup", StringComparison.Ordinal));
}
