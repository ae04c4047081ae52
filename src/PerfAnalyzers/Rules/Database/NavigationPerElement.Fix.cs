using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Adds <c>Include</c> and <c>ThenInclude</c> behind the set that the rows come from.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class NavigationPerElementFix() : PerfFix("PERF1002")
{
    private const string Namespace = "Microsoft.EntityFrameworkCore";

    protected override string Title(string shape) => "Include the navigation in the query";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var location = diagnostic.AdditionalLocations[diagnostic.AdditionalLocations.Count - 1];
        if (editor.OriginalRoot.FindNode(location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax set)
        {
            return;
        }

        // Nodes are replaced from the inside: what is added last stands first.
        var paths = diagnostic.Properties[NavigationPerElement.PathsKey]!.Split(';');
        for (var i = paths.Length - 1; i >= 0; i--)
        {
            Add(editor, set, paths[i].Split('/'));
        }

        if (diagnostic.Properties.ContainsKey(NavigationPerElement.UsingKey))
        {
            editor.ReplaceNode(editor.OriginalRoot, static (root, _) => Usings.Add((CompilationUnitSyntax)root, Namespace));
        }
    }

    private static void Add(DocumentEditor editor, ExpressionSyntax set, string[] steps)
    {
        var end = set;
        var path = "";
        for (var current = set; Next(current) is { } call; current = call)
        {
            switch (NameOf(call))
            {
                case "Include" or "ThenInclude":
                    path = NameOf(call) == "Include" || path.Length == 0 ? PathOf(call) : path + "." + PathOf(call);
                    end = call;
                    if (steps.Length > 1 && path == NamesOf(steps, steps.Length - 1) && (Next(call) is not { } next || NameOf(next) != "ThenInclude"))
                    {
                        editor.ReplaceNode(call, (found, _) => IsCovered(found, steps, steps.Length - 1) ? found : Deepened((ExpressionSyntax)found, steps));
                        return;
                    }

                    break;
                case "AsNoTracking" or "AsNoTrackingWithIdentityResolution" or "AsTracking" or "AsSplitQuery" or "AsSingleQuery":
                    break;
                default:
                    call = null;
                    break;
            }

            if (call is null)
            {
                break;
            }
        }

        editor.ReplaceNode(end, (found, _) => IsCovered(found, steps, 0) ? found : Extended((ExpressionSyntax)found, steps, 0));
    }

    // Include(o => o.Customer) becomes Include(o => o.Customer).ThenInclude(c => c.Address); where another ThenInclude has been added
    // meanwhile, that one gets an Include of its own.
    private static ExpressionSyntax Deepened(ExpressionSyntax include, string[] steps)
    {
        var result = Extended(include, steps, steps.Length - 1);
        return Next(include) is { } next && NameOf(next) == "ThenInclude" ? Extended(result, steps.Take(steps.Length - 1).ToArray(), 0) : result;
    }

    private static ExpressionSyntax Extended(ExpressionSyntax query, string[] steps, int from)
    {
        var dot = query.Parent is MemberAccessExpressionSyntax access && access.Expression == query ? access.OperatorToken : default;
        var isOnOwnLine = dot.LeadingTrivia.Any(SyntaxKind.WhitespaceTrivia) && query.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia);
        var trailing = query.GetTrailingTrivia();
        var result = isOnOwnLine ? query : query.WithoutTrailingTrivia();
        for (var i = from; i < steps.Length; i++)
        {
            var parameter = SyntaxFactory.Parameter(SyntaxFactory.Identifier(steps[i].Substring(0, 1)).WithTrailingTrivia(SyntaxFactory.Space));
            var selector = SyntaxFactory.SimpleLambdaExpression(parameter, SyntaxFactory.ParseExpression(steps[i]).WithLeadingTrivia(SyntaxFactory.Space));
            var method = SyntaxFactory.IdentifierName(i == 0 ? "Include" : "ThenInclude");
            var token = SyntaxFactory.Token(SyntaxKind.DotToken);
            var call = SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, result, isOnOwnLine ? token.WithLeadingTrivia(dot.LeadingTrivia.Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))) : token, method),
                SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(selector))));
            result = isOnOwnLine ? call.WithTrailingTrivia(trailing.Where(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))) : call;
        }

        return isOnOwnLine ? result : result.WithTrailingTrivia(trailing);
    }

    /// <summary>Whether the calls behind a node, with what they follow, include the path already.</summary>
    private static bool IsCovered(SyntaxNode node, string[] steps, int known)
    {
        var path = NamesOf(steps, known);
        var wanted = NamesOf(steps, steps.Length);
        for (var current = node; Next(current) is { } call && NameOf(call) is "Include" or "ThenInclude"; current = call)
        {
            path = NameOf(call) == "Include" || path.Length == 0 ? PathOf(call) : path + "." + PathOf(call);
            if (path == wanted)
            {
                return true;
            }
        }

        return false;
    }

    private static string NamesOf(string[] steps, int count) => string.Join(".", steps.Take(count).Select(static step => step.Substring(step.IndexOf('.') + 1)));

    private static InvocationExpressionSyntax? Next(SyntaxNode? expression) =>
        expression is { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access } && access.Expression == expression && call.Expression == access ? call : null;

    private static string NameOf(InvocationExpressionSyntax call) => ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText;

    // o => o.Customer.Address; empty for anything else.
    private static string PathOf(InvocationExpressionSyntax call)
    {
        var path = new List<string>();
        var current = call.ArgumentList.Arguments is { Count: 1 } arguments && arguments[0].Expression is SimpleLambdaExpressionSyntax lambda ? lambda.ExpressionBody : null;
        while (true)
        {
            switch (current)
            {
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed:
                    current = suppressed.Operand;
                    break;
                case MemberAccessExpressionSyntax access:
                    path.Add(access.Name.Identifier.ValueText);
                    current = access.Expression;
                    break;
                default:
                    path.Reverse();
                    return current is IdentifierNameSyntax ? string.Join(".", path) : "";
            }
        }
    }
}
