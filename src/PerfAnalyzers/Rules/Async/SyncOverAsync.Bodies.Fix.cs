using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>Writes waits, calls and declarations of what becomes async.</summary>
internal sealed partial class AsyncBodies(Solution solution, TextEdits edits, AsyncPlan plan, CancellationToken cancellation)
{
    // Functions that have something to await.
    private readonly HashSet<(DocumentId, int)> _awaiting = [];

    private readonly Dictionary<DocumentId, string> _configured = [];

    /// <summary>Why the values a function returns cannot be those of an async one.</summary>
    public static string? RefusalOfReturns(AsyncFunction function, AsyncSlot slot, SemanticModel model)
    {
        if (slot.ChangesSignature)
        {
            return function.Symbol.ReturnType is INamedTypeSymbol { Name: "IAsyncEnumerable" or "IAsyncEnumerator" } ? "an asynchronous sequence" : null;
        }

        foreach (var (_, value) in slot.ReturnsTask ? Returns(function.Syntax) : [])
        {
            if (value is ConditionalAccessExpressionSyntax || !Operations.IsTask(model.GetTypeInfo(value).Type) && value is not ThrowExpressionSyntax)
            {
                return "returns something else than a task";
            }
        }

        return null;
    }

    /// <summary>Awaits what was waited for.</summary>
    public async Task Await(AsyncSeed seed)
    {
        var wait = seed.Wait;
        Mark(seed.Document, seed.Function);
        seed.Loops.ForEach(loop => loop.Write(edits, seed.Document));
        if (seed.Shape == SyncOverAsync.AwaitTimeShape)
        {
            var model = (await solution.GetDocument(seed.Document)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
            AsyncTimeouts.Write(edits, seed.Document, (InvocationExpressionSyntax)wait, TaskName(edits, seed.Document, model, wait.SpanStart), await Configured(seed.Document, seed.Slot).ConfigureAwait(false));
            return;
        }

        if (seed.Shape == SyncOverAsync.AwaitAnyShape && wait.Parent is not ExpressionStatementSyntax && wait is InvocationExpressionSyntax any)
        {
            edits.Wrap(seed.Document, wait.Span, $"System.Array.IndexOf({any.ArgumentList.Arguments[0]}, await ", ")");
        }
        else
        {
            Wrap(seed.Document, wait, await ConfiguredSeed(seed).ConfigureAwait(false));
        }

        var awaited = seed.Shape switch { SyncOverAsync.AwaitShape => AwaitPlaces.Awaited(wait), SyncOverAsync.AwaitHandedShape => AwaitPlaces.Handed(wait), _ => null };
        if (awaited is not null)
        {
            if (seed.Slot is not null)
            {
                await Pass(seed, AwaitSyntax.Unconfigured(awaited)).ConfigureAwait(false);
            }

            edits.Replace(seed.Document, TextSpan.FromBounds(wait.SpanStart, awaited.SpanStart), "");
            edits.Replace(seed.Document, TextSpan.FromBounds(awaited.Span.End, wait.Span.End), "");
            await Unwrap(seed.Document, AwaitSyntax.Unconfigured(awaited)).ConfigureAwait(false);
        }
        else if (seed.Shape != SyncOverAsync.AwaitShape)
        {
            var name = ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)wait).Expression).Name;
            edits.Replace(seed.Document, name.Span, seed.Shape switch { SyncOverAsync.AwaitAllShape => "WhenAll", SyncOverAsync.AwaitAnyShape => "WhenAny", _ => "WaitAsync" });
        }
    }

    /// <summary>Awaits the calls of a slot and writes its name where it is named.</summary>
    public async Task Calls(AsyncSlot slot)
    {
        if (!slot.ChangesSignature && slot.Lazy is null)
        {
            return;
        }

        var isTwin = plan.Twins.Contains(slot);
        var name = NameOf(slot);
        foreach (var (document, span) in slot.Names)
        {
            if (name is not null && !isTwin)
            {
                edits.Replace(document, span, name);
            }
        }

        foreach (var call in slot.Calls)
        {
            if (plan.WaitsAtStart(slot, call))
            {
                edits.Wrap(call.Document, call.Syntax.Span, "", ".GetAwaiter().GetResult()");
            }
            else if (plan.IsAwaited(call))
            {
                Mark(call.Document, call.Function);
                call.Loops.ForEach(loop => loop.Write(edits, call.Document));
                Wrap(call.Document, call.Syntax, await Configured(call.Document, call.Caller).ConfigureAwait(false));
                if (isTwin)
                {
                    edits.Replace(call.Document, call.Name, name!);
                }
            }
        }
    }

    /// <summary>Makes a slot's declarations async, or lets those with nothing to await return ended tasks.</summary>
    public async Task Declarations(AsyncSlot slot)
    {
        foreach (var function in slot.Functions)
        {
            var model = (await solution.GetDocument(function.Document)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
            var awaits = _awaiting.Contains((function.Document, function.Syntax.SpanStart));
            var (name, type, modifiers) = function.Syntax switch
            {
                MethodDeclarationSyntax method => (method.Identifier, method.ReturnType, method.Modifiers),
                LocalFunctionStatementSyntax local => (local.Identifier, local.ReturnType, local.Modifiers),
                _ => (default, null, default),
            };
            var marker = awaits ? "async " : "";
            if (plan.Twins.Contains(slot))
            {
                if (!awaits && !(function.HasBody && AsyncTwinDeclarations.IsDispatched(function.Symbol)))
                {
                    AsyncTwinDeclarations.AddBehind(edits, function, NameOf(slot)!, TaskName(edits, function.Document, model, function.Syntax.SpanStart));
                    continue;
                }

                AsyncTwinDeclarations.KeepBefore(edits, function, NameOf(slot)!, slot.IsOfLibrary);
            }

            if (type is null)
            {
                Lambda(function, slot, model, marker);
                slot.Lazy?.Write(edits, function.Document, TaskName(edits, function.Document, model, function.Syntax.SpanStart));
            }
            else if (slot.ChangesSignature)
            {
                var task = TaskName(edits, function.Document, model, type.SpanStart);
                marker = Marked(function.Document, modifiers, marker);
                if (function.Symbol.ReturnsVoid)
                {
                    edits.Replace(function.Document, type.Span, marker + task);
                }
                else
                {
                    edits.Wrap(function.Document, type.Span, marker + task + "<", ">");
                }

                if (NameOf(slot) is { } renamed)
                {
                    edits.Replace(function.Document, name.Span, renamed);
                }
            }
            else
            {
                edits.Before(function.Document, type.Span, Marked(function.Document, modifiers, marker));
            }

            if (awaits)
            {
                await Upgrade(function, slot, model).ConfigureAwait(false);
            }

            if (slot.ReturnsTask)
            {
                await AwaitReturns(function, slot, model).ConfigureAwait(false);
            }
            else if (!awaits && slot.ChangesSignature && function.HasBody)
            {
                AsyncEnded.Write(edits, function, model);
            }
        }
    }

    /// <summary>What a function returns, without the functions in it.</summary>
    public static IEnumerable<(ReturnStatementSyntax? Statement, ExpressionSyntax Value)> Returns(SyntaxNode function)
    {
        var arrow = function switch
        {
            MethodDeclarationSyntax method => method.ExpressionBody?.Expression,
            LocalFunctionStatementSyntax local => local.ExpressionBody?.Expression,
            AnonymousFunctionExpressionSyntax lambda => lambda.ExpressionBody,
            _ => null,
        };
        if (arrow is not null)
        {
            yield return (null, arrow);
            yield break;
        }

        foreach (var node in function.DescendantNodes(node => node == function || !AsyncBoundaries.IsFunction(node)))
        {
            if (node is ReturnStatementSyntax { Expression: { } value } statement)
            {
                yield return (statement, value);
            }
        }
    }

    /// <summary>The name of <c>Task</c> at a place; imports it where the file knows nothing of that name.</summary>
    public static string TaskName(TextEdits edits, DocumentId document, SemanticModel model, int position)
    {
        var named = model.LookupNamespacesAndTypes(position, name: "Task");
        if (named.IsEmpty)
        {
            edits.Import(document, "System.Threading.Tasks");
            return "Task";
        }

        return named.OfType<INamedTypeSymbol>().Where(static type => type.Arity == 0).ToList() is [{ } only] && Operations.IsTask(only) ? "Task" : "global::System.Threading.Tasks.Task";
    }

    private void Lambda(AsyncFunction function, AsyncSlot slot, SemanticModel model, string marker)
    {
        if (function.Syntax is not ParenthesizedLambdaExpressionSyntax { ReturnType: { } written } || slot.ReturnsTask)
        {
            edits.Before(function.Document, StartOf((AnonymousFunctionExpressionSyntax)function.Syntax), marker);
        }
        else if (function.Symbol.ReturnsVoid)
        {
            edits.Replace(function.Document, written.Span, marker + TaskName(edits, function.Document, model, written.SpanStart));
        }
        else
        {
            edits.Wrap(function.Document, written.Span, marker + TaskName(edits, function.Document, model, written.SpanStart) + "<", ">");
        }
    }

    // partial stays last.
    private string Marked(DocumentId document, SyntaxTokenList modifiers, string marker)
    {
        var partial = modifiers.FirstOrDefault(static modifier => modifier.IsKind(SyntaxKind.PartialKeyword));
        if (marker.Length == 0 || partial == default)
        {
            return marker;
        }

        edits.Before(document, partial.Span, marker);
        return "";
    }

    private static TextSpan StartOf(AnonymousFunctionExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter.Span,
        ParenthesizedLambdaExpressionSyntax { ReturnType: { } type } => type.Span,
        ParenthesizedLambdaExpressionSyntax parenthesized => parenthesized.ParameterList.Span,
        AnonymousMethodExpressionSyntax method => method.DelegateKeyword.Span,
        _ => lambda.Span,
    };

    private async Task AwaitReturns(AsyncFunction function, AsyncSlot slot, SemanticModel model)
    {
        var isVoid = function.Symbol.ReturnType is INamedTypeSymbol { Arity: 0 };
        foreach (var (statement, value) in Returns(function.Syntax))
        {
            if (value is ThrowExpressionSyntax)
            {
                continue;
            }

            if (!isVoid && FromResult(value, model) is { } result)
            {
                edits.Replace(function.Document, TextSpan.FromBounds(value.SpanStart, result.SpanStart), "");
                edits.Replace(function.Document, TextSpan.FromBounds(result.Span.End, value.Span.End), "");
            }
            else if (isVoid && statement is not null && value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" })
            {
                edits.Replace(function.Document, TextSpan.FromBounds(statement.ReturnKeyword.Span.End, value.Span.End), "");
            }
            else
            {
                var needsParentheses = value is not (InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax);
                var configured = (needsParentheses ? ")" : "") + await Configured(function.Document, slot).ConfigureAwait(false);
                if (!isVoid || statement is null)
                {
                    edits.Wrap(function.Document, value.Span, needsParentheses ? "await (" : "await ", configured);
                    continue;
                }

                var isLast = statement.Parent is BlockSyntax block && block.Parent == function.Syntax && block.Statements.Last() == statement;
                var isEmbedded = statement.Parent is not (BlockSyntax or SwitchSectionSyntax);
                edits.Replace(function.Document, statement.ReturnKeyword.Span, isEmbedded ? "{ await" : "await");
                edits.Wrap(function.Document, value.Span, needsParentheses ? "(" : "", configured);
                if (!isLast)
                {
                    edits.Wrap(function.Document, statement.Span, "", isEmbedded ? " return; }" : " return;");
                }
            }
        }
    }

    private static ExpressionSyntax? FromResult(ExpressionSyntax value, SemanticModel model) =>
        value is InvocationExpressionSyntax { ArgumentList.Arguments: [{ NameColon: null } argument], Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" } } &&
        Operations.IsTask((model.GetSymbolInfo(value).Symbol as IMethodSymbol)?.ContainingType) && !HasComment(value, argument.Expression)
            ? argument.Expression : null;

    // Task.Run(() => LoadAsync()) holds a second thread for nothing.
    private async Task Unwrap(DocumentId id, ExpressionSyntax task)
    {
        if (task is not InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Run" },
                ArgumentList.Arguments: [{ Expression: ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: 0, ExpressionBody: { } body } lambda }]
            })
        {
            return;
        }

        var inner = lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) ? (body as AwaitExpressionSyntax)?.Expression : body;
        var model = (await solution.GetDocument(id)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        if (inner is InvocationExpressionSyntax && !HasComment(task, inner) && model.GetTypeInfo(inner).Type is { Name: "Task" } type && Operations.IsTask(type) &&
            model.GetSymbolInfo(task).Symbol is IMethodSymbol { ContainingType: { Name: "Task" } owner } && Operations.IsTask(owner))
        {
            edits.Replace(id, TextSpan.FromBounds(task.SpanStart, inner.SpanStart), "");
            edits.Replace(id, TextSpan.FromBounds(inner.Span.End, task.Span.End), "");
        }
    }

    // A method that was synchronous had no use for its caller's token.
    private async Task Pass(AsyncSeed seed, ExpressionSyntax task)
    {
        if (task is InvocationExpressionSyntax call)
        {
            var model = (await solution.GetDocument(seed.Document)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
            if (AsyncTokens.Argument(call, seed.Function!, model) is { } argument)
            {
                edits.Replace(seed.Document, new TextSpan(call.ArgumentList.CloseParenToken.SpanStart, 0), (call.ArgumentList.Arguments.Count > 0 ? ", " : "") + argument);
            }
        }
    }

    private static bool HasComment(SyntaxNode outer, SyntaxNode inner)
    {
        foreach (var trivia in outer.DescendantTrivia())
        {
            if (!inner.FullSpan.Contains(trivia.Span) && !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return true;
            }
        }

        return false;
    }

    private void Mark(DocumentId document, SyntaxNode? function)
    {
        if (function is not null)
        {
            _awaiting.Add((document, function.SpanStart));
        }
    }

    private void Wrap(DocumentId document, ExpressionSyntax call, string configured)
    {
        var parenthesize = AwaitSyntax.NeedsParentheses(call);
        edits.Wrap(document, call.Span, parenthesize ? "(await " : "await ", configured + (parenthesize ? ")" : ""));
    }

    // In a function that is async already, as most awaits of its file.
    private async Task<string> ConfiguredSeed(AsyncSeed seed) =>
        AwaitPlaces.Awaited(seed.Wait) is { } task && AwaitSyntax.Unconfigured(task) != task ? ""
            : seed.Slot is not null ? await Configured(seed.Document, seed.Slot).ConfigureAwait(false)
            : AwaitSyntax.IsConfigured(await seed.Wait.SyntaxTree.GetRootAsync(cancellation).ConfigureAwait(false)) ? ".ConfigureAwait(false)" : "";

    // Twins are never anything but suffixed.
    private string? NameOf(AsyncSlot slot) => plan.Twins.Contains(slot) ? slot.Functions[0].Symbol.Name + "Async" : slot.NewName;

    // Files that say it say it everywhere; what a synchronous form waits for must not ask for the waiting thread.
    private async Task<string> Configured(DocumentId id, AsyncSlot? slot)
    {
        if (slot is not null && plan.Waited.Contains(slot))
        {
            return ".ConfigureAwait(false)";
        }

        if (!_configured.TryGetValue(id, out var configured))
        {
            var text = await solution.GetDocument(id)!.GetTextAsync(cancellation).ConfigureAwait(false);
            configured = text.ToString().Contains(".ConfigureAwait(false)") ? ".ConfigureAwait(false)" : "";
            _configured.Add(id, configured);
        }

        return configured;
    }
}
