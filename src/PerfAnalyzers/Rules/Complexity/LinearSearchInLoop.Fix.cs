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
    protected override string Title(string shape) => shape.Split('@') switch
    {
        [LinearSearchInLoop.SeenShape, _] => "Keep a HashSet beside the list",
        [LinearSearchInLoop.LookupShape, LinearSearchInLoop.FieldPlace] => "Build a lookup once, in a field",
        [_, LinearSearchInLoop.FieldPlace] => "Build a HashSet once, in a field",
        [LinearSearchInLoop.LookupShape, _] => "Build a lookup before the loop",
        _ => "Build a HashSet before the loop",
    };

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        var parts = shape.Split('@');
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || CallOf(reported) is not { } called ||
            model.GetOperation(called, cancellation) is not { } operation || PlaceOf(operation, called, parts[1], cancellation) is not { } place)
        {
            return null;
        }

        if ((operation is IInvocationOperation call && KeyEquality.Of(call.Arguments[call.Arguments.Length - 1].Value) is { } equality
            ? parts[0] == LinearSearchInLoop.LookupShape ? OfKey(call, equality, place, model) : OfValue(call, equality.Needle.Syntax, IndexDeclarations.ComparerOf(equality, place, model), place, model)
            : OfContained(operation, parts[0], place, model)) is not { } found)
        {
            return null;
        }

        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!.TrackNodes(found.Replaced, place);
        var replaced = root.GetCurrentNode(found.Replaced)!;
        root = root.ReplaceNode(replaced, SyntaxFactory.ParseExpression(found.Text).WithTriviaFrom(replaced));
        return document.WithSyntaxRoot(found.Index.Declare(root, root.GetCurrentNode(place)!)).Project.Solution;
    }

    private sealed record Rewrite(IndexDeclaration Index, SyntaxNode Replaced, string Text);

    private static SyntaxNode? PlaceOf(IOperation operation, SyntaxNode called, string place, CancellationToken cancellation)
    {
        if (place != LinearSearchInLoop.FieldPlace)
        {
            return IndexPlaces.At(called, int.Parse(place, CultureInfo.InvariantCulture));
        }

        var source = operation is IMethodReferenceOperation group ? group.Instance : operation is IInvocationOperation call ? call.Instance ?? Operations.Argument(call, 0) : null;
        return source is not null && Operations.Unconverted(source) is IFieldReferenceOperation { Field.DeclaringSyntaxReferences: [var field] } ? field.GetSyntax(cancellation) : null;
    }

    private static ExpressionSyntax? CallOf(SyntaxNode reported)
    {
        var access = reported.FirstAncestorOrSelf<MemberAccessExpressionSyntax>();
        return access?.Parent is InvocationExpressionSyntax call && call.Expression == access ? call : access;
    }

    // The collection as written, of a static form the first argument.
    private static IOperation SourceOf(IInvocationOperation call) => Operations.Unconverted(call.Instance ?? Operations.Argument(call, 0)!);

    private static IndexDeclaration SetOf(IOperation source, string comparer, SyntaxNode place, SemanticModel model) => IndexDeclarations.Set(source.Syntax, LinearSearches.ElementOf(source.Type), comparer, place, model);

    // list.Contains(x), list.IndexOf(x) >= 0, !list.Contains(x) before list.Add(x), and list.Contains as a delegate.
    private static Rewrite? OfContained(IOperation operation, string shape, SyntaxNode place, SemanticModel model)
    {
        if (operation is not IInvocationOperation call)
        {
            if (operation is not IMethodReferenceOperation { Instance: { } instance, Syntax: MemberAccessExpressionSyntax access })
            {
                return null;
            }

            var set = SetOf(Operations.Unconverted(instance), "", place, model);
            return new Rewrite(set, access.Expression, set.Name);
        }

        if (Operations.Argument(call, call.Instance is null ? 1 : 0)?.Syntax is not { } needle)
        {
            return null;
        }

        if (shape == LinearSearchInLoop.SeenShape)
        {
            var seen = SetOf(SourceOf(call), "", place, model);
            return call.Syntax.Parent is PrefixUnaryExpressionSyntax not ? new Rewrite(seen, not, $"{seen.Name}.Add({needle})") : null;
        }

        if (call.TargetMethod.Name == "IndexOf")
        {
            var all = SetOf(SourceOf(call), "", place, model);
            return call.Parent is IBinaryOperation { OperatorKind: var kind } comparison
                ? new Rewrite(all, comparison.Syntax, (kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.Equals ? "!" : "") + $"{all.Name}.Contains({needle})")
                : null;
        }

        var comparer = LinearSearches.ComparerOf(call) is { ConstantValue: not { HasValue: true, Value: null } } given ? given.Syntax.ToString() : "";
        return OfValue(call, needle, comparer, place, model);
    }

    private static Rewrite OfValue(IInvocationOperation call, SyntaxNode needle, string comparer, SyntaxNode place, SemanticModel model)
    {
        var set = SetOf(SourceOf(call), comparer, place, model);
        return new Rewrite(set, call.Syntax, $"{set.Name}.Contains({needle})");
    }

    // customers.First(c => c.Id == id && c.IsActive): customersById[id].First(c => c.IsActive)
    private static Rewrite OfKey(IInvocationOperation call, KeyEquality equality, SyntaxNode place, SemanticModel model)
    {
        var source = SourceOf(call);
        var lookup = IndexDeclarations.Lookup(source.Syntax, LinearSearches.ElementOf(source.Type), equality, place, model);
        var needle = Operations.Unconverted(equality.Needle).Syntax;
        var rest = equality.IsWhole ? "" : $"{equality.Element.Name} => {IndexDeclarations.Rest(equality)}";
        var group = $"{lookup.Name}[{needle}]";
        var isArray = call.TargetMethod.ContainingType.SpecialType == SpecialType.System_Array;
        return new Rewrite(lookup, call.Syntax, call.TargetMethod.Name switch
        {
            "Any" or "Exists" when rest.Length == 0 => $"{lookup.Name}.Contains({needle})",
            "Where" when rest.Length == 0 => group,
            "FindAll" => $"{group}{(rest.Length == 0 ? "" : $".Where({rest})")}.{(isArray ? "ToArray" : "ToList")}()",
            "Find" => $"{group}.FirstOrDefault({rest})",
            "FindLast" => $"{group}.LastOrDefault({rest})",
            "Exists" => $"{group}.Any({rest})",
            _ => $"{group}.{call.TargetMethod.Name}({rest})",
        });
    }
}
