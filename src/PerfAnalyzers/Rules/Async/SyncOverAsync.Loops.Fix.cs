using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>
/// A lambda that is run for every element at once, and that a loop can replace, so that the function around it awaits what the
/// lambda waits for: <c>xs.ForEach(x => …)</c>, <c>xs.Select(x => …).ToList()</c>. Order and exceptions stay. An
/// <see cref="AsyncLookup"/> is one for a single element.
/// </summary>
internal sealed class AsyncLoop
{
    private readonly TextSpan _whole;
    private readonly ExpressionSyntax _source;
    private readonly CSharpSyntaxNode _body;
    private readonly string _head, _middle, _tail;

    public AsyncLoop(InvocationExpressionSyntax call, TextSpan whole, ExpressionSyntax source, CSharpSyntaxNode body, string head, string middle, string tail) =>
        (Call, _whole, _source, _body, _head, _middle, _tail) = (call, whole, source, body, head, middle, tail);

    /// <summary>The call that runs the lambda.</summary>
    public InvocationExpressionSyntax Call { get; }

    /// <summary>What the parameter of the lambda is called outside of it, at each place where it is read.</summary>
    public List<(TextSpan Span, string Name)> Renamed { get; init; } = [];

    /// <summary>The nearest function around a node that stays a function, whether it can await already, and the loops in between.</summary>
    public static (SyntaxNode? Function, bool IsAsync, List<AsyncLoop> Loops) Around(SyntaxNode node, SemanticModel model)
    {
        var loops = new List<AsyncLoop>();
        while (true)
        {
            var (function, isAsync) = AsyncCallSites.FunctionOf(node);
            if (isAsync || function is not AnonymousFunctionExpressionSyntax lambda || Of(lambda, model) is not { } loop)
            {
                return (function, isAsync, loops);
            }

            loops.Add(loop);
            node = loop.Call;
        }
    }

    /// <summary>Writes the loop; what is inside the source and the body is written by others.</summary>
    public void Write(TextEdits edits, DocumentId document)
    {
        edits.Replace(document, TextSpan.FromBounds(_whole.Start, _source.SpanStart), _head);
        edits.Replace(document, TextSpan.FromBounds(_source.Span.End, _body.SpanStart), _middle);
        edits.Replace(document, TextSpan.FromBounds(_body.Span.End, _whole.End), _tail);
        foreach (var (span, name) in Renamed)
        {
            edits.Replace(document, span, name);
        }
    }

    private static AsyncLoop? Of(AnonymousFunctionExpressionSyntax lambda, SemanticModel model)
    {
        if (lambda is not LambdaExpressionSyntax { Parent: ArgumentSyntax { NameColon: null, Parent: ArgumentListSyntax { Arguments.Count: var count, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call } } } made ||
            Parameter(lambda) is not { } parameter || model.GetSymbolInfo(call).Symbol is not IMethodSymbol { ContainingType: { } type } || model.GetOperation(call) is not { } operation || !Awaiting.IsPossible(operation))
        {
            return null;
        }

        if (count != 1)
        {
            return type is { Name: "ConcurrentDictionary", ContainingNamespace.Name: "Concurrent" } ? AsyncLookup.Of(call, made, model) : null;
        }

        return type switch
        {
            { Name: "List", ContainingNamespace.Name: "Generic" } when access.Name.Identifier.ValueText == "ForEach" => OfEach(call, access.Expression, lambda, parameter),
            { Name: "Enumerable", ContainingNamespace.Name: "Linq" } when access.Name.Identifier.ValueText == "Select" => OfSelect(call, access.Expression, lambda, parameter, model),
            _ => null,
        };
    }

    private static AsyncLoop? OfEach(InvocationExpressionSyntax call, ExpressionSyntax source, AnonymousFunctionExpressionSyntax lambda, string parameter)
    {
        if (call.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax } statement || Comments.In(statement, lambda.Body) || Leaves(lambda))
        {
            return null;
        }

