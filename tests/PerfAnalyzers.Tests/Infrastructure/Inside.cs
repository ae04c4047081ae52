using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Moves code into functions: what the body of a method was becomes a local function, or a lambda in every other method, inside a
/// <c>try</c> behind branches. Flow graphs of such functions lie inside others, and have fewer blocks than those.
/// </summary>
internal sealed class Inside : CSharpSyntaxRewriter
{
    private const string Branches = "if (global::System.Environment.TickCount > 0) { global::System.Console.WriteLine(); } ";

    private int _methods;

    /// <summary>The source with all methods changed that have a block.</summary>
    public static string Try(string source) => new Inside().Visit(CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot()).ToFullString();

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (node.Body is not { } body)
        {
            return node;
        }

        var asynchrony = node.Modifiers.Any(SyntaxKind.AsyncKeyword) ? "async " : "";
        var result = node.ReturnType.ToString();
        var isIterator = body.DescendantNodes().Any(static part => part is YieldStatementSyntax);
        var call = result == "void" ? "Inner();" : asynchrony.Length == 0 || isIterator ? "return Inner();" : result is "Task" or "ValueTask" ? "await Inner();" : "return await Inner();";
        var inner = _methods++ % 2 == 0 || isIterator
            ? $"{call} {asynchrony}{result} Inner() {body}"
            : $"var Inner = {asynchrony}{result} () => {body}; {call}";
        var modifiers = isIterator ? node.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)) : node.Modifiers;
        var statement = $"{{ {Branches}{Branches}{Branches}{Branches}try {{ {inner} }} catch (global::System.InvalidOperationException) {{ {Branches}throw; }} finally {{ {Branches}}} }}";
        return node.WithModifiers(SyntaxFactory.TokenList(modifiers)).WithBody((BlockSyntax)SyntaxFactory.ParseStatement(statement));
    }
}
