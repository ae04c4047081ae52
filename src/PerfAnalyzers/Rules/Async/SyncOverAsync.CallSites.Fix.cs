using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>What the places that name a slot say about it.</summary>
internal static class AsyncCallSites
{
    /// <summary>Adds a place that names the slot; says why it must stay as it is, or null.</summary>
    public static async Task<string?> Add(AsyncChain chain, AsyncSlot slot, ReferenceLocation location, CancellationToken cancellation)
    {
        var document = location.Document;
        if (document.Project.Language != LanguageNames.CSharp || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root ||
            await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return "another language";
        }

        if (AsyncBoundaries.IsGenerated(document))
        {
            return "called from generated code";
        }

        if (location.IsImplicit || location.CandidateReason is not (CandidateReason.None or CandidateReason.MemberGroup) ||
            root.FindNode(location.Location.SourceSpan, findInsideTrivia: true, getInnermostNodeForTie: true).FirstAncestorOrSelf<SimpleNameSyntax>() is not { } name)
        {
            return "named where it is not called";
        }

        slot.Names.Add((document.Id, name.Identifier.Span));
        if (name.FirstAncestorOrSelf<CrefSyntax>() is not null)
        {
            return null;
        }

        if (NameOf(name, model) is { } nameOf)
        {
            // Who looks a method up by its name calls it as it was.
            return nameOf.Parent?.Parent?.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetMethod" or "GetMember" or "InvokeMember" or "GetDeclaredMethod" } }
                ? "looked up by reflection" : null;
        }

        ExpressionSyntax called = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access
            : name.Parent is MemberBindingExpressionSyntax binding ? binding
            : name;
        if (called.Parent is not InvocationExpressionSyntax invocation || invocation.Expression != called)
        {
            return "used as a delegate";
        }

        if (model.GetOperation(invocation, cancellation) is not IInvocationOperation call)
        {
            return "a call that does not bind";
        }

        return await Add(chain, slot, document, name.Identifier.Span, invocation, call, model).ConfigureAwait(false);
    }

    private static async Task<string?> Add(AsyncChain chain, AsyncSlot slot, Document document, TextSpan name, InvocationExpressionSyntax invocation, IInvocationOperation call, SemanticModel model)
    {
        if (!slot.ChangesSignature)
        {
            // A task that nobody looks at was over when the call returned.
            return call.Parent is IExpressionStatementOperation ? "a task that is not awaited" : null;
        }

        // What holds a lock, or looks into AggregateException, depends on the thread or the exception of what it calls.
        var mayStay = !IsInLock(invocation) && !Awaiting.ObservesAggregate(call);
        if (!mayStay || !Awaiting.IsPossible(call) || IsInAnyFilter(invocation))
        {
            slot.NoTwin ??= mayStay ? null : "called in a lock, or where the exception is looked into";
            return "called where await is not allowed or means something else";
        }

        var (function, isAsync, loops) = AsyncLoop.Around(invocation, model);
        if (slot.IsOfLibrary && !SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, slot.Functions[0].Symbol))
        {
            return "declared in a library";
        }

        if (function is null && !isAsync)
        {
            return "called from a constructor, property, operator or initializer";
        }

        if (function is not null && isAsync)
        {
            return AddAsync(slot, new AsyncCall(document.Id, invocation, name, function, null, loops), model);
        }

        var caller = function is null ? null : await chain.SlotOf(document, function).ConfigureAwait(false);
        slot.Calls.Add(new AsyncCall(document.Id, invocation, name, function, caller, loops));
        return null;
    }

    private static string? AddAsync(AsyncSlot slot, AsyncCall call, SemanticModel model)
    {
        if (SymbolOf(call.Function!, model) is { } symbol && AsyncBoundaries.OfBody(new AsyncFunction(call.Document, call.Function!, symbol), model) is { } reason && reason != "iterator")
        {
            return reason;
        }

        slot.Calls.Add(call);
        return null;
    }

    /// <summary>The nearest function around a node, and whether it can await already.</summary>
    public static (SyntaxNode? Function, bool IsAsync) FunctionOf(SyntaxNode node)
    {
        for (var (current, child) = (node.Parent, node); current is not null; (current, child) = (current.Parent, current))
        {
            switch (current)
            {
                // Clauses of a query are functions, except for what is enumerated first and what is joined.
                case FromClauseSyntax { Parent: QueryExpressionSyntax } from when child == from.Expression:
                case JoinClauseSyntax join when child == join.InExpression:
                    break;
                case QueryClauseSyntax or SelectOrGroupClauseSyntax:
                    return (null, false);
                case AnonymousFunctionExpressionSyntax lambda:
                    return (lambda, lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword));
                case LocalFunctionStatementSyntax local:
                    return (local, local.Modifiers.Any(SyntaxKind.AsyncKeyword));
                case MethodDeclarationSyntax method:
                    return (method, method.Modifiers.Any(SyntaxKind.AsyncKeyword));
                case GlobalStatementSyntax:
                    return (null, true);
                case MemberDeclarationSyntax or AccessorDeclarationSyntax:
                    return (null, false);
            }
        }

        return (null, false);
    }

    public static IMethodSymbol? SymbolOf(SyntaxNode function, SemanticModel model) =>
        (function is AnonymousFunctionExpressionSyntax ? model.GetSymbolInfo(function).Symbol : model.GetDeclaredSymbol(function)) as IMethodSymbol;

    /// <summary>Lambdas whose call means the same with an async one.</summary>
    public static bool MayBecomeAsync(SyntaxNode lambda, SemanticModel model)
    {
        if (model.GetOperation(lambda) is not IAnonymousFunctionOperation function)
        {
            return false;
        }

        var parent = function.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent is IArgumentOperation { Parent: IInvocationOperation call } argument && call.TargetMethod switch
        {
            { Name: "Run", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } => true,
            _ => argument.Parameter?.Type is { Name: "Delegate", ContainingNamespace.Name: "System" } && call.TargetMethod.Name.StartsWith("Map", StringComparison.Ordinal),
        };
    }

    private static InvocationExpressionSyntax? NameOf(SimpleNameSyntax name, SemanticModel model)
    {
        for (SyntaxNode? node = name; node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax; node = node.Parent)
        {
            if (node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } invocation)
            {
                return model.GetConstantValue(invocation).HasValue ? invocation : null;
            }
        }

        return null;
    }

    /// <summary>Whether a node lies in a lock, or in a member that holds on to its thread.</summary>
    public static bool IsInLock(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<LockStatementSyntax>() is not null)
        {
            return true;
        }

        var member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax && member.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.IdentifierToken) && AsyncBoundaries.IsAffine(token.ValueText));
    }

    private static bool IsInAnyFilter(SyntaxNode node) => node.FirstAncestorOrSelf<CatchFilterClauseSyntax>() is not null || node.FirstAncestorOrSelf<AttributeSyntax>() is not null;
}
