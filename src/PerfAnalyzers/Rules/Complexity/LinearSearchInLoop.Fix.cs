using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>Builds a set or a lookup before the loop and asks it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class LinearSearchInLoopFix() : SolutionFix("PERF5001")
{
    protected override string Title(string shape) => shape.Split('@')[0] switch
    {
        LinearSearchInLoop.SeenShape => "Keep a HashSet beside the list",
        LinearSearchInLoop.LookupShape => "Build a lookup before the loop",
        _ => "Build a HashSet before the loop",
    };

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        var parts = shape.Split('@');
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || CallOf(reported) is not { } called || PlaceOf(called, int.Parse(parts[1], CultureInfo.InvariantCulture)) is not { } place ||
            model.GetOperation(called, cancellation) is not { } operation)
        {
            return null;
        }

        var rewrite = operation is IInvocationOperation call && KeyEquality.Of(call.Arguments[call.Arguments.Length - 1].Value) is { } equality
            ? parts[0] == LinearSearchInLoop.LookupShape ? OfKey(call, equality, place, model) : OfValue(call.Syntax, SourceOf(call), equality.Needle.Syntax, ComparerOf(equality, place, model), "Set", place)
            : OfContained(operation, parts[0], place);
        if (rewrite is not { } found)
        {
            return null;
        }

        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!.TrackNodes(found.Replaced, place);
        var replaced = root.GetCurrentNode(found.Replaced)!;
        root = root.ReplaceNode(replaced, SyntaxFactory.ParseExpression(found.Text).WithTriviaFrom(replaced));
        return document.WithSyntaxRoot(found.Declaration is null ? root : Declare(found.Declaration, root.GetCurrentNode(place)!, new Layout(place.SpanStart, place.SyntaxTree), root)).Project.Solution;
    }

    private readonly record struct Rewrite(string? Declaration, SyntaxNode Replaced, string Text);

    private static ExpressionSyntax? CallOf(SyntaxNode reported)
    {
        var access = reported.FirstAncestorOrSelf<MemberAccessExpressionSyntax>();
        return access?.Parent is InvocationExpressionSyntax call && call.Expression == access ? call : access;
    }

    private static StatementSyntax? PlaceOf(SyntaxNode node, int depth)
    {
        foreach (var ancestor in node.Ancestors())
        {
            if (ancestor is StatementSyntax { Parent: BlockSyntax } statement && --depth == 0)
            {
                return statement;
            }
        }

        return null;
    }

    // The collection as written, of a static form the first argument.
    private static SyntaxNode SourceOf(IInvocationOperation call) => Operations.Unconverted(call.Instance ?? Operations.Argument(call, 0)!).Syntax;

    // list.Contains(x), list.IndexOf(x) >= 0, !list.Contains(x) before list.Add(x), and list.Contains as a delegate.
    private static Rewrite? OfContained(IOperation operation, string shape, StatementSyntax place)
    {
        if (operation is not IInvocationOperation call)
        {
            return operation is IMethodReferenceOperation { Instance: { } instance } && operation.Syntax is MemberAccessExpressionSyntax access
                ? Declared(Operations.Unconverted(instance).Syntax, "Set", "ToHashSet()", place, access.Expression, name => name)
                : null;
        }

        var isStatic = call.Instance is null;
        if (Operations.Argument(call, isStatic ? 1 : 0) is not { } needle)
        {
            return null;
        }

        if (shape == LinearSearchInLoop.SeenShape)
        {
            return call.Syntax.Parent is PrefixUnaryExpressionSyntax not ? Declared(SourceOf(call), "Set", "ToHashSet()", place, not, name => $"{name}.Add({needle.Syntax})") : null;
        }

        var comparer = LinearSearches.ComparerOf(call) is { ConstantValue: not { HasValue: true, Value: null } } given ? given.Syntax.ToString() : "";
        if (call.TargetMethod.Name == "IndexOf")
        {
            return call.Parent is IBinaryOperation { OperatorKind: var kind } comparison
                ? Declared(SourceOf(call), "Set", "ToHashSet()", place, comparison.Syntax, name => (kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.Equals ? "!" : "") + $"{name}.Contains({needle.Syntax})")
                : null;
        }

        return OfValue(call.Syntax, SourceOf(call), needle.Syntax, comparer, "Set", place);
    }

    private static Rewrite? OfValue(SyntaxNode call, SyntaxNode source, SyntaxNode needle, string comparer, string suffix, StatementSyntax place) =>
        Declared(source, suffix, $"ToHashSet({comparer})", place, call, name => $"{name}.Contains({needle})");

    // customers.First(c => c.Id == id && c.IsActive): customersById[id].First(c => c.IsActive)
    private static Rewrite? OfKey(IInvocationOperation call, KeyEquality equality, StatementSyntax place, SemanticModel model)
    {
        var key = Operations.Unconverted(equality.Key).Syntax;
        var comparer = ComparerOf(equality, place, model);
        var selector = $"{equality.Element.Name} => {key}{(comparer.Length == 0 ? "" : ", " + comparer)}";
        var member = Operations.SymbolOf(Operations.Unconverted(equality.Key)) is IPropertySymbol or IFieldSymbol ? Operations.SymbolOf(Operations.Unconverted(equality.Key))!.Name : "Value";
        var rest = equality.IsWhole ? "" : $"{equality.Element.Name} => {Rest(equality)}";
        var needle = Operations.Unconverted(equality.Needle).Syntax;
        var isArray = call.TargetMethod.ContainingType.SpecialType == SpecialType.System_Array;
        return Declared(SourceOf(call), "By" + member, $"ToLookup({selector})", place, call.Syntax, name => call.TargetMethod.Name switch
        {
            "Any" or "Exists" when rest.Length == 0 => $"{name}.Contains({needle})",
            "Where" when rest.Length == 0 => $"{name}[{needle}]",
            "FindAll" => $"{name}[{needle}]{(rest.Length == 0 ? "" : $".Where({rest})")}.{(isArray ? "ToArray" : "ToList")}()",
            "Find" => $"{name}[{needle}].FirstOrDefault({rest})",
            "FindLast" => $"{name}[{needle}].LastOrDefault({rest})",
            "Exists" => $"{name}[{needle}].Any({rest})",
            _ => $"{name}[{needle}].{call.TargetMethod.Name}({rest})",
        });
    }

    private static string ComparerOf(KeyEquality equality, StatementSyntax place, SemanticModel model)
    {
        if (KeyComparisons.Of(equality) != KeyComparison.IgnoreCase)
        {
            return "";
        }

        return (model.LookupNamespacesAndTypes(place.SpanStart, name: "StringComparer").IsEmpty ? "System." : "") + "StringComparer.OrdinalIgnoreCase";
    }

    // The other clauses, as they stand.
    private static string Rest(KeyEquality equality)
    {
        var clauses = new List<string>();
        for (var clause = equality.Comparison.Syntax; clause.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both; clause = both)
        {
            if (clause == both.Left)
            {
                clauses.Add(both.Right.ToString());
            }
            else
            {
                clauses.Insert(0, both.Left.ToString());
            }
        }

        return string.Join(" && ", clauses);
    }

    // An index that was built for another search of the loop is used again.
    private static Rewrite Declared(SyntaxNode source, string suffix, string build, StatementSyntax place, SyntaxNode replaced, Func<string, string> use)
    {
        var value = $"{source}.{build}";
        if (place.Parent is BlockSyntax block)
        {
            for (var i = block.Statements.IndexOf(place) - 1; i >= 0 && block.Statements[i] is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer: { } initializer } variable] }; i--)
            {
                if (initializer.Value.ToString() == value)
                {
                    return new Rewrite(null, replaced, use(variable.Identifier.ValueText));
                }
            }
        }

        var name = Layout.FreeName(place, NameOf(source) + suffix);
        return new Rewrite($"var {name} = {value};", replaced, use(name));
    }

    private static string NameOf(SyntaxNode source)
    {
        var name = source switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            _ => "elements",
        };
        name = name.Substring(name.LastIndexOf('_') + 1);
        return name.Length == 0 ? "elements" : char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    // On a line of its own above the comments of the statement; blank lines stay before both.
    private static SyntaxNode Declare(string declaration, StatementSyntax place, Layout layout, SyntaxNode root)
    {
        var statement = SyntaxFactory.ParseStatement(declaration);
        var leading = place.GetLeadingTrivia();
        if (layout.IsOneLine)
        {
            return root.ReplaceNode(place, [statement.WithLeadingTrivia(leading).WithTrailingTrivia(SyntaxFactory.Space), place.WithLeadingTrivia()]);
        }

        var blank = 0;
        for (var i = 0; i < leading.Count && !Comments.Is(leading[i]); i++)
        {
            blank = leading[i].IsKind(SyntaxKind.EndOfLineTrivia) ? i + 1 : blank;
        }

        return root.ReplaceNode(place,
        [
            statement.WithLeadingTrivia(leading.Take(blank).Append(SyntaxFactory.Whitespace(layout.Indent))).WithTrailingTrivia(SyntaxFactory.EndOfLine(layout.NewLine)),
            place.WithLeadingTrivia(leading.Skip(blank)),
        ]);
    }
}
