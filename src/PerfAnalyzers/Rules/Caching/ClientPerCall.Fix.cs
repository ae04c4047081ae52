using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Caching;

/// <summary>Keeps the client in a static readonly field. An HttpClient follows changes of addresses and keeps no caller's cookies there.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ClientPerCallFix() : FieldFix("PERF3002")
{
    protected override string Title(string shape) => "Share one client, in a static readonly field";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == ClientPerCall.FieldShape
        ? reported.FirstAncestorOrSelf<ExpressionSyntax>(static node => node is BaseObjectCreationExpressionSyntax or InvocationExpressionSyntax)
        : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (diagnostic.Properties.TryGetValue(ClientPerCall.DetailKey, out var name) && name is not null && editor.SemanticModel.GetTypeInfo(node, cancellation).Type is { } type)
        {
            MoveToField(editor, (ExpressionSyntax)node, type, name, cancellation);
        }
    }

    protected override ExpressionSyntax Shared(ExpressionSyntax value, ITypeSymbol type, ExpressionSyntax built, SemanticModel model)
    {
        if (type.Name != "HttpClient" || value is not BaseObjectCreationExpressionSyntax creation || creation.ArgumentList is { Arguments.Count: > 0 } ||
            model.Compilation.GetTypesByMetadataName("System.Net.Http.SocketsHttpHandler") is not [var handler, ..] || model.Compilation.GetTypesByMetadataName("System.TimeSpan") is not [var time, ..])
        {
            return value;
        }

        var text = $"new {handler.ToMinimalDisplayString(model, built.SpanStart)} {{ PooledConnectionLifetime = {time.ToMinimalDisplayString(model, built.SpanStart)}.FromMinutes(2), UseCookies = false }}";
        var arguments = SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(text))));
        return creation is ObjectCreationExpressionSyntax { ArgumentList: null } bare
            ? bare.WithType(bare.Type.WithoutTrailingTrivia()).WithArgumentList(arguments.WithTrailingTrivia(bare.Type.GetTrailingTrivia()))
            : creation switch
            {
                ObjectCreationExpressionSyntax named => named.WithArgumentList(arguments.WithTriviaFrom(named.ArgumentList!)),
                ImplicitObjectCreationExpressionSyntax target => target.WithArgumentList(arguments.WithTriviaFrom(target.ArgumentList)),
                _ => value,
            };
    }
}
