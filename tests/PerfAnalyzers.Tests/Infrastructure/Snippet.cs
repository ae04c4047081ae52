using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Tests;

/// <summary>A bound piece of code whose marked operations (<c>[|…|]</c>) are asked about.</summary>
internal sealed class Snippet
{
    private Snippet(Facts facts, SemanticModel model, ImmutableArray<IOperation> marked)
    {
        Facts = facts;
        Model = model;
        Marked = marked;
    }

    public Facts Facts { get; }

    public SemanticModel Model { get; }

    /// <summary>The marked operations in source order.</summary>
    public ImmutableArray<IOperation> Marked { get; }

    public IOperation Operation => Marked[0];

    /// <summary>The member that holds the first marked operation.</summary>
    public ISymbol Member => Model.GetEnclosingSymbol(Operation.Syntax.SpanStart)!;

    /// <summary>A method by type and name: <c>C.Load</c>; <c>C.new</c> is the constructor.</summary>
    public IMethodSymbol Method(string name)
    {
        var dot = name.LastIndexOf('.');
        var type = Model.Compilation.GetTypeByMetadataName(name[..dot])!;
        return (IMethodSymbol)(name.EndsWith(".new", StringComparison.Ordinal) ? type.InstanceConstructors[0] : type.GetMembers(name[(dot + 1)..]).Single());
    }

    /// <summary>Binds a whole file.</summary>
    public static Snippet Of(string source, params (string Key, string Value)[] options) => With(source, null, options);

    /// <summary>Binds the body of a method that has the parameters the kernel tests use.</summary>
    public static Snippet OfBody(string body) => Of("class C { async Task M(ShopContext db, List<int> ids, List<Order> orders, int n) {\n" + body + "\n} int F(int x) => x; static int Pure(int x) => x; }");

    /// <summary>Binds a file in a project that describes APIs of its own.</summary>
    public static Snippet With(string source, string? apis, params (string Key, string Value)[] options)
    {
        var spans = new List<TextSpan>();
        var text = new System.Text.StringBuilder();
        var open = 0;
        for (var i = 0; i < source.Length; i++)
        {
            if (source.AsSpan(i).StartsWith("[|", StringComparison.Ordinal))
            {
                open = text.Length;
                i++;
            }
            else if (source.AsSpan(i).StartsWith("|]", StringComparison.Ordinal))
            {
                spans.Add(TextSpan.FromBounds(open, text.Length));
                i++;
            }
            else
            {
                text.Append(source[i]);
            }
        }

        var tree = AllRules.Parse(text.ToString());
        var compilation = AllRules.With(tree);
        var errors = compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors) + "\n" + text);
        var model = compilation.GetSemanticModel(tree);
        ImmutableArray<AdditionalText> files = apis is null ? Attached.Of(source) : [new Attached.Held("/project/" + Knowledge.UserFileName, apis)];
        var facts = Facts.Of(compilation, new AnalyzerOptions(files, new GlobalConfig(options)));
        return new Snippet(facts, model, [.. spans.Select(span => Find(tree.GetRoot(), model, span))]);
    }

    private static IOperation Find(SyntaxNode root, SemanticModel model, TextSpan span)
    {
        // Parentheses have no operation of their own; a marked keyword stands for its statement, a name for its call.
        var node = root.FindNode(span, getInnermostNodeForTie: true);
        while (node is ParenthesizedExpressionSyntax parenthesized)
        {
            node = parenthesized.Expression;
        }

        for (; node is not null; node = node.Parent)
        {
            if (model.GetOperation(node) is { } operation)
            {
                return operation;
            }
        }

        throw new InvalidOperationException($"No operation at '{root.ToFullString().Substring(span.Start, span.Length)}'.");
    }
}