        var layout = new Layout(statement.SpanStart, statement.SyntaxTree);
        var isBlock = lambda.Body is BlockSyntax;
        return new AsyncLoop(call, statement.Span, source, lambda.Body, $"foreach ({parameter} in ", isBlock ? ")" + layout.Line : ")" + layout.Open, isBlock ? "" : ";" + layout.Close);
    }

    private static AsyncLoop? OfSelect(InvocationExpressionSyntax call, ExpressionSyntax source, AnonymousFunctionExpressionSyntax lambda, string parameter, SemanticModel model)
    {
        if (lambda.ExpressionBody is not { } body || call.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToList" or "ToArray", Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } list } ||
            Element(model.GetTypeInfo(list).Type) is not { IsAnonymousType: false } element)
        {
            return null;
        }

        var name = model.LookupNamespacesAndTypes(call.SpanStart, name: "List").Length == 1 ? "List" : "System.Collections.Generic.List";
        var created = $"new {name}<{element.ToMinimalDisplayString(model, call.SpanStart)}>()";
        var isArray = model.GetTypeInfo(list).Type is IArrayTypeSymbol;
        switch (list.Parent)
        {
            case EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax, UsingKeyword.RawKind: 0 } statement } declaration
                } variable
            } when !isArray && (declaration.Type.IsVar || model.GetTypeInfo(declaration.Type).Type is { Name: "List" }):
                return Filled(statement, statement.Span, $"{declaration.Type} {variable.Identifier.Text} = {created};", variable.Identifier.Text, _ => "");
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax, UsingKeyword.RawKind: 0 } statement } } }:
                return Collected(statement);
            case ReturnStatementSyntax { Parent: BlockSyntax } statement:
                return Collected(statement);
            case ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax { SemicolonToken: var end } method } arrow when model.GetDeclaredSymbol(method) is { ReturnsVoid: false }:
                return OfArrow(arrow, method, end);
            default:
                return null;
        }

        AsyncLoop? Collected(StatementSyntax statement)
        {
            var local = Layout.FreeName(statement, "results");
            return Filled(statement, statement.Span, $"var {local} = {created};", local, layout => layout.Line + statement.ToString().Substring(0, list.SpanStart - statement.SpanStart) + local + (isArray ? ".ToArray()" : "") + ";");
        }

        AsyncLoop? Filled(SyntaxNode statement, TextSpan whole, string declared, string local, Func<Layout, string> end)
        {
            var layout = new Layout(statement.SpanStart, statement.SyntaxTree);
            return Comments.In(statement, body) ? null
                : new AsyncLoop(call, whole, source, body, $"{declared}{layout.Line}foreach ({parameter} in ", $"){layout.Open}{local}.Add(", $");{layout.Close}{end(layout)}");
        }

        AsyncLoop? OfArrow(ArrowExpressionClauseSyntax arrow, MethodDeclarationSyntax method, SyntaxToken end)
        {
            var local = Layout.FreeName(method, "results");
            var outer = new Layout(method.SpanStart, method.SyntaxTree);
            var layout = outer.Inner();
            var before = arrow.ArrowToken.GetPreviousToken().Span.End;
            return Comments.In(arrow, body) ? null
                : new AsyncLoop(call, TextSpan.FromBounds(before, end.Span.End), source, body, $"{outer.Open}var {local} = {created};{layout.Line}foreach ({parameter} in ",
                    $"){layout.Open}{local}.Add(", $");{layout.Close}{layout.Line}return {local}{(isArray ? ".ToArray()" : "")};{outer.Close}");
        }
    }

    private static ITypeSymbol? Element(ITypeSymbol? list) => list switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { Name: "List", TypeArguments: [{ } only] } => only,
        _ => null,
    };

    // With its type where that is written.
    private static string? Parameter(AnonymousFunctionExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax { Parameter.Identifier.Text: var name } => "var " + name,
        ParenthesizedLambdaExpressionSyntax { ReturnType: null, ParameterList.Parameters: [{ Modifiers.Count: 0, AttributeLists.Count: 0, Default: null } only] } => only.Type is null ? "var " + only.Identifier.Text : only.ToString(),
        _ => null,
    };

    // return ends the lambda for one element, and would end the function.
    private static bool Leaves(AnonymousFunctionExpressionSyntax lambda)
    {
        foreach (var node in lambda.Body.DescendantNodes(static node => !AsyncBoundaries.IsFunction(node)))
        {
            if (node is ReturnStatementSyntax)
            {
                return true;
            }
        }

        return false;
    }
}
