using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>What a function that becomes async can await besides: calls that block and have asynchronous twins, and the end of what it uses.</summary>
internal static class AsyncUpgrades
{
    /// <summary>A call to await, the text around it, and the import that its twin needs.</summary>
    public sealed record Call(InvocationExpressionSyntax Syntax, AsyncTwin Twin);

    /// <summary>The calls of a function that can be awaited.</summary>
    public static IEnumerable<Call> Calls(AsyncFunction function, Facts facts, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var operation in Own(function, model, cancellation))
        {
            if (operation is IInvocationOperation { Syntax: InvocationExpressionSyntax syntax } call && call.TargetMethod.DeclaringSyntaxReferences.IsEmpty &&
                facts.BlockingCalls.Of(call, cancellation) == Blocking.Yes && CanAwait(call) &&
                facts.AsyncTwins.Of(call, AsyncTwins.TokenAt(call, function.Symbol), isKnown: true) is { IsBound: true } twin && !BlockingCalls.IsDeliberate(call, twin.Name) &&
                (twin.Import is null || ImportPlace(syntax.SyntaxTree, twin.Import, cancellation) is not null))
            {
                yield return new Call(syntax, twin);
            }
        }
    }

    /// <summary>The loops over a query of a database, whose rows can be awaited one by one.</summary>
    public static IEnumerable<ForEachStatementSyntax> Loops(AsyncFunction function, Facts facts, SemanticModel model, CancellationToken cancellation)
    {
        if (facts.Type(AsyncTwins.QueryExtensions) is null)
        {
            yield break;
        }

        foreach (var operation in Own(function, model, cancellation))
        {
            if (operation is IForEachLoopOperation { IsAsynchronous: false, Syntax: ForEachStatementSyntax { Expression: InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax } syntax } loop && CanAwait(loop) &&
                !BlockingCalls.IsDeliberate(loop, "AsAsyncEnumerable") && facts.Queries.Of(loop.Collection) is { Origin: QueryOrigin.Database, Root.Type.Name: "DbSet" } &&
                (ImportPlace(syntax.SyntaxTree, "Microsoft.EntityFrameworkCore", cancellation) is not null || !model.LookupSymbols(syntax.SpanStart, model.GetTypeInfo(syntax.Expression).Type, "AsAsyncEnumerable", includeReducedExtensionMethods: true).IsEmpty))
            {
                yield return syntax;
            }
        }
    }

    /// <summary>The places of the <c>using</c> keywords of resources that a library ends asynchronously.</summary>
    public static IEnumerable<SyntaxToken> Usings(AsyncFunction function, Facts facts, SemanticModel model, CancellationToken cancellation)
    {
        if (facts.Type("System.IAsyncDisposable") is not { } contract)
        {
            yield break;
        }

        foreach (var operation in Own(function, model, cancellation))
        {
            var (keyword, resources) = operation switch
            {
                IUsingOperation { IsAsynchronous: false, Syntax: UsingStatementSyntax statement, Resources: var used } => (statement.UsingKeyword, used),
                IUsingDeclarationOperation { IsAsynchronous: false, Syntax: LocalDeclarationStatementSyntax declaration, DeclarationGroup: var group } => (declaration.UsingKeyword, group),
                _ => default,
            };
            if (resources is not null && CanAwait(operation) && TypeOf(resources) is INamedTypeSymbol type && type.DeclaringSyntaxReferences.IsEmpty && Knowledge.Inherits(type, contract) && EndsAsynchronously(type) && !InMemory.Is(type, facts))
            {
                yield return keyword;
            }
        }
    }

    /// <summary>Where an import belongs: behind those of <c>System</c>, in order; null in a file without imports, which is left as it is.</summary>
    public static (TextSpan Span, string Text)? ImportPlace(SyntaxTree tree, string name, CancellationToken cancellation)
    {
        var usings = (tree.GetRoot(cancellation) as CompilationUnitSyntax)?.Usings ?? default;
        UsingDirectiveSyntax? last = null;
        foreach (var import in usings)
        {
            if (import.GlobalKeyword.IsKind(SyntaxKind.None) && import.Alias is null && import.StaticKeyword.IsKind(SyntaxKind.None))
            {
                if (import.Name?.ToString() == name)
                {
                    return (default, "");
                }

                last = last is null || string.CompareOrdinal(Key(import), name) < 0 ? import : last;
            }
        }

        if (last is null)
        {
            return null;
        }

        var line = tree.GetText(cancellation).ToString().Contains("\r\n") ? "\r\n" : "\n";
        return string.CompareOrdinal(Key(last), name) < 0 ? (new TextSpan(last.Span.End, 0), $"{line}using {name};") : (new TextSpan(last.SpanStart, 0), $"using {name};{line}");
    }

    // System first.
    private static string Key(UsingDirectiveSyntax import) => import.Name?.ToString() is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal)) ? " " + name : import.Name?.ToString() ?? "";

    private static bool CanAwait(IOperation operation) => AwaitPlaces.IsLegal(operation) && !Operations.IsInExpressionTree(operation);

    private static bool EndsAsynchronously(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current is { Name: "FileStream" or "DbConnection" or "DbTransaction" or "DbCommand" or "DbDataReader" or "DbContext" or "StreamWriter" or "ZipArchive" or "Utf8JsonWriter" } or { Name: "IDbContextTransaction" })
            {
                return true;
            }
        }

        return false;
    }

    private static ITypeSymbol? TypeOf(IOperation resources) => resources is IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol.Type: var type }] }] } ? type : resources.Type;

    private static IEnumerable<IOperation> Own(AsyncFunction function, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetOperation(function.Syntax, cancellation) is not { } root)
        {
            yield break;
        }

        var open = new Stack<IOperation>();
        open.Push(root);
        while (open.Count > 0)
        {
            var current = open.Pop();
            yield return current;
            foreach (var child in current.ChildOperations)
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                {
                    open.Push(child);
                }
            }
        }
    }
}
