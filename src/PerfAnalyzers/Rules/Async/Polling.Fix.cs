using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace PerfAnalyzers.Async;

/// <summary>Awaits what the loop polls for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class PollingFix() : PerfFix("PERF2010")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => shape == Polling.TaskShape
        ? "Await the task, assuming that it is not replaced by another one meanwhile"
        : "Await the process, assuming that its redirected output is read";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<WhileStatementSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var loop = (WhileStatementSyntax)node;
        var source = diagnostic.Properties[Polling.SourceKey]!;
        diagnostic.Properties.TryGetValue(Polling.TokenKey, out var token);
        var configuration = "";
        foreach (var inner in loop.Statement.DescendantNodes())
        {
            if (inner is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } configured)
            {
                configuration = ".ConfigureAwait" + configured.ArgumentList;
            }
        }

        // WhenAny does not throw what the task throws, as the loop did not.
        const string Type = "global::System.Threading.Tasks.Task";
        var call = shape == Polling.ProcessShape
            ? $"{source}.WaitForExitAsync({token}){configuration}"
            : $"{Type}.WhenAny({source}){(token is null ? "" : $".WaitAsync({token})")}{configuration}";
        var statement = SyntaxFactory.ParseStatement($"await {call};");
        if (statement.DescendantNodes().FirstOrDefault(static node => node.ToString() == Type) is { } type)
        {
            statement = statement.ReplaceNode(type, type.WithAdditionalAnnotations(Simplifier.Annotation));
        }

        editor.ReplaceNode(loop, statement.WithTriviaFrom(loop));
    }
}
