using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Work goes on although nobody waits for it any more: a token is in reach and is not passed on.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RequestTokenNotForwarded() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2013", Categories.Async, DiagnosticSeverity.Info,
        title: "A cancellation token is in reach and not passed on",
        message: "'{0}' goes on after '{1}' is cancelled; pass the token",
        description: "Queries and requests whose caller has gone away occupy connections, threads and the database until they end by themselves. Clients that give up and try again multiply them. CA2016 of the SDK forwards the last parameter of a method; this rule knows the token of a request, tokens beyond lambdas, fields, and other positions.");

    /// <summary>Pass an argument to the call; say it of the sequence.</summary>
    public const string CallShape = "call", EachShape = "each";

    /// <summary>The argument list, and what to write: the index of the new argument, and its text; whether <c>params</c> arguments become an array.</summary>
    public const string IndexKey = "index", ArgumentKey = "argument", ArrayKey = "array";

    private static readonly string[] s_reads =
        ["All", "Any", "Average", "Contains", "Count", "Delay", "Download", "Exists", "Fetch", "Find", "First", "Get", "Last", "List", "Load", "LongCount", "Max", "Min", "Query", "Read", "Search", "Single", "Sum", "To", "Wait"];

    private static readonly string[] s_ends = ["Commit", "Rollback", "Dispose", "Close", "Stop", "Release", "Unlock", "Abort", "Complete", "Ack", "Nack"];

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Threading.CancellationToken") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
            context.On(static site => OnLoop(site), OperationKind.Loop);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (!Operations.IsTask(call.Type) || call.Syntax is not InvocationExpressionSyntax || !IsWaitedFor(call) || IsPlumbing(call.TargetMethod) || PassesToken(call) || StartsWith(call.TargetMethod.Name, s_ends) ||
            new TokensInReach(site.Facts).At(call, site.ContainingSymbol) is not { } token || (token.IsRequest && !MayEndWithRequest(site, call)))
        {
            return;
        }

        if (TokenCall.Of(call, token) is not { } passed || IsQuiet(site, call) || IsTold(site, call))
        {
            return;
        }

        // Arguments that move into an array take their comments along, perhaps in front of a bracket.
        var fix = passed.Array is not null && HasComments(call.Syntax) ? null : FixProperties.Of(CallShape).Add(IndexKey, passed.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)).Add(ArgumentKey, passed.Argument).Add(ArrayKey, passed.Array);
        site.Report(Rule, Locations.OfCall(call), null, fix, call.TargetMethod.Name, token.Text);
    }

    private static void OnLoop(Site site)
    {
        if (site.Operation is not IForEachLoopOperation { IsAsynchronous: true, Syntax: ForEachStatementSyntax syntax } loop || Operations.Unconverted(loop.Collection) is not { Type: INamedTypeSymbol { Name: "IAsyncEnumerable", Arity: 1 } } source ||
            Carries(source, 0) || new TokensInReach(site.Facts).At(loop, site.ContainingSymbol) is not { } token || IsQuiet(site, loop))
        {
            return;
        }

        site.Report(Rule, Locations.OfExpression(syntax.Expression), null, FixProperties.Of(EachShape).Add(ArgumentKey, token.Text), "await foreach", token.Text);
    }

    // What reads may be given up. Pauses of a request are for those who guess passwords; its own body ends with it; contents of responses
    // are mostly there already.
    private static bool MayEndWithRequest(Site site, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!StartsWith(method.Name, s_reads) || method.Name is "Delay" or "ReadFormAsync" || (Operations.Receiver(call) ?? call).Type is { Name: "HttpContent" } || method.ContainingType.Name.StartsWith("HttpContent", StringComparison.Ordinal) ||
            (method.ContainingType.Name is "StreamReader" or "TextReader" && BlockingCalls.Mentions(Operations.Function(call).Syntax, "Body")))
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (new TokensInReach(site.Facts).IsContext(Operations.Unconverted(argument.Value).Type))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasComments(SyntaxNode call)
    {
        foreach (var trivia in call.DescendantTrivia())
        {
            if (Comments.Is(trivia))
            {
                return true;
            }
        }

        return false;
    }

    // The sequence was made with a token, may have been, or takes one where it is made.
    private static bool Carries(IOperation source, int depth)
    {
        switch (source)
        {
            case IInvocationOperation call:
                foreach (var argument in call.Arguments)
                {
                    if (Operations.IsToken(argument.Parameter?.Type) || (Operations.Unconverted(argument.Value) is IInvocationOperation inner && Carries(inner, depth + 1)))
                    {
                        return true;
                    }
                }

                return call.Instance is not null && Carries(Operations.Unconverted(call.Instance), depth + 1);
            case ILocalReferenceOperation local:
                var values = LocalValues.Around(source).Of(local.Local);
                return depth > 4 || values.Count != 1 || values[0].Value is not { } value || Carries(Operations.Unconverted(value), depth + 1);
            default:
                return false;
        }
    }

    private static bool IsWaitedFor(IInvocationOperation call)
    {
        IOperation current = call;
        while (Operations.Consumer(current) is { } use)
        {
            if (use is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            {
                current = use;
                continue;
            }

            return use is IAwaitOperation || (use is IReturnOperation { Kind: OperationKind.Return } && Operations.IsTask(current.Type));
        }

        return false;
    }

    // What these take a token for is to start, not to work.
    private static bool IsPlumbing(IMethodSymbol method) =>
        method is { Name: "Run" or "StartNew" or "ContinueWith" or "WhenAll" or "WhenAny" or "WaitAsync" or "FromResult" or "InvokeAsync" or "Invoke", ContainingType: { Name: "Task" or "TaskFactory" or "ValueTask", ContainingNamespace.Name: "Tasks" } };

    private static bool PassesToken(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.Explicit && (Operations.IsToken(argument.Parameter?.Type) || Operations.IsToken(Operations.Unconverted(argument.Value).Type) ||
                argument.Value.Type is { Name: "CancellationTokenSource" or "CommandDefinition" }))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWith(string name, string[] verbs)
    {
        foreach (var verb in verbs)
        {
            if (name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || !char.IsLower(name[verb.Length])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsQuiet(Site site, IOperation operation)
    {
        if (site.Heat == HeatLevel.Cold || RareCode.Is(site) || Operations.IsInExpressionTree(operation) || StartsWith(site.ContainingSymbol.Name, s_ends))
        {
            return true;
        }

        for (IOperation child = operation, parent = operation.Parent!; parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            // What cleans up must not be cut short.
            if (parent is ITryOperation guarded && ReferenceEquals(guarded.Finally, child) || parent is ICatchClauseOperation or ILockOperation)
            {
                return true;
            }
        }

        return false;
    }

    // One report per call. A pause that only asks again afterwards should not be there.
    private static bool IsTold(Site site, IInvocationOperation call) =>
        call.TargetMethod.Name == "Delay"
            ? PollingLoops.Of(site.Facts.Loops.Around(call)?.Owner as ILoopOperation, site.ContainingSymbol, site.Cancellation) is not null
            : new WorseFaults(site.Facts, site.Cancellation).Has(call, site.ContainingSymbol) || new AwaitRows(site.Facts, site.Cancellation).IsSecond(call);
}
