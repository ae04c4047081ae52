using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

/// <summary>A bound piece of code for tests of the kernel: its facts, and the operation of the span marked <c>[|…|]</c>.</summary>
internal sealed class Snippet
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Preview);

    /// <param name="source">A whole file; the same usings and model as everywhere are added.</param>
    /// <param name="apis">Lines of a user's API table.</param>
    public Snippet(string source, string apis = "")
    {
        var start = source.IndexOf("[|", StringComparison.Ordinal);
        var end = source.IndexOf("|]", StringComparison.Ordinal) - 2;
        var text = source.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        var tree = CSharpSyntaxTree.ParseText(text, s_parse, "Snippet.cs");
        Compilation = CSharpCompilation.Create(
            "Snippet",
            [tree, CSharpSyntaxTree.ParseText(Library.Usings, s_parse), CSharpSyntaxTree.ParseText(Library.Model, s_parse)],
            Library.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(Compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        ImmutableArray<AdditionalText> files = apis.Length == 0 ? [] : [new Text(Knowledge.UserFileName, apis)];
        Facts = Facts.Of(Compilation, new AnalyzerOptions(files));
        if (start >= 0)
        {
            var model = Compilation.GetSemanticModel(tree);
            var node = tree.GetRoot().FindNode(Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(start, end), getInnermostNodeForTie: true);
            Member = model.GetEnclosingSymbol(start)!;
            for (SyntaxNode? current = node; Marked is null && current is not null; current = current.Parent)
            {
                Marked = model.GetOperation(current)!;
            }

            // The driver hands rules operations that know their whole body.
            var body = node.AncestorsAndSelf().First(static ancestor => ancestor is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax } or EqualsValueClauseSyntax { Parent.Parent.Parent: FieldDeclarationSyntax } or CompilationUnitSyntax);
            Marked = model.GetOperation(body)?.DescendantsAndSelf().FirstOrDefault(operation => operation.Kind == Marked!.Kind && operation.Syntax == Marked!.Syntax) ?? Marked!;
        }
    }

    public CSharpCompilation Compilation { get; }

    public Facts Facts { get; }

    /// <summary>The marked operation.</summary>
    public IOperation Marked { get; } = null!;

    /// <summary>The member that holds the marked operation.</summary>
    public ISymbol Member { get; } = null!;

    /// <summary>A method by type and name: <c>C.Load</c>.</summary>
    public IMethodSymbol Method(string name)
    {
        var dot = name.LastIndexOf('.');
        var type = Compilation.GetTypeByMetadataName(name[..dot])!;
        return (IMethodSymbol)(dot == name.Length - 4 && name.EndsWith(".new", StringComparison.Ordinal)
            ? type.InstanceConstructors[0]
            : type.GetMembers(name[(dot + 1)..]).Single());
    }

    private sealed class Text(string path, string content) : AdditionalText
    {
        public override string Path => path;

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) => Microsoft.CodeAnalysis.Text.SourceText.From(content);
    }
}
